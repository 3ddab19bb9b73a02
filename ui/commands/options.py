"""What the commands share: their options, the library that they open, and how they read their arguments."""

from __future__ import annotations

import datetime
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from ui import terminal

if TYPE_CHECKING:
    from rag.app import Library
    from rag.settings import Settings
    from rag.types import Filters

STDIN = "-"  # in the place of a question or query: they come on stdin, one a line

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


class Globals:
    """Options given before the command's name."""

    home: Path | None = None
    as_json: bool = False


def json_wanted(here: bool) -> bool:
    """Tell whether JSON is asked for, before the command's name or after it."""
    return here or Globals.as_json


def settings_for(home: Path | None, **given: object) -> Settings:
    """Read the settings, a command's options first."""
    from rag.settings import Settings

    return Settings.load(home=home or Globals.home, **given)


@contextmanager
def open_library(home: Path | None, **given: object) -> Iterator[Library]:
    """Open the library for one command, its progress on stderr."""
    from rag.app import Library
    from rag.errors import ModelError

    settings = settings_for(home, **given)
    with terminal.progress() as show, Library(settings, progress=show) as library:
        try:
            yield library
        except ModelError as error:
            if settings.embedder != "openai":  # so it is the chat model's server that is at fault
                error.add_note("--llm extractive does without it.")
            raise


def filters_of(
    since: datetime.datetime | None,
    until: datetime.datetime | None,
    newspaper: str | None,
    author: str | None,
    article: list[str] | None,
) -> Filters:
    """Make filters of a command's options."""
    from rag.types import Filters

    return Filters(
        since.date() if since else None, until.date() if until else None, newspaper, author, tuple(article or ())
    )


def lines_of(argument: str) -> Iterable[str]:
    """Read one argument, or with ``-`` the lines of stdin."""
    if argument != STDIN:
        return [argument]
    return (line.strip() for line in sys.stdin if line.strip())
