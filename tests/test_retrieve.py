from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from filelock import FileLock

from bench import rankings
from rag.archive import index as index_module
from rag.archive import ingest, lexicon, upkeep, vectors
from rag.archive.index import Index
from rag.archive.snapshot import ALL
from rag.archive.store import ChromaStore
from rag.archive.vectors import VectorFile
from rag.errors import UnknownArticle
from rag.evidence import retrieve
from rag.fakes import FakeEmbedder, MemoryStore
from rag.ports import Vectors
from rag.types import Filters, Hit
from tests.shelf import many, open_index, page, parse, story


@pytest.fixture(autouse=True)
def _layout(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ingest, "parse_page", parse)


@pytest.fixture(params=["memory", "chroma"])
def index(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Index]:
    made = open_index(tmp_path, MemoryStore() if request.param == "memory" else None)
    yield made
    made.close()


@pytest.fixture
def chroma(tmp_path: Path) -> Iterator[Index]:
    made = open_index(tmp_path)
    yield made
    made.close()


def first(index: Index, query: str, filters: Filters = ALL) -> str:
    hits = retrieve.search(index, query, 5, filters)
    return hits[0].article.title if hits else ""


def names(hits: Sequence[Hit]) -> set[str]:
    return {hit.article.title for hit in hits}


def test_an_empty_library_finds_nothing_and_asks_no_model(tmp_path: Path) -> None:
    class Absent(FakeEmbedder):
        def embed_query(self, text: str) -> Vectors:
            raise AssertionError

    index = open_index(tmp_path, MemoryStore(), Absent(64))
    assert retrieve.search(index, "港口") == []
    assert rankings.dense(index, "港口") == []
    assert rankings.lexical(index, "港口") == []


def test_search_finds_the_passage(index: Index) -> None:
    ingest.add(index, many(20))
    assert first(index, "第13届展览的编号是多少？") == "第13届学校展开幕"
    hits = retrieve.search(index, "第7期工程的建设方代号", 10)
    assert len(hits) == 10
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert hits[0].chunk.text == hits[0].article.body[hits[0].chunk.start : hits[0].chunk.end]


def test_asking_for_more_than_there_is_gives_each_chunk_once(index: Index) -> None:
    ingest.add(index, many(3))
    hits = retrieve.search(index, "工程展览", 500)
    assert len({hit.chunk.id for hit in hits}) == len(hits)
    with index.snapshot() as snapshot:
        assert len(hits) == snapshot.counts()[2]


def test_names_that_no_dictionary_has_are_found_by_their_characters(index: Index) -> None:
    ingest.add(index, [*many(10), page("n.txt", story("人物", "瞿鹓鶵昨日到访云溪。"))])
    assert rankings.lexical(index, "鹓鶵是谁", column="bigrams")[0].article.title == "人物"


def test_width_and_case_make_no_difference(index: Index) -> None:
    ingest.add(
        index, [*many(10), page("w.txt", story("芯片", "Ｑｉｎｇｃｈｕａｎ公司的ＣＰＵ今日发布，售价３５００元。"))]
    )
    assert names(rankings.lexical(index, "QINGCHUAN cpu")) == {"芯片"}
    assert names(rankings.lexical(index, "3500元的处理器"))


@pytest.mark.parametrize(
    "query",
    [
        "",
        "？！",
        '"',
        'words:"港口" OR *',
        "NEAR(港口 水库, 2)",
        "^港口 AND -水库",
        "'; DROP TABLE chunks;--",
        "a\x00b",
    ],
)
def test_a_query_is_never_a_query_language(index: Index, query: str) -> None:
    ingest.add(index, many(3))
    retrieve.search(index, query)
    with index.snapshot() as snapshot:
        assert snapshot.counts()[1] == 6


