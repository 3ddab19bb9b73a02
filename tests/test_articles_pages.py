"""Whole pages as they come: several in one file, in English, halves of one story on two, copy printed twice."""

from __future__ import annotations

import itertools

import pytest

from rag.articles import parse_page
from rag.articles.joins import join
from rag.types import Article, Page, ParsedPage
from tests.pages.wrap import wrap_signs, wrap_words

YARD = (
    "澄湖造船厂四月份交付了三艘甲醇双燃料支线船，交付量比去年同期多一艘，三艘船都由本地船东订购。",
    "船厂负责人介绍，第二艘船的主机由澄湖动力提供，燃料舱的容积为一千二百立方米，可以支持单程两千海里的航行。",
    "按照计划，船厂今年还要交付五艘支线船，其中两艘将投入近海航线，另外三艘由海外船东订购，明年年初开工。",
)
TEA = (
    "新茶上市以后，沅口镇的茶农把鲜叶送进合作社，按叶片的大小分级收购，每天傍晚结算当天的货款。",
    "合作社理事长说，分级收购之后，头等鲜叶的价格比去年同期高出两成，茶农采摘时也更加仔细，损耗明显减少。",
)
BANK = (
    "南屿农商行一季度发放小微贷款二十六亿元，户均贷款四十一万元，首次贷款的客户占到新增客户的三分之一。",
    "该行副行长表示，下一步将把纳税和用电的数据接入授信系统，让信用记录较少的小店也能当天拿到贷款。",
)
FUND = (
    "青屿基金旗下三只产品同日下调管理费率，降幅在百分之零点二左右，新的费率从下个月一日起执行。",
    "该公司市场部总监对记者表示，费率下调以后，老持有人和新申购的投资者执行同一标准，不再区分渠道。",
)


def column(paragraphs: tuple[str, ...], width: int = 18) -> str:
    """Paragraphs in one column, their first lines two em short, with a blank line between them."""
    return "\n\n".join("\n".join(wrap_signs(text, width, width - 2, True)) for text in paragraphs)


def above(title: str, byline: str, paragraphs: tuple[str, ...], width: int = 18) -> str:
    return "\n\n".join(part for part in (title, byline, column(paragraphs, width)) if part)


def below(title: str, byline: str, paragraphs: tuple[str, ...], width: int = 18) -> str:
    return "\n\n".join(part for part in (byline, column(paragraphs, width), title) if part)


def parse(*stories: str, source: str = "page", number: str | None = None) -> ParsedPage:
    return parse_page(Page(source, "\n\n".join(stories) + "\n", newspaper="江澜财经报", number=number))


def dense(text: str) -> str:
    return "".join(text.split())


def told(articles: tuple[Article, ...]) -> list[tuple[str, tuple[str, ...], str]]:
    return [(article.title, article.byline, dense(article.body)) for article in articles]


@pytest.mark.parametrize("between", ["\n\f\n", "\f", "\n\n第B2版\n\n"])
def test_several_pages_in_one_file(between: str) -> None:
    first = above("澄湖造船厂四月交付三艘双燃料船", "本报记者 王 五", YARD)
    second = below("沅口镇鲜叶分级收购头等价高两成", "本报记者 李 四", TEA) + "\n"
    parsed = parse_page(Page("pages", first + between + second))
    assert told(parsed.articles) == [
        ("澄湖造船厂四月交付三艘双燃料船", ("王五",), "".join(YARD)),
        ("沅口镇鲜叶分级收购头等价高两成", ("李四",), "".join(TEA)),
    ]


def test_a_page_in_english() -> None:
    yard = (
        "The Chenghu yard handed over three methanol feeder ships in April, one more than a year ago, the yard said.",
        "All three ships were ordered by local owners, and two of them will sail on the yard's coastal routes.",
    )
    tea = (
        "Tea growers in Yuankou now sell their fresh leaf to a cooperative that grades each basket by leaf size.",
        'The best leaf fetches a fifth more than last year, the cooperative said. "Pickers take more care," it added.',
    )
    text = "\n\n".join(
        [
            "THE CHENGHU COURIER\nThursday 26 March 2026",
            "Chenghu yard hands over three methanol ships",
            "By Ada Wren and Tobias Marsh",
            *("\n".join(wrap_words(paragraph, 40, "")) for paragraph in yard),
            "Yuankou growers earn more for graded leaf",
            "By Nora Field",
            *("\n".join(wrap_words(paragraph, 40, "")) for paragraph in tea),
            "Growers wait at the cooperative's gate. Photo by Lena Marsh",
        ]
    )
    parsed = parse_page(Page("page", text + "\n"))
    assert [(article.title, article.byline) for article in parsed.articles] == [
        ("Chenghu yard hands over three methanol ships", ("Ada Wren", "Tobias Marsh")),
        ("Yuankou growers earn more for graded leaf", ("Nora Field",)),
    ]
    assert [article.texts("paragraph") for article in parsed.articles] == [yard, tea]
    assert [one.credit for one in parsed.fragments if one.kind == "caption"] == ["Lena Marsh"]


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_halves_on_two_pages_become_one_whatever_the_order(order: tuple[int, ...]) -> None:
    text = "".join(YARD)
    half = len(YARD[0]) + 20
    front = parse(
        above("澄湖造船厂四月交付三艘双燃料船", "本报记者 王 五", (YARD[0], text[len(YARD[0]) : half])),
        "（下转B3版）",
        source="a1.txt",
        number="A1",
    )
    back = parse(
        "（上接A1版）\n\n" + column((text[half : len(YARD[0]) + len(YARD[1])], YARD[2])),
        below("沅口镇鲜叶分级收购头等价高两成", "本报记者 李 四", TEA, 24),
        source="b3.txt",
        number="B3",
    )
    other = parse(above("南屿农商行小微贷款首贷户占三成", "本报记者 钱 六", BANK), source="b4.txt", number="B4")
    pages = (front, back, other)
    joined = join([pages[at] for at in order])
    whole = next(article for article in joined if "造船厂" in article.title)
    assert dense(whole.body) == text
    assert whole.body.count("\n") == 2, "the sentence that the jump broke is whole again"
    assert (whole.byline, [place.source for place in whole.places]) == (("王五",), ["a1.txt", "b3.txt"])
    assert len(joined) == 3


