"""PDF to page: reading order of columns, offsets and boxes, and files that are none."""

from __future__ import annotations

import dataclasses
import re
import zlib
from datetime import date
from itertools import pairwise

import pytest

from rag.errors import UnreadableFile
from rag.readers import read_bytes
from rag.settings import Settings
from rag.types import Page
from tests.pdfs import SONG, Frame, SetPage, Sheets, columns, embedded_font, newspaper_page, prose


def read(data: bytes, settings: Settings | None = None) -> Page:
    return read_bytes(data, "page.pdf", settings or Settings())


def flat(*texts: str) -> str:
    return re.sub(r"\s", "", "".join(text.removeprefix("# ") for text in texts))


@pytest.fixture(scope="module", params=["built-in", "embedded"])
def newspaper(request: pytest.FixtureRequest) -> tuple[SetPage, Page]:
    font = SONG if request.param == "built-in" else embedded_font()
    if font is None:
        pytest.skip("no embeddable Chinese font on this system (Debian: fonts-wqy-microhei)")
    made = newspaper_page(font)
    return made, read(made.data)


def test_each_story_is_in_one_piece_below_its_headline(newspaper: tuple[SetPage, Page]) -> None:
    made, page = newspaper
    text = flat(page.text)
    for headline, paragraphs in made.stories:
        body = flat(*paragraphs)
        assert body in text, headline
        assert text.index(headline) < text.index(body)
        between = text[text.index(headline) + len(headline) : text.index(body)]
        assert len(between) < 20, between
    assert flat(made.caption) in text


def test_nothing_is_lost_and_nothing_is_twice(newspaper: tuple[SetPage, Page]) -> None:
    made, page = newspaper
    printed = [flat(headline, *paragraphs) for headline, paragraphs in made.stories]
    furniture = flat("海川日报2025年4月22日 星期二A2版 要闻责任编辑:顾言 美编:何田 电话:000-0000")
    others = flat("——沿海小城产业观察■ 本报记者 陆一舟 沈 禾", made.caption)
    assert sorted(flat(page.text)) == sorted("".join([*printed, furniture, others]))


def test_lines_say_where_and_how_large(newspaper: tuple[SetPage, Page]) -> None:
    _, page = newspaper
    assert "".join(page.text[line.start : line.end] for line in page.lines).replace(" ", "") == flat(page.text)
    assert all(before.end < after.start for before, after in pairwise(page.lines))
    sizes = {page.text[line.start : line.end]: line.size for line in page.lines}
    assert sizes["潮汐电站点亮渔村长夜"] == 30
    assert sizes["竹纤维工厂扩产"] == 20
    for line in page.lines:
        assert "\n" not in page.text[line.start : line.end]
        assert 0 <= line.left < line.right <= 780
        assert 0 <= line.top < line.bottom <= 1100
        assert line.sheet == 0


def test_the_boxes_show_where_paragraphs_begin(newspaper: tuple[SetPage, Page]) -> None:
    made, page = newspaper
    lefts = {page.text[line.start : line.end][:8]: line.left for line in page.lines}
    indented = {round(left + 2 * 9.5) for left, _ in columns(5)}
    for _, paragraphs in made.stories:
        for paragraph in paragraphs:
            assert paragraph.startswith("# ") or round(lefts[paragraph[:8]]) in indented


def test_the_folio_tells_paper_day_and_page(newspaper: tuple[SetPage, Page]) -> None:
    _, page = newspaper
    assert (page.newspaper, page.date, page.number) == ("海川日报", date(2025, 4, 22), "A2")


def test_a_column_that_runs_on_beside_the_next_headline_stays_with_its_story() -> None:
    """No straight cut through the sheet separates these two stories."""
    sheet = Sheets()
    grid = columns(3)
    width = grid[0][1]
    first, second = prose(3, 7), prose(8, 6)
    sheet.put_centred("长栏绕过短题", grid[0][0], grid[2][0] + width, 60, 28)
    tops = [Frame(grid[0][0], 110, width, 160), Frame(grid[1][0], 110, width, 160), Frame(grid[2][0], 110, width, 800)]
    sheet.flow(first, tops)
    sheet.put_centred("短题占去两栏", grid[0][0], grid[1][0] + width, 300, 24)
    sheet.flow(second, [Frame(left, 340, width, 300) for left, _ in grid[:2]])
    text = flat(read(sheet.done()).text)
    assert text == flat("长栏绕过短题", *first, "短题占去两栏", *second)


