"""A page's text as printed lines: where each stands, how wide it is set, and what surrounds it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from operator import add

from rag.types import Page

# Look-alikes become the characters they stand for, one for one, so that offsets stay true.
_LOOK_ALIKES = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20, 0xA0: 0x20}
_BREAK = re.compile(r"[\n\r\f\v\x1c-\x1e\x85\u2028\u2029]")

SOFT_HYPHENS = "\u2043\u00ad"
CLOSERS = "”’」』）》〉】〕)]\"'"
OPENERS = "“‘「『（《〈【〔(["
FINAL = re.compile(r"(?:[。！？!?；;…]|[A-Za-z0-9%)\]”’\"'][.])[”’」』）》】)\]\"']*$")
# The last signs of what ``FINAL`` finds: most lines end in none of them.
_FINAL_SIGNS = frozenset("。！？!?；;….”’\"'」』）》】)]")
CLAUSE_ENDS = "，,、：:；;—－-·" + OPENERS
# What a line can't begin a sentence with: it goes on with the line above.
CONTINUES = "，。、；：！？,.;:!?%）》」』”’】〕…—"
WIDE = re.compile(
    r"[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6“”‘’…—]"
)
HAN = re.compile(r"[\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
# A figure that breaks off behind its point: in Chinese text no sentence ends so.
_POINT = re.compile(r"\d\.$")
_WORD = re.compile(r"[A-Za-zÀ-ɏ]{3,}")
LATIN_LETTER = re.compile(r"[A-Za-zÀ-ɏ]")


def plain(text: str) -> str:
    """Full-width letters, digits and signs as ASCII and wide spaces as spaces, character for character."""
    return text.translate(_LOOK_ALIKES)


def compact(text: str) -> str:
    """The text without its white space."""
    return "".join(text.split())


def em_width(text: str) -> float:
    """How wide a text is set, in units of a Chinese character; a Latin letter or a digit takes half of one."""
    wide = len(WIDE.findall(text))
    return wide + (len(text) - wide) / 2


def traits(texts: Iterable[str]) -> list[str]:
    """What tells one text's subject from another's: Chinese character pairs, over line ends too, and Latin words."""
    printed = list(texts)
    dense = compact("".join(printed))
    found = list(map(add, dense, dense[1:]))
    if LATIN_LETTER.search(dense):
        found = [pair for pair in found if not (pair.isascii() and pair.isalpha())]
        found.extend(word[:7].casefold() for text in printed for word in _WORD.findall(text))
    return found


def ends_sentence(text: str) -> bool:
    """Whether a line's last sign closes a sentence."""
    return text[-1:] in _FINAL_SIGNS and FINAL.search(text[-12:]) is not None


@dataclass(frozen=True, slots=True)
class Line:
    """A stretch of one printed line: ``[start, end)`` of the page's text, without the white space around it.

    ``text`` is that stretch in ``plain`` signs, ``width`` in em. ``blank`` tells that an empty line stands above,
    ``sheet`` counts form feeds, ``indent`` is the white space before it, ``size`` the type's size in points; ``closed``
    tells that a credit in brackets ends the story here, ``torn`` that the next line goes on with its last figure,
    ``final`` that a sentence or the story ends.
    """

    start: int
    end: int
    text: str
    width: float
    blank: bool
    sheet: int
    indent: int
    size: float | None = None
    closed: bool = False
    torn: bool = False
    final: bool = field(init=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "final", self.closed or (not self.torn and ends_sentence(self.text)))

    @property
    def latin(self) -> bool:
        """Whether it is written in Latin letters alone, so that words are not broken and lines end ragged."""
        return not HAN.search(self.text) and LATIN_LETTER.search(self.text) is not None

    @property
    def spread(self) -> bool:
        """Whether its signs are letter-spaced, to fill a column or to look stately."""
        tokens = self.text.split(" ") if self.text.count(" ") > 2 else []
        return sum(len(token) == 1 for token in tokens) * 10 > len(tokens) * 7

    @property
    def is_sentence(self) -> bool:
        """Whether it holds a full stop, or is too long for a headline."""
        return "。" in self.text or (self.text.endswith(".") and self.final and " " in self.text) or self.width > 60

    def cut(self, start: int, end: int) -> Line | None:
        """The part of this line in ``[start, end)`` of the page's text, or none when only white space is there."""
        piece = self.text[max(start, self.start) - self.start : max(end - self.start, 0)]
        inner = piece.strip()
        if not inner:
            return None
        first = max(start, self.start) + len(piece) - len(piece.lstrip())
        return Line(
            first,
            first + len(inner),
            inner,
            em_width(inner),
            self.blank and first == self.start,
            self.sheet,
            self.indent if first == self.start else 0,
            self.size,
            torn=self.torn and first + len(inner) == self.end,
        )


def _printed(text: str) -> Iterator[tuple[int, int, str]]:
    """Each physical line as its range and the break that precedes it."""
    start, before = 0, ""
    for match in _BREAK.finditer(text):
        yield start, match.start(), before
        start, before = match.end(), match.group()
    yield start, len(text), before


def _tears_figure(above: str, below: str) -> bool:
    """Whether a line breaks off behind a figure's point, and the next goes on with the digits."""
    return _POINT.search(above) is not None and below[0].isdigit() and HAN.search(above) is not None


def split_lines(page: Page) -> list[Line]:
    """All lines of a page that hold more than white space, in order."""
    lines: list[Line] = []
    blank, sheet = True, 0
    placed = sorted(page.lines, key=lambda line: line.start)
    at = 0
    for start, end, before in _printed(page.text):
        sheet += before == "\f"
        raw = page.text[start:end]
        inner = raw.strip()
        if not inner:
            blank = True
            continue
        indent = len(raw) - len(raw.lstrip())
        first = start + indent
        while at < len(placed) and placed[at].end <= first:
            at += 1
        size = placed[at].size if at < len(placed) and placed[at].start <= first else None
        line = Line(first, first + len(inner), plain(inner), em_width(inner), blank, sheet, indent, size)
        if lines and lines[-1].sheet == sheet and _tears_figure(lines[-1].text, line.text):
            lines[-1] = replace(lines[-1], torn=True)
        lines.append(line)
        blank = False
    return lines
