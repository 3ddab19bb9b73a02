"""A sentence answers a question on a day or a period only if it tells of that one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from rag.evidence.worth import score
from rag.prose.questions import read_question
from rag.prose.sentences import sentences_of
from rag.questions.parts import read_parts
from tests.scoring import one_part, printed


def test_the_end_of_september_is_that_of_the_papers_own_year() -> None:
    """The sentence before compares with the year that is asked for."""
    told, rate = printed("与2030年末相比，青禾银行资产质量向好。截至9月末，青禾银行拨备覆盖率为396.8%。")
    dated = replace(told, places=(replace(told.places[0], date=date(2031, 10, 31)),))
    assert score(one_part("青禾银行2030年末拨备覆盖率是多少？"), dated, rate).period == 0.0
    assert score(one_part("青禾银行2031年9月末拨备覆盖率是多少？"), dated, rate).period == 1.0


def test_the_whole_year_is_no_half_of_it() -> None:
    told, profit = printed("青栎银行2031年上半年净利润增长。", "全年实现净利润38.6亿元。")
    assert score(one_part("青栎银行2031年上半年净利润是多少？"), told, profit).period == 0.0


def test_the_end_of_march_is_that_of_the_first_quarter() -> None:
    told, balance = printed("一季度末，贷款余额为651.7亿元。")
    assert score(one_part("3月底的贷款余额是多少？"), told, balance).period == 1.0
    assert score(one_part("6月底的贷款余额是多少？"), told, balance).period == 0.0


def test_the_day_that_a_question_begins_with_is_not_of_what_was_afterwards() -> None:
    told, area = printed("芦浦古城2029年11月8日首次公布。", "2030年12月重新测绘，面积订正为19万平方米。")
    first, then = read_parts(
        read_question("芦浦古城2029年11月公布的面积是多少，一年之后订正为多少？"), lambda _word: 1.0
    )
    assert score(first, told, area).period == 0.0
    assert score(then, told, area).period == 1.0
    _, beside = read_parts(read_question("芦浦古城2029年11月公布的面积是多少，订正为多少？"), lambda _word: 1.0)
    assert score(beside, told, area).period < 1.0


def test_a_story_of_the_day_asked_about_tells_of_others() -> None:
    told, area = printed("1月26日，芦浦保护区通报调查结果。", "去年9月以来，保护区分三批放水，形成草滩1.9万亩。")
    told = replace(told, places=(replace(told.places[0], date=date(2031, 1, 27)),))
    count, beside = read_parts(
        read_question("2031年1月通报的芦浦保护区调查记录到多少只鸟？放水后形成了多少亩草滩？"), lambda _word: 1.0
    )
    assert score(count, told, area).period < 0.4
    assert score(beside, told, area).period > 0.4


def test_a_period_that_is_counted_is_that_of_each_amount() -> None:
    told, bad = printed("青栎银行公布三季度业绩。", "二季度不良率为1.2%。")
    told = replace(told, places=(replace(told.places[0], date=date(2031, 10, 27)),))
    _, rate = read_parts(read_question("青栎银行2031年三季度净利润是多少？不良率是多少？"), lambda _word: 1.0)
    assert score(rate, told, bad).period == 0.0


def test_by_when_something_will_be_is_not_of_when_the_rest_is() -> None:
    told, sheds = printed("芦浦港上半年出口大增。", "为此芦浦港改造堆场，投资2.7亿元，年底前建成。")
    assert score(one_part("芦浦港上半年改造堆场投资多少？"), told, sheds).period > 0.4
    told, sheds = printed("芦浦港上半年出口大增。", "芦浦港年底投资2.7亿元。")
    assert score(one_part("芦浦港上半年改造堆场投资多少？"), told, sheds).period == 0.0


def test_what_was_said_in_the_papers_month_stands_behind_what_was_before() -> None:
    told, advice = printed("2月撤回上诉，3月退款到账。严子陵建议家长做三件事：关掉免密支付，看好手机。")
    told = replace(told, places=(replace(told.places[0], date=date(2031, 6, 6)),))
    assert score(one_part("2031年6月严子陵向家长提出了什么建议？"), told, advice).period > 0.4
    assert score(one_part("2031年5月严子陵向家长提出了什么建议？"), told, advice).period == 0.0


def test_a_month_told_at_the_beginning_of_a_story_is_that_of_the_rest() -> None:
    paragraphs = ("2月18日，厂区发生泄漏。", "人手不够。", "3月20日，调查组进厂。处置因此延误37分钟。")
    told, late = printed(*paragraphs)
    assert score(one_part("2月的泄漏处置延误了多久？"), told, late).period == 0.5
    assert score(one_part("5月的泄漏处置延误了多久？"), told, late).period == 0.0


@pytest.mark.parametrize(
    ("question", "barred"),
    [
        ("今年五一假期霜桥接待了多少人次？", True),
        ("今年清明假期霜桥接待了多少人次？", False),
        ("今年3天假期霜桥接待了多少人次？", False),
    ],
)
def test_a_holiday_is_no_other(question: str, barred: bool) -> None:
    paper, sentence = printed("霜桥市6日发布，清明假期三天接待游客41.7万人次。")

    assert score(one_part(question), paper, sentence).barred is barred


@pytest.mark.parametrize(
    ("opening", "barred"),
    [
        ("松蒿县发布第二次通报。", False),
        ("松蒿县发布通报。", True),
        ("松蒿县发布第二次通报，与第三次通报不同。", False),
    ],
)
def test_a_notice_is_counted_once_in_its_story(opening: str, barred: bool) -> None:
    paper, sentence = printed(opening, "抢险队已经进山。", "道路已经抢通。", "全县转移412人。")
    assert score(one_part("松蒿县第二次通报里转移了多少人？"), paper, sentence).barred is barred
    paper, sentence = printed("松蒿县发布第二次通报。", "抢险队进山。", "路通了。", "第三次通报说，转移412人。")
    assert score(one_part("松蒿县第二次通报里转移了多少人？"), paper, sentence).barred


def test_what_another_part_of_the_question_says_need_only_be_in_the_story() -> None:
    paper, sentence = printed("松蒿县5日起有暴雨。", "乌沙水站出现洪峰。", "松蒿县集中安置412人。")
    whole = one_part("松蒿县的“乌沙水站”安置了多少人？")
    of_another = replace(whole, asked=replace(whole.asked, text="安置了多少人？"))
    assert score(whole, paper, sentence).least_about == 0.4
    assert score(of_another, paper, sentence).least_about == 0.6


def test_a_holiday_is_told_once_in_a_story() -> None:
    paper, sentence = printed("霜桥的清明假期很热闹。", "三天接待游客41.7万人次。")

    assert not score(one_part("清明假期霜桥接待了多少人次？"), paper, sentence).barred
    assert score(one_part("端午假期霜桥接待了多少人次？"), paper, sentence).barred


def test_a_holiday_that_a_question_names_first_is_each_parts() -> None:
    paper, sentence = printed("霜桥市清明假期接待游客41.7万人次，旅游收入2.3亿元。")
    for holiday, barred in (("端午", True), ("清明", False)):
        parts = read_parts(read_question(f"{holiday}假期霜桥接待多少人次，旅游收入多少？"), lambda _word: 1.0)
        assert [score(part, paper, sentence).barred for part in parts] == [barred, barred]


def test_what_was_foretold_in_a_month_is_of_any_other_period() -> None:
    told, cut = printed("青栎证券谈降息。", "分析师白知远认为，降息宜在三季度跟进，幅度20个基点。")
    told = replace(told, places=(replace(told.places[0], date=date(2031, 4, 9)),))
    later = replace(told, places=(replace(told.places[0], date=date(2031, 6, 9)),))
    part = one_part("白知远4月份时怎么预测降息幅度？")
    assert score(part, told, cut).period > 0.4
    assert score(part, later, cut).period < 0.4


def test_a_recall_is_of_the_month_in_which_it_was_told() -> None:
    told, cars = printed(
        "青帆汽车召回部分车辆。", "自2032年9月1日起，召回2030年11月3日至2031年12月20日生产的车，共计38600辆。"
    )
    told = replace(told, places=(replace(told.places[0], date=date(2032, 8, 5)),))
    assert score(one_part("青帆汽车2032年8月公布召回了多少辆？"), told, cars).period > 0.4
    assert score(one_part("青帆汽车2033年6月公布召回了多少辆？"), told, cars).period < 0.4


def test_a_line_of_the_very_day_stands_before_the_rest_of_its_story() -> None:
    told, counted = printed("1月26日，芦浦保护区记录到白鹤84只。", "去年冬天，保护区记录到白鹤61只。")
    told = replace(told, places=(replace(told.places[0], date=date(2031, 1, 27)),))
    of_the_day, _ = sentences_of(told)
    reading = read_question("2031年1月26日，芦浦保护区为什么放水，记录到白鹤多少只？")
    _, count = read_parts(reading, lambda _word: 1.0)
    assert score(count, told, of_the_day).period == 1.0
    assert score(count, told, counted).period < 1.0


def test_a_goal_is_of_the_year_by_which_it_is_to_be_met() -> None:
    told, goal = printed("青溪省印发方案（2031—2034年）。", "方案（2031—2034年）提出，到2034年产业规模突破900亿元。")
    assert score(one_part("按方案，到2034年产业规模要达到多少？"), told, goal).period > 0.4
    assert score(one_part("按方案，到2032年产业规模要达到多少？"), told, goal).barred


def test_a_goal_of_the_whole_year_is_of_no_quarter() -> None:
    told, goal = printed("青禾水务一季度净利润1.26亿元。", "公司维持全年目标不变：净利润6.3亿元。")
    assert score(one_part("青禾水务一季度净利润是多少？"), told, goal).barred
    assert not score(one_part("青禾水务净利润目标是多少？"), told, goal).barred


def test_a_holiday_that_only_a_later_part_names_is_not_the_first_ones() -> None:
    paper, sentence = printed("开园当天来了4万人。")
    parts = read_parts(read_question("开园那天来了多少人，元旦假期又来了多少人？"), lambda _word: 1.0)
    assert [score(part, paper, sentence).barred for part in parts] == [False, True]


@pytest.mark.parametrize(("year", "barred"), [(2029, True), (2031, False), (2033, False), (2034, True)])
def test_a_paper_without_a_day_tells_of_no_year_far_from_those_that_it_names(year: int, barred: bool) -> None:
    told, line = printed(
        "青禾港扩建。", "2030年起扩建码头，到2032年再建四个泊位。", "霜桥站冷清。", "青禾港吞吐量达到4120万吨。"
    )
    assert score(one_part(f"{year}年青禾港吞吐量达到多少万吨？"), told, line).barred is barred


def test_what_was_counted_up_to_a_year_is_of_that_year() -> None:
    told, line = printed("2031年，青禾港扩建。", "截至2030年底，青禾港吞吐量达到4120万吨。")
    assert not score(one_part("2030年底青禾港吞吐量达到多少万吨？"), told, line).barred
    assert score(one_part("2029年底青禾港吞吐量达到多少万吨？"), told, line).barred


def test_by_when_something_is_to_be_is_not_since_when() -> None:
    told, line = printed("青禾港扩建。", "到2032年再建四个泊位。", "青禾港吞吐量达到4120万吨。")
    assert not score(one_part("2031年青禾港吞吐量达到多少万吨？"), told, line).barred
    assert score(one_part("2034年青禾港吞吐量达到多少万吨？"), told, line).barred
