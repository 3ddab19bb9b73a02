"""Whether the figures of a sentence are printed, of the same owner and measure, and move as they do in print."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from rag.proof.claims import Claim
from rag.proof.comparison import Comparison, Problem
from rag.proof.likeness import MARGIN, likeness, other_institutions, overshadowed, owns, rarity_of, shared_names
from rag.proof.misdated import agreed, apart
from rag.proof.qualified import unqualified
from rag.proof.rivals import of_another
from rag.prose.figures import Figure

_TO = re.compile(r"\s*(?:至|到|[-—–~～]+|to)\s*")


def unprinted_figures(compared: Comparison) -> Iterator[Problem]:
    """Find the figures that the sources do not print, or not of the same."""
    for claim in compared.figures:
        if problem := _check_figure(claim, compared.printed_figures, compared.of_others):
            yield problem


def _check_figure(
    claim: Claim[Figure], sources: Sequence[Claim[Figure]], others: Sequence[Claim[Figure]]
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
    rarity = rarity_of([*same, *rivals])
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


def unprinted_ranges(compared: Comparison) -> Iterator[Problem]:
    """Find the ranges (2亿元至3亿元) of which the sources print one end with another."""
    printed = [span for line, content in compared.read for span in _ranges(line, content.figures)]
    for first, last in _ranges(compared.text, compared.said.figures):
        rivals = [(one, other) for one, other in printed if first.same(one) or last.same(other)]
        if rivals and not any(first.same(one) and last.same(other) for one, other in rivals):
            yield Problem("figure", compared.text[first.start : last.end])


def unmeasured_figures(compared: Comparison) -> Iterator[Problem]:
    """Find the figures that print has per something else, as a limit, or as the end of a range."""
    return (Problem("measure", figure) for figure in unqualified(compared.text, compared.said, compared.read))


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
