"""What tells two texts apart or holds them together: words, columns, what stands between them; and headlines."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rag.articles.cohesion import Cohesion
from rag.articles.flow import read_items
from rag.articles.sections import sections_of
from rag.articles.stories import Judge
from rag.types import Page
from tests.pages.wrap import wrap_signs, wrap_words
from tests.test_articles_pages import BANK, FUND, TEA, YARD, above, below, column, parse

SHIPS = "澄湖造船厂四月交付三艘双燃料船"


def likeness(page: str, between: str) -> float:
    """How alike the texts around a display line are."""
    sections, gaps = sections_of(read_items(Page("page", page)), [], page)
    at = next(at for at, gap in enumerate(gaps) if any(between in mark.lines[0].text for mark in gap))
    return Cohesion(sections, gaps).likeness(at)


def test_figures_and_signs_in_common_are_no_words() -> None:
    yard = "4月2日，澄湖造船厂交付3艘支线船，“甲醇动力”占35.6%，比去年多1艘；4月，5艘开工。"
    tea = "4月2日，沅口镇的茶农采摘3批鲜叶，“头等”占35.6%，每斤1元起；4月，5家分级收购。"
    other = "4月2日，海外船东订购3艘支线船，“甲醇动力”占35.6%，每艘1亿元起；4月，5艘开工。"
    first = above("船厂交付三艘船", "", (yard,))
    assert likeness(first + "\n\n" + above("鲜叶分级收购", "", (tea,)), "鲜叶分级") == 0.0
    assert likeness(first + "\n\n" + above("海外船东下单", "", (other,)), "海外船东") > 0.2


def test_latin_words_in_common_are_words_but_for_short_ones() -> None:
    yard = (
        "The yard delivered three methanol vessels in April, one more than it did in the same month of last year, and "
        "all three of them will sail along the coast for owners of the province, the manager told reporters."
    )
    tea = (
        "With fresh leaves at a third more than they cost in spring, all the farmers of the town are picking that much "
        "later, and the first of them sold their whole crop to one village cooperative, said Mother Xu."
    )
    alike = []
    for text in (yard.replace("April", "May"), tea):
        first, second = ("\n".join(wrap_words(one, 44, "")) for one in (yard, text))
        alike.append(likeness(f"Yard delivers three ships\n\n{first}\n\nCoast route\n\n{second}\n", "Coast route"))
    assert alike[0] > 0.5
    assert alike[1] == 0.0


def test_a_paragraphs_first_line_in_a_frame_of_its_own_is_no_subhead() -> None:
    """That the texts around it go together speaks for a subhead no more than for running text."""
    for width in range(11, 18):
        paragraphs = [wrap_signs(text, width, width - 2, True) for text in YARD]
        frames = ["\n".join((line, "", *rest)) for line, *rest in paragraphs[1:]]
        (article,) = parse(SHIPS, "\n\n".join(["\n".join(paragraphs[0]), *frames])).articles
        assert not article.texts("subhead")


@pytest.mark.parametrize(("between", "stories"), [("", 1), ("本版编辑 周砚", 2)])
def test_what_stands_between_two_texts_that_are_little_alike_parts_them(between: str, stories: int) -> None:
    tea, fund = above("沅口镇鲜叶分级收购头等价高两成", "", TEA), above("三只产品下调费率", "", FUND)
    assert len(parse(tea, *([between] if between else []), fund).articles) == stories


@pytest.mark.parametrize(("width", "stories"), [(18, 1), (21, 2)])
def test_another_measure_parts_texts_that_are_little_alike(width: int, stories: int) -> None:
    page = above(SHIPS, "", YARD), above("小店贷款提速", "", BANK, width)
    assert len(parse(*page).articles) == stories


def test_a_text_whose_last_line_has_a_frame_of_its_own_is_over() -> None:
    """It does not break off, so that the story must go on below the headline."""
    *most, last = wrap_signs(YARD[-1], 16, 14, True)
    yard = column(YARD[:-1], 16) + "\n\n" + "\n".join(most) + "\n\n" + last
    parsed = parse(SHIPS, yard, above("小店当天拿到贷款", "", BANK, 16))
    assert [article.title for article in parsed.articles] == [SHIPS, "小店当天拿到贷款"]


@pytest.mark.parametrize("byline", ["", "本报记者 李 四"])
def test_what_goes_on_from_another_page_may_have_a_headline_of_other_words(byline: str) -> None:
    goes_on = below("让利于持有人", byline, TEA)
    parsed = parse(below(SHIPS, "本报记者 王 五", YARD), "（上接A1版）", goes_on)
    assert [article.title for article in parsed.articles] == [SHIPS, "让利于持有人"]


# Texts of one story that have few words in common, as those of lively reports do.
ORCHARD = (
    "摘一筐梨的工钱涨到了九元，比上一季贵了三元。盛阿根掰着指头算，雇帮手要管两顿饭。",
    "坡地太陡，机器上不去，梯子摔坏了两架。邻居们劝他改种茶，他没答应。",
    "去年霜降那天，他在棚里守了一夜，手电筒照着温度计，每隔半个钟头添一次柴。",
)
SELLING = (
    "网店发来的单子里，整箱卖得最好。快递站每晚九点收件，第二天上午送到省城。",
    "泡沫盒容易碎，如今换成纸浆托，破损少了一半。",
    "客服小组只有两个人，却要回答三百条留言，问得最多的是甜不甜、沙不沙。",
)


def inner_cost(*stories: str) -> float:
    """What it costs that the texts over and under the orchard's subhead are one story, on a page of such others."""
    sections, gaps = sections_of(read_items(Page("page", "\n\n".join(stories))), [], "\n\n".join(stories))
    at = next(at for at, gap in enumerate(gaps) if any(mark.lines[0].text == "谁来运出去" for mark in gap))
    return Judge(sections, gaps).inside.costs[at]


