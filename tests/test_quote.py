"""Which of the archive's own sentences answer a question, part by part."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag.answers.phrasing import exactly, says_nothing_new
from rag.evidence.antecedents import in_order, with_antecedent
from rag.evidence.ranking import measure
from rag.evidence.worth import score
from rag.prose.questions import read_question
from rag.prose.sentences import sentences_of
from rag.questions.parts import asks_which, enumerates, kind_of, parts_of, read_parts
from rag.types import Question, Sentence, Turn
from tests.conftest import LibraryMaker
from tests.scoring import one_part, printed

PAGE = """澜溪银行换帅
本报记者 杜若溪
4月2日，澜溪银行公告称，董事会同意聘任严子陵为该行行长。严子陵现年45岁，此前任该行首席风险官。
截至去年末，澜溪银行贷款余额为815.2亿元，同比增长6.3%；青栎银行贷款余额为402.7亿元，同比增长11.9%。
一季度，澜溪银行实现营业收入21.4亿元，净利润6.85亿元。该行不良贷款率为1.17%，较年初下降3个基点。

听泉缆车下月试运行
本报记者 季小满
听泉山缆车全长3.4公里，设站4座，总投资2.6亿元，将于5月16日试运行。
“票价不超过60元。”听泉文旅董事长葛怀川表示，缆车由霜桥重工制造，首年预计接待游客35万人次。
"""


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("全长多少公里？", "amount"),
        ("贷款的不良率？", "amount"),
        ("从哪三个方面提高效率？", "other"),
        ("哪天试运行？", "day"),
        ("行长是谁？", "person"),
        ("缆车由哪家公司制造？", "institution"),
        ("获奖的那幅画叫什么名字？", "other"),
        ("作画的老人叫什么名字？", "person"),
        ("有哪几家银行减少了投入？", "institution"),
        ("它的员工平均薪酬呢？", "amount"),
        ("When does it open?", "day"),
        ("How much does a ticket cost?", "amount"),
        ("为什么要换帅？", "reason"),
        ("几款新车为什么要往后拖？", "reason"),
        ("何以拖到五月才开？", "reason"),
        ("地种得多了，怎么收成反倒少了？", "reason"),
        ("调整时怎么没敢降首付？", "reason"),
        ("怎么去缆车站？", "other"),
    ],
)
def test_the_kind_of_thing_asked_for(text: str, kind: str) -> None:
    assert kind_of(text) == kind


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("澜溪银行的总经理和霜桥重工的财务总监各是谁？", [("澜溪银行",), ("霜桥重工",)]),
        ("澜溪银行与霜桥重工去年各投了多少？", [("澜溪银行",), ("霜桥重工",)]),
        ("青川籍的行长在澜溪银行把存款和贷款分别增加了多少？", [("青川", "澜溪银行")]),
        ("在青川的首次调查中，澜溪银行有多少人？", [("澜溪银行", "青川")]),  # a comma joins nothing
    ],
)
def test_names_side_by_side_are_told_of_each(text: str, names: list[tuple[str, ...]]) -> None:
    parts = read_parts(read_question(text), lambda _word: 1.0)
    assert [tuple(sorted(part.asked.names)) for part in parts] == [tuple(sorted(each)) for each in names]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("缆车多长、设几座站，总投资多少？", 3),
        ("缆车的总投资是多少？", 1),
        ("去年末，澜溪银行的贷款余额是多少？", 1),
        ("How long is it, and how many stations does it have?", 2),
        ("缆车的总投资和客流最多的月份分别是什么？", 2),
        ("缆车的总长度、票价以及通车时间分别是怎样的？", 3),
        ("和" * 900 + "分别在哪里？", 1),
    ],
)
def test_a_question_is_split_where_each_part_asks(text: str, count: int) -> None:
    assert len(parts_of(text)) == count


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("一季度新开4条航线，分别通往霜桥、听泉、澜溪和青栎。", True),
        ("减少投入的是霜桥、听泉等三家。", True),
        ("芯片研发18亿元，产业化13亿元，补充流动资金11亿元。", True),
        ("一季度新开4条航线。", False),
    ],
)
def test_a_list_is_told_from_how_long_it_is(text: str, names: bool) -> None:
    assert asks_which("一季度新开了哪几条航线？")
    assert enumerates(text) is names


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("澜溪银行的新行长是谁，多大年纪？", ["严子陵", "45岁"]),
        ("澜溪银行去年末的贷款余额是多少？", ["815.2亿元"]),
        ("青栎银行的贷款余额是多少？", ["402.7亿元"]),
        ("澜溪银行一季度净利润是多少？", ["6.85亿元"]),
        ("听泉山缆车哪天试运行？", ["5月16日"]),
        ("听泉山缆车多长、设几座站、总投资多少？", ["3.4公里", "4座", "2.6亿元"]),
        ("听泉山缆车由哪家公司制造？", ["霜桥重工"]),
        ("澜溪银行和青栎银行的贷款余额分别是多少？", ["815.2亿元", "402.7亿元"]),
    ],
)
def test_quoted_sentences_hold_every_part(
    make_library: LibraryMaker, tmp_path: Path, text: str, wanted: list[str]
) -> None:
    answer = make_library(_page(tmp_path)).ask(text)
    assert not answer.abstained
    assert all(each in answer.text for each in wanted)
    assert len(answer.sentences) <= 5


@pytest.mark.parametrize(
    "text",
    [
        "青栎银行的行长是谁？",
        "澜溪银行的首席财务官是谁？",
        "澜溪银行二季度净利润是多少？",
        "霜桥重工的营业收入是多少？",
        "澜湾银行的贷款余额是多少？",
        "听泉山缆车3月份接待了多少人次？",
    ],
)
def test_what_the_paper_does_not_say_is_not_quoted(make_library: LibraryMaker, tmp_path: Path, text: str) -> None:
    assert make_library(_page(tmp_path)).ask(text).abstained


@pytest.mark.parametrize("text", ["你好", "asdf", "谁是市长？", "今天天气怎么样？"])
def test_what_leans_on_nothing_is_not_answered_with_what_was_asked_before(
    make_library: LibraryMaker, tmp_path: Path, text: str
) -> None:
    history = (Turn("澜溪银行去年的贷款余额是多少？", "澜溪银行去年末的贷款余额为815.2亿元。[1]"),)
    assert make_library(_page(tmp_path)).ask(Question(text, history=history)).abstained


def test_a_follow_up_takes_the_period_along(make_library: LibraryMaker, tmp_path: Path) -> None:
    history = (Turn("澜溪银行一季度的营业收入是多少？", "21.4亿元。"),)
    answer = make_library(_page(tmp_path)).ask(Question("净利润呢？", history=history))
    assert "6.85亿元" in answer.text


def _page(folder: Path) -> Path:
    path = folder / "溪山日报-2031-04-03-A2.txt"
    path.write_text(PAGE, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("text", "exact"),
    [
        ("澜溪银行的贷款余额超过8000亿元。", True),
        ("澜溪银行的贷款余额为8152亿元。", False),
        ("澜溪银行的贷款余额超过8000亿元，为8152亿元。", False),
        ("澜溪银行的贷款增速低于9%。", False),
    ],
)
def test_a_bound_gives_way_to_the_figure_that_is_printed_beside_it(text: str, exact: bool) -> None:
    printed = "澜溪银行、青栎银行的贷款余额均超过8000亿元，分别为8152亿元、9027亿元，增速均低于9%。"
    source = Sentence("a", 0, len(printed), printed)
    assert (exactly(text, [source]) is source) is exact


def test_a_list_is_not_answered_from_an_article_without_its_topic(make_library: LibraryMaker, tmp_path: Path) -> None:
    library = make_library(_page(tmp_path))
    assert not library.ask("听泉山有哪些缆车项目？").abstained
    assert library.ask("听泉山有哪些核电项目？").abstained


NEIGHBOURS = """澜溪银行去年净利润增长4.1%
本报记者 杜若溪
4月2日，澜溪银行公告了年报，2025年净利润为24.8亿元，比2024年同期增加约1亿元。澜溪银行总经理严子陵在会上作了说明。
“钱不是问题。”霜桥重工财务总监鲍文澜说，公司与该行合作多年，霜桥重工今年投资6.1亿元。
听泉缆车一期已经投资2.6亿元，是全省第三大缆车。在更早的一次论坛上，望海的学者阮怀秋提到过听泉。
今年以来，青栎银行发行债券80亿元。
"""


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("澜溪银行的总经理是谁？", "严子陵"),
        ("霜桥重工今年投了多少钱？", "6.1亿元"),
        ("阮怀秋今年发行了多少债券？", None),  # named in passing, and not in that sentence
        ("澜溪银行的董事会秘书是谁？", None),
        ("听泉缆车二期投资多少？", None),
        ("鲍文澜是谁，什么职务？", "财务总监"),
        ("严子陵是做什么的？", "总经理"),
        ("全省第三大缆车投资多少？", "2.6亿元"),
        ("严子陵多大年纪？", None),  # figures there are, none of years
        ("澜溪银行2024年净利润是多少？", None),  # what 2025 is compared with
    ],
)
def test_what_is_near_is_no_answer(make_library: LibraryMaker, tmp_path: Path, text: str, wanted: str | None) -> None:
    page = tmp_path / "霜桥日报-2026-04-03-A2.txt"
    page.write_text(NEIGHBOURS, encoding="utf-8")
    answer = make_library(page).ask(text)
    assert answer.abstained if wanted is None else wanted in answer.text


@pytest.mark.parametrize(
    ("question", "barred"),
    [("听泉缆车二期投资多少，哪天通车？", True), ("听泉缆车一期投资多少，哪天通车？", False)],
)
def test_a_number_of_the_whole_question_is_each_parts(
    make_library: LibraryMaker, tmp_path: Path, question: str, barred: bool
) -> None:
    page = tmp_path / "霜桥日报-2026-04-03-A2.txt"
    page.write_text("听泉缆车通车\n本报记者 杜若溪\n听泉缆车一期于4月2日通车，全长3.4公里。\n", encoding="utf-8")
    [article] = make_library(page).articles()
    [sentence] = sentences_of(article)
    *_, last = read_parts(read_question(question), lambda word: 1.0 if word in article.body else None)
    assert "通车" in last.asked.text
    assert score(last, article, sentence).barred is barred


ALIKE = """澜溪银行推迟披露季报
本报记者 杜若溪
澜溪银行4月2日公告，季报推迟到4月底披露。公司没有说明原因。
一季度，青栎银行、霜桥银行、望海银行营业收入分别为21.4亿元、18.2亿元和9.6亿元，部分银行增速超过20%。
多家上市银行营业收入同比增长超过5%。
"""
CLUB = """青禾竞技队在澜溪的北岸，与邻区的望海竞技队是死敌，两队相距不过三公里。

