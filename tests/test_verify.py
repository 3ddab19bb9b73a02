from __future__ import annotations

from datetime import date

import pytest

from rag.proof.attribute import attribute
from rag.proof.verify import find_problems, repair, verify
from rag.prose.sentences import sentences_of, split_sentences
from rag.types import Article, Sentence
from tests.faults import correct_sentences, faulty_sentences

PAGE = date(2025, 4, 20)
SOURCE = (
    "年报显示，到2024年末，青河银行绿色贷款余额为38.62亿元，同比增长127.35%；河东银行绿色贷款余额为84.17亿元，"
    "同比增长118.29%；南岭银行余额为291.57亿元，同比增长36.28%。中河银行余额突破6万亿元；东岭银行、北原银行、西山银行均超过4万亿元，"
    "分别为3.86万亿元、3.52万亿元、3.19万亿元，分别较上年末增长18.7%、16.45%、27.68%；海州银行、临江银行绿色贷款分别为7634亿元和6529亿元，"
    "同比增速分别为7.41%和19.36%。青河银行行长林远表示，将继续加大投放。“市场很大。”河东银行董事长周见说。4月14日，青河银行发行债券240亿元。"
    "其中，三年期品种180亿元，票面利率1.64%；五年期品种60亿元，票面利率1.83%。去年，公司净利润由2.1亿元降至1.8亿元，尚未恢复分红。"
)
SUPPORT = [Sentence("a", start, end, SOURCE[start:end]) for start, end in split_sentences(SOURCE)]


def kinds(text: str, **given: object) -> set[str]:
    return {problem.kind for problem in find_problems(text, SUPPORT, page_date=PAGE, **given)}  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text",
    [
        *(sentence.text for sentence in SUPPORT),
        "青河银行绿色贷款余额为38.62亿元，同比增长127.35%。",
        "截至2024年末，河东银行的绿色贷款余额达到84.17亿元。",
        "北原银行绿色贷款余额为3.52万亿元，较上年末增长16.45%。",
        "东岭银行、北原银行、西山银行分别为3.86万亿元、3.52万亿元、3.19万亿元。",
        "西山银行为3.19万亿元，北原银行为3.52万亿元。",
        "临江银行绿色贷款为6529亿元，同比增长19.36%。",
        "海州银行增速为7.41%。",
        "五年期品种60亿元，票面利率1.83%。",
        "青河银行于2025年4月14日发行债券，规模240亿元，其中五年期票面利率为1.83%。",
        "林远称会加大投放。",
        "周见认为“市场很大”。",
        "2024年公司净利润为1.8亿元。",
        "青河银行绿色贷款余额为３８.６２亿元，合386200万元。",
        "Green loans rose 127.35 per cent to 3.862 billion yuan year on year.",
    ],
)
def test_what_the_source_says_is_let_through(text: str) -> None:
    assert verify(text, SUPPORT, page_date=PAGE) == ()


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("青河银行绿色贷款余额为45.95亿元。", "figure"),
        ("青河银行绿色贷款余额为38.62万亿元。", "figure"),
        ("青河银行绿色贷款余额同比增长127.35个百分点。", "figure"),
        ("青河银行绿色贷款余额为84.17亿元。", "owner"),
        ("北原银行绿色贷款余额为3.86万亿元。", "owner"),
        ("西山银行较上年末增长18.7%。", "owner"),
        ("临江银行绿色贷款为7634亿元。", "owner"),
        ("临江银行同比增长7.41%。", "owner"),
        ("西山银行为3.52万亿元，北原银行为3.19万亿元。", "owner"),
        ("五年期品种60亿元，票面利率1.64%。", "owner"),
        ("青河银行绿色贷款余额同比下降127.35%。", "direction"),
        ("青河银行绿色贷款余额环比增长127.35%。", "direction"),
        ("中河银行余额不足6万亿元。", "direction"),
        ("4月15日，青河银行发行债券240亿元。", "date"),
        ("截至2023年底，青河银行绿色贷款余额为38.62亿元。", "date"),
        ("林见称会加大投放。", "name"),
        ("青河银行行长方岩表示，将继续加大投放。", "name"),
        ("南林银行余额为291.57亿元。", "name"),
        ("周见称会加大投放。", "speaker"),
        ("南岭银行相关负责人表示，将继续加大投放。", "speaker"),
        ("周见认为“市场很小”。", "quote"),
        ("公司已经恢复分红。", "negation"),
        ("Green loans fell 127.35 per cent.", "direction"),
        ("Green loans rose to 4.7 billion yuan.", "figure"),
    ],
)
def test_a_changed_figure_owner_date_name_or_direction_is_told(text: str, kind: str) -> None:
    assert kind in kinds(text)


