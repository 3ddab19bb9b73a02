"""Batches: what is written is written once, what fails is recorded, and the rest goes on."""

from __future__ import annotations

import json
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest

from rag import Library
from rag.briefs import batch
from rag.briefs.batch import Item, Tally, Threads
from rag.briefs.forecast import cost_of
from rag.errors import (
    InputError,
    LibraryBusy,
    ModelOverloaded,
    ModelRefused,
    ModelUnreachable,
    SetupError,
    UnknownArticle,
)
from rag.fakes import FakeChatModel
from rag.types import Summary, Usage
from tests import model_server
from tests.conftest import Jianbao, LibraryMaker
from tests.model_server import Handler, ModelServer
from ui.brief_file import BriefFile


class Notes:
    """A book in memory."""

    def __init__(self) -> None:
        self.briefs: dict[str, str] = {}
        self.failures: dict[str, str] = {}

    def written(self) -> dict[str, str]:
        return self.briefs

    def keep(self, item: Item, summary: Summary) -> None:
        assert item.article_id not in self.failures
        self.briefs[item.article_id] = item.fingerprint

    def fail(self, item: Item, reason: str) -> None:
        assert item.article_id not in self.failures
        self.failures[item.article_id] = reason


def brief(item: Item) -> Summary:
    return Summary((item.article_id,), "题", "文", (), (), "fake", Usage(10, 2))


def items(count: int, made_by: str = "recipe") -> list[Item]:
    return [batch.item(f"article-{n}", made_by) for n in range(count)]


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batch, "FIRST_PAUSE", 0.001)


