"""Batches: briefs of many articles, as many at once as the model server takes, each kept as soon as it is there.

An *item* is one article to brief, with a fingerprint of all that its brief depends on. A *book* keeps what is
written; what it holds under the same fingerprint is not written again, so that a batch which was stopped, or killed,
goes on where it was. An *engine* does the work: threads of this process, or Dask (``rag.briefs.dask_engine``).

The model adapter itself tries a request again before its first word (``rag.models.remote``). What is left for a batch
is the server that is away, or asks to wait, for longer: then the batch pauses and gives the item one more turn.
"""

from __future__ import annotations

import hashlib
import json
import logging
import queue
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal, Protocol

from rag.errors import JianbaoError, ModelError, ModelOverloaded, ModelUnreachable, SetupError, fault_in_a_line
from rag.types import Summary, Usage

# After so many faults of the model in a row the rest would fare no better.
MOST_FAULTS = 20
# Seconds to wait after a fault that may pass, doubled with each in a row; what the server asks for comes first.
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 300.0
_LOOK = 0.2

log = logging.getLogger(__name__)

Fault = Literal["", "item", "model", "passing", "setup"]
"""None; one of this item; of the model server, for good or for now; or of the set-up, which ends the batch."""


@dataclass(frozen=True, slots=True)
class Item:
    """An article to brief; ``fingerprint`` changes when anything does that its brief depends on."""

    article_id: str
    fingerprint: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an item: a brief, or a fault and its reason."""

    item: Item
    summary: Summary | None = None
    fault: Fault = ""
    error: str = ""
    retry_after: float | None = None


@dataclass(frozen=True, slots=True)
class Tally:
    """How far a batch is; ``skipped`` items were written before, ``seconds`` counts from the first item taken."""

    total: int = 0
    skipped: int = 0
    done: int = 0
    failed: int = 0
    usage: Usage = field(default_factory=Usage)
    seconds: float = 0.0

    @property
    def left(self) -> int:
        """How many items are neither done nor failed."""
        return self.total - self.skipped - self.done - self.failed

    @property
    def seconds_left(self) -> float | None:
        """How long the rest takes at the rate so far."""
        ended = self.done + self.failed
        return self.left * self.seconds / ended if ended else None


class Book(Protocol):
    """Where a batch keeps what it has written; told of one item at a time, in the thread that runs the batch."""

    def written(self) -> Mapping[str, str]:
        """The fingerprints of the briefs that are there, by article."""
        ...

    def keep(self, item: Item, summary: Summary) -> None:
        """Keep a brief, so that it outlives the process."""
        ...

    def fail(self, item: Item, reason: str) -> None:
        """Record why an item has no brief."""
        ...


class Engine(Protocol):
    """Works on items, as many at once as it sees fit."""

    def outcomes(self, items: Iterable[Item]) -> Iterator[Outcome]:
        """Yield an outcome for each item taken, as each ends; no more items are taken than are worked on."""
        ...


Write = Callable[[Item], Summary]
Watch = Callable[[Tally], None]


def recipe(*, model: str, prompts: Iterable[str], sentences: int | None, settings: Sequence[object]) -> str:
    """Hash what all briefs of a batch depend on: the model's name, the prompts' digests, the length, the settings."""
    return _hash([model, sorted(prompts), sentences, list(settings)])


def item(article_id: str, made_by: str, title: str = "") -> Item:
    """Make an item; ``made_by`` is the ``recipe``. An article's id is itself a hash of what it says."""
    return Item(article_id, _hash([article_id, made_by]), title)


def attempt(item: Item, write: Write) -> Outcome:
    """Write one brief and say what became of it; raises nothing."""
    try:
        return Outcome(item, write(item))
    except (ModelUnreachable, ModelOverloaded) as error:
        return Outcome(item, None, "passing", str(error), getattr(error, "retry_after", None))
    except ModelError as error:
        return Outcome(item, None, "model", str(error))
    except SetupError as error:
        return Outcome(item, None, "setup", str(error))
    except JianbaoError as error:
        return Outcome(item, None, "item", str(error))
    except Exception as error:
        # One article that trips over a fault of ours must not end a night's work: it is recorded, and logged whole.
        log.debug("no brief of %s", item.article_id, exc_info=True)
        return Outcome(item, None, "item", fault_in_a_line(error))


