"""Chroma, embedded: the vector store on disk. The only module that knows it.

Chroma 1.5 has no lock of its own. A handle that is open goes on with what it loaded, whoever writes meanwhile;
opening one and asking it the first time may write (it replays its log into the index); two handles that write
spoil the index in silence. So whoever opens, or writes, holds the library's vector lock: ``rag.archive.index`` sees to
that, and reopens a handle that others have overtaken.
"""

from __future__ import annotations

import itertools
import shutil
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from rag.errors import LibraryError
from rag.ports import Vectors

COLLECTION = "chunks"
# Chroma's index is made for cosine; its default is the squared Euclidean distance.
CONFIGURATION = {"hnsw": {"space": "cosine", "ef_construction": 100, "ef_search": 200, "max_neighbors": 16}}

# Chroma shares one system among all clients of a process that spell a path alike, and closing one of them would not
# reopen it: each handle spells its folder in its own way.
_spellings: set[str] = set()
_spellings_guard = threading.Lock()


class ChromaStore:
    """Chunk vectors in a Chroma collection in one folder; ids only, since the catalogue holds the rest.

    Nothing is opened before ``reopen``.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
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
                f"The vector index in {self._folder} cannot be used: {reason}.",
                remedy="Run `jianbao doctor --repair`, which rebuilds it from the library's own vectors.",
            ) from error
