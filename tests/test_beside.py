"""What is told of several together, of a piece or of all there is does not answer what is asked of one, or in all."""

from __future__ import annotations

import pytest

from rag.evidence.beside import (
    is_of_a_piece,
    is_of_several_together,
    is_of_the_whole,
    lacks_what_is_borne,
    lacks_what_the_sum_is,
    thing_asked,
)
from rag.evidence.worth import answers, score
from rag.prose.folding import fold
from tests.scoring import one_part, printed

TOGETHER = "上游的青滩、白鹭、石门三座水库6日起放水，共腾出库容2.4亿立方米。"
PIECE = "谷满公司去年承包了潭州两所中学的食堂，每餐收费15元。"
TRADE = "前5个月，潭州出口1800亿元，增长12%；进口960亿元，增长3%。"
GOODS = "其中，农机出口210亿元，增长46%；陶瓷出口97亿元，下降8%。"


@pytest.mark.parametrize(
    ("names", "question", "line", "together"),
    [
        (("白鹭水库",), "白鹭水库腾出了多少库容？", TOGETHER, True),
        (("石门水库",), "石门水库腾出了多少库容？", TOGETHER, True),
        (("潭江", "青滩水库"), "潭江涨水前，青滩水库腾出了多少库容？", TOGETHER, True),
        (("白鹭水库",), "白鹭等三座水库共腾出了多少库容？", TOGETHER, False),
        (("青滩水库", "白鹭水库"), "青滩水库和白鹭水库腾出了多少库容？", TOGETHER, False),
        (("潭江",), "潭江上游的水库腾出了多少库容？", TOGETHER, False),
        (("白鹭水库",), "白鹭水库腾出了多少库容？", "青滩、白鹭两座水库共腾出2.4亿立方米，其中白鹭1亿立方米。", False),
        (("青野科技",), "青野科技卖出了多少台？", "青野科技生产水泵、风扇、烤箱，共卖出3万台。", False),
        (("青野科技",), "青野科技出资多少？", "青野科技、谷满公司共同出资3亿元。", True),
        (("青野科技",), "青野科技出资多少？", "青野科技、谷满公司分别出资3亿元、2亿元，用于公共设施。", False),
    ],
)
def test_what_several_did_together_is_not_what_one_did(
    names: tuple[str, ...], question: str, line: str, together: bool
) -> None:
    assert is_of_several_together(names, fold(question), fold(line)) is together


@pytest.mark.parametrize(
    ("question", "line", "piece"),
    [
        ("谷满公司承包食堂的合同总金额是多少？", PIECE, True),
        ("谷满公司承包食堂一共多少钱？", "谷满公司承包食堂，价格是15元/份。", True),
        ("谷满公司承包食堂的合同总金额是多少？", "谷满公司承包食堂，每餐15元，合同共计620万元。", False),
        ("谷满公司每餐一共收多少钱？", PIECE, False),
        ("谷满公司的餐费是多少？", PIECE, False),
        ("谷满公司的总收入是多少？", "谷满公司每年总收入达3亿元。", False),
    ],
)
def test_what_a_piece_costs_is_not_the_total(question: str, line: str, piece: bool) -> None:
    assert is_of_a_piece(fold(question), fold(line)) is piece


@pytest.mark.parametrize(
    ("question", "line", "before", "lacks"),
    [
        ("潭州大学这项研究的资助金额是多少？", "迟到一次扣50元。", "骑手说。", True),
        ("潭州大学这项研究的资助金额是多少？", "基金会资助300万元。", "", False),
        ("潭州大学这项研究的资助金额是多少？", "总额300万元。", "研究得到一家基金会的资助。", False),
        ("谷满公司的赔偿金额是多少？", "谷满公司赔了30万元。", "", False),
        ("谷满公司的合同金额是多少？", "谷满公司中标，价格是30万元。", "", False),
    ],
)
def test_the_act_whose_sum_is_asked_for_must_be_told_of(question: str, line: str, before: str, lacks: bool) -> None:
    assert lacks_what_the_sum_is(fold(question), fold(line), fold(before)) is lacks


def test_the_thing_of_a_place_that_a_measure_is_of() -> None:
    assert thing_asked("潭州市农机的进口额是多少?", ("潭州",)) == "农机"
    assert thing_asked("青野科技产品的销售额是多少?", ("青野科技",)) == ""
    assert thing_asked("潭州市的进口额是多少?", ("潭州",)) == ""
    assert thing_asked("潭州市农机的进口额是多少,陶瓷的出口额是多少?", ("潭州",)) == ""


@pytest.mark.parametrize(
    ("question", "line", "before", "whole"),
    [
        ("潭州市农机的进口额是多少？", TRADE, "", True),
        ("潭州市农机的进口额是多少？", GOODS, TRADE, True),
        ("潭州市农机的出口额是多少？", GOODS, TRADE, False),
        ("潭州市农机的出口额是多少？", TRADE, "", True),
        ("潭州市的进口额是多少？", TRADE, "", False),
        ("潭州市茶叶的进口额是多少？", TRADE, "", False),
        ("潭州市农机的出口额是多少？", "出口210亿元。", "农机卖得最好。", False),
    ],
)
def test_all_that_a_place_has_is_not_one_thing_of_it(question: str, line: str, before: str, whole: bool) -> None:
    article = fold(f"{TRADE}{GOODS}")
    assert is_of_the_whole(("潭州",), fold(question), fold(line), fold(before), article) is whole


def test_who_bears_what_the_paper_never_tells_of() -> None:
    question, part = fold("“亮眼周”的总经费是多少，由哪些单位承担？"), fold("由哪些单位承担")
    names = ("亮眼周",)
    assert lacks_what_is_borne(part, question, names, fold("“亮眼周”由11个部门联合启动。"))
    assert not lacks_what_is_borne(part, question, names, fold("“亮眼周”的经费来自市财政。"))
    assert not lacks_what_is_borne(part, question, names, fold("“亮眼周”由市卫生局承担。"))
    assert not lacks_what_is_borne(fold("由谁主办"), fold("“亮眼周”何时开始，由谁主办？"), names, "")


@pytest.mark.parametrize(
    ("question", "own", "other"),
    [
        ("白鹭水库腾出了多少库容？", "白鹭水库6日起放水，共腾出库容1亿立方米。", TOGETHER),
        (
            "谷满公司承包潭州食堂的合同总金额是多少？",
            "谷满公司承包潭州食堂的合同总金额为620万元。",
            "谷满公司承包潭州食堂，合同约定每餐15元。",
        ),
    ],
)
def test_such_a_line_does_not_answer(question: str, own: str, other: str) -> None:
    part = one_part(question)
    assert answers(part, score(part, *printed(own)))
    assert score(part, *printed(other)).barred


@pytest.mark.parametrize(("scope", "barred"), [("全国", True), ("全市", False), ("", False)])
def test_what_there_is_in_a_city_is_not_what_there_is_in_the_country(scope: str, barred: bool) -> None:
    article, line = printed("潭州青野书店开了新店。", "协会统计，全市共有书店186家。")
    assert score(one_part(f"青野书店在{scope}一共开了多少家店？"), article, line).barred is barred
