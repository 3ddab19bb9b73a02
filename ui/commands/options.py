"""What the commands share: their options, the library that they open, and how they read their arguments."""

from __future__ import annotations

import datetime
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
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


def day_of(text: str) -> datetime.datetime:
    """Read a day that is an option's value."""
    try:
        return datetime.datetime.strptime(text, "%Y-%m-%d")
    except ValueError:
        raise typer.BadParameter(f"{text!r} is no day. Write it YYYY-MM-DD, a day of the calendar.") from None


HomeOption = Annotated[
    Path | None, typer.Option("--home", metavar="DIR", help="The library's folder (or JIANBAO_HOME).")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON document on stdout.")]
LlmOption = Annotated[Llm | None, typer.Option("--llm", help="Which model answers.")]
EmbedderOption = Annotated[EmbedderName | None, typer.Option("--embedder", help="Which embedder indexes.")]
DayType = Annotated[datetime.datetime | None, typer.Option("--from", parser=day_of, metavar="DATE", help="First day.")]
LastDayType = Annotated[datetime.datetime | None, typer.Option("--to", parser=day_of, metavar="DATE", help="Last day.")]
NewspaperOption = Annotated[str | None, typer.Option("--newspaper", metavar="NAME", help="Only this paper.")]
AuthorOption = Annotated[
    str | None, typer.Option("--author", metavar="NAME", help="Only articles with this name in the byline.")
]
ArticleOption = Annotated[
    list[str] | None, typer.Option("--article", metavar="ID", help="Only this article id; repeatable.")
]


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


# Of a library that is not there, an empty one in such a folder is read instead.
_STAND_IN = "jianbao-none-"


@contextmanager
def open_library(home: Path | None, *, reads: bool = False, **given: object) -> Iterator[Library]:
    """Open the library for one command, its progress on stderr.

    A command that only ``reads`` begins no library: where there is none it reads an empty one, and says so.
    """
    from rag.archive.lease import is_begun
    from rag.errors import JianbaoError

    settings = settings_for(home, **given)
    if not reads or is_begun(settings.home):
        with _opened(settings) as library:
            yield library
        return
    from rag.doctor import not_begun

    with tempfile.TemporaryDirectory(prefix=_STAND_IN) as empty:
        try:
            with _opened(settings.model_copy(update={"home": Path(empty)})) as library:
                yield library
        except JianbaoError as error:
            error.add_note(not_begun(settings.home))
            raise
    terminal.say(f"jianbao: {not_begun(settings.home)}", file=sys.stderr)


@contextmanager
def _opened(settings: Settings) -> Iterator[Library]:
    from rag.app import Library
    from rag.errors import ModelError

    with terminal.progress() as show, Library(settings, progress=show) as library:
        try:
            yield library
        except ModelError as error:
            if settings.embedder != "openai":  # so it is the chat model's server that is at fault
                error.add_note("--llm extractive does without it.")
            raise


def say_if_none(found: Sequence[object], library: Library) -> None:
    """Say on stderr why nothing was found where that is so: an empty library, or filters."""
    # Of a folder that holds no library it is said that it holds none.
    if not found and not library.settings.home.name.startswith(_STAND_IN):
        filled = library.listing(limit=1).total
        said = "The filters let no article through: widen them." if filled else "The library is empty: add pages."
        terminal.say(f"jianbao: {said}", file=sys.stderr)


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


def for_each_line(argument: str, name: str, do: Callable[[str], None], *, as_json: bool) -> None:
    """Do a command's work for its argument, or with ``-`` for each line of stdin, one after the other.

    A line whose own fault, or the model's over it, ends its work is told of in the place of its result, and the rest
    goes on; the command fails at the end.
    """
    from rag.errors import InputError, ModelError

    if argument != STDIN:
        do(argument)
        return
    count = failed = 0
    for line in filter(None, map(str.strip, sys.stdin)):
        if not as_json:
            terminal.say_asked(line, first=not count)
        count += 1
        try:
            do(line)
        except (InputError, ModelError) as error:
            failed += 1
            if as_json:
                terminal.print_json({name: line, "error": str(error)})
            else:
                terminal.say(f"jianbao: {error}", file=sys.stderr)
    if failed:
        terminal.say(f"jianbao: {failed} of {count} lines failed; the others are done.", file=sys.stderr)
        raise typer.Exit(1)
