"""What somebody is is told by the line that introduces him; who said something, by the line that names the speaker."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag import Library
from rag.evidence.identity import another_speaks, asks_what_he_is, asks_what_that_one_is, asks_who_says, introduces
from tests.conftest import LibraryMaker

PAGE = """溪山日报　2031年5月7日　星期三　A2

霜桥港外贸向好
本报记者 季小满
霜桥港一季度吞吐量4120万吨，同比增长9.4%，其中外贸货物1260万吨，新开通往澜溪的集装箱航线两条。
望岳证券首席经济学家解铭接受采访时说，港口向好靠的是腹地制造业的订单。在他看来，全年增速有望保持。
此外，把空箱调度交给同一家平台是一笔划算的买卖。
“航线多了，船期就稳。”青栎航运研究中心主任葛怀川表示，霜桥港应当继续加密近洋航线。
解铭认为，二季度的订单还会更好。葛怀川也看好下半年的行情。
霜桥港工人白知远说，他每天要吊装九十只集装箱。
"""


@pytest.fixture
def library(make_library: LibraryMaker, tmp_path: Path) -> Library:
    path = tmp_path / "page.txt"
    path.write_text(PAGE, encoding="utf-8")
    return make_library(path)


@pytest.mark.parametrize(
    "question",
    [
        "解铭是谁？",
        "解铭是什么人？",
        "解铭的头衔是什么？",
        "请问解铭的单位和职务是什么？",
        "解铭在哪家机构任职？",
        "解铭是哪家券商的？",
    ],
)
def test_somebody_is_told_of_by_the_line_that_introduces_him(library: Library, question: str) -> None:
    (sentence,) = library.ask(question).sentences

    assert sentence.text.startswith("望岳证券首席经济学家解铭接受采访时说")


@pytest.mark.parametrize("asks", ["出自谁之口？", "是谁说的？请写明其单位和职务。"])
def test_who_said_a_sentence_is_told_by_where_it_is_printed(library: Library, asks: str) -> None:
    assert "主任葛怀川表示" in library.ask(f"“航线多了，船期就稳”{asks}").text
    assert library.ask(f"“航线少了，船期就乱”{asks}").abstained


def test_nobody_is_introduced_whom_the_paper_gives_no_title(library: Library) -> None:
    assert "首席" not in library.ask("白知远的头衔是什么？").text
    assert library.ask("严子陵的头衔是什么？").abstained


def test_what_he_is_is_told_of_whom_another_part_asks_for(library: Library) -> None:
    answer = library.ask("认为霜桥港应当继续加密近洋航线的是哪位专家，他是什么身份？")

    assert "青栎航运研究中心主任葛怀川" in answer.text
    assert "解铭" not in answer.text


def test_who_speaks_on_is_told_by_the_line_before(make_library: LibraryMaker, tmp_path: Path) -> None:
    path = tmp_path / "page.txt"
    path.write_text(PAGE.replace("有望保持。\n此外", "有望保持。此外").replace("在他看来，", ""), encoding="utf-8")

    texts = [each.text for each in make_library(path).ask("谁认为把空箱调度交给同一家平台是一笔划算的买卖？").sentences]

    assert texts[0].startswith("望岳证券首席经济学家解铭")
    assert texts[1].startswith("此外，把空箱调度")


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("解铭是谁？", True),
        ("解铭在哪家单位任职？", True),
        ("解铭说了什么？", False),
        ("解铭认为谁是受益者？", False),
        ("解铭所在的机构发布了什么报告？", False),
        ("解铭的工资是多少？", False),
    ],
)
def test_what_somebody_is_is_asked_in_many_words(question: str, asked: bool) -> None:
    assert asks_what_he_is(["解铭"], question) is asked


def test_what_that_one_is_is_asked_without_a_name() -> None:
    assert asks_what_that_one_is("他是什么身份")
    assert asks_what_that_one_is("又在哪家机构任职")
    assert not asks_what_that_one_is("霜桥港的负责人是什么身份")
    assert not asks_what_that_one_is("他说了什么")


def test_who_says_something_is_asked_of_persons_only() -> None:
    assert asks_who_says("谁认为订单会更好？")
    assert not asks_who_says("谁负责吊装集装箱？")
    assert not asks_who_says("解铭认为增速是多少？")


@pytest.mark.parametrize(
    "text", ["望岳证券首席经济学家解铭说", "解铭，望岳证券分析师", "解铭是研究中心主任", "解铭现任该行行长"]
)
def test_a_title_stands_before_a_name_or_behind_it(text: str) -> None:
    assert introduces("解铭", text)
    assert not introduces("解铭", "解铭认为，订单会更好。分析师们同意")


@pytest.mark.parametrize(
    ("question", "text", "another"),
    [
        ("葛怀川说了什么？", "霜桥重工董事长莫听雨表示，公司暂不扩产。", True),
        ("葛怀川说了什么？", "青野重工董事长葛怀川表示，公司将扩产。", False),
        ("葛怀川说了什么？", "他表示，公司将扩产。", False),  # he may be
        ("葛怀川说了什么？", "公司将扩产。", False),
        ("葛怀川是谁？", "霜桥重工董事长莫听雨表示，公司暂不扩产。", False),
        ("青野重工怎么看？", "青野重工董事长葛怀川表示，公司将扩产。", False),
        ("解铭提醒了什么？", "葛怀川表示，订单会更好。", True),
        ("解铭提醒了什么？", "解铭提醒，订单会减少。", False),
    ],
)
def test_another_speaks(question: str, text: str, another: bool) -> None:
    assert another_speaks(question, text, ()) is another


@pytest.mark.parametrize(
    ("before", "another"),
    [((), True), (("莫听雨说，行情不好。",), True), (("葛怀川说，行情不好。",), False), (("葛怀川在场。",), True)],
)
def test_a_quotation_is_his_who_spoke_before(before: tuple[str, ...], another: bool) -> None:
    assert another_speaks("葛怀川说了什么？", "“没有赢家，只有剩者。”", before) is another


@pytest.mark.parametrize("asks", ["青栎航运研究中心是谁接受的采访？", "青栎航运研究中心是谁出面回应的？"])
def test_who_spoke_for_a_house_is_told_by_his_words(library: Library, asks: str) -> None:
    assert "葛怀川" in library.ask(asks).text
