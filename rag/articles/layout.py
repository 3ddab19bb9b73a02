"""From items to stories: which display lines are headlines, of which text, and which writers go with it.

Between two stretches of text stand display lines, bylines and jump lines. Each such gap either lies inside one story
(its display lines are subheads) or a boundary between two stories passes somewhere through it. All boundaries of
a page are decided together by dynamic programming over the gaps, once for each order in which a paper may set
headline, byline and text: the pages of one paper mostly keep to one order, so the order that explains
the whole page best wins.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Literal, NamedTuple, get_args

import numpy as np

from rag.articles.boxes import behind_boxes
from rag.articles.bylines import Credit
from rag.articles.flow import Item
from rag.articles.glued import part_headlines
from rag.articles.insets import with_insets
from rag.articles.pieces import MARK
from rag.articles.seams import part_at_seams
from rag.articles.sections import partings, sections_of, sheets_of
from rag.articles.spacing import near_gaps
from rag.articles.stories import BylineSlot, Choice, Judge, Style, TitleSide
from rag.articles.weights import WEIGHTS

_STYLES = tuple(
    Style(title, byline, signed)
    for title in ("above", "below")
    for byline in ("first", "second", "end", "none")
    for signed in (True, False)
    if byline != "none" or not signed
)
_MAX_SECTIONS = 40
_MAX_MARKS = 12
# How wide a label is at most, in em.
LABEL = 8


@dataclass(slots=True)
class Draft:
    """A story's parts before its text is put together; subheads and paragraphs are in order in ``blocks``."""

    kicker: list[Item]
    headline: list[Item]
    labels: list[Item]
    bylines: list[Item]
    jumps: list[Item]
    blocks: list[tuple[Literal["paragraph", "subhead"], list[Item]]]
    opening: Credit | None
    closing: Credit | None

    def add_text(self, item: Item) -> None:
        """Add running text: a paragraph, or more of the one before."""
        if not item.begins and self.blocks and self.blocks[-1][0] == "paragraph":
            self.blocks[-1][1].append(item)
        else:
            self.blocks.append(("paragraph", [item]))

    def add_subhead(self, item: Item) -> None:
        """Add a subhead, or more of the one before."""
        if self.blocks and self.blocks[-1][0] == "subhead":
            self.blocks[-1][1].append(item)
        else:
            self.blocks.append(("subhead", [item]))


@dataclass(slots=True)
class Layout:
    """A page's stories, and the items that belong to none."""

    drafts: list[Draft]
    loose: list[Item]


