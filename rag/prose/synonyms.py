"""What a paper prints in other words than a reader asks in: short titles, and everyday words for those of the trade.

One table (``rag/data/thesaurus.txt``), for the search, the scores of lines and the offices. What is only near (总裁
beside 首席执行官, 开盘价 beside 收盘价) is not in it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources

_LATIN = r"(?<![a-z]){}(?![a-z])"
# Of a word that many others tell of, a search hears no more than these; the rest would drown the question.
_MOST_SEARCHED = 4


@dataclass(frozen=True, slots=True)
class _Thesaurus:
    """Groups of equal words, those of titles beginning with the full one, and what also tells of a word."""

    titles: tuple[tuple[str, ...], ...]
    others: dict[str, tuple[str, ...]]

    @classmethod
    @cache
    def shipped(cls) -> _Thesaurus:
        """Read the table that the package ships."""
        titles: list[tuple[str, ...]] = []
        others: dict[str, tuple[str, ...]] = {}
        section = ""
        for line in resources.files("rag").joinpath("data/thesaurus.txt").read_text(encoding="utf-8").splitlines():
            equal, (word, _, told) = line.split(" = "), line.partition(" > ")
            if line.startswith("#"):
                continue
            if line.startswith("["):
                section = line
            elif len(equal) > 1:
                titles += [tuple(equal)] if section == "[titles]" else []
                for one in equal:
                    others[one] = (*others.get(one, ()), *(other for other in equal if other != one))
            elif told:
                others[word] = (*others.get(word, ()), *told.split())
        return cls(tuple(titles), {word: tuple(dict.fromkeys(told)) for word, told in others.items()})


@cache
def _in_full() -> tuple[dict[str, str], re.Pattern[str]]:
    full = {short: first for first, *others in _Thesaurus.shipped().titles for short in others}
    return full, re.compile("|".join(_LATIN.format(short) if short.isascii() else short for short in full))


def in_full(text: str) -> str:
    """A folded text with its titles in full: 首席执行官 for CEO."""
    full, short = _in_full()
    return short.sub(lambda found: full[found[0]], text)


@lru_cache(maxsize=512)
def said_otherwise(text: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The words of a folded text that others tell of, too, each with these; of words in each other, the longest."""
    found = {word: others for word, others in _Thesaurus.shipped().others.items() if _has(word, text)}
    longest = [word for word in found if not any(word in other and word != other for other in found)]
    return tuple((word, found[word]) for word in longest)


def in_words_of(question: str, text: str) -> str:
    """A folded text with those words of a folded question behind it that it prints in others."""
    told = [word for word, others in said_otherwise(question) if any(_has(other, text) for other in others)]
    return "\n".join([text, *told]) if told else text


def reworded(question: str) -> str:
    """A folded question with the other words for its own in their place; empty where it has none that have any."""
    text = question
    for word, others in said_otherwise(question):
        text = text.replace(word, f" {' '.join(others[:_MOST_SEARCHED])} ")
    return text if text != question else ""


def _has(word: str, text: str) -> bool:
    return re.search(_LATIN.format(word), text) is not None if word.isascii() else word in text
