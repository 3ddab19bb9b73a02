"""Which way a sentence says that a thing moved: by each of its figures, or by its words where it states none."""

from __future__ import annotations

import re
from collections.abc import Collection
from itertools import pairwise

from rag.prose.figures import find_figures
from rag.prose.trends import DOWN, FELL, PREVIOUS, ROSE, UP, YEAR, YEAR_END

# Of the words around a figure.
_TREND = re.compile(rf"(?P<down>{DOWN}|下调|少增|[跌减降])|(?P<up>{UP}|上调|[增涨升])")
_ENGLISH_TREND = re.compile(
    r"(?P<down>\b(?:fell|fall|falls|falling|drop|dropped|drops|decline|declined|declines|decreas\w+|down|lower|lowered|cut|"
    r"shr[aiu]nk\w*|reduc\w+|slid|lost|narrow(?:ed|s|ing)|slump\w*|plung\w*|tumbl\w*|halved)\b)"
    r"|(?P<up>\b(?:rose|rise|rises|risen|rising|grew|grow|grown|grows|growth|increas\w+|up|climb\w*|gain\w*|jump\w*|higher|"
    r"rais\w+|surg\w+|soar\w*|add(?:ed|s)?|expand\w*|widen\w*|doubled|tripled)\b)",
    re.IGNORECASE,
)
# Right behind a figure (「30 basis points below the rest」); before one, it is a bound of it (「below 3 per cent」).
_ENGLISH_APART = re.compile(
    r"\s*(?:(?P<down>below|under|less|fewer|short of)|(?P<up>above|over|more))\b", re.IGNORECASE
)
_BASES = {
    "year": re.compile(
        rf"{YEAR}|year[- ]o(?:n|ver)[- ]year|yoy|from a year",
        re.I,
    ),
    "previous": re.compile(rf"{PREVIOUS}|month[- ]on[- ]month|quarter[- ]on[- ]quarter", re.I),
    "year end": re.compile(
        rf"{YEAR_END}|from the end of (?:last|the previous) year|from the start of",
        re.I,
    ),
}
_LEVEL = re.compile(r"占比|比重|利率|不良率|覆盖率|收益率|充足率|使用率|占")
_HAN = re.compile(r"[㐀-鿿]+")

# Of a clause without a figure.
_ROSE = re.compile(rf"{ROSE}|增多|加快|反弹|高于|多于")
_FELL = re.compile(rf"{FELL}|缩水|放缓|低于|少于")
_CLAUSE = re.compile(r"[，。；,;！？]")
_MEMBER = re.compile(r"[；;。]")


def movement(label: str, tail: str) -> tuple[str, str, bool]:
    """Read the trend, the basis and whether it is a level (see ``Claim``) of a figure from what stands around it."""
    english = not _HAN.search(tail + label)
    pattern = _ENGLISH_TREND if english else _TREND
    found = list(pattern.finditer(label[-40 if english else -16 :]))
    if not found:
        near = tail[:12] if english else tail[:6]
        apart = _ENGLISH_APART.match(tail) if english else None
        found = (
            list(pattern.finditer(near))[:1] or ([apart] if apart else [])
            if english or re.match(r"的?(?:同比|环比)?的?(?:增|降|涨|跌|升)", near)
            else []
        )
    trend = (found[-1].lastgroup or "") if found else ""
    basis = next((name for name, words in _BASES.items() if words.search(label) or words.search(tail[:14])), "")
    return trend, basis, not trend and _LEVEL.search(label[-12:]) is not None


def reversed_trend(text: str, printed: Collection[str]) -> str | None:
    """Find the word by which a text lets rise what print lets only fall, or the other way round.

    A list of what rose and what fell (「大型企业…上升；中型企业…低于上月」) is in one sentence of the paper: each is
    compared with the member of the list that it has most words in common with.
    """
    members = [(member, set(pairwise(member))) for each in printed for member in _MEMBER.split(each) if member]
    for clause in _CLAUSE.split(text):
        rose, fell = _ROSE.search(clause), _FELL.search(clause)
        said = rose or fell
        if said is None or (rose and fell) or find_figures(clause):
            continue
        words = set(pairwise(clause.replace(said[0], " ")))
        most = max((len(words & have) for _, have in members), default=0)
        nearest = [member for member, have in members if most and len(words & have) == most]
        same, other = (_ROSE, _FELL) if rose else (_FELL, _ROSE)
        if any(other.search(member) for member in nearest) and not any(same.search(member) for member in nearest):
            return said[0]
    return None
