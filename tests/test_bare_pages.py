"""A page that is taken and yields no article is named, with the likely reason."""

from __future__ import annotations

from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from tests.conftest import PAGES, Jianbao, LibraryMaker
from ui.server import create_app

TABLE = "1 2 3 4\n5 6 7 8\n" * 30


@pytest.mark.parametrize(("text", "said"), [("你好", "only 2 characters"), (TABLE, "without running text")])
def test_the_command_warns_and_says_why(jianbao: Jianbao, tmp_path: Path, text: str, said: str) -> None:
    page = tmp_path / "short.txt"
    page.write_text(text, encoding="utf-8")
    for added in (1, 0):  # the second time it is there, and still without an article
        run = jianbao("add", page, "--home", tmp_path / "home", "--json")
        assert run.document["added"] == added
        assert (run.document["pages"], run.document["articles"], run.document["failed"]) == (1, 0, [])
        [notice] = run.document["warnings"]
        assert notice["source"] == str(page)
        assert said in notice["warning"]
        assert run.err == f"jianbao: {notice['warning']}\n"


def test_a_page_with_articles_is_not_warned_of(jianbao: Jianbao, tmp_path: Path, pages: Path) -> None:
    run = jianbao("add", pages, "--home", tmp_path / "home", "--json")
    assert run.document["warnings"] == []
    assert run.err == ""


def test_the_api_warns_of_each_file_of_an_upload(make_library: LibraryMaker) -> None:
    client = TestClient(create_app(make_library(), page=False), base_url="http://127.0.0.1")
    given = {"short.txt": "你好", "table.txt": TABLE, **PAGES}
    report = client.post("/api/v1/pages", files=[("files", (name, text.encode())) for name, text in given.items()])
    assert report.status_code == 200
    assert [notice["source"] for notice in report.json()["warnings"]] == ["short.txt", "table.txt"]
    assert report.json()["added"] == 4
