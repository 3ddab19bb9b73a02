"""Whether a line is running text or display, decided for all lines of a page together.

The likeliest sequence of states is found by dynamic programming (Viterbi, IEEE Trans. Inf. Theory 13, 1967); a state
is judged by the line's width in its column, its ending, its neighbours, and how its words recur around it. Since
the pass runs both ways, each line also knows how far the other reading is from winning. Linear in the number of lines.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise, repeat
from operator import or_
from typing import NamedTuple

from rag.articles.columns import INDENT, UNWRAPPED, Measure
from rag.articles.lines import CLAUSE_ENDS, CONTINUES, Line, compact, traits
from rag.articles.wording import hangs, wording_score
from rag.prose.words import tears_word

TEXT, SHOWN, STRAY = range(3)
_WINDOW = 60
# By how much a headline's type is larger than the text's, at least.
HEADLINE_SIZE = 1.4
_INDENTED = 3.0
# What goes on with a paragraph's unfinished sentence, and what stands as a paragraph of its own that ends none.
_ONWARD = 4.0
_OWN_INDENT = 3.0
# By how much the first line of such a paragraph falls short at most, and how much its lines' widths tell against it.
_BARELY = 4.0
_SHORT_ONWARD = -1.0
_LOST = 2.0
_WORDS = 2.0
# How much speaks for text going on, and against its ending or beginning, where a word would be torn apart.
_TORN = 2.2
# A headline's lines seldom part a word: how much less it speaks for their going together.
_TORN_HEADLINE = 0.4
_STUB = 2.5
# A headline's frame has few lines.
_FEW = 4
_ALONE = 1.5
# A question or a cry of one line or two, and what stands right over a report's dateline or credit.
_ASKS = 2.5
_LEADS = 2.0
_BROKEN_OFF = 3.0
# How much speaks against display in a line that fills its column, to the sign or nearly.
_FULL = 2.3
_NEARLY = 1.2
_UNENDED = 1.5
_STATELY = 3.0
_ANNOUNCES = 3.0
_OPENS = 24.0
_SENTENCE = 6.0
# How much speaks against text below a display line whose last word goes on there.
_HANGING = 6.0
_NEVER = -1e9


class Reading(NamedTuple):
    """A line's state, and by how much display beats running text for it (negative: how far it falls behind)."""

    state: int
    doubt: float


@dataclass(frozen=True, slots=True)
class Gap:
    """What stands between two soft lines: something that ends a story's text, or something that interrupts it.

    ``leads`` tells that the lower one opens with a report's dateline or credit.
    """

    reset: bool = False
    skipped: bool = False
    signed: bool = False
    continued: bool = False
    glued: bool = False
    leads: bool = False


@dataclass(frozen=True, slots=True)
class _Echo:
    """How a line's character pairs recur around it, itself left out.

    ``share`` of its pairs do; a headline sums up its story, so most of its pairs recur. ``joint`` tells whether the
    pair over the break before the line does: text that goes on makes pairs that the text has elsewhere too. ``torn``
    tells that the break stands inside a word.
    """

    share: float
    joint: bool
    torn: bool = False


def _echoes(lines: Sequence[Line]) -> list[_Echo]:
    pairs = [traits([line.text]) for line in lines]
    joints = ["", *(above.text[-1] + line.text[0] for above, line in pairwise(lines))]
    recurs = [[False] * len(own) for own in pairs]
    joined = [False] * len(lines)
    for down in (True, False):
        # Where each pair last stood; a pair that did not stands far off.
        last: dict[str, int] = {}
        far = repeat(-2 * _WINDOW if down else len(lines) + 2 * _WINDOW)
        for at in range(len(lines)) if down else range(len(lines) - 1, -1, -1):
            own = pairs[at]
            is_near = (at - _WINDOW).__le__ if down else (at + _WINDOW).__ge__
            recurs[at] = list(map(or_, recurs[at], map(is_near, map(last.get, own, far))))
            last.update(dict.fromkeys(own, at))
            joined[at] |= is_near(last.get(joints[at], next(far)))
    torn = [False, *(not above.final and _tears(above, line) for above, line in pairwise(lines))]
    return [
        _Echo(sum(again) / len(again) if again else 0.0, joint, tears)
        for again, joint, tears in zip(recurs, joined, torn, strict=True)
    ]