class TestRun:
    def test_all_are_written_and_none_twice(self) -> None:
        book, wrote = Notes(), Counter[str]()

        def write(item: Item) -> Summary:
            wrote[item.article_id] += 1
            return brief(item)

        tally = batch.run(items(30), book, Threads(write, 4))
        assert (tally.total, tally.done, tally.skipped, tally.failed, tally.left) == (30, 30, 0, 0, 0)
        assert tally.usage == Usage(300, 60)
        assert set(wrote.values()) == {1}
        again = batch.run(items(30), book, Threads(write, 4))
        assert (again.done, again.skipped, again.usage) == (0, 30, Usage())

    def test_as_many_at_once_as_there_are_slots(self) -> None:
        barrier = threading.Barrier(3, timeout=10)

        def write(item: Item) -> Summary:
            barrier.wait()  # passes only when three are at it
            return brief(item)

        assert batch.run(items(6), Notes(), Threads(write, 3)).done == 6

    def test_what_depends_on_other_things_is_written_anew(self) -> None:
        made = {
            batch.recipe(model=model, prompts=prompts, sentences=sentences, settings=[size])
            for model, prompts, sentences, size in (
                ("a", ["p"], None, 600), ("b", ["p"], None, 600), ("a", ["q"], None, 600),
                ("a", ["p"], 3, 600), ("a", ["p"], None, 601),
            )
        }  # fmt: skip
        assert len(made) == 5
        book = Notes()
        batch.run(items(3), book, Threads(brief))
        assert batch.run(items(3, "another"), book, Threads(brief)).done == 3

    def test_a_fault_of_one_item_leaves_the_rest(self) -> None:
        def write(item: Item) -> Summary:
            if item.article_id == "article-1":
                raise UnknownArticle("It is gone.", remedy="List them.")
            if item.article_id == "article-2":
                raise ZeroDivisionError("a fault of ours")
            return brief(item)

        book = Notes()
        tally = batch.run(items(5), book, Threads(write, 2))
        assert (tally.done, tally.failed) == (3, 2)
        assert book.failures == {
            "article-1": "It is gone. List them.",
            "article-2": "ZeroDivisionError: a fault of ours",
        }

    def test_a_fault_that_may_pass_gets_one_more_turn(self) -> None:
        turns = Counter[str]()

        def write(item: Item) -> Summary:
            turns[item.article_id] += 1
            if item.article_id == "article-0" or turns[item.article_id] == 1:
                raise ModelUnreachable("Broken off.")
            return brief(item)

        book = Notes()
        tally = batch.run(items(6), book, Threads(write, 2))
        assert (tally.done, tally.failed, tally.left) == (5, 1, 0)
        assert set(turns.values()) == {2}
        assert book.failures == {"article-0": "Broken off."}

    def test_a_server_that_asks_to_wait_is_waited_for(self) -> None:
        begun: list[float] = []

        def write(item: Item) -> Summary:
            begun.append(time.monotonic())
            if len(begun) == 1:
                raise ModelOverloaded("Later.", retry_after=0.3)
            return brief(item)

        assert batch.run(items(3), Notes(), Threads(write)).done == 3
        assert begun[1] - begun[0] >= 0.3

    def test_a_server_that_is_gone_is_not_asked_for_ever(self) -> None:
        asked: list[str] = []

        def write(item: Item) -> Summary:
            asked.append(item.article_id)
            raise ModelRefused("The key is wrong.")

        book = Notes()
        tally = batch.run(items(500), book, Threads(write, 4))
        assert (tally.done, tally.failed, tally.left) == (0, 500, 0)
        assert len(asked) <= batch.MOST_FAULTS + 4
        assert len(book.failures) == 500
        assert "Not tried" in book.failures["article-499"]
        assert "The key is wrong." in book.failures["article-499"]

    def test_without_a_set_up_nothing_is_tried(self) -> None:
        def write(item: Item) -> Summary:
            raise SetupError("No model is installed.")

        with pytest.raises(SetupError, match="installed"):
            batch.run(items(5), Notes(), Threads(write))

    def test_told_to_stop_it_ends_what_is_under_way_and_leaves_the_rest(self) -> None:
        book = Notes()
        tally = batch.run(items(50), book, Threads(brief, 2), stop=lambda: len(book.briefs) >= 5)
        assert 5 <= tally.done <= 7
        assert tally.left == 50 - tally.done
        assert not book.failures

    def test_progress_tells_rate_and_tokens(self) -> None:
        seen: list[Tally] = []
        batch.run(items(4), Notes(), Threads(brief), watch=seen.append)
        assert [tally.done for tally in seen] == [0, 1, 2, 3, 4]
        assert seen[0].seconds_left is None
        assert seen[-1].seconds_left == 0
        assert seen[-1].usage == Usage(40, 8)


def test_the_longest_name_in_the_table_gives_the_price() -> None:
    prices = {"model": (1.0, 2.0), "model-mini": (0.1, 0.4)}
    assert cost_of(Usage(1_000_000, 500_000), "model-mini-2031", prices) == pytest.approx(0.3)
    assert cost_of(Usage(1_000_000, 500_000), "model-large", prices) == pytest.approx(2.0)
    assert cost_of(Usage(1, 1), "other", prices) is None


