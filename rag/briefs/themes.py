"""Groups of articles that tell of the same, each named by what all of its articles tell of.

Articles are vectors of their words, weighed by their rarity in the archive (Salton and Buckley, 1988), the headline's
words more. A theme is a label (``labels``) whose articles are alike: the label that gathers the likest articles best
goes first, and what is left is grouped by the next. Articles that only have a city, a quarter or a line of business in
common are not alike enough; each of them stands alone.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

import numpy as np

from rag.briefs.labels import Label, labels_of, name_of, read
from rag.types import Article

# Mean cosine from which articles on one label are one theme. Over the sample archive, lower thresholds join what only
# has the city in common, higher ones part the reports on one company.
ALIKE = 0.11
# A headline's word counts as so many of the body.
_HEADLINE = 3
# A theme's name is printed by few articles but its own: these are at least this share of those that print it.
_OWN = 0.4
_WORD = re.compile(r"[㐀-鿿]{2,}|[A-Za-z][A-Za-z\-]{2,}")

Cut = Callable[[str], Sequence[str]]
Rarity = Callable[[str], float]


@dataclass(frozen=True, slots=True)
class Group:
    """The numbers of articles on one theme, in the given order, and what all of them tell of; one alone by headline."""

    members: tuple[int, ...]
    name: str


def group(articles: Sequence[Article], cut: Cut, rarity: Rarity, known: str = "") -> list[Group]:
    """Group articles by theme, the largest group first.

    ``cut`` cuts a text into words, ``rarity`` weighs one; ``known`` is what all articles are chosen by.
    """
    likeness = _likeness(articles, cut, rarity)
    printed = [read(article) for article in articles]
    labels = {label: _weight(label, cut, rarity) for label in labels_of(articles, printed, known)}
    left = set(range(len(articles)))
    groups: list[Group] = []
    while labels:
        cores = {label: _alike(sorted(label.members & left), likeness) for label in labels}
        labels = {label: weight for label, weight in labels.items() if _is_own(label, cores[label])}
        if not labels:
            break
        best = max(labels, key=lambda label: (_worth(label, cores[label], likeness) * labels[label], label.text))
        for core in dict.fromkeys((cores[best], _alike(sorted(cores[best] & best.in_headlines), likeness))):
            if len(core) > 1 and (name := name_of(articles, printed, core, known, _OWN)):
                groups.append(Group(tuple(sorted(core)), name))
                left -= core
                break
        else:  # what they share has no name
            del labels[best]
    groups += [Group((n,), articles[n].title) for n in left]
    return sorted(groups, key=lambda each: (-len(each.members), each.members))


def _weight(label: Label, cut: Cut, rarity: Rarity) -> float:
    """What a label tells, by the rarest of its words."""
    return max((rarity(word) for word in cut(label.text)), default=0.0)


def _is_own(label: Label, core: Collection[int]) -> bool:
    """Tell whether a label gathers two articles or more, and not only a few of those that print it."""
    return len(core) > 1 and len(core) >= _OWN * len(label.members)


def _worth(label: Label, core: Collection[int], likeness: np.ndarray) -> float:
    """How good a theme the articles of a label are: how alike, how many, and how much the label is their own."""
    return _mean(core, likeness) * math.log(1 + len(core)) * math.sqrt(len(core) / label.printed)


def _alike(members: list[int], likeness: np.ndarray) -> frozenset[int]:
    """Drop the articles that are least like the others until the rest are alike enough."""
    while len(members) > 1 and _mean(members, likeness) < ALIKE:
        members.remove(min(members, key=lambda n: (likeness[n, members].sum(), -n)))
    return frozenset(members)


def _mean(members: Collection[int], likeness: np.ndarray) -> float:
    inside = sorted(members)
    pairs = len(inside) * (len(inside) - 1)
    return float(likeness[np.ix_(inside, inside)].sum() - likeness[inside, inside].sum()) / pairs if pairs else 0.0


def _likeness(articles: Sequence[Article], cut: Cut, rarity: Rarity) -> np.ndarray:
    """The cosine of each two articles."""
    counts = [_counted(article, cut) for article in articles]
    seen = Counter(word for each in counts for word in each)
    vocabulary = {word: column for column, word in enumerate(seen)}
    vectors = np.zeros((len(articles), max(1, len(vocabulary))), np.float64)
    weights = {word: rarity(word) for word in vocabulary}
    for row, each in enumerate(counts):
        for word, count in each.items():
            vectors[row, vocabulary[word]] = (1 + math.log(count)) * weights[word]
    vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
    return np.asarray(vectors @ vectors.T)


def _counted(article: Article, cut: Cut) -> Counter[str]:
    counts: Counter[str] = Counter()
    for text, weight in ((article.title, _HEADLINE), (article.body, 1)):
        for word in cut(text):
            if _WORD.fullmatch(word):
                counts[word] += weight
    return counts
