"""Correct answer sentences over the sample archive, and faults of known kinds put into them from a seed.

Nothing here reads a sentence the way ``rag`` does: figures, units, dates and names are found by their own simple
patterns, so that the yardstick does not share the blind spots of what it measures.
"""

from __future__ import annotations

import json
import random
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from rag.prose.sentences import sentences_of
from rag.types import Article, Block, Place, Sentence

ARCHIVE = Path(__file__).parent / "archive" / "articles.jsonl"
ANSWERS = Path(__file__).parent / "faithful-answers.jsonl"
PERSONS = (
    "钱望舒 孟庆禾 卫承志 陆季安 方若谷 高明岳 谭静姝 郁文柏 柏青松 岑以微 池远山 戚小满 柴丽华 陶然 "
    "尚可维 雷恪 屈辞 尉迟明 倪伯言 区建安 莫知秋 郦欢 左思齐 耿怀瑾 洛闻笛 倪若冰 蒲晓东 茅宜修 宿怀民 "
    "蔺敬之 程砺 毕景行 苗若水 岳清越 韦青禾 陆逢源 邵一鸣 穆云帆 游书云 崔若愚 黎川 舒望岳 费长庚 "
    "桑弘毅 屠海生 宁远志 栾致远 晏清和 游慕白 蒙亦舟 韦东升 施文澜 蒲思齐 岳知微 封子期 蓝若溪 荣知远 "
    "孔令昭 段予宁 谷雨桐 骆清扬 祁连川 古维桢 池嘉木 尹望秋 晏归舟 方明朗 邢可为 虞嘉禾 解铭 葛春明 "
    "裘知寒 麦青禾 鲍时雨"
)
INSTITUTIONS = (
    "澄江银行 远汀银行 沧宁银行 南屿银行 岷川银行 恒岚股份 启珩汽车 望岳证券 拓渊科技 青檀基金 观澜重工 "
    "汐石化工 鹿鸣茶业 云桁航空 暮雪乳业 砚山光电 北辰特钢 澜桥置业 江澜大学 南屿大学 北辰大学 速霜科技 "
    "凌穹科技"
)
_UNITS = {
    "亿元": ("万元", "万亿元"), "万元": ("亿元", "元"), "%": ("个百分点",),
    "个百分点": ("%", "个基点"), "个基点": ("个百分点",),
    "万亿元": ("亿元",), "亿美元": ("亿元",), "亿欧元": ("亿美元",), "万辆": ("辆",), "万吨": ("吨",), "公里": ("米",),
    "万户": ("户",), "万单": ("单",), "万人": ("人",), "亿千瓦时": ("万千瓦时",),
    "万颗": ("颗",), "万平方米": ("平方米",),
}  # fmt: skip
_DIRECTIONS = (
    ("增长", "下降"), ("下降", "增长"), ("上升", "下降"), ("增加", "减少"), ("减少", "增加"),
    ("同比", "环比"), ("环比", "同比"), ("提高", "降低"), ("上涨", "下跌"), ("下跌", "上涨"),
    ("扩大", "收窄"), ("收窄", "扩大"), ("高于", "低于"), ("超过", "不足"),
)  # fmt: skip
_NUMBER = re.compile(r"(?<![A-Za-z0-9.“\-])\d+(?:\.\d+)?(?![\d年月日号时A-Za-z/])(?!个月)")
_QUANTITY = re.compile(
    r"(?<![A-Za-z0-9.“\-])\d+(?:\.\d+)?(?P<unit>" + "|".join(sorted(_UNITS, key=len, reverse=True)) + ")"
)
_DATE = re.compile(r"\d{4}年|\d{1,2}月(?:\d{1,2}日|份|末|底)|[一二三四]季度|[上下]半年")


@dataclass(frozen=True, slots=True)
class Correct:
    """An answer sentence that its article bears out."""

    text: str
    article: Article
    form: str


@dataclass(frozen=True, slots=True)
class Faulty:
    """A correct sentence with one fault of a kind."""

    text: str
    kind: str
    was: Correct


