"""Tables of HTML, Word and Markdown: which hold rows of cells, which only place text, and how rows are written.

A row is one line, its cells in the order of print with a sign between them, so that no figure runs into the next. The
line is marked in ``Page.rows``: what the file says is a table's is neither prose nor headline.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

BETWEEN_CELLS = " | "
# Longer cells, and those of many lines, hold an article: the table is there to place it.
_LONGEST_CELL = 60
_MOST_LINES_A_CELL = 3
_SENTENCE_ENDS = "。！？…"
_MARKDOWN_RULE = re.compile(r"[\s|:-]+")


@dataclass(frozen=True, slots=True)
class SetLine:
    """A line of a page's text; ``row`` tells that it is a table's, ``beside`` that it stands beside the articles."""

    text: str
    row: bool = False
    beside: bool = False


class Written(NamedTuple):
    """Lines as a page's text, the ranges of its rows and of what stands beside, and where each line begins."""

    text: str
    rows: tuple[tuple[int, int], ...]
    beside: tuple[tuple[int, int], ...]
    starts: tuple[int, ...]


def table_lines(rows: Iterable[Sequence[Sequence[str]]]) -> list[SetLine] | None:
    """The lines of a table, given by row, cell and line; none for one that holds no rows of short cells."""
    written: list[SetLine] = []
    short = prose = wide = 0
    for cells in rows:
        texts = [" ".join(" ".join(lines).split()) for lines in cells]
        filled = [text for text in texts if text]
        if len(filled) < 2:
            # A note across the whole table may be prose.
            written += [SetLine(text, row=_is_cell(text)) for text in filled]
            continue
        if all(len(lines) <= _MOST_LINES_A_CELL for lines in cells) and all(map(_is_cell, filled)):
            short += 1
            wide = max(wide, len(filled))
        else:
            prose += 1
        written.append(SetLine(BETWEEN_CELLS.join(texts).strip(), row=True))
    # One row of two cells is how a line is set apart in two halves.
    return written if short > prose and (short > 1 or wide > 2) else None


def _is_cell(text: str) -> bool:
    return len(text) <= _LONGEST_CELL and text[-1] not in _SENTENCE_ENDS


def write_lines(lines: Iterable[SetLine]) -> Written:
    """The lines as a page's text, each with its end."""
    parts: list[str] = []
    starts = [0]
    rows: list[tuple[int, int]] = []
    beside: list[tuple[int, int]] = []
    for line in lines:
        span = (starts[-1], starts[-1] + len(line.text))
        if line.row or line.beside:
            (rows if line.row else beside).append(span)
        parts.append(line.text + "\n")
        starts.append(span[1] + 1)
    return Written("".join(parts), tuple(rows), tuple(beside), tuple(starts))


def markdown_rows(text: str) -> tuple[tuple[int, int], ...]:
    """The ranges of the rows of Markdown's tables: lines with ``|``, one of them ruling off the header with ``-``."""
    if "|" not in text:
        return ()
    rows: list[tuple[int, int]] = []
    offset = 0
    for piped, group in groupby(text.split("\n"), key=lambda line: "|" in line):
        lines = list(group)
        # What stands above the header with a ``|`` of its own is no row.
        ruled = next((at for at in range(1, len(lines)) if _is_rule(lines[at])), None) if piped else None
        for at, line in enumerate(lines):
            if ruled is not None and at >= ruled - 1:
                rows.append((offset, offset + len(line)))
            offset += len(line) + 1
    return tuple(rows)


def _is_rule(line: str) -> bool:
    return "-" in line and _MARKDOWN_RULE.fullmatch(line) is not None
