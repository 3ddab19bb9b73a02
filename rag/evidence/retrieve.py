"""Finding chunks: by meaning and by words, under the same filters, fused by rank."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, TypeVar

from rag.archive import lexicon
from rag.archive.index import Index
from rag.archive.lexicon import Numbers
from rag.archive.snapshot import ALL, Snapshot
from rag.types import Filters, Hit

if TYPE_CHECKING:
    from rag.ports import Vectors

# Cormack, Clarke and Büttcher, "Reciprocal Rank Fusion" (SIGIR 2009): the constant that they found best.
RRF_CONSTANT = 60
# How deep each ranking is read before fusion.
DEPTH = 50

Ranking = list[tuple[int, float]]
Item = TypeVar("Item", bound=Hashable)


def search(index: Index, query: str, k: int = 10, filters: Filters = ALL) -> list[Hit]:
    """Find the ``k`` best chunks by meaning, words and bigrams together; a hit's score is its fused score.

    Raises ``UnknownArticle`` when a filter names one.
    """
    vector = _embed(index, query)
    if vector is None:
        return []
    depth = max(DEPTH, k)
    words, pairs = index.lexicon.words(query), lexicon.bigrams(query)
    for _ in range(3):
        with index.snapshots(3) as (snapshot, second, third):
            numbers = _numbers(snapshot, filters)
            with ThreadPoolExecutor(2) as beside:
                # Vectors and postings are read outside Python, so that the three rankings share the processor's cores.
                nearest = beside.submit(_dense, index, snapshot, vector, depth, numbers)
                by_pairs = beside.submit(_lexical, index, second, "bigrams", pairs, depth, numbers)
                by_words = _lexical(index, third, "words", words, depth, numbers)
                rankings = [nearest.result(), by_words, by_pairs.result()]
            hits = snapshot.hits(fuse([[number for number, _ in ranking] for ranking in rankings])[:k])
            if index.is_current(snapshot):
                break
    return hits


def fuse(rankings: Sequence[Sequence[Item]]) -> list[tuple[Item, float]]:
    """Fuse rankings by reciprocal rank, best first; of equals, the one that came first in a ranking stays first."""
    scores: dict[Item, float] = {}
    for ranking in rankings:
        for position, item in enumerate(ranking, start=1):
            scores[item] = scores.get(item, 0.0) + 1 / (RRF_CONSTANT + position)
    return sorted(scores.items(), key=lambda item: -item[1])


def _embed(index: Index, query: str) -> Vectors | None:
    """The query's vector; ``None`` in an empty library, which needs no model to say that it has nothing."""
    with index.snapshot() as snapshot:
        index.check_embedder(snapshot)
        if not snapshot.meta("chunks"):
            return None
    return index.embedder.embed_query(query)


def _numbers(snapshot: Snapshot, filters: Filters) -> Numbers | None:
    return snapshot.admitted(filters) if filters else None


def _dense(index: Index, snapshot: Snapshot, vector: Vectors | None, k: int, numbers: Numbers | None) -> Ranking:
    if vector is None:
        return []
    if numbers is None:
        return index.nearest(snapshot, vector, k)
    return index.nearest_within(vector, numbers, k)


def _lexical(
    index: Index, snapshot: Snapshot, column: lexicon.Column, terms: list[str], k: int, numbers: Numbers | None
) -> Ranking:
    return index.lexicon.rank(snapshot.connection, column, terms, k, numbers)
