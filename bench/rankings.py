"""The rankings that a search is fused of, each by itself, for measurements and tests of what it stands on."""

from __future__ import annotations

from rag.archive import lexicon
from rag.archive.index import Index
from rag.archive.snapshot import ALL
from rag.evidence import retrieve
from rag.types import Filters, Hit


def dense(index: Index, query: str, k: int = 10, filters: Filters = ALL) -> list[Hit]:
    """Find the ``k`` chunks nearest in meaning; a hit's score is its cosine."""
    vector = retrieve._embed(index, query)
    with index.snapshot() as snapshot:
        return snapshot.hits(retrieve._dense(index, snapshot, vector, k, retrieve._numbers(snapshot, filters)))


def lexical(
    index: Index, query: str, k: int = 10, filters: Filters = ALL, column: lexicon.Column = "words"
) -> list[Hit]:
    """Find the ``k`` chunks that share the most telling words, or bigrams, with the query; the score is BM25."""
    terms = index.lexicon.words(query) if column == "words" else lexicon.bigrams(query)
    with index.snapshot() as snapshot:
        numbers = retrieve._numbers(snapshot, filters)
        return snapshot.hits(retrieve._lexical(index, snapshot, column, terms, k, numbers))
