"""Under which source an uploaded page is kept: files of every day's paper bear the same names."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import PurePath

from rag.additions import Notice
from rag.archive.snapshot import Snapshot, fold_name
from rag.articles import parse_page
from rag.types import Page, ParsedPage


def placed(parsed: ParsedPage, snapshot: Snapshot) -> ParsedPage:
    """Put an uploaded page under its name, or where that is another page's, under the next one that is free.

    A page of the same paper, day and number is the same page, read anew: it keeps its source.
    """
    page = parsed.page
    for source in _names(page.source):
        known = snapshot.find_page(source)
        if known is None or known.text == page.text or _is_edition(page, known):
            return parsed if source == page.source else parse_page(replace(page, source=source))
    raise AssertionError("names go on without end")


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
        if known is not None and known.text != page.text and _is_edition(page, known):
            yield Notice(
                page.source,
                f"{page.source} is of the same paper, day and page as {source} and shares a headline with it; both are "
                f"kept. If it is meant to replace that text, remove the page {source}.",
            )


def _is_edition(page: Page, known: Page) -> bool:
    """Tell whether two pages are surely one: a page that does not say of when and whose it is may be any day's."""
    return (
        page.date is not None
        and page.newspaper is not None
        and known.newspaper is not None
        and (page.date, page.number) == (known.date, known.number)
        and fold_name(page.newspaper) == fold_name(known.newspaper)
    )


def _names(source: str) -> Iterator[str]:
    """A file's name, then the same with a number: 「A01.txt」, 「A01 (2).txt」."""
    yield source
    name = PurePath(source)
    number = 1
    while True:
        number += 1
        yield f"{name.stem} ({number}){name.suffix}"
