"""The vectors of all chunks as one plain file of rows, which any process maps and ranks exactly.

Row ``n`` belongs to the chunk that the catalogue numbers ``n``; numbers are never used twice. A row is written and
flushed before the catalogue commits its chunk, so what lies beyond the catalogue's last number is a dead writer's
and is overwritten. Reading rows here is ten times faster than from SQLite's pages, which narrow filters rest on. A
process that often ranks very many rows makes sign codes of them, which are never written.
"""

from __future__ import annotations

import os
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from rag.archive.codes import SignCodes, nearest
from rag.errors import LibraryError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from rag.ports import Vectors

FLOAT_BYTES = 4
# Above this share of all rows a plain product over the file beats gathering single rows out of it.
GATHER_SHARE = 0.4
# Rows gathered at once: they stay in a core's cache until they are multiplied, and are too few for BLAS to wake threads
# that the other rankings of a search need.
GATHERED = 512
# So many rows that are nearest by their codes hold .99 of the ten nearest of 300,000: of drawn vectors, and of E5's
# mixed with one another.
CANDIDATES = 12_000
# As many candidates for each row that is wanted, when many are.
CANDIDATES_EACH = 20
# Among fewer rows than this many times the candidates, comparing codes costs what it saves.
WORTH_CODING = 2
# Coding all rows costs what comparing codes saves in so many rankings: a command that answers a question makes none.
CODED_AFTER = 6


class VectorFile:
    """Unit vectors by row number: float32, little endian, ``dimensions`` a row, row 1 first."""

    def __init__(self, path: Path, dimensions: int) -> None:
        self.path = path
        self._dimensions = dimensions
        self._map: Vectors | None = None
        self._codes = SignCodes(dimensions)
        self._asked = 0
        self._guard = threading.Lock()

    def write(self, first: int, vectors: Vectors) -> None:
        """Write consecutive rows from number ``first`` on, and flush them; raises ``LibraryError`` on a full disk."""
        try:
            with open(os.open(self.path, os.O_RDWR | os.O_CREAT, 0o644), "r+b") as file:  # noqa: PTH123 - no truncating
                file.seek((first - 1) * self._dimensions * FLOAT_BYTES)
                file.write(np.ascontiguousarray(vectors, dtype="<f4").tobytes())
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise LibraryError(
                f"{self.path} cannot grow ({error.strerror}).", remedy="Free space on its disk; nothing is lost."
            ) from error
        with self._guard:
            self._codes.forget(first)

    def rows(self) -> int:
        """How many rows the file holds, dead ones included."""
        return self.path.stat().st_size // (self._dimensions * FLOAT_BYTES) if self.path.exists() else 0

    def read(self, rows: NDArray[np.int64]) -> Vectors:
        """Fetch rows by number; shape ``(len(rows), dimensions)``.

        Raises ``LibraryError`` when the file is shorter than the catalogue says.
        """
        return self._mapped(rows)[rows - 1]

    def similarities(self, rows: NDArray[np.int64], query: Vectors) -> Vectors:
        """Score rows by their cosine with a query of length one; shape ``(len(rows),)``."""
        mapped = self._mapped(rows)
        if len(rows) > GATHER_SHARE * len(mapped):
            return (mapped @ query)[rows - 1]
        found = np.empty(len(rows), np.float32)
        for start in range(0, len(rows), GATHERED):
            part = slice(start, start + GATHERED)
            np.matmul(np.take(mapped, rows[part] - 1, axis=0), query, out=found[part])  # a third of mapped[rows]'s time
        return found

    def candidates(self, rows: NDArray[np.int64], query: Vectors, k: int) -> NDArray[np.int64]:
        """Keep of ascending rows those that may be among the ``k`` nearest to a query: of very many, by sign codes.

        The rows are the catalogue's: one beyond its last would be coded, and then overwritten by another process.
        """
        count = max(CANDIDATES, CANDIDATES_EACH * k)
        if len(rows) <= WORTH_CODING * count:
            return rows
        mapped = self._mapped(rows)
        with self._guard:
            self._asked += 1
            if self._asked <= CODED_AFTER:
                return rows
            self._codes.extend(mapped, rows)
        return rows[nearest(self._codes.distances(rows, query), count)]

    def _mapped(self, rows: NDArray[np.int64]) -> Vectors:
        last = int(rows.max()) if len(rows) else 0
        with self._guard:
            if self._map is None or len(self._map) < last:
                count = self.rows()
                if count < last:
                    raise LibraryError(
                        f"{self.path} is damaged: it ends after {count} vectors, and the catalogue has {last}.",
                        remedy="Run `jianbao doctor --repair`, or restore a backup.",
                    )
                shape = (count, self._dimensions)
                self._map = (
                    np.memmap(self.path, dtype="<f4", mode="r", shape=shape) if count else np.empty(shape, np.float32)
                )
            return self._map
