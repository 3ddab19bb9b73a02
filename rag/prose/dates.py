"""Dates and periods, read from Chinese and English prose and resolved against the day of the paper."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date as Day
from datetime import timedelta

from rag.prose.folding import fold_width
from rag.prose.numerals import DIGITS, ENGLISH


@dataclass(frozen=True, slots=True)
class Date:
    """A date or period at ``text[start:end]``; ``None`` and ``""`` stand for what it does not say.

    ``part`` is a part of the year (``Q1``, ``H2``, ``M9`` for the first nine months), ``edge`` one of ``start``,
    ``end`` or a third of a month, ``word`` a relative word (今年) that nothing could resolve, ``through`` the last year
    of a range of years; ``whole`` says that all of the year is meant (全年).
    """

    start: int
    end: int
    text: str
    year: int | None = None
    month: int | None = None
    day: int | None = None
    part: str = ""
    edge: str = ""
    word: str = ""
    through: int | None = None
    whole: bool = False

    def within(self, other: Date) -> bool:
        """Tell whether ``other`` says all that this says; it may say more."""
        if self.word != other.word and (self.word or (other.word and self.year is not None)):
            return False
        return (
            (
                self.year in (None, other.year)
                or (other.year is not None and other.year <= (self.year or 0) <= (other.through or 0))
            )
            and self.month in (None, other.month)
            and self.day in (None, other.day)
            and self.part in ("", other.part)
            and (not self.edge or not other.edge or self.edge == other.edge)
        )


# 「1854年」, but not 「1500年前」 or 「距今1500年」.
_LONG_PAST = r"(?<![距约近逾有今\d])1[0-8]\d\d(?= ?年(?!前|来|的?历史|间|左右|以上|之久|多|余|寿))"
_YEAR = re.compile(
    rf"(?:(?<!\d)((?:19|20)\d\d|{_LONG_PAST}|[一二][〇零九][〇零一二三四五六七八九]{{2}}) ?(?:年度?|(?=全年))"
    r"|(今年|去年|前年|明年|上年度?|本年度?|当年|同年))(全年)?"
)
_MONTH = re.compile(
    r" ?(?:(?<!\d)(1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九]) ?月份?(?!均)|(本月|上月|上个月|当月|同月))"
)
_DAY = re.compile(
    r" ?(?<!\d)(3[01]|[12]\d|0?[1-9]|三十一?|二?十[一二三四五六七八九]?|[一二三四五六七八九]) ?"
    r"(?:日(?![均本元常益趋用圆])|号(?![楼线院文店]))"
)
# 「停留不超过30日」, 「每180日内」: so many days, and no day of a month.
_SO_MANY_DAYS = re.compile(
    r"(?:超过|不[多少]于|不得少于|至[少多]|最[多长]|停留|逗留|为期|长达|历时|累计|[满每逾近约]|[连持]续|提前)了? ?$"
)
_DAYS_LONG = re.compile(r"前|[之以]?内|以上|以下|左右|免签|过境")
_PART = re.compile(
    r"的?(?:第?([一二三四1-4])季度?|(上|下)半年|前([一二三两])个?季度|前([一二三四五六七八九十]|十一|1?\d)个?月)"
)
_EDGE = re.compile(r"年?([底末初])|([上中下])旬")
_RELATIVE_DAY = re.compile(r"今日|昨日|今天|昨天|明天|明日")
_RANGE = re.compile(r"(?<!\d)((?:19|20)\d\d) ?年? ?[-—–~～至到]+ ?(?=((?:19|20)\d\d) ?年)")
_RANGE_START = re.compile(r"(?<!\d)(1[0-2]|[1-9])(?=月?(?:份)? ?[-—–~～至到]+ ?(?:1[0-2]|[1-9])月)")
# 「1至10月」 are the first ten months.
_FROM_JANUARY = re.compile(r" ?(?<!\d)1月?(?:份)? ?[-—–~～至到]+ ?(1[0-2]|[2-9])月(?:份)?")
_NUMERIC = re.compile(r"(?<!\d)((?:19|20)\d\d)[-/.](1[0-2]|0?[1-9])[-/.](3[01]|[12]\d|0?[1-9])(?!\d)")
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_NAMES = "|".join(f"{name}|{name[:3]}\\.?" for name in MONTHS) + r"|Sept\.?"
_ENGLISH = re.compile(
    rf"(?<![A-Za-z])(?:(?P<d1>3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)? (?:of )?)?(?P<m>{_NAMES})(?![a-z])"
    r"(?: (?P<d2>3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?(?![\d.%]))?(?:,? (?P<y>(?:19|20)\d\d)(?!\d))?"
)
_ENGLISH_PART = re.compile(
    r"(?:Q(?P<q>[1-4])|(?P<n>first|second|third|fourth) (?P<w>quarter|half)|first (?P<fm>\w+) months)"
    r"(?: of| in)?(?: (?P<y>(?:19|20)\d\d))?",
    re.IGNORECASE,
)
_ENGLISH_YEAR = re.compile(r"(?<![\d.,A-Za-z$㐀-鿿])((?:19|20)\d\d)(?![\d%]|[,.]\d| ?[㐀-鿿]| (?:m|b|tr)illion)")
_ENGLISH_RELATIVE = re.compile(r"\b(this|last|next) year\b", re.IGNORECASE)
_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4}
_SEED = re.compile(r"[\d〇零一二三四五六七八九十今去前明上本当同第年下昨]|[A-Zfstln][A-Za-z]|Q[1-4]")
_SHIFT = {"今年": 0, "本年": 0, "本年度": 0, "去年": -1, "上年": -1, "上年度": -1, "前年": -2, "明年": 1}
_EDGES = {"底": "end", "末": "end", "初": "start", "上": "first third", "中": "second third", "下": "last third"}


def find_dates(text: str, page_date: Day | None = None) -> list[Date]:
    """Find the dates and periods of a text, in order, without overlap.

    今年, 上月 and the like are resolved when the day of the paper is known; a day or month that stands alone takes
    month and year from the date before it, else from the paper.
    """
    folded = fold_width(text)
    found: list[Date] = []
    position = 0
    while match := _SEED.search(folded, position):
        date = _read(folded, match.start(), page_date)
        if date is None or date.end <= date.start:
            position = match.start() + 1
            # Inside a number or a word nothing new can begin.
            while position < len(folded) and folded[position - 1].isascii() and _same_token(folded, position):
                position += 1
            continue
        found.append(_complete(replace(date, text=text[date.start : date.end]), found, page_date))
        position = date.end
    return found


def _same_token(text: str, position: int) -> bool:
    before, after = text[position - 1], text[position]
    return (before.isdigit() and after.isdigit()) or (
        before.isascii() and before.isalpha() and after.isascii() and after.isalpha()
    )


def _read(text: str, start: int, page_date: Day | None) -> Date | None:  # noqa: PLR0911 - one a form
    if match := _NUMERIC.match(text, start):
        return Date(start, match.end(), "", int(match[1]), int(match[2]), int(match[3]))
    if match := _RANGE.match(text, start):
        return Date(start, start + 4, "", int(match[1]), through=int(match[2]))
    if (match := _RANGE_START.match(text, start)) and not _FROM_JANUARY.match(text, start):
        return Date(start, match.end() + (text[match.end()] == "月"), "", month=int(match[1]))
    if text[start].isascii() and text[start].isalpha():
        return _read_english(text, start, page_date)
    if match := _RELATIVE_DAY.match(text, start):
        shift = {"昨": -1, "今": 0, "明": 1}[match[0][0]]
        if page_date is None:
            return Date(start, match.end(), "", word=match[0][0] + "日")
        day = page_date + timedelta(days=shift)
        return Date(start, match.end(), "", day.year, day.month, day.day)
    return _read_chinese(text, start, page_date) or _read_year(text, start)


def _read_chinese(text: str, start: int, page_date: Day | None) -> Date | None:  # noqa: PLR0912 - one a component
    position = start
    year = month = day = None
    part = edge = word = ""
    whole = False
    if match := _YEAR.match(text, position):
        position, whole = match.end(), match[3] is not None
        if match[1]:
            year = int("".join(str(DIGITS.get(digit, digit)) for digit in match[1]))
        elif match[2] in _SHIFT:
            year = page_date.year + _SHIFT[match[2]] if page_date else None
            word = "" if page_date else {"上": "去", "本": "今"}.get(match[2][0], match[2][0]) + "年"
        else:
            word = "同年"
    if match := _FROM_JANUARY.match(text, position):
        return Date(start, match.end(), "", year, part=_first_months(int(match[1])), word=word)
    if match := _MONTH.match(text, position):
        position = match.end()
        if match[1]:
            month = _number(match[1])
        elif page_date and match[2] in ("本月", "上月", "上个月"):
            last = page_date.replace(day=1) - timedelta(days=1)
            year, month = (page_date.year, page_date.month) if match[2] == "本月" else (last.year, last.month)
        else:
            word = match[2][0] + "月"
    # 2号 alone is a building or a model, 2日 a day.
    if (match := _DAY.match(text, position)) and (month or word or _is_bare_day(text, start, match)):
        position, day = match.end(), _number(match[1])
    if day is None and month is None and (match := _PART.match(text, position)):
        if match.start() == start and match[0][0] == "的":
            return None
        if match[1] and not match[0].endswith("季度") and not match[0].startswith("第"):
            return None if position == start else Date(start, position, "", year, word=word, whole=whole)
        position, part = match.end(), _part(match)
    if (
        (match := _EDGE.match(text, position))
        and (position > start or match[0].startswith("年"))
        and not (match[2] and not month)
    ):
        position, edge = match.end(), _EDGES[match[1] or match[2]]
    return Date(start, position, "", year, month, day, part, edge, word, whole=whole) if position > start else None


def _is_bare_day(text: str, start: int, match: re.Match[str]) -> bool:
    so_many = _SO_MANY_DAYS.search(text[max(0, start - 6) : start]) or _DAYS_LONG.match(text, match.end())
    return match.start() == start and "日" in match[0] and not so_many


def _part(match: re.Match[str]) -> str:
    if match[1]:
        return f"Q{_number(match[1])}"
    if match[2]:
        return "H1" if match[2] == "上" else "H2"
    return _first_months(_number(match[3]) * 3 if match[3] else _number(match[4]))


def _first_months(months: int) -> str:
    return {3: "Q1", 6: "H1"}.get(months, f"M{months}")


def _read_english(text: str, start: int, page_date: Day | None) -> Date | None:
    if match := _ENGLISH_PART.match(text, start):
        part = f"Q{match['q']}" if match["q"] else ""
        if match["n"]:
            part = f"{'Q' if match['w'].lower() == 'quarter' else 'H'}{_ORDINALS[match['n'].lower()]}"
        if said := match["fm"]:
            months = int(said) if said.isdecimal() else ENGLISH.get(said.lower(), 0)
            if not 0 < months <= len(MONTHS):
                return None  # 「the first few months」
            part = _first_months(months)
        return Date(start, match.end(), "", int(match["y"]) if match["y"] else None, part=part)
    if match := _ENGLISH_RELATIVE.match(text, start):
        shift = {"last": -1, "this": 0, "next": 1}[match[1].lower()]
        if page_date:
            return Date(start, match.end(), "", page_date.year + shift)
        return Date(start, match.end(), "", word={-1: "去年", 0: "今年", 1: "明年"}[shift])
    match = _ENGLISH.match(text, start)
    if match is None or (match[0] == "May" and not re.search(r"(?:in|of|since|by|until|last) $", text[:start][-6:])):
        return None
    return _english_date(match)


def _english_date(match: re.Match[str]) -> Date:
    month = next(number for number, name in enumerate(MONTHS, 1) if name.startswith(match["m"][:3]))
    day = match["d1"] or match["d2"]
    return Date(
        match.start(), match.end(), "", int(match["y"]) if match["y"] else None, month, int(day) if day else None
    )


def _read_year(text: str, start: int) -> Date | None:
    if (match := _ENGLISH.match(text, start)) and match["d1"]:
        return _english_date(match)
    if match := _ENGLISH_YEAR.match(text, start):
        return Date(start, match.end(), "", int(match[1]))
    return None


def _complete(date: Date, before: list[Date], page_date: Day | None) -> Date:
    """Give a day its month and a month its year: from the date before it, else from the paper."""
    if date.part == "M12" and (date.year is not None or date.word):
        date = replace(date, part="")  # of a year all of it; of none, any twelve months
    if date.word:
        return date
    if date.day and date.month is None:
        if before and before[-1].month:
            return replace(date, year=date.year or before[-1].year, month=before[-1].month)
        return replace(date, year=page_date.year, month=page_date.month) if page_date else date
    if date.year is None and (date.month or date.part) and page_date:
        # The paper's own year, also where the month is still to come: it may as well have been last year's.
        return replace(date, year=page_date.year)
    return date


def _number(text: str) -> int:
    if text.isdigit():
        return int(text)
    tens, ten, units = text.rpartition("十")
    if not ten:
        return DIGITS.get(text, 10)
    return (DIGITS[tens] if tens else 1) * 10 + (DIGITS[units] if units else 0)
