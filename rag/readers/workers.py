"""Runs a program of ours over a file in a process of its own: a crash, a loop or a memory hog ends only that."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import threading
from collections.abc import Generator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from rag.errors import UnreadableFile


def ask_worker(
    program: Path, arguments: Sequence[object], data: bytes, source: str, *, seconds: float, remedy: str
) -> Generator[dict[str, Any], None, None]:
    """Give a program the file on its standard input, and yield the JSON objects that it writes, as they come.

    Raises ``UnreadableFile`` when the program takes longer than ``seconds``, or fails.
    """
    late = threading.Event()
    with tempfile.TemporaryFile() as file:
        file.write(data)
        file.seek(0)
        worker = subprocess.Popen(  # noqa: S603 - our own program, whose input is a file
            [sys.executable, "-P", str(program), *map(str, arguments)],
            stdin=file,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )

        def stop() -> None:
            late.set()
            worker.kill()

        timer = threading.Timer(seconds, stop)
        timer.start()
        with worker:
            try:
                # A line that the worker could not finish is no JSON; its exit code tells why.
                with suppress(ValueError):
                    for line in worker.stdout or ():
                        yield json.loads(line)
                worker.wait()
            finally:
                timer.cancel()
                worker.kill()
    if late.is_set():
        raise UnreadableFile(f"Reading {source} took more than {seconds:g} seconds.", remedy=remedy)
    if worker.returncode:
        raise UnreadableFile(f"{source} makes its reader fail.", remedy=remedy)
