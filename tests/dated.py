"""Sentences that tell of two periods, right answers on each, and those that put a figure under the other one.

Names, measures and figures are invented; nothing here reads a sentence the way ``rag`` does.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from rag.types import Article, Block, Place
from tests.faults import Correct, Faulty

_DAY = date(2026, 10, 18)
_OWNERS = (
    *("海川银行", "江川证券", "霜桥股份", "岚汀重工", "墨池文旅"),
    *("芦浦港", "晚汐乳业", "石岩水泥", "雁洲机场", "桑垄农商行"),
)
# Two periods of a kind: as print writes each, and as an answer may.
_PERIODS = {
    "years": [("2024年", "2024年"), ("2025年", "去年")],
    "years apart": [("2022年", "2022年"), ("2025年", "2025年")],
    "quarters": [("今年一季度", "2026年一季度"), ("二季度", "二季度")],
    "halves": [("去年下半年", "2025年下半年"), ("今年上半年", "上半年")],
    "months": [("7月", "7月"), ("8月", "8月份")],
    "ends": [("6月末", "6月底"), ("9月末", "9月末")],
    "counted": [("截至2024年末", "2024年末"), ("截至2025年末", "截至2025年底")],
    "days": [("10月12日", "10月12日"), ("10月13日", "10月13日")],
    "months of years": [("2025年8月", "2025年8月"), ("2026年8月", "今年8月")],
    "first months": [("前三季度", "前三季度"), ("三季度", "三季度")],
}
_MEASURES = (
    ("营业收入", "净利润", "亿元"), ("贷款余额", "存款余额", "亿元"), ("新增订单", "交付量", "台"),
    ("旅客吞吐量", "货邮吞吐量", "万吨"), ("出口额", "进口额", "万美元"), ("研发投入", "广告投入", "万元"),
)  # fmt: skip
_EVENTS = [("成立", "上市"), ("开工", "通车"), ("动工", "投产"), ("签约", "交付"), ("立项", "验收"), ("试营业", "开放")]


@dataclass(frozen=True, slots=True)
class Told:
    """What is told of one period: two figures, and by how much the first grew."""

    printed: str
    answered: str
    first: str
    second: str
    growth: str


def dated_sentences(seed: int, count: int) -> list[Correct]:
    """Make right sentences on one of two periods that a sentence tells of."""
    return [each for one in _articles(seed, count) for each in one[1]]


def dated_faults(seed: int, count: int) -> list[Faulty]:
    """Make ``count`` sentences that put the figure of one period of a sentence under the other."""
    return [fault for one in _articles(seed, count) for fault in one[2]][:count]


def _articles(seed: int, count: int) -> Iterator[tuple[Article, list[Correct], list[Faulty]]]:
    draw = random.Random(seed)
    shapes = [*_SHAPES, "events"]
    for number in range(count):
        shape = shapes[number % len(shapes)]
        owner = draw.choice(_OWNERS)
        if shape == "events":
            body, right, wrong = _events(owner, draw)
        else:
            told, measures = _told(draw)
            body = _SHAPES[shape](owner, told, measures)
            right = [_answer(owner, told[at], told[at], measures, shape, draw) for at in (0, 1) for _ in range(2)]
            at = draw.randrange(2)
            wrong = _answer(owner, told[at], told[1 - at], measures, shape, draw)
        article = _article(f"d{number}", body)
        correct = [Correct(text, article, shape) for text in [*right, body]]
        yield article, correct, [Faulty(wrong, shape, correct[-1])]


def _article(name: str, body: str) -> Article:
    place = Place(name, None, _DAY, None, ((0, len(body)),))
    return Article(name, "数据公布", (), body, (Block("paragraph", 0, len(body)),), (), (place,))


def _told(draw: random.Random) -> tuple[list[Told], tuple[str, str]]:
    first, second, unit = draw.choice(_MEASURES)
    numbers = [f"{each / 10 if unit != '台' else each}{unit}" for each in draw.sample(range(101, 999), 4)]
    growth = draw.sample(range(3, 60), 2)
    periods = draw.choice(list(_PERIODS.values()))
    told = [
        Told(printed, answered, numbers[at], numbers[2 + at], f"{growth[at]}%")
        for at, (printed, answered) in enumerate(periods)
    ]
    return told, (first, second)


def _semicolon(owner: str, told: list[Told], measures: tuple[str, str]) -> str:
    one, two = told
    first, second = measures
    return (
        f"{one.printed}，{owner}{first}{one.first}，{second}{one.second}；"
        f"{two.printed}{first}{two.first}，{second}{two.second}。"
    )


def _newest_first(owner: str, told: list[Told], measures: tuple[str, str]) -> str:
    return _semicolon(owner, told[::-1], measures)


def _commas(owner: str, told: list[Told], measures: tuple[str, str]) -> str:
    one, two = told
    first, second = measures
    return (
        f"{owner}{one.printed}{first}为{one.first}，{second}为{one.second}，"
        f"{two.printed}{first}为{two.first}，{second}为{two.second}。"
    )


def _by_measure(owner: str, told: list[Told], measures: tuple[str, str]) -> str:
    one, two = told
    first, second = measures
    return (
        f"{owner}{two.printed}{first}为{two.first}，{one.printed}为{one.first}；"
        f"{second}{two.printed}为{two.second}，{one.printed}为{one.second}。"
    )


def _listed(owner: str, told: list[Told], measures: tuple[str, str]) -> str:
    one, two = told
    first, second = measures
    return (
        f"{one.printed}和{two.printed}，{owner}{first}分别为{one.first}和{two.first}，"
        f"{second}分别为{one.second}和{two.second}。"
    )


def _moved(owner: str, told: list[Told], measures: tuple[str, str]) -> str:
    one, two = told
    first, second = measures
    return (
        f"{owner}{first}由{one.printed}的{one.first}变为{two.printed}的{two.first}，"
        f"{second}从{one.printed}的{one.second}变为{two.printed}的{two.second}。"
    )


def _brackets(owner: str, told: list[Told], measures: tuple[str, str]) -> str:
    one, two = told
    first, second = measures
    return (
        f"{two.printed}，{owner}{first}为{two.first}（{one.printed}为{one.first}），"
        f"{second}为{two.second}（{one.printed}：{one.second}）。"
    )


def _grown(owner: str, told: list[Told], measures: tuple[str, str]) -> str:
    one, two = told
    first, second = measures
    return (
        f"数据显示，{one.printed}，{owner}的{first}达到{one.first}，同比增长{one.growth}，{second}{one.second}；"
        f"而{two.printed}，{first}{two.first}，同比增长{two.growth}，{second}达到{two.second}。"
    )


def _worded(owner: str, told: list[Told], measures: tuple[str, str]) -> str:
    one, two = told
    first, second = measures
    return (
        f"该负责人表示，{owner}在{one.printed}完成{first}{one.first}、{second}{one.second}，"
        f"到了{two.printed}，{first}已是{two.first}，{second}也达{two.second}。"
    )


_SHAPES: dict[str, Callable[[str, list[Told], tuple[str, str]], str]] = {
    "semicolon": _semicolon,
    "newest first": _newest_first,
    "commas": _commas,
    "by measure": _by_measure,
    "listed": _listed,
    "moved": _moved,
    "brackets": _brackets,
    "grown": _grown,
    "worded": _worded,
}


def _answer(owner: str, period: Told, figures: Told, measures: tuple[str, str], shape: str, draw: random.Random) -> str:
    which = draw.randrange(2)
    grown = f"，同比增长{figures.growth}" if shape == "grown" and not which and draw.random() < 0.5 else ""
    return draw.choice(
        [
            "{period}，{owner}{measure}为{value}{grown}。",
            "{owner}{period}{measure}{value}{grown}。",
            "{owner}的{measure}在{period}达到{value}{grown}。",
            "{owner}{measure}为{value}（{period}）{grown}。",
        ]
    ).format(
        period=draw.choice([period.printed, period.answered]),
        owner=owner,
        measure=measures[which],
        value=(figures.first, figures.second)[which],
        grown=grown,
    )


def _events(owner: str, draw: random.Random) -> tuple[str, list[str], str]:
    first, second = draw.choice(_EVENTS)
    one, two = draw.choice([("1998年", "2008年"), ("2024年", "2027年"), ("3月", "8月"), ("9月12日", "10月15日")])
    body = draw.choice(
        [
            f"{owner}新项目于{one}{first}，{two}{second}。",
            f"{owner}新项目{one}{first}，于{two}正式{second}。",
            f"{one}，{owner}新项目{first}；{two}，项目{second}。",
        ]
    )
    right = [f"{owner}新项目{one}{first}。", f"{owner}新项目于{two}{second}。", f"{two}，{owner}新项目{second}。"]
    return body, right, draw.choice([f"{owner}新项目{one}{second}。", f"{owner}新项目于{two}{first}。"])
