"""The demo on the sample pages, with no language model and no real embedder."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import LibraryMaker
from ui import demo


def test_the_demo_answers_with_printed_lines_and_runs_again(
    make_library: LibraryMaker, capsys: pytest.CaptureFixture[str]
) -> None:
    library = make_library()
    demo.show(library)
    first = capsys.readouterr().out
    assert "6 pages (6 of them new)" in first
    for question in demo.QUESTIONS:
        assert question in first
    loans = first.partition(demo.QUESTIONS[1])[2].partition("4/5")[0]
    quote = next(line for line in loans.splitlines() if line.startswith("    [1] 《"))
    assert "612.4亿元" in quote
    assert "江澜财经报" in quote
    assert "[1] 《" in first.partition("5/5")[2]
    assert "\x1b" not in first

    demo.show(library)
    assert "6 pages (0 of them new)" in capsys.readouterr().out


def test_a_steps_name_is_no_markup(capsys: pytest.CaptureFixture[str]) -> None:
    with demo.step(1, 1, "Ask a model [bold]named so[/bold]"):
        pass
    assert "[bold]named so[/bold]" in capsys.readouterr().out


def test_a_fault_is_one_line_and_exit_1(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("JIANBAO_CHUNK_TOKENS", "many")
    assert demo.main(["--home", str(tmp_path), "--llm", "extractive"]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.count("\n") == 1
    assert "JIANBAO_CHUNK_TOKENS" in said.err
