"""What a digest is asked for, and whether an article is on it, only mentions it, or says nothing of it.

An article is on what its headline names or what it comes back to; what it prints once, in passing, it mentions. That
the words of a subject stand somewhere in one sentence is not enough: 「为绿色甲醇提供贷款」 is no 绿色贷款.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from rag.briefs.labels import again
from rag.briefs.runs import HAN, bare, stands
from rag.prose.entities import tokens
from rag.prose.folding import fold
from rag.prose.names import institutions
from rag.prose.questions import read_question
from rag.prose.words import NAME_FLAGS, dictionary_words, function_words, words_inside
from rag.types import Article

Standing = Literal["told", "mentioned", "absent"]

_LATIN_WORD = re.compile(r"[a-z0-9][a-z0-9.&'-]*")
_JOINED = re.compile(r"[\s的和与及、，,：:；;“”‘’《》「」\"]+")
_YEAR = re.compile(r"((?:19|20)\d\d)年?")
_KIND_OF_PLACE = re.compile(r"(?<=..)[省市县区]\Z")
# A word is also printed with so many characters more inside (不良率, 不良贷款率).
_INSERTED = 2
# Longer words are printed as they are, or their parts stand in one sentence.
_LONGEST_WORD = 8
_SEVERAL_WORDS, _LONGEST_PART = 5, 30
# What papers also call those of a kind.
_CALLED = {"银行": ("商行", "国有大行", "股份行")}
# The first sentence says what a report of this length is on; a longer one has to come back to it.
_SHORT = 400
# So often at least does an article come back to what it is on and does not say so in its headline.
_OFTEN = 3


@dataclass(frozen=True, slots=True)
class Subject:
    """A subject in its parts, each of which a sentence or its headline has to have, and the years that it names."""

    text: str
    parts: tuple[str, ...]
    years: tuple[str, ...] = ()

    @classmethod
    def of(cls, text: str) -> Subject:
        """Take a subject apart: names and what is done by themselves, what stands between them as one."""
        years = tuple(_YEAR.findall(text))
        plain = _YEAR.sub(" ", text) if _YEAR.sub("", text).strip() else text
        if not HAN.search(plain):
            return cls(text, (bare(plain),), years)
        doings = [token.text for token in tokens(fold(plain)) if token.tag == "v" and len(token.text) > 1]
        names = {bare(text) for text in (*read_question(plain).names, *doings)}
        # A tagger's name that takes half a word with it (新+能源汽车) is none.
        whole = sorted((name for name in names if stands(name, bare(plain))), key=len, reverse=True)
        named = re.compile("|".join(map(re.escape, whole)) or r"(?!)")
        parts: list[str] = []
        for stretch in _JOINED.split(plain):
            folded, at = bare(stretch), 0
            for match in named.finditer(folded):
                parts += [folded[at : match.start()], match[0]]
                at = match.end()
            parts.append(folded[at:])
        # A single character left over belongs to what stands before it.
        joined: list[str] = []
        for part in filter(None, parts):
            if joined and len(part) == 1:
                joined[-1] += part
            else:
                joined.append(part)
        return cls(text, tuple(dict.fromkeys(joined)), years)

    def held_by(self, text: str, headline: str = "") -> bool:
        """Tell whether a text has the subject, with what its headline has already said of it."""
        text, headline = bare(text), bare(headline)
        held = [_holds(part, text) or _holds_in_words(part, text, headline) for part in self.parts]
        return any(held) and all(here or _holds(part, headline) for here, part in zip(held, self.parts, strict=True))

    def names(self, name: str) -> bool:
        """Tell whether a part of the subject is a name, or one that is longer or shorter (青禾银行青川分行)."""
        folded = bare(name)
        return any(part in folded or folded in part for part in self.parts)

    def standing(self, article: Article, texts: Sequence[str]) -> tuple[Standing, list[int]]:
        """Tell how an article stands to the subject, and which of its sentences, as ``texts``, have it."""
        dated = {str(place.date.year) for place in article.places if place.date}
        if self.years and not any(year in dated or year in article.body for year in self.years):
            return "absent", []
        holding = [n for n, text in enumerate(texts) if self.held_by(text, article.title)]
        if self.held_by(article.title):
            return "told", holding
        leads = len(article.body) < _SHORT and 0 in holding
        if holding and (leads or len(holding) >= max(_OFTEN, again(article.body))):
            return "told", holding
        return ("mentioned" if holding else "absent"), holding


def prints(article: Article, text: str) -> bool:
    """Tell whether an article prints a text to the letter."""
    wanted = "".join(text.split()).casefold()
    return wanted in "".join(f"{article.title}\n{article.body}".split()).casefold()


def _holds(part: str, text: str) -> bool:
    """Tell whether a folded text has a part of a subject: to the letter, or as papers vary it."""
    if not HAN.search(part):
        words = [word for word in _LATIN_WORD.findall(part) if word not in function_words()]
        return stands(part, text) or (len(words) > 2 and all(stands(word, text) for word in words))
    if stands(part, text) or stands(_KIND_OF_PLACE.sub("", part), text):
        return True
    return not _is_house(part) and len(part) <= _LONGEST_PART and _is_stretched(part, text)


def _holds_in_words(part: str, text: str, headline: str) -> bool:
    """Tell whether a folded text has all words of a long part, but for those that its headline has already said."""
    if not HAN.search(part) or _is_house(part) or not _SEVERAL_WORDS <= len(part) <= _LONGEST_PART:
        return False
    words = dictionary_words(part)
    if len(words) < 2 or any(len(word) < 2 for word in words):
        return False
    here = [_says(word, text) for word in words]
    # What a subject ends with is the thing itself (不良贷款 of banks): no headline alone says that a sentence is on it.
    return here[-1] and all(said or _says(word, headline) for said, word in zip(here, words, strict=True))


def _says(word: str, text: str) -> bool:
    """Tell whether a folded text has a word, or what is of its kind and called otherwise."""
    return stands(word, text) or any(called in text for called in _CALLED.get(word, ()))


def _is_house(part: str) -> bool:
    """Tell whether a part of a subject is a house's name, and not a thing that ends like one (新能源+汽车)."""
    houses = institutions(part)
    if not houses:
        return False
    named = any(flag.startswith(NAME_FLAGS) for _, flag in words_inside(part, whole=True))
    torn = not any(stands(house, part) for house in houses)
    return named or not torn or any(len(word) < 2 for word in dictionary_words(part))


def _is_stretched(word: str, text: str) -> bool:
    """Tell whether a text has the characters of a word in order, with few others between them."""
    if not 2 < len(word) <= _LONGEST_WORD:
        return False
    start = text.find(word[0])
    while start >= 0:
        at, left = start, _INSERTED
        for character in word[1:]:
            next_at = text.find(character, at + 1, at + 2 + left)
            if next_at < 0 or not all(map(HAN.match, text[at + 1 : next_at])):
                break
            left -= next_at - at - 1
            at = next_at
        else:
            if stands(text[start : at + 1], text):
                return True
        start = text.find(word[0], start + 1)
    return False
