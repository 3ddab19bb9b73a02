"""HTML as news sites write it: paragraphs, and the links behind them."""

from __future__ import annotations

import pytest

from rag.articles import parse_page
from rag.readers import read_bytes
from rag.settings import Settings
from rag.types import Article, Page
from tests.test_articles_properties import check_article, check_lossless

CHINESE = [
    "白沙港7月8日宣布新增三条近海航线，预计全年新增运量42万吨，比去年增长8.4%。",
    "港务主任许安表示，新航线将于9月1日开航，首批投入6艘渡轮。",
    "港口去年净利润为5.6亿元，同比下降2.3%。",
]
ENGLISH = [
    "Greyhaven port said on Tuesday it would add three coastal routes this year, lifting cargo by 420,000 tonnes.",
    "The first six ferries will sail on 1 September, said Ada Quill, the port's manager.",
    "Profit fell 2.3 percent to 560 million crowns last year.",
]


def page_of(body: str, head: str = "") -> Page:
    markup = f'<html><head><meta charset="utf-8">{head}</head><body>{body}</body></html>'
    return read_bytes(markup.encode(), "a.html", Settings())


def article_of(body: str) -> Article:
    parsed = parse_page(page_of(body))
    check_lossless(parsed)
    (article,) = parsed.articles
    check_article(article, parsed.page.text)
    return article


@pytest.mark.parametrize("link", ["", '<a href="/x">阅读全文</a>', ' [<a href="/x">Read more...</a>]'])
@pytest.mark.parametrize(("title", "paragraphs"), [("白沙港新增三条航线", CHINESE), ("Greyhaven adds routes", ENGLISH)])
def test_each_paragraph_of_a_news_site_is_one(title: str, paragraphs: list[str], link: str) -> None:
    article = article_of(f"<h1>{title}</h1>" + "".join(f"<p>{text}{link}</p>" for text in paragraphs))
    assert (article.title, article.body) == (title, "\n".join(paragraphs))


@pytest.mark.parametrize("parted", ["<br><br>", "<br>\n <br/>", "</p><p>", "</div><p>&nbsp;</p><div>"])
def test_paragraphs_may_be_parted_by_empty_lines(parted: str) -> None:
    article = article_of(f"<h1>白沙港新增三条航线</h1><div>{parted.join(CHINESE)}</div>")
    assert article.body == "\n".join(CHINESE)


@pytest.mark.parametrize(
    ("markup", "shown"),
    [
        ("利润下降。<a href=x>点击查看</a>", "利润下降。"),
        ("利润下降。”（待续）<b>。</b>&nbsp;<a href=x>全文</a> <a href=y>详细»</a>", "利润下降。”（待续）。"),
        ("Profit fell. <a href=x>Continue reading &raquo;</a> &gt;", "Profit fell."),
        ("见<a href=x>本报此前报道</a>。", "见本报此前报道。"),
        ("利润见<a href=x>阅读全文</a>", "利润见阅读全文"),
        ("利润下降。<a href=x>营收增长8.4%</a>", "利润下降。营收增长8.4%"),
        ("利润下降。<a href=x>营收增长。</a>", "利润下降。营收增长。"),
        ("利润下降。<a href=x>白沙港上半年营收大幅增长</a>", "利润下降。白沙港上半年营收大幅增长"),
        ("利润下降。<a href=x>许安</a>说", "利润下降。许安说"),
        ("利润下降。（<a href=x>许安</a>）", "利润下降。（许安）"),
        ("利润下降。<a name=x>许安摄</a>", "利润下降。许安摄"),
        ("<a href=x>阅读全文</a>", "阅读全文"),
    ],
)
def test_only_linked_words_behind_a_sentence_are_left_out(markup: str, shown: str) -> None:
    assert page_of(f"<p>{markup}</p>").text == shown + "\n"


def test_many_links_are_read_in_no_time() -> None:
    text = page_of("<p>利润下降。" + '<a href="x">全文</a> ' * 100_000 + "</p>").text
    assert text == "利润下降。\n"
    assert len(page_of("<p>利润下降" + "<a href=x>全文</a>" * 100_000).text) > 200_000
