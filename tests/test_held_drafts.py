"""A draft is shown only for what was asked: its kind, its name, its period, all of a list."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from rag import Library
from rag.answers.parts import read_parts
from rag.answers.worth import score
from rag.fakes import FakeChatModel
from rag.proof.answerable import is_about, names_period, repeated
from rag.prose.questions import read_question
from rag.prose.sentences import sentences_of
from rag.types import Answer, Article
from tests.conftest import LibraryMaker

PAGE = """听泉集团一季度新开四条航线
本报记者 杜若溪
听泉集团4月1日公布，一季度货物吞吐量8940万吨，同比增长5.7%。集团新开4条航线，分别通往澜溪、青石、霜桥和海曙。
“三月份头茶就装船了。”听泉集团董事长葛怀川说，首船春茶3月12日离港。

青栎银行一季度末贷款增长一成
本报记者 季小满
一季度末，青栎银行绿色贷款余额为651.7亿元，较年初增长6.4%。该行行长严子陵表示，不良率保持平稳。
望岳证券银行业分析师解铭认为，青栎银行的息差已经见底，去年该行手续费收入为12.9亿元。
"""


@pytest.fixture
def archive(make_library: LibraryMaker, tmp_path: Path, chat: FakeChatModel) -> Library:
    path = tmp_path / "溪山日报-2031-04-24-A2.txt"
    path.write_text(PAGE, encoding="utf-8")
    return make_library(path, model=chat)


def ask(archive: Library, chat: FakeChatModel, question: str, draft: str) -> Answer:
    chat.replies.append(draft)
    return archive.ask(question)


def article(archive: Library, words: str) -> Article:
    return next(each for each in archive.articles() if words in each.title)


def test_a_month_does_not_answer_on_which_day(archive: Library, chat: FakeChatModel) -> None:
    answer = ask(archive, chat, "听泉集团首船春茶哪天离港？", "听泉集团首船春茶三月份离港[1]。")
    assert "3月12日" in answer.text
    assert "三月份离港" not in answer.text


def test_a_list_is_answered_by_its_members(archive: Library, chat: FakeChatModel) -> None:
    answer = ask(archive, chat, "听泉集团一季度新开了哪几条航线？", "听泉集团一季度新开了4条航线[1]。")
    assert all(port in answer.text for port in ("澜溪", "青石", "霜桥", "海曙"))


def test_a_draft_that_leaves_the_name_out_is_held_to_it(archive: Library, chat: FakeChatModel) -> None:
    assert ask(archive, chat, "听泉集团的行长是谁？", "行长是严子陵[1]。").abstained


def test_no_other_period_is_quoted_for_a_draft_that_was_withheld(archive: Library, chat: FakeChatModel) -> None:
    answer = ask(
        archive, chat, "听泉集团2030年全年的货物吞吐量是多少？", "听泉集团2030年全年的货物吞吐量是8940万吨[1]。"
    )
    assert answer.abstained


def test_the_end_of_a_month_is_that_of_its_quarter(archive: Library, chat: FakeChatModel) -> None:
    answer = ask(archive, chat, "3月底青栎银行的绿色贷款余额是多少？", "青栎银行绿色贷款余额为651.7亿元[1]。")
    assert "651.7亿元" in answer.text
    assert names_period("3月", "一季度末贷款余额")
    assert not names_period("4月", "一季度末贷款余额")


def test_only_a_bank_is_the_bank(archive: Library) -> None:
    loans = article(archive, "青栎银行")
    [fees] = [sentence for sentence in sentences_of(loans) if "手续费" in sentence.text]
    assert is_about("青栎银行", loans, fees)
    [after] = [sentence for sentence in sentences_of(loans) if sentence.text.startswith("该行行长")]
    assert not is_about("望岳证券", loans, after)


@pytest.mark.parametrize(
    ("question", "text", "names"),
    [
        ("听泉集团的行长是谁？", "行长是严子陵。", ("听泉集团",)),
        ("听泉集团和青栎银行的利润是多少？", "青栎银行的利润是1亿元。", ("青栎银行",)),
    ],
)
def test_what_a_draft_repeats_keeps_the_one_name(question: str, text: str, names: tuple[str, ...]) -> None:
    asked = repeated(read_question(question), text)
    assert asked.names == names


def test_a_speakers_house_is_not_what_an_article_is_on(archive: Library) -> None:
    loans = article(archive, "青栎银行")
    assert loans.date == date(2031, 4, 24)
    [part] = read_parts(read_question("望岳证券的绿色贷款余额是多少？"), lambda _word: 1.0)
    [loan] = [sentence for sentence in sentences_of(loans) if "651.7" in sentence.text]
    assert score(part, loans, loan).least_about == 0.0


def test_an_english_question_names_what_an_english_article_lacks(
    make_library: LibraryMaker, tmp_path: Path, chat: FakeChatModel
) -> None:
    path = tmp_path / "ledger-2031-04-24-A2.txt"
    path.write_text(
        "The quiet queue at Quay Nine\nBy Ada Lindqvist\n"
        "Nanyu has about 19,000 registered truck drivers, seven in ten of them self-employed. "
        "The port has promised them an appointment system by the end of the year.\n",
        encoding="utf-8",
    )
    library = make_library(path, model=chat)
    drivers = "Nanyu has about 19,000 registered truck drivers[1]."
    chat.replies += ["", drivers]
    assert "19,000" in library.ask("How many registered truck drivers does Nanyu have?").text
    chat.replies += ["", drivers]
    assert library.ask("How many truck drivers belong to the Nanyu Hauliers' Union?").abstained
