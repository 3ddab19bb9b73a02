"""What a small model writes beside an answer: that it finds nothing, talk of the passages, other words and coins."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.evidence.passages import Passage

# What a model writes when it finds nothing: the prompts' own phrase and what small models make of it.
_NOTHING = re.compile(
    r"资料(?:库)?(?:中|里)?(?:并)?没有|(?:原文|报道|文中|文章)(?:中|里)?(?:并)?(?:没有|未)(?:提到|提及|说明|给出|披露)?|"
    r"没有(?:明确)?(?:提到|提及)|无法(?:回答|确定|得知)|未(?:提及|提到|披露)|[Nn]ot in the (?:archive|passages)"
)
_ASIDE = re.compile(
    r".*[：:]\s*$|(?:根据|以上|综上|详见|参见|来源)[^，。]{0,8}(?:原文|资料|报道|段落|信息)[^，。]{0,12}[。.]?$", re.S
)
# A small model leaves words of the source untranslated in a sentence; in brackets or quotes they may stand.
_MIXED = re.compile(r"[㐀-鿿]{2,}")
_SET_APART = re.compile(r"[（(][^（()）]{0,240}[)）]|[“\"「《][^”\"」》]{0,240}[”\"」》]")
_DOLLARS = re.compile(r"\$|美元|美金|港元|\b[Dd]ollars?\b|\bUSD\b")
_DOLLAR_SIGN = re.compile(r"(?:US)?\$\s?(\d(?:[\d.,]*\d)?(?:\s?(?:trillion|billion|million|thousand|bn|mn|tn)\b)?)")


def finds_nothing(text: str) -> bool:
    """Tell whether a drafted sentence says that the passages do not hold what is asked."""
    return _NOTHING.search(text) is not None


def is_aside(text: str) -> bool:
    """Tell whether a drafted sentence only leads to others, or talks of the passages."""
    return _ASIDE.match(text) is not None


def mixes_languages(text: str) -> bool:
    """Tell whether an English sentence has Chinese words that are not set apart."""
    return _MIXED.search(_SET_APART.sub("", text)) is not None


def in_yuan(text: str, passages: Sequence[Passage]) -> str:
    """Call amounts yuan that a model gave in dollars of its own habit, where no passage speaks of dollars."""
    return text if any(_DOLLARS.search(each.text) for each in passages) else _DOLLAR_SIGN.sub(r"\1 yuan", text)
