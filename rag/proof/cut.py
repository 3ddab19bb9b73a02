"""The words of a draft and of what its sources print, cut alike: a name that is read in one of them holds for all."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rag.prose.entities import Token, tokens
from rag.prose.names import institutions, titled

# LAC's kinds of names.
NAMES = ("ORG", "PER", "LOC")
# 「行长为某某」
_IS = re.compile(r"[为是：]")
Name = tuple[str, str]
"""A name with its kind."""


def names_in(text: str, printed: Sequence[str]) -> tuple[Name, ...]:
    """Find the names that a text has in common with what is printed, the longest first."""
    there = "\n".join(printed)
    found: dict[str, str] = {}
    for each in (text, *printed):
        found.update(_told(each))
        for word in tokens(each):
            if word.tag in NAMES:
                found.setdefault(word.text, word.tag)
    shared = [each for each in found.items() if len(each[0]) > 1 and each[0] in text and each[0] in there]
    return tuple(sorted(shared, key=lambda each: -len(each[0])))


def cut(text: str, names: Sequence[Name] = ()) -> Iterator[Token]:
    """Cut a text into words, where names that are known are words of their own."""
    spans: list[tuple[int, int, str]] = []
    for name, tag in sorted({*names, *_told(text)}, key=lambda each: (-len(each[0]), each)):
        for found in re.finditer(re.escape(name), text):
            if not any(start < found.end() and found.start() < end for start, end, _ in spans):
                spans.append((*found.span(), tag))
    at = 0
    words = tokens(text)
    for start, end, tag in sorted(spans):
        yield from _between(text, words, at, start)
        yield Token(text[start:end], tag, start)
        at = end
    yield from _between(text, words, at, len(text))


def _told(text: str) -> Iterator[Name]:
    """Find the names that stand where names stand, whatever the network takes them for."""
    yield from ((name, "ORG") for name in institutions(text))
    yield from ((name, "PER") for name in titled(_IS.sub("", text)))


def _between(text: str, words: Sequence[Token], start: int, end: int) -> Iterator[Token]:
    whole = [word for word in words if word.end > start and word.start < end]
    for word in whole:
        if start <= word.start and word.end <= end:
            yield word
        else:  # torn by a name
            first = max(start, word.start)
            rest = tokens(text[first : min(end, word.end)])
            yield from (Token(each.text, each.tag, first + each.start) for each in rest)
