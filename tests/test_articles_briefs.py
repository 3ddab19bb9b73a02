"""Briefs and telegrams: a dated paragraph under a short headline, a dateline on a line of its own."""

from __future__ import annotations

import pytest

from rag.articles import parse_page
from rag.articles.lines import split_lines
from rag.articles.wording import wording_score
from rag.types import Page
from tests.pages.wrap import wrap_signs
from tests.test_articles_properties import check_lossless

BRIDGE = (
    "5月6日，记者从沅口镇养路站获悉，封闭二十天的老石桥于当日清晨恢复通车。检修期间更换桥面板九十块，加固桥墩四座，"
    "通车后载重货车仍须绕行新桥。"
)
FERRY = (
    "昨日上午，澄湖两岸之间的夜航渡轮开始试航，每晚增加四班。船上装有新的探照灯和雷达，试航为期一个月，"
    "票价与白天相同，自行车免费随船。"
)
BEES = (
    "受连日阴雨影响，今年桂岭县的槐花蜜比去年减产三成。该县养蜂协会5月7日通报，全县两万箱蜜蜂中约有一成转场到了北坡，"
    "收购价每斤上涨六元。"
)
KITES = (
    "近日，青屿风筝节组委会公布报名结果，共有二十六支队伍参赛，其中九支来自海外。比赛场地由海滨浴场改到机场旧跑道，"
    "观众可以免费入场。"
)
TITLES = ("老石桥恢复通车", "澄湖夜航渡轮试航", "桂岭槐花蜜减产", "青屿风筝节报名截止")
TEXTS = (BRIDGE, FERRY, BEES, KITES)


def set_text(text: str, width: int) -> str:
    """A paragraph in a column, its first line two em short."""
    return "\n".join(wrap_signs(text, width, width - 2, True))


def told(page: str) -> list[tuple[str, str]]:
    """The headline and the body of each article of a page."""
    parsed = parse_page(Page("page", page))
    check_lossless(parsed)
    return [(article.title, "".join(article.body.split())) for article in parsed.articles]


@pytest.mark.parametrize("width", [13, 15, 17, 18, 20, 22, 24])
@pytest.mark.parametrize("is_below", [False, True])
def test_dated_briefs_under_short_headlines_stay_apart(width: int, is_below: bool) -> None:
    parts = [
        part
        for title, text in zip(TITLES, TEXTS, strict=True)
        for part in ([set_text(text, width), title] if is_below else [title, set_text(text, width)])
    ]
    assert told("\n\n".join(parts) + "\n") == list(zip(TITLES, TEXTS, strict=True))


@pytest.mark.parametrize("day", ["昨日上午", "今天下午", "昨晚", "昨日凌晨", "昨天"])
def test_the_hour_of_yesterday_begins_a_report(day: str) -> None:
    scores = [wording_score(split_lines(Page("page", words + ",夜航渡轮在澄湖试航"))[0]) for words in (day, "县志所载")]
    assert scores[0] <= scores[1] - 2.0


DATELINES = [
    ("本报桂岭5月8日电（记者 陶小满）", ("陶小满",)),
    ("本报桂岭5月8日讯（记者 陶小满 通讯员 柳青）", ("陶小满", "柳青")),
    ("新澜社桂岭5月8日电", ()),
]


@pytest.mark.parametrize("width", [14, 17, 20, 24])
@pytest.mark.parametrize("between", ["\n", "\n\n"])
@pytest.mark.parametrize(("dateline", "names"), DATELINES)
def test_a_dateline_of_its_own_line_stays_with_its_story(
    width: int, between: str, dateline: str, names: tuple[str, ...]
) -> None:
    told_of = "桂岭山洞铁路全线贯通"
    text = (
        "随着最后一声炮响，桂岭山洞铁路今天全线贯通，全长十一公里，工期比计划提前了四个月。至此，"
        "沅口到桂岭之间再没有断头路，列车下个月开始试跑，单程四十分钟。"
    )
    page = "\n\n".join((TITLES[0], set_text(BRIDGE, 18), told_of, dateline + between + set_text(text, width)))
    parsed = parse_page(Page("page", page + "\n"))
    check_lossless(parsed)
    article = parsed.articles[1]
    assert [one.title for one in parsed.articles] == [TITLES[0], told_of]
    assert (article.byline, "".join(article.body.split())) == (names, text)
