"""What every vector store promises, kept by Chroma on disk and by the fake."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from rag.archive.store import ChromaStore
from rag.errors import LibraryError
from rag.fakes import MemoryStore
from rag.ports import Vectors, VectorStore


@pytest.fixture(params=["chroma", "memory"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[VectorStore]:
    made: VectorStore = ChromaStore(tmp_path / "chroma") if request.param == "chroma" else MemoryStore()
    made.reopen()
    yield made
    made.close()


def unit(*values: float) -> Vectors:
    vector = np.array(values, np.float32)
    return vector / np.linalg.norm(vector)


AXES = np.eye(3, dtype=np.float32)


def test_an_empty_store_finds_nothing(store: VectorStore) -> None:
    assert store.query(unit(1, 0, 0), 5) == []
    assert store.count() == 0
    assert store.ids() == set()
    assert store.get(["a"]) == {}
    store.delete(["a"])


def test_the_nearest_come_first_with_their_cosine(store: VectorStore) -> None:
    store.upsert(["a", "b", "c"], AXES)
    found = store.query(unit(3, 4, 0), 2)
    assert [chunk_id for chunk_id, _ in found] == ["b", "a"]
    assert [score for _, score in found] == pytest.approx([0.8, 0.6], abs=1e-5)


def test_asking_for_more_than_there_is_gives_all(store: VectorStore) -> None:
    store.upsert(["a", "b", "c"], AXES)
    assert {chunk_id for chunk_id, _ in store.query(unit(1, 1, 1), 50)} == {"a", "b", "c"}


def test_an_id_that_is_there_is_replaced(store: VectorStore) -> None:
    store.upsert(["a", "b"], AXES[:2])
    store.upsert(["a"], AXES[2:])
    assert store.count() == 2
    assert store.query(AXES[2], 1)[0][0] == "a"
    np.testing.assert_allclose(store.get(["a"])["a"], AXES[2], atol=1e-6)


def test_deleted_ids_are_gone_and_unknown_ones_no_error(store: VectorStore) -> None:
    store.upsert(["a", "b", "c"], AXES)
    store.delete(["a", "never"])
    assert store.ids() == {"b", "c"}
    assert "a" not in dict(store.query(AXES[0], 3))
    store.upsert(["a"], AXES[:1])
    assert store.query(AXES[0], 1)[0][0] == "a"


def test_reset_forgets_everything(store: VectorStore) -> None:
    store.upsert(["a", "b", "c"], AXES)
    store.reset()
    store.reopen()
    assert store.count() == 0
    store.upsert(["d"], np.ones((1, 5), np.float32))  # another embedder's, of another length
    assert store.ids() == {"d"}


def test_chroma_keeps_what_it_stored(tmp_path: Path) -> None:
    first, second = ChromaStore(tmp_path), ChromaStore(tmp_path)
    first.reopen()
    first.upsert(["a", "b", "c"], AXES)
    first.close()
    second.reopen()
    assert second.ids() == {"a", "b", "c"}
    second.close()


def test_chroma_sees_after_reopening_what_another_handle_wrote(tmp_path: Path) -> None:
    reader, writer = ChromaStore(tmp_path), ChromaStore(tmp_path)
    writer.reopen()
    writer.upsert(["a"], AXES[:1])
    reader.reopen()
    assert reader.query(AXES[0], 1)[0][0] == "a"
    writer.upsert(["b"], AXES[1:2])
    reader.reopen()
    assert reader.query(AXES[1], 1)[0][0] == "b"
    reader.close()
    writer.close()


def test_chroma_takes_more_than_its_batch(tmp_path: Path) -> None:
    store = ChromaStore(tmp_path)
    store.reopen()
    vectors = np.random.default_rng(1).standard_normal((6000, 4)).astype(np.float32)
    store.upsert([str(number) for number in range(6000)], vectors)
    assert store.count() == 6000
    store.delete([str(number) for number in range(5999)])
    assert store.ids() == {"5999"}
    store.close()


def test_chroma_that_is_no_database_says_what_mends_it(tmp_path: Path) -> None:
    (tmp_path / "chroma.sqlite3").write_bytes(b"no database at all" * 100)
    with pytest.raises(LibraryError, match="doctor --repair"):
        ChromaStore(tmp_path).reopen()
