"""Tables on a printed sheet: cells that stand in rows and in columns, most of them figures, become lines of a row each.

A paper's columns of prose stand side by side like a table's. What tells a table is that its cells are short and that
figures stand one below the other. All lengths are in multiples of the type size.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from rag.readers.lines import Box, PrintedLine, around

BETWEEN_CELLS = "  "
_WIDEST_CELL, _WIDEST_NAME = 12.0, 24.0
_WIDEST_GAP = 30.0
_HIGHEST_GAP = 2.5
_SAME_BASELINE = 0.35
_SAME_SIZE = 1.2
_MOST_CELLS = 40
_MOST_OPEN = 60
_LONGEST_FIGURE = 20
# What prose has and names lack.
_PROSE = re.compile("[，。；：！？、,;!?…]|[.]$|^[a-z]")
_FIGURE = re.compile(r"[+\-−±≈~<>(]?[¥$€£]?\d[\d,.:/~%‰)-]*[^\W\d_]{0,4}|[-—–]{1,3}")


@dataclass(slots=True, eq=False)
class _Column:
    """The width that a column's cells take up, and how many cells and figures it has."""

    left: float
    right: float
    cells: int = 0
    figures: int = 0

    def covers(self, cell: PrintedLine) -> bool:
        """Whether a cell stands in it, at least in part."""
        return min(self.right, cell.right) > max(self.left, cell.left)


@dataclass(slots=True, eq=False)
class _Table:
    """Rows one below the other, each cell with its column."""

    columns: list[_Column] = field(default_factory=list)
    rows: list[list[tuple[PrintedLine, _Column]]] = field(default_factory=list)
    bottom: float = 0.0

    def takes(self, cells: Sequence[PrintedLine]) -> bool:
        """Whether a row stands right below, two of its cells in columns of their own and none across several."""
        above = self.rows[-1][0][0]
        if not (-0.5 * above.size < cells[0].top - self.bottom < _HIGHEST_GAP * above.size):
            return False
        if not 1 / _SAME_SIZE < cells[0].size / above.size < _SAME_SIZE or len(self.columns) > 2 * _MOST_CELLS:
            return False
        places = [[column for column in self.columns if column.covers(cell)] for cell in cells]
        single = {id(found[0]) for found in places if len(found) == 1}
        return len(single) > 1 and all(len(found) < 2 for found in places)

    def add(self, cells: Sequence[PrintedLine]) -> None:
        """Add a row; a cell in no column begins one."""
        row = []
        for cell in cells:
            column = next((column for column in self.columns if column.covers(cell)), None)
            if column is None:
                column = _Column(cell.left, cell.right)
                self.columns.append(column)
            column.left, column.right = min(column.left, cell.left), max(column.right, cell.right)
            column.cells += 1
            column.figures += _is_figure(cell.text)
            row.append((cell, column))
        self.rows.append(row)
        self.bottom = max(cell.bottom for cell in cells)

    def kept_rows(self, beside: dict[int, PrintedLine]) -> list[list[PrintedLine]]:
        """The rows, without cells that stand in a row by chance; nothing for what is no table of figures.

        ``beside`` has the line to the left of each cell.
        """
        kept = [column for column in self.columns if 2 * column.cells >= len(self.rows) and column.cells > 1]
        shown = {id(column) for column in kept}
        rows = [[(cell, column) for cell, column in row if id(column) in shown] for row in self.rows]
        counts = [sum(_is_figure(cell.text) for cell, _ in row) for row in rows]
        told = sum(count > 0 for count in counts)
        columns = sum(column.figures > 1 and 2 * column.figures > column.cells for column in kept)
        # A line over the figures that has none is the table's head.
        headed = counts[0] == 0
        if told < 2 or 2 * told < len(rows) or columns == 0 or columns + told + headed < 4:
            return []
        names = _names(rows, min(kept, key=lambda column: column.left), beside)
        return [[*name, *(cell for cell, _ in row)] for name, row in zip(names, rows, strict=True)]


