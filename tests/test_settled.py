"""What print only plans, expects, makes depend on something, hears say, denies, or counts otherwise, stated flatly."""

from __future__ import annotations

import pytest

from tests.scoring import problem_kinds


@pytest.mark.parametrize(
    ("printed", "text"),
    [
        ("海川银行否认将裁员500人。", "海川银行将裁员500人。"),
        ("海川银行拟发行不超过30亿元债券。", "海川银行已发行30亿元债券。"),
        ("海川银行拟发行30亿元债券。", "海川银行发行了30亿元债券。"),
        ("海川银行计划2026年裁员500人。", "海川银行2026年裁员500人。"),
        ("如果利率下调，海川银行利润将减少2亿元。", "海川银行利润将减少2亿元。"),
        ("若油价上涨，江川航空成本增加2亿元。", "江川航空成本增加2亿元。"),
        ("海川银行利润或减少2亿元。", "海川银行利润减少2亿元。"),
        ("分析师预计海川银行利润增长20%。", "海川银行利润增长20%。"),
        ("据传海川银行亏损20亿元，该行称消息不实。", "海川银行亏损20亿元。"),
        ("江川证券有望年内上市。", "江川证券年内已上市。"),
        ("海川银行将新增网点20个。", "海川银行新增网点20个。"),
        ("海川银行拟收购江川证券。", "海川银行收购了江川证券。"),
    ],
)
def test_what_is_not_settled_is_no_fact(printed: str, text: str) -> None:
    assert "unsettled" in problem_kinds(printed, text)


@pytest.mark.parametrize(
    ("printed", "text"),
    [
        ("海川银行由30家机构组成。", "30家机构组成海川银行。"),
        ("央行将利率下调0.5个百分点。", "央行下调利率0.5个百分点。"),
        ("拟上市公司中，已有30家提交材料。", "已有30家公司提交材料。"),
        ("会议将于4月8日召开。", "会议4月8日召开。"),
        ("国际油价收于每桶80.5美元。", "国际油价收于80.5美元。"),
    ],
)
def test_words_that_only_look_like_it_are_let_through(printed: str, text: str) -> None:
    assert problem_kinds(printed, text) == set()
