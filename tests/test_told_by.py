"""A question that names a paper of the library, or a writer, as who tells it is asked of that one's articles only."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from rag import Library
from rag.types import Filters, Question, Turn
from tests.conftest import LibraryMaker

PAGES = {
    "柳川日报-2031-05-10-A1.txt": """柳川港一季度吞吐量出炉
本报记者 季小满
柳川港今年一季度完成集装箱吞吐量185.2万标箱，同比增长12%。
""",
    "澜浦商报-2031-05-10-2.txt": """柳川港一季度箱量
本报记者 孟怀川
柳川港今年一季度完成集装箱吞吐量182.6万标箱，同比增长10.4%。港口还添了两台岸桥。
""",
    "柳川日报-2031-05-13-A5.txt": """澜浦银行一季度净利润
本报记者 唐知远
澜浦银行一季度净利润为4.7亿元，同比下降8.2%。
""",
    "柳川日报-2031-05-14-A2.txt": """让摆渡船多靠几个岸
■ 陆 遥 青
摆渡船是老城人过江的腿。笔者建议，摆渡船再添三条航线，末班船推迟到22时。
""",
    "The Cape Ledger-2031-05-12-3.txt": """Cape ferry fares to rise
By Ada Quill
Single tickets on the Cape ferry will cost 22 yuan from 1 June, the operator said.
""",
}
PORT = "柳川港一季度集装箱吞吐量是多少？"


@pytest.fixture
def archive(make_library: LibraryMaker, tmp_path: Path) -> Library:
    for name, text in PAGES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return make_library(*sorted(tmp_path.glob("*.txt")))


@pytest.mark.parametrize(
    ("question", "said", "not_said"),
    [
        ("澜浦商报说柳川港一季度集装箱吞吐量是多少？", "182.6", "185.2"),
        ("据《澜浦商报》报道，柳川港一季度集装箱吞吐量是多少？", "182.6", "185.2"),
        ("据澜浦商报，柳川港一季度集装箱吞吐量是多少？", "182.6", "185.2"),
        ("澜浦商报报道的柳川港一季度集装箱吞吐量是多少？", "182.6", "185.2"),
        ("柳川港一季度集装箱吞吐量是多少，澜浦商报怎么说？", "182.6", "185.2"),
        ("柳川日报刊登的柳川港一季度集装箱吞吐量是多少？", "185.2", "182.6"),
        ("澜浦商報報道的柳川港一季度集裝箱吞吐量是多少？", "182.6", "185.2"),
        ("柳川日报5月13日说澜浦银行一季度净利润是多少？", "4.7", "182.6"),
        ("5月13日柳川日报说澜浦银行一季度净利润多少", "4.7", "182.6"),
        ("孟怀川写的文章里柳川港集装箱吞吐量增长了多少？", "10.4", "12%"),
        ("季小满的报道里说柳川港集装箱吞吐量增长了多少？", "12%", "10.4"),
        ("According to The Cape Ledger, how much will single tickets on the Cape ferry cost?", "22 yuan", "4.7"),
    ],
)
def test_a_paper_or_writer_that_is_named_alone_is_asked(
    archive: Library, question: str, said: str, not_said: str
) -> None:
    answer = archive.ask(question)
    assert said in answer.text
    assert not_said not in answer.text


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("陆遥青在评论里说摆渡船要添几条航线？", "三条航线"),
        ("陆遥青那篇评论主张摆渡船添几条航线？", "三条航线"),
        ("陆遥青认为摆渡船该添几条航线？", "三条航线"),
    ],
)
def test_a_comment_s_writer_says_what_it_says(archive: Library, question: str, said: str) -> None:
    assert said in archive.ask(question).text


@pytest.mark.parametrize(
    "question", ["陆遥青认为柳川港一季度完成多少标箱？", "陆遥青的丈夫是谁？", "季大满认为柳川港增长多少？"]
)
def test_a_comment_s_writer_says_no_more(archive: Library, question: str) -> None:
    assert archive.ask(question).abstained


@pytest.mark.parametrize(
    "question",
    [
        "柳川日报说柳川港添了几台岸桥？",
        "澜浦商报说澜浦银行一季度净利润是多少？",
        "5月10日柳川日报说澜浦银行一季度净利润多少",
        "季小满写的文章里澜浦银行净利润是多少？",
    ],
)
def test_what_the_named_one_does_not_print_is_refused(archive: Library, question: str) -> None:
    assert archive.ask(question).abstained


def test_a_paper_that_the_filters_leave_out_has_nothing(archive: Library) -> None:
    asked = Question("澜浦商报说柳川港一季度集装箱吞吐量是多少？", Filters(newspaper="柳川日报"))
    assert archive.ask(asked).abstained
    late = Question("澜浦商报说柳川港一季度集装箱吞吐量是多少？", Filters(since=date(2031, 5, 11)))
    assert archive.ask(late).abstained


@pytest.mark.parametrize("question", ["澜浦商报怎么说？", "那澜浦商报呢？"])
def test_another_paper_is_asked_the_same(archive: Library, question: str) -> None:
    for before in (PORT, "柳川日报说柳川港一季度集装箱吞吐量是多少？"):
        answer = archive.ask(Question(question, history=(Turn(before, "185.2万标箱。"),)))
        assert "182.6" in answer.text
        assert "185.2" not in answer.text


def test_a_follow_up_goes_on_with_the_same_paper(archive: Library) -> None:
    history = (Turn("澜浦商报说柳川港一季度集装箱吞吐量是多少？", "182.6万标箱。"),)
    answer = archive.ask(Question("那同比增长多少？", history=history))
    assert "10.4" in answer.text
    assert "12%" not in answer.text
    other = archive.ask(Question(PORT, history=history))
    assert "185.2" in other.text


def test_the_archive_is_asked_of_all_its_papers(archive: Library) -> None:
    listed = archive.ask("澜浦商报登了什么？").text
    assert "柳川港一季度箱量" in listed
    assert "柳川港一季度吞吐量出炉" not in listed
    both = archive.ask("柳川日报和澜浦商报报道的柳川港一季度集装箱吞吐量是多少？").text
    assert "182.6" in both
    assert "185.2" in both
