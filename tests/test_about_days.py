"""Questions on the archive by day, page, writer and mention, and a bare name in place of a question."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from rag import Article, Library
from rag.listings.about import answer_about, answer_bare, is_bare
from rag.listings.entries import Entry
from rag.listings.topics import asks_of_printing, topics_of
from tests.conftest import LibraryMaker

TODAY = date(2031, 5, 14)


@pytest.fixture
def articles(library: Library) -> list[Article]:
    """Two of 5月6日 (bank, metro) and one of 5月7日 (pumps)."""
    return library.articles()


def answer(question: str, articles: list[Article]) -> tuple[Entry, ...] | None:
    return answer_about(question, articles, lambda _: None, today=TODAY)


def listed(question: str, articles: list[Article]) -> list[str]:
    return [entry.articles[0].title for entry in (answer(question, articles) or ())[1:]]


BANK, METRO, PUMPS = "青禾银行去年净利润增长一成", "云溪地铁三号线开通", "白鹭机械出口翻番"


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        ("5月7日以后有哪些报道", [PUMPS]),
        ("5月7日以前有哪些报道", ["5月6日", "5月6日"]),
        ("5月6日到5月7日有哪些报道", ["5月6日", "5月6日", PUMPS]),
        ("上周云溪日报登了什么", ["5月6日", "5月6日", PUMPS]),
        ("2031年5月林小禾写了哪些报道", [BANK, PUMPS]),
        ("最近有什么新闻", [PUMPS, "5月6日", "5月6日"]),
        ("云溪日报最新一期登了什么", [PUMPS]),
        ("A2版登了什么", [PUMPS]),
        ("头版有哪些文章", ["5月6日", "5月6日"]),
        ("5月有哪些关于水泵的报道", [PUMPS]),
        ("哪天的报纸提到了白鹭机械", [PUMPS]),
        ("What's new?", [PUMPS, "5月6日", "5月6日"]),
        ("Latest news", [PUMPS, "5月6日", "5月6日"]),
        ("What is on page A2?", [PUMPS]),
        ("articles after May 6", [PUMPS]),
        ("What did the papers print on May 7?", [PUMPS]),
        ("On which days did the papers mention 白鹭机械?", [PUMPS]),
    ],
)
def test_articles_by_day_and_place(articles: list[Article], question: str, wanted: list[str]) -> None:
    of_the_sixth = {article.title for article in articles if article.date == date(2031, 5, 6)}
    found = listed(question, articles)
    assert ["5月6日" if "5月6日" in wanted and title in of_the_sixth else title for title in found] == wanted


def test_days_without_a_paper_are_named_with_the_newest_that_is_there(articles: list[Article]) -> None:
    [entry] = answer("昨天有哪些报道", articles) or ()
    assert entry.articles == ()
    assert "2031-05-13" in entry.text
    assert "2031-05-07" in entry.text
    [entry] = answer("What articles are there after May 7?", articles) or ()
    assert entry.articles == ()
    assert "does not have" in entry.text
    assert "2031-05-08" in entry.text
    assert "2031-05-07" in entry.text


def test_an_abstention_says_which_days_it_lacks_or_that_no_article_is_such(
    make_library: LibraryMaker, pages: Path
) -> None:
    library = make_library(pages)
    lacking = library.ask("2019年有哪些报道")
    assert lacking.abstained
    assert not lacking.citations
    assert "2019-01-01至2019-12-31" in lacking.text
    assert "2031-05-07" in lacking.text
    assert library.ask("有多少篇报道提到鲸鱼？").text == "资料库中没有这样的报道。"
    assert library.ask("How many articles mention whales?").text == "The archive does not have such articles."
    assert library.ask("鲸鱼的票价是多少？").text == "资料库中没有这个问题的答案。"


def test_the_days_that_were_asked_for_are_said(articles: list[Article]) -> None:
    first = (answer("5月6日到5月7日有哪些报道", articles) or ())[0]
    assert first.text == "资料库中符合条件的报道共有3篇（2031-05-06至2031-05-07）。"
    assert "（2031-05-01起）" in (answer("最近有什么新闻", articles) or ())[0].text


def test_on_which_days_something_is_mentioned(articles: list[Article]) -> None:
    days, *_ = answer("哪几天的报纸提到了白鹭机械", articles) or ()
    assert days.text == "这样的报道共有1篇，见于1天的报纸：2031-05-07。"
    assert answer("哪天的报纸提到了鲸鱼？", articles) == ()


def test_who_wrote_most(articles: list[Article]) -> None:
    [most] = answer("谁写得最多？", articles) or ()
    assert most.text.startswith("署名报道最多的是林小禾，共2篇；其次是")
    assert {article.title for article in most.articles} == {BANK, PUMPS}
    [most] = answer("Who wrote the most articles?", articles) or ()
    assert most.text.startswith("林小禾 signed the most articles, 2; then come ")
    equal = [replace(article, byline=(name,)) for article, name in zip(articles, "甲乙丙", strict=True)]
    [most] = answer("署名最多的记者是谁？", equal) or ()
    assert most.text == "署名报道最多的是甲、乙、丙，各共1篇。"


def test_articles_without_a_byline(articles: list[Article]) -> None:
    unsigned = replace(articles[1], byline=())
    shelf = [articles[0], unsigned, articles[2]]
    assert "1篇" in (answer("没有署名的文章有几篇？", shelf) or ())[0].text
    for question in ("哪些文章没有署名？", "Which articles are unsigned?", "Which articles have no byline?"):
        assert listed(question, shelf) == [unsigned.title]
    assert answer("哪些文章没有署名？", articles) == ()


def test_from_when_to_when_the_archive_is(articles: list[Article]) -> None:
    for question in ("资料库里的报纸从哪天到哪天？", "What dates does the archive cover?"):
        [entry] = answer(question, articles) or ()
        assert "2031-05-06" in entry.text
        assert "2031-05-07" in entry.text


def test_who_has_written_of_somebody_and_who_writes_at_all(articles: list[Article]) -> None:
    [entry] = answer("哪些记者写过白鹭机械？", articles) or ()
    assert "林小禾、孟知夏" in entry.text
    assert "周以宁" not in entry.text
    [entry] = answer("有哪些记者？", articles) or ()
    assert "3位" in entry.text


def test_how_many_and_which(articles: list[Article]) -> None:
    assert listed("5月6日收了几篇？分别是哪些？", articles)
    assert not listed("5月6日收了几篇？", articles)


def test_a_count_of_mentions_takes_a_word_anywhere(articles: list[Article]) -> None:
    far = replace(articles[1], body=articles[1].body + "\n最后一段提到了水泵。")
    shelf = [articles[0], far, articles[2]]
    assert "2篇" in (answer("有多少篇报道提到水泵？", shelf) or ())[0].text
    assert "1篇" in (answer("关于水泵的报道有几篇？", shelf) or ())[0].text


def test_a_mention_is_cited_by_the_line_that_has_it(library: Library) -> None:
    answered = library.ask("哪些文章提到了白鹭机械？")
    assert any("白鹭机械" in citation.quote for citation in answered.citations)


@pytest.mark.parametrize(
    "question",
    [
        "青禾银行的业绩怎么样？",
        "青禾银行最近的股价怎么样？",
        "最近一年青禾银行的净利润增长了多少？",
        "青禾银行5月6日发布了什么公告？",
        "What did Qinghe Bank announce on May 6?",
        "What is the fare in Yunxi?",
        "哪一天通车？",
        "谁卖得最多？",
        "哪位作家写的小说最多？",
        "最新的利率是多少？",
        "哪个月的销量最高？",
        "最近一次调价是哪天？",
    ],
)
def test_what_was_reported_is_not_for_the_catalogue(articles: list[Article], question: str) -> None:
    assert not topics_of(question)
    assert not asks_of_printing(question, of_a_paper=False)
    assert answer(question, articles) is None
    assert not is_bare(question)


def test_what_describes_nothing_is_not_translated(articles: list[Article]) -> None:
    def never(text: str) -> str:
        raise AssertionError(text)

    for question in ("Any recent news?", "What's new?", "Who wrote the most articles?", "Which articles are unsigned?"):
        assert answer_about(question, articles, lambda _: None, never, TODAY) is not None


def test_a_bare_name_lists_what_prints_it_those_headed_by_it_first(articles: list[Article]) -> None:
    far = replace(articles[1], body=articles[1].body + "\n白鹭机械也在沿线。", places=articles[2].places)
    entries = answer_bare("白鹭机械", [articles[0], far, articles[2]]) or ()
    assert entries[0].text == "资料库中提到“白鹭机械”的报道共有2篇。"
    assert [entry.articles[0].title for entry in entries[1:]] == [PUMPS, far.title]
    assert answer_bare("鲸鱼", articles) is None


def test_a_bare_writer_or_paper_asks_for_theirs(articles: list[Article]) -> None:
    assert [e.articles[0].title for e in (answer_bare("林小禾", articles) or ())[1:]] == [PUMPS, BANK]
    assert len(answer_bare("《云溪日报》", articles) or ()) == 4


@pytest.mark.parametrize(
    ("question", "bare"),
    [
        ("白鹭机械", True),
        ("白鹭机械？", True),
        ("储能", True),
        ("Qinghe Bank", True),
        ("青禾银行净利润", False),
        ("为什么", False),
        ("青禾银行去年净利润是多少", False),
        ("net profit", False),
        ("3.5%", False),
    ],
)
def test_what_is_a_name_alone(question: str, bare: bool) -> None:
    assert is_bare(question) is bare


def test_a_second_print_is_named_with_the_first(articles: list[Article]) -> None:
    [place] = articles[2].places
    twice = replace(
        articles[2],
        places=(
            place,
            replace(place, page="A5"),
            replace(place, newspaper="青川晚报", date=date(2031, 5, 8), page="B1"),
        ),
    )
    text = (answer("林小禾写了哪些报道？", [twice]) or ())[1].text
    assert "（云溪日报 2031-05-07 A2版 林小禾、孟知夏；又见青川晚报 2031-05-08 B1版）" in text
    assert "A5" not in text
