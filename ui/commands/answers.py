"""What the archive says: search, ask, and eval to measure both."""

from __future__ import annotations

import sys
from pathlib import Path
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
    for_each_line,
    json_wanted,
    open_library,
    say_if_none,
)


def search(
    query: Annotated[str, typer.Argument(help="What to search for; - reads stdin.")],
    k: Annotated[int, typer.Option("-k", min=1, max=1000, metavar="N", help="How many passages.")] = 10,
    home: HomeOption = None,
    as_json: JsonOption = False,
    embedder: EmbedderOption = None,
    since: DayType = None,
    until: LastDayType = None,
    newspaper: NewspaperOption = None,
    author: AuthorOption = None,
    article: ArticleOption = None,
) -> None:
    """Find passages; with - for the query, one query a line comes on stdin and one result a line goes out."""
    from ui.contract import hit_json

    filters = filters_of(since, until, newspaper, author, article)
    with open_library(home, reads=True, embedder=embedder) as library:

        def find(line: str) -> None:
            hits = library.search(line, k, filters)
            say_if_none(hits, library)
            if json_wanted(as_json):
                terminal.print_json({"query": line, "hits": [hit_json(hit) for hit in hits]})
                return
            for hit in hits:
                terminal.say(f"{hit.score:.4f}  {hit.article.id}  {hit.article.title}\n        {hit.chunk.text}")

        for_each_line(query, "query", find, as_json=json_wanted(as_json))


def ask(
    question: Annotated[str, typer.Argument(help="What to answer; - reads stdin.")],
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
    """Answer a question with its sources; with - questions come on stdin, one a line."""
    from rag.types import Question
    from ui.contract import answer_json

    filters = filters_of(since, until, newspaper, author, article)
    with open_library(home, reads=True, llm=llm, embedder=embedder) as library:

        def answer(line: str) -> None:
            asked = Question(line, filters)
            if json_wanted(as_json):
                terminal.print_json(answer_json(library.ask(asked)))
            else:
                terminal.show_answer(library, asked)

        for_each_line(question, "question", answer, as_json=json_wanted(as_json))


def evaluate(
    file: Annotated[Path, typer.Argument(help="Questions with their facts, one JSON a line.")],
    home: HomeOption = None,
    as_json: JsonOption = False,
    llm: LlmOption = None,
    embedder: EmbedderOption = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="Keep each answer here; the same file goes on.")
    ] = None,
    compare: Annotated[
        Path | None, typer.Option("--compare", metavar="FILE", help="An earlier --out file to set beside.")
    ] = None,
) -> None:
    """Measure answers and search on questions with known facts."""
    from rag.evaluate import evaluate_file
    from rag.scored import compare_runs, read_rows

    if compare:
        if not out:
            raise typer.BadParameter("--compare sets a file beside that of --out: give both.")
        read_rows(compare)  # before hours of asking
    with open_library(home, reads=True, llm=llm, embedder=embedder) as library:
        report = evaluate_file(library, file, out=out, progress=library.on_progress)
    if json_wanted(as_json):
        terminal.print_json(report)
    else:
        for name, value in report.items():
            terminal.say(f"{name:24} {value if value is not None else '-'}")
    if compare and out:
        for line in compare_runs(compare, out):
            terminal.say(line, file=sys.stderr)
