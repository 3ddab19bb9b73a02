"""Whether what a sentence says rose or fell did so in print, where it states no figure that would tell.

A list of what rose and what fell (「大型企业…上升；中型企业…低于上月」) is in one sentence of the paper: each is
compared with the member of the list that it has most words in common with.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from itertools import pairwise

from rag.prose.figures import find_figures

_ROSE = re.compile(r"上升|回升|攀升|增长|增加|增多|提高|上涨|走高|扩大|加快|反弹|高于|多于")
_FELL = re.compile(r"下降|回落|下滑|减少|降低|下跌|走低|收窄|缩小|缩水|萎缩|放缓|低于|少于")
_CLAUSE = re.compile(r"[，。；,;！？]")
_MEMBER = re.compile(r"[；;。]")


def reversed_trend(text: str, printed: Collection[str]) -> str | None:
    """Find the word by which a text lets rise what print lets only fall, or the other way round."""
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
