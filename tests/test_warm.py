"""The local model is started before it is asked for: after the first page, and never in the way."""

from __future__ import annotations

import sys
import threading
import time
from pathlib import Path

import pytest

from rag.errors import SetupError
from rag.models import local_model
from rag.settings import Settings
from tests.double import MemoryLibrary
from tests.test_local_model import stand_in
from ui import server
from ui.page.talk import Turn, live_html
from ui.texts import texts_in


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[Settings]:
    """The settings that local models were started with."""
    started: list[Settings] = []
    monkeypatch.setattr(local_model, "serve", started.append)
    monkeypatch.setattr(server, "MODEL_AFTER", 0.05)
    return started


@pytest.mark.parametrize(("llm", "times"), [("local", 1), ("extractive", 0), ("openai", 0)])
def test_the_local_model_alone_is_started(started: list[Settings], tmp_path: Path, llm: str, times: int) -> None:
    library = MemoryLibrary(tmp_path, llm=llm, openai_base_url="http://127.0.0.1:9/v1")
    server.warm_model(library, threading.Event())
    assert started == [library.settings] * times


def test_a_server_that_is_stopped_starts_no_model(
    started: list[Settings], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "MODEL_AFTER", 60)
    closing = threading.Event()
    threading.Timer(0.1, closing.set).start()
    began = time.monotonic()
    server.warm_model(MemoryLibrary(tmp_path, llm="local"), closing)
    assert started == []
    assert time.monotonic() - began < 10


def test_a_model_that_cannot_be_started_is_told_to_whoever_asks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def serve(_: Settings) -> None:
        raise SetupError("No.")

    monkeypatch.setattr(local_model, "serve", serve)
    monkeypatch.setattr(server, "MODEL_AFTER", 0)
    server.warm_model(MemoryLibrary(tmp_path, llm="local"), threading.Event())


def test_a_model_that_is_being_loaded_ends_with_us(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "own.gguf").write_bytes(b"GGUF")
    monkeypatch.setattr(local_model, "check", lambda settings: None)
    monkeypatch.setattr(sys, "executable", stand_in(tmp_path, "exec sleep 60"))
    settings = Settings.load(llm_model_path=tmp_path / "own.gguf")
    told: list[Exception] = []

    def load() -> None:
        try:
            local_model.serve(settings)
        except SetupError as error:
            told.append(error)

    loading = threading.Thread(target=load, daemon=True)
    loading.start()
    while not local_model._starting:
        time.sleep(0.01)
    assert not local_model.runs(settings)
    local_model._close_all()
    loading.join(10)
    assert not loading.is_alive()
    assert told


def test_a_long_wait_says_for_what_and_how_long() -> None:
    turn, texts = Turn(id="1", question="几点？"), texts_in("zh")
    assert "秒" not in live_html(turn, texts, "searching", 1.2)
    said = live_html(turn, texts, "starting", 12.7)
    assert "正在启动本机模型……" in said
    assert "12 秒" in said
    assert "5 s" in live_html(turn, texts_in("en"), "writing", 5)