def test_filters_hold_in_every_way_of_searching(index: Index) -> None:
    ingest.add(index, many(60))
    random = np.random.default_rng(5)
    for _ in range(12):
        since = date(2026, int(random.integers(1, 13)), 1) if random.random() < 0.6 else None
        filters = Filters(
            since=since,
            until=since.replace(day=28) if since and random.random() < 0.7 else None,
            newspaper="云溪日报" if random.random() < 0.5 else None,
            author=f"林{'甲乙丙丁戊'[random.integers(5)]}" if random.random() < 0.3 else None,
        )
        with index.snapshot() as snapshot:
            admitted = {article.id for article in snapshot.articles(filters)}
        for find in (retrieve.search, rankings.dense, rankings.lexical):
            hits = find(index, "港口工程竣工，展览开幕", 200, filters)
            assert {hit.article.id for hit in hits} <= admitted
        # By meaning, everything that the filter admits is ranked.
        assert {hit.article.id for hit in rankings.dense(index, "港口工程", 500, filters)} == admitted


def test_a_filter_names_an_article_or_fails(index: Index) -> None:
    ingest.add(index, many(3))
    with index.snapshot() as snapshot:
        chosen = snapshot.articles()[2]
    assert names(retrieve.search(index, "工程", 10, Filters(articles=(chosen.id,)))) == {chosen.title}
    with pytest.raises(UnknownArticle):
        retrieve.search(index, "工程", 10, Filters(articles=("none",)))


