"""A batch that is killed, again and again: it ends with every brief, none twice, and asks the model hardly twice.

``JIANBAO_BATCH_KILLS`` sets how often it is killed, ``JIANBAO_BATCH_ARTICLES`` how many articles there are.
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests import model_server
from tests.conftest import LibraryMaker
from tests.model_server import Handler, ModelServer
from tests.shelf import CACHE
from tests.test_batch_servers import shelf_of

KILLS = int(os.environ.get("JIANBAO_BATCH_KILLS", "2"))
ARTICLES = int(os.environ.get("JIANBAO_BATCH_ARTICLES", "16"))
SLOTS = 4
# A shell's background jobs are deaf to interrupts, and so is what they start: the batch is made to hear them.
BATCH = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); from ui.cli import main; main()"


def slowly(handler: Handler) -> None:
    """Reply as a model does that takes its time."""
    time.sleep(0.06)
    handler.start_stream()
    handler.send_reply("好的，收到。")


def say_nothing(handler: Handler) -> None:
    """Hold the connection open, longer than any command is waited for here."""
    handler.owner.stopping.wait(120)
    handler.close_connection = True


def begin(home: Path, out: Path, server: ModelServer) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", BATCH, "batch", "--home", str(home), "--out", str(out), "--json"]
    environment = {
        **os.environ,
        "JIANBAO_LLM": "openai",
        "JIANBAO_CACHE": str(CACHE),
        "OPENAI_BASE_URL": server.base_url,
        "OPENAI_API_KEY": model_server.KEY,
    }
    return subprocess.Popen(
        [*command, "--concurrency", str(SLOTS)],
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def interrupt(process: subprocess.Popen[str], server: ModelServer, after: int, how: signal.Signals) -> int:
    """Send a signal once so many more requests have come; the exit code."""
    goal = len(server.requests) + after
    deadline = time.monotonic() + 60
    while len(server.requests) < goal and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.002)
    time.sleep(random.uniform(0, 0.05))
    process.send_signal(how)
    process.communicate(timeout=60)
    return process.returncode


@pytest.fixture
def home(make_library: LibraryMaker, tmp_path: Path) -> Path:
    library = make_library(shelf_of(tmp_path / "pages", ARTICLES))
    home = library.settings.home
    library.close()
    return home


def check(out: Path, home: Path, server: ModelServer, kills: int) -> None:
    found = [json.loads(line)["article_ids"][0] for line in out.read_text("utf-8").splitlines()]
    assert len(found) == len(set(found)) == ARTICLES
    assert ARTICLES <= len(server.requests) <= ARTICLES + kills * SLOTS
    assert {path.name for path in out.parent.glob("briefs*")} == {"briefs.jsonl"}


def test_a_batch_that_is_killed_goes_on_where_it_was(home: Path, tmp_path: Path) -> None:
    out = tmp_path / "briefs.jsonl"
    draw = random.Random(7)
    with ModelServer() as server:
        server.faults.extend([slowly] * 10_000)
        killed = 0
        for _ in range(KILLS):
            process = begin(home, out, server)
            most = max(1, (ARTICLES - len(server.requests)) // max(1, KILLS - killed))
            killed += interrupt(process, server, draw.randint(1, most), signal.SIGKILL) == -signal.SIGKILL
        assert killed >= KILLS // 2
        process = begin(home, out, server)
        written, said = process.communicate(timeout=120)
        assert process.returncode == 0, said
        report = json.loads(written)
        assert report["failed"] == 0
        assert report["done"] + report["skipped"] == ARTICLES
        check(out, home, server, killed)


def test_an_interrupt_ends_it_at_once_and_in_words(home: Path, tmp_path: Path) -> None:
    out = tmp_path / "briefs.jsonl"
    with ModelServer() as server:
        server.faults.extend([slowly] * 3 + [say_nothing] * SLOTS)
        process = begin(home, out, server)
        while len(server.requests) < 3 + SLOTS and process.poll() is None:
            time.sleep(0.005)
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=90)  # it does not wait for a server that says nothing
        assert process.returncode == 130
        assert "The same command goes on." in said
        assert "Traceback" not in said
        server.faults.clear()
        process = begin(home, out, server)
        process.communicate(timeout=60)
        assert process.returncode == 0
        check(out, home, server, 1)
