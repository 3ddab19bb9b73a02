"""The lexical index: SQLite FTS5 over jieba's words and over character bigrams, ranked by BM25.

Chinese has no spaces, so text is cut before FTS5 sees it: once into the words (and the words inside long words) of
jieba's dictionary, once into overlapping pairs of characters, which also find names that no dictionary has. Latin
words and figures stay whole in both. Text and queries are folded the same way first (NFKC, case, simplified
characters). FTS5's query language is never reachable from a query: each term is quoted.
"""

from __future__ import annotations

import json
import math
import re
import sqlite3
import threading
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from rag.prose.script import simplified

Column = Literal["words", "bigrams"]
Numbers = NDArray[np.int64]
MAX_NUMBER = 2**63 - 1

SCHEMA = """
CREATE VIRTUAL TABLE lexicon USING fts5(
    words, bigrams, tokenize = "unicode61 remove_diacritics 0 categories 'L* N* P* S* M* Co'"
);
CREATE VIRTUAL TABLE lexicon_terms USING fts5vocab(lexicon, col);
"""

# Ranking reads the rarest terms' chunk lists, this many entries in all, and scores the best of what they hold by BM25
# over all terms: a common word decides between chunks, but does not fetch half of a large archive (the idea of Turtle
# and Flood's "max score", 1995). FTS5's own ``bm25()`` takes 3 microseconds a match, and the whole list of each term.
POSTINGS_BUDGET = 4000
CANDIDATES = 100
MAX_TERMS = 64
# The texts of FTS5's own table: asked row by row through the index they take three times as long, and handed over as
# rows, not in lines of one string, twice as long.
_TEXTS: dict[Column, str] = {
    "words": "SELECT group_concat(id), group_concat(c0, char(10)) FROM lexicon_content "
    "WHERE id IN (SELECT value FROM json_each(?))",
    "bigrams": "SELECT group_concat(id), group_concat(c1, char(10)) FROM lexicon_content "
    "WHERE id IN (SELECT value FROM json_each(?))",
}
# What is asked of each term is asked of all in one statement, which another thread's Python does not hold up. Counting
# so takes half as long as looking into FTS5's table of terms.
_COUNTS = "SELECT (SELECT count(*) FROM lexicon WHERE lexicon MATCH value) FROM json_each(?)"
# One string of numbers, not a row for each: three times as fast.
_HOLDERS = (
    "SELECT (SELECT group_concat(rowid) FROM lexicon WHERE lexicon MATCH value AND rowid BETWEEN ?2 AND ?3) "
    "FROM json_each(?1)"
)
# How often a term occurs is asked anew each time when it is rare, and remembered when it is common.
COMMON = 1000
# Robertson and Zaragoza, "The Probabilistic Relevance Framework" (2009); the constants are FTS5's.
K1, B = 1.2, 0.75

_HAN_CLASS = r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_OTHER = rf"(?:(?![{_HAN_CLASS}])[^\W_])+"
_HAN = re.compile(f"[{_HAN_CLASS}]")
_RUN = re.compile(rf"[{_HAN_CLASS}]+|{_OTHER}(?:[.,:'&+-]{_OTHER})*[%+#]*")


class Lexicon:
    """Cuts text into terms, and ranks chunks by them; jieba's dictionary is loaded at the first use."""

    def __init__(self) -> None:
        self._common: dict[tuple[str, str], int] = {}
        self._common_of = 0  # the number of chunks for which that holds
        self._guard = threading.Lock()

    def words(self, text: str) -> list[str]:
        """Cut into dictionary words, with the shorter words inside long ones; folded, in the order of the text."""
        import rjieba  # a tenth of a second of start-up that only indexing and searching need

        terms: list[str] = []
        for run in _runs(text):
            terms.extend(rjieba.cut_for_search(run, hmm=False) if _HAN.match(run) else (run,))
        return terms

    def rank(
        self, connection: sqlite3.Connection, column: Column, terms: list[str], limit: int, numbers: Numbers | None
    ) -> list[tuple[int, float]]:
        """Rank chunks, of the given ones if any are given, by BM25 of a query's terms: (number, score), best first."""
        chunks = int(connection.execute("SELECT value FROM meta WHERE key = 'chunks'").fetchone()[0])
        distinct = list(dict.fromkeys(terms))[:MAX_TERMS]
        counts = self._counts(connection, column, distinct, chunks)
        weights = {term: math.log(1 + (chunks - n + 0.5) / (n + 0.5)) for term, n in counts.items() if n}
        if not weights or (numbers is not None and not len(numbers)):
            return []
        candidates = _candidates(connection, column, weights, counts, numbers)
        listed, texts = connection.execute(_TEXTS[column], (json.dumps(candidates),)).fetchone()
        if listed is None:
            return []
        scores = _bm25(texts.split("\n"), weights)
        ranked = sorted(zip(map(int, listed.split(",")), scores, strict=True), key=_best_first)
        return [item for item in ranked if item[1] > 0][:limit]

    def _counts(self, connection: sqlite3.Connection, column: Column, terms: list[str], chunks: int) -> dict[str, int]:
        """How many chunks hold each term, give or take a tenth for a common one."""
        with self._guard:
            if abs(chunks - self._common_of) * 10 > self._common_of:
                self._common, self._common_of = {}, chunks
            common = self._common
        asked = [term for term in terms if (column, term) not in common]
        rows = connection.execute(_COUNTS, (json.dumps([_match(column, [term]) for term in asked]),)).fetchall()
        fresh = {term: int(row[0]) for term, row in zip(asked, rows, strict=True)}
        common.update({(column, term): count for term, count in fresh.items() if count >= COMMON})
        return {term: fresh[term] if term in fresh else common[column, term] for term in terms}


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
    return _RUN.findall(folded(text))


