"""Plain text in which columns stand side by side: each is read to its end, and every offset is that of the file."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.articles import in_columns, parse_page
from rag.articles.lines import em_width
from rag.proof.citations import find_pieces
from rag.types import Page, ParsedPage
from tests.test_articles_properties import check_article, check_lossless, texts

PORT = [
    "白沙港7月8日宣布新增三条近海航线，预计全年新增运量42万吨，比去年增长8.4%，港区岸线将向东延长一公里。",
    "港务主任许安表示，新航线将于9月1日开航，首批投入六艘渡轮，票价与现有航线相同，学生半价。",
]
FERRY = [
    "远帆造船昨日交付首艘渡轮，合同金额为1.2亿元，另有五艘将于明年下水，船东为海川航运公司。",
    "公司总经理何田说，船台已经排到后年，钢价若再上涨，新签订单的利润会受到影响，公司正在议价。",
]
SALT = ["石桥盐场复产，日产原盐八百吨，场长王小六介绍，两条生产线均已更换滤网，工人全部到岗，库存可供三个月。"]
HARBOUR = (
    "Greyhaven port said on Tuesday it would add three coastal routes this year, lifting cargo by 420,000 tonnes, "
    "and would lengthen its eastern quay by a kilometre before the winter storms set in."
)
YARD = (
    "Farsail Shipbuilders handed over its first ferry yesterday, under a contract worth 120 million crowns, "
    "and five more will be launched next year, said Ada Quill, who runs the yard on the northern shore."
)


def width(text: str) -> int:
    return round(em_width(text) * 2)


def column(title: str, byline: str, paragraphs: Sequence[str], wide: int = 30) -> list[str]:
    """A story's lines, its paragraphs indented and broken where the column is full."""
    lines = [title, byline, ""]
    for paragraph in paragraphs:
        line = "　　"
        for sign in paragraph:
            if width(line + sign) > wide:
                lines.append(line)
                line = ""
            line += sign
        lines.append(line)
    return lines


def words(title: str, byline: str, text: str, wide: int = 38) -> list[str]:
    lines = [title, byline, ""]
    line = ""
    for word in text.split():
        if len(line) + 1 + len(word) > wide:
            lines.append(line)
            line = ""
        line += f" {word}" if line else word
    return [*lines, line]


def side_by_side(*columns: Sequence[str], at: int = 36, counted: bool = False) -> str:
    """Columns whose left edges stand ``at`` columns apart, a Chinese sign taking two, or ``counted`` as one."""
    text = ""
    for row in zip_longest(*columns, fillvalue=""):
        line = ""
        for place, cell in enumerate(row):
            filled = len(line) if counted else width(line)
            line += " " * (place * at - filled) + cell
        text += line.rstrip() + "\n"
    return text


def parsed(text: str) -> ParsedPage:
    page = parse_page(Page("page.txt", text))
    check_lossless(page)
    for article in page.articles:
        check_article(article, text)
    return page


def stories(page: ParsedPage) -> list[tuple[str, tuple[str, ...], str]]:
    return [(article.title, article.byline, article.body) for article in page.articles]


LEFT = ("白沙港新增三条近海航线", ("许安然",), "\n".join(PORT))
RIGHT = ("远帆造船交付首艘渡轮", ("何田",), "\n".join(FERRY))
LEFT_COLUMN = column(LEFT[0], "本报记者 许安然", PORT)
RIGHT_COLUMN = column(RIGHT[0], "本报记者 何田", FERRY)


@pytest.mark.parametrize("counted", [False, True])
@pytest.mark.parametrize("head", ["", "海川日报　2026年5月12日　星期二　A2版　财经\n\n"])
def test_two_columns_are_read_one_after_the_other(head: str, counted: bool) -> None:
    text = head + side_by_side(LEFT_COLUMN, RIGHT_COLUMN, counted=counted)
    page = parsed(text)
    assert stories(page) == [LEFT, RIGHT]
    assert all("A2版 财经" in fragment.text for fragment in page.fragments)
    assert not in_columns(page.page).doubtful


