"""Only what a reader of a page sees is read: not what is hidden or struck out; raised digits stay apart."""

from __future__ import annotations

import io

import pytest

from rag import Library
from rag.errors import UnreadableFile
from rag.prose.figures import figures_of
from rag.readers import read_bytes
from rag.settings import Settings
from rag.types import Page

SEEN = "青禾银行去年净利润为34亿元。"


def page_of(body: str) -> Page:
    return read_bytes(
        f"<html><head><meta charset=utf-8></head><body>{body}</body></html>".encode(), "a.html", Settings()
    )


def read(body: str) -> str:
    return page_of(body).text


@pytest.mark.parametrize(
    "tags",
    [
        "<s>32.1</s>",
        "<strike>33</strike>",
        "<del>33</del><ins></ins>",
        "<span style='TEXT-DECORATION:line-through'>3</span>",
    ],
)
def test_struck_out_digits_are_no_part_of_a_figure(tags: str) -> None:
    assert read(f"<p>青禾银行去年净利润为{tags}34亿元。</p>") == f"{SEEN}\n"


@pytest.mark.parametrize("reading", ["<rp>(</rp><rt>yín</rt><rp>)</rp>", "<rt>yín"])
def test_the_reading_above_a_word_does_not_stand_in_it(reading: str) -> None:
    assert read(f"<p>青禾<ruby>银{reading}</ruby>行去年净利润为34亿元。</p>") == f"{SEEN}\n"


@pytest.mark.parametrize(
    ("printed", "text", "first"),
    [
        ("净利润32<sup>1</sup>亿元", "净利润32¹亿元", "32"),
        ("净利润10<sup>-2</sup>亿元", "净利润10⁻²亿元", "10"),
        ("净利润32亿元<sup><a href='#n'>1)</a></sup>", "净利润32亿元¹⁾", "32亿元"),
        ("净利润32亿元<sup>[1]</sup>", "净利润32亿元[1]", "32亿元"),
        ("面积120m<sup>2</sup>，CO<sub>2</sub>", "面积120m²，CO2", None),
        ("the 21<sup>st</sup> of May", "the 21st of May", None),
    ],
)
def test_raised_digits_stay_apart_from_the_figure_before_them(printed: str, text: str, first: str | None) -> None:
    found = read(f"<p>{printed}</p>").strip()
    assert found == text
    if first:
        assert figures_of(found)[0].text == first


@pytest.mark.parametrize(
    "hidden",
    [
        "<p hidden>隐{}</p>",
        "<p style='color: red; display : none !important'>隐{}</p>",
        "<div hidden=until-found>隐<div>{}</div>隐</div>",
        "<div style=visibility:hidden><table><tr><td>隐{}</table><h1>隐</h1></div>",
        "<dialog>隐{}</dialog>",
    ],
)
def test_hidden_text_is_not_read(hidden: str) -> None:
    assert read(f"<p>甲</p>{hidden.format('青禾银行亏损99亿元。')}<p>{SEEN}</p>") == f"甲\n\n{SEEN}\n"


@pytest.mark.parametrize(
    "shown",
    [
        f"<p aria-hidden=true>{SEEN}</p>",
        f"<dialog open>{SEEN}</dialog>",
        f"<p style='display:block'>{SEEN}</p>",
        f"<br hidden><wbr style='display:none'>{SEEN}",
        f"<p>{SEEN}<s>乙</p>",
    ],
)
def test_what_is_seen_is_read(shown: str) -> None:
    assert read(shown).strip() == SEEN


def test_a_page_that_a_script_would_show_is_read() -> None:
    assert read_bytes(f"<body style='display:none'><p>{SEEN}</p>".encode(), "a.html", Settings()).text == f"{SEEN}\n"


def test_what_a_hidden_element_declares_counts() -> None:
    page = page_of(f"<div hidden><meta itemprop=datePublished content=2031-05-07><h1>隐</h1></div><p>{SEEN}</p>")
    assert str(page.date) == "2031-05-07"


