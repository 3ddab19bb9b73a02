"""Batches against a model's server that misbehaves, and on Dask's workers."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest

from rag import Library
from rag.briefs import batch
from rag.briefs.batch import Item
from rag.errors import (
    SetupError,
)
from rag.fakes import FakeChatModel
from tests import model_server
from tests.conftest import LibraryMaker
from tests.model_server import Handler, ModelServer
from tests.test_batch import Notes, items
from ui.brief_file import BriefFile


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batch, "FIRST_PAUSE", 0.001)


def shelf_of(folder: Path, count: int) -> Path:
    """Pages of one invented story each."""
    folder.mkdir()
    for n in range(count):
        text = (
            f"清溪县第{n + 1}座水库开工\n本报记者 林小禾\n"
            f"清溪县水务局5月6日宣布，第{n + 1}座水库当天开工，总投资{n + 3}.{n % 9 + 1}亿元，计划两年建成。\n"
            f"该局局长顾远舟表示，水库建成后可灌溉农田{n + 11}万亩，供水人口{n + 21}万人。\n"
        )
        (folder / f"清溪日报-2031-05-06-A{n + 1}.txt").write_text(text, "utf-8")
    return folder


@pytest.fixture
def server() -> Iterator[ModelServer]:
    with ModelServer() as server:
        yield server


def remote(make_library: LibraryMaker, server: ModelServer, folder: Path, **settings: object) -> Library:
    given = {"openai_base_url": server.base_url, "openai_api_key": model_server.KEY, "llm": "openai", **settings}
    return make_library(folder, **given)


def test_whatever_the_server_does_every_item_ends(
    make_library: LibraryMaker, server: ModelServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from rag.models import remote as adapter

    monkeypatch.setattr(adapter, "FIRST_PAUSE", 0.001)
    library = remote(make_library, server, shelf_of(tmp_path / "pages", 24), llm_timeout=0.3)
    faults: list[Callable[[Handler], None]] = [
        model_server.status(429, Retry_After="0"), model_server.status(500), model_server.hang,
        model_server.hang_midway, model_server.cut, model_server.cut_chunked, model_server.malformed,
        model_server.wrong_shape, model_server.web_page, model_server.hang_up, model_server.error_midway,
        model_server.status(400, "no"), model_server.talk_forever, model_server.filtered,
    ]  # fmt: skip

    def right(handler: Handler) -> None:
        handler.start_stream()
        handler.send_reply("好的，收到。")

    in_turn = cycle(each for fault in faults for each in (fault, right))
    server.faults.extend(next(in_turn) for _ in range(200))
    articles = library.articles()
    assert len(articles) == 24
    items = library.items(articles)
    out = tmp_path / "briefs.jsonl"
    with BriefFile(out) as book:
        tally = library.batch(items, book)
        failed = {json.loads(line)["article_id"] for line in book.failures.read_text("utf-8").splitlines()}
    done = {json.loads(line)["article_ids"][0] for line in out.read_text("utf-8").splitlines()}
    assert (tally.done, tally.failed, tally.left) == (len(done), len(failed), 0)
    assert done
    assert not done & failed
    assert done | failed == {article.id for article in articles}
    server.faults.clear()
    with BriefFile(out) as book:
        mended = library.batch(items, book)
    assert (mended.done, mended.skipped, mended.failed) == (len(failed), len(done), 0)


def test_the_name_that_the_server_gives_is_part_of_the_fingerprint(
    make_library: LibraryMaker, server: ModelServer, tmp_path: Path
) -> None:
    pages = shelf_of(tmp_path / "pages", 1)
    found = remote(make_library, server, pages)
    named = remote(make_library, server, pages, llm_model=model_server.MODEL)
    other = remote(make_library, server, pages, llm_model="another")
    [one], [same], [different] = (library.items(library.articles()) for library in (found, named, other))
    assert one.fingerprint == same.fingerprint != different.fingerprint


def test_a_prompt_of_ones_own_is_part_of_the_fingerprint(make_library: LibraryMaker, tmp_path: Path) -> None:
    from importlib import resources

    pages, own = shelf_of(tmp_path / "pages", 1), tmp_path / "prompts"
    own.mkdir()
    text = resources.files("prompts").joinpath("summary.zh.txt").read_text("utf-8")
    (own / "summary.zh.txt").write_text(text + "\n请写得平实。\n", "utf-8")
    plain = make_library(pages, model=FakeChatModel())
    mine = make_library(pages, model=FakeChatModel(), prompts=own)
    assert plain.items(plain.articles()) != mine.items(mine.articles())


class TestDask:
    def test_two_workers_give_the_same_file(
        self, make_library: LibraryMaker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        distributed: Any = pytest.importorskip("distributed", reason="The extra dask is not installed.")
        from rag.app import open_library
        from rag.briefs.dask_engine import DaskEngine

        library = make_library(shelf_of(tmp_path / "pages", 8))
        items = library.items(library.articles())
        with BriefFile(tmp_path / "here.jsonl") as here:
            library.batch(items, here)
        # What a worker inherits: on other machines it is set there.
        monkeypatch.setenv("JIANBAO_CACHE", str(library.settings.cache))
        settings = {"distributed.worker.daemon": True, "distributed.admin.tick.limit": "60s"}
        import dask

        with (
            dask.config.set(settings),
            distributed.LocalCluster(
                n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs=50
            ) as cluster,
        ):
            engine = DaskEngine(cluster.scheduler_address, library.settings, open_library)
            with BriefFile(tmp_path / "there.jsonl") as there:
                tally = library.batch(items, there, engine=engine)
                again = library.batch(items, there, engine=engine)
            lost = Item(items[0].article_id, "made by another recipe")
            book = Notes()
            with pytest.raises(SetupError, match="other prompts"):
                library.batch([lost], book, engine=engine)
            gone = batch.item("no-such-article", "recipe")
            assert library.batch([gone], book, engine=engine).failed == 1
        assert (tally.done, tally.failed, again.done, again.skipped) == (8, 0, 0, 8)
        files = [sorted((tmp_path / name).read_text("utf-8").splitlines()) for name in ("here.jsonl", "there.jsonl")]
        assert files[0] == files[1]
        assert "no-such-article" in book.failures

    def test_no_key_travels(self, make_library: LibraryMaker, tmp_path: Path) -> None:
        import pickle

        from rag.app import open_library
        from rag.briefs.dask_engine import DaskEngine

        pytest.importorskip("distributed", reason="The extra dask is not installed.")
        library = make_library(openai_api_key=model_server.KEY, api_keys="a-key-of-ours", embedding_api_key="third")
        engine = DaskEngine("tcp://127.0.0.1:1", library.settings, open_library)
        sent = pickle.dumps((engine._open, engine._work))
        for key in (model_server.KEY, "a-key-of-ours", "third"):
            assert key.encode() not in sent

    def test_a_scheduler_that_is_not_there_says_so(
        self, make_library: LibraryMaker, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from rag.app import open_library
        from rag.briefs import dask_engine

        pytest.importorskip("distributed", reason="The extra dask is not installed.")
        monkeypatch.setattr(dask_engine, "CONNECT_SECONDS", 0.5)
        library = make_library()
        address = model_server.closed_port().removeprefix("http://").removesuffix("/v1")
        engine = dask_engine.DaskEngine(f"tcp://{address}", library.settings, open_library)
        with pytest.raises(SetupError, match="--scheduler"):
            library.batch(items(1), Notes(), engine=engine)
