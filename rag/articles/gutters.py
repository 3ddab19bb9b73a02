"""Columns that stand side by side in plain text, as programs write them that keep a page's layout in spaces.

A gutter is blank down many lines, with running text on both sides; what stands left of it is read first, then what
stands right. Cells of a table are short, or figures, or hold no comma, and a list's lines are whole sentences, while
lines of a column break off anywhere: without all of that nothing is parted. A page that may have a gutter all the same
is doubtful.
"""

from __future__ import annotations

import re
import statistics
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby, islice, pairwise
from typing import NamedTuple

from rag.articles.furniture import is_page_head
from rag.articles.lines import WIDE, em_width, ends_sentence, plain

# How many lines have text on both sides of a gutter, at least; and how many make a page doubtful.
_LINES, _SOME = 5, 4
# How wide a column is at least, in em, and what leaves a doubt; and how far short most of its lines fall, at most.
_WIDTH, _NARROW = 8, 5
_RAGGED = 0.3
# Which share of a column's signs are figures, at most; of its lines, break off in a sentence, at least; and how many
# lines there are to a comma or a full stop, at most.
_FIGURES, _BROKEN, _UNPAUSED = 0.3, 0.5, 3
# How many columns left of most others a line begins, at most, and which share of the lines has to.
_EDGE, _ALIGNED = 4, 0.8
# One line in so many, at least, begins at a column's left edge.
_COMMON = 6
# How often a part of a page is parted again: by more columns, and by other stories above and below.
_DEPTH = 5
# How many gaps a line of columns has at most.
_GAPS = 16
_GAP = re.compile(r"(?<=\S)(?:[ \xa0\u3000]{2,}|\u3000)(?=\S)")
_ODD_BREAKS = re.compile(r"[\r\v\t\x1c-\x1e\x85\u2028\u2029]")
_PAUSES = re.compile("[，。、；：！？,.;:!?]")

Cell = tuple[int, int]


class Order(NamedTuple):
    """The ranges of a text's lines in reading order, none where print has that order, and whether it is in doubt."""

    lines: tuple[Cell, ...] | None
    doubtful: bool


class _Word(NamedTuple):
    """What no gap parts: its range in the text, and in columns."""

    start: int
    end: int
    left: int
    right: int


class _Row(NamedTuple):
    """A line's words left of a gutter, and right of it."""

    left: tuple[_Word, ...]
    right: tuple[_Word, ...]

    @property
    def both(self) -> bool:
        return bool(self.left and self.right)


def reading_order(text: str) -> Order:
    """The order in which a text's lines are read, columns that stand side by side one after the other."""
    gaps = zip(range(_SOME), _GAP.finditer(text), strict=False)
    if sum(1 for _ in gaps) < _SOME or _ODD_BREAKS.search(text):
        return Order(None, doubtful=False)
    doubtful = False
    # A Chinese sign is two columns wide; some programs count signs.
    for wide in (2, 1):
        reader = _Reader(text, wide)
        read = reader.read_sheets()
        doubtful |= reader.doubtful
        if reader.parted:
            return Order(tuple(read), reader.doubtful)
    return Order(None, doubtful)


