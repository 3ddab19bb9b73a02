"""Small clues of print: signs that moved to the next line, what announces a list, what stands before a byline, days."""

from __future__ import annotations

from typing import Literal

import pytest

from rag.articles.bylines import closing_credit, read_names
from rag.articles.columns import measure
from rag.articles.flow import Item, read_items
from rag.articles.furniture import is_furniture
from rag.articles.lines import plain, split_lines
from rag.articles.sections import Section, lead_score, sections_of
from rag.articles.stories import Judge
from rag.articles.weights import WEIGHTS
from rag.articles.wording import wording_score
from rag.types import Page
from tests.pages.wrap import wrap_signs
from tests.test_articles_pages import BANK, TEA, YARD, above, column, parse

SHIPS = "澄湖造船厂四月交付三艘双燃料船"
LEAVES = "沅口镇鲜叶实行分级收购"


def test_a_line_is_as_wide_as_the_column_if_the_opening_sign_on_the_next_one_had_room_in_it() -> None:
    page = (
        "茶农们说今年的鲜叶分等之后卖\n得上价钱合作社每天傍晚结账也\n它在一九六二年办起来的栏\n"
        "{}茶乡”开了六十年从来没有停过\n一期镇上的人都把它当作日历读\n每天早晨第一件事就是等它送到\n"
    )
    short = [measure(split_lines(Page("page", page.format(first))), [])[2].short for first in "“叫"]
    assert short[0] == 0.0 < short[1]


def test_what_announces_a_list_in_a_frame_of_its_own_is_hardly_display() -> None:
    doubts = []
    for line in ("市航运局要求做到：", "市航运局要求做到三点"):
        items = read_items(Page("page", above(SHIPS, "", YARD) + f"\n\n{line}\n\n" + column((*BANK, *TEA)) + "\n"))
        item = next(item for item in items if any(plain(line) in one.text for one in item.lines))
        doubts.append(item.doubt if item.kind == "display" else -9.0)
    assert doubts[0] < WEIGHTS.unsure < doubts[1]


@pytest.mark.parametrize(
    "opening", ["截至四月末", "此外，", "目前，", "据介绍，", "值得一提的是，", "船厂负责人阎定山表示，"]
)
def test_what_leads_on_or_tells_who_is_heard_begins_no_display(opening: str) -> None:
    scores = [
        wording_score(line) for line in split_lines(Page("page", f"{opening}船台已经排满\n四月份，船台已经排满\n"))
    ]
    assert scores[0] < scores[1] - 1


@pytest.mark.parametrize(
    "line",
    [
        "扫码关注澄湖发布",
        "扫描左侧二维码 订阅本报",
        "本报官方微信 chenghu",
        "本报微信公众号",
        "更多报道请看新闻客户端",
        "更多精彩内容，请关注",
    ],
)
def test_where_to_read_more_is_furniture(line: str) -> None:
    assert is_furniture(plain(line))


@pytest.mark.parametrize(
    "line",
    ["扫码点餐成了麻烦事", "更多老人学会网上挂号", "本报启动寻找老船工活动", "二维码里的生意经", "微信群里卖鲜叶"],
)
def test_headlines_with_words_of_where_to_read_more_are_none(line: str) -> None:
    assert not is_furniture(line)


def test_the_first_of_two_spread_lines_names_nobody() -> None:
    (article,) = parse(above("山 坡 养 牛 高 田\n方 家 岭 算 出 一 本 新 账", "本报记者 王五丰", TEA)).articles
    assert (article.title, article.byline) == ("山坡养牛高田方家岭算出一本新账", ("王五丰",))


@pytest.mark.parametrize("between", ["— 8 —\n\nB12", "本版编辑 周砚", "市民在渡口等候早班轮渡。 石磊/摄"])
def test_who_signs_below_furniture_did_not_write_what_stands_above_it(between: str) -> None:
    page = parse(
        above(SHIPS, "", YARD),
        between,
        above("■ 邬立 莫桑\n\n" + LEAVES, "", TEA),
        above("■ 裴砚秋\n\n南屿农商行一季度放贷二十六亿元", "", BANK),
    )
    assert [article.byline for article in page.articles] == [(), ("邬立", "莫桑"), ("裴砚秋",)]


