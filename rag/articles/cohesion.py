"""Which text goes with which: how the words of a page's sections and display lines recur in one another.

A word pair counts by its rarity among the page's paragraphs (inverse document frequency, Spärck Jones 1972); text that
goes on about one matter keeps its words, and a headline's words recur in its story (after Hearst, "TextTiling", 1997).
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from itertools import repeat

from rag.articles.flow import Item
from rag.articles.lines import HAN, Line, compact, traits
from rag.articles.sections import Section

# How many words tell what a text is about.
_CONTEXT = 200
# Most Latin words of fewer letters are of grammar.
_FEWEST_LETTERS = 5


class Cohesion:
    """The words of one page's sections; ``gaps[n]`` stands before ``sections[n]``."""

    def __init__(self, sections: Sequence[Section], gaps: Sequence[Sequence[Item]]) -> None:
        doubtful = [[mark.lines[0].text for mark in gap if mark.kind == "display" and mark.doubt < 0] for gap in gaps]
        self._pairs: list[set[str]] = []
        counts: Counter[str] = Counter()
        for texts, section in zip(doubtful, sections, strict=False):
            blocks = [set(traits(line.text for line in paragraph.lines)) for paragraph in section.paragraphs]
            for block in blocks:
                counts.update(block)
            edges = [text for item in section.paragraphs for text in (item.lines[0].text, item.lines[-1].text)]
            joints = [traits([above[-1] + below[0]]) for above, below in zip(edges[1::2], edges[2::2], strict=False)]
            self._pairs.append(set(traits([*texts, edges[0][0]])).union(*blocks, *joints))
        # Figures and signs recur in any text, and say nothing of what it is about.
        self._words = [set(filter(_is_word, pairs)) for pairs in self._pairs]
        self._parted = [_parts(gap, sections[max(at - 1, 0) : at + 1]) for at, gap in enumerate(gaps)]
        total = sum(len(section.paragraphs) for section in sections)
        self._rarity = {pair: math.log(1 + total / count) for pair, count in counts.items()}
        self._unknown = math.log(1 + total)
        self._fewest: dict[int, int] = {}
        self._masses: dict[tuple[int, int], float] = {}
        self._shown: dict[tuple[int, ...], dict[str, float]] = {}
        self._covered: dict[tuple[tuple[int, ...], int, int], float] = {}
        self._left: dict[tuple[tuple[int, ...], int, int], set[str]] = {}

    def likeness(self, at: int) -> float:
        """How much of the poorer of the texts around a gap the other one has too, in words, by their rarity."""
        first, here = at, set[str]()
        while first > 0 and len(here) < _CONTEXT and not (here and self._parted[first]):
            first -= 1
            here = here | self._words[first] if here else self._words[first]
        last, there = at, set[str]()
        while last < len(self._words) and len(there) < _CONTEXT and not (there and self._parted[last]):
            there = there | self._words[last] if there else self._words[last]
            last += 1
        self._fewest[at] = min(len(here), len(there))
        shared = self._mass(here & there)
        if not shared:
            return 0.0
        # The longer a text is, the more words of any other one it has by chance.
        chance = math.sqrt(max(len(here), len(there), _CONTEXT) / _CONTEXT)
        return shared / min(self._known_mass(first, at, here), self._known_mass(at, last, there)) / chance

    def fewest(self, at: int) -> int:
        """How many words the poorer of the texts has whose ``likeness`` was told."""
        return self._fewest[at]

    def parts(self, at: int) -> bool:
        """Whether a gap surely lies between two stories."""
        return self._parted[at]

    def _known_mass(self, first: int, last: int, words: set[str]) -> float:
        """The mass of the words of the sections ``[first, last)``."""
        known = self._masses.get((first, last))
        if known is None:
            known = self._masses[first, last] = self._mass(words)
        return known

    def _mass(self, words: set[str]) -> float:
        # An exact sum does not depend on the set's order.
        return math.fsum(map(self._rarity.get, words, repeat(self._unknown)))

    def coverage(self, lines: Sequence[Line], first: int, last: int) -> float:
        """Which share of display lines' traits, by rarity, stands in the sections ``[first, last)``."""
        starts = tuple(line.start for line in lines)
        known = self._covered.get((starts, first, last))
        if known is not None:
            return known
        traits_here = self._shown.get(starts)
        if traits_here is None:
            traits_here = self._shown[starts] = {
                pair: self._rarity.get(pair, self._unknown) for pair in traits(line.text for line in lines)
            }
        total = sum(traits_here.values())
        left = self._lacking(starts, traits_here, first, last)
        share = 1 - math.fsum(map(traits_here.__getitem__, left)) / total if total else 0.0
        self._covered[starts, first, last] = share
        return share

    def _lacking(self, starts: tuple[int, ...], shown: dict[str, float], first: int, last: int) -> set[str]:
        """The traits of display lines that the sections ``[first, last)`` lack, from those of one section less."""
        left = self._left.get((starts, first, last - 1))
        if left is not None:
            left = left - self._pairs[last - 1]
        elif (left := self._left.get((starts, first + 1, last))) is not None:
            left = left - self._pairs[first]
        else:
            left = set(shown).difference(*self._pairs[first:last])
        self._left[starts, first, last] = left
        return left

    def holds(self, pair: str, first: int, last: int) -> bool:
        """Whether a pair of signs stands in the sections ``[first, last)``."""
        return any(pair in self._pairs[at] for at in range(first, last))

    def joint(self, above: Line, below: Line, first: int, last: int) -> bool:
        """Whether the sections have the pair of signs over the break between two lines."""
        return self.holds(compact(above.text)[-1] + compact(below.text)[0], first, last)


def _parts(gap: Sequence[Item], around: Sequence[Section]) -> bool:
    """Whether a gap surely lies between two stories: for what stands in it, or for how the text around it ends."""
    if any(mark.kind in ("byline", "jump") for mark in gap):
        return True
    return len(around) == 2 and bool(around[0].closing or around[1].opening or around[1].turned)


def _is_word(trait: str) -> bool:
    """Whether a trait may tell what a text is about: a pair of Chinese signs, or a Latin word that is not short."""
    return len(trait) >= _FEWEST_LETTERS or len(HAN.findall(trait)) == 2
