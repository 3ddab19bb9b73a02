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
_WIDEST_CELL, _WIDEST_NAME = 10.0, 24.0
_WIDEST_GAP = 30.0
_HIGHEST_GAP = 2.5
_SAME_BASELINE = 0.35
_SAME_SIZE = 1.2
_MOST_CELLS = 40
_MOST_OPEN = 60
_LONGEST_FIGURE = 20
# What prose has and cells lack; a wide one that begins with a small letter goes on with the line above.
_PROSE = re.compile("[，。；！？…,;!?]|[.]$")
_WIDE = 6.0
_MOST_HEADS = 2
_FIGURE = re.compile(r"[+\-−±≈~<>(]?[¥$€£]?\d[\d,.:/~%‰)-]*[^\W\d_]{0,4}|[-—–]{1,3}")


@dataclass(slots=True, eq=False)
class _Column:
    """The width that a column's cells take up."""

    left: float
    right: float

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
            row.append((cell, column))
        self.rows.append(row)
        self.bottom = max(cell.bottom for cell in cells)

    def kept_rows(self, beside: dict[int, PrintedLine]) -> list[list[PrintedLine]]:
        """The rows, without cells that stand in a row by chance; nothing for what is no table of figures.

        ``beside`` has the line to the left of each cell.
        """
        told = [at for at, row in enumerate(self.rows) if any(_is_figure(cell.text) for cell, _ in row)]
        if len(told) < 2:
            return []
        # Short lines of prose may stand above and below as if in columns, too.
        spoken = self.rows[max(0, told[0] - _MOST_HEADS) : told[-1] + 1]
        cells: dict[int, list[PrintedLine]] = {}
        for row in spoken:
            for cell, column in row:
                cells.setdefault(id(column), []).append(cell)
        kept = {at: held for at, held in cells.items() if _is_whole(held, len(spoken)) and not _is_prose(held)}
        rows = [[cell for cell, column in row if id(column) in kept] for row in spoken]
        rows = [row for row in rows if row]
        counts = [sum(_is_figure(cell.text) for cell in row) for row in rows]
        figured = sum(count > 0 for count in counts)
        columns = sum(_is_figured(held) for held in kept.values())
        # A line over the figures that has none is the table's head.
        if figured < 2 or 2 * figured < len(rows) or columns == 0 or columns + figured + (counts[0] == 0) < 4:
            return []
        first = min(kept.values(), key=lambda held: min(cell.left for cell in held))
        names = _names(rows, first, beside)
        return [[*name, *row] for name, row in zip(names, rows, strict=True)]


def _is_whole(cells: Sequence[PrintedLine], rows: int) -> bool:
    """Whether a column has cells enough for the rows; wide ones stand beside figures by chance more often."""
    wide = any(cell.width > _WIDE * cell.size for cell in cells)
    return len(cells) > 1 and (3 * len(cells) >= 2 * rows if wide else 2 * len(cells) >= rows)


def _is_figured(cells: Sequence[PrintedLine]) -> bool:
    """Whether a column is one of figures, with a head at most."""
    figures = sum(_is_figure(cell.text) for cell in cells)
    return figures > 1 and 2 * figures > len(cells)


def _is_prose(cells: Sequence[PrintedLine]) -> bool:
    """Whether lines one below the other are a column of a text: they have its signs, or end at one place."""
    marked = sum(_is_marked(cell) for cell in cells)
    ends = [round(cell.right) for cell in cells if cell.width > _WIDE * cell.size]
    return 3 * marked >= len(cells) or len(set(ends)) < len(ends)


def _is_marked(cell: PrintedLine) -> bool:
    if _is_figure(cell.text):
        return False
    goes_on = cell.text[0].islower() and cell.width > _WIDE * cell.size
    return goes_on or _PROSE.search(cell.text) is not None


def _names(
    rows: Sequence[Sequence[PrintedLine]], first: Sequence[PrintedLine], beside: dict[int, PrintedLine]
) -> list[list[PrintedLine]]:
    """What stands left of each row and was too wide for a cell: the rows' names, where they are no prose.

    ``first`` are the cells of the first column.
    """
    unnamed = _is_figured(first)
    held = set(map(id, first))
    found: list[list[PrintedLine]] = []
    for row in rows:
        name = beside.get(id(row[0])) if unnamed or id(row[0]) not in held else None
        found.append([name] if name else [])
    names = [name for row in found for name in row]
    if not names:
        return found
    column = names if unnamed else [*names, *first]
    aligned = max(name.left for name in column) - min(name.left for name in column) < names[0].size
    narrow = all(name.width <= _WIDEST_NAME * name.size for name in names)
    given = not unnamed or all(
        name or not any(_is_figure(cell.text) for cell in row) for name, row in zip(found, rows, strict=True)
    )
    fits = aligned and narrow and given and not any(map(_is_marked, names)) and not _is_prose(names)
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
