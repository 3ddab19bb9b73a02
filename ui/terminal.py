"""What the command line shows: JSON for programs, words and progress for people.

Titles, quotations and model output are other people's text: for a terminal their control characters are made visible,
so that none can move the cursor or rename the window.
"""

from __future__ import annotations

import errno
import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TextIO

if TYPE_CHECKING:
    from rich import progress as bars

    from rag.app import Library
    from rag.ports import Progress
    from rag.types import Question, Summary


def prepare() -> None:
    """Speak UTF-8 whatever the locale, and have our dependencies tell nobody of a question."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    # Whatever other programs' environment asks of them.
    for name in ("LANGSMITH_TRACING", "LANGCHAIN_TRACING_V2", "ANONYMIZED_TELEMETRY", "GRADIO_ANALYTICS_ENABLED"):
        os.environ[name] = "false"


def say(text: str = "", *, file: TextIO | None = None, end: str = "\n") -> None:
    """Print text for a person, its control characters made visible."""
    shown = "".join(c if c.isprintable() or c in "\n\t\u3000\u00a0" else "\ufffd" for c in text)
    print(shown, file=file or sys.stdout, end=end, flush=True)


def fault(error: OSError) -> str:
    """What the system says is wrong with a file, where, and the remedy."""
    where = str(error.filename) if error.filename else "What this command writes"
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return f"{where} does not fit on its disk ({error.strerror}). Free space there and run the command again."
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return f"{where} may not be used ({error.strerror}). Check your rights to it."
    return f"{where} cannot be used ({error.strerror or error}). Check the path and its disk."


def print_json(document: Any) -> None:
    """Print one JSON document on a line of its own."""
    print(json.dumps(document, ensure_ascii=False), flush=True)


def print_tree(report: dict[str, Any], indent: str = "") -> None:
    """Print nested values for a person, one a line; an empty text says nothing and is left out."""
    for key, value in report.items():
        if isinstance(value, dict):
            say(f"{indent}{key}:")
            print_tree(value, indent + "  ")
        elif isinstance(value, list):
            say(f"{indent}{key}: {'' if value else 'none'}")
            for item in value:
                say(f"{indent}  - {' '.join(map(str, item.values())) if isinstance(item, dict) else item}")
        elif isinstance(value, bool):
            say(f"{indent}{key}: {'yes' if value else 'no'}")
        elif value != "":
            say(f"{indent}{key}: {'none' if value is None else value}")


def say_asked(question: str, *, first: bool) -> None:
    """Print one of several questions above its answer, apart from the answer before."""
    say(f"> {question}" if first else f"\n> {question}")


def show_answer(library: Library, question: Question) -> None:
    """Stream an answer to the terminal, its sources below."""
    from rag.types import Answer
    from ui.render import citation_line
    from ui.texts import texts_beside, texts_for

    texts = texts_for(question.text)
    for piece in library.stream(question):
        if not isinstance(piece, Answer):
            say(piece, end="")
            continue
        say()
        if piece.citations or piece.nearest or piece.unanswered:
            say()
        for citation in piece.citations:
            say(citation_line(citation))
        if piece.unanswered:
            say(f"{texts['unanswered']}{texts['colon'].strip()}")
        for part in piece.unanswered:
            say(f"  {part}")
        if piece.nearest:
            say(f"{texts['nearest']}{texts['colon'].strip()}")
        for article_id in piece.nearest:
            title = library.article(article_id).title
            say(f"  {texts_beside(title)['title'].format(title=title)} {article_id}")
        if piece.withheld:
            say(f"({len(piece.withheld)} sentence(s) withheld: the archive does not bear them out)", file=sys.stderr)
        say(f"({piece.model}, {piece.seconds.total:.1f} s)", file=sys.stderr)


def show_summary(summary: Summary) -> None:
    """Print a brief or a digest, its sources below."""
    from ui.render import citation_line

    say(f"{summary.title}\n{summary.text}")
    for citation in summary.citations:
        say(citation_line(citation))


def say_problem(problem: dict[str, str]) -> None:
    """Print what ``doctor`` finds wrong on one line of stderr, with its remedy."""
    say(f"jianbao: {' '.join([*problem['what'].split(), *problem['remedy'].split()])}", file=sys.stderr)


def bar(*columns: bars.ProgressColumn) -> bars.Progress:
    """Make a bar on stderr that is gone at its end; results go to stdout as they are, which may be a file."""
    from rich import progress as bars
    from rich.console import Console

    return bars.Progress(
        *columns, console=Console(stderr=True), transient=True, redirect_stdout=False, redirect_stderr=False
    )


@contextmanager
def progress() -> Iterator[Progress]:
    """Lend a progress bar on stderr that appears once there is something to count; silent where that is no terminal."""
    if not sys.stderr.isatty():
        yield lambda _what, _done, _of: None
        return
    from rich import progress as bars

    with bar(
        bars.TextColumn("{task.description}"),
        bars.BarColumn(),
        bars.TaskProgressColumn(),
        bars.TimeElapsedColumn(),
        bars.TimeRemainingColumn(),
    ) as shown:
        tasks: dict[str, bars.TaskID] = {}

        def show(what: str, done: int, of: int) -> None:
            if what not in tasks:
                tasks[what] = shown.add_task(what, total=of or None)
            shown.update(tasks[what], completed=done, total=of or None)

        yield show
