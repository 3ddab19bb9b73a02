"""Tables on a printed sheet: cells that stand in rows and in columns, most of them figures, become lines of a row each.

A paper's columns of prose stand side by side like a table's. What tells a table is that its cells are short and that
figures stand one below the other. All lengths are in multiples of the type size.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from rag.readers.lines import Box, PrintedLine, around

BETWEEN_CELLS = "  "
_WIDEST_CELL = 12.0
_WIDEST_GAP = 30.0
_HIGHEST_GAP = 2.5
_SAME_BASELINE = 0.35
_SAME_SIZE = 1.2
_MOST_CELLS = 40
_MOST_OPEN = 60
_LONGEST_FIGURE = 20
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

    def kept_rows(self) -> list[list[PrintedLine]]:
        """The rows, without cells that stand in a row by chance; nothing for what is no table of figures."""
        kept = {id(column) for column in self.columns if 2 * column.cells >= len(self.rows) and column.cells > 1}
        rows = [[cell for cell, column in row if id(column) in kept] for row in self.rows]
        columns = sum(column.figures > 1 for column in self.columns if id(column) in kept)
        figures = [sum(_is_figure(cell.text) for cell in row) for row in rows]
        told = sum(count > 0 for count in figures)
        dense = 3 * sum(figures) >= sum(map(len, rows))
        return rows if dense and told > 1 and columns > 0 and columns + told > 3 and len(kept) > 1 else []


def set_rows(lines: Sequence[PrintedLine]) -> list[PrintedLine]:
    """The lines of a sheet, from top to bottom, those of one table's row as one line, its cells apart."""
    tables = [rows for table in _tables(lines) if (rows := table.kept_rows())]
    if not tables or len(tables) > _MOST_OPEN:
        return list(lines)
    taken = {id(cell) for rows in tables for row in rows for cell in row}
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


def _tables(lines: Sequence[PrintedLine]) -> list[_Table]:
    """What may be tables: rows of short cells that share columns."""
    tables: list[_Table] = []
    near: list[_Table] = []
    for cells in _candidates(lines):
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


def _candidates(lines: Sequence[PrintedLine]) -> Iterator[list[PrintedLine]]:
    """Short lines that stand beside each other, from left to right; prose beside them parts them."""
    row: list[PrintedLine] = []
    for line in sorted(lines, key=lambda line: line.bottom):
        if row and line.bottom - row[0].bottom > _SAME_BASELINE * min(line.size, row[0].size):
            yield from _parted(row)
            row = []
        row.append(line)
    yield from _parted(row)


def _parted(row: list[PrintedLine]) -> Iterator[list[PrintedLine]]:
    if len(row) < 2:
        return
    row.sort(key=lambda line: line.left)
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
