"""Where one story ends and the next begins: credits, page heads, leads, indents, subheads, words in common."""

from __future__ import annotations

import random

import pytest

from rag.articles.bylines import glued_byline, read_byline
from rag.articles.cohesion import Cohesion
from rag.articles.columns import indents_kept
from rag.articles.flow import read_items
from rag.articles.furniture import is_page_head
from rag.articles.lines import plain, split_lines
from rag.articles.sections import day_told, points_back, sections_of
from rag.types import Page
from tests.pages.wrap import wrap_signs, wrap_words
from tests.test_articles_pages import BANK, FUND, TEA, YARD, above, below, column, dense, parse, told


def indented(paragraphs: tuple[str, ...], width: int = 18) -> str:
    """Paragraphs that keep their indents, in frames that end after their first lines."""
    parts = []
    for text in paragraphs:
        first, *rest = wrap_signs(text, width, width - 2, True)
        parts.append("\n".join(["　　" + first, "", *rest]))
    return "\n\n".join(parts)


def test_indents_are_kept_by_a_page_of_a_file_that_has_lost_them_elsewhere() -> None:
    lost = "\n\n".join(column((*YARD, *FUND, *BANK)) for _ in range(3))
    lines = split_lines(Page("page", lost + "\n\n" + indented((*TEA, *YARD, *TEA, *YARD))))
    kept = indents_kept(lines)
    assert {yes for line, yes in zip(lines, kept, strict=True) if line.indent} == {True}
    assert not any(kept[: len(lost.split()) - 20])
    assert not any(indents_kept(lines[:60]))


def test_a_credit_in_brackets_ends_the_last_paragraph_of_an_indented_page() -> None:
    text = (*FUND, FUND[0], FUND[1] + "（记者 赵敏君 钱六丰）")
    page = "青屿基金三只产品同日下调管理费率\n\n" + indented(text)
    bank = "\n".join(wrap_signs("".join(BANK), 19, 19, True))
    parsed = parse(page, "A10版 要闻", bank, "南屿农商行小微贷款首贷户占三成")
    assert told(parsed.articles) == [
        ("青屿基金三只产品同日下调管理费率", ("赵敏君", "钱六丰"), "".join((*FUND, *FUND))),
        ("南屿农商行小微贷款首贷户占三成", (), "".join(BANK)),
    ]


def test_a_credit_that_has_a_line_of_its_own_belongs_to_the_text_right_above_it() -> None:
    text = "\n".join(wrap_signs("".join(YARD), 18, 18, True)) + "\n（本报记者 梁 梅）"
    parsed = parse(
        text + "\n\n澄湖造船厂四月交付三艘双燃料船", below("沅口镇鲜叶分级收购头等价高两成", "本报记者 李 四", TEA)
    )
    assert told(parsed.articles) == [
        ("澄湖造船厂四月交付三艘双燃料船", ("梁梅",), "".join(YARD)),
        ("沅口镇鲜叶分级收购头等价高两成", ("李四",), "".join(TEA)),
    ]


def test_a_dateline_begins_a_story_right_below_a_full_line() -> None:
    full = "这家厂的船台已经排到后年了。"
    first = "澄湖造船厂四月交付三艘双燃料船\n\n" + "\n".join(wrap_signs("".join(YARD), 14, 14, True))
    second = "\n".join(wrap_signs("本报北江4月2日电（记者 李四丰）" + "".join(TEA), 14, 14, True))
    parsed = parse(f"{first}\n{full}\n{second}\n\n沅口镇鲜叶分级收购头等价高两成")
    assert [(article.title, article.byline) for article in parsed.articles] == [
        ("澄湖造船厂四月交付三艘双燃料船", ()),
        ("沅口镇鲜叶分级收购头等价高两成", ("李四丰",)),
    ]
    assert dense(parsed.articles[0].body).endswith(full)


@pytest.mark.parametrize("line", ["围巾·没事儿·老船长本报记者 王 五", "伊戈尔·别林先生本报记者 王 五"])
def test_a_headline_with_a_dot_is_no_name_before_the_byline_that_ran_into_it(line: str) -> None:
    assert read_byline(line) is None
    assert glued_byline(line) == line.index("本报")
    assert [(one.title, one.byline) for one in parse(above(line, "", YARD)).articles] == [
        (line[: line.index("本报")], ("王五",))
    ]