@cache
def archive() -> dict[str, Article]:
    """The Chinese articles of the sample archive by their number there."""
    articles = {}
    for line in ARCHIVE.read_text("utf-8").splitlines():
        entry = json.loads(line)
        if entry["language"] != "zh":
            continue
        body, blocks = "", []
        for block in entry["blocks"]:
            body += "\n" if body else ""
            blocks.append(Block(block["kind"], len(body), len(body) + len(block["text"])))
            body += block["text"]
        place = Place(entry["id"], entry["newspaper"], date.fromisoformat(entry["date"]), entry["page"], ())
        articles[entry["id"]] = Article(
            entry["id"], entry["title"], tuple(entry["byline"]), body, tuple(blocks), (), (place,)
        )
    return articles


def held_back(article_id: str) -> bool:
    """Tell whether an article belongs to the half that nothing is tuned on."""
    return int(article_id[1:]) % 2 == 1


def correct_sentences(*, held: bool, seed: int) -> list[Correct]:
    """Make correct sentences over one half of the archive: verbatim, shortened, reworded, and written by hand."""
    draw = random.Random(seed)
    made: list[Correct] = []
    for article in archive().values():
        if held_back(article.id) != held:
            continue
        for sentence in sentences_of(article):
            if len(sentence.text) <= 160 and _NUMBER.search(sentence.text):
                made += [Correct(text, article, form) for form, text in _forms(sentence, draw)]
    made += written_answers(held=held)
    draw.shuffle(made)
    return made


def written_answers(*, held: bool) -> list[Correct]:
    """The answers written by hand, as a model would word them."""
    entries = [json.loads(line) for line in ANSWERS.read_text("utf-8").splitlines()]
    return [
        Correct(entry["text"], archive()[entry["article"]], "written")
        for entry in entries
        if held_back(entry["article"]) == held
    ]


def faulty_sentences(correct: list[Correct], count: int, *, seed: int) -> list[Faulty]:
    """Put one fault each into ``count`` correct sentences, the kinds in turn."""
    draw = random.Random(seed)
    makers = {"figure": _figure, "unit": _unit, "date": _date, "name": _name, "owner": _owner, "direction": _direction}
    kinds = list(makers)
    faults: list[Faulty] = []
    seen: set[str] = set()
    pool = list(correct)
    while len(faults) < count:
        draw.shuffle(pool)
        kind = kinds[len(faults) % len(kinds)]
        for one in pool:
            text = makers[kind](one, draw)
            if text and text != one.text and text not in seen and not _said(text, one.article):
                seen.add(text)
                faults.append(Faulty(text, kind, one))
                break
        else:
            kinds.remove(kind)
    return faults


def _said(text: str, article: Article) -> bool:
    return _plain(text) in _plain(article.body)


def _plain(text: str) -> str:
    return "".join(character for character in text if character.isalnum() or character == "%")


def _forms(sentence: Sentence, draw: random.Random) -> Iterator[tuple[str, str]]:
    text = sentence.text
    quoted = "“" in text
    yield "verbatim", text
    if not quoted:
        shorter = re.sub(r"^[^，。]{2,20}(?:显示|获悉|介绍|透露)，", "", text)
        if shorter != text:
            yield "lead dropped", shorter
        first, mark, _ = text.partition("；")
        if mark and len(first) > 12:
            yield "first part", first + "。"
        clauses = re.split(r"，", text.rstrip("。"))
        if len(clauses) > 2 and not mark:
            kept = clauses[: draw.randint(2, len(clauses) - 1)]
            if _NUMBER.search("".join(kept)):
                yield "cut short", "，".join(kept) + "。"
        moved = re.match(
            r"((?:截至)?[^，。]{0,6}\d{1,2}月[^，。]{0,4}|去年|今年[^，。]{0,4})，([^，。]+?)(?=，|。)", text
        )
        if moved:
            yield "date moved", text.replace(moved[0], f"{moved[2]}（{moved[1]}）", 1)
        yield "reworded", _reword(text)
    yield "figures respelled", _respell(text, draw)


def _reword(text: str) -> str:
    for old, new in (
        ("达到", "为"), ("表示，", "称，"), ("介绍，", "表示，"), ("目前，", ""), ("此外，", ""), ("不过，", ""),
        ("约", "大约"), ("较年初", "比年初"), ("月末", "月底"), ("透露，", "说，"), ("共", "一共"),
        ("其中，", "其中"), ("实现营业收入", "的营业收入为"), ("公司", "该公司"),
    ):  # fmt: skip
        text = text.replace(old, new)
    return text


