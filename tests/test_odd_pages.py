"""Adding says what a page may have lost in reading."""

from __future__ import annotations

from pathlib import Path

from rag.archive import ingest
from rag.fakes import FakeEmbedder, MemoryStore
from rag.readers import read_bytes
from rag.settings import Settings
from rag.types import Page
from tests.shelf import open_index
from tests.test_articles_gutters import LEFT_COLUMN, RIGHT_COLUMN, SENTENCES, side_by_side
from tests.test_readers_tables import FILES


def warnings_of(home: Path, *pages: Page) -> list[tuple[str, str]]:
    index = open_index(home, MemoryStore(), FakeEmbedder())
    return [(notice.source, notice.warning) for notice in ingest.add(index, pages).warnings]


def test_a_page_that_may_have_columns_side_by_side_is_named(tmp_path: Path) -> None:
    story = "\n".join(LEFT_COLUMN)
    read = Page("read.txt", side_by_side(LEFT_COLUMN, RIGHT_COLUMN))
    [(source, warning)] = warnings_of(tmp_path, read, Page("doubtful.txt", f"{story}\n\n{SENTENCES}"))
    assert source == "doubtful.txt"
    assert "columns side by side" in warning


def test_rows_of_tables_that_no_search_finds_are_counted(tmp_path: Path) -> None:
    pages = [read_bytes(data, name, Settings()) for name, data in FILES.items()]
    menu = "<nav>首页 | 财经</nav><main><h1>白沙港新增航线</h1><p>白沙港宣布新增三条近海航线，预计全年增运。</p></main>"
    told = warnings_of(tmp_path, *pages, read_bytes(menu.encode(), "menu.html", Settings()))
    assert [(source, "rows, 4 in all" in warning) for source, warning in told] == [(name, True) for name in FILES]
