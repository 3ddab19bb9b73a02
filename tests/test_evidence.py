"""Which paragraphs go to the model, and what is missing from all of them."""

from __future__ import annotations

import pytest

from rag import Library
from rag.evidence.passages import Evidence, select
from rag.proof.mentions import presence, same_name
from rag.prose.folding import fold
from rag.prose.questions import Term, read_question
from rag.types import Hit
from tests.shelf import count_characters


def choose(library: Library, text: str, *, budget: int = 1000, hits: list[Hit] | None = None) -> Evidence:
    found = library.search(text) if hits is None else hits
    return select(read_question(text), found, weigh=lambda _word: 1.0, count_tokens=count_characters, budget=budget)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("青禾银行2030年净利润是多少？", "48.6亿元"),
        ("顾远舟说今年的重点是什么？", "县域贷款"),
        ("云溪市三条地铁线的总里程是多少？", "87.4公里"),
        ("白鹭机械一季度出口了多少台水泵？", "1.28万台"),
        ("白鹭机械计划在哪里新建第二工厂？", "青川县"),
    ],
)
def test_the_paragraph_with_the_answer_is_chosen(library: Library, text: str, wanted: str) -> None:
    evidence = choose(library, text)
    assert any(wanted in passage.text for passage in evidence.passages)
    assert not evidence.missing
    assert 0 < evidence.strength <= 1


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("远汀银行的净利润是多少？", "远汀银行"),
        ("“启航七号”出口了多少台水泵？", "启航七号"),
        ("青禾银行2024年净利润是多少？", "2024"),
        ("白鹭机械三季度出口了多少台水泵？", "三季度"),
        ("白鹭机械出口了多少台HL-40？", "hl-40"),
    ],
)
def test_a_name_year_or_period_that_stands_nowhere_is_missing(library: Library, text: str, missing: str) -> None:
    assert missing in choose(library, text).missing


def test_the_year_of_the_paper_and_the_one_before_are_known(library: Library) -> None:
    assert "2031" not in choose(library, "白鹭机械2031年一季度出口了多少台水泵？").missing


def test_passages_are_numbered_to_the_letter_and_stand_in_a_stable_order(library: Library) -> None:
    forward = library.search("青禾银行的行长和白鹭机械的董事长是谁？")
    evidence = choose(library, "青禾银行的行长和白鹭机械的董事长是谁？", hits=forward)
    assert [passage.n for passage in evidence.passages] == list(range(1, len(evidence.passages) + 1))
    assert len(evidence.passages) >= 2
    for passage in evidence.passages:
        assert passage.text == passage.article.body[passage.start : passage.end]
        assert all(sentence.text in passage.text for sentence in passage.sentences)
    places = [(passage.article.id, passage.start) for passage in evidence.passages]
    assert places == sorted(places)


def test_the_budget_bounds_all_but_the_first(library: Library) -> None:
    text = "青禾银行的行长、白鹭机械的董事长、云溪市地铁的总工程师是谁？"
    whole = choose(library, text)
    small = choose(library, text, budget=150)
    assert sum(len(passage.text) for passage in small.passages) <= 150
    assert len(choose(library, text, budget=1).passages) == 1
    assert len(small.passages) < len(whole.passages)


def test_what_one_part_of_a_long_question_names_is_among_the_passages(library: Library) -> None:
    """A name whose paragraph holds little of the rest of a question is not missing for want of room."""
    text = "青禾银行去年的净利润、存款、贷款、不良贷款率和资本充足率各是多少，青禾银行的行长怎么说？云溪市呢？"
    for budget in range(100, 400, 50):
        chosen = choose(library, text, budget=budget)
        assert len(chosen.passages) < 2 or "云溪市" not in chosen.missing
        assert len(chosen.passages) < 2 or sum(len(passage.text) for passage in chosen.passages) <= budget


def test_no_hits_are_no_evidence(library: Library) -> None:
    evidence = choose(library, "青禾银行的行长是谁？", hits=[])
    assert evidence.passages == ()
    assert evidence.strength == 0
    assert "青禾银行" in evidence.missing


def test_a_question_of_no_words_is_no_error(library: Library) -> None:
    evidence = choose(library, "为什么？", hits=library.search("银行"))
    assert evidence.strength == 0


@pytest.mark.parametrize(
    ("word", "name", "text", "low", "high"),
    [
        ("青禾银行", True, "青禾银行昨日宣布", 1.0, 1.0),
        ("白鹭机械", True, "白鹭重型机械昨日宣布", 0.5, 0.99),
        ("青禾银行", True, "青禾农商银行昨日宣布", 0.0, 0.0),
        ("青禾农商银行", True, "青禾农村商业银行昨日宣布", 0.5, 0.99),
        ("白鹭机械", True, "白鹭昨日飞过一座没有机械的山", 0.0, 0.0),
        ("青禾银行", True, "白禾银行昨日宣布", 0.0, 0.0),
        ("净利润额", False, "净利润增长", 0.1, 0.99),
        ("净利润额", False, "营业收入增长", 0.0, 0.0),
        ("ab.c", False, "abxc", 0.0, 0.99),
    ],
)
def test_presence(word: str, name: bool, text: str, low: float, high: float) -> None:
    assert low <= presence(Term(fold(word), name), fold(text)) <= high


def test_presence_takes_a_word_for_no_pattern() -> None:
    assert presence(Term("(.*)+$", True), "别的文字" * 1000) == 0


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("衡岚公司", "云溪衡岚航空", True),
        ("青飞公司", "青川飞机工业公司", True),
        ("白鹭集团", "白鹭机械", True),
        ("白飞公司", "青川飞机工业公司", False),
        ("中国银行", "中国农业银行", False),
        ("农业银行", "农村商业银行", False),
        ("江苏公司", "江苏白鹭机械", False),  # the company of a province
    ],
)
def test_a_companys_name_may_be_short_for_another(one: str, other: str, same: bool) -> None:
    assert same_name(one, other) is same
    assert same_name(other, one) is same


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        ("云溪市", "云溪的三条地铁线", True),
        ("中国青禾银行", "青禾银行的行长", True),
        ("中国银行", "银行的行长", False),
        ("英国海军部", "海军部的结论", True),
        ("美国银行", "银行的结论", False),
        ("市", "云溪", False),
        ("中国", "全国共有茶园400万亩。", True),
        ("中国", "澜州共有茶园400万亩。", False),
        ("中国银行", "全国共有银行4000家。", False),
    ],
)
def test_a_paper_says_a_name_shorter(name: str, text: str, found: bool) -> None:
    assert bool(presence(Term(name, name=True), text)) is found
