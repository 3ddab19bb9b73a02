"""A library whose writers are killed: it opens, answers, loses nothing acknowledged, and the same ``add`` completes it.

``JIANBAO_KILLS`` sets how many writers are killed at random moments, on top of those killed at each kind of step.
"""

from __future__ import annotations

import multiprocessing
import os
import random
import re
import signal
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from bench.rankings import dense
from rag.archive import ingest, upkeep, writer
from rag.archive.catalog import Catalog
from rag.archive.index import Index
from rag.archive.store import ChromaStore
from rag.archive.vectors import VectorFile
from rag.errors import LibraryError
from rag.evidence import retrieve
from rag.fakes import FakeEmbedder
from rag.ports import Vectors
from tests.conftest import forget_settings
from tests.shelf import many, open_index, page, parse, story, titles

PAGES = 40
PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload(
    ["chromadb", "jieba", "tests.shelf", "rag.archive.ingest", "rag.evidence.retrieve", "rag.archive.upkeep"]
)


class LoggingEmbedder(FakeEmbedder):
    """Writes down, before it embeds them, which texts it embeds; as slow as a real one seems to a killer."""

    def __init__(self, log: Path, seconds: float = 0.003) -> None:
        super().__init__(64)
        self._log = log
        self._seconds = seconds

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        with self._log.open("a", encoding="utf-8") as log:
            log.writelines(text.replace("\n", " ") + "\n" for text in texts)
        time.sleep(self._seconds * len(texts))
        return super().embed_passages(texts)


def prepare() -> None:
    """Small batches and frequent syncs: many steps in a second."""
    vars(ingest)["parse_page"] = parse
    ingest.BATCH_PAGES, ingest.SYNC_AFTER, writer.EMBED_BATCH = 4, 20, 8


def die_at(step: int) -> None:
    """Die at the so-manieth of the moments before and after each thing that is written anywhere."""
    left = [step]

    def tick() -> None:
        left[0] -= 1
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def around(owner: Any, name: str) -> None:
        original: Callable[..., Any] = getattr(owner, name)

        def wrapped(*given: Any, **named: Any) -> Any:
            tick()
            result = original(*given, **named)
            tick()
            return result

        setattr(owner, name, wrapped)

    for owner, name in (
        (VectorFile, "write"), (ChromaStore, "upsert"), (ChromaStore, "delete"), (ChromaStore, "reopen"),
        (writer, "_put_page"), (writer, "_put_passage"), (writer, "_put_record"), (writer, "_delete_article"),
        (LoggingEmbedder, "embed_passages"), (Catalog, "transaction"),
    ):  # fmt: skip
        around(owner, name)


def work(home: Path, step: int) -> None:
    """Add everything, change a page, remove an article; say which pages were acknowledged."""
    prepare()
    if step:
        die_at(step)
    index = open_index(home, embedder=LoggingEmbedder(home / "embedded.log"))
    acknowledged = home / "acknowledged"

    def told(what: str, done: int, _of: int) -> None:
        if what == "pages":
            acknowledged.write_text(str(max(done, int(acknowledged.read_text() or 0))))

    acknowledged.touch()
    (home / "ready").touch()
    ingest.add(index, many(PAGES), progress=told)
    for number in range(4):
        ingest.add(index, [page("turn.txt", story("轮换", f"第{number}次轮换的内容，编号{number * 31}。"))])
        with index.snapshot() as snapshot:
            gone = [article.id for article in snapshot.articles() if article.title == "轮换"]
        ingest.remove(index, gone)
    index.close()


def run(home: Path, step: int = 0, seconds: float | None = None) -> int | None:
    """Run the work in a process of its own, to its death or its end; its exit code."""
    (home / "ready").unlink(missing_ok=True)
    process = PROCESSES.Process(target=work, args=(home, step))
    process.start()
    if seconds is not None:
        while not (home / "ready").exists() and process.is_alive():
            time.sleep(0.005)
        process.join(seconds)
        process.kill()
    process.join(120)
    return process.exitcode


def assert_sound(home: Path) -> None:
    """What a reader finds after a kill."""
    index = open_index(home)
    assert upkeep.check(index) == []
    with index.snapshot() as snapshot:
        held = {row[0] for row in snapshot.connection.execute("SELECT source FROM pages")}
        articles = {article.id for article in snapshot.articles()}
    acknowledged = home / "acknowledged"
    count = int((acknowledged.read_text() if acknowledged.exists() else "") or 0)
    assert {one.source for one in many(count)} <= held
    hits = retrieve.search(index, "港口工程第4期竣工", 20)
    assert {hit.article.id for hit in hits} <= articles
    assert bool(hits) == bool(articles)
    index.close()


def assert_complete(home: Path, kills: int) -> None:
    index = open_index(home)
    assert Counter(titles(index)) == Counter(title for one in many(PAGES) for title in all_titles(one))
    assert upkeep.check(index) == []
    with index.snapshot() as snapshot:
        assert not snapshot.unsynced()
    index.close()
    embedded = Counter((home / "embedded.log").read_text(encoding="utf-8").splitlines())
    twice = sum(count - 1 for text, count in embedded.items() if not text.startswith("轮换"))
    assert twice <= kills * 8  # at most the batch in work


def all_titles(one: Any) -> list[str]:
    return [article.title for article in parse(one).articles]


@pytest.mark.slow
def test_killed_before_and_after_every_kind_of_step(tmp_path: Path) -> None:
    steps = [2, 7, 19, 60, 130, 260]
    for step in steps:
        assert run(tmp_path, step) in {-signal.SIGKILL, 0}
        assert_sound(tmp_path)
    assert run(tmp_path) == 0
    assert_complete(tmp_path, len(steps))


