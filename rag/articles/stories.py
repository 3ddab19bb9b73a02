"""What speaks for and against reading some sections as one story: its headline and its writers.

A headline is told by what it is: its length, that it shares rare character pairs with its story, and that the text
before and after it do not go together.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise
from typing import Literal, NamedTuple

from rag.articles.cohesion import Cohesion
from rag.articles.display import HEADLINE_SIZE, body_size
from rag.articles.flow import Item
from rag.articles.lines import Line
from rag.articles.sections import Parting, Section, breaks_off, groups_of, is_notice, lead_score, tied
from rag.articles.subheads import Inside, larger
from rag.articles.weights import WEIGHTS
from rag.articles.wording import names_notice

TitleSide = Literal["above", "below", "inside", "none"]
BylineSlot = Literal["first", "second", "end", "none"]
_MAX_TITLE_LINES = 5
# A story has more signs than this, but for a brief.
_SCANT = 120
_LONGEST_SLOGAN = 14
# How wide a label is that may stand right on a headline.
_LABEL = 3
# Which share of a line's words a story has at most that says nothing of what the line says.
_STRANGE = 0.04
# Which share of a headline's words its story has at least, if it stands in the middle of it: others stray in there.
_TOLD_INSIDE = 0.1
# How wide the name of a list of briefs may be.
_RUBRIC = 8.5


class Style(NamedTuple):
    """In which order a paper sets a story: its headline's side, its byline's place, whether every story is signed."""

    title: TitleSide
    byline: BylineSlot
    signed: bool


# How well a width in em suits a headline.
_TITLE_WIDTHS = ((3.5, -5.0), (5.5, -2.5), (8.5, -1.3), (34, 0.0), (45, -1.0), (math.inf, -4.0))


class Choice(NamedTuple):
    """How a story's marks are read: the headline as a range of its marks on one side, and at what score."""

    score: float
    side: TitleSide
    slot: BylineSlot
    start: int
    end: int


class _Side(NamedTuple):
    """A story's marks on one side of its text, and what they cost and gain where no headline is among them.

    ``signed`` and ``texts`` are places among the marks: of bylines, and of what is running text if no headline takes
    it, which has its place between ``bound`` and the story.
    """

    marks: Sequence[Item]
    above: bool
    signed: list[int]
    texts: list[int]
    bound: int
    score: float

    def misplaced(self, start: int, end: int) -> float:
        """What text costs that stands over the headline ``[start, end)`` or the byline above, or under those below."""
        if not self.texts:
            return 0.0
        if self.above:
            return WEIGHTS.misplaced * sum(at < max(self.bound, end) and at < start for at in self.texts)
        return WEIGHTS.misplaced * sum(at > min(self.bound, start) and at >= end for at in self.texts)


class _Headline(NamedTuple):
    """Some of a side's marks as the headline, and what that gains; ``signed_over``: a byline stands above it."""

    score: float
    start: int
    end: int
    signed_over: bool


def _shown(marks: Sequence[Item]) -> int:
    return sum(mark.kind == "display" for mark in marks)


