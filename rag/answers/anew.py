"""A question asked anew where the library changed under it."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator

from rag.archive.index import Index
from rag.errors import InputError
from rag.types import Answer

# How often a question is asked anew because the library changed under it.
_ASKED_ANEW = 2


def ask_anew(index: Index, ask: Callable[[], Iterator[Answer] | Iterator[str | Answer]]) -> Iterator[str | Answer]:
    """Ask, and again where an article or page that was found has been removed before it was read."""
    for left in reversed(range(_ASKED_ANEW + 1)):
        with index.snapshot() as snapshot:
            before = snapshot.version
        begun = False
        pieces = ask()
        try:
            for piece in pieces:
                begun = True
                yield piece
        except InputError:
            with index.snapshot() as snapshot:
                moved = snapshot.version != before
            if begun or not moved or not left:
                raise
        else:
            return
        finally:
            if isinstance(pieces, Generator):
                pieces.close()