def test_a_page_that_is_hidden_whole_holds_no_text() -> None:
    with pytest.raises(UnreadableFile, match="holds no text"):
        page_of(f"<div hidden>{SEEN}</div>")


@pytest.mark.parametrize(
    "rest",
    ["<!-- 注", "<script>var a='x'", "<style>p {}", "<script>/*" + "注" * 70_000],
)
def test_a_page_that_breaks_off_says_so(rest: str) -> None:
    assert page_of(f"<p>{SEEN}</p>{rest}<p>青禾银行亏损</p>").breaks_off


@pytest.mark.parametrize("rest", ["<noscript>注", "<div hidden>注", "<p>前<s>注"])
def test_a_page_that_was_cut_within_what_is_not_shown_says_so(rest: str) -> None:
    assert read_bytes(f"<p>{SEEN}</p>{rest}".encode(), "a.html", Settings()).breaks_off


@pytest.mark.parametrize(
    "rest",
    [
        "",
        "<!-- 注 -->",
        "<script>var a='x'</script>\n",
        "<style></style>",
        "<div hidden>注</div>",
        "<script> </script>",
    ],
)
def test_a_page_that_is_whole_does_not_break_off(rest: str) -> None:
    assert not page_of(f"<p>{SEEN}</p>{rest}").breaks_off
    assert not read_bytes(f"<p>{SEEN}</p>{rest}".encode(), "a.html", Settings()).breaks_off


def test_adding_a_page_that_breaks_off_warns(library: Library) -> None:
    body = f"<h1>青禾银行净利润增长</h1><p>本报记者 何田</p><p>{SEEN}</p><!-- 注"
    report = library.add_bytes("a.html", f"<meta charset=utf-8>{body}<p>青禾银行亏损</p>".encode())
    assert "ends within a comment, a script or another part" in " ".join(each.warning for each in report.warnings)
    [whole] = library.add_bytes("b.html", f"<meta charset=utf-8>{body} -->".encode()).warnings or (None,)
    assert whole is None


def word(runs: str) -> str:
    """The text of a Word file with one paragraph of the given runs."""
    from docx import Document
    from docx.oxml import parse_xml

    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    document = Document()
    document.element.body.insert(0, parse_xml(f"<w:p {space}>{runs}</w:p>"))
    file = io.BytesIO()
    document.save(file)
    return read_bytes(file.getvalue(), "a.docx", Settings()).text.strip()


def run(text: str, how: str = "") -> str:
    return f"<w:r><w:rPr>{how}</w:rPr><w:t>{text}</w:t></w:r>"


@pytest.mark.parametrize(
    "unseen",
    [
        run("隐", "<w:vanish/>"),
        run("33", "<w:strike/>"),
        run("33", '<w:dstrike w:val="true"/>'),
        f"<w:moveFrom>{run('33')}</w:moveFrom>",
        f"<w:hyperlink>{run('33', '<w:vanish/>')}</w:hyperlink>",
    ],
)
def test_what_word_does_not_print_is_not_read(unseen: str) -> None:
    assert word(run("青禾银行去年净利润为") + unseen + run("34亿元。")) == SEEN


def test_what_word_prints_is_read() -> None:
    assert (
        word(run("青禾银行", '<w:vanish w:val="0"/>') + f"<w:moveTo>{run('去年净利润为34亿元。', '<w:b/>')}</w:moveTo>")
        == SEEN
    )


def test_the_reading_above_a_word_of_word_does_not_stand_in_it() -> None:
    ruby = f"<w:ruby><w:rt>{run('yín')}</w:rt><w:rubyBase>{run('银')}</w:rubyBase></w:ruby>"
    assert word(f"{run('青禾')}<w:r>{ruby}</w:r>{run('行去年净利润为34亿元。')}") == SEEN


def test_raised_digits_of_word_stay_apart() -> None:
    assert word(run("净利润32") + run("1", '<w:vertAlign w:val="superscript"/>') + run("亿元")) == "净利润32¹亿元"
    assert word(run("CO") + run("2", '<w:vertAlign w:val="subscript"/>')) == "CO2"
