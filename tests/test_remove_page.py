"""A page can be taken out of the library by its name, also one on which no article was found."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag import Library
from rag.errors import InputError, UnknownArticle
from tests.conftest import Jianbao, LibraryMaker

BARE = "广告\n品名  单价\n甲  12\n"


@pytest.fixture
def shelf(make_library: LibraryMaker, pages: Path, tmp_path: Path) -> Library:
    library = make_library(pages)
    report = library.add_bytes("广告页.txt", BARE.encode())
    assert "`jianbao remove` with its name takes it out again." in report.warnings[0].warning
    return library


def test_a_page_without_articles_is_removed_by_its_name_and_can_be_added_again(shelf: Library) -> None:
    assert len(shelf.articles()) == 3
    assert shelf.remove([], pages=["广告页.txt"]) == 1
    with pytest.raises(InputError):
        shelf.page_text("广告页.txt")
    assert len(shelf.articles()) == 3
    assert shelf.add_bytes("广告页.txt", BARE.encode()).added == 1


def test_a_page_goes_with_its_articles_by_its_whole_name_or_its_files(shelf: Library) -> None:
    source = shelf.articles()[0].source
    there = len(shelf.printed_on(source))
    assert there
    assert shelf.remove([], pages=[Path(source).name, source]) == there
    assert all(article.source != source for article in shelf.articles())


def test_nothing_is_removed_where_one_is_unknown(shelf: Library) -> None:
    for ids, pages in (
        ([shelf.articles()[0].id], ["没有这一页.txt"]),
        (["0123456789abcdef"], ["广告页.txt"]),
        ([], ["告页.txt"]),  # the end of a name is none
        ([], ["%"]),
    ):
        with pytest.raises((InputError, UnknownArticle)):
            shelf.remove(ids, pages=pages)
    assert len(shelf.articles()) == 3
    assert shelf.page_text("广告页.txt")


def test_a_name_that_several_pages_have_is_not_guessed(make_library: LibraryMaker, tmp_path: Path) -> None:
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "同名.txt").write_text(f"{BARE}{folder}", encoding="utf-8")
    library = make_library(tmp_path / "a", tmp_path / "b")
    with pytest.raises(InputError, match="2 pages are called"):
        library.remove([], pages=["同名.txt"])
    assert library.remove([], pages=[str(tmp_path / "a" / "同名.txt")]) == 1
    assert library.remove([], pages=["同名.txt"]) == 1


def test_the_command_takes_ids_and_names(jianbao: Jianbao, home: Path, tmp_path: Path) -> None:
    (tmp_path / "广告页.txt").write_text(BARE, encoding="utf-8")
    jianbao("add", tmp_path / "广告页.txt", "--home", home)
    article = jianbao("articles", "--json", "--home", home).document["articles"][0]["id"]
    assert jianbao("remove", "广告页.txt", article, "--json", "--home", home).document == {"removed": 2}
    run = jianbao("remove", "广告页.txt", "--home", home)
    assert run.code == 1
    assert "The library has no article or page '广告页.txt'." in run.err
