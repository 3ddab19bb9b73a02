"""Of whom a printed sentence speaks that only counts them: 「四家银行不良率依次为…」 is of the four named before."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from rag.prose.numerals import chinese

# What counts those of whom each something is said; 「三家银行」 of which nothing is said severally may be any three.
_COUNTED = re.compile(
    r"(?<![第\d.])(?P<count>[两二三四五六七八九十]|\d{1,2})[家市地城省县国州款只座人](?![上中以前后庭属])"
)
_SEVERALLY = re.compile(r"分别|依次|各(?=[自为有是达增降涨跌占\d])|均|都[^市]|合计|其中")
_CLAUSE_END = re.compile(r"[，,。；;：:！!？?\n]|分别|依次|\d|$")
_LAST = re.compile(r"以及|[和与及]")
# So far before a sentence may they be named.
_REACH = 600
_LONGEST_NAME = 16


@dataclass(frozen=True, slots=True)
class Group:
    """Those whom a text names together, in order, and where it does: offsets of the list in the text.

    The first may have the words before it, the last those behind it: where a name begins or ends no list tells.
    """

    members: tuple[str, ...]
    start: int
    end: int

    def has(self, name: str) -> bool:
        """Tell whether a name is one of them."""
        first, last = self.members[0], self.members[-1]
        return name in self.members or first.endswith(name) or last.startswith(name)


def group_of(text: str, start: int, end: int) -> Group | None:
    """Find whom a sentence of a text (from ``start`` to ``end``) counts and does not name; ``None`` where it names."""
    return _group_of(text[max(0, start - _REACH) : start], text[start:end], max(0, start - _REACH))


@lru_cache(maxsize=4096)
def _group_of(before: str, sentence: str, offset: int) -> Group | None:
    # Looked for once: of an endless sentence, each count would look through what is left of it.
    last_severally = max((found.start() for found in _SEVERALLY.finditer(sentence)), default=-1)
    listed = None
    for found in _COUNTED.finditer(sentence):
        count = found["count"]
        number = int(count) if count.isdigit() else int(chinese(count) or 0)
        if number < 2 or last_severally < found.end():
            continue
        here = sentence[max(0, found.start() - _REACH) : found.start()]
        if any(len(list_.members) == number for list_ in _lists(here)):
            return None  # 「苏州、合肥、长沙三地」
        listed = list(_lists(before)) if listed is None else listed
        named = [list_ for list_ in listed if len(list_.members) == number]
        if named:
            last = named[-1]
            return Group(last.members, offset + last.start, offset + last.end)
    return None


def _lists(text: str) -> Iterator[Group]:
    at = 0
    for end in _CLAUSE_END.finditer(text):
        members = text[at : end.start()].split("、")
        joint = _LAST.search(members[-1], 1)
        if joint and joint.end() < len(members[-1]):
            members[-1:] = [members[-1][: joint.start()], members[-1][joint.end() :]]
        if len(members) > 1 and all(0 < len(member) <= _LONGEST_NAME for member in members[1:-1]):
            yield Group(tuple(members), at, end.start())
        at = end.end()