def orchard(paragraphs: int) -> str:
    texts = [column(part[:paragraphs]) for part in (ORCHARD, SELLING)]
    return "\n\n".join(["梨子丰收为何发愁", "本报记者 卓 然", texts[0], "谁来运出去", texts[1]])


def test_that_short_texts_have_no_words_in_common_tells_less() -> None:
    assert inner_cost(orchard(1)) > inner_cost(orchard(3)) + 1.0


def doubtful_cost(head: str, *stories: str) -> float:
    """What it costs that the texts over and under a display line are one story, and the line is rather its text."""
    page = "\n\n".join(stories)
    sections, gaps = sections_of(read_items(Page("page", page)), [], page)
    at = next(at for at, gap in enumerate(gaps) if any(mark.lines[0].text == head for mark in gap))
    gaps[at] = [replace(mark, doubt=-0.5) for mark in gaps[at]]
    return Judge(sections, gaps).inside.costs[at]


def test_a_line_that_looks_like_text_makes_no_story_of_texts_that_have_no_words_in_common() -> None:
    orchards = above("梨子丰收为何发愁", "", ORCHARD)
    assert doubtful_cost("梨子丰收为何发愁", above(SHIPS, "", YARD), orchards) < -2.5
    assert doubtful_cost("谁来运出去", orchard(1)) > -2.0
    told = orchards.replace("梨子丰收为何发愁", "梨子丰收。为何发愁")
    assert doubtful_cost("梨子丰收。为何发愁", above(SHIPS, "", YARD), told) > -2.0


def test_texts_of_one_story_need_be_less_alike_where_others_of_the_page_are_little_alike() -> None:
    few = orchard(3).replace("客服小组", "梯子、客服小组")
    others = [
        above(SHIPS, "本报记者 王 五", YARD),
        above("鲜叶分级收购", "本报记者 李 四", TEA),
        above("小店当天拿到贷款", "本报记者 孙 六", BANK),
        above("费率下调两成", "本报记者 周 七", FUND),
    ]
    assert inner_cost(*others, few) > inner_cost(few) + 0.5


@pytest.mark.parametrize("width", [18, 21])
@pytest.mark.parametrize("byline", ["", "本报记者 王 五"])
def test_a_question_that_is_a_whole_paragraph_parts_no_texts_that_go_together(width: int, byline: str) -> None:
    answer = (
        "为何还要接单，船厂负责人说，澄湖造船厂的燃料支线船交付量比去年同期多一艘，由海外船东订购的船还要开工。",
        "船厂今年交付的支线船投入近海航线，燃料舱由澄湖动力提供，船东订购的三艘明年交付。",
    )
    question = column(("船厂的船台已经排满，为何还要接下海外船东订购的支线船？",), width)
    parsed = parse(above(SHIPS, byline, YARD, width), question, column(answer, width))
    assert [article.title for article in parsed.articles] == [SHIPS]


def test_a_display_line_as_wide_as_a_headline_hardly_parts_texts_that_surely_go_together() -> None:
    lead = (
        "澄湖造船厂四月份交付了三艘甲醇双燃料支线船，交付量比去年同期多一艘，三艘船都由本地船东订购。",
        "船厂负责人介绍，第二艘支线船的主机由澄湖动力提供，燃料舱的容积为一千二百立方米，可以支持单程两千海里的航行。",
    )
    more = (
        "船厂今年还要交付五艘甲醇双燃料支线船，其中两艘的主机由澄湖动力提供，另外三艘由海外船东订购，明年年初开工。",
        "本地船东订购的支线船投入近海航线，船厂负责人说，燃料舱的容积比去年交付的船大，单程航行的海里也更多。",
    )
    wide = "甲醇双燃料支线船：三艘船都由本地船东订购"
    page = f"{SHIPS}\n\n{column(lead, 26)}\n\n{wide}\n\n{column(more, 26)}"
    sections, gaps = sections_of(read_items(Page("page", page)), [], page)
    assert Judge(sections, gaps).inside.costs[1] > -1.0
