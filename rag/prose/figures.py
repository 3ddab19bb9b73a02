"""Figures with their units, read from Chinese and English prose to values that can be compared."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from typing import Literal

from rag.prose.dates import find_dates
from rag.prose.folding import fold_width
from rag.prose.numerals import DIGITS, ENGLISH, chinese

Bound = Literal["", "about", "over", "under"]


# Measure words that count single things: one writer's 734人 is another's 734名.
COUNTS = frozenset("个家台辆架艘套项件只支笔户名位人次批条座所处种款类大颗枚头本节对组队") | {""}


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure at ``text[start:end]``: ``value`` counts ``unit``, with multipliers (万, billion) worked in.

    ``unit`` is canonical (``%``, ``百分点``, ``元``, ``家`` ...), empty where none is written, ``第`` for an ordinal.
    ``bound`` says that the text calls the figure approximate, exceeded or not reached.
    """

    start: int
    end: int
    text: str
    value: Decimal
    unit: str
    bound: Bound = ""

    def same(self, other: Figure) -> bool:
        """Tell whether both state the same quantity; a unit that one leaves out may be any but a rate."""
        if self.value != other.value:
            return False
        units = {self.unit, other.unit}
        return len(units) == 1 or units <= COUNTS or ("" in units and not units & {"%", "百分点", "第"})


_SCALES = {
    "万亿": 10**12, "千亿": 10**11, "百亿": 10**10, "十亿": 10**9, "亿": 10**8, "千万": 10**7, "百万": 10**6,
    "十万": 10**5, "万": 10**4, "千": 10**3, "百": 10**2, "trillion": 10**12, "tn": 10**12, "billion": 10**9,
    "bn": 10**9, "million": 10**6, "mn": 10**6, "thousand": 10**3, "hundred": 10**2,
}  # fmt: skip
# Canonical unit: its spellings.
_UNITS = {
    "%": "%|percent|per cent|pct",
    "百分点": "个百分点|百分点|个点|percentage points|percentage point|pp",
    "基点": "个基点|基点|个bp|bps|bp|BP|basis points|basis point",
    "美元": "美元|美金|US dollars|dollars|dollar|USD",
    "港元": "港元|港币|HKD",
    "欧元": "欧元|euros|euro|EUR",
    "日元": "日元|日圆|yen|JPY",
    "英镑": "英镑|pounds|GBP",
    "澳元": "澳元|澳大利亚元",
    "加元": "加元|加拿大元",
    "新元": "新元|新加坡元",
    "元": "元人民币|人民币|元|块钱|yuan|RMB|CNY|renminbi",
    "平方公里": "平方公里|平方千米|square kilometres|square kilometers|km2",
    "平方米": "平方米|square metres|square meters|m2",
    "立方米": "立方米|cubic metres|cubic meters",
    "公里": "公里|千米|kilometres|kilometers|km",
    "千瓦时": "千瓦时|度电|kWh|kilowatt-hours|kilowatt hours",
    "兆瓦时": "兆瓦时|MWh|megawatt-hours|megawatt hours",
    "吉瓦时": "吉瓦时|GWh|gigawatt-hours|gigawatt hours",
    "千瓦": "千瓦|kilowatts|kW",
    "兆瓦": "兆瓦|megawatts|MW",
    "吉瓦": "吉瓦|gigawatts|GW",
    "公斤": "公斤|千克|kilograms|kg",
    "吨": "吨|tonnes|tons|ton",
    "年": "周年|年|years|year",
    "个月": "个月|months|month",
    "周": "个星期|星期|周|weeks|week",
    "工作日": "个工作日|工作日",
    "交易日": "个交易日|交易日",
    "天": "天|日|days|day",
    "岁": "周岁|岁",
    "小时": "个小时|小时|hours|hour",
    "分钟": "分钟|minutes|minute",
    "秒": "秒钟|秒|seconds|second",
    "倍": "倍|times",
    "人": "人|people",
    "股": "股|shares",
    "公顷": "公顷|hectares",
    "桶": "桶|barrels",
    "标箱": "标箱|TEU",
}  # fmt: skip
# Measure words that have one spelling.
_UNITS |= {unit: unit for unit in ("厘米", "毫米", "纳米", "人次", "方面", "克", "毫克", "克拉", "斤")}
_UNITS["摄氏度"] = "摄氏度|℃|°C"
# What else a Chinese paper counts money in.
OTHER_MONEY = frozenset(
    re.findall(
        r"\w+",
        "韩元 新台币 泰铢 先令 卢布 卢比 比索 法郎 瑞郎 林吉特 令吉 越南盾 雷亚尔 "
        "迪拉姆 里亚尔 第纳尔 克朗 兹罗提 福林 兰特 奈拉 里拉 坚戈",
    )
)
_UNITS |= {unit: unit for unit in OTHER_MONEY}
_UNITS |= {
    unit: unit
    for unit in "米家个台辆架艘套项件只支笔户名位次批条座所处亩种款类点层级期届页手箱班列间场"
    "篇份部大颗枚度成头本字号节轮单趟对组队"
}
_CANONICAL = {spelling: unit for unit, spellings in _UNITS.items() for spelling in spellings.split("|")}
_MONEY = {
    "US$": "美元", "HK$": "港元", "$": "美元", "€": "欧元", "£": "英镑", "¥": "元", "￥": "元",
    "RMB": "元", "CNY": "元", "USD": "美元", "人民币": "元",
}  # fmt: skip
# 「日均」, 「日本」: no days are counted.
_NO_DAYS = re.compile(r"[均本常益前趋用照产圆元]")
# Words that a bare Chinese numeral makes with these are seldom counts: 二级市场, 两部门.
_NUMERAL_UNITS = frozenset(_CANONICAL) - frozenset("级点本对单号手字部")


