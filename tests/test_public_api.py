"""The names that a user's program imports; removing or renaming one breaks it."""

from __future__ import annotations

import inspect
import re
import typing
from collections.abc import Callable, Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

import rag
from rag import errors
from rag.fakes import FakeEmbedder, MemoryStore

NAMES = {
    "AddReport",
    "Answer",
    "Article",
    "Book",
    "Check",
    "Chunk",
    "Citation",
    "CitedSentence",
    "Correction",
    "Engine",
    "Failure",
    "Filters",
    "Hit",
    "IncompatibleLibrary",
    "InputError",
    "InvalidPrompt",
    "Item",
    "JianbaoError",
    "Library",
    "LibraryBusy",
    "LibraryError",
    "ListedArticle",
    "Listing",
    "ModelError",
    "ModelOverloaded",
    "ModelRefused",
    "ModelUnreachable",
    "Notice",
    "Place",
    "Question",
    "Seconds",
    "Sentence",
    "Settings",
    "SetupError",
    "Status",
    "Summary",
    "Tally",
    "Theme",
    "Turn",
    "UnknownArticle",
    "UnreadableFile",
    "Usage",
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
        rag.open_library(tmp_path, **{name: "secret-thing"})  # type: ignore[arg-type]
    assert "secret" not in str(raised.value)


def test_an_unusable_setting_is_named(tmp_path: Path) -> None:
    with pytest.raises(rag.JianbaoError, match="JIANBAO_LLM"):
        rag.open_library(tmp_path, llm="secret-thing")


# What is made of LangChain's classes, and what is there to be plugged in.
NOT_NOUNS = {"None", "AnswerChain", "ChatModel"}


def test_what_a_library_returns_and_raises_is_public() -> None:
    for name, method in vars(rag.Library).items():
        if name.startswith("_") or not (callable(method) or hasattr(method, "func")):
            continue
        function = getattr(method, "func", method)
        returned = set(re.findall(r"\b[A-Z]\w+", str(inspect.signature(function).return_annotation)))
        raised = set(re.findall(r"``([A-Z]\w+)``", (inspect.getdoc(function) or "").partition("aises")[2]))
        assert {each for each in returned | raised if hasattr(typing, each)} <= {"Any", "Iterator"}, name
        assert {each for each in returned | raised if not hasattr(typing, each)} - NOT_NOUNS <= NAMES, name


def test_every_error_is_public() -> None:
    assert {name for name, value in vars(errors).items() if isinstance(value, type)} <= NAMES


def test_the_document_names_every_method_and_every_name() -> None:
    text = (Path(rag.__file__).parent.parent / "docs" / "python-api.md").read_text("utf-8")
    shown = set(re.findall(r"\w+", " ".join(re.findall(r"`([^`\n]+)`", text)) + " ".join(text.split("```")[1::2])))
    methods = {name for name in vars(rag.Library) if not name.startswith("_")}
    assert methods | NAMES <= shown


@pytest.fixture
def library(tmp_path: Path) -> Iterator[rag.Library]:
    settings = rag.Settings.load(home=tmp_path / "home", llm="extractive")
    with rag.Library(settings, embedder=FakeEmbedder(), store=MemoryStore()) as library:
        yield library


@pytest.mark.parametrize(
    ("use", "said"),
    [
        (lambda library: library.search("水库", k=0), "k is 0. Give 1 or more."),
        (lambda library: library.search("水库", k=-1), "k is -1. Give 1 or more."),
        (lambda library: library.summarize([], sentences=0), "sentences is 0. Give 1 to 20."),
        (lambda library: library.forecast([], sentences=21), "sentences is 21. Give 1 to 20."),
        (lambda library: library.items([], sentences=-3), "sentences is -3. Give 1 to 20."),
        (lambda library: library.batch([], None, sentences=-3), "sentences is -3. Give 1 to 20."),
        (lambda library: library.batch([], None, concurrency=0), "concurrency is 0. Give 1 or more."),
    ],
)
def test_numbers_out_of_bounds_are_refused(library: rag.Library, use: Callable[[Any], Any], said: str) -> None:
    with pytest.raises(rag.InputError) as raised:
        use(library)
    assert str(raised.value) == said


def test_whoever_opens_a_library_is_told_what_takes_long(tmp_path: Path) -> None:
    told: list[tuple[str, int, int]] = []

    def tell(what: str, done: int, of: int) -> None:
        told.append((what, done, of))

    with rag.open_library(tmp_path, llm="extractive", progress=tell) as library:
        library._joining(1, 2)
    assert told == [("joining the local model", 1, 2)]
