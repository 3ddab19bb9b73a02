from __future__ import annotations

from pathlib import Path

import pytest

from rag.archive import ingest, lexicon
from rag.archive.index import Index
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


def test_a_term_is_counted_as_the_table_of_terms_counts_it(index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lexicon, "COMMON", 5)
    ingest.add(index, [page("q.txt", story("芯片", 'Ｑ3的"芯片"卖３,５００元，增5%，鼍。'))])
    text = "港口工程竣工，Q3芯片3,500元增5%鼍龙"
    with index.snapshot() as snapshot:
        connection = snapshot.connection
        for column, terms in (("words", index.lexicon.words(text)), ("bigrams", lexicon.bigrams(text))):
            wanted = {term: lexicon.frequency(connection, term, column) for term in terms}  # type: ignore[arg-type]
            for _ in range(2):  # the second time, common ones are remembered
                assert index.lexicon._counts(connection, column, terms, 50) == wanted  # type: ignore[arg-type]
            assert max(wanted.values()) >= 5
            assert 0 < min(filter(None, wanted.values())) < 5
