"""How telling a word is in an archive: its inverse document frequency over chunks (Spärck Jones 1972)."""

from __future__ import annotations

import math

from rag.archive import lexicon
from rag.archive.snapshot import Snapshot
from rag.prose.script import simplified

# Of pairs of characters that stand in more chunks, it takes too long to see whether they do so in a row.
_RARE = 2000
# So many chunks tell whether a word is a work's name.
_FEW = 12


class Rarity:
    """Weighs words by how few chunks hold them, as words of the dictionary or as runs of characters."""

    def __init__(self, snapshot: Snapshot, column: lexicon.Column = "bigrams") -> None:
        """``column`` is the index that is asked; by ``"bigrams"`` names are found that no dictionary has."""
        self._snapshot = snapshot
        self._connection = snapshot.connection
        self._column: lexicon.Column = column
        self._chunks = snapshot.counts()[2]
        self._counted: dict[str, int] = {}

    def count(self, word: str) -> int:
        """Count the chunks that hold a word; a bound, where each of its pairs of characters is common."""
        if word not in self._counted:
            self._counted[word] = self._count(word)
        return self._counted[word]

    def _count(self, word: str) -> int:
        parts = [word] if self._column == "words" else lexicon.bigrams(word)
        least = min((lexicon.frequency(self._connection, part, self._column) for part in parts), default=0)
        if len(parts) == 1 or not 0 < least <= _RARE:
            return least
        return lexicon.phrase_frequency(self._connection, parts, self._column)

    def known(self, word: str) -> float | None:
        """The weight of a word, or ``None`` for one that is not there."""
        return self.weigh(word) if self.count(word) else None

    def is_work(self, word: str) -> bool:
        """Tell whether a word is a work's name: where it is printed, it stands in a title's marks (《》) mostly."""
        if not self.count(word):
            return False
        numbers = lexicon.holders(self._connection, lexicon.bigrams(word), "bigrams", _FEW)
        hits = self._snapshot.hits([(number, 0.0) for number in numbers])
        text = simplified("\n".join(hit.article.body[hit.chunk.start : hit.chunk.end] for hit in hits))
        return text.count(f"《{word}》") * 2 > text.count(word)

    def weigh(self, word: str) -> float:
        """The weight of a word; the highest for one that is not there."""
        return math.log(1 + self._chunks / (0.5 + self.count(word)))
