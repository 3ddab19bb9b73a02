"""A server that is killed while it answers, takes pages and writes briefs: the next one loses nothing acknowledged.

``JIANBAO_SERVE_KILLS`` sets how often it is killed.
"""

from __future__ import annotations

import json
import os
import random
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx
import pytest

from rag.archive import upkeep
from rag.archive.index import Index
from rag.fakes import FakeEmbedder
from rag.models.tokens import token_counter
from rag.settings import Settings
from tests import model_server
from tests.model_server import Handler, ModelServer
from tests.shelf import CACHE
from tests.test_batch_servers import shelf_of

KILLS = int(os.environ.get("JIANBAO_SERVE_KILLS", "1"))
ARTICLES = 8
# The console script over the fake embedder: the real one takes seconds to load, and nothing here is about it.
SERVE = """
import sys
import ui.cli
from rag.fakes import FakeEmbedder
from rag.models import embedders
embedders.open_embedder = lambda _: FakeEmbedder()
sys.argv[0] = "jianbao"
ui.cli.main()
"""


def slowly(handler: Handler) -> None:
    """Reply as a model does that takes its time."""
    handler.start_stream()
    for letter in "好的，收到。":
        time.sleep(0.05)
        handler.send_piece(letter)
    handler.send_reply("")


@contextmanager
def serving(home: Path, model: ModelServer) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """A server in a process of its own."""
    environment = {
        **os.environ,
        "JIANBAO_CACHE": str(CACHE),
        "OPENAI_BASE_URL": model.base_url,
        "OPENAI_API_KEY": model_server.KEY,
    }
    command = [sys.executable, "-c", SERVE, "--home", str(home), "serve", "--port", "0", "--llm", "openai", "--no-log"]
    process = subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True)
    try:
        assert process.stderr
        found = re.search(r"http://\S+", process.stderr.readline())
        assert found
        yield found[0], process
    finally:
        process.kill()
        process.communicate()


class Readers:
    """Readers who ask, upload and wait for briefs until the server is gone; what it acknowledged is noted."""

    def __init__(self, base: str, round_: int) -> None:
        self.client = httpx.Client(base_url=base, timeout=20, trust_env=False)
        self.round = round_
        self.added: list[str] = []
        self.threads = [threading.Thread(target=self.until_gone, args=(each,)) for each in (self.ask, self.upload)]
        for thread in self.threads:
            thread.start()

    def until_gone(self, step: object) -> None:
        with suppress(httpx.HTTPError):
            for number in range(10_000):
                step(number)  # type: ignore[operator]

    def ask(self, _: int) -> None:
        with self.client.stream("POST", "/api/v1/ask", json={"question": "码头有几座？", "stream": True}) as reply:
            for _line in reply.iter_lines():
                pass

    def upload(self, number: int) -> None:
        title = f"第{self.round}轮第{number}号驿站开张"
        text = f"{title}\n第{self.round}轮第{number}号驿站昨天开张，首日有{number + 30}人进店。\n"
        reply = self.client.post("/api/v1/pages", files={"files": (f"{self.round}-{number}.txt", text.encode())})
        if reply.status_code == 200 and reply.json()["added"]:
            self.added.append(title)

    def close(self) -> None:
        for thread in self.threads:
            thread.join(30)
        self.client.close()


def look_into(home: Path) -> set[str]:
    """What the library holds, by headline; it must be whole."""
    settings = Settings.load(home=home, cache=CACHE)
    index = Index(settings, FakeEmbedder(), token_counter(settings))
    try:
        assert upkeep.check(index) == []
        with index.snapshot() as snapshot:
            return {article.title for article in snapshot.articles()}
    finally:
        index.close()


@pytest.mark.slow
def test_a_killed_server_loses_nothing_acknowledged(tmp_path: Path) -> None:
    home, draw, added = tmp_path / "home", random.Random(11), list[str]()
    pages = shelf_of(tmp_path / "pages", ARTICLES)
    add = [sys.executable, "-c", SERVE, "--home", str(home), "add", str(pages)]
    subprocess.run(add, check=True, env={**os.environ, "JIANBAO_CACHE": str(CACHE)}, stdout=subprocess.DEVNULL)
    job = ""
    with ModelServer() as model:
        model.faults.extend([slowly] * 100_000)
        for number in range(KILLS):
            with serving(home, model) as (base, process):
                if not job:
                    body = {"kind": "summaries", "filters": {}}
                    job = httpx.post(f"{base}/api/v1/jobs", json=body, trust_env=False).json()["id"]
                readers = Readers(base, number)
                time.sleep(draw.uniform(0.2, 1.2))
                process.send_signal(signal.SIGKILL)
                process.wait(60)
                readers.close()
                added += readers.added
            assert set(added) <= look_into(home)
        with serving(home, model) as (base, process):
            with httpx.Client(base_url=base, trust_env=False, timeout=60) as client:
                deadline = time.monotonic() + 240
                while (found := client.get(f"/api/v1/jobs/{job}").json())["status"] != "done":
                    assert found["status"] in ("queued", "running"), found
                    assert time.monotonic() < deadline, json.dumps(found)
                    time.sleep(0.1)
                briefs = client.get(f"/api/v1/jobs/{job}/result").json()["summaries"]
                assert len({brief["article_ids"][0] for brief in briefs}) == len(briefs) == found["total"]
                assert client.get("/healthz").json()["articles"] >= ARTICLES + len(added)
            process.send_signal(signal.SIGTERM)
            assert process.wait(120) == 0
    assert set(added) <= look_into(home)
