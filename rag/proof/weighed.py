"""Whether the sources bear out that one is more than another, or the most of all: small models rank badly."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from rag.proof.claims import Claim
from rag.proof.comparison import Comparison, Problem
from rag.prose.figures import Figure
from rag.prose.names import institutions

_SIZE = r"[高低多少大小快慢早晚长短强弱]"
# 「甲的利率比乙的高」, 「甲高于乙」
_COMPARES = re.compile(rf"比[^，。；：]{{2,24}}?{_SIZE}|{_SIZE}[于过]")
# 「毛利率最低的是甲，为18.9%」: the figure stands so near behind.
_MOST = re.compile(r"最(?:(?P<up>[高大多快强长])|[低小少慢弱短])(?=[^。；最]{0,24}?\d)")
_MEASURE = re.compile(r"[㐀-鿿]{0,3}(?:率|[份金余总]?额|量|利润|收入|成本|价格?|规模|占比|增[速幅])")
_CLAUSE = re.compile(r"[，。；：]")


def weighed_by_nobody(compared: Comparison) -> Iterator[Problem]:
    """Find two houses weighed against each other without the two figures, where no source does it."""
    found = _COMPARES.search(compared.text)
    units = Counter(figure.unit for figure in compared.said.figures)
    weighed = max(units.values(), default=0) > 1
    if found and not weighed and len(institutions(compared.text)) > 1 and not _COMPARES.search(compared.printed):
        yield Problem("compared", found[0])


def outdone(compared: Comparison) -> Iterator[Problem]:
    """Find figures that are told to be the most or the least, where the sources print one beyond them."""
    for most in _MOST.finditer(compared.text):
        told = next((claim for claim in compared.figures if claim.what.start >= most.end()), None)
        if told is None or most[0] in compared.printed:
            continue
        for line, claims in compared.by_line:
            if any(_is_beyond(each, told, line, compared.text, up=most["up"] is not None) for each in claims):
                yield Problem("figure", f"{most[0]}{told.what.text}")
                break


def _is_beyond(one: Claim[Figure], told: Claim[Figure], line: str, text: str, *, up: bool) -> bool:
    """Tell whether a printed figure of the same unit, and of no other measure, is more, or less, than one told of."""
    if one.what.unit != told.what.unit or one.trend or told.trend:
        return False
    head = _CLAUSE.split(line[: one.what.start])[-1]
    measures = {each[-3:] for each in _MEASURE.findall(head)}
    if measures and not any(each in text for each in measures):
        return False
    return one.what.value > told.what.value if up else one.what.value < told.what.value
