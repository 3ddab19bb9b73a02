"""The days of printing that a question means: since, until, from to, a month, last week, of late."""

from __future__ import annotations

from datetime import date

import pytest

from rag.listings.days import Calendar, days_of_printing

CALENDAR = Calendar(date(2031, 3, 18), date(2031, 5, 7), date(2031, 11, 26))  # a Wednesday
KNOWN = ["云溪日报", "林小禾", "青禾银行"]


@pytest.mark.parametrize(
    ("question", "first", "last"),
    [
        ("5月2日以后有哪些报道？", "2031-05-02", None),
        ("自4月8日起登了什么", "2031-04-08", None),
        ("4月8日之前有几篇报道", None, "2031-04-07"),
        ("截至4月8日有几篇报道", None, "2031-04-08"),
        ("从3月20日到25日有哪些报道", "2031-03-20", "2031-03-25"),
        ("3月20日至4月2日云溪日报登了什么", "2031-03-20", "2031-04-02"),
        ("12月20日至1月5日有哪些报道", "2030-12-20", "2031-01-05"),
        ("2031年4月有哪些报道", "2031-04-01", "2031-04-30"),
        ("四月云溪日报A2版有哪些报道", "2031-04-01", "2031-04-30"),
        ("4月林小禾写了几篇", "2031-04-01", "2031-04-30"),
        ("一季度有哪些报道", "2031-01-01", "2031-03-31"),
        ("四月十七日的报纸登了什么", "2031-04-17", "2031-04-17"),
        ("去年青禾银行有什么新闻", "2030-01-01", "2030-12-31"),
        ("上周云溪日报登了什么", "2031-11-17", "2031-11-23"),
        ("本周有哪些报道", "2031-11-24", "2031-11-26"),
        ("昨天的报纸有哪些文章", "2031-11-25", "2031-11-25"),
        ("上个月有几篇报道", "2031-10-01", "2031-10-31"),
        ("最近三天有什么新闻", "2031-11-24", "2031-11-26"),
        ("What articles are there after April 1?", "2031-04-02", None),
        ("Which articles were printed before 26 March?", None, "2031-03-25"),
        ("articles from March 20 to March 25", "2031-03-20", "2031-03-25"),
        ("How many articles were printed in April?", "2031-04-01", "2031-04-30"),
        ("What was in the paper last week?", "2031-11-17", "2031-11-23"),
    ],
)
def test_days(question: str, first: str | None, last: str | None) -> None:
    days = days_of_printing(question, CALENDAR, KNOWN)
    assert days is not None
    assert (days.first and str(days.first), days.last and str(days.last)) == (first, last)


@pytest.mark.parametrize(
    "question",
    [
        "关于4月车市的报道有哪些",
        "4月车市有哪些报道",
        "去年净利润的报道有哪些",
        "articles about April car sales",
        "5月6日刊登了几篇报道？",  # a single day: of any year
        "2月30日以后有哪些报道",
        "上周三登了什么",
        "有哪些报道？",
    ],
)
def test_what_gives_no_days_of_printing(question: str) -> None:
    assert days_of_printing(question, CALENDAR, KNOWN) is None


def test_a_day_without_its_year_is_of_a_year_that_the_archive_has() -> None:
    old = Calendar(date(2019, 3, 1), date(2019, 9, 1), date(2031, 11, 26))
    for question, year in (
        ("5月2日以后有哪些报道", 2019),
        ("12月2日以后有哪些报道", 2030),
        ("10月以后有哪些报道", 2031),
    ):
        days = days_of_printing(question, old)
        assert days is not None
        assert days.first is not None
        assert days.first.year == year


def test_of_late_is_no_span_and_leaves_the_rest() -> None:
    days = days_of_printing("青禾银行最近怎么样", CALENDAR)
    assert days is not None
    assert (days.of_late, days.bounded) == (True, False)
    assert days.rest.split() == ["青禾银行", "怎么样"]
    assert days.has(None)


def test_a_paper_without_its_day_is_of_no_days() -> None:
    days = days_of_printing("5月2日以后有哪些报道", CALENDAR)
    assert days is not None
    assert [days.has(each) for each in (None, date(2031, 5, 1), date(2031, 5, 2))] == [False, False, True]
