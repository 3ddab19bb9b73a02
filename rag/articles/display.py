"""Whether a line is running text or display, decided for all lines of a page together.

The likeliest sequence of states is found by dynamic programming (Viterbi, IEEE Trans. Inf. Theory 13, 1967); a state
is judged by the line's width in its column, its ending, its neighbours, and how its words recur around it. Since
the pass runs both ways, each line also knows how far the other reading is from winning. Linear in the number of lines.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from rag.articles.lines import CLAUSE_ENDS, CONTINUES, LATIN_LETTER, WIDE, Line, compact, em_width, traits

TEXT, SHOWN, STRAY = range(3)
_NEAR = 9
_ENOUGH = 5
_FEWEST = 2
_WINDOW = 60
# By how much a headline's type is larger than the text's, at least.
HEADLINE_SIZE = 1.4
_UNWRAPPED = 45.0
_INDENT = 2.0
# How much wider than most of its lines the column of words is.
_RAGGED = 2.0
_INDENTED = 3.0
_LOST = 2.0
# A headline's frame has few lines.
_FEW = 4
_ALONE = 1.5
# How much speaks against display in a line that fills its column, to the sign or nearly.
_FULL = 2.3
_NEARLY = 1.2
_UNENDED = 1.5
_SENTENCE = 6.0
# Words of grammar that no headline ends with.
_LINKS = "的和与及在为对将是向从被把由于就"
_NEVER = -1e9
# Two parts of a headline on one line: running text has no spaces between Chinese words.
PARTS = re.compile(r"[\u3400-\u9fff”》%\d!?][ ]{1,3}[\u3400-\u9fff“《]{3}")


class Reading(NamedTuple):
    """A line's state, and by how much display beats running text for it (negative: how far it falls behind)."""

    state: int
    doubt: float


@dataclass(frozen=True, slots=True)
class Gap:
    """What stands between two soft lines: something that ends a story's text, or something that interrupts it."""

    reset: bool = False
    skipped: bool = False
    signed: bool = False
    continued: bool = False
    glued: bool = False


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
    """

    short: float
    excess: float
    columns: tuple[float, ...]
    width: float
    slack: float = 0.0

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
        least = -_INDENT - 1.1 if self.slack else -1.1
        return any(least <= self.width - column <= 1.1 for column in self.columns)

    @property
    def begins_short(self) -> bool:
        """Whether it is short by a paragraph's indent that was lost."""
        return self.slack > 0 and any(abs(column - self.width - _INDENT) <= 0.6 for column in self.columns)


def measure(lines: Sequence[Line], gaps: Sequence[Gap]) -> list[Measure]:
    """Each line against the columns above and below it, in its own story as far as bylines and jump lines tell."""
    widths = [line.width for line in lines]
    latin = sum(LATIN_LETTER.match(line.text) is not None for line in lines) * 2 > len(lines)
    # The column of the lines above one line is that of the lines below another.
    column = cache(lambda first, end: _column(widths[first:end], latin))
    resets = [0, *(at for at, gap in enumerate(gaps) if gap.reset and at), len(widths)]
    measures = []
    for at, width in enumerate(widths):
        part = bisect_right(resets, at)
        own_story = (max(resets[part - 1], at - _NEAR), min(resets[part], at + 1 + _NEAR))
        around = (max(0, at - _NEAR), min(len(widths), at + 1 + _NEAR))
        sides: list[tuple[float, float]] = []
        # A few lines of display have no column to speak of: the side with running text decides.
        for (first, end), least in ((own_story, _ENOUGH), (own_story, _FEWEST), (around, _ENOUGH), (around, 1)):
            sides = sides or [column(*side) for side in ((first, at), (at + 1, end)) if side[1] - side[0] >= least]
        sides = sides or [(width, 1.0)]
        columns = tuple(column + (_RAGGED if latin else 0.0) for column, _ in sides)
        own = _justified(lines[at], columns)
        short = min(max(column - own - ragged, 0.0) for column, ragged in sides)
        measures.append(Measure(short, max(own - max(columns), 0.0), columns, own))
    lost = _indents_lost(lines, measures)
    return [replace(one, slack=_INDENT if gone else 0.0) for one, gone in zip(measures, lost, strict=True)]


