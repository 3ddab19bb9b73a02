"""Batches: what is written is written once, what fails is recorded, and the rest goes on."""

from __future__ import annotations

import threading
import time
from collections import Counter

import pytest

from rag.briefs import batch
from rag.briefs.batch import Item, Tally, Threads
from rag.briefs.forecast import cost_of
from rag.errors import (
    ModelOverloaded,
    ModelRefused,
    ModelUnreachable,
    SetupError,
    UnknownArticle,
)
from rag.types import Summary, Usage


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