def _tears(above: Line, line: Line) -> bool:
    return tears_word(*(compact(one.text) if one.spread else one.text for one in (above, line)))


def body_size(lines: Sequence[Line]) -> float | None:
    """The size that most of the text is set in, where sizes are known."""
    sizes: Counter[float] = Counter()
    for line in lines:
        if line.size:
            sizes[round(line.size, 1)] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else None


def _shown_score(line: Line, measure: Measure, echo: _Echo, blank_below: bool) -> float:
    """How much a line by itself looks like display."""
    score = 0.5 * line.blank + 0.5 * blank_below + wording_score(line)
    if measure.excess >= 2.5:
        score += 2.0
    elif measure.near:
        score -= _FULL if measure.fits and not (line.latin and blank_below) else _NEARLY
    else:
        score += 1.5 if measure.short > 1.0 else 0.5
    if len(line.text) >= 5:
        score += max(-1.2, min(1.8, 6.0 * (echo.share - 0.38)))
    if (measure.column > UNWRAPPED or measure.excess >= 2.5) and line.text.endswith(("。", "。”")):
        # Where each paragraph is one line, a line that is a sentence is one of them.
        score -= _SENTENCE
    if blank_below and line.text[-1] == ":":
        # What it announces stands in the same frame, where it is a headline that does.
        score -= _ANNOUNCES
    if line.width > 40:
        score -= 2.0 + (line.width - 40) / 8
    return score


def _size_score(line: Line, usual: float | None) -> float:
    """How much the size of its type looks like display."""
    if not usual or not line.size:
        return 0.0
    ratio = line.size / usual
    return 9.0 if ratio >= HEADLINE_SIZE else 3.0 if ratio >= 1.1 else -1.5


def _text_score(measure: Measure) -> float:
    """How much a line by itself looks like running text."""
    return -3.0 if measure.excess > 3 and measure.column < UNWRAPPED else 0.0


def _break_score(line: Line, measure: Measure, begins: bool) -> float:
    """How well running text can go on after this line of it; ``begins``: the line may be a paragraph's first."""
    if line.final:
        return 0.0
    if line.text[-1] in CLAUSE_ENDS:
        return 0.0 if measure.short <= INDENT else -1.0
    if measure.short <= 0:
        return 0.0
    if measure.near:
        return -0.3 if begins else -2.0
    # A paragraph's first line may be short by an indent that others of the page kept.
    return -1.2 if begins and measure.short <= INDENT else -4.0 if measure.short > 1.0 else -2.5


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
    alone = _alone(lines, gaps, measures)
    onward = _onward(lines, gaps, measures)
    scores = []
    for at, line in enumerate(lines):
        after = gaps[at + 1]
        blank_below = at + 1 == len(lines) or lines[at + 1].blank or after.reset or after.skipped
        text = _text_score(measures[at])
        sized = _size_score(line, usual)
        shown = _shown_score(line, measures[at], echoes[at], blank_below) + sized
        if after.glued:
            shown += 4.0
        if after.leads and blank_below:
            shown += _LEADS
        if after.continued:
            # Text goes on elsewhere, no headline does.
            shown -= _BROKEN_OFF
        shown += alone[at]
        indented = measures[at].indented
        shown -= _ONWARD if onward[at] else 0.0
        if indented and 2 <= line.indent <= 4:
            # Where paragraphs are indented, a line that is begins one; one that ends nothing is a subhead.
            shown += _OWN_INDENT if _ends_nothing(lines, at) else -_INDENTED
        if opens[at]:
            # A dateline or a credit opens the text, even alone on its line, where no sentence ends.
            shown -= _OPENS
        goes_on = line.text[0] in CONTINUES or line.text[0].islower()
        if at == 0:
            scores.append(_Scores((text - 4.0 * goes_on, shown, shown - max(sized, 0.0)), ()))
            continue
        last, gap = lines[at - 1], gaps[at]
        final = last.final
        apart = line.blank or gap.reset or gap.skipped
        on = max(_goes_on(lines, at, gap, measures, echoes[at], indented), _SHORT_ONWARD if onward[at] else _NEVER)
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
        # What breaks off at the end of a headline's frame, right below its first line, is more of the headline.
        stub = _STUB if not apart and blank_below and not final and not line.final else 0.0
        torn = _TORN if echoes[at].torn else 0.0
        stop -= torn
        # Text right below a display line that fills its column: rather that line is a paragraph's first.
        tight = not apart and not opens[at]
        under = (3.0 if tight and measures[at - 1].near else 0.0) + (1.0 if tight and echoes[at].joint else 0.0)
        hanging = _HANGING if tight and hangs(last.text) else 0.0
        stray = -9.0 if final or gap.reset or not (line.blank and blank_below) else -4.0
        scores.append(
            _Scores(
                # A line that interrupts the text is set no larger than it.
                (text, shown, shown - max(sized, 0.0)),
                (
                    (on + torn, -4.0 * goes_on - under - hanging - stub - torn, -5.0 if gap.reset else 0.0),
                    (stop, -0.3 - 0.3 * under + (0.0 if apart else _TORN_HEADLINE * torn), -3.0),
                    (stray, _NEVER, -2.0),
                ),
            )
        )
    return scores


