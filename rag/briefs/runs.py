"""Runs of a text's words: which could name something, and where a text has one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from rag.prose.folding import fold
from rag.prose.names import institutions
from rag.prose.words import dictionary_words, function_words, is_content, tagger

_QUOTED = re.compile(r"[“「《]([^“”「」《》，。；：、\s]{2,16})[”」》]")
_PART = re.compile(r"[^，。、：:；;？?！!“”‘’《》「」【】（）()|｜/\n]+")
_GAP = re.compile(r"(?<=[㐀-鿿])\s|\s(?=[㐀-鿿])")
HAN = re.compile(r"[㐀-鿿]")
_SHORTEST, _LONGEST, _LONGEST_LATIN = 2, 16, 48
# Of a stretch of text, so many words are read, and of an opening so many characters.
_MOST_WORDS, OPENING = 40, 300
# 去年, 一季度, 首日: when something was, not what.
_WHEN = re.compile(r"[\d年月日周季天时今昨明]")
# Kinds of words that no name begins with; those that it ends with are things, or doings that are named like one (出口).
_NOT_FIRST = ("v", "a", "d", "z", "f", "s", "k", "h")
_LAST = ("n", "j", "l", "i", "vn", "an", "x", "eng")
_THINGS = ("n", "j", "l", "i", "x", "eng")
_NUMBERED = ("m", "q")
# Words that only bind others (的, 于, 和): a name has none.
_BINDING = ("u", "p", "c")
# What a paper says of itself (本报讯).
_OWN_WORDS = ("本报", "本刊", "本网", "本台", "记者", "编者", "编辑")
# Ends of runs that say how a figure moved, not of what it is.
_MOVED = ("同比", "环比", "增速", "增幅", "降幅", "涨幅", "跌幅")
# Kinds of places that a paper writes behind a place's name here and there: what stands before one is a place.
PLACE_KINDS = ("市", "县", "省", "区", "州", "镇")
# So many characters on each side tell where the words around a run begin and end.
_AROUND = 4


@lru_cache(maxsize=20_000)
def bare(text: str) -> str:
    """Fold a text, without the gaps between Chinese characters."""
    return _GAP.sub("", " ".join(fold(text).split()))


def stands(run: str, text: str) -> bool:
    """Tell whether a text has a run of words, and not the end of one word with the beginning of another (南港+口岸)."""
    return run in text and next(places(run, text), None) is not None


def runs_of(text: str) -> Iterator[str]:
    """List the runs of a text's words that can name something: names by their form, and words up to a thing."""
    text = text[:OPENING]
    yield from _QUOTED.findall(text)
    yield from institutions(text)
    for part in _PART.findall(text):
        for stretch in part.split() if HAN.search(part) else [part]:
            words = [(pair.word, pair.flag) for pair in tagger()(stretch)][:_MOST_WORDS]
            for first in range(len(words)):
                if _is_first(*words[first]):
                    yield from _from(words[first:])


def _from(words: Sequence[tuple[str, str]]) -> Iterator[str]:
    """The runs that begin with the first of some words."""
    run, thing = "", False
    for word, flag in words:
        run += word
        thing = thing or flag.startswith(_THINGS) or _is_coined(word)
        if (
            _is_numbered(word, flag)
            or flag.startswith(_BINDING)
            or len(run) > (_LONGEST if HAN.search(run) else _LONGEST_LATIN)
        ):
            return
        ends = is_content(word, flag) and (flag.startswith(_LAST) or _is_coined(word)) and not run.endswith(_MOVED)
        if ends and thing and len(run) >= _SHORTEST and word.lower() not in function_words():
            yield run


def _is_numbered(word: str, flag: str) -> bool:
    return flag.startswith(_NUMBERED) or (flag == "t" and _WHEN.search(word) is not None)


def _is_first(word: str, flag: str) -> bool:
    if word.lower() in function_words() or word in PLACE_KINDS or word.startswith(_OWN_WORDS):
        return False
    return flag in ("vn", "t") or _is_coined(word) or (is_content(word, flag) and not flag.startswith(_NOT_FIRST))


def _is_coined(word: str) -> bool:
    """Tell whether no dictionary has a Chinese word: it is a name, or made for what happened."""
    if len(word) < 3 or not HAN.search(word) or not function_words().isdisjoint(word):
        return False
    return dictionary_words(word) != [word]


def places(run: str, text: str) -> Iterator[int]:
    """Where a run of words stands in a text."""
    start = text.find(run)
    while start >= 0:
        end = start + len(run)
        around = max(0, start - _AROUND)
        if not _breaks(text[around : end + _AROUND], start - around, end - around):
            yield start
        start = text.find(run, end)


@lru_cache(maxsize=20_000)
def _breaks(text: str, start: int, end: int) -> bool:
    """Tell whether a range of a text takes a part of a word together with what stands beside it."""
    if not HAN.search(text[start:end]):
        return text[max(0, start - 1) : start].isalnum() or text[end : end + 1].isalnum()
    at = 0
    for word in dictionary_words(text):
        first, last = at, at + len(word)
        at = last
        cut = start if first < start < last < end else end if start < first < end < last else first
        if cut != first and not _is_seam(word, cut - first):
            return True
    return False


def _is_seam(word: str, at: int) -> bool:
    """Tell whether a word of the dictionary is two words there (汽车+销量)."""
    return all(len(part) > 1 and dictionary_words(part) == [part] for part in (word[:at], word[at:]))
