from __future__ import annotations

import sqlite3
import threading
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from rag.archive import ingest
from rag.archive import snapshot as snapshot_module
from rag.archive.catalog import SCHEMA_VERSION, Catalog
from rag.archive.editions import namesakes
from rag.archive.index import Index
from rag.archive.lexicon import frequency
from rag.archive.listing import list_articles, newspapers, printed_on
from rag.archive.records import dump_article, dump_page, load_article, load_page
from rag.errors import IncompatibleLibrary, InputError, LibraryBusy, LibraryError, UnknownArticle
from rag.fakes import MemoryStore
from rag.types import Filters, Page, TextLine
from tests.shelf import open_index, page, parse, story


@pytest.fixture
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Index:
    monkeypatch.setattr(ingest, "parse_page", parse)
    return open_index(tmp_path, MemoryStore())


def shelf() -> list[Page]:
    return [
        page("a10.txt", story("十版", "港口完工。"), newspaper="云溪日报", day=date(2026, 3, 2), number="A10"),
        page(
            "a2.txt", story("二版", "水库蓄水。", byline="林甲、周乙"),
            newspaper="云溪日报", day=date(2026, 3, 2), number="A2",
        ),
        page("x.txt", story("晚报", "学校开学。", byline="林甲"), newspaper="青川晚报", day=date(2026, 3, 5)),
        page("old.txt", story("无日期", "果园丰收。", byline="Jane Doe")),
    ]  # fmt: skip


def found(index: Index, filters: Filters) -> list[str]:
    with index.snapshot() as snapshot:
        titles = [article.title for article in snapshot.articles(filters)]
        numbers = snapshot.admitted(filters).tolist()
        assert numbers == sorted(set(numbers))
        hits = snapshot.hits([(number, 0.0) for number in numbers])
        assert sorted({hit.article.title for hit in hits}) == sorted(titles)
    return titles


def test_an_empty_library_answers_everything_with_nothing(index: Index) -> None:
    with index.snapshot() as snapshot:
        assert snapshot.counts() == (0, 0, 0)
        assert snapshot.articles() == []
        assert snapshot.admitted(Filters(newspaper="云溪日报")).tolist() == []
        with pytest.raises(UnknownArticle, match="articles"):
            snapshot.article("0123")
        with pytest.raises(InputError, match=r"x\.txt"):
            snapshot.page_text("x.txt")


def test_articles_are_listed_by_day_paper_page_and_place(index: Index) -> None:
    ingest.add(index, shelf())
    with index.snapshot() as snapshot:
        assert [article.title for article in snapshot.articles()] == ["无日期", "二版", "十版", "晚报"]


def test_filters_choose_the_same_articles_and_chunks(index: Index) -> None:
    ingest.add(index, shelf())
    assert found(index, Filters(since=date(2026, 3, 2), until=date(2026, 3, 2))) == ["二版", "十版"]
    assert found(index, Filters(since=date(2026, 3, 3))) == ["晚报"]
    assert found(index, Filters(until=date(2026, 3, 1))) == []
    assert found(index, Filters(newspaper="云溪 日报")) == ["二版", "十版"]
    assert found(index, Filters(author="林甲")) == ["二版", "晚报"]
    assert found(index, Filters(author="jane doe")) == ["无日期"]
    assert found(index, Filters(author="林甲", newspaper="青川晚报", since=date(2026, 1, 1))) == ["晚报"]
    with index.snapshot() as snapshot:
        one = snapshot.articles()[0].id
    assert found(index, Filters(articles=(one,))) == ["无日期"]
    with pytest.raises(UnknownArticle):
        found(index, Filters(articles=(one, "beef")))


def test_a_filter_is_never_sql(index: Index) -> None:
    ingest.add(index, shelf())
    assert found(index, Filters(newspaper="' OR 1=1 --")) == []
    assert found(index, Filters(author='" OR ""="')) == []


