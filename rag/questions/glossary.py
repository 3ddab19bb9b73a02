"""The common measures and offices of financial news in English and in the papers' own words.

Where no model can translate, a question on one of them is still read in Chinese: its names as the papers print them,
its period and what it asks for. What has any other word in it is not translated, for half a question is another one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from rag.prose.dates import Date, find_dates
from rag.prose.figures import figures_of
from rag.prose.folding import fold
from rag.prose.names import institutions
from rag.prose.questions import Asked
from rag.prose.words import function_words
from rag.questions.measures import measure_asked, prints_measure
from rag.types import Sentence

# An English measure, and how a paper's reader asks for it: 「净利润是多少」, 「交付多少辆」. The longer one goes first.
_CARS = r"(?:cars?|vehicles?|autos?|evs?|electric (?:cars|vehicles))"
_MEASURES = (
    (r"net profits?(?: attributable(?: to shareholders)?)?|net income|net earnings|profits?", "净利润", "是多少"),
    (r"(?:operating |total )?revenues?|operating income|turnover", "营业收入", "是多少"),
    (r"total assets|assets", "总资产", "是多少"),
    (r"(?:non-?performing|bad)[ -]loans? (?:ratio|rate)|npl (?:ratio|rate)", "不良贷款率", "是多少"),
    (r"provision(?:ing)? coverage(?: ratio| rate)?", "拨备覆盖率", "是多少"),
    (r"net interest margin|nim", "净息差", "是多少"),
    (r"capital adequacy(?: ratio| rate)?", "资本充足率", "是多少"),
    (r"(?:outstanding loans|loan balance|total loans|loans outstanding|loans)", "贷款余额", "是多少"),
    (r"(?:deposit balance|total deposits|deposits)", "存款余额", "是多少"),
    (r"gross (?:profit )?margin", "毛利率", "是多少"),
    (r"premium income|premiums", "保费收入", "是多少"),
    (r"market (?:value|capitali[sz]ation|cap)", "市值", "是多少"),
    (r"r&d (?:spending|investment|expenses?|expenditure)", "研发投入", "是多少"),
    (r"(?:cash )?dividends?", "分红", "是多少"),
    (rf"{_CARS} (?P<x1>.{{0,60}}?)(?:deliver(?:ed|y|ies)?)", "交付", "多少辆"),
    (rf"{_CARS} (?P<x2>.{{0,60}}?)(?:sell|sold)", "销售", "多少辆"),
    (rf"{_CARS} (?P<x3>.{{0,60}}?)(?:produced?|made?|make|built|build)", "生产", "多少辆"),
    (rf"{_CARS} (?P<x4>.{{0,60}}?)(?:export(?:ed)?)", "出口", "多少辆"),
    (rf"{_CARS} (?P<x6>.{{0,60}}?)(?:recall(?:ed|ing)?)", "召回", "多少辆"),
    # Money is raised; whoever raises wages or prices is asked something else.
    (r"rais(?:e|ed|ing)(?= (?:in|from|by|at|and|with)\b|\W*$)", "融资", "是多少"),
    (r"fined?|fines|penalty", "罚款", "是多少"),
    (rf"(?:{_CARS} )?deliver(?:y|ies)(?: of {_CARS})?", "交付", "多少辆"),
    (r"(?:people |staff |workers )(?P<x5>.{0,60}?)employ(?:ed)?|employees|staff", "员工", "有多少人"),
)
_OFFICES = (
    (r"chairman|chairwoman|chairperson|chair", "董事长"),
    (r"chief executive(?: officer)?|ceo", "首席执行官"),
    (r"chief financial officer|cfo", "首席财务官"),
    (r"general manager", "总经理"),
    (r"board secretary|secretary of the board", "董事会秘书"),
)
_BANK_OFFICE, _OTHER_OFFICE = "行长", "总裁"
_PRESIDENT = re.compile(r"\bpresident\b", re.I)
_HOW_MUCH = re.compile(r"\b(?:how (?:much|many|large|big|high)|what(?:'s|’s)?)\b", re.I)
_WHO = re.compile(r"\b(?:who|whose name)\b", re.I)
# What a question of this kind is also put with, and asks nothing more by it.
_ALSO = frozenset(
    re.findall(
        r"\w+",
        "did does do was were is are has have had make made earn earned post posted report reported record recorded"
        " book booked pay paid hold held much many large big high what how who end year quarter half first second third"
        " fourth full whole stand stood total amount its name current currently",
    )
)
_PARTS = {
    "Q1": "一季度", "Q2": "二季度", "Q3": "三季度", "Q4": "四季度", "H1": "上半年", "H2": "下半年", "M9": "前三季度",
}  # fmt: skip
_WORD = re.compile(r"[a-z&][a-z&'-]*")
_HAN_RUN = re.compile(r"[㐀-鿿]{2,}")
_AIMED_EN, _AIMED = (
    re.compile(r"\b(?:targets?|goals?|aims?|plans?|forecasts?|expect\w*|will)\b", re.I),
    re.compile("目标"),
)


def in_chinese(question: str, names: Mapping[str, str]) -> str:
    """Put an English question on a common measure or office into Chinese; empty where it asks anything else.

    ``names`` gives its names in pinyin as the archive prints them.
    """
    rest = question
    printed: list[str] = []
    for spelled, name in sorted(names.items(), key=lambda pair: -len(pair[0])):
        at = re.search(rf"(?<!\w){re.escape(spelled)}(?:['’]s)?(?!\w)", rest)
        if at:
            printed.append(name)
            rest = f"{rest[: at.start()]} {rest[at.end() :]}"
    printed += _HAN_RUN.findall(rest)
    rest = _HAN_RUN.sub(" ", rest)
    days = find_dates(rest)
    when = [_period(day) for day in days]
    if len(printed) != 1 or len(days) > 1 or "" in when:
        return ""
    for day in days:
        rest = f"{rest[: day.start]} {rest[day.end :]}"
    rest = " ".join(re.sub(r"['’]s\b", " ", rest).lower().split())
    if _WHO.search(rest):
        return _of_an_office(rest, printed[0], "".join(when))
    if not _HOW_MUCH.search(rest):
        return ""
    found = _measure_in(rest)
    if found is None or _says_more(f"{rest[: found[0].start()]} {_inside(found[0])} {rest[found[0].end() :]}"):
        return ""
    return f"{printed[0]}{''.join(when)}{found[1]}{found[2]}？"


def tells_measure(question: str, text: str) -> bool:
    """Tell whether a Chinese line has a figure of the measure that an English question asks how much of.

    Where the question's measure is none of those known here, a line of any may be wrong; it is left out. A goal is no
    answer to what was done.
    """
    found = _measure_in(" ".join(question.lower().split()))
    if found is None or (_AIMED.search(text) and not _AIMED_EN.search(question)):
        return False
    return _states(found[1], found[2], text)


def borne_out(asked: Asked, lines: Sequence[Sentence]) -> list[Sentence]:
    """The lines that have what a question put into Chinese by ``in_chinese`` asks for, and are of no other house.

    Where some name who is asked for, those that only say 该行 may be another's.
    """
    measure = next(((chinese, asks) for _, chinese, asks in _MEASURES if f"{chinese}{asks}" in asked.text), None)
    offices = (*(title for _, title in _OFFICES), _BANK_OFFICE, _OTHER_OFFICE)
    titles = [title for title in offices if title in asked.text]
    own: list[Sentence] = []
    leaning: list[Sentence] = []
    for line in lines:
        text = fold(line.text)
        told = _states(*measure, line.text) and not _AIMED.search(text) if measure else titles and titles[0] in text
        if told and any(name in text for name in asked.names):
            own.append(line)
        elif told and not institutions(text):
            leaning.append(line)
    return own or leaning


def _states(measure: str, asks: str, text: str) -> bool:
    units = measure_asked(f"{measure}{asks}？")
    return prints_measure(measure, fold(text)) and any(units is None or each.unit in units for each in figures_of(text))


def _measure_in(text: str) -> tuple[re.Match[str], str, str] | None:
    """The measure that a folded question names first, the longest of those that begin there."""
    found = [
        (match, chinese, asks)
        for pattern, chinese, asks in _MEASURES
        if (match := re.search(rf"\b(?:{pattern})(?![\w-])", text))
    ]
    return min(found, key=lambda each: (each[0].start(), -each[0].end()), default=None)


def _of_an_office(rest: str, name: str, when: str) -> str:
    titles = [(match, title) for said, title in _OFFICES if (match := re.search(rf"\b(?:{said})\b", rest))]
    president = _PRESIDENT.search(rest)
    if president and not titles:
        titles = [(president, _BANK_OFFICE if name.endswith(("银行", "行")) else _OTHER_OFFICE)]
    if not titles or _says_more(f"{rest[: titles[0][0].start()]} {rest[titles[0][0].end() :]}"):
        return ""
    return f"{name}{when}的{titles[0][1]}是谁？"


def _inside(found: re.Match[str]) -> str:
    return " ".join(filter(None, found.groups()))


def _says_more(rest: str) -> bool:
    """Tell whether words are left that ask for something else, or of something else."""
    return any(word not in function_words() and word not in _ALSO for word in _WORD.findall(rest))


def _period(day: Date) -> str:
    """A day or a period in a paper's words; empty where only the day of asking tells it."""
    if day.through is not None or day.word or day.edge not in ("", "end"):
        return ""
    named = f"{day.month}月" if day.month else _PARTS.get(day.part, "")
    if day.part and not named:
        return ""
    year = f"{day.year}年" if day.year else ""
    return f"{year}{named}{f'{day.day}日' if day.day else ''}{'末' if day.edge == 'end' else ''}"