def _justified(line: Line, columns: Sequence[float]) -> float:
    """A line's width; one whose signs were spread to fill its column is as wide as the column that can hold them."""
    if not line.spread:
        return line.width
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


@dataclass(frozen=True, slots=True)
class _Echo:
    """How a line's character pairs recur around it, itself left out.

    ``share`` of its pairs do; a headline sums up its story, so most of its pairs recur. ``joint`` tells whether the
    pair over the break before the line does: text that goes on makes pairs that the text has elsewhere too.
    """

    share: float
    joint: bool


def _echoes(lines: Sequence[Line]) -> list[_Echo]:
    pairs = [Counter(traits([line.text])) for line in lines]
    places: dict[str, list[int]] = defaultdict(list)
    for at, own in enumerate(pairs):
        for pair in own:
            places[pair].append(at)
    found = [0] * len(lines)
    for pair, at_lines in places.items():
        near = {at for couple in pairwise(at_lines) if couple[1] - couple[0] <= _WINDOW for at in couple}
        for at in near:
            found[at] += pairs[at][pair]
    echoes = []
    for at, (line, own) in enumerate(zip(lines, pairs, strict=True)):
        total = sum(own.values())
        same = places.get(lines[at - 1].text[-1] + line.text[0], ()) if at else ()
        place = bisect_left(same, at - _WINDOW)
        joint = place < len(same) and same[place] <= at + _WINDOW
        echoes.append(_Echo(found[at] / total if total else 0.0, joint))
    return echoes


def body_size(lines: Sequence[Line]) -> float | None:
    """The size that most of the text is set in, where sizes are known."""
    sizes: Counter[float] = Counter()
    for line in lines:
        if line.size:
            sizes[round(line.size, 1)] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else None


def _shown_score(line: Line, measure: Measure, echo: _Echo, blank_below: bool) -> float:
    """How much a line by itself looks like display."""
    score = 0.5 * line.blank + 0.5 * blank_below + _wording_score(line)
    if measure.excess >= 2.5:
        score += 2.0
    elif measure.near:
        score -= _FULL if measure.fits else _NEARLY
    else:
        score += 1.5 if measure.short > 1.0 else 0.5
    if len(line.text) >= 5:
        score += max(-1.2, min(1.8, 6.0 * (echo.share - 0.38)))
    if (measure.column > _UNWRAPPED or measure.excess >= 2.5) and line.text.endswith(("。", "。”")):
        # Where each paragraph is one line, a line that is a sentence is one of them.
        score -= _SENTENCE
    if line.width > 40:
        score -= 2.0 + (line.width - 40) / 8
    return score


def _size_score(line: Line, usual: float | None) -> float:
    """How much the size of its type looks like display."""
    if not usual or not line.size:
        return 0.0
    ratio = line.size / usual
    return 9.0 if ratio >= HEADLINE_SIZE else 3.0 if ratio >= 1.1 else -1.5


# What separates the turns of a chat template is set by no paper: who smuggles it in must not part a story with it.
_CHAT_MARK = re.compile(r"<\|\w{1,20}\|>")
_ORDERS = 8.0


def _wording_score(line: Line) -> float:
    """How much a line's words and signs look like display."""
    text, last = line.text, line.text[-1]
    score = 0.0
    if line.final:
        score -= 1.0 if last in '?!？！…”’"' and "。" not in text[-3:] else 3.5
    elif last in CLAUSE_ENDS and not text.endswith("——"):
        score -= 1.0 if last == ":" else 3.0
    if text[0] in CONTINUES and not text.startswith("——"):
        score -= 4.0
    commas = text.count(",")
    score -= 0.4 * commas + 0.4 * max(0, commas - 1)
    score -= 3.0 * ("。" in text[:-1]) + 1.5 * (last in _LINKS) + 1.0 * (not any(map(str.isalpha, text)))
    score -= 1.0 * any(text.count(opener) != text.count(closer) for opener, closer in ("“”", "《》", "()"))
    score -= _ORDERS * (_CHAT_MARK.search(text) is not None)
    return score + 6.0 * (PARTS.search(text) is not None)


def _text_score(measure: Measure) -> float:
    """How much a line by itself looks like running text."""
    return -3.0 if measure.excess > 3 and measure.column < _UNWRAPPED else 0.0


