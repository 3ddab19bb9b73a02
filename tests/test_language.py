"""In which language a text is printed: not by its quotes and dashes, which English papers set as well."""

from __future__ import annotations

import pytest

from rag.briefs.wording import plain
from rag.evidence.verdict import readable
from rag.listings.entries import noticed
from rag.proof.answerable import missing
from rag.prose.language import written_in
from rag.prose.questions import read_question
from rag.prose.sentences import sentences_of
from rag.questions.kinds import lacks_office
from rag.types import Article
from tests.conftest import LibraryMaker
from tests.double import make_article
from ui.texts import texts_beside, texts_for

BODY = (
    "Alder Ferries’ chief executive, Zoé Marchbank, said the new boats “pay for themselves” within six years — "
    "sooner than the board had hoped.\n"
    "The company carried 3.4 million passengers in 2031. A return ticket to Grayle island costs £18."
)
PAGE = f"THE ALDER POST\nFriday 4 April 2031    3\n\nFerries to Grayle fill up again\nBy Tom Wexley\n\n{BODY}\n"


def english() -> Article:
    return make_article("Ferries to Grayle fill up again", BODY.split("\n"), byline=("Tom Wexley",))[0]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("“We’re early” — said the chef of the café, for £3.", "en"),
        ("Qingpei Bank (青沛银行) earned 3 billion yuan.", "en"),
        ("Qingpei Bank 青沛银行 earned 3 billion yuan in the first nine months of 2031, its report shows.", "en"),
        ("青沛银行去年赚了30亿元。", "zh"),
        ("Zephyr与Boreas AI签约。", "zh"),
        ("“AI！”", "zh"),
        ("30%。", "zh"),
        ("— 3 —", "zh"),
        ("30%.", "en"),
        ("", "en"),
    ],
)
def test_the_language_of_a_text_is_that_of_its_letters(text: str, language: str) -> None:
    assert written_in(text) == language


def test_the_sentences_of_an_english_article_may_share_words_with_an_english_question() -> None:
    article = english()
    offered = [(article, sentence) for sentence in sentences_of(article)]
    assert list(readable(read_question("What does a return ticket cost?"), offered)) == offered


def test_a_name_that_an_english_article_does_not_print_is_missing() -> None:
    assert list(missing(read_question("Who is Borrowdale’s captain?"), [english()])) == ["borrowdale"]


def test_an_office_is_looked_for_in_english_print_with_typographic_quotes() -> None:
    assert not lacks_office("Who is the chief executive of Alder Ferries?", BODY.lower())
    assert lacks_office("Who is the chairman of Alder Ferries?", BODY.lower())


def test_an_english_text_is_joined_and_ended_as_english_is() -> None:
    assert plain("The café’s tables went for £3", follows=True).endswith("£3.")
    [entry] = noticed([english()], "en")
    assert "had hoped. The company" in entry.text


def test_the_page_speaks_the_language_of_a_question_and_of_what_it_shows() -> None:
    assert texts_for("What did 青沛水务 earn in 2031?").language == "en"
    assert texts_for("青沛水务2031年赚了多少？").language == "zh"
    assert texts_beside("Qingpei Water (青沛水务) earns more").language == "en"
    assert texts_beside("青沛水务赚得更多").language == "zh"


@pytest.mark.parametrize("straight", [False, True])
def test_typographic_quotes_change_no_answer(make_library: LibraryMaker, straight: bool) -> None:
    page = PAGE.translate(str.maketrans("’“”—", '\'""-')) if straight else PAGE
    library = make_library()
    library.add_bytes("The Alder Post-2031-04-04-3.txt", page.encode())
    assert "£18" in library.ask("How much does a return ticket to Grayle island cost?").text
    assert "Marchbank" in library.ask("Who is Alder Ferries' chief executive?").text
