"""When a sentence tells of: how well its days and periods agree with those that a part of a question asks about."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from rag.prose.dates import Date
from rag.prose.folding import fold
from rag.prose.periods import agrees, begins_with_another_year, days_in, days_of, is_told_then, rivals, tells_of
from rag.questions.parts import Part, Wanted, parts_of
from rag.types import Article, Sentence

# Below this, a sentence tells of another period.
LEAST_PERIOD = 0.4
# 「一年之后订正为多少」: the day that a question begins with is not that of all that it asks.
_AFTERWARDS = re.compile(r"[一二两三四五六七八九十半数\d](?:个月|[年月天周])(?:之|以)?后|次年|翌年|后来|随后|此后")
_DEADLINE = re.compile(
    r"[底末初]?(?:之|以)?前[^，。；]{0,8}?(?:建成|完[成工]|投[产用运]|竣工|开通|交付|启用|到位|运营)"
)
_WHOLE_YEAR = re.compile(r"全年(?!目标|计划|预计)[^，。]{0,10}?(?:实现|完成|累计|共|达|总|[营净利销产])")
# 「公司维持全年目标不变：净利润6.3亿元」
_YEARS_GOAL = re.compile(r"全年[^，。；]{0,4}?(?:目标|计划|预算|指引)")
# 「4月份时怎么预测…」
_FORETOLD = re.compile(r"[^，。？]{0,16}?(?:[怎如][么何样]?(?:预测|看|判断)|预测|展望)")
# 「到2032年」: by when something is to be.
_BY_YEAR = re.compile(r"(?:到|至|截至|力争)\s*((?:19|20)\d\d)年")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?=年)")
_AIMED = re.compile(r"(?:到|(?<!截)至|力争)\s*((?:19|20)\d\d)(?=年)")
_TOLD_BEFORE = 0.5
_TOLD_IN_ITS_STORY = 0.7
_FRESH = 2  # days between a thing and the paper that tells of it


def agreement(part: Part, article: Article, sentence: Sentence, leading: Sequence[str]) -> float:
    """Tell how well the days and periods that a sentence speaks of agree with those of a question."""
    asked = _dated(part.asked.text, article)
    # What its story is known to be of may stand in it with any day, or none.
    in_its_story = False
    if asked:
        # Of what its paper's month is only when it was told, the story may date everything else.
        exact = all(day.day for day in days_in(sentence.text, article.date))
        in_its_story = all(_is_told_in(article.date, day, part.asked.text, exact=exact) for day in asked)
    else:
        asked = _leading_day(part, article)
        # The story of what happened on a day may tell of other days: why, and what came of it.
        in_its_story = any(_is_of_a_story(day, part) and _tells_of(article, day) for day in asked)
    if not asked:
        return 1.0
    found = _agreement_of_all(part, article, sentence, leading, asked)
    return max(found, _TOLD_IN_ITS_STORY) if in_its_story else found


def _dated(text: str, article: Article) -> tuple[Date, ...]:
    """The days of a question, but for those that say no more than 今年."""
    return _days_asked(text, article.date)


@lru_cache(maxsize=256)
def _days_asked(text: str, printed: date | None) -> tuple[Date, ...]:
    return tuple(day for day in days_in(text, printed) if day.part or day.month or not day.word)


def _leading_day(part: Part, article: Article) -> tuple[Date, ...]:
    """The day that a question begins with, which is that of all it asks: 「2031年的票房是多少，哪部影片夺冠？」."""
    asked = _dated(part.question, article)
    leads = len(asked) == 1 and asked[0].text in parts_of(part.question)[0]
    return asked if leads and not _AFTERWARDS.search(fold(part.question)) else ()


def _tells_of(article: Article, day: Date) -> bool:
    return _is_in(article.date, day) or tells_of(day.text, article.body, article.date, dated=True)


def _agreement_of_all(
    part: Part, article: Article, sentence: Sentence, leading: Sequence[str], asked: Sequence[Date]
) -> float:
    if article.date is None and part.asked.years:
        printed = fold(f"{article.title}\n{article.body}")
        if all(begins_with_another_year(year, printed) or _is_far(year, printed) for year in part.asked.years):
            return 0.0
    by, told_by = (set(_BY_YEAR.findall(fold(text))) for text in (part.asked.text, sentence.text))
    if by and told_by and not by & told_by:
        return 0.0  # 「（2031—2034年）到2034年」 is of no year between
    own = days_in(sentence.text, article.date)
    if (
        not own
        and any(day.part or day.month for day in asked)
        and (_WHOLE_YEAR.match(sentence.text) or _YEARS_GOAL.search(sentence.text))
    ):
        return 0.0  # 「全年实现营业收入…」 is of no half of it
    # 「年底前建成」 is by when something will be, and not of when the rest is.
    own = [day for day in own if not _DEADLINE.match(sentence.text[day.end :]) or any(agrees(day, d) for d in asked)]
    around = [day for text in leading for day in days_in(text, article.date)]
    if part.kind == "day":
        own = [day for day in own if any(agrees(each, day) for each in asked)]  # another day is what is asked for
    found = [_agreement(day, own, around, article.date, part.kind) for day in asked]
    if min(found) < LEAST_PERIOD:
        # An event's month is told at the beginning of its story.
        told = [day for day in days_of(article.body, article.date) if day.end <= sentence.start]
        before = [
            _TOLD_BEFORE * (any(agrees(day, each) for each in told) and not any(rivals(day, each) for each in own))
            for day in asked
        ]
        found = [max(pair) for pair in zip(found, before, strict=True)]
    # A sentence without a day of its own is of the days that its article tells of.
    dated = any(day.year for day in asked)
    here = [
        own
        or not day.month
        or (part.kind != "amount" and _is_in(article.date, day))
        or tells_of(day.text, article.body, article.date, dated=dated)
        for day in asked
    ]
    return sum(share for share, told in zip(found, here, strict=True) if told) / len(asked)


def _is_far(year: str, printed: str) -> bool:
    """Tell whether a year is before all that a folded text names as gone, or long after all that it aims at."""
    named = [(found.start(), int(found[1])) for found in _YEAR.finditer(printed)]
    aimed = {found.start(1): int(found[1]) for found in _AIMED.finditer(printed)}
    gone = [told for at, told in named if at not in aimed]
    latest = max((told for _, told in named), default=0)
    return int(year) < min(gone, default=0) or (bool(aimed) and int(year) > latest + 1)


def _agreement(asked: Date, own: Sequence[Date], around: Sequence[Date], printed: date | None, kind: Wanted) -> float:
    agreeing = [day for day in own if agrees(asked, day)]
    if agreeing:
        # 「4月1日公布，3月份交付…」: the day on which it was told is not the month that it was told of.
        spans = [day for day in own if day.day is None and (day.month or day.part) and not _is_later(day, agreeing[0])]
        told = asked.day is None and bool(asked.month or asked.part) and all(day.day for day in agreeing)
        return 0.0 if told and spans else 1.0
    if any(agrees(asked, day) for day in around):
        # 「截至9月末」 is of the paper's own year, whichever its headline compares it with.
        another = asked.month is None and not asked.part and any(day.month or day.part for day in own)
        if another and all(day.year and rivals(asked, day) for day in own):
            return 0.0
        return 0.7 if own else 0.9
    if any(rivals(asked, day) for day in (*own, *around)):
        # What was said in the month of the paper may stand behind what was before; a figure is of that.
        return 0.6 if kind != "amount" and not own and _is_in(printed, asked) else 0.0
    return 0.6 if asked.year is None or printed is None or printed.year == asked.year else 0.2


def _is_in(printed: date | None, asked: Date) -> bool:
    """Tell whether a paper is of the month, or of about the day, that is asked for."""
    if printed is None or asked.month != printed.month or asked.year not in (None, printed.year):
        return False
    return asked.day is None or abs(asked.day - printed.day) <= _FRESH


def _is_told_in(printed: date | None, asked: Date, question: str, *, exact: bool) -> bool:
    """Tell whether a paper is of the month in which something was told, or foretold, that a question asks about.

    What tells of ``exact`` days only may be of what was told then; what is foretold is of any other period.
    """
    behind = fold(question[asked.end :])
    told = (exact and is_told_then(behind)) or _FORETOLD.match(behind) is not None
    return told and asked.day is None and asked.year is not None and _is_in(printed, asked)


def _is_of_a_story(day: Date, part: Part) -> bool:
    """Tell whether a day is when something happened or was told, rather than a period that is counted."""
    if part.kind == "amount" and not (day.day or is_told_then(fold(part.question[day.end :]))):
        return False
    return bool(day.month or day.part) or part.kind == "reason"


def _is_later(day: Date, than: Date) -> bool:
    """Tell whether a month is after a day's: until it something holds, and nothing was counted in it yet."""
    return bool(day.month) and (day.year or 0, day.month or 0) > (than.year or 0, than.month or 0)
