"""A denial and the want of a plan answer how much, when and whether; those of somebody else do not."""

from __future__ import annotations

import pytest

from rag.evidence.denials import denies
from rag.evidence.quote import choose
from rag.evidence.worth import answers, score
from rag.proof.mentions import presence
from rag.prose.questions import Term, read_question
from rag.questions.parts import kind_of
from tests.scoring import one_part, printed


@pytest.mark.parametrize(
    ("question", "line"),
    [
        ("青野银行分红多少？", "霜桥银行拟每10股派发2.6元，青野银行则表示暂不分红。"),
        ("青野银行什么时候分红？", "青野银行表示，今年不会分红。"),
        ("青野银行和霜桥银行要合并吗？", "青野银行否认了该行正在与霜桥银行商谈合并的传言。"),
        ("青野汽车要去香港上市吗？", "青野汽车董事长葛怀川表示，公司暂无赴港上市的计划。"),
        ("青野汽车会裁员吗？", "青野汽车称，裁员传闻不实。"),
        ("青野汽车是否收购霜桥重工？", "青野汽车没有收购霜桥重工的计划。"),
    ],
)
def test_what_is_not_done_answers(question: str, line: str) -> None:
    assert denies(read_question(question), kind_of(question), line)


@pytest.mark.parametrize(
    ("question", "line"),
    [
        ("霜桥银行分红多少？", "霜桥银行拟每10股派发2.6元，青野银行则表示暂不分红。"),
        ("松塔银行分红多少？", "霜桥银行拟每10股派发2.6元，青野银行则表示暂不分红。"),
        ("青野银行裁员多少人？", "青野银行表示暂不分红。"),
        ("青野银行分红多少？", "青野银行拟分红不低于2.6亿元。"),
        ("青野银行为什么分红？", "青野银行表示暂不分红。"),
        ("青野汽车要上市吗？", "青野汽车计划明年上市。"),
        ("青野汽车要上市吗？", "青野汽车暂无裁员计划，将于明年上市。"),
    ],
)
def test_what_is_done_or_denied_of_others_does_not(question: str, line: str) -> None:
    assert not denies(read_question(question), kind_of(question), line)


def test_a_line_that_denies_answers_an_amount_without_one() -> None:
    part = one_part("青野银行分红多少？")
    line = "霜桥银行拟每10股派发现金红利2.6元（含税），松塔银行拟每10股派发3.1元，青野银行则表示暂不分红。"
    assert answers(part, score(part, *printed(line)))
    assert not answers(part, score(part, *printed("青野银行表示分行照常营业。")))


def test_a_denial_is_quoted_alone() -> None:
    question = "青野银行分红多少？"
    offered = [printed("青野银行表示暂不分红。"), printed("青野银行规模最小，净利润8.9亿元。")]
    told = choose(read_question(question), offered, lambda _word: 1.0, lambda _question, texts: [0.5] * len(texts))
    assert [sentence.text for sentence in told] == ["青野银行表示暂不分红。"]


@pytest.mark.parametrize(
    ("text", "told"),
    [("公司暂无赴港上市的计划", True), ("公司在港上市", True), ("公司在港口扩建", False), ("亏损5亿港元", False)],
)
def test_a_place_by_one_character(text: str, told: bool) -> None:
    assert bool(presence(Term("香港", name=True), text)) is told
