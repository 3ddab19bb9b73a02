"""Digests of many articles."""

from __future__ import annotations

from typing import Annotated

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


def digest(
    topic: Annotated[
        str | None, typer.Option("--topic", metavar="TEXT", help="Only what is on this, and what mentions it.")
    ] = None,
    page: Annotated[
        str | None, typer.Option("--page", metavar="NUMBER", help="Only this page's number, like A1.")
    ] = None,
    home: HomeOption = None,
    as_json: JsonOption = False,
    llm: LlmOption = None,
    embedder: EmbedderOption = None,
    since: DayType = None,
    until: LastDayType = None,
    newspaper: NewspaperOption = None,
    author: AuthorOption = None,
    article: ArticleOption = None,
) -> None:
    """Digest a day, a page, a paper, an author or a topic: themes, a cited line each article, where figures differ."""
    from rag.briefs.headings import off_topic
    from ui.contract import summary_json

    filters = filters_of(since, until, newspaper, author, article)
    with open_library(home, reads=True, llm=llm, embedder=embedder) as library:
        summary = library.digest(filters, topic=topic, page=page, progress=library.on_progress)
        if json_wanted(as_json):
            terminal.print_json({"summaries": [summary_json(summary)]})
            return
        terminal.show_summary(summary)
        for reason in dict.fromkeys(reason for _, reason in summary.left_out):
            ids = [article_id for article_id, given in summary.left_out if given == reason]
            terminal.say(f"- {reason} ({len(ids)}): " + " | ".join(library.article(each).title for each in ids))
        if topic and summary.off_topic and summary.citations:
            terminal.say(f"- {off_topic(topic, summary.off_topic)}")
