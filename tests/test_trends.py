"""A movement is read alike by all who read one: what moved and which way, what is asked, what is carried on."""

from __future__ import annotations

import pytest

from rag.proof.attribute import content_of
from rag.proof.claims import claims_of, is_measure
from rag.proof.measured import Measured, measured
from rag.proof.movements import movement, reversed_trend
from rag.proof.verify import verify
from rag.prose.dates import find_dates
from rag.questions.carried import with_what_was_asked
from rag.questions.measures import measure_asked
from rag.types import Sentence

ROSE = ("增长", "增加", "上升", "提高", "提升", "上涨", "扩大", "回升", "攀升", "扩张", "走高", "高出")
FELL = ("负增长", "下降", "减少", "降低", "下滑", "下跌", "回落", "收窄", "缩减", "缩小", "萎缩", "走低")
NOUNS = ("增幅", "增速", "涨幅", "升幅", "降幅", "跌幅")
VERBS = [(word, "up") for word in ROSE] + [(word, "down") for word in FELL]


def read(text: str) -> list[Measured]:
    return list(measured(text, content_of(text).figures, find_dates(text)))


@pytest.mark.parametrize(("word", "way"), VERBS)
def test_each_word_is_understood_by_all_readers(word: str, way: str) -> None:
    assert movement(f"用电量{word}", "")[0] == way
    (change,) = read(f"用电量同比{word}8%。")
    assert (change.kind, change.measure, change.basis, change.fell) == ("change", "用电量", "year", way == "down")
    assert is_measure(word)
    other = "下降" if way == "up" else "上升"
    assert reversed_trend(f"用电量{word}。", [f"全市用电量{other}。"])
    assert measure_asked(f"资产规模和营业收入{word}了多少？") is None  # in yuan or in per cent
    carried = with_what_was_asked(f"{word}了多少", "霜桥银行去年的净利润是多少？")
    assert carried.endswith(f"净利润，{word}了多少")


@pytest.mark.parametrize("noun", NOUNS)
def test_so_are_the_nouns_that_say_how_much(noun: str) -> None:
    assert movement(f"用电量{noun}", "")[0] == ("down" if noun in ("降幅", "跌幅") else "up")
    assert is_measure(noun)


@pytest.mark.parametrize(
    ("words", "basis"),
    [
        ("同比", "year"), ("按年", "year"), ("较上年", "year"), ("比去年同期", "year"), ("环比", "previous"),
        ("按月", "previous"), ("较上月", "previous"), ("比上一季度", "previous"), ("比上季末", "previous"),
        ("较上年末", "year end"), ("比上年年末", "year end"), ("较去年底", "year end"), ("比年初", "year end"),
    ],
)  # fmt: skip
def test_so_is_what_a_figure_is_compared_with(words: str, basis: str) -> None:
    assert movement(f"用电量{words}增长", "")[1] == basis
    _, change = read(f"用电量40亿千瓦时，{words}增长8%。")
    assert change.basis == basis.removeprefix("year ")
    assert is_measure(words + "增长")


def test_interest_by_the_year_is_compared_with_nothing() -> None:
    assert movement("贷款按年计息的利率上升", "")[1] == ""


@pytest.mark.parametrize("words", ["最高出口额", "创下新高出现在", "更高出价"])
def test_what_is_high_need_not_stand_above(words: str) -> None:
    assert movement(f"订单{words}", "")[0] == ""


@pytest.mark.parametrize("word", ["高出", "攀升", "扩张"])
def test_a_figure_that_fell_does_not_pass_as_risen(word: str) -> None:
    printed = "霜桥银行去年净利润下降8%。"
    draft = f"霜桥银行去年净利润{word}8%。"
    assert verify(draft, [Sentence("a", 0, len(printed), printed)])


def test_a_question_of_many_words_is_read_once() -> None:
    assert "，" in with_what_was_asked("降低" * 40 + "吧", "霜桥银行去年的净利润是多少？")


def test_what_fell_by_less_than_nothing_fell() -> None:
    text = "霜桥银行去年营业收入同比负增长3%。"
    assert [(each.measure, each.fell) for each in read(text)] == [("营业收入", True)]
    assert claims_of(text, content_of(text).figures, find_dates(text))[0][0].trend == "down"
