"""A sentence of several segments, each on somebody else, of which only one is on whom a question asks about.

「甲公司拿出20亿元采购资金；乙公司带来30亿元订单」 has both names and both figures, and does not tell how much 乙公司
has put up.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.prose.entities import tokens
from rag.prose.figures import find_figures
from rag.prose.folding import fold
from rag.prose.names import institutions
from rag.questions.measures import measure_asked, named_measure, names_another, prints_measure

_SEGMENT = re.compile(r"[；;]")
# 「多少亿元的专项资金」: what is counted stands behind the unit.
_COUNTED = re.compile(
    r"(?:多少|几)[十百千万亿]*(?:元|美元|家|个|名|位|人|项|条|台|辆|架|艘|座|所|件|份|张|吨|亩|套)?的?(?P<thing>[㐀-鿿]{2,6})"
)
_HAN = re.compile(r"的?(?P<noun>[㐀-鿿]{2,})")
_LEAST_SHARED = 2
_NAMES = ("PER", "ORG", "LOC")
# What a segment may begin with and still be of whom the one before it is of: a pronoun's noun, a sort of its measure.
_NO_SUBJECT = re.compile(
    r"公司|集团|本行|全行|同期|同时|此外|其中|资产质量|方面|归母|扣非|人民币|本外币|各项|年末|期末|末"
)
# 「；同业净利润为…」 is of no house that was named before.
_OF_ANOTHER = re.compile(r"同[业行](?!比)|行业|对手|全[国省市]|另[一外][家个]|其[他它余]|旗下|[子分]公司")
_THIS_ONE = re.compile(r"[该本][行司社院校]")


def is_of_another_segment(names: Sequence[str], question: str, sentence: str) -> bool:
    """Tell whether what is counted or measured stands only in segments on others than the names of a question.

    A segment that leaves out what is measured (「甲银行净利润为10亿元；乙银行为12亿元」) is of the same as the others,
    and one that names nobody (「甲银行营业收入为80亿元；净利润为10亿元」) is of whom the one before it is of.
    """
    asked = fold(question)
    thing, measure = _COUNTED.search(asked), named_measure(asked)
    own, others = _parted(names, measure, fold(sentence))
    if not own or not others:
        return False
    if thing:
        return any(_counts(thing["thing"], each) for each in others) and all(
            _counts_another(thing["thing"], each) for each in own
        )
    units = measure_asked(asked)
    return (
        bool(measure)
        and any(prints_measure(measure, each) for each in others)
        and not any(prints_measure(measure, each) for each in own)
        and all(names_another(each, units) for each in own)
    )


def _parted(names: Sequence[str], measure: str, text: str) -> tuple[list[str], list[str]]:
    """The segments of a folded text that are of names, and those that are of others."""
    own: list[str] = []
    others: list[str] = []
    last = others
    for segment in _SEGMENT.split(text):
        if any(name in segment for name in names):
            last = own
        elif _names_somebody(segment, measure):
            last = others
        if segment.strip():
            last.append(segment)
    return own, others


def _names_somebody(segment: str, measure: str) -> bool:
    """Tell whether a segment names a house, or begins with a noun that is no measure: it may be a brand."""
    if _THIS_ONE.match(segment.lstrip()):
        return False
    words = [token for token in tokens(segment) if token.tag not in ("w", "TIME", "m", "d", "c", "vd", "ad")]
    if institutions(segment) or _OF_ANOTHER.search(segment) or any(token.tag in _NAMES for token in words):
        return True
    first = next((token for token in words if not _NO_SUBJECT.fullmatch(token.text)), None)
    if first is None or not first.tag.startswith("n"):
        return False
    measured = segment[first.start :].startswith(measure[:_LEAST_SHARED]) or prints_measure(measure, first.text)
    return not (measure and measured)


def _nouns(text: str) -> list[str]:
    """What stands right behind each figure of a text."""
    behind = (_HAN.match(text, figure.end) for figure in find_figures(text))
    return [found["noun"] for found in behind if found]


def _counts(thing: str, text: str) -> bool:
    return any(noun[:_LEAST_SHARED] == thing[:_LEAST_SHARED] for noun in _nouns(text))


def _counts_another(thing: str, text: str) -> bool:
    """Tell whether every figure of a text that counts something counts something else, and one does."""
    nouns = _nouns(text)
    return bool(nouns) and not any(noun[:_LEAST_SHARED] in thing or thing[:_LEAST_SHARED] in noun for noun in nouns)
