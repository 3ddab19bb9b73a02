"""A question that asks for a brief gets the brief of the articles that it means, or hears that there are none."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag import Library
from rag.listings.briefing import read_request
from tests.conftest import LibraryMaker


@pytest.mark.parametrize(
    "text",
    [
        "总结一下绿色贷款那篇文章",
        "请概括《白鹭机械出口翻番》的主要内容",
        "林小禾的文章讲了什么？",
        "用三句话概括港口那篇报道",
        "给我写一份5月6日的简报",
        "帮我梳理一下A1版的新闻",
        "这篇报道的主要观点是什么？",
        "Summarize the article on ports",
        "What is the article by Chen Yu about?",
        "把5月6日的新闻做个简报",
        "请把A1版的报道整理成简报",
        "给5月6日的新闻做一份摘要",
    ],
)
def test_requests_for_a_brief(text: str) -> None:
    assert read_request(text, list) is not None


@pytest.mark.parametrize(
    "text",
    [
        "董事长说了什么？",
        "公司总结了哪三条经验？",
        "会议概括出了几个要点？",
        "报道说银行净利润是多少？",
        "文章作者是谁？",
        "《白鹭计划》提出的主要目标是什么？",
        "哪些报道讲了绿色贷款？",
        "请梳理青禾银行的存款：3月底和6月底各是多少？",
        "What did the article say the profit was?",
        "谁把港口的数据做成了简报？",
        "青禾银行把贷款投向了哪里？",
        "给港口做规划的是哪家公司？",
    ],
)
def test_questions_on_the_news_are_none(text: str) -> None:
    assert read_request(text, list) is None


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("把绿色贷款的报道做个简报", "绿色贷款"),
        ("给绿色贷款的新闻写一份简报", "绿色贷款"),
        ("请把绿色贷款的文章整理成简报", "绿色贷款"),
    ],
)
def test_what_leads_to_a_request_is_no_subject(text: str, subject: str) -> None:
    request = read_request(text, list)
    assert request is not None
    assert request.subject == subject


def test_one_article_by_its_headline_its_writer_or_its_subject(sample_library: Library) -> None:
    article = next(each for each in sample_library.articles() if "预增" in each.title)
    brief = next(iter(sample_library.summarize([article.id])))
    for text in (f"概括一下《{article.title}》", "总结恒岚股份业绩预告那篇报道"):
        answer = sample_library.ask(text)
        assert not answer.abstained
        assert answer.text == brief.text
        assert {citation.article_id for citation in answer.citations} == {article.id}
        assert all(sentence.citations for sentence in answer.sentences)
    by_writer = sample_library.ask(f"{article.byline[0]}的文章讲了什么？")
    assert {citation.article_id for citation in by_writer.citations} == {
        each.id for each in sample_library.articles() if article.byline[0] in each.byline
    }


def test_a_day_is_digested(sample_library: Library) -> None:
    answer = sample_library.ask("给我写一份2026年4月2日的简报")
    printed = {each.id for each in sample_library.articles() if str(each.date) == "2026-04-02"}
    assert len(printed) > 1
    assert {citation.article_id for citation in answer.citations} == printed


@pytest.mark.parametrize(
    "text", ["总结一下火星移民的报道", "给我写一份2019年1月1日的简报", "概括2019年1月1日绿色贷款的报道"]
)
def test_what_the_archive_lacks_is_not_summed_up(sample_library: Library, text: str) -> None:
    answer = sample_library.ask(text)
    assert answer.abstained
    assert not answer.citations


@pytest.mark.parametrize("topic", ["M2增速", "Q1货运", "G20峰会"])
def test_a_topic_that_looks_like_a_page_is_none(make_library: LibraryMaker, tmp_path: Path, topic: str) -> None:
    told = f"昨天，{topic}成为江澜街头的话题，三家茶馆都在谈论。"
    text = f"江澜财经报 2031年4月18日 A3版\n\n{topic}引来议论\n\n本报记者 季小满\n\n{told}\n"
    (tmp_path / "page.txt").write_text(text, encoding="utf-8")
    library = make_library(tmp_path / "page.txt")
    assert "茶馆" in library.ask(f"总结一下{topic}的报道").text
    assert library.ask("总结一下B7版的报道").abstained
    assert "茶馆" in library.ask("总结一下A3的报道").text


PLAN = (
    "江澜财经报 2031年4月18日 A3版\n\n三步走出旧仓库\n\n本报记者 季小满\n\n"
    "江澜的旧仓库闲置多年，如何再用，众说纷纭。\n\n"
    "其一，先清产权，理顺归属。\n\n目前，约三成仓库有两个以上的主人，谁也说了不算。\n\n"
    "其二，再修消防，补齐欠账。\n\n过去五年，消防投入年年低于一百万元，验收屡次搁置。\n\n"
    "其三，后引租户，共担风险。\n\n租金可以按营业额分成，旺季多付，淡季少付。\n"
)


def test_points_that_a_request_names_by_number_are_counted_off(make_library: LibraryMaker, tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_text(PLAN, encoding="utf-8")
    library = make_library(tmp_path / "page.txt")
    told = [each.text for each in library.ask("请概括季小满的文章就旧仓库给出的三条路径。").sentences]
    assert told == ["其一，先清产权，理顺归属。", "其二，再修消防，补齐欠账。", "其三，后引租户，共担风险。"]
    [brief] = library.summarize([each.id for each in library.articles()])
    assert library.ask("请概括季小满的文章就旧仓库给出的四条路径。").text == brief.text
