"""The lexical index: SQLite FTS5 over jieba's words and over character bigrams, ranked by BM25.

Chinese has no spaces, so text is cut before FTS5 sees it: once into the words (and the words inside long words) of
jieba's dictionary, once into overlapping pairs of characters, which also find names that no dictionary has. Latin
words and figures stay whole in both. Text and queries are folded the same way first (NFKC, case). FTS5's query
language is never reachable from a query: each term is quoted.
"""

from __future__ import annotations

import logging
import re
import sqlite3
import threading
import unicodedata
from pathlib import Path
from typing import Any, Literal

Column = Literal["words", "bigrams"]

SCHEMA = """
CREATE VIRTUAL TABLE lexicon USING fts5(
    words, bigrams, tokenize = "unicode61 remove_diacritics 0 categories 'L* N* P* S* M* Co'"
);
CREATE VIRTUAL TABLE lexicon_terms USING fts5vocab(lexicon, col);
"""

# A query of common words would score most of a large archive. Terms are taken from the rarest on, until the chunks
# that hold them reach this number; the rare ones decide BM25's order anyway (Turtle and Flood 1995, "max score").
POSTINGS_BUDGET = 12_000
MAX_TERMS = 64

_RUN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+|[^\W_]+(?:[.,:'&+-][^\W_]+)*[%+#]*")
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")


class Segmenter:
    """Cuts text into words; jieba's dictionary is loaded at the first use and kept marshalled in ``cache``."""

    def __init__(self, cache: Path) -> None:
        self._cache = cache
        self._jieba: Any = None
        self._guard = threading.Lock()

    def words(self, text: str) -> list[str]:
        """Cut into dictionary words, with the shorter words inside long ones; folded, in the order of the text."""
        tokenizer = self._tokenizer()
        terms: list[str] = []
        for run in _runs(text):
            terms.extend(tokenizer.cut_for_search(run, HMM=False) if _HAN.match(run) else (run,))
        return terms

    def _tokenizer(self) -> Any:
        with self._guard:
            if self._jieba is None:
                import jieba  # a second of start-up that only indexing and searching need

                jieba.setLogLevel(logging.WARNING)
                tokenizer = jieba.Tokenizer()
                try:
                    self._cache.mkdir(parents=True, exist_ok=True)
                    tokenizer.tmp_dir = str(self._cache)
                except OSError:
                    pass  # jieba then keeps its cache in the system's temporary folder
                tokenizer.initialize()
                self._jieba = tokenizer
            return self._jieba


def bigrams(text: str) -> list[str]:
    """Cut into overlapping pairs of Chinese characters (a lone character stays) and whole Latin words and figures."""
    terms: list[str] = []
    for run in _runs(text):
        if _HAN.match(run) and len(run) > 1:
            terms.extend(run[i : i + 2] for i in range(len(run) - 1))
        else:
            terms.append(run)
    return terms


def _runs(text: str) -> list[str]:
    return _RUN.findall(unicodedata.normalize("NFKC", text).casefold())


def insert(connection: sqlite3.Connection, number: int, words: list[str], bigrams: list[str]) -> None:
    """Index a chunk's terms under its number."""
    connection.execute(
        "INSERT INTO lexicon (rowid, words, bigrams) VALUES (?, ?, ?)", (number, " ".join(words), " ".join(bigrams))
    )


def delete(connection: sqlite3.Connection, number: int) -> None:
    """Forget a chunk."""
    connection.execute("DELETE FROM lexicon WHERE rowid = ?", (number,))


def rank(connection: sqlite3.Connection, column: Column, terms: list[str], limit: int) -> list[tuple[int, float]]:
    """Rank the chunks that hold any of the terms by BM25, best first: (number, score), higher is better."""
    query = _match(connection, column, terms)
    if query is None:
        return []
    rows = connection.execute(
        "SELECT rowid, -rank FROM lexicon WHERE lexicon MATCH ? ORDER BY rank LIMIT ?", (query, limit)
    )
    return list(rows)


def rank_within(
    connection: sqlite3.Connection, column: Column, terms: list[str], numbers: list[int], limit: int
) -> list[tuple[int, float]]:
    """Rank as ``rank`` does, among the given chunk numbers only."""
    query = _match(connection, column, terms)
    if query is None or not numbers:
        return []
    rows = connection.execute(
        "SELECT rowid, -bm25(lexicon) AS score FROM lexicon WHERE lexicon MATCH ? AND rowid BETWEEN ? AND ?",
        (query, numbers[0], numbers[-1]),
    )
    allowed = set(numbers)
    ranked = sorted((row for row in rows if row[0] in allowed), key=lambda row: (-row[1], row[0]))
    return ranked[:limit]


def _match(connection: sqlite3.Connection, column: Column, terms: list[str]) -> str | None:
    """The FTS5 query for any of the terms that the budget lets through; ``None`` when no chunk has one of them."""
    counts: list[tuple[int, str]] = []
    for term in list(dict.fromkeys(terms))[:MAX_TERMS]:
        row = connection.execute("SELECT doc FROM lexicon_terms WHERE term = ? AND col = ?", (term, column)).fetchone()
        if row:
            counts.append((row[0], term))
    taken: list[str] = []
    postings = 0
    for count, term in sorted(counts):
        postings += count
        if taken and postings > POSTINGS_BUDGET:
            break
        taken.append('"' + term.replace('"', '""') + '"')
    return f"{{{column}}} : ({' OR '.join(taken)})" if taken else None


def frequency(connection: sqlite3.Connection, text: str) -> int:
    """Bound the number of chunks that hold a word from above: by the rarest of its character pairs."""
    counts = []
    for term in bigrams(text):
        column = "bigrams" if len(term) > 1 else "words"
        row = connection.execute("SELECT doc FROM lexicon_terms WHERE term = ? AND col = ?", (term, column)).fetchone()
        counts.append(row[0] if row else 0)
    return min(counts, default=0)
