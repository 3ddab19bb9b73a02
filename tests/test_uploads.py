"""An upload has a bare file name, which papers give to a page every day: no page is lost to another of its name."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest

from rag import Library
from rag.additions import AddReport
from rag.archive.snapshot import Snapshot
from rag.types import Page
from tests.conftest import LibraryMaker
from ui.contract import report_json
from ui.page.archive import report_html
from ui.texts import texts_in


def page(day: int, story: str, paper: str | None = "云溪日报") -> bytes:
    head = f"{paper} 2031年3月{day}日 第A1版\n\n" if paper else ""
    body = f"{story}昨日在云溪市开工，总投资{day}亿元，工期三年。"
    return f"{head}{story}昨日开工\n\n本报记者 季小满\n\n{body}\n".encode()


@pytest.fixture
def library(make_library: LibraryMaker) -> Library:
    return make_library()


def titles(library: Library) -> list[str]:
    return [article.title for article in library.articles()]


def test_another_days_page_of_the_same_file_name_is_kept_beside_the_first(library: Library) -> None:
    first = library.add_bytes("A01.txt", page(18, "白鹭水厂"))
    second = library.add_bytes("A01.txt", page(19, "青川铁桥"))
    assert titles(library) == ["白鹭水厂昨日开工", "青川铁桥昨日开工"]
    assert [article.source for article in library.articles()] == ["A01.txt", "A01 (2).txt"]
    assert first.renamed == first.replaced == second.replaced == ()
    assert (second.added, second.articles) == (1, 1)
    [notice] = second.renamed
    assert notice.source == "A01 (2).txt"
    assert "A01.txt" in notice.warning
    for article in library.articles():
        assert article.body[:4] in library.page_text(article.source)


def test_the_same_page_read_anew_replaces_its_own_and_says_so(library: Library) -> None:
    for day, story in ((18, "白鹭水厂"), (19, "青川铁桥")):
        library.add_bytes("A01.txt", page(day, story))
    report = library.add_bytes("A01.txt", page(19, "青川大桥"))
    assert titles(library) == ["白鹭水厂昨日开工", "青川大桥昨日开工"]
    [notice] = report.replaced
    assert notice.source == "A01 (2).txt"
    assert "2031-03-19" in notice.warning
    assert report_json(report)["replaced"] == [{"source": notice.source, "warning": notice.warning}]
    assert "2031-03-19" in report_html(report, texts_in("zh"))
    again = library.add_bytes("A01.txt", page(18, "白鹭水厂"))
    assert (again.added, again.unchanged, again.replaced, again.renamed) == (0, 1, (), ())


def test_what_does_not_say_of_which_day_it_is_replaces_nothing(library: Library) -> None:
    for story in ("白鹭水厂", "青川铁桥", "衡岚隧道"):
        library.add_bytes("A01.txt", page(3, story, None))
    assert sorted(article.source for article in library.articles()) == ["A01 (2).txt", "A01 (3).txt", "A01.txt"]


def test_a_page_read_anew_is_found_beyond_a_name_that_has_become_free(library: Library) -> None:
    for day, story in ((18, "白鹭水厂"), (19, "青川铁桥"), (20, "衡岚隧道")):
        library.add_bytes("A01.txt", page(day, story))
    library.remove([], pages=["A01 (2).txt"])
    assert [notice.source for notice in library.add_bytes("A01.txt", page(20, "衡岚大道")).replaced] == ["A01 (3).txt"]
    assert [notice.source for notice in library.add_bytes("A01.txt", page(21, "云岭机场")).renamed] == ["A01 (2).txt"]


def test_the_same_text_with_another_day_given_keeps_its_name(library: Library) -> None:
    for story in ("白鹭水厂", "青川铁桥"):
        library.add_bytes("A01.txt", page(3, story, None))
    report = library.add_bytes("A01.txt", page(3, "青川铁桥", None), newspaper="云溪日报", date=date(2031, 3, 19))
    assert (report.added, report.replaced) == (1, ())
    assert {article.source: str(article.date) for article in library.articles()} == {
        "A01.txt": "None",
        "A01 (2).txt": "2031-03-19",
    }


def test_names_that_only_look_numbered_are_not_taken_for_its_own(library: Library) -> None:
    for name, story in (("A01 (x).txt", "白鹭水厂"), ("A01 (02).txt", "青川铁桥"), ("A01 (2).pdf.txt", "衡岚隧道")):
        library.add_bytes(name, page(18, story))
    library.add_bytes("A01.txt", page(18, "云岭机场"))
    library.add_bytes("A01.txt", page(19, "云岭车站"))
    assert sorted(article.source for article in library.articles()) == [
        "A01 (02).txt", "A01 (2).pdf.txt", "A01 (2).txt", "A01 (x).txt", "A01.txt",
    ]  # fmt: skip


def test_no_page_is_loaded_to_tell_it_from_others_of_its_name(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    for day in range(1, 7):
        library.add_bytes("A01.txt", page(day, f"第{day}座水厂"))
    loaded: list[str] = []
    find_page = Snapshot.find_page

    def load(self: Snapshot, source: str) -> Page | None:
        loaded.append(source)
        return find_page(self, source)

    monkeypatch.setattr(Snapshot, "find_page", load)
    library.add_bytes("A01.txt", page(7, "第7座水厂"))
    assert set(loaded) <= {"A01 (7).txt"}


def test_of_two_papers_of_a_day_neither_replaces_the_other(library: Library) -> None:
    library.add_bytes("A01.txt", page(18, "白鹭水厂"))
    library.add_bytes("A01.txt", page(18, "青川铁桥", "青川晚报"))
    assert len(titles(library)) == 2


def test_uploads_at_once_are_all_kept(library: Library) -> None:
    def upload(day: int) -> AddReport:
        return library.add_bytes("A01.txt", page(day, f"第{day}座水厂"))

    with ThreadPoolExecutor(6) as at_once:
        reports = list(at_once.map(upload, range(1, 13)))
    assert len(titles(library)) == 12
    assert sum(len(report.renamed) for report in reports) == 11


def test_a_file_of_its_own_path_is_replaced_by_its_new_text_and_that_is_said(library: Library, tmp_path: Path) -> None:
    file = tmp_path / "A01.txt"
    reports = []
    for story in ("白鹭水厂", "青川铁桥"):
        file.write_bytes(page(18, story))
        reports.append(library.add([file]))
    assert titles(library) == ["青川铁桥昨日开工"]
    assert [len(report.replaced) for report in reports] == [0, 1]


def test_names_of_bytes_that_are_no_utf_8_stay_apart(library: Library, tmp_path: Path) -> None:
    for byte, story in ((b"\x80", "白鹭水厂"), (b"\x81", "青川铁桥")):
        name = b"a" + byte + b".txt"
        (tmp_path / name.decode("utf-8", "surrogateescape")).write_bytes(page(18, story))
    report = library.add([tmp_path])
    assert report.added == len(titles(library)) == 2


def test_another_files_text_of_the_same_page_and_headline_is_warned_of(library: Library) -> None:
    library.add_bytes("passwd.txt", page(18, "白鹭水厂"))
    assert library.add_bytes("云溪日报-A1.txt", page(18, "白鹭水厂")).unchanged == 1
    corrected = page(18, "白鹭水厂").replace("工期三年".encode(), "工期五年，由青川建工承建".encode())
    report = library.add_bytes("云溪日报-A1.txt", corrected)
    assert (report.added, report.replaced) == (1, ())
    [notice] = report.warnings
    assert notice.source == "云溪日报-A1.txt"
    assert "same paper, day and page as passwd.txt" in notice.warning
    # Another story of that page may stand in a file of its own.
    assert library.add_bytes("B.txt", page(18, "青川铁桥")).warnings == ()
    assert library.add_bytes("C.txt", page(19, "白鹭水厂")).warnings == ()
