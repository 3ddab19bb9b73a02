"""The day that a question names is found in a story that tells it once, in other words, or not at all."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from rag.prose.dates import find_dates
from rag.prose.periods import (
    agrees,
    days_in,
    looks_ahead_to,
    of_another_season,
    rivals,
    tells_of,
    tells_of_year,
    tells_of_year_ahead,
)
from tests.conftest import LibraryMaker

PRINTED = date(2031, 5, 7)

FLOOD = """霜桥河段冬汛漫堤

记者 林小禾

受连日降雨影响，霜桥河段1月12日出现冬汛。市防汛指挥部昨日
发现，霜桥关水位达到17.45米，约3.2万居民转移。

清溪水厂厂长温如玉说，水厂每天供水9万吨，1970年以来从未停产。
"""
DEAL = """衡岚与砺行签约

记者 孟知夏

13日晚，衡岚航空与砺行机器人在云溪市签约，砺行机器人将供货120台，总价2.4亿元。
"""


@pytest.mark.parametrize(
    ("asked", "told", "agreed"),
    [
        ("1月13日", "13日晚", True),
        ("1月13日", "12日晚", False),
        ("1月13日", "2月13日", False),
        ("2031年1月13日", "1月13日", True),
        ("3月", "3月", True),
        ("3月底", "一季度末", True),
        ("一季度", "2月", True),
        ("2030年", "2028年至2031年", True),
        ("2030年", "2029年", False),
        ("2030年全年", "2030年", True),
        ("2030全年", "2030年上半年", False),
        ("2030年", "2030年上半年", True),
        ("2030年下半年", "9月18日", True),
        ("2030年三季度", "9月18日", False),
        ("今年一季度", "去年一季度", False),
        ("今年一季度", "今年一季度", True),
        ("年底", "今年年底", True),
        ("年底", "今年年初", False),
        ("年底", "3月底", False),
    ],
)
def test_what_agrees_with_the_day_asked_about(asked: str, told: str, agreed: bool) -> None:
    assert agrees(find_dates(asked)[0], find_dates(told)[0]) is agreed


def test_a_year_is_no_other_day() -> None:
    [day], [year], [other] = (find_dates(text) for text in ("1月13日", "1970年", "1月14日"))
    assert not rivals(day, year)
    assert rivals(day, other)


@pytest.mark.parametrize(
    ("asked", "told", "rival"),
    [
        ("2031年1月", "2031年", False),
        ("2031年1月", "2030年", True),
        ("1月", "2030年", False),
        ("1月", "2月", True),
        ("4月", "2030年底", True),
        ("2031年", "2030年", True),
        ("2031年", "5月", False),
    ],
)
def test_only_what_is_of_its_kind_rivals_a_period(asked: str, told: str, rival: bool) -> None:
    assert rivals(find_dates(asked)[0], find_dates(told)[0]) is rival


def test_a_month_with_its_year_may_be_an_undated_papers_own() -> None:
    assert tells_of("1月", "水位在4月上涨。", None, dated=True)
    assert not tells_of("1月", "水位在4月上涨。", PRINTED, dated=True)


def test_a_month_asked_about_with_its_year_may_be_told_by_the_papers_day_alone() -> None:
    assert tells_of("5月", "水位上涨。", PRINTED, dated=True)
    assert not tells_of("5月", "水位在4月上涨。", PRINTED, dated=True)
    assert tells_of("5月", "水位在1月上涨过一次。", PRINTED, dated=True)  # long before
    assert not tells_of("3月", "水位上涨。", PRINTED, dated=True)


def test_what_cannot_be_resolved_tells_of_no_day() -> None:
    assert days_in("昨日水位上涨，去年没有。", None) == []
    assert [day.day for day in days_in("昨日水位上涨。", PRINTED)] == [6]
    assert days_in("比去年同期加快。", PRINTED) == []


@pytest.mark.parametrize(
    ("period", "body", "printed", "told"),
    [
        ("1月12日", FLOOD, None, True),
        ("1月15日", FLOOD, None, False),
        ("1月13日", DEAL, None, True),
        ("3月", "水位上涨。", None, True),  # nothing says of when it tells
        ("3月", "水位在4月上涨。", None, False),
        ("3月", "水位上涨。", PRINTED, False),
        ("5月6日", "昨日水位上涨。", PRINTED, True),
        ("5月6日", "水位上涨。", PRINTED, True),  # a paper tells of the day before
        ("4月6日", "水位上涨。", PRINTED, False),
        ("12月31日", "水位上涨。", date(2032, 1, 1), True),
        ("5月", "水位上涨。", PRINTED, False),
    ],
)
def test_an_article_may_tell_of_a_period(period: str, body: str, printed: date | None, told: bool) -> None:
    assert tells_of(period, body, printed) is told


@pytest.mark.parametrize(
    ("year", "text", "printed", "told"),
    [
        ("2031", "水位上涨。", [PRINTED], True),
        ("2030", "水位上涨。", [PRINTED], True),
        ("2028", "水位上涨。", [PRINTED], False),
        ("2028", "2028年水位上涨。", [PRINTED], True),
        ("2028", "水位上涨。", [], True),
        ("2031", "2030年水位上涨。", [], True),  # of the year before, an undated paper says the number
        ("2031", "1970年水位上涨。", [], True),
        ("2028", "2030年水位上涨。", [], False),
        ("2029", "2030年水位上涨。", [], False),
        ("2029", "2030年水位上涨，去年下降。", [], True),
        ("2033", "2030年水位上涨。", [], False),
        ("2033", "2030年以来水位上涨。", [], True),
        ("2033", "水位上涨。" * 50 + "2030年没有涨。", [], True),
        ("2033", "2030年以来水位上涨，到2040年治好。", [], True),  # a goal is no day of printing
    ],
)
def test_an_article_may_tell_of_a_year(year: str, text: str, printed: list[date], told: bool) -> None:
    assert tells_of_year(year, text, printed) is told


@pytest.mark.parametrize(
    ("question", "ahead"),
    [
        ("到2035年全省会有多少座码头？", True),
        ("估计2035年有多少座码头？", True),
        ("2035年有多少座码头？", False),
        ("到2035年为止一共有多少座码头？", False),
    ],
)
def test_a_question_may_look_ahead(question: str, ahead: bool) -> None:
    assert looks_ahead_to("2035", question) is ahead


@pytest.mark.parametrize(
    ("text", "printed", "told"),
    [
        ("截至1月底有12座码头。", [], False),
        ("到2035年有20座码头。", [], True),
        ("到后年有20座码头。", [], True),
        ("到年底有20座码头。", [date(2035, 3, 1)], True),
        ("到年底有20座码头。", [date(2032, 3, 1)], False),
    ],
)
def test_a_year_ahead_is_printed(text: str, printed: list[date], told: bool) -> None:
    assert tells_of_year_ahead("2035", text, printed) is told


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        ("2031年1月12日，霜桥河段出现冬汛时，霜桥关水位达到多少米？", "17.45米"),
        ("2031年1月霜桥河段出现冬汛，约有多少居民转移？", "3.2万"),
        ("2031年1月13日衡岚航空与砺行机器人在云溪市签约，总价是多少亿元？", "2.4亿元"),
        ("厂长温如玉2031年1月说，清溪水厂每天供水多少吨？", "9万吨"),
        ("2031年2月12日，霜桥河段出现冬汛时，霜桥关水位达到多少米？", None),
        ("2031年1月15日衡岚航空与砺行机器人签约，总价是多少亿元？", None),
    ],
)
def test_a_story_without_its_papers_day(
    make_library: LibraryMaker, tmp_path: Path, question: str, wanted: str | None
) -> None:
    folder = tmp_path / "undated"
    folder.mkdir()
    (folder / "flood.txt").write_text(FLOOD, encoding="utf-8")
    (folder / "deal.txt").write_text(DEAL, encoding="utf-8")
    answer = make_library(folder).ask(question)
    assert answer.abstained if wanted is None else wanted in answer.text


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("前三季度净息差为1.57%，较上年全年下降5个基点", ["前三季度"]),
        ("今年共接种31万剂，与去年持平", ["今年"]),
        ("由2029年的5.2万辆增至6万辆", ["2029年"]),
        ("比2029年的5.2万辆多", ["2029年"]),  # it has a figure of its own
        ("好于2029年", []),
    ],
)
def test_what_is_only_compared_with_is_not_told_of(text: str, told: list[str]) -> None:
    assert [day.text for day in days_in(text, PRINTED)] == told


def test_half_a_year_rivals_the_whole_of_it() -> None:
    (asked,) = find_dates("2030年全年")
    assert rivals(asked, find_dates("2030年上半年")[0])
    assert not rivals(find_dates("2030年")[0], find_dates("上半年")[0])


def test_a_price_that_holds_until_a_month_is_of_the_day_from_which_it_does(
    make_library: LibraryMaker, tmp_path: Path
) -> None:
    page = tmp_path / "霜桥日报-2031-05-07-A2.txt"
    page.write_text(
        "听泉缆车降价\n记者 林小禾\n从5月20日起，听泉缆车票价由60元降到45元，低价执行到8月底。\n", encoding="utf-8"
    )
    answer = make_library(page).ask("2031年5月下旬起听泉缆车票价降到多少元？")
    assert "45元" in answer.text


def test_what_was_on_a_day_was_in_its_half_of_the_year() -> None:
    body = "芦浦轻轨9月18日开通。"
    assert tells_of("下半年", body, date(2030, 9, 19), dated=True)
    assert not tells_of("上半年", body, date(2030, 9, 19), dated=True)


@pytest.mark.parametrize(
    ("asked", "sentence", "article", "another"),
    [
        ("2030—2031雪季接待了多少人？", "2029—2030雪季接待8.2万人。", "", True),
        ("2030—2031雪季接待了多少人？", "2030-31雪季接待8.2万人。", "", False),
        ("2030—2031雪季接待了多少人？", "2029年11月至2030年3月接待8.2万人。", "", True),
        ("2030—2031雪季接待了多少人？", "2030年11月以来接待8.2万人。", "", False),
        ("2030—2031雪季接待了多少人？", "接待8.2万人。", "2029—2030雪季收官", True),
        ("2030—2031雪季接待了多少人？", "接待8.2万人。", "雪季收官", False),
        ("雪季接待了多少人？", "2029—2030雪季接待8.2万人。", "", False),
        ("2030—2035年建多少座？", "2029—2030雪季接待8.2万人。", "", False),
    ],
)
def test_a_season_over_two_years_is_no_other(asked: str, sentence: str, article: str, another: bool) -> None:
    assert of_another_season(asked, sentence, f"{article}\n{sentence}") is another


def test_a_quarter_of_this_year_is_not_the_end_of_another_in_an_undated_paper(
    make_library: LibraryMaker, tmp_path: Path
) -> None:
    page = tmp_path / "page.txt"
    page.write_text("芦浦银行茶园贷款增长\n\n截至2030年底，芦浦银行茶园贷款余额为812亿元。\n", encoding="utf-8")
    library = make_library(page)
    assert library.ask("芦浦银行今年一季度末的茶园贷款余额是多少？").abstained
    assert "812亿元" in library.ask("芦浦银行2030年底的茶园贷款余额是多少？").text
    page.write_text("芦浦集群增加\n\n截至今年1月底，芦浦已形成产业集群555个。\n", encoding="utf-8")
    library.add([page])
    assert library.ask("去年1月底，芦浦的产业集群有多少个？").abstained
    assert "555个" in library.ask("今年1月底，芦浦的产业集群有多少个？").text


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("今年1至10月", ["M10"]),
        ("1月到6月", ["H1"]),
        ("2031年1-3月", ["Q1"]),
        ("3至5月", ["", ""]),
        ("11月1至10日", ["", ""]),
    ],
)
def test_months_from_january_on_are_the_first_of_the_year(text: str, parts: list[str]) -> None:
    assert [day.part for day in find_dates(text)] == parts


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("the first three months of 2031", (2031, None, None, "Q1")),
        ("the first quarter of 2031", (2031, None, None, "Q1")),
        ("the first six months of 2031", (2031, None, None, "H1")),
        ("the first 6 months of 2031", (2031, None, None, "H1")),
        ("the first 9 months of 2031", (2031, None, None, "M9")),
        ("the first nine months of 2031", (2031, None, None, "M9")),
        ("the first 10 months of 2031", (2031, None, None, "M10")),
        ("the first eleven months of 2031", (2031, None, None, "M11")),
        ("the first twelve months of 2031", (2031, None, None, "")),
        ("2031年前12个月", (2031, None, None, "")),
        ("去年1至12月", (None, None, None, "")),
        ("its first 12 months", (None, None, None, "M12")),
        ("the first few months of 2031", (2031, None, None, "")),
        ("the first 24 months of 2031", (2031, None, None, "")),
        ("Sept. 12, 2031", (2031, 9, 12, "")),
        ("12 Sept 2031", (2031, 9, 12, "")),
        ("Sep. 12, 2031", (2031, 9, 12, "")),
        ("September 2031", (2031, 9, None, "")),
    ],
)
def test_english_months_are_read_as_chinese_ones_are(
    text: str, read: tuple[int | None, int | None, int | None, str]
) -> None:
    [day] = find_dates(text)
    assert (day.year, day.month, day.day, day.part) == read


def test_the_first_months_of_a_year_are_as_many_as_are_printed() -> None:
    ten, nine, few = (find_dates(f"in the first {many} months of 2031")[0] for many in ("10", "nine", "few"))
    assert not ten.within(nine)
    assert not nine.within(ten)
    assert not ten.within(few)
