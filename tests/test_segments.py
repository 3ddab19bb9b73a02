"""Of a sentence whose segments are on several houses, only that on the one asked about answers."""

from __future__ import annotations

import pytest

from rag.answers.segments import is_of_another_segment

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
    ],
)
def test_a_segment_tells_of_whom_it_names(name: str, question: str, sentence: str, another: bool) -> None:
    assert is_of_another_segment([name], question, sentence) is another
