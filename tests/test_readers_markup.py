"""HTML as news sites write it: paragraphs, and the links behind them."""

from __future__ import annotations

from datetime import date

import pytest

from rag.archive.records import dump_page, load_page
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


@pytest.mark.parametrize("opened", ["<article>", "<main>", "<section>", "<header>", "<div>", "<p>"])
def test_a_head_that_nothing_closes_ends_where_the_text_begins(opened: str) -> None:
    markup = f"<meta charset=utf-8><title>不要</title><script>不要</script>{opened}<p>{CHINESE[0]}</p>"
    assert read_bytes(markup.encode(), "a.html", Settings()).text == f"{CHINESE[0]}\n"


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


@pytest.mark.parametrize("menu", ['<p><a href="x">阅读全文</a></p>', '<div>[<a href="x">Read more</a>]</div>'])
def test_a_lead_below_a_paragraph_is_neither_text_nor_subhead(menu: str) -> None:
    parsed = parse_page(page_of("<h1>白沙港新增三条航线</h1>" + "".join(f"<p>{text}</p>{menu}" for text in CHINESE)))
    check_lossless(parsed)
    assert [article.body for article in parsed.articles] == ["\n".join(CHINESE)]
    assert len(parsed.fragments) == len(CHINESE)


def test_a_menu_is_no_headline() -> None:
    menu = '<nav><ul><li><a href="a">海川首页</a></li><li><a href="b">港口航运新闻频道</a></li></ul></nav>'
    article = article_of(
        f"{menu}<h1>白沙港新增三条航线</h1>" + "".join(f"<div>{text}</div>" for text in CHINESE) + menu
    )
    assert (article.title, article.label, article.kicker) == ("白沙港新增三条航线", None, None)
    assert article.body == "\n".join(CHINESE)


def test_a_linked_headline_below_a_paragraph_stays_one() -> None:
    other = '<h2><a href="x">远帆交付渡轮</a></h2><p>本报记者 王小六</p>' + "".join(
        f"<p>{text}</p>" for text in CHINESE[::-1]
    )
    parsed = parse_page(page_of(STORY.replace("</h1>", "</h1><p>本报记者 何田</p>") + other))
    assert [article.title for article in parsed.articles] == ["白沙港新增三条航线", "远帆交付渡轮"]


def test_many_links_are_read_in_no_time() -> None:
    text = page_of("<p>利润下降。" + '<a href="x">全文</a> ' * 100_000 + "</p>").text
    assert text == "利润下降。\n"
    assert len(page_of("<p>利润下降" + "<a href=x>全文</a>" * 100_000).text) > 200_000


def meta(**declared: str) -> str:
    names = {"site": "og:site_name", "published": "article:published_time"}
    return "".join(
        f'<meta {"property" if name in names else "name"}="{names.get(name, name)}" content="{value}">'
        for name, value in declared.items()
    )


STORY = "<h1>白沙港新增三条航线</h1>" + "".join(f"<p>{text}</p>" for text in CHINESE)


def test_a_page_tells_its_paper_day_and_writer_in_its_head() -> None:
    page = page_of(STORY, meta(site="海川日报", published="2026-05-20T23:30:00+08:00", author="何田"))
    assert (page.newspaper, page.date, page.number) == ("海川日报", date(2026, 5, 20), None)
    (article,) = parse_page(page).articles
    check_article(article, page.text)
    assert (article.byline, article.newspaper, article.date) == (("何田",), "海川日报", date(2026, 5, 20))
    assert load_page(dump_page(page)) == page


def test_what_is_printed_goes_before_what_is_declared() -> None:
    head = meta(site="海川日报", published="2026-05-20T08:00:00Z", author="何田")
    printed = "<div>2026年5月19日 星期二 云岭晚报 A2版</div><h1>白沙港新增三条航线</h1><p>本报记者 王小六</p>"
    page = page_of(printed + "".join(f"<p>{text}</p>" for text in CHINESE), head)
    assert (page.newspaper, page.date, page.number) == ("云岭晚报", date(2026, 5, 19), "A2")
    assert parse_page(page).articles[0].byline == ("王小六",)


