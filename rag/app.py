"""A library: the one place where readers, index, models and prompts are wired together."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import TracebackType

from rag.settings import Settings
from rag.types import AddReport, Answer, Article, Filters, Hit, Question, Status, Summary, Usage

Progress = Callable[[str, int, int], None]
"""Called as ``progress(what, done, of)``; ``of`` is 0 while it is not known."""


class Library:
    """A folder of newspaper pages that can be searched, asked and summarised; open one with ``open_library``."""

    settings: Settings

    def add(self, paths: Sequence[Path], *, progress: Progress | None = None) -> AddReport:
        """Add files and folders; what fails is reported and the rest goes on."""
        raise NotImplementedError

    def add_bytes(self, name: str, data: bytes, *, progress: Progress | None = None) -> AddReport:
        """Add an uploaded file; raises ``UnreadableFile`` when it cannot be read."""
        raise NotImplementedError

    def articles(self, filters: Filters = Filters()) -> list[Article]:
        """List the articles that the filters let through, by date, paper, page and place on the page."""
        raise NotImplementedError

    def article(self, article_id: str) -> Article:
        """Fetch one article; raises ``UnknownArticle``."""
        raise NotImplementedError

    def page_text(self, source: str) -> str:
        """Fetch the text that citations' ``start`` and ``end`` count in; raises ``InputError`` for an unknown source."""
        raise NotImplementedError

    def remove(self, article_ids: Sequence[str]) -> int:
        """Remove articles; raises ``UnknownArticle`` before anything is removed."""
        raise NotImplementedError

    def search(self, query: str, k: int = 10, filters: Filters = Filters()) -> list[Hit]:
        """Find the ``k`` best chunks for a query."""
        raise NotImplementedError

    def ask(self, question: Question | str) -> Answer:
        """Answer a question from the archive, or say that the archive does not have it."""
        raise NotImplementedError

    def stream(self, question: Question | str) -> Iterator[str | Answer]:
        """Answer piece by piece: checked text with markers like ``[1]`` as it comes, at last the whole ``Answer``."""
        raise NotImplementedError

    def summarize(self, article_ids: Sequence[str], *, sentences: int | None = None) -> Iterator[Summary]:
        """Write a brief of each article, in the given order, each as soon as it is there."""
        raise NotImplementedError

    def examples(self, count: int = 3) -> list[str]:
        """Questions that this archive can answer, made from its own sentences."""
        raise NotImplementedError

    # UI NEEDS: status() for /healthz, the page's Health tab and doctor; cheap (it loads no model), never raises.
    # UI NEEDS: every method may be called from several threads at once; closing a stream() iterator stops the model.
    # UI NEEDS: forecast(ids) for Briefs: the prompt and completion tokens that summarize(ids) is likely to take.
    def status(self) -> Status:
        """What the library holds, which models it would use, and what is wrong, with the remedy."""
        raise NotImplementedError

    def forecast(self, article_ids: Sequence[str], *, sentences: int | None = None) -> Usage:
        """Forecast the tokens of ``summarize``; raises ``UnknownArticle``."""
        raise NotImplementedError

    def close(self) -> None:
        """Let go of files and stop the local model."""
        raise NotImplementedError

    def __enter__(self) -> Library:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def open_library(home: Path | str | None = None, **settings: object) -> Library:
    """Open (or begin) the library in a folder; the other arguments override settings by name."""
    raise NotImplementedError
