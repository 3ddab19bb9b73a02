"""Schemathesis reads ``/openapi.json`` and sends each route what the document allows and what it forbids.

The long run asks a server that is already there: ``schemathesis --config-file tests/schemathesis.toml run
http://127.0.0.1:7860/openapi.json --max-time 300``; here is a short one, the same each time.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.double import MemoryLibrary, running

CONFIG = Path(__file__).parent / "schemathesis.toml"


def test_every_route_keeps_to_its_document(tmp_path: Path) -> None:
    with running(MemoryLibrary(tmp_path / "library")) as base:
        done = subprocess.run(
            [
                str(Path(sys.executable).parent / "schemathesis"),
                f"--config-file={CONFIG}",
                "run",
                f"{base}/openapi.json",
                "--max-examples=3",
                "--generation-deterministic",
                "--no-color",
                "--wait-for-schema=10",
            ],
            capture_output=True,
            text=True,
            check=False,
            cwd=tmp_path,
            timeout=240,
        )
    assert done.returncode == 0, done.stdout[-8000:] + done.stderr[-2000:]
