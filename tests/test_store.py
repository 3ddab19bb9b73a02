"""What every vector store promises, kept by Chroma on disk and by the fake."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
import time
import warnings
from collections.abc import Iterator
from pathlib import Path

import httpx
import numpy as np
import pytest

from rag.app import Library
from rag.archive.store import ChromaStore, open_store
from rag.errors import LibraryError, SetupError
from rag.fakes import FakeEmbedder, MemoryStore
from rag.ports import Vectors, VectorStore
from rag.settings import Settings
from tests.model_server import closed_port
from tests.shelf import CACHE

# Chroma's client for servers leaves a connection open at its end, which is told at some later moment.
pytestmark = pytest.mark.filterwarnings(
    "ignore:unclosed <socket:ResourceWarning",
    "ignore:Exception ignored in. <socket:pytest.PytestUnraisableExceptionWarning",
)


@pytest.fixture(scope="module")
def chroma_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A real Chroma server, as `chroma run` starts it."""
    # The command itself imports all of Chroma first, for seconds, and then does this.
    run = "import sys, chromadb_rust_bindings as chroma; chroma.cli(['chroma', 'run', *sys.argv[1:]])"
    folder = tmp_path_factory.mktemp("chroma-server")
    address = closed_port().removesuffix("/v1")
    port = address.rpartition(":")[2]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-c", run, "--path", folder / "data", "--host", "127.0.0.1", "--port", port],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            env={**os.environ, "ANONYMIZED_TELEMETRY": "false"},
        )
    try:
        deadline = time.monotonic() + 60
        while process.poll() is None and time.monotonic() < deadline:
            try:
                if httpx.get(f"{address}/api/v2/heartbeat", trust_env=False).is_success:
                    break
            except httpx.TransportError:
                time.sleep(0.05)
        else:
            pytest.skip(f"`chroma run` did not start: {(folder / 'log').read_text(errors='replace')[-300:]}")
        yield address
    finally:
        process.terminate()
        process.wait(20)
        with warnings.catch_warnings():  # Chroma's client leaves a connection of its own open
            warnings.simplefilter("ignore", ResourceWarning)
            gc.collect()


@pytest.fixture(params=["chroma", "chroma server", "memory"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[VectorStore]:
    made: VectorStore
    if request.param == "memory":
        made = MemoryStore()
    else:
        url = request.getfixturevalue("chroma_server") if request.param == "chroma server" else None
        made = open_store(tmp_path / "chroma", url)
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


def test_libraries_share_a_chroma_server_each_with_its_own_vectors(chroma_server: str, tmp_path: Path) -> None:
    one, other = (open_store(tmp_path / name / "chroma", chroma_server) for name in ("one", "other"))
    for store in (one, other):
        store.reopen()
    one.upsert(["a"], AXES[:1])
    assert other.count() == 0
    again = open_store(tmp_path / "one" / "chroma", chroma_server)
    again.reopen()
    assert again.ids() == {"a"}
    for store in (one, other, again):
        store.close()


def test_folder_and_server_never_both_hold_a_copy(chroma_server: str, tmp_path: Path) -> None:
    """Who goes back to one would find what it held long ago, in the same number by chance."""
    folder, server = open_store(tmp_path / "chroma"), open_store(tmp_path / "chroma", chroma_server)
    for store, ids in ((folder, {"a"}), (server, {"b"}), (folder, {"c"}), (server, {"d"})):
        store.reopen()
        assert store.count() == 0
        store.upsert(sorted(ids), AXES[:1])
        assert store.ids() == ids
        store.close()


def test_a_library_lives_on_a_chroma_server(chroma_server: str, tmp_path: Path, pages: Path) -> None:
    """Add, search, ask, remove; another process's handle sees the same; the folder holds no Chroma of its own."""
    settings = Settings.load(home=tmp_path / "home", cache=CACHE, llm="extractive", chroma_url=chroma_server)
    with Library(settings, embedder=FakeEmbedder()) as library:
        library.open_store()
        report = library.add([pages])
        assert report.added == 2
        [hit, *_] = library.search("白鹭机械出口水泵", k=3)
        assert hit.article.title == "白鹭机械出口翻番"
        answer = library.ask("白鹭机械一季度出口了多少台水泵？")
        assert "1.28万台" in answer.text
        with Library(settings, embedder=FakeEmbedder()) as reader:
            reader.open_store()
            assert reader.search("白鹭机械出口水泵", k=3)[0].chunk.id == hit.chunk.id
        library.remove([hit.article.id])
        assert "白鹭机械出口翻番" not in [each.article.title for each in library.search("白鹭机械出口水泵", k=10)]
    assert not (settings.home / "chroma").exists()
    served = open_store(settings.home / "chroma", chroma_server)
    served.reopen()
    assert 0 < served.count() < report.chunks
    served.close()


@pytest.mark.parametrize("url", ["chroma", "tcp://127.0.0.1:8000", "http://", "http://127.0.0.1:port"])
def test_an_address_that_is_none_is_told(tmp_path: Path, url: str) -> None:
    with pytest.raises(SetupError, match="JIANBAO_CHROMA_URL"):
        open_store(tmp_path, url)


def test_a_chroma_server_that_is_away_is_told_without_its_password(tmp_path: Path) -> None:
    address = closed_port().removesuffix("/v1")
    with pytest.raises(LibraryError, match="chroma run") as told:
        open_store(tmp_path / "chroma", address.replace("//", "//user:secret@")).reopen()
    assert address in str(told.value)
    assert "secret" not in str(told.value)