def test_a_figure_below_a_narrow_line_is_the_headlines_unless_other_figures_stand_by() -> None:
    parsed = parse(above("船厂交付额\n67亿元", "本报记者 王 五", YARD))
    assert [article.title for article in parsed.articles] == ["船厂交付额67亿元"]
    table = parse(above("澄湖造船厂四月交付三艘双燃料船", "本报记者 王 五", YARD), "北江\n67亿元\n南屿\n23亿元")
    assert [article.title for article in table.articles] == ["澄湖造船厂四月交付三艘双燃料船"]


@pytest.mark.parametrize(
    ("line", "head"),
    [("A10版 要闻", True), ("C9", True), ("第3版", True), ("2026年3月1日 星期日", True), ("责编 周砚", False)],
)
def test_a_page_begins_with_its_day_or_its_number(line: str, head: bool) -> None:
    assert is_page_head(line) is head


def frames(*blocks: str, width: int = 17) -> str:
    """Blocks of text whose first lines end a frame each."""
    wrapped = [wrap_signs(block, width, width, True) for block in blocks]
    return "\n\n".join("\n\n".join([lines[0], "\n".join(lines[1:])]).strip() for lines in wrapped)


def test_subheads_of_one_form_are_alike_over_the_frames_between_them() -> None:
    text = (*YARD, "谈燃料：“加注站要先行一步”", TEA[1], FUND[1], BANK[0], "谈价格：“分级以后头等高两成”", FUND[0])
    parsed = parse("澄湖造船厂厂长谈双燃料船", "本报记者 王 五", frames(*text))
    assert [article.texts("subhead") for article in parsed.articles] == [(text[3], text[7])]


BUILT = (
    "Chenghu yard will build methanol-and-diesel-powered ships for local owners on the coastal routes this year.",
    "The Chenghu yard has now handed over its methanol-and-diesel-powered feeder ships to owners in April.",
    "All three ships were ordered by local owners, and two of them will sail on the yard's coastal routes.",
)
LEAF = (
    "Tea growers in Yuankou now sell their fresh leaf to a cooperative that grades each basket by leaf size.",
    'The best leaf fetches a fifth more than last year, the cooperative said. "Pickers take more care," it added.',
)


@pytest.mark.parametrize("width", range(36, 49))
@pytest.mark.parametrize("break_", ["\n", " "])
def test_english_lines_are_read_by_their_words(width: int, break_: str) -> None:
    """A line is full where the next word had no room, and few sentences go on with a capital."""
    first, second = ("\n".join("\n".join(wrap_words(one, width, "")) for one in text) for text in (BUILT, LEAF))
    parsed = parse(
        first, f"Yard hands over three ships to{break_}owners", second, "Leaf sold by grade earns growers a fifth more"
    )
    assert [(article.title, article.body[:7]) for article in parsed.articles] == [
        ("Yard hands over three ships to owners", "Chenghu"),
        ("Leaf sold by grade earns growers a fifth more", "Tea gro"),
    ]


def test_a_page_head_parts_stories_that_share_their_words() -> None:
    """No headline stands between the two: the first has its own on top, the second below."""
    other = tuple(text.replace("四月份", "五月份") for text in YARD)
    first = above("澄湖造船厂四月交付三艘双燃料船", "", YARD)
    second = below("五月份澄湖造船厂再交付三艘支线船", "", other)
    for head in ("B9版 要闻", "2026年6月2日 星期二"):
        assert [article.title for article in parse(first, head, second).articles] == [
            "澄湖造船厂四月交付三艘双燃料船",
            "五月份澄湖造船厂再交付三艘支线船",
        ]
    assert len(parse(first, "本版编辑 周砚", second).articles) == 1


def test_likeness_grows_far_less_than_the_length_of_a_text() -> None:
    """A long text has some words of any other one by chance."""
    draw = random.Random(1)
    signs = [chr(code) for code in range(0x4E00, 0x4E40)]
    short, other, *more = ("".join(draw.choices(signs, k=99)) + "。" for _ in range(20))
    likeness = []
    for text in ((other,), (other, *more)):
        items = read_items(
            Page("page", above("船厂交付三艘船", "", text) + "\n\n" + above("鲜叶分级收购", "", (short,)))
        )
        sections, gaps = sections_of(items, [], "")
        likeness.append(Cohesion(sections, gaps).likeness(len(sections) - 1))
    assert likeness[0] < likeness[1] < 3.5 * likeness[0]


