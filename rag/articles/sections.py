"""A page's items as text and gaps in turn: the stretches of running text, and the marks that stand between them."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise, takewhile
from typing import NamedTuple

from rag.articles.bylines import Credit, closing_credit, opening_credit
from rag.articles.flow import Item
from rag.articles.furniture import is_page_head
from rag.articles.weights import WEIGHTS
from rag.articles.wording import names_notice

_FEWEST_BRIEFS = 3
_FEWEST_LINES = 4
_BRIEF = re.compile(r"[^,。、;:!?“”]{5,18}。.|[▲△▼◆◇■□●○◎★☆▶►]\s?[^\s▲△▼◆◇■□●○◎★☆▶►]")


# How many signs of a report's first words tell when it happened.
_LEAD = 40
_DAY = re.compile(
    r"(?<![连续近每满第至\d])\d{1,2}日|(?<![连续近每满第])[一二三四五六七八九十]{1,3}日|[今昨]天|[今昨][日晚晨]|近日|日前|最近|星期[一二三四五六日]"
    r"|\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b"
)
_SENTENCE_END = re.compile("[。;!?]")
_PAST = re.compile(r"\d年\s?\d{1,2}月\s?\d{1,2}日|年[一二三四五六七八九十]{1,2}月[一二三四五六七八九十]{1,3}日")
# How a notice begins that corrects a report: with the page on which the paper itself printed it.
_NOTICE = re.compile(r"[^。,;:《》]{0,20}(?:本[报刊]|版)[^。,;:《》]{0,14}《")
# A closed class: pronouns and conjunctions that point back at what has been said.
_BACK = re.compile(
    r"[“\"]?(?:[他她它这那该其此但而另却]|并(?!购)|也(?!门)|还(?![款贷债])|因此|同时|与此|然而|不过|不仅|于是|所以|对此"
    r"|(?:He|She|It|They|His|Her|Its|Their|This|That|These|Those|But|And|However|Meanwhile)\b)"
)


@dataclass(slots=True)
class Section:
    """Text between two gaps: its paragraphs, and the writers whom its own first or last words name.

    ``parted`` tells that a caption or furniture stands in the gap before it, ``turned`` that a page's head does;
    ``insets`` are display lines and bylines that stand in the middle of its text.
    """

    paragraphs: list[Item] = field(default_factory=list)
    opening: Credit | None = None
    closing: Credit | None = None
    parted: bool = False
    turned: bool = False
    insets: list[Item] = field(default_factory=list)

    @property
    def open(self) -> bool:
        """Whether the text stops in the middle of a sentence."""
        return self.closing is None and self.paragraphs[-1].open

    @property
    def listed(self) -> bool:
        """Whether it is a list of briefs: nearly every paragraph opens with a bullet or a short sentence."""
        if len(self.paragraphs) < _FEWEST_BRIEFS:
            return False
        opened = sum(_BRIEF.match("".join(line.text for line in item.lines)) is not None for item in self.paragraphs)
        return opened * 5 >= len(self.paragraphs) * 4

    @property
    def measure(self) -> float | None:
        """The width of its column in em, or none when it has too few lines to tell."""
        widths = sorted(line.width for item in self.paragraphs for line in item.lines[:-1])
        return widths[len(widths) * 3 // 5] if len(widths) >= _FEWEST_LINES else None

    @property
    def texts(self) -> list[str]:
        """The section's lines in plain signs."""
        return [line.text for item in self.paragraphs for line in item.lines]


class Parting(NamedTuple):
    """Where captions or furniture part a gap's marks; ``head``: a page's head is among them."""

    place: int
    head: bool


def sheets_of(items: Sequence[Item]) -> Iterator[list[Item]]:
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


def sections_of(items: Iterable[Item], loose: Sequence[Item], raw: str) -> tuple[list[Section], list[list[Item]]]:
    """Text and gaps in turn: ``gaps[n]`` stands before ``sections[n]``, the last gap after all.

    ``loose`` are, in order, the captions and the furniture that the items lack.
    """
    sections: list[Section] = []
    gaps: list[list[Item]] = [[]]
    fresh = True
    for read in items:
        item = replace(read, kind="byline" if read.names else "display") if read.kind == "inset" else read
        if read.kind == "inset" and not fresh:
            sections[-1].insets.append(item)
            continue
        if item.kind != "paragraph":
            gaps[-1].append(item) if fresh else gaps.append([item])
            fresh = True
            continue
        first, last = item.lines[0], item.lines[-1]
        opening = opening_credit(raw[first.start : min(last.end, first.start + 160)])
        if not fresh and (opening or _turned(sections[-1].paragraphs[-1], item, loose)):
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
    for before, after in pairwise(sections):
        above, below = before.paragraphs[-1], after.paragraphs[0]
        after.parted = bool(_between(above, below, loose))
        after.turned = _turned(above, below, loose)
    return sections, gaps


