"""Comments, which their writers sign with nothing but the name."""

from __future__ import annotations

import pytest

from rag.articles import parse_page
from rag.types import Page
from tests.test_articles_properties import check_lossless

BODY = (
    "渡船票价该不该涨，鹭洲人争了半年。涨的理由很实在，油价高了，船旧了，夜班的人手也贵了。\n\n"
    "不涨的理由同样实在，岛上的人没有桥，渡船就是他们的路。与其年年争，不如把账本摊开，让坐船的人自己算一算。"
)
NEWS = "岭尾秋茶开采 鲜叶价低一元\n本报记者 何 田\n\n岭尾秋茶八月一日开采，头一周采下鲜叶四百吨，每公斤六元二角。"


def stories(head: str) -> list[tuple[str, tuple[str, ...]]]:
    """The headlines and writers of a page with a comment under a report."""
    parsed = parse_page(Page("page", f"{NEWS}\n\n\n{head}\n\n{BODY}"))
    check_lossless(parsed)
    return [(article.title, article.byline) for article in parsed.articles]


@pytest.mark.parametrize("label", ["评论：", "今日快评：", "港城时评 | "])
@pytest.mark.parametrize("name", ["段守拙", "秦一帆", "白舟"])
def test_a_name_alone_under_a_comments_headline_signs_it(label: str, name: str) -> None:
    headline = f"{label}别让账本锁在抽屉里"
    assert stories(f"{headline}\n{name}") == [("岭尾秋茶开采 鲜叶价低一元", ("何田",)), (headline, (name,))]


@pytest.mark.parametrize("second", ["高歌猛进", "方向", "账本摊开"])
def test_a_word_under_a_comments_headline_signs_nothing(second: str) -> None:
    assert {name for _, byline in stories(f"评论：别让账本锁在抽屉里\n{second}") for name in byline} == {"何田"}


def test_a_name_under_a_reports_headline_is_the_headlines() -> None:
    assert {name for _, byline in stories("渡船票价之争又起\n段守拙") for name in byline} == {"何田"}
