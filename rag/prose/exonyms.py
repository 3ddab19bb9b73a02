"""What large Chinese houses call themselves in English, and what the papers print for them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from importlib import resources


def official_names(question: str, texts: Sequence[str]) -> dict[str, str]:
    """Give the English names of houses in a question the Chinese ones that texts print, else the first of each."""
    printed = "\n".join(texts)
    pattern, names = _table()
    return {
        found[0]: next((name for name in names[found[0].casefold()] if name in printed), names[found[0].casefold()][0])
        for found in pattern.finditer(question)
    }


@cache
def _table() -> tuple[re.Pattern[str], dict[str, tuple[str, ...]]]:
    """A pattern of all English names, the longest first, and the Chinese names of each."""
    text = resources.files("rag").joinpath("data/english_names.txt").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in text.splitlines() if not line.startswith("#")]
    names = {english: tuple(chinese.split("|")) for each, chinese in rows for english in each.split("|")}
    longest = sorted(names, key=lambda name: -len(name))
    # An abbreviation is one only in capitals.
    spelled = "|".join(re.escape(name) if name.isupper() else f"(?i:{re.escape(name)})" for name in longest)
    return re.compile(rf"\b(?:{spelled})(?![\w-])"), {name.casefold(): chinese for name, chinese in names.items()}
