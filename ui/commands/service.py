"""The library looked after and served: doctor, serve, mcp, backup, restore."""

from __future__ import annotations

import dataclasses
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ui import terminal
from ui.commands.options import (
    EmbedderOption,
    HomeOption,
    JsonOption,
    LlmOption,
    json_wanted,
    open_library,
    settings_for,
)

if TYPE_CHECKING:
    from rag.archive.backups import Contents


def doctor(
    home: HomeOption = None,
    as_json: JsonOption = False,
    llm: LlmOption = None,
    embedder: EmbedderOption = None,
    repair: Annotated[bool, typer.Option("--repair", help="Mend what is damaged, from what is whole.")] = False,
) -> None:
    """Say what is installed, which models would be used, what is wrong and how to mend it."""
    from rag.doctor import examine

    report = examine(settings_for(home, llm=llm, embedder=embedder), repair=repair)
    if json_wanted(as_json):
        terminal.print_json(report)
    else:
        terminal.print_tree(report)
    for note in report["notes"]:
        terminal.say(f"jianbao: {note}", file=sys.stderr)
    for problem in report["problems"]:
        terminal.say_problem(problem)
    if report["problems"]:
        raise typer.Exit(1)


def serve(
    host: Annotated[
        str, typer.Option("--host", metavar="HOST", help="The address to listen on; with no keys, loopback alone.")
    ] = "127.0.0.1",
    port: Annotated[
        int, typer.Option("--port", metavar="PORT", min=0, max=65535, help="The port; 0 takes one that is free.")
    ] = 7860,
    log: Annotated[
        bool | None,
        typer.Option(
            "--log/--no-log", help="One JSON line a request on stderr, without contents. Unset: unless a terminal."
        ),
    ] = None,
    home: HomeOption = None,
    llm: LlmOption = None,
    embedder: EmbedderOption = None,
) -> None:
    """Serve the chat page at / and the API under /api/v1 and /v1, in one process."""
    from ui.server import serve as run

    with open_library(home, llm=llm, embedder=embedder) as library:
        run(library, host, port, log=not sys.stderr.isatty() if log is None else log)


def mcp(home: HomeOption = None, llm: LlmOption = None, embedder: EmbedderOption = None) -> None:
    """Offer the archive as tools to a client of the Model Context Protocol, on stdin and stdout."""
    from importlib.util import find_spec

    from rag.errors import SetupError

    if find_spec("mcp") is None:
        raise SetupError("The MCP SDK is not installed.", remedy="pip install 'jianbao[mcp]'")
    from ui.mcp_server import run

    with open_library(home, llm=llm, embedder=embedder) as library:
        run(library)


def backup(
    file: Annotated[Path, typer.Argument(help="The file to write; an older backup of that name is replaced.")],
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write the whole library to one file, also while others read and write it."""
    from rag.archive.backups import backup as write

    with terminal.progress() as show:
        contents = write(settings_for(home), file, show)
    _report(f"The library is in {file}", contents, as_json)


def restore(
    file: Annotated[Path, typer.Argument(help="What `jianbao backup` wrote.")],
    home: HomeOption = None,
    as_json: JsonOption = False,
    force: Annotated[bool, typer.Option("--force", help="Replace the library that is there.")] = False,
) -> None:
    """Make the library that of a backup: all of it, or after any fault the one that was there."""
    from rag.archive.backups import restore as read
    from rag.doctor import examine

    settings = settings_for(home)
    with terminal.progress() as show:
        contents = read(settings, file, force=force, progress=show)
    _report(f"{settings.home} is restored", contents, as_json)
    for problem in examine(settings, repair=True)["problems"]:  # which rebuilds the vector store, too
        terminal.say_problem(problem)


def _report(done: str, contents: Contents, as_json: bool) -> None:
    if json_wanted(as_json):
        terminal.print_json(dataclasses.asdict(contents))
    else:
        terminal.say(
            f"{done}: {contents.pages} pages, {contents.articles} articles, {contents.chunks} chunks "
            f"({contents.size / 1e6:.1f} MB)."
        )
