"""Of whom a sentence states its figures: the one that their clause names, else the clause before, else the headline.

A name is read whole (青禾银行青川分行 is not 青禾银行), and where several could be meant, nobody is: taking a rival's
figure for the company's own would make papers differ that do not.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import takewhile

from rag.prose.entities import Token, tokens
from rag.prose.names import TITLES, has_title, institutions
from rag.prose.words import HAN

_BREAK = re.compile(r"[，。；！？;!?：:\n]|,(?!\d{3})")
# Behind these words stands whom a clause does not speak of.
_BESIDE = re.compile(r"(?:[受因据与对向在被从和跟同比较于给]|由于|随着|相较于?|根据|来自)\Z")
_MAKES_KNOWN = re.compile(r"完成|实现|公布|披露|宣布|公告|通报|发布|表示|介绍|透露|称")
# What the names of houses end in whose first words a dictionary has (白鹭机械).
_LINE = re.compile(
    r"..(?:水务|机械|电厂|热电|燃气|热力|纸业|服饰|家电|家居|玻璃|铝业|铜业|环保|建材|通信|精密|仪器|医疗|金属|化学|材料|装备|重卡|泵业|渔业|"
    r"乐园|景区|超市|百货|书店|剧院|影院|客运|地铁|公交)\Z"
)
# A place by which goods and people pass, before what is counted there (今年一季度云溪港集装箱吞吐量为…).
_GATE = re.compile(r"..(?:港|机场|口岸|车站)\Z")
_PASSES = re.compile(
    r"(?:货[物邮运]|集装箱|外贸|内贸|旅客|煤炭|矿石|原油|粮食){0,3}(?:吞吐量|[装接]卸量|[客货]运量|发送量)"
)
_HOLDS_OFFICE = re.compile(rf"[^，。；\d]{{0,6}}?{TITLES}")
_PROPER = ("ORG", "LOC", "PER", "nz")
_NOUNS = (*_PROPER, "n", "s", "vn", "an", "nw")
_SHORTEST, _LONGEST = 2, 14
# No sentence of a paper is so long.
_MOST = 1_500
# What a network takes for a name, and names nobody.
_NOBODY = re.compile(r"公司|集团公司|[该本各全某]|其中|我国")
# The last two characters before 银行 of names that are longer than the pattern of names reads.
_CUT_SHORT = ("农商", "城商", "商业", "村镇", "合作", "工商", "农业", "建设", "发展", "储蓄")


@dataclass(frozen=True, slots=True)
class Name:
    """A name at ``text[start:end]``; ``beside`` tells that its clause only holds something against it."""

    start: int
    end: int
    text: str
    beside: bool = False


def clause_of(text: str, at: int) -> int:
    """Where the clause begins in which a place of a text lies."""
    return max((match.end() for match in _BREAK.finditer(text, 0, at)), default=0)


@lru_cache(maxsize=4096)
def names_in(text: str) -> tuple[Name, ...]:
    """Find the names of houses and places that a folded text speaks of, whole and in order."""
    if len(text) > _MOST:
        return ()
    words = tokens(text)
    spans = [(word.start, word.end) for word in words if word.tag == "ORG"]
    for name in dict.fromkeys(institutions(text)):
        spans += [_widened(match.span(), words) for match in re.finditer(re.escape(name), text)]
    spans += [run for run in _subjects(text, words) if not any(start < run[1] and run[0] < end for start, end in spans)]
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start < merged[-1][1]:
            merged[-1] = merged[-1][0], max(end, merged[-1][1])
        else:
            merged.append((start, end))
    return tuple(
        Name(start, end, text[start:end], _BESIDE.search(text[:start]) is not None or _is_spoken_for(text, end))
        for start, end in merged
        if _SHORTEST <= end - start <= _LONGEST
        and HAN.match(text, start)
        and not _NOBODY.match(text, start)
        and not text.endswith("其中", 0, start + 1)
        and text[start : start + 2] not in _CUT_SHORT
    )


def _is_spoken_for(text: str, end: int) -> bool:
    """Tell whether a name only says where somebody is from who speaks (青禾银行行长顾远舟介绍)."""
    return _HOLDS_OFFICE.match(text, end) is not None


def owner_of(at: int, text: str, around: Callable[[], Collection[str]]) -> str:
    """Whose a figure at a place of a folded text is, or nobody's; ``around`` names those of headline and paragraph."""
    names = names_in(text)
    before = [name for name in names if name.end <= at]
    end = at
    while before:
        start = clause_of(text, end)
        found = {name.text for name in before if name.start >= start and not name.beside}
        if found:
            return found.pop() if len(found) == 1 else ""
        before = [name for name in before if name.end <= start]
        end = max(0, start - 1)
    known = set(around())
    return known.pop() if len(known) == 1 and known >= {name.text for name in names} else ""


def _widened(span: tuple[int, int], words: Sequence[Token]) -> tuple[int, int]:
    """Where a name begins that is printed with its place before it."""
    start, end = span
    for word in reversed(words):
        if word.start < start <= word.end and word.tag in _PROPER:
            start = word.start
    return start, end


def _subjects(text: str, words: Sequence[Token]) -> Iterator[tuple[int, int]]:
    """The proper names with which clauses begin, before a time or what they make known (云溪港 in 「云溪港4月…」).

    A port or an airport also before what passes there.
    """
    for n, first in enumerate(words):
        behind_time = n and words[n - 1].tag == "TIME" and words[n - 1].end == first.start
        if not behind_time and clause_of(text, first.start) != first.start:
            continue
        run = list(takewhile(lambda word: word.tag in _NOUNS, words[n:]))
        behind = words[n + len(run) : n + len(run) + 1]
        ends = behind and (behind[0].tag == "TIME" or behind[0].text == "的" or _MAKES_KNOWN.match(behind[0].text))
        if run and not ends and first.tag == "LOC" and _GATE.search(first.text) and _PASSES.match(text, first.end):
            yield first.start, first.end
        if not run or not ends:
            continue
        name = text[run[0].start : run[-1].end]
        proper = _LINE.search(name) or (any(word.tag in _PROPER for word in run) and run[-1].tag != "PER")
        if proper and not has_title(name):
            yield run[0].start, run[-1].end
