"""The plug points: whoever keeps these five promises can stand in for a part (``rag.fakes`` does, in tests)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from rag.types import Page, Usage

Vectors = NDArray[np.float32]
Progress = Callable[[str, int, int], None]
"""Called as ``progress(what, done, of)``; ``of`` is 0 while it is not known."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message to a chat model."""

    role: Literal["system", "user", "assistant"]
    text: str


@dataclass(frozen=True, slots=True)
class Delta:
    """A piece of a chat model's reply; ``usage`` comes with the last one, where the server tells it."""

    text: str
    usage: Usage | None = None


@dataclass(frozen=True, slots=True)
class Leaning:
    """How much surer a model is of one word than of another: the logarithm of the odds."""

    odds: float
    usage: Usage


@dataclass(frozen=True, slots=True)
class Logits:
    """The logits of some tokens as a reply's first one, in their order, up to a constant."""

    values: tuple[float, ...]
    usage: Usage


class PageReader(Protocol):
    """Reads one kind of file into a page."""

    suffixes: frozenset[str]

    def read(self, data: bytes, source: str) -> Page:
        """Read a file's bytes; raises ``UnreadableFile`` for what is not such a file."""
        ...


class Embedder(Protocol):
    """Turns texts into unit vectors in which nearness is likeness in meaning.

    ``name`` identifies model and revision: vectors of two names are never compared. ``remote`` says whether
    texts leave the machine.
    """

    name: str
    remote: bool

    @property
    def dimensions(self) -> int:
        """The length of each vector."""
        ...

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Embed texts to be found; shape ``(len(texts), dimensions)``, rows of length one."""
        ...

    def embed_query(self, text: str) -> Vectors:
        """Embed what is searched for; shape ``(dimensions,)``, of length one."""
        ...


class ChatModel(Protocol):
    """Writes a reply to messages, piece by piece.

    ``name`` is what answers name as their model; ``context_tokens`` bounds prompt and reply together; ``slots`` is
    how many requests the server works on at once.
    """

    name: str
    remote: bool
    context_tokens: int
    slots: int

    def stream(
        self, messages: Sequence[Message], *, max_tokens: int, schema: dict[str, Any] | None = None
    ) -> Iterator[Delta]:
        """Stream the reply, as JSON of ``schema`` where given; closing the iterator stops the server.

        Raises a ``ModelError`` that says what is wrong and what mends it.
        """
        ...

    def lean(self, messages: Sequence[Message], yes: str, no: str) -> Leaning | None:
        """Tell how much surer it is to begin its reply with one word than with the other.

        ``None`` where the server does not tell, or where asking often is dear. Raises a ``ModelError``.
        """
        ...

    def logits(self, messages: Sequence[Message], tokens: Sequence[int]) -> Logits | None:
        """Tell the logits of some of its tokens, by their numbers, as the first one of its reply.

        ``None`` where the server does not tell, or where asking often is dear. Raises a ``ModelError``.
        """
        ...

    def count_tokens(self, text: str) -> int:
        """Count the tokens that the model makes of a text."""
        ...


class VectorStore(Protocol):
    """Keeps chunk vectors under their ids, for one embedder; opened by ``reopen`` before anything else."""

    def upsert(self, ids: Sequence[str], vectors: Vectors) -> None:
        """Store vectors; an id that is there is replaced."""
        ...

    def delete(self, ids: Sequence[str]) -> None:
        """Forget ids; unknown ones are no error."""
        ...

    def query(self, vector: Vectors, k: int) -> list[tuple[str, float]]:
        """Find the ``k`` nearest ids with their cosine similarity, best first."""
        ...

    def get(self, ids: Sequence[str]) -> dict[str, Vectors]:
        """Fetch the vectors of those ids that are there."""
        ...

    def ids(self) -> set[str]:
        """List all stored ids."""
        ...

    def count(self) -> int:
        """Count the stored ids."""
        ...

    def reopen(self) -> None:
        """Open the store, or see what other processes wrote since it was opened."""
        ...

    def reset(self) -> None:
        """Forget everything, in whatever state it is; the store is closed then."""
        ...

    def close(self) -> None:
        """Let go of files."""
        ...


class TokenCounter(Protocol):
    """Counts tokens, to pack chunks and to forecast costs."""

    def __call__(self, text: str) -> int:
        """Count the tokens of a text."""
        ...
