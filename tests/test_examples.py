"""Example questions: whole sentences in the archive's languages, about figures that it states."""

from __future__ import annotations

import pytest

from rag import Library
from rag.answers import examples
from rag.answers.examples import example_questions
from rag.archive.snapshot import Snapshot
from tests.conftest import LibraryMaker
from tests.double import ARTICLES, make_article


def asked(*sentences: str, title: str = "短讯", count: int = 3) -> list[str]:
    return example_questions([make_article(title, [sentence], byline=())[0] for sentence in sentences], count)


@pytest.mark.parametrize(
    "adverb", ["仅", "约", "大约", "近", "已", "高", "仍", "也仅", "累计", "合计", "目前", "还", "同比", "首次", "共"]
)
def test_an_adverb_before_the_verb_is_not_asked_for(adverb: str) -> None:
    assert asked(f"青汀物流账面货币资金{adverb}达3.2亿元。") == ["青汀物流账面货币资金是多少？"]


@pytest.mark.parametrize("word", ["续签合约", "新签合约", "港口附近", "附属船只", "利润新高"])
def test_the_end_of_a_word_is_no_adverb(word: str) -> None:
    assert asked(f"青汀物流{word}达到32个。") == [f"青汀物流{word}是多少？"]


@pytest.mark.parametrize(
    "sentence",
    [
        "青汀物流提出储能出货量达到32台。",
        "青汀物流贷款余额将达32亿元。",
        "青汀物流与白鹭机械分别达32亿元。",
        "青汀物流预计收入达32亿元。",
    ],
)
def test_plans_and_lists_are_not_asked_for(sentence: str) -> None:
    assert asked(sentence) == []


@pytest.mark.parametrize(
    ("sentence", "question"),
    [
        ("Loans to storage projects stood at 26.9 billion yuan.", "What did loans to storage projects stand at?"),
        ("Qingting's net margin narrowed to 1.61 percent.", "What did Qingting's net margin narrow to?"),
        ("Property loans fell 12 percent to 24.3 billion yuan; property is dear.", "What did property loans fall to?"),
        ("Qingting Port traffic reached nearly 300 ships.", "What did Qingting Port traffic reach?"),
    ],
)
def test_english_figures_are_asked_for(sentence: str, question: str) -> None:
    assert asked(sentence, title="Ad") == [question]


@pytest.mark.parametrize("sentence", ["Lin said that the port grew to 30 ships.", "It rose to 30 percent in May."])
def test_english_without_a_subject_of_its_own_is_not_asked_for(sentence: str) -> None:
    assert asked(sentence, title="Ad") == []


def test_an_archive_in_two_languages_asks_in_both() -> None:
    questions = example_questions([article for article, _ in ARTICLES], 4)
    assert questions[0] == "《青禾机械的新厂房下月开工》讲了什么？"
    assert questions[1] == "Summarize “Harbour library opens on Sundays”."


def test_what_was_reported_is_asked_for_and_answered(sample_library: Library) -> None:
    questions = sample_library.examples(8)
    assert len(questions) >= 5
    for question in questions:
        assert "谁写的" not in question
        assert not question.startswith("Who wrote")
        assert not sample_library.ask(question).abstained, question


def test_they_are_made_once_for_what_the_archive_holds(
    make_library: LibraryMaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[int] = []
    make = examples.examples_of

    def counting(snapshot: Snapshot, count: int) -> list[str]:
        made.append(snapshot.counts()[1])
        return make(snapshot, count)

    monkeypatch.setattr(examples, "examples_of", counting)
    library = make_library()
    assert library.examples() == library.examples() == []
    library.add_bytes("A01.txt", "云溪水厂昨日投产\n\n云溪水厂一期日供水能力达12万吨。\n".encode())
    first = library.examples()
    first.append("not ours")
    assert library.examples() == first[:-1]
    library.examples(1)
    library.remove([library.articles()[0].id])
    assert library.examples() == []
    assert made == [0, 1, 1, 0]
