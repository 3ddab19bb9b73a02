"""Names that no list and no rule has are found by a network, with their kinds and places."""

from __future__ import annotations

import pytest

from rag.prose.entities import entities
from rag.prose.questions import persons, read_question


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("和平饭店是哪一年建成的？", "和平饭店", "place"),
        ("玄奘什么时候回到长安？", "玄奘", "person"),
        ("宜家上半年开了几家门店？", "宜家", "house"),
        ("伯恩茅斯足球俱乐部的主场叫什么？", "伯恩茅斯足球俱乐部", "house"),
        ("小说《棋王》讲了什么？", "棋王", "work"),
    ],
)
def test_a_name_its_kind_and_its_place(text: str, name: str, kind: str) -> None:
    found = {entity.text: entity for entity in entities(text)}
    assert found[name].kind == kind
    assert text[found[name].start :].startswith(name)


@pytest.mark.parametrize("text", ["", "为什么？", "How much did it earn?"])
def test_where_nothing_is_named(text: str) -> None:
    assert entities(text) == []


def test_of_an_endless_text_the_beginning_is_read() -> None:
    found = entities("玄奘回到长安。" * 5_000)
    assert found
    assert found[-1].start < 2_000


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("和平饭店有多少间客房？", ("和平饭店",)),
        ("王企鹅的孵化期是多少天？", ("王企鹅",)),
        ("请给出青禾银行2030年的净利润。", ("青禾银行",)),
        ("哪位分析师觉得青禾银行的利润撑不久？", ("青禾银行",)),
        ("青禾、云溪、南浦三家的票面利率各是多少？", ("云溪", "南浦", "青禾")),
        ("林则徐曾在何处任职？", ("林则徐",)),
        ("武汉长江大桥何时通车？", ("武汉长江大桥",)),
        ("板南线哪天通到南港展览馆站？", ("南港展览馆站", "板南线")),
        ("公路从何时开始封闭？", ()),
        ("青禾银行云溪分行推出了什么贷款？", ("云溪", "青禾银行")),
    ],
)
def test_a_name_begins_and_ends_where_it_does(question: str, names: tuple[str, ...]) -> None:
    assert tuple(sorted(read_question(question).names)) == names


@pytest.mark.parametrize("question", ["单店毛利掉了多少？", "每10股派多少红利？", "出口最多的三样东西是什么？"])
def test_common_words_are_no_names(question: str) -> None:
    assert read_question(question).names == ()


@pytest.mark.parametrize(
    ("sentence", "person"),
    [
        ("翻译这部经书的是鸠摩罗什。", "鸠摩罗什"),
        ("技工小池三九郎种下了茶树。", "小池三九郎"),
        ("破门的是替补上场的莫德里奇。", "莫德里奇"),
    ],
)
def test_a_person_whom_no_surname_tells(sentence: str, person: str) -> None:
    assert person in persons(sentence)
