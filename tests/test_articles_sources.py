"""The line under a headline that tells where a text comes from and when it was put out, and what only looks like it."""

from __future__ import annotations

import pytest

from rag.articles import parse_page
from rag.articles.lines import plain
from rag.articles.sources import is_source_line
from rag.types import Article, Page
from tests.test_articles_forms import FIRST, SECOND, THIRD, TITLE
from tests.test_articles_pages import BANK, TEA, YARD, column
from tests.test_articles_properties import check_lossless

LEAF = "沅口镇新茶上市，头等鲜叶涨价两成"
SOURCES = (
    "据江澜媒体报道",
    "据望岳新闻客户端",
    "据沅口镇茶叶合作办",
    "据南屿财讯",
    "据青屿观察 4月2日",
    "望岳新闻 9月27日",
    "据《江澜财经报》",
    "据《江澜财经报》《沅口晚报》 2026年4月3日",
    "据《江澜财经报》、望岳社 2026年4月9日",
    "2026年2月22日 据望岳新闻、南屿卫星通讯社",
    "综合望岳网、青屿新闻报道",
    "来源：江澜市统计局",
    "江澜船市综合消息",
    "2026年3月",
    "26-03-26",
    "2026年4月15日晚间",
    "2026年6月1日刊发",
    "发布时间：2026-03-18",
    "（来源：江澜财经报）",
)
HEADLINES = (
    "据守孤城三十年的书店",
    "据理力争换来赔款两亿元",
    "据此再开五艘支线船",
    "据测算全年交付八艘",
    "据船厂介绍",
    "南屿全城停电 2026年",
    "据江澜财经报报道南屿大桥通车",
    "综合治理见成效",
    "老船厂传来好消息",
    "九月起开往报社",
    "《沅口茶经》",
    "七家船厂财报",
    "2026年半年度报告摘要",
    "2026年3月起免费",
    "26-24-25险胜",
)


def read(text: str) -> tuple[Article, ...]:
    parsed = parse_page(Page("text.txt", text))
    check_lossless(parsed)
    return parsed.articles


@pytest.mark.parametrize("line", SOURCES)
@pytest.mark.parametrize("form", ["{title}\n{line}\n{text}\n", "{title}\n\n{line}\n\n{text}\n"])
def test_a_source_line_is_no_part_of_the_headline(form: str, line: str) -> None:
    (article,) = read(form.format(title=TITLE, line=line, text="\n".join((FIRST, SECOND, THIRD))))
    assert (article.title, article.body) == (TITLE, f"{FIRST}\n{SECOND}\n{THIRD}")


@pytest.mark.parametrize("line", HEADLINES)
def test_what_begins_like_a_source_and_goes_on_is_headline(line: str) -> None:
    assert not is_source_line(plain(line))
    (article,) = read(f"{TITLE}\n{line}\n{FIRST}\n{SECOND}\n")
    assert article.title == TITLE + line
    (article,) = read(f"{line}\n2026-03-18\n{FIRST}\n{SECOND}\n")
    assert article.title == line


@pytest.mark.parametrize(
    "line", ["据《江澜财经报》 记者王小五", "江澜船市综合消息 记者王小五", "据《江澜财经报》 特派记者王小五"]
)
def test_the_writer_behind_a_source_is_kept(line: str) -> None:
    (article,) = read(f"{TITLE}\n{line}\n{FIRST}\n{SECOND}\n")
    assert (article.title, article.byline) == (TITLE, ("王小五",))


@pytest.mark.parametrize("day", ["2026-03-18", "2026年3月18日", "据望岳新闻 2026年3月18日", "发布日期：2026年3月18日"])
@pytest.mark.parametrize("title", ["澄湖造船厂交付新船", "江澜外贸增长22.7%"])
def test_a_short_headline_over_its_day_is_no_papers_name(title: str, day: str) -> None:
    (article,) = read(f"{title}\n{day}\n{FIRST}\n{SECOND}\n")
    assert article.title == title


@pytest.mark.parametrize(
    "head",
    [
        "江澜财经报\n2026年3月18日",
        "江澜视野\n2026年3月18日 星期三",
        "江澜视野\n2026年3月18日 第12期",
        "江澜视野\nA2 综合 2026年3月18日",
    ],
)
def test_a_papers_name_over_its_day_is_no_headline(head: str) -> None:
    (article,) = read(f"{head}\n{FIRST}\n{SECOND}\n")
    assert article.title == ""


def test_the_year_behind_a_dateline_is_no_text() -> None:
    (article,) = read(f"{TITLE}\n据新华社南屿12月10日电 2026年\n{FIRST}\n{SECOND}\n")
    assert (article.title, article.body) == (TITLE, f"{FIRST}\n{SECOND}")


def test_a_dateline_alone_opens_the_text() -> None:
    (article,) = read(f"{TITLE}\n据新华社南屿12月10日电\n{FIRST}\n{SECOND}\n")
    assert (article.title, article.body) == (TITLE, f"{FIRST}\n{SECOND}")


@pytest.mark.parametrize("line", SOURCES)
@pytest.mark.parametrize("wrapped", [False, True])
def test_each_of_several_texts_has_its_source_line(line: str, wrapped: bool) -> None:
    ship, leaf = (column(text, 26) if wrapped else "\n".join(text) for text in (YARD, TEA))
    first, second = read(f"{TITLE}\n{line}\n\n{ship}\n\n{LEAF}\n{line}\n\n{leaf}\n")
    assert (first.title, second.title) == (TITLE, LEAF)


@pytest.mark.parametrize("line", ["据《江澜财经报》报道", "2026年3月", "来源：江澜财经报", "据望岳新闻客户端"])
def test_a_source_in_a_column_of_text_stays_in_it(line: str) -> None:
    """The same words fill a line of a paragraph: the lines above and below run on through it."""
    width = len(line)
    above, below = BANK[0][: width * 2].rstrip("，。"), BANK[1]
    rows = [
        above[:width],
        above[width : width * 2],
        line,
        *(below[at : at + width] for at in range(0, len(below), width)),
    ]
    (article,) = read(f"{TITLE}\n\n{FIRST}\n{SECOND}\n{THIRD}\n\n" + "\n".join(rows) + "\n")
    assert plain(line) in plain("".join(article.body.split()))


def test_a_source_that_a_sentence_goes_on_from_is_text() -> None:
    (article,) = read(f"{TITLE}\n\n四月的船市回暖\n据《江澜财经报》报道\n，{FIRST}\n{SECOND}\n")
    assert "据《江澜财经报》报道" in article.body


def test_a_day_and_a_source_on_two_lines_are_both_left_out() -> None:
    (article,) = read(f"{TITLE}\n2026年3月\n据望岳新闻客户端\n{FIRST}\n{SECOND}\n")
    assert (article.title, article.body) == (TITLE, f"{FIRST}\n{SECOND}")
