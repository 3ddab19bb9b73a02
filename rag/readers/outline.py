"""What a web page's own elements say of its parts: which are articles, what heads them, and what stands beside them.

``article`` parts two articles whatever stands in them, and a heading that stands alone at the top of one is its
headline. Menus, footers, and headers and asides without a sentence are beside the articles. Where the elements leave it
open (several headings of one rank, none at all), nothing is said.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, takewhile

from rag.readers.metadata import paper_among
from rag.readers.tables import SetLine
from rag.types import MarkedArticle

HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_PARTS = HEADINGS | frozenset(("article", "main", "header", "footer", "aside", "nav"))
# What a sentence of running text ends with, and how many signs it has at least: related headlines ask and cry, too.
_STOPS = ("。", ".", "。”", "。」", ".”", '."')
_SENTENCE = 16
# Within how many lines under a headline its day is told.
_BELOW = 10


@dataclass(slots=True)
class _Part:
    """An element over the lines ``[start, end)``; ``inner`` tells that it stands in an article, or in one beside."""

    tag: str
    start: int
    inner: bool
    end: int = 0


class Outline:
    """Gathers the elements that part a page, by the numbers of its lines, as a parser meets them."""

    def __init__(self) -> None:
        self._open: list[_Part] = []
        self._parts: list[_Part] = []
        self._articles = self._besides = 0

    @property
    def is_beside(self) -> bool:
        """Whether what comes next stands in what is beside the articles; an article has a footer of its own."""
        own = self._articles > 0 and self._open[-1].tag == "footer"
        return self._besides > own

    def open(self, tag: str, line: int) -> None:
        """Take in an element's start, before its first line."""
        if tag in _PARTS:
            inner = self._besides > 0 or (self._articles > 0 and tag not in HEADINGS)
            self._open.append(_Part(tag, line, inner))
            self._count(tag, 1)

    def close(self, tag: str, line: int) -> None:
        """Take in an element's end, behind its last line."""
        if self._open and self._open[-1].tag == tag:
            part = self._open.pop()
            part.end = line
            self._parts.append(part)
            self._count(tag, -1)

    def _count(self, tag: str, step: int) -> None:
        self._articles += step * (tag == "article")
        self._besides += step * (tag in ("aside", "nav", "footer"))

    def end(self, first: int, count: int) -> None:
        """Close what nothing closed, and count the lines from the ``first`` that is kept."""
        while self._open:
            self.close(self._open[-1].tag, count)
        for part in self._parts:
            part.start, part.end = max(part.start - first, 0), max(min(part.end, count) - first, 0)
        self._parts = sorted((part for part in self._parts if part.start < part.end), key=lambda part: part.start)

    def headings(self) -> list[_Part]:
        """The headings that stand in no aside, menu or footer."""
        return [part for part in self._parts if part.tag in HEADINGS and not part.inner]

    def outermost(self, tag: str) -> list[_Part]:
        """The elements of a kind that stand in no article and in nothing that is beside one."""
        return [part for part in self._parts if part.tag == tag and not part.inner]

    def set_beside(self, lines: Sequence[SetLine]) -> list[SetLine]:
        """The lines, those marked that stand beside the articles."""
        prose, heads = _Prose(lines), [part.start for part in self.headings()]
        # How many parts beside the articles open before each line, less those that end.
        steps = [0] * (len(lines) + 1)
        for part in self._parts:
            bare = prose.none_in(part.start, part.end)
            headed = bisect_left(heads, part.end) > bisect_left(heads, part.start)
            if (
                part.tag == "nav"
                or (part.tag == "footer" and not part.inner)
                or (part.tag == "aside" and bare)
                or (part.tag == "header" and bare and not part.inner and not headed)
            ):
                steps[part.start] += 1
                steps[part.end] -= 1
        return [
            replace(line, beside=True) if depth and line.text and not line.row else line
            for line, depth in zip(lines, accumulate(steps), strict=False)
        ]


class _Prose:
    """Counts the lines that hold a sentence of running text."""

    def __init__(self, lines: Sequence[SetLine]) -> None:
        found = (not line.row and not line.beside and is_prose(line.text) for line in lines)
        self._before = [0, *accumulate(found)]
        self._filled = [0, *accumulate(bool(line.text) and not line.beside for line in lines)]
        self.count = len(lines)

    def nothing_in(self, start: int, end: int) -> bool:
        return self._filled[start] == self._filled[max(start, end)]

    def none_in(self, start: int, end: int) -> bool:
        return self._before[start] == self._before[max(start, end)]


def is_prose(text: str) -> bool:
    """Whether a line is a sentence of running text, or more."""
    return len(text) >= _SENTENCE and text.endswith(_STOPS)


