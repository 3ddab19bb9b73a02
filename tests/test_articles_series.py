"""A feature's short subheads are one series, however few words its parts share."""

from __future__ import annotations

import pytest

from rag.articles import parse_page
from rag.articles.sections import day_told
from rag.articles.series import ordinal
from rag.types import Page, ParsedPage
from tests.pages.wrap import wrap_signs

_MEASURE = 22
_PARTS = (
    (
        "大米的账",
        "米粉好不好，七分在原料。早籼稻直链淀粉含量高，煮后不断条，却因口感粗硬，多年卖不上价。"
        "公司与三个乡镇签订收购协议，每吨比市场高出180元，农户种植面积由此扩到2.6万亩。",
    ),
    (
        "冷链里的时间",
        "鲜湿粉保质期只有36小时。为了让千里之外的顾客吃到同样的滋味，工厂引入脱氧包装和零下十八度速冻线，"
        "每辆货车装有传感器，车厢门打开超过四分钟，调度室就会响铃。",
    ),
    (
        "加盟商的抱怨",
        "扩张太快，矛盾随之而来。两家分店相距不到八百米，房租却翻了一番，店主联名写信要求总部赔偿。"
        "律师介入后，双方约定设立一公里保护圈。",
    ),
)
_LEAD = (
    "清晨五点，桂岭县南门外的巷子里，谭嫂粉店的灶火已经烧旺。骨汤在桶里翻滚，头一拨食客是赶早班的环卫工。"
    "谁也没想到，这家只有六张桌子的铺子，九年后会在外省开出四百多家分号。"
)


def _set(text: str) -> list[str]:
    return [*wrap_signs(text, _MEASURE, _MEASURE, True), ""]


def _parse(lines: list[str]) -> ParsedPage:
    return parse_page(Page("page", "\n".join(lines)))


def test_short_subheads_alike_keep_a_feature_whole() -> None:
    lines = ["一碗粉的远征：从县城早点到连锁品牌", "", "本报记者 陶 希", "", *_set(_LEAD)]
    for subhead, text in _PARTS:
        lines += [subhead, "", *_set(text)]
    (article,) = _parse(lines).articles
    assert article.title == "一碗粉的远征：从县城早点到连锁品牌"
    assert [article.body[block.start : block.end] for block in article.blocks if block.kind == "subhead"] == [
        subhead for subhead, _ in _PARTS
    ]


def test_short_headlines_over_signed_reports_are_no_series() -> None:
    lines = []
    for (headline, text), writer in zip(_PARTS, ("陶 希", "柳 青", "鲁 晗"), strict=True):
        lines += [headline, "", f"本报记者 {writer}", "", *_set(text)]
    assert [article.title for article in _parse(lines).articles] == [headline for headline, _ in _PARTS]


def _feature(*subheads: str) -> list[str]:
    lines = ["一碗粉的远征：从县城早点到连锁品牌", "", "本报记者 陶 希", "", *_set(_LEAD)]
    for subhead, (_, text) in zip(subheads, _PARTS, strict=True):
        lines += [subhead, "", *_set(text)]
    return lines


def _subheads(page: ParsedPage) -> list[str]:
    (article,) = page.articles
    return [article.body[block.start : block.end] for block in article.blocks if block.kind == "subhead"]


@pytest.mark.parametrize(
    "subheads",
    [
        ("1.稻谷的来路与去处要算一笔细账", "2.冷链", "3.店主联名写信"),
        ("一、稻谷", "二、零下十八度的速冻线开到县城以后", "三、店主"),
        ("看点一：早籼稻为何难卖上好价钱", "看点二：冷链", "看点三：店主"),
        ("①稻谷", "②传感器守着三十六时", "③店主"),
    ],
)
def test_subheads_that_are_numbered_on_are_one_story_s(subheads: tuple[str, ...]) -> None:
    assert _subheads(_parse(_feature(*subheads))) == list(subheads)


def test_wide_subheads_of_one_length_keep_a_feature_whole() -> None:
    subheads = ("一粒稻谷背后的三本细账", "一辆货车守住的三十六时", "一封联名信划出的保护圈")
    assert _subheads(_parse(_feature(*subheads))) == list(subheads)


