"""The command line keeps its contract: one JSON document, exit codes, one line for what went wrong."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

import ui.cli
from rag.fakes import FakeChatModel
from rag.models import chat
from tests.conftest import Jianbao
from tests.shelf import CACHE

PUMPS = "白鹭机械一季度出口了多少台水泵？"
PROFIT = "青禾银行2030年净利润是多少？"


def check_offsets(answer: dict[str, Any]) -> None:
    for citation in answer["citations"]:
        printed = Path(citation["source"]).read_text(encoding="utf-8")[citation["start"] : citation["end"]]
        assert "".join(printed.split()) == "".join(citation["quote"].split())


class TestCommands:
    def test_adding_again_adds_nothing(self, jianbao: Jianbao, home: Path, pages: Path) -> None:
        report = jianbao("add", pages, "--home", home, "--json").document
        assert (report["added"], report["unchanged"], report["pages"]) == (0, 2, 2)
        assert "0 added, 2 unchanged" in jianbao("add", pages, "--home", home).out

    def test_what_is_given_is_trusted(self, jianbao: Jianbao, tmp_path: Path, pages: Path) -> None:
        given = ["--newspaper", "青川晚报", "--date", "2030-01-02", "--page", "C7", "--home", tmp_path / "h"]
        jianbao("add", pages, *given)
        [line, *_] = jianbao("articles", "--json", "--home", tmp_path / "h").document["articles"]
        assert (line["date"], line["page"]) == ("2030-01-02", "C7")

    def test_the_help_of_add_says_what_is_given(self, jianbao: Jianbao) -> None:
        shown = " ".join(jianbao("add", "-h").out.split())
        for said in ("The paper's name, trusted", "The day it was printed, trusted", "like A2, trusted"):
            assert said in shown
        assert "Only this paper" not in shown

    def test_parse_touches_no_library(self, jianbao: Jianbao, tmp_path: Path, pages: Path) -> None:
        page = pages / "云溪日报-2031-05-07-A2.txt"
        parsed = jianbao("--home", tmp_path / "none", "parse", page, "--json").document
        [article] = parsed["articles"]
        assert article["title"] == "白鹭机械出口翻番"
        assert article["byline"] == ["林小禾", "孟知夏"]
        assert parsed["captions"] == []
        text = page.read_text(encoding="utf-8")
        spans = [span for each in (*parsed["articles"], *parsed["fragments"]) for span in each["spans"]]
        told = {at for start, end in spans for at in range(start, end)}
        assert all(at in told for at, sign in enumerate(text) if not sign.isspace())
        assert not (tmp_path / "none").exists()
        assert "白鹭机械出口翻番" in jianbao("parse", page).out

    def test_articles(self, jianbao: Jianbao, home: Path) -> None:
        lines = jianbao("articles", "--json", "--home", home).document["articles"]
        assert len(lines) == 3
        assert {"id", "title", "byline", "date", "page", "source"} <= set(lines[0])
        assert len(jianbao("articles", "--home", home).out.splitlines()) == 3
        some = jianbao("articles", "--from", "2031-05-07", "--to", "2031-05-07", "--home", home, "--json").document
        assert [line["title"] for line in some["articles"]] == ["白鹭机械出口翻番"]

    def test_remove(self, jianbao: Jianbao, home: Path) -> None:
        ids = [line["id"] for line in jianbao("articles", "--json", "--home", home).document["articles"]]
        assert jianbao("remove", *ids[:2], "--json", "--home", home).document == {"removed": 2}
        assert len(jianbao("articles", "--json", "--home", home).document["articles"]) == 1

    def test_search(self, jianbao: Jianbao, home: Path) -> None:
        found = jianbao("search", "水泵 出口", "-k", "2", "--json", "--home", home).document
        assert found["query"] == "水泵 出口"
        assert len(found["hits"]) == 2
        hit = found["hits"][0]
        assert {"article_id", "title", "text", "score", "source", "start", "end"} <= set(hit)
        assert "1.28万台" in hit["text"]
        printed = Path(hit["source"]).read_text(encoding="utf-8")[hit["start"] : hit["end"]]
        assert "".join(hit["text"].split()) == "".join(printed.split())
        assert "1.28万台" in jianbao("search", "水泵 出口", "--home", home).out

    def test_search_of_many(self, jianbao: Jianbao, home: Path) -> None:
        run = jianbao("search", "-", "--json", "--home", home, given="水泵\n\n地铁\n")
        assert [json.loads(line)["query"] for line in run.out.splitlines()] == ["水泵", "地铁"]

    def test_ask(self, jianbao: Jianbao, home: Path) -> None:
        answer = jianbao("ask", PUMPS, "--json", "--home", home).document
        assert {"question", "answer", "abstained", "sentences", "citations", "model", "usage", "seconds"} <= set(answer)
        assert "1.28万台" in answer["answer"]
        assert answer["abstained"] is False
        assert answer["model"] == "extractive"
        assert {"n", "article_id", "title", "byline", "date", "page", "quote"} <= set(answer["citations"][0])
        check_offsets(answer)

    def test_ask_what_is_not_there(self, jianbao: Jianbao, home: Path) -> None:
        answer = jianbao("ask", "远汀银行的净利润是多少？", "--json", "--home", home).document
        assert answer["abstained"] is True
        assert answer["citations"] == []

    def test_ask_in_words(self, jianbao: Jianbao, home: Path) -> None:
        run = jianbao("ask", PUMPS, "--home", home)
        assert run.code == 0
        assert "1.28万台" in run.out
        assert "白鹭机械出口翻番" in run.out
        assert "extractive" in run.err

    def test_ask_of_many_answers_each_on_a_line(self, jianbao: Jianbao, home: Path) -> None:
        run = jianbao("ask", "-", "--json", "--home", home, given=f"{PUMPS}\n\n  {PROFIT}\n远汀银行亏了吗？")
        answers = [json.loads(line) for line in run.out.splitlines()]
        assert [answer["question"] for answer in answers] == [PUMPS, PROFIT, "远汀银行亏了吗？"]
        assert [answer["abstained"] for answer in answers] == [False, False, True]
        assert jianbao("ask", "-", "--json", "--home", home).out == ""

    def test_ask_of_many_in_words_shows_each_question_above_its_answer(self, jianbao: Jianbao, home: Path) -> None:
        run = jianbao("ask", "-", "--home", home, given=f"{PUMPS}\n{PROFIT}\n")
        first, second = run.out.split("\n\n> ")
        assert first.startswith(f"> {PUMPS}\n")
        assert "1.28万台" in first
        assert second.startswith(f"{PROFIT}\n")
        assert "48.6亿元" in second
        assert PUMPS not in jianbao("ask", PUMPS, "--home", home).out.splitlines()[0]
        found = jianbao("search", "-", "--home", home, given="水泵\n地铁\n").out
        assert found.startswith("> 水泵\n")
        assert "\n\n> 地铁\n" in found

    @pytest.mark.parametrize(("command", "name", "done"), [("ask", "question", "answer"), ("search", "query", "hits")])
    def test_a_line_that_fails_is_told_in_its_place(
        self, jianbao: Jianbao, home: Path, command: str, name: str, done: str
    ) -> None:
        lines = [PUMPS, "长" * 2001, PROFIT]
        run = jianbao(command, "-", "--json", "--home", home, given="\n".join(lines))
        first, second, third = (json.loads(line) for line in run.out.splitlines())
        assert [each[name] for each in (first, second, third)] == lines
        assert set(second) == {name, "error"}
        assert f"The {name} has 2001 characters" in second["error"]
        assert first[done]
        assert third[done]
        assert (run.code, run.err.count("\n")) == (1, 1)
        assert "1 of 3 lines failed" in run.err
        run = jianbao(command, "-", "--home", home, given="\n".join(lines))
        assert run.code == 1
        assert f"> {PROFIT}\n" in run.out
        assert f"jianbao: The {name} has 2001" in run.err

    def test_filters(self, jianbao: Jianbao, home: Path) -> None:
        for wrong in (["--author", "周以宁"], ["--to", "2031-05-06"], ["--newspaper", "青川晚报"]):
            assert jianbao("ask", PUMPS, *wrong, "--json", "--home", home).document["abstained"] is True
        right = ["--author", "孟知夏", "--from", "2031-05-07", "--newspaper", "云溪日报"]
        assert jianbao("ask", PUMPS, *right, "--json", "--home", home).document["abstained"] is False

    def test_a_model_that_writes(self, jianbao: Jianbao, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        model = FakeChatModel(["白鹭机械一季度出口水泵1.28万台[1]。"])
        monkeypatch.setattr(chat, "open_model", lambda *_: model)
        answer = jianbao("ask", PUMPS, "--json", "--home", home).document
        assert answer["model"] == "fake-chat"
        assert answer["usage"]["completion_tokens"] > 0
        check_offsets(answer)

    def test_eval(self, jianbao: Jianbao, home: Path, tmp_path: Path) -> None:
        questions = tmp_path / "questions.jsonl"
        lines = [{"question": PUMPS, "facts": [["1.28万"]], "evidence": ["出口水泵1.28万台"]}]
        lines.append({"question": "远汀银行的净利润是多少？", "facts": [], "evidence": []})
        questions.write_text("\n".join(json.dumps(line) for line in lines), encoding="utf-8")
        report = jianbao("eval", questions, "--json", "--home", home, "--out", tmp_path / "run").document
        assert (report["complete"], report["refused"], report["citation_recall"]) == (1, 1, 1.0)
        assert "complete" in jianbao("eval", questions, "--home", home).out
        assert jianbao("eval", questions, "--home", home, "--compare", tmp_path / "run").code == 2
        gone = jianbao("eval", questions, "--home", home, "--out", tmp_path / "run", "--compare", tmp_path / "gone")
        assert (gone.code, gone.err.count("\n")) == (1, 1)
        same = jianbao("eval", questions, "--home", home, "--out", tmp_path / "run", "--compare", tmp_path / "run")
        assert same.code == 0

    def test_doctor(self, jianbao: Jianbao, home: Path) -> None:
        report = jianbao("doctor", "--json", "--home", home).document
        assert report["problems"] == []
        assert report["library"]["articles"] == 3
        assert report["llm"]["kind"] == "extractive"
        shown = jianbao("doctor", "--home", home).out
        assert "kind: extractive" in shown
        assert shown.count("leaves_this_machine: no\n") == 2
        assert not re.search(r"\b(?:True|False|None)\b|where: *$", shown, re.MULTILINE)

    def test_doctor_with_a_problem(self, jianbao: Jianbao, home: Path) -> None:
        run = jianbao("doctor", "--llm", "openai", "--json", "--home", home)
        assert run.code == 1
        assert "OPENAI_API_KEY" in json.dumps(json.loads(run.out)["problems"])
        assert len(run.err.splitlines()) == 1


class TestUsage:
    @pytest.mark.parametrize("before", [True, False])
    def test_home_and_json_stand_before_or_after(self, jianbao: Jianbao, home: Path, before: bool) -> None:
        options: list[object] = ["--home", home, "--json"]
        arguments = [*options, "articles"] if before else ["articles", *options]
        assert len(jianbao(*arguments).document["articles"]) == 3

    def test_home_by_the_environment(self, jianbao: Jianbao, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("JIANBAO_HOME", str(home))
        assert len(jianbao("articles", "--json").document["articles"]) == 3

    @pytest.mark.parametrize(
        "arguments",
        [
            ["no-such-command"],
            ["ask"],
            ["ask", PUMPS, "--llm", "magic"],
            ["ask", PUMPS, "--from", "yesterday"],
            ["search", "水泵", "-k", "0"],
            ["articles", "--no-such-option"],
            ["serve", "--port", "99999"],
        ],
    )
    def test_wrong_usage_is_exit_2(self, jianbao: Jianbao, arguments: Sequence[str]) -> None:
        run = jianbao(*arguments)
        assert run.code == 2
        assert run.out == ""
        assert run.err

    @pytest.mark.parametrize("option", [["search", "水泵", "--from"], ["articles", "--to"], ["add", ".", "--date"]])
    @pytest.mark.parametrize("given", ["2026/05/12", "昨天", "2026-02-30"])
    def test_a_day_is_told_how_to_be_written(self, jianbao: Jianbao, option: Sequence[str], given: str) -> None:
        run = jianbao(*option, given)
        assert run.code == 2
        assert "Write it YYYY-MM-DD" in " ".join(run.err.split())
        assert given in run.err
        assert "%Y" not in run.err + jianbao(option[0], "--help").out

    @pytest.mark.parametrize("command", ["add", "articles", "search", "ask", "digest", "batch", "eval", "serve"])
    def test_help_names_what_an_option_takes_and_no_type_of_pythons(self, jianbao: Jianbao, command: str) -> None:
        options = jianbao(command, "--help").out.partition("Options:")[2]
        assert options
        assert re.findall(r"<(?:%|list|str|int|float|path|file|datetime)[^>\n]*>", options, re.I) == []
        assert ("--from" in options) == ("--from DATE" in options)

    def test_version_and_help(self, jianbao: Jianbao) -> None:
        assert jianbao("--version").out[0].isdigit()
        run = jianbao("--help")
        assert run.code == 0
        for command in ("parse", "add", "articles", "remove", "search", "ask", "summarize", "eval", "doctor", "serve"):
            assert command in run.out

    def test_add_reports_what_failed_and_takes_the_rest(self, jianbao: Jianbao, home: Path, tmp_path: Path) -> None:
        good, bad = tmp_path / "good.txt", tmp_path / "bad.txt"
        good.write_text("赤松茶厂开园\n本报记者 林小禾\n赤松茶厂5月8日开园，首日采茶300公斤。\n", encoding="utf-8")
        bad.write_bytes(b"")
        run = jianbao("add", good, bad, "--json", "--home", home)
        assert run.code == 1
        report = json.loads(run.out)
        assert report["added"] == 1
        assert [failure["source"] for failure in report["failed"]] == [str(bad)]
        assert len(run.err.splitlines()) == 1


class TestProcess:
    """What only a process of its own shows."""

    @staticmethod
    def run(*arguments: str, given: str = "", **environment: str) -> subprocess.CompletedProcess[bytes]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("LC_", "LANG", "PYTHON"))}
        return subprocess.run(
            [sys.executable, "-m", "ui.cli", *arguments],
            input=given.encode(),
            capture_output=True,
            env={**kept, "JIANBAO_CACHE": str(CACHE), **environment},
            cwd=Path(ui.cli.__file__).parent.parent,
            check=False,
        )

    @pytest.mark.parametrize("locale", ["C", "POSIX", "en_US.ISO-8859-1"])
    def test_utf_8_whatever_the_locale(self, pages: Path, locale: str) -> None:
        page = pages / "云溪日报-2031-05-07-A2.txt"
        for more in ({}, {"PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}):
            done = self.run("parse", str(page), "--json", LC_ALL=locale, **more)
            assert done.returncode == 0, done.stderr
            [article] = json.loads(done.stdout.decode("utf-8"))["articles"]
            assert article["title"] == "白鹭机械出口翻番"
            assert article["source"] == str(page)

    def test_a_failure_is_one_line_and_exit_1(self, tmp_path: Path) -> None:
        done = self.run("parse", str(tmp_path / "没有.txt"), "--json")
        assert done.returncode == 1
        assert done.stdout == b""
        [line] = done.stderr.decode("utf-8").splitlines()
        assert line.startswith("jianbao: ")
        assert "没有.txt" in line


@pytest.mark.parametrize("command", [["articles"], ["search", "水泵"], ["ask", PUMPS], ["digest"]])
def test_days_the_wrong_way_round_are_one_line(jianbao: Jianbao, home: Path, command: list[str]) -> None:
    run = jianbao(*command, "--from", "2031-05-08", "--to", "2031-05-07", "--home", home)
    assert (run.code, run.out) == (1, "")
    assert "2031-05-08, is after the last, 2031-05-07. Swap them." in run.err
