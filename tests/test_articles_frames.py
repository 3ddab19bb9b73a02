"""What stands in one frame: its own measure, a slogan among furniture, a heading of a table, who signs below a text."""

from __future__ import annotations

import pytest

from rag.articles.bylines import opening_credit
from rag.articles.columns import measure
from rag.articles.flow import read_items
from rag.articles.furniture import is_furniture
from rag.articles.lines import split_lines
from rag.types import Page
from tests.test_articles_pages import BANK, TEA, YARD, above, below, column, dense, parse, told

SHIPS = "澄湖造船厂四月交付三艘双燃料船"
LEAVES = "沅口镇鲜叶分级收购头等价高两成"
LOANS = "南屿农商行一季度小微贷款户均四十一万元"
HEAD = "2026年5月7日 星期四\n责编：何知微 美编：林栖"
ROWS = "2023年 12.40 35.60 4.1%\n2024年 13.90 37.20 5.2%\n2025年 15.10 40.30 6.3%"


def shorts(frame: str, broken_off: bool = False) -> list[float]:
    """How far the lines of a frame of their own fall short or stick out, in the middle of a narrow column."""
    text = column(YARD, 13) + "\n\n" + frame + "\n\n" + column(TEA, 13) + "\n"
    lines = split_lines(Page("page", text))
    framed = frame.split("\n")
    first = next(at for at, line in enumerate(lines) if line.text == framed[0])
    end = first + len(framed)
    measures = measure(lines, [end] if broken_off else [], {end} if broken_off else ())
    return [one.short + one.excess for one in measures[first:end]]


def test_a_frame_of_text_has_its_own_measure() -> None:
    two = "船厂去年把两座旧船台改成了一座新的船台从此\n每个季度多造出一艘"
    assert shorts(two + "船。")[0] == 0.0
    assert shorts(two + "船。”")[0] == 0.0
    # These may be a headline's lines.
    assert shorts(two)[0] > 2.5
    assert shorts(two, broken_off=True)[0] == 0.0
    assert shorts(two.replace("\n", "多造船\n") + "船。\n船台的长度是二百四十米宽是四十米今年春天\n完工。")[2] > 2.5
    four = "\n".join(["船厂去年把两座旧船台改成了一座新的船台从此"] * 4)
    assert shorts(four)[:3] == [0.0] * 3
    assert shorts(four[: four.rindex("\n")])[0] > 2.5


@pytest.mark.parametrize(
    ("above_it", "below_it", "is_full"),
    [
        ("一到四月全国造船企业新接订单总额", "39038.1亿元，", True),
        ("一到四月全国造船企业新接订单总额", "已经超出三", False),
        ("一到四月造船企业接下的订单更多。", "39038.1亿元，", False),
        ("一到四月全国造船企业新接订单总额", "\n39038.1亿元，", False),
    ],
)
def test_a_line_is_full_where_the_figure_on_the_next_had_no_room_in_it(
    above_it: str, below_it: str, is_full: bool
) -> None:
    full = "茶农们说今年的鲜叶分等之后卖得上价钱合作\n"
    lines = split_lines(Page("page", full * 6 + f"{above_it}\n{below_it}" + full[:14] + "\n" + full * 6))
    assert (measure(lines, [])[6].short == 0.0) is is_full


def test_text_that_goes_on_elsewhere_is_no_headline() -> None:
    rest = (
        "据介绍，今年还要交付五艘支线船，其中两艘将投入近海的航线，\n"
        "另外三艘由海外的船东在去年十一月和十二月先后订购，明年年初开工。\n船台已经排到后年三月，厂里在五月"
    )
    first = column(YARD[:1], 18) + f"\n\n{rest}\n（下转B3版）\n\n{SHIPS}"
    parsed = parse("本报记者 王 五", first, below(LEAVES, "本报记者 李 四", TEA))
    assert [(article.title, article.byline) for article in parsed.articles] == [(SHIPS, ("王五",)), (LEAVES, ("李四",))]
    assert dense(parsed.articles[0].body) == dense(YARD[0] + rest)


def test_a_jump_line_below_a_line_speaks_against_display() -> None:
    doubts = []
    for jump in ("（下转B3版）", "（上接B3版）"):
        page = above(SHIPS, "", YARD) + f"\n\n船台已经排到后年\n{jump}\n\n" + column(TEA) + "\n"
        item = next(item for item in read_items(Page("page", page)) if item.lines[0].text == "船台已经排到后年")
        doubts.append(item.doubt if item.kind == "display" else -9.0)
    assert doubts[0] < doubts[1] - 2


@pytest.mark.parametrize("slogan", ["看财经 知天下", "让每一行字都有据可查"])
@pytest.mark.parametrize("at", range(3))
def test_a_slogan_in_a_frame_of_furniture_is_furniture(slogan: str, at: int) -> None:
    frame = HEAD.split("\n")
    frame.insert(at, slogan)
    page_head = "\n".join(frame)
    for stories in (
        (below(SHIPS, "本报记者 王 五", YARD), page_head),
        (below(SHIPS, "本报记者 王 五", YARD), "三艘船停在厂外码头 周砚/摄", page_head),
        (below(SHIPS, "本报记者 王 五", YARD), f"近三年交付情况\n{ROWS}", page_head),
        (page_head, above(SHIPS, "本报记者 王 五", YARD)),
    ):
        parsed = parse(*stories)
        assert told(parsed.articles) == [(SHIPS, ("王五",), "".join(YARD))]
        assert slogan in [fragment.text for fragment in parsed.fragments if fragment.kind == "furniture"]