@pytest.mark.slow
def test_killed_at_random_moments(tmp_path: Path) -> None:
    kills = int(os.environ.get("JIANBAO_KILLS", "4"))
    chance = random.Random(20260)
    for number in range(kills):
        if number and number % 20 == 0:  # a library that is complete has fewer moments: begin anew
            assert run(tmp_path / str(number // 20 - 1)) == 0
            assert_complete(tmp_path / str(number // 20 - 1), 20)
        home = tmp_path / str(number // 20)
        home.mkdir(exist_ok=True)
        run(home, seconds=chance.random() * 1.2)
        assert_sound(home)
    assert run(home) == 0
    assert_complete(home, kills)


def add_pages(home: Path, start: int, count: int) -> None:
    prepare()
    index = open_index(home, embedder=LoggingEmbedder(home / f"embedded-{start}.log"))
    ingest.add(index, many(count, start))
    index.close()


def remove_pages(home: Path, words: str) -> None:
    prepare()
    index = open_index(home)
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        with index.snapshot() as snapshot:
            gone = [article.id for article in snapshot.articles() if words in article.title]
        if len(gone) == 1:
            ingest.remove(index, gone)
            break
        time.sleep(0.02)
    index.close()


def test_processes_that_write_and_read_at_once_end_as_one_after_the_other(tmp_path: Path) -> None:
    workers = [
        PROCESSES.Process(target=add_pages, args=(tmp_path, 0, 24)),
        PROCESSES.Process(target=add_pages, args=(tmp_path, 100, 24)),
        PROCESSES.Process(target=remove_pages, args=(tmp_path, "第105届")),
    ]
    for worker in workers:
        worker.start()
    index = open_index(tmp_path)
    while any(worker.is_alive() for worker in workers):
        found = retrieve.search(index, "港口工程第4期竣工", 20)
        assert len({hit.chunk.id for hit in found}) == len(found)
    for worker in workers:
        worker.join()
    assert [worker.exitcode for worker in workers] == [0, 0, 0]
    expected = [title for one in (*many(24), *many(24, 100)) for title in all_titles(one) if "第105届" not in title]
    assert Counter(titles(index)) == Counter(expected)
    assert len(dense(index, "港口", 1000)) == chunk_count(index)
    index.sync()
    assert upkeep.check(index) == []
    index.close()


def chunk_count(index: Index) -> int:
    with index.snapshot() as snapshot:
        return int(snapshot.meta("chunks"))


@pytest.mark.skipif(os.name != "posix", reason="writes a file of no room only where /dev/full is")
def test_a_disk_that_is_full_says_so_and_loses_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ingest, "parse_page", parse)
    index = open_index(tmp_path)
    ingest.add(index, many(4))
    before = titles(index)
    index.close()
    index = open_index(tmp_path)
    with index.catalog.transaction() as connection:
        size = connection.execute("PRAGMA page_count").fetchone()[0]
    original = Catalog._connect

    def small(catalog: Catalog) -> Any:
        connection = original(catalog)
        connection.execute(f"PRAGMA max_page_count = {size + 2}")
        return connection

    monkeypatch.setattr(Catalog, "_connect", small)
    index = open_index(tmp_path)
    with pytest.raises(Exception, match="cannot grow") as caught:
        ingest.add(index, many(60, 4))
    assert "\n" not in str(caught.value)
    monkeypatch.undo()
    index.close()
    index = open_index(tmp_path)
    assert titles(index)[: len(before)] or before == []
    assert set(before) <= set(titles(index))
    assert upkeep.check(index) == []
    index.close()


def open_without_rights(home: Path) -> None:
    """As somebody who may not write there, whoever runs the tests; the message goes to the exit of the process."""
    if os.geteuid() == 0:
        os.setuid(65534)
    try:
        open_index(home)
    except LibraryError as error:
        os._exit(0 if "permissions" in str(error) and "\n" not in str(error) else 2)
    os._exit(1)


@pytest.mark.skipif(os.name != "posix", reason="takes write permission away as POSIX does")
def test_a_folder_that_cannot_be_written_says_so_and_stays_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ingest, "parse_page", parse)
    with tempfile.TemporaryDirectory() as folder:  # not below pytest's own, which others may not enter
        home = Path(folder)
        index = open_index(home)
        ingest.add(index, many(3))
        index.close()
        paths = [home, *home.rglob("*")]
        before = {path: path.read_bytes() for path in paths if path.is_file()}
        for path in paths:
            path.chmod(0o555 if path.is_dir() else 0o444)
        process = PROCESSES.Process(target=open_without_rights, args=(home,))
        process.start()
        process.join()
        for path in paths:
            path.chmod(0o755 if path.is_dir() else 0o644)
        assert process.exitcode == 0
        assert {path: path.read_bytes() for path in home.rglob("*") if path.is_file()} == before
        index = open_index(home)
        assert upkeep.check(index) == []
        index.close()


def test_how_often_to_kill_is_taken_from_whoever_runs_the_tests(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = {
        name
        for path in Path(__file__).parent.glob("test_*kill*.py")
        for name in re.findall(r'environ\.get\("(\w+)"', path.read_text("utf-8"))
    }
    for name in ("JIANBAO_LLM", *asked):
        monkeypatch.setenv(name, "7")
    forget_settings()
    assert asked <= os.environ.keys()
    assert "JIANBAO_LLM" not in os.environ
