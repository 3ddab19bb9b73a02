"""The catalogue: one SQLite file that decides what the library holds.

Pages, the articles that follow from them, their chunks and the lexical index change together in one transaction, or
not at all. The vector store is told afterwards, from the catalogue's own lists of what it has yet to hear (chunks
numbered beyond ``stored``, ids in ``dropped``), so a writer may die at any point and the next one goes on.
A ``Snapshot`` sees one moment of the catalogue, however long it reads and whoever writes.
"""

from __future__ import annotations

import queue
import re
import sqlite3
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from rag import lexicon
from rag.errors import IncompatibleLibrary, InputError, LibraryBusy, LibraryError, UnknownArticle
from rag.lexicon import Numbers
from rag.records import load_article, load_page
from rag.types import Article, Chunk, Filters, Hit, Page

SCHEMA_VERSION = 1

# Parts are the articles that single pages hold; articles are what follows from joining and folding them.
# Numbers of chunks rise and are never used twice (AUTOINCREMENT): they are rows of the vector file. An article's chunks
# are numbered in a row, so that a filter is a list of ranges, kept beside each place where the article was printed.
SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value) WITHOUT ROWID;
CREATE TABLE pages (
    number INTEGER PRIMARY KEY, source TEXT NOT NULL UNIQUE, digest BLOB NOT NULL, record TEXT NOT NULL
);
CREATE INDEX pages_digest ON pages (digest);
CREATE TABLE parts (
    number INTEGER PRIMARY KEY, page INTEGER NOT NULL REFERENCES pages ON DELETE CASCADE, record TEXT NOT NULL,
    article TEXT NOT NULL
);
CREATE INDEX parts_page ON parts (page);
CREATE INDEX parts_article ON parts (article);
CREATE TABLE links (
    key TEXT NOT NULL, part INTEGER NOT NULL REFERENCES parts ON DELETE CASCADE, PRIMARY KEY (key, part)
) WITHOUT ROWID;
CREATE INDEX links_part ON links (part);
CREATE TABLE articles (
    number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, first INTEGER NOT NULL, last INTEGER NOT NULL,
    record TEXT NOT NULL
);
CREATE TABLE places (
    article INTEGER NOT NULL REFERENCES articles ON DELETE CASCADE, source TEXT NOT NULL, newspaper TEXT, date TEXT,
    first INTEGER NOT NULL, last INTEGER NOT NULL
);
CREATE INDEX places_article ON places (article);
CREATE INDEX places_source ON places (source, article);
CREATE INDEX places_date ON places (date, newspaper, article, first, last);
CREATE INDEX places_newspaper ON places (newspaper, date, article, first, last);
CREATE TABLE authors (
    name TEXT NOT NULL, article INTEGER NOT NULL REFERENCES articles ON DELETE CASCADE, PRIMARY KEY (name, article)
) WITHOUT ROWID;
CREATE INDEX authors_article ON authors (article);
CREATE TABLE chunks (
    number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE,
    article INTEGER NOT NULL REFERENCES articles ON DELETE CASCADE,
    start INTEGER NOT NULL, "end" INTEGER NOT NULL, tokens INTEGER NOT NULL, text_key BLOB NOT NULL
);
CREATE INDEX chunks_article ON chunks (article);
CREATE INDEX chunks_text ON chunks (text_key);
CREATE TABLE embedded (text_key BLOB PRIMARY KEY, vector BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE dropped (id TEXT PRIMARY KEY) WITHOUT ROWID;
INSERT INTO meta VALUES ('version', 0), ('chunks', 0), ('stored', 0), ('syncs', 0);
"""

ALL = Filters()


def fold_name(name: str) -> str:
    """Fold a person's or a paper's name, so that width, case and spacing make no difference to a filter."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", name)).casefold()


