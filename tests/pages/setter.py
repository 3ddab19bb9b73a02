"""Sets newspaper pages as their text comes out of a PDF, with the trade's faults drawn from a seed, and the truth.

A page draws its house style once (order of headline, byline and text; measures; indents; blank lines) and deviates
from it now and then, as papers do. Nothing here knows how pages are parsed.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from tests.pages.signatures import sign
from tests.pages.surroundings import LABELS, SLOGANS, STRAYS, caption, furniture, table
from tests.pages.truth import Gold, SetPage, Story
from tests.pages.wrap import NO_LINE_END, NO_LINE_START, wide, wrap_signs, wrap_words

# Where a byline stands in a story whose headline is above, and below: a paper seldom puts it over the headline.
_SLOTS = {
    False: ["second", "second", "second", "second", "second", "second", "end", "end", "first"],
    True: ["first", "first", "first", "first", "end"],
}


@dataclass(slots=True)
class _House:
    """What a page keeps to."""

    title_below: bool
    byline: str
    width: int
    same_width: bool
    indent: str
    kinsoku: bool
    paragraph_blank: float
    quote_blank: float
    headline_blank: float
    frame: tuple[int, int]
    signed: float
    form: str
    slips: float
    ragged: bool


def set_page(seed: int, stories: Sequence[Story]) -> SetPage:
    """One file: a page of stories, or two or three pages, drawn from a seed."""
    draw = random.Random(seed)
    english = draw.random() < 0.1
    pool = [story for story in stories if (story.language == "en") == english]
    sheets = 1 if draw.random() < 0.8 else draw.choice([2, 2, 3])
    count = min(len(pool), draw.choice([1, 2, 2, 3, 3, 4, 4, 5, 6]) if not english else draw.choice([1, 2, 3]))
    count = min(len(pool), max(count, sheets))
    chosen = draw.sample(pool, count)
    cuts = sorted(draw.sample(range(1, count), min(sheets - 1, count - 1))) if count > 1 else []
    parts: list[str] = []
    gold: list[Gold] = []
    for number, (first, last) in enumerate(zip([0, *cuts], [*cuts, count], strict=True)):
        page = _PageSetter(draw, english, number)
        page.set(chosen[first:last])
        parts.append("\n".join(page.lines))
        gold.extend(page.gold)
    glue = draw.choice(["\n\f\n", "\f", "\n\n"])
    return SetPage(seed, glue.join(parts) + draw.choice(["", "\n"]), tuple(gold))


@dataclass(slots=True)
class _PageSetter:
    draw: random.Random
    english: bool
    number: int
    lines: list[str] = field(default_factory=list)
    gold: list[Gold] = field(default_factory=list)
    house: _House = field(init=False)
    closed: bool = True

    def __post_init__(self) -> None:
        draw = self.draw
        below = draw.random() < 0.4
        self.house = _House(
            title_below=below,
            byline=draw.choice(_SLOTS[below]),
            width=draw.randint(30, 52) if self.english else draw.randint(13, 30),
            same_width=draw.random() < 0.5,
            indent=draw.choice(["", "", "", "lost", "lost", "　　"])
            if not self.english
            else draw.choice(["", "", "  "]),
            kinsoku=draw.random() < 0.75,
            paragraph_blank=draw.choice([0.0, 0.3, 1.0, 1.0]),
            quote_blank=draw.choice([0.0, 0.2, 0.5]),
            headline_blank=draw.choice([1.0, 1.0, 0.9, 0.5]),
            frame=draw.choice([(3, 9), (6, 16), (10, 30)]),
            signed=draw.choice([1.0, 0.9, 0.8, 0.4]),
            form=draw.choice(["report", "report", "report", "bullet", "inline", "mixed", "mixed"]),
            slips=draw.choice([0.0, 0.0, 0.08, 0.15]),
            ragged=draw.random() < 0.25,
        )

    # --- page ----------------------------------------------------------------------------------------------------

    def set(self, stories: Sequence[Story]) -> None:
        draw = self.draw
        if draw.random() < 0.5 or self.number:
            self._add(furniture(draw, english=self.english, top=True))
        if draw.random() < 0.15:
            self._add([draw.choice(SLOGANS)] if not self.english else [])
        for story in stories:
            self._story(story)
            roll = draw.random()
            if roll < 0.06 and not self.english:
                self._add([draw.choice(STRAYS)])
            elif roll < 0.12:
                self._add(table(draw, english=self.english))
            elif roll < 0.22:
                self._add(caption(draw, english=self.english))
            elif roll < 0.27:
                self._add(furniture(draw, english=self.english, top=False))
        if draw.random() < 0.4:
            self._add(furniture(draw, english=self.english, top=False))

    def _add(self, lines: Sequence[str]) -> None:
        """Lines in a frame of their own."""
        if lines:
            if self.lines and self.lines[-1]:
                self.lines.append("")
            self.lines.extend(lines)
            self.lines.append("")

    # --- story ---------------------------------------------------------------------------------------------------

    def _story(self, story: Story) -> None:
        draw, house = self.draw, self.house
        slip = draw.random() < house.slips
        below = house.title_below != slip
        slot = house.byline if draw.random() >= house.slips else draw.choice(_SLOTS[below])
        byline = story.byline if draw.random() < house.signed else ()
        names = list(byline)
        line, prefix, suffix, names = sign(draw, house.form, names, slot, english=self.english)
        if below and not self.closed and not (line and slot != "end") and not prefix and draw.random() < 0.95:
            # A story that nothing parts from the one above has its headline on top, or no reader could tell them apart.
            below = False
        blocks = list(story.blocks)
        came = draw.random() < 0.08
        goes = draw.random() < 0.08
        full = draw.random() < 0.12
        widths = [draw.randint(13, 30) if not self.english else draw.randint(30, 52)]
        width = house.width if house.same_width else widths[0]
        text = self._body(blocks, width, prefix, suffix, goes=goes and draw.random() < 0.5, full=full)
        headline = self._headline(story, full)
        kicker = [story.kicker] if story.kicker and draw.random() < 0.7 else []
        label = [draw.choice(LABELS)] if draw.random() < 0.1 and not kicker and not self.english else []
        page = f"{draw.choice('ABC')}{draw.randint(1, 16)}"
        jump_from = (
            [draw.choice([f"（上接{page}版）", f"（上接第{page}版）", f"（上接 {page} 版）", f"（紧接{page}版）"])]
            if came
            else []
        )
        jump_to = [draw.choice([f"（下转{page}版）", f"（下转第{page}版）", f"（下转 {page} 版）"])] if goes else []
        if self.english:
            jump_from = [f"Continued from page {page}"] if came else []
            jump_to = [f"Continued on page {page}"] if goes else []
        if goes and text and text[-1].endswith("\0"):
            text[-1] = text[-1][:-1]
            jump_to = []
        # A headline right on its text, with no byline between, is an accident.
        blank = draw.random() < (house.headline_blank if line and slot == "second" else 0.97)
        head = [*kicker, *headline]
        top: list[list[str]] = [label] if label else []
        if jump_from and draw.random() < 0.5 and not below:
            top.append(jump_from)
            jump_from = []
        if slot == "first" and line:
            top.append([line])
        if not below:
            top.append(head)
        if slot == "second" and line:
            if not below and draw.random() < 0.12:
                top[-1] = [*top[-1][:-1], top[-1][-1] + line.strip()]
            else:
                top.append([line])
        if jump_from:
            top.append(jump_from)
        self._stack(top, blank)
        if not blank and self.lines and not self.lines[-1]:
            self.lines.pop()
        self._text(text)
        bottom: list[list[str]] = []
        if slot == "end" and line:
            bottom.append([line])
        if jump_to:
            bottom.append(jump_to)
        if below:
            bottom.append(head)
        self._stack(bottom, blank or bool(bottom and below))
        self.closed = bool(below or suffix or (line and slot == "end"))
        self.gold.append(
            Gold(
                story.title,
                tuple(names),
                "".join(body for _, body in blocks),
                tuple(body for kind, body in blocks if kind == "subhead"),
                story.kicker if kicker else None,
            )
        )

    def _stack(self, groups: Sequence[Sequence[str]], blank: bool) -> None:
        draw = self.draw
        for at, group in enumerate(groups):
            if not group:
                continue
            after_headline = bool(self.lines) and self.lines[-1] == "" and len(self.lines) > 1
            # A headline that closes a story runs into the byline of the next one.
            if (
                at == 0
                and after_headline
                and len(group) == 1
                and re.match(r"本报|■|文/|新", group[0].strip())
                and self._closes_with_headline()
                and draw.random() < 0.35
            ):
                self.lines[-2] += group[0].strip()
                continue
            if self.lines and self.lines[-1] and (blank or draw.random() < 0.5):
                self.lines.append("")
            self.lines.extend(group)
            if blank:
                self.lines.append("")

    def _closes_with_headline(self) -> bool:
        return (
            self.house.title_below
            and not re.search(r"[。！？”/摄图版）%\d]$", self.lines[-2])
            and " 星期" not in self.lines[-2]
        )

    def _headline(self, story: Story, full: bool) -> list[str]:
        draw = self.draw
        title = wide(story.title) if full else story.title
        roll = draw.random()
        if self.english:
            return wrap_words(title, 34, "") if roll < 0.5 else [title]
        if roll < 0.5 or len(title) < 9:
            lines = [title]
        elif " " in title and roll < 0.8:
            lines = title.split(" ")
        else:
            at = draw.randint(5, len(title) - 4)
            while at < len(title) - 2 and (
                title[at] in NO_LINE_START
                or title[at - 1] in NO_LINE_END
                or (title[at - 1 : at + 1].isalnum() and title[at - 1 : at + 1].isascii())
            ):
                at += 1
            lines = [title[:at].strip(), title[at:].strip()]
        if draw.random() < 0.04:
            lines = [" ".join(line.replace(" ", "")) if " " not in line else line for line in lines]
        return lines

    # --- text ----------------------------------------------------------------------------------------------------

    def _body(
        self, blocks: Sequence[tuple[str, str]], width: int, prefix: str, suffix: str, *, goes: bool, full: bool
    ) -> list[str]:
        """The story's text in lines, frame breaks as blank lines; a last line that holds a jump line ends in NUL."""
        draw, house = self.draw, self.house
        lines: list[str] = []
        room = draw.randint(*house.frame)
        for number, (kind, text) in enumerate(blocks):
            shown = wide(text) if full else text
            measure = width - (house.ragged and not self.english and draw.random() < 0.3)
            if kind == "subhead":
                if lines and lines[-1]:
                    lines.append("")
                lines.extend(wrap_words(shown, width, "") if self.english else wrap_signs(shown, width, width, True))
                lines.append("")
                continue
            if number == 0:
                shown = prefix + shown
            if number == len(blocks) - 1:
                shown += suffix
                if goes and not self.english:
                    shown += f"（下转A{draw.randint(2, 9)}版）\0"
            if self.english:
                wrapped = wrap_words(shown, width, house.indent)
            else:
                first = measure - 2 if house.indent in ("lost", "　　") else measure
                wrapped = wrap_signs(shown, measure, first, house.kinsoku)
                if house.indent == "　　":
                    wrapped[0] = "　　" + wrapped[0]
            if lines and lines[-1] and draw.random() < house.paragraph_blank:
                lines.append("")
            for line in wrapped:
                if line[0] in "“《" and lines and lines[-1] and draw.random() < house.quote_blank:
                    lines.append("")
                spaced = not self.english and len(line) > 8 and draw.random() < 0.01 and line.isalnum()
                lines.append(" ".join(line) if spaced else line)
                room -= 1
                if room <= 0:
                    room = draw.randint(*house.frame)
                    if number < len(blocks) - 1 or line is not wrapped[-1]:
                        self._frame_break(lines)
        return lines

    def _frame_break(self, lines: list[str]) -> None:
        draw = self.draw
        lines.append("")
        roll = draw.random()
        if roll < 0.03:
            lines.extend([*caption(draw, english=self.english), ""])
        elif roll < 0.04:
            lines.extend([*table(draw, english=self.english), ""])
        elif roll < 0.05:
            lines.extend([*furniture(draw, english=self.english, top=False)[:1], ""])

    def _text(self, lines: Sequence[str]) -> None:
        for line in lines:
            if line or (self.lines and self.lines[-1]):
                self.lines.append(line)
