"""An abstention says what keeps the answer away: an empty library, filters, or the archive itself."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from rag import Filters, Library
from rag.errors import InputError
from rag.types import Question, Turn
from tests.conftest import LibraryMaker
from ui.messages import error_in
from ui.texts import texts_in

PUMPS = "白鹭机械一季度出口了多少台水泵？"
PUMPS_IN_ENGLISH = "How many pumps did Bailu export?"


@pytest.mark.parametrize(
    ("question", "said"), [(PUMPS, "还是空的：请先添加版面"), (PUMPS_IN_ENGLISH, "the library is empty: add pages")]
)
def test_an_empty_library_says_that_it_is_empty(make_library: LibraryMaker, question: str, said: str) -> None:
    for filters in (Filters(), Filters(newspaper="云溪日报")):
        answer = make_library().ask(Question(question, filters))
        assert answer.abstained
        assert said in answer.text


@pytest.mark.parametrize(
    ("question", "said"),
    [(PUMPS, "没有符合筛选条件的文章，请放宽条件"), (PUMPS_IN_ENGLISH, "the filters let no article through")],
)
def test_filters_that_let_nothing_through_are_named(
    make_library: LibraryMaker, pages: Path, question: str, said: str
) -> None:
    answer = make_library(pages).ask(Question(question, Filters(newspaper="青川晚报")))
    assert answer.abstained
    assert said in answer.text
    assert not answer.citations
    assert not answer.nearest


def test_what_the_archive_lacks_is_not_blamed_on_the_filters(library: Library) -> None:
    answer = library.ask(Question("远汀银行的净利润是多少？", Filters(newspaper="云溪日报")))
    assert answer.abstained
    assert answer.text == "资料库中没有这个问题的答案。"


@pytest.mark.parametrize("text", ["hi", "1", "Thanks!"])
def test_what_asks_nothing_is_answered_with_nothing(library: Library, text: str) -> None:
    assert library.ask(text).abstained


@pytest.mark.parametrize("text", ["？", "?", "？？？", "……！", "😀"])
def test_what_holds_no_word_is_told_so(make_library: LibraryMaker, text: str) -> None:
    for do in (make_library().ask, make_library().search):
        with pytest.raises(InputError, match="holds no word") as caught:
            do(text)
        assert error_in(str(caught.value), texts_in("zh")) == "这里面没有文字，请把问题写出来。"


def test_an_empty_library_loads_no_model(make_library: LibraryMaker, monkeypatch: pytest.MonkeyPatch) -> None:
    library = make_library()

    def load(*_: object, **__: object) -> object:
        raise AssertionError("a model was used")

    monkeypatch.setattr(library._index.embedder, "embed_query", load, raising=False)
    monkeypatch.setattr("rag.prose.questions._terms", load)
    monkeypatch.setattr("rag.archive.lexicon.Lexicon.words", load, raising=False)
    assert "还是空的" in library.ask(PUMPS).text
    assert "is empty" in library.ask(Question("And its profit?", history=(Turn(PUMPS_IN_ENGLISH, "None."),))).text
    assert library.search(PUMPS) == []


def test_of_a_paper_that_the_library_lacks_those_are_named_that_it_has(make_library: LibraryMaker, pages: Path) -> None:
    library = make_library(pages)
    had = next(article.newspaper for article in library.articles() if article.newspaper)
    lacking = library.ask(Question(PUMPS, Filters(newspaper="青川晚报"))).text
    assert "没有“青川晚报”" in lacking
    assert had in lacking
    library.add_bytes("b.txt", next(pages.iterdir()).read_bytes() + "又及，".encode(), newspaper="The Bailu Bell")
    assert "The Bailu Bell" in library.ask(Question(PUMPS, Filters(newspaper="青川晚报"))).text
    # Another filter lets nothing of a paper through that is there.
    assert "有的报纸" not in library.ask(Question(PUMPS, Filters(newspaper=had, since=date(2199, 1, 1)))).text
