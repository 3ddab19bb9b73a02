"""A headline that a page gives out between the columns of its story: a sentence of the text runs on over it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations, pairwise
from statistics import median

from rag.articles.breaks import RAGGED, goes_on, is_other_width, tears
from rag.articles.bylines import opening_credit
from rag.articles.flow import Item
from rag.articles.lines import CLAUSE_ENDS, CONTINUES, HAN, traits
from rag.articles.sections import day_told, points_back

# How many display lines stand between two columns, at most.
_MOST = 3
# Which share of a headline's words its story has above it and below it, at least, if nothing but words binds the two.
_SHARE = 0.12
_FEW = 2
# How many items tell what a text is about.
_NEAR = 40
# What display beats running text by at most where it may be that all the same.
_UNSURE = 3.0
# By how much a paragraph's first line is shorter than its column where a page has lost its indents, in em.
INDENT = 1.5


def with_insets(items: Sequence[Item]) -> list[Item]:
    """A sheet's items, those named insets that stand in the middle of a sentence; what is text around them is text."""
    found = list(items)
    lost = has_lost_indents(items)
    for at, end in _gaps(items):
        for first, last in _frames(found, at, end):
            if _is_inset(found, first, last, lost):
                found[at:end] = [
                    replace(item, kind="inset" if first <= place < last else "paragraph")
                    for place, item in enumerate(found[at:end], at)
                ]
                found[last] = replace(found[last], begins=False)
                break
    return found


def _gaps(items: Sequence[Item]) -> list[tuple[int, int]]:
    """The ranges of items between two paragraphs."""
    texts = [at for at, item in enumerate(items) if item.kind == "paragraph"]
    return [(above + 1, below) for above, below in pairwise(texts) if below - above > 1]


def _frames(items: Sequence[Item], at: int, end: int) -> Iterator[tuple[int, int]]:
    """The frames of display lines and bylines in a gap that all else in it may be the text around."""
    starts = [place for place in range(at, min(end, at + 2 * _MOST) + 1) if items[place].lines[0].blank]
    for first, last in combinations(starts, 2):
        core = items[first:last]
        shown = [item for item in core if item.kind == "display"]
        signed = sum(item.kind == "byline" for item in core)
        if not 0 < len(shown) <= _MOST or len(shown) + signed < len(core) or core[0].kind != "display":
            continue
        if any(item.lines[0].blank for item in shown[1:]):
            continue
        if all(map(is_text, items[at:first])) and all(map(_may_be_text, items[last:end])):
            yield first, last


def _is_inset(items: Sequence[Item], first: int, last: int, lost: bool) -> bool:
    """Whether a sentence runs on over a frame, and neither into it nor out of it."""
    above, below = items[first - 1].lines[-1], items[last].lines[0]
    shown = [item for item in items[first:last] if item.kind == "display"]
    top, foot = shown[0].lines[0], shown[-1].lines[-1]
    # No sentence runs on in another script.
    another = (HAN.search(above.text) is None) != (HAN.search(below.text) is None)
    if another or not breaks_off(items, first) or top.text[0] in CONTINUES or foot.text[-1] in CLAUSE_ENDS:
        return False
    ended = any(item.lines[-1].final and item.lines[-1].text[-1] not in "?!”" for item in shown)
    if ended or tears(above, top) or tears(foot, below):
        return False
    # In the middle of a sentence each line of the text is full.
    sure = all(item.doubt >= 0 for item in shown) or is_other_width(foot, above, below)
    if tears(above, below) or (sure and goes_on(below)):
        return True
    if not sure or goes_on(below):
        return False
    texts = run(items, first, -1), run(items, last)
    said = words(shown)
    if all(len(said & words(text)) >= min(_FEW, _SHARE * len(said)) for text in texts):
        return True
    # Nothing else on the page explains that the text above breaks off, if no other story begins below.
    return len(shown) == last - first and not _begins(items[last], lost)


def breaks_off(items: Sequence[Item], end: int) -> bool:
    """Whether the text above a place stops in a sentence at the end of a full line, as it does at a column's end."""
    line = items[end - 1].lines[-1]
    if line.final or line.closed:
        return False
    widths = [one.width for item in run(items, end, -1) for one in item.lines]
    return len(widths) > 1 and line.width + RAGGED >= max(widths)


def _begins(item: Item, lost: bool) -> bool:
    """Whether a story may begin with a text: it tells a day at once, or its first line is short by an indent."""
    text = "".join(line.text for line in item.lines[:3])
    if opening_credit(text) or (day_told(text) and not points_back(text)):
        return True
    return lost and len(item.lines) > 1 and is_short(item)


def is_text(item: Item) -> bool:
    """Whether an item is a display line that is rather running text."""
    return item.kind == "display" and item.doubt < 0


def _may_be_text(item: Item) -> bool:
    return item.kind == "display" and item.doubt < _UNSURE


def is_short(item: Item) -> bool:
    """Whether a text's first line is shorter than its others by an indent."""
    return max(line.width for line in item.lines[1:]) - item.lines[0].width >= INDENT


def has_lost_indents(items: Sequence[Item]) -> bool:
    """Whether paragraphs begin with a line that is shorter than their others by an indent."""
    short = [
        max(line.width for line in item.lines[1:]) - item.lines[0].width
        for item in items
        if item.kind == "paragraph" and item.begins and len(item.lines) > 2
    ]
    return len(short) > 1 and median(short) >= INDENT


def run(items: Sequence[Item], at: int, step: int = 1) -> list[Item]:
    """The running text that ends above a place, or begins there, as far as it tells what it is about."""
    found: list[Item] = []
    place = at - 1 if step < 0 else at
    while 0 <= place < len(items) and len(found) < _NEAR:
        if items[place].kind not in ("paragraph", "inset") and not _may_be_text(items[place]):
            break
        found.append(items[place])
        place += step
    return found


def words(items: Sequence[Item]) -> set[str]:
    """The pairs of Chinese signs in items, and their Latin words."""
    pairs = traits([line.text for item in items for line in item.lines])
    return {pair for pair in pairs if len(HAN.findall(pair)) == 2 or len(pair) > 4}
