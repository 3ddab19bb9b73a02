"""Figures and clauses that a line's end breaks off: neither ends a sentence or a paragraph."""

from __future__ import annotations

import pytest

from rag.articles import parse_page
from rag.articles.lines import split_lines
from rag.types import Article, Page
from tests.test_articles_properties import check_lossless

HEAD = "澄湖船厂上半年交船十二艘\n本报记者 陶小满\n\n"


def only(text: str) -> Article:
    parsed = parse_page(Page("page", HEAD + text))
    check_lossless(parsed)
    (article,) = parsed.articles
    return article


def paragraphs(text: str) -> list[str]:
    article = only(text)
    return [article.body[block.start : block.end] for block in article.blocks if block.kind == "paragraph"]


@pytest.mark.parametrize("point", [".", "．"])
@pytest.mark.parametrize("between", ["\n", "\n\n"])
def test_a_figure_broken_behind_its_point_is_whole(point: str, between: str) -> None:
    text = (
        "澄湖船厂昨天公布，上半年一共交\n付新船十二艘，收入比去年增长9"
        f"{point}{between}4%；新接订单二十艘，其中八\n艘是渡轮。船厂说，下半年还要招\n收学徒四十名。\n"
    )
    (body,) = paragraphs(text)
    assert f"收入比去年增长9{point}4%；新接订单" in body


def test_a_full_stop_behind_a_year_still_ends_an_english_line() -> None:
    lines = split_lines(Page("page", "The yard has built ferries since 1998.\n12 of them still sail.\n"))
    assert [line.final for line in lines] == [True, True]


def test_a_full_stop_behind_a_figure_ends_a_line_before_words() -> None:
    lines = split_lines(Page("page", "船厂今年交船12.\n其余推迟。\n"))
    assert [line.final for line in lines] == [True, True]
