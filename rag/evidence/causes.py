"""What is quoted for a question why: lines that tell a cause lead; what tells neither it nor the effect is left."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.evidence.passages import Offered
from rag.evidence.worth import Scored, answers, score, worth
from rag.prose.dates import find_dates
from rag.prose.folding import fold
from rag.prose.synonyms import in_words_of
from rag.questions.parts import Part

# What asks why, and signs that say nothing of what for.
_WHY = re.compile(r"因?为(?:了|的是)?什么(?:事情?|缘故)?|[为因缘]何|何以|(?:是)?什么?原因|怎么(?:会|就|才|突然)?")
_EMPTY = re.compile(r"[^㐀-鿿]|[被受要会将了的是在有和与及为]")
# A line that tells a cause leads where it is at least this share as likely to answer as the best of all.
_NEAR = 0.3
# So much of the effect's signs, and a line tells of it; a line with a cause need have but some.
_MOST_OF_IT, _SOME = 0.5, 0.1
# So much of what is asked, and a line tells the event itself.
_ALL_OF_IT = 0.9
_SAID = re.compile(r"[“”：:]")
# A paper that has told what happened says why within so many sentences.
_SOON = 6


def causes_first(part: Part, rows: Sequence[Scored]) -> list[Scored]:
    """Put the lines that tell a cause first, and keep what tells of the effect; all, where none does either.

    Only a question why is put in order; what has no cause word may still be the answer where no line has one.
    """
    if part.kind != "reason":
        return list(rows)
    causes = [row for row in rows if row.kind and answers(part, row)]
    effect = _effect(part)
    kept = [row for row in rows if row in causes or _share(effect, part, row) >= (_SOME if row.kind else _MOST_OF_IT)]
    if not causes and not any(answers(part, row) for row in kept):
        return list(rows)
    if not causes or worth(causes[0]) < _NEAR * worth(rows[0]):
        return kept
    return [*causes, *(row for row in kept if row not in causes)]


def cause_told_after(part: Part, rows: Sequence[Scored], offered: Sequence[Offered]) -> list[Scored]:
    """The first line behind the best one, in its article, that tells a cause, where none that answers does.

    「利润才增一成。…主要受价格下行拖累。」: it has hardly a word of the question, and belongs to what stands before it.
    """
    best = rows[0] if rows else None
    told = best is None or any(row.kind and answers(part, row) for row in rows)
    if part.kind != "reason" or best is None or told or not answers(part, best):
        return []
    behind = [pair for pair in offered if pair[0].id == best.article.id and pair[1].start > best.sentence.start]
    effect = _effect(part)
    scored = (score(part, *pair) for pair in sorted(behind, key=lambda pair: pair[1].start)[:_SOON])
    return [row for row in scored if row.kind and not row.barred and _share(effect, part, row) >= _SOME][:1]


def tells_no_reason(part: Part, row: Scored, rows: Sequence[Scored]) -> bool:
    """Tell whether a line only tells again what somebody asks why it is, and no line tells a cause.

    What does not have all of that (「某银行选择收缩」) may be the answer without a word for it; so may what is said of
    it in quotes.
    """
    if part.kind != "reason" or row.kind or any(each.kind and answers(part, each) for each in rows):
        return False
    return row.matter >= _ALL_OF_IT and not _SAID.search(row.sentence.text)


def _effect(part: Part) -> frozenset[str]:
    """The signs of what somebody asks why it is, without whom it is of and when."""
    text = _WHY.sub("", fold(part.asked.text))
    for said in [*part.asked.names, *(day.text for day in find_dates(text))]:
        text = text.replace(said, "")
    return frozenset(_EMPTY.sub("", text))


def _share(effect: frozenset[str], part: Part, row: Scored) -> float:
    """Which share of the effect's signs a line has, in an equal word, too."""
    text = in_words_of(fold(part.asked.text), fold(row.sentence.text))
    return sum(sign in text for sign in effect) / (len(effect) or 1)
