"""Fuzz the targets for a time: ``python -m tests.fuzz [--seconds 300] [TARGET ...]``; needs atheris (Linux).

Each runs in a process of its own and stops at its first fault, whose bytes are kept below ``--corpus``.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("targets", nargs="*")
    parser.add_argument("--seconds", type=int, default=300, help="in all")
    parser.add_argument("--corpus", type=Path, help="where findings and inputs are kept")
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.here:
        fuzz(options.targets[0], options.seconds, options.corpus)
        return
    from tests.fuzz.targets import TARGETS

    names = options.targets or list(TARGETS)
    folder = options.corpus or Path(tempfile.mkdtemp(prefix="jianbao-fuzz-"))
    failed = []
    for name in names:
        seconds = str(max(5, options.seconds // len(names)))
        command = [sys.executable, "-m", "tests.fuzz", "--here", "--seconds", seconds, "--corpus", str(folder), name]
        print(f"{name}: {seconds} s", flush=True)
        if subprocess.run(command, check=False).returncode:
            failed.append(name)
    print(f"{len(names) - len(failed)} of {len(names)} without a fault; inputs are in {folder}")
    sys.exit(1 if failed else 0)


def fuzz(name: str, seconds: int, folder: Path) -> None:
    import atheris

    with atheris.instrument_imports(include=["rag", "ui"]):
        from tests.fuzz import targets

        for seed in targets.seeds(name):
            targets.TARGETS[name](seed)  # loads what is loaded only when it is needed, so that it guides, too
    corpus = folder / name
    corpus.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(targets.seeds(name)):
        (corpus / f"seed-{number}").write_bytes(seed)
    options = [
        f"-max_total_time={seconds}",
        "-max_len=1200",
        "-timeout=20",
        "-rss_limit_mb=3000",
        "-print_final_stats=1",
    ]
    atheris.Setup([sys.argv[0], str(corpus), f"-artifact_prefix={folder}/{name}-", *options], targets.TARGETS[name])
    atheris.Fuzz()


if __name__ == "__main__":
    main()
