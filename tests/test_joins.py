"""Halves of a story find each other, and copy printed twice is one article, whatever the pages' order."""

from __future__ import annotations

from datetime import date
from itertools import permutations
from random import Random

from rag.articles import article_id, parse_page
from rag.articles.joins import join, link_keys
from rag.types import Article, Block, Page, ParsedPage, Place, Run
from tests.test_articles_properties import check_article

FIRST = """澄湖造船厂四月交付三艘双燃料船

本报记者 王 五

澄湖造船厂四月交付了三艘甲醇双
燃料支线船，交付量比去年同期多一艘。
船厂负责人介绍，三艘船都由本地船
东订购，将投入近海航线，而第二艘
（下转B3版）
"""
SECOND = """（上接A1版）
船的主机由澄湖动力提供，燃料舱容积
为一千二百立方米，可以支持单程两千
海里的航行。船厂还有九艘在手订单。

澄湖造船厂四月交付三艘双燃料船
"""
OTHER = """（上接A2版）
沅口镇的茶农把鲜叶送进合作社，按叶
片大小分级收购，收购价比去年高一成。

沅口镇新茶分级收购
"""
WIRE = """江澜年内新开九条公交线路

本报讯（记者 李四）江澜市交通局五月
六日公布，年内将新开九条公交线路，覆
盖三个新建社区，日均班次为二百一十班。
新线路采用纯电动客车，末班车延长到
二十三时。票价与现有线路相同，老年人
凭卡免费乘车。
"""


def page(source: str, text: str, number: str, day: int = 6) -> ParsedPage:
    return parse_page(Page(source, text, "江澜财经报", date(2026, 5, day), number))


def test_halves_are_joined_in_any_order() -> None:
    pages = [page("a1", FIRST, "A1"), page("b3", SECOND, "B3"), page("b4", OTHER, "B4")]
    results = {join(order) for order in permutations(pages)}
    assert len(results) == 1
    (articles,) = results
    whole = next(article for article in articles if article.byline == ("王五",))
    assert len(articles) == 2
    assert "而第二艘船的主机由" in whole.body
    assert whole.title == "澄湖造船厂四月交付三艘双燃料船"
    assert [place.page for place in whole.places] == ["A1", "B3"]
    assert whole.id == article_id(whole.title, whole.byline, whole.body)
    texts = {"a1": FIRST, "b3": SECOND}
    for run in whole.runs:
        assert whole.body[run.start : run.end] == texts[run.source][run.offset : run.offset + run.end - run.start]


def test_a_half_of_another_page_is_not_taken() -> None:
    articles = join([page("a1", FIRST, "A1"), page("b4", OTHER, "B4")])
    assert len(articles) == 2


def test_halves_in_one_file_are_joined() -> None:
    text = FIRST + "\f" + SECOND
    (whole,) = join([parse_page(Page("both", text))])
    assert "而第二艘船的主机由" in whole.body
    assert len(whole.places) == 1
    check_article(whole, text)


def test_wire_copy_is_folded_with_both_places() -> None:
    pages = [page("a2", WIRE, "A2"), page("c1", WIRE.replace("相同", "一样"), "C1")]
    (folded,) = join(pages)
    assert {place.page for place in folded.places} == {"A2", "C1"}
    assert join(pages[::-1]) == (folded,)


def test_reports_that_differ_in_figures_stay_apart() -> None:
    later = WIRE.replace("五月", "六月").replace("九条", "12条").replace("二百一十班", "305班")
    assert len(join([page("a2", WIRE.replace("九条", "9条"), "A2"), page("c1", later, "C1", 7)])) == 2


def test_reports_on_two_of_a_kind_in_the_same_words_stay_apart() -> None:
    told = "截至上月末，{0}号水库向{1}借得的用于清淤和加固大坝的水利贷款余额为{0}亿元，比去年同期多。"
    pages = [
        page(source, f"水利贷款保持增长\n\n{''.join(told.format(n, house) for n in range(1, 9))}\n", source.upper())
        for source, house in (("a2", "衡岚银行"), ("c1", "青川银行"))
    ]
    assert len(join(pages)) == 2
    assert len(join([*pages, page("d1", pages[0].page.text, "D1")])) == 2, "a copy of one is folded all the same"


def test_articles_of_one_beat_are_not_linked_but_copies_are() -> None:
    def article(body: str, source: str) -> Article:
        (read,) = page(source, f"澄湖周边\n\n本报记者 王 五\n\n{body}\n", "A1").articles
        return read

    def story(number: int) -> str:
        own = "".join(chr(0x4E00 + letter) for letter in Random(number).choices(range(18000), k=400))
        return "澄湖造船厂今年以来产量同比增长，业内人士表示，市场前景值得期待。" + own + "记者将继续关注。"

    stories = [article(story(number), f"s{number}") for number in range(12)]
    keys = [link_keys(each) for each in stories]
    assert len(frozenset().union(*keys)) == sum(map(len, keys))
    copy = article(story(1).replace("业内人士", "有关人士"), "copy")
    assert [bool(link_keys(copy) & each) for each in keys] == [number == 1 for number in range(12)]


def test_many_articles_join_in_reasonable_time() -> None:
    def article(number: int) -> Article:
        body = f"第{number}家企业公布了{number * 37}项数据。" * 3 + "".join(
            chr(0x4E00 + (number * 7919 + at) % 20000) for at in range(80)
        )
        title = f"标题{number}"
        place = Place(f"s{number}", None, None, None, ((0, len(body)),))
        return Article(
            article_id(title, (), body), title, (), body, (Block("paragraph", 0, len(body)),),
            (Run(0, len(body), f"s{number}", 0),), (place,),
            continued_to="B2" if number % 10 == 0 else None,
        )  # fmt: skip

    parsed = [ParsedPage(Page(f"s{number}", ""), (article(number),), ()) for number in range(2000)]
    assert len(join(parsed)) == 2000
