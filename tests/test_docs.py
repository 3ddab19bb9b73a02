"""The documents against the program: every command, option and setting that is there, and none that is not."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path
from typing import Any

import pytest
from pydantic import AliasChoices
from typer.testing import CliRunner

from rag import Answer, open_library
from rag.settings import Settings
from tests.conftest import Jianbao
from tests.shelf import CACHE
from ui.cli import app

ROOT = Path(__file__).parent.parent
READMES = ("README.md", "README.zh.md")
DOCUMENTS = [
    *READMES,
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    *(f"docs/{each.name}" for each in (ROOT / "docs").glob("*.md")),
]
COMMAND = re.compile(r"^  ([a-z]+) ", re.MULTILINE)


def help_of(*words: str) -> str:
    result = CliRunner().invoke(app, [*words, "--help"])
    assert result.exit_code == 0
    return result.output


def commands() -> set[str]:
    return set(COMMAND.findall(help_of().partition("Commands:")[2]))


def text_of(document: str) -> str:
    return (ROOT / document).read_text("utf-8")


@pytest.mark.parametrize("readme", READMES)
def test_the_readmes_name_every_command(readme: str) -> None:
    listed = set(re.findall(r"^\| `jianbao ([a-z]+)", text_of(readme), re.MULTILINE))
    assert listed == commands()
    assert len(listed) > 5


@pytest.mark.parametrize("document", DOCUMENTS)
def test_documents_show_only_commands_and_options_that_are_there(document: str) -> None:
    for block in re.findall(r"^```sh\n(.*?)^```", text_of(document), re.MULTILINE | re.DOTALL):
        for name, rest in re.findall(r"^(?:\S*/)?jianbao (?:--home \S+ )?([a-z]+)(.*)$", block, re.MULTILINE):
            assert name in commands()
            shown = help_of(name)
            for option in re.findall(r"(?<!\S)(--[a-z-]+|-k)", rest.partition("#")[0]):
                assert f"{option} " in shown, f"jianbao {name} has no {option}"


@pytest.mark.parametrize("document", DOCUMENTS)
def test_documents_name_only_targets_and_files_that_are_there(document: str) -> None:
    text = text_of(document)
    targets = set(re.findall(r"^([a-z-]+):", text_of("Makefile"), re.MULTILINE))
    assert set(re.findall(r"`make ([a-z-]+)`", text)) <= targets
    for link in re.findall(r"\]\(([^)#:]+)\)", text):
        assert ((ROOT / document).parent / link).exists(), link


@pytest.mark.parametrize("stage", ["listings", "questions", "evidence", "answers", "proof", "prose"])
def test_the_architecture_names_every_module_that_makes_an_answer(stage: str) -> None:
    named = set(re.findall(r"[a-z_]+", " ".join(re.findall(r"`([^`\n]+)`", text_of("docs/architecture.md")))))
    assert {each.stem for each in (ROOT / "rag" / stage).glob("*.py")} - named == {"__init__"}


@pytest.mark.parametrize("readme", READMES)
def test_the_readmes_table_is_the_settings(readme: str) -> None:
    rows = re.findall(
        r"^\| (`(?:JIANBAO|OPENAI)_[A-Z_]+`[^|]*) \| ([^|]*?) ?\| ([^|]+) \|$", text_of(readme), re.MULTILINE
    )
    listed = {names: (default, meaning) for names, default, meaning in rows}
    assert len(listed) == len(rows)
    for name, field in Settings.model_fields.items():
        alias = field.validation_alias
        variables = alias.choices if isinstance(alias, AliasChoices) else [f"JIANBAO_{name.upper()}"]
        default, meaning = listed.pop(" / ".join(f"`{variable}`" for variable in variables))
        if field.default_factory is None:
            assert default == ("" if field.default is None else f"`{field.default}`"), name
        if readme == "README.md":
            assert meaning == field.description
    assert not listed


def test_the_python_examples_run_as_printed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(ROOT / "rag" / "samples", tmp_path / "pages")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("JIANBAO_CACHE", str(CACHE))
    blocks = re.findall(r"^```python\n(.*?)^```", text_of("docs/python-api.md"), re.MULTILINE | re.DOTALL)
    opening, filtered, composed = (compile(block, "docs/python-api.md", "exec") for block in blocks)
    names: dict[str, Any] = {}
    exec(opening, names)
    exec(filtered, names)
    with open_library("my-library", llm="extractive") as library:
        exec(composed, {"library": library})
        answer = library.chain.invoke(names["question"])
    assert isinstance(answer, Answer)
    assert "澄江银行" in capsys.readouterr().out


def test_both_readmes_have_the_same_parts() -> None:
    def shape(readme: str) -> list[int]:
        lines = re.sub(r"^```.*?^```", "", text_of(readme), flags=re.MULTILINE | re.DOTALL).splitlines()
        parts = [0]
        for line in lines:
            if line.startswith("## "):
                parts.append(0)
            parts[-1] += line.startswith(("| ", "- ", "!["))
        return parts

    english, chinese = map(shape, READMES)
    assert len(english) > 5
    assert english == chinese


@pytest.mark.parametrize("readme", READMES)
def test_the_readmes_steps_work_as_printed_in_a_fresh_clone(
    readme: str, jianbao: Jianbao, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(ROOT / "rag" / "samples", tmp_path / "rag" / "samples")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("JIANBAO_HOME", str(tmp_path / "home"))
    blocks = re.findall(r"^```sh\n(.*?)^```", text_of(readme), re.MULTILINE | re.DOTALL)
    steps = next(block for block in blocks if "bin/activate" in block)
    shown = {}
    for line in steps.splitlines():
        program, *words = shlex.split(line, comments=True)
        if program == "jianbao" and words != ["serve"]:
            run = jianbao(*words)
            assert run.code == 0, run.err
            shown[words[0]] = run.out
    assert list(shown) == ["add", "ask", "articles", "batch"]
    assert "612.4亿元" in shown["ask"]
    assert "\n[1] 《" in shown["ask"]
    assert (tmp_path / "briefs.jsonl").stat().st_size
    assert (tmp_path / "briefs.html").stat().st_size