def test_a_broad_filter_ranks_those_whose_codes_are_near(index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    ingest.add(index, many(60))
    filters = Filters(newspaper="青川晚报")
    with index.snapshot() as snapshot:
        *_, article = snapshot.articles(filters)
        admitted = snapshot.admitted(filters)
    query = f"{article.title}\n{article.body}"
    ranked = []
    similarities = VectorFile.similarities

    def counted(self: VectorFile, rows: lexicon.Numbers, query: Vectors) -> Vectors:
        ranked.append(len(rows))
        return similarities(self, rows, query)

    monkeypatch.setattr(VectorFile, "similarities", counted)
    monkeypatch.setattr(vectors, "CANDIDATES", 12)
    monkeypatch.setattr(vectors, "CANDIDATES_EACH", 1)
    monkeypatch.setattr(vectors, "CODED_AFTER", 0)
    hits = rankings.dense(index, query, 5, filters)
    assert hits[0].article == article
    assert {hit.article.places[0].newspaper for hit in hits} == {"青川晚报"}
    assert 12 <= ranked[0] < len(admitted)


def test_of_very_many_chunks_those_that_the_store_overlooks_are_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Overlooking(MemoryStore):
        def query(self, vector: Vectors, k: int) -> list[tuple[str, float]]:
            return super().query(vector, k + 5)[5:]

    index = open_index(tmp_path, Overlooking())
    ingest.add(index, many(20))
    query = index.embedder.embed_query("水库工程竣工")
    with index.snapshot() as snapshot:
        exact = [number for number, _ in index.nearest_within(query, snapshot.numbers_after(0), 10)]
        by_store = [number for number, _ in index.nearest(snapshot, query, 5)]
        assert by_store == exact[5:10]
        monkeypatch.setattr(index_module, "OVERLOOKED_AMONG", 10)
        assert [number for number, _ in index.nearest(snapshot, query, 10)] == exact
        # What the codes overlook, the store finds.
        monkeypatch.setattr(VectorFile, "candidates", lambda _file, rows, _query, _k: rows[:0])
        assert [number for number, _ in index.nearest(snapshot, query, 5)] == by_store


nearest_within = Index.nearest_within


def forbidden_unless_few(self: Index, query: Vectors, numbers: lexicon.Numbers, k: int) -> list[tuple[int, float]]:
    assert len(numbers) == 0, "ranked exactly what the store knows"
    return nearest_within(self, query, numbers, k)


def test_the_store_ranks_all_but_what_it_has_not_heard_of(chroma: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    ingest.add(chroma, many(20))
    monkeypatch.setattr(Index, "nearest_within", forbidden_unless_few)
    assert first(chroma, "第13届展览的编号是多少？") == "第13届学校展开幕"


def test_common_words_decide_between_chunks_that_rare_ones_choose(
    index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    ingest.add(index, many(60))
    ingest.add(index, [page("r.txt", story("罕见", "鼍龙馆竣工。"), story("更罕见", "鼍龙馆在云溪市的工程竣工。"))])
    monkeypatch.setattr(lexicon, "POSTINGS_BUDGET", 3)
    monkeypatch.setattr(lexicon, "CANDIDATES", 3)
    ranked = [hit.article.title for hit in rankings.lexical(index, "云溪市工程鼍", column="words")]
    assert ranked[:2] == ["更罕见", "罕见"]


def test_bm25_is_the_textbooks(tmp_path: Path) -> None:
    index = open_index(tmp_path, MemoryStore())
    ingest.add(
        index, [page(f"{n}.txt", story("", text)) for n, text in enumerate(("alpha beta beta.", "beta.", "gamma."))]
    )
    hits = rankings.lexical(index, "alpha beta")
    length = {"alpha beta beta.": 3, "beta.": 1}
    mean = 2  # of the two candidates

    def part(count: int, holders: int, text: str) -> float:
        weight = np.log(1 + (3 - holders + 0.5) / (holders + 0.5))
        return float(weight * count * 2.2 / (count + 1.2 * (0.25 + 0.75 * length[text] / mean)))

    wanted = {
        "alpha beta beta.": part(1, 1, "alpha beta beta.") + part(2, 2, "alpha beta beta."),
        "beta.": part(1, 2, "beta."),
    }
    assert {hit.chunk.text: hit.score for hit in hits} == pytest.approx(wanted)


def test_fusion_is_by_reciprocal_rank() -> None:
    fused = retrieve.fuse([["a", "b"], ["b", "c"], []])
    assert fused == [("b", 1 / 62 + 1 / 61), ("a", 1 / 61), ("c", 1 / 62)]
    assert retrieve.fuse([]) == []


def test_an_open_reader_sees_at_once_what_another_adds_and_removes(tmp_path: Path) -> None:
    reader, writer = open_index(tmp_path), open_index(tmp_path)
    ingest.add(writer, many(5))
    assert first(reader, "第3届展览的编号") == "第3届渔场展开幕"
    ingest.add(writer, [page("new.txt", story("新桥通车", "云溪大桥今日通车，全长九百米。"))])
    for find in (retrieve.search, rankings.dense, rankings.lexical):
        assert find(reader, "云溪大桥全长多少米")[0].article.title == "新桥通车"
    with writer.snapshot() as snapshot:
        gone = [article.id for article in snapshot.articles() if article.title in {"新桥通车", "第3届渔场展开幕"}]
    ingest.remove(writer, gone)
    for find in (retrieve.search, rankings.dense, rankings.lexical):
        assert not names(find(reader, "云溪大桥全长多少米，第3届展览", 50)) & {"新桥通车", "第3届渔场展开幕"}
    assert len(rankings.dense(reader, "工程", 9)) == 9
    ingest.add(reader, many(8))  # the reader writes in its turn, over what the other wrote
    ingest.add(writer, many(9))
    assert upkeep.check(reader) == upkeep.check(writer) == []
    reader.close()
    writer.close()


def test_a_reader_reopens_the_store_when_much_is_new(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    reader, writer = open_index(tmp_path), open_index(tmp_path)
    ingest.add(writer, many(5))
    rankings.dense(reader, "港口")
    monkeypatch.setattr(index_module, "REOPEN_AFTER", 10)
    monkeypatch.setattr(index_module, "EXACT_FIRST", 0)
    ingest.add(writer, many(20))
    monkeypatch.setattr(Index, "nearest_within", forbidden_unless_few)
    assert len(rankings.dense(reader, "港口", 30)) == 30
    reader.close()
    writer.close()


def test_a_reader_does_not_wait_for_a_writer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    writer = open_index(tmp_path)
    ingest.add(writer, many(5))
    writer.close()
    monkeypatch.setattr(index_module, "READER_PATIENCE", 0.01)
    monkeypatch.setattr(index_module, "EXACT_FIRST", 0)
    reader = open_index(tmp_path)
    with FileLock(tmp_path / "library" / "vectors.lock"):
        assert first(reader, "第3届展览的编号") == "第3届渔场展开幕"
    reader.close()


def test_a_writer_that_does_not_get_the_vector_lock_leaves_the_store_to_the_next(tmp_path: Path) -> None:
    store = MemoryStore()
    index = open_index(tmp_path, store)
    index.settings = index.settings.model_copy(update={"lock_timeout": 0.01})
    with FileLock(tmp_path / "library" / "vectors.lock"):
        assert ingest.add(index, many(3)).added == 3
    assert store.count() == 0
    assert first(index, "第1届展览的编号") == "第1届铁路展开幕"
    ingest.add(index, many(3))
    with index.snapshot() as snapshot:
        assert store.count() == snapshot.counts()[2]


def test_a_store_that_was_deleted_is_done_without_and_built_anew(tmp_path: Path) -> None:
    index = open_index(tmp_path)
    ingest.add(index, many(5))
    index.close()
    shutil.rmtree(tmp_path / "library" / "chroma")
    index = open_index(tmp_path)
    assert first(index, "第3届展览的编号") == "第3届渔场展开幕"
    ingest.add(index, many(6))
    assert upkeep.check(index) == []
    index.close()


def test_the_first_searches_of_a_process_do_without_the_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    index = open_index(tmp_path)
    ingest.add(index, many(8))
    index.close()
    with monkeypatch.context() as patch:
        patch.setattr(ChromaStore, "reopen", lambda _store: pytest.fail("opened"))
        reader = open_index(tmp_path)
        for _ in range(index_module.EXACT_FIRST):
            assert first(reader, "第3届展览的编号") == "第3届渔场展开幕"
        with reader.snapshot() as snapshot:
            exact = reader.nearest_within(reader.embedder.embed_query("水库工程竣工"), snapshot.numbers_after(0), 10)
    monkeypatch.setattr(Index, "nearest_within", forbidden_unless_few)
    with reader.snapshot() as snapshot:
        numbers = snapshot.numbers([hit.chunk.id for hit in rankings.dense(reader, "水库工程竣工", 10)])
    assert set(numbers.values()) == {number for number, _ in exact}
    reader.close()


def test_without_a_sound_store_searches_go_on(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    index = open_index(tmp_path)
    ingest.add(index, many(5))
    index.close()
    for path in (tmp_path / "library" / "chroma").rglob("*"):
        if path.is_file():
            path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    reader = open_index(tmp_path)
    for _ in range(index_module.EXACT_FIRST + 3):
        assert first(reader, "第3届展览的编号") == "第3届渔场展开幕"
    assert [record.getMessage().count("doctor --repair") for record in caplog.records] == [1]
    reader.close()


def test_a_truncated_store_is_told_and_repaired(tmp_path: Path) -> None:
    index = open_index(tmp_path)
    ingest.add(index, many(5))
    index.close()
    for path in (tmp_path / "library" / "chroma").rglob("*"):
        if path.is_file():
            path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    index = open_index(tmp_path)
    assert first(index, "第3届展览的编号") == "第3届渔场展开幕"
    [problem] = upkeep.check(index)
    assert "doctor --repair" in problem
    assert "\n" not in problem
    upkeep.repair(index, upkeep.look(index))
    assert upkeep.check(index) == []
    assert first(index, "第3届展览的编号") == "第3届渔场展开幕"
    index.close()
