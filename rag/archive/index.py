"""The index: catalogue, vectors and vector store of one library, kept in step.

The catalogue decides what exists; Chroma is a copy of the vector file that answers fast, and may lag. What it has not
heard of yet is ranked exactly, and what it names that the catalogue does not have is dropped, so a reader sees an
article in all indexes or in none, at whatever point a writer is, or died.
"""

from __future__ import annotations

import logging
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from typing import TYPE_CHECKING

import numpy as np

from rag.archive.catalog import Catalog
from rag.archive.lease import CATALOG, STORE, VECTORS, Lease
from rag.archive.lexicon import Lexicon, Numbers
from rag.archive.snapshot import ALL, Snapshot
from rag.archive.store import open_store
from rag.archive.vectors import VectorFile
from rag.errors import IncompatibleLibrary, LibraryBusy, LibraryError

if TYPE_CHECKING:
    from pathlib import Path

    from rag.ports import Embedder, TokenCounter, Vectors, VectorStore
    from rag.settings import Settings

# A reader ranks this many new vectors exactly (two milliseconds) before it opens Chroma anew (a quarter of a second).
REOPEN_AFTER = 2000
# A process ranks for its first searches exactly (20 ms at 100,000 chunks), and opens Chroma (seconds, hundreds of
# megabytes) when more come: a command that answers a question is done by then.
EXACT_FIRST = 6
# A writer holds the vector lock for a second at a time; a reader that does not get it ranks everything exactly.
READER_PATIENCE = 2.0
SYNC_BATCH = 500
# A store that failed is left alone for so many seconds: a server that was down comes back.
RETRY_AFTER = 30.0
# Chroma finds .99 of the ten nearest of 10,000 chunks, .83 of 100,000 and .75 of 300,000 (bench.retrieval).
OVERLOOKED_AMONG = 24_000

logger = logging.getLogger(__name__)


