"""What print counts per something else, up to a limit or to the end of a range, stated otherwise."""

from __future__ import annotations

import pytest

from tests.scoring import problem_kinds


@pytest.mark.parametrize(
    ("printed", "text"),
    [
        ("海川银行每10股派现3.2元。", "海川银行每股派现3.2元。"),
        ("海川银行每10股派现3.2元。", "海川银行派现3.2元。"),
        ("江川港日均成交量12.5亿元。", "江川港月均成交量12.5亿元。"),
        ("江川港日均成交量12.5亿元。", "江川港成交量12.5亿元。"),
        ("江川港每月处理货物12.5万吨。", "江川港每天处理货物12.5万吨。"),
        ("江川港成交量12.5亿元。", "江川港日均成交量12.5亿元。"),
        ("海川银行至少有30家网点。", "海川银行最多有30家网点。"),
        ("海川银行至少有30家网点。", "海川银行有30家网点。"),
        ("海川银行发行不超过30亿元债券。", "海川银行发行30亿元债券。"),
        ("海川银行净利润预计为12.5亿元至15亿元。", "海川银行净利润预计为15亿元。"),
        ("海川银行净利润预计为12.5亿元至15亿元。", "海川银行净利润预计为12.5亿元。"),
    ],
)
def test_per_something_else_or_without_its_limit_a_figure_is_another(printed: str, text: str) -> None:
    assert problem_kinds(printed, text) & {"measure", "direction"}
