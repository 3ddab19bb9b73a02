"""What the sentences of an article state in figures: of whom, of what, and of when.

What is not certain is left out: a figure whose sentence names no one owner or no period, and one that only stands for
comparison (上年同期为1.2亿元).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from rag.proof.attribute import content_of
from rag.proof.houses import clause_of, names_in, owner_of
from rag.proof.measured import Measured, measured
from rag.prose.dates import Date, find_dates
from rag.prose.figures import COUNTS, Figure
from rag.prose.folding import fold_width
from rag.prose.periods import days_in, is_told_then
from rag.types import Article, Sentence

# Of an article, so many sentences are read, and of a sentence so many figures.
_SENTENCES, _FIGURES = 120, 40
# Numbers that name something measure nothing.
_NAMES = frozenset(("号", "第", "期", "届", "页", "点", "节", "版", "字"))
# So many 度 are no temperature.
_ELECTRIC = 10_000
_NO_PERIOD: tuple[str, ...] = ()
# Periods whose end is not read.
_UNREAD = re.compile(r"[前首近过][一二两三四五六七八九十\d]+(?:个?[月季周年天日])|以来|半年多|至今")


@dataclass(frozen=True, slots=True)
class Stated:
    """A figure that a sentence states of somebody in a period, as ``printed``: of a change with its direction."""

    article: Article
    sentence: Sentence
    read: Measured
    owner: str
    period: tuple[str, ...]
    printed: str

    @property
    def figure(self) -> Figure:
        """The figure itself."""
        return self.read.figure

    @property
    def value(self) -> Decimal:
        """The figure's value, less than nothing for what fell."""
        return -self.figure.value if self.read.fell else self.figure.value

    @property
    def matter(self) -> tuple[object, ...]:
        """All that has to be the same for two statements to contradict each other."""
        unit = "" if self.figure.unit in COUNTS or self.figure.unit == "人" else self.figure.unit
        if unit == "度" and self.figure.value >= _ELECTRIC:
            unit = "千瓦时"
        return self.owner, self.read.stem, self.period, self.read.kind, self.read.basis, unit


def stated(article: Article, sentences: Sequence[Sentence]) -> Iterator[Stated]:
    """Read what the sentences of an article state in figures."""
    body = fold_width(article.body)
    told: list[str] = [fold_width(article.title)]  # of whom it is, as far as that is known: headline and paragraph
    around = _NO_PERIOD
    before = 0
    for sentence in sentences[:_SENTENCES]:
        if "\n" in body[before : sentence.start]:
            told, around = told[:1], _NO_PERIOD
        before = sentence.start
        text = fold_width(sentence.text)
        days = _periods(text, article)
        figures = content_of(text, article.date).figures
        if figures and len(figures) <= _FIGURES:
            for read in measured(text, figures, find_dates(text, article.date)):
                period = _period(read, text, days, article)
                period = around if period == () else period
                owner = _owner(read, text, told) if period else ""
                if period and owner and owner in body and read.figure.unit not in _NAMES:
                    printed = sentence.text[read.start : read.figure.end]
                    yield Stated(article, sentence, read, owner, period, printed)
        told.append(text)
        spoken = {_terms(day) for day in days if not day.day}
        around = spoken.pop() if len(spoken) == 1 else around


def _owner(read: Measured, text: str, told: Sequence[str]) -> str:
    """Whose a figure is: of a list (甲、乙分别为) the one that it belongs to."""
    listed = names_in(read.of) if read.of else ()
    if len(listed) == 1:
        return listed[0].text
    return owner_of(read.start, text, lambda: {name.text for earlier in told for name in names_in(earlier)})


def _periods(text: str, article: Article) -> list[Date]:
    """The periods that a sentence speaks of; when something was announced or begins is none."""
    return [
        day
        for day in days_in(text, article.date)
        if day.year and not day.through and not day.word and day.edge != "start" and not is_told_then(text[day.end :])
    ]


def _period(read: Measured, text: str, days: Sequence[Date], article: Article) -> tuple[str, ...] | None:
    """The period named last before a figure, a day only in its own clause; ``None`` where it cannot be told."""
    clause = clause_of(text, read.start)
    here = [day for day in find_dates(text, article.date) if clause <= day.start < read.start]
    compared = any(day not in days_in(text, article.date) for day in here) or "同期" in text[clause : read.start]
    unread = any(
        not any(day.start <= match.start() < day.end for day in days) for match in _UNREAD.finditer(text, 0, read.start)
    )
    if unread or (compared and read.kind != "change"):
        return None
    before = [day for day in days if day.end <= read.start and (not day.day or day.start >= clause)]
    if not before:
        return ()
    terms = _terms(before[-1])
    # 「今年投资2亿元」 is when something was done, and may be done again: a year that is not over has no figures.
    return None if article.date and terms == (f"@y{article.date.year}",) else terms


def _terms(day: Date) -> tuple[str, ...]:
    """A period as it is compared: year, month, day and part, each with its sign."""
    part = day.part
    signs = (("d", day.day), ("m", day.month), ("p", part), ("y", day.year))
    return tuple(f"@{sign}{value}" for sign, value in signs if value)