def test_problems_name_what_is_wrong_in_the_language_of_the_sentence() -> None:
    (problem,) = verify("青河银行绿色贷款余额为45.95亿元。", SUPPORT, page_date=PAGE)
    assert problem == "引用的原文没有“45.95亿元”"
    (problem,) = verify("Green loans came to 4.7 billion yuan.", SUPPORT, page_date=PAGE)
    assert problem == 'the cited source does not have "4.7 billion yuan"'


def test_the_year_of_a_date_comes_from_the_paper() -> None:
    text = "青河银行2025年4月14日发行债券240亿元。"
    assert verify(text, SUPPORT, page_date=PAGE) == ()
    assert verify(text, SUPPORT, page_date=date(2023, 4, 20)) != ()


def test_a_name_may_come_from_the_context_or_the_question_but_no_figure() -> None:
    support = [Sentence("a", 0, 0, "公司去年售出300台。")]
    text = "明湖科技去年售出300台。"
    assert verify(text, support, page_date=PAGE) != ()
    assert verify(text, support, page_date=PAGE, context=("明湖科技扩产",)) == ()
    assert verify(text, support, page_date=PAGE, question="明湖科技去年售出多少台？") == ()
    assert verify("去年售出400台。", support, page_date=PAGE, context=("去年售出400台。",)) != ()


def test_a_broken_sentence_is_replaced_by_the_source_or_not_at_all() -> None:
    assert repair("青河银行发行债券350亿元。", SUPPORT) == "4月14日，青河银行发行债券240亿元。"
    assert repair("特斯卡公司交付了33万辆汽车。", SUPPORT) is None


def test_a_sentence_made_to_keep_the_checker_busy_is_not_borne_out() -> None:
    text = "甲行增长1%，" * 5000
    assert verify(text, [Sentence("a", 0, len(text), text)]) != ()
    assert verify("甲行增长1%。", [Sentence("a", 0, len(text), text)]) == ()


def judge(text: str, article: Article) -> tuple[str, ...]:
    support = attribute(text, sentences_of(article), page_date=article.date)
    paragraphs = article.texts("paragraph")
    around = [paragraph for paragraph in paragraphs if any(sentence.text in paragraph for sentence in support)]
    found = verify(text, support, page_date=article.date, context=(article.title, *around))
    return found if support else ("no support",)


@pytest.mark.parametrize("held", [False, True])
def test_seeded_faults_are_caught_and_correct_sentences_let_through(held: bool) -> None:
    correct = correct_sentences(held=held, seed=7)
    faulty = faulty_sentences(correct, 300, seed=7)
    assert len({fault.kind for fault in faulty}) == 6
    assert len(faulty) == 300
    caught = sum(bool(judge(fault.text, fault.was.article)) for fault in faulty)
    alarms = sum(bool(judge(one.text, one.article)) for one in correct)
    assert caught / len(faulty) >= 0.95
    assert alarms / len(correct) <= 0.03


def _sentences(*texts: str) -> list[Sentence]:
    return [Sentence("a", number * 1000, number * 1000 + len(text), text) for number, text in enumerate(texts)]


def test_a_rival_that_names_its_subject_does_not_win_by_that_alone() -> None:
    support = _sentences(
        "青川电力2024年实现营业收入312.8亿元，归母净利润26.4亿元。",
        "公司拟每10股派息1.5元。",
    )
    text = "青川电力2024年归母净利润为26.4亿元，拟每10股派现1.5元。"
    assert verify(text, support, page_date=PAGE) == ()


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("青川港2024年全年的货物吞吐量是8940万吨。", True),
        ("青川港今年一季度的货物吞吐量是8940万吨。", False),
        ("青川冷链2024年营业收入为14.2亿元。", False),
    ],
)
def test_a_date_of_another_sentence_or_of_the_question_is_none_of_a_figures(text: str, wrong: bool) -> None:
    support = _sentences(
        "4月1日，青川港今年一季度生产数据公布：货物吞吐量8940万吨。",
        "青川冷链2024年营业收入为14.2亿元，在青川港的份额为43%。",
    )
    for sources in (support, support[:1] if "8940" in text else support[1:]):
        found = find_problems(text, sources, page_date=PAGE, question="青川港2024年全年的货物吞吐量是多少？")
        assert ("date" in {problem.kind for problem in found}) is wrong


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("截至2031年12月31日，白鹭航空共飞行655班。", False),
        ("截至2033年1月，白鹭航空共飞行655班。", True),  # counted up to an earlier day
        ("2031年，白鹭航空共飞行655班。", False),
    ],
)
def test_what_was_counted_up_to_a_day_is_of_no_later_one(text: str, wrong: bool) -> None:
    source = _sentences("截至2031年12月31日，白鹭航空共飞行655班。")
    question = "截至2031年12月31日和到2033年1月，白鹭航空分别飞行多少班？"

    assert bool(verify(text, source, question=question)) is wrong


