"""Which way a sentence says that a thing moved: by each of its figures, or by its words where it states none."""

from __future__ import annotations

import re
from collections.abc import Collection
from itertools import pairwise

from rag.prose.figures import find_figures

# Of the words around a figure.
_UP = r"增长|增加|上升|提高|提升|上涨|扩大|回升|攀升|扩张|走高|增幅|增速|涨幅|升幅|上调|多增|新增|大增|激增|增|涨|升"
_DOWN = r"负增长|下降|减少|降低|下滑|下跌|回落|收窄|缩减|缩小|萎缩|走低|降幅|跌幅|下调|少增|跌|减|降"
_TREND = re.compile(rf"(?P<down>{_DOWN})|(?P<up>{_UP})")
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
        r"同比|比(?:上年|去年)(?!末|底)|较(?:上年|去年)同期|year[- ]o(?:n|ver)[- ]year|yoy|from a year",
        re.I,
    ),
    "previous": re.compile(r"环比|[比较]上[月季]|month[- ]on[- ]month|quarter[- ]on[- ]quarter", re.I),
    "year end": re.compile(
        r"[较比](?:上年|去年)(?:年|度)?[末底]|[较比]年初|from the end of (?:last|the previous) year|from the start of",
        re.I,
    ),
}
_LEVEL = re.compile(r"占比|比重|利率|不良率|覆盖率|收益率|充足率|使用率|占")
_HAN = re.compile(r"[㐀-鿿]+")

# Of a clause without a figure.
_ROSE = re.compile(r"上升|回升|攀升|增长|增加|增多|提高|上涨|走高|扩大|加快|反弹|高于|多于")
_FELL = re.compile(r"下降|回落|下滑|减少|降低|下跌|走低|收窄|缩小|缩水|萎缩|放缓|低于|少于")
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
