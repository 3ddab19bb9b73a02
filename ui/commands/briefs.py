"""Cited summaries."""

from __future__ import annotations

from typing import Annotated

import typer

from ui import terminal
from ui.commands.options import HomeOption, JsonOption, LlmOption, json_wanted, open_library


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

    with open_library(home, llm=llm) as library:
        written = library.summarize(ids, sentences=length)
        if json_wanted(as_json):
            terminal.print_json({"summaries": [summary_json(summary) for summary in written]})
            return
        for summary in written:
            terminal.say(f"{summary.title}\n{summary.text}")
            for citation in summary.citations:
                terminal.say(citation_line(citation))
