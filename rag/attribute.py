"""Which sentences of the sources stand behind a sentence of an answer.

Lexical evidence decides (figures, dates, Latin words, and Chinese character bigrams weighted by their rarity among
the candidates, in the manner of Salton's idf); a similarity of meaning, where given, breaks ties and carries answers
in another language than their sources.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from math import log

from rag.dates import Date, find_dates
from rag.figures import Figure, find_figures
from rag.markers import Draft, MarkerStream
from rag.types import Sentence

__all__ = ["Draft", "MarkerStream", "attribute", "content_of"]

Similarity = Callable[[str, Sequence[str]], Sequence[float]]

# Shares of the answer sentence's weight: below the first nothing supports it; a further source sentence must add the
# second. bench/verify.py prints what the thresholds do.
SUPPORT = 0.40
ADDED = 0.12
# Cosine of multilingual-e5-small above which two sentences of different languages are taken for the same statement.
SIMILAR = 0.86
MOST = 3

Term = tuple[str, object]
_BASE = {"figure": 4.0, "date": 2.5, "latin": 2.5, "bigram": 1.0}
_HINT = 0.08
_HAN = re.compile(r"[㐀-鿿]+")
_LATIN_WORD = re.compile(r"[A-Za-z][A-Za-z0-9&.\-]*[A-Za-z0-9]|[A-Za-z]")
_COMMON = frozenset("的了是在和与及为对将也都而其被把从到等于以并或就还之该这那个有中上下")


@dataclass(frozen=True, slots=True)
class Content:
    """What a sentence states, as things that can be looked for in another."""

    figures: tuple[Figure, ...]
    dates: tuple[Date, ...]
    latin: frozenset[str]
    bigrams: frozenset[str]
    chinese: bool


@lru_cache(maxsize=8192)
def content_of(text: str, page_date: date | None = None) -> Content:
    """Read the figures, dates, Latin words and Chinese bigrams of a text."""
    dates = find_dates(text, page_date)
    spans = [(found.start, found.end) for found in dates]
    figures = find_figures(text, spans)
    masked = list(
        unicodedata.normalize("NFKC", text) if len(unicodedata.normalize("NFKC", text)) == len(text) else text
    )
    for start, end in [*spans, *((figure.start, figure.end) for figure in figures)]:
        masked[start:end] = " " * (end - start)
    words = "".join(masked)
    runs = _HAN.findall("".join(character for character in words if not character.isspace() or character == " "))
    bigrams = frozenset(
        run[index : index + 2]
        for run in runs
        for index in range(len(run) - 1)
        if not (run[index] in _COMMON or run[index + 1] in _COMMON)
    )
    latin = frozenset(word.lower() for word in _LATIN_WORD.findall(words))
    han = sum(len(run) for run in runs)
    return Content(tuple(figures), tuple(dates), latin, bigrams, han * 2 >= sum(map(len, latin)))


def attribute(
    text: str,
    candidates: Sequence[Sentence],
    *,
    hinted: Collection[Sentence] = (),
    similarity: Similarity | None = None,
    page_date: date | None = None,
) -> list[Sentence]:
    """Choose the one to three candidates that support a sentence of an answer, best first; none if nothing does.

    ``hinted`` are candidates that the model named: they win ties, no more. ``similarity`` gives cosines of a text
    with others and is asked only where words cannot tell.
    """
    if not candidates or not text.strip():
        return []
    wanted = content_of(text, page_date)
    contents = [content_of(candidate.text, page_date) for candidate in candidates]
    foreign = not wanted.chinese and sum(content.chinese for content in contents) * 2 > len(contents)
    covered = [_covered(wanted, content) for content in contents]
    terms = _terms(wanted, foreign=foreign).union(*covered)
    weights = _weights(terms, covered)
    total = sum(weights.values())
    meanings = _meanings(text, candidates, similarity if foreign or total < 3 else None)
    hints = set(hinted)
    chosen: list[int] = []
    have: set[Term] = set()
    while len(chosen) < MOST:
        best, gain = -1, 0.0
        for index in range(len(candidates)):
            if index in chosen:
                continue
            added = sum(weights[term] for term in covered[index] - have) / total if total else 0.0
            added += _HINT * (candidates[index] in hints and added > 0) + meanings[index]
            if added > gain + 1e-9:
                best, gain = index, added
        new_figure = best >= 0 and any(kind in ("figure", "date") for kind, _ in covered[best] - have)
        if best < 0 or (chosen and (gain < ADDED or (foreign and not new_figure))):
            break
        chosen.append(best)
        have |= covered[best]
        if foreign and not terms:
            break
    share = sum(weights[term] for term in have) / total if total else 0.0
    similar = max((meanings[index] for index in chosen), default=0.0) > 0
    if foreign and similarity is not None:
        return [candidates[index] for index in chosen] if similar else []
    return [candidates[index] for index in chosen] if share >= SUPPORT or similar else []


def _terms(wanted: Content, *, foreign: bool) -> set[Term]:
    """List what the answer sentence states; words of another language cannot be looked for."""
    terms: set[Term] = {("figure", figure) for figure in wanted.figures}
    terms |= {("date", day) for day in wanted.dates}
    terms |= {("latin", word) for word in wanted.latin if not foreign}
    terms |= {("bigram", bigram) for bigram in wanted.bigrams if not foreign}
    return terms


def _covered(wanted: Content, content: Content) -> set[Term]:
    terms: set[Term] = {
        ("figure", figure) for figure in wanted.figures if any(figure.same(other) for other in content.figures)
    }
    terms |= {("date", day) for day in wanted.dates if any(day.within(other) for other in content.dates)}
    terms |= {("latin", word) for word in wanted.latin & content.latin}
    terms |= {("bigram", bigram) for bigram in wanted.bigrams & content.bigrams}
    return terms


def _weights(terms: Collection[Term], covered: Sequence[Collection[Term]]) -> dict[Term, float]:
    """Weigh by kind and rarity; a word that no candidate has is often mere paraphrase and weighs little."""
    seen = Counter(term for terms_ in covered for term in terms_)
    weights = {}
    for term in terms:
        rarity = 0.5 + log(1 + len(covered) / (1 + seen[term])) / 2
        weights[term] = _BASE[term[0]] * (0.6 if term[0] == "bigram" and not seen[term] else rarity)
    return weights


def _meanings(text: str, candidates: Sequence[Sentence], similarity: Similarity | None) -> list[float]:
    if similarity is None:
        return [0.0] * len(candidates)
    cosines = similarity(text, [candidate.text for candidate in candidates])
    return [max(0.0, float(cosine) - SIMILAR) * 4 for cosine in cosines]
