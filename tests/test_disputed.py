"""An answer says where the archive's articles state other figures of what it cites, and only there."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Protocol

import pytest

from rag.answers.disputed import disputed
from rag.prose.questions import read_question
from rag.prose.sentences import sentences_of
from rag.types import Answer, Article, Block, Place
from tests.conftest import Jianbao, LibraryMaker

PORT = "云溪港2031年3月完成货物吞吐量812.4万吨。装卸工人顾远舟说，码头比去年更忙。"
OTHER = "2031年3月，云溪港完成货物吞吐量798.1万吨。航运研究所所长孟知夏认为，航线增加带来了更多的货。"
ASKED = "云溪港2031年3月货物吞吐量是多少？"
SAID = "报道的数字不一致：云溪港2031年3月货物吞吐量，《云溪日报》5月7日作“812.4万吨”，《青川晚报》5月8日作“798.1万吨”。"


def shelve(folder: Path, *bodies: str, headline: str = "云溪港码头见闻") -> Path:
    papers = ("云溪日报-2031-05-07-A1", "青川晚报-2031-05-08-A2", "东江商报-2031-05-09-A3")
    folder.mkdir(exist_ok=True)
    for number, (name, body) in enumerate(zip(papers, bodies, strict=False), 1):
        text = f"{headline}{'一二三'[number - 1]}则\n本报记者 林小禾\n{body}"
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    return folder


class Ask(Protocol):
    def __call__(self, question: str, *bodies: str) -> Answer: ...


@pytest.fixture
def ask(make_library: LibraryMaker, tmp_path: Path) -> Ask:
    def answer(question: str, *bodies: str) -> Answer:
        return make_library(shelve(tmp_path / "disputed", *bodies)).ask(question)

    return answer


def shelf(*bodies: str) -> dict[str, Article]:
    """The articles in memory, by number."""
    papers = ("云溪日报", "青川晚报", "东江商报")
    return {
        str(n): Article(
            str(n),
            "云溪港码头见闻",
            (),
            body,
            (Block("paragraph", 0, len(body)),),
            (),
            (Place(f"{n}.txt", papers[n - 1], date(2031, 5, 6 + n), "A1", ()),),
        )
        for n, body in enumerate(bodies, 1)
    }


def pairs(question: str, *bodies: str, cited: int = 1) -> list[tuple[str, str]]:
    """What is disputed of an answer that cites the first sentence of so many of the articles."""
    articles = shelf(*bodies)
    used = [sentences_of(articles[str(n)])[0] for n in range(1, cited + 1)]
    found = disputed(read_question(question), used, articles, articles)
    return [(one.printed, other.printed) for one, other in found]


def dispute(answer: Answer) -> list[str]:
    assert not answer.abstained
    return [sentence.text for sentence in answer.sentences if "不一致" in sentence.text or "differ" in sentence.text]


def test_two_papers_that_differ_are_both_cited(ask: Ask) -> None:
    answer = ask(ASKED, PORT, OTHER)
    assert dispute(answer) == [SAID]
    [stated] = [sentence for sentence in answer.sentences if sentence.text == SAID]
    quotes = [citation.quote for citation in answer.citations if citation.n in stated.citations]
    assert stated.supported
    assert [("812.4万吨" in quote, "798.1万吨" in quote) for quote in quotes] in (
        [(True, False), (False, True)],
        [(False, True), (True, False)],
    )
    assert answer.text.count("不一致") == 1


def test_an_english_question_is_told_so_in_english(ask: Ask) -> None:
    answer = ask("What was the 货物吞吐量 of 云溪港 in March 2031?", PORT, OTHER)
    for said in dispute(answer):
        assert said.startswith("The reports differ: ")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (PORT, OTHER.replace("798.1", "812.4")),  # the same
        (PORT, OTHER.replace("吞吐量798.1", "吞吐量约812")),  # rounded
        (PORT, OTHER.replace("吞吐量798.1", "吞吐量超过800")),  # bounded
        (PORT, OTHER.replace("2031年3月", "2031年4月")),  # another period
        (PORT, OTHER.replace("2031年3月", "2030年3月")),
        (PORT, OTHER.replace("2031年3月，", "2031年前3个月，")),
        (PORT, OTHER.replace("云溪港", "青川港")),  # another owner
        (PORT, OTHER.replace("货物吞吐量", "集装箱吞吐量")),  # another measure
        (PORT, OTHER.replace("货物吞吐量", "货物吞吐量同比增加")),  # a change
        (PORT, OTHER.replace("完成货物", "预计完成货物")),  # expected
        (PORT, OTHER.replace("云溪港", "与云溪港相邻的青川港")),
        (PORT, OTHER.replace("云溪港", "云溪港煤炭分公司")),  # a part
        (PORT, OTHER + "云溪港2031年3月货物吞吐量为812.4万吨。"),
    ],
)
def test_what_is_not_certainly_the_same_matter_is_not_held_against_it(one: str, other: str) -> None:
    assert pairs(ASKED, one, other) == []


def test_a_line_that_is_not_cited_is_held_against_it_where_it_is_asked_for() -> None:
    assert pairs(ASKED, PORT, OTHER) == [("812.4万吨", "798.1万吨")]
    assert pairs("云溪港有什么变化？", PORT, OTHER) == []
    assert pairs("云溪港有什么变化？", PORT, OTHER, cited=2) == [("812.4万吨", "798.1万吨")]


def test_what_only_other_articles_dispute_is_not_named() -> None:
    assert pairs(ASKED, "云溪港昨天很忙。", PORT, OTHER) == []


def test_a_quotation_is_as_the_paper_prints_it() -> None:
    articles = shelf(PORT, OTHER)
    printed = {number: replace(each, body=each.body.replace("万吨", "萬噸")) for number, each in articles.items()}
    used = [sentences_of(articles["1"])[0]]
    [(one, _)] = disputed(read_question(ASKED), used, articles, printed)
    assert one.printed == "812.4萬噸"


def test_a_figure_that_was_not_asked_for_is_not_disputed(ask: Ask) -> None:
    answer = ask("云溪港的装卸工人是谁？", PORT, OTHER)
    assert dispute(answer) == []


def test_what_a_notice_puts_right_is_no_dispute(ask: Ask) -> None:
    notice = "5月7日本报A1版《云溪港码头见闻一则》一文中，“货物吞吐量812.4万吨”应为“货物吞吐量798.1万吨”。特此更正。"
    answer = ask(ASKED, PORT, notice)
    assert dispute(answer) == []


def test_the_command_line_shows_it(jianbao: Jianbao, tmp_path: Path) -> None:
    jianbao("add", shelve(tmp_path / "disputed", PORT, OTHER), "--home", tmp_path / "home")
    run = jianbao("ask", ASKED, "--llm", "extractive", "--home", tmp_path / "home")
    assert SAID + "[" in run.out
