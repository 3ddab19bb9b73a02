"""Where one story ends and the next begins with nothing between them: only the headlines around them tell.

A story with its headline above may stand over one with its headline below. Of their text, which has no mark where the
second one begins, only the lower part has the words of the headline under it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate

from rag.articles.flow import Item
from rag.articles.lines import HAN, traits
from rag.articles.sections import Section

# How many signs a story has on each side of a seam, at least.
_LEAST = 80
# Which share of a headline's words its own story has, at least, and which one another has by chance, at most.
_OWN = 0.35
_CHANCE = 0.12


def part_at_seams(sections: list[Section], gaps: list[list[Item]]) -> tuple[list[Section], list[list[Item]]]:
    """Sections and gaps with an empty gap wherever two stories may meet inside a section; ``gaps[0]`` stands above."""
    parted: list[Section] = []
    between: list[list[Item]] = [gaps[0]]
    for section, above, below in zip(sections, gaps, gaps[1:], strict=False):
        seam = 0 if section.insets else _seam(section.paragraphs, _words(above), _words(below))
        if seam:
            parted.append(replace(section, paragraphs=section.paragraphs[:seam], closing=None))
            between.append([])
            parted.append(Section(section.paragraphs[seam:], closing=section.closing))
        else:
            parted.append(section)
        between.append(below)
    return parted, between


def _words(gap: Sequence[Item]) -> set[str]:
    """The pairs of Chinese signs in a gap's display lines."""
    pairs = traits([mark.lines[0].text for mark in gap if mark.kind == "display"])
    return {pair for pair in pairs if len(HAN.findall(pair)) == 2}


def _seam(paragraphs: Sequence[Item], above: set[str], below: set[str]) -> int:
    """The number of paragraphs over the seam in a section between the words of two headlines; 0 if it has none."""
    if not above or not below:
        return 0
    words = [set(traits([line.text for line in item.lines])) for item in paragraphs]
    lengths = [0, *accumulate(sum(len(line.text) for line in item.lines) for item in paragraphs)]
    first = next((at for at, own in enumerate(words) if len(own & below) > _CHANCE * len(below)), 0)
    item = paragraphs[first]
    if not item.lines[0].blank or min(lengths[first], lengths[-1] - lengths[first]) < _LEAST:
        return 0
    upper, lower = set[str]().union(*words[:first]), set[str]().union(*words[first:])
    is_below = len(lower & below) >= _OWN * len(below)
    is_above = len(upper & above) >= max(_OWN * len(above), 2 * len(lower & above))
    return first if is_above and is_below else 0