def folded(text: str) -> str:
    """A text as words of it are looked up: in simplified characters, whatever its width and case."""
    return simplified(unicodedata.normalize("NFKC", text).casefold())


def insert(connection: sqlite3.Connection, number: int, words: str, bigrams: str) -> None:
    """Index a chunk under its number; terms are separated by spaces."""
    connection.execute("INSERT INTO lexicon (rowid, words, bigrams) VALUES (?, ?, ?)", (number, words, bigrams))


def delete(connection: sqlite3.Connection, number: int) -> None:
    """Forget a chunk."""
    connection.execute("DELETE FROM lexicon WHERE rowid = ?", (number,))


def simplify(connection: sqlite3.Connection) -> None:
    """Bring the terms of an index that kept traditional characters to simplified ones.

    Its words stay cut as they were, in traditional characters often sign by sign; pairs of characters are exact.
    """
    for number, words, pairs in connection.execute("SELECT id, c0, c1 FROM lexicon_content").fetchall():
        simple = simplified(words), simplified(pairs)
        if simple != (words, pairs):
            connection.execute("UPDATE lexicon SET words = ?, bigrams = ? WHERE rowid = ?", (*simple, number))


def frequency(connection: sqlite3.Connection, word: str, column: Column = "words") -> int:
    """How many chunks hold a word, folded as the index folds it."""
    row = connection.execute(
        "SELECT doc FROM lexicon_terms WHERE term = ? AND col = ?", (folded(word), column)
    ).fetchone()
    return int(row[0]) if row else 0


def phrase_frequency(connection: sqlite3.Connection, terms: list[str], column: Column) -> int:
    """How many chunks hold terms in a row."""
    return int(
        connection.execute("SELECT count(*) FROM lexicon WHERE lexicon MATCH ?", (_match(column, terms),)).fetchone()[0]
    )


def holders(connection: sqlite3.Connection, terms: list[str], column: Column, most: int) -> list[int]:
    """The numbers of so many chunks at most that hold terms in a row."""
    rows = connection.execute("SELECT rowid FROM lexicon WHERE lexicon MATCH ? LIMIT ?", (_match(column, terms), most))
    return [int(number) for (number,) in rows]


def holding(column: Column, groups: Sequence[Iterable[Sequence[str]]]) -> str:
    """A query of FTS5's for chunks that hold, of each group, one run of terms."""
    either = (" OR ".join(_phrase(terms) for terms in group) for group in groups)
    return f"{column} : ({' AND '.join(f'({phrases})' for phrases in either)})"


def _match(column: Column, terms: list[str]) -> str:
    """A query of FTS5's for terms in a row, whatever characters they have."""
    return f"{column} : {_phrase(terms)}"


def _phrase(terms: Sequence[str]) -> str:
    phrase = " ".join(terms).replace('"', '""')
    return f'"{phrase}"'


def _candidates(
    connection: sqlite3.Connection,
    column: Column,
    weights: dict[str, float],
    counts: dict[str, int],
    numbers: Numbers | None,
) -> list[int]:
    """The chunks that hold the heaviest of the rarest terms."""
    if numbers is not None and len(numbers) <= CANDIDATES:
        return [int(number) for number in numbers]
    first, last = (0, MAX_NUMBER) if numbers is None else (int(numbers[0]), int(numbers[-1]))
    admitted = np.zeros(0 if numbers is None else last - first + 1, dtype=np.bool_)
    if numbers is not None:
        admitted[numbers - first] = True
    rarest: list[str] = []
    read = 0
    for term in sorted(weights, key=lambda term: (counts[term], term)):
        read += counts[term]
        if rarest and read > POSTINGS_BUDGET:
            break
        rarest.append(term)
    queries = json.dumps([_match(column, [term]) for term in rarest])
    lists: list[Numbers] = []
    for (listed,) in connection.execute(_HOLDERS, (queries, first, last)).fetchall():
        found = np.fromstring(listed, dtype=np.int64, sep=",") if listed else np.empty(0, dtype=np.int64)
        lists.append(found if numbers is None else found[admitted[found - first]])
    shares = [np.full(len(found), weights[term]) for term, found in zip(rarest, lists, strict=True)]
    holders, places = np.unique(np.concatenate(lists), return_inverse=True)
    sums = np.bincount(places, np.concatenate(shares))
    best = np.argsort(-sums, kind="stable")[:CANDIDATES]
    return [int(number) for number in holders[best]]


def _best_first(item: tuple[int, float]) -> tuple[float, int]:
    return (-item[1], item[0])


def _bm25(texts: list[str], weights: dict[str, float]) -> list[float]:
    """Score texts of terms with spaces between; their own mean length stands for the archive's."""
    bags = [text.split(" ") for text in texts]
    mean = sum(map(len, bags)) / len(bags)
    scores = []
    for bag in bags:
        norm = K1 * (1 - B + B * len(bag) / mean)
        counts = Counter(filter(weights.__contains__, bag))
        scores.append(sum(weights[term] * count * (K1 + 1) / (count + norm) for term, count in counts.items()))
    return scores
