"""A judge reads one printed sentence at a time: what it says decides whether a sentence answers, not whose it is."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path

import pytest

import prompts
from rag import Library
from rag.evidence.judge import DOUBTED, LIKELY, SURE, SURE_OF_UNLIKELY, Hearing, in_the_papers_year, judge_by
from rag.evidence.ranking import nameless, ranked
from rag.fakes import FakeChatModel
from rag.ports import Leaning
from rag.prose.questions import read_question
from rag.prose.sentences import sentences_of
from rag.types import Article, Block, Place, Run, Usage
from tests.conftest import LibraryMaker

PAGE = """青栎银行去年净利润增长一成
本报记者 季小满
青栎银行4月2日公布，2030年净利润为38.6亿元，同比增长10.2%。该行行长严子陵表示，今年把三成人手放到县里去。

霜桥银行去年拨备覆盖率下降
本报记者 杜若溪
霜桥银行4月2日公布，2030年末拨备覆盖率为241.7%，比上年末下降12个百分点。
"""
SAID = "该行行长严子陵表示，今年把三成人手放到县里去。"


def leaning(**odds: float) -> Callable[[str], float]:
    """A model that leans by what a passage holds; to no, where it holds none of that."""

    def lean(message: str) -> float:
        passage = message.split("\n问题：", maxsplit=1)[0]
        return max((value for words, value in odds.items() if words in passage), default=-3.0)

    return lean


@pytest.fixture
def ask(make_library: LibraryMaker, tmp_path: Path) -> Callable[..., tuple[Library, FakeChatModel]]:
    path = tmp_path / "溪山日报-2031-04-03-A2.txt"
    path.write_text(PAGE, encoding="utf-8")

    def open_with(lean: Callable[[str], float] | None, *drafts: str) -> tuple[Library, FakeChatModel]:
        model = FakeChatModel(drafts, leans=lean)
        return make_library(path, model=model), model

    return open_with


Open = Callable[..., tuple[Library, FakeChatModel]]


def test_the_prompt_gives_the_passage_before_the_question_and_says_yes_and_no() -> None:
    prompt = prompts.load("judge", "zh")
    assert prompt.user.index("{passage}") < prompt.user.index("{question}")
    assert [reply for _, reply in prompt.examples[:2]] == ["有", "没有"]
    model = FakeChatModel(leans=lambda message: float(len(message)))
    heard = judge_by(model, prompts.load_all())("谁？", "严子陵说。")
    assert heard is not None
    assert heard.odds == len(prompt.user.format(passage="严子陵说。", question="谁？"))
    assert heard.usage.prompt_tokens > len(prompt.system)


@pytest.mark.parametrize("text", ["s\n---\n{passage}{question}", "s\n---\na\n---\nb\n---\n{passage}{question}"])
def test_a_prompt_without_both_examples_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "judge.zh.txt").write_text(text, encoding="utf-8")
    with pytest.raises(prompts.PromptError, match="to say yes to"):
        prompts.load("judge", "zh", tmp_path)


def test_where_no_sentence_answers_no_model_writes(ask: Open) -> None:
    library, model = ask(leaning())
    answer = library.ask("青栎银行2030年净利润是多少？")
    assert answer.abstained
    assert model.asked == []
    assert answer.usage.prompt_tokens > 0


def test_a_sentence_worded_otherwise_answers_when_the_judge_is_sure(ask: Open) -> None:
    question = "青栎银行的掌门人打算让员工去哪里？"
    library, _ = ask(leaning(人手=SURE), f"{SAID}[1]")
    assert SAID in library.ask(question).text
    library, _ = ask(leaning(人手=SURE - 0.1), f"{SAID}[1]")
    assert library.ask(question).abstained


def test_the_lines_are_quoted_of_which_a_draft_makes_one_sentence_on_what(ask: Open) -> None:
    library, _ = ask(leaning(人手=9.0), "青栎银行净利润为38.6亿元，今年把三成人手放到县里去[1]。")
    assert library.ask("青栎银行今年的人手怎么安排？").text.endswith(f"[2]{SAID}[2]")


@pytest.mark.parametrize(("odds", "told"), [(DOUBTED, True), (DOUBTED - 0.1, False)])
def test_a_list_in_other_words_than_the_papers_needs_a_surer_judge(ask: Open, odds: float, told: bool) -> None:
    library, _ = ask(leaning(人手=odds), f"{SAID}[1]")  # of 基层 and 岗位 the paper has no word
    assert library.ask("青栎银行今年有哪些基层岗位的安排？").abstained is not told


@pytest.mark.parametrize(("odds", "quoted"), [(SURE_OF_UNLIKELY + 0.1, True), (SURE_OF_UNLIKELY - 0.1, False)])
def test_a_line_of_each_part_is_quoted_where_a_draft_tells_nothing_of_it(ask: Open, odds: float, quoted: bool) -> None:
    question = "青栎银行的净利润是多少？霜桥银行抵御坏账的家底还剩几成？"
    library, _ = ask(leaning(**{"38.6亿元": 9.0, "241.7%": odds}), "青栎银行2030年净利润为38.6亿元[1]。")
    text = library.ask(question).text
    assert "38.6亿元" in text
    assert ("241.7%" in text) is quoted


def test_what_the_writer_does_not_find_the_judge_must_be_surer_of(ask: Open) -> None:
    question = "青栎银行的掌门人打算让员工去哪里？"
    library, _ = ask(leaning(人手=DOUBTED), "资料中没有。")
    assert SAID in library.ask(question).text
    near = leaning(人手=DOUBTED - 0.1)
    library, _ = ask(lambda text: max(near(text), 1.0), "资料中没有。")
    assert library.ask(question).abstained
    library, _ = ask(near, "资料中没有。")  # no other sentence comes close
    assert SAID in library.ask(question).text
    library, _ = ask(near, "青栎银行2030年净利润为38.6亿元[1]。")  # the draft misses what is asked
    assert SAID in library.ask("青栎银行今年把人手放到哪里去？").text
    library, _ = ask(near, "青栎银行2030年净利润同比增长10.2%[1]。")  # an amount
    assert library.ask("青栎银行今年把百分之多少的人手放到县里去？").abstained


def test_a_sentence_with_the_words_of_the_question_needs_less(ask: Open) -> None:
    draft = "青栎银行2030年净利润为38.6亿元[1]。"
    library, _ = ask(leaning(净利润为=LIKELY), draft)
    assert "38.6亿元" in library.ask("青栎银行2030年净利润是多少？").text
    library, _ = ask(leaning(净利润为=LIKELY - 0.1), draft)
    assert library.ask("青栎银行2030年净利润是多少？").abstained


def test_whose_a_figure_is_the_print_decides(ask: Open) -> None:
    library, model = ask(leaning(拨备覆盖率=9.0))
    assert library.ask("青栎银行2030年末的拨备覆盖率是多少？").abstained
    assert model.asked == []


def test_a_draft_that_the_judge_does_not_grant_is_withheld_and_the_surest_line_is_shown(ask: Open) -> None:
    library, _ = ask(leaning(人手=DOUBTED), "青栎银行2030年净利润为38.6亿元[1]。")
    answer = library.ask("青栎银行今年把人手放到哪里去？")
    assert answer.withheld[0].text.startswith("青栎银行2030年净利润为")
    assert answer.sentences[-1].text == SAID  # with the sentence before it, which says what 该行 is


def test_the_surest_line_stands_beside_a_draft_that_passes_it_over(ask: Open) -> None:
    question = "青栎银行2030年净利润是多少，今年把人手放到哪里去？"
    library, _ = ask(leaning(人手=9.0, 净利润为=LIKELY), "青栎银行2030年净利润为38.6亿元[1]。")
    text = library.ask(question).text
    assert "38.6亿元" in text
    assert SAID in text


def test_a_question_with_a_word_that_may_be_a_name_is_heard_and_needs_more(ask: Open) -> None:
    question = "青栎银行今年把“做不完”的人手放到哪里去？"
    library, model = ask(leaning(人手=DOUBTED), f"{SAID}[1]")
    assert SAID in library.ask(question).text
    library, _ = ask(leaning(人手=DOUBTED - 0.1), f"{SAID}[1]")
    assert library.ask(question).abstained
    library, model = ask(leaning(人手=9.0), f"{SAID}[1]")
    assert library.ask("青栎银行今年把“松涛三期”的人手放到哪里去？").abstained
    assert model.asked == []


def test_what_a_draft_cuts_from_a_printed_sentence_is_shown_whole(ask: Open) -> None:
    question = "青栎银行行长有什么打算？"
    library, _ = ask(leaning(人手=9.0), "青栎银行行长打算把三成人手放到县里[1]。")
    assert SAID in library.ask(question).text
    library, _ = ask(leaning(人手=9.0), "青栎银行行长打算让三成员工去县里工作[1]。")
    assert "三成员工去县里工作" in library.ask(question).text


def test_a_draft_that_only_repeats_the_question_is_no_answer(ask: Open) -> None:
    library, _ = ask(leaning(人手=9.0), "青栎银行今年把人手放到哪里[1]。")
    answer = library.ask("青栎银行今年把人手放到哪里去？")
    assert "今年把人手放到哪里" not in answer.text
    assert SAID in answer.text


ENGLISH = """Qingshan mill to close
By Ann Field
Qingshan Mill will close in May, its owner said on Monday. Its deputy manager, Tom Reed, said 40 of 120 hands would go
to the port, and the rest would be paid for six months.
"""


def test_a_chinese_question_is_heard_of_an_english_article_that_has_its_name(
    make_library: LibraryMaker, tmp_path: Path
) -> None:
    page = tmp_path / "The Quay Post-2031-04-03-A2.txt"
    page.write_text(ENGLISH, encoding="utf-8")
    lean = leaning(**{"Tom Reed": DOUBTED, "hands": 9.0})
    library = make_library(page, model=FakeChatModel(["资料中没有。"] * 2, leans=lean))
    assert "40 of 120 hands" in library.ask("青山磨坊有多少人会去港口？").text
    assert library.ask("白鹭磨坊有多少人会去港口？").abstained


def test_an_english_draft_with_words_left_in_chinese_is_withheld_and_the_line_quoted(ask: Open) -> None:
    library, model = ask(leaning(净利润为=9.0), "Its net profit was 同比增长 10.2 percent[1].")
    model.replies.insert(0, "青栎银行2030年净利润是多少？")
    answer = library.ask("What was the net profit of Qingli Bank (青栎银行) in 2030?")
    assert [sentence.text for sentence in answer.withheld] == ["Its net profit was 同比增长 10.2 percent."]
    assert "38.6亿元" in answer.text


FILM = """清明档票房创新高
溪山日报 季小满
2031年清明档票房达7.2亿元，影片《渡口》夺冠，观影1600万人次。
"""


def test_the_year_of_a_question_is_each_parts(make_library: LibraryMaker, tmp_path: Path) -> None:
    page = tmp_path / "溪山日报-2031-04-08-A2.txt"
    page.write_text(FILM, encoding="utf-8")
    library = make_library(page, model=FakeChatModel(["影片《渡口》夺冠[1]。"] * 2, leans=lambda _: 9.0))
    assert "渡口" in library.ask("2031年清明档票房是多少，哪部影片夺冠？").text
    assert library.ask("2030年清明档票房是多少，哪部影片夺冠？").abstained


@pytest.mark.parametrize(("odds", "answered"), [(LIKELY, True), (LIKELY - 0.1, False)])
def test_what_the_judge_grants_in_english_must_be_likely_in_chinese(
    make_library: LibraryMaker, tmp_path: Path, odds: float, answered: bool
) -> None:
    page = tmp_path / "The Quay Post-2031-04-03-A2.txt"
    page.write_text(ENGLISH, encoding="utf-8")
    model = FakeChatModel(
        ["青山磨坊有多少人会去港口？", "40 of 120 hands would go to the port[1]."],
        leans=lambda message: 9.0 if "Question:" in message else odds,
    )
    answer = make_library(page, model=model).ask("How many hands of Qingshan Mill would go to the port?")
    assert ("40 of 120" in answer.text) is answered


@pytest.mark.parametrize(
    ("question", "passage", "asked"),
    [
        ("青栎银行2030年净利润是多少？", "净利润38.6亿元。", "青栎银行去年净利润是多少？"),
        ("青栎银行2030年净利润是多少？", "2030年净利润38.6亿元。", "青栎银行2030年净利润是多少？"),
        ("青栎银行2031年净利润目标是多少？", "目标40亿元。", "青栎银行今年净利润目标是多少？"),
        ("2031年4月2日青栎银行公布了什么？", "4月2日公布年报。", "4月2日青栎银行公布了什么？"),
        ("2030年一季度净利润是多少？", "净利润9亿元。", "去年一季度净利润是多少？"),
        ("1970年净利润是多少？", "净利润9亿元。", "1970年净利润是多少？"),
    ],
)
def test_a_judge_is_asked_in_the_papers_year(question: str, passage: str, asked: str) -> None:
    assert in_the_papers_year(question, passage, date(2031, 4, 3)) == asked


def test_the_year_asked_about_is_told_by_the_papers_day(ask: Open) -> None:
    heard: list[str] = []

    def lean(message: str) -> float:
        heard.append(message)
        return 9.0

    library, _ = ask(lean, f"{SAID}[1]")
    library.ask("青栎银行2031年把人手放到哪里去？")
    assert any("问题：青栎银行今年把人手" in message for message in heard)


def test_a_model_that_does_not_tell_leaves_it_to_the_rules(ask: Open) -> None:
    library, _ = ask(None, "青栎银行2030年净利润为38.6亿元[1]。")
    assert "38.6亿元" in library.ask("青栎银行2030年净利润是多少？").text


def story(title: str, *paragraphs: str) -> Article:
    body = "\n".join(paragraphs)
    starts = [body.index(paragraph) for paragraph in paragraphs]
    blocks = tuple(Block("paragraph", at, at + len(text)) for at, text in zip(starts, paragraphs, strict=True))
    return Article(title, title, (), body, blocks, (Run(0, len(body), "p", 0),), (Place("p", None, None, None, ()),))


def test_each_sentence_is_heard_once_and_what_was_read_adds_up() -> None:
    article = story("县里的银行", "开了三家网点。它们都在街上。")
    sentences = sentences_of(article)
    heard: list[str] = []

    def judge(question: str, passage: str) -> Leaning:
        heard.append(passage)
        return Leaning(1.0, Usage(10, 1))

    hearing = Hearing(judge, ["开了几家？"], [(article, sentence) for sentence in sentences])
    assert hearing.grants(sentences, worded=True)
    assert not hearing.grants(sentences, worded=False)
    assert heard == ["《县里的银行》开了三家网点。", "《县里的银行》开了三家网点。它们都在街上。"]
    assert hearing.usage == Usage(20, 2)


def test_what_the_judge_takes_is_no_part_of_the_search(ask: Open) -> None:
    def slow(_: str) -> float:
        time.sleep(0.3)
        return 9.0

    library, _ = ask(slow, "青栎银行2030年净利润为38.6亿元[1]。")
    seconds = library.ask("青栎银行2030年净利润是多少？").seconds
    assert seconds.total >= seconds.retrieve + 0.3


def test_a_judge_may_know_a_name_that_no_rule_finds() -> None:
    article = story("白鹭山的茶", "1899年，技工老锤在白鹭山种下第一株茶。", "白鹭山的茶园去年有八十亩。")
    rows = [(article, sentence) for sentence in sentences_of(article)]
    asked = read_question("白鹭山的茶最初由哪位技工种下？")
    even = lambda _, texts: [0.9] * len(texts)  # noqa: E731 - no word of them is nearer
    parts = list(ranked(asked, rows, lambda word: 1.0, even))
    further = partial(nameless, offered=rows, likeness=even)

    def judge(odds: float) -> Hearing:
        return Hearing(lambda _, passage: Leaning(odds if "老锤" in passage else -3.0, Usage()), [asked.text], rows)

    assert judge(2.5).granted(parts) == [[]]
    assert judge(2.5).granted(parts, further) == [[rows[0][1]]]
    assert judge(1.0).granted(parts, further) == [[rows[0][1]]], "no other comes close"
    assert judge(0.9).granted(parts, further) == [[]]
    close = Hearing(lambda _, passage: Leaning(1.9 if "老锤" in passage else 1.0, Usage()), [asked.text], rows)
    assert close.granted(parts, further) == [[]]


@pytest.mark.parametrize(
    ("odds", "other", "granted"),
    [(1.2, -2.0, True), (0.9, -2.0, False), (1.2, 0.4, False), (1.5, 0.4, True), (1.5, 0.6, True)],
)
def test_what_stands_out_needs_less_where_it_is_told_in_passing(odds: float, other: float, granted: bool) -> None:
    told, beside = "青禾证券首席经济学家季小满表示，出口会回升。", "在季小满看来，青山证券的看法太早。"
    article = story("出口的下一程", told, beside)
    rows = [(article, sentence) for sentence in sentences_of(article)]
    asked = read_question("季小满领哪家券商的薪水？")
    parts = list(ranked(asked, rows, lambda word: 1.0, lambda _, texts: [0.9] * len(texts)))
    hearing = Hearing(
        lambda _, passage: Leaning(odds if "首席" in passage else other, Usage()), ["季小满领哪家券商的薪水？"], rows
    )
    assert hearing.granted(parts) == ([[rows[0][1]]] if granted else [[]])


@pytest.mark.parametrize(("odds", "granted"), [(2.4, False), (2.6, True)])
def test_an_amount_in_a_line_with_few_of_the_words_needs_more(odds: float, granted: bool) -> None:
    article = story("夏粮收成公布", "2031年小麦收购价为每斤1.21元，比上年多1分钱。")
    rows = [(article, sentence) for sentence in sentences_of(article)]
    asked = read_question("2031年秋粮一共收了多少？")
    parts = list(ranked(asked, rows, lambda word: 1.0, lambda _, texts: [0.9] * len(texts)))
    hearing = Hearing(lambda *_: Leaning(odds, Usage()), [asked.text], rows)
    assert hearing.granted(parts) == ([[rows[0][1]]] if granted else [[]])


@pytest.mark.parametrize(("asked", "granted"), [("秋山的女主角是谁演的？", False), ("秋山的导演是谁？", True)])
def test_who_is_asked_for_stands_in_a_line_that_needs_less(asked: str, granted: bool) -> None:
    article = story("秋山", "影片《秋山》的导演是阮怀秋。", "《远水》的女主角是林小禾。")
    rows = [(article, sentence) for sentence in sentences_of(article)]
    question = read_question(asked)
    known = lambda word: 1.0 if word in article.body else None  # noqa: E731 - what the archive prints
    parts = list(ranked(question, rows[:1], known, lambda _, texts: [0.9] * len(texts)))
    hearing = Hearing(lambda *_: Leaning(0.9, Usage()), [asked], rows)
    assert hearing.granted(parts) == ([[rows[0][1]]] if granted else [[]])


@pytest.mark.parametrize(("odds", "granted"), [(1.9, False), (2.1, True)])
def test_a_sentence_without_the_measure_that_is_asked_for_needs_more(odds: float, granted: bool) -> None:
    """The paper prints 净息差 of another bank: of this one it would have been printed so, too."""
    article = story("三季报", "青禾银行前三季度营业收入增长4.4%。", "云溪银行前三季度净息差为1.57%。")
    rows = [(article, sentence) for sentence in sentences_of(article)]
    asked = read_question("青禾银行前三季度净息差是多少？")
    parts = list(ranked(asked, rows, lambda word: 1.0, lambda _, texts: [0.9] * len(texts)))
    hearing = Hearing(lambda *_: Leaning(odds, Usage()), [asked.text], rows)
    assert hearing.granted(parts) == ([[rows[0][1]]] if granted else [[]])


def test_a_sentence_without_the_measure_is_none_where_another_has_it() -> None:
    article = story("三季报", "青禾银行前三季度营业收入增长4.4%。", "青禾银行前三季度净息差为1.57%。")
    rows = [(article, sentence) for sentence in sentences_of(article)]
    asked = read_question("青禾银行前三季度净息差是多少？")
    [(_, scored)] = ranked(asked, rows, lambda word: 1.0, lambda _, texts: [0.9] * len(texts))
    assert [row.sentence for row in scored] == [rows[1][1]]


def test_a_share_of_what_is_not_told_is_not_told() -> None:
    article = story("白鹭汽车的一年", "白鹭汽车去年收入为61亿元，占同行的8%。")
    rows = [(article, sentence) for sentence in sentences_of(article)]
    asked = read_question("白鹭汽车去年卖了多少万辆，其中出口占多少？")
    parts = list(ranked(asked, rows, lambda word: 1.0, lambda _, texts: [0.9] * len(texts)))
    heard: list[str] = []

    def judge(question: str, passage: str) -> Leaning:
        heard.append(passage)
        return Leaning(9.0, Usage())

    assert [part.asked.text for part, _ in parts] == ["白鹭汽车去年卖了多少万辆", "其中出口占多少"]
    assert Hearing(judge, [asked.text], rows).granted(parts) == [[], []]
    assert heard == []


def test_a_surer_line_than_the_drafts_stands_beside_it(ask: Open) -> None:
    draft = "青栎银行2030年净利润为38.6亿元，同比增长10.2%[1]。"
    library, _ = ask(leaning(人手=3.0, 净利润为=2.0), draft)
    assert SAID in library.ask("青栎银行怎么样？").text
    library, _ = ask(leaning(人手=2.0, 净利润为=2.0), draft)
    assert SAID not in library.ask("青栎银行怎么样？").text
