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


def test_a_paragraph_goes_on_behind_a_semicolon() -> None:
    text = (
        "澄湖船厂昨天晚上公布了上半年的账\n目，两样船里一样多一样少，码头上\n的人都在议论此事。船厂财务主管介\n"
        "绍，去年渡轮一项收入三亿六千万元，\n增长一成；\n拖轮收入一亿两千万元，少了两成，\n"
        "这是五年来头一回，主要因为港里的\n旧拖轮还够用，船东都不肯换新的。\n"
    )
    assert "增长一成；拖轮收入一亿两千万元" in paragraphs(text)[0]


def test_a_list_behind_a_semicolon_keeps_its_points() -> None:
    text = (
        "船厂昨天说，学徒要先后学会三样\n本领，每样考过才能上船做工，为\n期一年半，期间发给半薪：\n"
        "1.认识钢板和焊条；\n2.看懂两种图纸；\n3.独自焊好一条长缝。\n"
    )
    assert paragraphs(text)[-1] == "3.独自焊好一条长缝。"


def test_lines_that_stand_apart_keep_apart_behind_a_semicolon() -> None:
    text = (
        "船厂昨天公布了学徒的三条规矩，并说违反任何一条的人都要从头学起，不论他已经学了多久，也不论是谁带的。\n\n"
        "进厂先换工装；\n\n上船先挂绳索；\n\n离开先断电源。\n"
    )
    assert paragraphs(text)[-2:] == ["上船先挂绳索；", "离开先断电源。"]