class Judge:
    """Judges how well a page's sections and gaps make stories."""

    def __init__(
        self,
        sections: list[Section],
        gaps: list[list[Item]],
        partings: Sequence[Sequence[Parting]] | None = None,
        near: frozenset[int] = frozenset(),
    ) -> None:
        self.sections, self.gaps = sections, gaps
        self._partings = partings or [()] * len(gaps)
        self.cohesion = Cohesion(sections, gaps)
        self._widths: dict[int, float] = {}
        for gap in gaps:
            self._measure(gap)
        for section in sections:
            self._measure(section.insets)
        edges = [gaps[0][:1], gaps[-1][-1:]]
        self._edges = {mark.lines[0].start for edge in edges for mark in edge}
        self._sides: dict[tuple[int, int, int, bool], _Side] = {}
        self._heads: dict[tuple[int, int, int, int, int], list[_Headline]] = {}
        self._gains: dict[tuple[int, int, int], list[tuple[int, int, float, float, float]]] = {}
        # The signs of all sections before each.
        self._lengths = [0, *accumulate(sum(map(len, section.texts)) for section in sections)]
        # The insets of all sections before each.
        self._insets = [0, *accumulate(len(section.insets) for section in sections)]
        texts = [line for section in sections for item in section.paragraphs for line in item.lines]
        self._size = body_size(texts)
        self._sets_large = any(larger(mark, self._size) >= HEADLINE_SIZE for gap in gaps for mark in gap)
        self._rubrics = [
            section.listed or is_notice(section, gap) for section, gap in zip(sections, gaps, strict=False)
        ]
        self._leads = [lead_score(section, gap) for section, gap in zip(sections, gaps, strict=False)]
        self.inside = Inside(sections, gaps, self.cohesion, self._size, near)

    def _measure(self, marks: Sequence[Item]) -> None:
        for group in groups_of([mark for mark in marks if mark.kind == "display"]):
            self._widths.update({mark.lines[0].start: sum(one.lines[0].width for one in group) for mark in group})
            if len(group) > 1 and group[0].lines[0].width <= _LABEL:
                # A label may stand right on a headline, and is still one.
                self._widths[group[0].lines[0].start] = group[0].lines[0].width

    def insets(self, first: int, last: int) -> list[Item]:
        """What stands in the middle of the text of the sections ``[first, last)``."""
        if self._insets[first] == self._insets[last]:
            return []
        return [mark for section in self.sections[first:last] for mark in section.insets]

    def _title(self, marks: Sequence[Item], first: int, last: int) -> float:
        """How well display lines make the headline of the sections ``[first, last)``."""
        lines = [mark.lines[0] for mark in marks]
        width = sum(line.width for line in lines)
        score = next(gain for most, gain in _TITLE_WIDTHS if width <= most)
        score += WEIGHTS.doubt * sum(min(mark.doubt, 0.0) for mark in marks)
        score += WEIGHTS.coverage * self.cohesion.coverage(lines, first, last)
        named = sum(names_notice(line.text) for line in lines)
        if self._rubrics[first] and len(lines) == 1 and (named or lines[0].width <= _RUBRIC):
            # A list of briefs, or a notice, has a name for a headline: short, and of words that it lacks itself.
            score = WEIGHTS.rubric
        if len(lines) > 1:
            score += WEIGHTS.notice * named
            score += WEIGHTS.more_lines * (len(lines) - 1)
            score += WEIGHTS.blank_between * sum(line.blank for line in lines[1:])
            for line in lines:
                if self.cohesion.coverage([line], first, last) < (0.1 if line.blank else _STRANGE):
                    score += WEIGHTS.foreign
        if self._sets_large:
            score += sum(1.0 if larger(mark, self._size) >= HEADLINE_SIZE else -2.0 for mark in marks)
        ending = lines[-1].text[-1]
        if (lines[-1].final and ending in "。.;") or ending in ":,、":
            score -= 2.0
        return score

    def unused(self, mark: Item) -> tuple[float, bool]:
        """What it costs to leave a display line without a part in any headline, and whether it is then read as text."""
        start = mark.lines[0].start
        width = self._widths[start]
        loose = WEIGHTS.label if width <= 6 else WEIGHTS.long_label if width <= 8 else WEIGHTS.stray
        if start in self._edges and width <= _LONGEST_SLOGAN:
            loose = max(loose, WEIGHTS.edge)
        loose += min(mark.doubt, 0.0)
        text = -max(mark.doubt, 0.0) - 0.3 if mark.doubt < WEIGHTS.unsure else -math.inf
        return max(loose, text), text > loose

    def choices(self, first: int, skip: int, last: int, until: int) -> Iterator[Choice]:
        """The ways of reading a story of the sections ``[first, last)`` with its marks above and below.

        One for each side of the headline and each place of the byline: the best.
        """
        over = self._side(first, skip, len(self.gaps[first]), above=True)
        under = self._side(last, 0, until, above=False)
        score = WEIGHTS.story + over.score + under.score
        if self._lengths[last] - self._lengths[first] < _SCANT and self._leads[first] < WEIGHTS.dated:
            score += WEIGHTS.scant
        inline = self.inline(first, last)
        insets = self.insets(first, last)
        inside = any(mark.kind == "byline" for mark in insets)
        signatures = bool(over.signed) + inside + bool(under.signed) + self._named(first, last)
        score += WEIGHTS.signed * bool(signatures or inline) + WEIGHTS.signed_twice * max(0, signatures - 1)
        slot: BylineSlot = "first" if over.signed or inside else "end" if under.signed else "none"
        continued = any(mark.kind == "jump" and mark.detail.startswith("from") for mark in over.marks)
        score += 0.0 if continued else self._leads[first]
        score += sum(self.unused(mark)[0] for mark in insets if mark.kind == "display")
        untitled = WEIGHTS.untitled_continuation if continued else WEIGHTS.untitled
        amiss, below = over.misplaced(len(over.marks), 0), under.misplaced(until, 0)
        yield Choice(score + untitled + amiss + below, "none", slot, 0, 0)
        for head in self._headlines(over, first, skip, first, last):
            place = "second" if over.signed and not head.signed_over else slot
            yield Choice(score + below + head.score, "above", place, head.start, head.end)
        for head in self._headlines(under, last, 0, first, last):
            # Who signs below the headline that a story ends with signs the next one.
            late = WEIGHTS.signed_late if under.signed and under.signed[-1] >= head.end else 0.0
            yield Choice(score + amiss + head.score + late, "below", slot, head.start, head.end)
        for start, end in self._inset_ranges(insets):
            shown = insets[start:end]
            if self.cohesion.coverage([mark.lines[0] for mark in shown], first, last) < _TOLD_INSIDE:
                continue
            gain = self._title(shown, first, last) - sum(self.unused(mark)[0] for mark in shown)
            yield Choice(score + amiss + below + gain, "inside", slot, start, end)

    @staticmethod
    def _inset_ranges(insets: Sequence[Item]) -> Iterator[tuple[int, int]]:
        """The ranges of insets that may be a headline."""
        for start in range(len(insets)):
            for end in range(start + 1, len(insets) + 1):
                if insets[end - 1].kind != "display" or (end - 1 > start and insets[end - 1].lines[0].blank):
                    break
                yield start, end

    def inline(self, first: int, last: int) -> bool:
        """Whether the text of the sections ``[first, last)`` itself tells its writers or the agency."""
        return self.sections[first].opening is not None or self.sections[last - 1].closing is not None

    def _named(self, first: int, last: int) -> bool:
        """Whether the text of the sections ``[first, last)`` names its writers itself: 本报讯 alone does not."""
        opening, closing = self.sections[first].opening, self.sections[last - 1].closing
        return bool((opening and opening.names) or (closing and closing.names))

    def _side(self, at: int, start: int, end: int, *, above: bool) -> _Side:
        """A story's marks ``[start, end)`` of the gap above or below its text."""
        known = self._sides.get((at, start, end, above))
        if known is not None:
            return known
        marks = self.gaps[at][start:end]
        signed = [place for place, mark in enumerate(marks) if mark.kind == "byline"]
        bounds = [place for place, mark in enumerate(marks) if mark.kind != "display"]
        texts = [place for place, mark in enumerate(marks) if mark.kind == "display" and self.unused(mark)[1]]
        jumps = [mark.detail for mark in marks if mark.kind == "jump"]
        score = sum(self.unused(mark)[0] for mark in marks if mark.kind == "display")
        score -= 3.0 * sum(after - before > 1 for before, after in pairwise(signed))
        score += self._parted(at, start, end, signed, above=above)
        # 上接 stands over a story's text, 下转 under it.
        if above:
            bound = len(marks) if self.sections[at].opening else max(bounds, default=0)
            score += sum(1.5 if jump.startswith("from") else -6.0 for jump in jumps)
            score += WEIGHTS.signs_above * (start == 0 and self._signs_above(at))
        else:
            bound = -1 if self.sections[at - 1].closing else min(bounds, default=len(marks))
            score += sum(0.5 if jump.startswith("to") else -6.0 for jump in jumps)
            # A text that breaks off in the middle of a sentence goes on elsewhere.
            score -= 1.5 * (breaks_off(self.sections[at - 1], self.gaps[at]) and not jumps)
            # A label announces the story below it, and so does a byline if all else is equal.
            score -= 0.2 * _shown(marks) + 0.001 * bool(signed)
        known = self._sides[at, start, end, above] = _Side(marks, above, signed, texts, bound, score)
        return known

    def _signs_above(self, at: int) -> bool:
        """Whether a gap begins with a byline that stands in one frame with the end of the text above it."""
        gap = self.gaps[at]
        if not at or not gap or gap[0].kind != "byline" or gap[0].lines[0].blank:
            return False
        below = gap[1] if len(gap) > 1 else self.sections[at].paragraphs[0]
        return below.lines[0].blank and not any(parting.place == 0 for parting in self._partings[at])

    def _parted(self, at: int, start: int, end: int, signed: Sequence[int], *, above: bool) -> float:
        """What it costs that captions or furniture stand between a story's text and its writers, or a page's head."""
        score = 0.0
        for parting in self._partings[at]:
            beyond = range(start, parting.place) if above else range(parting.place, end)
            if parting.head:
                score += WEIGHTS.turned * bool(beyond)
            elif not above:
                score += WEIGHTS.parted * any(start + place in beyond for place in signed)
        return max(score, WEIGHTS.turned)

    def _headlines(self, side: _Side, at: int, start: int, first: int, last: int) -> list[_Headline]:
        """The best headlines of the sections ``[first, last)`` on one side: with the byline over them, and without."""
        key = (at, start, len(side.marks), first, last)
        known = self._heads.get(key)
        if known is None:
            best: dict[bool, _Headline] = {}
            for top, foot, gain in self._titles(at, start, start + len(side.marks), first, last):
                between = side.marks[foot:] if side.above else side.marks[:top]
                score = gain + side.misplaced(top, foot) + WEIGHTS.farther * _shown(between)
                over = side.above and bool(side.signed) and side.signed[0] < top
                if over not in best or score > best[over].score:
                    best[over] = _Headline(score, top, foot, over)
            known = self._heads[key] = list(best.values())
        return known

    def _titles(self, at: int, start: int, end: int, first: int, last: int) -> Iterator[tuple[int, int, float]]:
        """The ranges of a gap's marks ``[start, end)`` that may be a headline of the sections, and what each gains."""
        for top, foot, gain, bond, tie in self._ranges(at, first, last):
            if start <= top and foot <= end:
                yield top - start, foot - start, gain - (bond if top > start else 0.0) - (tie if foot < end else 0.0)

    def _ranges(self, at: int, first: int, last: int) -> list[tuple[int, int, float, float, float]]:
        """The ranges of a gap's marks that may be a headline of the sections ``[first, last)``, and what each gains.

        Then what speaks against a mark of the story right above it, and against one right below.
        """
        known = self._gains.get((at, first, last))
        if known is not None:
            return known
        marks, found = self.gaps[at], self._gains.setdefault((at, first, last), [])
        for top, mark in enumerate(marks):
            above = marks[top - 1] if top and marks[top - 1].kind == "display" else None
            bond = 0.0
            if above and mark.kind == "display" and not mark.lines[0].blank:
                bond = self._bond(above.lines[0], mark.lines[0], first, last)
            gain = 0.0
            for foot in range(top + 1, min(len(marks), top + _MAX_TITLE_LINES) + 1):
                if marks[foot - 1].kind != "display":
                    break
                gain -= self.unused(marks[foot - 1])[0]
                # Lines with nothing between them are one headline, but for a label on top.
                tie = 3.5 if foot < len(marks) and tied(marks[foot - 1], marks[foot]) else 0.0
                found.append((top, foot, gain + self._title(marks[top:foot], first, last), bond, tie))
        return found

    @staticmethod
    def style_gain(side: TitleSide, slot: BylineSlot, style: Style, inline: bool) -> float:
        """What a reading loses by departing from the page's style; ``inline``: the text itself names its writers."""
        gain = 0.0
        if side not in ("none", "inside", style.title):
            gain += WEIGHTS.other_side
        if slot == "none":
            if style.signed and not inline:
                gain += WEIGHTS.unsigned
        elif slot != style.byline and not (
            style.title == "below" and style.byline in ("first", "second") and slot in ("first", "second")
        ):
            gain += WEIGHTS.other_slot if style.byline != "none" else WEIGHTS.other_slot / 2
        return gain

    def is_small(self, above: Item, headline: Item) -> bool:
        """Whether a display line stands right on a headline's and is set clearly smaller."""
        line, below = above.lines[0], headline.lines[0]
        if above.kind != "display" or below.blank or not line.size or not below.size:
            return False
        return self._sets_large and line.size * 1.25 <= below.size

    @staticmethod
    def usual(style: Style) -> float:
        """How usual an order is: writers stand under the headline, or over the text where the headline is below."""
        if style.byline == "end":
            return WEIGHTS.signed_below
        return WEIGHTS.signed_over if style.title == "above" and style.byline == "first" else 0.0

    def _bond(self, above: Line, line: Line, first: int, last: int) -> float:
        """How much speaks against a label that stands right on top of the headline: it may be its first line."""
        torn = any(above.text.count(opener) > above.text.count(closer) for opener, closer in ("“”", "《》", "()"))
        if torn or self.cohesion.joint(above, line, first, last):
            return 3.0
        if above.width <= _LABEL:
            return -0.8
        return 1.2 if above.width <= 4 else 2.0 if above.width <= 14 else 4.0

    def torn(self, at: int, place: int) -> bool:
        """Whether a boundary at this place of a gap would tear two lines apart that nothing separates."""
        gap = self.gaps[at]
        return 0 < place < len(gap) and tied(gap[place - 1], gap[place])