def lay_out(items: Sequence[Item], raw: str) -> Layout:
    """Tell the stories of a page apart; ``raw`` is the page's text in ``plain`` signs."""
    layout = Layout([], [item for item in items if item.kind in ("caption", "furniture")])
    around = sorted((item for item in layout.loose if item.detail != MARK), key=lambda item: item.lines[0].start)
    for sheet in sheets_of([item for item in items if item.kind not in ("caption", "furniture")]):
        sections, gaps = part_at_seams(*sections_of(with_insets(behind_boxes(with_text(sheet))), around, raw))
        part_headlines(sections, gaps)
        for gap in gaps:
            if len(gap) > _MAX_MARKS or not sections:
                layout.loose.extend(gap[_MAX_MARKS // 2 : -_MAX_MARKS // 2] if sections else gap)
                del gap[_MAX_MARKS // 2 : -_MAX_MARKS // 2]
        if sections:
            judge = Judge(sections, gaps, partings(sections, gaps, around), near_gaps(gaps, raw))
            _Page(judge, layout).solve()
    return layout


def with_text(sheet: list[Item]) -> list[Item]:
    """A sheet without running text takes its whole sentences for that: a brief of one line has no column."""
    if any(item.kind == "paragraph" for item in sheet):
        return sheet
    return [
        replace(item, kind="paragraph") if item.kind == "display" and item.lines[0].is_sentence else item
        for item in sheet
    ]


_KINDS: dict[tuple[TitleSide, BylineSlot, bool], int] = {
    (side, slot, inline): number
    for number, (side, slot, inline) in enumerate(product(get_args(TitleSide), get_args(BylineSlot), (False, True)))
}
# What each kind of reading loses in each style by departing from it.
_GAINS = np.array([[Judge.style_gain(side, slot, style, inline) for style in _STYLES] for side, slot, inline in _KINDS])


class _Step(NamedTuple):
    """A story from one boundary to the next; a boundary is a gap and a place in it."""

    origin: tuple[int, int]
    target: tuple[int, int]
    choice: Choice


class _Page:
    def __init__(self, judge: Judge, layout: Layout) -> None:
        self.sections, self.gaps, self.layout = judge.sections, judge.gaps, layout
        self.judge = judge

    def _targets(self) -> Iterator[tuple[int, int]]:
        """Each boundary at which a story may end, in order."""
        count = len(self.sections)
        for last in range(1, count + 1):
            for until in [len(self.gaps[last])] if last == count else range(len(self.gaps[last]) + 1):
                yield last, until

    def _origins(self, last: int, until: int) -> Iterator[tuple[int, int, float]]:
        """The boundaries at which a story that ends here may begin, and what it costs that it is one story."""
        torn = WEIGHTS.torn if self.judge.torn(last, until) else 0.0
        for first, inner in self.judge.inside.spans(last, last - _MAX_SECTIONS):
            for skip in [0] if first == 0 else range(len(self.gaps[first]) + 1):
                yield first, skip, torn + inner

    def solve(self) -> None:
        """Add the stories of the best reading, over all styles, to the layout."""
        start = (0, 0)
        every = np.arange(len(_STYLES))
        # For each boundary, the best score up to it in each style, and the step that led there.
        scores = {start: np.array([self.judge.usual(style) for style in _STYLES])}
        back: dict[tuple[int, int], list[tuple[_Step, int]]] = {}
        for target in self._targets():
            steps, before, own, kinds = [], [], [], []
            for first, skip, inner in self._origins(*target):
                inline = self.judge.inline(first, target[0])
                for choice in self.judge.choices(first, skip, *target):
                    steps.append(_Step((first, skip), target, choice))
                    before.append(scores[first, skip])
                    own.append((inner, choice.score))
                    kinds.append(_KINDS[choice.side, choice.slot, inline])
            gains = np.array(own)
            totals = np.array(before) + gains[:, :1] + gains[:, 1:] + _GAINS[kinds]
            ways = totals.argmax(axis=0)
            best = totals[ways, every]
            # Two pages may stand in one text with nothing between them: the style may change, at a price.
            leader = int(best.argmax())
            changed = best[leader] + WEIGHTS.new_style
            back[target] = [
                (steps[ways[number]], number) for number in np.where(changed > best, leader, every).tolist()
            ]
            scores[target] = np.maximum(best, changed)
        at = (len(self.sections), len(self.gaps[-1]))
        number = int(scores[at].argmax())
        drafts: list[Draft] = []
        while at != start:
            step, number = back[at][number]
            drafts.append(self._draft(step))
            at = step.origin
        self.layout.drafts.extend(reversed(drafts))

    def _draft(self, step: _Step) -> Draft:
        (first, skip), (last, until), choice = step
        above, below = self.gaps[first][skip:], self.gaps[last][:until]
        insets = self.judge.insets(first, last)
        marks = {"above": above, "inside": insets}.get(choice.side, below)
        headline = marks[choice.start : choice.end]
        parted = 1 if len(headline) > 1 and self.judge.is_small(headline[0], headline[1]) else 0
        kicker, headline = headline[:parted], headline[parted:]
        if not kicker and choice.start and self.judge.is_small(marks[choice.start - 1], marks[choice.start]):
            kicker = [marks[choice.start - 1]]
        draft = Draft(kicker, headline, [], [], [], [], self.sections[first].opening, self.sections[last - 1].closing)
        self._take(draft, above)
        for at in range(first, last):
            if at > first:
                texts = self.judge.inside.subheads(at)[1]
                for mark in self.gaps[at]:
                    if mark.kind != "display":
                        (draft.bylines if mark.kind == "byline" else draft.jumps).append(mark)
                    elif mark in texts:
                        draft.add_text(mark)
                    else:
                        draft.add_subhead(mark)
            for paragraph in self.sections[at].paragraphs:
                draft.add_text(paragraph)
        self._take(draft, below)
        self._take(draft, insets, inside=True)
        return draft

    def _take(self, draft: Draft, marks: Sequence[Item], *, inside: bool = False) -> None:
        """Give a story its marks; a display line without a part in it is its label, its text, or stays loose.

        One that a sentence runs past, ``inside`` the text, is none of it.
        """
        for mark in marks:
            if mark.kind == "byline":
                draft.bylines.append(mark)
            elif mark.kind == "jump":
                draft.jumps.append(mark)
            elif mark not in draft.headline and mark not in draft.kicker:
                if self.judge.unused(mark)[1] and not inside:
                    draft.add_text(mark)
                elif mark.lines[0].width <= LABEL:
                    draft.labels.append(mark)
                else:
                    self.layout.loose.append(mark)
