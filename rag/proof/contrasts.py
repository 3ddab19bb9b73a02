"""Whether a value is said of what its own line says it of, and not of what another value of its kind is said of.

「A股收于5.2元，H股收于6.1港元」, 「董事长为甲，行长为乙」: the words at two values tell them apart, whatever they are:
names, offices, measures, terms, ordinals.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from rag.proof.cut import NAMES, names_in
from rag.proof.labels import Labelled, Word, labelled
from rag.proof.opposites import are_opposite
from rag.prose.names import has_title

_TELLING = re.compile(r"[A-Za-z0-9〇零一二三四五六七八九十百两甲乙丙丁]+")
_SHORT = range(2, 5)


def said_of_neighbour(text: str, printed: Sequence[str]) -> str | None:
    """Find the value of a text that stands with the words of another value of its kind in print."""
    if any(text.rstrip("。") in each for each in printed):
        return None
    names = names_in(text, printed)
    told = [value for each in printed for value in labelled(each, names)]
    for said in labelled(text, names):
        same = [value for value in told if said.same(value)]
        rivals = [value for value in told if value.kind == said.kind and not said.same(value)]
        if same and all(any(_is_displaced(said, own, rival) for rival in rivals) for own in same):
            return said.text
    return None


def _is_displaced(said: Labelled, own: Labelled, rival: Labelled) -> bool:
    label = "\0".join(word.text for word in (*said.own, *said.behind, *said.led))
    at = "\0".join(word.text for word in (*said.own, *said.behind))
    mine = [word for word in own.own if word not in rival.own]
    there = {word.text for word in (*own.own, *own.behind)}
    others = [word for word in rival.own if word.text not in there and word.text in at]
    if any(_are_parallel(word, other) and not _is_in(word, other, label) for word in mine for other in others):
        return True
    if not said.figure and _has_others_head(own, rival, at, label):
        return True
    # What is no name of a kind has to stand alone for its line, and is not what leads up to the other.
    mine = [word for word in mine if word not in rival.led]
    others = [word for word in others if word not in own.led and (said.figure or word.tag != "v")]
    return bool(mine and others) and not any(_is_in(word, others[0], label) for word in (*mine, *own.behind))


def _has_others_head(own: Labelled, rival: Labelled, at: str, label: str) -> bool:
    """Tell whether a label has what somebody else is called (导演 …, 编剧 …), and not what he is."""
    heads = [[word for word in value.own if word.tag != "v"][-1:] for value in (own, rival)]
    if not all(heads):
        return False
    (mine,), (other,) = heads
    return other.text in at and other not in (*own.own, *own.behind) and not _is_in(mine, other, label)


def _is_in(word: Word, beside: Word, label: str) -> bool:
    """Tell whether a label has something of a word that another has not."""
    pairs = {*map("".join, pairwise(word.text))} - {*map("".join, pairwise(beside.text))} or {word.text}
    return any(pair in label for pair in pairs)


def _are_parallel(one: Word, other: Word) -> bool:
    """Tell whether two words stand in one slot: names of a kind, offices, or what differs in a number or sign."""
    if one.tag in NAMES or other.tag in NAMES:
        return one.tag == other.tag
    if _TELLING.search(one.text) and _TELLING.sub("#", one.text) == _TELLING.sub("#", other.text):
        return True
    alike = len(one.text) == len(other.text) and len(one.text) in _SHORT
    alike = alike and (one.text[0] == other.text[0] or one.text[-1] == other.text[-1])
    return alike or are_opposite(one.text, other.text) or (has_title(one.text) and has_title(other.text))
