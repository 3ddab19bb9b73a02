"""Adding says what a page may have lost in reading."""

from __future__ import annotations

from pathlib import Path

from rag.archive import ingest
from rag.fakes import FakeEmbedder, MemoryStore
from rag.readers import read_bytes
from rag.settings import Settings
from rag.types import Page
from tests.conftest import Jianbao
from tests.shelf import open_index
from tests.test_articles_gutters import LEFT_COLUMN, PORT, RIGHT_COLUMN, SENTENCES, side_by_side
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


def test_the_day_and_page_above_the_stories_are_no_table(tmp_path: Path) -> None:
    story = f"白沙港新增航线\n{SENTENCES}"
    heads = ("2031年4月2日 星期四 A1版", "2031年4月2日　星期四　第A1版", "2031-04-02 星期四 A1 财经")
    pages = [Page(f"{n}.txt", f"白沙商报\n{head}\n\n{story}") for n, head in enumerate(heads)]
    rows = "\n".join(f"2031年4月{day}日 3.1% 2.{day}%" for day in range(1, 4))
    rates = Page("rates.txt", f"白沙商报\n{heads[0]}\n\n{story}\n\n{rows}\n")
    told = [each for each in warnings_of(tmp_path, *pages, rates) if "tables" in each[1]]
    assert [(source, "rows, 3 in all" in warning) for source, warning in told] == [("rates.txt", True)]


def test_files_that_no_reader_reads_and_folders_without_any_are_named(jianbao: Jianbao, tmp_path: Path) -> None:
    for name in ("a.csv", "in/b.csv", "in/c.xlsx", "in/README", ".hidden.csv", "empty/.hidden", "page.txt"):
        (tmp_path / "pages" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "pages" / name).write_text(f"白沙港新增航线\n{PORT[0]}\n", encoding="utf-8")
    run = jianbao("add", tmp_path / "pages", tmp_path / "pages/empty", "--home", tmp_path / "home", "--json")
    told = [(notice["source"], notice["warning"]) for notice in run.document["warnings"]]
    assert run.document["added"] == 1
    assert [source for source, _ in told] == [str(tmp_path / "pages"), str(tmp_path / "pages/empty")]
    assert "4 passed over: 2 .csv, 1 without a suffix, 1 .xlsx." in told[0][1]
    assert "holds no file that can be read" in told[1][1]
    assert all(f"jianbao: {warning}" in run.err for _, warning in told)