def test_each_printed_line_of_a_column_is_cited_at_its_own_place() -> None:
    text = side_by_side(LEFT_COLUMN, RIGHT_COLUMN)
    for article in parsed(text).articles:
        pieces = find_pieces(article, 0, len(article.body), {"page.txt": text})
        assert len(pieces) > 3
        for piece in pieces:
            quote = article.body[piece.body_start : piece.body_end]
            assert "".join(text[piece.start : piece.end].split()) == "".join(quote.split())


def test_three_columns_and_the_longer_ones_end() -> None:
    third = column("石桥盐场恢复生产", "本报记者 王小六", SALT)
    page = parsed(side_by_side(RIGHT_COLUMN, third, LEFT_COLUMN))
    assert stories(page) == [RIGHT, ("石桥盐场恢复生产", ("王小六",), SALT[0]), LEFT]


def test_english_columns_stay_ragged() -> None:
    left, right = words("Port adds routes", "By Rhys Moor", HARBOUR), words("Ferry handed over", "By Ada Quill", YARD)
    assert [one.body for one in parsed(side_by_side(left, right, at=44)).articles] == [HARBOUR, YARD]


def test_what_stands_across_above_and_below_stays_there() -> None:
    across = "东海航运协会昨日公布上半年船舶交付统计，全国新接订单同比增长两成，手持订单创五年来新高。\n"
    text = (
        f"上半年船舶交付统计出炉\n本报记者 王小六\n{across}\n{side_by_side(LEFT_COLUMN, RIGHT_COLUMN)}\n责任编辑 许多\n"
    )
    page = parsed(text)
    assert [one.title for one in page.articles] == ["上半年船舶交付统计出炉", LEFT[0], RIGHT[0]]
    assert page.articles[0].body == across.strip()


def test_sheets_are_read_one_by_one() -> None:
    sheets = side_by_side(LEFT_COLUMN, RIGHT_COLUMN) + "\f" + side_by_side(RIGHT_COLUMN, LEFT_COLUMN)
    assert [one.title for one in parsed(sheets).articles] == [LEFT[0], RIGHT[0], RIGHT[0], LEFT[0]]


TABLE = "船厂            新接订单          净利润\n" + "".join(
    f"{name}        {orders}           {profit}\n"
    for name, orders, profit in [
        ("远帆造船", "12.83", "1.09"),
        ("蓝舸船舶", "31.40", "2.75"),
        ("石桥重工", "8.06", "0.61"),
    ]
    * 3
)
NAMES = "".join(f"{name}造船厂第一车间主任      {name}造船厂第二车间主任\n" for name in "甲乙丙丁戊己庚辛")
SENTENCES = "".join(
    f"第{at}条航线九月一日开航，票价不变。      第{at}条航线十月一日开航，学生半价。\n" for at in "一二三四五六"
)


LINE = " port opened, said Ada Quill.  The yard, she said, did not.  It rained.\n"
TYPED = "".join("a" * (at % 7) + LINE for at in range(80))


@pytest.mark.parametrize("text", [TABLE, NAMES, TYPED, "\n".join(LEFT_COLUMN), TABLE + "\n".join(LEFT_COLUMN)])
def test_a_table_a_list_and_a_single_column_are_left_alone(text: str) -> None:
    assert in_columns(Page("page.txt", text)) == (None, False)


@pytest.mark.parametrize("text", [SENTENCES, side_by_side(LEFT_COLUMN[3:7], RIGHT_COLUMN[3:7])])
def test_what_may_be_columns_is_left_and_told(text: str) -> None:
    assert in_columns(Page("page.txt", text)) == (None, True)


@settings(max_examples=150, deadline=None)
@given(st.lists(texts, min_size=2, max_size=3), st.integers(20, 50), st.booleans(), texts)
def test_nothing_is_lost_whatever_stands_side_by_side(columns: list[str], at: int, real: bool, below: str) -> None:
    given_columns = [text.split("\n") for text in columns]
    sides = [LEFT_COLUMN, RIGHT_COLUMN, *given_columns] if real else given_columns
    parsed(side_by_side(*sides, at=at) + below)
    parsed(below + "\n" + side_by_side(LEFT_COLUMN, RIGHT_COLUMN, at=at))
