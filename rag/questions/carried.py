"""What a follow-up keeps of the questions before it, and what it changes: whom, in what office, which measure, when."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.listings.topics import asks_of_notices, topics_of
from rag.prose.dates import find_dates
from rag.prose.folding import fold
from rag.prose.names import TITLES
from rag.prose.questions import read_question
from rag.prose.trends import FELL, ROSE
from rag.questions.measures import named_measure

# What may stand beside the days of a follow-up that names no more than these: 「去年同期呢」, 「1月和2月呢」.
_BESIDE_DAYS = re.compile(r"同期|全年|的|份|[,，、和与跟及\s]|\b(?:in|on|for|of|the|and)\b", re.I)
_WHOLE_YEAR, _SAME_PERIOD = "全年", "同期"
_CHAINED = re.compile(r"\s*(?:[、和与跟及至到~—–-]|以及|and|to)\s*", re.I)
_YEAR = re.compile(r"(?:(?:19|20)\d\d年?|[一二三四五六七八九〇零]{4}年|[今去前明上本]年|上一?年度?)(?:度(?!假))?")
# 「昨天」, 「上月」 say of which year they are.
_ITS_OWN_YEAR = re.compile(r"[昨今前明]天|[昨今前明]日|上个?[月周]|本[月周]|上个?季度|本季度")
# 「同比呢」, 「谁最低」, 「增长了多少」: how much or why, of a measure that was named before.
_NO_MATTER = re.compile(
    # 降 and 低 are words, too: 降低 is read as one, and never again as two.
    rf"(?:{ROSE}|{FELL}|变化|[涨跌升降]|那么?|它|又|还|各|分别|[同环]比|谁|哪[一两]?[家个]|[最更较]|[高低多少大小快慢]"
    r"|为什么|怎么|原因|了|呢|吗|[的是有])++[？?]?"
)
# 「它们谁最低」, 「三家里哪家最高」: of all that were asked about one after the other.
_ALL_OF_THEM = re.compile(
    r"^(?:那么?)?(?:(?:它|他|她)们|[这那]?[两二三四五六七八九几][家者])(?:之?[中间里])?(?:当中|里面)?[，,]?"
)
_ONE_OF_THEM = re.compile(r"谁|哪[一两]?[家个]")
# 「她为什么辞职」, 「谁接任」: of whoever was asked for by his office.
_OF_THE_OFFICE = re.compile(
    r"^(?:那么?)?[他她](?!们|乡|人|国|处|日)|(?:谁|哪位|何人)[^，。？?]{0,4}?(?:接[任替班]|继任|代理|代行|暂代|上任)|(?:接[任替班]|继任|代理|暂代)[^，。？?]{0,3}(?:谁|哪位)"
)


def with_what_was_asked(text: str, last: str, earlier: Sequence[str] = ()) -> str:
    """A follow-up behind what it is about: names and period of the ``last`` question, an office or a measure of it.

    「它们谁最低」 is about all whom ``earlier`` questions asked of, too.
    """
    if together := _of_all(text, last, earlier):
        return together
    names = [name for name in read_question(last).names if name not in fold(text)]
    if not names:
        return f"{last} {text}"
    said = "、".join(names)
    office = re.search(rf"{re.escape(names[-1])}(?P<title>[的，,]?副?{TITLES})", fold(last))
    if office and _OF_THE_OFFICE.search(text):
        said += office["title"]
    measure = named_measure(last) if _NO_MATTER.fullmatch(text.strip()) else ""
    return f"{said}{period_of(text, last)}{measure}，{text}"


def period_of(text: str, last: str) -> str:
    """The day or period of the last question, where a text has none of its own.

    That of a figure is no day of printing: a question on the archive goes on with that of another such question alone.
    """
    if _of_the_archive(text) and not _of_the_archive(last):
        return ""
    return "" if find_dates(text) else "".join(found.text for found in find_dates(last)[:1])


def _of_the_archive(text: str) -> bool:
    return bool(topics_of(text) or asks_of_notices(text))


def _of_all(text: str, last: str, earlier: Sequence[str]) -> str:
    """Which of all that were asked about is ahead, with the measure that was asked of each; empty for anything else."""
    pronoun = _ALL_OF_THEM.match(text)
    if not pronoun or not _ONE_OF_THEM.search(text):
        return ""
    names = list(dict.fromkeys(name for each in (*earlier, last) for name in read_question(each).names))
    rest = text[pronoun.end() :]
    measure = named_measure(last) if _NO_MATTER.fullmatch(rest.strip()) else ""
    return f"{'、'.join(names[:-1])}和{names[-1]}{period_of(text, last)}{measure}{rest}" if len(names) > 1 else ""


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
