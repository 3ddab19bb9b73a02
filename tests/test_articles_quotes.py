"""Pull quotes: what a page prints again in the middle of a story is no part of it, and no headline."""

from __future__ import annotations

import pytest

from rag.articles import parse_page
from rag.types import Page, ParsedPage
from tests.test_articles_pages import TEA, YARD, above, column
from tests.test_articles_properties import check_lossless

TITLE = "渡口的长椅"
BODY = (
    "澄湖渡口去年撤掉了八张长椅，理由是有人在上面过夜。撤掉以后，等船的老人只好坐在缆桩上，孩子靠着栏杆，怨言不少。",
    "一张长椅占不了多少地方，却能看出一座城市怎么看待走得慢的人。怕人过夜就不让人坐下，好比怕噎着就不许人吃饭。",
    "好在渡口听见了这些话。上个月新椅子装了回来，中间添了扶手，起身的时候借得上力，椅背上还刻着每班船的钟点。",
)
QUOTE = "怕人过夜就不让人坐下，好比怕噎着就不许人吃饭"


def parse(*parts: str) -> ParsedPage:
    parsed = parse_page(Page("page", "\n\n".join(parts) + "\n"))
    check_lossless(parsed)
    return parsed


def told(parsed: ParsedPage) -> list[tuple[str, str]]:
    return [(article.title, "".join(article.body.split())) for article in parsed.articles]


@pytest.mark.parametrize("width", [15, 18, 22])
@pytest.mark.parametrize("quote", [QUOTE, f"“{QUOTE}。”", QUOTE.replace("，", "，\n")])
@pytest.mark.parametrize("place", [1, 2])
def test_a_pull_quote_is_no_part_of_its_story(width: int, quote: str, place: int) -> None:
    parts = [TITLE, "本报记者 陶 希", column(BODY[:place], width), quote, column(BODY[place:], width)]
    parsed = parse(*parts, above("澄湖造船厂四月交付三艘双燃料船", "本报记者 王 五", YARD, width))
    assert told(parsed) == [(TITLE, "".join(BODY)), ("澄湖造船厂四月交付三艘双燃料船", "".join(YARD))]
    quoted = [fragment.text for fragment in parsed.fragments if fragment.kind == "furniture"]
    assert "".join("".join(quoted).split()) == "".join(quote.split())


@pytest.mark.parametrize("byline", ["本报记者 陶 希", "本报讯（记者 陶希）"])
def test_a_headline_in_its_storys_words_is_one(byline: str) -> None:
    parsed = parse(above("沅口镇鲜叶分级收购头等价高两成", "本报记者 李 四", TEA), above(QUOTE, byline, BODY))
    assert [article.title for article in parsed.articles] == ["沅口镇鲜叶分级收购头等价高两成", QUOTE]


def test_copy_that_is_printed_twice_keeps_its_frames() -> None:
    """Where the text goes on as it does the other time, it is no quotation of it."""
    frames = [QUOTE + "。", "渡口听见了这些话，新椅子上个月装了回来，中间添了扶手，椅背上刻着每班船的钟点。"]
    once = above(TITLE, "本报记者 陶 希", (BODY[0], *frames))
    twice = above("新椅子装回渡口", "本报记者 柳 青", (BODY[0], *frames))
    parsed = parse(once, twice)
    assert all(QUOTE in "".join(article.body.split()) for article in parsed.articles)
    assert [fragment for fragment in parsed.fragments if fragment.kind == "furniture"] == []
