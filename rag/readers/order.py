"""The reading order of a printed sheet: lines to blocks, blocks to the stories that they belong to.

Columns of newspapers cannot be told by cutting the sheet along white space alone (XY-cut, Nagy & Seth 1984): a story's
last column may run down beside the next story's headline. So headlines lead here: each block belongs to the lowest
headline above it whose width covers it, and one without any to the story of the column on its left.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from rag.readers.lines import Box, PrintedLine, around
from rag.readers.metadata import is_folio

# All in multiples of the type size.
_WIDEST_LEADING = 1.1
_HEADLINE = 1.4
_WIDE_HEADLINE = 1.12
_SAME_SIZE = 1.09
# A sheet with more than these is a table or an attack, no page of stories: it is read from top to bottom.
_MOST_LINES, _MOST_BLOCKS, _MOST_COLUMNS = 3000, 500, 60


@dataclass(slots=True, eq=False)
class _Block:
    """Lines of one size, one below the other."""

    lines: list[PrintedLine]
    box: Box

    @classmethod
    def of(cls, line: PrintedLine) -> _Block:
        return cls([line], around([line]))

    def add(self, line: PrintedLine) -> None:
        self.lines.append(line)
        self.box = around([self.box, line])

    @property
    def size(self) -> float:
        return self.lines[0].size


@dataclass(slots=True, eq=False)
class _Story:
    """A headline with what stands below it; ``reach`` is the box that it leads, wider than its words where white is."""

    head: list[_Block]
    reach: Box
    body: list[_Block] = field(default_factory=list)


def reading_order(lines: Sequence[PrintedLine], pictures: Iterable[Box] = ()) -> list[list[PrintedLine]]:
    """Order a sheet's lines as blocks: head furniture, story by story, foot furniture."""
    if not lines:
        return []
    blocks = _blocks(lines) if len(lines) <= _MOST_LINES else []
    if not 0 < len(blocks) <= _MOST_BLOCKS:
        return [list(lines)]
    folios = [block for block in blocks if len(block.lines) <= 2 and any(is_folio(line.text) for line in block.lines)]
    extent = around(lines)
    height = extent.bottom - extent.top
    head_line = max((b.box.bottom for b in folios if b.box.bottom < extent.top + 0.15 * height), default=extent.top)
    foot_line = min((b.box.top for b in folios if b.box.top > extent.bottom - 0.1 * height), default=extent.bottom)
    head = [block for block in blocks if _middle(block) < head_line and len(block.lines) <= 3]
    foot = [block for block in blocks if _middle(block) > foot_line and len(block.lines) <= 3]
    rest = [block for block in blocks if block not in head and block not in foot]
    ordered = [*head, *_stories_in_order(rest, list(pictures)), *foot]
    return [block.lines for block in ordered]


def _blocks(lines: Sequence[PrintedLine]) -> list[_Block]:
    """Join lines of one size, each to the one right above it, unless it lies across several columns.

    Nothing comes back for a sheet with too many columns.
    """
    blocks: list[_Block] = []
    open_blocks: list[_Block] = []
    for index, line in enumerate(lines):
        open_blocks = [block for block in open_blocks if line.top - block.box.bottom < _WIDEST_LEADING * block.size]
        near = [
            block
            for block in open_blocks
            if block.box.above(line) > 0.5 * line.size and block.box.bottom <= line.top + 0.4 * line.size
        ]
        if len(near) == 1 and _continues(near[0], line, _level_with(lines, index)):
            near[0].add(line)
        else:
            blocks.append(_Block.of(line))
            open_blocks.append(blocks[-1])
        if len(open_blocks) > _MOST_COLUMNS:
            return []
    return blocks


def _continues(block: _Block, line: PrintedLine, level: list[PrintedLine]) -> bool:
    if not 1 / _SAME_SIZE < line.size / block.size < _SAME_SIZE:
        return False
    if any(other.above(block.box) > 0 for other in level):
        return False
    wider = max(block.box.left - line.left, line.right - block.box.right)
    return len(block.lines) < 3 or wider < 2 * line.size


def _level_with(lines: Sequence[PrintedLine], index: int) -> list[PrintedLine]:
    """The other lines that stand beside a line; ``lines`` are sorted by their top."""
    line = lines[index]
    found: list[PrintedLine] = []
    for step in (-1, 1):
        at = index + step
        while (
            0 <= at < len(lines) and len(found) < 2 * _MOST_COLUMNS and abs(lines[at].top - line.top) < 0.5 * line.size
        ):
            found.append(lines[at])
            at += step
    return found


