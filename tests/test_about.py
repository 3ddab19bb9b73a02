"""Questions about the archive itself are answered by the catalogue, with the articles that they speak of."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from rag import Article, Library
from rag.answers.about import Entry, answer_about, topics_of


@pytest.fixture
def articles(library: Library) -> list[Article]:
    return library.articles()


def nothing(_description: str) -> None:
    return None


def texts(entries: tuple[Entry, ...] | None) -> list[str]:
    assert entries is not None
    return [entry.text for entry in entries]


@pytest.mark.parametrize(
    ("text", "topics"),
    [
        ("资料库里有几篇报道？", ("count",)),
        ("这个库有哪些文章？", ("headlines",)),
        ("《白鹭机械出口翻番》的作者是谁？", ("author",)),
        ("谁写了这篇文章？", ("author",)),
        ("这篇报道刊登在哪一版？", ("printed",)),
        ("这篇报道下转哪一版？", ("continued",)),
        ("How many articles are there?", ("count",)),
        ("Who wrote the article on the pumps?", ("author",)),
        ("On which page was it printed?", ("printed",)),
        ("青禾银行净利润是多少？", ()),
        ("韩知远是谁？", ()),
        ("白鹭机械一季度出口了多少台水泵？", ()),
    ],
)
def test_topics(text: str, topics: tuple[str, ...]) -> None:
    assert topics_of(text) == topics


def test_a_question_on_the_news_is_not_for_the_catalogue(articles: list[Article]) -> None:
    assert answer_about("青禾银行净利润是多少？", articles, nothing) is None


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("资料库中共有多少篇报道？", "3篇"),
        ("5月6日刊登了几篇报道？", "2篇"),
        ("2031年5月7日有几篇报道？", "1篇"),
        ("A1版有几篇文章？", "2篇"),
        ("林小禾写了几篇报道？", "2篇"),
        ("How many articles are in the archive?", "3 such"),
        ("How many articles were printed on May 6, 2031?", "2 such"),
    ],
)
def test_counts(articles: list[Article], text: str, count: str) -> None:
    assert count in texts(answer_about(text, articles, nothing))[0]


def test_headlines_each_with_its_article(articles: list[Article]) -> None:
    entries = answer_about("林小禾写了哪些报道？", articles, nothing)
    assert entries is not None
    assert [entry.articles[0].title for entry in entries[1:]] == ["青禾银行去年净利润增长一成", "白鹭机械出口翻番"]
    for entry in entries[1:]:
        assert entry.articles[0].title in entry.text
        assert "云溪日报" in entry.text


def test_what_the_archive_has_not_is_an_empty_answer(articles: list[Article]) -> None:
    assert answer_about("2019年1月1日刊登了几篇报道？", articles, nothing) == ()
    assert answer_about("谁写了关于鲸鱼的报道？", articles, nothing) == ()


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("《白鹭机械出口翻番》的作者是谁？", "林小禾、孟知夏"),
        ("Who wrote “白鹭机械出口翻番”?", "林小禾, 孟知夏"),
        ("《白鹭机械出口翻番》刊登在哪一版？", "A2版"),
        ("《白鹭机械出口翻番》是哪天刊登的？", "2031-05-07"),
    ],
)
def test_one_article_by_its_headline(articles: list[Article], text: str, wanted: str) -> None:
    [entry] = answer_about(text, articles, nothing) or ()
    assert wanted in entry.text
    assert [article.title for article in entry.articles] == ["白鹭机械出口翻番"]


def test_one_article_by_what_it_tells(articles: list[Article]) -> None:
    described: list[str] = []

    def find(description: str) -> Article:
        described.append(description)
        return articles[1]

    [entry] = answer_about("关于地铁的那篇报道是谁写的？", articles, find) or ()
    assert "周以宁" in entry.text
    assert described == ["关于地铁的那篇报道是谁写的？"]


def test_what_was_not_printed_is_said(articles: list[Article]) -> None:
    [place] = articles[0].places
    bare = replace(articles[0], byline=(), places=(replace(place, newspaper=None, date=None, page=None),))
    title = bare.title
    assert "没有署名" in texts(answer_about(f"《{title}》的作者是谁？", [bare], nothing))[0]
    assert "没有印出" in texts(answer_about(f"《{title}》刊登在哪一版？", [bare], nothing))[0]
    assert "没有印出" in texts(answer_about(f"《{title}》下转哪一版？", [bare], nothing))[0]


def test_jumps(articles: list[Article]) -> None:
    onward = replace(articles[0], continued_to="A4")
    question = f"《{onward.title}》转到哪一版？"
    assert "A4" in texts(answer_about(question, [onward], nothing))[0]
    back = replace(articles[0], continued_from="A7")
    assert "A7" in texts(answer_about(f"《{back.title}》上接哪一版？", [back], nothing))[0]
    [place] = articles[0].places
    joined = replace(articles[0], places=(place, replace(place, page="A9")))
    assert "A9" in texts(answer_about(question, [joined], nothing))[0]


def test_a_long_list_is_cut_and_says_so(articles: list[Article]) -> None:
    [place] = articles[0].places
    many = [
        replace(articles[0], id=f"{n:016x}", title=f"第{n}号报道标题", places=(replace(place, date=date(2031, 1, 1)),))
        for n in range(30)
    ]
    entries = answer_about("资料库里有哪些报道？", many, nothing)
    assert entries is not None
    assert "30篇" in entries[0].text
    assert "10篇" in entries[-1].text
    assert len(entries) == 22
