"""The names that a user's program imports; removing or renaming one breaks it."""

from __future__ import annotations

import inspect
from dataclasses import fields
from pathlib import Path

import pytest

import rag

NAMES = {
    "AddReport",
    "Answer",
    "Article",
    "Citation",
    "CitedSentence",
    "Filters",
    "Hit",
    "JianbaoError",
    "Library",
    "Question",
    "Settings",
    "Summary",
    "Turn",
    "open_library",
}
METHODS = {
    "add": ["self", "paths", "newspaper", "date", "page", "progress"],
    "add_bytes": ["self", "name", "data", "newspaper", "date", "page", "progress"],
    "articles": ["self", "filters"],
    "article": ["self", "article_id"],
    "page_text": ["self", "source"],
    "remove": ["self", "article_ids"],
    "search": ["self", "query", "k", "filters"],
    "ask": ["self", "question"],
    "stream": ["self", "question"],
    "summarize": ["self", "article_ids", "sentences"],
    "forecast": ["self", "article_ids", "sentences"],
    "status": ["self"],
    "close": ["self"],
}


def test_the_names_are_locked() -> None:
    assert set(rag.__all__) == NAMES
    assert set(dir(rag)) >= NAMES


@pytest.mark.parametrize("name", sorted(NAMES))
def test_every_name_is_there_and_says_what_it_is(name: str) -> None:
    assert inspect.getdoc(getattr(rag, name))


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no_such_name"):
        _ = rag.no_such_name


@pytest.mark.parametrize("name", sorted(METHODS))
def test_the_library_keeps_its_methods(name: str) -> None:
    parameters = list(inspect.signature(getattr(rag.Library, name)).parameters)
    assert parameters[: len(METHODS[name])] == METHODS[name]


@pytest.mark.parametrize(
    ("noun", "wanted"),
    [
        (rag.Answer, "question text abstained sentences citations model usage seconds nearest"),
        (rag.Citation, "n article_id title byline date page source quote start end"),
        (rag.CitedSentence, "text citations supported problems"),
        (rag.Article, "id title byline body"),
        (rag.Hit, "chunk article score"),
        (rag.Summary, "article_ids title text sentences citations model usage"),
        (rag.AddReport, "pages articles chunks added unchanged failed"),
        (rag.Question, "text filters history"),
        (rag.Turn, "question answer"),
    ],
)
def test_the_nouns_keep_their_fields(noun: type, wanted: str) -> None:
    assert set(wanted.split()) <= {field.name for field in fields(noun)}


def test_a_library_is_opened_by_its_folder(tmp_path: Path) -> None:
    with rag.open_library(tmp_path / "home", llm="extractive") as library:
        assert isinstance(library, rag.Library)
        assert library.settings.home == tmp_path / "home"
        assert library.settings.llm == "extractive"
        assert library.articles() == []


@pytest.mark.parametrize(("name", "near"), [("llmm", 'Use "llm"'), ("OPENAI_MODEL", "README"), ("extra", "README")])
def test_a_setting_that_is_not_there_is_named(tmp_path: Path, name: str, near: str) -> None:
    with pytest.raises(rag.JianbaoError, match=f'"{name}".*{near}') as raised:
        rag.open_library(tmp_path, **{name: "secret-thing"})
    assert "secret" not in str(raised.value)


def test_an_unusable_setting_is_named(tmp_path: Path) -> None:
    with pytest.raises(rag.JianbaoError, match="JIANBAO_LLM"):
        rag.open_library(tmp_path, llm="secret-thing")
