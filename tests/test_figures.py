from __future__ import annotations

import itertools
import time
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.prose.dates import find_dates
from rag.prose.figures import find_figures

PAGE = date(2026, 4, 20)


def read(text: str) -> list[tuple[Decimal, str, str]]:
    taken = [(day.start, day.end) for day in find_dates(text, PAGE)]
    return [(figure.value, figure.unit, figure.bound) for figure in find_figures(text, taken)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("余额为３８.６２亿元，增长127.35％", [("3862000000", "元", ""), ("127.35", "%", "")]),
        ("下调50个基点，即0.5个百分点", [("0.5", "百分点", ""), ("0.5", "百分点", "")]),
        ("近三成企业、超过6000家、30余家", [("30", "%", "about"), ("6000", "家", "over"), ("30", "家", "over")]),
        ("三千五百亿元，十二家，两万三千人", [("350000000000", "元", ""), ("12", "家", ""), ("23000", "人", "")]),
        ("百分之三点五，一半，四分之一", [("3.5", "%", ""), ("50", "%", ""), ("25", "%", "")]),
        ("Three thousand households, half a million yuan", [("3000", "", ""), ("500000", "元", "")]),
        ("毛利有三个点，分三个方面", [("3", "百分点", ""), ("3", "个", "")]),
        ("twenty-one percent of two lenders", [("21", "%", "")]),
        ("2,161,000 tonnes and 200 billion yuan", [("2161000", "吨", ""), ("200000000000", "元", "")]),
        ("$3.5 million, 30 per cent", [("3500000", "美元", ""), ("30", "%", "")]),
        ("3%至5%，30至50亿元", [("3", "%", ""), ("5", "%", ""), ("3000000000", "元", ""), ("5000000000", "元", "")]),
        ("分别为3、5和7个百分点", [("3", "百分点", ""), ("5", "百分点", ""), ("7", "百分点", "")]),
        ("突破千亿元，不足5成", [("100000000000", "元", "over"), ("50", "%", "under")]),
        ("3.86万亿元、3.52万亿元", [("3860000000000", "元", ""), ("3520000000000", "元", "")]),
        ("3万千瓦时，5千克，2.5倍，3万吨级", None),
        ("完成12亿元C轮融资", [("1200000000", "元", "")]),
        ("第一期、第3名", [("1", "第", ""), ("3", "第", "")]),
        ("利润为-6.8%，5年期", [("-6.8", "%", ""), ("5", "年", "")]),
        ("5G、C919、TY-9、“启明5”、十四五规划、万家灯火、十分、一家公司、二线城市", []),
        ("1. 第一点", [("1", "第", "")]),
        ("研发人员1946人，2,000名", [("1946", "人", ""), ("2000", "名", "")]),
    ],
)
def test_figures_are_read_to_values(text: str, expected: list[tuple[str, str, str]] | None) -> None:
    if expected is None:
        assert [unit for _, unit, _ in read(text)] == ["千瓦时", "公斤", "倍", "吨"]
    else:
        assert read(text) == [(Decimal(value), unit, bound) for value, unit, bound in expected]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2000亿元", "200 billion yuan", True),
        ("2000亿", "2000亿元", True),
        ("2000", "2000亿元", False),
        ("20%", "20个百分点", False),
        ("20", "20%", False),
        ("两成", "20%", True),
        ("734人", "734名", True),
        ("3亿元", "3亿美元", False),
        ("18.0亿元", "18亿元", True),
    ],
)
def test_quantities_are_compared_with_their_units(one: str, other: str, same: bool) -> None:
    (first,), (second,) = find_figures(one), find_figures(other)
    assert first.same(second) is same


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2025年4月11日", (2025, 4, 11, "", "")),
        ("２０２５年４月", (2025, 4, None, "", "")),
        ("4月11日", (2026, 4, 11, "", "")),
        ("11日", (2026, 4, 11, "", "")),
        ("去年12月份", (2025, 12, None, "", "")),
        ("上月", (2026, 3, None, "", "")),
        ("今年一季度", (2026, None, None, "Q1", "")),
        ("2025年上半年", (2025, None, None, "H1", "")),
        ("前三季度", (2026, None, None, "M9", "")),
        ("去年底", (2025, None, None, "", "end")),
        ("3月末", (2026, 3, None, "", "end")),
        ("二〇二五年四月十一日", (2025, 4, 11, "", "")),
        ("2025-04-11", (2025, 4, 11, "", "")),
        ("April 11, 2025", (2025, 4, 11, "", "")),
        ("11 April 2025", (2025, 4, 11, "", "")),
        ("Q1 2025", (2025, None, None, "Q1", "")),
        ("the first half of 2024", (2024, None, None, "H1", "")),
        ("last year", (2025, None, None, "", "")),
        ("三年后进校，1854年毕业", (1854, None, None, "", "")),
        ("清光绪二十四年（1898年）", (1898, None, None, "", "")),
    ],
)
def test_dates_are_resolved_against_the_paper(text: str, expected: tuple[object, ...]) -> None:
    (day,) = find_dates(text, PAGE)
    assert (day.year, day.month, day.day, day.part, day.edge) == expected


