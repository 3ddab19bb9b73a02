"""A follow-up on who wrote it and where it was printed is on what the answer before it was taken from."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag import Library
from rag.types import Question, Turn
from tests.conftest import LibraryMaker

PAGES = {
    "溪山日报-2031-05-06-A1.txt": """渡轮四月载客增长
本报记者 季小满
渡轮公司4月载客3.2万人次，同比增长8%。
""",
    "溪山日报-2031-05-07-A2.txt": """渡轮公司再换经理
本报记者 孟怀川
渡轮公司宣布，经理由唐知远接任，此前他管过码头。
""",
    "青川晚报-2031-05-08-03.txt": """更正
本报5月6日A1版《渡轮四月载客增长》一文中，“载客3.2万人次”应为“载客2.3万人次”。特此更正。
""",
}
ASKED = "渡轮公司4月载客多少人次？"


@pytest.fixture
def archive(make_library: LibraryMaker, tmp_path: Path) -> Library:
    for name, text in PAGES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return make_library(*sorted(tmp_path.glob("*.txt")))


@pytest.mark.parametrize(
    ("question", "said", "not_said"),
    [("这是谁写的？", "季小满", "孟怀川"), ("那登在哪一版？", "A1版", "A2版"), ("作者是谁？", "季小满", "孟怀川")],
)
def test_a_follow_up_is_on_what_the_answer_was_taken_from(
    archive: Library, question: str, said: str, not_said: str
) -> None:
    first = archive.ask(Question(ASKED))
    assert "3.2万人次" in first.text
    told = archive.ask(Question(question, history=(Turn(ASKED, first.text),))).text
    assert said in told
    assert not_said not in told
    assert "更正》" not in told  # the notice beside it is not what is asked of


def test_an_article_that_the_answer_named_is_meant_also_by_the_next(archive: Library) -> None:
    first = archive.ask(Question(ASKED))
    second = archive.ask(Question("这是谁写的？", history=(Turn(ASKED, first.text),)))
    history = (Turn(ASKED, first.text), Turn("这是谁写的？", second.text))
    assert "A1版" in archive.ask(Question("这篇报道登在哪一版？", history=history)).text


def test_a_question_that_names_its_own_is_on_that(archive: Library) -> None:
    history = (Turn(ASKED, archive.ask(Question(ASKED)).text),)
    assert "孟怀川" in archive.ask(Question("《渡轮公司再换经理》是谁写的？", history=history)).text


@pytest.mark.parametrize(
    ("question", "listed"),
    [("有哪些更正？", True), ("5月8日的报纸登了什么更正？", True), ("5月7日的报纸登了什么更正？", False)],
)
def test_the_papers_corrections_can_be_asked_for(archive: Library, question: str, listed: bool) -> None:
    answer = archive.ask(Question(question))
    assert ("应为“载客2.3万人次”" in answer.text) is listed
    assert answer.abstained is not listed
    assert all(sentence.citations for sentence in answer.sentences) is listed


CORRECTED = {
    "溪山日报-2031-05-08-A2.txt": """更正
本报5月6日A1版《渡轮四月载客增长》一文中，“载客3.2万人次”应为“载客2.3万人次”。特此更正。
""",
    "青川晚报-2031-05-07-05.txt": """更正
本报5月6日02版《茶厂扩建》一文中，“投资3亿元”应为“投资2亿元”。特此更正。
""",
}


@pytest.mark.parametrize("question", ["这个数字后来更正过吗？", "更正了什么？", "后来更正过没有？"])
def test_whether_it_was_corrected_is_told_by_its_own_notice(
    make_library: LibraryMaker, tmp_path: Path, question: str
) -> None:
    for name, text in {**PAGES, **CORRECTED}.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    archive = make_library(*sorted(tmp_path.glob("*.txt")))
    first = archive.ask(Question(ASKED))
    told = archive.ask(Question(question, history=(Turn(ASKED, first.text),)))
    assert "2.3万人次" in told.text
    assert "茶厂" not in told.text
    other = archive.ask(
        Question(question, history=(Turn("谁接任渡轮公司经理？", "经理由唐知远接任，此前他管过码头。"),))
    )
    assert other.abstained
