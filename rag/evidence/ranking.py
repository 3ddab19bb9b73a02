"""The printed sentences that may answer each part of a question, scored by their words and compared by meaning."""

from __future__ import annotations

import re
import statistics
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from rag.evidence.antecedents import with_antecedent
from rag.evidence.identity import (
    asks_what_he_is,
    asks_what_that_one_is,
    introduces,
    spoken_by,
)
from rag.evidence.passages import Offered
from rag.evidence.spoken_of import LEAST_ABOUT
from rag.evidence.worth import Scored, answers, asks_for_the_most, score, worth
from rag.proof.mentions import in_print, lead_up
from rag.prose.figures import figures_of
from rag.prose.folding import fold
from rag.prose.questions import Asked, Term
from rag.prose.sorts import names_sort, of_another_sort
from rag.prose.words import Known
from rag.questions.measures import Measure, compares, measure_asked, named_measure, names_another, prints_measure
from rag.questions.parts import Part, read_parts

Likeness = Callable[[str, Sequence[str]], Sequence[float]]
"""Compares a question with texts by meaning: cosines."""
_RATE_NAMED = re.compile(r"..率$")
# Only so many sentences of a part, the best by their words, are compared with the question by meaning.
_COMPARED = 16
# Where all are as near, this much (cosine) is no difference.
_SAME = 0.001


def likely(asked: Asked, offered: Sequence[Offered], weigh: Known) -> list[tuple[Part, Scored]]:
    """Score some sentences for each part of a question whose period, number, topic and kind they are of."""
    rows = ((part, score(part, *each)) for part in read_parts(asked, weigh) for each in offered)
    return [(part, row) for part, row in rows if not row.barred]


def may_answer(asked: Asked, offered: Sequence[Offered], weigh: Known) -> bool:
    """Tell whether one of some sentences may answer a part of a question by itself."""
    return any(answers(part, row) for part, row in likely(asked, offered, weigh))


def fits(asked: Asked, offered: Sequence[Offered], weigh: Known, least_about: float) -> bool:
    """Tell whether one of some sentences may be of a part of a question, and is so surely about its names."""
    return any(row.least_about >= least_about for _, row in likely(asked, offered, weigh))


def ranked(
    asked: Asked, offered: Sequence[Offered], weigh: Known, likeness: Likeness
) -> Iterator[tuple[Part, list[Scored]]]:
    """The sentences that may answer each part of a question, best first."""
    who: Scored | None = None
    for part in read_parts(asked, weigh):
        one = spoken_by(who.sentence.text, lead_up(who.article, who.sentence)) if who else None
        leans = bool(one) and asks_what_that_one_is(part.asked.text)
        read = replace(part, asked=replace(part.asked, terms=(Term(one or "", name=True),))) if leans else part
        rows = sorted(measure(read, offered, likeness), key=worth, reverse=True)
        who = rows[0] if rows and part.kind == "person" else None
        yield read, rows


def measure(part: Part, offered: Sequence[Offered], likeness: Likeness) -> list[Scored]:
    """Score the sentences that fit a part best by their words, and compare them with the question by meaning."""
    scored = _of_its_sort(part, [score(part, article, sentence) for article, sentence in offered])
    told = _measured(part, _led_by_none_barred(part, scored, offered))
    return _compared(part, [row for row in told if not row.barred], likeness)


def _led_by_none_barred(part: Part, rows: Sequence[Scored], offered: Sequence[Offered]) -> list[Scored]:
    """Bar the sentences that name nobody, where who is asked for, and lean on one that tells of somebody else."""
    barred = {row.sentence for row in rows if row.barred}
    if part.kind != "person" or not barred:
        return list(rows)
    return [
        row if row.kind or barred.isdisjoint(with_antecedent(row.sentence, offered)[:-1]) else replace(row, barred=True)
        for row in rows
    ]


def _of_its_sort(part: Part, rows: Sequence[Scored]) -> list[Scored]:
    """The lines that name the sort which is asked about (二套房), where the best of all is of another (首套房)."""
    best = max((row for row in rows if row.least_about >= LEAST_ABOUT), key=worth, default=None)
    question = fold(part.asked.text)
    if best is None or part.kind == "reason" or not _is_of_another_sort(question, best):
        return list(rows)
    return [row for row in rows if names_sort(question, in_print(row.article, row.sentence))]


def _is_of_another_sort(question: str, row: Scored) -> bool:
    return of_another_sort(question, fold(row.sentence.text), in_print(row.article, row.sentence))


def _measured(part: Part, rows: Sequence[Scored]) -> list[Scored]:
    """Mark the sentences that do not print the measure which is asked for, where the paper prints it, or it is a rate.

    Where another sentence on the same does, they are no answer; nor is one that tells what somebody did, where another
    says what he is.
    """
    superlative = asks_for_the_most(part)
    names = part.asked.names
    measure = named_measure(part.asked.text, names) if part.kind == "amount" or superlative else ""
    if measure and superlative:
        told = [_states(measure, fold(row.sentence.text)) for row in rows]
    elif measure:
        told = [_is_of_measure(measure, row, measure_asked(part.asked.text)) for row in rows]
    elif asks_what_he_is(names, part.asked.text):
        told = [any(introduces(name, fold(row.sentence.text)) for name in names) for row in rows]
    else:
        return list(rows)
    if not any(told) and superlative:
        return list(rows)
    if not any(told):
        # A rate is hardly told in other words; an amount (净利润) may be.
        return [replace(row, unmeasured=_RATE_NAMED.search(measure) is not None) for row in rows]
    answered = any(held and not row.barred and row.least_about for held, row in zip(told, rows, strict=True))
    return [
        row if held else replace(row, unmeasured=True, barred=row.barred or answered)
        for held, row in zip(told, rows, strict=True)
    ]


def _is_of_measure(measure: str, row: Scored, units: Measure) -> bool:
    """Tell whether a line prints a measure, or what leads up to it does and its figures are of no other."""
    text = fold(row.sentence.text)
    if prints_measure(measure, text):
        return True
    return prints_measure(measure, in_print(row.article, row.sentence)) and not names_another(text, units)


def _states(measure: str, text: str) -> bool:
    """Tell whether a folded line states a measure by a figure, or says who has the most: what compares is told by."""
    return compares(text) or (prints_measure(measure, text) and bool(figures_of(text)))


def nameless(part: Part, offered: Sequence[Offered], likeness: Likeness) -> list[Scored]:
    """Score the sentences in which no rule finds the name that a part asks for, best first.

    No rule knows the names of monks and of foreigners; a judge that reads may.
    """
    scored = [score(part, article, sentence) for article, sentence in offered]
    return sorted(_compared(part, [row for row in scored if row.nameless], likeness), key=worth, reverse=True)


def _compared(part: Part, rows: Sequence[Scored], likeness: Likeness) -> list[Scored]:
    rows = sorted(rows, key=worth, reverse=True)[:_COMPARED]
    # What is asked, and what the whole question is of: a part may say neither alone.
    texts = [f"{row.article.title}\n{row.sentence.text}" for row in rows]
    said = fold(part.asked.text)
    named = "，".join([*(name for name in part.asked.names if name not in said), part.asked.text])
    pairs = zip(likeness(part.question, texts), likeness(named, texts), strict=True)
    cosines = [(whole + own) / 2 for whole, own in pairs]
    spread = statistics.pstdev(cosines) + _SAME if rows else 1.0
    nearest = max(cosines, default=0.0)
    return [replace(row, meaning=(cosine - nearest) / spread) for row, cosine in zip(rows, cosines, strict=True)]
