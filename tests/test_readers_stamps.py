"""The day and the paper that a web page prints between an article's headline and its text."""

from __future__ import annotations

from datetime import date

import pytest

from tests.test_readers_markup import meta, page_of
from tests.test_readers_outline import FERRY, FOOT, PORT

DAY = date(2026, 5, 20)


@pytest.mark.parametrize("frame", ["<main>{}</main>", "<article>{}</article>", "<div>{}</div>"])
@pytest.mark.parametrize(
    ("stamp", "newspaper"),
    [
        ("<div><span>2026-05-20 09:12</span> <span>来源：白沙财经</span> <span>作者：何田</span></div>", "白沙财经"),
        ("<p>2026年05月20日 09:12:30 | 来源：白沙晚报</p>", "白沙晚报"),
        ("<p>发布时间：2026/5/20</p><p>来源：《白沙网》</p>", "白沙网"),
        ("<p>稿件來源：雲嶺晚報 2026-05-20 08:00</p>", "雲嶺晚報"),
        ("<p>2026年05月20日09:12来源：白沙网 编辑：许多</p>", "白沙网"),
        ("<p>2026-05-20 09:12</p><p>来源：网络综合</p>", None),
        ("<time datetime='2026-05-20T09:12'>昨天</time><p>来源：白沙网</p>", "白沙网"),
    ],
)
def test_a_web_article_tells_its_day_and_paper_under_its_headline(
    frame: str, stamp: str, newspaper: str | None
) -> None:
    story = frame.format(f"<h1>白沙港新增三条航线</h1>{stamp}<p>{PORT}</p><p>{FERRY}</p>")
    page = page_of(f"<header><a href=/>海川网</a></header>{story}{FOOT}")
    assert (page.newspaper, page.date) == (newspaper, DAY)


def test_what_two_articles_contradict_and_what_the_text_tells_stays_unknown() -> None:
    for below in ("2026-05-21 09:12 来源：云岭晚报", f"<p>{FERRY}</p><p>2026-05-21 09:12 来源：云岭晚报</p>"):
        other = f"<article><h2>远帆造船交付首艘渡轮</h2>{below}<p>{FERRY}</p></article>"
        first = f"<article><h1>白沙港新增三条航线</h1><p>2026-05-20 09:12 来源：白沙晚报</p><p>{PORT}</p></article>"
        page = page_of(first + other)
        assert (page.newspaper, page.date) == ((None, None) if below[0] == "2" else ("白沙晚报", DAY))


def test_a_paper_that_the_head_declares_goes_before_the_source() -> None:
    body = f"<main><h1>白沙港新增三条航线</h1><p>2026-05-20 09:12 来源：白沙网</p><p>{PORT}</p></main>"
    page = page_of(body, meta(site="海川日报"))
    assert (page.newspaper, page.date) == ("海川日报", DAY)
