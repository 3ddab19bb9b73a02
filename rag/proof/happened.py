"""Whether print has a thing under the date at which a sentence says it happened: 「1998年成立，2008年上市」."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rag.proof.governed import Period, periods_in
from rag.prose.dates import Date
from rag.prose.names import institutions
from rag.prose.sentences import MEMBER_END

_CLAUSE_END = re.compile(r"[，；。！？、,;!?\n（）()]")
_RUN = re.compile(r"[㐀-鿿]{2,}")
# What a clause ends with behind its verb.
_ENDING = re.compile(r"[了过的]+$")
# So much of a clause's end tells what happened.
_WORD = 2


def happened(day: Date, text: str, dates: Sequence[Date], sources: Sequence[tuple[str, Sequence[Date]]]) -> bool | None:
    """Tell whether print says under a date what a text says under it, or says it under another date of the kind.

    ``None`` where neither can be told: print has neither, or in other words (挂牌 for 上市).
    """
    period, words = next(((period, words) for each, period, words, _ in _under(text, dates) if each is day), (None, ""))
    event = _ENDING.sub("", next(reversed(_RUN.findall(words)), ""))[-_WORD:]
    if period is None or len(event) < _WORD:
        return None
    under = [own for source in sources for _, own, _, words in _under(*source) if own and event in words]
    alike = [period.alike(own) for own in under if own.kind == period.kind]
    # Under two dates of the kind, it is told of two.
    return alike[0] if len(set(alike)) == 1 else None


def _under(text: str, dates: Sequence[Date]) -> Iterator[tuple[Date, Period | None, str, str]]:
    """Each date with the words of its clause that stand behind it, else before it, and with all up to the next date."""
    ends = [*(each.start for each in dates), len(text)][1:]
    for day, period, end in zip(dates, periods_in(text, dates), ends, strict=True):
        behind = _nameless(MEMBER_END.split(text[day.end : end], maxsplit=1)[0])
        clause = _CLAUSE_END.split(behind, maxsplit=1)[0]
        before = "" if _RUN.search(clause) else _nameless(_CLAUSE_END.split(text[: day.start])[-1])
        # 「2025年，某公司上市」
        first = next((each for each in (clause, before, *_CLAUSE_END.split(behind)) if _RUN.search(each)), "")
        yield day, period, first, before + behind


def _nameless(words: str) -> str:
    for name in institutions(words):
        words = words.replace(name, " ")
    return words