def marked_articles(outline: Outline, lines: Sequence[SetLine], starts: Sequence[int]) -> tuple[MarkedArticle, ...]:
    """The articles that a page marks, as ranges of its text; ``starts`` tells where its lines begin."""
    prose = _Prose(lines)
    heads = _heads(outline, lines)
    marked: list[MarkedArticle] = []
    for start, end, title in _articles(outline, heads, prose):
        span = (starts[title.start], starts[_ends(title, lines)] - 1) if title else None
        marked.append(MarkedArticle(starts[start], starts[end], span))
    return tuple(marked)


def under_headlines(outline: Outline, lines: Sequence[SetLine]) -> Iterator[list[str]]:
    """The few lines between each article's headline and its text."""
    prose = _Prose(lines)
    heads = _heads(outline, lines)
    titles = [title for _, _, title in _articles(outline, heads, prose) if title]
    titles = titles or [title for title in (_title(heads, 0, prose),) if title]
    for title in titles:
        below = lines[title.end : title.end + _BELOW]
        yield [
            line.text
            for line in takewhile(lambda line: not is_prose(line.text), below)
            if line.text and not (line.beside or line.row)
        ]


def _heads(outline: Outline, lines: Sequence[SetLine]) -> list[_Part]:
    """The headings that may head an article: a paper's name heads none."""
    found = [head for head in outline.headings() if _ends(head, lines) and not lines[head.start].beside]
    return [head for head in found if paper_among([lines[head.start].text]) is None]


def _ends(part: _Part, lines: Sequence[SetLine]) -> int:
    """The number of the line behind an element's last one that has text; 0 if none has."""
    return next((at for at in range(part.end, part.start, -1) if lines[at - 1].text), 0)


def _articles(outline: Outline, heads: Sequence[_Part], prose: _Prose) -> Iterator[tuple[int, int, _Part | None]]:
    places = [head.start for head in heads]

    def within(start: int, end: int) -> Sequence[_Part]:
        return heads[bisect_left(places, start) : bisect_left(places, end)]

    articles, last = outline.outermost("article"), 0
    for part in articles:
        start, own = part.start, within(part.start, part.end)
        title = _title(own, part.start, prose)
        if title is None and prose.none_in(last, start):
            # A page may set the headline over the element; without one, what stands there is read with it.
            title = None if own else _title(within(last, start), last, prose)
            start = title.start if title else last
        yield start, part.end, title
        last = part.end
    if not articles:
        mains = outline.outermost("main")
        alone = mains[0] if len(mains) == 1 else None
        scope = (alone.start, alone.end) if alone else (0, prose.count)
        yield from _headed(heads, within(*scope), scope, prose, sure=alone is not None)


def _headed(
    heads: Sequence[_Part], own: Sequence[_Part], scope: tuple[int, int], prose: _Prose, *, sure: bool
) -> Iterator[tuple[int, int, _Part | None]]:
    """The articles of a page that marks none but by headings: those of the highest rank that stand over text.

    Headings with nothing between them are one headline. One alone is the article's only where its element is ``sure``
    to hold that article and no more; elsewhere other articles may have headlines that are no headings.
    """
    groups: list[list[_Part]] = []
    for head in own:
        if groups and prose.nothing_in(groups[-1][-1].end, head.start):
            groups[-1].append(head)
        else:
            groups.append([head])
    if not groups:
        return
    ends = [*(group[0].start for group in groups[1:]), scope[1]]
    over = [
        (at, _highest(group))
        for at, (group, end) in enumerate(zip(groups, ends, strict=True))
        if not prose.none_in(group[-1].end, end)
    ]
    if not over or not prose.none_in(scope[0], groups[over[0][0]][0].start):
        return
    top = min(head.tag for _, head in over)
    titles = [(at, head) for at, head in over if head.tag == top]
    if any(head.tag < top for head in heads) or titles[0] != over[0]:
        # What heads the whole page may as well be the headline, and these its subheads.
        return
    if len(titles) == 1:
        at, title = titles[0]
        if len(over) == 1:
            yield groups[at][0].start, ends[at], title if sure and len(groups) == 1 else None
        return
    starts = [groups[at][0].start for at, _ in titles]
    for start, end, (_, title) in zip(starts, [*starts[1:], scope[1]], titles, strict=True):
        yield start, end, title


def _highest(group: Sequence[_Part]) -> _Part:
    return min(group, key=lambda head: head.tag)


def _title(heads: Sequence[_Part], start: int, prose: _Prose) -> _Part | None:
    """The one heading of the highest rank, if no text stands over it."""
    top = min((head.tag for head in heads), default="")
    highest = [head for head in heads if head.tag == top]
    return highest[0] if len(highest) == 1 and prose.none_in(start, highest[0].start) else None
