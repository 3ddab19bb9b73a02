from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from rag.additions import Failure
from rag.archive import ingest, upkeep
from rag.archive.index import Index
from rag.errors import IncompatibleLibrary, ModelUnreachable, UnknownArticle
from rag.evidence import retrieve
from rag.fakes import FakeEmbedder, MemoryStore
from rag.ports import Vectors
from rag.types import Article, Page
from tests.shelf import many, open_index, page, parse, story, titles


class CountingEmbedder(FakeEmbedder):
    """Remembers what it embedded, and gives up after so many texts."""

    def __init__(self, limit: int = 10**9) -> None:
        super().__init__(64)
        self.texts: list[str] = []
        self.limit = limit

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        if len(self.texts) + len(texts) > self.limit:
            raise ModelUnreachable("The embedding server is gone.", remedy="Start it.")
        self.texts.extend(texts)
        return super().embed_passages(texts)


@pytest.fixture(autouse=True)
def _layout(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ingest, "parse_page", parse)


@pytest.fixture
def store() -> MemoryStore:
    return MemoryStore()


@pytest.fixture
def embedder() -> CountingEmbedder:
    return CountingEmbedder()


@pytest.fixture
def index(tmp_path: Path, store: MemoryStore, embedder: CountingEmbedder) -> Index:
    return open_index(tmp_path, store, embedder)


def whole(index: Index) -> None:
    """The library is as it should be, and nothing waits."""
    assert upkeep.check(index) == []
    with index.snapshot() as snapshot:
        assert not snapshot.unsynced()
        assert snapshot.connection.execute("SELECT count(*) FROM embedded").fetchone() == (0,)


def test_adding_counts_what_there_is(index: Index, store: MemoryStore) -> None:
    report = ingest.add(index, many(3))
    assert (report.pages, report.articles, report.added, report.unchanged, report.failed) == (3, 6, 3, 0, ())
    assert report.chunks == store.count() >= 6
    whole(index)


def test_adding_again_adds_nothing_and_embeds_nothing(index: Index, embedder: CountingEmbedder) -> None:
    first = ingest.add(index, many(3))
    embedded = len(embedder.texts)
    again = ingest.add(index, many(3))
    assert (again.added, again.unchanged) == (0, 3)
    assert (again.pages, again.articles, again.chunks) == (first.pages, first.articles, first.chunks)
    assert len(embedder.texts) == embedded


def test_the_same_content_under_another_name_is_unchanged(index: Index) -> None:
    one = page("a.txt", story("港口", "港口一期完工。"))
    copy = Page("copy.txt", one.text)
    assert ingest.add(index, [one, copy]).unchanged == 1
    report = ingest.add(index, [copy])
    assert (report.unchanged, report.articles) == (1, 1)
    assert titles(index) == ["港口"]


def test_a_changed_page_replaces_its_own_articles_only(index: Index, embedder: CountingEmbedder) -> None:
    ingest.add(
        index,
        [
            page("a.txt", story("港口", "港口一期完工。"), story("水库", "水库今天蓄水。")),
            page("b.txt", story("学校", "学校九月开学。")),
        ],
    )
    embedder.texts.clear()
    ingest.add(index, [page("a.txt", story("港口", "港口一期完工。"), story("果园", "果园今年丰收。"))])
    assert sorted(titles(index)) == sorted(["港口", "果园", "学校"])
    assert embedder.texts == ["果园\n果园今年丰收。"]
    assert not [hit for hit in retrieve.search(index, "水库蓄水") if hit.article.title == "水库"]
    whole(index)


def test_a_page_that_takes_another_pages_content_gives_up_its_own(index: Index) -> None:
    ingest.add(index, [page("a.txt", story("港口", "港口一期完工。")), page("b.txt", story("学校", "学校九月开学。"))])
    ingest.add(index, [page("a.txt", story("学校", "学校九月开学。"))])
    assert titles(index) == ["学校"]
    whole(index)


