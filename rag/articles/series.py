"""Subheads of one story that are made alike: short and set alike, as wide as one another, or numbered on."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.articles.flow import Item
from rag.articles.lines import HAN, LATIN_LETTER
from rag.articles.sections import Section, lead_score
from rag.articles.weights import WEIGHTS

# By how much the subheads of one story may differ in width, in em, if they are not short.
_SAME_WIDTH = 1.0
_DIGITS = "一二三四五六七八九"
_NUMBER = re.compile(
    r"(?P<before>第|其|\(|[Nn]o\.? ?|[Pp]art ?|PART ?|(?:(?![一二三四五六七八九十])[\u3400-\u9fff]){2,4})?"
    r"(?P<number>[0-9]{1,2}|[一二三四五六七八九十]{1,3}|[①-⑳])"
    r"(?P<behind>[、:)]|\.(?![0-9])|[步招关条点章节部篇幕问站](?=[:、 ])|(?= )|(?<=[①-⑳])|(?<=^其.)(?=[,、:]))"
)


def ordinal(text: str) -> tuple[str, int] | None:
    """The number that a subhead in ``plain`` signs begins with, and the form in which it stands; none without one."""
    match = _NUMBER.match(text)
    number = _value(match["number"]) if match else 0
    return (f"{match['before'] or ''}#{match['behind']}", number) if match and number else None


def _value(number: str) -> int:
    """A number of two digits, of Chinese signs up to 九十九, or in a circle; 0 for what is none."""
    if number.isascii():
        return int(number)
    if len(number) == 1 and number not in _DIGITS and number != "十":
        return ord(number) - ord("①") + 1
    tens, ten, units = number.partition("十")
    if len(tens) > 1 or len(units) > 1 or "十" in units:
        return 0
    values = [_DIGITS.find(sign) + 1 if sign else 0 for sign in (tens, units)]
    return (values[0] or 1) * 10 + values[1] if ten else values[0]


def spread(mark: Item) -> float:
    """A display line's width in em of Chinese type that would say as much: Latin words need more signs."""
    line = mark.lines[0]
    return line.width * (1.5 if LATIN_LETTER.match(line.text) and not HAN.search(line.text) else 1.0)


def is_series(
    heads: tuple[Sequence[Item], Sequence[Item]],
    gaps: tuple[Sequence[Item], Sequence[Item]],
    around: tuple[tuple[Section, Section], tuple[Section, Section]],
) -> bool:
    """Whether the display lines of two gaps, each alone in its own, are made like subheads of one story.

    ``around`` are the sections above and below each gap.
    """
    for shown, gap, (before, after) in zip(heads, gaps, around, strict=True):
        if not shown or any(mark.kind != "display" for mark in gap):
            return False
        if after.opening or before.closing or after.turned or after.listed or before.listed:
            return False
    one, other = heads[0][0], heads[1][0]
    alone = len(heads[0]) == len(heads[1]) == 1
    numbers = ordinal(one.lines[0].text), ordinal(other.lines[0].text)
    if alone and numbers[0] and numbers[1]:
        return numbers[0][0] == numbers[1][0] and numbers[0][1] + 1 == numbers[1][1]
    if any(after.parted or lead_score(after, gap) > 0 for gap, (_, after) in zip(gaps, around, strict=True)):
        # A report begins with a day, a subhead's text hardly does; and furniture stands rather between two stories.
        return False
    frames = [_frame(head, gap, below) for head, gap, (_, below) in zip((one, other), gaps, around, strict=True)]
    return all(map(is_question, heads)) or (alone and _set_alike((spread(one), spread(other)), frames))


def _set_alike(widths: tuple[float, float], frames: Sequence[tuple[bool, bool, float | None]]) -> bool:
    """Whether two subheads are short or of one width, and set alike.

    A blank line is easily lost; that short ones are as wide as one another to the sign is no accident.
    """
    if widths[0] == widths[1] <= WEIGHTS.series_width:
        return frames[0][-1] == frames[1][-1]
    wide = max(widths) > WEIGHTS.series_width
    if wide and (max(widths) > WEIGHTS.series_widest or abs(widths[0] - widths[1]) > _SAME_WIDTH):
        return False
    return frames[0] == frames[1]


def is_question(shown: Sequence[Item]) -> bool:
    """Whether the display lines of a gap are one question, as an interview sets it over each answer."""
    ends = [mark.lines[-1].text[-1] for mark in shown]
    return ends[-1] == "?" and "?" not in ends[:-1] and not any(mark.lines[0].blank for mark in shown[1:])


def _frame(head: Item, gap: Sequence[Item], below: Section) -> tuple[bool, bool, float | None]:
    """How a subhead is set: what is blank around it, and its size."""
    line = head.lines[0]
    after = [*gap, below.paragraphs[0]][gap.index(head) + 1]
    return line.blank, after.lines[0].blank, line.size
