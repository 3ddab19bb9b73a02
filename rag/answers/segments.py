"""A sentence of several segments, each on somebody else, of which only one is on whom a question asks about.

「甲公司拿出20亿元采购资金；乙公司带来30亿元订单」 has both names and both figures, and does not tell how much 乙公司
has put up.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.answers.measures import measure_asked, named_measure, names_another, prints_measure
from rag.prose.figures import find_figures
from rag.prose.questions import fold

_SEGMENT = re.compile(r"[；;]")
# 「多少亿元的专项资金」: what is counted stands behind the unit.
_COUNTED = re.compile(
    r"(?:多少|几)[十百千万亿]*(?:元|美元|家|个|名|位|人|项|条|台|辆|架|艘|座|所|件|份|张|吨|亩|套)?的?(?P<thing>[㐀-鿿]{2,6})"
)
_HAN = re.compile(r"的?(?P<noun>[㐀-鿿]{2,})")
_LEAST_SHARED = 2


def is_of_another_segment(names: Sequence[str], question: str, sentence: str) -> bool:
    """Tell whether what is counted or measured stands only in segments on others than the names of a question.

    A segment that leaves out what is measured (「甲银行净利润为10亿元；乙银行为12亿元」) is of the same as the others.
    """
    segments = [segment for segment in _SEGMENT.split(fold(sentence)) if segment.strip()]
    own = [segment for segment in segments if any(name in segment for name in names)]
    others = [segment for segment in segments if segment not in own]
    if not own or not others:
        return False
    asked = fold(question)
    thing, measure = _COUNTED.search(asked), named_measure(asked)
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
