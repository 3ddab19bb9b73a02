"""Writers whom a report's own first words name behind its dateline, without brackets."""

from __future__ import annotations

import pytest

from rag.articles import parse_page
from rag.articles.bylines import opening_credit
from rag.types import Page
from tests.test_articles_properties import check_lossless


@pytest.mark.parametrize(
    ("opening", "names"),
    [
        ("本报讯 记者 陶小满 ", ("陶小满",)),
        ("本报讯 记者 王 五 ", ("王五",)),
        ("本报讯 记者 陶小满 柳青 ", ("陶小满", "柳青")),
        ("本报讯 记者 陶小满、柳青 ", ("陶小满", "柳青")),
        ("本报讯 记者 陶小满 通讯员 柳 青 ", ("陶小满", "柳青")),
        ("本报讯 记者", ()),
        ("本报讯 记者 近日 ", ()),
        ("本报讯 记者 陶小满\n", ()),
    ],
)
def test_writers_behind_a_dateline_are_set_apart(opening: str, names: tuple[str, ...]) -> None:
    text = opening + "从澄湖渔政站获悉,休渔期提前半月"
    credit = opening_credit(text)
    assert credit is not None
    assert credit.names == names
    assert text[credit.length :] == text[len(opening) if names else len("本报讯 ") :]


FIRST = (
    "澄湖渔业集团5月6日公告称，拟面向外地船东公开出租不超过50艘渔船，期限3年，租金询价区间为2.1万元至2.7万元，"
    "所得款项用于偿还到期债务。"
)
SECOND = "澄湖渔业集团同日公告，董事会秘书沈望舒因个人原因辞职，由财务总监韩小舟代行职责，期限不超过三个月。"
THIRD = "沅口镇养路站5月6日通报，老石桥当日清晨恢复通车，检修期间更换桥面板九十块，加固桥墩四座。"


def test_a_brief_with_its_own_writer_is_no_part_of_the_one_above() -> None:
    titles = ("澄湖渔业集团拟出租50艘渔船", "澄湖渔业集团董事会秘书辞职", "老石桥恢复通车")
    writers = ("陶小满", "柳青", "陶小满")
    bodies = (FIRST, SECOND, THIRD)
    parts = [f"{title}\n本报讯 记者 {name} {body}\n" for title, name, body in zip(titles, writers, bodies, strict=True)]
    parsed = parse_page(Page("page", "\n".join(parts)))
    check_lossless(parsed)
    told = [(article.title, article.byline, article.body) for article in parsed.articles]
    assert told == [(title, (name,), body) for title, name, body in zip(titles, writers, bodies, strict=True)]
