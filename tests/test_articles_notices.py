"""Notices by which a paper corrects itself: they name a report of its own, and begin like no report."""

from __future__ import annotations

import pytest

from rag.articles import parse_page
from rag.articles.wording import has_parts
from rag.types import Page
from tests.test_articles_properties import check_lossless

NOTICE = (
    "本报7月8日A3版《白沙港运量下滑 渡轮涨价影响超预期》一文中，“涉及船员312人”应为“涉及船员213人”，"
    "特此更正，并向读者致歉。"
)
STORY = (
    "针对网上流传的停航传闻，白沙港7月8日发布公告称，港口没有也不打算停开渡轮。公告称，二号码头翻修涉及213名船员，"
    "其中187人转往三号码头，26人选择回乡。公告还披露，港口一季度末存煤11.6万吨，较年初增长9.4%。"
)


def wrapped(text: str, width: int) -> str:
    return "\n".join(text[at : at + width] for at in range(0, len(text), width))


@pytest.mark.parametrize("width", [14, 16, 18, 20, 22, 24, 28])
@pytest.mark.parametrize("name", ["更正", "更正启事"])
@pytest.mark.parametrize("is_first", [True, False])
def test_a_notice_is_read_from_its_first_word(width: int, name: str, is_first: bool) -> None:
    story = f"白沙港否认停航传闻 称翻修方案已经公布\n本报记者 何 田\n\n{wrapped(STORY, width)}"
    notice = f"{name}\n\n{wrapped(NOTICE, width)}"
    text = "\n\n".join(["2026年7月9日　星期四　A3", *([notice, story] if is_first else [story, notice])])
    parsed = parse_page(Page("page", text))
    check_lossless(parsed)
    found = {article.title: article.body.replace(" ", "") for article in parsed.articles}
    assert found == {name: NOTICE.replace(" ", ""), "白沙港否认停航传闻 称翻修方案已经公布": STORY}


def test_a_report_that_is_quoted_parts_no_story() -> None:
    again = "据本报A3版《白沙港运量下滑》报道，港口今年将翻修两座码头，渡轮照常往来，票价不变。"
    story = f"白沙港否认停航传闻\n本报记者 何 田\n\n{wrapped(STORY, 18)}\n{wrapped(again, 18)}\n"
    (article,) = parse_page(Page("page", story)).articles
    assert article.body.replace("\n", "") == STORY + again


@pytest.mark.parametrize(
    ("line", "parts"),
    [
        ("白沙港否认停航 称翻修照常", True),
        ("《渡轮 驶离》获奖 白沙港致贺", True),
        ("运量下滑 渡轮涨价影响超预期》一文", False),
        ("本报A3版《白沙港运量下滑 渡轮涨价", False),
        ("本报A3版《运量下滑 渡轮涨价》一文称", False),
        ("白沙港 称《渡轮", True),
    ],
)
def test_a_title_that_is_named_has_spaces_of_its_own(line: str, parts: bool) -> None:
    assert has_parts(line) is parts


def test_brackets_without_end_take_no_time() -> None:
    assert not has_parts("《" * 200_000 + "》" * 3 + "》《" * 100_000)
