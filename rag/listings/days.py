"""Which days of printing a question means: since a day, from one to another, a month, last week, of late."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from rag.prose.dates import Date, find_dates
from rag.prose.folding import fold_width
from rag.prose.numerals import DIGITS

_DAY = timedelta(1)
_WEEK = 7
_PARTS = {"Q1": (1, 3), "Q2": (4, 6), "Q3": (7, 9), "Q4": (10, 12), "H1": (1, 6), "H2": (7, 12)}
_YEARS_AGO = {"今年": 0, "去年": -1, "前年": -2}
_CONNECTS = re.compile(r"\s*(?:到|至|[-—–~～]+|\bto\b|\band\b|\buntil\b|\bthrough\b|\btill\b)\s*(?:the )?", re.I)
_SINCE = re.compile(r"\s*(?:(?:[以之]?后|以来|往后)(?!的[^，。？]{0,4}天)|开始|起|至今)")
_BEFORE = re.compile(r"\s*[以之]?前(?![十两几\d])")
_LEADS = (
    ("since", re.compile(r"\b(?:since|from)\s+$", re.I)),
    ("after", re.compile(r"\b(?:after)\s+$", re.I)),
    ("before", re.compile(r"\b(?:before)\s+$", re.I)),
    ("until", re.compile(r"(?:截[至止到]|\b(?:until|till|up to|by)\s+)$", re.I)),
)
# 「关于4月车市的报道」: a month that the articles tell of, not that of their printing.
_TOPICAL = re.compile(r"(?:关于|有关|提到|提及|涉及|[讲写谈]|\b(?:about|on the|regarding)\s+)$", re.I)
_GOES_ON = (
    r"\s*(?:份|里|中|间|内|期间)?\s*(?:的?(?:报纸?|新闻|报道|文章|稿件|稿子|消息|评论|专访|版面|头[版条]|要闻)|[都还]?[共]?有(?:[哪什几多没过]|关于)"
    r"|都|一共|总共|[刊登]|发[表了布过]|见报|提到|关于|写[了过]|[？?，,。]|$|\b(?:did|were|are|is)\b)"
)
_DIGIT = re.compile(r"[0-9]")
_RELATIVE = re.compile(
    r"(?P<today>今[天日]|\btoday\b)|(?P<yesterday>昨[天日]|\byesterday\b)|(?P<eve>前天)"
    r"|(?P<this_week>[本这][一个]*(?:周|星期|礼拜)(?![一二三四五六日天末刊报])|\bthis week\b)"
    r"|(?P<last_week>上[一个]*(?:周|星期|礼拜)(?![一二三四五六日天末])|\blast week\b)"
    r"|(?P<this_month>本月|这个月|\bthis month\b)|(?P<last_month>上个?月|\blast month\b)"
    r"|(?:最近|过去|近)的?这?(?P<count>\d{1,3}|[一二两三四五六七八九十半])个?(?P<unit>[天日周月年]|星期|礼拜)"
    r"|\b(?:past|last) (?P<number>\d{1,3}) (?P<english>day|week|month|year)s?\b",
    re.I,
)
_OF_LATE = re.compile(
    r"最[新近后]的?(?:这|那)?一(?:期|天|份)|最近|近期|近来|近日|新近|最新的?(?=新闻|报道|文章|消息|要闻|动态|稿|$)"
    r"|\b(?:recent(?:ly)?|latest|newest|lately|what(?:'s|’s| is| are) new|new (?=articles|stories|reports|news))",
    re.I,
)
_LENGTHS = {
    "天": 1,
    "日": 1,
    "周": 7,
    "星期": 7,
    "礼拜": 7,
    "月": 30,
    "年": 365,
    "day": 1,
    "week": 7,
    "month": 30,
    "year": 365,
}


@dataclass(frozen=True, slots=True)
class Days:
    """The days from ``first`` to ``last``, each open where ``None``; ``of_late`` asks for what is newest.

    ``rest`` is the question without what says so.
    """

    first: date | None
    last: date | None
    of_late: bool
    rest: str

    @property
    def bounded(self) -> bool:
        """Whether there is a first or a last day."""
        return self.first is not None or self.last is not None

    def has(self, day: date | None) -> bool:
        """Tell whether a day is one of these; that of a paper which prints none is not."""
        if not self.bounded:
            return True
        return day is not None and (self.first or day) <= day <= (self.last or day)


@dataclass(frozen=True, slots=True)
class Calendar:
    """What days without their year are read by: those of the archive's oldest and newest paper, and today."""

    oldest: date
    newest: date
    today: date

    def year_of(self, months: tuple[int, int], day: int | None) -> int:
        """The last year in which a day or month lies among the archive's papers, else in which it has been."""
        for year in range(self.newest.year, self.oldest.year - 1, -1):
            first, last = _bounds(year, months, day)
            if first <= self.newest and last >= self.oldest:
                return year
        latest = max(self.newest, self.today)
        return latest.year if (months[0], day or 1) <= (latest.month, latest.day) else latest.year - 1


