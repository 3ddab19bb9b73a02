"""Headlines that ask, lists of briefs with bullets, and text that only looks like a caption."""

from __future__ import annotations

import pytest

from tests.test_articles_pages import BANK, TEA, YARD, above, column, dense, parse

SHIPS = "澄湖造船厂四月交付三艘双燃料船"


@pytest.mark.parametrize("width", [13, 14, 15, 16])
def test_what_stands_over_a_dateline_is_a_headline(width: int) -> None:
    opened = ("本报澄湖讯（记者王五）" + YARD[0], *YARD[1:])
    page = parse(column(BANK, width), "船厂忙着交船，下水的是第几艘，\n买家怎么说，钱何时到？", column(opened, width))
    assert dense(page.articles[-1].title) == "船厂忙着交船，下水的是第几艘，买家怎么说，钱何时到？"


def test_a_spread_line_inside_a_sentence_is_no_caption() -> None:
    lines = [
        "濮师傅年轻时在纺织厂放电影，",
        "把 三 千 张 老 唱 片 捐 给 了 市 图",
        "书馆，每逢周末开放半天，",
        "只留下一把椅子。",
    ]
    page = parse(SHIPS, column(YARD, 14) + "\n\n" + "\n".join(lines))
    assert "捐给了市图书馆" in dense(page.articles[0].body)
    assert not [fragment for fragment in page.fragments if fragment.kind == "caption"]


@pytest.mark.parametrize("mark", ["▲", "●", "■ "])
def test_a_list_of_briefs_with_bullets_has_a_short_name_for_a_headline(mark: str) -> None:
    page = parse(above(SHIPS, "本报记者 王 五", YARD), "简讯", column(tuple(mark + text for text in (*BANK, *TEA))))
    assert [article.title for article in page.articles] == [SHIPS, "简讯"]
