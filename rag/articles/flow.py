"""From pieces to the page's items: paragraphs, display lines, and what stands around them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from rag.articles.columns import Measure, measure, paragraph_begins
from rag.articles.display import (
    SHOWN,
    STRAY,
    Gap,
    Reading,
    read_states,
)
from rag.articles.lines import Line
from rag.articles.pieces import MARK, ItemKind, Piece, read_pieces
from rag.articles.wording import has_parts
from rag.types import Page

# Running text that falls behind display by less than this is offered to the layout as a display line.
_DOUBTFUL = 4.5
_CERTAIN = 9.0


@dataclass(frozen=True, slots=True)
class Item:
    """One thing on the page: its lines, and what they say (the writers, the jump's direction and page, the credit).

    ``doubt`` tells for a display line by how much it beats running text; ``begins`` whether a paragraph begins with
    the first line, where it is read as text.
    """

    kind: ItemKind
    lines: tuple[Line, ...]
    names: tuple[str, ...] = ()
    detail: str = ""
    doubt: float = _CERTAIN
    begins: bool = True

    @property
    def sheet(self) -> int:
        """The form feeds above it."""
        return self.lines[0].sheet

    @property
    def open(self) -> bool:
        """Whether it stops in the middle of a sentence."""
        return not self.lines[-1].final


def read_items(page: Page) -> list[Item]:
    """The items of a page in reading order; together they hold all of its lines."""
    pieces = read_pieces(page)
    soft = [at for at, piece in enumerate(pieces) if piece.kind is None]
    lines = [pieces[at].line for at in soft]
    gaps = _between(pieces, soft)
    resets = [at for at, gap in enumerate(gaps) if gap.reset and 0 < at < len(lines)]
    measures = measure(lines, resets, {at for at, gap in enumerate(gaps) if gap.continued})
    readings = _shared(read_states(lines, gaps, [pieces[at].opens for at in soft], measures))
    begins = _begins(lines, measures, readings, [pieces[at].begins for at in soft])
    return _assemble(pieces, dict(zip(soft, readings, strict=True)), dict(zip(soft, begins, strict=True)))


def _between(pieces: Sequence[Piece], soft: Sequence[int]) -> list[Gap]:
    """What stands before each soft line, and after the last."""
    gaps: list[Gap] = []
    for before, here in pairwise([-1, *soft, len(pieces)]):
        kinds = {pieces[at].kind for at in range(before + 1, here) if pieces[at].detail != MARK}
        onward = any(pieces[at].kind == "jump" and pieces[at].detail.startswith("to") for at in range(before + 1, here))
        glued = 0 < before + 1 < here < len(pieces) and pieces[before + 1].kind == "byline" and pieces[before].glued
        gaps.append(
            Gap(
                reset=bool(kinds & {"byline", "jump", "display"}),
                skipped=bool(kinds & {"caption", "furniture", "inset"}),
                signed="byline" in kinds,
                continued=onward,
                glued=glued,
                leads=here < len(pieces) and pieces[here].opens and pieces[here].begins is True,
            )
        )
    return gaps


def _shared(readings: Sequence[Reading]) -> list[Reading]:
    """Neighbours that change sides together share their doubt."""
    shared: list[Reading] = []
    start = 0
    for at in range(1, len(readings) + 1):
        if at < len(readings) and abs(readings[at].doubt - readings[start].doubt) < 1e-6:
            continue
        count = at - start
        shared.extend(Reading(reading.state, reading.doubt / count) for reading in readings[start:at])
        start = at
    return shared


def _is_display(reading: Reading) -> bool:
    return reading.state == SHOWN or (reading.state != STRAY and reading.doubt > -_DOUBTFUL)


def _begins(
    lines: Sequence[Line], measures: Sequence[Measure], readings: Sequence[Reading], told: Sequence[bool | None]
) -> list[bool]:
    """Where paragraphs begin, if all lines but strays were running text."""
    begins = []
    last = -1
    for at, line in enumerate(lines):
        begun = last < 0 or lines[last].closed
        if not begun and (told[at] is None or not lines[last].final):
            begun = paragraph_begins(line, lines[last], measures[at], measures[last], measures[at].indented)
        begins.append(begun or (told[at] is True and lines[last].final))
        if readings[at].state != STRAY:
            last = at
    return begins


def _assemble(pieces: Sequence[Piece], readings: dict[int, Reading], begins: dict[int, bool]) -> list[Item]:
    """Pieces and readings as items; a paragraph may go on behind a caption, furniture or a stray line."""
    items: list[tuple[int, Item]] = []
    paragraph: list[int] = []
    group: list[int] = []

    def close() -> None:
        if paragraph:
            lines = tuple(pieces[at].line for at in paragraph)
            items.append((paragraph[0], Item("paragraph", lines, begins=begins[paragraph[0]])))
            paragraph.clear()

    def flush() -> None:
        if group:
            last = pieces[group[-1]]
            names = tuple(name for at in group for name in pieces[at].names)
            kind: ItemKind = last.kind or "furniture"
            items.append((group[0], Item(kind, tuple(pieces[at].line for at in group), names, last.detail)))
            group.clear()

    for at, piece in enumerate(pieces):
        if piece.kind is not None:
            if not (piece.more and group and pieces[group[-1]].kind == piece.kind):
                flush()
            group.append(at)
            if piece.kind in ("byline", "jump"):
                close()
            continue
        flush()
        if _is_display(readings[at]):
            close()
            # A line of two parts is never running text.
            sure = readings[at].state == SHOWN and has_parts(piece.line.text)
            doubt = max(readings[at].doubt, _CERTAIN) if sure else readings[at].doubt
            items.append((at, Item("display", (piece.line,), doubt=doubt, begins=begins[at])))
        elif readings[at].state == STRAY:
            items.append((at, Item("inset" if paragraph else "furniture", (piece.line,))))
        else:
            if begins[at]:
                close()
            paragraph.append(at)
    flush()
    close()
    return [item for _, item in sorted(items, key=lambda entry: entry[0])]
