"""A command that only reads begins no library: a mistyped --home is told, and leaves nothing behind."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import Jianbao

PUMPS = "白鹭机械一季度出口了多少台水泵？"


@pytest.mark.parametrize(
    "command", [["ask", PUMPS], ["search", "水泵"], ["articles"], ["doctor"]], ids=lambda command: command[0]
)
def test_reading_where_there_is_no_library_says_so_and_makes_none(
    jianbao: Jianbao, tmp_path: Path, command: list[str]
) -> None:
    (tmp_path / "pages").mkdir()
    for home in (tmp_path / "mistyped" / "home", tmp_path / "pages"):
        run = jianbao(*command, "--json", "--home", home)
        assert run.code == 0
        assert f"There is no library in {home} yet; `jianbao add` begins one." in run.err
        assert "The library is empty" not in run.err
    assert [path.name for path in tmp_path.rglob("*")] == ["pages"]


def test_an_answer_says_that_the_library_is_empty(jianbao: Jianbao, tmp_path: Path) -> None:
    answer = jianbao("ask", PUMPS, "--json", "--home", tmp_path / "mistyped").document
    assert answer["abstained"] is True
    assert "请先添加版面" in answer["answer"]


@pytest.mark.parametrize("command", [["summarize", "0123456789abcdef"], ["remove", "0123456789abcdef"], ["digest"]])
def test_what_fails_there_is_one_line_that_says_so(jianbao: Jianbao, tmp_path: Path, command: list[str]) -> None:
    run = jianbao(*command, "--home", tmp_path / "mistyped")
    assert run.code == 1
    [line] = run.err.splitlines()
    assert f"There is no library in {tmp_path / 'mistyped'} yet" in line
    assert not (tmp_path / "mistyped").exists()


def test_filters_that_let_nothing_through_are_told(jianbao: Jianbao, home: Path) -> None:
    for command in (["search", "水泵"], ["articles"]):
        run = jianbao(*command, "--newspaper", "青川晚报", "--home", home)
        assert (run.code, run.out) == (0, "")
        assert run.err == "jianbao: The filters let no article through: widen them.\n"


def test_an_answer_without_articles_is_one_line(jianbao: Jianbao, home: Path) -> None:
    run = jianbao("ask", PUMPS, "--newspaper", "青川晚报", "--home", home)
    said = "资料库中没有符合筛选条件的文章，请放宽条件。资料库中没有“青川晚报”；有的报纸是：云溪日报。"
    assert run.out == f"{said}\n"


@pytest.mark.parametrize(
    ("question", "words"),
    [("青禾银行的行长多大年纪？", "相近的报道："), ("How old is the president of Qinghe Bank?", "Nearest articles:")],
)
def test_the_nearest_articles_have_a_word_before_them(jianbao: Jianbao, home: Path, question: str, words: str) -> None:
    said, gap, heading, *nearest = jianbao("ask", question, "--home", home).out.splitlines()
    assert said
    assert (gap, heading) == ("", words)
    assert nearest
    assert all(line.startswith("  《") for line in nearest)


def test_adding_begins_a_library(jianbao: Jianbao, tmp_path: Path, pages: Path) -> None:
    jianbao("add", pages, "--home", tmp_path / "new")
    run = jianbao("articles", "--home", tmp_path / "new")
    assert len(run.out.splitlines()) == 3
    assert run.err == ""
