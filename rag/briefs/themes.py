"""Groups of articles that speak of the same, found by the words that they share.

Articles are vectors of their words, weighed by their rarity in the archive (Salton and Buckley, 1988), the headline's
words more; the two likest groups are joined (average linkage) until none are alike enough.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from rag.types import Article

# Mean cosine from which two groups are one theme. Over the sample archive, lower thresholds join what only has the
# city in common, higher ones part the reports on one company.
ALIKE = 0.11
# A headline's word counts as so many of the body.
_HEADLINE = 3
_WORD = re.compile(r"[㐀-鿿]{2,}|[A-Za-z][A-Za-z\-]{2,}")
# A run that headlines share, from the beginning of a part of one.
_PART = re.compile(r"[^\s，。：:；;？?！!、“”‘’《》]+")
_SHORTEST_NAME, _LONGEST_NAME = 4, 16

Cut = Callable[[str], Sequence[str]]
Rarity = Callable[[str], float]


@dataclass(frozen=True, slots=True)
class Group:
    """The numbers of articles on one theme, in the given order, and its name in the words of their headlines."""

    members: tuple[int, ...]
    name: str


def group(articles: Sequence[Article], cut: Cut, rarity: Rarity) -> list[Group]:
    """Group articles by theme, the largest group first; ``cut`` cuts a text into words, ``rarity`` weighs one."""
    counts = [_counted(article, cut) for article in articles]
    seen = Counter(word for each in counts for word in each)
    vocabulary = {word: column for column, word in enumerate(seen)}
    vectors = np.zeros((len(articles), max(1, len(vocabulary))), np.float64)
    weights = {word: rarity(word) for word in vocabulary}
    for row, each in enumerate(counts):
        for word, count in each.items():
            vectors[row, vocabulary[word]] = (1 + math.log(count)) * weights[word]
    vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
    groups = _joined(vectors @ vectors.T)
    return [
        Group(tuple(members), _name([articles[member].title for member in members], vectors[members]))
        for members in sorted(groups, key=lambda members: (-len(members), members[0]))
    ]


def _joined(likeness: np.ndarray) -> list[list[int]]:
    """Join groups by average linkage while two are alike enough."""
    groups = [[n] for n in range(len(likeness))]
    sums = likeness.copy()
    np.fill_diagonal(sums, -np.inf)
    sizes = np.ones(len(groups))
    while len(groups) > 1:
        means = sums / np.outer(sizes, sizes)
        one, other = sorted(divmod(int(np.argmax(means)), len(groups)))
        if means[one, other] < ALIKE:
            break
        groups[one] += groups.pop(other)
        sums[one] += sums[other]
        sums[:, one] += sums[:, other]
        sums = np.delete(np.delete(sums, other, 0), other, 1)
        sums[one, one] = -np.inf
        sizes[one] += sizes[other]
        sizes = np.delete(sizes, other)
    return [sorted(members) for members in groups]


def _name(headlines: Sequence[str], vectors: np.ndarray) -> str:
    """Name a theme: by the longest run that most of its headlines share, else by the headline nearest its middle."""
    least = max(2, math.ceil(len(headlines) / 2))
    shared = [
        run
        for headline in headlines
        for part in _PART.findall(headline)
        for size in range(min(len(part), _LONGEST_NAME), _SHORTEST_NAME - 1, -1)
        if sum((run := part[:size]) in other for other in headlines) >= least
    ]
    middle = headlines[int(np.argmax(vectors @ vectors.sum(axis=0)))]
    return max(shared, key=len).strip() if shared and len(headlines) > 1 else middle


def _counted(article: Article, cut: Cut) -> Counter[str]:
    counts: Counter[str] = Counter()
    for text, weight in ((article.title, _HEADLINE), (article.body, 1)):
        for word in cut(text):
            if _WORD.fullmatch(word):
                counts[word] += weight
    return counts
