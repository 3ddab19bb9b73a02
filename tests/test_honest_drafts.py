"""What a paper prints, cited as itself, and drafts that shorten it or word it anew: nothing is told of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from rag import Library
from rag.proof.verify import verify
from rag.prose.sentences import sentences_of, split_sentences
from rag.types import Article, Sentence
from tests.faults import archive

HERE = Path(__file__).parent


def drafts() -> Iterator[tuple[str, str]]:
    """The drafts, each with what is printed."""
    for block in (HERE / "honest-drafts.txt").read_text("utf-8").split("\n\n")[1:]:
        printed, *said = block.strip().split("\n")
        yield from ((printed, each) for each in said)


def test_there_are_drafts_enough() -> None:
    assert len(list(drafts())) >= 60


@pytest.mark.parametrize(("printed", "draft"), list(drafts()))
def test_an_honest_draft_is_let_through(printed: str, draft: str) -> None:
    support = [Sentence("a", start, end, printed[start:end]) for start, end in split_sentences(printed)]
    assert verify(draft, support, page_date=date(2026, 3, 18)) == ()


def test_every_sentence_of_the_archive_bears_itself_out() -> None:
    assert [each for article in archive().values() for each in told(article)] == []


def test_every_sentence_of_the_samples_bears_itself_out(sample_library: Library) -> None:
    articles = sample_library.articles()
    assert articles
    assert [each for article in articles for each in told(article)] == []


def told(article: Article) -> list[tuple[str, tuple[str, ...]]]:
    """What is told of an article's own sentences."""
    sentences = sentences_of(article)
    found = [(each.text, verify(each.text, [each], page_date=article.date, beside=sentences)) for each in sentences]
    return [(text, problems) for text, problems in found if problems]
