"""Source markers in a model's reply, taken out while it streams, however its pieces fall."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rag.prose.sentences import LONGEST_PAIR, PAIRS, split_sentences

_WORD = (
    r"(?:编号|来源|资料|文献|参考|段落|材料|引用|片段"
    r"|[Pp]assages?|[Ss]ources?|[Rr]ef(?:erence)?s?\.?|[Nn]o\.?|#|\^|cite:?)"
)
_NUMBERS = rf"\d{{1,3}}(?: ?[,，、;；&~–-] ?{_WORD}? ?\d{{1,3}}){{0,9}}"
_MARKER = re.compile(
    rf"\[{{1,2}} ?{_WORD}? ?:?：? ?(?P<square>{_NUMBERS}) ?\]{{1,2}}"
    rf"|[【［〔] ?{_WORD}? ?:?：? ?(?P<wide>{_NUMBERS}) ?(?:†[^】\n]{{0,20}})?[】］〕]"
    rf"|[(（] ?{_WORD}(?<!#) ?:?：? ?(?P<round>{_NUMBERS}) ?[)）]"
    rf"|[\[【［(（] ?(?:编号|来源|source|citation) ?[\]】］)）]"
)
_MARKERS = re.compile(
    rf"(?: *(?:{_MARKER.pattern}))+".replace("?P<square>", "").replace("?P<wide>", "").replace("?P<round>", "")
)
# What a later piece may make a marker or a decoration of.
_OPENING = re.compile(
    r"[\[【［〔(（]{1,2}[^\]】］〕)）\n]{0,60}\]?\Z|(?<![*_])[*_]++\Z|^[ \t]*(?:#{1,6}|[-*•·])[ \t]*\Z", re.MULTILINE
)
# No model means to write these; between a sentence and its closing quote they would hide that the two belong together.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_NUMBER = re.compile(r"\d{1,3}")
_SPAN = re.compile(r"(\d{1,3}) ?[~–-] ?(\d{1,3})")
_DECORATION = re.compile(r"\*\*|__|^[ \t]*(?:#{1,6}|[-*•·])[ \t]+", re.MULTILINE)
# What joins the sentence before it once the marker between them is gone.
_ENDINGS = '。！？!?.…”’」』）)》】〕"]'
# A sentence that ends in a closing quote may still get its speaker: wait for this much of what follows.
_SPEAKER_REACH = 60


@dataclass(frozen=True, slots=True)
class Draft:
    """A sentence as the model wrote it, markers taken out; ``hints`` are the passage numbers that they named.

    ``new_line`` says that it began a line.
    """

    text: str
    hints: tuple[int, ...] = ()
    new_line: bool = False


class MarkerStream:
    """Cuts a model's reply into sentences with hints, as soon as each is certainly whole.

    A marker belongs to the sentence that it stands in or behind; one that opens a line to the sentence that follows,
    and so do all where the reply opens with one.
    """

    def __init__(self, known: int) -> None:
        """``known`` is how many passages the model was given: other numbers are dropped."""
        self._known = known
        self._raw = ""
        self._new_line = True
        self._mid_line = False
        self._leading: bool | None = None

    def feed(self, piece: str) -> list[Draft]:
        """Take the next piece of the reply; returns the sentences that it completed."""
        self._raw += _CONTROL.sub("", piece)
        ready = self._ready()
        drafts = self._take(self._raw[:ready])
        self._raw = self._raw[ready:]
        return drafts

    def close(self) -> list[Draft]:
        """End the reply; returns what is left."""
        self._ready()
        drafts = self._take(self._raw)
        self._raw = ""
        return drafts

    def _take(self, raw: str) -> list[Draft]:
        text, markers = strip_markers(raw, mid_line=self._mid_line)
        line = raw.rpartition("\n")
        self._mid_line = bool(line[2].strip()) or (self._mid_line and not line[1])
        ranges = split_sentences(text)
        hints: list[list[int]] = [[] for _ in ranges]
        for position, numbers in markers:
            if ranges:
                hints[self._owner(position, ranges, text)] += numbers
        drafts = []
        last = 0
        for (start, end), named in zip(ranges, hints, strict=True):
            new_line = self._new_line or "\n" in text[last:start]
            drafts.append(
                Draft(text[start:end], tuple(n for n in dict.fromkeys(named) if 1 <= n <= self._known), new_line)
            )
            self._new_line, last = False, end
        self._new_line = self._new_line or "\n" in text[last:]
        return drafts

    def _owner(self, position: int, ranges: list[tuple[int, int]], text: str) -> int:
        for index, (start, end) in enumerate(ranges):
            if position <= start:
                if not index or self._leads(text[ranges[index - 1][1] : position]):
                    return index
                return index - 1
            if position < end:
                return index
        return len(ranges) - 1

    def _leads(self, gap: str) -> bool:
        return bool(self._leading) or "\n" in gap

    def _ready(self) -> int:
        """Find how much of the reply no later piece can change."""
        held = _OPENING.search(self._raw)
        text, origins = _undecorated(self._raw[: held.start()] if held else self._raw, self._mid_line)
        if self._leading is None and text.strip():
            self._leading = _MARKERS.match(text.lstrip()) is not None
        blank = _MARKERS.sub(lambda match: " " * len(match[0]), text)
        ranges = split_sentences(blank)
        for index in range(len(ranges) - 1, 0, -1):
            (_, end), following = ranges[index - 1], ranges[index]
            told = following[1] - following[0] > _SPEAKER_REACH or index + 1 < len(ranges)
            if (
                blank[following[0]] in _ENDINGS
                or (blank[end - 1] in '”’」』"' and not told)
                or _may_be_closed(blank, end)
                or not _parts_at(text, following[0])
            ):
                continue
            for marker in _MARKERS.finditer(text, end, following[0]):
                if self._leads(text[end : marker.start()]):
                    return origins[marker.start()]
            return origins[following[0]]
        return 0


def strip_markers(text: str, *, mid_line: bool) -> tuple[str, list[tuple[int, tuple[int, ...]]]]:
    """Take markers and Markdown decoration out; returns the text and, by position in it, the numbers named there.

    ``mid_line`` says that the text goes on a line that began before it.
    """
    text, _ = _undecorated(text, mid_line)
    pieces: list[str] = []
    markers: list[tuple[int, tuple[int, ...]]] = []
    position = length = 0
    for match in _MARKERS.finditer(text):
        pieces.append(text[position : match.start()])
        length += len(pieces[-1])
        numbers = (one["square"] or one["wide"] or one["round"] or "" for one in _MARKER.finditer(match[0]))
        markers += [(length, _numbers(named)) for named in numbers]
        position = match.end()
    pieces.append(text[position:])
    return "".join(pieces), markers


def _undecorated(text: str, mid_line: bool) -> tuple[str, list[int]]:
    """Take Markdown decoration out; returns the text and where each of its characters stood."""
    before = "\0" if mid_line else ""
    origins: list[int] = []
    last = len(before)
    for match in _DECORATION.finditer(before + text):
        origins.extend(range(last, match.start()))
        last = match.end()
    origins.extend(range(last, len(before) + len(text)))
    origins = [position - len(before) for position in origins]
    return "".join(text[position] for position in origins), origins


def _parts_at(text: str, cut: int) -> bool:
    """Tell whether a text without its markers has the same sentences as its two parts (「1[1]?3」 has one)."""
    whole, head = (_sentences(_MARKERS.sub("", part)) for part in (text, text[:cut]))
    return whole[: len(head)] == head


def _sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in split_sentences(text)]


def _numbers(text: str) -> tuple[int, ...]:
    numbers = [int(number) for number in _NUMBER.findall(text)]
    for match in _SPAN.finditer(text):
        first, last = int(match[1]), int(match[2])
        numbers += range(first + 1, min(last, first + 20))
    return tuple(dict.fromkeys(numbers))


def _may_be_closed(text: str, end: int) -> bool:
    """Tell whether a quotation or bracket that is open at ``end`` may be closed by what is still to come."""
    if "\n" in text[end:]:
        return False
    line = text.rfind("\n", 0, end) + 1
    first = max(line, len(text) - LONGEST_PAIR)
    for opener, closer in PAIRS.items():
        depth = 0
        for character in text[first:end]:
            depth = depth + 1 if character == opener else max(0, depth - 1) if character == closer else depth
        if depth:
            return True
    return text.count('"', line, end) % 2 == 1
