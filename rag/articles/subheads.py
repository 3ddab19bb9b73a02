"""What speaks for and against a gap lying inside one story, so that its display lines are subheads."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from rag.articles.cohesion import Cohesion
from rag.articles.display import HEADLINE_SIZE
from rag.articles.flow import Item
from rag.articles.sections import Section, breaks_off, groups_of, is_notice
from rag.articles.series import is_question, is_series, ordinal, spread
from rag.articles.weights import WEIGHTS
from rag.articles.wording import has_parts

# By how much the columns of one story may differ in width, in em.
_SAME_MEASURE = 2.0
# A headline of two parts is wider than this, in em.
_SHORT = 11.0
# How much more it tells if subheads are made alike that begin with the same sign, too.
_ALIKE_BEGUN = 1.8
# How many stretches of running text on one side of a gap tell how wide its column is, at most.
_FEW_SECTIONS = 4
# How many words in the poorer of two texts tell for sure that they have none in common.
_TELLING = 72
# So large a share of these is enough for many shared words to bind, and more than a notice has.
_ENOUGH_WORDS = 0.6
# What lies inside no story, whatever else speaks for it.
_HOPELESS = -8.0
# What it costs besides that two datelines with their writers stand in one story.
_SIGNED = 4.0
# How deep a paragraph's indent is at most, in signs.
_DEEPEST = 4
# How well a width in em suits a subhead.
_SUBHEAD_WIDTHS = ((3, -2.0), (13, 0.5), (15, -0.5), (18, -2.1), (22, -4.0), (math.inf, -6.0))


def _shape(text: str) -> tuple[str, bool]:
    """What subheads of one story have in common: the sign that divides or ends them, and quotation marks after it."""
    sign = next((sign for sign in ":?!、—" if sign in text), "")
    return sign, sign != "" and "“" in text[text.find(sign) :]


def _runs_on(before: Section, gap: Sequence[Item], texts: Sequence[Item]) -> bool:
    """Whether a sentence runs on over all that stands in a gap: a caption in the middle of it parts nothing."""
    return len(texts) == len(gap) and (texts[-1].open if texts else before.open)


def larger(mark: Item, usual: float | None) -> float:
    """How many times the text's usual size a display line is set in; 1 where sizes are not known."""
    size = mark.lines[0].size
    return size / usual if size and usual else 1.0


