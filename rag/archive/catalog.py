"""The catalogue: one SQLite file that decides what the library holds.

Pages, the articles that follow from them, their chunks and the lexical index change together in one transaction, or
not at all. The vector store is told afterwards, from the catalogue's own lists of what it has yet to hear (chunks
numbered beyond ``stored``, ids in ``dropped``), so a writer may die at any point and the next one goes on.
"""

from __future__ import annotations

import queue
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from rag.archive import lexicon
from rag.archive.editions import EDITIONS, put_edition
from rag.archive.records import load_article, load_page
from rag.archive.snapshot import Snapshot
from rag.articles.joins import link_keys
from rag.errors import IncompatibleLibrary, LibraryBusy, LibraryError

SCHEMA_VERSION = 4

# The layouts since which parts are linked by today's keys, and words are indexed in simplified characters; since the
# next one, what tells pages of one file name apart stands beside their records.
_LINKED, _SIMPLIFIED = 2, 3

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
    def snapshots(self, count: int) -> Iterator[list[Snapshot]]:
        """Read one moment of the catalogue from so many threads, each with a snapshot of its own."""
        while True:
            with ExitStack() as opened:
                found = [opened.enter_context(self.snapshot()) for _ in range(count)]
                # A writer may have been done between the first and the last.
                if found[0].version == found[-1].version:
                    yield found
                    return

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Write all of it or nothing; raises ``LibraryBusy`` when another writer does not end in time."""
        with self._connection() as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise

    def problems(self) -> list[str]:
        """What SQLite itself finds wrong with the file; nothing, as a rule."""
        with self._connection() as connection:
            return [str(row[0]) for row in connection.execute("PRAGMA integrity_check(10)") if row[0] != "ok"]

    def lexicon_problems(self) -> list[str]:
        """What SQLite finds wrong with the lexical index, which can be made anew."""
        with self._connection() as connection:
            try:
                connection.execute("INSERT INTO lexicon (lexicon) VALUES ('integrity-check')")
            except sqlite3.DatabaseError as error:
                return [f"lexical index: {error}"]
            return []

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
        # Mapping the file instead is no faster, and each connection's map counts as memory of the process.
        connection.execute("PRAGMA cache_size = -8000")
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
        version = connection.execute("PRAGMA user_version").fetchone()[0]  # another process may have been first
        if version == 0:
            for statement in (SCHEMA + EDITIONS + lexicon.SCHEMA).split(";\n"):
                connection.execute(statement)
        elif version < SCHEMA_VERSION:
            if version < _LINKED:
                _link_anew(connection)
            if version < _SIMPLIFIED:
                lexicon.simplify(connection)
            _describe_anew(connection)
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
            return LibraryError(
                f"{self.path} cannot be written, which reading needs too ({what}).",
                remedy="Check the folder's permissions.",
            )
        if "full" in what or "disk I/O" in what:
            return LibraryError(f"{self.path} cannot grow ({what}).", remedy="Free space on its disk; nothing is lost.")
        return LibraryError(f"{self.path}: {what}.", remedy="Run `jianbao doctor`.")


def _link_anew(connection: sqlite3.Connection) -> None:
    """Bring a library of layout 1, whose parts were linked by single shingles, to the links of today."""
    connection.execute("DELETE FROM links")
    for number, record in connection.execute("SELECT number, record FROM parts"):
        keys = link_keys(load_article(record))
        connection.executemany("INSERT INTO links VALUES (?, ?)", [(key, number) for key in keys])


def _describe_anew(connection: sqlite3.Connection) -> None:
    """Bring a library of layout 3, whose records alone said which page is which, to the table of today."""
    connection.execute("DROP TABLE IF EXISTS editions")
    connection.execute(EDITIONS.strip().removesuffix(";"))
    for (record,) in connection.execute("SELECT record FROM pages"):
        put_edition(connection, load_page(record))
