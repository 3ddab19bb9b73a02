"""Names of a question that are printed otherwise, or that are none, are read as what the archive prints."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from rag.prose.questions import read_question
from rag.prose.reread import reread


def known(*printed: str) -> Callable[[str], float | None]:
    return lambda word: 1.0 if any(word in each for each in printed) else None


def names(question: str, *printed: str) -> set[str]:
    return set(reread(read_question(question), known(*printed)).names)


def test_the_last_sign_of_a_province_begins_no_house() -> None:
    printed = "澜溪省水务局6月9日公布了名单，澜溪省前5月降雨偏多。"
    assert names("澜溪省水务局公布了什么？", printed) == {"水务局"}


@pytest.mark.parametrize(
    ("question", "printed", "read"),
    [
        ("两只小岚獭怎么喂的？", "岚獭幼崽出洞。", {"岚獭"}),
        ("两只小岚獭怎么喂的？", "白鹭幼鸟破壳。", {"小岚獭"}),
        ("小林正泰卖了多少？", "林正泰买了船。", {"小林正泰"}),  # a family name of two signs
        ("大云溪银行赚了多少？", "云溪银行盈利。", {"大云溪银行"}),
    ],
)
def test_a_kind_that_is_printed_is_named_with_its_size(question: str, printed: str, read: set[str]) -> None:
    assert names(question, printed) == read


def test_a_house_that_is_not_printed_is_no_person_of_its_name() -> None:
    assert names("云岫银行赚了多少？", "云岫下了雨。") == {"云岫银行"}


@pytest.mark.parametrize(
    ("question", "printed", "read"),
    [
        ("做风机的那家澜溪公司是谁在管？", "澜溪市风机厂扩产。", {"澜溪"}),
        ("那家澜溪科技公司得了奖？", "澜溪市发了奖。", {"澜溪"}),
        ("澜溪公司去年赚了多少？", "澜溪市发了奖。", {"澜溪公司"}),  # it may be called so
        ("那家青禾公司去年赚了多少？", "青禾银行盈利。", {"青禾公司"}),  # of no place
        ("那家澜溪银行去年赚了多少？", "澜溪市发了奖。", {"澜溪银行"}),
    ],
)
def test_some_house_of_a_place_is_named_by_the_place(question: str, printed: str, read: set[str]) -> None:
    assert names(question, printed) == read
