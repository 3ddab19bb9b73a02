"""How wide the columns are that a page's lines stand in, and where their paragraphs begin."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise, starmap

from rag.articles.lines import CONTINUES, LATIN_LETTER, OPENERS, WIDE, Line, compact, em_width

# How many lines above and below tell a line's column, and how many are enough for that, or barely.
_NEAR = 9
_ENOUGH = 5
_FEWEST = 2
# How many lines above and below tell whether paragraphs lost their indents, and whether they kept them.
_WINDOW = 60
_STORY = 40
# By how much full lines of one column differ in width, in em, and how many of them in one frame are no headline.
_SAME = 1.1
_TEXT = 4
_FIGURE = re.compile(r"\d[\d.,]*%?")
# What begins a point of a list: a bullet, or its number, and no figure.
_POINT = re.compile(
    r"[■□●◆▲◎★○◇▶►▪•·*-] ?|[(\[]?(?:\d{1,2}|[一二三四五六七八九十]{1,3})(?:[)\]、:]|\.(?!\d))"
    r"|[①-⑳]|[第其][一二三四五六七八九十]{1,3}|[一二三四五六七八九十]{1,2}(?:是|要|则|来)"
)
# A column of this width in em has not been wrapped: each line is a paragraph.
UNWRAPPED = 45.0
INDENT = 2.0
# How much wider than most of its lines the column of words is.
_RAGGED = 2.0


def _column(widths: Sequence[float], latin: bool) -> tuple[float, float]:
    """The measure of a column and its raggedness, from the widths of some of its lines."""
    if not widths:
        return 0.0, 0.0
    ordered = sorted(widths)
    full, low = ordered[int(len(ordered) * 0.6)], ordered[int(len(ordered) * 0.3)]
    return full, min(max(full - low + 0.6, 3.0), 4.5) if latin else min(max(full - low + 0.6, 1.1), 2.6)


@dataclass(frozen=True, slots=True)
class Measure:
    """A line's width against its columns', in em: how far it falls short, how much it is too wide for either.

    Up to 0 short it fills its column; up to ``slack`` short it may be a paragraph's first line whose indent is lost.
    ``indented`` tells that the text around it keeps the indents.
    """

    short: float
    excess: float
    columns: tuple[float, ...]
    width: float
    slack: float = 0.0
    indented: bool = False

    @property
    def column(self) -> float:
        """The wider of its columns."""
        return max(self.columns)

    @property
    def near(self) -> bool:
        """Whether it may be a line of the column that goes on in the next one."""
        return self.short <= self.slack and self.excess < 2.5

    @property
    def fits(self) -> bool:
        """Whether it fills one of its columns to the sign, or may where paragraphs lost their indents."""
        least = -INDENT - 1.1 if self.slack else -1.1
        return any(least <= self.width - column <= 1.1 for column in self.columns)

    @property
    def begins_short(self) -> bool:
        """Whether it is short by a paragraph's indent that was lost."""
        return self.slack > 0 and any(abs(column - self.width - INDENT) <= 0.6 for column in self.columns)


def measure(lines: Sequence[Line], resets: Sequence[int], broken_off: Collection[int] = ()) -> list[Measure]:
    """Each line against the columns above and below it, in its own story as far as that can be told.

    ``resets`` are the numbers of the lines, in order, before which a byline or a jump line stands; where that tells
    that the text goes on elsewhere, the number is in ``broken_off``, too.
    """
    kept = indents_kept(lines)
    # A kept indent takes up room in the column.
    widths = [
        line.width + (INDENT if indented and 2 <= line.indent <= 4 else 0.0)
        for line, indented in zip(lines, kept, strict=True)
    ]
    latin = sum(LATIN_LETTER.match(line.text) is not None for line in lines) * 2 > len(lines)
    # The column of the lines above one line is that of the lines below another.
    column = cache(lambda first, end: _column(widths[first:end], latin))
    bounds = [0, *resets, len(widths)]
    frames = _frame_columns(lines, widths, resets, broken_off)
    measures = []
    for at, width in enumerate(widths):
        part = bisect_right(bounds, at)
        own_story = (max(bounds[part - 1], at - _NEAR), min(bounds[part], at + 1 + _NEAR))
        around = (max(0, at - _NEAR), min(len(widths), at + 1 + _NEAR))
        sides: list[tuple[float, float]] = []
        # A few lines of display have no column to speak of: the side with running text decides.
        for (first, end), least in ((own_story, _ENOUGH), (own_story, _FEWEST), (around, _ENOUGH), (around, 1)):
            sides = sides or [column(*side) for side in ((first, at), (at + 1, end)) if side[1] - side[0] >= least]
        sides = sides or [(width, 1.0)]
        if (frame := frames[at]) and not latin and all(abs(frame - column) > _SAME for column, _ in sides):
            sides.append((frame, _SAME))
        columns = tuple(column + (_RAGGED if latin else 0.0) for column, _ in sides)
        own = _justified(lines[at], columns, width)
        if lines[at].latin and at + 1 < len(lines) and not lines[at + 1].blank:
            # Words are not broken: a line is full where the next one had no room in it.
            room = em_width(" " + lines[at + 1].text.split(" ", 1)[0])
            own = max(own, min(own + room, max(columns)))
        filled = own
        if at + 1 < len(lines):
            if lines[at + 1].text[0] in OPENERS:
                # An opening sign that had room at its end stands on the next line, for no line ends with one.
                own = max(own, min(own + 1.0, max(columns)))
            # Figures are not broken either, but where a paragraph lost its indent they tell nothing.
            filled = max(own, min(filled + _carried(lines[at], lines[at + 1]), max(columns)))
        short = min(max(column - filled - ragged, 0.0) for column, ragged in sides)
        measures.append(Measure(short, max(own - max(columns), 0.0), columns, own))
    lost = _indents_lost(lines, measures)
    return [
        Measure(one.short, one.excess, one.columns, one.width, INDENT if gone else 0.0, indented)
        for one, gone, indented in zip(measures, lost, kept, strict=True)
    ]


