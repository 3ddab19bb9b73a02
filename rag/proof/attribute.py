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

from rag.prose.dates import Date, find_dates
from rag.prose.figures import Figure, find_figures
from rag.prose.names import institutions
from rag.types import Sentence

Similarity = Callable[[str, Sequence[str]], Sequence[float]]

# Shares of the answer sentence's weight: below the first nothing supports it; a further source sentence must add the
# second. bench/verify.py prints what the thresholds do.
SUPPORT = 0.40
ADDED = 0.12
# Cosine of multilingual-e5-small (both as passages) from which an English sentence without figures and a Chinese one
# may state the same, and how close a second one must come. Fourteen invented pairs had .769 to .828, the nearest
# sentence of an article on something else .745 to .786: alone it is a weak witness.
SIMILAR = 0.775
CLOSE = 0.015
MOST = 3

Term = tuple[str, object]
_BASE = {"figure": 4.0, "date": 2.5, "latin": 2.5, "bigram": 1.0}
_HINT = 0.08
_MEANING = 0.2
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
    with others and is asked only for a sentence in another language than its sources, or without content words.
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
    if not terms or (total < 3 and not foreign):
        return _alike(text, candidates, similarity)
    meanings = _cosines(text, candidates, similarity) if foreign else [0.0] * len(candidates)
    hints = set(hinted)
    chosen: list[int] = []
    have: set[Term] = set()
    while len(chosen) < MOST:
        best, gain, rank = -1, 0.0, 0.0
        for index in range(len(candidates)):
            added = sum(weights[term] for term in covered[index] - have) / total
            if index in chosen or not added:
                continue
            tied = added + _HINT * (candidates[index] in hints) + meanings[index] * _MEANING
            if tied > rank + 1e-9:
                best, gain, rank = index, added, tied
        if best < 0 or (chosen and gain < ADDED):
            break
        chosen.append(best)
        have |= covered[best]
    share = sum(weights[term] for term in have) / total
    return [candidates[index] for index in chosen] if share >= SUPPORT else []


def telling(text: str, support: Sequence[Sentence], page_date: date | None = None) -> list[Sentence]:
    """Choose those of its sources that tell something of a sentence: a figure, a day or a word beside the names.

    What only names whom another one speaks of (该行) lets that be checked, and need not be shown.
    """
    wanted = content_of(text, page_date)
    covered = [_covered(wanted, content_of(sentence.text, page_date)) for sentence in support]
    weights = _weights(set().union(*covered), covered)
    named = {("bigram", name[at : at + 2]) for name in institutions(text) for at in range(len(name) - 1)}
    named |= {("latin", word) for word in wanted.latin}
    told = [sum(weights[term] for term in each - named) for each in covered]
    least = ADDED * sum(weight for term, weight in weights.items() if term not in named)
    kept: list[int] = []
    have: set[Term] = set(named)
    for index in sorted(range(len(support)), key=lambda index: -told[index]):
        added = sum(weights[term] for term in covered[index] - have)
        if not kept or (added and added >= least):
            kept.append(index)
            have |= covered[index]
    return [support[index] for index in sorted(kept)]


def _alike(text: str, candidates: Sequence[Sentence], similarity: Similarity | None) -> list[Sentence]:
    """Choose by meaning alone, where no word can be compared: the most alike candidate and one that comes close."""
    cosines = _cosines(text, candidates, similarity)
    order = sorted(range(len(candidates)), key=lambda index: -cosines[index])
    best = cosines[order[0]]
    return [candidates[index] for index in order[:2] if cosines[index] >= max(SIMILAR, best - CLOSE)]


def _cosines(text: str, candidates: Sequence[Sentence], similarity: Similarity | None) -> list[float]:
    if similarity is None:
        return [0.0] * len(candidates)
    return [float(cosine) for cosine in similarity(text, [candidate.text for candidate in candidates])]


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
