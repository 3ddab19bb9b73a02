"""Whom a sentence counts and does not name is told by the list of as many before it."""

from __future__ import annotations

import pytest

from rag.evidence.antecedents import with_antecedent
from rag.proof.mentions import is_about, names_another_alike
from rag.prose.groups import group_of
from rag.prose.sentences import sentences_of
from rag.types import Article, Block, Place, Run

BANKS = "2030年末，青禾银行、云溪银行、南浦银行和白鹭银行资产总额分别为9826亿元、7315亿元、4208亿元和3177亿元。"


def story(title: str, *paragraphs: str) -> Article:
    body = "\n".join(paragraphs)
    starts = [body.index(paragraph) for paragraph in paragraphs]
    blocks = tuple(Block("paragraph", at, at + len(text)) for at, text in zip(starts, paragraphs, strict=True))
    return Article(title, title, (), body, blocks, (Run(0, len(body), "p", 0),), (Place("p", None, None, None, ()),))


def of(before: str, sentence: str) -> tuple[str, ...] | None:
    text = before + sentence
    group = group_of(text, len(before), len(text))
    return group.members if group else None


@pytest.mark.parametrize(
    ("sentence", "counted"),
    [
        ("四家银行不良率依次为0.9%、1.1%、0.8%和1.4%。", True),
        ("上述4家银行均已披露年报。", True),
        ("三家银行不良率依次为0.9%、1.1%和0.8%。", False),  # no list of three stands before
        ("第四家银行的不良率为1.4%。", False),
        ("四家银行的行长都是女性？", True),
        ("四家银行去年关闭了网点。", False),  # of none of them is anything said severally
    ],
)
def test_as_many_as_were_named_before(sentence: str, counted: bool) -> None:
    members = of(BANKS, sentence)
    assert (members is not None) is counted
    assert members is None or members[1:3] == ("云溪银行", "南浦银行")


def test_where_the_sentence_names_them_itself() -> None:
    assert of("青川、云溪、南浦同日公布数据。", "青川、云溪、白鹭三市工业增加值分别增长6.8%、13.4%和6.2%。") is None


def test_the_nearest_list_is_meant() -> None:
    text = BANKS + "同日，青山财险、白石财险、云岭财险、南坪财险披露三季报。"
    assert (of(text, "四家公司保费分别为8亿元、7亿元、6亿元、5亿元。") or ())[1] == "白石财险"


def test_a_sentence_is_of_each_of_those_whom_it_counts() -> None:
    article = story("四家银行披露年报", BANKS, "青湾银行尚未披露。四家银行不良率依次为0.9%、1.1%、0.8%和1.4%。")
    rates = sentences_of(article)[-1]
    assert all(is_about(f"{name}银行", article, rates) for name in ("青禾", "云溪", "南浦", "白鹭"))
    assert not is_about("青湾银行", article, rates)
    assert names_another_alike("青湾银行", article, rates)


def test_who_is_counted_is_quoted_along() -> None:
    article = story("四家银行披露年报", BANKS, "年报昨日公布。四家银行不良率依次为0.9%、1.1%、0.8%和1.4%。")
    rows = [(article, sentence) for sentence in sentences_of(article)]
    assert [each.text for each in with_antecedent(rows[-1][1], rows)] == [BANKS, rows[-1][1].text]


def test_who_says_something_is_quoted_along() -> None:
    article = story("卡量下降", "青禾银行副总经理白知远接受了采访。“一张不用的卡每年要花11元，”他说，“不如关掉。”")
    rows = [(article, sentence) for sentence in sentences_of(article)]
    assert with_antecedent(rows[-1][1], rows) == [rows[0][1], rows[-1][1]]


def test_an_endless_sentence_is_read_in_good_time() -> None:
    assert of("", "四家银行" * 50_000 + "分别") is None
    assert of("银行、" * 50_000, "四家银行分别增长") is None
