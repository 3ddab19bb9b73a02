"""How long ``jianbao serve`` takes to a usable page, and what the page weighs.

Run ``python -m bench.serve --out bench/results/serve.json`` on a quiet machine. A new process each time, over the
sample pages: seconds to the first line on stderr, to a reply of ``/healthz``, to the page as curl sees it, and, in
headless Chromium with an empty cache, to a question field that takes a question. Weight is what the browser received:
requests, bytes over the wire, bytes unpacked. Beside each, in alternation, stands Gradio serving a page that holds one
text field, which is as little as a page of its kind can be.
"""

from __future__ import annotations

import argparse
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
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from playwright.sync_api import sync_playwright

from bench.figures import Ratio, finish
from tests.screenshots import CHROMIUM, SAMPLES

EMPTY = """
import os, socket, sys
os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
import gradio, uvicorn
from fastapi import FastAPI
with gradio.Blocks(analytics_enabled=False) as page:
    gradio.Textbox()
listener = socket.create_server(("127.0.0.1", 0))
print(f"http://127.0.0.1:{listener.getsockname()[1]}", file=sys.stderr, flush=True)
app = gradio.mount_gradio_app(FastAPI(), page, path="/", ssr_mode=False)
uvicorn.Server(uvicorn.Config(app, log_level="error")).run(sockets=[listener])
"""


def served(home: str, *options: str) -> AbstractContextManager[tuple[str, int, float, float]]:
    """Our server: its address, its process, when it began and when it said where it is."""
    return running([sys.executable, "-m", "ui.cli", "--home", home, "serve", "--port", "0", "--no-log", *options])


@contextmanager
def running(command: list[str]) -> Iterator[tuple[str, int, float, float]]:
    """A server in a process of its own that says on stderr where it is."""
    began = time.perf_counter()
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


def measure(command: list[str], shown: str) -> dict[str, float]:
    """One start, up to a page in which ``shown`` is a field that can be written into."""
    with running(command) as (base, process, began, said):
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
            page.wait_for_function(f"document.querySelector('{shown}')?.offsetParent", timeout=60_000)
            usable = time.perf_counter()
            page.wait_for_timeout(1500)
            sizes = page.evaluate("performance.getEntriesByType('resource').map((entry) => entry.decodedBodySize)")
            browser.close()
        memory = resident(process)
    return {
        "said": said - began,
        "resident_mb": memory,
        "page_served": page_there - began,
        "page_usable": page_there - began + usable - opened,
        "browser": usable - opened,
        "requests": len(sizes) + 1,
        "wire_bytes": sum(wire),
        "unpacked_bytes": sum(sizes) + document,
    }


def resident(process: int) -> float:
    """A process's resident memory in megabytes."""
    for line in Path(f"/proc/{process}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1000
    return 0.0


UNITS = {
    "page_served": ("start to the page's first bytes", "s"),
    "page_usable": ("start to a field that takes a question", "s"),
    "browser": ("of it in the browser", "s"),
    "resident_mb": ("resident memory of the server then", "MB"),
    "requests": ("requests of the page", ""),
    "wire_bytes": ("the page over the wire", "bytes"),
    "unpacked_bytes": ("the page unpacked", "bytes"),
}


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--runs", type=int, default=5)
    options.add_argument("--out", type=Path)
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as home:
        jianbao = [sys.executable, "-m", "ui.cli", "--home", home]
        subprocess.run([*jianbao, "add", str(SAMPLES)], check=True)
        serve = [*jianbao, "serve", "--port", "0", "--no-log", "--llm", "extractive"]
        ours, empty = [], []
        for _ in range(given.runs):
            ours.append(measure(serve, "body.jb-ready #jb-question textarea"))
            empty.append(measure([sys.executable, "-c", EMPTY], "textarea"))
    medians = [{name: statistics.median(run[name] for run in runs) for name in UNITS} for runs in (ours, empty)]
    ratios = [
        Ratio(said, medians[0][name], "Gradio with one text field", medians[1][name], unit)
        for name, (said, unit) in UNITS.items()
    ]
    finish({"runs": ours, "empty": empty}, ratios, given.out)


if __name__ == "__main__":
    main()
