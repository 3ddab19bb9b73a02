"""Where articles differ in a figure: of the same owner, measure, period and unit, in another value.

Only what is certainly comparable is compared (``stated``). A value that the other only rounds, or bounds (超过, 约), is
no other value.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from itertools import combinations

from rag.proof.stated import Stated, stated
from rag.prose.figures import Figure
from rag.types import Article, Sentence

_ABOUT = Decimal("0.05")
_NUMBER = re.compile(r"\d+(?:,\d{3})*(?:\.(\d+))?")


def differences(read: Sequence[tuple[Article, Sequence[Sentence]]]) -> list[tuple[Stated, Stated]]:
    """Find pairs of statements of different articles that differ in nothing but the value, each matter once."""
    by_matter: dict[tuple[object, ...], list[Stated]] = {}
    for article, sentences in read:
        for each in stated(article, sentences):
            by_matter.setdefault(each.matter, []).append(each)
    found = []
    for statements in by_matter.values():
        differing = [pair for pair in combinations(statements, 2) if _differ(*pair)]
        # An article that states two values of one matter speaks of two matters that are not told apart here.
        if differing and not any(one.article.id == other.article.id for one, other in differing):
            found += [pair for pair in differing if any(each.read.noun for each in pair)][:1]
    return found


def _differ(one: Stated, other: Stated) -> bool:
    """Tell whether two figures cannot be the same quantity, rounded or bounded."""
    low, high = sorted((one, other), key=lambda each: each.value)
    if low.figure.bound == "over" or high.figure.bound == "under":
        return False
    apart = high.value - low.value
    if "about" in (low.figure.bound, high.figure.bound):
        return apart > _ABOUT * abs(high.value)
    steps = sorted((_step(low.figure), _step(high.figure)))
    # The coarser of two figures may also be cut off where the finer goes on.
    return apart >= steps[1] if steps[0] < steps[1] else apart > steps[1] / 2


def _step(figure: Figure) -> Decimal:
    """The value of the last digit that is printed; of a number in words, of the last that is not nought."""
    match = _NUMBER.search(figure.text)
    if match is None:
        digits = figure.value.normalize().as_tuple()
        return Decimal(1).scaleb(int(digits.exponent))
    number = Decimal(match[0].replace(",", ""))
    scale = abs(figure.value / number) if number else Decimal(1)
    return scale.scaleb(-len(match[1] or ""))