def test_a_short_headline_at_the_left_leads_both_columns() -> None:
    sheet = Sheets()
    grid = columns(2, margin=150)
    width = grid[0][1]
    stories = [("上题", prose(2, 5)), ("下题", prose(6, 5))]
    for number, (headline, paragraphs) in enumerate(stories):
        top = 60 + 400 * number
        sheet.put(headline, grid[0][0], top, 24)
        sheet.flow(paragraphs, [Frame(left, top + 40, width, 190) for left, _ in grid])
    assert flat(read(sheet.done()).text) == flat(*(part for title, body in stories for part in (title, *body)))


def test_a_column_beside_the_headline_continues_the_story() -> None:
    sheet = Sheets()
    grid = columns(4)
    width = grid[0][1]
    paragraphs = prose(4, 8)
    sheet.put_centred("标题只占三栏", grid[0][0], grid[2][0] + width, 60, 28)
    frames = [Frame(left, 110, width, 190) for left, _ in grid[:3]]
    sheet.flow(paragraphs, [*frames, Frame(grid[3][0], 60, width, 600)])
    assert flat(read(sheet.done()).text) == flat("标题只占三栏", *paragraphs)


def test_english_columns_keep_their_words_apart() -> None:
    sheet = Sheets(font="Times-Roman")
    grid = columns(3)
    width = grid[0][1]
    paragraphs = [
        f"The {name} Ferry Company said on Monday that its {number} new boats would cross the strait every hour and "
        f"that fares would stay at {number}.50 until winter. Islanders had asked for this since the old pier closed."
        for number, name in enumerate(("Northern", "Harbour", "Lighthouse", "Granite", "Heron"), 3)
    ]
    sheet.put("Island Ferries Double Their Crossings", grid[0][0], 60, 26)
    sheet.flow(paragraphs, [Frame(left, 110, width, 125) for left, _ in grid])
    page = read(sheet.done())
    assert " ".join(page.text.split()) == " ".join(["Island Ferries Double Their Crossings", *paragraphs])


def test_letter_spacing_and_spaced_names_stay_on_one_line() -> None:
    sheet = Sheets()
    sheet.put("春潮涌动", 60, 60, 30, spacing=30)
    sheet.put("本报记者 王 五　李小六", 60, 120, 10)
    assert read(sheet.done()).text.split("\n") == ["春 潮 涌 动", "", "本报记者 王 五　李小六", ""]


def test_sheets_are_separated_by_form_feeds() -> None:
    sheet = Sheets()
    for word in ("第一张", "第二张"):
        sheet.put(word, 60, 60, 12)
        sheet.turn()
    page = read(sheet.done())
    assert page.text == "第一张\n\f第二张\n"
    assert [line.sheet for line in page.lines] == [0, 1]


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_turned_sheet_is_read_as_it_is_shown(turn: int) -> None:
    sheet = Sheets(600, 600)
    canvas = sheet.canvas
    canvas.setPageRotation(turn)
    canvas.translate(*{90: (600, 0), 180: (600, 600), 270: (0, 600)}[turn])
    canvas.rotate(turn)
    sheet.put("大标题在上", 60, 60, 30)
    sheet.put("正文在下面一行", 60, 120, 10)
    page = read(sheet.done())
    assert page.text.split() == ["大标题在上", "正文在下面一行"]
    assert [round(line.size) for line in page.lines] == [30, 10]
    assert abs(page.lines[0].left - 60) < 2


def test_document_properties_are_asked_when_nothing_is_printed() -> None:
    sheet = Sheets()
    sheet.canvas.setTitle("海川日报 2025年4月22日 A3版")
    sheet.put("只有正文的一行", 60, 60, 12)
    data = sheet.done()
    page = read_bytes(data, "2024-01-01-B1.pdf", Settings())
    assert (page.newspaper, page.date, page.number) == ("海川日报", date(2025, 4, 22), "A3")


def test_a_locked_pdf_says_so() -> None:
    sheet = Sheets(password="secret")
    sheet.put("锁住的字", 60, 60, 12)
    with pytest.raises(UnreadableFile, match=r"page\.pdf is locked by a password\. Save a copy"):
        read(sheet.done())