def test_days_take_their_month_from_the_date_before() -> None:
    first, second = find_dates("4月14日至17日", None)
    assert (second.month, second.day) == (first.month, 17)


def test_so_many_days_are_no_day() -> None:
    text = "每次停留不超过30日，每180日内累计不超过90日，4月15日前申请，5日均线，年满60周岁。不过12日，船停了"
    days = find_dates(text, PAGE)
    figures = find_figures(text, [(day.start, day.end) for day in days])

    assert [day.text for day in days] == ["4月15日", "12日"]
    assert [(str(figure.value), figure.unit) for figure in figures] == [
        ("30", "天"), ("180", "天"), ("90", "天"), ("5", ""), ("60", "岁"),
    ]  # fmt: skip


def test_no_date_is_read_into_other_numbers() -> None:
    assert find_dates("3号楼有1946人，投资2025万元，日均2.5万单，5月均价另计，12日均线", PAGE) == []
    assert find_dates("古城有1500年历史，1200年前建寺，距今1300年，树龄约1100年左右", PAGE) == []


@given(st.text(alphabet="0123456789.,，。%％亿万千百十元年月日家个至-— 一二三五第前上半季度底AQ约", max_size=60))
def test_offsets_are_those_of_the_text(text: str) -> None:
    days = find_dates(text, PAGE)
    figures = find_figures(text, [(day.start, day.end) for day in days])
    found = sorted([(day.start, day.end, day.text) for day in days] + [(f.start, f.end, f.text) for f in figures])
    assert all(text[start:end] == words and start < end for start, end, words in found)
    assert all(first[1] <= second[0] for first, second in itertools.pairwise(found))


@pytest.mark.parametrize("unit", ["1", "1,", "十", "2025年", "1至", "百", "5%、", "Jan ", "一"])
def test_time_grows_with_length_only(unit: str) -> None:
    def cost(size: int) -> float:
        text = unit * (size // len(unit))
        begin = time.process_time()
        days = find_dates(text, PAGE)
        find_figures(text, [(day.start, day.end) for day in days])
        return time.process_time() - begin

    # A quadratic reader takes minutes here: this bounds the growth, it does not time the machine.
    assert cost(20_000) < 100 * min(cost(2_000) for _ in range(3)) + 1.0


@pytest.mark.parametrize(
    ("text", "bound"),
    [
        ("至少有30家", "over"),
        ("最多有30家", "under"),
        ("不少于30家", "over"),
        ("不低于30%", "over"),
        ("不多于30家", "under"),
    ],
)
def test_a_limit_may_be_denied_or_stand_before_a_verb(text: str, bound: str) -> None:
    assert [figure.bound for figure in find_figures(text)] == [bound]
