"""From lines to the page's items: running text in paragraphs, display lines, and what stands around them.

Whether a line is running text or display is decided for all lines together: the cheapest sequence of states
(Viterbi, IEEE Trans. Inf. Theory 13, 1967), where a state costs what the line's width, ending and neighbours say
against it. Linear in the number of lines.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from rag.articles.bylines import glued_byline, is_role_alone, opening_credit, read_byline, read_names
from rag.articles.furniture import caption_credit, find_jumps, is_furniture, is_loose_row, is_table_row
from rag.articles.lines import CLAUSE_ENDS, CONTINUES, Line, compact, ends_sentence, plain, split_lines
from rag.types import Page

ItemKind = Literal["paragraph", "display", "byline", "jump", "caption", "furniture", "label"]


@dataclass(frozen=True, slots=True)
class Item:
    """One thing on the page: its lines, and what they say (the writers, the jump's direction and page, the credit)."""

    kind: ItemKind
    lines: tuple[Line, ...]
    names: tuple[str, ...] = ()
    detail: str = ""

    @property
    def sheet(self) -> int:
        """The form feeds above it."""
        return self.lines[0].sheet

    @property
    def open(self) -> bool:
        """Whether it stops in the middle of a sentence."""
        return not ends_sentence(self.lines[-1].text)


def read_items(page: Page) -> list[Item]:
    """The items of a page in reading order; together they hold all of its lines."""
    raw = plain(page.text)
    pieces = _classify(_cut(page, raw), raw)
    soft = [at for at, piece in enumerate(pieces) if piece.kind is None]
    states = _label([pieces[at].line for at in soft], _between(pieces, soft), [pieces[at].opens for at in soft])
    return _assemble(pieces, dict(zip(soft, states, strict=True)))


@dataclass(slots=True)
class _Piece:
    line: Line
    kind: ItemKind | None = None
    names: tuple[str, ...] = ()
    detail: str = ""
    more: bool = False
    glued: bool = False
    opens: bool = False


def _cut(page: Page, raw: str) -> list[_Piece]:
    """The lines, cut at jump lines and before bylines that were run into a headline."""
    jumps = find_jumps(raw)
    pieces: list[_Piece] = []
    at = 0
    for line in split_lines(page):
        while at < len(jumps) and jumps[at].end <= line.start:
            at += 1
        start, probe = line.start, at
        while probe < len(jumps) and jumps[probe].start < line.end:
            jump = jumps[probe]
            _soft(pieces, line.cut(start, jump.start))
            piece = line.cut(jump.start, jump.end)
            if piece:
                begun = jump.start < line.start
                pieces.append(_Piece(piece, "jump", (), f"{jump.direction} {jump.page}", more=begun))
            start = jump.end
            probe += 1
        _soft(pieces, line if start == line.start else line.cut(start, line.end))
    return pieces


def _soft(pieces: list[_Piece], line: Line | None) -> None:
    if line is None:
        return
    at = None if read_byline(line.text) else glued_byline(line.text)
    for piece in (line.cut(line.start, line.start + at), line.cut(line.start + at, line.end)) if at else (line,):
        if piece:
            pieces.append(_Piece(piece))
    pieces[-2 if at else -1].glued = bool(at)


def _classify(pieces: list[_Piece], raw: str) -> list[_Piece]:
    """Name the pieces that are of a closed class: bylines, captions, furniture, tables."""
    credited = 0
    for at, piece in enumerate(pieces):
        if piece.kind is not None:
            continue
        text = piece.line.text
        if piece.line.start < credited:
            piece.opens = True
            continue
        if "讯" in text or "电" in text or text[0] in "(【":
            opening = opening_credit(raw[piece.line.start : piece.line.start + 160])
            if opening and not (text[0] == "(" and piece.line.start + opening.length >= piece.line.end):
                credited = piece.line.start + opening.length
                piece.opens = True
                continue
        before = pieces[at - 1] if at else None
        # Brackets that open or close on another line: a credit that runs on in the text.
        whole = text.count("(") == text.count(")") and text.count("【") == text.count("】")
        names = read_byline(text) if whole else None
        if names is None and before and before.kind == "byline" and not piece.line.blank:
            names = read_names(text, certain=False)
            if names:
                piece.more = True
        if names:
            piece.kind, piece.names = "byline", names
        elif is_role_alone(text) and at + 1 < len(pieces) and read_names(pieces[at + 1].line.text, certain=True):
            piece.kind = "byline"
        elif before and before.kind == "byline" and not before.names and (names := read_names(text, certain=True)):
            piece.kind, piece.names, piece.more = "byline", names, True
        elif not _mid_sentence(pieces, at):
            if (caption := caption_credit(text)) is not None:
                piece.kind, piece.detail = "caption", caption[1] or ""
                _caption_above(pieces, at, not caption[0])
            elif is_furniture(text) or is_table_row(text):
                piece.kind = "furniture"
    _loose_rows(pieces)
    return pieces


def _mid_sentence(pieces: Sequence[_Piece], at: int) -> bool:
    """Whether the lines directly above and below run on through this one."""
    line = pieces[at].line
    if at == 0 or at + 1 == len(pieces) or line.blank or pieces[at + 1].line.blank:
        return False
    above = pieces[at - 1]
    return above.kind is None and not ends_sentence(above.line.text) and above.line.width >= line.width - 2


def _caption_above(pieces: Sequence[_Piece], at: int, alone: bool) -> None:
    """The lines of a caption's own frame, above the one that ends it with the credit; ``alone``: that is all it has."""
    top = at
    while at - top < 4 and top > 0 and not pieces[top].line.blank:
        above = pieces[top - 1]
        if above.kind is not None or (ends_sentence(above.line.text) and not alone):
            break
        top -= 1
    before = pieces[top - 1] if top else None
    if pieces[top].line.blank or before is None or before.kind is not None or ends_sentence(before.line.text):
        for index in range(top, at):
            pieces[index].kind = "caption"
            pieces[index].detail = ""
            pieces[index + 1].more = True


def _loose_rows(pieces: Sequence[_Piece]) -> None:
    """Rows of two cells and header rows, which only their neighbours show to be a table's."""
    loose = [piece.kind is None and is_loose_row(piece.line.text) for piece in pieces]
    for order in (range(len(pieces)), range(len(pieces) - 1, -1, -1)):
        for at in order:
            if not loose[at] or pieces[at].kind is not None:
                continue
            for near in (at - 1, at + 1):
                if 0 <= near < len(pieces) and (is_table_row(pieces[near].line.text) or loose[near]):
                    pieces[at].kind = "furniture"


# --- running text or display -------------------------------------------------------------------------------------

_TEXT, _SHOWN, _STRAY = range(3)
_NEAR = 9
_ENOUGH = 5
_WINDOW = 60
_UNWRAPPED = 45.0
_INDENT = 2.0
# Words of grammar that no headline ends with.
_LINKS = "的和与及在为对将是向从被把由于就"


@dataclass(frozen=True, slots=True)
class _Gap:
    """What stands between two soft lines: something that ends a story's text, or something that interrupts it."""

    reset: bool = False
    skipped: bool = False
    signed: bool = False
    glued: bool = False


def _between(pieces: Sequence[_Piece], soft: Sequence[int]) -> list[_Gap]:
    gaps: list[_Gap] = []
    for before, here in zip([-1, *soft], soft, strict=False):
        kinds = {pieces[at].kind for at in range(before + 1, here)}
        glued = 0 < before + 1 < here and pieces[before + 1].kind == "byline" and pieces[before].glued
        gaps.append(
            _Gap(bool(kinds & {"byline", "jump"}), bool(kinds & {"caption", "furniture"}), "byline" in kinds, glued)
        )
    return gaps


def _column(widths: Sequence[float]) -> tuple[float, float]:
    """The measure of a column and its raggedness, from the widths of some of its lines."""
    if not widths:
        return 0.0, 0.0
    ordered = sorted(widths)
    full, low = ordered[int(len(ordered) * 0.6)], ordered[int(len(ordered) * 0.3)]
    return full, min(max(full - low + 0.6, 1.1), 2.6)


@dataclass(frozen=True, slots=True)
class _Measure:
    """A line's width against its columns', in em: how far it falls short, how much it is too wide for either.

    Up to 0 short it fills its column; up to ``slack`` short it may be a paragraph's first line whose indent is lost.
    """

    short: float
    excess: float
    column: float
    slack: float = 0.0

    @property
    def near(self) -> bool:
        """Whether it may be a line of the column that goes on in the next one."""
        return self.short <= self.slack and self.excess < 2.5


def _measures(lines: Sequence[Line]) -> list[_Measure]:
    widths = [line.width for line in lines]
    measures = []
    for at, width in enumerate(widths):
        above, below = _column(widths[max(0, at - _NEAR) : at]), _column(widths[at + 1 : at + 1 + _NEAR])
        # A few lines of display have no column to speak of: the side with running text decides.
        enough = [side for side, count in ((above, at), (below, len(widths) - at - 1)) if count >= _ENOUGH]
        sides = enough or [side for side in (above, below) if side[0]] or [(width, 1.0)]
        short = min(max(column - width - ragged, 0.0) for column, ragged in sides)
        widest = max(column for column, _ in sides)
        measures.append(_Measure(short, max(width - widest, 0.0), widest))
    slack = _INDENT if _indent_lost(lines, measures) else 0.0
    return [replace(measure, slack=slack) for measure in measures]


def _indent_lost(lines: Sequence[Line], measures: Sequence[_Measure]) -> bool:
    """Whether paragraphs begin with lines that are two em short: their indent was printed, but is not in the text."""
    lost = kept = 0
    for at in range(1, len(lines) - 1):
        above, line = lines[at - 1], lines[at]
        if (
            not ends_sentence(above.text)
            or measures[at - 1].short <= 0.5
            or ends_sentence(line.text)
            or line.indent >= 2
        ):
            continue
        missing = measures[at].column - line.width
        lost += 1.0 < missing < 3.0
        kept += -1.0 < missing <= 1.0
    return lost > kept


@dataclass(frozen=True, slots=True)
class _Echo:
    """How a line's character pairs recur around it, itself left out.

    ``share`` of its pairs do; a headline sums up its story, so most of its pairs recur. ``joint`` tells whether the pair
    over the break before the line does: text that goes on makes pairs that the text has elsewhere too.
    """

    share: float
    joint: bool


def _echoes(lines: Sequence[Line]) -> list[_Echo]:
    dense = [compact(line.text) for line in lines]
    pairs = [Counter(text[at : at + 2] for at in range(len(text) - 1)) for text in dense]
    window: Counter[str] = Counter()
    echoes = []
    for pair in pairs[:_WINDOW]:
        window.update(pair)
    for at, own in enumerate(pairs):
        if at + _WINDOW < len(pairs):
            window.update(pairs[at + _WINDOW])
        if at > _WINDOW:
            window.subtract(pairs[at - _WINDOW - 1])
        total = sum(own.values())
        found = sum(count for pair, count in own.items() if window[pair] > count)
        joint = bool(at) and window[dense[at - 1][-1] + dense[at][0]] > 0
        echoes.append(_Echo(found / total if total else 0.0, joint))
    return echoes


def _body_size(lines: Sequence[Line]) -> float | None:
    sizes: Counter[float] = Counter()
    for line in lines:
        if line.size:
            sizes[round(line.size, 1)] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else None


def _shown_score(line: Line, measure: _Measure, echo: _Echo, blank_below: bool, body_size: float | None) -> float:
    """How much a line by itself looks like display."""
    text = line.text
    score = 0.5 * line.blank + 0.5 * blank_below
    last = text[-1]
    if ends_sentence(text):
        score -= 1.0 if last in '?!？！…”’"' and "。" not in text[-3:] else 3.5
    elif last in CLAUSE_ENDS and not text.endswith("——"):
        score -= 3.0
    if "。" in text[:-1]:
        score -= 3.0
    if any(text.count(opener) != text.count(closer) for opener, closer in ("“”", "《》", "()")):
        score -= 1.0
    if last in _LINKS:
        score -= 1.5
    commas = text.count(",")
    score -= 0.4 * commas + 0.4 * max(0, commas - 1)
    if text[0] in CONTINUES and not text.startswith("——"):
        score -= 4.0
    if measure.excess >= 2.5:
        score += 2.0
    elif measure.near:
        score -= 2.0 if measure.short <= 0 else 1.5
    else:
        score += 1.5 if measure.short > 1.0 else 0.5
    if len(text) >= 5:
        score += max(-1.2, min(1.8, 6.0 * (echo.share - 0.38)))
    if line.width > 40:
        score -= 2.0 + (line.width - 40) / 8
    if not any(sign.isalpha() for sign in text):
        score -= 1.0
    if body_size and line.size:
        score += 3.0 if line.size >= 1.15 * body_size else -1.5
    return score


def _text_score(measure: _Measure) -> float:
    """How much a line by itself looks like running text."""
    return -3.0 if measure.excess > 3 and measure.column < _UNWRAPPED else 0.0


def _break_score(line: Line, measure: _Measure, begins: bool) -> float:
    """How well running text can go on after this line of it; ``begins``: the line may be a paragraph's first."""
    if ends_sentence(line.text):
        return 0.0
    if line.text[-1] in CLAUSE_ENDS:
        return 0.0 if measure.short <= _INDENT else -1.0
    if measure.short <= 0:
        return 0.0
    return (-0.3 if begins else -2.0) if measure.near else -4.0 if measure.short > 1.0 else -2.5


def _label(lines: Sequence[Line], gaps: Sequence[_Gap], opens: Sequence[bool]) -> list[int]:
    """The likeliest state of each line."""
    if not lines:
        return []
    measures = _measures(lines)
    echoes = _echoes(lines)
    body_size = _body_size(lines)
    indented = sum(line.indent >= 2 for line in lines) * 8 > len(lines)
    back: list[tuple[int, int, int]] = []
    scores = [0.0, 0.0, -9.0]
    for at, line in enumerate(lines):
        blank_below = at + 1 == len(lines) or lines[at + 1].blank or gaps[at + 1].reset or gaps[at + 1].skipped
        text = _text_score(measures[at])
        shown = _shown_score(line, measures[at], echoes[at], blank_below, body_size)
        if at + 1 < len(lines) and gaps[at + 1].glued:
            shown += 4.0
        if opens[at]:
            # A dateline or a credit opens the text.
            shown -= 12.0
        goes_on = line.text[0] in CONTINUES
        if at == 0:
            scores = [text - 4.0 * goes_on, shown, -9.0]
            back.append((_TEXT, _TEXT, _TEXT))
            continue
        last, gap = lines[at - 1], gaps[at]
        final = ends_sentence(last.text)
        # running text after running text
        on = (
            (0.0 if final else -3.5 if gap.signed else -1.0)
            if gap.reset or gap.skipped
            else _break_score(last, measures[at - 1], at < 2 or ends_sentence(lines[at - 2].text) or last.blank)
        )
        if not final and not gap.skipped:
            on -= 0.7 * line.blank + 3.0 * (indented and line.indent >= 2 and last.indent < 2)
        if goes_on and final and last.text[-1] not in "”’":
            on -= 2.0
        # display after running text: the sentence before it must be over
        stop = 0.0
        if not final:
            stop = -5.0 if last.text[-1] in CLAUSE_ENDS else -4.0 if measures[at - 1].near else -2.0
            if gap.reset:
                stop = -3.0 if gap.signed else -1.0
        on += 1.5 if echoes[at].joint else -0.3
        if _in_word(last.text[-1], line.text[0]):
            on += 2.5
        if not line.blank and not gap.reset and not gap.skipped:
            stop -= 2.5 if measures[at].near else 1.5
        # Text right below a display line that fills its column: rather the paragraph's first line.
        tight = not line.blank and not gap.reset and not gap.skipped and not opens[at]
        under = 3.0 if tight and measures[at - 1].near else 0.0
        if tight and echoes[at].joint:
            under += 1.0
        to_text = [
            scores[_TEXT] + on,
            scores[_SHOWN] - 4.0 * goes_on - under,
            scores[_STRAY] - (5.0 if gap.reset else 0.0),
        ]
        to_shown = [scores[_TEXT] + stop, scores[_SHOWN] - 0.3 - 0.3 * under, scores[_STRAY] - 3.0]
        to_stray = [
            scores[_TEXT] - (9.0 if final or gap.reset or not (line.blank and blank_below) else 4.0),
            -1e9,
            scores[_STRAY] - 2.0,
        ]
        choices = [_best(to_text), _best(to_shown), _best(to_stray)]
        back.append((choices[0], choices[1], choices[2]))
        scores = [to_text[choices[0]] + text, to_shown[choices[1]] + shown, to_stray[choices[2]] + shown]
    last_score = _break_score(lines[-1], measures[-1], False)
    state = _best(
        [scores[0] + (0.0 if ends_sentence(lines[-1].text) else -4.0 + min(last_score, 0)), scores[1], scores[2] - 3]
    )
    states = [state]
    for choice in reversed(back[1:]):
        state = choice[state]
        states.append(state)
    return states[::-1]


def _in_word(before: str, after: str) -> bool:
    """Whether a break between two signs tears a figure or a Latin word apart."""
    return (
        ((before.isascii() and before.isalnum()) or before == ".")
        and after.isascii()
        and after.isalnum()
        and (before.isdigit() == after.isdigit() or before == ".")
    )


def _best(options: Sequence[float]) -> int:
    return max(range(len(options)), key=options.__getitem__)


# --- items -------------------------------------------------------------------------------------------------------


def _assemble(pieces: Sequence[_Piece], states: dict[int, int]) -> list[Item]:
    """Pieces and states as items; a paragraph may go on behind a caption, furniture or a stray line."""
    soft = sorted(states)
    measures = dict(zip(soft, _measures([pieces[at].line for at in soft]), strict=True))
    indented = sum(pieces[at].line.indent >= 2 for at in soft) * 8 > len(soft)
    items: list[tuple[int, Item]] = []
    paragraph: list[int] = []

    def close() -> None:
        if paragraph:
            items.append((paragraph[0], Item("paragraph", tuple(pieces[at].line for at in paragraph))))
            paragraph.clear()

    group: list[int] = []

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
        if states[at] == _SHOWN:
            close()
            items.append((at, Item("display", (piece.line,))))
        elif states[at] == _STRAY:
            items.append((at, Item("furniture", (piece.line,))))
        else:
            if paragraph and _begins(piece.line, pieces[paragraph[-1]].line, measures[paragraph[-1]], indented):
                close()
            paragraph.append(at)
    flush()
    close()
    return [item for _, item in sorted(items, key=lambda entry: entry[0])]


def _begins(line: Line, last: Line, measure: _Measure, indented: bool) -> bool:
    """Whether a paragraph begins with this line of running text, after that last one."""
    if not ends_sentence(last.text) or line.text[0] in CONTINUES:
        return indented and line.indent >= 2 and last.indent < 2
    if indented:
        return line.indent >= 2
    return measure.short > 0 or measure.column > _UNWRAPPED or line.blank
