"""Whether a sentence puts a figure under a date that governs others of its sources' figures, and not this one.

Or states flatly what was before: 「上年同期为2.9亿元」, 「由2.9亿元增至3.2亿元」.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rag.proof.claims import Claim
from rag.proof.governed import Period
from rag.prose.dates import Date
from rag.prose.figures import Figure

_CLAUSE = re.compile(r"[，。；;（(]")
_SEGMENT = re.compile(r"[。；;]")
# How an answer says that a figure is of before.
_BEFORE = re.compile(
    r"同期|[去上前]一?[年期月季周次]|此前|之前|从前|原(?![油料材则因创子])|先前|当初|起初|前值|年初|[曾由从较]|比(?![例重率])"
)


def said_as_current(
    text: str, said: Sequence[Claim[Figure]], printed: Sequence[tuple[str, Sequence[Claim[Figure]]]]
) -> Iterator[str]:
    """Find the figures of a text that print has of a time before, and that stand under no word or date for it."""
    for claim in said:
        spots = [
            _is_flat(claim, source, claims, at)
            for source, claims in printed
            for at, other in enumerate(claims)
            if claim.what.same(other.what)
        ]
        if spots and all(spots) and not _BEFORE.search(_SEGMENT.split(text[: claim.what.start])[-1]):
            yield claim.what.text


def _is_flat(said: Claim[Figure], source: str, claims: Sequence[Claim[Figure]], at: int) -> bool:
    """Tell whether print has a figure of before, and it is not said under a date of its own."""
    claim = claims[at]
    following = claims[at + 1] if at + 1 < len(claims) else None
    if claim.role == "from":  # 「由30家企业组成」 starts from nothing
        moves = following is not None and following.role == "to" and following.what.unit in (claim.what.unit, "")
        return moves and following is not None and (not said.periods or agreed(said, following))
    start = claims[at - 1].what.end if at else 0
    compared = "同期" in _CLAUSE.split(source[start : claim.what.start])[-1] and not claim.trend
    return compared and not any(each.years or each.word for each in said.periods)


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
