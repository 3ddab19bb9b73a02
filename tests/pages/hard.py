"""Sets pages with what real dailies do to a story: headlines between its columns, boxes in it, subheads without air.

Each page keeps to one order and one measure, so that only the fault that it is set with tells it from a plain page.
Nothing here knows how pages are parsed.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.pages.daily import read_stories
from tests.pages.surroundings import LABELS, caption, furniture
from tests.pages.truth import Gold, SetPage, Story
from tests.pages.wrap import wrap_signs

_STORIES = Path(__file__).with_name("hard.md")
FAULTS = ("between", "boxed", "tight", "caption", "advert", "broken", "furniture", "shifted", "label", "plain")
_MARKS = "：，、？！"


def load_hard() -> list[Story]:
    """The stories written for this profile."""
    return [story for _, story in read_stories(_STORIES)]


def set_hard(seed: int, stories: Sequence[Story]) -> SetPage:
    """One page of two to five stories with one kind of fault, drawn from a seed."""
    draw = random.Random(f"hard {seed}")
    chosen = draw.sample([story for story in stories if story.language == "zh"], draw.choice([2, 3, 3, 4, 5]))
    page = _Page(draw, fault_of(seed))
    page.set(chosen)
    return SetPage(seed, "\n".join(page.lines) + "\n", tuple(page.gold))


def fault_of(seed: int) -> str:
    """The fault that a page is set with."""
    return FAULTS[seed % len(FAULTS)]


@dataclass(slots=True)
class _Page:
    draw: random.Random
    fault: str
    lines: list[str] = field(default_factory=list)
    gold: list[Gold] = field(default_factory=list)
    below: bool = field(init=False)
    width: int = field(init=False)
    lost: int = field(init=False)
    blank: float = field(init=False)
    signing: str = field(init=False)

    def __post_init__(self) -> None:
        draw = self.draw
        self.below = draw.random() < 0.3 and self.fault in ("tight", "caption", "advert", "broken", "plain")
        self.width, self.lost = draw.randint(13, 24), draw.choice([0, 2, 2])
        self.blank = draw.choice([0.0, 0.0, 0.5, 1.0])
        self.signing = draw.choice(["本报记者 {}", "本报记者 {}", "■ {}", "□ {}", "记者 {}"])

    def set(self, stories: Sequence[Story]) -> None:
        """Set the page's stories one after the other."""
        left = list(stories)
        while left:
            story = left.pop(0)
            if self.fault == "boxed" and left and len(self._body(story)) > 12 and self.draw.random() < 0.7:
                self._boxed(story, left.pop(0))
            else:
                self._story(story)
            if self.fault == "furniture" and left:
                self._frame(furniture(self.draw, english=False, top=False))

    def _frame(self, lines: Sequence[str]) -> None:
        """Lines in a frame of their own."""
        if lines:
            if self.lines and self.lines[-1]:
                self.lines.append("")
            self.lines.extend([*lines, ""])

    def _byline(self, story: Story) -> list[str]:
        names = " ".join(" ".join(name) if len(name) == 2 else name for name in story.byline)
        return [self.signing.format(names)] if names else []

    def _story(self, story: Story) -> None:
        draw, head, byline = self.draw, self._headline(story.title), self._byline(story)
        text = self._body(story)
        if self.fault == "label" and draw.random() < 0.5:
            head = [draw.choice(LABELS), *([""] if draw.random() < 0.5 else []), *head]
        if self.below:
            self._frame(byline)
            self._frame(text)
            self._frame(head)
        elif self.fault == "between" and (cuts := _open_places(text)) and draw.random() < 0.6:
            cut = draw.choice(cuts)
            self._frame(byline)
            self._frame(text[:cut])
            self._frame(head)
            self._frame(text[cut:])
        elif self.fault == "shifted" and byline and self.lines and draw.random() < 0.6:
            # The byline of a story stands in one frame with the end of the story above.
            self.lines[-1:] = [*byline, ""]
            self._frame(head)
            self._frame(text)
        else:
            self._frame(head)
            self._frame(byline)
            self._frame(text)
        self._told(story)

    def _boxed(self, story: Story, box: Story) -> None:
        """A story that goes on behind another one, which has its headline on top."""
        text = self._body(story)
        cut = self.draw.choice(_open_places(text) or [len(text)])
        self._frame(self._headline(story.title))
        self._frame(self._byline(story))
        self._frame(text[:cut])
        self._story(box)
        self._frame(text[cut:])
        self._told(story)

    def _told(self, story: Story) -> None:
        blocks = [(kind, body) for kind, body in story.blocks if kind != "row"]
        subheads = tuple(body for kind, body in blocks if kind == "subhead")
        self.gold.append(Gold(story.title, story.byline, "".join(body for _, body in blocks), subheads))

    def _headline(self, title: str) -> list[str]:
        draw = self.draw
        if " " in title and draw.random() < 0.7:
            return title.split(" ")
        marks = [at + 1 for at, sign in enumerate(title[:-3]) if sign in _MARKS and at > 2]
        if self.fault == "broken":
            if marks:
                at = draw.choice(marks)
                return [title[:at].strip(), title[at:].strip()]
            places = [at for at in range(5, len(title) - 3) if title[at] not in "，：？！”、" and title[at - 1] != "“"]
            if places:
                at = draw.choice(places)
                return [title[:at].strip(), title[at:].strip()]
        return [title]

    def _body(self, story: Story) -> list[str]:
        """A story's text in lines, with what the page's fault puts between them."""
        draw = random.Random(f"{story.id} {self.width} {self.fault}")
        lines: list[str] = []
        put = False
        for number, (kind, text) in enumerate(story.blocks):
            if kind == "row":
                after = [one for one, _ in story.blocks[number + 1 : number + 2]]
                air = [] if number and story.blocks[number - 1][0] == "row" else [""] * draw.randint(0, 1)
                lines.extend([*air, text, *([] if after == ["row"] else [""])])
            elif kind == "subhead":
                air = [] if self.fault == "tight" else [""]
                lines.extend([*air, *wrap_signs(text, self.width, self.width, True), *air])
            else:
                if lines and lines[-1] and draw.random() < self.blank:
                    lines.append("")
                wrapped = wrap_signs(text, self.width, self.width - self.lost, True)
                if not put and number and len(wrapped) > 3 and self.fault in ("caption", "advert"):
                    cut = draw.randint(1, len(wrapped) - 1)
                    inside = caption(draw, english=False) if self.fault == "caption" else ["广告"]
                    wrapped[cut:cut] = ["", *inside, ""]
                    put = True
                lines.extend(wrapped)
        return lines


def _open_places(text: Sequence[str]) -> list[int]:
    """Where a text may be parted so that a sentence runs on over the break."""
    return [
        at
        for at in range(4, len(text) - 3)
        if text[at] and text[at - 1] and text[at - 1][-1] not in "。？！”：%" and text[at][0] not in "“《"
    ]
