"""jieba's dictionary is kept where nobody else can have put one: it is unmarshalled, which may run what it holds."""

from __future__ import annotations

import stat
import tempfile
from pathlib import Path
from typing import Any

import pytest

from rag import Library, Settings
from rag.fakes import FakeEmbedder, MemoryStore
from rag.prose import words


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch) -> Any:
    """jieba's dictionary, of which ``tmp_dir`` is the folder that it is kept in."""
    words._cutter()
    import jieba

    monkeypatch.setattr(words, "_cache_folder", words._cache_folder)
    monkeypatch.setattr(jieba.dt, "tmp_dir", None)
    return jieba.dt


def load_anew() -> None:
    words._cutter.__wrapped__()


def test_it_is_kept_in_the_cache_folder_of_the_library(tmp_path: Path, kept: Any) -> None:
    settings = Settings.load(home=tmp_path / "home", cache=tmp_path / "cache", llm="extractive")
    Library(settings, embedder=FakeEmbedder(), store=MemoryStore()).close()
    load_anew()
    assert Path(kept.tmp_dir) == tmp_path / "cache" / "jieba"
    assert (tmp_path / "cache" / "jieba").is_dir()


def test_where_that_cannot_be_made_it_is_kept_in_a_folder_of_our_own(tmp_path: Path, kept: Any) -> None:
    (tmp_path / "cache").write_text("no folder")
    words.keep_cache_in(tmp_path / "cache" / "jieba")
    load_anew()
    folder = Path(kept.tmp_dir or tempfile.gettempdir())
    assert folder != Path(tempfile.gettempdir())
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
