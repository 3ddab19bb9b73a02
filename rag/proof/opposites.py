"""Whether a sentence says the opposite of its sources: another word of a pair, or a denial more or less."""

from __future__ import annotations

import re
from collections.abc import Iterator

_OPPOSITES = (
    ("增长", "下降"), ("增加", "减少"), ("上升", "下降"), ("提高", "降低"), ("上涨", "下跌"), ("扩大", "缩小"),
    ("扩大", "收窄"), ("盈利", "亏损"), ("上调", "下调"), ("高于", "低于"), ("多于", "少于"), ("买入", "卖出"),
    ("加快", "放缓"), ("支持", "反对"), ("流入", "流出"), ("进口", "出口"), ("利好", "利空"), ("收购", "出售"),
    ("顺差", "逆差"), ("开通", "关闭"), ("最高", "最低"), ("最大", "最小"), ("首次", "再次"), ("允许", "禁止"),
    ("批准", "否决"), ("增持", "减持"), ("同比", "环比"), ("净利润", "净亏损"),
)  # fmt: skip
_NEGATED = re.compile(
    r"(?:不(?!断|仅|同|少|过|足|到|良|动产|只|久|但|论|管|得不|超过|低于|高于|少于|含)|未(?!来)|没有|没|并非|尚未|从未|无法|不再|否认)(?:能|会|再|有|是|曾|必|予|被|将)?(?P<what>[㐀-鿿]{2})"
)


def are_opposite(one: str, other: str) -> bool:
    """Tell whether two words are a pair of opposites."""
    return (one, other) in _OPPOSITES or (other, one) in _OPPOSITES


def opposites(text: str, printed: str) -> Iterator[str]:
    """Find the words of a text that stand for the opposite of what is printed, deny it, or leave its denial out."""
    for pair in _OPPOSITES:
        for said, other in (pair, pair[::-1]):
            if said in text and said not in printed and other in printed and other not in text:
                yield said
    for match in _NEGATED.finditer(text):
        what = match["what"]
        if what in printed and not any(found["what"] == what for found in _NEGATED.finditer(printed)):
            yield match[0]
    for match in _NEGATED.finditer(printed):
        what = match["what"]
        if (
            printed.count(what) == 1
            and what in text
            and not any(found["what"] == what for found in _NEGATED.finditer(text))
        ):
            yield what
