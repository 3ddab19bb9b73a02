"""Parts of a page that are read as pages of their own, and the way back from them to the page's text.

A part is made of stretches of the page's text in reading order, so that a file that marks its articles is read article
by article, and what is found has the offsets of the page again.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from rag.types import Article, Fragment, MarkedArticle, Page, ParsedPage, Run


@dataclass(frozen=True, slots=True)
class View:
    """A page made of stretches of another: ``(here, there, length)`` for each, in the order of the view's text."""

    page: Page
    stretches: tuple[tuple[int, int, int], ...]

    def printed(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """The ranges of the page's text that a range of the view's stands for, in the view's order."""
        first = max(0, bisect_right(self.stretches, start, key=lambda one: one[0]) - 1)
        for here, there, length in self.stretches[first:]:
            if here >= end:
                return
            inner = max(start, here), min(end, here + length)
            if inner[0] < inner[1]:
                yield inner[0] + there - here, inner[1] + there - here


def marked_views(page: Page) -> list[View]:
    """A view for each article that the page's file marks, and for each stretch of text between them."""
    views: list[View] = []
    last = 0
    for marked in (*page.marked, None):
        start, end = (marked.start, marked.end) if marked else (len(page.text), len(page.text))
        if last < start:
            views.append(_slice(page, last, start))
        if marked:
            views.append(_slice(page, start, end, marked))
        last = end
    return [view for view in views if view.page.text.strip()]


def ordered_view(page: Page, lines: Sequence[tuple[int, int]]) -> View:
    """A page with its lines, given as ranges of its text, in another order."""
    parts: list[str] = []
    stretches: list[tuple[int, int, int]] = []
    here = 0
    for start, end in lines:
        if start < end:
            stretches.append((here, start, end - start))
        parts.append(page.text[start:end] + "\n")
        here += end - start + 1
    return View(replace(page, text="".join(parts)), tuple(stretches))


def _slice(page: Page, start: int, end: int, marked: MarkedArticle | None = None) -> View:
    title = marked.title if marked else None
    own = MarkedArticle(0, end - start, (title[0] - start, title[1] - start)) if title else None
    part = replace(
        page,
        text=page.text[start:end],
        rows=_shifted(page.rows, start, end),
        beside=_shifted(page.beside, start, end),
        marked=(own,) if own else (),
    )
    return View(part, ((0, start, end - start),))


def _shifted(spans: Sequence[tuple[int, int]], start: int, end: int) -> tuple[tuple[int, int], ...]:
    first, last = (
        bisect_right(spans, start, key=lambda span: span[1]),
        bisect_right(spans, end, key=lambda span: span[0]),
    )
    return tuple((max(a, start) - start, min(b, end) - start) for a, b in spans[first:last])


def restored(page: Page, parts: Iterable[tuple[View, ParsedPage]]) -> ParsedPage:
    """What was found in a page's views, with the offsets of the page itself."""
    articles: list[Article] = []
    fragments: list[Fragment] = []
    for view, parsed in parts:
        articles += [_article(article, view, page.text) for article in parsed.articles]
        fragments += [replace(fragment, spans=_spans(fragment.spans, view, page.text)) for fragment in parsed.fragments]
    fragments.sort(key=lambda fragment: fragment.spans[0])
    return ParsedPage(page, tuple(articles), tuple(fragments))


def _article(article: Article, view: View, text: str) -> Article:
    runs: list[Run] = []
    for run in article.runs:
        at = run.start
        for start, end in view.printed(run.offset, run.offset + run.end - run.start):
            runs.append(Run(at, at + end - start, run.source, start))
            at += end - start
    places = tuple(replace(place, spans=_spans(place.spans, view, text)) for place in article.places)
    return replace(article, runs=tuple(runs), places=places)


def _spans(spans: Iterable[tuple[int, int]], view: View, text: str) -> tuple[tuple[int, int], ...]:
    """The ranges in the page's text, in order; neighbours with only white space between them become one."""
    found: list[tuple[int, int]] = []
    for start, end in sorted(part for span in spans for part in view.printed(*span)):
        if not text[start:end].strip():
            continue
        if found and not text[found[-1][1] : start].strip():
            found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
    return tuple(found)
