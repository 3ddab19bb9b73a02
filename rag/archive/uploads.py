"""Under which source an uploaded page is kept: files of every day's paper bear the same names."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import replace

from rag.additions import Notice
from rag.archive.editions import is_edition, namesakes, numbered
from rag.archive.snapshot import Snapshot
from rag.types import Page, ParsedPage


def placed(parsed: ParsedPage, snapshot: Snapshot) -> ParsedPage:
    """Put an uploaded page under its name, or where that is another page's, under the next one that is free.

    A page of the same paper, day and number is the same page, read anew: it keeps its source.
    """
    known = namesakes(snapshot, parsed.page)
    same = [number for number, is_same in known.items() if is_same]
    number = min(same) if same else next(each for each in itertools.count(1) if each not in known)
    return parsed if number == 1 else _under(parsed, numbered(parsed.page.source, number))


def _under(parsed: ParsedPage, source: str) -> ParsedPage:
    """The same page under another source; nothing that was read of it depends on its name."""
    articles = tuple(
        replace(
            article,
            runs=tuple(replace(run, source=source) for run in article.runs),
            places=tuple(replace(place, source=source) for place in article.places),
        )
        for article in parsed.articles
    )
    return replace(parsed, page=replace(parsed.page, source=source), articles=articles)


def renaming(given: Page, kept: Page) -> Iterator[Notice]:
    """Say that a page is kept under another name than it came with."""
    if given.source != kept.source:
        yield Notice(
            kept.source,
            f"{given.source} is the name of another page in the library, which stays: this one is kept as "
            f"{kept.source}. To replace the other, delete its articles, or give both the same paper, day and page.",
        )


def replacing(known: Page | None, page: Page) -> Iterator[Notice]:
    """Say that a page takes the place of another text under its source."""
    if known is not None and known.text != page.text:
        day = f" of {known.date}" if known.date else ""
        yield Notice(page.source, f"{page.source} replaces the text{day} that the library had under this name.")


def doubling(parsed: ParsedPage, snapshot: Snapshot) -> Iterator[Notice]:
    """Say that another file's page of the same paper, day and number stays, which has an article of this headline.

    Files of one page may hold an article each, so neither is taken for the other's new text.
    """
    page = parsed.page
    titles = [article.title for article in parsed.articles]
    for source in snapshot.sources_with(titles, page) if page.newspaper and page.date else ():
        known = snapshot.find_page(source)
        if known is not None and known.text != page.text and is_edition(page, known):
            yield Notice(
                page.source,
                f"{page.source} is of the same paper, day and page as {source} and shares a headline with it; both are "
                f"kept. If it is meant to replace that text, remove the page {source}.",
            )
