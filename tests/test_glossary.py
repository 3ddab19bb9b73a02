"""Without a model, English questions on common measures are read in Chinese; what is not understood is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag import Library
from rag.questions.glossary import in_chinese, tells_measure
from tests.conftest import LibraryMaker

PAGE = """青禾银行去年净利润增长
本报记者 季小满
青禾银行2030年实现净利润36.2亿元，同比增长8.1%；年末不良贷款率为1.12%。青禾银行董事长严子陵表示，今年将压降成本。

白鹭汽车一季度交付增长
本报记者 林小禾
白鹭汽车4月2日公布，2031年一季度共交付新车3.6万辆，同比增长37%。白鹭汽车今年的交付目标是20万辆，计划总投资14.6亿元。
"""
NAMES = {"Qinghe Bank": "青禾银行", "Bailu Auto": "白鹭汽车"}


@pytest.fixture
def archive(make_library: LibraryMaker, tmp_path: Path) -> Library:
    page = tmp_path / "溪山日报-2031-04-03-A1.txt"
    page.write_text(PAGE, encoding="utf-8")
    return make_library(page)


@pytest.mark.parametrize(
    ("question", "chinese"),
    [
        ("What was Qinghe Bank's net profit in 2030?", "青禾银行2030年净利润是多少？"),
        ("What was Qinghe Bank's bad loan ratio in 2030?", "青禾银行2030年不良贷款率是多少？"),
        ("How much revenue did 青禾银行 report in 2030?", "青禾银行2030年营业收入是多少？"),
        ("How many cars did Bailu Auto deliver in the first quarter of 2031?", "白鹭汽车2031年一季度交付多少辆？"),
        ("How many cars did Bailu Auto export in 2031?", "白鹭汽车2031年出口多少辆？"),
        ("Who is the chairman of Qinghe Bank?", "青禾银行的董事长是谁？"),
        ("Who is the president of Qinghe Bank?", "青禾银行的行长是谁？"),
        ("How much was Qinghe Bank fined in 2030?", "青禾银行2030年罚款是多少？"),
        ("How much did Bailu Auto raise in 2031?", "白鹭汽车2031年融资是多少？"),
        ("How much did Bailu Auto raise wages in 2031?", ""),
        # Another word asks for something else, and two houses for two things.
        ("What was Qinghe Bank's overseas net profit in 2030?", ""),
        ("What was Qinghe Bank's net profit target in 2030?", ""),
        ("Who was the chairman of Qinghe Bank married to?", ""),
        ("Was Qinghe Bank's net profit larger than Bailu Auto's?", ""),
        ("What is the population of Qinghe?", ""),
        ("Why did the net profit of Qinghe Bank fall?", ""),
    ],
)
def test_only_what_is_understood_whole_is_put_into_chinese(question: str, chinese: str) -> None:
    assert in_chinese(question, NAMES) == chinese


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("白鹭汽车一季度交付新车3.6万辆。", True),
        ("白鹭汽车今年的交付目标是20万辆。", False),
        ("白鹭汽车一季度净利润14.6亿元。", False),
        ("白鹭汽车的交付增长37%。", False),
    ],
)
def test_a_line_has_a_figure_of_the_kind_asked_for(text: str, told: bool) -> None:
    assert tells_measure("How many cars did 白鹭汽车 deliver in the first quarter?", text) is told


@pytest.mark.parametrize(
    ("question", "told", "untold"),
    [
        ("What was Qinghe Bank's net profit in 2030?", "36.2亿元", "14.6亿元"),
        ("How many cars did Bailu Auto deliver in the first quarter of 2031?", "3.6万辆", "20万辆"),
        ("How many cars did 白鹭汽车 deliver in the first quarter?", "3.6万辆", "20万辆"),
        ("Who is the chairman of Qinghe Bank?", "严子陵", "白鹭"),
    ],
)
def test_a_name_in_pinyin_is_answered_without_a_model(archive: Library, question: str, told: str, untold: str) -> None:
    answer = archive.ask(question)
    assert told in answer.text
    assert untold not in answer.text


@pytest.mark.parametrize(
    "question",
    [
        "How many cars did Bailu Auto export in the first quarter of 2031?",
        "What was Bailu Auto's net profit in 2031?",
        "How much did 白鹭汽车 pay in dividends in 2031?",
        "What was Qinghe Bank's net interest margin in 2030?",
        "Who is the chairman of Bailu Auto?",
    ],
)
def test_another_measure_is_no_answer(archive: Library, question: str) -> None:
    answer = archive.ask(question)
    assert answer.abstained
