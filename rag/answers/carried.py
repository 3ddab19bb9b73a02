"""What a follow-up changes of the question before it: the period, in place of the one that was asked about."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.prose.dates import find_dates
from rag.prose.questions import fold

# What may stand beside the days of a follow-up that names no more than these: 「去年同期呢」, 「1月和2月呢」.
_BESIDE_DAYS = re.compile(r"同期|全年|的|份|[,，、和与跟及\s]|\b(?:in|on|for|of|the|and)\b", re.I)
_WHOLE_YEAR, _SAME_PERIOD = "全年", "同期"
_CHAINED = re.compile(r"\s*(?:[、和与跟及至到~—–-]|以及|and|to)\s*", re.I)
_YEAR = re.compile(r"(?:(?:19|20)\d\d年?|[一二三四五六七八九〇零]{4}年|[今去前明上本]年|上一?年度?)(?:度(?!假))?")
# 「昨天」, 「上月」 say of which year they are.
_ITS_OWN_YEAR = re.compile(r"[昨今前明]天|[昨今前明]日|上个?[月周]|本[月周]|上个?季度|本季度")


def only_period(text: str) -> str:
    """The period that a text is nothing but, cut as it stands; empty where it says anything else."""
    found = find_dates(text)
    rest = list(text)
    for day in found:
        rest[day.start : day.end] = [" "] * (day.end - day.start)
    if not found or _BESIDE_DAYS.sub("", "".join(rest)):
        return ""
    told = text[found[0].start : found[-1].end]
    return told + next((end for end in (_WHOLE_YEAR, _SAME_PERIOD) if text.endswith(end) and end not in told), "")


def with_period(question: str, period: str, names: Sequence[str]) -> str:
    """A folded question asked of another period.

    What the new period leaves out of the old one stays: a year in place of another keeps the quarter, as 「去年同期」
    does, a month in place of another keeps its year. A question without a period takes it behind whom it asks about.
    """
    found = find_dates(question)
    if not found:
        behind = max((question.rfind(name) + len(name) for name in names if name in question), default=0)
        return question[:behind] + period + question[behind:]
    first = last = found[0]
    for day in found[1:]:
        if not _CHAINED.fullmatch(question, last.end, day.start):
            break
        last = day
    old = question[first.start : last.end] if first is last else first.text
    return question[: first.start] + _in_place_of(old, fold(period)) + question[last.end :]


def _in_place_of(old: str, new: str) -> str:
    same = new.endswith(_SAME_PERIOD)
    new = new.removesuffix(_SAME_PERIOD)
    if _ITS_OWN_YEAR.search(new):
        return new
    old_year, new_year = _YEAR.match(old), _YEAR.match(new)
    if new_year and not old_year and not same:
        return new
    year = (new_year or old_year or [""])[0]
    rest = new[new_year.end() :] if new_year else new
    return year + (rest or (old[old_year.end() :] if old_year else old))
