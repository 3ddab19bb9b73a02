"""Whose a figure is by what stands in the same place of other lines, whatever owners are called.

「海川…税收12.5亿元」 beside 「江川…税收30.8亿元」: the two differ in their owners alone, so that what names one does
not name the other. No list of names is asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import takewhile

from rag.proof.claims import Claim
from rag.prose.figures import Figure
from rag.types import Sentence

# What lines say beside owner and measure.
_BESIDE = re.compile(r"[^\w\-]|[的了为则仅是约达共]|其中|分别|实现|截[至止]|到$")
# Whoever was spoken of before.
_BACK = re.compile(r"[该这此其本全我各他她它]|公司|集团|企业|当地|同期|前者|后者")
_FIRST_CLAUSE = re.compile(r"[，。；：！？\n]")
# So much of two lines has to be the same for the rest of them to stand in the same place.
_SAME = 2
# How short what names an owner may be, and how long.
_LEAST, _MOST = 2, 14


def of_another(claim: Claim[Figure], same: Sequence[Claim[Figure]], rivals: Sequence[Claim[Figure]]) -> bool:
    """Tell whether a figure is said of the owner of a rival, in whose place its own lines have another."""
    said = _bare(claim.heads)
    return bool(same) and all(
        any(_says_rival(said, *pair) for rival in rivals for pair in _apart(_bare(one.heads), _bare(rival.heads)))
        for one in same
    )


def led_by(claims: Iterable[Claim[Figure]], before: Sentence | None) -> Iterator[Claim[Figure]]:
    """Let what a sentence says of whoever was spoken of (该公司) be said of whom the one before it begins with."""
    for each in claims:
        claim = each
        heads = _bare(claim.heads)
        if before is not None and heads and _BACK.match(heads[-1]):
            claim = replace(claim, heads=(*claim.heads, _FIRST_CLAUSE.split(before.text)[0]))
        yield claim


def _says_rival(said: Sequence[str], own: str, rivals: str) -> bool:
    nearest = next((head for head in said if own in head or rivals in head), "")
    return rivals in nearest and own not in nearest


def _apart(one: Sequence[str], other: Sequence[str]) -> Iterator[tuple[str, str]]:
    """In what two lines differ that are otherwise the same: the nearest words before a figure in which they do."""
    for mine, yours in zip(one, other, strict=False):
        if mine != yours:
            yield from _differing(mine, yours)
            return


@lru_cache(maxsize=4096)
def _differing(mine: str, yours: str) -> tuple[tuple[str, str], ...]:
    ahead = _common(mine, yours)
    behind = _common(mine[ahead:][::-1], yours[ahead:][::-1])
    shortest = min(len(mine), len(yours)) - ahead - behind
    if ahead + behind < _SAME or shortest < 1:
        return ()
    # A single character is no name yet: with what stands behind it, else before it.
    more = max(0, _LEAST - shortest)
    after = min(more, behind)
    begin = max(0, ahead - (more - after))
    own, rivals = (text[begin : len(text) - behind + after] for text in (mine, yours))
    apart = own not in yours and rivals not in mine and not _BACK.search(own)
    return ((own, rivals),) if apart and max(len(own), len(rivals)) <= _MOST else ()


def _common(one: str, other: str) -> int:
    """How many characters two texts begin with alike."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


@lru_cache(maxsize=4096)
def _bare(heads: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(bare for words in heads if (bare := _BESIDE.sub("", words)))