class Inside:
    """Judges each gap of a page as lying inside one story; ``costs[n]`` is what that costs (or gains) for gap n.

    ``near`` are the gaps whose display lines stand nearer to the text above than the page's headlines do.
    """

    def __init__(
        self,
        sections: Sequence[Section],
        gaps: Sequence[Sequence[Item]],
        cohesion: Cohesion,
        size: float | None,
        near: frozenset[int] = frozenset(),
    ) -> None:
        self.sections, self.gaps, self.cohesion = sections, gaps, cohesion
        self._size, self._near = size, near
        self._bounds: dict[int, float] = {}
        self._usual = self._likeness_usual()
        self._heads: list[list[Item]] = [[] for _ in gaps]
        self.costs = [self._inner(at) for at in range(len(gaps))]
        # For each gap the one below it whose subhead is made like its own, or none.
        self.series = self._series()
        self._ends = frozenset(self.series)

    def _inner(self, at: int) -> float:
        """What it costs (or gains) that a gap lies inside one story."""
        if at == 0 or at == len(self.sections):
            return -1e9
        before, after, gap = self.sections[at - 1], self.sections[at], self.gaps[at]
        score = 0.0
        for mark in gap:
            score -= {"byline": 7.0, "jump": 8.0}.get(mark.kind, 0.0)
        if after.opening:
            score -= 6.0 + _SIGNED * (self._names_writers(after) and self._names_writers(before))
        if before.closing:
            score -= 5.0
        if breaks_off(before, gap):
            score += 1.0
        if at in self._near:
            score += WEIGHTS.near
        if after.listed and not before.listed:
            score += WEIGHTS.listed
        if is_notice(after, gap):
            score += WEIGHTS.notice
        subheads, texts = self.subheads(at)
        self._heads[at] = [mark for mark in gap if mark.kind == "display" and mark not in texts]
        if after.parted and not (_runs_on(before, gap, texts) and not after.turned):
            score += WEIGHTS.turned if after.turned else WEIGHTS.parted
        above, below = self._measure(at, -1), self._measure(at, 1)
        if above and below:
            apart = abs(above - below) - _SAME_MEASURE
            score += max(WEIGHTS.remeasured_most, WEIGHTS.remeasured * max(apart, 0.0))
        return score + subheads

    def spans(self, last: int, fewest: int) -> Iterator[tuple[int, float]]:
        """The gaps above gap ``last`` down from which one story may lie, and what all gaps between cost inside it.

        A gap whose subhead is one of a series in the same story gains by it, however few words the texts around share.
        """
        inner, paired = 0.0, False
        for first in range(last - 1, max(0, fewest) - 1, -1):
            yield first, inner
            inner += self.costs[first]
            fellow = self.series[first]
            if fellow and fellow < last:
                inner += self._gain(first, fellow)
                if paired:
                    # What has fellows on both sides is surely of the series.
                    inner += self._gain(fellow) - self._gain(fellow, self.series[fellow])
                else:
                    inner += self._gain(fellow, first)
                paired = True
            elif self._heads[first]:
                paired = False
            if inner + (0.0 if paired or first not in self._ends else self._gain(first)) < _HOPELESS:
                break

    def _gain(self, at: int, fellow: int = 0) -> float:
        """What a gap gains by being one of a series: at most what spoke against its lying inside a story.

        Of the series' first and last, less than that where the texts around it are strangers and those around its
        ``fellow`` are not: a headline may be made like the subheads of the story next to it.
        """
        most = WEIGHTS.series
        if self._numbered(at):
            most = WEIGHTS.series_numbered
        elif fellow:
            most = min(most, WEIGHTS.series_edge + max(-self.costs[fellow], 0.0))
        return min(most, max(-self.costs[at], 0.0))

    @staticmethod
    def _names_writers(section: Section) -> bool:
        return section.opening is not None and bool(section.opening.names)

    def _numbered(self, at: int) -> bool:
        return bool(self._heads[at]) and ordinal(self._heads[at][0].lines[0].text) is not None

    def _series(self) -> list[int]:
        """For each gap the nearest below with a subhead, if that is made like this one's; 0 for none."""
        found = [0] * len(self.gaps)
        below = 0
        for at in range(len(self.sections) - 1, 0, -1):
            if self._heads[at]:
                found[at] = below if below and self._fellows(at, below) else 0
                below = at
        return found

    def _fellows(self, at: int, other: int) -> bool:
        """Whether the display lines of two gaps are made like subheads of one story."""
        return is_series(
            (self._heads[at], self._heads[other]),
            (self.gaps[at], self.gaps[other]),
            ((self.sections[at - 1], self.sections[at]), (self.sections[other - 1], self.sections[other])),
        )

    def _measure(self, at: int, step: int) -> float | None:
        """The width of the column above or below a gap, told by a little more text where the nearest is too short."""
        place = at - 1 if step < 0 else at
        for _ in range(_FEW_SECTIONS):
            width = self.sections[place].measure
            between = place if step < 0 else place + 1
            if width or not 0 < between < len(self.sections) or not self.gaps[between] or not self._is_text(between):
                return width
            place += step
        return None

    def subheads(self, at: int) -> tuple[float, list[Item]]:
        """What a gap's display lines cost inside a story, and those of them that are best read as its running text."""
        shown = [mark for mark in self.gaps[at] if mark.kind == "display"]
        if not shown:
            # Where nothing but a page's head or a frame's end stands, two stories of one kind may meet.
            return min(self._bound(at), WEIGHTS.likeness_bare), []
        options: list[tuple[float, list[Item]]] = []
        groups = groups_of(shown)
        for limit in (-math.inf, 0.0, WEIGHTS.unsure):
            # Lines with nothing between them are read alike.
            texts = [mark for group in groups if max(one.doubt for one in group) < limit for mark in group]
            if options and texts == options[-1][1]:
                continue
            heads = [mark for mark in shown if mark not in texts]
            score = -sum(max(mark.doubt, 0.0) for mark in texts) + sum(min(mark.doubt, 0.0) for mark in heads)
            if heads:
                width = sum(map(spread, heads))
                suits = next(gain for most, gain in _SUBHEAD_WIDTHS if width <= most)
                # Between texts that go together a question may be a whole paragraph.
                asks = is_question(heads) and self._bound(at) > 0
                score += max(suits, WEIGHTS.asks) if asks else suits
                parted = any(has_parts(mark.lines[0].text) for mark in heads)
                score += WEIGHTS.parts * (parted and width > _SHORT)
                score -= 3.0 * (heads[-1].lines[0].text[-1] in ":,、")
                score += WEIGHTS.more_subheads * (len(heads) - 1) - (2.0 if len(heads) > 2 else 0.0)
                score += (
                    self._sized(heads)
                    + WEIGHTS.indented * self._indented(heads, at)
                    + self._bound(at)
                    + self._announces(heads, at)
                    + WEIGHTS.alike * self._alike(heads, at)
                )
            elif any(mark.doubt > 0 for mark in texts):
                score += self._bound(at)
            else:
                # A headline that fills its column looks like text too: few words in common then tell what it is.
                # No headline holds a full stop; what ends with one may stand on top of a headline.
                told = any("。" in mark.lines[0].text[:-2] for mark in texts)
                most = math.inf if told else WEIGHTS.unlike_text_most
                score += self._bound(at) + min(-WEIGHTS.unlike_text * min(self._bound(at), 0.0), most)
            options.append((score, texts))
        return max(options, key=lambda option: option[0])

    def _sized(self, heads: Sequence[Item]) -> float:
        """How well the type's size suits a subhead: between the text's and a headline's."""
        ratio = max(larger(mark, self._size) for mark in heads)
        return -6.0 if ratio >= HEADLINE_SIZE else 1.0 if ratio > 1.04 else 0.0

    def _indented(self, heads: Sequence[Item], at: int) -> bool:
        """Whether display lines are indented as the paragraphs above and below them: no headline is."""
        around = [
            *(self.sections[at - 1].paragraphs[-1:] if at else []),
            *(self.sections[at].paragraphs[:1] if at < len(self.sections) else []),
        ]
        return all(2 <= item.lines[0].indent <= _DEEPEST for item in (*heads, *around))

    def _alike(self, heads: Sequence[Item], at: int) -> float:
        """How much the display lines of a neighbouring gap are made like these: subheads of one story often are."""
        near = [
            mark.lines[0].text
            for gap in (self._next(at, -1), self._next(at, 1))
            for mark in self.gaps[gap]
            if mark.kind == "display"
        ]
        text = heads[0].lines[0].text
        shape = _shape(text)
        if shape == ("", False) or shape not in map(_shape, near):
            return 0.0
        return _ALIKE_BEGUN if any(text[0] == other[0] and _shape(other) == shape for other in near) else 1.0

    def _announces(self, heads: Sequence[Item], at: int) -> float:
        """How much more a subhead shares with the text below it than above it, where it may be a headline."""
        lines = [mark.lines[0] for mark in heads]
        first, last = self._next(at, -1), self._next(at, 1)
        above, below = self.cohesion.coverage(lines, first, at), self.cohesion.coverage(lines, at, last)
        gain = WEIGHTS.announces * (below - max(above, 0.2))
        return max(WEIGHTS.announces_least, min(WEIGHTS.announces_most, gain))

    def _next(self, at: int, step: int) -> int:
        """The gap above or below this one with more in it than running text."""
        at += step
        while 0 < at < len(self.sections) and self._is_text(at):
            at += step
        return at

    def _is_text(self, at: int) -> bool:
        """Whether all that stands in a gap is rather running text."""
        return all(mark.kind == "display" and mark.doubt < 0 for mark in self.gaps[at])

    def _bound(self, at: int) -> float:
        """How well the text before a gap and after it go together."""
        if at not in self._bounds:
            alike = self.cohesion.likeness(at)
            apart = alike - self._usual
            # Few words have few in common with any others, or by chance most of them: that tells little.
            told = min(1.0, self.cohesion.fewest(at) / _TELLING)
            if apart > 0:
                # Two stories on one matter share some words, too, but hardly ever this many.
                surely = max(alike - WEIGHTS.likeness_sure, 0.0) * WEIGHTS.likeness_surely
                gain = apart * WEIGHTS.likeness + (surely if told > _ENOUGH_WORDS else 0.0)
            else:
                gain = apart * WEIGHTS.unlikeness * max(WEIGHTS.unlikeness_brief, told)
            signed = any(mark.kind == "byline" for mark in self.gaps[at])  # under a name another story begins
            most = WEIGHTS.likeness_bare if signed else WEIGHTS.likeness_most
            self._bounds[at] = max(-WEIGHTS.unlikeness_most, min(most, gain))
        return self._bounds[at]

    def _likeness_usual(self) -> float:
        """How alike the texts of one story are at least, on a page where those of two are as alike as they are here."""
        apart = [self.cohesion.likeness(at) for at in range(1, len(self.sections)) if self.cohesion.parts(at)]
        mean = (math.fsum(apart) + WEIGHTS.likeness_assumed * WEIGHTS.likeness_apart) / (
            len(apart) + WEIGHTS.likeness_assumed
        )
        return min(WEIGHTS.likeness_usual, WEIGHTS.likeness_ratio * mean)
