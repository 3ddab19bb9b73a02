"""Of when each figure of a sentence is: the date that governs its clause, wherever in the sentence that stands.

A date governs what follows it, over commas and semicolons, until the next. One that stands in brackets, or that others
are only held against (2024年为2亿元), governs its clause.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import TypeVar

from rag.prose.dates import Date
from rag.prose.figures import Figure
from rag.prose.folding import fold_width

_MARK = re.compile(r"[;。!?\n()]|,(?!\d{3})")
_GROUP_END = ";。!?\n"
_LIST = re.compile(r"年?\s*(?:、|和|及|以及|与|至|到|[-—–~～]+)\s*(?:截[至止])?")
_YEAR_WRITTEN = re.compile(
    r"\d{4}|[今去前明上本当同]年|[一二][〇零九][〇零一二三四五六七八九]{2}|year|[今昨明][天日]|[本上]个?月"
)
_YEAR_WORDS = frozenset(("今年", "去年", "前年", "明年"))
_YEAR_BEFORE = re.compile(r"[上去]年度?")
# 「较上年末增长」, 「自2008年以来」, 「2027年到期的」 say nothing of when a figure is.
_AGAINST = re.compile(r"(?:[较比]|相较于?|对比|[高低好优慢快少多]于|[与同和跟])\s*$")
_FROM = re.compile(r"(?:[成设创建]立于|[始建]于|[自从])\s*$")
_SINCE = re.compile(
    r"(?:以来|起|至今|[成设创建]立|创办|出生|(?:到期|上市|投产|发行|开工|开业|建成|启动|推出|发布|印发|实施|出台|签[订署])的)"
)
_SAME_TIME = re.compile(r"\s*同期")
_OF_IT = re.compile(r"\s*的[^\d,。;]{0,3}")
_ELLIPTIC = re.compile(r"\s*(?:则|仅|只|就)?(?:为|是|有|达到?)?(?:约|近|超|逾|仅)?\s*")
_BRACKETED = re.compile(r"\((?:截[至止])?\s*$")
_PARTS = {"Q1": (1, 3), "Q2": (4, 6), "Q3": (7, 9), "Q4": (10, 12), "H1": (1, 6), "H2": (7, 12)}

Spot = TypeVar("Spot", Figure, Date)


@dataclass(frozen=True, slots=True)
class Period:
    """A date as it governs figures: ``said`` as it is written, ``years`` those that it may be of (none: any)."""

    said: str
    years: frozenset[int] = frozenset()
    month: int | None = None
    day: int | None = None
    part: str = ""
    edge: str = ""
    word: str = ""
    before: bool = False
    """It is only told to be the year before (上年同期)."""

    @property
    def kind(self) -> str:
        """What of a year it is."""
        return "day" if self.day else "month" if self.month else "part" if self.part else "year"

    def alike(self, other: Period) -> bool:
        """Tell whether both are of one kind, and may be the same."""
        return self.kind == other.kind and not self.another(other)

    def is_also(self, other: Period) -> bool:
        """Tell whether this is the other period, written in other words; of a year that both write."""
        if self.kind == other.kind:
            return bool(self.years & other.years) and not self.another(other)
        return (
            self.edge == other.edge == "end"
            and {self.kind, other.kind} == {"month", "part"}
            and not self.another(other)
        )

    def another(self, other: Period) -> bool:
        """Tell whether this is certainly not the other period; on a day things may be told of any other."""
        kinds = {self.kind, other.kind}
        if len(kinds) > 1 and "day" in kinds:
            return False
        told = self.years and other.years and not (self.before and other.before)
        if told and self.years.isdisjoint(other.years):
            return True
        if self.word != other.word and {self.word, other.word} <= _YEAR_WORDS:
            return True
        if kinds == {"month", "part"}:
            month, part = (self.month, other.part) if self.month else (other.month, self.part)
            first, last = _PARTS.get(part) or (1, int(part[1:]))
            return not first <= (month or first) <= last
        if len(kinds) > 1:
            return False
        days = (self.month, self.day) != (other.month, other.day) and not (
            self.day and None in (self.month, other.month)
        )
        return days or self.day != other.day or self.part != other.part or bool(
            self.edge and other.edge and self.edge != other.edge
        )  # fmt: skip


def governed(text: str, figures: Sequence[Figure], dates: Sequence[Date]) -> dict[int, tuple[Period, ...]]:
    """Tell by where each figure begins the periods that it may be of; of a list (分别为), its own."""
    folded = fold_width(text)
    reading = _Reading(folded)
    spots: list[tuple[int, list[Date] | list[Figure] | str]] = []
    spots += [(run[0].start, run) for run in _runs(dates, folded)]
    spots += [(run[0].start, run) for run in _runs(figures, folded)]
    spots += [(match.start(), match[0]) for match in _MARK.finditer(folded)]
    for _, spot in sorted(spots, key=lambda pair: pair[0]):
        if isinstance(spot, str):
            reading.mark(spot)
        elif isinstance(spot[0], Date):
            reading.dates([each for each in spot if isinstance(each, Date)], figures)
        else:
            reading.figures([each for each in spot if isinstance(each, Figure)])
    return reading.found


def periods_in(text: str, dates: Sequence[Date]) -> list[Period | None]:
    """The dates of a text, each with the year that the ones before it give it; ``None`` for a word that tells none."""
    reading = _Reading(fold_width(text))
    return [reading.period(date) for date in dates]


def _runs(spots: Sequence[Spot], folded: str) -> Iterator[list[Spot]]:
    """Put together what stands in a list (2023年、2024年和2025年)."""
    heads: list[int] = []
    for index, spot in enumerate(spots):
        joined = index > 0 and _LIST.fullmatch(folded, spots[index - 1].end, spot.start)
        heads.append(heads[-1] if joined else index)
    for _, run in groupby(zip(heads, spots, strict=True), key=lambda pair: pair[0]):
        yield [spot for _, spot in run]


@dataclass(slots=True)
class _Reading:
    """What governs at a place of a text that is read from its beginning on."""

    folded: str
    found: dict[int, tuple[Period, ...]] = field(default_factory=dict)
    now: tuple[Period, ...] = ()
    years: frozenset[int] = frozenset()  # that were written last
    kept: tuple[Period, ...] | None = None  # what governs again behind the clause
    following: tuple[Period, ...] | None = None  # of the next figures alone
    clause: list[int] = field(default_factory=list)  # where its figures begin
    outside: list[tuple[tuple[Period, ...], tuple[Period, ...] | None]] = field(default_factory=list)

    def mark(self, mark: str) -> None:
        """Pass a comma, a semicolon or a bracket."""
        if mark == "(":
            self.outside.append((self.now, self.kept))
        elif mark == ")":
            if self.outside:
                self.now, self.kept = self.outside.pop()
        else:
            self.clause, self.following = [], None
            if self.kept is not None:
                # Whether what follows is still of what was only held against, nobody can tell.
                self.now = self.kept if mark in _GROUP_END else (*self.kept, *self.now)
                self.kept = None

    def dates(self, dates: Sequence[Date], figures: Sequence[Figure]) -> None:
        """Pass a date, or a list of them."""
        before, end = self.folded[max(0, dates[0].start - 6) : dates[0].start], dates[-1].end
        following = next((figure for figure in figures if figure.start >= end), None)
        same_time = _SAME_TIME.match(self.folded, end)
        periods = self._same_time(dates[0]) if same_time else self._periods(dates)
        own = following is not None and _OF_IT.fullmatch(self.folded, end, following.start) is not None
        if not periods or _FROM.search(before) or _SINCE.match(self.folded, end):
            return
        if own:
            self.following = periods
        elif _AGAINST.search(before) and not (self.now == () and before.strip()[-1:] in "与同和跟"):
            return
        elif _BRACKETED.search(before) and self.folded.startswith(")", end):
            for start in self.clause:
                self.found[start] = periods
            self.clause = []
            self.outside = [(periods, None) for _ in self.outside]
        else:
            elliptic = following is not None and _ELLIPTIC.fullmatch(self.folded, end, following.start) is not None
            if (same_time or elliptic) and self.now and self.kept is None:
                self.kept = self.now
            self.now = periods

    def figures(self, figures: Sequence[Figure]) -> None:
        """Pass a figure, or a list of them."""
        periods = self.now if self.following is None else self.following
        listed = len(figures) == len(periods) > 1
        for index, figure in enumerate(figures):
            self.found[figure.start] = (periods[index],) if listed else periods
            self.clause.append(figure.start)
        self.following = None

    def _periods(self, dates: Sequence[Date]) -> tuple[Period, ...]:
        if dates[0].through:
            span = range(dates[0].year or 0, dates[0].through + 1)
            self.years = frozenset(span)
            return tuple(Period(dates[0].text, frozenset([year])) for year in span)
        return tuple(period for date in dates if (period := self.period(date)) is not None)

    def period(self, date: Date) -> Period | None:
        """Read a date, with the year in force."""
        if not (date.year or date.month or date.day or date.part or date.edge or date.word in (*_YEAR_WORDS, "同年")):
            return None
        years = self.years
        if date.word in _YEAR_WORDS:
            years = frozenset()
        elif date.year and _YEAR_WRITTEN.search(date.text):
            # 「2025年…，上年…」 is the year before that, whatever year the paper is of.
            before = date.text.startswith("上年") and date.year in self.years
            years = frozenset([date.year - before])
            self.years = self.years if before else years
        elif date.day:
            years = frozenset()
        elif years and date.year:
            years |= {date.year}
        return Period(
            date.text,
            years,
            date.month,
            date.day,
            date.part,
            date.edge,
            date.word.replace("同年", ""),
            date.text[:1] == "上",
        )

    def _same_time(self, date: Date) -> tuple[Period, ...]:
        """「上年同期」: the period that governs, of the year before."""
        year = date.year
        if year is not None and _YEAR_BEFORE.match(date.text) and any(year in each.years for each in self.now):
            year -= 1
        years = frozenset([year] if year is not None else [])
        now = self.now or (Period(date.text),)
        return tuple(replace(each, said=date.text, years=years, word=date.word, edge="", before=True) for each in now)
