"""Whether what a paper prints tells of the day or the period that a question names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import lru_cache

from rag.prose.dates import Date, find_dates
from rag.prose.questions import prints_ordinal

_MONTHS = {
    "Q1": (1, 2, 3),
    "Q2": (4, 5, 6),
    "Q3": (7, 8, 9),
    "Q4": (10, 11, 12),
    "H1": tuple(range(1, 7)),
    "H2": tuple(range(7, 13)),
}
# The holidays that a Chinese paper dates by.
_HOLIDAYS = tuple(
    re.compile(names)
    for names in (
        "元旦", "春节|春运|除夕|过年", "元宵", "清明", "五一|劳动节", "端午", "七夕", "中秋|双节",
        "国庆|双节|十一(?:假期|黄金周)", "双十一|双11", "618", "圣诞", "暑[假期运]", "寒假",
    )
)  # fmt: skip
# The end of March is that of the first quarter.
_ENDING = {3: "Q1", 6: "Q2", 9: "Q3", 12: ""}
# What the end of a month is also called.
_ENDS = {"3月": ("一季度末",), "6月": ("二季度末", "上半年末"), "9月": ("三季度末",), "12月": ("年末", "年底")}
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?=\s?年)")
# 「较上年全年下降5个基点」, 「与去年相比」; but 「比2023年的5.2万辆…」.
_AGAINST = re.compile(r"(?:较|相?比|相较于?|对比|[高低好优慢快]于)$")
_BESIDE = re.compile(r"[与同和跟]$")
_HELD_AGAINST = re.compile(r"[^，。；]{0,8}?(?:相比|持平|相当|一致|比)")
_OF_ITS_OWN = re.compile(r"的[^，。；]{0,4}?\d")
# 「2025—2026冰雪季」, 「2024-25赛季」, 「2023—2024学年」.
_SEASON = re.compile(
    r"(?<!\d)((?:19|20)\d\d)年?[-—–~～至/]{1,2}((?:19|20)?\d\d)(?:年度?)?(?=[^\d，。；、]{0,4}?(?:季(?!度)|学年|财年|年度))"
)
_HALVES = ("H1", "H2")
_YEAR_WORDS = frozenset(("今年", "去年", "前年", "明年"))
# So many characters of an article say of when it is, and these words that it also tells of the year before.
_BEGINNING = 200
_YEAR_BEFORE = re.compile(r"[去上前]一?年|同期|同比")
# Since when something has been so is not when it is told.
_SINCE = re.compile(r"年(?:\d{1,2}月)?(?:\d{1,2}日)?(?:以来|起|至今|开始|成立|创[立办]|建成|启动|出生|[，,]?生于)")
_LONG_AFTER = 5
# A goal of another year says nothing of when a story was printed (「到2030年」).
_AIMED_AT = re.compile(r"(?:到|至|力争)$")
# 「到2030年会有多少」: a question of a year ahead, which a paper does not leave out as it does its own.
_YEAR_AHEAD = (
    r"(?:估计|预计|预期|预测|计划|目标|力争|有望)[^，。？?]{{0,6}}{year}年"
    r"|到{year}年[^，。？?]{{0,16}}(?:会|将|要|力争|达到|建成)"
)
_NEXT_YEARS = re.compile(r"[明后]年")
# A paper tells of so many days before and after its own without their numbers (昨日, 今天, 明天).
_FRESH = 2
# So many months, its own with them, may a story count up in a month.
_FEW = 3
# 「2022年8月公布召回」: the month is when it was told.
_TOLD_THEN = re.compile(
    r"[^，。？]{0,6}?(?:通报|公布|发布|报道|披露|宣布|表示|召开|举行|印发|出台|启动|开通|开工|发生|举办|开幕)"
)
# Of years so far apart, one is another period; beyond, a year is only compared with.
_COMPARED = 2


def agrees(asked: Date, told: Date) -> bool:
    """Tell whether a day or period may be the one that is asked about, as far as either is told."""
    if asked.year and told.year and not told.year <= asked.year <= (told.through or told.year):
        return False
    unlike = asked.word != told.word and {asked.word, told.word} <= _YEAR_WORDS  # in a paper whose day is not known
    if unlike or (asked.whole and (told.month or told.part)):
        return False
    if asked.day is not None:
        return asked.day == told.day and (asked.month is None or told.month in (None, asked.month))
    if asked.month is not None:
        ended = asked.edge == told.edge == "end" and told.month is None and _ENDING.get(asked.month) == told.part
        return asked.month == told.month or ended
    if asked.part:
        return told.part == asked.part or (
            told.month in _MONTHS.get(asked.part, ()) and (told.day is None or asked.part in _HALVES)
        )
    if asked.edge and asked.year is None:
        same = told.edge == asked.edge and told.month is None and not told.part  # 「年底」, of whichever year
    else:
        same = told.year is not None and asked.year is not None
    return same


def rivals(asked: Date, told: Date) -> bool:
    """Tell whether something told is of the kind that is asked about: a year says nothing on a day in it.

    A year near that of a month that is asked about is another period; one long past is only compared with.
    """
    if asked.day is not None:
        return told.day is not None
    if asked.year and told.year and asked.year != told.year:
        return asked.month is None or abs(asked.year - told.year) <= _COMPARED
    if asked.month is not None or asked.part or asked.whole:
        return told.month is not None or bool(told.part or told.edge)
    return told.year is not None


def days_in(text: str, printed: date | None) -> list[Date]:
    """The days and periods that a text tells of.

    「比去年同期加快」, 「较上年末下降」 only compare; 昨日 says nothing where the paper's day is not known.
    """
    return [
        day
        for day in find_dates(text, printed)
        if not _only_compares(day, text) and not (day.word and day.year is None and day.month is None and not day.part)
    ]


def _only_compares(day: Date, text: str) -> bool:
    """Tell whether a period is what another one is held against, and no figure of its own stands behind it."""
    before = text[max(0, day.start - 4) : day.start]
    against = _AGAINST.search(before) or (_BESIDE.search(before) and _HELD_AGAINST.match(text, day.end))
    return text.startswith("同期", day.end) or (against is not None and not _OF_ITS_OWN.match(text, day.end))


@lru_cache(maxsize=256)
def days_of(body: str, printed: date | None) -> tuple[Date, ...]:
    """The days and periods that an article tells of."""
    return tuple(days_in(body, printed))


def names_period(period: str, text: str) -> bool:
    """Tell whether a text names a part of a year; 「4月份」 is the month, not a 4月1日 on which another's was told."""
    if period.endswith("月份"):
        return re.search(rf"(?<!\d){period[:-1]}(?!\d)", text) is not None
    return prints_ordinal(period, text) or any(end in text for end in _ENDS.get(period, ()))


