"""Notices by which a paper corrects itself: they name a report of its own, and begin like no report."""

from __future__ import annotations

import pytest

from rag.articles import parse_page
from rag.articles.wording import has_parts, names_notice
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


def stories(notice: str, width: int, is_first: bool) -> dict[str, str]:
    """The articles of a page that prints a notice over a story, or below it."""
    story = f"白沙港否认停航传闻 称翻修方案已经公布\n本报记者 何 田\n\n{wrapped(STORY, width)}"
    text = "\n\n".join(["2026年7月9日　星期四　A3", *([notice, story] if is_first else [story, notice])])
    parsed = parse_page(Page("page", text))
    check_lossless(parsed)
    return {article.title: "".join(article.body.split()) for article in parsed.articles}


@pytest.mark.parametrize("width", [14, 16, 18, 20, 22, 24, 28])
@pytest.mark.parametrize("name", ["更正", "更正启事"])
@pytest.mark.parametrize("is_first", [True, False])
def test_a_notice_is_read_from_its_first_word(width: int, name: str, is_first: bool) -> None:
    found = stories(f"{name}\n\n{wrapped(NOTICE, width)}", width, is_first)
    assert found == {name: NOTICE.replace(" ", ""), "白沙港否认停航传闻 称翻修方案已经公布": STORY}


# Without the paper's name, or without a headline, at its beginning; with the apology on a line of its own.
OTHERS = [
    "7月8日A3版《白沙港运量下滑》第三段中，船员人数“312人”有误，应为“213人”。特此更正，并向读者致歉。",
    "因编辑疏忽，本报7月8日A3版关于白沙港的报道将翻修涉及的船员213人误为312人。特此更正。",
    NOTICE,
]


@pytest.mark.parametrize("width", [16, 22])
@pytest.mark.parametrize("name", ["更正", "勘误", "更正与说明", "本报更正", "致歉声明", "更正：", "更正启事"])
@pytest.mark.parametrize("notice", OTHERS)
@pytest.mark.parametrize("is_first", [True, False])
def test_the_name_of_a_notice_is_its_headline_right_over_its_text(
    width: int, name: str, notice: str, is_first: bool
) -> None:
    found = stories(f"{name}\n{wrapped(notice, width)}", width, is_first)
    assert found == {name: notice.replace(" ", ""), "白沙港否认停航传闻 称翻修方案已经公布": STORY}


@pytest.mark.parametrize("notice", OTHERS)
@pytest.mark.parametrize("is_first", [True, False])
def test_and_before_it_on_its_first_line(notice: str, is_first: bool) -> None:
    found = stories(wrapped(f"更正：{notice}", 20), 20, is_first)
    assert found == {"更正：": notice.replace(" ", ""), "白沙港否认停航传闻 称翻修方案已经公布": STORY}


@pytest.mark.parametrize("head", ["Correction\n", "Corrections and Clarifications\n\n", "Correction: "])
def test_an_english_notice_at_the_foot_of_a_page(head: str) -> None:
    story = (
        "Port denies that ferries will stop\nBy Alice Marlow\n\n"
        "Whitesand Port said on Wednesday that it had no plans to stop its ferries while two piers are\n"
        "rebuilt. The work concerns 213 sailors, of whom 187 move to the third pier, the port said. It had\n"
        "116,000 tonnes of coal at the end of March, up 9.4 percent from the beginning of the year.\n"
    )
    notice = (
        "An article on Page A3 on July 8, “Freight Falls at Whitesand Port,” misstated the number of\n"
        "sailors. It should have read 213, not 312."
    )
    parsed = parse_page(Page("page", f"Riverside Post   Thursday, July 9, 2026   A3\n\n{story}\n{head}{notice}"))
    check_lossless(parsed)
    first, last = parsed.articles
    assert first.title == "Port denies that ferries will stop"
    assert last.title == head.strip()
    assert last.body.startswith("An article on Page A3")
    assert last.body.endswith("213, not 312.")


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("更正", True),
        ("更 正", True),
        ("更正与致歉：", True),
        ("Corrections and Clarifications", True),
        ("更正公告", True),
        ("白鹭机械更正年报", False),
        ("致歉信", False),
        ("说明", False),
        ("Correction in grain prices", False),
        ("更正" * 50_000, False),
    ],
)
def test_the_names_of_notices(text: str, names: bool) -> None:
    assert names_notice(text) is names


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