球队1998年迁入新球场，可容纳约6万人。
"""


@pytest.mark.parametrize(
    ("name", "said", "title", "about"),
    [
        ("澜溪银行", "没有说明原因", True, True),
        ("澜溪银行", "青栎银行、霜桥银行", True, False),  # a list without it
        ("青栎银行", "青栎银行、霜桥银行", True, True),
        ("澜溪银行", "多家上市银行", True, False),  # nobody by name
        ("青禾竞技队", "6万人", False, True),
        ("望海竞技队", "6万人", False, False),  # behind the first clause, and no headline has it
    ],
)
def test_whom_a_sentence_is_about(
    make_library: LibraryMaker, tmp_path: Path, name: str, said: str, title: bool, about: bool
) -> None:
    page = tmp_path / "霜桥日报-2026-04-03-A2.txt"
    page.write_text(ALIKE if title else CLUB, encoding="utf-8")
    [article] = make_library(page).articles()
    sentence = next(each for each in sentences_of(article) if said in each.text)
    [part] = read_parts(read_question(f"“{name}”的数字是多少？"), lambda word: 1.0 if word in article.body else None)
    assert (score(part, article, sentence).least_about >= 0.5) is about
    assert bool(article.title) is title


@pytest.mark.parametrize(
    ("name", "question", "told"),
    [("鲍文澜", "鲍文澜是谁？", 1.0), ("霜桥重工", "霜桥重工的船坞承包人是谁？", 0.0)],
)
def test_what_somebody_is_a_title_tells_but_not_who_does_something(
    make_library: LibraryMaker, tmp_path: Path, name: str, question: str, told: float
) -> None:
    page = tmp_path / "霜桥日报-2026-04-03-A2.txt"
    page.write_text(NEIGHBOURS, encoding="utf-8")
    [article] = make_library(page).articles()
    said = next(each for each in sentences_of(article) if "鲍文澜" in each.text)
    [part] = read_parts(read_question(question), lambda word: 1.0 if word in article.body else None)
    assert name in part.asked.names
    assert score(part, article, said).matter == told


@pytest.mark.parametrize(
    ("question", "draft", "nothing"),
    [
        ("利率怎样随排放下调？", "利率随排放下调。", True),
        ("茶博会的主题是什么？", "茶博会的主题。", True),
        ("茶博会的主题是什么？", "茶博会的主题是山里来的好茶。", False),
        ("净利润是增长还是下降？", "净利润是增长。", False),
        ("季小满走访了哪几个城市？", "季小满走访了多个城市。", True),
        ("季小满走访了哪几个城市？", "季小满走访了云溪、芦浦、霜桥等多个城市。", False),
        ("哪些位置空着？", "许多位置空着，参数位列其后。", False),
        ("季小满走访了多少城市？", "季小满走访了多个城市，共9个。", False),
        ("青禾科技的负责人叫什么名字？", "青禾科技的负责人是如是说。", True),
        ("净利润增长了吗？", "净利润增长了。", False),
        ("两家银行谁的利率更低？", "谁的利率更低。", False),
    ],
)
def test_what_only_repeats_a_question_says_nothing(question: str, draft: str, nothing: bool) -> None:
    assert says_nothing_new(draft, read_question(question)) is nothing


def test_a_time_before_leans_on_no_line() -> None:
    article, sentence = printed("公司维持目标不变。此前的2030年，净利润5.88亿元。")
    rows = [(article, each) for each in sentences_of(article)]
    assert with_antecedent(sentence, rows) == [sentence]


def test_what_is_said_on_the_one_hand_brings_the_other() -> None:
    article, _ = printed("青溪馆闭馆整修。", "一方面展柜已经老化。观众也多了。另一方面屋顶漏水。", "馆长很忙。")
    offered = [(article, sentence) for sentence in sentences_of(article)]
    one = next(sentence for _, sentence in offered if sentence.text.startswith("一方面"))
    assert [each.text for each in in_order([one], offered)] == ["一方面展柜已经老化。", "另一方面屋顶漏水。"]
    assert [each.text for each in in_order([offered[0][1]], offered)] == ["青溪馆闭馆整修。"]


def test_a_point_that_is_only_named_brings_what_explains_it() -> None:
    article, _ = printed(
        "双增有两方面影响。一是做大了规模。二是拓宽了收入来源。低成本资金可投向高收益项目。", "二是另一回事。"
    )
    offered = [(article, sentence) for sentence in sentences_of(article)]
    told = {sentence.text: [each.text for each in in_order([sentence], offered)] for _, sentence in offered}
    assert told["二是拓宽了收入来源。"] == ["二是拓宽了收入来源。", "低成本资金可投向高收益项目。"]
    assert told["一是做大了规模。"] == ["一是做大了规模。"]
    assert told["二是另一回事。"] == ["二是另一回事。"]


@pytest.mark.parametrize(("house", "barred"), [("霜桥银行", True), ("青栎银行", False)])
def test_a_line_that_leans_on_anothers_names_nobody(house: str, barred: bool) -> None:
    text = f"{house}董事长房可为谈业绩，青栎银行也到会。"
    article, _ = printed("青栎银行公布业绩。", f"{text}他预计今年息差仍将承压。")
    offered = [(article, each) for each in sentences_of(article)]
    rows = measure(one_part("青栎银行的董事长是谁？"), offered, lambda _question, texts: [0.0] * len(texts))
    assert {row.sentence.text for row in rows if row.sentence.text.startswith((house, "他"))} == (
        set() if barred else {text, "他预计今年息差仍将承压。"}
    )