def tells_of(period: str, body: str, printed: date | None, *, dated: bool = False) -> bool:
    """Tell whether an article may tell of a period: it names it, was printed then, or does not say of when it tells.

    ``dated`` is a period that is asked about with its year: of an article whose paper is not known it may be the day.
    """
    told = days_of(body, printed)
    for asked in find_dates(period, printed):
        if asked.part in _HALVES:
            told = tuple(replace(day, day=None) for day in told)  # what was on a day was in its half of the year
        elif asked.day is None:
            told = tuple(day for day in told if day.day is None)
        if any(agrees(asked, day) for day in told):
            return True
        if printed is None:
            return dated or not any(day.month or day.part for day in told)
        near = [printed + timedelta(days) for days in range(-_FRESH, _FRESH + 1)]
        if dated and asked.day is None and not any(_is_just_told(day, asked) for day in told):
            return any(day.month == asked.month for day in near)  # a story's month may be told by its dateline alone
        return any((day.month, day.day) == (asked.month, asked.day) for day in near)
    return False


def _is_just_told(day: Date, asked: Date) -> bool:
    """Tell whether a period is a part of a year, or the month before one: a paper counts up in one what was in that."""
    return bool(day.part) or (
        day.month is not None and asked.month is not None and (asked.month - day.month) % 12 < _FEW
    )


def is_told_then(behind: str) -> bool:
    """Tell whether a day is when something happened or was told, by what stands behind it in a folded question."""
    return _TOLD_THEN.match(behind) is not None


def tells_of_year(year: str, text: str, printed: Sequence[date]) -> bool:
    """Tell whether an article may tell of a year: it prints it, or was printed in it or the year after.

    Where the paper's day is not known, a year may be meant that is next to one in print, or later than all of them: a
    paper does not print its own; but not where the story begins with another.
    """
    if year in text:
        return True
    if printed:
        return any(day.year - int(year) in (0, 1) for day in printed)
    if begins_with_another_year(year, text):
        return False
    near = [int(found[1]) for found in _YEAR.finditer(text) if not _AIMED_AT.search(text, 0, found.start())]
    return all(int(year) > found for found in near) or any(abs(int(year) - found) <= 1 for found in near)


def looks_ahead_to(year: str, question: str) -> bool:
    """Tell whether a folded question asks what will be in a year (「到2030年会有多少」)."""
    return re.search(_YEAR_AHEAD.format(year=re.escape(year)), question) is not None


def tells_of_year_ahead(year: str, text: str, printed: Sequence[date]) -> bool:
    """Tell whether an article may tell of a year ahead: it prints it, or may mean it by its own or by the next ones."""
    near = any(int(year) - day.year in (0, 1) for day in printed) if printed else _NEXT_YEARS.search(text) is not None
    return year in text or near


@lru_cache(maxsize=512)
def begins_with_another_year(year: str, text: str) -> bool:
    """Tell whether an article, its headline first, begins with a year near the one asked about, and never has that.

    A story that has only the year before may be of the year after, whose number its paper did not print.
    """
    if year in text:
        return False
    asked = int(year)
    began = [
        int(found[1])
        for found in _YEAR.finditer(text[:_BEGINNING])
        if not (_SINCE.match(text, found.end()) or _AIMED_AT.search(text, 0, found.start()))
    ]
    if not began or asked - max(began) > _LONG_AFTER or asked == max(began) + 1:
        return False
    return not (asked == min(began) - 1 and _YEAR_BEFORE.search(text))


def of_another_holiday(question: str, sentence: str, article: str) -> bool:
    """Tell whether a question is about a holiday, and a sentence about another one or its article about none of it."""
    asked = [names for names in _HOLIDAYS if names.search(question)]
    if not asked or any(names.search(sentence) for names in asked):
        return False
    return any(names.search(sentence) for names in _HOLIDAYS) or not any(names.search(article) for names in asked)


def of_another_season(question: str, sentence: str, article: str) -> bool:
    """Tell whether a question is about a season over two years, and a sentence, or else its article, of another one."""
    asked = _seasons(question)
    told = _seasons(sentence)
    if not asked:
        return False
    if told:
        return asked.isdisjoint(told)
    years = [int(year) for year in _YEAR.findall(sentence)]
    if years:
        return all((max(years) <= first and min(years) < first) or min(years) > first + 1 for first in asked)
    of_article = _seasons(article)
    return bool(of_article) and asked.isdisjoint(of_article)


def _seasons(text: str) -> frozenset[int]:
    """The first years of the seasons that a text names."""
    found = [(int(first), int(last)) for first, last in _SEASON.findall(text)]
    return frozenset(first for first, last in found if (last - first) % 100 == 1)
