"""The yardstick counts what a reader would: facts stated, refusals, citations found in print, figures from nowhere."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from rag import Answer, Library
from rag.errors import InputError
from rag.evaluate import evaluate_file, read_probes, states, summarise_rows
from rag.fakes import FakeChatModel
from rag.scored import compare_runs
from rag.types import Question

PROFIT = {
    "question": "青禾银行2030年净利润是多少？",
    "facts": [["48.6亿元", "48.6 亿元"]],
    "evidence": ["2030年该行实现净利润48.6亿元"],
}
PUMPS = {
    "question": "白鹭机械一季度出口了多少台水泵，出口额是多少？",
    "facts": [["1.28万", "12800"], ["3.45亿元"]],
    "evidence": ["出口水泵1.28万台，出口额为3.45亿元"],
}
REWORDED = {**PROFIT, "question": "青禾银行那年到底赚到手多少？"}  # where a model finds nothing, no printed word helps
NOT_THERE = {"question": "远汀银行的净利润是多少？", "facts": [], "evidence": []}
FIELDS = {
    "questions", "answerable", "complete", "unanswerable", "refused", "false_refusals", "citation_recall",
    "citation_precision", "figures_not_in_source", "recall_at_1", "recall_at_3", "recall_at_10", "mrr", "seconds_p50",
    "tokens_p50",
}  # fmt: skip


@pytest.fixture
def write(tmp_path: Path) -> Any:
    def write_lines(*records: object) -> Path:
        path = tmp_path / "questions.jsonl"
        lines = [record if isinstance(record, str) else json.dumps(record, ensure_ascii=False) for record in records]
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return path

    return write_lines


def test_a_good_run(library: Library, chat: FakeChatModel, write: Any) -> None:
    chat.replies.extend(["青禾银行净利润为48.6亿元[1]。", "白鹭机械出口水泵1.28万台，出口额为3.45亿元[1]。"])
    report = evaluate_file(library, write(PROFIT, PUMPS, NOT_THERE))
    assert set(report) >= FIELDS
    assert (report["questions"], report["answerable"], report["unanswerable"]) == (3, 2, 1)
    assert (report["complete"], report["refused"], report["false_refusals"]) == (2, 1, 0)
    assert (report["citation_recall"], report["citation_precision"]) == (1.0, 1.0)
    assert report["figures_not_in_source"] == 0
    assert report["recall_at_10"] == 1.0
    assert report["mrr"] is not None
    assert report["tokens_p50"]


def test_half_an_answer_is_not_complete_and_a_false_refusal_is_counted(
    library: Library, chat: FakeChatModel, write: Any
) -> None:
    chat.replies.extend(["资料中没有。", "白鹭机械一季度出口水泵1.28万台[1]。"])
    half = {**PUMPS, "facts": [["1.28万"], ["4.56亿元"]]}
    report = evaluate_file(library, write(REWORDED, half))
    assert report["complete"] == 0
    assert report["false_refusals"] == 1
    assert report["unanswerable"] == 0
    assert report["refused"] == 0


@pytest.mark.parametrize(
    ("spelling", "text"),
    [
        ("2.1亿元", "净利润为2.1亿元。"),
        ("2.1亿元", "净利润为２．１ 亿元。"),
        ("12800", "出口水泵12,800台。"),
        ("12,800", "出口水泵12800台。"),
        ("3亿元", "2030年,3亿元。"),
        ("2030", "It was founded in 2030."),
        ("2030", "It was founded in 2030. 15 people work there."),
        ("15 people", "It was founded in 2030. 15 people work there."),
        ("7%", "增速为7%"),
        ("青禾银行", "青禾 银行"),
        ("1", "1"),
    ],
)
def test_a_fact_is_stated(spelling: str, text: str) -> None:
    assert states(text, spelling)


@pytest.mark.parametrize(
    ("spelling", "text"),
    [
        ("2.1亿元", "净利润为32.1亿元。"),
        ("1亿元", "净利润为32.1亿元。"),
        ("7%", "增速为57%"),
        ("5%", "It rose by .5%"),
        ("800", "出口水泵12,800台。"),
        ("12", "出口水泵12,800台。"),
        ("48", "净利润为48.6亿元。"),
        ("203", "成立于2030年"),
        ("1日", "3月21日"),
        ("2.1亿元", "净利润为2.10亿元。"),
    ],
)
def test_a_part_of_a_longer_number_states_no_fact(spelling: str, text: str) -> None:
    assert not states(text, spelling)


def test_a_figure_that_ends_as_the_fact_does_is_not_complete(library: Library, chat: FakeChatModel, write: Any) -> None:
    chat.replies.append("青禾银行净利润为48.6亿元[1]。")
    report = evaluate_file(library, write({**PROFIT, "facts": [["8.6亿元"]]}))
    assert (report["answerable"], report["complete"]) == (1, 0)


def test_an_answer_to_what_the_library_cannot_know_is_no_refusal(
    library: Library, chat: FakeChatModel, write: Any
) -> None:
    chat.replies.append("青禾银行净利润为48.6亿元[1]。")
    report = evaluate_file(library, write({**PROFIT, "facts": [], "evidence": []}))
    assert (report["unanswerable"], report["refused"], report["answerable"]) == (1, 0, 0)
    assert report["citation_precision"] is None
    assert report["recall_at_1"] is None
    assert report["mrr"] is None


class Doctored:
    """A library whose answers are changed before they are scored: the yardstick must see it."""

    def __init__(self, library: Library, change: Any) -> None:
        self.library, self.change = library, change

    def ask(self, question: Question) -> Answer:
        answer: Answer = self.change(self.library.ask(question))
        return answer

    def __getattr__(self, name: str) -> Any:
        return getattr(self.library, name)


def test_a_citation_that_is_not_in_print_does_not_count(library: Library, chat: FakeChatModel, write: Any) -> None:
    def shift(answer: Answer) -> Answer:
        moved = tuple(replace(citation, start=citation.start + 5) for citation in answer.citations)
        return replace(answer, citations=moved)

    chat.replies.append("青禾银行净利润为48.6亿元[1]。")
    library_: Any = Doctored(library, shift)
    assert evaluate_file(library_, write(PROFIT))["citation_recall"] == 0.0


def test_a_figure_that_the_cited_words_lack_is_counted(library: Library, chat: FakeChatModel, write: Any) -> None:
    def invent(answer: Answer) -> Answer:
        changed = tuple(replace(s, text=s.text.replace("48.6亿元", "84.6亿元")) for s in answer.sentences)
        return replace(answer, sentences=changed)

    chat.replies.append("青禾银行净利润为48.6亿元[1]。")
    library_: Any = Doctored(library, invent)
    report = evaluate_file(library_, write(PROFIT))
    assert report["figures_not_in_source"] == 1


def test_another_spelling_of_a_figure_is_no_other_figure(library: Library, chat: FakeChatModel, write: Any) -> None:
    def respell(answer: Answer) -> Answer:
        changed = tuple(replace(s, text=s.text.replace("1.28万台", "12800台")) for s in answer.sentences)
        return replace(answer, sentences=changed)

    chat.replies.append("白鹭机械出口水泵1.28万台，出口额为3.45亿元[1]。")
    library_: Any = Doctored(library, respell)
    assert evaluate_file(library_, write(PUMPS))["figures_not_in_source"] == 0


def test_a_kept_run_asks_only_what_is_missing(
    library: Library, chat: FakeChatModel, write: Any, tmp_path: Path
) -> None:
    out = tmp_path / "run.jsonl"
    chat.replies.append("青禾银行净利润为48.6亿元[1]。")
    evaluate_file(library, write(PROFIT), out=out)
    with out.open("a", encoding="utf-8") as file:
        file.write('{"key": "cut sho')  # as a kill leaves it
        file.write("\n")
    chat.replies.append("白鹭机械出口水泵1.28万台，出口额为3.45亿元[1]。")
    told: list[tuple[str, int, int]] = []
    report = evaluate_file(library, write(PROFIT, PUMPS), out=out, progress=lambda *step: told.append(step))
    assert report["complete"] == 2
    assert not chat.replies
    assert told == [("questions", 1, 2), ("questions", 2, 2)]


@pytest.mark.parametrize("cut", ['{"key": "cut sho', '{"key": "青'.encode()[:-1]])
def test_a_row_behind_one_that_a_kill_cut_short_is_kept(
    library: Library, chat: FakeChatModel, write: Any, tmp_path: Path, cut: str | bytes
) -> None:
    out = tmp_path / "run.jsonl"
    out.write_bytes(cut.encode() if isinstance(cut, str) else cut)
    chat.replies.append("青禾银行净利润为48.6亿元[1]。")
    first = evaluate_file(library, write(PROFIT), out=out)
    assert evaluate_file(library, write(PROFIT), out=out) == first
    assert len(out.read_bytes().splitlines()) == 2


def test_a_row_of_another_model_or_other_facts_is_scored_anew(
    library: Library, chat: FakeChatModel, write: Any, tmp_path: Path
) -> None:
    out = tmp_path / "run.jsonl"
    reply = "青禾银行净利润为48.6亿元[1]。"
    chat.replies.append(reply)
    assert evaluate_file(library, write(PROFIT), out=out)["complete"] == 1
    chat.replies.append(reply)
    assert evaluate_file(library, write({**PROFIT, "facts": [["84.6亿元"]]}), out=out)["complete"] == 0
    chat.replies.append("资料中没有。")
    chat.name = "another"
    evaluate_file(library, write(PROFIT), out=out)
    assert not chat.replies
    assert not list(compare_runs(out, out))


@pytest.mark.parametrize("line", ['{"article_ids": ["a"], "summary": ""}', "12", "[]", "null", '"key"'])
def test_a_file_of_something_else_is_not_gone_on_with(library: Library, write: Any, tmp_path: Path, line: str) -> None:
    out = tmp_path / "run.jsonl"
    out.write_text(f"{line}\n")
    with pytest.raises(InputError, match=r"Line 1 of .* is no scored answer\. Give another --out"):
        evaluate_file(library, write(PROFIT), out=out)
    assert out.read_text() == f"{line}\n"


def test_a_run_that_is_not_there_is_not_compared(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        list(compare_runs(tmp_path / "before.jsonl", tmp_path / "after.jsonl"))


def test_a_row_of_another_archive_or_embedder_is_scored_anew(
    library: Library, chat: FakeChatModel, write: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out, questions = tmp_path / "run.jsonl", write(REWORDED)

    def kept() -> int:
        chat.replies.clear()
        chat.replies.append("资料中没有。")
        evaluate_file(library, questions, out=out)
        return len(out.read_text("utf-8").splitlines())

    assert [kept(), kept()] == [1, 1]
    page = "柳溪纸业新厂投产\n\n本报记者 何田\n\n柳溪纸业5月9日在云溪县投产一座新厂，年产纸浆12万吨。\n"
    library.add_bytes("柳溪.txt", page.encode())
    assert [kept(), kept()] == [2, 2]
    before = library.fingerprint()
    monkeypatch.setattr(library._index.embedder, "name", "another")
    assert library.fingerprint() != before


def test_the_model_is_asked_its_name_once_a_run(
    library: Library, chat: FakeChatModel, write: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[object] = []

    def identify(model: object) -> str:
        asked.append(model)
        return "model"

    monkeypatch.setattr("rag.models.chat.identify", identify)
    chat.replies.extend(["资料中没有。"] * 2)
    evaluate_file(library, write(REWORDED, NOT_THERE))
    assert len(asked) == 1


def test_two_runs_are_compared(library: Library, chat: FakeChatModel, write: Any, tmp_path: Path) -> None:
    questions = write(REWORDED, NOT_THERE)
    chat.replies.append("资料中没有。")
    evaluate_file(library, questions, out=tmp_path / "before.jsonl")
    chat.replies.append("青禾银行净利润为48.6亿元[1]。")
    evaluate_file(library, questions, out=tmp_path / "after.jsonl")
    assert list(compare_runs(tmp_path / "before.jsonl", tmp_path / "after.jsonl")) == [
        f"better  {REWORDED['question']}"
    ]
    assert list(compare_runs(tmp_path / "after.jsonl", tmp_path / "before.jsonl")) == [
        f"worse   {REWORDED['question']}"
    ]
    assert not list(compare_runs(tmp_path / "after.jsonl", tmp_path / "after.jsonl"))


def test_nothing_asked_is_a_report_of_nothing() -> None:
    report = summarise_rows([])
    assert report["questions"] == 0
    assert report["citation_recall"] is None
    assert report["seconds_p50"] is None


def test_history_is_read(write: Any) -> None:
    [probe] = read_probes(write({**NOT_THERE, "history": [{"question": "甲？", "answer": "乙。"}]}))
    assert probe.history[0].question == "甲？"


def test_a_question_without_facts_is_one_that_the_library_cannot_answer(
    library: Library, chat: FakeChatModel, write: Any
) -> None:
    bare = {"question": NOT_THERE["question"]}
    assert read_probes(write(bare, {**bare, "facts": None})) == read_probes(write(NOT_THERE, NOT_THERE))
    report = evaluate_file(library, write(bare))
    assert (report["questions"], report["unanswerable"], report["refused"]) == (1, 1, 1)


@pytest.mark.parametrize("sign", ["\u2028", "\x85"])
def test_a_sign_that_ends_a_line_elsewhere_ends_none_here(write: Any, sign: str) -> None:
    [probe] = read_probes(write({"question": f"甲{sign}乙？"}))
    assert probe.question == f"甲{sign}乙？"


def test_a_byte_order_mark_is_passed_over(write: Any) -> None:
    path = write(PROFIT, NOT_THERE)
    there = read_probes(path)
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert read_probes(path) == there


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("no json", "no JSON"),
        ("[]", "it has no question"),
        ('"text"', "it has no question"),
        ("null", "it has no question"),
        ('{"facts": []}', "it has no question"),
        ('{"question": " "}', "it has no question"),
        ('{"question": 3}', "it has no question"),
        ('{"question": "甲？", "facts": 3}', "the facts must be a list"),
        ('{"question": "甲？", "facts": ["57%"]}', "each of the facts must be a list"),
        ('{"question": "甲？", "evidence": "乙。"}', "the evidence must be a list"),
        ('{"question": "甲？", "history": ["乙？"]}', "each of the history"),
    ],
)
def test_a_line_that_is_no_question_is_named(write: Any, line: str, said: str) -> None:
    with pytest.raises(InputError, match="line 2") as caught:
        read_probes(write(NOT_THERE, line))
    assert said in str(caught.value)
    assert '{"question", "facts"' in str(caught.value)
    assert "\n" not in str(caught.value)
    assert "Error" not in str(caught.value)


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        read_probes(tmp_path / "missing.jsonl")
    (tmp_path / "binary.jsonl").write_bytes(b"\xff\x00\xfe")
    with pytest.raises(InputError, match="cannot be read"):
        read_probes(tmp_path / "binary.jsonl")


def test_a_file_without_a_question_is_refused(library: Library, write: Any) -> None:
    with pytest.raises(InputError, match="holds no questions"):
        evaluate_file(library, write())
