"""In which of the two languages somebody asks, and a text is printed."""

from __future__ import annotations

import re
from functools import lru_cache

from rag.prose.words import HAN
from rag.types import Language

_TITLED = re.compile(r"[“‘《「\"][^“”‘’《》「」\"]{2,60}[”’》」\"]")
_BRACKETED = re.compile(r"[（(][^（()）]{1,60}[)）]")
_LATIN = re.compile(r"[A-Za-z]")
_LATIN_WORD = re.compile(r"[A-Za-z]+")
_CHINESE_SIGNS = re.compile(r"[？！。，；：]")
# What no English paper prints, whatever quotes and dashes it has.
_CHINESE_PRINT = re.compile(r"[、。《》「」『』！，：；？]")
_ASKS_IN_ENGLISH = re.compile(
    r"\W*(?:what|who|whom|whose|when|where|why|how|which|did|does|do|is|are|was|were|has|have|list|tell|summari[sz]e|compare)\b",
    re.I,
)
# An article's language is told by so much of it.
_READ = 4_000


def language_of(text: str) -> Language:
    """Tell the language of a question by what stands outside of titles and brackets (Bailu (白鹭机械))."""
    asking = _BRACKETED.sub("", _TITLED.sub("", text))
    text = asking if HAN.search(asking) or _LATIN.search(asking) else text
    han = len(HAN.findall(text))
    latin = len(_LATIN_WORD.findall(text))
    # 「What did 某某水务 earn?」: a name that is given as the paper prints it does not make the question Chinese.
    if not han and not latin:
        return "zh" if _CHINESE_SIGNS.search(text) else "en"
    asks_in_english = latin > 1 and _ASKS_IN_ENGLISH.match(asking) is not None
    return "zh" if han and han * 2 >= latin and not asks_in_english else "en"


def written_in(text: str) -> Language:
    """Tell the language of an article or a sentence of it by the share of its letters, not by its quotes and dashes.

    An English one may have ’, “, £ and é, and a name in Chinese (Bailu (白鹭机械)).
    """
    return "en" if text.isascii() else _written_in(text[:_READ])


@lru_cache(maxsize=4096)
def _written_in(text: str) -> Language:
    told = _BRACKETED.sub("", text)
    text = told if HAN.search(told) or _LATIN.search(told) else text
    if han := len(HAN.findall(text)):
        return "zh" if han * 2 >= len(_LATIN_WORD.findall(text)) else "en"
    return "en" if _LATIN.search(text) and not _CHINESE_PRINT.search(text) else "zh"
