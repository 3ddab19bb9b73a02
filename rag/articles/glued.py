"""Two headlines run into one line: the last of one story, which stands behind it, and the first of the next.

Only their texts tell where one ends: the second headline takes up the next story's first words.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise, starmap, takewhile

from rag.articles.flow import Item
from rag.articles.lines import HAN, compact
from rag.articles.sections import Section, tied
from rag.prose.words import tears_word

# How many signs of a story's first words its headline may take up, and how many of these it has on end.
_LEAD = 40
_ON_END = 3
# How many signs each part of the line has at least.
_LEAST = 4
# How many pairs of signs that only its own text has each headline has at least.
_OWN = 2


def part_headlines(sections: Sequence[Section], gaps: Sequence[list[Item]]) -> None:
    """Cut the line in which two headlines meet, wherever a gap surely holds one for the story on each side."""
    # The gaps that name a story's writers.
    signed = [at for at, gap in enumerate(gaps[:-1]) if any(mark.kind == "byline" for mark in gap)]
    for first, at, last in zip(signed, signed[1:], [*signed[2:], len(sections)], strict=False):
        gap, headed = gaps[at], len(list(takewhile(_is_headline, gaps[at])))
        if (
            headed
            and _is_signed(gaps[first])
            and _is_signed(gap[headed:])
            and all(starmap(tied, pairwise(gap[:headed])))
        ):
            upper, lower = (
                _words([*gaps[one], *(item for section in sections[one:end] for item in section.paragraphs)])
                for one, end in ((first, at), (at, last))
            )
            gap[:headed] = _parted(gap[:headed], upper, lower)


def _is_headline(mark: Item) -> bool:
    """Whether a mark is a display line, and not rather running text."""
    return mark.kind == "display" and mark.doubt >= 0


def _is_signed(marks: Sequence[Item]) -> bool:
    """Whether a story's writers stand right over its text, with no headline among them."""
    return marks[0].kind == "byline" and not any(mark.kind == "jump" or _is_headline(mark) for mark in marks)


def _words(items: Sequence[Item]) -> str:
    """What is text among a story's items, without its white space."""
    texts = (line.text for item in items if item.kind != "byline" and not _is_headline(item) for line in item.lines)
    return compact("".join(texts))


def _parted(marks: Sequence[Item], upper: str, lower: str) -> list[Item]:
    """Display lines with the one cut in which the lower story's headline begins, if there is one such place."""
    places = list(_places([mark.lines[0].text for mark in marks], upper, lower))
    if len(places) != 1:
        return list(marks)
    at, place = places[0]
    line = marks[at].lines[0]
    above, below = line.cut(line.start, line.start + place), line.cut(line.start + place, line.end)
    if above is None or below is None:
        return list(marks)
    # They stand apart like what an empty line parts.
    parts = [replace(marks[at], lines=(above,)), replace(marks[at], lines=(replace(below, blank=True),))]
    return [*marks[:at], *parts, *marks[at + 1 :]]


def _places(texts: Sequence[str], upper: str, lower: str) -> Iterator[tuple[int, int]]:
    """The places in lines where the words of the story below begin and those of the story above end."""
    for at, text in enumerate(texts):
        for place in range(_LEAST, len(text) - _LEAST + 1):
            head, tail = text[:place], text[place:]
            begun = tail[:_ON_END]
            if len(HAN.findall(begun)) < _ON_END or begun not in lower[:_LEAD] or begun in upper:
                continue
            left, right = "".join([*texts[:at], head]), "".join([tail, *texts[at + 1 :]])
            ended, joint = head[-2:], head[-1] + tail[0]
            told = len(HAN.findall(ended)) == 2 and (ended in upper or left.count(ended) > 1)
            if not told or joint in upper or joint in lower or _shared(head, lower, upper) or tears_word(head, tail):
                continue
            if _shared(left, upper, lower) >= _OWN and _shared(right, lower, upper) > _OWN:
                yield at, place


def _shared(headline: str, own: str, other: str) -> int:
    """How many pairs of Chinese signs a headline has in common with its own text, and not with the other."""
    pairs = {headline[at : at + 2] for at in range(len(headline) - 1)}
    return sum(len(HAN.findall(pair)) == 2 and pair in own and pair not in other for pair in pairs)
