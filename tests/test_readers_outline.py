"""HTML whose elements say what is an article, what heads it, and what stands beside it."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from rag.archive.records import dump_page, load_page
from rag.articles import parse_page
from rag.types import MarkedArticle, Page, ParsedPage
from tests.test_articles_properties import check_article, check_lossless
from tests.test_readers_markup import page_of

PORT = "白沙港7月8日宣布新增三条近海航线，预计全年新增运量42万吨，比去年增长8.4%。"
FERRY = "远帆造船昨日交付首艘渡轮，合同金额为1.2亿元，另有五艘将于明年下水。"
MORE = "公司总经理许安说，船台已经排到后年。"
FOOT = "<footer>版权所有 海川日报社 电话 0571-7654321</footer>"


def story(rank: str, title: str, *texts: str) -> str:
    return f"<article><{rank}>{title}</{rank}>" + "".join(f"<p>{text}</p>" for text in texts) + "</article>"


def parsed(body: str) -> ParsedPage:
    found = parse_page(page_of(body))
    check_lossless(found)
    for article in found.articles:
        check_article(article, found.page.text)
    return found


def titles(page: ParsedPage) -> list[tuple[str, tuple[str, ...], str]]:
    return [(article.title, article.byline, article.body) for article in page.articles]


def test_two_article_elements_are_two_articles_though_only_one_is_signed() -> None:
    page = parsed(
        story("h1", "白沙港新增三条航线", "本报记者 何田", PORT)
        + story("h2", "远帆造船交付首艘渡轮", FERRY, MORE)
        + FOOT
    )
    assert titles(page) == [
        ("白沙港新增三条航线", ("何田",), PORT),
        ("远帆造船交付首艘渡轮", (), f"{FERRY}\n{MORE}"),
    ]
    assert [fragment.text for fragment in page.fragments] == ["版权所有 海川日报社 电话 0571-7654321"]
    assert load_page(dump_page(page.page)) == page.page


def test_a_heading_that_reads_like_furniture_or_a_byline_still_heads_its_article() -> None:
    for title in ("A2版 财经", "许安 何田", "记者节", "2026年5月12日", "图为白沙港"):
        page = parsed(story("h1", title, PORT, FERRY))
        assert titles(page) == [(title, (), f"{PORT}\n{FERRY}")]


def test_lower_headings_in_an_article_are_its_subheads_and_what_stands_over_its_headline_is_its_kicker() -> None:
    head = "<h3>沿海运输再添新通道</h3><h1>白沙港新增三条航线</h1>"
    (article,) = parsed(f"<article>{head}<p>{PORT}</p><h2>渡轮下水</h2><p>{FERRY}</p></article>").articles
    assert (article.title, article.kicker) == ("白沙港新增三条航线", "沿海运输再添新通道")
    assert article.texts("subhead") == ("渡轮下水",)


def test_a_headline_over_its_article_element_goes_with_it() -> None:
    head = "<div>首页 港口</div><header><h1>白沙港新增三条航线</h1><p>本报记者 何田</p></header>"
    page = parsed(f"{head}<article><p>{PORT}</p><p>{FERRY}</p></article><div>分享</div>")
    assert titles(page) == [("白沙港新增三条航线", ("何田",), f"{PORT}\n{FERRY}")]


def test_headings_of_one_rank_in_an_article_do_not_decide() -> None:
    body = f"<div>白沙港新增三条航线</div><article><h2>航线</h2><p>{PORT}</p><h2>渡轮</h2><p>{FERRY}</p></article>"
    page = parsed(body)
    assert [one.title for one in page.page.marked] == [None]
    assert "".join(one.body for one in page.articles).count(PORT) == 1


def test_a_sites_links_and_related_headlines_are_furniture_apart_from_one_another() -> None:
    aside = "<aside><h3>相关阅读</h3><ul><li><a href=x>石桥重工订单大增</a></li><li>钢价为何上涨？</li></ul></aside>"
    page = parsed(
        f"<header><a href=/>海川网</a></header><main><h1>白沙港新增三条航线</h1><p>{PORT}</p></main>{aside}{FOOT}"
    )
    assert titles(page) == [("白沙港新增三条航线", (), PORT)]
    assert page.articles[0].label is None
    assert [(one.kind, one.text) for one in page.fragments[:-1]] == [
        ("furniture", text) for text in ("海川网", "相关阅读", "石桥重工订单大增", "钢价为何上涨？")
    ]


def test_an_aside_that_holds_sentences_is_read() -> None:
    page = parsed(
        story("h1", "白沙港新增三条航线", PORT) + f"<aside><h2>渡轮背景</h2><p>{FERRY}</p><p>{MORE}</p></aside>"
    )
    assert FERRY in page.articles[-1].body
    assert page.articles[0].body == PORT


def test_headings_of_one_rank_that_stand_over_text_part_a_pages_stories() -> None:
    first, second = (
        f"<h2>白沙港新增三条航线</h2><p>{PORT}</p>",
        f"<h2>远帆造船交付首艘渡轮</h2><p>{FERRY}</p><h3>排产</h3><p>{MORE}</p>",
    )
    for body in (first + second, f"<main><section>{first}</section><section>{second}</section></main>"):
        page = parsed(f"<h1>海川日报</h1>{body}{FOOT}")
        assert titles(page) == [
            ("白沙港新增三条航线", (), PORT),
            ("远帆造船交付首艘渡轮", (), f"{FERRY}\n排产\n{MORE}"),
        ]


def test_a_heading_over_others_leaves_open_what_they_head() -> None:
    for top in ("<h1>港口与船厂</h1>", f"<h1>港口与船厂</h1><p>{MORE}</p>", f"<p>{MORE}</p>"):
        page = page_of(f"{top}<h2>航线</h2><p>{PORT}</p><h2>渡轮</h2><p>{FERRY}</p>")
        assert page.marked == ()


def test_headings_that_follow_each_other_are_one_headline() -> None:
    links = "<div><a href=/>海川网</a> <a href=/x>新闻</a></div>"
    related = "<h3>相关新闻</h3><ul><li><a href=1>石桥重工订单大增三成</a></li><li><a href=2>钢价继续上涨</a></li></ul>"
    page = parsed(f"{links}<h3>沿海运输再添新通道</h3><h1>白沙港新增三条航线</h1><p>{PORT}</p><p>{FERRY}</p>{related}")
    assert titles(page) == [("白沙港新增三条航线", (), f"{PORT}\n{FERRY}")]
    assert page.articles[0].label is None
    (marked,) = page.page.marked
    assert page.page.text[marked.start :].startswith("沿海运输再添新通道")


def test_a_subhead_behind_a_short_first_sentence_stays_one() -> None:
    first, second = "The port said on Tuesday it would add routes.", "The first six ferries will sail in September."
    (article,) = parsed(
        f"<article><h1>Port adds routes</h1><p>{first}</p><h2>Ferries</h2><p>{second}</p></article>"
    ).articles
    assert (article.texts("subhead"), article.texts("paragraph")) == (("Ferries",), (first, second))


def test_comments_in_an_article_are_no_articles_of_their_own() -> None:
    page = page_of(
        f"<article><h1>白沙港新增三条航线</h1><p>{PORT}</p><article><h3>读者</h3><p>{MORE}</p></article></article>"
    )
    (marked,) = page.marked
    assert page.text[marked.start : marked.end] == page.text
    assert marked.title == (0, len("白沙港新增三条航线"))


def test_many_and_deep_elements_are_read() -> None:
    deep = "<aside><article><h2>甲" * 5_000
    assert page_of(deep).text.count("甲") == 5_000
    many = "".join(f"<article><h2>渡轮{at}</h2><p>{FERRY}</p></article>" for at in range(2_000))
    assert len(parsed(many).articles) == 2_000


def test_a_page_that_was_kept_before_marks_were_read_has_none() -> None:
    record = json.loads(dump_page(Page("a.html", PORT, marked=(MarkedArticle(0, len(PORT)),), beside=((0, 1),))))
    del record["marked"], record["beside"]
    assert load_page(json.dumps(record)) == Page("a.html", PORT)


TAGS = ("article", "main", "header", "footer", "aside", "nav", "h1", "h2", "h3", "p", "div", "table", "tr", "td")
PIECES = st.one_of(
    st.sampled_from([f"<{tag}>" for tag in TAGS] + [f"</{tag}>" for tag in TAGS]),
    st.sampled_from(
        [PORT, FERRY, "本报记者 何田", "白沙港新增三条航线", "（上接A1版）", "图为渡轮。何田/摄", "<br>", "甲", "5.1"]
    ),
)


@hypothesis_settings(max_examples=200, deadline=None)
@given(st.lists(PIECES, max_size=40).map("".join))
def test_no_sign_is_lost_however_the_elements_stand(body: str) -> None:
    page = page_of(body + "<p>完</p>")
    ends = 0
    for marked in page.marked:
        assert ends <= marked.start < marked.end <= len(page.text)
        assert marked.title is None or marked.start <= marked.title[0] < marked.title[1] <= marked.end
        ends = marked.end
    parsed(body + "<p>完</p>")
