"""Two headlines that were run into one line: of the story above, which it stands behind, and of the story below."""

from __future__ import annotations

import pytest

from rag.articles import parse_page
from rag.types import Page
from tests.test_articles_properties import check_lossless

FERRY = (
    "在鹭洲码头，渡船公司经理梅怀谷每天数一遍候船的队伍。今年上半年，三条航线运送旅客九十二万人次，比去年同期多出两成。"
    "新添的两条渡船各有三百个座位，早班提前到五点半，末班推迟到十一点，夜里回岛的人不用再等天亮。"
    "梅怀谷说，末班船上三成是夜市收摊的人，七成是下夜班的工人。秋天以前票价不会变，冬天要看油价。"
)
TEA = (
    "岭尾县农业局八月一日通报，全县秋茶头一周采下鲜叶四百吨，每公斤均价六元二角，比春末低了一元。"
    "局长秦桂枝说，今年请人采茶贵，有一半茶园改用机器，一台机器一天抵得上十五个人手。"
    "县里打算再建两座鲜叶冷库，把采下的鲜叶先存起来，等价钱好些再送进工厂。"
)


def wrapped(text: str, width: int) -> str:
    return "\n".join(text[at : at + width] for at in range(0, len(text), width))


def stories(shown: str) -> list[tuple[str, tuple[str, ...], str]]:
    """The headlines, writers and bodies of a page on which ``shown`` stands between two signed stories."""
    text = f"本报记者 何 田\n\n{wrapped(FERRY, 17)}\n\n{shown}\n本报记者 白小满\n\n{wrapped(TEA, 16)}"
    parsed = parse_page(Page("page", text))
    check_lossless(parsed)
    return [(article.title, article.byline, "".join(article.body.split())) for article in parsed.articles]


@pytest.mark.parametrize("second", ["岭尾县秋茶鲜叶低一元", "岭尾县秋茶鲜叶低一元\n县里再建两座冷库"])
@pytest.mark.parametrize("first", ["鹭洲人等来\n夜里的末班船", "夜里的末班船"])
def test_a_line_parts_where_the_next_storys_words_begin(first: str, second: str) -> None:
    assert stories(first + second) == [
        ("".join(first.split()), ("何田",), FERRY),
        ("".join(second.split()), ("白小满",), TEA),
    ]


@pytest.mark.parametrize("headline", ["末班渡船推迟到深夜", "夜市收摊的人坐上了末班渡船"])
def test_a_headline_of_the_story_above_alone_stays_whole(headline: str) -> None:
    assert stories(headline)[0][0] in (headline, "")
    assert "".join(title for title, _, _ in stories(headline)) == headline


def test_a_headline_that_names_both_places_stays_whole() -> None:
    headline = "本省两地见闻 岭尾县秋茶价低"
    assert headline in [title for title, _, _ in stories(headline)]