def test_wire_copy_with_another_headline_is_folded_and_names_both_places() -> None:
    dateline = "新华社江澜4月2日电 "
    copy = (dateline + BANK[0], BANK[1])
    shorter = (dateline + BANK[0], BANK[1].replace("当天", "当日"))
    first = parse(above("南屿农商行小微贷款首贷户占三成", "", copy), source="a4.txt", number="A4")
    second = parse(above("小店当天拿到贷款 农商行一季度放贷二十六亿元", "", shorter, 26), source="c1.txt", number="C1")
    for pages in ([first, second], [second, first]):
        (article,) = join(pages)
        assert [(place.source, place.page) for place in article.places] == [("a4.txt", "A4"), ("c1.txt", "C1")]


@pytest.mark.parametrize(
    "line", ["本报记者 矫 月", "■ 矫 月", "记者 矫 月 海州报道", "文/矫月", "□本报记者 矫 月", "◎ 矫 月"]
)
def test_rare_family_names_sign_too(line: str) -> None:
    parsed = parse(
        above("澄湖造船厂四月交付三艘双燃料船", line, YARD),
        above("沅口镇鲜叶分级收购头等价高两成", "本报记者 李 四", TEA),
    )
    assert [article.byline for article in parsed.articles] == [("矫月",), ("李四",)]


@pytest.mark.parametrize("dateline", ["本报讯 ", "本报讯（记者 仇楠）", "本报讯（记者仉楠）", "据新华社电 "])
def test_a_dateline_does_not_push_bylines_to_other_stories(dateline: str) -> None:
    """本报讯 names no writer: the byline over such a story is its own, not the one before it's."""
    writers = {"本报讯（记者 仇楠）": ("仇楠",), "本报讯（记者仉楠）": ("仉楠",)}.get(dateline, ("王五",))
    line = "" if "（" in dateline else "本报记者 王 五"
    parsed = parse(
        below("青屿基金三只产品同日下调管理费率", "", FUND),
        below("澄湖造船厂四月交付三艘双燃料船", line, (dateline + YARD[0], *YARD[1:]), 24),
        below("沅口镇鲜叶分级收购头等价高两成", "本报记者 李 四", TEA),
    )
    assert [(article.title[:4], article.byline) for article in parsed.articles] == [
        ("青屿基金", ()),
        ("澄湖造船", writers),
        ("沅口镇鲜", ("李四",)),
    ]


def test_an_unsigned_story_between_signed_ones_stands_alone() -> None:
    comment = (
        "账户里的钱明明是自己的，用起来却常常看得见、摸不着，这样的抱怨近来多了起来，值得认真对待。",
        "钱只有流动起来才有温度，把公积金变成安居的活水，需要从群众最着急的那件小事做起，一件一件办好。",
        "当然，放开不等于放任，一些中介打着代办提取的旗号收取手续费，既坑了职工也伤了制度，漏洞要早一点堵住。",
    )
    parsed = parse(
        above("澄湖造船厂四月交付三艘双燃料船", "本报记者 王 五", YARD),
        above("别让“沉睡”的公积金成了“死钱”", "", comment, 23),
        above("沅口镇鲜叶分级收购头等价高两成", "本报记者 李 四", TEA),
    )
    assert [(article.title, article.byline) for article in parsed.articles] == [
        ("澄湖造船厂四月交付三艘双燃料船", ("王五",)),
        ("别让“沉睡”的公积金成了“死钱”", ()),
        ("沅口镇鲜叶分级收购头等价高两成", ("李四",)),
    ]


def test_a_figure_that_the_headline_has_no_room_for_stays_in_it() -> None:
    parsed = parse(above("澄湖造船厂四月份交付量环比微涨\n0.1%", "本报记者 王 五", YARD))
    assert [article.title for article in parsed.articles] == ["澄湖造船厂四月份交付量环比微涨0.1%"]


def test_an_unsigned_story_below_a_headline_that_ends_another_stays_apart() -> None:
    page = below("沅口镇鲜叶分级收购", "本报记者 李 四", TEA) + "\n\n" + below("农商行小微贷款户均四十一万", "", BANK)
    assert told(parse(page).articles) == [
        ("沅口镇鲜叶分级收购", ("李四",), "".join(TEA)),
        ("农商行小微贷款户均四十一万", (), "".join(BANK)),
    ]