def _respell(text: str, draw: random.Random) -> str:
    way = draw.randrange(4)
    if way == 0:
        return text.replace("%", "％")
    if way == 1:
        return re.sub(r"(?<![\d.A-Za-z\-])([1-9]\d{0,2})(\d{3})(?=[家辆套个人名元])", r"\1,\2", text)
    if way == 2:
        wide = {ord(str(digit)): 0xFF10 + digit for digit in range(10)}
        return re.sub(r"(?<![A-Za-z\-“\d])\d+(?![A-Za-z\d])", lambda match: match[0].translate(wide), text)
    text = re.sub(
        r"([二三四五六七八])成(?![为立功本员])", lambda match: f"{'二三四五六七八'.index(match[1]) + 2}0%", text
    )
    return re.sub(r"(\d+\.\d+)亿元", lambda match: f"{round(float(match[1]) * 10000)}万元", text, count=1)


def _figure(one: Correct, draw: random.Random) -> str | None:
    numbers = list(_NUMBER.finditer(one.text))
    if not numbers:
        return None
    match = draw.choice(numbers)
    digits = [position for position in range(*match.span()) if one.text[position].isdigit()]
    position = draw.choice(digits)
    digit = draw.choice([other for other in "123456789" if int(other) != int(one.text[position])])
    return one.text[:position] + digit + one.text[position + 1 :]


def _unit(one: Correct, draw: random.Random) -> str | None:
    quantities = list(_QUANTITY.finditer(one.text))
    if not quantities:
        return None
    match = draw.choice(quantities)
    return one.text[: match.start("unit")] + draw.choice(_UNITS[match["unit"]]) + one.text[match.end() :]


def _date(one: Correct, draw: random.Random) -> str | None:
    dates = list(_DATE.finditer(one.text))
    if not dates:
        return None
    match = draw.choice(dates)
    old = match[0]
    if "季度" in old:
        new = draw.choice([other for other in "一二三四" if other != old[0]]) + "季度"
    elif "半年" in old:
        new = ("下" if old[0] == "上" else "上") + "半年"
    else:
        number = draw.choice(re.findall(r"\d+", old))
        most = 12 if old.index(number) == 0 and "月" in old else 28
        other = str(int(number) + draw.choice([-2, -1, 1, 2])) if len(number) == 4 else str(draw.randint(1, most))
        new = old.replace(number, other, 1)
    return one.text[: match.start()] + new + one.text[match.end() :]


def _name(one: Correct, draw: random.Random) -> str | None:
    for names in draw.sample([PERSONS.split(), INSTITUTIONS.split()], 2):
        there = [name for name in names if name in one.text]
        if there:
            old = draw.choice(there)
            new = draw.choice([name for name in names if name not in one.article.body])
            return one.text.replace(old, new)
    return None


def _owner(one: Correct, draw: random.Random) -> str | None:
    """Give a figure to a neighbour: swap two figures of one unit, or put in another figure of the article."""
    quantities = list(_QUANTITY.finditer(one.text))
    pairs = [
        (first, second)
        for index, first in enumerate(quantities)
        for second in quantities[index + 1 :]
        if first["unit"] == second["unit"] and first[0] != second[0]
    ]
    if pairs and draw.random() < 0.6:
        first, second = draw.choice(pairs)
        return (
            one.text[: first.start()]
            + second[0]
            + one.text[first.end() : second.start()]
            + first[0]
            + one.text[second.end() :]
        )
    if not quantities:
        return None
    match = draw.choice(quantities)
    others = [
        other[0]
        for other in _QUANTITY.finditer(one.article.body)
        if other["unit"] == match["unit"] and other[0] not in unicodedata.normalize("NFKC", one.text)
    ]
    return one.text[: match.start()] + draw.choice(others) + one.text[match.end() :] if others else None


def _direction(one: Correct, draw: random.Random) -> str | None:
    there = [(old, new) for old, new in _DIRECTIONS if re.search(rf"(?<!不){old}(?=[^，。；]{{0,8}}\d)", one.text)]
    if not there:
        return None
    old, new = draw.choice(there)
    places = [match.start() for match in re.finditer(rf"(?<!不){old}(?=[^，。；]{{0,8}}\d)", one.text)]
    place = draw.choice(places)
    return one.text[:place] + new + one.text[place + len(old) :]
