"""A brief tells each figure and each saying as that of the one who has it."""

from __future__ import annotations

from pathlib import Path

from rag.briefs.choose import lacking
from rag.prose.sentences import sentences_of
from tests.test_summarize import article_of, brief, library, texts

TITLE = "两家乳企年报冷热不一：禾谷乳业利润降一成 云湾乳业增34%"
RESULTS = (
    "5月5日，禾谷乳业披露年报。报告显示，公司去年实现营业收入132.6亿元，同比增长11.8%；净利润7.2亿元，同比下降9.5%。",
    "同日，云湾乳业也披露了年报。公司去年营业收入58.1亿元，同比增长4.7%；净利润3.9亿元，同比增长34%；毛利率为21.3%。",
)


def test_a_statement_is_told_with_the_one_that_names_its_owner(tmp_path: Path) -> None:
    told = texts(brief(library(tmp_path, TITLE, *RESULTS)))
    [line] = [text for text in told if "3.9亿元" in text]
    assert line.startswith("云湾乳业去年营业收入58.1亿元")
    assert line.endswith("净利润3.9亿元，同比增长34%。") or "21.3%" in line


def test_a_statement_that_names_its_own_owner_is_told_by_itself() -> None:
    article = article_of(
        "云湾乳业利润增34%", "年报昨日披露。", "禾谷乳业净利润7.2亿元；云湾乳业净利润3.9亿元，增长34%。"
    )
    assert [each.text for each in lacking(article, sentences_of(article), [], 1)] == [
        "云湾乳业净利润3.9亿元，增长34%。"
    ]
