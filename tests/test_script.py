"""Pages and questions in traditional characters are read as simplified ones and shown as they were written."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag.answers.compose import Composition
from rag.articles import parse_page
from rag.evidence.retrieve import search
from rag.fakes import FakeChatModel
from rag.proof.markers import Draft
from rag.prose.dates import find_dates
from rag.prose.figures import figures_of
from rag.prose.script import as_printed, is_traditional, simplified, traditional
from rag.types import Page, Question
from tests.conftest import LibraryMaker

PAGE = """潮聲證券報
2031年6月4日　星期三　A2

硯湖銀行首季淨利潤增長百分之六
本報記者 卓凌霄

硯湖銀行6月3日披露，一季度淨利潤為
8.41億元，同比增長6%，不良貸款率為
0.94%。行長谷雨田表示，全年計劃新增
貸款380億元，因為縣裡的茶廠要擴建。

青汀物流完成收購遠渡冷鏈
本報訊（記者 閻 柏）青汀物流6月3日
公告，收購遠渡冷鏈六成股權的交易已經
完成交割，對價7.8億元已全部支付。
"""


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("硯湖銀行的淨利潤是多少？", True),
        ("砚湖银行的净利润是多少？", False),
        ("乾隆年间建的茶厂在哪里？", False),  # one sign of both
        ("How much?", False),
        ("", False),
    ],
)
def test_which_characters_a_text_is_written_in(text: str, told: bool) -> None:
    assert is_traditional(text) is told


def test_a_copy_keeps_every_offset() -> None:
    copy = simplified(PAGE)
    assert len(copy) == len(PAGE)
    assert copy[copy.index("贷款380亿元") :][:7] == "贷款380亿元"
    assert simplified(traditional("发展银行后来的里程为什么")) == "发展银行后来的里程为什么"


def test_a_name_is_spelled_as_the_reader_spells_it() -> None:
    assert traditional("澄江银行后来增长", "澄江銀行增長多少？") == "澄江銀行後來增長"
    assert traditional("台湾的银行", "臺灣") == "臺灣的銀行"
    assert traditional("台湾的银行", "台灣") == "台灣的銀行"


def test_figures_and_days_are_read_in_either_writing() -> None:
    def read(text: str) -> list[tuple[object, str]]:
        return [(figure.value, figure.unit) for figure in figures_of(text)]

    assert read("對價7.8億元，約五萬人，漲了三個百分點") == read("对价7.8亿元，约五万人，涨了三个百分点")
    assert [day.part for day in find_dates("2031年第一季度與上半年")] == ["Q1", "H1"]


@pytest.mark.parametrize(
    ("name", "printed"), [("阎柏", "閻柏"), ("卓凌霄", "卓凌霄"), ("Yan Bo", "Yan Bo"), ("无此人", "无此人")]
)
def test_a_name_is_given_as_printed(name: str, printed: str) -> None:
    assert as_printed(name, PAGE) == printed


def test_a_page_is_taken_apart_as_it_is_printed() -> None:
    page = Page("page.txt", PAGE, None, None, None)

    first, second = parse_page(page).articles

    assert (first.title, first.byline) == ("硯湖銀行首季淨利潤增長百分之六", ("卓凌霄",))
    assert (second.title, second.byline) == ("青汀物流完成收購遠渡冷鏈", ("閻柏",))
    assert first.body.startswith("硯湖銀行6月3日披露，一季度淨利潤為8.41億元")
    for article in (first, second):
        for run in article.runs:
            assert article.body[run.start : run.end] == PAGE[run.offset : run.offset + run.end - run.start]


@pytest.mark.parametrize("question", ["硯湖銀行一季度的淨利潤是多少？", "砚湖银行一季度的净利润是多少？"])
def test_either_writing_finds_the_other_and_quotes_it_to_the_letter(
    make_library: LibraryMaker, tmp_path: Path, question: str
) -> None:
    path = tmp_path / "page.txt"
    path.write_text(PAGE, encoding="utf-8")
    library = make_library(path)

    answer = library.ask(question)

    assert "一季度淨利潤為8.41億元" in answer.text
    for citation in answer.citations:
        printed = "".join(PAGE[citation.start : citation.end].split())
        assert "".join(citation.quote.split()) == printed
        assert citation.title == "硯湖銀行首季淨利潤增長百分之六"
        assert (citation.newspaper, citation.page) == ("潮聲證券報", "A2")


@pytest.mark.parametrize(
    ("question", "shown"),
    [
        ("硯湖銀行一季度的淨利潤是多少？", "硯湖銀行一季度淨利潤為8.41億元。"),
        ("砚湖银行一季度的净利润是多少？", "砚湖银行一季度净利润为8.41亿元。"),
    ],
)
def test_a_draft_is_written_as_its_reader_writes(
    make_library: LibraryMaker, tmp_path: Path, question: str, shown: str
) -> None:
    path = tmp_path / "page.txt"
    path.write_text(PAGE, encoding="utf-8")
    model = FakeChatModel(["砚湖银行一季度净利润为8.41亿元。[1]"])

    answer = make_library(path, model=model).ask(question)

    assert shown in answer.text
    assert "砚湖银行6月3日披露" in model.asked[-1][-1].text  # the model reads what it knows


def test_a_passage_that_is_no_hit_is_quoted_to_the_letter_too(make_library: LibraryMaker, tmp_path: Path) -> None:
    path = tmp_path / "page.txt"
    path.write_text(PAGE, encoding="utf-8")
    library = make_library(path)
    answerer = library.chain._answerer
    plan = answerer.plan(Question("砚湖银行一季度的净利润是多少？"), None)
    evidence = answerer.evidence(plan, search(answerer.index, plan.asked.text, 5))

    work = Composition(answerer.index, plan, evidence, hits=())
    list(work.take(Draft("砚湖银行一季度净利润为8.41亿元。", hints=(1,))))

    assert ["淨利潤" in citation.quote for citation in work.proof.citations] == [True]


def test_what_is_not_there_is_said_in_the_askers_writing(make_library: LibraryMaker, tmp_path: Path) -> None:
    path = tmp_path / "page.txt"
    path.write_text(PAGE, encoding="utf-8")
    assert make_library(path).ask("松嶺銀行的淨利潤是多少？").text == "資料庫中沒有這個問題的答案。"