def _break_score(line: Line, measure: Measure, begins: bool) -> float:
    """How well running text can go on after this line of it; ``begins``: the line may be a paragraph's first."""
    if line.final:
        return 0.0
    if line.text[-1] in CLAUSE_ENDS:
        return 0.0 if measure.short <= _INDENT else -1.0
    if measure.short <= 0:
        return 0.0
    if measure.near:
        return -0.3 if begins else -2.0
    # A paragraph's first line may be short by an indent that others of the page kept.
    return -1.2 if begins and measure.short <= _INDENT else -4.0 if measure.short > 1.0 else -2.5


@dataclass(frozen=True, slots=True)
class _Scores:
    """What each state of a line gains, and each step to it from each state of the line before."""

    states: tuple[float, float, float]
    steps: tuple[tuple[float, float, float], ...]


def read_states(
    lines: Sequence[Line], gaps: Sequence[Gap], opens: Sequence[bool], measures: Sequence[Measure]
) -> list[Reading]:
    """The likeliest reading of each line; ``opens`` tells which ones open a story.

    ``gaps[n]`` stands before line n, the last gap after all.
    """
    if not lines:
        return []
    scores = _scores(lines, gaps, opens, measures)
    ahead = [[score + start for score, start in zip(scores[0].states, (0.0, 0.0, -9.0), strict=True)]]
    for here in scores[1:]:
        text, shown, stray = ahead[-1]
        ahead.append(
            [max(text + a, shown + b, stray + c) + own for (a, b, c), own in zip(here.steps, here.states, strict=True)]
        )
    unfinished = 0.0 if lines[-1].final or gaps[-1].continued else -4.0
    behind = [[unfinished, 0.0, -3.0]]
    for here in reversed(scores[1:]):
        text, shown, stray = (own + rest for own, rest in zip(here.states, behind[-1], strict=True))
        behind.append([max(text + a, shown + b, stray + c) for a, b, c in zip(*here.steps, strict=True)])
    readings = []
    for forth, back in zip(ahead, reversed(behind), strict=True):
        total = [one + other for one, other in zip(forth, back, strict=True)]
        state = max(range(3), key=total.__getitem__)
        readings.append(Reading(state, total[SHOWN] - total[TEXT]))
    return readings


def _scores(
    lines: Sequence[Line], gaps: Sequence[Gap], opens: Sequence[bool], measures: Sequence[Measure]
) -> list[_Scores]:
    echoes = _echoes(lines)
    usual = body_size(lines)
    indented = is_indented(lines)
    alone = _alone(lines, gaps, measures)
    scores = []
    for at, line in enumerate(lines):
        after = gaps[at + 1]
        blank_below = at + 1 == len(lines) or lines[at + 1].blank or after.reset or after.skipped
        text = _text_score(measures[at])
        sized = _size_score(line, usual)
        shown = _shown_score(line, measures[at], echoes[at], blank_below) + sized
        if after.glued:
            shown += 4.0
        shown += alone[at]
        if indented and 2 <= line.indent <= 4:
            # Where paragraphs are indented, a line that is begins one.
            shown -= _INDENTED
        if opens[at]:
            # A dateline or a credit opens the text.
            shown -= 12.0
        goes_on = line.text[0] in CONTINUES or line.text[0].islower()
        if at == 0:
            scores.append(_Scores((text - 4.0 * goes_on, shown, shown - max(sized, 0.0)), ()))
            continue
        last, gap = lines[at - 1], gaps[at]
        final = last.final
        apart = line.blank or gap.reset or gap.skipped
        on = _goes_on(lines, at, gap, measures, echoes[at], indented)
        # Display after running text: the sentence before it must be over.
        stop = 0.0
        if not final:
            stop = -5.0 if last.text[-1] in CLAUSE_ENDS else -4.0 if measures[at - 1].near else -2.0
            if gap.reset:
                stop = -3.0 if gap.signed else -1.0
        if _closes(line.text) or line.text[0].islower():
            stop -= 4.0
        if not apart:
            stop -= 2.5 if measures[at].near else 1.5
        # Text right below a display line that fills its column: rather that line is a paragraph's first.
        tight = not apart and not opens[at]
        under = (3.0 if tight and measures[at - 1].near else 0.0) + (1.0 if tight and echoes[at].joint else 0.0)
        stray = -9.0 if final or gap.reset or not (line.blank and blank_below) else -4.0
        scores.append(
            _Scores(
                # A line that interrupts the text is set no larger than it.
                (text, shown, shown - max(sized, 0.0)),
                (
                    (on, -4.0 * goes_on - under, -5.0 if gap.reset else 0.0),
                    (stop, -0.3 - 0.3 * under, -3.0),
                    (stray, _NEVER, -2.0),
                ),
            )
        )
    return scores


