"""Small articles on owners of every kind, right sentences on them, and those that give a figure to its neighbour.

The names are invented and have no list in common with what ``rag`` knows names by: towns, brands, persons, products,
departments, and companies whatever they end in.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from rag.types import Article, Block, Place
from tests.faults import PERSONS, Correct, Faulty

_STEMS = (  # two by two, what a character tells apart
    "海川 江川 霜桥 白鹭 青禾 云雀 岚汀 远汀 砚池 墨池 松浦 芦浦 晨汐 晚汐 溪岩 石岩 鹤洲 雁洲 麦垄 桑垄 "
    "星渡 柳渡 杏坞 梅坞 苔原 荻原"
)
_ENDINGS = {
    "company": [
        *("电池", "时代", "动力", "锂业", "农牧", "文化", "人寿", "超市", "酒店"),
        *("照明", "家居", "教育", "精密", "风电", "玻璃", "饮料", "服饰", "影院"),
    ],
    "place": ["市", "县", "区", "镇", "州", "新区"],
    "brand": ["手机", "奶茶", "咖啡", "矿泉水", "相机", ""],
    "product": ["一号", "X3", "S7", "2号火箭", "酸奶", "浏览器"],
    "department": ["事业部", "车间", "分店", "项目部", "码头", "馆"],
}
_MEASURES = {
    "company": [("净利润", "亿元"), ("研发投入", "亿元"), ("海外收入", "万元"), ("门店", "家")],
    "place": [("税收", "亿元"), ("工业投资", "亿元"), ("粮食产量", "万吨"), ("接待游客", "万人次")],
    "brand": [("销量", "万件"), ("市场份额", "%"), ("销售额", "亿元")],
    "product": [("销量", "万件"), ("研发费用", "万元"), ("订单", "份")],
    "person": [("持股", "万股"), ("薪酬", "万元"), ("出资", "万元")],
    "department": [("支出", "万元"), ("收入", "万元"), ("员工", "人")],
}
_BACK = {
    "company": "公司", "place": "当地", "brand": "该品牌",
    "product": "这款产品", "person": "他", "department": "该部门",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Told:
    """What an article tells of one owner: a figure, and by how much it grew."""

    owner: str
    value: str
    growth: str


def owned_sentences(seed: int, count: int) -> list[Correct]:
    """Make right sentences on owners of each kind in turn, from articles of each form in turn."""
    return [each for one in _articles(seed, count) for each in one[1]]


def owned_faults(seed: int, count: int) -> list[Faulty]:
    """Make ``count`` sentences that give somebody the figure of a neighbour of his kind."""
    return [fault for one in _articles(seed, count) for fault in one[2]][:count]


def _articles(seed: int, count: int) -> Iterator[tuple[Article, list[Correct], list[Faulty]]]:
    draw = random.Random(seed)
    kinds = list(_MEASURES)
    for number in range(count):
        kind = kinds[number % len(kinds)]
        form = list(_FORMS)[number // len(kinds) % len(_FORMS)]
        measure, unit = draw.choice(_MEASURES[kind])
        told = [
            Told(owner, f"{value}{unit}", f"{growth}%")
            for owner, value, growth in zip(
                _owners(kind, draw), _figures(draw, unit), draw.sample(range(3, 60), 3), strict=True
            )
        ]
        body = _FORMS[form](told, measure, kind)
        article = Article(
            f"o{number}",
            f"{measure}数据公布",
            (),
            body,
            (Block("paragraph", 0, len(body)),),
            (),
            (Place(f"o{number}", None, date(2026, 3, 18), None, ((0, len(body)),)),),
        )
        right = [Correct(text, article, kind) for text in _answers(told, measure, form, draw)]
        right += [Correct(text + "。", article, kind) for text in body.split("。") if text]
        yield article, right, [_wrong(told, measure, form, article, kind, draw)]


def _owners(kind: str, draw: random.Random) -> list[str]:
    """Three names of a kind: as a rule two that a character tells apart, and often one that shares nothing."""
    if kind == "person":
        return draw.sample(PERSONS.split(), 3)
    names = _STEMS.split()
    at = draw.randrange(0, len(names), 2)
    near = names[at : at + 2]
    stems = [*near, draw.choice([stem for stem in names if stem not in near])]
    draw.shuffle(stems)
    ending = draw.choice(_ENDINGS[kind])
    endings = [ending] * 3 if draw.random() < 0.7 else draw.sample(_ENDINGS[kind], 3)
    return [stem + each for stem, each in zip(stems, endings, strict=True)]


def _figures(draw: random.Random, unit: str) -> list[str]:
    numbers = draw.sample(range(101, 999), 3)
    return [str(number) if unit in "家份人" else f"{number / 10}" for number in numbers]


def _apart(told: list[Told], measure: str, _kind: str) -> str:
    return "".join(f"{one.owner}去年{measure}{one.value}，同比增长{one.growth}。" for one in told)


def _worded(told: list[Told], measure: str, _kind: str) -> str:
    one, two, three = told
    return (
        f"数据显示，{one.owner}去年的{measure}达到{one.value}，比上年增长{one.growth}。"
        f"{two.owner}的{measure}则为{two.value}，增长{two.growth}。同期，{three.owner}{measure}仅{three.value}。"
    )


def _beside(told: list[Told], measure: str, _kind: str) -> str:
    return "去年" + "；".join(f"{one.owner}{measure}{one.value}，同比增长{one.growth}" for one in told) + "。"


def _run(told: list[Told], measure: str, _kind: str) -> str:
    return "去年，" + "，".join(f"{one.owner}{measure}为{one.value}" for one in told) + "。"


def _listed(told: list[Told], measure: str, _kind: str) -> str:
    one, two, three = told
    return (
        f"{one.owner}、{two.owner}和{three.owner}去年的{measure}分别为{one.value}、{two.value}和{three.value}，"
        f"同比增长{one.growth}、{two.growth}和{three.growth}。"
    )


def _chained(told: list[Told], measure: str, _kind: str) -> str:
    return "".join(f"{one.owner}去年开工{number + 3}次，{measure}{one.value}。" for number, one in enumerate(told))


def _back(told: list[Told], measure: str, kind: str) -> str:
    return "".join(f"{one.owner}昨天公布数据。{_BACK[kind]}去年{measure}{one.value}。" for one in told)


_FORMS = {
    "apart": _apart,
    "worded": _worded,
    "beside": _beside,
    "run": _run,
    "listed": _listed,
    "chained": _chained,
    "back": _back,
}
_GROWN = ("apart", "beside", "listed")


def _answers(told: list[Told], measure: str, form: str, draw: random.Random) -> Iterator[str]:
    """One owner's figure as an answer words it."""
    for one in told:
        yield _answer(one.owner, one, measure, form, draw)


def _answer(owner: str, one: Told, measure: str, form: str, draw: random.Random) -> str:
    said = draw.choice(
        ["{owner}去年{measure}{value}", "{owner}的{measure}为{value}", "去年，{owner}{measure}达到{value}"]
    ).format(owner=owner, measure=measure, value=one.value)
    grown = f"，同比增长{one.growth}" if form in _GROWN and draw.random() < 0.5 else ""
    return f"{said}{grown}。"


def _wrong(told: list[Told], measure: str, form: str, article: Article, kind: str, draw: random.Random) -> Faulty:
    """Somebody with his neighbour's figure."""
    one, other = draw.sample(told, 2)
    was = Correct(_answer(one.owner, one, measure, form, draw), article, kind)
    return Faulty(_answer(one.owner, other, measure, form, draw), kind, was)
