"""What is wrong with a library is looked for once and mended by what was found, not by how it was worded."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from rag import Settings
from rag.archive import index as index_module
from rag.archive import ingest, upkeep
from rag.archive.catalog import Catalog
from rag.archive.index import Index
from rag.archive.vectors import VectorFile
from rag.doctor import status
from rag.fakes import FakeEmbedder, MemoryStore
from rag.models import embedders
from rag.ports import Vectors
from tests.shelf import CACHE, many, open_index, parse


class Embedder(FakeEmbedder):
    """Counts how many texts it is given at a time."""

    def __init__(self) -> None:
        super().__init__(64)
        self.batches: list[int] = []

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        self.batches.append(len(texts))
        return super().embed_passages(texts)


@pytest.fixture
def embedder() -> Embedder:
    return Embedder()


@pytest.fixture
def index(tmp_path: Path, embedder: Embedder, monkeypatch: pytest.MonkeyPatch) -> Index:
    monkeypatch.setattr(ingest, "parse_page", parse)
    store = MemoryStore()
    monkeypatch.setattr(index_module, "open_store", lambda folder, url: store)
    index = open_index(tmp_path, store, embedder)
    ingest.add(index, many(20))
    embedder.batches.clear()
    return index


def counted(monkeypatch: pytest.MonkeyPatch, owner: type, name: str) -> list[Any]:
    """Count the calls of a method."""
    calls: list[Any] = []
    method: Callable[..., Any] = getattr(owner, name)

    def count(self: object, *given: Any) -> Any:
        calls.append(given)
        return method(self, *given)

    monkeypatch.setattr(owner, name, count)
    return calls


def break_the_lexicon(index: Index) -> None:
    with index.catalog.transaction() as connection:
        connection.execute("DELETE FROM lexicon WHERE rowid < 4")


def test_a_problem_is_mended_however_it_is_worded(index: Index) -> None:
    break_the_lexicon(index)
    found = upkeep.look(index)
    assert (found.lexicon_is_wrong, found.store_is_wrong, len(found.bad_vectors)) == (True, False, 0)
    assert len(upkeep.repair(index, replace(found, problems=("Some words are gone.",)))) == 1
    assert upkeep.check(index) == []


def test_words_of_another_problem_set_nothing_off(index: Index) -> None:
    found = replace(upkeep.look(index), problems=("The page lexical-counts.txt is torn.",))
    assert upkeep.repair(index, found) == []


def test_vectors_are_restored_many_at_a_time(index: Index, embedder: Embedder, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = index.vectors.rows()
    before = index.vectors.read(np.arange(1, rows + 1)).copy()
    index.reset_store()  # nor has the store them
    index.vectors.write(5, np.zeros((30, 64), np.float32))
    index.vectors.write(38, np.zeros((1, 64), np.float32))
    found = upkeep.look(index)
    assert found.bad_vectors.tolist() == [*range(5, 35), 38]
    writes = counted(monkeypatch, VectorFile, "write")
    upkeep.repair(index, found)
    assert [(first, len(vectors)) for first, vectors in writes] == [(5, 30), (38, 1)]
    assert embedder.batches == [31]
    assert np.allclose(index.vectors.read(np.arange(1, rows + 1)), before, atol=1e-6)


@pytest.mark.parametrize("broken", [False, True])
def test_the_doctor_looks_once_and_after_a_mend_once_more(
    index: Index, embedder: Embedder, monkeypatch: pytest.MonkeyPatch, broken: bool
) -> None:
    if broken:
        break_the_lexicon(index)
    monkeypatch.setattr(embedders, "open_embedder", lambda settings: embedder)
    looks = counted(monkeypatch, Catalog, "problems")
    found = status(Settings.load(home=index.settings.home, cache=CACHE, llm="extractive"), repair=True)
    assert found.good
    assert [check.detail.partition(" ")[0] for check in found.checks if check.name == "repair"] == ["Indexed"] * broken
    assert len(looks) == 1 + broken
