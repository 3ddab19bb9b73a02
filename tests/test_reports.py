"""Reports of briefs: complete, quoted to the letter, and harmless whatever the papers print."""

from __future__ import annotations

import csv
import errno
import io
import os
import re
import stat
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import pytest

from rag.errors import InputError
from ui import reports
from ui.schemas import Citation, Sentence, Summary, Usage

HOSTILE = '=HYPERLINK("http://evil.example/?x")<script>alert(1)</script><img src=x onerror=alert(2)> ${7*7} [^1-1]'


def citation(n: int, quote: str, source: str = "/somewhere/secret/云溪日报-2031-05-06-A1.txt") -> Citation:
    return Citation(
        n=n, article_id="a1", title="题", byline=["林小禾"], newspaper="云溪日报", date=date(2031, 5, 6), page="A1",
        source=source, quote=quote, start=0, end=len(quote), body_start=0, body_end=len(quote),
    )  # fmt: skip


def summary(title: str, *sentences: tuple[str, tuple[int, ...]], supported: bool = True) -> Summary:
    numbers = sorted({n for _, cited in sentences for n in cited})
    return Summary(
        article_ids=["a1"],
        title=title,
        summary="".join(text for text, _ in sentences),
        sentences=[Sentence(text=text, citations=list(ns), supported=supported, problems=[]) for text, ns in sentences],
        citations=[citation(n, f"印着的第{n}句。") for n in numbers],
        model="fake",
        usage=Usage(prompt_tokens=7, completion_tokens=3),
    )


BRIEFS = [
    summary("水库开工", ("水库昨日开工。", (1,)), ("总投资3.2亿元。", (2, 1))),
    summary("Library opens", ("It opens in June.", (1,))),
    summary("存疑的一篇", ("没有依据的一句。", ()), supported=False),
]


class Reader(HTMLParser):
    """What a browser would make of a page: its elements, links and text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


def test_html_links_each_number_to_its_quote_and_back() -> None:
    page = Reader(reports.as_html(BRIEFS))
    ids = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
    links = [attributes["href"] or "" for tag, attributes in page.tags if tag == "a"]
    assert len(ids) == len(set(ids))
    assert all(link.startswith("#") and link[1:] in ids for link in links)
    for each in BRIEFS:
        assert each.title in page.text
        for quoted in each.citations:
            assert quoted.quote in page.text
    assert "没有依据的一句。" in page.text
    assert [attributes["class"] for tag, attributes in page.tags if "doubt" in (attributes.get("class") or "")]


def test_html_names_no_other_host_and_no_folder_of_ours() -> None:
    text = reports.as_html(BRIEFS)
    assert not re.search(r"https?://|//\w|@import|url\(", text)
    assert "secret" not in text
    assert not [tag for tag, _ in Reader(text).tags if tag in ("script", "link", "img", "iframe")]
    assert "default-src 'none'" in text


def test_what_papers_print_is_only_shown() -> None:
    hostile = summary(HOSTILE, (HOSTILE, (1,)))
    hostile.citations = [citation(1, HOSTILE, source=f"{HOSTILE}.txt")]
    page = Reader(reports.as_html([hostile]))
    assert not {"script", "img"} & {tag for tag, _ in page.tags}
    assert not [name for _, attributes in page.tags for name in attributes if name.startswith("on")]
    assert HOSTILE.partition("[^")[0].strip() in page.text
    marked = reports.as_markdown([hostile])
    assert "<script" not in marked.replace("\\<script", "")
    assert re.findall(r"(?m)^\[\^1-1\]:", marked) == ["[^1-1]:"]


@pytest.mark.parametrize("first", ["=", "+", "-", "@", "\t", "\r", "＝"])
def test_no_cell_is_a_formula(first: str) -> None:
    text = reports.as_csv([summary(f"{first}1+2", (f"{first}cmd|' /C calc'!A0", (1,)))])
    assert text.startswith("\ufeff")
    head, row = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""))
    assert tuple(head) == reports.COLUMNS
    cells = dict(zip(head, row, strict=True))
    assert cells["title"] == f"'{first}1+2"
    assert cells["summary"].startswith("'")
    assert (cells["newspaper"], cells["date"], cells["page"], cells["byline"]) == (
        "云溪日报", "2031-05-06", "A1", "林小禾"
    )  # fmt: skip
    assert (cells["sources"], cells["supported"], cells["prompt_tokens"]) == ("[1] 印着的第1句。", "1/1", "7")


def test_markdown_has_footnotes_of_each_briefs_own() -> None:
    text = reports.as_markdown(BRIEFS)
    assert "总投资3.2亿元。[^1-2][^1-1]" in text
    notes = re.findall(r"(?m)^\[\^([\d-]+)\]:", text)
    assert notes == ["1-1", "1-2", "2-1"]
    assert set(re.findall(r"\[\^([\d-]+)\](?!:)", text)) == set(notes)


def test_english_sentences_stand_apart_and_chinese_ones_do_not_whatever_the_report_is() -> None:
    english = summary("Plant opens", ("It opened on Wednesday.", (1,)), ("The plant makes pumps.", (2,)))
    for briefs in ([english], [english, *BRIEFS]):
        at = briefs.index(english) + 1
        assert f"Wednesday.[^{at}-1] The plant makes" in reports.as_markdown(briefs)
        assert "It opened on Wednesday.[1] The plant makes pumps." in Reader(reports.as_html(briefs)).text
    assert "水库昨日开工。[^1-1]总投资" in reports.as_markdown(BRIEFS)
    assert "水库昨日开工。[1]总投资" in Reader(reports.as_html([*BRIEFS, english])).text


def test_json_lines_are_the_contracts() -> None:
    lines = reports.as_jsonl(BRIEFS).splitlines()
    assert [Summary.model_validate_json(line) for line in lines] == BRIEFS


def test_an_archive_without_briefs_makes_a_report_too() -> None:
    assert "<h1>" in reports.as_html([])
    assert reports.as_markdown([]).startswith("# ")
    assert reports.as_csv([]).count("\n") == 1


def test_the_name_says_the_format(tmp_path: Path) -> None:
    for name, kind in (("a.html", "html"), ("a.HTM", "html"), ("a.md", "md"), ("a.csv", "csv"), ("a.jsonl", "jsonl")):
        assert reports.kind_of(Path(name)) == kind
    with pytest.raises(InputError, match="no known format"):
        reports.kind_of(Path("a.pdf"))
    reports.write_report(tmp_path / "new" / "a.csv", BRIEFS)
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["a.csv"]
    with pytest.raises(InputError, match="cannot be written"):
        reports.write_report(tmp_path / "new" / "a.csv" / "b.csv", BRIEFS)


def test_a_report_that_cannot_be_finished_leaves_nothing_and_says_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fill(self: Path, target: Path) -> Path:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "replace", fill)
    with pytest.raises(InputError, match="No space left") as raised:
        reports.write_report(tmp_path / "a.md", BRIEFS)
    assert list(tmp_path.iterdir()) == []
    assert isinstance(raised.value.__cause__, OSError)
    assert "\n" not in str(raised.value)


def test_a_report_is_for_whom_the_process_lets_read_it_and_no_other_file_is_meanwhile(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = os.umask(0o027)
    try:
        monkeypatch.setattr(os, "umask", lambda mask: pytest.fail("the mask is of the whole process"))
        reports.write_report(tmp_path / "a.md", BRIEFS)
    finally:
        monkeypatch.undo()
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "a.md").stat().st_mode) == 0o640
