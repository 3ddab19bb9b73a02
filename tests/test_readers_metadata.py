"""Which paper, day and page: only furniture is believed, and nothing is guessed."""

from __future__ import annotations

from datetime import date
from pathlib import PurePath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.readers.metadata import Imprint, first_known, in_text, is_folio, normal_page
from rag.readers.named import in_name

DAY = date(2025, 4, 22)
PROSE = "\n".join(["渔村的灯在夜里亮着，船一条接一条地回来。"] * 12)
NOTHING = Imprint()


@pytest.mark.parametrize(
    ("folio", "expected"),
    [
        ("2025年4月22日 星期二 A2版", Imprint(None, DAY, "A2")),
        ("海川日报\n2025年4月22日 星期二\n第03版 要闻", Imprint("海川日报", DAY, "3")),
        ("A2 综合新闻 2025年4月22日 星期二", Imprint(None, DAY, "A2")),
        ("２０２５年４月２２日　星期二　Ａ０２版", Imprint(None, DAY, "A2")),
        ("2025 年 4 月 22 日 星期二 第 12 版", Imprint(None, DAY, "12")),
        ("二〇二五年四月二十二日 星期二 第十三版", Imprint(None, DAY, "13")),
        ("2025.04.22 周二 | B1 | 云岭晚报", Imprint("云岭晚报", DAY, "B1")),
        ("2025年4月22日（星期二） 农历乙巳年三月廿五 第12345期 今日16版", Imprint(None, DAY, None)),
        ("责任编辑:顾言 美编:何田 电话:000-0000 2025年4月22日 A2版", Imprint(None, DAY, "A2")),
        ("The Harbour Times\nTuesday, April 22, 2025    Page A2", Imprint("The Harbour Times", DAY, "A2")),
        ("Harbour Daily News | 22 April 2025 | B3", Imprint("Harbour Daily News", DAY, "B3")),
        ("第03版 要闻", Imprint(None, None, "3")),
        ("A2", Imprint(None, None, "A2")),
        ("海 川 金 融 报\nA2  要闻\n2025年4月22日 星期二", Imprint("海川金融报", DAY, "A2")),
    ],
)
def test_a_folio_at_the_head_or_foot_is_read(folio: str, expected: Imprint) -> None:
    assert in_text(f"{folio}\n{PROSE}") == expected
    assert in_text(f"{PROSE}\n{folio}\n") == expected


@pytest.mark.parametrize(
    "line",
    [
        "截至2025年4月22日收盘",
        "公司2025年4月22日公告称，",
        "（上接A1版）",
        "下转B3版",
        "详见A3版",
        "一季度财报",
        "据《海川日报》2025年4月22日报道",
        "G20峰会",
        "4月22日 星期二",
        "2025年2月30日 星期二",
    ],
)
def test_prose_jump_lines_and_impossible_days_tell_nothing(line: str) -> None:
    assert in_text(f"{line}\n{PROSE}") == NOTHING
    assert in_text(f"{PROSE}\n{line}\n{PROSE}") == NOTHING


def test_a_date_that_signs_an_announcement_is_not_the_papers() -> None:
    assert in_text(f"{PROSE}\n特此公告。\n远帆科技股份有限公司董事会\n2025年4月22日\n") == NOTHING


def test_a_date_line_in_the_middle_of_a_page_needs_all_the_marks() -> None:
    assert in_text(f"{PROSE}\n2025年4月22日\n{PROSE}") == NOTHING
    assert in_text(f"{PROSE}\n2025年4月22日 星期二 A2版\n{PROSE}") == Imprint(None, DAY, "A2")


