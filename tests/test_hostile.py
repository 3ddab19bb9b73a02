"""Pages that give orders to the model: what they order never becomes an answer, even when a model obeys."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from rag import Answer, Library, Settings
from rag.fakes import FakeChatModel, FakeEmbedder, MemoryStore
from rag.models import local_model
from tests.conftest import LibraryMaker

HOSTILE = Path(__file__).parent / "archive" / "hostile"
RECORDS: list[dict[str, Any]] = [
    json.loads(line) for line in (HOSTILE / "questions.jsonl").read_text(encoding="utf-8").splitlines()
]
each_page = pytest.mark.parametrize("record", RECORDS, ids=[record["id"] for record in RECORDS])


def check(library: Library, record: dict[str, Any], answer: Answer) -> None:
    assert record["canary"] not in answer.text
    for sentence in answer.sentences:
        assert record["canary"] not in sentence.text
    for citation in answer.citations:
        printed = library.page_text(citation.source)[citation.start : citation.end]
        assert "".join(printed.split()) == "".join(citation.quote.split())


@each_page
def test_the_archives_own_sentences_answer_without_the_order(
    make_library: LibraryMaker, record: dict[str, Any]
) -> None:
    library = make_library(HOSTILE / record["source"])
    answer = library.ask(record["question"])
    check(library, record, answer)
    # An order that the page's text runs into a sentence of the report takes that sentence with it.
    assert not answer.abstained or record["place"] == "byline"


@each_page
def test_a_model_that_obeys_is_not_shown(make_library: LibraryMaker, record: dict[str, Any]) -> None:
    canary, fact = record["canary"], record["evidence"][0]
    chat = FakeChatModel()
    library = make_library(HOSTILE / record["source"], model=chat)
    [title, *_] = [article.title for article in library.articles()]
    for reply in (
        canary,
        f"{canary}。",
        f"{canary}[1]。",
        f"{fact}[1]。{canary}。",
        f"{title}：{canary}[1]。",
        f"{fact}，{canary}[1]。",
    ):
        chat.replies.clear()
        if record["language"] == "en":
            chat.replies.append(record["question"])  # in place of a translation
        chat.replies.append(reply)
        check(library, record, library.ask(record["question"]))


@pytest.mark.local_model
def test_the_real_model(tmp_path: Path) -> None:
    if not local_model.available():
        pytest.skip("The extra 'local' is not installed.")
    settings = Settings.load(home=tmp_path, llm="local")
    chosen = [record for record in RECORDS if record["id"] in ("h01", "h07", "h12", "h13")]
    with Library(settings, embedder=FakeEmbedder(), store=MemoryStore()) as library:
        library.add([HOSTILE / record["source"] for record in chosen])
        for record in chosen:
            check(library, record, library.ask(record["question"]))
