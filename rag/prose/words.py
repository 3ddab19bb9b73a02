"""The words of Chinese prose with their kinds, by jieba and its dictionary."""

from __future__ import annotations

import logging
import re
import threading
import warnings
from collections.abc import Callable
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import platformdirs

from rag.scratch import scratch_folder

Known = Callable[[str], float | None]
"""Gives a word's rarity in the archive, or ``None`` for one that it never prints: that is the reader's own wording."""

HAN = re.compile(r"[㐀-鿿]")
# jieba's kinds of names: persons, places, houses and others.
NAME_FLAGS = ("nr", "ns", "nt", "nz")
_LATIN = re.compile(r"[A-Za-z]")
_ENDS_HAN = re.compile(r"[㐀-鿿]+$")
_BEGINS_HAN = re.compile(r"[㐀-鿿]+")
# How many signs on each side tell which words meet at a break.
_REACH = 8
# The kinds of words, by jieba's and LAC's names, that say nothing by themselves.
_HOLD_TOGETHER = ("u", "y", "c", "r", "p", "m", "q", "t", "e", "o", "w", "xc", "TIME")
_PLACE_KIND = re.compile(r"[㐀-鿿](?:[市省县区州国镇乡村岛港湾]|自治[区州县])$")


def is_content(word: str, flag: str) -> bool:
    """Tell whether a tagged word says something by itself."""
    if word in function_words() or not (HAN.search(word) or _LATIN.search(word)):
        return False
    return not flag.startswith(_HOLD_TOGETHER) or bool(_LATIN.search(word))


@cache
def function_words() -> frozenset[str]:
    """List the words that ask or only hold a question together."""
    text = resources.files("rag").joinpath("data/function_words.txt").read_text(encoding="utf-8")
    return frozenset(word for line in text.splitlines() if not line.startswith("#") for word in line.split())


_loading = threading.Lock()
_cache_folder = platformdirs.user_cache_path("jianbao") / "jieba"


def keep_cache_in(folder: Path) -> None:
    """Have jieba's dictionary kept in a folder when it is first loaded; later it is loaded already."""
    global _cache_folder  # noqa: PLW0603 - as jieba's dictionary is, one for the process
    _cache_folder = folder


@cache
def tagger() -> Any:
    """The function that cuts a text into words with their kinds, by jieba."""
    _cutter()
    with _loading, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import jieba.posseg

        return jieba.posseg.lcut


@cache
def _cutter() -> Any:
    """The function that cuts a text into the dictionary's words, by jieba; it loads sooner than the kinds do."""
    with _loading:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # jieba's source has escapes that newer Pythons warn of
            import jieba

        jieba.setLogLevel(logging.ERROR)
        # jieba keeps its dictionary marshalled where everybody may write, unless told; what is read back must be ours.
        folder = _cache_folder
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError:  # a read-only home: the dictionary is read anew
            folder = scratch_folder()
        jieba.dt.tmp_dir = str(folder)
        return jieba.lcut


def dictionary_words(text: str) -> list[str]:
    """Cut a text into the dictionary's words, and single characters where it has none."""
    words: list[str] = _cutter()(text, HMM=False)
    return words


def tears_word(before: str, after: str) -> bool:
    """Tell whether a break between two texts, their white space taken, is inside one of the dictionary's words."""
    head = _ENDS_HAN.search(before[-_REACH:])
    tail = _BEGINS_HAN.match(after[:_REACH])
    if not head or not tail:
        return False
    at, place = 0, len(head.group())
    for word in dictionary_words(head.group() + tail.group()):
        if at >= place:
            return False
        at += len(word)
        if at > place:
            return True
    return False


def listed_words() -> list[str]:
    """The dictionary's words, those first that are written most."""
    tagger()
    import jieba

    frequency: dict[str, int] = jieba.dt.FREQ
    return sorted((word for word, count in frequency.items() if count), key=lambda word: -frequency[word])


def is_place(word: str) -> bool:
    """Tell whether a word is a place's name, by the dictionary or by its kind."""
    return bool(_PLACE_KIND.search(word)) or any(
        flag == "ns" for each, flag in words_inside(word, whole=True) if each == word
    )


def words_inside(word: str, *, whole: bool = False) -> list[tuple[str, str]]:
    """The dictionary's words inside a word, or that it is made of, with their kinds; the ``whole`` word among them."""
    tagger()
    import jieba

    kinds: dict[str, str] = jieba.posseg.dt.word_tag_tab
    return [(piece, kinds.get(piece, "")) for piece in jieba.lcut_for_search(word, HMM=False) if whole or piece != word]