class Threads:
    """The engine of one process: so many threads as the model server has slots."""

    def __init__(self, write: Write, slots: int = 1) -> None:
        self._write = write
        self._slots = slots

    def outcomes(self, items: Iterable[Item]) -> Iterator[Outcome]:
        """Yield an outcome for each item taken, as each ends."""
        inbox: queue.SimpleQueue[Item | None] = queue.SimpleQueue()
        outbox: queue.SimpleQueue[Outcome] = queue.SimpleQueue()

        def work() -> None:
            while (taken := inbox.get()) is not None:
                outbox.put(attempt(taken, self._write))

        # Daemons: who interrupts a batch does not wait for the replies under way.
        for n in range(self._slots):
            threading.Thread(target=work, name=f"jianbao-brief-{n}", daemon=True).start()
        feed = iter(items)
        flying = 0
        try:
            while True:
                while flying < self._slots and (given := next(feed, None)) is not None:
                    inbox.put(given)
                    flying += 1
                if not flying:
                    return
                outcome = outbox.get()
                flying -= 1
                yield outcome
        finally:
            for _ in range(self._slots):
                inbox.put(None)


def run(
    items: Sequence[Item],
    book: Book,
    engine: Engine,
    *,
    watch: Watch | None = None,
    stop: Callable[[], bool] = lambda: False,
) -> Tally:
    """Brief what the book lacks; every item ends kept or failed, unless ``stop`` tells to leave the rest.

    Raises ``SetupError`` when nothing can be written at all; what is written stays.
    """
    return _Run(book, engine, watch or (lambda _tally: None), stop).run(items)


class _Run:
    """One run over a list of items."""

    def __init__(self, book: Book, engine: Engine, watch: Watch, stop: Callable[[], bool]) -> None:
        self._book = book
        self._engine = engine
        self._watch = watch
        self._stop = stop
        self._waiting: deque[Item] = deque()
        self._had_a_turn: set[str] = set()
        self._faults = 0  # of the model, in a row
        self._pause = 0.0
        self._last = ""

    def run(self, items: Sequence[Item]) -> Tally:
        written = self._book.written()
        self._waiting.extend(each for each in items if written.get(each.article_id) != each.fingerprint)
        tally = Tally(len(items), len(items) - len(self._waiting))
        began = time.monotonic()
        self._watch(tally)
        while self._waiting and not self._stop() and self._faults < MOST_FAULTS:
            for outcome in self._engine.outcomes(self._feed()):
                tally = self._note(outcome, replace(tally, seconds=time.monotonic() - began))
                self._watch(tally)
            self._rest()
        if self._faults >= MOST_FAULTS:
            for left in self._waiting:
                self._book.fail(left, f"Not tried: the model failed {self._faults} times in a row. {self._last}")
            tally = replace(tally, failed=tally.failed + len(self._waiting))
        return replace(tally, seconds=time.monotonic() - began)

    def _feed(self) -> Iterator[Item]:
        # A pause ends the feed rather than holding it: what is under way is still noted as it ends.
        while self._waiting and not self._pause and self._faults < MOST_FAULTS and not self._stop():
            yield self._waiting.popleft()

    def _note(self, outcome: Outcome, tally: Tally) -> Tally:
        item, summary = outcome.item, outcome.summary
        if summary is not None:
            self._faults = 0
            self._book.keep(item, summary)
            return replace(tally, done=tally.done + 1, usage=tally.usage + summary.usage)
        if outcome.fault == "setup":
            raise SetupError(outcome.error)
        if outcome.fault in ("model", "passing"):
            self._faults += 1
            self._last = outcome.error
        if outcome.fault == "passing":
            asked = outcome.retry_after
            pause = FIRST_PAUSE * 2.0 ** (self._faults - 1) if asked is None else asked
            self._pause = max(self._pause, min(pause, LONGEST_PAUSE))
            if item.article_id not in self._had_a_turn:
                self._had_a_turn.add(item.article_id)
                self._waiting.append(item)
                return tally
        self._book.fail(item, outcome.error)
        return replace(tally, failed=tally.failed + 1)

    def _rest(self) -> None:
        if self._waiting and self._faults < MOST_FAULTS:
            until = time.monotonic() + self._pause
            while (left := until - time.monotonic()) > 0 and not self._stop():
                time.sleep(min(left, _LOOK))
        self._pause = 0.0


def _hash(parts: Sequence[object]) -> str:
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()[:24]
