from __future__ import annotations

import sqlite3
import threading
from pathlib import Path
from typing import Any

import pytest

from rag.archive import ingest, lexicon
from rag.archive.catalog import Catalog
from rag.archive.index import Index
from rag.archive.snapshot import Snapshot
from rag.evidence import retrieve
from rag.fakes import MemoryStore
from tests.shelf import many, open_index, page, parse, story


@pytest.fixture
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Index:
    monkeypatch.setattr(ingest, "parse_page", parse)
    made = open_index(tmp_path, MemoryStore())
    ingest.add(made, many(20))
    return made


@pytest.mark.parametrize("column", ["words", "bigrams"])
def test_the_catalogue_is_asked_as_often_for_many_terms_as_for_one(index: Index, column: lexicon.Column) -> None:
    asked: list[str] = []
    terms = ["港口", "工程", "竣工", "展览", "开幕"]
    with index.snapshot() as snapshot:
        snapshot.connection.set_trace_callback(asked.append)
        assert index.lexicon.rank(snapshot.connection, column, terms[:1], 5, None)
        once = len([statement for statement in asked if not statement.startswith("--")])
        asked.clear()
        assert index.lexicon.rank(snapshot.connection, column, terms, 5, None)
        snapshot.connection.set_trace_callback(None)
    assert len([statement for statement in asked if not statement.startswith("--")]) == once


@pytest.mark.parametrize("column", ["words", "bigrams"])
def test_a_term_is_counted_as_the_table_of_terms_counts_it(
    index: Index, column: lexicon.Column, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lexicon, "COMMON", 5)
    ingest.add(index, [page("q.txt", story("芯片", 'Ｑ3的"芯片"卖３,５００元，增5%，鼍。'))])
    text = "港口工程竣工，Q3芯片3,500元增5%鼍龙"
    terms = index.lexicon.words(text) if column == "words" else lexicon.bigrams(text)
    with index.snapshot() as snapshot:
        wanted = {term: lexicon.frequency(snapshot.connection, term, column) for term in terms}
        for _ in range(2):  # the second time, common ones are remembered
            assert index.lexicon._counts(snapshot.connection, column, terms, 50) == wanted
    assert max(wanted.values()) >= 5
    assert 0 < min(filter(None, wanted.values())) < 5


def test_words_and_bigrams_are_ranked_beside_each_other(index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    both = threading.Barrier(2, timeout=20)
    lent: list[sqlite3.Connection] = []
    rank = lexicon.Lexicon.rank

    def met(self: lexicon.Lexicon, connection: sqlite3.Connection, *given: Any) -> list[tuple[int, float]]:
        lent.append(connection)
        both.wait()
        return rank(self, connection, *given)

    monkeypatch.setattr(lexicon.Lexicon, "rank", met)
    assert retrieve.search(index, "港口工程竣工")
    assert len(set(map(id, lent))) == 2


def test_all_snapshots_are_of_one_moment(index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[int] = []
    snapshot = Catalog.snapshot

    def written_between(self: Catalog) -> Any:
        opened.append(len(opened))
        if len(opened) == 3:
            monkeypatch.setattr(Catalog, "snapshot", snapshot)
            ingest.add(index, [page("n.txt", story("新桥", "新桥今日通车。"))])
            monkeypatch.setattr(Catalog, "snapshot", written_between)
        return snapshot(self)

    def moment(snapshot: Snapshot) -> tuple[int, int]:
        return snapshot.version, lexicon.frequency(snapshot.connection, "新桥")

    monkeypatch.setattr(Catalog, "snapshot", written_between)
    with index.snapshots(3) as found:
        assert len(opened) == 6
        assert {moment(each) for each in found} == {(found[0].version, 1)}