class Catalog:
    """The catalogue's file; ``snapshot`` reads from any number of threads, ``transaction`` writes one at a time."""

    def __init__(self, path: Path, lock_timeout: float) -> None:
        self.path = path
        self._lock_timeout = lock_timeout
        self._idle: queue.SimpleQueue[sqlite3.Connection] = queue.SimpleQueue()
        with self._connection() as connection:
            self._prepare(connection)

    @contextmanager
    def snapshot(self) -> Iterator[Snapshot]:
        """Read one moment of the catalogue."""
        with self._connection() as connection:
            connection.execute("BEGIN")
            try:
                yield Snapshot(connection)
            finally:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Write all of it or nothing; raises ``LibraryBusy`` when another writer does not end in time."""
        with self._connection() as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("UPDATE meta SET value = value + 1 WHERE key = 'version'")
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise

    def problems(self) -> list[str]:
        """What SQLite itself finds wrong with the file; nothing, as a rule."""
        with self._connection() as connection:
            found = [str(row[0]) for row in connection.execute("PRAGMA integrity_check(10)") if row[0] != "ok"]
            try:
                connection.execute("INSERT INTO lexicon (lexicon) VALUES ('integrity-check')")
            except sqlite3.DatabaseError as error:
                found.append(f"lexical index: {error}")
            return found

    def close(self) -> None:
        """Let go of the file."""
        while not self._idle.empty():
            self._idle.get().close()

    @contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        """Lend a connection, and say sqlite3's errors in the library's words."""
        try:
            try:
                connection = self._idle.get_nowait()
            except queue.Empty:
                connection = self._connect()
            try:
                yield connection
            finally:
                self._idle.put(connection)
        except sqlite3.Error as error:
            raise self._translated(error) from error

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(
            self.path, timeout=self._lock_timeout, isolation_level=None, check_same_thread=False
        )
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA synchronous = FULL")  # what was acknowledged survives a power cut
        connection.execute("PRAGMA mmap_size = 1073741824")
        return connection

    def _prepare(self, connection: sqlite3.Connection) -> None:
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        if version > SCHEMA_VERSION:
            raise IncompatibleLibrary(
                f"{self.path} was written by a newer Jianbao (layout {version}; this one knows {SCHEMA_VERSION}).",
                remedy="Upgrade Jianbao, or use another --home.",
            )
        if version == SCHEMA_VERSION:
            return
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("BEGIN IMMEDIATE")
        if connection.execute("PRAGMA user_version").fetchone()[0] == 0:  # else another process was first
            for statement in (SCHEMA + lexicon.SCHEMA).split(";\n"):
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
        connection.execute("COMMIT")

    def _translated(self, error: sqlite3.Error) -> LibraryError:
        what = str(error)
        if "locked" in what or "busy" in what:
            return LibraryBusy(
                f"Another process is writing to {self.path} (waited {self._lock_timeout:g} s).",
                remedy="Try again when it is done, or raise JIANBAO_LOCK_TIMEOUT.",
            )
        if "malformed" in what or "not a database" in what or "corrupt" in what:
            return LibraryError(f"{self.path} is damaged ({what}).", remedy="Restore a backup, or add the pages anew.")
        if "readonly" in what or "unable to open" in what:
            return LibraryError(f"{self.path} cannot be written ({what}).", remedy="Check the folder's permissions.")
        if "full" in what or "disk I/O" in what:
            return LibraryError(f"{self.path} cannot grow ({what}).", remedy="Free space on its disk; nothing is lost.")
        return LibraryError(f"{self.path}: {what}.", remedy="Run `jianbao doctor`.")


class Snapshot:
    """The library at one moment."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection
        self.version = int(self.meta("version"))

    def meta(self, key: str) -> Any:
        """A value of the catalogue's own book-keeping; ``None`` when it is not set."""
        row = self.connection.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return row[0] if row else None

    def counts(self) -> tuple[int, int, int]:
        """How many pages, articles and chunks there are."""
        row = self.connection.execute(
            "SELECT (SELECT count(*) FROM pages), (SELECT count(*) FROM articles), value FROM meta WHERE key = 'chunks'"
        ).fetchone()
        return (row[0], row[1], row[2])

    def unsynced(self) -> bool:
        """Whether the vector store has yet to hear of something."""
        row = self.connection.execute(
            "SELECT EXISTS (SELECT 1 FROM dropped) "
            "OR EXISTS (SELECT 1 FROM chunks WHERE number > (SELECT value FROM meta WHERE key = 'stored'))"
        ).fetchone()
        return bool(row[0])

    def article(self, article_id: str) -> Article:
        """Fetch an article; raises ``UnknownArticle``."""
        row = self.connection.execute("SELECT record FROM articles WHERE id = ?", (article_id,)).fetchone()
        if row is None:
            raise UnknownArticle(
                f"The library has no article {article_id[:80]!r}.", remedy="`jianbao articles` lists the ids."
            )
        return load_article(row[0])

    def articles(self, filters: Filters = ALL) -> list[Article]:
        """List the articles that the filters let through, by date, paper, page and place on the page."""
        if filters:
            condition, values = self._condition(filters)
            rows = self.connection.execute(
                f"SELECT record FROM articles WHERE number IN (SELECT p.article FROM places p WHERE {condition})",  # noqa: S608
                values,
            )
        else:
            rows = self.connection.execute("SELECT record FROM articles")
        return sorted((load_article(row[0]) for row in rows), key=_printed_order)

    def page(self, source: str) -> Page:
        """Fetch a page as it was read; raises ``InputError`` for a source that is not in the library."""
        row = self.connection.execute("SELECT record FROM pages WHERE source = ?", (source,)).fetchone()
        if row is None:
            raise InputError(f"The library has no page {source[:200]!r}.", remedy="Add the file again.")
        return load_page(row[0])

    def page_text(self, source: str) -> str:
        """Fetch the text that a source's offsets count in; raises ``InputError`` as ``page`` does."""
        return self.page(source).text

    def chunks_of(self, article_id: str) -> tuple[Chunk, ...]:
        """Fetch an article's chunks in reading order; raises ``UnknownArticle``."""
        article = self.article(article_id)
        rows = self.connection.execute(
            'SELECT c.id, c.start, c."end", c.tokens FROM chunks c JOIN articles a ON c.article = a.number '
            "WHERE a.id = ? ORDER BY c.number",
            (article_id,),
        )
        return tuple(_chunk(article, *row) for row in rows)

    def hits(self, ranked: Sequence[tuple[int, float]]) -> list[Hit]:
        """Fetch chunks by number, with their articles, in the given order."""
        articles: dict[int, Article] = {}
        hits: list[Hit] = []
        for number, score in ranked:
            owner, *row = self.connection.execute(
                'SELECT article, id, start, "end", tokens FROM chunks WHERE number = ?', (number,)
            ).fetchone()
            if owner not in articles:
                record = self.connection.execute("SELECT record FROM articles WHERE number = ?", (owner,)).fetchone()
                articles[owner] = load_article(record[0])
            hits.append(Hit(chunk=_chunk(articles[owner], *row), article=articles[owner], score=score))
        return hits

    def numbers(self, chunk_ids: Sequence[str]) -> dict[str, int]:
        """Find the numbers of those chunk ids that the catalogue has."""
        marks = ",".join("?" * len(chunk_ids))
        return dict(self.connection.execute(f"SELECT id, number FROM chunks WHERE id IN ({marks})", list(chunk_ids)))  # noqa: S608

    def numbers_after(self, number: int) -> Numbers:
        """The chunk numbers beyond one, ascending."""
        rows = self.connection.execute("SELECT number FROM chunks WHERE number > ? ORDER BY number", (number,))
        return np.fromiter((row[0] for row in rows), dtype=np.int64)

    def admitted(self, filters: Filters) -> Numbers:
        """The chunk numbers that the filters let through, ascending; raises ``UnknownArticle`` for an unknown id."""
        condition, values = self._condition(filters)
        rows = self.connection.execute(f"SELECT p.first, p.last FROM places p WHERE {condition}", values).fetchall()  # noqa: S608
        if not rows:
            return np.empty(0, dtype=np.int64)
        ranges = np.unique(np.array(rows, dtype=np.int64), axis=0)  # an article may have several places
        lengths = ranges[:, 1] - ranges[:, 0]
        shifts = np.repeat(ranges[:, 0] - np.concatenate(([0], np.cumsum(lengths)[:-1])), lengths)
        return shifts + np.arange(lengths.sum())

    def source_of(self, digest: bytes, source: str) -> str | None:
        """The source under which a page's content is in the library; none when its own source has another content."""
        row = self.connection.execute(
            "SELECT source FROM pages WHERE digest = ?1 "
            "AND NOT EXISTS (SELECT 1 FROM pages WHERE source = ?2 AND digest <> ?1)",
            (digest, source),
        ).fetchone()
        return row[0] if row else None

    def parts_of(self, source: str) -> list[int]:
        """The parts that a page holds."""
        query = "SELECT t.number FROM parts t JOIN pages p ON t.page = p.number WHERE p.source = ?"
        return [row[0] for row in self.connection.execute(query, (source,))]

    def parts_in(self, article_id: str) -> list[int]:
        """The parts that an article was made of."""
        return [row[0] for row in self.connection.execute("SELECT number FROM parts WHERE article = ?", (article_id,))]

    def keys_of(self, parts: Iterable[int]) -> set[str]:
        """The link keys of parts."""
        query = "SELECT key FROM links WHERE part = ?"
        return {row[0] for part in parts for row in self.connection.execute(query, (part,))}

    def linked_parts(self, keys: Iterable[str]) -> set[int]:
        """The parts that a chain of shared link keys connects with these keys."""
        query = "SELECT part FROM links WHERE key = ?"
        reached: set[int] = set()
        followed: set[str] = set()
        ahead = set(keys)
        while ahead:
            parts = {row[0] for key in ahead for row in self.connection.execute(query, (key,))} - reached
            reached |= parts
            followed |= ahead
            ahead = self.keys_of(parts) - followed
        return reached

    def part(self, number: int) -> tuple[Article, str]:
        """A part, and the id of the article that it went into."""
        record, article = self.connection.execute(
            "SELECT record, article FROM parts WHERE number = ?", (number,)
        ).fetchone()
        return load_article(record), article

    def record_of(self, article_id: str) -> str | None:
        """An article's record as it stands."""
        row = self.connection.execute("SELECT record FROM articles WHERE id = ?", (article_id,)).fetchone()
        return row[0] if row else None

    def counts_of(self, sources: Iterable[str]) -> tuple[int, int]:
        """How many articles and chunks are printed in these sources."""
        query = "SELECT article, last - first FROM places WHERE source = ?"
        found = {row[0]: row[1] for source in sources for row in self.connection.execute(query, (source,))}
        return len(found), sum(found.values())

    def has_vector(self, text_key: bytes) -> bool:
        """Whether a text's vector is known, from a chunk or from work that was cut off."""
        row = self.connection.execute(
            "SELECT EXISTS (SELECT 1 FROM embedded WHERE text_key = ?1) "
            "OR EXISTS (SELECT 1 FROM chunks WHERE text_key = ?1)",
            (text_key,),
        ).fetchone()
        return bool(row[0])

    def _condition(self, filters: Filters) -> tuple[str, list[str]]:
        """Filters as SQL over a row ``p`` of places: date and paper must hold of one and the same printing."""
        conditions: list[str] = ["1"]
        values: list[str] = []
        if filters.since:
            conditions.append("p.date >= ?")
            values.append(filters.since.isoformat())
        if filters.until:
            conditions.append("p.date <= ?")
            values.append(filters.until.isoformat())
        if filters.newspaper:
            conditions.append("p.newspaper = ?")
            values.append(fold_name(filters.newspaper))
        if filters.author:
            conditions.append("p.article IN (SELECT article FROM authors WHERE name = ?)")
            values.append(fold_name(filters.author))
        if filters.articles:
            for article_id in filters.articles:
                self.article(article_id)
            conditions.append(
                f"p.article IN (SELECT number FROM articles WHERE id IN ({','.join('?' * len(filters.articles))}))"  # noqa: S608
            )
            values.extend(filters.articles)
        return " AND ".join(conditions), values


def _chunk(article: Article, chunk_id: str, start: int, end: int, tokens: int) -> Chunk:
    return Chunk(chunk_id, article.id, start, end, article.body[start:end], tokens)


def _printed_order(article: Article) -> tuple[str, str, str, str, int]:
    first = article.places[0]
    page = re.sub(r"\d+", lambda match: match[0].zfill(8), first.page or "")
    date = first.date.isoformat() if first.date else ""
    return (date, first.newspaper or "", page, first.source, first.spans[0][0] if first.spans else 0)
