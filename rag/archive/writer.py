"""Writing the catalogue: a change is planned and embedded without any lock, and committed in one short transaction.

Vectors are kept as they come, so that nothing is embedded twice, whenever the work is cut off; the plan is made anew
in the transaction when somebody else wrote in the meantime.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from rag.archive import lexicon
from rag.archive.chunks import chunk_article, passage_text
from rag.archive.editions import put_edition
from rag.archive.index import Index
from rag.archive.records import dump_article, dump_page
from rag.archive.snapshot import Snapshot, fold_name
from rag.articles.joins import join, link_keys
from rag.ports import Progress, Vectors
from rag.types import Article, Chunk, Page, ParsedPage

# Texts are embedded this many at a time, and what was embedded is kept before the next.
EMBED_BATCH = 32


@dataclass(frozen=True, slots=True)
class _Passage:
    """A chunk with all that its rows need, but for its vector and number."""

    chunk: Chunk
    text: str
    text_key: bytes
    words: str
    bigrams: str


@dataclass(frozen=True, slots=True)
class Change:
    """Pages to put, parts of other pages to take out, and sources to forget that hold none."""

    put: tuple[ParsedPage, ...] = ()
    remove: tuple[int, ...] = ()
    forget: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Plan:
    """What a change does to the library as it was at one version."""

    version: int
    change: Change
    gone: tuple[str, ...]
    come: tuple[Article, ...]
    parts: dict[int, str]
    fresh: dict[tuple[str, int], str]


def page_digest(page: Page) -> bytes:
    """What makes two pages the same: their text and the paper, day and page that they were printed in."""
    date = page.date.isoformat() if page.date else None
    return hashlib.sha256(json.dumps([page.text, page.newspaper, date, page.number]).encode()).digest()


class _Owners:
    """Tells which joined article a page's part went into: the one that has its place."""

    def __init__(self, articles: Iterable[Article]) -> None:
        self._by_source: dict[str, list[tuple[set[tuple[int, int]], str]]] = {}
        for article in articles:
            for place in article.places:
                self._by_source.setdefault(place.source, []).append((set(place.spans), article.id))

    def of(self, part: Article) -> str:
        """The id of the part's article; empty when the part went into none."""
        spans = set(part.places[0].spans)
        owners = (owner for known, owner in self._by_source.get(part.source, []) if spans & known)
        return next(owners, "")


