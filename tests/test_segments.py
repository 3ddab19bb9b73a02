"""Of a sentence whose segments are on several houses, only that on the one asked about answers."""

from __future__ import annotations

import pytest

from rag.evidence.segments import is_of_another_segment

FUNDS = "3月1日，青禾商城宣布设立20亿元采购资金；3月7日，白鹭商城推出助跑计划，为工厂新增30亿元订单规模。"


@pytest.mark.parametrize(
    ("name", "question", "sentence", "another"),
    [
        ("白鹭商城", "白鹭商城拿出了多少亿元的采购资金？", FUNDS, True),
        ("青禾商城", "青禾商城拿出了多少亿元的采购资金？", FUNDS, False),
        ("白鹭商城", "白鹭商城为工厂新增多少亿元订单规模？", FUNDS, False),
        ("白鹭", "白鹭的净利润是多少？", "青禾净利润为10亿元；白鹭营业收入为12亿元。", True),
        ("白鹭", "白鹭的净利润是多少？", "青禾净利润为10亿元；白鹭为12亿元。", False),
        ("青禾", "青禾的净利润是多少？", "青禾净利润为10亿元；白鹭营业收入为12亿元。", False),
        ("白鹭", "白鹭的净利润是多少？", "青禾和白鹭净利润为10亿元。", False),
        ("青栎银行", "青栎银行净利润是多少？", "青栎银行营业收入为80亿元；净利润为10亿元。", False),
        ("青栎银行", "青栎银行净利润是多少？", "青栎银行营业收入为80亿元；实现归母净利润10亿元。", False),
        ("青栎银行", "青栎银行净利润是多少？", "青栎银行营业收入为80亿元；该行净利润为10亿元。", False),
        ("青栎银行", "青栎银行不良率是多少？", "青栎银行总资产为80亿元；不良贷款率为1.2%。", False),
        ("青栎银行", "青栎银行净利润是多少？", "青栎银行营业收入为80亿元；霜桥银行净利润为10亿元。", True),
        ("青栎银行", "青栎银行净利润是多少？", "青栎银行营业收入为80亿元；白鹭净利润为10亿元。", True),
        ("青栎银行", "青栎银行净利润是多少？", "青栎银行营业收入为80亿元；同业净利润为10亿元。", True),
        ("青栎银行", "青栎银行净利润是多少？", "青栎银行营业收入为80亿元；其子公司霜桥租赁净利润为2亿元。", True),
        ("霜桥银行", "霜桥银行净利润是多少？", "霜桥银行营业收入为9亿元；青栎银行为80亿元；净利润为10亿元。", True),
        ("青栎银行", "青栎银行净利润是多少？", "霜桥银行存款为9亿元；青栎银行营收为8亿元；净利润1亿元。", False),
    ],
)
def test_a_segment_tells_of_whom_it_names(name: str, question: str, sentence: str, another: bool) -> None:
    assert is_of_another_segment([name], question, sentence) is another
