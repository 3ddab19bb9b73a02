"""Traditional and simplified characters: one reads as the other, sign for sign, and is shown as it was written.

The rules of this pipeline, its dictionaries and small models know simplified characters. A text in traditional ones is
read in a copy, of the same length, so that an offset in one is an offset in the other. The characters are OpenCC's
(https://github.com/BYVoid/OpenCC).
"""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise
from typing import Any

# Unified ideographs, extension A and the compatibility ones.
_IDEOGRAPHS = ((0x3400, 0x4DC0), (0x4E00, 0xA000), (0xF900, 0xFB00))
# So much of a text tells how it is written.
_TELLING = 20_000


def simplified(text: str) -> str:
    """A text with each traditional character replaced by its simplified one; offsets stay."""
    return text if text.isascii() else text.translate(_tables()[0])


def is_traditional(text: str) -> bool:
    """Tell whether a text is written in traditional characters: more of them than of those only simplified ones have.

    A few (the 乾 of an emperor's name) stand in simplified prose, too.
    """
    to_simplified, only_simplified = _tables()
    codes = [ord(sign) for sign in text[:_TELLING]]
    return sum(code in to_simplified for code in codes) > sum(code in only_simplified for code in codes)


def as_printed(name: str, text: str) -> str:
    """A name that was read in the copy of a text, as the text itself has it."""
    if name.isascii() or simplified(text) == text:
        return name
    found = re.search(r"\s*".join(map(re.escape, name)), simplified(text))
    return "".join(text[found.start() : found.end()].split()) if found else name


def traditional(text: str, like: str = "") -> str:
    """A text in traditional characters; which of several is meant, words tell, but first what another text is ``like``.

    A dictionary of words takes names for others: the reader's and the paper's own spelling goes before it.
    """
    converted = list(str(_converter("s2tw").convert(text)))
    if len(converted) == len(text):
        spelled = {simplified(pair): pair for pair in map("".join, pairwise(like))}
        for at, pair in enumerate(map("".join, pairwise(simplified(text)))):
            converted[at : at + 2] = spelled.get(pair, "".join(converted[at : at + 2]))
    return "".join(converted)


@cache
def _converter(name: str) -> Any:
    from opencc import OpenCC  # what only reading and asking need

    return OpenCC(name)


@cache
def _tables() -> tuple[dict[int, int], frozenset[int]]:
    """The simplified character of each traditional one, and the characters that traditional writing has not."""
    signs = [chr(code) for first, end in _IDEOGRAPHS for code in range(first, end)]
    simple, full = (str(_converter(name).convert("\n".join(signs))).split("\n") for name in ("t2s", "s2t"))
    to_simplified = {ord(a): ord(b) for a, b in zip(signs, simple, strict=True) if a != b and len(b) == 1}
    only = frozenset(ord(a) for a, b in zip(signs, full, strict=True) if a != b and ord(a) not in to_simplified)
    return to_simplified, only
