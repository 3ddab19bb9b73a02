"""Every measurement in one report: ``python -m bench [--quick] [--only PART ...] [--out bench/results]``.

Each part is a program of its own and can be run alone. The report is a JSON file and a Markdown file: the machine,
and of each part the command, how long it took and what it measured. A part that fails is told as such, and the rest
goes on.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Part:
    """A module of ``bench``: what it is run with, and with ``--quick``; ``None`` leaves it out.

    ``{work}`` in an argument is a folder that the parts of one run share. ``writes`` says that it takes ``--out``.
    """

    name: str
    module: str
    arguments: tuple[str, ...] = ()
    quick: tuple[str, ...] | None = None
    writes: bool = True


LARGE = ("--home", "{work}/large/library", "--named")
PARTS = (
    Part("start", "start", quick=()),
    Part("page", "serve", quick=()),
    Part("embedder", "embedder", quick=("--texts", "100")),
    Part("ingest", "ingest", quick=("--articles", "1000", "--embedded", "60")),
    Part(
        "search",
        "retrieval",
        ("--home", "{work}/large", "--chunks", "10000", "100000", "300000"),
        ("--home", "{work}/large", "--chunks", "10000", "100000", "--queries", "15"),
    ),
    Part("start over a large library", "start", (*LARGE, "300,000 chunks"), (*LARGE, "100,000 chunks")),
    Part("load", "load", quick=("--seconds", "20", "--warm-up", "10")),
    Part("articles", "articles", quick=("--pages", "20"), writes=False),
    Part("verify", "verify", quick=(), writes=False),
    Part("briefs", "briefs", quick=(), writes=False),
    Part("model", "model"),
    Part("ask", "recipe"),
    Part("batch", "batch"),
)


def machine() -> dict[str, Any]:
    """What the figures depend on."""
    model, flags = platform.processor(), ""
    if Path("/proc/cpuinfo").exists():
        fields = dict(
            line.split(":", 1)
            for line in Path("/proc/cpuinfo").read_text().split("\n\n")[0].splitlines()
            if ":" in line
        )
        fields = {name.strip(): value.strip() for name, value in fields.items()}
        model = fields.get("model name", model)
        wanted = ("avx", "vnni", "amx", "asimd", "i8mm")
        flags = " ".join(flag for flag in fields.get("flags", "").split() if flag.startswith(wanted) or "vnni" in flag)
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return {
        "processor": model,
        "extensions": flags,
        "cores": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count(),
        "memory_gib": round(memory, 1),
        "load_before": round(os.getloadavg()[0], 2),
        "system": platform.platform(),
        "python": platform.python_version(),
        "packages": {name: version(name) for name in ("jianbao", "chromadb", "onnxruntime", "numpy")},
    }


def run(part: Part, quick: bool, work: Path) -> dict[str, Any]:
    """Run one part and return what it measured."""
    given = part.quick if quick and part.quick is not None else part.arguments
    figures = work / "figures.json"
    figures.unlink(missing_ok=True)
    command = [sys.executable, "-m", f"bench.{part.module}", *(each.format(work=work) for each in given)]
    began = time.perf_counter()
    done = subprocess.run(
        [*command, *(("--out", str(figures)) if part.writes else ())], check=False, capture_output=True, text=True
    )
    return {
        "command": " ".join(["python", "-m", f"bench.{part.module}", *(each.format(work="WORK") for each in given)]),
        "seconds": round(time.perf_counter() - began, 1),
        "exit": done.returncode,
        "printed": done.stdout.strip(),
        "error": "" if done.returncode == 0 else done.stderr.strip()[-2000:],
        "figures": json.loads(figures.read_text(encoding="utf-8")) if figures.exists() else None,
    }


def markdown(report: dict[str, Any]) -> str:
    """The report for people."""
    quick = " (`--quick`)" if report["quick"] else ""
    lines = [f"# Measurements of {report['date']}{quick}", "", "| machine | |", "| --- | --- |"]
    lines += [f"| {name} | {value} |" for name, value in report["machine"].items()]
    lines += ["", "Each figure stands beside another of the same run; where it was measured often, it is the median."]
    for name, part in report["parts"].items():
        lines += ["", f"## {name}", "", f"`{part['command']}`, {part['seconds']} s, exit {part['exit']}", ""]
        printed = part["printed"]
        lines += [printed] if printed.lstrip().startswith("|") else ["```", printed, "```"]
        lines += ["", "```", part["error"], "```"] if part["error"] else []
    return "\n".join(lines) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a quarter of an hour instead of hours, no chat model")
    parser.add_argument("--only", nargs="*", metavar="PART", help=", ".join(part.name for part in PARTS))
    parser.add_argument("--out", type=Path, default=Path("bench/results"))
    options = parser.parse_args()
    known = {part.name for part in PARTS} | {part.module for part in PARTS}
    if unknown := set(options.only or ()) - known:
        parser.error(f"no such part: {', '.join(sorted(unknown))}")
    report: dict[str, Any] = {
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "quick": options.quick,
        "machine": machine(),
        "parts": {},
    }
    options.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="jianbao-bench-") as work:
        for part in PARTS:
            if (options.quick and part.quick is None) or find_spec(f"bench.{part.module}") is None:
                continue
            if options.only and not {part.name, part.module} & set(options.only):
                continue
            print(f"{part.name} ...", end=" ", flush=True)
            report["parts"][part.name] = measured = run(part, options.quick, Path(work))
            print(f"{measured['seconds']} s{'' if measured['exit'] == 0 else ', failed'}", flush=True)
            # Written after each part: hours of measuring are not lost with the last.
            (options.out / "report.json").write_text(
                json.dumps(report, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
            )
            (options.out / "report.md").write_text(markdown(report), encoding="utf-8")
    print(f"{options.out / 'report.md'} and report.json")
    sys.exit(any(part["exit"] for part in report["parts"].values()))


if __name__ == "__main__":
    main()