class TestFile:
    def write(self, path: Path, *articles: str, made_by: str = "recipe") -> None:
        with BriefFile(path) as book:
            for article in articles:
                item = batch.item(article, made_by)
                book.keep(item, brief(item))

    def ids(self, path: Path) -> list[str]:
        return [json.loads(line)["article_ids"][0] for line in path.read_text("utf-8").splitlines()]

    def test_it_knows_what_it_holds(self, tmp_path: Path) -> None:
        path = tmp_path / "new" / "briefs.jsonl"
        self.write(path, "a", "b")
        with BriefFile(path) as book:
            assert book.written() == {each: batch.item(each, "recipe").fingerprint for each in "ab"}
            assert [summary.article_ids for summary in book.summaries()] == [["a"], ["b"]]

    @pytest.mark.parametrize("cut", [1, 2, 20, -2])
    def test_a_torn_line_is_cut(self, tmp_path: Path, cut: int) -> None:
        path = tmp_path / "briefs.jsonl"
        self.write(path, "a", "b")
        first, second = path.read_bytes().splitlines(keepends=True)
        path.write_bytes(first + second[:cut])
        self.write(path, "c")
        assert self.ids(path) == ["a", "c"]

    def test_a_whole_line_that_lacks_its_end_is_kept(self, tmp_path: Path) -> None:
        path = tmp_path / "briefs.jsonl"
        self.write(path, "a", "b")
        path.write_bytes(path.read_bytes()[:-1])
        self.write(path, "c")
        assert self.ids(path) == ["a", "b", "c"]

    @pytest.mark.parametrize("text", ["dear diary\n", "dear diary", '{"a": 1}\n', "[1]\n", "\n", "\0\1\n"])
    def test_a_file_of_something_else_is_left_as_it_is(self, tmp_path: Path, text: str) -> None:
        path = tmp_path / "briefs.jsonl"
        path.write_text(text)
        with pytest.raises(InputError, match=r"is no brief\. Give another"), BriefFile(path):
            pass
        assert path.read_text() == text

    def test_nobody_else_writes_it_meanwhile(self, tmp_path: Path) -> None:
        path = tmp_path / "briefs.jsonl"
        with BriefFile(path) as book:
            with pytest.raises(LibraryBusy, match="Another batch"), BriefFile(path):
                pass
            self_made = batch.item("a", "recipe")
            book.keep(self_made, brief(self_made))
            book.keep(self_made, brief(self_made))
            book.finish(["a"])  # a new file is in its place, and is as well guarded
            with pytest.raises(LibraryBusy, match="Another batch"), BriefFile(path):
                pass
            book.keep(batch.item("b", "recipe"), brief(batch.item("b", "recipe")))
        assert self.ids(path) == ["a", "b"]

    def test_at_the_end_only_what_counts_is_left(self, tmp_path: Path) -> None:
        path = tmp_path / "briefs.jsonl"
        self.write(path, "a", "b", "gone")
        self.write(path, "a", made_by="another")
        with BriefFile(path) as book:
            book.finish(["a", "b"])
            assert book.written()["a"] == batch.item("a", "another").fingerprint
        assert self.ids(path) == ["b", "a"]
        assert [path] == list(tmp_path.iterdir())

    def test_failures_are_listed_beside_it_by_the_last_run(self, tmp_path: Path) -> None:
        path = tmp_path / "briefs.jsonl"
        with BriefFile(path) as book:
            book.fail(Item("a", "f", "题"), "It is gone.")
        [line] = (tmp_path / "briefs.failed.jsonl").read_text("utf-8").splitlines()
        assert json.loads(line) == {"article_id": "a", "title": "题", "error": "It is gone."}
        self.write(path, "b")
        assert not (tmp_path / "briefs.failed.jsonl").exists()

    def test_a_place_that_cannot_be_written_says_so(self, tmp_path: Path) -> None:
        (tmp_path / "file").touch()
        with pytest.raises(InputError, match="cannot be written"), BriefFile(tmp_path / "file" / "briefs.jsonl"):
            pass


