"""The command line: one command a step of the pipeline, people's words or JSON out.

Progress, logs and warnings go to stderr, results to stdout. Exit 0 done, 1 failed with one line that says what, where
and the remedy, 2 wrong usage.
"""

from __future__ import annotations

import datetime
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from rag.errors import JianbaoError
from ui import terminal

if TYPE_CHECKING:
    from rag.app import Library
    from rag.types import Filters

app = typer.Typer(
    name="jianbao",
    help="Reads newspaper pages, answers questions and writes briefs, each sentence with its printed line.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)

Llm = Literal["extractive", "local", "openai"]
EmbedderName = Literal["local", "openai"]

HomeOption = Annotated[Path | None, typer.Option("--home", help="The library's folder (or JIANBAO_HOME).")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON document on stdout.")]
LlmOption = Annotated[Llm | None, typer.Option("--llm", help="Which model answers.")]
EmbedderOption = Annotated[EmbedderName | None, typer.Option("--embedder", help="Which embedder indexes.")]
DayType = Annotated[datetime.datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], help="First day.")]
LastDayType = Annotated[datetime.datetime | None, typer.Option("--to", formats=["%Y-%m-%d"], help="Last day.")]
NewspaperOption = Annotated[str | None, typer.Option("--newspaper", help="Only this paper.")]
AuthorOption = Annotated[str | None, typer.Option("--author", help="Only articles with this name in the byline.")]
ArticleOption = Annotated[list[str] | None, typer.Option("--article", help="Only this article id; repeatable.")]


class _Globals:
    """Options given before the command's name."""

    home: Path | None = None
    as_json: bool = False


def _print_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        terminal.say(version("jianbao"))
        raise typer.Exit


@app.callback()
def globals_(
    home: HomeOption = None,
    as_json: JsonOption = False,
    version: Annotated[
        bool, typer.Option("--version", help="Print the version.", is_eager=True, callback=_print_version)
    ] = False,
) -> None:
    """Reads newspaper pages, answers questions and writes briefs, each sentence with its printed line."""
    del version
    _Globals.home, _Globals.as_json = home, as_json


# Every import of the pipeline waits for the command that needs it: `jianbao --help` loads none of it.


@app.command()
def parse(file: Path, as_json: JsonOption = False) -> None:
    """Recover the articles of a page; touches no library and needs no model."""
    from rag.articles import parse_page
    from rag.readers import read_file
    from rag.settings import Settings
    from ui.schemas import parsed_json

    parsed = parse_page(read_file(file, Settings.load()))
    if _json(as_json):
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


@app.command()
def add(
    paths: list[Path],
    home: HomeOption = None,
    as_json: JsonOption = False,
    embedder: EmbedderOption = None,
    newspaper: NewspaperOption = None,
    date: Annotated[datetime.datetime | None, typer.Option("--date", formats=["%Y-%m-%d"])] = None,
    page: Annotated[str | None, typer.Option("--page", help="The page's number, like A2.")] = None,
) -> None:
    """Add files and folders of pages; what is there already is left alone."""
    from ui.schemas import report_json

    with _library(home, embedder=embedder) as library:
        report = library.add(
            paths, newspaper=newspaper, date=date.date() if date else None, page=page, progress=library.on_progress
        )
    if _json(as_json):
        terminal.print_json(report_json(report))
    else:
        terminal.say(
            f"{report.added} added, {report.unchanged} unchanged: {report.pages} pages, {report.articles} articles, "
            f"{report.chunks} chunks."
        )
    for failure in report.failed:
        terminal.say(f"jianbao: {failure.error}", file=sys.stderr)
    if report.failed:
        raise typer.Exit(1)


@app.command()
def articles(
    home: HomeOption = None,
    as_json: JsonOption = False,
    since: DayType = None,
    until: LastDayType = None,
    newspaper: NewspaperOption = None,
    author: AuthorOption = None,
) -> None:
    """List the library's articles."""
    from ui.schemas import article_line_json

    with _library(home) as library:
        found = library.articles(_filters(since, until, newspaper, author, None))
    if _json(as_json):
        terminal.print_json({"articles": [article_line_json(article) for article in found]})
        return
    for article in found:
        where = " ".join(str(part) for part in (article.newspaper, article.date, article.page) if part)
        terminal.say(f"{article.id}  {article.title}  {'、'.join(article.byline)}  {where}")


@app.command()
def remove(ids: list[str], home: HomeOption = None, as_json: JsonOption = False) -> None:
    """Remove articles by id."""
    with _library(home) as library:
        removed = library.remove(ids)
    if _json(as_json):
        terminal.print_json({"removed": removed})
    else:
        terminal.say(f"{removed} removed.")