def test_halves_of_a_story_are_joined_whenever_they_come(index: Index) -> None:
    first = page(
        "a1.txt", story("港口扩建全线开工", "港口扩建工程昨日开工，总投资九十亿元，其中", to="A4"),
        newspaper="云溪日报", day=date(2026, 5, 1), number="A1",
    )  # fmt: skip
    second = page(
        "a4.txt", story("港口扩建全线开工", "码头建设占六十亿元，铁路占三十亿元。", back="A1"),
        newspaper="云溪日报", day=date(2026, 5, 1), number="A4",
    )  # fmt: skip
    ingest.add(index, [second])
    ingest.add(index, many(2))
    ingest.add(index, [first])
    joined = [article for article in articles(index) if article.title == "港口扩建全线开工"]
    assert [len(article.places) for article in joined] == [2]
    assert "其中码头建设" in joined[0].body
    whole(index)
    # A new text of one half takes the joined article apart, and puts it together anew.
    changed = page(
        "a4.txt", story("港口扩建全线开工", "码头建设占七十亿元，铁路占二十亿元。", back="A1"),
        newspaper="云溪日报", day=date(2026, 5, 1), number="A4",
    )  # fmt: skip
    ingest.add(index, [changed])
    joined = [article for article in articles(index) if article.title == "港口扩建全线开工"]
    assert ["七十亿" in article.body for article in joined] == [True]
    whole(index)


def test_the_order_of_adding_makes_no_difference(tmp_path: Path) -> None:
    pages = [
        *many(6),
        page("w1.txt", story("通稿", "同一篇通稿登在两张报纸上，字句一样，值得合并成一篇。" * 2), newspaper="云溪日报"),
        page("w2.txt", story("通稿", "同一篇通稿登在两张报纸上，字句一样，值得合并成一篇。" * 2), newspaper="青川晚报"),
    ]
    one, other = (open_index(tmp_path / name, MemoryStore()) for name in ("one", "other"))
    ingest.add(one, pages)
    for single in reversed(pages):
        ingest.add(other, [single])
    assert articles(one) == articles(other)


def test_a_page_that_cannot_be_parsed_is_recorded_and_the_rest_goes_on(index: Index) -> None:
    unread = Failure("locked.pdf", "It is locked.")
    report = ingest.add(index, [many(1)[0], unread, Page("bad.txt", "无法解析"), many(2)[1]])
    assert [failure.source for failure in report.failed] == ["locked.pdf", "bad.txt"]
    assert report.failed[1].error == "The page could not be parsed: ValueError: no such layout"
    assert (report.added, report.pages) == (2, 2)
    assert len(titles(index)) == 4


def test_an_empty_page_is_a_page_without_articles(index: Index) -> None:
    report = ingest.add(index, [Page("empty.txt", "")])
    assert (report.pages, report.articles, report.added) == (1, 0, 1)
    assert ingest.add(index, [Page("empty.txt", "")]).unchanged == 1
    whole(index)


def test_lone_surrogates_and_zero_bytes_are_stored_as_text(index: Index) -> None:
    ingest.add(index, [page("odd\ud800.txt", story("港口", "港口\udc80一期\x00完工。"))])
    [article] = articles(index)
    assert article.body == "港口\ufffd一期\x00完工。"
    assert retrieve.search(index, "港口完工")[0].article == article
    whole(index)


def test_removed_articles_are_gone_from_every_index(index: Index, store: MemoryStore) -> None:
    ingest.add(index, many(3))
    gone = articles(index)[0]
    assert ingest.remove(index, [gone.id, gone.id]) == 1
    assert gone.title not in titles(index)
    assert gone.id not in {hit.article.id for hit in retrieve.search(index, gone.title, 50)}
    with index.snapshot() as snapshot:
        assert store.count() == snapshot.counts()[2]
    whole(index)


def test_an_unknown_id_removes_nothing(index: Index) -> None:
    ingest.add(index, many(1))
    known = articles(index)[0].id
    with pytest.raises(UnknownArticle):
        ingest.remove(index, [known, "feed"])
    assert len(titles(index)) == 2


