"""Whether the dates of a sentence are printed, and each of what it stands with in print."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from datetime import date

from rag.proof.attribute import Content, content_of
from rag.proof.claims import Claim
from rag.proof.comparison import Comparison, Problem
from rag.proof.happened import happened
from rag.proof.likeness import MARGIN, likeness, rarity_of
from rag.proof.misdated import governs, misdated, said_as_current, well_dated, written_otherwise
from rag.prose.dates import Date
from rag.prose.names import institutions

_UNTIL = ("截至", "截止", "截止到", "截至到")


def unprinted_dates(compared: Comparison) -> Iterator[Problem]:
    """Find the dates that the sources do not print, or have of something else."""
    said, printed = compared.figures, compared.printed_figures
    otherwise = {day.text for day in compared.said.dates if written_otherwise(said, printed, day)}
    told = [(line, content.dates) for line, content in compared.read]
    around = compared.around + compared.question
    for claim in compared.dates:
        rightly = happened(claim.what, compared.text, compared.said.dates, told)
        if governs(said, claim.what):
            rightly = well_dated(said, printed, claim.what) or None
        by_it = _done_by_it(claim, told)
        borne_out = by_it is not False and _is_borne_out(
            claim, compared.printed_dates, around, compared.page_date, rightly=rightly
        )
        if not borne_out and claim.what.text not in otherwise:
            yield Problem("date", claim.what.text)
    yield from (Problem("date", day) for day in _of_other_periods(compared) if day not in otherwise)
    yield from (Problem("date", day) for day in misdated(said, printed))


def outdated_figures(compared: Comparison) -> Iterator[Problem]:
    """Find the figures that print has of a time before, where the sentence has no word for it."""
    figures = said_as_current(compared.text, compared.figures, compared.by_line)
    return (Problem("before", figure) for figure in figures)


def _is_borne_out(
    claim: Claim[Date], sources: Sequence[Claim[Date]], around: str, page_date: date | None, *, rightly: bool | None
) -> bool:
    """Tell whether print has a date; ``rightly`` tells whether of the same, where that is known."""
    day = claim.what
    same = [other for other in sources if _same_day(day, other.what, around)]
    if not same:
        # A date that the sentence takes from what stands around is borne out only if its own source names no other.
        rivalled = any(_shape(other.what) == _shape(day) for other in sources)
        return not rivalled and _known_elsewhere(day, around, page_date)
    if rightly is not None or any(other.what.through for other in same):
        return rightly is not False
    rivals = [other for other in sources if other not in same and _shape(other.what) == _shape(day)]
    rarity = rarity_of([*same, *rivals])
    fit = max(likeness(claim, other, rarity) for other in same)
    return all(likeness(claim, rival, rarity) <= fit + MARGIN for rival in rivals)


def _of_other_periods(compared: Comparison) -> Iterator[str]:
    """Find dates that stand before figures of sentences on other periods; how old somebody is has none.

    Such a date comes from another source sentence, or is the question's own, said again around what is near.
    """
    said = compared.said
    for position, day in enumerate(said.dates):
        end = said.dates[position + 1].start if position + 1 < len(said.dates) else math.inf
        for figure in (figure for figure in said.figures if figure.unit != "岁"):
            bearing = [
                (line, content)
                for line, content in compared.read
                if any(figure.same(other) for other in content.figures)
            ]
            if day.end <= figure.start < end and bearing and not any(_may_be_of(day, *each) for each in bearing):
                yield day.text


def _done_by_it(claim: Claim[Date], told: Sequence[tuple[str, Sequence[Date]]]) -> bool | None:
    """Tell whether the lines with a day tell what the house that is named did on it; ``None`` where they name none."""
    houses = [term[1:] for term in claim.terms if term[0] == "!"]
    doing = [(line, _doer(line, other)) for line, days in told for other in days if claim.what.within(other)]
    if not houses or not any(doer for _, doer in doing):
        return None
    if any(doer and (house in doer or doer in house) for _, doer in doing for house in houses):
        return True
    return None if any(not doer or house in line for line, doer in doing for house in houses) else False


def _doer(line: str, day: Date) -> str:
    """The house that stands at a day: 「4月8日，某银行…」, 「某银行4月8日…」; nothing where none does."""
    behind = line[day.end :].lstrip("，, ")
    before = line[: day.start].rstrip("于在 ")
    for house in institutions(line):
        if behind.startswith(house) or before.endswith(house):
            return house
    return ""


def _may_be_of(day: Date, source: str, content: Content) -> bool:
    """Tell whether a sentence speaks of a date, or of no period at all: a day may be the one on which it was told.

    What was counted up to a day is of no later year.
    """
    if any(day.within(other) or other.within(day) for other in content.dates):
        return True
    years = [other.through or other.year for other in content.dates if other.year]
    later = bool(day.year and years and day.year > max(years)) and any(
        source.endswith(_UNTIL, 0, other.start) for other in content.dates
    )
    return not later and all(other.day is not None for other in content.dates)


def _shape(day: Date) -> tuple[bool, ...]:
    return day.month is not None, day.day is not None, bool(day.part), bool(day.year or day.month or day.part)


def _same_day(day: Date, source: Date, around: str) -> bool:
    if day.within(source):
        return True
    # The source leaves its year out and nothing tells the day of the paper: a year named nearby will do.
    if (
        day.year
        and source.year is None
        and not source.word
        and (source.month or source.part)
        and str(day.year) in around
    ):
        return Date(0, 0, "", None, day.month, day.day, day.part, day.edge).within(source)
    return False


def _known_elsewhere(day: Date, around: str, page_date: date | None) -> bool:
    if day.word:
        return day.text in around
    return any(day.within(other) for other in content_of(around, page_date).dates)
