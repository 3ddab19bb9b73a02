"""The library looked after and served: doctor, serve, mcp."""

from __future__ import annotations

import sys
from typing import Annotated

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
    for problem in report["problems"]:
        terminal.say(f"jianbao: {' '.join([*problem['what'].split(), *problem['remedy'].split()])}", file=sys.stderr)
    if report["problems"]:
        raise typer.Exit(1)


def serve(
    host: Annotated[str, typer.Option("--host")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=0, max=65535)] = 7860,
    home: HomeOption = None,
    llm: LlmOption = None,
    embedder: EmbedderOption = None,
) -> None:
    """Serve the chat page at / and the API under /api/v1 and /v1, in one process."""
    from ui.server import serve as run

    with open_library(home, llm=llm, embedder=embedder) as library:
        run(library, host, port)


def mcp(home: HomeOption = None, llm: LlmOption = None, embedder: EmbedderOption = None) -> None:
    """Offer the archive as tools to a client of the Model Context Protocol, on stdin and stdout."""
    from importlib.util import find_spec

    from rag.errors import SetupError

    if find_spec("mcp") is None:
        raise SetupError("The MCP SDK is not installed.", remedy="pip install 'jianbao[mcp]'")
    from ui.mcp_server import run

    with open_library(home, llm=llm, embedder=embedder) as library:
        run(library)
