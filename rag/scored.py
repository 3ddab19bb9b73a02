"""The file of an ``eval --out``: a scored answer a line, which a later run goes on with and another is held against."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from rag.errors import InputError

_FIELDS = {"key", "answerable", "complete", "abstained"}


def read_rows(path: Path) -> dict[str, dict[str, Any]]:
    """Read the scored answers of a file by their keys; raises ``InputError`` for a file of something else."""
    rows = {}
    try:
        # A kill may cut a line within a character, and a JSON text may hold signs that end a line elsewhere.
        lines = path.read_text(encoding="utf-8", errors="replace").split("\n")
    except OSError as error:
        raise InputError(
            f"{path} cannot be read: {error.strerror}.", remedy="Give a file that eval --out has written."
        ) from error
    for number, line in enumerate(lines, 1):
        try:
            row = json.loads(line)
        except ValueError:
            continue  # the line that a kill cut short; its question is asked again
        if not isinstance(row, dict) or not row.keys() >= _FIELDS or not isinstance(row["key"], str):
            raise InputError(f"Line {number} of {path} is no scored answer.", remedy="Give another --out or --compare.")
        rows[row["key"]] = row
    return rows


def append(path: Path, row: dict[str, Any]) -> None:
    """Keep a scored answer; raises ``InputError`` when the file cannot be written."""
    try:
        with path.open("a+b") as file:
            # What a kill cut short ends here, or this row would be lost with it.
            if file.seek(0, os.SEEK_END):
                file.seek(-1, os.SEEK_END)
                if file.read(1) != b"\n":
                    file.write(b"\n")
            file.write(json.dumps(row, ensure_ascii=False).encode("utf-8", "replace") + b"\n")
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise InputError(
            f"{path} cannot be written: {error.strerror}.",
            remedy="Free space on its disk, or give another --out; the same command goes on where it was.",
        ) from error


def compare_runs(before: Path, after: Path) -> Iterator[str]:
    """Tell, line by line, which questions went from right to wrong or back between two runs' files.

    Raises ``InputError`` for a file that cannot be read or holds something else.
    """
    old, new = read_rows(before), read_rows(after)
    for row in new.values():
        was = old.get(row["key"])
        if was is not None and _is_right(was) != _is_right(row):
            yield f"{'better' if _is_right(row) else 'worse '}  {json.loads(row['key'])[0]}"


def _is_right(row: dict[str, Any]) -> bool:
    return bool(row["complete"] if row["answerable"] else row["abstained"])
