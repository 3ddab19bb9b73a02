"""A feature's short subheads are one series, however few words its parts share."""

from __future__ import annotations

from rag.articles import parse_page
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