@app.command()
def search(
    query: str,
    k: Annotated[int, typer.Option("-k", min=1, max=1000, help="How many passages.")] = 10,
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
    from ui.schemas import hit_json

    filters = _filters(since, until, newspaper, author, article)
    with _library(home, embedder=embedder) as library:
        for line in _lines(query):
            hits = library.search(line, k, filters)
            if _json(as_json):
                terminal.print_json({"query": line, "hits": [hit_json(hit) for hit in hits]})
                continue
            for hit in hits:
                terminal.say(f"{hit.score:.4f}  {hit.article.id}  {hit.article.title}\n        {hit.chunk.text}")


@app.command()
def ask(
    question: str,
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
    from ui.schemas import answer_json

    filters = _filters(since, until, newspaper, author, article)
    with _library(home, llm=llm, embedder=embedder) as library:
        for line in _lines(question):
            asked = Question(line, filters)
            if _json(as_json):
                terminal.print_json(answer_json(library.ask(asked)))
            else:
                terminal.show_answer(library, asked)


@app.command()
def summarize(
    ids: list[str],
    home: HomeOption = None,
    as_json: JsonOption = False,
    llm: LlmOption = None,
    length: Annotated[int | None, typer.Option("--length", min=1, max=20, help="Sentences of each brief.")] = None,
) -> None:
    """Write a cited brief of each article."""
    from ui.render import citation_line
    from ui.schemas import summary_json

    with _library(home, llm=llm) as library:
        written = library.summarize(ids, sentences=length)
        if _json(as_json):
            terminal.print_json({"summaries": [summary_json(summary) for summary in written]})
            return
        for summary in written:
            terminal.say(f"{summary.title}\n{summary.text}")
            for citation in summary.citations:
                terminal.say(citation_line(citation))


@app.command("eval")
def evaluate(
    file: Path,
    home: HomeOption = None,
    as_json: JsonOption = False,
    llm: LlmOption = None,
    embedder: EmbedderOption = None,
    out: Annotated[Path | None, typer.Option("--out", help="Keep each answer here; the same file goes on.")] = None,
    compare: Annotated[Path | None, typer.Option("--compare", help="An earlier --out file to set beside.")] = None,
) -> None:
    """Measure answers and search on questions with known facts."""
    from rag.evaluate import compare_runs, evaluate_file

    with _library(home, llm=llm, embedder=embedder) as library:
        report = evaluate_file(library, file, out=out, progress=library.on_progress)
    if _json(as_json):
        terminal.print_json(report)
    else:
        for name, value in report.items():
            terminal.say(f"{name:24} {value if value is not None else '-'}")
    if compare and out:
        for line in compare_runs(compare, out):
            terminal.say(line, file=sys.stderr)


@app.command()
def doctor(
    home: HomeOption = None,
    as_json: JsonOption = False,
    llm: LlmOption = None,
    embedder: EmbedderOption = None,
    repair: Annotated[bool, typer.Option("--repair", help="Mend what is damaged, from what is whole.")] = False,
) -> None:
    """Say what is installed, which models would be used, what is wrong and how to mend it."""
    from rag.doctor import examine

    report = examine(_settings(home, llm=llm, embedder=embedder), repair=repair)
    if _json(as_json):
        terminal.print_json(report)
    else:
        terminal.print_tree(report)
    for problem in report["problems"]:
        terminal.say(f"jianbao: {' '.join([*problem['what'].split(), *problem['remedy'].split()])}", file=sys.stderr)
    if report["problems"]:
        raise typer.Exit(1)


@app.command()
def serve(
    host: Annotated[str, typer.Option("--host")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=0, max=65535)] = 7860,
    home: HomeOption = None,
    llm: LlmOption = None,
    embedder: EmbedderOption = None,
) -> None:
    """Serve the chat page at / and the API under /api/v1 and /v1, in one process."""
    from ui.server import serve as run

    with _library(home, llm=llm, embedder=embedder) as library:
        run(library, host, port)


def main() -> None:
    """Run the console script."""
    if sys.getfilesystemencoding().lower() not in ("utf-8", "utf8") and not sys.flags.utf8_mode:
        # Arguments were decoded by a locale that cannot hold Chinese; only a new interpreter can read them again.
        os.execv(sys.executable, [sys.executable, "-X", "utf8", "-m", "ui.cli", *sys.argv[1:]])  # noqa: S606
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    # What other programs' environment asks of our dependencies: nothing of a question leaves the machine by them.
    for name in ("LANGSMITH_TRACING", "LANGCHAIN_TRACING_V2", "ANONYMIZED_TELEMETRY", "GRADIO_ANALYTICS_ENABLED"):
        os.environ[name] = "false"
    try:
        app()
    except (JianbaoError, OSError) as error:
        terminal.say(f"jianbao: {' '.join(str(error).split())}", file=sys.stderr)
        sys.exit(1)


def _json(here: bool) -> bool:
    return here or _Globals.as_json


def _settings(home: Path | None, **given: object) -> Any:
    from rag.settings import Settings

    return Settings.load(home=home or _Globals.home, **given)


@contextmanager
def _library(home: Path | None, **given: object) -> Iterator[Library]:
    from rag.app import Library

    with terminal.progress() as show, Library(_settings(home, **given), progress=show) as library:
        yield library


def _filters(
    since: datetime.datetime | None,
    until: datetime.datetime | None,
    newspaper: str | None,
    author: str | None,
    article: list[str] | None,
) -> Filters:
    from rag.types import Filters

    return Filters(
        since.date() if since else None, until.date() if until else None, newspaper, author, tuple(article or ())
    )


def _lines(argument: str) -> Iterable[str]:
    if argument != "-":
        return [argument]
    return (line.strip() for line in sys.stdin if line.strip())


if __name__ == "__main__":
    main()
