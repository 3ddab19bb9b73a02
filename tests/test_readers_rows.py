"""Tables on a printed sheet: rows that stand below each other among a paper's columns."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from rag.articles import parse_page
from rag.readers import read_bytes
from rag.readers.lines import PrintedLine
from rag.readers.rows import set_rows
from rag.settings import Settings
from rag.types import Page
from tests.pdfs import Frame, Sheets, columns, newspaper_page, prose
from tests.test_articles_properties import check_article, check_lossless

ROWS = [
    ["船厂", "订单", "净利润"],
    ["远帆造船", "12.83", "1.09"],
    ["蓝舸船舶", "31.40", "-2.75"],
    ["石桥重工", "8.06", "0.61"],
]


def put_table(sheet: Sheets, rows: Sequence[Sequence[str]], left: float, top: float, pitch: float) -> float:
    """Set cells on a grid; returns where the table ends."""
    for row in rows:
        for place, cell in enumerate(row):
            if cell:
                sheet.put(cell, left + place * pitch, top, 9.5)
        top += 15
    return top


def rows_of(page: Page) -> list[str]:
    return [page.text[start:end] for start, end in page.rows]


def test_a_table_between_paragraphs_is_neither_prose_nor_headline() -> None:
    sheet = Sheets()
    above, below = prose(3, 2), prose(8, 2)
    sheet.put("三家船厂公布订单", 40, 60, 24)
    sheet.flow(above, [Frame(40, 100, 420, 200)])
    sheet.flow(below, [Frame(40, put_table(sheet, ROWS, 44, 230, 130) + 10, 420, 200)])
    page = read_bytes(sheet.done(), "a.pdf", Settings())
    assert rows_of(page) == ["  ".join(row) for row in ROWS]
    parsed = parse_page(page)
    check_lossless(parsed)
    (article,) = parsed.articles
    check_article(article, page.text)
    assert article.body == "\n".join(above + below)
    assert article.title == "三家船厂公布订单"


def test_a_table_in_one_of_a_papers_columns_leaves_the_others_alone() -> None:
    sheet = Sheets()
    grid = columns(4)
    width = grid[0][1]
    left, right = prose(4, 4), prose(11, 4)
    sheet.put("船厂半年报", grid[0][0], 60, 24)
    sheet.flow(left, [Frame(grid[0][0], 100, width, 700)])
    put_table(sheet, ROWS, grid[1][0], 100, 60)
    sheet.flow(right, [Frame(grid[2][0], 100, width, 700)])
    page = read_bytes(sheet.done(), "a.pdf", Settings())
    assert rows_of(page) == ["  ".join(row) for row in ROWS]
    text = page.text.replace("\n", "")
    assert all(paragraph in text for paragraph in left + right)


@pytest.mark.parametrize(
    "rows",
    [
        [["船厂", "订单"], ["远帆造船", "12.83"], ["蓝舸船舶", "31.40"]],
        [["船厂", "地点", "订单", "说明"], ["远帆造船", "海川", "12.83", "增长"], ["蓝舸", "云岭", "31.4", "下降"]],
        [
            ["Yard", "Orders", "Profit"],
            ["Bluewater Shipbuilding and Marine", "1,283.0", "109.4"],
            ["Greyhaven", "3,140", "-"],
            ["Stonebridge Heavy Engineering", "806.2", "61.0"],
        ],
        [
            ["", "Orders", "Profit"],
            ["Bluewater Shipbuilding and Marine", "1,283", "9.4"],
            ["Grey Haven Towing and Salvage", "3", "1"],
        ],
    ],
)
def test_tables_of_few_figures_and_of_long_names_are_read_by_row(rows: list[list[str]]) -> None:
    sheet = Sheets()
    for at, row in enumerate(rows):
        put_table(sheet, [row[:1]], 40, 100 + 15 * at, 100)
        put_table(sheet, [row[1:]], 230, 100 + 15 * at, 100)
    page = read_bytes(sheet.done(), "a.pdf", Settings())
    assert rows_of(page) == ["  ".join(filter(None, row)) for row in rows]


def test_a_column_of_prose_beside_figures_names_no_row() -> None:
    sheet = Sheets()
    text = prose(6, 3)
    sheet.flow(text, [Frame(40, 100, 160, 400)])
    put_table(sheet, [row[1:] for row in ROWS], 230, 100, 100)
    page = read_bytes(sheet.done(), "a.pdf", Settings())
    assert rows_of(page) == ["  ".join(row[1:]) for row in ROWS]
    assert all(paragraph in page.text.replace("\n", "") for paragraph in text)


@pytest.mark.parametrize("width", [110, 118, 125, 140, 180])
@pytest.mark.parametrize("cells", [slice(0, 3), slice(1, 3), slice(0, 2)])
def test_narrow_columns_of_prose_on_both_sides_are_no_cells(width: int, cells: slice) -> None:
    draw = random.Random(width)
    for _ in range(4):
        sheet, rows = Sheets(), [row[cells] for row in ROWS]
        texts = prose(draw.randint(1, 200), 4), prose(draw.randint(1, 200), 4)
        beside = 40 + width + 12
        sheet.flow(texts[0], [Frame(40, 100, width, 900)])
        put_table(sheet, rows, beside, 100 + 14 * draw.randint(0, 10), 55)
        sheet.flow(texts[1], [Frame(beside + 55 * len(rows[0]) + 12, 100, width, 900)])
        page = read_bytes(sheet.done(), "a.pdf", Settings())
        assert rows_of(page) == ["  ".join(row) for row in rows]
        assert all(text in page.text.replace("\n", "") for text in texts[0] + texts[1])


@pytest.mark.parametrize("empty", [(2, 2), (3, 1), (0, 0)])
def test_a_row_may_lack_a_cell(empty: tuple[int, int]) -> None:
    rows = [["" if (at, place) == empty else cell for place, cell in enumerate(row)] for at, row in enumerate(ROWS)]
    sheet = Sheets()
    put_table(sheet, rows, 40, 100, 130)
    page = read_bytes(sheet.done(), "a.pdf", Settings())
    assert rows_of(page) == ["  ".join(filter(None, row)) for row in rows]


def test_the_second_line_of_a_cell_is_a_tables_too() -> None:
    sheet = Sheets()
    put_table(sheet, ROWS[:2], 40, 100, 130)
    sheet.put("（海川）", 40, 130, 9.5)
    put_table(sheet, ROWS[2:], 40, 145, 130)
    assert "（海川）" in rows_of(read_bytes(sheet.done(), "a.pdf", Settings()))


def test_a_page_of_prose_has_no_rows() -> None:
    assert read_bytes(newspaper_page().data, "a.pdf", Settings()).rows == ()


numbers = st.floats(0, 500)
printed = st.builds(
    lambda left, top, width, size, text: PrintedLine(left, top, left + width, top + size, text, size),
    numbers,
    st.integers(0, 12).map(lambda at: at * 12.0),
    st.floats(1, 150),
    st.sampled_from([9.0, 9.5, 24.0]),
    st.sampled_from(["甲", "12.5", "-3%", "项目", "—", "一行文字。"]),
)


@hypothesis_settings(deadline=None)
@given(st.lists(printed, max_size=60))
def test_no_sign_of_any_sheet_is_lost(lines: list[PrintedLine]) -> None:
    found = set_rows(lines)
    assert sorted("".join(line.text for line in found).replace(" ", "")) == sorted("".join(line.text for line in lines))


def test_a_sheet_full_of_cells_is_read() -> None:
    draw = random.Random(3)
    lines = [
        PrintedLine(left, top, left + 20, top + 9, str(draw.randint(1, 999)), 9)
        for top in range(0, 6000, 12)
        for left in range(0, 1200, 40)
    ]
    assert len(set_rows(lines)) == 500
