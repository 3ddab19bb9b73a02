"""A question why is answered by a line that tells a cause first, and by none that tells neither it nor the effect."""

from __future__ import annotations

from dataclasses import replace

from rag.evidence.causes import causes_first
from rag.evidence.worth import Scored, score
from tests.scoring import one_part, printed

QUESTION = "青野证券为什么被罚？"
CAUSE = "青野证券因保荐业务中未勤勉尽责，被处以罚款1200万元。"
EFFECT = "青野证券回应称，公司接受处罚，将完成整改。"
NEITHER = "青野证券总裁葛怀川于4月1日递交辞呈。"


def _scored(question: str, *lines: str) -> list[Scored]:
    """Lines by how near they are, the first one the nearest."""
    part = one_part(question)
    return [replace(score(part, *printed(line)), meaning=-0.1 * at) for at, line in enumerate(lines)]


def test_a_cause_leads_and_what_is_neither_is_left() -> None:
    rows = _scored(QUESTION, EFFECT, NEITHER, CAUSE)
    told = causes_first(one_part(QUESTION), rows)
    assert [row.sentence.text for row in told] == [CAUSE, EFFECT]


def test_where_no_line_tells_a_cause_the_effect_is_told() -> None:
    rows = _scored(QUESTION, EFFECT, NEITHER)
    assert causes_first(one_part(QUESTION), rows) == rows[:1]
    question = "青野证券的葛怀川为什么辞职？"
    rows = _scored(question, CAUSE, NEITHER.replace("总裁葛怀川", "的葛怀川"))
    assert [row.sentence.text for row in causes_first(one_part(question), rows)] == [rows[1].sentence.text]


def test_where_no_line_tells_either_all_stay() -> None:
    rows = _scored(QUESTION, NEITHER, "青野证券总部迁址。")
    assert causes_first(one_part(QUESTION), rows) == rows


def test_a_cause_that_is_hardly_an_answer_does_not_lead() -> None:
    rows = _scored(QUESTION, EFFECT, EFFECT.replace("回应", "也"), CAUSE)
    rows[2] = replace(rows[2], meaning=-3.0)
    assert causes_first(one_part(QUESTION), rows) == rows


def test_other_questions_stay_as_they_are() -> None:
    question = "青野证券被罚多少？"
    rows = _scored(question, EFFECT, NEITHER, CAUSE)
    assert causes_first(one_part(question), rows) == rows


def test_a_cause_that_has_a_word_of_the_effect_stays() -> None:
    question = "青野证券因为什么事吃了罚单？"
    rows = _scored(question, "这是青野证券三年来最大的一张罚单。", NEITHER, CAUSE)
    assert CAUSE in [row.sentence.text for row in causes_first(one_part(question), rows)]