@pytest.mark.parametrize(
    ("first", "dated", "back"),
    [
        ("四月二日上午，船厂交付了三艘船。", True, False),
        ("记者4月21日从船厂获悉，三艘船已经交付。", True, False),
        ("The yard said on Tuesday that it had delivered.", True, False),
        ("这三艘船由本地船东订购，将投入近海航线。", False, True),
        ("“但船台已经排到后年。”他说。", False, True),
        ("However, the berths are full.", False, True),
        ("这些年过去，三艘船在4月2日交付了。", True, True),
        ("厂里的船台已经排到后年，交付要等两年。", False, False),
    ],
)
def test_how_a_text_begins(first: str, dated: bool, back: bool) -> None:
    sections, _ = sections_of(read_items(Page("page", f"船厂交付三艘船\n\n{first}\n" + "".join(TEA))), [], "")
    lead = "".join(sections[0].texts)
    assert (day_told(lead) is not None, points_back(lead)) == (dated, back)


@pytest.mark.parametrize(
    ("line", "lead", "stories"),
    [
        ("费率下调两成", "4月2日，", 2),
        ("费率下调两成", "", 1),
        ("三只产品下调费率", "", 2),
        ("三只产品下调费率", "但", 1),
    ],
)
def test_a_dated_lead_begins_a_story_and_a_word_that_points_back_does_not(line: str, lead: str, stories: int) -> None:
    second = above(line, "", (lead + FUND[0], FUND[1]))
    assert len(parse(above("澄湖造船厂四月交付三艘双燃料船", "", YARD), second).articles) == stories


def test_words_of_the_story_behind_a_credit_are_not_those_of_the_text_before_it() -> None:
    """A short text borrows no words beyond its own credit to be like the story above it."""
    short = "新茶上市以后，沅口镇的茶农把鲜叶送进合作社。"
    likeness = []
    for credit in ("", "（记者 王五丰）"):
        page = "\n\n".join([above("船厂交付三艘船", "", YARD), above("鲜叶分级", "", (short + credit,)), *YARD[::-1]])
        sections, gaps = sections_of(read_items(Page("page", page)), [], plain(page))
        at = next(at for at, gap in enumerate(gaps) if any("鲜叶分级" in mark.lines[0].text for mark in gap))
        likeness.append(Cohesion(sections, gaps).likeness(at))
    assert likeness[0] > 0.5
    assert likeness[1] < 0.1


@pytest.mark.parametrize(
    ("title", "day"),
    [("澄湖提振消费方案公布", "4月20日，"), ("澄湖发布新一轮消费提振方案 六亿元补贴分四批发放", "近日，")],
)
def test_a_line_that_tells_the_day_is_the_text_below_the_headline(title: str, day: str) -> None:
    text = (
        f"{day}澄湖市商务局等七部门联合印发《澄湖市提振消费工作方案》，安排财政资金六亿元，分四批发放消费补贴，"
        "首批一亿五千万元于月底申领。",
        "方案明确了四类补贴：购买家电最高补贴一成半，购买手机等数码产品补贴一成，餐饮和社区食堂发放满减券。",
        "与去年相比，澄湖市商务局等七部门今年的方案有三点变化，澄湖市的补贴由七部门联合发放，商务局负责印发。\n"
        "4月20日起，市民可以申领。",
    )
    parsed = parse(title, *("\n".join(wrap_signs(block, 26, 26, True)) for block in text))
    assert [(article.title, article.body[: len(day)]) for article in parsed.articles] == [(title, day)]


def test_a_spread_headline_of_two_lines_names_nobody() -> None:
    head = "船 厂 换 帅 ： 原 首\n席 工 程 师 冯 长 水 出 任 厂 长"
    (article,) = parse(above(head, "", YARD)).articles
    assert (article.title, article.byline) == ("船厂换帅：原首席工程师冯长水出任厂长", ())
    (article,) = parse(above("船 厂 换 帅 了", "王 五 李 四", YARD)).articles
    assert article.byline == ("王五", "李四")


@pytest.mark.parametrize("text", ["“船台也是资产”。（记者 闵知行 应晓岚）", "（记者 闵知行 应晓岚）"])
def test_a_credit_right_over_a_table_is_no_row_of_it(text: str) -> None:
    assert glued_byline(plain("船台也是资产”。（记者 闵知行 应晓岚）")) is None
    table = "地区 出货量（亿元） 同比增速\n新衡 515.18 -44.7%\n南屿 268.17 -57.8%"
    parsed = parse(above("澄湖造船厂四月交付三艘双燃料船", "", YARD) + "\n" + text, table)
    assert [(article.byline, article.body[-1]) for article in parsed.articles] == [(("闵知行", "应晓岚"), "。")]
