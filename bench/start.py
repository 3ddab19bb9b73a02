"""How long commands take from a cold start, and their memory: ``python -m bench.start [--home DIR] [--runs 5]``.

Each is the console script in a process of its own, in alternation with an interpreter that imports nothing, which is
what the ratio is to. ``--home`` is a library to search (of the real embedder); without it the demo pages are indexed.
Each run adds a page and removes it again, so that the library stays as it was.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from bench.figures import Ratio, finish

SAMPLES = Path(__file__).parents[1] / "rag" / "samples"
QUESTION = "澄江银行2025年末绿色贷款是多少？"
PAGE = """云岭第{number}座水库蓄水
本报记者 林小禾
云岭第{number}座水库昨日开始蓄水，库容{number}万立方米，投资3亿元。负责人表示，工程历时两年，灌溉面积12万亩。
"""


def run(command: list[str]) -> tuple[float, float]:
    """Seconds, and the most memory in MB, of one process; raises for one that failed."""
    began = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} ended with {process.returncode}")
    return time.perf_counter() - began, usage.ru_maxrss / (1024 if sys.platform == "linux" else 1 << 20)


def asked(command: list[str]) -> Any:
    """The JSON that a command prints."""
    return json.loads(subprocess.run([*command, "--json"], check=True, stdout=subprocess.PIPE).stdout)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", type=Path)
    parser.add_argument("--named", default="", help="what the library is, for the report")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="jianbao-bench-") as folder:
        scratch = Path(folder)
        home = options.home or scratch / "library"
        jianbao = [sys.executable, "-m", "ui.cli", "--home", str(home)]
        if options.home is None:
            subprocess.run([*jianbao, "add", str(SAMPLES)], check=True, stdout=subprocess.DEVNULL)
        elif not asked([*jianbao, "doctor"])["library"]["chunks"]:
            raise SystemExit(f"There is no library in {home}: run bench.retrieval --home {home.parent} first.")
        page, saved = scratch / "page.txt", scratch / "library.backup"
        other = [sys.executable, "-m", "ui.cli", "--home", str(scratch / "restored")]
        words = ["--llm", "extractive"]
        first = asked([*jianbao, "search", QUESTION])["hits"][0]["article_id"]
        commands = {
            "python": [sys.executable, "-c", "pass"],
            "--help": [sys.executable, "-m", "ui.cli", "--help"],
            "parse": [sys.executable, "-m", "ui.cli", "parse", str(page)],
            "add": [*jianbao, "add", str(page)],
            "articles": [*jianbao, "articles"],
            "search": [*jianbao, "search", QUESTION],
            "ask": [*jianbao, "ask", QUESTION, *words],
            "summarize": [*jianbao, "summarize", first, *words],
            "batch": [*jianbao, "batch", "--article", first, *words, "--yes", "--out", str(scratch / "briefs.jsonl")],
            "digest": [*jianbao, "digest", "--article", first, *words],
            "doctor": [*jianbao, "doctor"],
            "backup": [*jianbao, "backup", str(saved)],
            "restore": [*other, "restore", str(saved), "--force"],
            "remove": [*jianbao, "remove"],
        }
        measured: dict[str, list[tuple[float, float]]] = {name: [] for name in commands}
        before = {article["id"] for article in asked([*jianbao, "articles"])["articles"]}
        for number in range(1, options.runs + 1):
            page.write_text(PAGE.format(number=number), encoding="utf-8")
            (scratch / "briefs.jsonl").unlink(missing_ok=True)
            for name, command in commands.items():
                added: set[str] = set()
                if name == "remove":
                    added = {article["id"] for article in asked([*jianbao, "articles"])["articles"]} - before
                measured[name].append(run([*command, *added]))
    over = f", {options.named}" if options.named else ""
    bare = statistics.median(seconds for seconds, _ in measured["python"])
    small = statistics.median(memory for _, memory in measured["python"])
    result: dict[str, Any] = {}
    ratios = []
    for name, figures in measured.items():
        seconds = statistics.median(seconds for seconds, _ in figures)
        memory = statistics.median(memory for _, memory in figures)
        result[name] = {"seconds": round(seconds, 3), "ratio": round(seconds / bare, 1), "megabytes": round(memory)}
        if name != "python":
            ratios.append(Ratio(f"{name}{over}", seconds, "a bare interpreter", bare, "s"))
            ratios.append(Ratio(f"{name}{over}: most memory", memory, "a bare interpreter", small, "MB"))
    finish(result, ratios, options.out)


if __name__ == "__main__":
    main()
