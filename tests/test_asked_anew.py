"""A question that is asked while its articles are removed: it is asked anew, and an error of the asker's stays one."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from rag import Library
from rag.errors import InputError, UnknownArticle
from rag.types import Answer


class Racing:
    """A chain that finds, so many times, that an article has just been removed by somebody else."""

    def __init__(self, library: Library, times: int, *, removes: bool = True, says: str = "") -> None:
        self.library, self.left, self.removes, self.says = library, times, removes, says
        self.asked = 0

    def stream(self, question: Any) -> Iterator[str | Answer]:
        self.asked += 1
        if self.left:
            self.left -= 1
            if self.says:
                yield self.says
            if self.removes:
                self.library.remove([self.library.listing().articles[0].id])
            raise UnknownArticle("The library has no such article.")
        yield Answer(question, "有。", False, (), (), "fake")

    def invoke(self, question: Any) -> Any:
        return list(self.stream(question))[-1]


def racing(library: Library, times: int, **how: Any) -> Racing:
    chain = Racing(library, times, **how)
    vars(library)["chain"] = chain
    return chain


@pytest.mark.parametrize("way", ["ask", "stream"])
def test_it_is_asked_anew(library: Library, way: str) -> None:
    chain = racing(library, 2)
    answer = library.ask("？") if way == "ask" else list(library.stream("？"))[-1]
    assert isinstance(answer, Answer)
    assert chain.asked == 3


def test_not_without_end(library: Library) -> None:
    chain = racing(library, 3)
    with pytest.raises(UnknownArticle):
        library.ask("？")
    assert chain.asked == 3


def test_not_for_an_error_of_the_askers(library: Library) -> None:
    chain = racing(library, 1, removes=False)
    with pytest.raises(InputError):
        library.ask("？")
    assert chain.asked == 1


def test_not_after_a_word_was_said(library: Library) -> None:
    chain = racing(library, 1, says="港口")
    with pytest.raises(InputError):
        list(library.stream("？"))
    assert chain.asked == 1


def test_who_leaves_stops_the_answer(library: Library) -> None:
    closed = SimpleNamespace(there=False)

    def stream(_: Any) -> Iterator[str]:
        try:
            yield "一"
            yield "二"
        finally:
            closed.there = True

    vars(library)["chain"] = SimpleNamespace(stream=stream)
    pieces = library.stream("？")
    assert next(pieces) == "一"
    pieces.close()  # type: ignore[attr-defined]
    assert closed.there
