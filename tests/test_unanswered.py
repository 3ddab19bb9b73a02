"""What a question of several parts asks and no line tells is named beside the answer."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag import Library
from rag.evidence.judge import Hearing
from rag.evidence.unanswered import unanswered
from rag.evidence.verdict import Verdict
from rag.prose.questions import read_question
from rag.prose.sentences import sentences_of
from rag.questions.parts import MOST_PARTS, parts_of, read_parts
from rag.types import Question
from tests.conftest import LibraryMaker
from tests.scoring import printed
from ui import schemas

PAGE = """青禾银行去年净利润增长
本报记者 季小满
青禾银行去年实现净利润36.2亿元，同比增长8.1%。该行行长严子陵表示，今年将压降成本。
"""


def unknown(word: str) -> float | None:
    """The rarity of words in an archive that prints none of them."""
    return None if word else 1.0


@pytest.fixture
def archive(make_library: LibraryMaker, tmp_path: Path) -> Library:
    page = tmp_path / "溪山日报-2031-03-07-A1.txt"
    page.write_text(PAGE, encoding="utf-8")
    return make_library(page)


def test_a_part_that_no_line_tells_is_named(archive: Library) -> None:
    answer = archive.ask(Question("青禾银行去年净利润是多少，有多少名员工？"))
    assert "36.2亿元" in answer.text
    assert answer.unanswered == ("青禾银行，有多少名员工",)
    assert schemas.Answer.model_validate(answer).unanswered == ["青禾银行，有多少名员工"]


@pytest.mark.parametrize(
    "question",
    ["青禾银行去年净利润是多少，同比增长多少？", "青禾银行去年净利润是多少？", "青禾银行有多少名员工？"],
)
def test_what_is_told_or_is_all_that_is_asked_is_not_named(archive: Library, question: str) -> None:
    assert archive.ask(Question(question)).unanswered == ()


def test_of_very_many_parts_the_first_are_looked_for_and_the_others_named() -> None:
    article, sentence = printed("青禾银行去年净利润36.2亿元。")
    things = "贷款存款股本网点员工客户商户理财保费税款罚款捐款房产车辆订单"
    asked = "".join(f"青禾银行有多少{things[at : at + 2]}？" for at in range(0, len(things), 2))
    parts = read_parts(read_question(asked), unknown)
    assert len(parts) == MOST_PARTS
    lacking = unanswered(read_question(asked), [(article, sentence)], unknown)
    assert len(lacking) == len(things) // 2
    assert lacking[-1] == "青禾银行有多少订单"


def test_what_is_asked_over_and_over_is_one_part() -> None:
    assert len(read_parts(read_question("青禾银行去年净利润是多少？" * 30), unknown)) == 1
    assert parts_of("甲厂有多少人？乙厂有多少人？甲厂有多少人？") == ["甲厂有多少人", "乙厂有多少人"]


def test_what_a_judge_grants_answers_in_whatever_words() -> None:
    article, _ = printed("青禾银行去年净利润36.2亿元。", "银行里如今随处见得到年轻面孔。")
    rows = [(article, sentence) for sentence in sentences_of(article)]
    asked = read_question("青禾银行去年净利润是多少，职员平均多少岁？")
    money, faces = (sentence for _, sentence in rows)
    hearing = Hearing(lambda *_: None, [asked.text], rows)
    told = Verdict((hearing,), ((money,), (faces,)), whole=True)
    assert unanswered(asked, rows, lambda _word: 1.0, told) == ()
    assert unanswered(asked, rows[:1], lambda _word: 1.0, Verdict((hearing,), ((money,), ()), whole=False)) == (
        "青禾银行，职员平均多少岁",
    )