def _ends_nothing(lines: Sequence[Line], at: int) -> bool:
    """Whether an indented line ends no sentence though the one below it begins a paragraph."""
    line = lines[at]
    if line.final or line.text[-1] in CLAUSE_ENDS or at + 1 == len(lines) or (at and not lines[at - 1].final):
        return False
    return 2 <= lines[at + 1].indent <= 4


def _onward(lines: Sequence[Line], gaps: Sequence[Gap], measures: Sequence[Measure]) -> list[bool]:
    """Whether each line goes on with the unfinished sentence of an indented paragraph, with no frame's end between.

    However short it is: a figure or a Latin word may have had no room in the line before or behind it.
    """
    inside, found = False, []
    for at, line in enumerate(lines):
        gap = gaps[at]
        held = inside and not (line.blank or gap.reset or gap.skipped or lines[at - 1].final) and line.indent < 2
        found.append(held)
        begins = 2 <= line.indent <= 4 and measures[at].short <= _BARELY and measures[at].excess <= 2 * INDENT
        inside = measures[at].indented and not line.final and (held or begins)
    return found


def _alone(lines: Sequence[Line], gaps: Sequence[Gap], measures: Sequence[Measure]) -> list[float]:
    """How much speaks for display in that a few lines stand alone after a sentence's end and do not end one.

    A headline may be a question all the same, or a cry.
    """
    gains = [0.0] * len(lines)
    start = 0
    for end in range(1, len(lines) + 1):
        if end < len(lines) and not (lines[end].blank or gaps[end].reset or gaps[end].skipped):
            continue
        last = lines[end - 1]
        after_end = start == 0 or lines[start - 1].final or gaps[start].reset
        asks = last.text[-1] in "?!" and end - start <= 2 and not (end - start == 2 and lines[start].final)
        if asks and after_end:
            gains[start:end] = [_ASKS] * (end - start)
        elif end - start <= _FEW and after_end and not last.final and last.text[-1] not in CLAUSE_ENDS:
            gain = 0.0
            if all(line.spread for line in lines[start:end]):
                # In running text one line among others is spread; a frame of nothing else is meant to look stately.
                gains[start:end] = [_STATELY] * (end - start)
                start = end
                continue
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
    if last.latin and line.latin:
        # Between words no pair of signs tells whether the text goes on; but few sentences go on with a capital.
        return on + (0.0 if last.final or line.text[0].isupper() else _WORDS)
    return on + (1.5 if echo.joint else -0.3) + 2.5 * _in_word(last.text[-1], line.text[0])


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
