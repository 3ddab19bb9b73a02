"""What a comment, a docstring or a document points to is there."""

from __future__ import annotations

import re
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).parent.parent
SOURCES = [*(each for folder in ("rag", "prompts", "ui", "bench") for each in sorted((ROOT / folder).rglob("*.py")))]


def pointing(pattern: str) -> list[tuple[str, str]]:
    return [
        (str(path.relative_to(ROOT)), found)
        for path in SOURCES
        for found in re.findall(pattern, path.read_text("utf-8"))
    ]


def test_no_document_is_named_that_is_not_in_the_repository() -> None:
    named = pointing(r"\b([A-Z]{4,}\.md)\b") + pointing(r"\b(INTERFACE)\b")
    assert [(path, name) for path, name in named if not (ROOT / name).exists()] == []


def test_a_command_of_the_bench_has_the_options_that_are_shown() -> None:
    shown = pointing(r"python -m (bench\.\w+(?: --[a-z-]+)?)")
    assert len(shown) > 5
    for path, command in shown:
        module, _, option = command.partition(" ")
        spec = find_spec(module)
        assert spec is not None, (path, command)
        assert spec.origin is not None, (path, command)
        assert not option or f'"{option}"' in Path(spec.origin).read_text("utf-8"), (path, command)