class TestCommand:
    def test_it_writes_summaries_of_the_contract(self, jianbao: Jianbao, home: Path, tmp_path: Path) -> None:
        out = tmp_path / "briefs.jsonl"
        ran = jianbao("batch", "--out", out, "--home", home, "--json", "--yes")
        counts = {name: ran.document[name] for name in ("done", "skipped", "failed", "tokens")}
        assert counts == {"done": 3, "skipped": 0, "failed": 0, "tokens": {"prompt": 0, "completion": 0}}
        assert "3 articles to brief (0 are there already)." in ran.err
        listed = {each["id"] for each in jianbao("articles", "--home", home, "--json").document["articles"]}
        found = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
        assert {each["article_ids"][0] for each in found} == listed
        for each in found:
            assert {"article_ids", "title", "summary", "sentences", "citations", "model", "usage"} <= each.keys()
            alone = jianbao("summarize", *each["article_ids"], "--home", home, "--json").document["summaries"][0]
            assert {name: each[name] for name in alone} == alone
        again = jianbao("batch", "--out", out, "--home", home, "--json").document
        assert (again["done"], again["skipped"]) == (0, 3)

    def test_filters_choose(self, jianbao: Jianbao, home: Path, tmp_path: Path) -> None:
        out = tmp_path / "briefs.jsonl"
        given = ("batch", "--out", out, "--home", home, "--json")
        assert jianbao(*given, "--from", "2031-05-07").document["done"] == 1
        assert jianbao(*given, "--author", "林小禾").document == {
            "done": 1, "skipped": 1, "failed": 0, "tokens": {"prompt": 0, "completion": 0}, "others": 0
        }  # fmt: skip
        assert jianbao(*given, "--newspaper", "云溪日报", "--to", "2031-05-06").document["others"] == 1
        none = jianbao(*given, "--author", "无此人")
        assert (none.code, none.err.count("\n")) == (1, 1)
        assert "no article to brief" in none.err

    def test_another_length_is_another_brief(self, jianbao: Jianbao, home: Path, tmp_path: Path) -> None:
        out = tmp_path / "briefs.jsonl"
        given = ("batch", "--out", out, "--home", home, "--json", "--length")
        assert jianbao(*given, 1).document["done"] == 3
        assert jianbao(*given, 2).document["done"] == 3
        assert len(out.read_text("utf-8").splitlines()) == 3

    def test_articles_that_are_gone_leave_the_file(self, jianbao: Jianbao, home: Path, tmp_path: Path) -> None:
        out = tmp_path / "briefs.jsonl"
        jianbao("batch", "--out", out, "--home", home, "--json")
        gone = json.loads(out.read_text("utf-8").splitlines()[0])["article_ids"][0]
        jianbao("remove", gone, "--home", home)
        assert jianbao("batch", "--out", out, "--home", home, "--json").document["skipped"] == 2
        assert gone not in out.read_text("utf-8")

    def test_reports_stand_beside(self, jianbao: Jianbao, home: Path, tmp_path: Path) -> None:
        reports = [tmp_path / f"r.{kind}" for kind in ("html", "md", "csv")]
        options = [part for path in reports for part in ("--report", path)]
        jianbao("batch", "--out", tmp_path / "briefs.jsonl", "--home", home, *options)
        for path in reports:
            assert "白鹭机械出口翻番" in path.read_text("utf-8")

    def test_wrong_usage_is_told_before_anything_is_done(self, jianbao: Jianbao, home: Path, tmp_path: Path) -> None:
        assert jianbao("batch", "--out", tmp_path / "b.html", "--home", home).code == 2
        assert jianbao("batch", "--out", tmp_path / "b.jsonl", "--engine", "dask", "--home", home).code == 2
        assert jianbao("batch", "--home", home).code == 2
        odd = jianbao("batch", "--out", tmp_path / "b.jsonl", "--report", tmp_path / "r.pdf", "--home", home)
        assert odd.code == 1
        assert "no known format" in odd.err
        assert not list(tmp_path.glob("b.*"))

    def test_summarize_takes_the_filters(self, jianbao: Jianbao, home: Path) -> None:
        found = jianbao("summarize", "--from", "2031-05-07", "--home", home, "--json").document["summaries"]
        assert [each["title"] for each in found] == ["白鹭机械出口翻番"]
        [chosen] = found[0]["article_ids"]
        by_id = jianbao("summarize", "--article", chosen, "--home", home, "--json").document["summaries"]
        assert by_id == found
        assert jianbao("summarize", "--home", home).code == 2
        none = jianbao("summarize", chosen, "--to", "2031-05-06", "--home", home)
        assert none.code == 1


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
