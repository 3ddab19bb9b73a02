"""The engine of several machines: items go to the workers of a Dask scheduler (the extra ``dask``).

A worker opens the library from its folder, which must lie where all machines see it, and writes briefs with its own
model server. What travels is the item and the settings that decide how a brief is made; keys never do: each worker
reads its own environment. A worker whose prompts, model or settings would make another brief refuses the item.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rag.archive.lease import CATALOG
from rag.briefs.batch import Item, Outcome, attempt
from rag.errors import SetupError, fault_in_a_line

if TYPE_CHECKING:
    from rag.settings import Settings
    from rag.types import Summary

CONNECT_SECONDS = 15.0

Open = Callable[..., Any]
"""``rag.app.open_library``, which stands above this module: called on the worker with a home and settings."""

_libraries: dict[Work, Any] = {}
_guard = threading.Lock()


@dataclass(frozen=True, slots=True)
class Work:
    """What a worker must know to write the same briefs; no key is among it."""

    home: str
    llm: str | None
    llm_model: str | None
    prompts: str | None
    brief_tokens: int
    sentences: int | None


class DaskEngine:
    """Keeps as many items on the workers as they have threads, or ``slots`` for each worker."""

    def __init__(
        self,
        scheduler: str,
        settings: Settings,
        open_library: Open,
        *,
        sentences: int | None = None,
        slots: int | None = None,
    ) -> None:
        """Connect to nothing yet; ``scheduler`` is an address such as ``tcp://10.0.0.5:8786``."""
        from rag.models.chat import choose

        self._scheduler = scheduler
        self._slots = slots
        self._open = open_library
        self._work = Work(
            home=str(settings.home.resolve()),
            llm=choose(settings).kind,
            llm_model=settings.llm_model,
            prompts=str(settings.prompts.resolve()) if settings.prompts else None,
            brief_tokens=settings.brief_tokens,
            sentences=sentences,
        )

    def outcomes(self, items: Iterable[Item]) -> Iterator[Outcome]:
        """Yield an outcome for each item taken, as each ends; raises ``SetupError`` when no worker is there."""
        try:
            from distributed import Client, as_completed
        except ImportError:
            raise SetupError(
                "Dask is not installed.", remedy="Install the extra: pip install 'jianbao[dask]'."
            ) from None
        connect: Any = Client
        completed: Any = as_completed
        try:
            client: Any = connect(self._scheduler, timeout=CONNECT_SECONDS, set_as_default=False)
        except (OSError, ValueError) as error:
            reason = " ".join(str(error).split())[:200]
            raise SetupError(
                f"The Dask scheduler {self._scheduler} cannot be reached: {reason}.", remedy="Check --scheduler."
            ) from error
        with client:
            threads = client.nthreads()
            room = len(threads) * self._slots if self._slots else sum(threads.values())
            if not room:
                raise SetupError(f"No worker is at {self._scheduler}.", remedy="Start some: dask worker ADDRESS.")
            feed = iter(items)
            flying: dict[str, Item] = {}
            ended = completed(loop=client.loop)

            def fill() -> None:
                while len(flying) < room and (item := next(feed, None)) is not None:
                    future = client.submit(brief_on_worker, self._open, self._work, item, pure=False)
                    flying[str(future.key)] = item
                    ended.add(future)

            fill()
            while flying:
                future = next(ended)
                item = flying.pop(str(future.key))
                yield _outcome(item, future)
                fill()


def brief_on_worker(open_library: Open, work: Work, item: Item) -> Outcome:
    """Write one brief on a worker; the library stays open for the next."""
    return attempt(item, lambda wanted: _write(open_library, work, wanted))


def _write(open_library: Open, work: Work, item: Item) -> Summary:
    library = _library(open_library, work)
    article = library.article(item.article_id)
    if library.items([article], sentences=work.sentences)[0].fingerprint != item.fingerprint:
        raise SetupError(
            "A Dask worker has other prompts, another model or other settings than this machine.",
            remedy="Give the workers the same Jianbao and the same JIANBAO_* variables.",
        )
    summary: Summary = next(iter(library.summarize([item.article_id], sentences=work.sentences)))
    return summary


def _library(open_library: Open, work: Work) -> Any:
    with _guard:
        if work not in _libraries:
            if not (Path(work.home) / CATALOG).is_file():
                raise SetupError(
                    f"A Dask worker does not see the library in {work.home}.",
                    remedy="Put it where all machines find it under the same name.",
                )
            _libraries[work] = open_library(
                work.home,
                llm=work.llm,
                llm_model=work.llm_model,
                prompts=work.prompts,
                brief_tokens=work.brief_tokens,
            )
        return _libraries[work]


def _outcome(item: Item, future: Any) -> Outcome:
    error = future.exception()
    if error is None:
        outcome: Outcome = future.result()
        return outcome
    # The worker died at it too often, or could not even begin.
    return Outcome(item, None, "item", f"The worker failed: {fault_in_a_line(error)}")