@pytest.mark.parametrize("width", range(12, 21))
def test_a_role_inside_brackets_is_no_byline_run_into_a_headline(width: int) -> None:
    opened = "本报讯（记者邬立 通讯员莫桑 通讯员贺桐）" + YARD[0]
    (article,) = parse(above(SHIPS, "", (opened, *YARD[1:]), width)).articles
    assert article.byline == ("邬立", "莫桑", "贺桐")
    assert article.body.startswith("澄湖造船厂四月份")


def test_the_writers_may_stand_behind_the_word_that_ends_a_report() -> None:
    credit = closing_credit("三艘船明年开工。(完)(记者 邬立\n莫桑)")
    assert credit is not None
    assert credit.names == ("邬立", "莫桑")
    assert closing_credit("三艘船(全部)(记者 邬立)") is None


def test_the_name_of_a_body_abroad_is_no_writers() -> None:
    assert read_names("萨斯特里拉·维达尔", certain=False) == ("萨斯特里拉·维达尔",)
    assert read_names("萨尔南多拉本多·渔业劳动者联合会", certain=False) is None
    page = parse(above(SHIPS, "本报记者 邬 立\n萨尔南多拉本多·渔业劳动者联合会、危地\n斯联合船东会同日订船。", YARD))
    assert page.articles[0].byline == ("邬立",)


def lead(*texts: str) -> float:
    """How much the text under the last headline of a page of stories looks like a story's first words."""
    sections, gaps = sections_of(read_items(Page("page", "\n\n".join(texts))), [], "\n\n".join(texts))
    at = max(at for at, gap in enumerate(gaps[:-1]) if any("分级收购" in mark.lines[0].text for mark in gap))
    return lead_score(sections[at], gaps[at])


def test_a_day_of_this_year_under_a_headline_begins_a_report() -> None:
    days = {
        day: lead(above(SHIPS, "", YARD), above(LEAVES, "", (day + TEA[0], TEA[1])))
        for day in ("4月2日，", "1998年4月2日，", "")
    }
    assert days["4月2日，"] > days["1998年4月2日，"] + 1 > days[""] + 1


def test_a_day_that_a_later_sentence_tells_may_stand_within_a_story() -> None:
    days = {
        words: lead(above(SHIPS, "", YARD), above(LEAVES, "", (words + TEA[0], TEA[1])))
        for words in ("4月2日，", "茶山还没有醒。4月2日，", "")
    }
    assert days["4月2日，"] > days["茶山还没有醒。4月2日，"] + 1
    assert days["茶山还没有醒。4月2日，"] > days[""]


def test_a_first_line_that_may_be_display_belongs_to_a_storys_first_words() -> None:
    text = split_lines(Page("page", "\n".join(YARD)))
    items = read_items(Page("page", above(LEAVES, "", ("4月2日，" + TEA[0], TEA[1]))))
    head = next(item for item in items if item.kind == "display")
    first = next(item for item in read_items(Page("page", "4月2日，船厂开工\n")))
    doubtful = type(head)("display", first.lines, doubt=-2.0)
    section = Section([type(head)("paragraph", tuple(text))])
    assert lead_score(section, [head, doubtful]) > lead_score(section, [head])
    assert lead_score(section, [head, doubtful]) > lead_score(section, [doubtful]) > 0
    parted = Section([type(head)("paragraph", tuple(text))], parted=True)
    assert lead_score(parted, [doubtful]) > lead_score(section, [doubtful])


def inner_cost(width: int) -> float:
    """What it costs that texts are one story, the lower one in a column of a width told only behind a doubtful line."""

    def item(kind: Literal["paragraph", "display"], text: str, em: int, doubt: float = 9.0) -> Item:
        first = next(starts)
        lines = split_lines(Page("page", "\n" * first + "\n".join(wrap_signs(text, em, em, True))))
        return Item(kind, tuple(lines), doubt=doubt)

    starts = iter(range(0, 10_000, 1_000))
    sections, gaps = [Section([item("paragraph", "".join(YARD), 18)])], [[], [item("display", "海外船东", 18)]]
    sections.append(Section([item("paragraph", YARD[0][: 2 * width], width)]))
    gaps.append([item("display", YARD[1][: width - 1], width, doubt=-3.0)])
    sections.append(Section([item("paragraph", "".join(YARD) * 2, width)]))
    return Judge(sections, [*gaps, []]).inside.costs[1]


def test_the_width_of_a_column_is_told_behind_a_line_that_is_rather_text_too() -> None:
    assert inner_cost(27) < inner_cost(18) - 3