def test_how_often_is_no_count_of_the_writers_own() -> None:
    source = _sentences("严子陵在霜桥谈到息差，认为已经见底。")

    assert verify("严子陵两次谈到息差，认为已经见底。", source)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("公司预计净利润为3.1亿元至3.5亿元。", True),
        ("公司预计净利润为2.8亿元至3.5亿元。", False),
        ("公司预计净利润增长20%到30%。", False),
        ("公司净利润为3.1亿元。", False),
    ],
)
def test_a_range_has_both_ends_that_are_printed_together(text: str, problem: bool) -> None:
    printed = ["公司预计净利润为2.8亿元至3.5亿元，增长20%至30%。", "公司净利润为3.1亿元。"]
    support = [Sentence(str(n), 0, len(each), each) for n, each in enumerate(printed)]
    assert any("至" in each for each in verify(text, support)) is problem


def test_how_somebody_sees_it_is_what_he_says() -> None:
    printed = [
        Sentence("a", 0, 9, "河东银行相关负责人表示，希望帮助外贸企业。"),
        Sentence("a", 9, 40, "在周见看来，各家平台开通绿色通道，凸显了国内市场的支撑作用。"),
    ]
    said = "认为各家平台开通绿色通道凸显了国内市场的支撑作用。"
    assert {each.kind for each in find_problems(f"河东银行相关负责人{said}", printed)} == {"speaker"}
    assert find_problems(f"周见{said}", printed) == []
    assert find_problems("河东银行相关负责人表示，希望帮助外贸企业。", printed) == []


def test_somebody_works_where_the_paper_has_him_work() -> None:
    printed = [Sentence("a", 0, 40, "在周见看来，青川、河东等平台开通绿色通道。周见是南岭银行首席经济学家。")]
    assert {each.kind for each in find_problems("周见在青川任职。", printed)} == {"owner"}
    assert find_problems("周见在南岭银行任职。", printed) == []


@pytest.mark.parametrize(
    ("text", "printed", "kinds"),
    [
        ("青河银行5年期的利率比河东银行的高。", "青河银行5年期利率1.64%。河东银行3年期利率1.83%。", {"compared"}),
        ("青河银行的利率高于河东银行。", "青河银行利率1.64%，河东银行利率1.83%。", {"compared"}),
        ("青河银行的利率高于河东银行。", "青河银行的利率一直比河东银行高。", set()),
        ("青河银行的利率高于上年。", "青河银行的利率比上年高。", set()),
        ("青河银行利率1.64%，低于河东银行的1.83%。", "青河银行利率1.64%，河东银行利率1.83%。", set()),
    ],
)
def test_no_house_is_weighed_against_another_without_figures(text: str, printed: str, kinds: set[str]) -> None:
    support = [Sentence("a", start, end, printed[start:end]) for start, end in split_sentences(printed)]
    assert {problem.kind for problem in find_problems(text, support)} == kinds


RANKED = "青河科技、河东电气毛利率分别为24.6%、28.1%；南岭能源为18.9%，基本持平；北原新能仅为7.4%，净利率为-3.1%。"


@pytest.mark.parametrize(
    ("text", "borne_out"),
    [
        ("毛利率最低的是南岭能源，为18.9%。", False),
        ("毛利率最低的是北原新能，为7.4%。", True),
        ("毛利率最高的是河东电气，为28.1%；最低的是北原新能，为7.4%。", True),
        ("毛利率最高的是河东电气，为28.1%；最低的是南岭能源，为18.9%。", False),
        ("毛利率最高的是青河科技，为24.6%。", False),
    ],
)
def test_what_is_the_most_is_not_outdone_in_print(text: str, borne_out: bool) -> None:
    support = [Sentence("a", 0, len(RANKED), RANKED)]
    assert (find_problems(text, support) == []) is borne_out