def test_a_scan_says_that_it_needs_ocr() -> None:
    sheet = Sheets()
    sheet.canvas.rect(50, 50, 400, 400, fill=1)
    with pytest.raises(UnreadableFile, match=r"no text layer .*OCR"):
        read(sheet.done())


@pytest.mark.parametrize("data", [b"%PDF-1.4 and no more", b"not a PDF at all", newspaper_page().data[:3000]])
def test_a_damaged_pdf_says_so(data: bytes) -> None:
    with pytest.raises(UnreadableFile):
        read(data)


def pdf_of(*objects: bytes) -> bytes:
    """A PDF from its objects, the catalogue first."""
    out, offsets = b"%PDF-1.7\n", []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    return out + head + table + b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, len(out))


CATALOG = b"<</Type/Catalog/Pages 2 0 R>>"
FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"


def one_sheet(stream: bytes, keys: bytes = b"") -> bytes:
    sheet = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 600]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>"
    content = b"<<%s/Length %d>>stream\n%s\nendstream" % (keys, len(stream), stream)
    return pdf_of(CATALOG, b"<</Type/Pages/Count 1/Kids[3 0 R]>>", sheet, content, FONT)


def test_a_handmade_pdf_is_read() -> None:
    assert read(one_sheet(b"BT /F 12 Tf 50 500 Td (Plain words) Tj ET")).text == "Plain words\n"


@pytest.mark.parametrize("count", [201, 1_000_000])
def test_too_many_sheets_are_refused(count: int) -> None:
    sheet = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 600]>>"
    kids = b"3 0 R " * count
    with pytest.raises(UnreadableFile, match=f"has {count} sheets, more than 200"):
        read(pdf_of(CATALOG, b"<</Type/Pages/Count %d/Kids[%s]>>" % (count, kids), sheet))


def test_a_deep_page_tree_ends() -> None:
    depth = 50_000
    nodes = [b"<</Type/Pages/Count 1/Kids[%d 0 R]>>" % (number + 3) for number in range(depth)]
    leaf = b"<</Type/Page/MediaBox[0 0 600 600]>>"
    with pytest.raises(UnreadableFile):
        read(pdf_of(CATALOG, *nodes, leaf))


def test_a_sheet_of_endless_text_is_refused() -> None:
    words = b"BT /F 1 Tf 1 0 0 1 0 300 Tm " + b"(0123456789) Tj " * 2000 + b"ET"
    settings = Settings(max_page_characters=5000)
    with pytest.raises(UnreadableFile, match="more text than a paper can hold"):
        read(one_sheet(zlib.compress(words), b"/Filter/FlateDecode"), settings)


def test_a_pdf_that_never_ends_is_given_up() -> None:
    """Forms that print forms that print forms: ten times each, nine deep."""
    resources = b"/Resources<</XObject<</X %d 0 R>>/Font<</F 14 0 R>>>>"
    form = b"<</Type/XObject/Subtype/Form/BBox[0 0 600 600]" + resources + b"/Length %d>>"
    calls, words = b"/X Do " * 10, b"BT /F 12 Tf 50 500 Td (abc) Tj ET"
    sheet = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 600]/Contents 4 0 R/Resources<</XObject<</X 5 0 R>>>>>>"
    forms = [
        form % (6 + level, len(printed)) + b"stream\n" + printed + b"\nendstream"
        for level, printed in enumerate([calls] * 8 + [words])
    ]
    content = b"<</Length %d>>stream\n%s\nendstream" % (len(calls), calls)
    data = pdf_of(CATALOG, b"<</Type/Pages/Count 1/Kids[3 0 R]>>", sheet, content, *forms, FONT)
    with pytest.raises(UnreadableFile, match="took more than 2 seconds"):
        read(data, Settings(pdf_timeout=2))


def test_a_table_of_thousands_of_cells_is_read_in_time() -> None:
    sheet = Sheets()
    for row in range(120):
        for column in range(30):
            sheet.put(f"{row * 30 + column}", 30 + 24 * column, 30 + 8 * row, 5)
    words = read(sheet.done()).text.split()
    assert sorted(map(int, words)) == list(range(3600))


def test_reading_is_the_same_twice() -> None:
    data = newspaper_page().data
    assert dataclasses.astuple(read(data)) == dataclasses.astuple(read(data))