@pytest.mark.parametrize(
    ("head", "newspaper", "day"),
    [
        (meta(site="The Greyhaven Post"), "The Greyhaven Post", None),
        (meta(site="海川日报 - 数字报"), "海川日报", None),
        (meta(source="来源：海川日报", publishdate="20260520"), "海川日报", date(2026, 5, 20)),
        (meta(pubdate="2026年5月20日 08:00"), None, date(2026, 5, 20)),
        (meta(site="海川网", published="soon"), None, None),
        (meta(site="海川日报" * 30, published="2026-02-30"), None, None),
        (meta(published="2026-05-20") + meta(published="2026-05-21"), None, None),
        (meta(published="2026-05-20") + meta(date="2026-05-21"), None, date(2026, 5, 20)),
        (meta(site="海川日报") + meta(site="云岭晚报"), None, None),
        ("<noscript>" + meta(site="海川日报") + "</noscript>", None, None),
    ],
)
def test_what_a_page_declares_is_checked(head: str, newspaper: str | None, day: date | None) -> None:
    page = page_of(STORY, head)
    assert (page.newspaper, page.date) == (newspaper, day)


def test_a_time_element_tells_the_day_where_all_agree() -> None:
    stamp = '<time datetime="2026-05-20T08:00">20 May</time>'
    assert page_of(STORY + stamp + stamp).date == date(2026, 5, 20)
    assert page_of(STORY + stamp + '<time datetime="2026-05-21">').date is None
    assert page_of(STORY + stamp, meta(published="2026-05-19")).date == date(2026, 5, 19)


@pytest.mark.parametrize(
    "other",
    [
        "<aside><h3>相关报道</h3><p>{}</p></aside>",
        "<nav>{}</nav>",
        "<footer>{}</footer>",
        "<p>白沙港的下一条航线定于{}开通，目的地是云岭和海川。</p>",
    ],
)
def test_a_time_element_of_something_else_gives_an_undated_article_no_day(other: str) -> None:
    time = '<time datetime="2026-06-01">6月1日</time>'
    assert page_of(STORY + other.format(time)).date is None
    assert page_of('<time datetime="2026-05-20">昨天</time>' + STORY + other.format(time)).date == date(2026, 5, 20)


def test_an_articles_own_footer_tells_its_day() -> None:
    foot = '<footer><time datetime="2026-05-20">5月20日</time></footer>'
    assert page_of(f"<article>{STORY}{foot}</article>").date == date(2026, 5, 20)


@pytest.mark.parametrize(
    ("declared", "byline"),
    [
        ("Ada Quill", ("Ada Quill",)),
        ("By Ada Quill and Rhys Moor", ("Ada Quill", "Rhys Moor")),
        ("本报记者 何田", ("何田",)),
        ("何田、王小六", ("何田", "王小六")),
        ("admin", ()),
        ("Administrator", ()),
        ("News Desk", ()),
        ("海川网", ()),
        ("海川日报", ()),
        ("The Greyhaven Post", ()),
        ("Greyhaven Coast", ()),
        ("https://greyhaven.example/ada", ()),
        ("何田" * 60, ()),
        ("何田&#10;&#0;\u202e", ()),
    ],
)
def test_only_people_are_declared_writers(declared: str, byline: tuple[str, ...]) -> None:
    page = page_of(STORY, meta(site="Greyhaven Coast", author=declared))
    assert parse_page(page).articles[0].byline == byline


def test_a_declared_writer_signs_no_page_of_several_articles() -> None:
    other = "<h1>远帆造船交付首艘渡轮</h1><p>本报记者 王小六</p>" + "".join(f"<p>{text}</p>" for text in CHINESE[::-1])
    parsed = parse_page(page_of(STORY + other, meta(author="何田")))
    assert [article.byline for article in parsed.articles] == [(), ("王小六",)]
