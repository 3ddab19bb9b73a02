"""Sets pages as a financial daily's layout program gives them out: frames in its own order, one fault upon another.

Unlike ``setter``, which draws every fault from everywhere, a page here keeps to one daily's ways: three to six
stories in narrow columns whose paragraphs begin two em short, a blank line at most paragraphs and at any frame's end,
headlines after their stories (or before them) and run into the next byline. Nothing here knows how pages are parsed.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.pages.surroundings import LABELS, caption, furniture
from tests.pages.truth import Gold, SetPage, Story
from tests.pages.wrap import wrap_signs

_STORIES = Path(__file__).with_name("daily.md")
_ROW = re.compile(r"\S+( +\S+){2,}")


def load_daily(*, held: bool) -> list[Story]:
    """The stories written for this profile, of one half."""
    return [story for number, story in read_stories(_STORIES) if (number % 2 == 1) == held]


def read_stories(path: Path) -> list[tuple[int, Story]]:
    """The numbered stories of a file in Markdown, in which writers stand behind an ``@``."""
    stories = []
    for number, part in enumerate(re.split(r"(?m)^# ", path.read_text(encoding="utf-8"))[1:]):
        title, writers, *rest = part.strip().split("\n")
        names = re.findall(r"\S+", writers.lstrip("@"))
        byline = tuple(_unspaced(names))
        blocks = tuple(
            ("subhead", line[3:]) if line.startswith("## ") else ("row" if _ROW.fullmatch(line) else "paragraph", line)
            for line in rest
            if line
        )
        stories.append((number, Story(f"{path.stem[0]}{number:02}", title, byline, blocks)))
    return stories


def _unspaced(names: Sequence[str]) -> list[str]:
    """Names of one character each are halves of a name: 池 墨."""
    joined: list[str] = []
    half = ""
    for name in names:
        if len(name) > 1:
            joined.append(name)
        elif half:
            joined.append(half + name)
            half = ""
        else:
            half = name
    return joined


@dataclass(frozen=True, slots=True)
class _House:
    """What a page keeps to."""

    below: bool
    glued: float
    paragraph_blank: float
    quote_blank: float
    frame: tuple[int, int]
    lost: bool
    one_line: float
    bullet: float


def set_daily(seed: int, stories: Sequence[Story]) -> SetPage:
    """One page of three to six stories, drawn from a seed."""
    draw = random.Random(f"daily {seed}")
    chosen = draw.sample([story for story in stories if story.language == "zh"], draw.choice([3, 3, 4, 4, 5, 6]))
    page = _Page(draw)
    for number, story in enumerate(chosen):
        page.story(story, last=number == len(chosen) - 1)
    page.end()
    return SetPage(seed, "\n".join(page.lines) + "\n", tuple(page.gold))


@dataclass(slots=True)
class _Page:
    draw: random.Random
    lines: list[str] = field(default_factory=list)
    gold: list[Gold] = field(default_factory=list)
    house: _House = field(init=False)
    glue: str = ""

    def __post_init__(self) -> None:
        draw = self.draw
        self.house = _House(
            below=draw.random() < 0.6,
            glued=draw.choice([0.0, 0.4, 0.8]),
            paragraph_blank=draw.choice([0.0, 0.9, 0.95, 1.0]),
            quote_blank=draw.choice([0.0, 0.3, 0.6]),
            frame=draw.choice([(8, 30), (15, 45), (25, 70)]),
            lost=draw.random() < 0.85,
            one_line=draw.choice([0.3, 0.6, 0.9]),
            bullet=draw.choice([0.0, 0.3, 0.3]),
        )
        if draw.random() < 0.35:
            self._apart(furniture(draw, english=False, top=True))

    def _apart(self, lines: Sequence[str]) -> None:
        """Lines in a frame of their own."""
        if lines:
            if self.lines and self.lines[-1]:
                self.lines.append("")
            self.lines.extend([*lines, ""])

    def story(self, story: Story, *, last: bool) -> None:
        """Set one story with its headline and byline."""
        draw, house = self.draw, self.house
        label = draw.random() < 0.12
        came = draw.random() < 0.12
        # A continuation is seldom signed.
        byline = () if came and draw.random() < 0.8 else story.byline
        line, prefix, suffix = self._sign(byline)
        width = draw.randint(13, 20)
        head = self._headline(story.title)
        goes = draw.random() < 0.08
        if label:
            self._apart([draw.choice(LABELS)])
        page = f"{draw.choice('ABC')}{draw.randint(1, 8)}"
        jump = [draw.choice([f"（上接{page}版）", f"（上接{page}版）", f"（上接第{page}版）"])] if came else []
        if house.below:
            if line and self.glue and not label:
                self.lines[-2] += line.strip()
            else:
                self._apart([line] if line else [])
        else:
            if line and draw.random() < 0.1:
                head[-1] += line.strip()
                line = ""
            self._apart(head)
            self._apart([line] if line else [])
        self.glue = ""
        self.lines.extend(jump)
        self._text(self._body(story, width, prefix, suffix))
        if goes:
            self._apart([f"（下转{page}版）"])
        if house.below:
            self._apart(head)
            self.glue = head[-1] if draw.random() < house.glued else ""
        elif draw.random() < 0.1 and not last:
            self._apart(caption(draw, english=False))
        text = "".join(body for _, body in story.blocks if _ != "row")
        subheads = tuple(body for kind, body in story.blocks if kind == "subhead")
        self.gold.append(Gold(story.title, tuple(byline), text, subheads))

    def end(self) -> None:
        """What stands at a page's end: captions, editors, an address."""
        draw = self.draw
        if draw.random() < 0.4:
            self._apart(caption(draw, english=False))
        if draw.random() < 0.3:
            self._apart(furniture(draw, english=False, top=False))

    def _sign(self, names: Sequence[str]) -> tuple[str, str, str]:
        """A byline on a line of its own, as opening words, or as closing words."""
        draw = self.draw
        if not names:
            return "", draw.choice(["", "", "", "本报讯 ", "新澜社北江5月18日电 "]), ""
        shown = " ".join(" ".join(name) if len(name) == 2 else name for name in names)
        if draw.random() < self.house.bullet:
            return f" {draw.choice('■□■◎')} {shown}", "", ""
        roll = draw.random()
        if roll < 0.72:
            return f"本报记者 {shown}", "", ""
        if roll < 0.78:
            return f"本报见习记者 {shown}", "", ""
        if roll < 0.82 and len(names) > 1:
            *most, final = [" ".join(name) if len(name) == 2 else name for name in names]
            return f"本报记者 {' '.join(most)} 见习记者 {final}", "", ""
        if roll < 0.86:
            return f"{draw.choice(['文/', '记者 ', '本报实习记者 ', '本报记者 '])}{shown}", "", ""
        if roll < 0.95:
            credit = draw.choice([f"（记者 {' '.join(names)}）", f"（记者{'、'.join(names)}）", f"（本报记者{shown}）"])
            return "", draw.choice(["本报讯", "新澜社北江5月18日电", "本报北江5月18日讯"]) + credit, ""
        return "", "", f"（{'、'.join(names)}）"

    def _headline(self, title: str) -> list[str]:
        draw = self.draw
        if draw.random() < self.house.one_line or len(title) < 10:
            return [title]
        if " " in title and draw.random() < 0.7:
            return title.split(" ")
        places = [
            at
            for at in range(4, len(title) - 3)
            if title[at] not in "，、：；？！”’）》%…"
            and title[at - 1] not in "“‘（《"
            and not title[at - 1 : at + 1].isascii()
        ]
        at = draw.choice(places)
        return [title[:at].strip(), title[at:].strip()]

    def _body(self, story: Story, width: int, prefix: str, suffix: str) -> list[str]:
        """The story's text in lines; a frame ends anywhere, and takes the paragraphs' blank lines near it along."""
        draw, house = self.draw, self.house
        lines: list[str] = []
        room = draw.randint(*house.frame)
        torn = False
        for number, (kind, text) in enumerate(story.blocks):
            if kind == "subhead":
                lines.extend(["", *wrap_signs(text, width, width, True), ""])
                continue
            if kind == "row":
                after = story.blocks[number + 1 : number + 2]
                lines.extend([text, ""] if after and after[0][0] != "row" else [text])
                continue
            shown = (prefix if number == 0 else "") + text + (suffix if number == len(story.blocks) - 1 else "")
            if lines and lines[-1] and draw.random() < house.paragraph_blank and not (torn and draw.random() < 0.6):
                lines.append("")
            torn = False
            for at, line in enumerate(wrap_signs(shown, width, width - 2 if house.lost else width, True)):
                if at and line[0] in "“《‘" and draw.random() < house.quote_blank and lines[-1]:
                    lines.append("")
                if at and re.fullmatch(r"[^，。]*\d[^，。]*", line) and draw.random() < 0.03:
                    lines.append(" ".join(re.findall(r"[\d.]+%?|.", line)))
                else:
                    lines.append(line)
                room -= 1
                if room <= 0:
                    room = draw.randint(*house.frame)
                    lines.append("")
                    torn = True
        return lines

    def _text(self, lines: Sequence[str]) -> None:
        for line in lines:
            if line or (self.lines and self.lines[-1]):
                self.lines.append(line)
        if self.lines and self.lines[-1]:
            self.lines.append("")