def test_a_folded_article_is_found_under_each_of_its_printings(index: Index) -> None:
    wire = story("通稿", "两家报纸同日刊登了这一篇关于港口扩建的通稿，内容完全一致。" * 3)
    ingest.add(
        index,
        [
            page("one.txt", wire, newspaper="云溪日报", day=date(2026, 4, 1)),
            page("two.txt", wire, newspaper="青川晚报", day=date(2026, 4, 2)),
        ],
    )
    assert found(index, Filters(newspaper="云溪日报")) == ["通稿"]
    assert found(index, Filters(since=date(2026, 4, 2))) == ["通稿"]
    # Paper and day of two different printings are no printing.
    assert found(index, Filters(newspaper="云溪日报", since=date(2026, 4, 2))) == []


def test_records_come_back_as_they_were(index: Index) -> None:
    given = Page("中.txt", "港口\n完工", "云溪日报", date(2026, 3, 2), "A1", (TextLine(0, 2, 1, 1.5, 2, 3, 4, 9.0),))
    assert load_page(dump_page(given)) == given
    ingest.add(index, shelf())
    with index.snapshot() as snapshot:
        for article in snapshot.articles():
            assert load_article(dump_article(article)) == article
        assert snapshot.page_text("x.txt") == shelf()[2].text
        assert snapshot.page("x.txt") == shelf()[2]


def test_a_snapshot_does_not_move_while_others_write(index: Index) -> None:
    with index.snapshot() as before:
        ingest.add(index, shelf())
        assert before.articles() == []
        assert before.counts() == (0, 0, 0)
    with index.snapshot() as after:
        assert len(after.articles()) == 4


def test_a_failed_transaction_leaves_nothing(index: Index) -> None:
    def fail() -> None:
        with index.catalog.transaction() as connection:
            connection.execute("INSERT INTO dropped VALUES ('x')")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail()
    with index.snapshot() as snapshot:
        assert snapshot.version == 0
        assert not snapshot.unsynced()


def test_a_second_writer_is_told_that_the_library_is_busy(tmp_path: Path) -> None:
    first, second = Catalog(tmp_path / "c.sqlite3", 5), Catalog(tmp_path / "c.sqlite3", 0.05)
    with (
        first.transaction(),
        pytest.raises(LibraryBusy, match="Another process") as caught,
        second.transaction(),
    ):
        pass
    assert "\n" not in str(caught.value)
    with second.transaction():
        pass


def test_many_threads_read_while_one_writes(index: Index) -> None:
    failures: list[BaseException] = []
    stop = threading.Event()

    def read() -> None:
        try:
            while not stop.is_set():
                with index.snapshot() as snapshot:
                    pages, articles, _ = snapshot.counts()
                    assert len(snapshot.articles()) == articles == pages
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=read) for _ in range(4)]
    for thread in threads:
        thread.start()
    for one in shelf():
        ingest.add(index, [one])
    stop.set()
    for thread in threads:
        thread.join()
    assert failures == []


def test_a_newer_layout_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "c.sqlite3"
    with sqlite3.connect(path) as connection:
        connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
        connection.execute("CREATE TABLE future (x)")
    connection.close()
    before = path.read_bytes()
    with pytest.raises(IncompatibleLibrary, match="newer"):
        Catalog(path, 1)
    assert path.read_bytes() == before


def test_a_library_of_the_first_layout_is_linked_anew(index: Index, tmp_path: Path) -> None:
    wire = story("通稿", "两家报纸先后刊登了这一篇关于港口扩建的通稿，内容完全一致。" * 3)
    ingest.add(index, [page("one.txt", wire, newspaper="云溪日报", day=date(2026, 4, 1)), *shelf()])
    with index.catalog.transaction() as connection:
        connection.execute("DELETE FROM links")
        connection.execute("INSERT INTO links SELECT 'text 5a', number FROM parts")
        connection.execute("PRAGMA user_version = 1")
    index.close()
    again = open_index(tmp_path, MemoryStore())
    ingest.add(again, [page("two.txt", wire, newspaper="青川晚报", day=date(2026, 4, 2))])
    assert found(again, Filters(newspaper="青川晚报", since=date(2026, 4, 2))) == ["通稿"]
    with again.snapshot() as snapshot:
        assert len([one for one in snapshot.articles() if one.title == "通稿"]) == 1
        assert snapshot.linked_parts(["text 5a"]) == set()
        assert snapshot.connection.execute("PRAGMA user_version").fetchone()[0] == SCHEMA_VERSION


