"""Chroma, in the library's folder or as a server: the vector store. The only module that knows it.

Chroma 1.5 has no lock of its own. A handle that is open goes on with what it loaded, whoever writes meanwhile;
opening one and asking it the first time may write (it replays its log into the index); two handles that write
spoil the index in silence. So whoever opens, or writes, holds the library's vector lock: ``rag.archive.index`` sees to
that, and reopens a handle that others have overtaken.

A server has one index for all its clients, and a collection for each library. Folder and server never both hold a copy
of one library: whichever is opened makes the other's void, so that a return to it cannot find an old one.
"""

from __future__ import annotations

import hashlib
import itertools
import secrets
import shutil
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import numpy as np

from rag.errors import LibraryError, SetupError
from rag.ports import Vectors, VectorStore

COLLECTION = "chunks"
SERVED = "chroma-server.id"
# Chroma's index is made for cosine; its default is the squared Euclidean distance.
CONFIGURATION = {"hnsw": {"space": "cosine", "ef_construction": 100, "ef_search": 200, "max_neighbors": 16}}

# Chroma shares one system among all clients of a process that spell a path alike, and closing one of them would not
# reopen it: each handle spells its folder in its own way.
_spellings: set[str] = set()
_spellings_guard = threading.Lock()
_connected: Counter[int] = Counter()  # clients of each pool of connections to a server


def open_store(folder: Path, url: str | None = None) -> VectorStore:
    """Make the store of a library: Chroma in ``folder``, or with ``url`` on a server; nothing is opened yet."""
    return ChromaServerStore(folder, url) if url else ChromaStore(folder)


class ChromaStore:
    """Chunk vectors in a Chroma collection in one folder; ids only, since the catalogue holds the rest.

    Nothing is opened before ``reopen``.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._served = folder.with_name(SERVED)
        self._where = str(folder)
        self._remedy = "Run `jianbao doctor --repair`, which rebuilds it from the library's own vectors."
        self._spelling = ""
        self._client: Any = None
        self._collection: Any = None
        self._batch = 0

    def upsert(self, ids: Sequence[str], vectors: Vectors) -> None:
        """Store vectors; an id that is there is replaced."""
        with self._errors():
            for start in range(0, len(ids), self._batch):
                part = slice(start, start + self._batch)
                self._collection.upsert(ids=list(ids[part]), embeddings=np.asarray(vectors[part], np.float32))

    def delete(self, ids: Sequence[str]) -> None:
        """Forget ids; unknown ones are no error."""
        with self._errors():
            for start in range(0, len(ids), self._batch):
                self._collection.delete(ids=list(ids[start : start + self._batch]))

    def query(self, vector: Vectors, k: int) -> list[tuple[str, float]]:
        """Find the ``k`` nearest ids with their cosine similarity, best first."""
        with self._errors():
            found = self._collection.query(query_embeddings=[vector], n_results=k, include=["distances"])
        return [(str(i), 1.0 - float(d)) for i, d in zip(found["ids"][0], found["distances"][0], strict=True)]

    def get(self, ids: Sequence[str]) -> dict[str, Vectors]:
        """Fetch the vectors of those ids that are there."""
        vectors: dict[str, Vectors] = {}
        with self._errors():
            for start in range(0, len(ids), self._batch):
                found = self._collection.get(ids=list(ids[start : start + self._batch]), include=["embeddings"])
                vectors.update(zip(found["ids"], np.asarray(found["embeddings"], np.float32), strict=True))
        return vectors

    def ids(self) -> set[str]:
        """List all stored ids."""
        with self._errors():
            return set(self._collection.get(include=[])["ids"])

    def count(self) -> int:
        """Count the stored ids."""
        with self._errors():
            return int(self._collection.count())

    def reopen(self) -> None:
        """See what other processes wrote since the store was opened."""
        self.close()
        import chromadb  # more than a second of start-up
        from chromadb.config import Settings

        with self._errors():
            self._served.unlink(missing_ok=True)
            self._folder.mkdir(parents=True, exist_ok=True)
            with _spellings_guard:
                spellings = (f"{self._folder}{'/.' * count}" for count in itertools.count())
                self._spelling = next(spelling for spelling in spellings if spelling not in _spellings)
                _spellings.add(self._spelling)
            self._client = chromadb.PersistentClient(self._spelling, Settings(anonymized_telemetry=False))
            self._batch = int(self._client.get_max_batch_size())
            self._collection = self._client.get_or_create_collection(
                COLLECTION, embedding_function=None, configuration=CONFIGURATION
            )
            # The first question replays Chroma's log, the first look at a vector loads its index: now, under the lock.
            self._collection.get(limit=1, include=["embeddings"])

    def reset(self) -> None:
        """Forget everything, in whatever state it is."""
        self.close()
        shutil.rmtree(self._folder, ignore_errors=True)

    def close(self) -> None:
        """Let go of files."""
        # The spelling of a client that could not be made is never used again: Chroma keeps what there was of it.
        if self._client is not None:
            self._client.close()
            self._client = self._collection = None
            _spellings.discard(self._spelling)

    @contextmanager
    def _errors(self) -> Iterator[None]:
        """Say in the library's words what Chroma raises, which has no common ancestor but ``Exception``."""
        try:
            yield
        except Exception as error:
            reason = " ".join(str(error).split())[:200] or type(error).__name__
            raise LibraryError(
                f"The vector index in {self._where} cannot be used: {reason}.", remedy=self._remedy
            ) from error


