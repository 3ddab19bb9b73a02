"""Articles out of text that no column has wrapped: briefs, Markdown, the fields of an archive, lists of briefs."""

from __future__ import annotations

from datetime import date

import pytest

from rag.articles import parse_page
from rag.articles.bylines import read_byline
from rag.readers import read_bytes
from rag.settings import Settings
from rag.types import Article, Page

TITLE = "澄湖造船厂四月交付三艘双燃料船"
FIRST = "澄湖造船厂四月交付了三艘甲醇双燃料支线船，交付量比去年同期多一艘。船厂负责人介绍，三艘船都由本地船东订购。"
SECOND = (
    "第二艘船的主机由澄湖动力提供，燃料舱的容积为一千二百立方米，可以支持单程两千海里的航行，预计十月交付船东使用。"
)
THIRD = "业内人士认为，甲醇燃料的供应仍是瓶颈，港口加注站的建设要跟上。"


def read(text: str, name: str = "text.txt") -> tuple[Article, ...]:
    return parse_page(read_bytes(text.encode(), name, Settings())).articles


@pytest.mark.parametrize("between", ["\n", "\n\n", "\n2026-03-18 09:30\n", "\n\n2026年3月18日 09:30:15\n\n"])
def test_a_headline_over_long_paragraphs(between: str) -> None:
    (article,) = read(f"{TITLE}{between}{FIRST}\n{SECOND}\n{THIRD}\n")
    assert article.title == TITLE
    assert article.body.split("\n") == [FIRST, SECOND, THIRD]


@pytest.mark.parametrize("between", ["\n", "\n\n"])
def test_a_brief_of_one_line_is_an_article(between: str) -> None:
    (article,) = read(f"{TITLE}{between}澄湖船厂四月交付三艘双燃料船，比去年多一艘。\n")
    assert (article.title, article.body) == (TITLE, "澄湖船厂四月交付三艘双燃料船，比去年多一艘。")


def test_markdown_headings_are_headlines_and_subheads() -> None:
    first, second = read(
        f"# {TITLE}\n\n{FIRST}\n\n## 主机由本地供应\n\n{SECOND}\n\n# 沅口镇新茶上市价格上涨\n\n{THIRD}\n", "page.md"
    )
    assert (first.title, second.title) == (TITLE, "沅口镇新茶上市价格上涨")
    assert first.texts("subhead") == ("主机由本地供应",)
    assert (first.texts("paragraph"), second.body) == ((FIRST, SECOND), THIRD)


@pytest.mark.parametrize("form", ["{}：{}", "{}: {}", "【{}】{}"])
def test_an_archives_fields_are_read(form: str) -> None:
    fields = {"标题": TITLE, "来源": "江澜财经报", "日期": "2026年3月18日", "作者": "王小五"}
    head = "\n".join(form.format(name, value) for name, value in fields.items())
    (article,) = read(f"{head}\n{FIRST}\n{SECOND}\n")
    assert (article.title, article.byline) == (TITLE, ("王小五",))
    assert (article.newspaper, article.date) == ("江澜财经报", date(2026, 3, 18))
    assert article.body == f"{FIRST}\n{SECOND}"


def test_a_list_of_briefs_keeps_its_short_headline() -> None:
    briefs = (
        "澄湖银行获批发债。四月二十日，监管部门批复同意澄\n湖银行发行债券，批复的有效期为二十四个月。\n\n"
        "沅口茶业新仓启用。四月二十一日，沅口茶业的保税仓\n投入使用，订单交付的时间缩短到六天左右。\n\n"
        "南屿高速车流恢复。一季度日均车流量同比增长百分之\n六，通行费的收入与去年同期相比略有增加。\n"
    )
    story = (
        "澄湖造船厂四月交付了三艘甲醇双燃料支线船，交付\n量比去年同期多一艘。"
        "船厂负责人介绍，三艘船都由\n本地船东订购。\n"
    )
    articles = parse_page(Page("page", f"{TITLE}\n\n{story}\n每周简报\n\n{briefs}")).articles
    assert [article.title for article in articles] == [TITLE, "每周简报"]


@pytest.mark.parametrize("line", ["据新华社南屿12月10日电", "2026-03-18"])
def test_paragraphs_under_a_short_line_stay_apart(line: str) -> None:
    """A line of the text that is wider than any column shows that none was wrapped."""
    (article,) = read(f"{TITLE}\n{line}\n{FIRST}\n{THIRD}\n")
    assert article.body == f"{FIRST}\n{THIRD}"


def test_a_headline_set_sign_by_sign_names_no_writers() -> None:
    assert read_byline("石 浦 江 豚 群 归 来 了") is None


def test_names_set_sign_by_sign_are_of_two_signs() -> None:
    assert read_byline("郁 江 史 航") == ("郁江", "史航")
    assert read_byline("郁 江 史长航") == ("郁江", "史长航")
