"""From items to stories: which display lines are headlines, of which text, and which writers go with it.

Between two stretches of text stand display lines, bylines and jump lines. Each such gap either lies inside one story
(its display lines are subheads) or a boundary between two stories passes somewhere through it. All boundaries of
a page are decided together by dynamic programming over the gaps, once for each order in which a paper may set
headline, byline and text: the pages of one paper mostly keep to one order, so the order that explains
the whole page best wins. A headline is told by what it is: its length, that it shares rare character pairs with its
story, and that the text before and after it do not go together.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal, NamedTuple

from rag.articles.bylines import Credit, closing_credit, opening_credit
from rag.articles.display import PARTS
from rag.articles.flow import Item
from rag.articles.lines import Line, compact, traits

TitleSide = Literal["above", "below", "none"]
BylineSlot = Literal["first", "second", "end", "none"]


class Style(NamedTuple):
    """In which order a paper sets a story: its headline's side, its byline's place, whether every story is signed."""

    title: TitleSide
    byline: BylineSlot
    signed: bool


_STYLES = tuple(
    Style(title, byline, signed)
    for title in ("above", "below")
    for byline in ("first", "second", "end", "none")
    for signed in (True, False)
    if byline != "none" or not signed
)
_MAX_SECTIONS = 40
_MAX_MARKS = 12
_MAX_TITLE_LINES = 5


@dataclass(frozen=True, slots=True)
class Weights:
    """What speaks for and against a reading, in one unit; set by thought and by trial on the development pages."""

    story: float = -3.3
    signed: float = 2.5
    signed_twice: float = -2.0
    coverage: float = 4.0
    untitled: float = -4.0
    untitled_continuation: float = 0.0
    more_lines: float = -0.3
    blank_between: float = -1.0
    announces: float = 4.0
    likeness: float = 28.0
    likeness_usual: float = 0.047
    likeness_most: float = 2.0
    alike: float = 1.5
    parts: float = -2.0
    more_subheads: float = -1.2
    label: float = -0.6
    long_label: float = -1.2
    stray: float = -2.2
    edge: float = -1.4
    foreign: float = -1.0
    unsure: float = 3.0
    doubt: float = 1.0
    other_side: float = -1.7
    other_slot: float = -1.5
    unsigned: float = -2.5
    signed_below: float = -0.6
    new_style: float = -4.0
    torn: float = -3.0


WEIGHTS = Weights()
# How well a width in em suits a subhead, and a headline.
_SUBHEAD_WIDTHS = ((3, -2.0), (13, 0.5), (15, -0.5), (18, -1.7), (22, -3.0), (math.inf, -4.0))
_TITLE_WIDTHS = ((3.5, -5.0), (5.5, -2.5), (8.5, -1.3), (34, 0.0), (45, -1.0), (math.inf, -4.0))


@dataclass(slots=True)
class Section:
    """Text between two gaps: its paragraphs, and the writers whom its own first or last words name."""

    paragraphs: list[Item] = field(default_factory=list)
    opening: Credit | None = None
    closing: Credit | None = None

    @property
    def open(self) -> bool:
        """Whether the text stops in the middle of a sentence."""
        return self.closing is None and self.paragraphs[-1].open

    @property
    def texts(self) -> list[str]:
        """The section's lines in plain signs."""
        return [line.text for item in self.paragraphs for line in item.lines]


@dataclass(slots=True)
class Draft:
    """A story's parts before its text is put together; subheads and paragraphs are in order in ``blocks``."""

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


@dataclass(slots=True)
class Layout:
    """A page's stories, and the items that belong to none."""

    drafts: list[Draft]
    loose: list[Item]


