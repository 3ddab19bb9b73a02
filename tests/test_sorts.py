"""What is told of one sort does not answer what is asked of the one beside it."""

from __future__ import annotations

import pytest

from rag.evidence.ranking import measure
from rag.evidence.worth import answers, score
from rag.prose.folding import fold
from rag.prose.sorts import of_another_sort
from rag.questions.standalone import stand_alone
from rag.types import Turn
from tests.scoring import one_part, printed


@pytest.mark.parametrize(
    ("question", "own", "other"),
    [
        ("潭州二套房首付比例是多少？", "潭州二套房首付比例由45%降至35%。", "潭州首套房首付比例由30%降至20%。"),
        ("潭州二手房均价是多少？", "潭州二手房成交均价为1.9万元。", "潭州新建商品住宅成交均价为2.1万元。"),
        (
            "青野科技什么时候在创业板上市？",
            "青野科技于2028年3月2日在创业板上市。",
            "青野科技已于2029年11月18日从创业板退市。",
        ),
        ("4月欧洲锡基金流入多少吨？", "4月欧洲锡基金流入12吨。", "4月锡基金净流入115吨，其中北美65吨，亚洲42吨。"),
        ("潭州出口多少吨茶叶？", "潭州出口茶叶3200吨。", "潭州进口茶叶1800吨。"),
        ("青野科技股东减持了多少股？", "青野科技股东减持120万股。", "青野科技股东增持300万股。"),
        ("潭青高铁商务座票价多少？", "潭青高铁商务座票价为310元。", "潭青高铁二等座票价96元，一等座154元。"),
        ("潭州幼儿园大班有多少名孩子？", "潭州幼儿园大班有30名孩子。", "潭州幼儿园小班有25名孩子。"),
        (
            "潭州马拉松男子冠军的成绩是多少？",
            "潭州马拉松男子冠军的成绩是2小时9分。",
            "潭州马拉松女子冠军的成绩是2小时30分。",
        ),
        ("潭州征文一等奖的奖金是多少？", "潭州征文一等奖的奖金是3000元。", "潭州征文二等奖的奖金是1000元。"),
        ("潭州防汛二级响应是哪天启动的？", "潭州防汛二级响应于7月3日启动。", "潭州防汛四级响应于7月1日启动。"),
    ],
)
def test_a_line_on_the_sort_beside_it_is_barred(question: str, own: str, other: str) -> None:
    part = one_part(question)
    assert answers(part, score(part, *printed(own)))
    assert score(part, *printed(other)).barred


@pytest.mark.parametrize(
    ("question", "lines"),
    [
        ("潭州二手房成交多少套？", ["二手房方面，市场同样回暖。", "3月网签8230套，新房为4100套。"]),
        ("哪家上市公司的股东减持了？", ["青野科技退市之前，股东减持120万股。"]),
        ("潭州房价是多少？", ["潭州新房成交均价为2.1万元。"]),
        ("潭青高铁商务座票价多少？", ["潭青高铁二等座96元，商务座310元。"]),
        ("潭青高铁商务座票价多少？", ["商务座只设在头车。", "票价310元，是二等座的三倍多。"]),
        ("潭州防汛二级响应是哪天启动的？", ["潭州防汛7月3日由三级提升至二级。"]),
    ],
)
def test_what_leads_up_to_it_may_name_the_sort(question: str, lines: list[str]) -> None:
    assert not of_another_sort(fold(question), fold(lines[-1]), fold("".join(lines[:-1])))


@pytest.mark.parametrize("question", ["潭州二套房首付比例是多少？", "潭州首套房首付比例是多少？"])
def test_where_the_best_line_is_of_another_sort_no_other_takes_its_place(question: str) -> None:
    lines = ["潭州首套房首付比例由30%降至20%。", "潭州成交面积增长41%，首付比例以外的政策不变。"]
    offered = [printed(line) for line in lines]
    rows = measure(one_part(question), offered, lambda _question, texts: [0.5] * len(texts))
    assert [row.sentence.text for row in rows][:1] == ([] if "二套" in question else lines[:1])


@pytest.mark.parametrize(
    ("last", "text", "alone"),
    [
        ("潭州市3月新房均价是多少？", "二手房呢？", "潭州市3月二手房均价是多少?"),
        ("潭州市首套房首付比例是多少？", "那二套房呢？", "潭州市二套房首付比例是多少?"),
        ("潭州市茶叶出口额是多少？", "进口呢？", "潭州市茶叶进口额是多少?"),
    ],
)
def test_a_follow_up_on_another_sort_drops_the_old_one_and_keeps_the_place(last: str, text: str, alone: str) -> None:
    assert stand_alone(text, (Turn(last, "…"),), None) == alone
