"""A digest names the figures that two papers print of one matter, by what they are, and raises no false alarm."""

from __future__ import annotations

from datetime import date

import pytest

from rag.proof.differences import differences
from rag.proof.differing import differing
from rag.prose.sentences import sentences_of
from rag.types import Article, Block, Place


def article(number: int, paper: str, title: str, body: str) -> Article:
    blocks, start = [], 0
    for paragraph in body.split("\n"):
        blocks.append(Block("paragraph", start, start + len(paragraph)))
        start += len(paragraph) + 1
    place = Place(f"{number}.txt", paper, date(2031, 5, 5 + number), "A1", ())
    return Article(str(number), title, (), body, tuple(blocks), (), (place,))


def told(one: str, other: str, headline: str = "要闻两则") -> list[str]:
    """What a digest would say of two papers that print these sentences."""
    articles = [article(1, "云溪日报", headline, one), article(2, "青川晚报", headline, other)]
    found = differences([(each, sentences_of(each)) for each in articles])
    return [differing(*pair, "zh") for pair in found]


def test_value_and_growth_are_told_apart_each_by_its_name() -> None:
    assert told(
        "云溪港务集团5月6日公布，3月份云溪港完成货物吞吐量812.4万吨，同比增长9.6%，创单月新高。",
        "云溪港3月货物吞吐量达到798.1万吨，同比增长7.7%。",
    ) == [
        "云溪港2031年3月货物吞吐量，《云溪日报》5月6日作“812.4万吨”，《青川晚报》5月7日作“798.1万吨”。",
        "云溪港2031年3月货物吞吐量同比增幅，《云溪日报》5月6日作“同比增长9.6%”，《青川晚报》5月7日作“同比增长7.7%”。",
    ]


def test_rise_and_fall_of_one_measure_differ() -> None:
    [line] = told("2030年青禾银行净利润同比增长3.1%。", "2030年青禾银行净利润同比下降3.1%。")
    assert line == (
        "青禾银行2030年净利润同比变化，《云溪日报》5月6日作“同比增长3.1%”，《青川晚报》5月7日作“同比下降3.1%”。"
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("松河电厂2030年供热量为61.3万吨，同比持平。", "松河电厂5月6日公布，2030年供热量为63.1万吨。"),
        ("松河电厂去年供热61.3万吨。", "松河电厂2030年的供热量首次达到63.1万吨。"),
        ("松河电厂去年以61.3万吨的供热量居全市首位。", "据悉，2030年松河电厂供热量约为75万吨。"),
        ("松河電廠2030年供熱量為61.3萬吨。", "松河电厂2030年供热量为63.1万吨。"),
        ("白鹭机械一季度出口额为3.45亿元。", "白鹭机械前三个月出口4.35亿元，订单增多。"),
        ("青禾银行2030年营业收入和净利润分别为96.2亿元、48.6亿元。", "2030年，青禾银行净利润46.8亿元。"),
        ("青禾银行、白鹭银行2030年末不良贷款率分别为1.2%、1.4%。", "白鹭银行2030年末不良贷款率为1.7%。"),
        ("2030年青禾银行净利润由40.1亿元增加到48.6亿元。", "2030年青禾银行净利润为46.8亿元。"),
        ("青禾银行2030年海外收入为9.1亿元，占总收入的12.5%。", "青禾银行2030年海外收入占总收入的15.2%。"),
        (
            "云溪港务集团公布，今年一季度云溪港完成集装箱吞吐量182.6万标箱。",
            "据云溪港务集团数据，今年一季度云溪港集装箱吞吐量为185.2万标箱。",
        ),
        ("2030年云溪港货物吞吐量为812.4万吨。", "据云溪市统计局数据，2030年云溪港货物吞吐量798.1万吨。"),
    ],
)
def test_a_contradiction_is_found_however_it_is_worded(one: str, other: str) -> None:
    assert len(told(one, other)) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("云溪港3月货物吞吐量为812.4万吨。", "云溪港4月货物吞吐量为798.1万吨。"),
        ("云溪港3月货物吞吐量为812.4万吨。", "云溪港今年前3个月货物吞吐量为2240.5万吨。"),
        ("云溪港3月货物吞吐量为812.4万吨。", "青川港3月货物吞吐量为798.1万吨。"),
        ("今年一季度云溪港集装箱吞吐量为82.4万标箱。", "今年一季度云溪港东港区集装箱吞吐量为31.5万标箱。"),
        ("今年一季度云溪港集装箱吞吐量为82.4万标箱。", "据云溪港务集团数据，一季度青川港集装箱吞吐量为31.5万标箱。"),
        ("云溪港3月货物吞吐量为812.4万吨。", "云溪港3月货物吞吐量约810万吨。"),
        ("云溪港3月货物吞吐量为812.4万吨。", "云溪港3月货物吞吐量突破800万吨。"),
        ("云溪港3月货物吞吐量为812.4万吨。", "云溪港3月货物吞吐量达八百万吨。"),
        ("云溪港3月货物吞吐量为812.4万吨。", "云溪港3月货物吞吐量占全省的31.5%。"),
        ("云溪港3月货物吞吐量为812.4万吨。", "云溪港3月货物吞吐量同比增长31.5万吨。"),
        ("云溪港3月货物吞吐量为812.4万吨。", "云溪港上年同期货物吞吐量为741.2万吨。"),
        (
            "2030年青禾银行净利润为48.6亿元，上年同期为44.1亿元。",
            "2030年青禾银行净利润为48.6亿元，比2029年的43.1亿元增长。",
        ),
        ("2030年青禾银行净利润同比增长3.1%。", "2030年青禾银行净利润较年初增长5.2%。"),
        ("受白鹭银行拖累，2030年净利润为48.6亿元。", "白鹭银行2030年净利润为36.2亿元。"),
        ("青禾银行行长顾远舟介绍，2030年全市企业营业收入为486亿元。", "青禾银行2030年营业收入为96.2亿元。"),
        ("青禾银行2030年投资4.2亿元。", "青禾银行2030年投资1.3亿元。"),
        ("青禾银行今年以来净利润为4.2亿元。", "青禾银行今年净利润为1.3亿元。"),
        ("青禾银行2030年净利润目标为48亿元。", "青禾银行2030年净利润为46.8亿元。"),
        ("公司2030年净利润为48.6亿元。", "公司2030年净利润为46.8亿元。"),
    ],
)
def test_what_is_another_matter_is_no_contradiction(one: str, other: str) -> None:
    assert told(one, other) == []
