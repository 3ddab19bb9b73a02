"""The measure that a question asks for (多少台, 多远, how old), and whether a printed figure is of it, and of whom."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache

from rag.proof.claims import Claim, claims_of
from rag.prose.dates import find_dates
from rag.prose.entities import tokens
from rag.prose.figures import COUNTS, Figure, figures_of, find_figures
from rag.prose.names import institutions
from rag.prose.questions import Asked, fold

_MONEY = frozenset({"元", "美元", "港元", "欧元", "日元", "英镑"})
# From the shortest; 「判了几年」 may be told in months, and not in days.
_TIMES = ("秒", "分钟", "小时", "天", "周", "个月", "季", "年")
_NEAR_TIMES = 2
_TIME = frozenset(_TIMES)
_LENGTH = frozenset({"公里", "米", "厘米", "毫米", "纳米"})
_RATE = frozenset({"%", "百分点", "基点", "倍"})
_PEOPLE = frozenset({"人", "名", "位", "人次", "个", "户"})
_THINGS = COUNTS - frozenset({"", "人", "名", "位", "人次"}) | frozenset("箱手班列间场篇份部")
# Within each, one writer's unit is another's.
_ALIKE = (
    frozenset({"标箱", "箱"}),
    _TIME,
    _LENGTH,
    _PEOPLE,
    _THINGS,
    frozenset({"千瓦时", "兆瓦时", "吉瓦时"}),
    frozenset({"千瓦", "兆瓦", "吉瓦"}),
    frozenset({"公斤", "吨"}),
    frozenset({"平方公里", "平方米", "公顷", "亩"}),
)
_HOW_MUCH = re.compile(r"多少|(?<![前第近好这那哪])几(?![乎大号])")
# What says how it is asked, so many characters before or behind; what is said elsewhere in a question is not asked.
_ASKS_HOW = re.compile(r"多[少大高长久远]|(?<![前第近好这那哪])几(?![乎大号])")
_BEFORE, _BEHIND = 8, 6
_MOVED = re.compile(
    r"(?:[涨跌增降升减掉]|提高|降低|下降|上升|减少|增加|回落|下滑|增长|上调|下调)了?多少(?:[，。；？?]|$)"
)
_POINTS = re.compile(r"个?(?:百分)?点")
# What is asked for by another word than the unit.
_SAID = (
    (re.compile(r"倍数"), frozenset({"倍"})),
    (re.compile(r"多大(?:年纪|岁数|了)|年龄|\bhow old\b"), frozenset({"岁"})),
    (re.compile(r"多久|多长时间|\bhow long\b"), _TIME),
    (re.compile(r"多远|\bhow far\b"), _LENGTH),
    (re.compile(r"占(?![地用])[^，。]{0,6}多少"), _RATE),  # 「占营收多少」
    (re.compile(r"(?:多少|几个?)(?:亿|万)*(?:钱|租金|薪|工资|费|资金)|卖多"), _MONEY),
    (re.compile(r"百分|比例|占比|比重|增速|增幅|利率|[成良]率|毛利率|收益率|净息差"), _RATE),
    (re.compile(r"价格?|[的花费]钱|\bmuch\b"), _MONEY),
    (
        re.compile(
            r"(?:金额|资金|投资额?|[存贷]款|余额|保费|市值|罚款|工资|薪酬|营收|收入|利润)(?:[是为有达约]|达到)*多少"
        ),
        _MONEY,
    ),
)
_HAN = re.compile(r"[㐀-鿿]")
# What ends the name of a measure (不良率, 净利润, 保费收入), and what says of none how it changed.
_MEASURE_END = re.compile(r"[率额量价差值数费入润模重款本房债]$")
_CHANGES = re.compile(r"增[速幅长]|[涨跌降]幅|比例|占比|比重|数[量额]|金额|规模|总[额量数]|人数|份额")
# So many characters may a paper print between two of a measure's (不良贷款率, 原保险保费收入).
_GAP = ".{0,3}?"
# 「…贷款余额多」, at a clause's end.
_OF_A_MEASURE = r"(?:[额率量值数速幅息价]|增长)[{}](?=[，。]|$)"
_MORE = re.compile(rf"[更最较][高多大长快重贵]|高于|多于|大于|快于|{_OF_A_MEASURE.format('高多大快')}")
_LESS = re.compile(rf"[更最较][低少小短慢轻]|低于|少于|小于|慢于|不及|{_OF_A_MEASURE.format('低少小慢')}")
_NOUNS = ("n", "vn")
# 「目标是多少」 is told by what is aimed at, and 「实际…多少」 by what was reached.
_GOAL_ASKED = re.compile(r"目标[^，。？?]{0,6}?(?:多少|几)")
_AIMED = re.compile(r"目标|任务|计划|规划|力争|预计|预期|拟|将(?!近)|要(?:达|实现|完成)|争取|确保")
_REACHED_ASKED = re.compile(r"实际[^，。？?]{0,12}?(?:多少|几)")
_REACHED = re.compile(r"实际|已|完成|累计")
_SHORT_MEASURE = 2
Measure = frozenset[str] | None
"""Canonical units; ``None`` where any will do."""


@lru_cache(maxsize=256)
def measure_asked(question: str) -> Measure:
    """Tell in which units the amount that a question asks for may be printed."""
    text = fold(question)
    asking = [text[max(0, found.start() - _BEFORE) : found.end() + _BEHIND] for found in _ASKS_HOW.finditer(text)]
    near = asking if _HAN.search(text) else [text]
    # 「均价跌了多少」 may be told in per cent or in yuan.
    moved = any(_MOVED.search(each) for each in near)
    said = next((units for asks, units in _SAID for each in near or [text] if asks.search(each)), None)
    said = None if moved else said
    for found in _HOW_MUCH.finditer(text):
        behind = text[found.end() :]
        if _POINTS.match(behind):
            return _RATE
        # 「多少亿元」 is read as 「1亿元」, by what reads the paper's own figures. Of 「多少个标箱」 个 says nothing;
        # no 家 is counted in 「多少个家庭」.
        unit = _unit_of(behind)
        if unit == "个" and len(inner := _unit_of(behind[1:])) > 1:
            unit = inner
        if unit == "个":
            return said or _PEOPLE | _THINGS
        if unit:
            return _like(unit)
    return said


@lru_cache(maxsize=256)
def named_measure(question: str) -> str:
    """The measure that a question asks for by name, right before what asks or at its end: 净息差; empty for none."""
    text = fold(question)
    asks = _ASKS_HOW.search(text) or _HOW_MUCH.search(text)
    before = [token for token in tokens(text) if not asks or token.end <= asks.start()]
    while before and (not before[-1].tag.startswith(_NOUNS) or _CHANGES.fullmatch(before[-1].text)):
        before.pop()  # 降到, 分别为, 同比增长, 的增幅
    if not before:
        return ""
    last = before[-1].text + "".join(token.text for token in tokens(text) if token.start == before[-1].end)
    last = last if len(last) == len(before[-1].text) + 1 and _MEASURE_END.search(last) else before[-1].text  # 净息+差
    return last if len(last) > 1 and _MEASURE_END.search(last) else ""


def prints_measure(measure: str, text: str) -> bool:
    """Tell whether a folded text prints a measure, also in full (不良贷款率) or cut short (净利)."""
    if measure in text or (len(measure) > _SHORT_MEASURE and measure[:-1] in text):
        return True
    return re.search(_GAP.join(map(re.escape, measure)), text) is not None


def _unit_of(text: str) -> str:
    first = next(iter(find_figures(f"1{text}")), None)
    return first.unit if first is not None and first.start == 0 else ""


def _like(unit: str) -> Measure:
    if unit == "元":
        return _MONEY  # 「卖了多少元」 may be answered in dollars, 「多少美元」 not in yuan
    if unit in _TIMES:
        place = _TIMES.index(unit)
        return frozenset(_TIMES[max(0, place - _NEAR_TIMES) : place + _NEAR_TIMES + 1])
    return next((units for units in _ALIKE if unit in units), frozenset({unit}))


def is_of(figure: Figure, text: str, measure: Measure) -> bool:
    """Tell whether a figure of a text is of a measure; a count may leave its unit out, but not for one not listed."""
    if measure is None or figure.unit in measure:
        return True
    counts = bool(measure & (_PEOPLE | _THINGS))
    return counts and not figure.unit and not _HAN.match(text, figure.end)


def is_anothers(names: Collection[str], text: str, measure: Measure) -> bool:
    """Tell whether a sentence that names a house that is asked for has figures of a measure only of others.

    「甲银行余额突破6万亿元；乙银行、丙银行分别增长18.7%、16.4%」 does not tell how much that of 甲银行 grew.
    """
    asked = {house for name in names for house in institutions(name)}
    houses = set(institutions(fold(text)))
    if not asked & houses or not houses - asked:
        return False
    told, _ = claims_of(text, figures_of(text), find_dates(text))
    claims = [claim for claim in told if is_of(claim.what, text, measure)]
    return bool(claims) and not any(_is_told_of(asked, claim) for claim in claims)


def is_no_goal(question: str, sentence: str, leading: str) -> bool:
    """Tell whether a question asks for a goal and a sentence, with what leads up to it, tells of none; or the reverse.

    All texts are folded.
    """
    if _GOAL_ASKED.search(question):
        return not (_AIMED.search(sentence) or _AIMED.search(leading))
    only_aimed = re.search("目标", sentence) is not None and not _REACHED.search(sentence)
    return only_aimed and _REACHED_ASKED.search(question) is not None


def compares(text: str) -> bool:
    """Tell whether a text says of something that it is more or less than another, or the most or the least of all."""
    return _MORE.search(text) is not None or _LESS.search(text) is not None


def figures_of_its_own(text: str, question: str) -> list[Figure]:
    """The figures of an answer that the question does not have (「3年期」)."""
    asked = figures_of(question)
    return [figure for figure in figures_of(text) if not any(figure.same(each) for each in asked)]


def outdone(text: str, asked: Asked, printed: Collection[str]) -> bool:
    """Tell whether figures are beyond that of which a text says that it is the most, or the least.

    Those of the text itself count, but for the one that stands behind whom it says that of, and those that printed
    sentences state. Figures that the question itself has (「3年期」) are what is compared of.
    """
    said = _MORE.search(text) or _LESS.search(text)
    told = figures_of_its_own(text, asked.text)
    if said is None or not told:
        return False
    named = sorted((found.start(), name) for name in asked.names for found in re.finditer(re.escape(name), text))
    subject = [name for start, name in named if start < said.start()][-1:]
    ends = [start for start, name in named if [name] != subject] + [len(text)]
    starts = [start for start, name in named if [name] == subject]
    spans = [(start, min(end for end in ends if end > start)) for start in starts]
    own = [figure for figure in told if any(start < figure.start < end for start, end in spans)] or told
    others = [figure for each in (text, *printed) for figure in figures_of(each)]
    less = _LESS.search(text) is not None and _MORE.search(text) is None
    measured = [(one.value, other.value) for one in own for other in others if one.unit == other.unit]
    return any(other < one if less else other > one for one, other in measured)


def figure_of_another(names: Collection[str], text: str, printed: Collection[str]) -> str | None:
    """The first figure of a text that printed sentences state only of other houses than the one named.

    For a text in another language, which names no house as the paper does.
    """
    asked = {house for name in names for house in institutions(fold(name))}
    claims = [claim for each in printed for claim in claims_of(each, figures_of(each), find_dates(each))[0]]
    for figure in figures_of(text) if asked else ():
        stated = [claim for claim in claims if claim.what.same(figure)]
        if stated and not any(_is_told_of(asked, claim) for claim in stated):
            return figure.text
    return None


def _is_told_of(asked: Collection[str], claim: Claim[Figure]) -> bool:
    houses = {term[1:]: weight for term, weight in claim.terms.items() if term[0] == "!"}
    told = max(houses.values(), default=0.0)
    return not houses or any(house in claim.owner or houses.get(house, -1.0) >= told for house in asked)
