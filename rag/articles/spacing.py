"""How far display lines stand from the text above: a page that sets its headlines wide apart sets subheads near."""

from __future__ import annotations

from collections.abc import Sequence

from rag.articles.flow import Item

# How many empty lines stand over a headline that is set wide apart, and how many such headlines tell the page's way.
_WIDE = 2
_FEWEST = 2


def near_gaps(gaps: Sequence[Sequence[Item]], raw: str) -> frozenset[int]:
    """The gaps whose display lines stand nearer to the text above than every signed headline of the page does.

    ``raw`` is the page's text; ``gaps[0]`` stands at its top, where nothing is above.
    """
    above = [_empty_lines(gap[0], raw) if at and gap and gap[0].kind == "display" else 0 for at, gap in enumerate(gaps)]
    named = [any(mark.kind == "byline" for mark in gap) for gap in gaps]
    signed = [lines for lines, is_signed in zip(above, named, strict=True) if lines and is_signed]
    if len(signed) < _FEWEST or min(signed) < _WIDE:
        return frozenset()
    nearer = range(1, min(signed))
    return frozenset(
        at for at, gap in enumerate(gaps[:-1]) if above[at] in nearer and all(mark.kind == "display" for mark in gap)
    )


def _empty_lines(item: Item, raw: str) -> int:
    """How many empty lines stand right above an item."""
    start = end = item.lines[0].start
    while start and raw[start - 1].isspace():
        start -= 1
    return raw.count("\n", start, end) - 1
