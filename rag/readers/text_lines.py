"""Writes printed lines out as a page's text, and notes where in it each of them stands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from rag.readers.lines import PrintedLine
from rag.types import TextLine


class SetText(NamedTuple):
    """A page's text, its printed lines, and the ranges of those that are rows of a table."""

    text: str
    lines: tuple[TextLine, ...]
    rows: tuple[tuple[int, int], ...]


def set_lines(sheets: Sequence[Sequence[Sequence[PrintedLine]]]) -> SetText:
    """Sheets of blocks of lines as text: a blank line between two blocks, a form feed between two sheets."""
    parts: list[str] = []
    lines: list[TextLine] = []
    rows: list[tuple[int, int]] = []
    offset = 0

    def write(text: str) -> None:
        nonlocal offset
        parts.append(text)
        offset += len(text)

    for number, blocks in enumerate(sheets):
        write("\f" if number else "")
        for place, block in enumerate(blocks):
            write("\n" if place else "")
            for line in block:
                end = offset + len(line.text)
                lines.append(TextLine(offset, end, number, line.left, line.top, line.right, line.bottom, line.size))
                if line.row:
                    rows.append((offset, end))
                write(line.text + "\n")
    return SetText("".join(parts), tuple(lines), tuple(rows))
