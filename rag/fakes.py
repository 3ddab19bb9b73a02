"""Stand-ins that keep the promises of ``rag.ports`` in memory: for tests, and for trying the pipeline in a second."""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import numpy as np

from rag.errors import ModelError, ModelRefused
from rag.ports import Delta, Leaning, Logits, Message, Vectors
from rag.types import Usage


class FakeEmbedder:
    """Hashes the character bigrams of a text into a vector: texts that share words are near, always in the same way."""

    remote = False

    def __init__(self, dimensions: int = 256, name: str = "fake-bigrams") -> None:
        self.name = name
        self._dimensions = dimensions

    @property
    def dimensions(self) -> int:
        """The length of each vector."""
        return self._dimensions

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Embed texts to be found; shape ``(len(texts), dimensions)``, rows of length one."""
        return np.asarray([self.embed_query(text) for text in texts], np.float32).reshape(-1, self._dimensions)

    def embed_query(self, text: str) -> Vectors:
        """Embed what is searched for; shape ``(dimensions,)``, of length one."""
        vector = np.zeros(self._dimensions, np.float32)
        letters = "".join(text.lower().split())
        for start in range(max(1, len(letters) - 1)):
            # Two numbers of a hash: which place, and which sign, so that unlike texts are near zero (feature hashing).
            digest = hashlib.blake2b(letters[start : start + 2].encode("utf-8", "replace"), digest_size=8).digest()
            vector[int.from_bytes(digest[:4]) % self._dimensions] += 1 if digest[4] & 1 else -1
        length = float(np.linalg.norm(vector))
        if length == 0:  # signs that cancel out
            vector[0] = length = 1.0
        return vector / np.float32(length)


class FakeChatModel:
    """Replies with what is queued, a few characters a piece, and keeps the messages that it was sent.

    A queued ``ModelError`` is raised; a pair ``(text, error)`` is raised after the text. When the queue is empty it
    refuses, so that a test says everything that it expects. ``leans`` gives the odds of ``lean`` for the last message.
    """

    remote = False

    def __init__(
        self,
        replies: Iterable[str | ModelError | tuple[str, ModelError]] = (),
        *,
        slots: int = 1,
        leans: Callable[[str], float] | None = None,
    ) -> None:
        self.name = "fake-chat"
        self.context_tokens = 8192
        self.slots = slots
        self.leans = leans
        self.replies = deque(replies)
        self.asked: list[tuple[Message, ...]] = []
        self.schemas: list[dict[str, Any] | None] = []
        self.closed = 0

    def stream(
        self, messages: Sequence[Message], *, max_tokens: int, schema: dict[str, Any] | None = None
    ) -> Iterator[Delta]:
        """Stream the next queued reply, one token a character; ``closed`` counts the replies that were not read out."""
        self.asked.append(tuple(messages))
        self.schemas.append(schema)
        if not self.replies:
            raise ModelRefused("The fake model has no reply left.", remedy="Queue one more.")
        reply = self.replies.popleft()
        text, error = reply if isinstance(reply, tuple) else (reply, None) if isinstance(reply, str) else ("", reply)
        text = text[:max_tokens]
        try:
            for start in range(0, len(text), 3):
                yield Delta(text[start : start + 3])
            if error:
                raise error
            yield Delta("", Usage(sum(self.count_tokens(message.text) for message in messages), len(text)))
        except GeneratorExit:
            self.closed += 1
            raise

    def lean(self, messages: Sequence[Message], yes: str, no: str) -> Leaning | None:
        """Tell what it was given to tell, one token a character; ``None`` where it was given nothing."""
        del yes, no
        read = sum(self.count_tokens(message.text) for message in messages)
        return Leaning(self.leans(messages[-1].text), Usage(read, 1)) if self.leans else None

    def logits(self, messages: Sequence[Message], tokens: Sequence[int]) -> Logits | None:
        """Tell the odds that it was given for the first token, and 0 for the others."""
        read = sum(self.count_tokens(message.text) for message in messages)
        told = (self.leans(messages[-1].text), *(0.0 for _ in tokens[1:])) if self.leans else None
        return Logits(told, Usage(read, 1)) if told else None

    def count_tokens(self, text: str) -> int:
        """Count one token a character."""
        return len(text)


class MemoryStore:
    """Keeps vectors in a dictionary and ranks all of them exactly."""

    def __init__(self) -> None:
        self._vectors: dict[str, Vectors] = {}

    def upsert(self, ids: Sequence[str], vectors: Vectors) -> None:
        """Store vectors; an id that is there is replaced."""
        self._vectors.update(zip(ids, np.asarray(vectors, np.float32), strict=True))

    def delete(self, ids: Sequence[str]) -> None:
        """Forget ids; unknown ones are no error."""
        for chunk_id in ids:
            self._vectors.pop(chunk_id, None)

    def query(self, vector: Vectors, k: int) -> list[tuple[str, float]]:
        """Find the ``k`` nearest ids with their cosine similarity, best first."""
        scored = ((chunk_id, float(known @ vector)) for chunk_id, known in list(self._vectors.items()))
        return sorted(scored, key=lambda item: (-item[1], item[0]))[:k]

    def get(self, ids: Sequence[str]) -> dict[str, Vectors]:
        """Fetch the vectors of those ids that are there."""
        return {chunk_id: self._vectors[chunk_id] for chunk_id in ids if chunk_id in self._vectors}

    def ids(self) -> set[str]:
        """List all stored ids."""
        return set(self._vectors)

    def count(self) -> int:
        """Count the stored ids."""
        return len(self._vectors)

    def reopen(self) -> None:
        """See what others wrote: nobody else can."""

    def reset(self) -> None:
        """Forget everything."""
        self._vectors.clear()

    def close(self) -> None:
        """Keep everything: a closed store can be opened again."""