def test_a_headline_in_a_frame_of_furniture_is_no_slogan() -> None:
    for stories in (
        (f"{HEAD}\n{SHIPS[:12]}", above("", "本报记者 王 五", YARD)),
        (below("", "本报记者 王 五", YARD), f"{SHIPS[:12]}\n{HEAD}"),
        (f"{SHIPS[:12]}\n来源：澄湖日报 2026年5月7日", column(YARD), LEAVES, column(TEA)),
        (below("", "本报记者 王 五", YARD[:2]), column(YARD[2:])[:-20], f"{SHIPS[:12]}\n{HEAD}"),
    ):
        assert parse(*stories).articles[0].title == SHIPS[:12]


def test_a_tables_heading_is_furniture_where_it_stands_on_top_of_it() -> None:
    heading = "近三年交付情况"
    parsed = parse(above(SHIPS, "本报记者 王 五", YARD[:2]), f"{heading}\n{ROWS}", column(YARD[2:]))
    assert told(parsed.articles) == [(SHIPS, ("王五",), "".join(YARD))]
    # One row may be a sentence's figures; and a headline is set apart.
    apart = parse(below(SHIPS, "本报记者 王 五", YARD), f"{LEAVES[:12]}\n\n{ROWS}", above("", "本报记者 李 四", TEA))
    assert [article.title for article in apart.articles] == [SHIPS, LEAVES[:12]]
    under = parse(
        below(SHIPS, "本报记者 王 五", YARD),
        f"{ROWS.replace('年', '')}\n{LEAVES[:12]}",
        above("", "本报记者 李 四", TEA),
    )
    assert [article.title for article in under.articles] == [SHIPS, LEAVES[:12]]


def test_furniture_under_a_slogan_is_no_sentence() -> None:
    day = "星期四 2026.5.7"
    parsed = parse(below(SHIPS, "本报记者 王 五", YARD), f"看财经 知天下\n{day}\n电话：021-55667788")
    assert day in [fragment.text for fragment in parsed.fragments]


@pytest.mark.parametrize("is_tied", [True, False])
def test_writers_in_one_frame_with_the_end_of_a_text_wrote_it(is_tied: bool) -> None:
    first = above(SHIPS, "", YARD) + ("\n" if is_tied else "\n\n") + "本报记者 周霞丽"
    parsed = parse(first, above(LEAVES, "", TEA), above(LOANS, "本报记者 李 四", BANK))
    assert [article.byline for article in parsed.articles] == (
        [("周霞丽",), (), ("李四",)] if is_tied else [(), ("周霞丽",), ("李四",)]
    )


@pytest.mark.parametrize("between", ["\n", "\n三艘船停在厂外码头 周砚/摄\n"])
def test_writers_in_one_frame_with_the_text_below_or_under_a_caption_wrote_what_follows(between: str) -> None:
    first = column(YARD) + f"{between}本报记者 周霞丽" + ("\n\n" if "摄" in between else "\n") + column(TEA)
    parsed = parse(SHIPS, first, LEAVES, above(LOANS, "本报记者 李 四", BANK))
    assert [(article.title, article.byline) for article in parsed.articles][1:] == [
        (LEAVES, ("周霞丽",)),
        (LOANS, ("李四",)),
    ]


def test_a_headline_may_stand_in_one_frame_with_the_end_of_the_text_above_it() -> None:
    parsed = parse(f"{above(SHIPS, '', YARD)}\n{LEAVES}", column(TEA), above(LOANS, "", BANK))
    assert [article.title for article in parsed.articles] == [SHIPS, LEAVES, LOANS]


def test_a_television_station_is_no_dateline() -> None:
    assert opening_credit("澄湖市电视台电视台记者来到船厂") is None
    assert opening_credit("新衡社北辰5月7日电 船厂交付") is not None


@pytest.mark.parametrize("mark", ["广告", "【广告】", "公益广告", "广 告"])
def test_an_advertisements_mark_in_the_middle_of_a_paragraph_is_furniture(mark: str) -> None:
    lines = column(YARD, 16).split("\n")
    left, right = "\n".join(lines[:5]), "\n".join(lines[5:])
    parsed = parse(SHIPS, "本报记者 王 五", left, mark, right)
    (article,) = parsed.articles
    assert (article.title, dense(article.body)) == (SHIPS, "".join(YARD))
    assert article.texts("subhead") == ()
    assert [fragment.kind for fragment in parsed.fragments] == ["furniture"]


@pytest.mark.parametrize("text", ["广告收入增长两成", "广告业", "户外广告"])
def test_words_with_an_advertisement_in_them_are_no_mark(text: str) -> None:
    assert not is_furniture(text)
