"""A vector store that fails is done without, and asked again after a while: all vectors are in the library's file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from bench import rankings
from rag.archive import index as index_module
from rag.archive import ingest
from rag.archive.index import Index
from rag.errors import LibraryError
from rag.fakes import MemoryStore
from rag.ports import Vectors
from tests.shelf import many, open_index

QUERY = "第3届展览的编号"


class Away(MemoryStore):
    """A store on a server that goes away and comes back."""

    def __init__(self) -> None:
        super().__init__()
        self.away = False
        self.asked = 0

    def query(self, vector: Vectors, k: int) -> list[tuple[str, float]]:
        self.asked += 1
        self._answer()
        return super().query(vector, k)

    def reopen(self) -> None:
        self._answer()
        super().reopen()

    def close(self) -> None:
        self._answer()

    def _answer(self) -> None:
        if self.away:
            raise LibraryError("The store is away.", remedy="Start its server.")


@pytest.fixture
def store() -> Away:
    return Away()


@pytest.fixture
def index(tmp_path: Path, store: Away, monkeypatch: pytest.MonkeyPatch) -> Index:
    monkeypatch.setattr(index_module, "EXACT_FIRST", 0)
    index = open_index(tmp_path, store)
    ingest.add(index, many(5))
    return index


def ranking(index: Index) -> list[str]:
    return [hit.chunk.id for hit in rankings.dense(index, QUERY, 5)]


def test_searches_go_on_exactly_while_an_open_store_is_away(
    index: Index, store: Away, caplog: pytest.LogCaptureFixture
) -> None:
    by_store = ranking(index)
    assert store.asked == 1
    store.away = True
    assert [ranking(index) for _ in range(3)] == [by_store] * 3
    assert store.asked == 2
    assert [record.getMessage().count("Start its server.") for record in caplog.records] == [1]


def wait(index: Index) -> None:
    index._retry_at = 0.0


@pytest.mark.parametrize("fail", [lambda index: index.open_store(), ranking])
def test_a_store_that_comes_back_is_asked_again(index: Index, store: Away, fail: Callable[[Index], object]) -> None:
    store.away = True
    fail(index)
    store.away = False
    by_file = ranking(index)
    asked = store.asked
    wait(index)
    assert ranking(index) == by_file
    assert store.asked == asked + 1