def _longest_first(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


_SCALE = rf"(?:{_longest_first(_SCALES)})(?![a-z])(?!瓦|米|克|帕|分)"
_UNIT = rf"(?:{_longest_first(_CANONICAL)})(?<![A-Za-z](?=[A-Za-z]))"
_ASCII = re.compile(
    rf"(?P<money>{_longest_first(_MONEY)})? ?(?<![A-Za-z_\d])(?<![A-Za-z]-)(?<!\d[.,])(?P<minus>(?<=[\s约为达(])[-－])?"
    r"(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?(?!\d)|\d+(?:\.\d+)?)"
    rf"(?: ?(?P<more1>[余多]))?(?:[ -]?(?P<scale>{_SCALE}))?(?P<more2>[余多](?!元化|样|边|年来))?"
    rf"(?:[ -]?(?P<unit>{_UNIT}))?(?P<letters>[A-Za-z])?"
)
_NUMERAL = re.compile(
    r"(?P<rate>百分之)(?P<percent>[零一二两三四五六七八九十百]+(?:点[零一二三四五六七八九]+)?)"
    r"|(?P<under>[二三四五六七八九十])分之(?P<over>[一二两三四五六七八九])"
    r"|(?P<half>一半|半数)"
    r"|(?<![数几\d余多])(?P<round>千亿|百亿|万亿|千万|百万)(?=元|美元|吨|千瓦|辆|台|户|级)"
    r"|(?P<ordinal>第)?(?<![数几〇零一二两三四五六七八九十百千万亿])"
    r"(?P<number>[零一二两三四五六七八九十][零一二两三四五六七八九十百千万亿]*)(?:点(?P<decimal>[零一二三四五六七八九]+))?"
    rf"(?P<more>[余多](?!元化|样|边|年来))?(?P<unit>{_UNIT})?"
)
_ENGLISH_NUMBER = "|".join(ENGLISH)
# 「Three hundred thousand」, 「half a million」, 「twenty-one percent」; a bare 「two lenders」 is a writer's count.
_WORDED = re.compile(
    rf"\b(?:(?P<half>half a)|a|(?P<first>{_ENGLISH_NUMBER})(?:[ -](?P<second>{_ENGLISH_NUMBER}))?)"
    rf"(?P<scales>(?:[ -](?:hundred|thousand|million|billion|trillion))+)?(?:[ -](?P<unit>{_UNIT}))?\b"
)
_JOINT = re.compile(r" ?(?:-|—+|–|~|～|至|到|、|和|及|与|或|, | and | or | to ) ?(?:达到?|为)?")
_BEFORE: tuple[tuple[Bound, re.Pattern[str]], ...] = (
    (
        "under",
        re.compile(
            r"(?:不足|不到|未到|(?<!不)(?:低于|少于)|至多|最多|不超过|不高于|不多于|"
            r"under|less than|below|at most|up to)(?:有|需|要)? ?$"
        ),
    ),
    (
        "over",
        re.compile(
            r"(?:超过|超|逾|突破|高于|多于|至少|不低于|不少于|over|more than|above|at least|exceed(?:ed|s|ing)?)"
            r"(?:了|有|需|要)? ?$"
        ),
    ),
    ("about", re.compile(r"(?:约|约为|大约|近|将近|接近|about|around|nearly|almost|approximately|roughly|some) ?$")),
)
_AFTER: tuple[tuple[Bound, re.Pattern[str]], ...] = (
    ("under", re.compile(r"以下|以内")),
    ("over", re.compile(r"以上")),
    ("about", re.compile(r"左右|上下")),
)


def find_figures(text: str, taken: Iterable[tuple[int, int]] = ()) -> list[Figure]:
    """Find the figures of a text, in order, without overlap; ``taken`` are ranges, such as dates, to pass over.

    Figures in a range or list take a unit that only the last one writes (30至50亿元, 3、5和7个百分点). Numbers that are
    part of a Latin word (5G, C919), and an indefinite 一家, are no figures.
    """
    masked = list(fold_width(text))
    for start, end in taken:
        masked[start:end] = "\0" * (end - start)
    folded = "".join(masked)
    read = [(figure, match) for match in _ASCII.finditer(folded) if (figure := _from_digits(text, match))]
    digits = {position for figure, _ in read for position in range(figure.start, figure.end)}
    read += [
        (figure, match)
        for match in _NUMERAL.finditer(folded)
        if (figure := _from_numeral(text, match)) and figure.start not in digits
    ]
    read += [(figure, match) for match in _WORDED.finditer(folded.lower()) if (figure := _from_words(text, match))]
    read.sort(key=lambda pair: pair[0].start)
    figures: list[Figure] = []
    unit, scale, start = "", "", -1
    for written, match in reversed(read):
        figure = written
        if figure.unit in ("", "第"):
            shared = not figure.unit and unit and _JOINT.fullmatch(folded, figure.end, start)
            if shared and match.re is _ASCII:
                value = figure.value * (1 if match["scale"] else _SCALES.get(scale, 1))
                figure = replace(figure, value=value, unit=unit)
            elif shared:
                figure = replace(figure, unit=unit)
            else:
                unit = ""
        else:
            unit, scale = figure.unit, (match["scale"] or "") if match.re is _ASCII else ""
        start = figure.start
        figures.append(_settle(figure, folded))
    figures.reverse()
    return figures


@lru_cache(maxsize=4096)
def figures_of(text: str) -> tuple[Figure, ...]:
    """Find the figures of a text that are no part of a date."""
    return tuple(find_figures(text, [(day.start, day.end) for day in find_dates(text)]))


def _settle(figure: Figure, folded: str) -> Figure:
    if figure.unit == "基点":
        figure = replace(figure, value=figure.value / 100, unit="百分点")
    elif figure.unit == "成":
        figure = replace(figure, value=figure.value * 10, unit="%")
    before = folded[max(0, figure.start - 14) : figure.start]
    for bound, pattern in _BEFORE:
        if pattern.search(before):
            return replace(figure, bound=bound)
    for bound, pattern in _AFTER:
        if pattern.match(folded, figure.end):
            return replace(figure, bound=bound)
    return figure


def _from_digits(text: str, match: re.Match[str]) -> Figure | None:
    if match["letters"] and (match["unit"] or "a").isascii():
        return None
    start, end = match.start("money") if match["money"] else match.start("number"), match.end()
    end -= len(match["letters"] or "")
    value = Decimal(match["number"].replace(",", "")) * _SCALES.get(match["scale"] or "", 1)
    if match["minus"]:
        start, value = match.start("minus"), -value
    written = match["unit"]
    if written == "日" and _NO_DAYS.match(match.string, end):
        written, end = None, match.start("unit")
    unit = _CANONICAL[written] if written else _MONEY.get(match["money"] or "", "")
    if match.start("number") > 0 and match.string[match.start("number") - 1] == "第":
        start, unit = match.start("number") - 1, "第"
        end = match.end("number")
    elif (
        not unit
        and not match["scale"]
        and text[end : end + 1] in (".", "、", ")", "）")
        and not text[:start].strip("(（").strip()
    ):
        return None  # the number of a list item
    elif not unit and not match["scale"] and text[end : end + 1] in tuple("”」》"):
        return None  # part of a product's name
    return Figure(start, end, text[start:end], value, unit, "over" if match["more1"] or match["more2"] else "")


def _from_numeral(text: str, match: re.Match[str]) -> Figure | None:
    start, end = match.span()
    value: Decimal | None
    unit = "%"
    if match["rate"]:
        whole, _, decimal = match["percent"].partition("点")
        value = chinese(whole, decimal)
    elif match["under"]:
        value = Decimal(100 * DIGITS[match["over"]]) / (DIGITS.get(match["under"]) or 10)
    elif match["half"]:
        value = Decimal(50)
    elif match["round"]:
        value, unit = Decimal(_SCALES[match["round"]]), ""
        if written := re.compile(_UNIT).match(match.string, end):
            end, unit = written.end(), _CANONICAL[written[0]]
    else:
        value = chinese(match["number"], match["decimal"] or "")
        unit = _CANONICAL[match["unit"]] if match["unit"] else ""
        if value is None or match["unit"] == "日":
            return None
        if match["ordinal"]:
            return Figure(start, match.end("number"), text[start : match.end("number")], value, "第")
        if match["unit"] == "成" and text[end : end + 1] in tuple("为立功本果长交员就都"):
            return None
        counts = match["unit"] in _NUMERAL_UNITS and value != 1
        if not counts and (value < 11 or not set(match["number"]) & set("十百千万亿")):
            return None
    if value is None:
        return None
    more = match["more"] if match["number"] else None
    return Figure(start, end, text[start:end], value, unit, "over" if more else "")


def _from_words(text: str, match: re.Match[str]) -> Figure | None:
    unit = _CANONICAL.get(match["unit"] or "", "")
    if not match["scales"] and (unit not in ("%", "百分点", "基点") or not match["first"]):
        return None
    value = Decimal("0.5") if match["half"] else Decimal(ENGLISH.get(match["first"] or "one", 1))
    value += ENGLISH.get(match["second"] or "", 0)
    for scale in re.findall(r"[a-z]+", match["scales"] or ""):
        value *= _SCALES[scale]
    return Figure(*match.span(), text[match.start() : match.end()], value, unit)


_ENGLISH_SCALES = ((10**12, "trillion"), (10**9, "billion"), (10**6, "million"))
_ENGLISH_UNITS = {"元": "yuan", "美元": "US dollars", "港元": "Hong Kong dollars", "欧元": "euros", "日元": "yen"}


def with_english_figures(text: str) -> str:
    """Write each Chinese figure in 万 or 亿 the English way: 12.83 billion yuan for 128.3亿元.

    Small models take 亿 for billion; what they can copy they copy.
    """
    pieces, at = [], 0
    for figure in find_figures(text):
        if "万" in figure.text or "亿" in figure.text:
            pieces += [text[at : figure.start], _in_english(figure)]
            at = figure.end
    return "".join([*pieces, text[at:]])


def _in_english(figure: Figure) -> str:
    unit = _ENGLISH_UNITS.get(figure.unit, "")
    for scale, name in _ENGLISH_SCALES:
        if abs(figure.value) >= scale:
            return f"{(figure.value / scale).normalize():f} {name} {unit}".strip()
    return f"{figure.value.normalize():,f} {unit}".strip()