class Index:
    """A library's index in ``settings.home``; usable from any number of threads and processes at once."""

    def __init__(
        self, settings: Settings, embedder: Embedder, count_tokens: TokenCounter, store: VectorStore | None = None
    ) -> None:
        self.settings = settings
        self.embedder = embedder
        self.count_tokens = count_tokens
        self.lexicon = Lexicon()
        home = settings.home
        try:
            home.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise LibraryError(f"{home} cannot be used: {error.strerror}.", remedy="Choose another --home.") from error
        self._lease = Lease(home, settings.lock_timeout)
        _see_that_nothing_is_gone(home)
        self.catalog = Catalog(home / CATALOG, settings.lock_timeout)
        self._store: VectorStore = open_store(home / STORE, settings.chroma_url) if store is None else store
        self._vectors: VectorFile | None = None
        self._stored = 0  # the store's handle knows the chunks up to this number
        self._syncs = -1  # and the writes to the store up to this one
        self._asked = 0
        self._retry_at = 0.0  # the store has failed, and is not asked before
        self._every: tuple[int, Numbers] = (-1, np.empty(0, np.int64))
        self._guard = threading.RLock()

    def snapshot(self) -> AbstractContextManager[Snapshot]:
        """Read one moment of the library."""
        return self.catalog.snapshot()

    def snapshots(self, count: int) -> AbstractContextManager[list[Snapshot]]:
        """Read one moment of the library from so many threads, each with a snapshot of its own."""
        return self.catalog.snapshots(count)

    @property
    def vectors(self) -> VectorFile:
        """The vectors of all chunks, by number."""
        if self._vectors is None:
            self._vectors = VectorFile(self.settings.home / VECTORS, self.embedder.dimensions)
        return self._vectors

    def check_embedder(self, snapshot: Snapshot) -> None:
        """Raise ``IncompatibleLibrary`` when the library's vectors are another embedder's."""
        name = snapshot.meta("embedder")
        if name is not None and name != self.embedder.name:
            raise IncompatibleLibrary(
                f"The library in {self.settings.home} was made with the embedder {name}, not {self.embedder.name}.",
                remedy="Choose that embedder, or add the pages to a new --home.",
            )

    def nearest(self, snapshot: Snapshot, query: Vectors, k: int) -> list[tuple[int, float]]:
        """Rank all chunks by cosine, best first, as (number, cosine): by Chroma, and exactly what it does not know.

        Of very many, Chroma's graph overlooks some that are near; those that sign codes tell are joined in.
        """
        found: dict[int, float] = {}
        stored = 0
        try:
            if self._is_open(snapshot):
                stored, found = self._nearest_stored(snapshot, query, k)
        except LibraryError as error:
            self._do_without_store(error)
        everything = not stored or int(snapshot.meta("chunks")) > OVERLOOKED_AMONG
        rest = self._every_number(snapshot) if everything else snapshot.numbers_after(stored)
        found.update(self.nearest_within(query, rest, k))
        return sorted(found.items(), key=lambda item: (-item[1], item[0]))[:k]

    def _nearest_stored(self, snapshot: Snapshot, query: Vectors, k: int) -> tuple[int, dict[int, float]]:
        """What the store finds nearest, and up to which number it knows the chunks."""
        found: dict[int, float] = {}
        with self._guard:
            stored, fetch = self._stored if self._syncs >= 0 else 0, k
            while stored:  # a handle that was opened on an empty store cannot be asked when others have filled it
                ranked = self._store.query(query, fetch)
                numbers = snapshot.numbers([chunk_id for chunk_id, _ in ranked])
                found = {numbers[chunk_id]: score for chunk_id, score in ranked if chunk_id in numbers}
                if len(found) >= k or len(ranked) < fetch:
                    break
                fetch *= 4  # chunks that are gone from the catalogue took the places
        return stored, found

    def nearest_within(self, query: Vectors, numbers: Numbers, k: int) -> list[tuple[int, float]]:
        """Rank the given chunks, ascending, by cosine, best first, as (number, cosine).

        The cosines are exact; of very many chunks, a hundredth of the best may be overlooked.
        """
        numbers = self.vectors.candidates(numbers, query, k)
        scores = self.vectors.similarities(numbers, query)
        best = np.argpartition(-scores, k)[:k] if len(scores) > k else np.arange(len(scores))
        best = best[np.lexsort((numbers[best], -scores[best]))]
        return [(int(numbers[i]), float(scores[i])) for i in best]

    def is_current(self, snapshot: Snapshot) -> bool:
        """Whether the store still holds all that the snapshot names: whether nobody wrote to it since."""
        with self.catalog.snapshot() as now:
            return bool(now.meta("syncs") == snapshot.meta("syncs"))

    def sync(self) -> bool:
        """Tell the store what the catalogue has decided since; false when another writer is at it."""
        with self.catalog.snapshot() as now:
            if not now.unsynced():
                return True
        try:
            with self._vector_lock(self.settings.lock_timeout):
                self._open_store()
                while self._sync_batch():
                    pass
        except LibraryBusy:
            logger.info("Another process holds the vector lock; the next writer brings the store up to date.")
            return False
        return True

    @contextmanager
    def locked_store(self) -> Iterator[VectorStore]:
        """Have the store as all writers left it, and nobody else opening or writing it."""
        with self._vector_lock(self.settings.lock_timeout):
            yield self._open_store()

    def reset_store(self) -> None:
        """Throw the store away, whatever its state; ``sync`` builds it anew from the vectors."""
        with self._vector_lock(self.settings.lock_timeout), self._guard:
            self._store.reset()
            with self.catalog.transaction() as connection:
                forget_store(connection)
            self._syncs = -1

    def close(self) -> None:
        """Let go of files."""
        with self._guard:
            self._store.close()
            self._syncs = -1
        self.catalog.close()
        self._lease.close()

    def open_store(self) -> None:
        """Open the store for the searches to come; one that cannot be opened is done without for a while."""
        try:
            with self.catalog.snapshot() as snapshot:
                self._catch_up(snapshot)
        except LibraryError as error:
            self._do_without_store(error)

    def _do_without_store(self, error: LibraryError) -> None:
        """Let go of a store that has failed; all vectors are in the library's own file."""
        logger.warning("%s Until it answers again, searches rank all vectors, exactly but slower.", error)
        with self._guard, suppress(LibraryError):
            self._syncs = -1
            self._retry_at = time.monotonic() + RETRY_AFTER
            self._store.close()

    def _is_open(self, snapshot: Snapshot) -> bool:
        """Whether the store can be asked; it catches up first, and is opened once so many have searched."""
        if self._syncs >= 0:
            self._catch_up(snapshot)
        elif time.monotonic() >= self._retry_at:
            self._asked += 1
            if self._asked > EXACT_FIRST:
                self._catch_up(snapshot)
        return self._syncs >= 0

    def _every_number(self, snapshot: Snapshot) -> Numbers:
        """The numbers of all chunks, remembered until the library changes."""
        version, numbers = self._every
        if version != snapshot.version:
            # By the places of articles: a third of the time of looking at every chunk.
            version, numbers = self._every = snapshot.version, snapshot.admitted(ALL)
        return numbers

    def _catch_up(self, snapshot: Snapshot) -> None:
        """Open the store, or open it anew when others have written much to it; without the lock, leave it."""
        stored, syncs = snapshot.meta("stored"), snapshot.meta("syncs")
        if self._syncs < 0 or (self._syncs < syncs and stored - self._stored > REOPEN_AFTER):
            try:
                with self._vector_lock(READER_PATIENCE):
                    self._open_store()
            except LibraryBusy:
                logger.info("A writer holds the vector lock; vectors are ranked without the store.")

    def _open_store(self) -> VectorStore:
        """Have a handle that knows all writes to the store; the vector lock is held."""
        with self.catalog.snapshot() as now, self._guard:
            syncs, stored = now.meta("syncs"), now.meta("stored")
            if self._syncs != syncs:
                self._syncs = -1
                self._store.reopen()
                row = now.connection.execute("SELECT count(*) FROM chunks WHERE number <= ?", (stored,)).fetchone()
                # A store that has lost records (its folder was deleted, or is an older copy) is told everything again.
                self._stored = stored if self._store.count() >= row[0] else 0
                self._syncs = syncs
            return self._store

    def _sync_batch(self) -> bool:
        """Bring the store one step nearer to the catalogue; false when nothing is left to do."""
        with self.catalog.snapshot() as now:
            dropped = [row[0] for row in now.connection.execute("SELECT id FROM dropped LIMIT ?", (SYNC_BATCH,))]
            rows = now.connection.execute(
                "SELECT number, id FROM chunks WHERE number > ? ORDER BY number LIMIT ?", (self._stored, SYNC_BATCH)
            ).fetchall()
        if not dropped and not rows:
            return False
        if dropped:
            self._store.delete(dropped)
            rows = []  # an id may be dropped and there again: all are deleted before the first is stored
        if rows:
            numbers = np.array([number for number, _ in rows], dtype=np.int64)
            self._store.upsert([chunk_id for _, chunk_id in rows], self.vectors.read(numbers))
        with self.catalog.transaction() as connection:
            connection.executemany("DELETE FROM dropped WHERE id = ?", [(chunk_id,) for chunk_id in dropped])
            if rows:
                self._stored = rows[-1][0]
                connection.execute("UPDATE meta SET value = ? WHERE key = 'stored'", (self._stored,))
            connection.execute("UPDATE meta SET value = value + 1 WHERE key = 'syncs'")
            self._syncs += 1
        return True

    @contextmanager
    def _vector_lock(self, timeout: float) -> Iterator[None]:
        """Be the only one, of all threads and processes, that opens or writes the store."""
        from filelock import FileLock, Timeout

        path = self.settings.home / "vectors.lock"
        lock = FileLock(path, timeout=timeout)
        try:
            lock.acquire()
        except Timeout:
            raise LibraryBusy(
                f"Another process holds {path} (waited {timeout:g} s).", remedy="Try again when it is done."
            ) from None
        except OSError as error:
            raise LibraryError(
                f"{path} cannot be locked: {error.strerror}.", remedy="Check its permissions."
            ) from error
        try:
            yield
        finally:
            lock.release()


def _see_that_nothing_is_gone(home: Path) -> None:
    """Refuse vectors without a catalogue: SQLite would take the empty file for a new library."""
    catalog, vectors = home / CATALOG, home / VECTORS
    if (not catalog.exists() or not catalog.stat().st_size) and vectors.exists() and vectors.stat().st_size:
        raise LibraryError(
            f"{catalog} is missing or empty, though the library has vectors.",
            remedy="Restore a backup, or add the pages to a new --home.",
        )


def forget_store(connection: sqlite3.Connection) -> None:
    """Note in the catalogue that the vector store is to be told everything."""
    connection.execute("DELETE FROM dropped")
    connection.execute("UPDATE meta SET value = 0 WHERE key = 'stored'")
    connection.execute("UPDATE meta SET value = value + 1 WHERE key = 'syncs'")