def _stories_in_order(blocks: list[_Block], pictures: list[Box]) -> list[_Block]:
    sizes: Counter[float] = Counter()
    for block in blocks:
        for line in block.lines:
            sizes[round(line.size * 2) / 2] += len(line.text)
    if not sizes:
        return []
    body_size = sizes.most_common(1)[0][0]
    widths = sorted(line.width for block in blocks for line in block.lines if abs(line.size - body_size) < 0.5)
    column = widths[len(widths) // 2] if widths else 0.0
    heads = [
        block
        for block in blocks
        if block.size >= _HEADLINE * body_size
        or (block.size >= _WIDE_HEADLINE * body_size and block.box.width > 1.3 * column)
    ]
    body = [block for block in blocks if block not in heads]
    stories = _headlines(heads, body, pictures)
    headless = _Story([], Box(0, 0, 0, 0))
    orphans = []
    for block in body:
        story = _led_by(block, stories)
        if story:
            story.body.append(block)
        else:
            orphans.append(block)
    for block in sorted(orphans, key=lambda block: block.box.left):
        (_beside(block, stories) or headless).body.append(block)
    if headless.body:
        headless.reach = around(block.box for block in headless.body)
        stories.append(headless)
    stories.sort(key=lambda story: (round(story.reach.top / body_size), story.reach.left))
    return [block for story in stories for block in _story_in_order(story)]


def _headlines(heads: list[_Block], body: list[_Block], pictures: list[Box]) -> list[_Story]:
    """Gather kicker, headline and subtitle into one, and find out how far into the white beside it each one leads."""
    stories: list[_Story] = []
    for block in sorted(heads, key=lambda block: block.box.top):
        for story in stories:
            gap = block.box.top - story.reach.bottom
            shared = story.reach.above(block.box)
            if gap < max(block.size, story.head[-1].size) and shared > 0.5 * min(story.reach.width, block.box.width):
                story.head.append(block)
                story.reach = around([story.reach, block.box])
                break
        else:
            stories.append(_Story([block], block.box))
    for block in list(body):
        headline = _kicker_of(block, stories, body)
        if headline:
            body.remove(block)
            headline.head.insert(0, block)
            headline.reach = around([headline.reach, block.box])
    solid = [*(block.box for block in body), *pictures, *(story.reach for story in stories)]
    margins = around(solid) if solid else Box(0, 0, 0, 0)
    for story, reach in [(story, story.reach) for story in stories]:
        beside = [box for box in solid if box.beside(reach) > 0]
        story.reach = Box(
            max((box.right for box in beside if box.right <= reach.left), default=margins.left),
            reach.top,
            min((box.left for box in beside if box.left >= reach.right), default=margins.right),
            reach.bottom,
        )
    return stories


def _kicker_of(block: _Block, stories: list[_Story], body: list[_Block]) -> _Story | None:
    """The story whose headline a short line stands on, nearer to it than to the text above."""
    if len(block.lines) > 2:
        return None
    for story in stories:
        gap = story.reach.top - block.box.bottom
        inside = story.reach.left - block.size <= block.box.left and block.box.right <= story.reach.right + block.size
        if inside and -0.2 * block.size < gap < 1.5 * block.size:
            above = [
                block.box.top - other.box.bottom
                for other in body
                if other is not block and other.box.above(block.box) > 0 and other.box.bottom <= block.box.top
            ]
            if all(distance > gap for distance in above):
                return story
    return None


def _led_by(block: _Block, stories: list[_Story]) -> _Story | None:
    """The lowest headline above a block that covers at least a third of its width."""
    covering = [
        story
        for story in stories
        if story.reach.bottom <= block.box.top + 0.5 * block.size and story.reach.above(block.box) > block.box.width / 3
    ]
    return max(covering, key=lambda story: story.reach.bottom, default=None)


def _beside(block: _Block, stories: list[_Story]) -> _Story | None:
    """The story whose text or headline stands next to the left of a block that has no headline of its own."""
    nearest, distance = None, float("inf")
    for story in stories:
        for other in (*story.head, *story.body):
            gap = block.box.left - other.box.right
            if -block.size < gap < distance and other.box.beside(block.box) > 0:
                nearest, distance = story, gap
    return nearest


def _story_in_order(story: _Story) -> list[_Block]:
    """Headline first, then what stands above all columns, then the columns, last what lies across several."""
    ordered = sorted(story.head, key=lambda block: (block.box.top, block.box.left))
    rest = sorted(story.body, key=lambda block: (block.box.top, block.box.left))
    while len(rest) > 1 and rest[0].box.bottom <= rest[1].box.top:
        ordered.append(rest.pop(0))
    across = [block for block in rest if _lies_across(block, rest)]
    gathered: list[tuple[Box, list[_Block]]] = []
    for block in sorted((block for block in rest if block not in across), key=lambda block: block.box.left):
        if gathered:
            box, members = gathered[-1]
            if box.above(block.box) > 0.5 * min(box.width, block.box.width):
                members.append(block)
                gathered[-1] = (around([box, block.box]), members)
                continue
        gathered.append((block.box, [block]))
    for _, members in gathered:
        ordered += sorted(members, key=lambda block: block.box.top)
    return [*ordered, *across]


def _lies_across(block: _Block, others: list[_Block]) -> bool:
    # A subhead may stick out of its column by a character.
    below = sorted((other.box for other in others if other.box.above(block.box) > block.size), key=lambda box: box.left)
    return any(left.right <= right.left for left, right in pairwise(box for box in below if box is not block.box))


def _middle(block: _Block) -> float:
    return (block.box.top + block.box.bottom) / 2