class ChromaServerStore(ChromaStore):
    """Chunk vectors in a collection of a Chroma server, which is the library's own.

    The collection's name is made of the library's place and a number in its folder: a copy elsewhere has another.
    """

    def __init__(self, folder: Path, url: str) -> None:
        """Raises ``SetupError`` for an address that is none."""
        super().__init__(folder)
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError:
            parts, port = urlsplit(""), None
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise SetupError(
                "JIANBAO_CHROMA_URL is not the address of a server.", remedy="Write it like http://127.0.0.1:8000."
            )
        self._tls = parts.scheme == "https"
        self._host = parts.hostname
        self._port = port or (443 if self._tls else 80)
        self._where = f"{parts.scheme}://{self._host}:{self._port}"
        self._remedy = "Start the server (chroma run), mend JIANBAO_CHROMA_URL, or unset it."

    def reopen(self) -> None:
        """Connect, and have the library's collection."""
        self.close()
        import chromadb
        from chromadb.config import Settings

        with self._errors():
            name = self._name()
            shutil.rmtree(self._folder, ignore_errors=True)
            self._client = chromadb.HttpClient(
                self._host, self._port, ssl=self._tls, settings=Settings(anonymized_telemetry=False)
            )
            with _spellings_guard:
                _connected[id(self._pool())] += 1
            self._batch = int(self._client.get_max_batch_size())
            self._collection = self._client.get_or_create_collection(
                name, embedding_function=None, configuration=CONFIGURATION
            )

    def reset(self) -> None:
        """Forget everything: the collection is dropped, and the next has another name."""
        if self._client is None:
            self.reopen()
        with self._errors():
            self._client.delete_collection(self._name())
        self._served.unlink(missing_ok=True)
        self.close()

    def close(self) -> None:
        """Let go of the connection."""
        if self._client is None:
            return
        pool = self._pool()
        self._client.close()
        self._client = self._collection = None
        with _spellings_guard:
            _connected[id(pool)] -= 1
            if pool is not None and not _connected[id(pool)]:
                pool.close()

    def _pool(self) -> Any:
        """The pool of connections, which clients may share and which Chroma 1.5 leaves open at the end."""
        return getattr(getattr(self._client, "_server", None), "_session", None)

    def _name(self) -> str:
        if not self._served.exists():
            self._served.parent.mkdir(parents=True, exist_ok=True)
            self._served.write_text(secrets.token_hex(16))
        own = f"{self._served.read_text()} {self._folder.resolve()}"
        return f"jianbao-{hashlib.sha256(own.encode()).hexdigest()[:32]}"
