"""From characters to printed lines. All lengths are in points, and ``top`` grows downwards."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

# All in multiples of the type size.
_SAME_BASELINE = 0.35
_WIDEST_GAP_IN_RUN = 2.5
_WIDEST_GAP_AT_SPACE = 1.2
_WIDEST_GAP, _WIDEST_GAP_OUT_OF_TURN = 0.6, 0.3
_WIDEST_LETTER_SPACING = 2.0
_SPACE_BETWEEN_LETTERS = 0.2
_SPACE_BETWEEN_IDEOGRAPHS = 0.5
_SPACE_WHERE_SUPPOSED = 0.15
_ASCENT, _DESCENT = 0.88, 0.12


@dataclass(frozen=True, slots=True)
class Glyph:
    """A character on the sheet, or none where there may be a space; ``run`` is shared by what was printed in one go."""

    text: str
    left: float
    right: float
    baseline: float
    size: float
    run: int | None


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on the sheet."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """The width in points."""
        return self.right - self.left

    def beside(self, other: Box) -> float:
        """How far two boxes share their height."""
        return min(self.bottom, other.bottom) - max(self.top, other.top)

    def above(self, other: Box) -> float:
        """How far two boxes share their width."""
        return min(self.right, other.right) - max(self.left, other.left)


@dataclass(frozen=True, slots=True)
class PrintedLine(Box):
    """A line as it was printed; ``size`` is that of most of its type, ``row`` tells that it is a table's."""

    text: str
    size: float
    row: bool = False


def printed_lines(glyphs: Sequence[Glyph]) -> list[PrintedLine]:
    """Join characters to lines, from top to bottom; a gutter between two columns ends a line."""
    pieces = sorted(enumerate(_pieces(glyphs)), key=lambda entry: entry[1].bottom)
    lines: list[PrintedLine] = []
    row: list[tuple[int, PrintedLine]] = []
    for index, piece in pieces:
        if row and piece.bottom - row[0][1].bottom > _SAME_BASELINE * min(piece.size, row[0][1].size):
            lines += _joined(row)
            row = []
        row.append((index, piece))
    lines += _joined(row)
    return sorted(lines, key=lambda line: (line.top, line.left))


def around(boxes: Iterable[Box]) -> Box:
    """The smallest box that holds all the given, of which there is at least one."""
    held = list(boxes)
    return Box(
        min(box.left for box in held),
        min(box.top for box in held),
        max(box.right for box in held),
        max(box.bottom for box in held),
    )


def _pieces(glyphs: Iterable[Glyph]) -> list[PrintedLine]:
    """Join characters that follow each other in the file and on the sheet."""
    pieces: list[PrintedLine] = []
    text: list[str] = []
    members: list[Glyph] = []
    edge, space, supposed = 0.0, "", False
    for glyph in glyphs:
        if not glyph.text:
            supposed = True
            continue
        blank = glyph.text.isspace()
        if members:
            last = members[-1]
            gap = (glyph.left - edge) / glyph.size
            widest = _WIDEST_GAP_IN_RUN if glyph.run == last.run else _WIDEST_GAP_AT_SPACE if space else _WIDEST_GAP
            if (
                abs(glyph.baseline - last.baseline) > _SAME_BASELINE * min(glyph.size, last.size)
                or not 0.75 < glyph.size / last.size < 1.34
                or not -0.7 < gap < widest
            ):
                pieces.append(_piece(text, members))
                text, members, space = [], [], ""
            elif not blank:
                least = _SPACE_WHERE_SUPPOSED if supposed else _space_width(last.text, glyph.text)
                text.append(space or (" " if gap > least else ""))
                space = ""
            supposed = False
        if blank:
            if members:
                space += "\u3000" if glyph.text == "\u3000" else " "
                edge = max(edge, glyph.right)
            continue
        text.append(glyph.text)
        members.append(glyph)
        edge = glyph.right
    if members:
        pieces.append(_piece(text, members))
    return pieces


def _piece(text: list[str], members: list[Glyph]) -> PrintedLine:
    size = Counter(round(glyph.size, 2) for glyph in members).most_common(1)[0][0]
    baseline = members[0].baseline
    left, right = min(glyph.left for glyph in members), max(glyph.right for glyph in members)
    # Characters beyond the first plane may come as two halves.
    whole = "".join(text).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return PrintedLine(left, baseline - _ASCENT * size, right, baseline + _DESCENT * size, whole, size)


def _space_width(before: str, after: str) -> float:
    wide = before >= "\u2e80" or after >= "\u2e80"
    return _SPACE_BETWEEN_IDEOGRAPHS if wide else _SPACE_BETWEEN_LETTERS


def _joined(row: list[tuple[int, PrintedLine]]) -> list[PrintedLine]:
    """Join what stands close together on one baseline, and single characters that were spaced out."""
    lines: list[PrintedLine] = []
    single, last = False, -2
    for index, piece in sorted(row, key=lambda entry: entry[1].left):
        letter = len(piece.text) == 1
        if lines:
            before = lines[-1]
            gap = (piece.left - before.right) / min(piece.size, before.size)
            in_turn = index == last + 1
            spaced = single and letter and in_turn and piece.size == before.size
            widest = _WIDEST_LETTER_SPACING if spaced else _WIDEST_GAP if in_turn else _WIDEST_GAP_OUT_OF_TURN
            if -0.7 < gap < widest:
                space = " " if gap > _space_width(before.text[-1], piece.text[0]) else ""
                box = around([before, piece])
                size = max(before, piece, key=lambda part: len(part.text)).size
                lines[-1] = PrintedLine(
                    box.left, box.top, box.right, box.bottom, before.text + space + piece.text, size
                )
                single, last = spaced, index
                continue
        lines.append(piece)
        single, last = letter, index
    return lines
