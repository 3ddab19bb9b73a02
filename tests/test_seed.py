"""The main job on a real page: articles whole, evidence in the first hits, ten questions of the real local model."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from rag import Library, Settings
from rag.evaluate import evaluate_file
from rag.models import local_model
from tests.conftest import SEEDS

pytestmark = pytest.mark.skipif(
    not (SEEDS / "questions.jsonl").is_file(), reason="The seed page is not there: ../shared/seeds is missing."
)


@pytest.fixture(scope="module")
def seed_library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """The seed page with the real embedder and store, and the real local model where it is installed."""
    settings = Settings.load(
        home=tmp_path_factory.mktemp("seed"), llm="local" if local_model.available() else "extractive"
    )
    with Library(settings) as library:
        report = library.add(SEEDS.glob("*.txt"))
        assert not report.failed
        assert report.pages == 1
        yield library


def questions() -> list[dict[str, Any]]:
    if not (SEEDS / "questions.jsonl").is_file():
        return []
    return [json.loads(line) for line in (SEEDS / "questions.jsonl").read_text(encoding="utf-8").splitlines()]


def bare(text: str) -> str:
    return "".join(text.split())


def test_the_four_articles_have_their_own_bodies(seed_library: Library) -> None:
    gold = json.loads((SEEDS / "articles.json").read_text(encoding="utf-8"))["articles"]
    found = {bare(article.title): article for article in seed_library.articles()}
    assert set(found) == {bare(wanted["title"]) for wanted in gold}
    for wanted in gold:
        article = found[bare(wanted["title"])]
        assert list(article.byline) == wanted["byline"]
        assert bare(article.body).startswith(bare(wanted["first_sentence_starts"]))
        assert bare(article.body).endswith(bare(wanted["last_sentence_ends"]))
        assert [bare(subhead) for subhead in article.texts("subhead")] == [bare(text) for text in wanted["subheads"]]


@pytest.mark.parametrize("number", [n for n, question in enumerate(questions()) if question["evidence"]])
def test_the_first_three_hits_hold_the_evidence(seed_library: Library, number: int) -> None:
    question = questions()[number]
    hits = seed_library.search(question["question"], 3)
    found = [any(bare(run) in bare(hit.chunk.text) for hit in hits) for run in question["evidence"]]
    assert any(found)
    if question["kind"] == "fact":
        assert all(found)


def check_citations(library: Library) -> None:
    for question in questions():
        answer = library.ask(question["question"])
        for citation in answer.citations:
            printed = library.page_text(citation.source)[citation.start : citation.end]
            assert bare(printed) == bare(citation.quote)
            assert citation.quote in library.article(citation.article_id).body
        assert not answer.abstained or not answer.citations


@pytest.mark.local_model
def test_ten_questions_of_the_real_model(seed_library: Library, tmp_path: Path) -> None:
    if not local_model.available():
        pytest.skip("The extra 'local' is not installed.")
    report = evaluate_file(seed_library, SEEDS / "questions.jsonl", out=tmp_path / "answers.jsonl")
    answers = (tmp_path / "answers.jsonl").read_text(encoding="utf-8")
    assert (report["complete"] or 0) >= 7, answers
    assert report["refused"] == 2, answers
    assert (report["citation_recall"] or 0) >= 0.95, answers
    assert report["figures_not_in_source"] == 0, answers


def test_extractive_citations_stand_at_their_offsets(seed_library: Library) -> None:
    settings = Settings.load(home=seed_library.settings.home, llm="extractive")
    with Library(settings) as library:
        report = evaluate_file(library, SEEDS / "questions.jsonl")
        assert report["citation_recall"] == 1.0
        assert report["figures_not_in_source"] == 0
        assert report["refused"] == 2
        check_citations(library)
