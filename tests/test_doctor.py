"""The doctor names what is there and what is wrong, and never a key."""

from __future__ import annotations

import json
import sqlite3
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest

from rag import Library, Settings, doctor
from rag.doctor import examine, status
from rag.fakes import FakeEmbedder
from tests.shelf import CACHE

KEY = "sk-invented-secret-0123456789"


def settings(home: Path, **given: Any) -> Settings:
    return Settings.load(home=home, cache=CACHE, **given)


def test_a_new_library_is_in_order(tmp_path: Path) -> None:
    report = examine(settings(tmp_path / "home", llm="extractive"))
    assert report["problems"] == []
    assert report["library"] == {"home": str(tmp_path / "home"), "pages": 0, "articles": 0, "chunks": 0}
    assert report["llm"]["kind"] == "extractive"
    assert report["llm"]["leaves_this_machine"] is False
    assert report["embedder"]["leaves_this_machine"] is False
    assert report["packages"]["chromadb"] == metadata.version("chromadb")
    json.dumps(report)


def test_the_reason_for_the_choice_is_said(tmp_path: Path) -> None:
    assert "--llm" in examine(settings(tmp_path, llm="extractive"))["llm"]["reason"]


def test_a_remote_model_leaves_the_machine_and_no_key_is_shown(tmp_path: Path) -> None:
    given = settings(tmp_path, llm="openai", openai_api_key=KEY, openai_base_url="https://models.example/v1")
    report = examine(given)
    assert report["llm"]["leaves_this_machine"] is True
    assert report["llm"]["where"] == "https://models.example"
    assert KEY not in json.dumps(report)
    assert KEY not in repr(status(given))


def test_a_remote_model_on_this_machine_does_not_leave_it(tmp_path: Path) -> None:
    report = examine(settings(tmp_path, llm="openai", openai_base_url="http://127.0.0.1:8000/v1"))
    assert report["llm"]["leaves_this_machine"] is False


def test_a_remote_model_that_is_not_configured(tmp_path: Path) -> None:
    [problem] = examine(settings(tmp_path, llm="openai"))["problems"]
    assert "OPENAI_API_KEY" in f"{problem['what']} {problem['remedy']}"


def test_a_model_file_that_is_not_there(tmp_path: Path) -> None:
    report = examine(settings(tmp_path, llm="local", llm_model_path=tmp_path / "missing.gguf"))
    assert any("missing.gguf" in problem["what"] for problem in report["problems"])


def test_a_library_of_another_embedder(tmp_path: Path, library: Any) -> None:
    found = status(settings(library.settings.home, llm="extractive"))
    assert not found.good
    [bad] = [check for check in found.checks if not check.good]
    assert bad.name == "library"
    assert "fake-bigrams" in bad.detail
    assert bad.remedy


def test_a_home_that_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("no folder")
    [problem] = examine(settings(tmp_path / "home", llm="extractive"))["problems"]
    assert "home" in problem["what"]
    assert "\n" not in problem["what"]


def test_a_damaged_catalogue(tmp_path: Path) -> None:
    home = tmp_path / "home"
    Library(settings(home, llm="extractive"), embedder=FakeEmbedder()).close()
    for file in home.glob("*.sqlite*"):
        file.write_bytes(b"this is no database, whatever its name says" * 100)
    report = examine(settings(home, llm="extractive"))
    assert report["problems"]


def test_another_owner_of_our_package_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(metadata, "packages_distributions", lambda: {"prompts": ["jianbao", "prompt-box"]})
    report = examine(settings(tmp_path, llm="extractive"))
    [problem] = report["problems"]
    assert "prompt-box" in problem["what"]
    assert "environment of its own" in problem["remedy"]


def test_looking_changes_nothing(library: Any) -> None:
    def contents() -> dict[str, int]:
        with sqlite3.connect(next(library.settings.home.glob("*.sqlite*"))) as database:
            return {
                name: database.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]
                for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
            }

    before = contents()
    status(settings(library.settings.home, llm="extractive"))
    assert contents() == before


def test_a_library_that_is_open_is_not_opened_again(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "Index", lambda *given: pytest.fail("opened again"))
    found = library.status()
    assert (found.embedder, found.articles) == ("fake-bigrams", len(library.articles()))
    assert [check for check in found.checks if check.name == "library" and not check.good] == []
