"""A line that has nothing of what is counted is no answer to how many."""

from __future__ import annotations

import pytest

from rag.evidence.counted import counted_behind, done_by_those_counted, lacks_what_is_counted
from rag.evidence.worth import answers, score
from tests.scoring import one_part, printed

VISITS = "白鹭商城宣布招商后，已有超过600家商户前来咨询。"
LOANS = "截至2030年末，青栎银行风电贷款余额为60.5亿元。"


@pytest.mark.parametrize(
    ("question", "line", "lacks"),
    [
        ("前来咨询白鹭商城的商户里,谈妥加盟的有多少家?", VISITS, True),
        ("前来咨询白鹭商城的有多少家?", VISITS, False),
        ("咨询后谈妥加盟的有多少家?", "最后谈妥的有40家。", False),
        ("青栎银行发行了多少亿元的科技债券?", LOANS, True),
        ("青栎银行发行了多少亿元的科技债券?", "青栎银行发行科技债30亿元。", False),
        ("青栎银行有多少名员工?", "青栎银行在岗3000人。", False),
    ],
)
def test_what_is_counted_must_be_told_of(question: str, line: str, lacks: bool) -> None:
    assert lacks_what_is_counted(question, line, "") is lacks


def test_what_leads_up_to_a_line_tells_what_is_counted() -> None:
    question, before = "青栎银行发行了多少亿元的科技债券?", "科技债券发行结束。"
    assert not lacks_what_is_counted(question, "共30亿元。", before)
    assert lacks_what_is_counted(question, "贷款余额为30亿元。", before)


def test_a_noun_behind_how_many() -> None:
    assert counted_behind("发行了多少亿元的科技债券?") == "科技债券"
    assert counted_behind("有多少名员工?") == ""
    assert done_by_those_counted("谈妥加盟的有多少家?") == ("谈妥", "加盟")
    assert done_by_those_counted("留下名片的有多少家?") == ("留下", "名片")
    assert done_by_those_counted("修好的有多少件?") == ()
    assert done_by_those_counted("缆车的长度是多少?") == ()


@pytest.mark.parametrize(
    ("question", "line"),
    [
        ("青栎银行发行了多少亿元的科技债券？", LOANS),
        ("白鹭商城的商户里，谈妥加盟的有多少家？", VISITS),
    ],
)
def test_such_a_line_does_not_answer(question: str, line: str) -> None:
    part = one_part(question)
    assert not answers(part, score(part, *printed(line)))


def test_several_that_are_to_be_listed_are_not_counted() -> None:
    assert counted_behind("列出白鹭商城现有的几种收费办法") == ""
