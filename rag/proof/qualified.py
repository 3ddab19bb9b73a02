"""What stands beside a figure and is part of what it says: per what it is counted, and that it is a limit or an end.

「每10股派3.2元」 is no 3.2元 a share, 「日均」 no 「月均」, 「至少30家」 no 「最多30家」, and neither end of
「12亿元至15亿元」 is the value.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise

from rag.proof.attribute import Content
from rag.prose.figures import Figure, find_figures
from rag.prose.folding import fold_width
from rag.prose.sentences import MEMBER_END

Per = tuple[Decimal, str]

_CLAUSE = re.compile(r"[。；！？;!?\n，：]|,(?!\d{3})")
_EACH = re.compile(
    r"每(?!年报|经|况|逢|当)(?P<of>[^，,。；]{1,8})|(?P<mean>[日周月季年人户亩])均(?!线|价线|衡|匀|可|为|已|未|有|无|在|由|不|须|应)"
)
_BEHIND = re.compile(r"\s*(?:/|每)(?P<of>[^，,。；)）]{1,5})")
_TIMES = ("天", "周", "个月", "季", "年")
_MEANS = {"日": "天", "月": "个月"}
_TO = re.compile(r"\s*(?:至|到|[-—–~～]+)\s*")
# Limits that may not be left out; 超过 and 近 are roundings.
_LEAST = re.compile(r"(?:至少|最少|不[低少]于|起码)[^\d，,。；]{0,6}$")
_MOST = re.compile(r"(?:至多|最多|不[超高多][过于出]?)[^\d，,。；]{0,6}$")
_OVER = re.compile(r"至少|最[低少]|不[低少]于|起码|下限|超|逾|突破|多于|高于|以上|余|(?<!最)多|起")
_UNDER = re.compile(r"至多|最[高多大]|不[超高多]|上限|以[内下]|封顶|不足|低于|少于|近")
# So far around a figure stands what limits it.
_NEAR = 12


def unqualified(text: str, said: Content, printed: Sequence[tuple[str, Content]]) -> Iterator[str]:
    """Find the figures of a text that print has per something else, as a limit, or as the end of a range."""
    folded = fold_width(text)
    sources = [(fold_width(source), content) for source, content in printed]
    for figure in said.figures:
        spots = [
            (source, content, other) for source, content in sources for other in content.figures if figure.same(other)
        ]
        if spots and all(
            _of_other_per(folded, figure, source, other)
            or _unlimited(folded, figure, source, other)
            or _is_half(folded, said, figure, source, content, other)
            for source, content, other in spots
        ):
            yield figure.text


def _of_other_per(text: str, figure: Figure, source: str, other: Figure) -> bool:
    said, printed = _pers(text, figure, _CLAUSE), _pers(source, other, _CLAUSE)
    if not said:
        # 「美元/桶」 goes without saying; tenfold and a day's mean do not.
        return any(count != 1 or unit in _TIMES for count, unit in printed) and not _pers(text, figure, MEMBER_END)
    printed = printed or _pers(source, other, MEMBER_END)
    if not printed:
        return said[-1][1] in _TIMES
    return said[-1] not in printed


def _pers(text: str, figure: Figure, bounds: re.Pattern[str]) -> list[Per]:
    """Per what a figure is counted by the words before it, and right behind it."""
    start = max((match.end() for match in bounds.finditer(text, 0, figure.start)), default=0)
    found = []
    for match in _EACH.finditer(text, start, figure.start):
        found.append((Decimal(1), _MEANS.get(match["mean"], match["mean"])) if match["mean"] else _unit(match["of"]))
    if behind := _BEHIND.match(text, figure.end):
        found.append(_unit(behind["of"]))
    return [each for each in found if each is not None]


def _unit(words: str) -> Per | None:
    """「10股派…」: ten shares; 「桶」: one barrel."""
    counted = words if words[:1].isdigit() or words[:1] in "十百千万两" else "1" + words
    read = find_figures(counted)
    return (read[0].value, read[0].unit) if read and read[0].start == 0 and read[0].unit else None


def _unlimited(text: str, figure: Figure, source: str, other: Figure) -> bool:
    """Tell whether print has the most or the least where a text has neither, or the other."""
    around = text[max(0, figure.start - _NEAR) : figure.start] + text[figure.end : figure.end + 3]
    before = source[max(0, other.start - _NEAR) : other.start]
    if _LEAST.search(before):
        return not _OVER.search(around) and not figure.text.endswith(("余", "多"))
    return _MOST.search(before) is not None and not _UNDER.search(around)


def _is_half(text: str, said: Content, figure: Figure, source: str, content: Content, other: Figure) -> bool:
    """Tell whether print has a figure as one end of a range, and a text as the value."""
    ends = [pair for pair in pairwise(content.figures) if _is_range(source, *pair) and other in pair]
    if (
        not ends
        or figure.unit == "第"
        or any(figure in pair for pair in pairwise(said.figures) if _is_range(text, *pair))
    ):
        return False
    around = text[max(0, figure.start - _NEAR) : figure.start] + text[figure.end : figure.end + 3]
    limits = _OVER if other == ends[0][0] else _UNDER
    return not limits.search(around)


def _is_range(text: str, one: Figure, other: Figure) -> bool:
    return _TO.fullmatch(text, one.end, other.start) is not None and one.value < other.value
