"""Whether a sentence of an answer says what its source sentences say: every figure, date, name and quotation, with
the right neighbour."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from itertools import islice, pairwise

from rag.proof.attribute import Content, content_of
from rag.proof.claims import Claim, What, claims_of, likeness, other_institutions, overshadowed, owns, shared_names
from rag.proof.contrasts import said_of_neighbour
from rag.proof.happened import happened
from rag.proof.misdated import agreed, apart, governs, misdated, said_as_current, well_dated, written_otherwise
from rag.proof.offices import unprinted_office
from rag.proof.opposites import opposites
from rag.proof.parties import turned_round
from rag.proof.qualified import unqualified
from rag.proof.reasons import Reason, reason
from rag.proof.rivals import led_by, of_another
from rag.proof.settled import unsettled
from rag.prose.dates import Date, fold
from rag.prose.figures import Figure
from rag.prose.names import find_names, houses_served, is_served, known, speakers, unnamed_speaker
from rag.types import Language, Sentence

# How much better a figure's surroundings may fit another figure of the source than the one with its value.
MARGIN = 1.0


# What a newspaper's or a model's sentence never has: beyond it lies text that was made to keep a checker busy. A longer
# sentence is not borne out; of a longer source sentence only the beginning is read.
MOST_CHARACTERS = 1500
MOST_FIGURES = 60
# Of what is said of others, so much is compared with a figure.
# Dates of a line from which on it is told apart by them.
_SEVERAL = 2
MOST_RIVALS = 600


@dataclass(frozen=True, slots=True)
class Problem:
    """A claim of a sentence that its sources do not bear out, quoted in ``text``."""

    kind: Reason
    text: str


_QUOTED = re.compile(r"“([^“”]{2,})”|「([^「」]{2,})」|《([^《》]{2,})》")
_TO = re.compile(r"\s*(?:至|到|[-—–~～]+|to)\s*")
_UNTIL = ("截至", "截止", "截止到", "截至到")


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
    """Find what ``verify`` tells, with its kind, in the order of the checks."""
    said = content_of(text[:MOST_CHARACTERS], page_date)
    if len(text) > MOST_CHARACTERS or len(said.figures) + len(said.dates) > MOST_FIGURES:
        return [Problem("figure", text[:20] + "…")]
    support = [replace(sentence, text=sentence.text[:MOST_CHARACTERS]) for sentence in support]
    sources = [content_of(sentence.text, page_date) for sentence in support]
    figures, dates = claims_of(text, said.figures, said.dates, question or "")
    before = _before(beside)
    source_figures: list[Claim[Figure]] = []
    source_dates: list[Claim[Date]] = []
    of_each: list[tuple[str, list[Claim[Figure]]]] = []
    for sentence, content in zip(support, sources, strict=True):
        of_figures, of_dates = claims_of(sentence.text, content.figures[:300], content.dates[:100], "")
        source_figures += led_by(of_figures, before.get((sentence.article_id, sentence.start)))
        of_each.append((sentence.text, of_figures))
        source_dates += of_dates
    printed = "\n".join(sentence.text for sentence in support)
    around = "\n".join((printed, *context))
    others = list(islice(_claims_beside(support, beside, page_date), MOST_RIVALS))
    problems = [problem for claim in figures if (problem := _check_figure(claim, source_figures, others))]
    told = [(sentence.text, content.dates) for sentence, content in zip(support, sources, strict=True)]
    otherwise = {day.text for day in said.dates if written_otherwise(figures, source_figures, day)}
    for claim in dates:
        rightly = happened(claim.what, text, said.dates, told)
        if governs(figures, claim.what):
            rightly = well_dated(figures, source_figures, claim.what) or None
        borne_out = _is_borne_out(claim, source_dates, around + (question or ""), page_date, rightly=rightly)
        if not borne_out and claim.what.text not in otherwise:
            problems.append(Problem("date", claim.what.text))
    problems += _check_ranges(said, text, support, sources)
    problems += [problem for problem in _check_dated(said, support, sources) if problem.text not in otherwise]
    problems += [Problem("date", day) for day in misdated(figures, source_figures)]
    problems += [Problem("before", figure) for figure in said_as_current(text, figures, of_each)]
    problems += _check_quotes(text, around + (question or ""))
    if said.chinese:
        read = [(sentence.text, content) for sentence, content in zip(support, sources, strict=True)]
        problems += [Problem("measure", figure) for figure in unqualified(text, said, read)]
        problems += [Problem("unsettled", what) for what in unsettled(text, said, read, page_date)]
        problems += _check_names(text, around, question or "")
        problems += [Problem("negation", word) for word in opposites(text, printed)]
        problems += _check_speaker(text, support)
        office = unprinted_office(text, [around])
        problems += [Problem("name", office)] if office else []
        # What a line says of several periods is told apart by its dates.
        periods = {day.text for content in sources for day in content.dates}
        value = said_of_neighbour(text, [sentence.text for sentence in support]) if len(periods) < _SEVERAL else None
        problems += [Problem("owner", value)] if value else []
        verb = turned_round(text, [sentence.text for sentence in support], context)
        problems += [Problem("sides", verb)] if verb else []
        problems += [Problem("owner", each) for each in houses_served(text) if not is_served(each, around)]
    return list(dict.fromkeys(problems))


def _claims_beside(
    support: Sequence[Sentence], beside: Sequence[Sentence], page_date: date | None
) -> Iterator[Claim[Figure]]:
    before = _before(beside)
    for sentence in beside:
        if sentence not in support:
            yield from led_by(_claims(sentence.text, page_date), before.get((sentence.article_id, sentence.start)))


def _before(beside: Sequence[Sentence]) -> dict[tuple[str, int], Sentence]:
    """The sentences by where in their article the next one begins."""
    return {(each.article_id, each.end + gap): each for each in beside for gap in (0, 1)}


@lru_cache(maxsize=4096)
def _claims(text: str, page_date: date | None) -> tuple[Claim[Figure], ...]:
    """What a printed sentence says of its figures."""
    content = content_of(text[:MOST_CHARACTERS], page_date)
    return tuple(claims_of(text[:MOST_CHARACTERS], content.figures[:300], content.dates[:100])[0])


def _check_figure(
    claim: Claim[Figure], sources: Sequence[Claim[Figure]], others: Sequence[Claim[Figure]] = ()
) -> Problem | None:
    figure = claim.what
    same = [other for other in sources if figure.same(other.what)]
    if not same:
        if _small_count(figure) and not any(_same_unit(figure, other) for other in sources):
            return None
        return Problem("figure", figure.text)
    rivals = [
        other
        for other in sources
        if other not in same and _same_unit(figure, other) and not _incomparable(claim, other)
    ]
    beside = [
        other
        for other in others
        if not figure.same(other.what) and _same_unit(figure, other) and not _incomparable(claim, other)
    ]
    displaced = of_another(claim, same, [*rivals, *beside])
    rarity = _rarity([*same, *rivals])
    if not any(term[0] == "!" for other in same for term in other.terms):
        # The source leaves its subject out (该行, 公司): a rival that names one is no better for it.
        rarity = {term: weight for term, weight in rarity.items() if term[0] != "!"}
    fit = max(likeness(claim, other, rarity) for other in same)
    # Where one of them is of the institution that is named, only others of that institution can rival it.
    if any(shared_names(claim, other) for other in same):
        rivals = [rival for rival in rivals if shared_names(claim, rival)]
    misplaced = all(other.owner and not owns(claim, other) for other in same)
    misplaced = misplaced and any(rival.owner and owns(claim, rival) for rival in rivals)
    if misplaced or displaced or all(other_institutions(claim, other) for other in same):
        return Problem("owner", figure.text)
    if any(agreed(claim, other) for other in same):
        rivals = [rival for rival in rivals if not apart(claim, rival)]
    if any(likeness(claim, rival, rarity) > fit + MARGIN for rival in rivals):
        return Problem("owner", figure.text)
    if any(all(overshadowed(claim, other, rival) for other in same) for rival in rivals):
        return Problem("owner", figure.text)
    return _check_movement(claim, same, figure)


def _check_ranges(
    said: Content, text: str, support: Sequence[Sentence], sources: Sequence[Content]
) -> Iterator[Problem]:
    """A range (2亿元至3亿元) of which the sources print one end with another."""
    printed = [
        span
        for sentence, content in zip(support, sources, strict=True)
        for span in _ranges(sentence.text, content.figures)
    ]
    for first, last in _ranges(text, said.figures):
        rivals = [(one, other) for one, other in printed if first.same(one) or last.same(other)]
        if rivals and not any(first.same(one) and last.same(other) for one, other in rivals):
            yield Problem("figure", text[first.start : last.end])


def _ranges(text: str, figures: Sequence[Figure]) -> Iterator[tuple[Figure, Figure]]:
    return ((one, other) for one, other in pairwise(figures) if _TO.fullmatch(text, one.end, other.start))


def _check_movement(claim: Claim[Figure], same: Sequence[Claim[Figure]], figure: Figure) -> Problem | None:
    def agrees(other: Claim[Figure]) -> bool:
        source = other.what
        if _disagree(claim, other) and not (claim.level and other.trend):
            return False
        if {claim.role, other.role} == {"from", "to"}:
            return False
        return figure.bound in ("", "about", source.bound) or source.bound == "about"

    return None if any(agrees(other) for other in same) else Problem("direction", figure.text)


def _disagree(claim: Claim[Figure], other: Claim[Figure]) -> bool:
    """Tell whether one states a change and the other a level, or whether they differ in direction or basis."""
    if _incomparable(claim, other):
        return True
    return bool(claim.trend and other.trend and claim.trend != other.trend) or bool(
        claim.basis and other.basis and claim.basis != other.basis
    )


def _incomparable(claim: Claim[Figure], other: Claim[Figure]) -> bool:
    return (claim.level and bool(other.trend)) or (other.level and bool(claim.trend))


def _small_count(figure: Figure) -> bool:
    """A count that a writer may have made himself (三个方面, 两家银行)."""
    return figure.value <= 10 and figure.value == int(figure.value) and figure.unit in {
        "个", "家", "项", "点", "方面", "种", "类", "大", "位", "名", "款", "条", "只", "",
    }  # fmt: skip


def _same_unit(figure: Figure, other: Claim[Figure]) -> bool:
    return figure.unit == other.what.unit or "" in (figure.unit, other.what.unit)


def _rarity(claims: Sequence[Claim[What]]) -> dict[str, float]:
    """Weigh terms by rarity (idf), where a claim that has a term only from its surroundings counts in part."""
    shares: dict[str, list[float]] = {}
    for claim in claims:
        for term, weight in claim.terms.items():
            shares.setdefault(term, []).append(weight)
    return {term: math.log(len(claims) * max(weights) / sum(weights)) for term, weights in shares.items()}


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
    rarity = _rarity([*same, *rivals])
    fit = max(likeness(claim, other, rarity) for other in same)
    return all(likeness(claim, rival, rarity) <= fit + MARGIN for rival in rivals)


def _check_dated(said: Content, support: Sequence[Sentence], sources: Sequence[Content]) -> list[Problem]:
    """Find dates that stand before figures of sentences on other periods; how old somebody is has none.

    Such a date comes from another source sentence, or is the question's own, said again around what is near.
    """
    problems = []
    for position, day in enumerate(said.dates):
        end = said.dates[position + 1].start if position + 1 < len(said.dates) else math.inf
        for figure in (figure for figure in said.figures if figure.unit != "岁"):
            bearing = [
                (sentence.text, content)
                for sentence, content in zip(support, sources, strict=True)
                if any(figure.same(other) for other in content.figures)
            ]
            if day.end <= figure.start < end and bearing and not any(_may_be_of(day, *each) for each in bearing):
                problems.append(Problem("date", day.text))
    return problems


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


def _check_quotes(text: str, around: str) -> list[Problem]:
    bare = _bare(around)
    quoted = [next(group for group in match.groups() if group) for match in _QUOTED.finditer(text)]
    return [Problem("quote", quote) for quote in quoted if _bare(quote) not in bare]


def _bare(text: str) -> str:
    return "".join(character for character in fold(text) if character.isalnum() or character in "%.").lower()


def _check_names(text: str, around: str, question: str) -> list[Problem]:
    return [Problem("name", name) for name in find_names(text) if not known(name, around + "\n" + question)]


def _check_speaker(text: str, support: Sequence[Sentence]) -> list[Problem]:
    said = content_of(text).bigrams
    best = max(support, key=lambda sentence: len(said & content_of(sentence.text).bigrams), default=None)
    if best is None:
        return []
    others = speakers(best.text)
    unnamed = unnamed_speaker(text)
    problems = []
    if unnamed and others and unnamed not in best.text and not any(other in text for other in others):
        problems.append(Problem("speaker", unnamed))
    for name in speakers(text):
        if others and not known(name, best.text) and any(known(name, sentence.text) for sentence in support):
            problems.append(Problem("speaker", name))
    return problems


def repair(text: str, support: Sequence[Sentence], *, question: str | None = None) -> str | None:
    """Replace an unsupported sentence by the source's own words, where they speak of the same; else ``None``."""
    wanted = content_of((question or "") + text)
    best, share = None, 0.0
    for sentence in support:
        content = content_of(sentence.text)
        common = len(wanted.bigrams & content.bigrams) / max(1, min(len(wanted.bigrams), len(content.bigrams)))
        if common > share:
            best, share = sentence, common
    return best.text if best is not None and share >= 0.35 else None