def test_a_removed_article_stays_away_until_its_whole_page_is_gone(index: Index) -> None:
    pages = many(1)
    ingest.add(index, pages)
    first, second = articles(index)
    ingest.remove(index, [first.id])
    assert ingest.add(index, pages).unchanged == 1
    assert titles(index) == [second.title]
    ingest.remove(index, [second.id])
    with index.snapshot() as snapshot:
        assert snapshot.counts() == (0, 0, 0)
    assert ingest.add(index, pages).added == 1
    assert len(titles(index)) == 2
    whole(index)


def test_removing_a_joined_article_removes_both_halves(index: Index) -> None:
    first, second = story("港口扩建", "港口扩建昨日开工，其中", to="A4"), story("港口扩建", "码头占六成。", back="A1")
    ingest.add(
        index,
        [
            page("a1.txt", first, newspaper="云溪日报", number="A1"),
            page("a4.txt", second, story("水库", "水库蓄水。"), newspaper="云溪日报", number="A4"),
        ],
    )
    [joined] = [article for article in articles(index) if article.title == "港口扩建"]
    ingest.remove(index, [joined.id])
    assert titles(index) == ["水库"]
    whole(index)


def test_what_was_embedded_before_a_failure_is_not_embedded_again(tmp_path: Path, store: MemoryStore) -> None:
    failing = CountingEmbedder(limit=40)
    index = open_index(tmp_path, store, failing)
    pages = many(40)
    with pytest.raises(ModelUnreachable):
        ingest.add(index, pages)
    assert len(failing.texts) >= 32
    working = CountingEmbedder()
    index = open_index(tmp_path, store, working)
    assert upkeep.check(index) == []
    assert ingest.add(index, pages).failed == ()
    assert not set(failing.texts) & set(working.texts)
    assert len(titles(index)) == 80
    whole(index)


def test_another_embedder_is_refused(tmp_path: Path, index: Index, store: MemoryStore) -> None:
    ingest.add(index, many(1))
    other = open_index(tmp_path, store, FakeEmbedder(64, name="another"))
    with pytest.raises(IncompatibleLibrary, match="another"):
        ingest.add(other, many(2))
    with pytest.raises(IncompatibleLibrary):
        retrieve.search(other, "港口")
    assert len(titles(other)) == 2
    ingest.remove(other, [articles(other)[0].id])


def test_progress_tells_pages_and_chunks(index: Index) -> None:
    told: list[tuple[str, int, int]] = []
    ingest.add(index, iter(many(40)), total=40, progress=lambda *step: told.append(step))
    pages = [done for what, done, _ in told if what == "pages"]
    assert pages[-1] == 40
    assert pages == sorted(pages)
    assert {of for what, _, of in told if what == "pages"} == {40}
    assert [done for what, done, _ in told if what == "chunks"][-1] >= 80


def test_damage_is_found_and_repaired(index: Index, store: MemoryStore, embedder: CountingEmbedder) -> None:
    ingest.add(index, many(6))
    before = [hit.chunk.id for hit in retrieve.search(index, "港口工程竣工")]
    embedder.texts.clear()
    store.delete(sorted(store.ids())[:3])
    store.upsert(["stray"], FakeEmbedder(64).embed_passages(["stray"]))
    path = index.vectors.path
    path.write_bytes(path.read_bytes()[:-600])
    with index.catalog.transaction() as connection:
        connection.execute("DELETE FROM lexicon WHERE rowid < 4")
        connection.execute("UPDATE meta SET value = 99 WHERE key = 'chunks'")
    found = upkeep.check(index)
    assert len(found) == 5
    assert all("\n" not in problem for problem in found)
    damaged = open_index(path.parents[1], store, embedder)
    assert len(upkeep.repair(damaged, upkeep.look(damaged))) == 3
    assert len(embedder.texts) <= 3
    assert [hit.chunk.id for hit in retrieve.search(damaged, "港口工程竣工")] == before
    whole(damaged)


def articles(index: Index) -> list[Article]:
    with index.snapshot() as snapshot:
        return snapshot.articles()
