"""Whether a sentence puts a figure under a date that governs others of its sources' figures, and not this one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rag.proof.claims import Claim
from rag.proof.governed import Period
from rag.prose.dates import Date
from rag.prose.figures import Figure


def misdated(said: Sequence[Claim[Figure]], printed: Sequence[Claim[Figure]]) -> Iterator[str]:
    """Find the dates under which a text puts figures that its sources put under others."""
    for claim in said:
        same = [other for other in printed if claim.what.same(other.what)]
        # How old somebody is is told of no period.
        if (
            claim.periods
            and same
            and claim.what.unit != "岁"
            and all(_is_anothers(claim, one, printed) for one in same)
        ):
            yield claim.periods[-1].said


def governs(said: Sequence[Claim[Figure]], day: Date) -> bool:
    """Tell whether any figure of a text stands under a date."""
    return any(each.said == day.text for claim in said for each in claim.periods)


def well_dated(said: Sequence[Claim[Figure]], printed: Sequence[Claim[Figure]], day: Date) -> bool:
    """Tell whether print has under a date each of the figures that stand under it in a text."""
    return all(
        any(claim.what.same(other.what) and any(each.alike(own) for own in other.periods) for other in printed)
        for claim in said
        for each in claim.periods
        if each.said == day.text
    )


def written_otherwise(said: Sequence[Claim[Figure]], printed: Sequence[Claim[Figure]], day: Date) -> bool:
    """Tell whether print has a date in other words over the same figure: 上年同期 for 2024年, 一季度末 for 3月末."""
    return any(
        each.said == day.text and claim.what.same(other.what) and each.is_also(own)
        for claim in said
        for each in claim.periods
        for other in printed
        for own in other.periods
    )


def agreed(claim: Claim[Figure], other: Claim[Figure]) -> bool:
    """Tell whether both figures are under dates of one kind, and these may be the same."""
    return any(one.alike(two) for one in claim.periods for two in other.periods)


def apart(claim: Claim[Figure], other: Claim[Figure]) -> bool:
    """Tell whether both figures are under dates, and none of these can be the same."""
    return bool(claim.periods and other.periods) and all(
        one.another(two) for one in claim.periods for two in other.periods
    )


def _is_anothers(claim: Claim[Figure], one: Claim[Figure], printed: Sequence[Claim[Figure]]) -> bool:
    return bool(one.periods) and all(
        said.another(own) or _is_rivals(said, own, claim.what, printed) for said in claim.periods for own in one.periods
    )


def _is_rivals(said: Period, own: Period, figure: Figure, printed: Sequence[Claim[Figure]]) -> bool:
    """「2025年32亿元，其中一季度8亿元」: the 8亿元 are not those of the year, which has others."""
    if said.kind == own.kind or own.edge == "end" or "day" in (said.kind, own.kind):
        return False
    return any(
        said.alike(each)
        for other in printed
        if other.what.unit == figure.unit and not figure.same(other.what)
        for each in other.periods
    )
