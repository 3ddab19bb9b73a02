"""Cited summaries."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from ui import terminal
from ui.commands.options import (
    ArticleOption,
    AuthorOption,
    DayType,
    EmbedderOption,
    HomeOption,
    JsonOption,
    LastDayType,
    LlmOption,
    NewspaperOption,
    filters_of,
    json_wanted,
    open_library,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rag.app import Library
    from rag.types import Filters


def summarize(
    ids: Annotated[list[str] | None, typer.Argument(help="Article ids; none: those that the filters choose.")] = None,
    home: HomeOption = None,
    as_json: JsonOption = False,
    llm: LlmOption = None,
    embedder: EmbedderOption = None,
    length: Annotated[
        int | None, typer.Option("--length", metavar="N", min=1, max=20, help="Sentences of each brief.")
    ] = None,
    since: DayType = None,
    until: LastDayType = None,
    newspaper: NewspaperOption = None,
    author: AuthorOption = None,
    article: ArticleOption = None,
) -> None:
    """Write a cited brief of each article named, or of those that the filters choose."""
    filters = filters_of(since, until, newspaper, author, article)
    if not ids and not filters:
        raise typer.BadParameter("Name articles, or choose some by filters such as --from; for all: jianbao batch.")
    from ui.contract import summary_json

    with open_library(home, reads=True, llm=llm, embedder=embedder) as library:
        written = library.summarize(_chosen(library, ids or [], filters), sentences=length)
        if json_wanted(as_json):
            terminal.print_json({"summaries": [summary_json(summary) for summary in written]})
            return
        for summary in written:
            terminal.show_summary(summary)


def _chosen(library: Library, ids: Sequence[str], filters: Filters) -> list[str]:
    """The articles named, as far as the filters let them through; raises ``InputError`` where that is none."""
    from rag.errors import InputError

    if not filters:
        return list(ids)
    through = [found.id for found in library.listing(filters).articles]
    for each in ids:
        library.article(each)
    chosen = [each for each in ids if each in set(through)] if ids else through
    if not chosen:
        raise InputError("The filters let no article through.", remedy="Widen them.")
    return chosen
