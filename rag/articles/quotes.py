"""Pull quotes: words of a story that a page prints again in the middle of it, in a frame of their own."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from rag.articles.lines import CLOSERS, OPENERS, compact

if TYPE_CHECKING:
    from rag.articles.pieces import Piece

# How many lines a pull quote has at most, and how many signs at least: a headline may say five words of its story.
_LINES = 4
_SIGNS = 12
# How many lines above and below a pull quote its story prints the same words.
_NEAR = 80
# How many signs beside such words tell where they stand.
_BESIDE = 2
_STOPS = "。.!?;…"


def name_pull_quotes(pieces: Sequence[Piece]) -> None:
    """Name the frames that say in full clauses what the text near them says to the letter."""
    starts = [at for at, piece in enumerate(pieces) if at == 0 or piece.line.blank]
    for first, end in pairwise([*starts, len(pieces)]):
        if first > 0 and end < len(pieces) and end - first <= _LINES and _is_pull_quote(pieces, first, end):
            for piece in pieces[first:end]:
                piece.kind = "furniture"


def _is_pull_quote(pieces: Sequence[Piece], first: int, end: int) -> bool:
    """Whether a frame stands between two paragraphs, and repeats words of the text around it."""
    above, below = pieces[first - 1], pieces[end]
    # Writers or a dateline below tell of a headline, and a headline above of a story's first words.
    if above.kind is not None or not above.line.final or below.kind is not None or below.opens:
        return False
    if any(piece.kind is not None or piece.opens for piece in pieces[first:end]):
        return False
    printed = compact("".join(piece.line.text for piece in pieces[first:end]))
    words = printed.strip(OPENERS + CLOSERS + _STOPS)
    # What ends in a full stop is a paragraph, unless it stands in quotation marks as a whole.
    ended = pieces[end - 1].line.final and printed[0] not in OPENERS
    if ended or "," not in words or len(words) < _SIGNS:
        return False
    ends, begins = compact(above.line.text)[-_BESIDE:], compact(below.line.text)[:_BESIDE]
    return any(
        _is_said(words, near, ends, begins)
        for near in (pieces[max(0, first - _NEAR) : first], pieces[end : end + _NEAR])
    )


def _is_said(words: str, near: Sequence[Piece], ends: str, begins: str) -> bool:
    """Whether a text has these words, and others beside them than the page: else it is the same copy once more."""
    text = compact("".join(piece.line.text for piece in near if piece.kind is None))
    before, said, after = text.partition(words)
    is_copy = before.rstrip(OPENERS).endswith(ends) or after.lstrip(CLOSERS + _STOPS).startswith(begins)
    return said != "" and not is_copy
