"""The file of a batch, and the command that writes it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from rag.briefs import batch
from rag.briefs.batch import Item
from rag.errors import (
    InputError,
    LibraryBusy,
)
from tests.conftest import Jianbao
from tests.test_batch import brief
from ui.brief_file import BriefFile


class TestFile:
    def write(self, path: Path, *articles: str, made_by: str = "recipe") -> None:
        with BriefFile(path) as book:
            for article in articles:
                item = batch.item(article, made_by)
                book.keep(item, brief(item))

    def ids(self, path: Path) -> list[str]:
        return [json.loads(line)["article_ids"][0] for line in path.read_text("utf-8").splitlines()]

    def test_it_knows_what_it_holds(self, tmp_path: Path) -> None:
        path = tmp_path / "new" / "briefs.jsonl"
        self.write(path, "a", "b")
        with BriefFile(path) as book:
            assert book.written() == {each: batch.item(each, "recipe").fingerprint for each in "ab"}
            assert [summary.article_ids for summary in book.summaries()] == [["a"], ["b"]]

    @pytest.mark.parametrize("cut", [1, 2, 20, -2])
    def test_a_torn_line_is_cut(self, tmp_path: Path, cut: int) -> None:
        path = tmp_path / "briefs.jsonl"
        self.write(path, "a", "b")
        first, second = path.read_bytes().splitlines(keepends=True)
        path.write_bytes(first + second[:cut])
        self.write(path, "c")
        assert self.ids(path) == ["a", "c"]

    def test_a_whole_line_that_lacks_its_end_is_kept(self, tmp_path: Path) -> None:
        path = tmp_path / "briefs.jsonl"
        self.write(path, "a", "b")
        path.write_bytes(path.read_bytes()[:-1])
        self.write(path, "c")
        assert self.ids(path) == ["a", "b", "c"]

    @pytest.mark.parametrize("text", ["dear diary\n", "dear diary", '{"a": 1}\n', "[1]\n", "\n", "\0\1\n"])
    def test_a_file_of_something_else_is_left_as_it_is(self, tmp_path: Path, text: str) -> None:
        path = tmp_path / "briefs.jsonl"
        path.write_text(text)
        with pytest.raises(InputError, match=r"is no brief\. Give another"), BriefFile(path):
            pass
        assert path.read_text() == text

    def test_nobody_else_writes_it_meanwhile(self, tmp_path: Path) -> None:
        path = tmp_path / "briefs.jsonl"
        with BriefFile(path) as book:
            with pytest.raises(LibraryBusy, match="Another batch"), BriefFile(path):
                pass
            self_made = batch.item("a", "recipe")
            book.keep(self_made, brief(self_made))
            book.keep(self_made, brief(self_made))
            book.finish()  # a new file is in its place, and is as well guarded
            with pytest.raises(LibraryBusy, match="Another batch"), BriefFile(path):
                pass
            book.keep(batch.item("b", "recipe"), brief(batch.item("b", "recipe")))
        assert self.ids(path) == ["a", "b"]

    def test_at_the_end_only_what_counts_is_left(self, tmp_path: Path) -> None:
        path = tmp_path / "briefs.jsonl"
        self.write(path, "a", "b")
        self.write(path, "a", made_by="another")
        with BriefFile(path) as book:
            book.finish()
            assert book.written()["a"] == batch.item("a", "another").fingerprint
        assert self.ids(path) == ["b", "a"]
        assert [path] == list(tmp_path.iterdir())

    def test_failures_are_listed_beside_it_by_the_last_run(self, tmp_path: Path) -> None:
        path = tmp_path / "briefs.jsonl"
        with BriefFile(path) as book:
            book.fail(Item("a", "f", "题"), "It is gone.")
        [line] = (tmp_path / "briefs.failed.jsonl").read_text("utf-8").splitlines()
        assert json.loads(line) == {"article_id": "a", "title": "题", "error": "It is gone."}
        self.write(path, "b")
        assert not (tmp_path / "briefs.failed.jsonl").exists()

    def test_a_place_that_cannot_be_written_says_so(self, tmp_path: Path) -> None:
        (tmp_path / "file").touch()
        with pytest.raises(InputError, match="cannot be written"), BriefFile(tmp_path / "file" / "briefs.jsonl"):
            pass


class TestCommand:
    def test_it_writes_summaries_of_the_contract(self, jianbao: Jianbao, home: Path, tmp_path: Path) -> None:
        out = tmp_path / "briefs.jsonl"
        ran = jianbao("batch", "--out", out, "--home", home, "--json", "--yes")
        counts = {name: ran.document[name] for name in ("done", "skipped", "failed", "tokens")}
        assert counts == {"done": 3, "skipped": 0, "failed": 0, "tokens": {"prompt": 0, "completion": 0}}
        said = "3 articles to brief (0 are there already); no model is used: the papers' own sentences."
        assert said in ran.err
        listed = {each["id"] for each in jianbao("articles", "--home", home, "--json").document["articles"]}
        found = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
        assert {each["article_ids"][0] for each in found} == listed
        for each in found:
            assert {"article_ids", "title", "summary", "sentences", "citations", "model", "usage"} <= each.keys()
            alone = jianbao("summarize", *each["article_ids"], "--home", home, "--json").document["summaries"][0]
            assert {name: each[name] for name in alone} == alone
        again = jianbao("batch", "--out", out, "--home", home, "--json").document
        assert (again["done"], again["skipped"]) == (0, 3)

    def test_filters_choose(self, jianbao: Jianbao, home: Path, tmp_path: Path) -> None:
        out = tmp_path / "briefs.jsonl"
        given = ("batch", "--out", out, "--home", home, "--json")
        assert jianbao(*given, "--from", "2031-05-07").document["done"] == 1
        assert jianbao(*given, "--author", "林小禾").document == {
            "done": 1, "skipped": 1, "failed": 0, "tokens": {"prompt": 0, "completion": 0}, "others": 0, "replaced": 0,
            "unknown": 0,
        }  # fmt: skip
        assert jianbao(*given, "--newspaper", "云溪日报", "--to", "2031-05-06").document["others"] == 1
        none = jianbao(*given, "--author", "无此人")
        assert (none.code, none.err.count("\n")) == (1, 1)
        assert "no article to brief" in none.err

    def test_another_length_is_another_brief(self, jianbao: Jianbao, home: Path, tmp_path: Path) -> None:
        out = tmp_path / "briefs.jsonl"
        given = ("batch", "--out", out, "--home", home, "--json", "--length")
        first = jianbao(*given, 1)
        assert (first.document["done"], first.document["replaced"]) == (3, 0)
        assert "replaced" not in first.err
        other = jianbao(*given, 2)
        assert (other.document["done"], other.document["replaced"]) == (3, 3)
        assert f"{out}: 3 of its briefs, made otherwise" in other.err
        assert "another --out keeps them" in other.err
        again = jianbao(*given, 2)
        assert (again.document["skipped"], again.document["replaced"], again.err) == (3, 0, "")
        assert "3 written (3 replaced), 0 were there" in jianbao(*given[:-2], "--length", 1).out
        assert len(out.read_text("utf-8").splitlines()) == 3

    def test_briefs_of_articles_that_it_does_not_know_stay(self, jianbao: Jianbao, home: Path, tmp_path: Path) -> None:
        out, report = tmp_path / "briefs.jsonl", tmp_path / "r.csv"
        assert "unknown" not in jianbao("batch", "--out", out, "--home", home).err
        before = out.read_bytes()
        gone = json.loads(before.splitlines()[0])
        jianbao("remove", *gone["article_ids"], "--home", home)
        again = jianbao("batch", "--out", out, "--home", home, "--json", "--report", report)
        assert (again.code, again.document["skipped"], again.document["unknown"]) == (0, 2, 1)
        assert f"{out}: 1 of its briefs are of articles that are not in {home}" in again.err
        assert out.read_bytes() == before
        assert gone["title"] not in report.read_text("utf-8")

    def test_another_library_takes_none_of_its_briefs(self, jianbao: Jianbao, home: Path, tmp_path: Path) -> None:
        out, other = tmp_path / "briefs.jsonl", tmp_path / "other"
        jianbao("batch", "--out", out, "--home", home)
        before = out.read_bytes()
        page = tmp_path / "page.txt"
        page.write_text("青禾银行开了新网点\n\n本报记者 林小禾\n\n青禾银行5月9日在云溪县开了一家新网点。\n", "utf-8")
        jianbao("add", page, "--home", other)
        ran = jianbao("batch", "--out", out, "--home", other, "--json")
        assert (ran.document["done"], ran.document["unknown"]) == (1, 3)
        assert out.read_bytes().startswith(before)
        assert jianbao("batch", "--out", out, "--home", home, "--json").document["skipped"] == 3

    def test_reports_stand_beside(self, jianbao: Jianbao, home: Path, tmp_path: Path) -> None:
        reports = [tmp_path / f"r.{kind}" for kind in ("html", "md", "csv")]
        options = [part for path in reports for part in ("--report", path)]
        jianbao("batch", "--out", tmp_path / "briefs.jsonl", "--home", home, *options)
        for path in reports:
            assert "白鹭机械出口翻番" in path.read_text("utf-8")

    def test_wrong_usage_is_told_before_anything_is_done(self, jianbao: Jianbao, home: Path, tmp_path: Path) -> None:
        assert jianbao("batch", "--out", tmp_path / "b.html", "--home", home).code == 2
        assert jianbao("batch", "--out", tmp_path / "b.jsonl", "--engine", "dask", "--home", home).code == 2
        assert jianbao("batch", "--home", home).code == 2
        odd = jianbao("batch", "--out", tmp_path / "b.jsonl", "--report", tmp_path / "r.pdf", "--home", home)
        assert odd.code == 1
        assert "no known format" in odd.err
        assert not list(tmp_path.glob("b.*"))

    def test_summarize_takes_the_filters(self, jianbao: Jianbao, home: Path) -> None:
        found = jianbao("summarize", "--from", "2031-05-07", "--home", home, "--json").document["summaries"]
        assert [each["title"] for each in found] == ["白鹭机械出口翻番"]
        [chosen] = found[0]["article_ids"]
        by_id = jianbao("summarize", "--article", chosen, "--home", home, "--json").document["summaries"]
        assert by_id == found
        assert jianbao("summarize", "--home", home).code == 2
        none = jianbao("summarize", chosen, "--to", "2031-05-06", "--home", home)
        assert none.code == 1
