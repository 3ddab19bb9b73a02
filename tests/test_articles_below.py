"""Headlines behind their stories: over a picture's caption, and below a text whose first line might be one itself."""

from __future__ import annotations

import pytest

from rag.articles import parse_page
from rag.articles.wording import hangs
from rag.types import Page
from tests.test_articles_properties import check_lossless

BODY = (
    "渡船公司近日公布的客流报告说，鹭洲三条航线上半年运送旅客九十二万人次，比去年同期多出两成。"
    "公司副经理梅怀谷介绍，新添的两条渡船各有三百个座位，早班提前到五点半，末班推迟到十一点。"
    "岸上的候船室也扩了一倍，老人和孩子有了专用的座位。梅怀谷说，秋天以前票价不会变，冬天再看油价。"
)
CAPTION = "8月3日清晨，旅客在鹭洲码头排队登船。 秦一帆/摄"


def wrapped(text: str, width: int) -> str:
    return "\n".join(text[at : at + width] for at in range(0, len(text), width))


def stories(text: str) -> list[tuple[str, str]]:
    """The headlines and bodies of a page's articles."""
    parsed = parse_page(Page("page", text))
    check_lossless(parsed)
    return [(article.title, "".join(article.body.split())) for article in parsed.articles]


@pytest.mark.parametrize("width", [14, 17, 20])
@pytest.mark.parametrize("headline", ["鹭洲渡船客流增两成", "鹭洲渡船客流增两成\n新船添了座位"])
def test_a_headline_over_a_caption_is_its_storys(width: int, headline: str) -> None:
    page = f"本报记者 何 田\n\n{wrapped(BODY, width)}\n{headline}\n{CAPTION}"
    assert stories(page) == [(headline.replace("\n", ""), BODY)]


def test_two_short_lines_in_a_captions_frame_are_a_headline() -> None:
    page = f"本报记者 何 田\n\n{wrapped(BODY, 16)}\n\n鹭洲渡船客流增两成\n新船添了座位\n{CAPTION}"
    assert stories(page) == [("鹭洲渡船客流增两成新船添了座位", BODY)]


def test_a_caption_of_full_lines_stays_whole() -> None:
    caption = "8月3日清晨，旅客在鹭洲码头排队登船，\n新添的渡船停在三号泊位。 秦一帆/摄"
    page = f"鹭洲渡船客流增两成\n本报记者 何 田\n\n{wrapped(BODY, 16)}\n\n{caption}"
    parsed = parse_page(Page("page", page))
    assert [fragment.text for fragment in parsed.fragments if fragment.kind == "caption"] == [
        "8月3日清晨，旅客在鹭洲码头排队登船，新添的渡船停在三号泊位。"
    ]


@pytest.mark.parametrize(
    ("text", "is_whole"),
    [
        ("渡船公司近日公布的", False),
        ("新添的两条渡船以及", False),
        ("渡船是这样造出来的", True),
        ("这笔钱怎么花的", True),
        ("鹭洲渡船的目的", True),
        ("鹭洲渡船客流增两成", True),
    ],
)
def test_a_headline_ends_in_no_word_that_goes_on(text: str, is_whole: bool) -> None:
    assert hangs(text) is not is_whole


@pytest.mark.parametrize(
    ("headline", "blank"),
    [("", ""), ("\n\n鹭洲渡船客流增两成\n新船添了座位", ""), ("\n\n鹭洲渡船客流增两成\n新船添了座位", "\n")],
)
def test_a_texts_first_line_that_goes_on_is_no_headline(headline: str, blank: str) -> None:
    first = BODY[:9]
    assert first == "渡船公司近日公布的"
    page = f"本报记者 何 田\n\n{first}\n{blank}{wrapped(BODY[9:], 11)}{headline}"
    assert stories(page) == [("".join(headline.split()), BODY)]
