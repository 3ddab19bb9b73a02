"""A full disk is told as what, where and the remedy, and loses nothing that was there."""

from __future__ import annotations

import errno
import json
import os
from pathlib import Path
from typing import Any, NoReturn

import pytest

from tests.conftest import Jianbao, Run
from tests.double import MemoryLibrary, client_of
from ui import terminal


def full(*_: object, **__: object) -> NoReturn:
    raise OSError(errno.ENOSPC, "No space left on device")


def check_told(run: Run, where: Path | str) -> None:
    assert run.code == 1
    *_, line = run.err.splitlines()
    assert line.startswith("jianbao: ")
    assert str(where) in line
    assert "Free space" in line
    assert "Errno" not in line


def test_a_batch_goes_on_when_there_is_room(
    jianbao: Jianbao, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "briefs.jsonl"
    with monkeypatch.context() as patch:
        patch.setattr("ui.brief_file.os.write", full)
        check_told(jianbao("batch", "--out", out, "--home", home), out)
    assert jianbao("batch", "--out", out, "--home", home, "--json").document["done"] == 3


def test_an_evaluation_goes_on_when_there_is_room(
    jianbao: Jianbao, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    questions, out = tmp_path / "questions.jsonl", tmp_path / "run.jsonl"
    questions.write_text(json.dumps({"question": "远汀银行的净利润是多少？"}), encoding="utf-8")
    with monkeypatch.context() as patch:
        patch.setattr("rag.scored.os.fsync", full)
        check_told(jianbao("eval", questions, "--out", out, "--home", home), out)


def test_pages_are_added_when_there_is_room(
    jianbao: Jianbao, pages: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "small"
    with monkeypatch.context() as patch:
        patch.setattr("rag.archive.vectors.os.fsync", full)
        check_told(jianbao("add", pages, "--home", home), home / "vectors.f32")
    assert jianbao("add", pages, "--home", home, "--json").document["articles"] == 3


def test_what_is_printed_has_no_room(jianbao: Jianbao, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(terminal, "print_json", full)
    check_told(jianbao("articles", "--json", "--home", home), "What this command writes")


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (OSError(errno.EACCES, "Permission denied", "/a/b"), "/a/b may not be used (Permission denied). Check"),
        (OSError(errno.EIO, os.strerror(errno.EIO), "/a/b"), "/a/b cannot be used (Input/output error). Check"),
    ],
)
def test_other_faults_of_files_are_told_the_same_way(error: OSError, said: str) -> None:
    assert terminal.fault(error).startswith(said)


def test_a_server_with_a_full_disk_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    library: Any = MemoryLibrary(tmp_path)
    monkeypatch.setattr(library, "add_bytes", full)
    with client_of(library, raise_server_exceptions=False) as client:
        reply = client.post("/api/v1/pages", files=[("files", ("a.txt", b"text"))])
    assert (reply.status_code, reply.headers["content-type"]) == (507, "application/problem+json")
    assert "Free space" in reply.json()["detail"]
