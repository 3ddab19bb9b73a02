"""Whether a sentence of an answer says what its source sentences say: every figure, date, name and quotation, with
the right neighbour."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date

from rag.proof.amounts import unmeasured_figures, unprinted_figures, unprinted_ranges
from rag.proof.attribute import content_of
from rag.proof.comparison import Comparison, Problem, compare
from rag.proof.contrasts import said_of_neighbour
from rag.proof.dated import outdated_figures, unprinted_dates
from rag.proof.offices import unprinted_office
from rag.proof.opposites import opposites
from rag.proof.parties import turned_round
from rag.proof.reasons import reason
from rag.proof.settled import unsettled
from rag.proof.weighed import outdone, weighed_by_nobody
from rag.prose.folding import fold_width
from rag.prose.names import find_names, houses_served, is_served, known, speakers, unnamed_speaker
from rag.types import Language, Sentence

_QUOTED = re.compile(r"“([^“”]{2,})”|「([^「」]{2,})」|《([^《》]{2,})》")
# Dates of a line from which on it is told apart by them.
_SEVERAL = 2
# How much of a sentence its source must share to be quoted in its place.
_SAME_SUBJECT = 0.35


def verify(
    text: str,
    support: Sequence[Sentence],
    *,
    page_date: date | None = None,
    question: str | None = None,
    context: Sequence[str] = (),
    beside: Sequence[Sentence] = (),
) -> tuple[str, ...]:
    """Tell what in a sentence its source sentences do not bear out; nothing is told of what they do.

    ``page_date`` resolves 今年 and the like; ``question`` may name what the sentence leaves out; ``context`` are texts
    around the support (the sentences before it, headline, byline) that may name who is meant, but bear out no figure;
    ``beside`` are the other sentences that might have been the support, which tell what is said of others.
    """
    language: Language = "zh" if content_of(text, page_date).chinese else "en"
    return tuple(
        reason(problem.kind, problem.text, language)
        for problem in find_problems(
            text, support, page_date=page_date, question=question, context=context, beside=beside
        )
    )


def find_problems(
    text: str,
    support: Sequence[Sentence],
    *,
    page_date: date | None = None,
    question: str | None = None,
    context: Sequence[str] = (),
    beside: Sequence[Sentence] = (),
) -> list[Problem]:
    """Find what ``verify`` tells, with its kind, in the order of ``CHECKS``."""
    compared = compare(text, support, page_date=page_date, question=question or "", context=context, beside=beside)
    if compared.is_excessive:
        return [Problem("figure", text[:20] + "…")]
    checks = CHECKS + CHECKS_OF_CHINESE if compared.said.chinese else CHECKS
    return list(dict.fromkeys(problem for check in checks for problem in check(compared)))


def _misquoted(compared: Comparison) -> Iterator[Problem]:
    bare = _bare(compared.around + compared.question)
    for match in _QUOTED.finditer(compared.text):
        quote = next(group for group in match.groups() if group)
        if _bare(quote) not in bare:
            yield Problem("quote", quote)


def _bare(text: str) -> str:
    return "".join(character for character in fold_width(text) if character.isalnum() or character in "%.").lower()


def _untold(compared: Comparison) -> Iterator[Problem]:
    found = unsettled(compared.text, compared.said, compared.read, compared.page_date)
    return (Problem("unsettled", what) for what in found)


def _unnamed(compared: Comparison) -> Iterator[Problem]:
    around = compared.around + "\n" + compared.question
    return (Problem("name", name) for name in find_names(compared.text) if not known(name, around))


def _opposite(compared: Comparison) -> Iterator[Problem]:
    return (Problem("negation", word) for word in opposites(compared.text, compared.printed))


def _said_by_another(compared: Comparison) -> Iterator[Problem]:
    text = compared.text
    said = content_of(text).bigrams
    best = max(compared.lines, key=lambda line: len(said & content_of(line).bigrams), default="")
    others = speakers(best)
    if not others:
        return
    unnamed = unnamed_speaker(text)
    if unnamed and unnamed not in best and not any(other in text for other in others):
        yield Problem("speaker", unnamed)
    for name in speakers(text):
        if not known(name, best) and any(known(name, line) for line in compared.lines):
            yield Problem("speaker", name)


def _in_another_office(compared: Comparison) -> Iterator[Problem]:
    office = unprinted_office(compared.text, [compared.around])
    if office:
        yield Problem("name", office)


def _of_neighbours(compared: Comparison) -> Iterator[Problem]:
    # What a line says of several periods is told apart by its dates.
    periods = {day.text for _, content in compared.read for day in content.dates}
    value = said_of_neighbour(compared.text, compared.lines) if len(periods) < _SEVERAL else None
    if value:
        yield Problem("owner", value)


def _other_way_round(compared: Comparison) -> Iterator[Problem]:
    verb = turned_round(compared.text, compared.lines, compared.context)
    if verb:
        yield Problem("sides", verb)


def _of_other_houses(compared: Comparison) -> Iterator[Problem]:
    served = houses_served(compared.text)
    return (Problem("owner", house) for house in served if not is_served(house, compared.around))


Check = Callable[[Comparison], Iterator[Problem]]
CHECKS: tuple[Check, ...] = (
    unprinted_figures,
    unprinted_dates,
    unprinted_ranges,
    outdated_figures,
    _misquoted,
)
CHECKS_OF_CHINESE: tuple[Check, ...] = (
    unmeasured_figures,
    _untold,
    _unnamed,
    _opposite,
    _said_by_another,
    _in_another_office,
    _of_neighbours,
    _other_way_round,
    _of_other_houses,
    weighed_by_nobody,
    outdone,
)


def repair(text: str, support: Sequence[Sentence], *, question: str | None = None) -> str | None:
    """Replace an unsupported sentence by the source's own words, where they speak of the same; else ``None``."""
    wanted = content_of((question or "") + text)
    best, share = None, 0.0
    for sentence in support:
        content = content_of(sentence.text)
        common = len(wanted.bigrams & content.bigrams) / max(1, min(len(wanted.bigrams), len(content.bigrams)))
        if common > share:
            best, share = sentence, common
    return best.text if best is not None and share >= _SAME_SUBJECT else None