def test_what_two_folios_contradict_stays_unknown() -> None:
    text = f"2025年4月22日 星期二 A2版\n{PROSE}\f2025年4月22日 星期二 A3版\n{PROSE}"
    assert in_text(text) == Imprint(None, DAY, None)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("证券日报-2025-04-22-A2.pdf", Imprint("证券日报", DAY, "A2")),
        ("archive/2025-04/22/story.txt", Imprint(None, DAY, None)),
        ("海川日报/2025/04/22/A02.txt", Imprint("海川日报", DAY, "A2")),
        ("20250422_A02.txt", Imprint(None, DAY, "A2")),
        ("海川日报20250422A02.txt", Imprint("海川日报", DAY, "A2")),
        ("2025年4月22日 海川晚报 第03版.pdf", Imprint("海川晚报", DAY, "3")),
        ("Harbour Times-2025-04-22-B3.pdf", Imprint("Harbour Times", DAY, "B3")),
        ("20250422/page-7.html", Imprint(None, DAY, None)),
        ("20250422_02.txt", Imprint(None, DAY, None)),
        ("report-2025-04-22-V2.pdf", Imprint(None, DAY, None)),
        ("20251399_A1.txt", NOTHING),
        ("2025-02-30-A1.txt", NOTHING),
        ("2025-04-22_2025-04-23.txt", NOTHING),
        ("2025-04/22/old/A1.txt", NOTHING),
        ("A2.txt", NOTHING),
        ("120250422.txt", NOTHING),
    ],
)
def test_a_file_name_is_read_as_far_as_it_is_plain(name: str, expected: Imprint) -> None:
    assert in_name(PurePath(name)) == expected


@given(st.dates(min_value=date(1800, 1, 1), max_value=date(2099, 12, 31)), st.sampled_from("ABCD"), st.integers(1, 40))
def test_every_day_is_read_in_every_form(day: date, section: str, number: int) -> None:
    page = f"{section}{number}"
    for written in (
        f"{day.year}年{day.month}月{day.day}日",
        f"{day:%Y-%m-%d}",
        f"{day.year}.{day.month:02}.{day.day:02}",
        f"{day:%B} {day.day}, {day.year}",
        f"{day.day} {day:%b} {day.year}",
    ):
        assert in_text(f"{written} {page}版\n{PROSE}") == Imprint(None, day, page)
    for name in (f"{day.year}{day.month:02}{day.day:02}_{section}{number:02}.txt", f"{day}-{page}.pdf"):
        assert in_name(PurePath(name)) == Imprint(None, day, page)


HEADLINE = "云岭渔村夜里亮起八百盏灯"
STORY = "渔村的灯在夜里亮着，船一条接一条地回来。\n船老大说：“今年的鱼比去年多。”"


@pytest.mark.parametrize(
    "line",
    [
        "2025-04-22",
        "2025年4月22日",
        "2025-04-22 09:50 来源：海川统计站",
        "来源：海川渔业局 发布时间：2025-04-22 15:54",
        "据海川网 2025年4月22日",
        "据海川晚报 2025年4月22日",
        "据海川社报道 2025年4月22日",
        "据《海川日报》、《云岭晚报》 2025年04月22日",
        "综合海川网、云岭新闻 2025年4月22日",
        "海川新闻 2025-04-22 10:57",
        "2025年4月22日刊发",
        "2025年4月22日晚间",
        "海川经济观察 2025-04-22",
        "海川统计局网站消息 2025-04-22",
        "海川网讯 2025-04-22（记者 顾言）",
        "海川社云岭2025年4月22日电（记者 顾言、林小禾）",
        "海川社云岭2025年4月22日电（记者顾言）渔村的灯昨夜全部亮了。",
    ],
)
def test_a_text_alone_in_its_file_was_put_out_on_the_day_under_its_headline(line: str) -> None:
    assert in_text(f"{HEADLINE}\n{line}\n{STORY}\n") == Imprint(None, DAY, None)
    assert in_text(f"\n{HEADLINE}\n\n{line}\n\n{STORY}\n责任编辑：顾言\n") == Imprint(None, DAY, None)
    another = f"{STORY}\n海川港添了五条船\n{STORY}\n"
    assert in_text(f"{HEADLINE}\n{line}\n{another}") == NOTHING
    assert in_text(f"{STORY}\n{line}\n{another}") == NOTHING


@pytest.mark.parametrize("byline", ["记者 顾言", "本报记者 顾言 林小禾", "顾言/文"])
def test_who_wrote_a_text_may_stand_under_its_day(byline: str) -> None:
    assert in_text(f"{HEADLINE}\n海川网 2025-04-22\n{byline}\n{STORY}\n") == Imprint(None, DAY, None)
    assert in_text(f"{HEADLINE}\n海川网 2025-04-22\n海川港添了五条船\n{STORY}\n") == NOTHING


