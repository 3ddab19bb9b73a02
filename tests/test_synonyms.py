"""What a paper prints in other words than a reader asks in is found; what is only near stays refused."""

from __future__ import annotations

import re
from importlib import resources

import pytest

from rag.evidence.worth import answers, score
from rag.prose.folding import fold
from rag.prose.questions import read_question
from rag.prose.synonyms import in_full, in_words_of, reworded
from rag.questions.kinds import is_anothers_office, lacks_office
from rag.questions.measures import prints_measure
from rag.questions.parts import read_parts
from tests.scoring import one_part, printed


@pytest.mark.parametrize(
    ("question", "line"),
    [
        ("青野重工的CEO是谁？", "青野重工首席执行官葛怀川说，新厂下月投产。"),
        ("青野重工的CFO是谁？", "青野重工财务总监葛怀川说，新厂下月投产。"),
        ("青野重工的首席财务官是谁？", "青野重工CFO葛怀川说，新厂下月投产。"),
        ("青野重工的老板是谁？", "青野重工实际控制人葛怀川说，新厂下月投产。"),
        ("沪锡的收盘价是多少？", "国内方面，沪锡主力合约收报每吨26.3万元。"),
        ("青野重工的葛怀川为什么离职？", "青野重工总经理葛怀川因工作调动辞去职务。"),
        ("青野银行的坏账率是多少？", "青野银行不良率为1.2%。"),
        ("青野无人机能飞多远？", "青野无人机航程为320公里。"),
        ("青野无人机的载重是多少？", "青野无人机能载50公斤。"),
        ("青野重工一季度赔了多少钱？", "青野重工一季度亏损4800万元。"),
        ("青野基金管着多少钱？", "青野基金管理规模为720亿元。"),
        ("青野重工年底外面欠它多少货款？", "年底，青野重工应收账款为37.5亿元。"),
        ("青野仓库的负责人叫什么？", "青野仓库主任葛怀川说，新货下月到。"),
        ("青野重工哪天公布的年报？", "3月17日，青野重工披露年度报告。"),
        ("青野债券募来的钱花在哪儿？", "青野债券募集资金用于码头改造。"),
    ],
)
def test_a_line_in_other_words_answers(question: str, line: str) -> None:
    part = one_part(question)
    scored = score(part, *printed(line))
    assert not scored.barred
    assert answers(part, scored)
    assert scored.matter > 0.5


@pytest.mark.parametrize(
    ("question", "line"),
    [
        ("青野重工的CEO是谁？", "青野重工总裁葛怀川说，新厂下月投产。"),
        ("青野重工的CEO是谁？", "青野重工首席财务官葛怀川说，新厂下月投产。"),
        ("青野重工的CFO是谁？", "青野重工首席执行官葛怀川说，新厂下月投产。"),
        ("青野重工的董秘是谁？", "青野重工董事长葛怀川说，新厂下月投产。"),
    ],
)
def test_another_office_does_not(question: str, line: str) -> None:
    assert lacks_office(question, fold(line))
    part = one_part(question)
    assert not answers(part, score(part, *printed(line)))


@pytest.mark.parametrize(
    ("question", "line"),
    [
        ("青野重工一季度赔了多少钱？", "青野重工一季度营业收入4800万元。"),
        ("青野基金管着多少钱？", "青野基金注册资本为7.2亿元。"),
    ],
)
def test_another_measure_is_not_in_other_words(question: str, line: str) -> None:
    part = one_part(question)
    assert not answers(part, score(part, *printed(line)))


@pytest.mark.parametrize(
    ("question", "line", "other"),
    [
        ("青野岛一天多少人？", "青野岛把每日登岛人数限制在800人以内。", "青野岛6月以来接待游客4万人。"),
        ("青野村救人救了多久？", "经过3小时的救援，青野村村民脱险。", "青野村的雨下了3小时。"),
        ("青野队哪天赢了？", "3月5日，青野队击败霜桥队。", "3月5日，青野队不敌霜桥队。"),
        ("青野桥什么时候塌了？", "3月5日，青野桥垮塌。", "3月5日，青野桥通车。"),
        ("青野饼吃起来怎么样？", "青野饼口感酥脆。", "青野饼礼盒样式多。"),
        ("青野厂罚了多少？", "青野厂被处以2万元罚款。", "青野厂增收2万元。"),
    ],
)
def test_an_everyday_word_is_printed_in_the_papers(question: str, line: str, other: str) -> None:
    part = one_part(question)
    assert answers(part, score(part, *printed(line)))
    assert score(part, *printed(line)).matter > score(part, *printed(other)).matter


def test_an_office_in_other_words_is_not_lacking() -> None:
    assert not lacks_office("青野重工的董秘是谁？", "该公司董事会秘书葛怀川说，新厂下月投产。")


def test_a_title_in_other_words_is_anothers_all_the_same() -> None:
    assert is_anothers_office("青野重工的CEO是谁？", ["青野重工"], "霜桥重工首席执行官葛怀川说，新厂下月投产。")


@pytest.mark.parametrize(
    ("measure", "text", "told"),
    [
        ("坏账率", "不良贷款率为1.3%", True),
        ("坏账率", "拨备覆盖率为213%", False),
        ("收盘价", "主力合约收报812元", True),
        ("开盘价", "主力合约收报812元", False),
        ("收盘价", "主力合约盘中触及812元", False),
    ],
)
def test_a_measure_is_printed_in_an_equal_word(measure: str, text: str, told: bool) -> None:
    assert prints_measure(measure, text) is told


def test_what_only_tells_of_a_word_is_not_told_by_it() -> None:
    assert in_words_of("谁接任行长", "董事会聘任他为行长") != "董事会聘任他为行长"
    assert in_words_of("谁聘任了他", "他接任行长") == "他接任行长"


def test_a_short_title_is_none_within_a_word() -> None:
    assert in_full("ceo与cfo") == "首席执行官与首席财务官"
    assert in_full("oceon") == "oceon"


def test_a_search_hears_the_papers_words_too() -> None:
    assert reworded("沪锡收盘价是多少") == "沪锡 收盘 收报 报收 收于 是多少"
    assert reworded("沪锡库存是多少") == ""


def test_an_equal_word_weighs_as_what_is_printed_for_it() -> None:
    [part] = read_parts(read_question("沪锡的收盘价是多少？"), {"沪锡": 1.0, "收报": 2.0}.get)
    assert dict(part.units)["收盘"] == 2.0


def test_the_table_has_no_word_of_one_character_and_none_twice_in_a_line() -> None:
    text = resources.files("rag").joinpath("data/thesaurus.txt").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith(("#", "["))]
    assert len(lines) > 200
    for line in lines:
        words = re.split(" = | > | ", line)
        assert len(words) > 1
        assert all(len(word) > 1 and word == fold(word) for word in words), line
        assert len(set(words)) == len(words), line
    assert len(set(lines)) == len(lines)