def test_a_library_of_the_second_layout_is_indexed_in_simplified_characters(index: Index, tmp_path: Path) -> None:
    ingest.add(index, [page("one.txt", story("港口", "港口的銀行在河邊新開了一家。"))])
    with index.catalog.transaction() as connection:
        connection.execute("UPDATE lexicon SET words = '銀 行', bigrams = '銀行 河邊'")
        connection.execute("PRAGMA user_version = 2")
    index.close()
    again = open_index(tmp_path, MemoryStore())
    with again.snapshot() as snapshot:
        assert frequency(snapshot.connection, "银行", "bigrams") == 1
        assert frequency(snapshot.connection, "河邊", "bigrams") == 1
        rows = snapshot.connection.execute("SELECT words, bigrams FROM lexicon").fetchall()
        assert rows == [("银 行", "银行 河边")]


def test_pages_of_the_third_layout_are_told_apart_without_their_records(index: Index, tmp_path: Path) -> None:
    shown = page("one.txt", story("港口", "港口昨日扩建。"), newspaper="云溪日报", day=date(2026, 4, 1), number="A1")
    ingest.add(index, [shown, page("one (2).txt", story("水库", "水库昨日开闸。"))])
    with index.catalog.transaction() as connection:
        connection.execute("DROP TABLE editions")
        connection.execute("PRAGMA user_version = 3")
    index.close()
    again = open_index(tmp_path, MemoryStore())
    with again.snapshot() as snapshot:
        assert namesakes(snapshot, replace(shown, text="another")) == {1: True, 2: False}
        assert snapshot.connection.execute("PRAGMA user_version").fetchone()[0] == SCHEMA_VERSION