def test_a_number_of_days_dates_no_report() -> None:
    assert not day_told("糯米批发价连续三日走低，磨坊主不敢多存货")
    assert not day_told("回款期限从近60日拉长")
    assert day_told("二十三日，糯米批发价走低")
    assert day_told("2025年12月3日，磨坊主不敢多存货")


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("三、糯米", ("#、", 3)),
        ("二十三、糯米", ("#、", 23)),
        ("十、糯米", ("#、", 10)),
        ("(二)糯米", ("(#)", 2)),
        ("④糯米", ("#", 4)),
        ("03 糯米", ("#", 3)),
        ("第二步:磨粉", ("第#步", 2)),
        ("3.5亿元", None),
        ("三大变化", None),
        ("二三、糯米", None),
    ],
)
def test_the_number_a_subhead_begins_with(text: str, number: tuple[str, int] | None) -> None:
    assert ordinal(text) == number


def test_a_headline_made_like_the_subheads_above_it_begins_a_story_of_strange_words() -> None:
    headline = "磨坊街的石磨声：一间糯米铺子的四十年"
    lines = [
        headline,
        "",
        *_set(
            "磨坊街的糯米铺子开了四十年，铺主秦守田每天凌晨磨粉，磨出的糯米粉送到县城的三十家汤圆店，汤圆店的店主都认他的粉。"
        ),
        "石磨的转速",
        "",
        *_set(
            "糯米粉细不细，要看石磨的转速。秦守田的石磨每分钟转二十圈，磨出的糯米粉细而不粘，"
            "汤圆店的店主说煮出来的汤圆不破皮，铺子的生意因此一年比一年好。"
        ),
        "汤圆店的账本",
        "",
        *_set(
            "县城的汤圆店每天用糯米粉八百斤，秦守田的铺子供了一半。店主把账本摊开，石磨磨的糯米粉每斤贵三毛，"
            "煮出来的汤圆却能多卖五毛，铺子和汤圆店都有赚头。"
        ),
        "两岸渡口亮起夜航灯",
        "",
        *_set(
            "渡口两岸的夜航灯亮了，航道管理处抽调两艘巡逻艇轮班值守。水手翟远洋驾驶拖轮二十年，从前遇到浓雾只能抛锚等候，"
            "如今夜航灯连着雷达和岸台，渡口误点的班次减少七成，货主投诉跟着降了下来。夜航灯用太阳能供电，"
            "阴雨连绵也能亮上两周，渡口管理员郁长风说，往后还要给上游的浅滩装上同样的灯。"
        ),
    ]
    assert [article.title for article in _parse(lines).articles] == [headline, "两岸渡口亮起夜航灯"]


def test_what_stands_below_a_table_goes_on_with_no_series() -> None:
    lines = _feature(*(subhead for subhead, _ in _PARTS))
    lines += ["江澜 722.26 34.6%", "新衡 412.61 -20.3%", "沧宁 655.98 59.3%", "", "夜航灯亮两岸", ""]
    lines += _set(
        "渡口两岸的夜航灯亮了，航道管理处抽调两艘巡逻艇轮班值守。水手翟远洋驾驶拖轮二十年，从前遇到浓雾只能抛锚等候，"
        "如今夜航灯连着雷达和岸台，渡口误点的班次减少七成，货主投诉跟着降了下来。夜航灯用太阳能供电，"
        "阴雨连绵也能亮上两周，渡口管理员郁长风说，往后还要给上游的浅滩装上同样的灯。"
    )
    assert [article.title for article in _parse(lines).articles] == [
        "一碗粉的远征：从县城早点到连锁品牌",
        "夜航灯亮两岸",
    ]


def test_questions_over_the_answers_of_an_interview_are_one_series() -> None:
    """However long they are, on one line or on two, and whatever the answers share."""
    questions = (
        "粉店开到外省，头一件难事是什么？",
        "货车走一天一夜，滋味怎么保住？",
        "分店挨着分店，店主\n的怨气怎么消？",
    )
    lines = ["谭嫂粉店的九年", "", "本报记者 陶 希", "", *_set(_LEAD)]
    for question, (_, text) in zip(questions, _PARTS, strict=True):
        lines += [*question.split("\n"), "", *_set(text)]
    (article,) = _parse(lines).articles
    assert article.title == "谭嫂粉店的九年"
    assert "".join(article.body.split()) == "".join(
        [_LEAD, *(part for question, (_, text) in zip(questions, _PARTS, strict=True) for part in (question, text))]
    ).replace("\n", "")


def test_subheads_as_wide_as_one_another_are_a_series_though_a_blank_line_between_is_lost() -> None:
    subheads = ("大米的账本", "冷链的时间", "店主的怨气")
    lines = ["谭嫂粉店的九年", "", "本报记者 陶 希", "", *_set(_LEAD)]
    for number, (subhead, (_, text)) in enumerate(zip(subheads, _PARTS, strict=True)):
        lines += [subhead, *([] if number == 1 else [""]), *_set(text)]
    assert _subheads(_parse(lines)) == list(subheads)
