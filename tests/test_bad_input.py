"""What cannot be used is said in one line, and leaves the library as it was."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.conftest import PAGES, Jianbao, Run
from tests.model_server import KEY, ModelServer, closed_port, status
from tests.pdfs import Sheets

PUMPS = "白鹭机械一季度出口了多少台水泵？"
SECRET = "sk-invented-secret-0123456789"


def contents(jianbao: Jianbao, home: Path) -> str:
    """All that a reader can see of a library."""
    return jianbao("articles", "--json", "--home", home).out + json.dumps(
        jianbao("search", "银行 水泵 地铁", "--json", "--home", home).document, sort_keys=True
    )


def check_one_line(run: Run, *parts: str) -> None:
    assert run.code == 1
    [line] = run.err.splitlines()
    assert line.startswith("jianbao: ")
    for part in parts:
        assert part in line
    assert SECRET not in run.out + run.err
    assert KEY not in run.out + run.err


def locked_pdf() -> bytes:
    sheets = Sheets(password="secret")
    sheets.put("锁住的字", 60, 60, 12)
    return sheets.done()


@pytest.mark.parametrize(
    ("name", "data", "complaint"),
    [
        ("empty.txt", b"", "empty"),
        ("blank.txt", b" \n\t\r\n ", "empty"),
        ("binary.txt", bytes(range(256)) * 64, "binary.txt"),
        ("picture.txt", b"\x89PNG\r\n\x1a\n" + b"\x00\x01\x02\xff" * 500, "picture.txt"),
        ("locked.pdf", None, "locked by a password"),
        ("cut.pdf", b"%PDF-1.7\n1 0 obj", "cut.pdf"),
        ("page.xyz", b"text", "no kind that can be read"),
    ],
)
def test_a_file_that_cannot_be_read(
    jianbao: Jianbao, home: Path, tmp_path: Path, name: str, data: bytes | None, complaint: str
) -> None:
    before = contents(jianbao, home)
    path = tmp_path / name
    path.write_bytes(locked_pdf() if data is None else data)
    check_one_line(jianbao("add", path, "--home", home), name, complaint)
    check_one_line(jianbao("parse", path), name, complaint)
    assert contents(jianbao, home) == before


def test_a_text_of_50_megabytes(jianbao: Jianbao, home: Path, tmp_path: Path) -> None:
    before = contents(jianbao, home)
    path = tmp_path / "endless.txt"
    with path.open("wb") as file:
        file.truncate(50_000_000)
    check_one_line(jianbao("add", path, "--home", home), "endless.txt", "20000000", "JIANBAO_MAX_FILE_BYTES")
    assert contents(jianbao, home) == before


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16", "utf-16-le", "utf-8-sig"])
def test_other_encodings_are_read(jianbao: Jianbao, home: Path, tmp_path: Path, encoding: str) -> None:
    before = contents(jianbao, home)
    path = tmp_path / "云溪日报-2031-05-08-A1.txt"
    path.write_bytes(PAGES["云溪日报-2031-05-07-A2.txt"].replace("水泵", "电机").encode(encoding))
    [article] = jianbao("parse", path, "--json").document["articles"]
    assert article["title"] == "白鹭机械出口翻番"
    assert jianbao("add", path, "--json", "--home", home).document["added"] == 1
    answer = jianbao("ask", "白鹭机械一季度出口了多少台电机？", "--json", "--home", home).document
    assert "1.28万台" in answer["answer"]
    jianbao("remove", article["id"], "--home", home)
    assert contents(jianbao, home) == before


@pytest.mark.parametrize("command", ["add", "parse", "eval"])
def test_a_missing_file(jianbao: Jianbao, home: Path, tmp_path: Path, command: str) -> None:
    before = contents(jianbao, home)
    options = ["--home", home] if command != "parse" else []
    check_one_line(jianbao(command, tmp_path / "missing.txt", *options), "missing.txt")
    assert contents(jianbao, home) == before


@pytest.mark.parametrize("command", [["remove"], ["summarize"], ["ask", PUMPS, "--article"]])
def test_an_unknown_article(jianbao: Jianbao, home: Path, command: list[str]) -> None:
    before = contents(jianbao, home)
    check_one_line(jianbao(*command, "0123456789abcdef", "--home", home), "0123456789abcdef")
    assert contents(jianbao, home) == before


def test_a_known_and_an_unknown_article_remove_neither(jianbao: Jianbao, home: Path) -> None:
    before = contents(jianbao, home)
    known = jianbao("articles", "--json", "--home", home).document["articles"][0]["id"]
    check_one_line(jianbao("remove", known, "0123456789abcdef", "--home", home), "0123456789abcdef")
    assert contents(jianbao, home) == before


class TestModelServer:
    @pytest.fixture(autouse=True)
    def _no_waiting(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("rag.models.remote.time.sleep", lambda _seconds: None, raising=False)
        monkeypatch.setenv("OPENAI_API_KEY", SECRET)

    def test_an_unreachable_server(self, jianbao: Jianbao, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        before = contents(jianbao, home)
        monkeypatch.setenv("OPENAI_BASE_URL", closed_port())
        check_one_line(jianbao("ask", PUMPS, "--llm", "openai", "--home", home), "127.0.0.1")
        assert contents(jianbao, home) == before

    def test_a_wrong_key(self, jianbao: Jianbao, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        before = contents(jianbao, home)
        with ModelServer() as server:
            monkeypatch.setenv("OPENAI_BASE_URL", server.base_url)
            monkeypatch.setenv("OPENAI_MODEL", "invented")
            server.faults.append(status(401, f"Incorrect API key provided: {SECRET}", "invalid_api_key"))
            run = jianbao("ask", PUMPS, "--json", "--llm", "openai", "--home", home)
        check_one_line(run, "key")
        assert run.out == ""
        assert contents(jianbao, home) == before

    def test_a_right_answer_comes_by_the_same_way(
        self, jianbao: Jianbao, home: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with ModelServer() as server:
            monkeypatch.setenv("OPENAI_BASE_URL", server.base_url)
            monkeypatch.setenv("OPENAI_MODEL", "invented")
            server.replies.append("白鹭机械一季度出口水泵1.28万台[1]。")
            answer = jianbao("ask", PUMPS, "--json", "--llm", "openai", "--home", home).document
        assert "1.28万台" in answer["answer"]
        assert answer["model"] == "invented"


def test_a_setting_that_cannot_be_used(jianbao: Jianbao, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JIANBAO_CHUNK_TOKENS", SECRET)
    check_one_line(jianbao("articles"), "JIANBAO_CHUNK_TOKENS")


def test_an_empty_and_an_endless_question(jianbao: Jianbao, home: Path) -> None:
    check_one_line(jianbao("ask", "  ", "--home", home), "empty")
    check_one_line(jianbao("ask", "问" * 3000, "--home", home), "3000")
    check_one_line(jianbao("search", " ", "--home", home), "empty")


def test_a_home_that_is_a_file(jianbao: Jianbao, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    check_one_line(jianbao("articles", "--home", tmp_path / "file"), "file")