class _Reader:
    """Reads the lines of a text in which a Chinese sign is some columns ``wide``."""

    def __init__(self, text: str, wide: int) -> None:
        self._text, self._wide = text, wide
        self.parted = self.doubtful = False

    def read_sheets(self) -> list[Cell]:
        """All lines in reading order, sheet by sheet; a form feed stands on a line of its own."""
        read: list[Cell] = []
        start = 0
        for sheet in self._text.split("\f"):
            if start:
                read.append((start - 1, start))
            cells: list[Cell] = []
            for line in sheet.split("\n"):
                cells.append((start, start + len(line)))
                start += len(line) + 1
            read += self._read(cells, _DEPTH)
        return read

    def _read(self, cells: Sequence[Cell], depth: int) -> list[Cell]:
        lines = [self._words(cell) for cell in cells] if depth else []
        gutter = _gutter(lines)
        if gutter is None:
            return list(cells)
        rows = [None if self._is_head(words) else _split(words, gutter) for words in lines]
        read: list[Cell] = []
        done = 0
        for first, end in self._regions(rows):
            inside = [row for row in rows[first:end] if row]
            if not self._is_columns([row for row in inside if row.both]):
                continue
            read += self._read(cells[done:first], depth - 1)
            for side in (self._left_of(inside, cells[first:end]), self._right_of(inside, cells[first:end])):
                # Two columns are two frames.
                read += [(cells[first][0], cells[first][0]), *self._read(side, depth - 1)]
            done, self.parted = end, True
        if done:
            return [*read, *self._read(cells[done:], depth - 1)]
        both = [at for at, row in enumerate(rows) if row and row.both]
        crossed = sum(row is None for row in rows[both[0] : both[-1]]) if both else 0
        # Blanks stand one above the other by chance, too: behind each full stop, in some typing.
        self.doubtful |= crossed <= len(both) and self._may_be_columns([row for row in rows if row and row.both])
        return list(cells)

    def _is_head(self, words: tuple[_Word, ...]) -> bool:
        """Whether a line is a page's head, whose parts stand as far apart as columns do."""
        return len(words) > 1 and is_page_head(plain(self._text[words[0].start : words[-1].end]))

    def _words(self, cell: Cell) -> tuple[_Word, ...]:
        text, (start, end) = self._text, cell
        line = text[start:end]
        inner = line.strip()
        if not inner:
            return ()
        begin = start + len(line) - len(line.lstrip())
        last = begin + len(inner)
        words: list[_Word] = []
        column, at = self._width(start, begin), begin
        gaps = list(islice(_GAP.finditer(text, begin, last), _GAPS + 1))
        for gap in gaps if len(gaps) <= _GAPS else ():
            right = column + self._width(at, gap.start())
            words.append(_Word(at, gap.start(), column, right))
            column, at = right + self._width(gap.start(), gap.end()), gap.end()
        words.append(_Word(at, last, column, column + self._width(at, last)))
        return tuple(words)

    def _width(self, start: int, end: int) -> int:
        wide = len(WIDE.findall(self._text, start, end)) if self._wide > 1 else 0
        return end - start + wide * (self._wide - 1)

    def _regions(self, rows: Sequence[_Row | None]) -> Iterator[tuple[int, int]]:
        """The ranges of rows that the gutter runs through, and nothing crosses it."""
        for crossed, group in groupby(range(len(rows)), key=lambda at: rows[at] is None):
            run = list(group)
            both = [at for at in run if (row := rows[at]) and row.both]
            if crossed or not both:
                continue
            first, end = both[0], both[-1] + 1
            while first > run[0] and _filled(rows[first - 1]):
                first -= 1
            while end <= run[-1] and (_filled(rows[end]) or self._goes_on(rows, end, run[-1])):
                end += 1
            yield first, end

    def _goes_on(self, rows: Sequence[_Row | None], at: int, last: int) -> bool:
        """Whether a blank line stands in the longer column, which goes on in a sentence behind it."""
        above, below = rows[at - 1], rows[at + 1] if at < last else None
        if not above or not below or not _filled(above) or not _filled(below):
            return False
        words = above.left or above.right
        return bool(above.left) == bool(below.left) and not ends_sentence(
            plain(self._text[words[-1].start : words[-1].end])
        )

    def _is_columns(self, rows: Sequence[_Row]) -> bool:
        """Whether rows with text on both sides are lines of two columns of running text."""
        if len(rows) < _LINES or not self._may_be_columns(rows):
            return False
        for side in _nearest(rows):
            texts = [plain(self._text[word.start : word.end]) for word in side]
            widths = sorted(map(em_width, texts))
            full = widths[len(widths) * 4 // 5]
            edge = _edge([word.left for word in side])
            broken = sum(not ends_sentence(text) for text in texts)
            # Where this column is over, the next one's lines stand farther right.
            aligned = sum(word.left >= edge - _EDGE for word in side)
            if (
                statistics.median(widths) < max(_WIDTH, full * (1 - _RAGGED))
                or broken < _BROKEN * len(side)
                or aligned < _ALIGNED * len(side)
            ):
                return False
        return True

    def _may_be_columns(self, rows: Sequence[_Row]) -> bool:
        """Whether rows with text on both sides hold words and commas on either, as cells of tables seldom do."""
        if len(rows) < _SOME:
            return False
        for side in _nearest(rows):
            texts = [self._text[word.start : word.end] for word in side]
            whole = "".join(texts)
            if (
                statistics.median(map(em_width, texts)) < _NARROW
                or len(_PAUSES.findall(whole)) * _UNPAUSED < len(side)
                or sum(map(str.isdigit, whole)) > _FIGURES * len("".join(whole.split()))
            ):
                return False
        return True

    @staticmethod
    def _left_of(rows: Sequence[_Row], cells: Sequence[Cell]) -> list[Cell]:
        return [(start, row.left[-1].end if row.left else start) for row, (start, _) in zip(rows, cells, strict=True)]

    def _right_of(self, rows: Sequence[_Row], cells: Sequence[Cell]) -> list[Cell]:
        """The right column's lines, with the blanks that a paragraph is indented by."""
        edge = _edge([row.right[0].left for row in rows if row.right])
        side: list[Cell] = []
        for row, (start, end) in zip(rows, cells, strict=True):
            if not row.right:
                side.append((start, start))
                continue
            at, column = row.right[0].start, row.right[0].left
            least = row.left[-1].end if row.left else start
            while at > least and (column := column - self._width(at - 1, at)) >= edge:
                at -= 1
            side.append((at, end))
        return side


def _edge(lefts: Sequence[int]) -> int:
    """A column's left edge: the leftmost of those that many of its lines have."""
    return min((left for left, count in Counter(lefts).items() if count * _COMMON >= len(lefts)), default=min(lefts))


def _nearest(rows: Sequence[_Row]) -> tuple[list[_Word], list[_Word]]:
    """The words next to the gutter, of rows that have some on both sides: what is farther off may be another column."""
    return [row.left[-1] for row in rows], [row.right[0] for row in rows]


def _gutter(lines: Sequence[tuple[_Word, ...]]) -> int | None:
    """The column that is blank between words on most lines, where there are some."""
    steps: Counter[int] = Counter()
    for words in lines:
        for left, right in pairwise(words):
            steps[left.right] += 1
            steps[right.left] -= 1
    columns = sorted(steps)
    most, place, blank = 0, 0, 0
    for column, next_column in pairwise(columns):
        blank += steps[column]
        if blank > most:
            most, place = blank, (column + next_column) // 2
    return place if most >= _SOME else None


def _split(words: tuple[_Word, ...], gutter: int) -> _Row | None:
    """A line at a gutter; none when a word crosses it."""
    if any(word.left <= gutter < word.right for word in words):
        return None
    return _Row(
        tuple(word for word in words if word.right <= gutter), tuple(word for word in words if word.left > gutter)
    )


def _filled(row: _Row | None) -> bool:
    return row is not None and bool(row.left or row.right)