@pytest.mark.parametrize(
    "line",
    [
        "2025年4月",
        "25-04-22",
        "4月22日",
        "据海川社云岭4月22日电",
        "据海川社云岭4月22日电 2025年",
        "2025年4月22日起船票降价",
        "2025年2月30日",
        "2025年4月21日 来源：海川网 2025年4月22日",
        "船票降价 2025年4月22日",
        "2025年4月22日，船票降价",
    ],
)
def test_what_is_no_full_day_or_more_than_that_tells_no_day(line: str) -> None:
    assert in_text(f"{HEADLINE}\n{line}\n{STORY}\n") == NOTHING


def test_a_papers_own_day_is_believed_before_the_one_under_a_headline() -> None:
    text = f"{HEADLINE}\n2025-04-20 09:50 来源：海川网\n{STORY}\n2025年4月22日 星期二 A2版\n"
    assert in_text(text) == Imprint(None, DAY, "A2")


@given(st.text(max_size=200))
def test_any_text_and_any_name_are_taken(text: str) -> None:
    in_text(text)
    is_folio(text)
    normal_page(text)
    in_name(PurePath(text.replace("\0", "")))


@given(st.text(st.sampled_from("2025年4月22日 星期二A2版第三十〇报日-./\n\f（上接"), max_size=60))
def test_what_is_found_is_a_day_of_the_calendar_and_a_plain_page(text: str) -> None:
    found = in_text(text)
    assert found.date is None or isinstance(found.date, date)
    assert found.number is None or found.number == normal_page(found.number)


@pytest.mark.parametrize(
    ("mark", "normal"),
    [
        ("A02", "A2"),
        ("Ａ０２", "A2"),
        ("a 2", "A2"),
        ("03", "3"),
        ("三", "3"),
        ("十", "10"),
        ("二十一", "21"),
        ("0", "0"),
    ],
)
def test_page_marks_are_written_one_way(mark: str, normal: str) -> None:
    assert normal_page(mark) == normal


def test_the_more_trusted_imprint_wins_field_by_field() -> None:
    merged = first_known(Imprint(number="A1"), Imprint("海川日报", None, "B2"), Imprint("云岭晚报", DAY, "C3"))
    assert merged == Imprint("海川日报", DAY, "A1")


def test_a_masthead_in_capitals_is_written_as_a_name() -> None:
    assert in_text("THE HARBOUR LEDGER\nThursday 26 March 2026    Page 5\n\nBank bets on storage\n") == Imprint(
        "The Harbour Ledger", date(2026, 3, 26), "5"
    )
    assert in_name(PurePath("The Harbour Ledger-2026-03-26-5.txt")).newspaper == "The Harbour Ledger"


def test_empty_lines_do_not_part_an_archives_fields_from_the_top() -> None:
    text = f"{HEADLINE}\n\n本报记者 何田\n\n标签：渔业\n\n来源：海川日报\n日期：2025-04-22\n\n{STORY}\n"
    assert in_text(text) == Imprint("海川日报", DAY, None)


@pytest.mark.parametrize(
    ("folio", "page"),
    [
        ("Tuesday 22 April 2025    5", "5"),
        ("12  Tuesday, April 22, 2025", "12"),
        ("2025年4月22日　星期二　8", "8"),
        ("海川日报 2025年4月22日 星期二 要闻 8", "8"),
        ("2025年4月22日 星期二 A2 8", "A2"),
        ("8 2025年4月22日 星期二 9", None),
        ("2025年4月22日 8", None),
        ("2025年4月22日 星期二 今日8版", None),
        ("2025年4月22日 星期二 第120期", None),
        ("2025年4月22日 星期二 250", None),
        ("2025年4月22日 星期二 2.50", None),
        ("2025年4月22日 星期二 8元", None),
    ],
)
def test_a_number_beside_day_and_weekday_is_the_page(folio: str, page: str | None) -> None:
    assert in_text(f"{folio}\n\n{STORY}\n").number == page