class Writer:
    """Makes changes to one library, remembering what it chunked and cut between attempts."""

    def __init__(self, index: Index, progress: Progress) -> None:
        self._index = index
        self._progress = progress
        self._passages: dict[str, tuple[_Passage, ...]] = {}
        self._embedded = 0

    def commit(self, change: Change | Callable[[Snapshot], Change]) -> int:
        """Commit a change, which may follow from the library's state, whoever else is writing; counts new chunks."""
        change_of = change if callable(change) else lambda _: change
        self._passages.clear()
        with self._index.snapshot() as snapshot:
            plan = self._plan(snapshot, change_of)
            missing = self._missing(snapshot, plan)
        while True:
            self._embed(missing)
            with self._index.catalog.transaction() as connection:
                snapshot = Snapshot(connection)
                if snapshot.version != plan.version:
                    plan = self._plan(snapshot, change_of)
                    missing = self._missing(snapshot, plan)
                    if missing:
                        continue
                return self._apply(connection, plan)

    def _plan(self, snapshot: Snapshot, change_of: Callable[[Snapshot], Change]) -> _Plan:
        """Join the changed parts with all that they touch, and see which articles go and which come."""
        change = change_of(snapshot)
        leaving = {*change.remove, *(part for page in change.put for part in snapshot.parts_of(page.page.source))}
        fresh = {(page.page.source, at): part for page in change.put for at, part in enumerate(page.articles)}
        keys = snapshot.keys_of(leaving).union(*(link_keys(part) for part in fresh.values()))
        touched = {number: snapshot.part(number) for number in snapshot.linked_parts(keys) | leaving}
        staying = {number: part for number, (part, _) in touched.items() if number not in leaving}
        joined = join([_as_page(part) for part in (*staying.values(), *fresh.values())])
        articles = {article.id: article for article in joined}
        owner = _Owners(articles.values())
        before = {article_id for _, article_id in touched.values()}
        come = tuple(one for one in articles.values() if snapshot.record_of(one.id) != dump_article(one))
        for article in come:
            self._prepare(article)
        return _Plan(
            version=snapshot.version,
            change=change,
            gone=tuple(before - articles.keys()),
            come=come,
            parts={number: owner.of(part) for number, part in staying.items()},
            fresh={place: owner.of(part) for place, part in fresh.items()},
        )

    def _prepare(self, article: Article) -> None:
        if article.id in self._passages:
            return
        index = self._index
        passages: list[_Passage] = []
        for chunk in chunk_article(article, index.count_tokens, index.settings.chunk_tokens):
            text = passage_text(article, chunk)
            key = hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
            words, bigrams = index.lexicon.words(text), lexicon.bigrams(text)
            passages.append(_Passage(chunk, text, key, " ".join(words), " ".join(bigrams)))
        self._passages[article.id] = tuple(passages)

    def _missing(self, snapshot: Snapshot, plan: _Plan) -> dict[bytes, str]:
        """The texts of a plan that have no vector yet, by key."""
        texts = {passage.text_key: passage.text for article in plan.come for passage in self._passages[article.id]}
        return {key: text for key, text in texts.items() if not snapshot.has_vector(key)}

    def _embed(self, texts: dict[bytes, str]) -> None:
        """Embed texts, those of like length together, and keep each batch at once."""
        index = self._index
        ordered = sorted(texts.items(), key=lambda item: len(item[1]))
        for start in range(0, len(ordered), EMBED_BATCH):
            batch = ordered[start : start + EMBED_BATCH]
            vectors = index.embedder.embed_passages([text for _, text in batch])
            rows = [(key, vector.tobytes()) for (key, _), vector in zip(batch, vectors.astype("<f4"), strict=True)]
            with index.catalog.transaction() as connection:
                index.check_embedder(Snapshot(connection))
                connection.execute("INSERT OR IGNORE INTO meta VALUES ('embedder', ?)", (index.embedder.name,))
                connection.executemany("INSERT OR IGNORE INTO embedded VALUES (?, ?)", rows)
            self._embedded += len(batch)
            self._progress("chunks", self._embedded, 0)

    def _apply(self, connection: sqlite3.Connection, plan: _Plan) -> int:
        """Write a plan's rows; the transaction is open, and nothing slow happens in it."""
        _take_out(connection, plan.change.remove)
        connection.executemany("DELETE FROM pages WHERE source = ?", [(source,) for source in plan.change.forget])
        for page in plan.change.put:
            _put_page(connection, page, plan)
        connection.executemany("UPDATE parts SET article = ? WHERE number = ?", [(a, n) for n, a in plan.parts.items()])
        # The vectors of chunks that go may be those of chunks that come: they are fetched first.
        fresh = [article for article in plan.come if not _has_article(connection, article.id)]
        passages = [passage for article in fresh for passage in self._passages[article.id]]
        vectors = [self._vector(connection, passage.text_key) for passage in passages]
        deleted = sum(_delete_article(connection, article_id) for article_id in plan.gone)
        first = connection.execute("SELECT coalesce(max(seq), 0) + 1 FROM sqlite_sequence WHERE name = 'chunks'")
        number = start = int(first.fetchone()[0])
        for article in fresh:
            count = len(self._passages[article.id])
            connection.execute(
                "INSERT INTO articles (id, first, last, record) VALUES (?, ?, ?, '')",
                (article.id, number, number + count),
            )
            for passage in self._passages[article.id]:
                _put_passage(connection, number, passage)
                number += 1
        for article in plan.come:
            _put_record(connection, article)
        if vectors:
            self._index.vectors.write(start, np.stack(vectors))
        connection.execute("UPDATE meta SET value = value + 1 WHERE key = 'version'")
        connection.execute("UPDATE meta SET value = value + ? WHERE key = 'chunks'", (len(vectors) - deleted,))
        return len(vectors)

    def _vector(self, connection: sqlite3.Connection, key: bytes) -> Vectors:
        row = connection.execute("SELECT vector FROM embedded WHERE text_key = ?", (key,)).fetchone()
        if row:
            return np.frombuffer(row[0], dtype="<f4").astype(np.float32)
        row = connection.execute("SELECT number FROM chunks WHERE text_key = ?", (key,)).fetchone()
        return np.asarray(self._index.vectors.read(np.array(row, dtype=np.int64))[0], dtype=np.float32)