def _carried(line: Line, below: Line) -> float:
    """How wide the signs are, in em, that a line may have had room for and yet stand on the one below.

    No line ends with an opening sign, and figures are not broken.
    """
    opened = len(below.text) - len(below.text.lstrip(OPENERS))
    # Behind a sentence or a frame's end a figure may as well begin something else.
    figure = None if line.final or below.blank else _FIGURE.match(below.text, opened)
    return em_width(below.text[: figure.end() if figure else opened])


def _frame_columns(
    lines: Sequence[Line], widths: Sequence[float], resets: Sequence[int], broken_off: Collection[int]
) -> list[float | None]:
    """The measure of each line's own frame, where its lines alone show that it holds running text.

    Frames of one story may differ in width; the lines around a frame of few lines then tell of others than its own.
    """
    columns: list[float | None] = []
    starts = sorted({*resets, *(at for at, line in enumerate(lines) if line.blank or at == 0)})
    for first, end in pairwise([*starts, len(lines)]):
        full = max(widths[first:end], default=0.0)
        # A paragraph's first line may have lost its indent.
        dents = [0.0 if at and not lines[at - 1].final else INDENT for at in range(first, end)]
        rooms = [*starmap(_carried, pairwise(lines[first:end])), full if end in broken_off else 0.0]
        set_full = all(
            line.final or width + max(dent, room) >= full - _SAME
            for line, width, dent, room in zip(lines[first:end], widths[first:end], dents, rooms, strict=True)
        )
        ended = end - first > 1 and (end in broken_off or lines[end - 1].text.endswith(("。", "。”")))
        columns.extend([full if set_full and (ended or end - first >= _TEXT) else None] * (end - first))
    return columns


def _justified(line: Line, columns: Sequence[float], width: float) -> float:
    """A line's width; one whose signs were spread to fill its column is as wide as the column that can hold them."""
    if not line.spread:
        return width
    least = em_width(compact(line.text))
    return next((column for column in sorted(columns) if least <= column <= line.width), line.width)


def _indents_lost(lines: Sequence[Line], measures: Sequence[Measure]) -> list[bool]:
    """Whether paragraphs near each line begin two em short: their indent was printed, but is not in the text."""
    votes = [0]
    for at, line in enumerate(lines):
        vote = 0
        if at and lines[at - 1].final and measures[at - 1].short > 0.5 and not line.final and line.indent < 2:
            missing = [column - measures[at].width for column in measures[at].columns]
            vote = 2 if any(1.0 < em < 3.0 for em in missing) else -1 if any(-1.0 < em <= 1.0 for em in missing) else 0
        votes.append(votes[-1] + vote)
    last = len(lines)
    return [votes[min(last, at + _WINDOW)] - votes[max(0, at - _WINDOW)] >= 0 for at in range(last)]


def indents_kept(lines: Sequence[Line]) -> list[bool]:
    """Whether the text around each line keeps its paragraphs' indents: pages in one file may differ in that."""
    begun, indented = [0], [0]
    for at, line in enumerate(lines):
        begun.append(begun[-1] + (at == 0 or lines[at - 1].final))
        indented.append(indented[-1] + (line.indent >= 2))
    kept = []
    for at, line in enumerate(lines):
        top, foot = max(0, at - _STORY), min(len(lines), at + 1 + _STORY)
        sides = [(first, end) for first, end in ((top, at + 1), (at, foot)) if end - first > _NEAR] or [(top, foot)]
        said = [(indented[end] - indented[first]) * 3 > begun[end] - begun[first] for first, end in sides]
        # Where the two sides differ, the line itself tells with which one it goes.
        kept.append(any(said) if line.indent >= 2 else all(said))
    return kept


def paragraph_begins(line: Line, last: Line, own: Measure, above: Measure, indented: bool) -> bool:
    """Whether a paragraph begins with this line of running text, after that last one; with the measures of both."""
    if not last.final or line.text[0] in CONTINUES:
        return indented and line.indent >= 2 and last.indent < 2
    if indented:
        return line.indent >= 2
    # Next to a few short lines a column seems narrow that a line of the text itself shows to be none.
    unwrapped = max(above.column, last.width, line.width) > UNWRAPPED
    # A clause ends there, no sentence: only a list's next point begins anew, or what has a frame of its own as well.
    framed = last.blank and line.blank
    if last.text[-1] == ";" and not (last.closed or unwrapped or framed or _POINT.match(line.text)):
        return False
    short = above.short > 0
    if LATIN_LETTER.search(line.text[:2]) and not WIDE.search(last.text):
        # Words are not broken: a line is full where the next one had no room in it.
        short = last.width + em_width(" " + line.text.split(" ", 1)[0]) <= above.column - _RAGGED
    # A full line may end a paragraph too: then the next one is short by the indent that was lost.
    return (own.begins_short and not line.final) or short or unwrapped or line.blank
