"""Adding says what a page may have lost in reading."""

from __future__ import annotations

from pathlib import Path

from rag.archive import ingest
from rag.fakes import FakeEmbedder, MemoryStore
from rag.types import Page
from tests.shelf import open_index
from tests.test_articles_gutters import LEFT_COLUMN, RIGHT_COLUMN, SENTENCES, side_by_side


def warnings_of(home: Path, *pages: Page) -> list[tuple[str, str]]:
    index = open_index(home, MemoryStore(), FakeEmbedder())
    return [(notice.source, notice.warning) for notice in ingest.add(index, pages).warnings]


def test_a_page_that_may_have_columns_side_by_side_is_named(tmp_path: Path) -> None:
    story = "\n".join(LEFT_COLUMN)
    read = Page("read.txt", side_by_side(LEFT_COLUMN, RIGHT_COLUMN))
    [(source, warning)] = warnings_of(tmp_path, read, Page("doubtful.txt", f"{story}\n\n{SENTENCES}"))
    assert source == "doubtful.txt"
    assert "columns side by side" in warning
