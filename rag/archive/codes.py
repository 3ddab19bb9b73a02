"""Sign codes: one bit a dimension of every vector, by which the nearest of very many are narrowed down in memory.

The method is binary quantisation with rescoring (Yamada, Asai and Hajishirzi, "Efficient Passage Retrieval with
Hashing", arXiv 2106.00882), the query keeping more than one bit a dimension as in RaBitQ (Gao and Long, arXiv
2405.12497).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from rag.ports import Vectors

WORD_BITS = 64
# Rows coded and compared at once: their words, and what is computed of them, stay in a core's cache.
BLOCK = 16_384
# E5's vectors share a direction (their cosines lie in .7 to 1), so that signs say little before it is taken away. The
# median of so many rows shows it, and no damaged row can shift it far.
SAMPLE = 2_000
# Halves of four levels of a query, one standard deviation apart: the best for a normal distribution (Max, "Quantizing
# for Minimum Distortion", 1960). The candidates needed for as good a recall are half as many as with signs alone.
LEVELS = 4


class SignCodes:
    """The codes of the first rows of a matrix: a bit says whether a row exceeds the centre in a dimension."""

    def __init__(self, dimensions: int) -> None:
        self._words = -(-dimensions // WORD_BITS)
        self._centre: Vectors = np.zeros(dimensions, np.float32)
        self._blocks: list[NDArray[np.uint64]] = []  # each of shape (words, BLOCK)
        self._coded = 0

    def extend(self, matrix: Vectors, rows: NDArray[np.int64]) -> None:
        """Code a matrix up to the last of some ascending row numbers; the first time, their median is the centre."""
        last = int(rows[-1])
        if not self._coded:
            sample = matrix[rows[:: -(-len(rows) // SAMPLE)] - 1]
            self._centre = np.sort(sample, axis=0)[len(sample) // 2]  # np.median would be spoilt by a single NaN
        while self._coded < last:
            block, start = divmod(self._coded, BLOCK)
            if block == len(self._blocks):
                self._blocks.append(np.empty((self._words, BLOCK), np.uint64))
            stop = min(BLOCK, start + last - self._coded)
            above = matrix[self._coded : self._coded + stop - start] > self._centre
            self._blocks[block][:, start:stop] = self._packed(above)
            self._coded += stop - start

    def forget(self, first: int) -> None:
        """Have the rows from a number on coded anew: they were overwritten."""
        self._coded = min(self._coded, first - 1)

    def distances(self, rows: NDArray[np.int64], query: Vectors) -> NDArray[np.uint16]:
        """How far ascending row numbers that are coded lie from a query, by their codes; shape ``(len(rows),)``."""
        centred = query - self._centre
        levels = np.clip(np.floor(centred / (centred.std() or 1)) + LEVELS // 2, 0, LEVELS - 1).astype(np.uint8)
        high, low = self._packed(np.stack([levels >> 1, levels & 1])).T
        found = np.empty(len(rows), np.uint16)
        start = 0
        for number, codes in enumerate(self._blocks):
            first = number * BLOCK + 1
            stop = start + int(np.searchsorted(rows[start:], first + BLOCK))
            if stop > start:
                far = _differing(codes, high)
                far <<= 1
                far += _differing(codes, low)
                found[start:stop] = far if stop - start == BLOCK else far[rows[start:stop] - first]
            start = stop
        return found

    def _packed(self, bits: NDArray[np.bool_] | NDArray[np.uint8]) -> NDArray[np.uint64]:
        """Bits as words; shape ``(words, len(bits))``."""
        packed = np.packbits(bits, axis=1)
        padded = np.pad(packed, ((0, 0), (0, self._words * WORD_BITS // 8 - packed.shape[1])))
        return padded.view(np.uint64).T


def nearest(distances: NDArray[np.uint16], count: int) -> NDArray[np.bool_]:
    """Mark the ``count`` least distances, and all that equal the greatest of them."""
    within = np.cumsum(np.bincount(distances))
    marked: NDArray[np.bool_] = distances <= np.searchsorted(within, count)
    return marked


def _differing(codes: NDArray[np.uint64], query: NDArray[np.uint64]) -> NDArray[np.uint16]:
    """In how many bits each code differs from the query's."""
    differing = np.zeros(codes.shape[1], np.uint16)
    for word, asked in zip(codes, query, strict=True):
        differing += np.bitwise_count(word ^ asked)
    return differing
