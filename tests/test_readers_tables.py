"""Tables stay tables: rows apart, cells apart, never prose and never a headline."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from rag.archive.records import dump_page, load_page
from rag.articles import parse_page
from rag.readers import read_bytes
from rag.readers.tables import BETWEEN_CELLS
from rag.settings import Settings
from rag.types import Page, ParsedPage
from tests.conftest import LibraryMaker
from tests.test_articles_properties import check_article, check_lossless

HEADLINE = "白沙三家船厂上半年订单一览"
ABOVE = "7月8日，白沙三家船厂公布上半年业绩，新接订单与交付吨位如下表所示，其中远帆造船增幅最大。"
BELOW = "业内人士认为，下半年钢价仍有上行压力，全年交付计划需要下调。"
ROWS = [
    ["船厂", "新接订单（亿元）", "净利润（亿元）"],
    ["远帆造船", "12.83", "1.09"],
    ["蓝舸船舶", "31.40", "2.75"],
    ["石桥重工", "8.06", "0.61"],
]


def html_file(rows: Sequence[Sequence[str]], around: str = "") -> bytes:
    cells = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    markup = f"<h1>{HEADLINE}</h1><p>本报记者 何田</p><p>{ABOVE}</p><table>{around}{cells}</table><p>{BELOW}</p>"
    return f'<html><head><meta charset="utf-8"></head><body>{markup}</body></html>'.encode()


def word_file(rows: Sequence[Sequence[str]]) -> bytes:
    from docx import Document

    document = Document()
    document.add_heading(HEADLINE, 1)
    for text in ("本报记者 何田", ABOVE):
        document.add_paragraph(text)
    table = document.add_table(len(rows), len(rows[0]))
    for at, row in enumerate(rows):
        for place, cell in enumerate(row):
            table.cell(at, place).text = cell
    document.add_paragraph(BELOW)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def markdown_file(rows: Sequence[Sequence[str]]) -> bytes:
    lines = [f"| {' | '.join(row)} |" for row in rows]
    lines[1:1] = ["|" + "---|" * len(rows[0])]
    return f"# {HEADLINE}\n\n本报记者 何田\n\n{ABOVE}\n\n{chr(10).join(lines)}\n\n{BELOW}\n".encode()


FILES = {"a.html": html_file(ROWS), "a.docx": word_file(ROWS), "a.md": markdown_file(ROWS)}


def parsed(data: bytes, name: str) -> ParsedPage:
    page = parse_page(read_bytes(data, name, Settings()))
    check_lossless(page)
    for article in page.articles:
        check_article(article, page.page.text)
    return page


def rows_of(page: Page) -> list[str]:
    return [page.text[start:end].strip("| ") for start, end in page.rows]


@pytest.mark.parametrize("name", sorted(FILES))
def test_a_table_stands_beside_the_prose_row_by_row(name: str) -> None:
    page = parsed(FILES[name], name)
    (article,) = page.articles
    assert (article.title, article.byline) == (HEADLINE, ("何田",))
    assert [(block.kind, article.body[block.start : block.end]) for block in article.blocks] == [
        ("paragraph", ABOVE),
        ("paragraph", BELOW),
    ]
    rows = [BETWEEN_CELLS.join(row) for row in ROWS]
    assert [row for row in rows_of(page.page) if "---" not in row] == rows
    assert [text for one in page.fragments if (text := one.text.strip("| ")) in rows] == rows
    assert load_page(dump_page(page.page)) == page.page


CELLS = st.text(st.sampled_from("甲乙丙丁3.7%-（）"), min_size=1, max_size=8)


@hypothesis_settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(CELLS, min_size=3, max_size=4), min_size=2, max_size=6))
def test_no_cell_of_any_table_is_prose_or_runs_into_the_next(rows: list[list[str]]) -> None:
    page = parsed(html_file(rows), "a.html")
    assert rows_of(page.page) == [BETWEEN_CELLS.join(row) for row in rows]
    (article,) = page.articles
    assert article.body == f"{ABOVE}\n{BELOW}"


def test_a_table_that_places_articles_is_read_as_they_are() -> None:
    stories = [[f"<h2>{HEADLINE}</h2><p>{ABOVE}</p>", f"<h2>蓝舸开工</h2><p>{BELOW}</p>"]]
    page = read_bytes(html_file([*stories, *ROWS]), "a.html", Settings())
    assert page.rows == ()
    nested = read_bytes(html_file([["", html_file(ROWS).decode()], ["左", "右"]]), "a.html", Settings())
    assert rows_of(nested) == [BETWEEN_CELLS.join(row) for row in ROWS]
    assert ABOVE in nested.text.split("\n")
    prose = read_bytes(html_file([[ABOVE, BELOW], [BELOW, ABOVE]]), "a.html", Settings())
    assert prose.rows == ()
    assert read_bytes(word_file([[ABOVE, BELOW], [BELOW, ABOVE]]), "a.docx", Settings()).rows == ()


def test_what_is_printed_around_the_cells_is_kept() -> None:
    page = parsed(html_file([*ROWS, [ABOVE]], around="<caption>单位：亿元</caption>"), "a.html")
    assert page.page.text.count(ABOVE) == 2
    assert "单位：亿元" in page.page.text
    assert "单位：亿元" not in page.articles[0].body
    cells = "<tr><td>合计<td><td>5.1<tr><td>其中<td>钢材<p>木材<td>"
    assert rows_of(read_bytes(f"<table>{cells}</table>".encode(), "a.html", Settings())) == [
        "合计 |  | 5.1",
        "其中 | 钢材 木材",
    ]


def test_a_huge_and_a_deep_table_are_read() -> None:
    many = "<table>" + "<tr><td>甲<td>1.5<td>2.5" * 50_000 + "</table>"
    assert len(read_bytes(many.encode(), "a.html", Settings()).rows) == 50_000
    deep = "<table><tr><td>" * 20_000 + "甲"
    assert read_bytes(deep.encode(), "a.html", Settings()).rows == ()


def test_a_pipe_in_prose_or_over_a_rule_makes_no_table() -> None:
    for text in ("视点 | 港口\n---\n正文。\n", "甲 | 乙\n丙 | 丁\n", "|---|\n甲 | 乙\n"):
        assert read_bytes(text.encode(), "a.md", Settings()).rows == ()


def test_rows_of_figures_in_a_plain_text_are_said_to_be_beside_the_articles(
    make_library: LibraryMaker, tmp_path: Path
) -> None:
    page = tmp_path / "溪山日报-2031-05-07-A4.txt"
    rows = "青禾人寿　　142.6%　　218.3%\n白鹭人寿　　131.9%　　187.5%\n"
    story = "青禾人寿新单保费增长\n本报记者 季小满\n青禾人寿昨日披露，前4个月新单保费为12.6亿元。\n"
    page.write_text(f"{story}\n各家偿付能力\n公司　　核心　　综合\n{rows}", encoding="utf-8")
    report = make_library().add([page])
    assert ["their rows, 2 in all" in notice.warning for notice in report.warnings] == [True]
    page.write_text(story, encoding="utf-8")
    assert make_library().add([page]).warnings == ()
