"""Names that no dictionary has, found in a question by what the archive prints, and parts that are about them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from rag.prose.questions import read_question
from rag.prose.reread import reread
from rag.questions.parts import read_parts


def known(*printed: str) -> Callable[[str], float | None]:
    return lambda word: 1.0 if any(word in each for each in printed) else None


PRINTED = ("跑得快、青禾银行、远航都在扩编。", "下调利率、青禾银行表态。", "远航汽车卖出三万辆。", "全国汽车产量增长。")


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("青禾银行投了多少，跑得快投了多少？", {"青禾银行", "跑得快"}),  # listed beside a name
        ("远航卖出多少辆？", {"远航"}),  # printed with its kind, as a house
        ("青禾银行投了多少，扩编了多少？", {"青禾银行"}),
        ("青禾银行投了多少，利率是多少？", {"青禾银行"}),  # a common word that a clause ended with
        ("全国汽车产量是多少？", set()),  # a kind of things, and nobody's name
        ("青禾银行买跑得快花了多少钱？", {"青禾银行"}),
    ],
)
def test_what_a_page_lists_beside_a_name_is_one(question: str, names: set[str]) -> None:
    assert set(reread(read_question(question), known(*PRINTED)).names) == names


def test_what_stands_before_something_quoted_is_no_name_for_that() -> None:
    asked = read_question("养殖“三张大网”指哪三张？")
    assert set(reread(asked, known("养殖、三张大网", "三张大网")).names) == {"三张大网"}


def test_what_lacks_something_is_nobody() -> None:
    assert reread(read_question("缺芯把车市拖成什么样？"), known("缺芯潮", "缺芯")).names == ()


def test_a_city_is_no_place_in_another() -> None:
    printed = known("哈尔滨市接待游客", "哈尔滨")
    assert reread(read_question("哈尔滨市接待游客多少人次？"), printed).names == ("哈尔滨市",)


def test_what_is_bought_is_named_without_the_verb() -> None:
    names = reread(read_question("赣江锂业买新锂公司花了多少钱？"), known("赣江锂业", "新锂公司")).names
    assert "新锂公司" in names
    assert not any(name.startswith("买") for name in names)


@pytest.mark.parametrize("said", ["新华社的解读文章", "人民日报评论", "新华社6月的报道"])
def test_who_reports_is_nobody_that_is_told_of(said: str) -> None:
    assert reread(read_question(f"{said}列举了哪几项指标？"), known("指标增长6.9%")).names == ()


def test_a_part_is_about_its_own_name_though_only_the_whole_question_tells_that_it_is_one() -> None:
    asked = reread(read_question("青禾银行投了多少，跑得快过去一年投了多少？"), known(*PRINTED))
    assert [part.asked.names for part in read_parts(asked, known(*PRINTED))] == [("青禾银行",), ("跑得快",)]


def test_a_part_that_names_nobody_goes_on_with_the_subject_before_it() -> None:
    asked = read_question("青禾银行去年的净利润是多少？白鹭科技的营收是多少，同比如何？")
    parts = read_parts(asked, known("青禾银行净利润", "白鹭科技营收"))
    assert [part.asked.names for part in parts] == [("青禾银行",), ("白鹭科技",), ("白鹭科技",)]


def test_the_subject_is_whom_a_clause_begins_with() -> None:
    asked = read_question("青禾银行被白鹭科技入股前业绩怎样，营收是多少？")
    parts = read_parts(asked, known("青禾银行营收业绩", "白鹭科技入股"))
    assert [part.asked.names for part in parts] == [("青禾银行", "白鹭科技"), ("青禾银行",)]


def test_two_that_are_asked_of_alike_are_both_the_subject_of_what_follows() -> None:
    asked = read_question("青禾银行和白鹭科技合作的金额是多少，期限是多久？")
    names = {name for part in read_parts(asked, known("青禾银行", "白鹭科技"))[-2:] for name in part.asked.names}
    assert names == {"青禾银行", "白鹭科技"}


def test_a_part_is_not_about_what_only_a_later_one_names() -> None:
    read = known("返航舱降落。", "刊物《云山》登了研究。")
    parts = read_parts(reread(read_question("返航舱什么时候降落，《云山》登的研究测出了多少年？"), read), read)
    assert [part.asked.names for part in parts] == [(), ("云山",)]


def test_a_whole_city_is_not_what_is_in_it() -> None:
    read = known("哈尔滨冰灯馆开园。", "哈尔滨全市接待游客。")
    parts = read_parts(reread(read_question("哈尔滨冰灯馆开园进了多少人，全市接待多少人？"), read), read)
    assert parts[-1].asked.names == ("哈尔滨",)


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("青鸾六号几点返航？", {"青鸾六号"}),
        ("青鸾七号几点返航？", set()),  # which no page prints
        ("12月6号几点返航？", set()),
    ],
)
def test_what_is_called_by_a_number_is_named_with_it(question: str, names: set[str]) -> None:
    told = reread(read_question(question), known("青鸾六号于12月6号返航。"))
    assert {name for name in told.names if name.endswith("号")} == names