def partings(sections: Sequence[Section], gaps: Sequence[Sequence[Item]], loose: Sequence[Item]) -> list[list[Parting]]:
    """For each gap where captions or furniture stand in it: the number of its marks above them, and what they are."""
    found: list[list[Parting]] = []
    for at, gap in enumerate(gaps):
        over = sections[at - 1].paragraphs[-1:] if at else []
        under = sections[at].paragraphs[:1] if at < len(sections) else []
        between = [_between(above, below, loose) for above, below in pairwise([*over, *gap, *under])]
        # At a page's top nothing stands above the first mark.
        found.append(
            [
                Parting(place, any(is_page_head(item.lines[0].text) for item in items))
                for place, items in enumerate(between, 0 if over else 1)
                if items
            ]
        )
    return found


def _between(above: Item, below: Item, loose: Sequence[Item]) -> Sequence[Item]:
    """The captions and the furniture between two paragraphs."""
    # Looked up, not listed: there is one such list for all sheets of a file, and each sheet asks.
    ended, begun = (bisect_left(loose, at, key=_start) for at in (above.lines[-1].end, below.lines[0].start))
    return loose[ended:begun]


def _start(item: Item) -> int:
    return item.lines[0].start


def _turned(above: Item, below: Item, loose: Sequence[Item]) -> bool:
    """Whether a page's head stands between two paragraphs, and no sentence runs on over it."""
    heads = any(is_page_head(item.lines[0].text) for item in _between(above, below, loose))
    return heads and not above.open and below.begins


def day_told(text: str) -> re.Match[str] | None:
    """The day that a text's first words tell, as a report's first sentence does and few others do."""
    return _DAY.search(text[:_LEAD])


def points_back(text: str) -> bool:
    """Whether a text's first word points back at something said before, so that a story hardly begins here."""
    return _BACK.match(text) is not None


def lead_score(section: Section, gap: Sequence[Item]) -> float:
    """How much a section's first words look like a story's: a day in them does, a word that points back does not.

    What is rather text at the end of the ``gap`` above it belongs to them.
    """
    texts = _texts_above(gap)
    lead = "".join([*texts, *section.texts[:4]])
    if points_back(lead):
        return WEIGHTS.points_back
    day = day_told(lead)
    if day is None:
        return 0.0
    # A day with its year is rather one of former times than that of a report; and little begins where nothing stands.
    # A report tells its day at once: one that a later sentence tells stands as well within a story.
    told = (section.parted or len(texts) < len(gap)) and not _PAST.search(lead[:_LEAD])
    at_once = _SENTENCE_END.search(lead, 0, day.start()) is None
    return WEIGHTS.dated if told and at_once else WEIGHTS.dated_back


def is_notice(section: Section, gap: Sequence[Item]) -> bool:
    """Whether a section is a notice on a report that the paper printed: it says where, then gives its headline.

    Or its own headline says so.
    """
    return (
        any(names_notice(mark.lines[0].text) for mark in gap)
        or _NOTICE.match("".join([*_texts_above(gap), *section.texts[:4]])) is not None
    )


def _texts_above(gap: Sequence[Item]) -> list[str]:
    """What is rather text at the end of a gap."""
    return [mark.lines[0].text for mark in takewhile(_is_text, reversed(gap))][::-1]


def _is_text(mark: Item) -> bool:
    """Whether a mark is a display line that is rather running text."""
    return mark.kind == "display" and mark.doubt < 0


def breaks_off(section: Section, gap: Sequence[Item]) -> bool:
    """Whether a section's text stops in the middle of a sentence that what is rather text in the gap does not end."""
    rest = takewhile(_is_text, gap)
    return section.open and not any(mark.lines[-1].final for mark in rest)


def groups_of(marks: Sequence[Item]) -> list[list[Item]]:
    """Display lines in groups, those together that stand on neighbouring lines and belong together."""
    groups: list[list[Item]] = []
    for mark in marks:
        if groups and tied(groups[-1][-1], mark):
            groups[-1].append(mark)
        else:
            groups.append([mark])
    return groups


def tied(above: Item, below: Item) -> bool:
    """Whether nothing stands between two display lines, and neither is rather running text."""
    if not above.kind == below.kind == "display" or below.lines[0].blank:
        return False
    return (above.doubt < 0) == (below.doubt < 0)