def days_of_printing(question: str, calendar: Calendar, known: Collection[str] = ()) -> Days | None:
    """Read the days that a question gives; ``None`` where it gives none, or a single day in figures.

    ``known`` are names of papers, writers and others, which may stand between a month and what is asked.
    """
    text = fold_width(question)
    return _spanned(text, calendar, known) or _relative(text, calendar.today)


def _relative(text: str, today: date) -> Days | None:
    match = _RELATIVE.search(text)
    if match is None:
        late = _OF_LATE.search(text)
        return Days(None, None, True, text[: late.start()] + " " + text[late.end() :]) if late else None
    if _TOPICAL.search(text[: match.start()]):
        return None
    monday = today - timedelta(today.weekday())
    month = today.replace(day=1)
    spans = {
        "today": (today, today),
        "yesterday": (today - _DAY, today - _DAY),
        "eve": (today - 2 * _DAY, today - 2 * _DAY),
        "this_week": (monday, today),
        "last_week": (monday - timedelta(_WEEK), monday - _DAY),
        "this_month": (month, today),
        "last_month": ((month - _DAY).replace(day=1), month - _DAY),
    }
    named = next((name for name in spans if match[name]), None)
    if named:
        first, last = spans[named]
    else:
        many = _number(match["count"] or match["number"]) * _LENGTHS[(match["unit"] or match["english"]).lower()]
        first, last = today - timedelta(max(1, round(many)) - 1), today
    return Days(first, last, False, text[: match.start()] + " " + text[match.end() :])


def _number(text: str) -> float:
    return 0.5 if text == "半" else int(text) if text.isdigit() else {"两": 2, "十": 10}.get(text) or DIGITS[text]


def _spanned(text: str, calendar: Calendar, known: Collection[str]) -> Days | None:
    dates = find_dates(text)
    for n, each in enumerate(dates):
        span = days_of(each, calendar)
        if span is None:
            continue
        behind, before = text[each.end :], text[: each.start]
        following = dates[n + 1] if n + 1 < len(dates) else None
        if following and _CONNECTS.fullmatch(text, each.end, following.start):
            last = days_of(following, calendar)
            if last is not None:
                first = span if span[0] <= last[0] else (span[0].replace(year=last[0].year - 1), span[1])
                return Days(first[0], last[1], False, f"{before.rstrip('从自在由')} {text[following.end :]}")
        if found := _opened(text, each, span):
            return found
        if (
            not (each.day and _DIGIT.search(each.text))
            and not _TOPICAL.search(before)
            and _stands_alone(text, each, known)
        ):
            return Days(*span, False, f"{before} {behind}")
    return None


def _opened(text: str, each: Date, span: tuple[date, date]) -> Days | None:
    """The days since or until one, if a question says so."""
    before = text[: each.start]
    for how, pattern in _LEADS:
        if lead := pattern.search(before):
            rest = f"{text[: lead.start()]} {text[each.end :]}"
            if how == "since" and each.day is None and not each.year and lead[0].strip().lower() == "from":
                return None  # 「articles from April」
            if how in ("since", "after"):
                return Days(span[0] if how == "since" else span[1] + _DAY, None, False, rest)
            return Days(None, span[0] - _DAY if how == "before" else span[1], False, rest)
    if behind := _SINCE.match(text, each.end):
        return Days(span[0], None, False, f"{before.rstrip('从自')} {text[behind.end() :]}")
    if behind := _BEFORE.match(text, each.end):
        return Days(None, span[0] - _DAY, False, f"{before} {text[behind.end() :]}")
    return None


def _stands_alone(text: str, each: Date, known: Collection[str]) -> bool:
    """Tell whether a month or a year is when something was printed: what is asked for follows it at once."""
    names = "|".join(map(re.escape, known)) or "(?!)"
    between = rf"[份里中间内]?(?:\s*(?:《?(?:the )?(?:{names})》?[上的]?|[a-z]?\d{{1,2}}版|在))*"
    return re.compile(between + _GOES_ON, re.I).match(text, each.end) is not None


def days_of(each: Date, calendar: Calendar) -> tuple[date, date] | None:
    """The first and the last day of a date as it is read; ``None`` for one that is no such period."""
    year = each.year
    if each.word:
        if each.word not in _YEARS_AGO:
            return None
        year = calendar.today.year + _YEARS_AGO[each.word]
    if each.through or (each.part and each.part not in _PARTS) or (each.edge and not each.month):
        return None
    months = (each.month, each.month) if each.month else _PARTS.get(each.part, (1, 12))
    if year is None and not (each.month or each.part):
        return None
    try:
        return _bounds(year or calendar.year_of(months, each.day), months, each.day)
    except ValueError:  # 2月30日
        return None


def _bounds(year: int, months: tuple[int, int], day: int | None) -> tuple[date, date]:
    first, last = months
    if day:
        return date(year, first, day), date(year, first, day)
    return date(year, first, 1), date(year, last, monthrange(year, last)[1])