def _as_page(part: Article) -> ParsedPage:
    return ParsedPage(Page(part.source, ""), (part,), ())


def _take_out(connection: sqlite3.Connection, parts: Sequence[int]) -> None:
    """Take parts off their pages, and with its last part the page."""
    for part in parts:
        connection.execute(
            "DELETE FROM pages WHERE number = (SELECT page FROM parts WHERE number = ?1) "
            "AND NOT EXISTS (SELECT 1 FROM parts WHERE page = pages.number AND number <> ?1)",
            (part,),
        )
        connection.execute("DELETE FROM parts WHERE number = ?", (part,))


def _put_page(connection: sqlite3.Connection, parsed: ParsedPage, plan: _Plan) -> None:
    """Put a page and its parts, in the place of what its source held before."""
    source = parsed.page.source
    page = connection.execute(
        "INSERT INTO pages (source, digest, record) VALUES (?, ?, ?) "
        "ON CONFLICT (source) DO UPDATE SET digest = excluded.digest, record = excluded.record RETURNING number",
        (source, page_digest(parsed.page), dump_page(parsed.page)),
    ).fetchone()[0]
    put_edition(connection, parsed.page)
    connection.execute("DELETE FROM parts WHERE page = ?", (page,))
    for at, part in enumerate(parsed.articles):
        number = connection.execute(
            "INSERT INTO parts (page, record, article) VALUES (?, ?, ?) RETURNING number",
            (page, dump_article(part), plan.fresh[source, at]),
        ).fetchone()[0]
        connection.executemany("INSERT INTO links VALUES (?, ?)", [(key, number) for key in link_keys(part)])


def _put_passage(connection: sqlite3.Connection, number: int, passage: _Passage) -> None:
    chunk = passage.chunk
    connection.execute(
        "INSERT INTO chunks VALUES (?, ?, (SELECT number FROM articles WHERE id = ?), ?, ?, ?, ?)",
        (number, chunk.id, chunk.article_id, chunk.start, chunk.end, chunk.tokens, passage.text_key),
    )
    lexicon.insert(connection, number, passage.words, passage.bigrams)
    connection.execute("DELETE FROM embedded WHERE text_key = ?", (passage.text_key,))


def _put_record(connection: sqlite3.Connection, article: Article) -> None:
    """Write what may change while the article's body stays: its record, places and authors."""
    number, first, last = connection.execute(
        "UPDATE articles SET record = ? WHERE id = ? RETURNING number, first, last",
        (dump_article(article), article.id),
    ).fetchone()
    connection.execute("DELETE FROM places WHERE article = ?", (number,))
    connection.execute("DELETE FROM authors WHERE article = ?", (number,))
    for place in article.places:
        connection.execute(
            "INSERT INTO places VALUES (?, ?, ?, ?, ?, ?)",
            (
                number,
                place.source,
                fold_name(place.newspaper) if place.newspaper else None,
                place.date.isoformat() if place.date else None,
                first,
                last,
            ),
        )
    for name in {fold_name(name) for name in article.byline}:
        connection.execute("INSERT INTO authors VALUES (?, ?)", (name, number))


def _has_article(connection: sqlite3.Connection, article_id: str) -> bool:
    return connection.execute("SELECT 1 FROM articles WHERE id = ?", (article_id,)).fetchone() is not None


def _delete_article(connection: sqlite3.Connection, article_id: str) -> int:
    """Delete an article with all that hangs on it, and count its chunks."""
    rows = connection.execute(
        "SELECT c.number, c.id FROM chunks c JOIN articles a ON c.article = a.number WHERE a.id = ?", (article_id,)
    ).fetchall()
    for number, chunk_id in rows:
        lexicon.delete(connection, number)
        connection.execute("INSERT OR IGNORE INTO dropped VALUES (?)", (chunk_id,))
    connection.execute("DELETE FROM articles WHERE id = ?", (article_id,))
    return len(rows)
