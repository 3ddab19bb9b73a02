"""The turns of an interview: who speaks stands before what is said, and takes turns with others."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rag.articles.pieces import Piece

# Who speaks, and what he is: 古维桢(董事长):
_TURN = re.compile(r"(?P<speaker>[\u3400-\u9fffA-Za-z·《》]{1,12})(?:\([^()]{1,30}\))?:(?=.)")
# How often one speaker is named at least, and how many turns there are together.
_FEWEST, _FEWEST_TURNS = 2, 4


def open_turns(pieces: Sequence[Piece]) -> None:
    """Mark the lines with which a turn begins as running text: a question is no headline here."""
    begun = [(piece, speaker) for piece, speaker in map(_turn, pieces, [None, *pieces]) if speaker]
    counts = Counter(speaker for _, speaker in begun)
    turns = [piece for piece, speaker in begun if counts[speaker] >= _FEWEST]
    speakers = {speaker for speaker, count in counts.items() if count >= _FEWEST}
    if len(turns) >= _FEWEST_TURNS and len(speakers) > 1:
        for piece in turns:
            piece.opens, piece.begins = True, True


def _turn(piece: Piece, above: Piece | None) -> tuple[Piece, str]:
    """A piece, and who begins to speak with it."""
    begins = above is None or above.kind is not None or above.line.final or piece.line.blank
    match = _TURN.match(piece.line.text) if begins and piece.kind is None and not piece.opens else None
    return piece, match["speaker"] if match else ""
