"""The measure that a question asks for (多少台, 多远, how old), and whether a printed figure is of it, and of whom."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache

from rag.proof.claims import Claim, claims_of
from rag.prose.dates import find_dates
from rag.prose.entities import tokens
from rag.prose.figures import COUNTS, OTHER_MONEY, Figure, figures_of, find_figures
from rag.prose.folding import fold
from rag.prose.names import institutions
from rag.prose.questions import Asked
from rag.prose.synonyms import in_words_of
from rag.prose.trends import FELL, ROSE
from rag.prose.words import tagger

MONEY = frozenset({"元", "美元", "港元", "欧元", "日元", "英镑", "澳元", "加元", "新元"}) | OTHER_MONEY
# From the shortest; 「判了几年」 may be told in months, and not in days.
_TIMES = ("秒", "分钟", "小时", "天", "周", "个月", "季", "年")
_NEAR_TIMES = 2
_TIME = frozenset(_TIMES) | {"工作日", "交易日"}
_LENGTH = frozenset({"公里", "米", "厘米", "毫米", "纳米"})
_WEIGHT = frozenset({"公斤", "吨", "克", "毫克", "斤"})
_AREA = frozenset({"平方公里", "平方米", "公顷", "亩"})
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
    _WEIGHT,
    frozenset({"度", "摄氏度"}),
    _AREA,
)
_ELECTRICITY = frozenset({"千瓦时", "兆瓦时", "吉瓦时", "度"})
_HOW_MUCH = re.compile(r"多少|(?<![前第近好这那哪])几(?![乎大号])")
# What says how it is asked, so many characters before or behind; what is said elsewhere in a question is not asked.
_ASKS_HOW = re.compile(r"多[少大高长久远]|(?<![前第近好这那哪])几(?![乎大号])")
_BEFORE, _BEHIND = 8, 6
_OF_ELECTRICITY = re.compile(r"[十百千万亿]*(?:度电|电量?(?![㐀-鿿]))")
_MOVED = re.compile(rf"(?:{ROSE}|{FELL}|上调|下调|[涨跌增降升减掉])了?多少(?:[，。；？?]|$)")
_POINTS = re.compile(r"个?(?:百分)?点")
_POINTS_COUNTED = frozenset({"个", "项", "篇", "条", "支", "方面"})
# What is asked for by another word than the unit.
_SAID = (
    (re.compile(r"倍数"), frozenset({"倍"})),
    (re.compile(r"多大(?:年纪|岁数|了)|年龄|\bhow old\b"), frozenset({"岁"})),
    (re.compile(r"多久|多长时间|\bhow long\b"), _TIME),
    (re.compile(r"多远|\bhow far\b"), _LENGTH),
    (re.compile(r"占(?![地用])[^，。]{0,6}多少(?![个家名人位项台辆座件])"), _RATE),  # 「占营收多少」
    (re.compile(r"(?:多少|几成)的?股[份权]|持股多少"), _RATE | {"股"}),
    (re.compile(r"(?:多少|几个?)(?:亿|万)*(?:钱|租金|薪|工资|费|资金|本金)|(?<![少多])卖多"), MONEY),
    (re.compile(r"百分|比例|占比|比重|增速|增幅|利率|[成良账]率|毛利率|收益率|净息差"), _RATE),
    (re.compile(r"价格?|[的花费]钱|\bmuch\b"), MONEY),
    (
        re.compile(
            r"(?:(?<![名份配限])额|资金|投资|[存贷]款|[经保学电水路杂餐]费|市值|罚[款金]|工资|薪酬|[营税]收|收入|利润|票房|预算|造价|费用|赔偿|补[贴助])"
            r"(?:各自?|分别)?(?:[是为有达约]|达到)*多少"
        ),
        MONEY,
    ),
    (
        re.compile(
            r"(?:多少|几)[㐀-鿿]{0,3}(?:[偿约奖罚押佣租本现保证]金|[罚赔捐]款|[学运路房电水话]费|补[贴助]|赔偿|分红|薪)"
        ),
        MONEY,
    ),
    (re.compile(r"(?:体重|净重|毛重|载重|重量)(?:[是为有达约]|达到)*多少|多[重沉]"), _WEIGHT),
    (re.compile(r"(?:全长|身高|海拔|水深)(?:[是为有达约]|达到)*多少"), _LENGTH),
    (re.compile(r"面积(?:[是为有达约]|达到)*多少"), _AREA),
    (re.compile(r"(?:工期|寿命|时长)(?:[是为有达约]|达到)*多少"), _TIME),
)
_HAN = re.compile(r"[㐀-鿿]")
# 「多少家政员」, 「多少本金」: what looks like a measure word begins a noun.
_NO_UNIT = re.compile(r"家[政长庭属人电具]|本[金地科]|名额|股[份权]|部[门队]|期限|条(?:件|人命)|位置|层次|点[击赞]")
# 「几个」 by itself, and 「多少个孩子」, may be people; 「多少个摊位」 are none.
_SOMEBODY = re.compile(r"个(?![㐀-鿿]{2})|个[㐀-鿿]{0,5}?[人员者生工童客众民友手子家兵户]")
# What ends the name of a measure (不良率, 净利润, 保费收入), and what says of none how it changed.
_MEASURE_END = re.compile(r"[率额量价差值数费入收润模重款本房债]$")
_CHANGES = re.compile(r"增[速幅长]|[涨跌降]幅|比例|占比|比重|数[量额]|金额|规模|总[额量数]|人数|份额")
_OTHER_MEASURE = re.compile(r"[㐀-鿿]{1,6}[率额量价值费入润债款产](?:[约达近为是至到共逾超]|高达|达到)*$")
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
_ONLY_AIMED = re.compile(
    r"目标|(?:按|根据|依照)[^，。；]{0,6}?(?:设计|规划|计划)|设计年?(?:产能|发电量|能力)|(?<!超)预计"
)
_REACHED_ASKED = re.compile(r"实际[^，。？?]{0,12}?(?:多少|几)")
_REACHED = re.compile(r"实际|已|完成|累计")
_SHORT_MEASURE = 2
_NUMBER = r"(?:[零一二两三四五六七八九十百千万]+|\d+)"
# What nobody's table of units has, but a paper counts in.
_IN_OTHER_WORDS = (
    (
        frozenset({"小时", "天"}),
        re.compile(
            rf"{_NUMBER}个?半(?:小时|钟头|天|年|月)|分半钟?|刻钟|半(?:年|天|个月|个?小时|个?钟头)"
            r"|一(?:年|天|周|晚|个(?:月|小时|星期|季度))(?!来)|(?<!月)[一二三四五六七八九十百]{1,5}[日夜](?![报电本])"
        ),
    ),
    (_LENGTH, re.compile(rf"{_NUMBER}(?:多|余)?(?:步|丈|里(?!面|程)|尺|寸|海里|英里|光年)")),
    (MONEY, re.compile(rf"{_NUMBER}[块毛](?:[一二三四五六七八九]|[钱，。；]|$)")),
    (frozenset({"%"}), re.compile(r"一(?:成|半)|半数|翻(?:了)?[一两]?[番倍]")),
)
# 「多少钱一盒」, 「一斤卖多少钱」
_PIECE = r"(?:公斤|千克|平方米|平米|立方米?|[盒斤吨桶瓶张只个件克升袋箱台辆份支条本股方亩晚次度])"
_A_PIECE = re.compile(rf"多少钱[一每](?P<behind>{_PIECE})|[一每](?P<before>{_PIECE})(?:要|卖|得|是)?多少钱")
_HOW_OFTEN = re.compile(r"多久[^，。？]{0,8}?[一]?[次回趟班遍轮]")
_EVERY = re.compile(rf"[每隔](?:隔)?(?:{_NUMBER})?个?半?(?:小时|分钟|[年月周天日季旬])")
_COUNTED = re.compile(r"(?:(?<![哪这那十好前近后])几|多少)[个]?(?P<things>[㐀-鿿]{1,4})")
_ALSO_CALLED = ("次回度趟遍", "场胜负败平", "只头匹条尾", "根条支")
_NEVER_COUNTED = frozenset("的了是在有和与及年月日")
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
        unit = "" if _NO_UNIT.match(behind) else _unit_of(behind)
        if unit == "个" and len(inner := _unit_of(behind[1:])) > 1:
            unit = inner
        if unit == "成" or behind.startswith("成"):
            return _RATE | {"成"}
        if unit == "个":
            return said or (_PEOPLE | _THINGS if _SOMEBODY.match(behind) else _THINGS)
        electricity = _OF_ELECTRICITY.match(behind)
        if electricity or unit:
            return _ELECTRICITY if electricity else _like(unit)
        words = tagger()(behind)[:2] if said is None and not _NO_UNIT.match(behind) else []
        if len(words) > 1 and _HAN.fullmatch(words[0].word) and words[1].flag.startswith("n"):
            return _PEOPLE | _THINGS | {""}  # 「多少罐奶粉」: no table has it, and no time or money is counted so
    return said


@lru_cache(maxsize=256)
def named_measure(question: str, names: tuple[str, ...] = ()) -> str:
    """The measure that a question asks for by name, right before what asks or at its end: 净息差; empty for none.

    ``names`` are of whom it is asked, and no part of it (「青原展入场率」).
    """
    text = fold(question)
    for name in names:
        text = text.replace(name, "的")
    asks = _ASKS_HOW.search(text) or _HOW_MUCH.search(text)
    before = [token for token in tokens(text) if not asks or token.end <= asks.start()]
    while before and (not before[-1].tag.startswith(_NOUNS) or _CHANGES.fullmatch(before[-1].text)):
        before.pop()  # 降到, 分别为, 同比增长, 的增幅
    if not before:
        return ""
    last = before[-1].text + "".join(token.text for token in tokens(text) if token.start == before[-1].end)
    last = last if len(last) == len(before[-1].text) + 1 and _MEASURE_END.search(last) else before[-1].text  # 净息+差
    return last if len(last) > 1 and _MEASURE_END.search(last) else ""


def prices(question: str, text: str) -> bool:
    """Tell whether a folded text gives the price of the piece that is asked for: 「多少钱一盒」, 「每盒128元」."""
    asked = _A_PIECE.search(fold(question))
    piece = asked and (asked["behind"] or asked["before"])
    return (
        bool(piece)
        and re.search(rf"[每一/]{piece}[^，。；]{{0,6}}?\d|\d[\d.]*[万亿]?元(?:每|/|一){piece}", text) is not None
    )


def prints_measure(measure: str, text: str) -> bool:
    """Tell whether a folded text prints a measure, also in full (不良贷款率), cut short (净利) or in an equal word."""
    text = in_words_of(measure, text)
    if measure in text or (len(measure) > _SHORT_MEASURE and measure[:-1] in text):
        return True
    return re.search(_GAP.join(map(re.escape, measure)), text) is not None


def names_another(text: str, measure: Measure) -> bool:
    """Tell whether each figure in a measure's units stands right behind another's name (目标价11.8元); folded text."""
    told = [figure for figure in figures_of(text) if is_of(figure, text, measure)]
    return bool(told) and all(_OTHER_MEASURE.search(text[: figure.start]) for figure in told)


def _unit_of(text: str) -> str:
    first = next(iter(find_figures(f"1{text}")), None)
    return first.unit if first is not None and first.start == 0 else ""


def _like(unit: str) -> Measure:
    if unit == "元":
        return MONEY  # 「卖了多少元」 may be answered in dollars, 「多少美元」 not in yuan
    if unit in _TIMES:
        place = _TIMES.index(unit)
        near = _TIMES[max(0, place - _NEAR_TIMES) : place + _NEAR_TIMES + 1]
        return frozenset(near) | (_TIME - frozenset(_TIMES) if "天" in near else frozenset())
    like = next((units for units in _ALIKE if unit in units), frozenset({unit}))
    return like | {"家", "户"} if unit in ("家", "户") else like  # 「惠及牧户940家」


def counts_off(question: str, text: str) -> bool:
    """Tell whether a text counts in a word of its own what a question asks how many there are of, both folded.

    「六缸」 tells how many 缸 there are, 「两度」 how many times, 「两个半小时」 how long, 「一块五」 how much.
    """
    measure = measure_asked(question)
    if measure is not None and any(alike <= measure and found.search(text) for alike, found in _IN_OTHER_WORDS):
        return True
    if measure == _ELECTRICITY:
        return False  # 「一度」 is once
    if _HOW_OFTEN.search(question):
        return _EVERY.search(text) is not None
    for asked in _COUNTED.finditer(question):
        run = asked["things"]
        pieces = {run[at : at + length] for at in (0, 1) for length in (1, 2) if len(run) >= at + length}
        pieces |= next((set(others) for others in _ALSO_CALLED if run[0] in others), set())
        counted = "|".join(map(re.escape, sorted(pieces - _NEVER_COUNTED, key=len, reverse=True)))
        if counted and re.search(rf"{_NUMBER}(?:多|余)?个?(?:{counted})", text):
            return True
    return False


def is_of(figure: Figure, text: str, measure: Measure) -> bool:
    """Tell whether a figure of a text is of a measure; a count may leave its unit out, but not for one not listed."""
    if measure is None or figure.unit in measure:
        return True
    counts = bool(measure & (_PEOPLE | _THINGS))
    return counts and not figure.unit and not _HAN.match(text, figure.end)


def only_counts_points(figure: Figure) -> bool:
    """Tell whether a figure says no more than how many points or papers there are (两方面, 五篇大文章, 三项)."""
    return figure.unit in _POINTS_COUNTED and not figure.text[0].isdecimal()


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
    only_aimed = _ONLY_AIMED.search(sentence) is not None and not _REACHED.search(sentence)
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
