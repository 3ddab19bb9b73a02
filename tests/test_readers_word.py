"""Word files as they are written: paragraphs that Word wraps, and columns that were set by hand."""

from __future__ import annotations

import io

import pytest

from rag.articles import parse_page
from rag.readers import read_bytes
from rag.settings import Settings
from rag.types import ParsedPage
from tests.test_articles_properties import check_article, check_lossless
from tests.test_readers_markup import CHINESE, ENGLISH


def parsed(*paragraphs: str) -> ParsedPage:
    from docx import Document

    document = Document()
    for text in paragraphs:
        document.add_paragraph(text)
    file = io.BytesIO()
    document.save(file)
    page = parse_page(read_bytes(file.getvalue(), "a.docx", Settings()))
    check_lossless(page)
    for article in page.articles:
        check_article(article, page.page.text)
    return page


@pytest.mark.parametrize(
    ("title", "byline", "paragraphs"),
    [("白沙港新增三条航线", "本报记者 何田", CHINESE), ("Greyhaven adds routes", "By Ada Quill", ENGLISH)],
)
def test_each_paragraph_of_a_word_file_is_one(title: str, byline: str, paragraphs: list[str]) -> None:
    (article,) = parsed(title, byline, *paragraphs).articles
    assert (article.title, article.body) == (title, "\n".join(paragraphs))
    assert article.byline == (byline.split(" ", 1)[1],)


def test_a_subhead_of_a_word_file_stays_one() -> None:
    (article,) = parsed("白沙港新增三条航线", "本报记者 何田", *CHINESE, "成本下降", *CHINESE[::-1]).articles
    assert article.texts("subhead") == ("成本下降",)


def test_a_column_that_was_set_by_hand_is_read_as_one() -> None:
    text = "".join(CHINESE)
    lines = [text[at : at + 17] for at in range(0, len(text), 17)]
    (article,) = parsed("白沙港新增三条航线", "本报记者 何田", *lines).articles
    assert article.body.replace("\n", "") == text
    assert all(block.end - block.start > 17 for block in article.blocks)