def lay_out(items: Sequence[Item], raw: str) -> Layout:
    """Tell the stories of a page apart; ``raw`` is the page's text in ``plain`` signs."""
    layout = Layout([], [item for item in items if item.kind in ("caption", "furniture")])
    for sheet in _sheets([item for item in items if item.kind not in ("caption", "furniture")]):
        sections, gaps = _sections(sheet, raw)
        for gap in gaps:
            if len(gap) > _MAX_MARKS or not sections:
                layout.loose.extend(gap[_MAX_MARKS // 2 : -_MAX_MARKS // 2] if sections else gap)
                del gap[_MAX_MARKS // 2 : -_MAX_MARKS // 2]
        if sections:
            _Page(sections, gaps, layout).solve()
    return layout


def _sheets(items: Sequence[Item]) -> Iterator[list[Item]]:
    """The items of each sheet; a sheet whose text breaks off in a sentence goes on in the next."""
    sheet: list[Item] = []
    for item in items:
        if sheet and sheet[-1].sheet != item.sheet:
            last = sheet[-1]
            if not (last.kind == item.kind == "paragraph" and last.open and not item.begins):
                yield sheet
                sheet = []
        sheet.append(item)
    if sheet:
        yield sheet


def _sections(items: Iterable[Item], raw: str) -> tuple[list[Section], list[list[Item]]]:
    """Text and gaps in turn: ``gaps[n]`` stands before ``sections[n]``, the last gap after all."""
    sections: list[Section] = []
    gaps: list[list[Item]] = [[]]
    fresh = True
    for item in items:
        if item.kind != "paragraph":
            gaps[-1].append(item) if fresh else gaps.append([item])
            fresh = True
            continue
        first, last = item.lines[0], item.lines[-1]
        opening = opening_credit(raw[first.start : min(last.end, first.start + 160)])
        if opening:
            if not fresh:
                gaps.append([])
            fresh = True
        if fresh:
            sections.append(Section(opening=opening))
            fresh = False
        sections[-1].paragraphs.append(item)
        closing = closing_credit(raw[max(first.start, last.end - 80) : last.end])
        if closing:
            sections[-1].closing = closing
            gaps.append([])
            fresh = True
    if not fresh:
        gaps.append([])
    return sections, gaps


def _groups(marks: Sequence[Item]) -> list[list[Item]]:
    """Display lines in groups, those together that stand on neighbouring lines and belong together."""
    groups: list[list[Item]] = []
    for mark in marks:
        if groups and _tied(groups[-1][-1], mark):
            groups[-1].append(mark)
        else:
            groups.append([mark])
    return groups


def _tied(above: Item, below: Item) -> bool:
    """Whether nothing stands between two display lines, and neither is rather running text."""
    if not above.kind == below.kind == "display" or below.lines[0].blank:
        return False
    return (above.doubt < 0) == (below.doubt < 0)


def _shape(text: str) -> tuple[str, bool]:
    """What subheads of one story have in common: the sign that divides or ends them, and quotation marks after it."""
    sign = next((sign for sign in ":?!、—" if sign in text), "")
    return sign, sign != "" and "“" in text[text.find(sign) :]


class _Choice(NamedTuple):
    """How a story's marks are read: the headline as a range of its marks above or below, and at what score."""

    score: float
    side: TitleSide
    slot: BylineSlot
    start: int
    end: int


class _Step(NamedTuple):
    """A story from one boundary to the next; a boundary is a gap and a place in it."""

    origin: tuple[int, int]
    target: tuple[int, int]
    choice: _Choice


class _Page:
    def __init__(self, sections: list[Section], gaps: list[list[Item]], layout: Layout) -> None:
        self.sections, self.gaps, self.layout = sections, gaps, layout
        doubtful = [[mark.lines[0].text for mark in gap if mark.kind == "display" and mark.doubt < 0] for gap in gaps]
        self.pairs = [set(traits([*texts, *section.texts])) for texts, section in zip(doubtful, sections, strict=False)]
        counts: Counter[str] = Counter()
        blocks = 0
        for section in sections:
            for paragraph in section.paragraphs:
                counts.update(set(traits(line.text for line in paragraph.lines)))
                blocks += 1
        self.rarity = {pair: math.log(1 + blocks / count) for pair, count in counts.items()}
        self.unknown = math.log(1 + blocks)
        self.squares = {pair: rarity**2 for pair, rarity in self.rarity.items()}
        self.unknown_square = self.unknown**2
        self.shown: dict[tuple[int, ...], dict[str, float]] = {}
        self.covered: dict[tuple[tuple[int, ...], int, int], float] = {}
        self.widths: dict[int, float] = {}
        for gap in gaps:
            for group in _groups([mark for mark in gap if mark.kind == "display"]):
                self.widths.update({mark.lines[0].start: sum(one.lines[0].width for one in group) for mark in group})
        edges = [gaps[0][:1], gaps[-1][-1:]]
        self.edges = {mark.lines[0].start for edge in edges for mark in edge}
        self.inner = [self._inner(at) for at in range(len(gaps))]

    # --- scores --------------------------------------------------------------------------------------------------

    def _likeness(self, here: set[str], there: set[str]) -> float:
        """The cosine of two stretches of text, by the rarity of the character pairs that they share."""
        weights = self.squares
        shared = math.fsum(weights.get(pair, self.unknown_square) for pair in here & there)
        if not shared:
            return 0.0
        norms = [math.fsum(weights.get(pair, self.unknown_square) for pair in pairs) for pairs in (here, there)]
        return shared / math.sqrt(norms[0] * norms[1])

    def _inner(self, at: int) -> float:
        """What it costs (or gains) that a gap lies inside one story."""
        if at == 0 or at == len(self.sections):
            return -1e9
        before, after, gap = self.sections[at - 1], self.sections[at], self.gaps[at]
        score = 0.0
        for mark in gap:
            score -= {"byline": 7.0, "jump": 8.0}.get(mark.kind, 0.0)
        if after.opening:
            score -= 6.0
        if before.closing:
            score -= 5.0
        if before.open:
            score += 1.0
        return score + self._subheads(at)[0]

    def _subheads(self, at: int) -> tuple[float, list[Item]]:
        """What a gap's display lines cost inside a story, and those of them that are best read as its running text."""
        shown = [mark for mark in self.gaps[at] if mark.kind == "display"]
        if not shown:
            return self._bound(at), []
        options = []
        for limit in (-math.inf, 0.0, WEIGHTS.unsure):
            # Lines with nothing between them are read alike.
            texts = [mark for group in _groups(shown) if max(one.doubt for one in group) < limit for mark in group]
            heads = [mark for mark in shown if mark not in texts]
            score = -sum(max(mark.doubt, 0.0) for mark in texts) + sum(min(mark.doubt, 0.0) for mark in heads)
            if heads:
                width = sum(mark.lines[0].width for mark in heads)
                score += next(gain for most, gain in _SUBHEAD_WIDTHS if width <= most)
                score += WEIGHTS.parts * any(PARTS.search(mark.lines[0].text) is not None for mark in heads)
                score += WEIGHTS.more_subheads * (len(heads) - 1) - (2.0 if len(heads) > 2 else 0.0)
                score += self._bound(at) + self._announces(heads, at) + WEIGHTS.alike * self._alike(heads, at)
            options.append((score, texts))
        return max(options, key=lambda option: option[0])

    def _alike(self, heads: Sequence[Item], at: int) -> bool:
        """Whether the display lines of a neighbouring gap are made like these: subheads of one story often are."""
        shapes = {
            _shape(mark.lines[0].text)
            for near in (at - 1, at + 1)
            for mark in self.gaps[near]
            if mark.kind == "display"
        }
        return _shape(heads[0].lines[0].text) in shapes - {("", False)}

    def _announces(self, heads: Sequence[Item], at: int) -> float:
        """How much more a subhead shares with the text below it than above it, where it may be a headline."""
        lines = [mark.lines[0] for mark in heads]
        above, below = self._coverage(lines, at - 1, at), self._coverage(lines, at, at + 1)
        return max(-1.5, min(0.5, WEIGHTS.announces * (below - max(above, 0.2))))

    def _bound(self, at: int) -> float:
        """How well the text before a gap and after it go together."""
        likeness = self._likeness(self.pairs[at - 1], self.pairs[at])
        most = WEIGHTS.likeness_most
        return max(-most, min(most, WEIGHTS.likeness * (likeness - WEIGHTS.likeness_usual)))

    def _coverage(self, lines: Sequence[Line], first: int, last: int) -> float:
        """Which share of display lines' traits, by rarity, stands in the sections ``[first, last)``."""
        starts = tuple(line.start for line in lines)
        known = self.covered.get((starts, first, last))
        if known is not None:
            return known
        traits_here = self.shown.get(starts)
        if traits_here is None:
            traits_here = self.shown[starts] = {
                pair: self.rarity.get(pair, self.unknown) for pair in traits(line.text for line in lines)
            }
        total = sum(traits_here.values())
        left = set(traits_here)
        for at in range(first, last):
            left -= self.pairs[at]
        share = 1 - math.fsum(traits_here[pair] for pair in left) / total if total else 0.0
        self.covered[starts, first, last] = share
        return share

    def _title(self, marks: Sequence[Item], first: int, last: int) -> float:
        """How well display lines make the headline of the sections ``[first, last)``."""
        lines = [mark.lines[0] for mark in marks]
        width = sum(line.width for line in lines)
        score = next(gain for most, gain in _TITLE_WIDTHS if width <= most) + sum(
            min(mark.doubt, 0.0) for mark in marks
        )
        score += WEIGHTS.coverage * self._coverage(lines, first, last)
        if len(lines) > 1:
            score += WEIGHTS.more_lines * (len(lines) - 1)
            score += WEIGHTS.blank_between * sum(line.blank for line in lines[1:])
            for line in lines:
                if self._coverage([line], first, last) < (0.1 if line.blank else 0.04):
                    score += WEIGHTS.foreign
        ending = lines[-1].text[-1]
        if (lines[-1].final and ending in "。.;") or ending in ":,、":
            score -= 2.0
        return score

    def _unused(self, mark: Item) -> tuple[float, bool]:
        """What it costs to leave a display line without a part in any headline, and whether it is then read as text."""
        start = mark.lines[0].start
        width = self.widths[start]
        loose = WEIGHTS.label if width <= 6 else WEIGHTS.long_label if width <= 8 else WEIGHTS.stray
        if start in self.edges:
            loose = max(loose, WEIGHTS.edge)
        loose += min(mark.doubt, 0.0)
        text = -max(mark.doubt, 0.0) - 0.3 if mark.doubt < WEIGHTS.unsure else -math.inf
        return max(loose, text), text > loose

    def _choices(self, first: int, skip: int, last: int, until: int) -> Iterator[_Choice]:
        """The ways of reading a story of the sections ``[first, last)`` with its marks above and below."""
        above, below = self.gaps[first][skip:], self.gaps[last][:until]
        score = WEIGHTS.story
        signed_above = [at for at, mark in enumerate(above) if mark.kind == "byline"]
        signed_below = [at for at, mark in enumerate(below) if mark.kind == "byline"]
        inline = self.sections[first].opening is not None or self.sections[last - 1].closing is not None
        signatures = bool(signed_above) + bool(signed_below) + inline
        score += WEIGHTS.signed * min(signatures, 1) + WEIGHTS.signed_twice * max(0, signatures - 1)
        for run in (signed_above, signed_below):
            score -= 3.0 * sum(after - before > 1 for before, after in pairwise(run))
        from_above = False
        for mark in above:
            if mark.kind == "jump":
                from_above = from_above or mark.detail.startswith("from")
                score += 1.5 if mark.detail.startswith("from") else -6.0
        for mark in below:
            if mark.kind == "jump":
                score += 0.5 if mark.detail.startswith("to") else -6.0
        # A text that breaks off or begins in the middle of a sentence goes on elsewhere.
        if self.sections[last - 1].open and not any(mark.kind == "jump" for mark in below):
            score -= 1.5
        unused = sum(self._unused(mark)[0] for mark in (*above, *below) if mark.kind == "display")
        # A label announces the story below it.
        unused -= 0.2 * sum(mark.kind == "display" for mark in below)

        def slot(side: TitleSide, start: int) -> BylineSlot:
            if signed_above:
                return "first" if side != "above" or signed_above[0] < start else "second"
            return "end" if signed_below else "none"

        untitled = WEIGHTS.untitled_continuation if from_above else WEIGHTS.untitled
        yield _Choice(score + unused + untitled, "none", slot("none", 0), 0, 0)
        for side, marks in (("above", above), ("below", below)):
            for start in range(len(marks)):
                gain = 0.0
                for end in range(start + 1, min(len(marks), start + _MAX_TITLE_LINES) + 1):
                    if marks[end - 1].kind != "display":
                        break
                    gain -= self._unused(marks[end - 1])[0]
                    title = self._title(marks[start:end], first, last)
                    # Lines with nothing between them are one headline, but for a label on top.
                    if end < len(marks) and _tied(marks[end - 1], marks[end]):
                        title -= 3.5
                    if start and marks[start - 1].kind == "display" and not marks[start].lines[0].blank:
                        title -= self._bond(marks[start - 1].lines[0], marks[start].lines[0], first, last)
                    yield _Choice(score + unused + gain + title, side, slot(side, start), start, end)  # type: ignore[arg-type]

    @staticmethod
    def _style_gain(choice: _Choice, style: Style, inline: bool) -> float:
        gain = 0.0
        if choice.side not in ("none", style.title):
            gain += WEIGHTS.other_side
        if choice.slot == "none":
            if style.signed and not inline:
                gain += WEIGHTS.unsigned
        elif choice.slot != style.byline and not (
            style.title == "below" and style.byline in ("first", "second") and choice.slot in ("first", "second")
        ):
            gain += WEIGHTS.other_slot if style.byline != "none" else WEIGHTS.other_slot / 2
        return gain

    def _bond(self, above: Line, line: Line, first: int, last: int) -> float:
        """How much speaks against a label that stands right on top of the headline: it may be its first line."""
        head, rest = compact(above.text), compact(line.text)
        joint = head[-1] + rest[0]
        if any(joint in self.pairs[at] for at in range(first, last)):
            return 3.0
        if above.width <= 4:
            return -0.8
        if not self._coverage([above], first, last):
            return 0.5
        return 1.0 if above.width <= 5 else 2.0

    def _torn(self, at: int, place: int) -> bool:
        """Whether a boundary at this place of a gap would tear two lines apart that nothing separates."""
        gap = self.gaps[at]
        return 0 < place < len(gap) and _tied(gap[place - 1], gap[place])

    # --- search --------------------------------------------------------------------------------------------------

    def _steps(self) -> Iterator[tuple[tuple[int, int], list[tuple[tuple[int, int], bool, list[_Choice], float]]]]:
        """For each boundary in order, the stories that may end there."""
        count = len(self.sections)
        for last in range(1, count + 1):
            ends = [len(self.gaps[last])] if last == count else range(len(self.gaps[last]) + 1)
            for until in ends:
                stories = []
                inner = WEIGHTS.torn if self._torn(last, until) else 0.0
                for first in range(last - 1, max(-1, last - 1 - _MAX_SECTIONS), -1):
                    inline = self.sections[first].opening is not None or self.sections[last - 1].closing is not None
                    for skip in [0] if first == 0 else range(len(self.gaps[first]) + 1):
                        best: dict[tuple[str, str], _Choice] = {}
                        for choice in self._choices(first, skip, last, until):
                            key = (choice.side, choice.slot)
                            if key not in best or choice.score > best[key].score:
                                best[key] = choice
                        stories.append(((first, skip), inline, list(best.values()), inner))
                    inner += self.inner[first]
                    if inner < -8.0:
                        break
                yield (last, until), stories

    def solve(self) -> None:
        """Add the stories of the best reading, over all styles, to the layout."""
        start = (0, 0)
        scores = [{start: WEIGHTS.signed_below if style.byline == "end" else 0.0} for style in _STYLES]
        back: list[dict[tuple[int, int], tuple[_Step, int]]] = [{} for _ in _STYLES]
        for target, stories in self._steps():
            for number, style in enumerate(_STYLES):
                best = -math.inf
                for origin, inline, choices, inner in stories:
                    so_far = scores[number].get(origin)
                    if so_far is None:
                        continue
                    for choice in choices:
                        total = so_far + inner + choice.score + self._style_gain(choice, style, inline)
                        if total > best:
                            best = total
                            back[number][target] = _Step(origin, target, choice), number
                scores[number][target] = best
            # Two pages may stand in one text with nothing between them: the style may change, at a price.
            leader = max(range(len(_STYLES)), key=lambda at: scores[at][target])
            for number in range(len(_STYLES)):
                if scores[leader][target] + WEIGHTS.new_style > scores[number][target]:
                    scores[number][target] = scores[leader][target] + WEIGHTS.new_style
                    back[number][target] = back[leader][target]
        at = (len(self.sections), len(self.gaps[-1]))
        number = max(range(len(_STYLES)), key=lambda style: scores[style][at])
        drafts: list[Draft] = []
        while at != start:
            step, number = back[number][at]
            drafts.append(self._draft(step))
            at = step.origin
        self.layout.drafts.extend(reversed(drafts))

    def _draft(self, step: _Step) -> Draft:
        (first, skip), (last, until), choice = step
        above, below = self.gaps[first][skip:], self.gaps[last][:until]
        marks = above if choice.side == "above" else below
        headline = marks[choice.start : choice.end]
        draft = Draft(headline, [], [], [], [], self.sections[first].opening, self.sections[last - 1].closing)
        self._take(draft, above)
        for at in range(first, last):
            if at > first:
                texts = self._subheads(at)[1]
                for mark in self.gaps[at]:
                    if mark.kind != "display":
                        (draft.bylines if mark.kind == "byline" else draft.jumps).append(mark)
                    elif mark in texts:
                        draft.add_text(mark)
                    elif draft.blocks and draft.blocks[-1][0] == "subhead":
                        draft.blocks[-1][1].append(mark)
                    else:
                        draft.blocks.append(("subhead", [mark]))
            for paragraph in self.sections[at].paragraphs:
                draft.add_text(paragraph)
        self._take(draft, below)
        return draft

    def _take(self, draft: Draft, marks: Sequence[Item]) -> None:
        """Give a story its marks; a display line without a part in it is its label, its text, or stays loose."""
        for mark in marks:
            if mark.kind == "byline":
                draft.bylines.append(mark)
            elif mark.kind == "jump":
                draft.jumps.append(mark)
            elif mark not in draft.headline:
                if self._unused(mark)[1]:
                    draft.add_text(mark)
                elif mark.lines[0].width <= 8:
                    draft.labels.append(mark)
                else:
                    self.layout.loose.append(mark)