def _alone(lines: Sequence[Line], gaps: Sequence[Gap], measures: Sequence[Measure]) -> list[float]:
    """How much speaks for display in that a few lines stand alone after a sentence's end and do not end one."""
    gains = [0.0] * len(lines)
    start = 0
    for end in range(1, len(lines) + 1):
        if end < len(lines) and not (lines[end].blank or gaps[end].reset or gaps[end].skipped):
            continue
        last = lines[end - 1]
        after_end = start == 0 or lines[start - 1].final or gaps[start].reset
        if end - start <= _FEW and after_end and not last.final and last.text[-1] not in CLAUSE_ENDS:
            gain = 0.0
            if end - start == 1:
                interrupted = end < len(lines) and gaps[end].skipped
                gain = 0.0 if interrupted or measures[start].fits else _ALONE
            elif not measures[end - 1].near:
                gain = _UNENDED
            gains[start:end] = [gain] * (end - start)
        start = end
    return gains


def _goes_on(
    lines: Sequence[Line], at: int, gap: Gap, measures: Sequence[Measure], echo: _Echo, indented: bool
) -> float:
    """How well a line goes on with the running text of the line above it."""
    line, last = lines[at], lines[at - 1]
    above, own = measures[at - 1], measures[at]
    before_near = at >= 2 and measures[at - 2].near
    if gap.reset or gap.skipped:
        on = 0.0 if last.final else -3.5 if gap.signed else -1.0
    else:
        on = _break_score(last, above, at < 2 or lines[at - 2].final or last.blank or not before_near)
    if not last.final and not gap.skipped:
        on -= 0.7 * line.blank + 3.0 * (indented and line.indent >= 2 and last.indent < 2)
        on -= _LOST * (own.begins_short and not line.final)
    if line.text[0] in CONTINUES and last.final and last.text[-1] not in "”’":
        on -= 2.0
    return on + (1.5 if echo.joint else -0.3) + 2.5 * _in_word(last.text[-1], line.text[0])


def is_indented(lines: Sequence[Line]) -> bool:
    """Whether the text keeps the indents of its paragraphs."""
    return sum(line.indent >= 2 for line in lines) * 8 > len(lines)


def paragraph_begins(line: Line, last: Line, own: Measure, above: Measure, indented: bool) -> bool:
    """Whether a paragraph begins with this line of running text, after that last one; with the measures of both."""
    if not last.final or line.text[0] in CONTINUES:
        return indented and line.indent >= 2 and last.indent < 2
    if indented:
        return line.indent >= 2
    short = above.short > 0
    if LATIN_LETTER.search(line.text[:2]) and not WIDE.search(last.text):
        # Words are not broken: a line is full where the next one had no room in it.
        short = last.width + em_width(" " + line.text.split(" ", 1)[0]) <= above.column - _RAGGED
    # A full line may end a paragraph too: then the next one is short by the indent that was lost.
    return (own.begins_short and not line.final) or short or above.column > _UNWRAPPED or line.blank


def _closes(text: str) -> bool:
    """Whether a line closes a bracket or a quotation that an earlier line opened."""
    for opener, closer in ("()", "“”", "《》", "【】"):
        end = text.find(closer)
        if end >= 0 and opener not in text[:end]:
            return True
    return False


def _in_word(before: str, after: str) -> bool:
    """Whether a break between two signs tears a figure or a Latin word apart."""
    return (
        ((before.isascii() and before.isalnum()) or before == ".")
        and after.isascii()
        and after.isalnum()
        and (before.isdigit() == after.isdigit() or before == ".")
    )
