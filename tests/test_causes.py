"""A question why is answered by a line that tells a cause first, and by none that tells neither it nor the effect."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rag.evidence.causes import causes_first, tells_no_reason
from rag.evidence.quote import choose
from rag.evidence.worth import Scored, score
from rag.prose.questions import read_question
from rag.prose.sentences import sentences_of
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


def test_the_event_told_again_is_no_reason() -> None:
    question = "葛怀川为什么辞去青野证券总裁？"
    again = "青野证券公告，总裁葛怀川辞去职务。"
    said = "“总裁葛怀川辞去青野证券职务，要回家养病。”青野证券称。"
    part = one_part(question)
    [row] = _scored(question, again)
    assert tells_no_reason(part, row, [row])
    assert not tells_no_reason(part, *_with_itself(question, said))
    assert not tells_no_reason(part, *_with_itself(question, "青野证券总部迁址。"))
    cause = "青野证券总裁葛怀川因病辞去职务。"
    assert not tells_no_reason(part, row, _scored(question, again, cause))


def _with_itself(question: str, line: str) -> tuple[Scored, list[Scored]]:
    rows = _scored(question, line)
    return rows[0], rows


def test_a_question_why_is_refused_where_only_the_event_is_told() -> None:
    def chosen(line: str) -> list[str]:
        asked = read_question("葛怀川为什么辞去青野证券总裁？")
        rows = choose(asked, [printed(line)], lambda _word: 1.0, lambda _, texts: [0.9] * len(texts))
        return [sentence.text for sentence in rows]

    assert chosen("青野证券公告，总裁葛怀川辞去职务。") == []
    assert chosen("青野证券公告，总裁葛怀川因病辞去职务。")


def test_a_cause_told_soon_after_is_quoted_with_what_it_is_of() -> None:
    article, _ = printed(
        "青禾股份年报显示，去年收入增长三成，净利润增长一成。",
        "董事长杜若溪说，天气也帮了忙。",
        "杜若溪解释，主要受纸浆涨价拖累，利差收窄。",
    )
    offered = [(article, each) for each in sentences_of(article)]
    asked = read_question("青禾股份去年的净利润怎么没跟上收入的增长？")

    def likeness(_question: str, texts: Sequence[str]) -> list[float]:
        return [float("拖累" not in text) for text in texts]

    found = choose(asked, offered, lambda _word: 1.0, likeness)
    assert [each.text for each in found] == [offered[0][1].text, offered[-1][1].text]