def test_what_another_process_has_just_brought_up_to_date_is_left_as_it_is(
    index: Index, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index.close()
    path = tmp_path / "catalog.sqlite3"
    monkeypatch.setattr("rag.archive.lexicon.simplify", lambda connection: pytest.fail("indexed anew"))
    catalog = Catalog(path, 1.0)

    class Behind:
        """A connection that sees an old layout until it waits for its turn to write."""

        def __init__(self, connection: sqlite3.Connection) -> None:
            self.connection = connection

        def execute(self, statement: str) -> Any:
            if statement == "BEGIN IMMEDIATE":
                self.connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
            return self.connection.execute(statement)

    with catalog._connection() as connection:
        connection.execute("PRAGMA user_version = 2")
        behind: Any = Behind(connection)
        catalog._prepare(behind)
        assert connection.execute("PRAGMA user_version").fetchone()[0] == SCHEMA_VERSION
    catalog.close()


def test_a_file_that_is_no_catalogue_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "c.sqlite3"
    path.write_bytes(b"rubbish " * 1000)
    with pytest.raises(LibraryError, match="damaged"):
        Catalog(path, 1)
    assert path.read_bytes() == b"rubbish " * 1000


def test_a_truncated_catalogue_is_a_clear_error(index: Index, tmp_path: Path) -> None:
    ingest.add(index, shelf())
    index.close()
    path = tmp_path / "library" / "catalog.sqlite3"
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(LibraryError, match="damaged"), open_index(tmp_path, MemoryStore()).snapshot() as snapshot:
        snapshot.articles()


def listed(index: Index, filters: Filters = Filters(), **how: Any) -> list[str]:  # noqa: B008
    with index.snapshot() as snapshot:
        return [article.title for article in list_articles(snapshot, filters, **how).articles]


def test_a_listing_has_the_articles_in_the_same_order_without_their_bodies(index: Index) -> None:
    ingest.add(index, shelf())
    with index.snapshot() as snapshot:
        whole, listing = snapshot.articles(), list_articles(snapshot)
    assert [(a.id, a.title, a.byline, a.newspaper, a.date, a.page, a.source) for a in whole] == [
        (a.id, a.title, a.byline, a.newspaper, a.date, a.page, a.source) for a in listing.articles
    ]
    assert (listing.total, listing.days) == (4, ((date(2026, 3, 2), 2), (date(2026, 3, 5), 1)))


def test_a_listing_comes_in_parts_and_newest_first(index: Index) -> None:
    ingest.add(index, shelf())
    order = listed(index)
    assert [listed(index, offset=at, limit=1) for at in range(5)] == [*([title] for title in order), []]
    assert listed(index, offset=1, limit=2) == order[1:3]
    assert listed(index, newest_first=True) == ["晚报", "二版", "十版", "无日期"]
    assert listed(index, newest_first=True, offset=1, limit=2) == ["二版", "十版"]


def test_a_listing_finds_words_in_headline_byline_and_body_alone(index: Index) -> None:
    ingest.add(index, shelf())
    assert listed(index, words="林甲") == ["二版", "晚报"]
    assert listed(index, words="林甲 水库") == ["二版"]
    assert listed(index, words="jane DOE") == ["无日期"]
    assert listed(index, Filters(newspaper="青川晚报"), words="林甲") == ["晚报"]
    for hostile in ("source", "%", "') OR 1=1 --", "places"):
        assert listed(index, words=hostile) == []


def test_a_listing_finds_words_as_they_are_printed_and_as_the_search_folds_them(index: Index) -> None:
    told = story("鐵橋", 'The bridge is 5" wide, says C:\\plan.', "ＡＢＣ水厂开工。", byline="Jo O'Neil")
    ingest.add(index, [*shelf(), page("q.txt", told)])
    for words in ('5"', "C:\\plan", "o'neil", "铁桥", "鐵橋", "abc水厂", "ＡＢＣ", "jo"):
        assert listed(index, words=words) == ["鐵橋"], words
    for words in ('"', "[", "\\", '["', '","'):
        assert listed(index, words=words) == (["鐵橋"] if words in ('"', "\\") else []), words


def test_a_filter_of_many_articles_reads_none_of_them(index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    ingest.add(index, shelf())
    with index.snapshot() as snapshot:
        ids = tuple(article.id for article in snapshot.articles())
        chunks = {row[0] for row in snapshot.connection.execute("SELECT id FROM chunks")}
        monkeypatch.setattr(snapshot_module, "load_article", lambda _record: pytest.fail("read"))
        # A build of SQLite may take no more variables than these.
        snapshot.connection.setlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER, 3)
        assert len(snapshot.admitted(Filters(articles=ids))) == len(chunks)
        assert snapshot.numbers(sorted(chunks)).keys() == chunks
        with pytest.raises(UnknownArticle, match="'none'"):
            snapshot.admitted(Filters(articles=(*ids, "none", "other")))
        assert snapshot.sources() == {place[0] for place in snapshot.connection.execute("SELECT source FROM places")}
        assert snapshot.sources(Filters(newspaper="青川晚报")) == {"x.txt"}


def test_papers_are_named_as_they_are_printed(index: Index) -> None:
    ingest.add(index, [*shelf(), page("m.txt", story("茶", "茶叶上市。"), newspaper="The Hill Post")])
    with index.snapshot() as snapshot:
        assert newspapers(snapshot) == ["The Hill Post", "云溪日报", "青川晚报"]
        assert [article.title for article in printed_on(snapshot, "x.txt")] == ["晚报"]
        assert printed_on(snapshot, "nowhere.txt") == ()


def test_no_filter_begins_after_its_end(index: Index) -> None:
    wrong = Filters(date(2026, 3, 5), date(2026, 3, 2))
    with index.snapshot() as snapshot:
        for use in (snapshot.articles, snapshot.admitted, partial(list_articles, snapshot)):
            with pytest.raises(InputError, match=r"2026-03-05.*2026-03-02.*Swap"):
                use(wrong)
