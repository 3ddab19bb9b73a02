"""What a paper prints in other words than a reader asks in: short titles, and everyday words for those of the trade.

One table, for the search, the scores of lines and the offices. What is only near (总裁 beside 首席执行官, 开盘价 beside
收盘价) is not in it.
"""

from __future__ import annotations

import re
from functools import lru_cache

# The first of each is the title in full.
_TITLES = (
    ("首席执行官", "ceo"),
    ("首席财务官", "cfo", "财务总监"),
    ("首席运营官", "coo"),
    ("首席技术官", "cto"),
    ("董事会秘书", "董秘"),
)
_WORDS = (
    ("收盘价", "收盘", "收报", "报收", "收于"),
    ("辞职", "离职", "辞去", "请辞", "辞任", "辞呈", "离任", "卸任"),
    ("接替", "接任", "继任", "接班"),
    ("代理", "暂代", "代行", "代为履行"),
    ("坏账率", "不良率", "不良贷款率"),
    ("应收账款", "应收货款", "应收款项"),
    ("抵押", "质押"),
    ("年末", "年终", "年底"),
    ("首飞", "试飞"),
    ("航程", "能飞多远", "飞多远"),
    ("载重", "能载多重", "载重量"),
    ("分红", "派息", "现金红利", "现金股利"),
    ("裁员", "减员"),
    ("开工", "动工"),
    ("竣工", "完工"),
    ("去世", "逝世", "病逝"),
    ("房贷", "按揭", "个人住房贷款"),
    ("涨价", "提价"),
    ("实际控制人", "实控人"),
    ("股东大会", "股东会"),
)
# What also tells of a word, which does not tell of it: a reader asks for the boss, and a paper names who is in control.
_ALSO_TOLD = {
    "接替": ("聘任", "任命", "出任"),
    "接任": ("聘任", "任命", "出任"),
    "继任": ("聘任", "任命", "出任"),
    "老板": ("实际控制人", "实控人", "创始人", "董事长"),
    "航程": ("能飞", "可飞"),
    "载重": ("能载", "可载"),
}
_IN_FULL = {short: full for full, *others in _TITLES for short in others}
_LATIN = r"(?<![a-z]){}(?![a-z])"
_SHORT = re.compile("|".join(_LATIN.format(short) if short.isascii() else short for short in _IN_FULL))


def in_full(text: str) -> str:
    """A folded text with its titles in full: 首席执行官 for CEO."""
    return _SHORT.sub(lambda found: _IN_FULL[found[0]], text)


@lru_cache(maxsize=512)
def said_otherwise(text: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The words of a folded text that others are equal to, each with these; of words in each other, the longest."""
    found: dict[str, tuple[str, ...]] = {}
    for group in (*_TITLES, *_WORDS, *((word,) for word in _ALSO_TOLD)):
        for word in group:
            others = (*(other for other in group if other != word), *_ALSO_TOLD.get(word, ()))
            if others and _has(word, text):
                found[word] = tuple(dict.fromkeys((*found.get(word, ()), *others)))
    longest = [word for word in found if not any(word in other and word != other for other in found)]
    return tuple((word, found[word]) for word in longest)


def in_words_of(question: str, text: str) -> str:
    """A folded text with those words of a folded question behind it that it prints in others."""
    told = [word for word, others in said_otherwise(question) if any(_has(other, text) for other in others)]
    return "\n".join([text, *told]) if told else text


def reworded(question: str) -> str:
    """A folded question with the other words for its own in their place; empty where it has none that have any."""
    text = question
    for word, others in said_otherwise(question):
        text = text.replace(word, f" {' '.join(others)} ")
    return text if text != question else ""


def _has(word: str, text: str) -> bool:
    return re.search(_LATIN.format(word), text) is not None if word.isascii() else word in text
