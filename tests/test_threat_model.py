"""The threat model names tests that exist, and each of its lines names one."""

from __future__ import annotations

import re
from pathlib import Path

TESTS = Path(__file__).parent
TEXT = (TESTS.parent / "docs" / "threat-model.md").read_text("utf-8")


def test_every_line_of_the_threat_model_names_tests_that_are_there() -> None:
    there = set()
    for path in TESTS.rglob("test_*.py"):
        there |= set(re.findall(r"^\s*(?:async )?def (test_\w+)", path.read_text("utf-8"), re.MULTILINE))
    rows = [line for line in TEXT.splitlines() if line.startswith("| ") and not line.startswith(("| ---", "| Threat"))]
    assert len(rows) > 20
    for row in rows:
        named = re.findall(r"`(test_[a-z0-9_]+)`", row.rsplit(" | ", 1)[1])
        assert named, row
        assert set(named) <= there, set(named) - there
