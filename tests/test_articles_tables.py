"""What stands on top of a table's rows in the middle of a story: neither a headline nor a line of its text."""

from __future__ import annotations

import pytest

from rag.articles import parse_page
from rag.types import Page
from tests.test_articles_properties import check_lossless

HEADLINE = "岭尾四座水库蓄水过半"
OVER = (
    "岭尾市水务局8月3日通报，入汛以来四座水库来水偏丰，总蓄水量达到2.7亿立方米，比去年同期多出四成。"
    "局长梅怀谷说，今年灌溉用水可以保到秋收，晚稻面积也恢复到了三年前的水平。"
)
UNDER = (
    "与蓄水一同恢复的是水电。石鹰水库电站上半年发电6100万千瓦时，比去年多出一半，电站已提前还清一笔贷款。"
    "梅怀谷提醒，后汛期仍有台风，各水库要留出防洪库容，不可贪多。"
)
ROWS = "水库 库容 蓄水\n石鹰水库 1.82 1.10\n青蓑水库 0.94 0.61\n梅溪水库 0.71 0.52"


def wrapped(text: str, width: int) -> str:
    return "\n".join(text[at : at + width] for at in range(0, len(text), width))


@pytest.mark.parametrize("width", [15, 17, 20, 24])
@pytest.mark.parametrize("heading", ["四座水库蓄水情况", "表 岭尾水库蓄水（亿立方米）"])
@pytest.mark.parametrize("apart", ["\n", "\n\n"])
def test_a_tables_heading_parts_no_story(width: int, heading: str, apart: str) -> None:
    story = f"本报记者 何 田\n\n{wrapped(OVER, width)}{apart}{heading}\n{ROWS}\n{wrapped(UNDER, width)}"
    parsed = parse_page(Page("page", f"{story}\n{HEADLINE}\n\n"))
    check_lossless(parsed)
    assert [(article.title, "".join(article.body.split())) for article in parsed.articles] == [(HEADLINE, OVER + UNDER)]


@pytest.mark.parametrize("width", [15, 17, 20])
def test_a_line_of_text_goes_on_below_a_table(width: int) -> None:
    lines = wrapped(OVER, width).split("\n") + wrapped(UNDER, width).split("\n")
    first = len(wrapped(OVER, width).split("\n"))
    story = "\n".join([*lines[: first + 1], ROWS, *lines[first + 1 :]])
    parsed = parse_page(Page("page", f"{HEADLINE}\n本报记者 何 田\n\n{story}"))
    check_lossless(parsed)
    assert [(article.title, "".join(article.body.split())) for article in parsed.articles] == [(HEADLINE, OVER + UNDER)]
