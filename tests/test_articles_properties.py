"""What holds for any text at all: nothing lost, nothing doubled, every sign of a body is printed where its run says."""

from __future__ import annotations

import gc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.articles import article_id, parse_page
from rag.articles.joins import join
from rag.types import Article, Page, ParsedPage

SIGNS = "甲乙丙王李张的了在。，“”（）、；：？！■／/⁃-—·　 \n\n\n\fABc12３％Ａ\u00ad\u200b\r\t\u2028\x85"
PIECES = (
    *(
        "本报记者 王 五",
        "■ 李 四",
        "（上接A1版）",
        "（下转B3版）",
        "本报讯（记者 张三）",
        "新华社北京4月2日电",
        "（张三）",
    ),
    *("郭某/摄", "供图", "图为", "责编 王五", "A2", "2026年3月1日 星期日", "项目 12.5 13.6%", "记者", "文/王五"),
    *(
        "据江澜网 2026年3月1日",
        "来源：江澜财经报",
        "综合消息",
        "2026年3月",
        "据南屿财讯",
        "据新华社北京4月2日电 2026年",
    ),
    *("(continued from page 3)", "By John Smith", "某公司表示，今年的订单增长了百分之十二。", "新的产线正在建设之中"),
)
texts = st.one_of(
    st.text(max_size=400),
    st.text(st.sampled_from(SIGNS), max_size=600),
    st.lists(st.one_of(st.sampled_from(PIECES), st.text(st.sampled_from(SIGNS), max_size=30)), max_size=40).map(
        "\n".join
    ),
    st.lists(st.one_of(st.sampled_from(PIECES), st.text(st.sampled_from(SIGNS), max_size=9)), max_size=40).map("".join),
    st.builds(
        lambda raw, encoding: raw.decode(encoding, "replace"),
        st.binary(max_size=500),
        st.sampled_from(["utf-8", "gb18030", "utf-16", "latin-1", "big5"]),
    ),
)


def check_lossless(parsed: ParsedPage) -> None:
    text = parsed.page.text
    owners = [0] * len(text)
    spans = [span for article in parsed.articles for place in article.places for span in place.spans]
    spans += [span for fragment in parsed.fragments for span in fragment.spans]
    for start, end in spans:
        assert 0 <= start < end <= len(text)
        for at in range(start, end):
            owners[at] += 1
    wrong = [(at, text[at], owners[at]) for at in range(len(text)) if not text[at].isspace() and owners[at] != 1]
    assert not wrong


def check_article(article: Article, text: str) -> None:
    assert article.id == article_id(article.title, article.byline, article.body)
    covered = [False] * len(article.body)
    last = 0
    for run in article.runs:
        assert last <= run.start < run.end <= len(article.body)
        assert article.body[run.start : run.end] == text[run.offset : run.offset + run.end - run.start]
        covered[run.start : run.end] = [True] * (run.end - run.start)
        last = run.end
    ends = {block.end for block in article.blocks}
    for at, sign in enumerate(article.body):
        if not covered[at]:
            assert (sign == "\n" and at in ends) or sign == " "
    assert [block.start for block in article.blocks] == [0, *(block.end + 1 for block in article.blocks[:-1])]
    assert article.blocks[-1].end == len(article.body)
    assert all(article.body[block.start : block.end].strip() for block in article.blocks)


@settings(max_examples=400, deadline=None)
@given(texts)
def test_nothing_is_lost_and_runs_are_to_the_letter(text: str) -> None:
    parsed = parse_page(Page("page", text))
    check_lossless(parsed)
    for article in parsed.articles:
        check_article(article, text)


@settings(max_examples=60, deadline=None)
@given(st.lists(texts, max_size=3))
def test_joining_does_not_depend_on_the_order_of_pages(pages: list[str]) -> None:
    parsed = [parse_page(Page(f"page{at}", text)) for at, text in enumerate(pages)]
    assert join(parsed) == join(parsed[::-1])


@pytest.mark.parametrize("enabled", [True, False])
def test_the_cycle_collector_is_left_as_it_was(enabled: bool) -> None:
    was_enabled = gc.isenabled()
    try:
        (gc.enable if enabled else gc.disable)()
        parse_page(Page("p", "一座桥\n本报记者 王五\n桥在昨天通车。\n", None, None, None))
        assert gc.isenabled() is enabled
    finally:
        (gc.enable if was_enabled else gc.disable)()
