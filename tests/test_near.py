"""What a paper prints nowhere - a role, an occasion, what rules are about, a unit - is not told by what is near it."""

from __future__ import annotations

import pytest

from rag.evidence.identity import was_said_elsewhere
from rag.evidence.worth import answers, score
from rag.prose.folding import fold
from rag.prose.questions import read_question
from rag.questions.kinds import lacks_house, lacks_role, role_asked
from rag.questions.measures import measure_asked
from rag.questions.parts import read_parts
from tests.scoring import one_part, printed

FILM = "白知远执导的《春汛》昨晚首映，由房可为、葛怀川主演。"
TALK = "监督司司长白知远答记者问时说，去年收到投诉2万件。"
RULES = "《订阅管理规定》要求，经营者扣费前5日提醒用户，不得默认勾选。"


@pytest.mark.parametrize(
    ("question", "article", "lacks"),
    [
        ("《春汛》编剧是谁", FILM, True),
        ("《春汛》的导演是谁？", FILM, False),
        ("《春汛》的主演是谁？", FILM, False),
        ("《春汛》的编剧是谁？", "《春汛》的剧本出自季小满之手。", False),
        ("这座桥的设计师是谁？", "这座桥由季小满设计。", False),
        ("这座桥的设计师是谁？", "季小满带人修好了这座桥。", True),
        ("潭州马拉松冠军是谁？", "季小满在潭州马拉松夺冠。", False),
        ("球队的主教练是谁？", "季小满自去年起执教球队。", False),
        ("最佳歌曲的得主是谁？", "季小满荣获最佳歌曲奖。", False),
        ("管钱的高管是谁？", "财务总监季小满说，账上还有3亿元。", False),
        ("那份提价文件是谁印发的？", "省局印发通知，上调水价。", False),
        ("那项计划叫什么？", "青野科技推出“繁星”，扶持小店。", False),
        ("救人的小伙子叫什么？", "季小满跳进河里，救起一名男孩。", False),
        ("船上的厨师叫什么名字？", "季小满在船上当水手。", True),
    ],
)
def test_who_is_something_is_told_where_the_paper_says_that_word(question: str, article: str, lacks: bool) -> None:
    assert lacks_role(question, (), fold(article)) is lacks


def test_a_name_is_no_role() -> None:
    assert role_asked("岚丘剧院的设计师是谁?", ("岚丘剧院",)) == "设计师"
    assert role_asked("季小满是谁?", ("季小满",)) == ""


@pytest.mark.parametrize(
    ("question", "article", "elsewhere"),
    [
        ("司长白知远在潭州电影节开幕式上说了什么？", TALK, True),
        ("司长白知远在潭州电影节开幕式上说了什么？", "电影节6日在潭州开幕，白知远说，要办得更好。", False),
        ("白知远在股东大会上说了什么？", "青野科技昨天开股东会，白知远说，明年分红。", False),
        ("白知远在接受采访时说了什么？", TALK, False),
        ("潭州在开幕式上放了什么？", TALK, False),
    ],
)
def test_what_is_said_on_an_occasion_is_not_told_by_what_is_said_elsewhere(
    question: str, article: str, elsewhere: bool
) -> None:
    assert was_said_elsewhere(fold(question), fold(article)) is elsewhere


def test_what_rules_are_made_about_must_be_printed() -> None:
    kept = {"扣费", "提醒", "用户", "经营者"}

    def known(word: str) -> float | None:
        return 1.0 if any(word in each or each in word for each in kept) else None

    def off_topic(question: str) -> bool:
        [part] = read_parts(read_question(question), known)
        return score(part, *printed(RULES)).off_topic

    assert off_topic("《订阅管理规定》对经营者收集和保存个人信息作出了哪些规定？")
    assert not off_topic("《订阅管理规定》对经营者扣费前提醒用户作出了哪些规定？")


@pytest.mark.parametrize(
    ("question", "unit", "other"),
    [
        ("“亮眼周”的总经费是多少？", "元", "人次"),
        ("孩子一年的学费是多少？", "元", "天"),
        ("潭江大桥的全长是多少？", "公里", "元"),
        ("新公园的面积是多少？", "亩", "元"),
        ("卫星的设计寿命是多少？", "年", "公斤"),
        ("这箱梨的毛重是多少？", "公斤", "元"),
    ],
)
def test_a_measure_that_implies_a_unit_is_told_in_it(question: str, unit: str, other: str) -> None:
    units = measure_asked(question) or frozenset()
    assert unit in units
    assert other not in units


def test_a_fund_that_pays_for_something_is_told_by_a_funds_name() -> None:
    question = "这项研究得到了哪个基金的资助？"
    assert lacks_house(question, "潭州大学公布了这项研究。")
    assert not lacks_house(question, "研究得到青禾基金支持。")
    assert not lacks_house("去年哪个基金涨得最多？", "青禾成长混合去年涨了31%。")


@pytest.mark.parametrize(
    ("question", "line"),
    [
        ("《春汛》编剧是谁？", FILM),
        ("司长白知远在潭州电影节开幕式上说了什么？", TALK),
        ("“亮眼周”的总经费是多少？", "“亮眼周”为期30天，服务680万人次。"),
    ],
)
def test_such_a_line_does_not_answer(question: str, line: str) -> None:
    part = one_part(question)
    assert not answers(part, score(part, *printed(line)))


def test_how_much_something_grew_is_of_the_sort_that_was_asked_for_before() -> None:
    question = "潭州市的进口额是多少，同比增长多少？"
    part = read_parts(read_question(question), lambda _word: 1.0)[-1]
    assert score(part, *printed("潭州市出口1800亿元，同比增长12%。")).barred
    assert not score(part, *printed("潭州市进口960亿元，同比增长3%。")).barred