def _names(
    rows: Sequence[Sequence[tuple[PrintedLine, _Column]]], first: _Column, beside: dict[int, PrintedLine]
) -> list[list[PrintedLine]]:
    """What stands left of each row and was too wide for a cell: the rows' names, where they are no prose."""
    unnamed = 2 * first.figures > first.cells
    found: list[list[PrintedLine]] = []
    for row in rows:
        name = beside.get(id(row[0][0])) if row and (unnamed or row[0][1] is not first) else None
        found.append([name] if name else [])
    names = [name for row in found for name in row]
    lefts = [name.left for name in names] + ([] if unnamed else [first.left])
    widest = max((name.width / name.size for name in names), default=0.0)
    aligned = max(lefts, default=0.0) - min(lefts, default=0.0) < (names[0].size if names else 0.0)
    # Prose fills its column: several of its lines end at one place.
    ragged = len({round(name.right) for name in names}) == len(names)
    given = all(
        name or not any(_is_figure(cell.text) for cell, _ in row) for name, row in zip(found, rows, strict=True)
    )
    plain = not any(_PROSE.search(name.text) for name in names)
    fits = aligned and ragged and plain and widest <= _WIDEST_NAME and (given or not unnamed)
    return found if fits else [[] for _ in rows]


def set_rows(lines: Sequence[PrintedLine]) -> list[PrintedLine]:
    """The lines of a sheet, from top to bottom, those of one table's row as one line, its cells apart."""
    beside: dict[int, PrintedLine] = {}
    tables: list[list[list[PrintedLine]]] = []
    taken: set[int] = set()
    for table in _tables(lines, beside):
        rows = table.kept_rows(beside)
        cells = [id(cell) for row in rows for cell in row]
        # No line is in two tables.
        if cells and taken.isdisjoint(cells):
            tables.append(rows)
            taken.update(cells)
    if not tables or len(tables) > _MOST_OPEN:
        return list(lines)
    boxes = [around(cell for row in rows for cell in row) for rows in tables]
    rest = [
        # The rest of a cell that has several lines.
        _row([line]) if any(_holds(box, line) for box in boxes) else line
        for line in lines
        if id(line) not in taken
    ]
    merged = [_row(row) for rows in tables for row in rows if row]
    return sorted([*rest, *merged], key=lambda line: (line.top, line.left))


def _row(cells: Sequence[PrintedLine]) -> PrintedLine:
    box = around(cells)
    text = BETWEEN_CELLS.join(cell.text for cell in cells)
    return PrintedLine(box.left, box.top, box.right, box.bottom, text, cells[0].size, row=True)


def _holds(box: Box, line: PrintedLine) -> bool:
    slack = 0.5 * line.size
    return (
        box.left - slack <= line.left
        and line.right <= box.right + slack
        and box.top < (line.top + line.bottom) / 2 < box.bottom
    )


def _tables(lines: Sequence[PrintedLine], beside: dict[int, PrintedLine]) -> list[_Table]:
    """What may be tables: rows of short cells that share columns; notes in ``beside`` what stands left of each line."""
    tables: list[_Table] = []
    near: list[_Table] = []
    for cells in _candidates(lines, beside):
        near = [table for table in near if cells[0].top - table.bottom < _HIGHEST_GAP * cells[0].size * _SAME_SIZE]
        table = next((table for table in near if table.takes(cells)), None)
        if table is None:
            if len(near) == _MOST_OPEN:
                continue
            table = _Table()
            tables.append(table)
            near.append(table)
        table.add(cells)
    return tables


def _candidates(lines: Sequence[PrintedLine], beside: dict[int, PrintedLine]) -> Iterator[list[PrintedLine]]:
    """Short lines that stand beside each other, from left to right; prose beside them parts them."""
    row: list[PrintedLine] = []
    for line in sorted(lines, key=lambda line: line.bottom):
        if row and line.bottom - row[0].bottom > _SAME_BASELINE * min(line.size, row[0].size):
            yield from _parted(row, beside)
            row = []
        row.append(line)
    yield from _parted(row, beside)


def _parted(row: list[PrintedLine], beside: dict[int, PrintedLine]) -> Iterator[list[PrintedLine]]:
    if len(row) < 2:
        return
    row.sort(key=lambda line: line.left)
    beside.update((id(line), before) for before, line in pairwise(row) if _is_near(before, line))
    cells: list[PrintedLine] = []
    for line in row:
        short = line.width <= _WIDEST_CELL * line.size
        if cells and not (short and _is_near(cells[-1], line)):
            if 1 < len(cells) <= _MOST_CELLS:
                yield cells
            cells = []
        if short:
            cells.append(line)
    if 1 < len(cells) <= _MOST_CELLS:
        yield cells


def _is_near(cell: PrintedLine, following: PrintedLine) -> bool:
    gap = (following.left - cell.right) / cell.size
    return 0 <= gap < _WIDEST_GAP and 1 / _SAME_SIZE < following.size / cell.size < _SAME_SIZE


def _is_figure(text: str) -> bool:
    return len(text) <= _LONGEST_FIGURE and _FIGURE.fullmatch(unicodedata.normalize("NFKC", text)) is not None
