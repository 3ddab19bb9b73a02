"""How long ``jianbao serve`` takes to a usable page, and what the page weighs.

Run ``python -m bench.serve --out bench/results/serve.json`` on a quiet machine. A new process each time, over the
sample pages: seconds to the first line on stderr, to a reply of ``/healthz``, to the page as curl sees it, and, in
headless Chromium with an empty cache, to a question field that takes a question. Weight is what the browser received:
requests, bytes over the wire, bytes unpacked.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

from tests.screenshots import CHROMIUM, SAMPLES


@contextmanager
def served(home: str, *options: str) -> Iterator[tuple[str, int, float, float]]:
    """A server in a process of its own: its address, its process, when it began and when it said where it is."""
    began = time.perf_counter()
    command = [sys.executable, "-m", "ui.cli", "--home", home, "serve", "--port", "0", "--no-log", *options]
    with tempfile.TemporaryFile("w+") as errors:
        process = subprocess.Popen(command, stderr=errors, text=True, env={**os.environ, "PYTHONUNBUFFERED": "1"})
        try:
            while True:
                errors.seek(0)
                if found := re.search(r"http://\S+", errors.read()):
                    break
                if process.poll() is not None:
                    errors.seek(0)
                    sys.exit(f"The server ended: {errors.read()[-2000:]}")
                time.sleep(0.02)
            yield found[0], process.pid, began, time.perf_counter()
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(30)


def fetched(address: str) -> tuple[float, int]:
    """When an address first answered, and with how many bytes."""
    while True:
        try:
            with urllib.request.urlopen(address, timeout=30) as reply:
                return time.perf_counter(), len(reply.read())
        except OSError:
            time.sleep(0.02)


def measure(home: str) -> dict[str, float]:
    """One start."""
    with served(home, "--llm", "extractive") as (base, _, began, said):
        healthy, _ = fetched(f"{base}/healthz")
        page_there, document = fetched(base)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=CHROMIUM)
            page = browser.new_page()
            devtools = page.context.new_cdp_session(page)
            devtools.send("Network.enable")
            wire: list[float] = []
            devtools.on("Network.loadingFinished", lambda event: wire.append(event["encodedDataLength"]))
            opened = time.perf_counter()
            page.goto(base, wait_until="commit")
            page.wait_for_selector("body.jb-ready", timeout=60_000)
            page.wait_for_function("document.querySelector('#jb-question textarea')?.offsetParent")
            usable = time.perf_counter()
            page.wait_for_timeout(1500)
            sizes = page.evaluate("performance.getEntriesByType('resource').map((entry) => entry.decodedBodySize)")
            browser.close()
    return {
        "said": said - began,
        "healthy": healthy - began,
        "page_served": page_there - began,
        "page_usable": page_there - began + usable - opened,
        "browser": usable - opened,
        "requests": len(sizes) + 1,
        "wire_bytes": sum(wire),
        "unpacked_bytes": sum(sizes) + document,
    }


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--runs", type=int, default=5)
    options.add_argument("--out", type=Path)
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as home:
        subprocess.run([sys.executable, "-m", "ui.cli", "--home", home, "add", str(SAMPLES)], check=True)
        runs = [measure(home) for _ in range(given.runs)]
    report: dict[str, Any] = {"runs": len(runs), "median": {}, "worst": {}}
    for name in runs[0]:
        values = [run[name] for run in runs]
        report["median"][name], report["worst"][name] = statistics.median(values), max(values)
        print(f"{name:16} {statistics.median(values):14,.2f} median {max(values):14,.2f} worst")
    print(json.dumps(report))
    if given.out:
        given.out.parent.mkdir(parents=True, exist_ok=True)
        given.out.write_text(json.dumps(report, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
