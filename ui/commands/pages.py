"""Pages come in and articles go out: parse, add, articles, remove."""

from __future__ import annotations

import datetime
import re
import sys
from pathlib import Path
from typing import Annotated

import typer

from ui import terminal
from ui.commands.options import (
    AuthorOption,
    DayType,
    EmbedderOption,
    HomeOption,
    JsonOption,
    LastDayType,
    NewspaperOption,
    day_of,
    filters_of,
    json_wanted,
    open_library,
    say_if_none,
)

# What articles are called by; anything else names a page.
_ID = re.compile(r"[0-9a-f]{16}")
_TRUSTED = ", trusted over what the files say."


def parse(
    file: Annotated[Path, typer.Argument(help="The page: text, a web page, Word, PDF or a picture.")],
    as_json: JsonOption = False,
) -> None:
    """Recover the articles of a page; touches no library and needs no model."""
    from rag.articles import parse_page
    from rag.prose.words import keep_cache_in
    from rag.readers import read_file
    from rag.settings import Settings
    from ui.contract import parsed_json

    settings = Settings.load()
    keep_cache_in(settings.cache / "jieba")
    parsed = parse_page(read_file(file, settings))
    if json_wanted(as_json):
        terminal.print_json(parsed_json(parsed))
        return
    for article in parsed.articles:
        terminal.say(
            f"{article.title or '(no headline)'}\n  {'、'.join(article.byline)}  {len(article.body)} characters"
        )
        for subhead in article.texts("subhead"):
            terminal.say(f"  · {subhead}")
    for fragment in parsed.fragments:
        terminal.say(f"[{fragment.kind}] {fragment.text}")


def add(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH...", help="Files of pages; folders are walked.")],
    home: HomeOption = None,
    as_json: JsonOption = False,
    embedder: EmbedderOption = None,
    newspaper: Annotated[
        str | None, typer.Option("--newspaper", metavar="NAME", help=f"The paper's name{_TRUSTED}")
    ] = None,
    date: Annotated[
        datetime.datetime | None,
        typer.Option("--date", parser=day_of, metavar="DATE", help=f"The day it was printed{_TRUSTED}"),
    ] = None,
    page: Annotated[
        str | None, typer.Option("--page", metavar="NUMBER", help=f"The page's number, like A2{_TRUSTED}")
    ] = None,
) -> None:
    """Add files and folders of pages; what is there already is left alone."""
    from ui.contract import report_json

    with open_library(home, embedder=embedder) as library:
        report = library.add(
            paths, newspaper=newspaper, date=date.date() if date else None, page=page, progress=library.on_progress
        )
    if json_wanted(as_json):
        terminal.print_json(report_json(report))
    else:
        terminal.say(
            f"{report.added} added, {report.unchanged} unchanged: {report.pages} pages, {report.articles} articles, "
            f"{report.chunks} chunks."
        )
    for notice in (*report.replaced, *report.renamed, *report.warnings):
        terminal.say(f"jianbao: {notice.warning}", file=sys.stderr)
    for failure in report.failed:
        terminal.say(f"jianbao: {failure.error}", file=sys.stderr)
    if report.failed:
        raise typer.Exit(1)


def articles(
    home: HomeOption = None,
    as_json: JsonOption = False,
    since: DayType = None,
    until: LastDayType = None,
    newspaper: NewspaperOption = None,
    author: AuthorOption = None,
) -> None:
    """List the library's articles."""
    from ui.contract import article_line_json

    with open_library(home, reads=True) as library:
        found = library.listing(filters_of(since, until, newspaper, author, None)).articles
        say_if_none(found, library)
    if json_wanted(as_json):
        terminal.print_json({"articles": [article_line_json(article) for article in found]})
        return
    for article in found:
        where = " ".join(str(part) for part in (article.newspaper, article.date, article.page) if part)
        terminal.say(f"{article.id}  {article.title}  {'、'.join(article.byline)}  {where}")


def remove(
    ids: Annotated[list[str], typer.Argument(metavar="ID...", help="Ids of articles, or sources of whole pages.")],
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Remove articles by id, and pages with all that is printed on them by their file's name."""
    named = [each for each in ids if not _ID.fullmatch(each)]
    with open_library(home, reads=True) as library:
        removed = library.remove([each for each in ids if _ID.fullmatch(each)], pages=named)
    if json_wanted(as_json):
        terminal.print_json({"removed": removed})
    else:
        terminal.say(f"{removed} removed.")
