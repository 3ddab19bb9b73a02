"""What a page sets into the middle of a story: its own headline, or another story in a box."""

from __future__ import annotations

import pytest

from tests.pages.wrap import wrap_signs
from tests.test_articles_pages import BANK, FUND, TEA, YARD, above, dense, parse, told
from tests.test_articles_properties import check_article, check_lossless

SHIPS = "船厂四月交付三艘双燃料船"
LEAVES = "沅口镇鲜叶分级收购头等价高两成"
LOANS = "南屿农商行小微贷款户均四十一万元"
FEES = "青屿基金三只产品下调管理费率"


def parted(paragraphs: tuple[str, ...], lines: int, width: int = 16, indent: int = 2) -> tuple[str, str]:
    """A story's text in two columns, the first one of so many lines."""
    text = [line for one in paragraphs for line in wrap_signs(one, width, width - indent, True)]
    return "\n".join(text[:lines]), "\n".join(text[lines:])


@pytest.mark.parametrize("lines", [5, 6, 8])
@pytest.mark.parametrize("headline", [SHIPS, "船厂四月交付\n三艘双燃料船"])
def test_a_headline_between_the_columns_of_its_story(lines: int, headline: str) -> None:
    left, right = parted(YARD, lines)
    parsed = parse("本报记者 王 五", left, headline, right, above(LEAVES, "本报记者 李 四", TEA, 16))
    assert told(parsed.articles) == [(SHIPS, ("王五",), "".join(YARD)), (LEAVES, ("李四",), "".join(TEA))]
    check_lossless(parsed)


def test_a_headline_between_columns_with_the_byline_below_it() -> None:
    left, right = parted(YARD, 6)
    parsed = parse(above(LEAVES, "本报记者 李 四", TEA, 16), left, SHIPS, "本报记者 王 五", right)
    assert told(parsed.articles) == [(LEAVES, ("李四",), "".join(TEA)), (SHIPS, ("王五",), "".join(YARD))]


def test_a_slogan_between_columns_is_no_headline() -> None:
    left, right = parted(YARD, 9)
    parsed = parse(SHIPS, "本报记者 王 五", left, "看见变化 读懂经济", right)
    assert told(parsed.articles) == [(SHIPS, ("王五",), "".join(YARD))]
    assert [fragment.text for fragment in parsed.fragments] == ["看见变化 读懂经济"]


@pytest.mark.parametrize("lines", [5, 6, 8])
@pytest.mark.parametrize("indent", [0, 2])
def test_a_story_goes_on_behind_another_one_in_a_box(lines: int, indent: int) -> None:
    left, right = parted(YARD, lines, indent=indent)
    box = above(LEAVES, "本报记者 李 四", TEA, 16)
    parsed = parse(SHIPS, "本报记者 王 五", left, box, right, above(FEES, "本报记者 赵 六", FUND, 16))
    assert sorted(told(parsed.articles)) == sorted(
        [
            (SHIPS, ("王五",), "".join(YARD)),
            (LEAVES, ("李四",), "".join(TEA)),
            (FEES, ("赵六",), "".join(FUND)),
        ]
    )
    check_lossless(parsed)
    for article in parsed.articles:
        check_article(article, parsed.page.text)


def test_a_story_that_breaks_off_for_good_takes_nothing_from_the_next() -> None:
    left, _ = parted(YARD, 9)
    parsed = parse(SHIPS, "本报记者 王 五", left, "（下转B3版）", above(LEAVES, "本报记者 李 四", TEA, 16))
    assert told(parsed.articles) == [
        (SHIPS, ("王五",), dense(left)),
        (LEAVES, ("李四",), "".join(TEA)),
    ]


def test_a_story_whose_last_words_have_a_frame_of_their_own_does_not_break_off() -> None:
    left, right = parted(YARD[:2], 9)
    page = parse(SHIPS, "本报记者 王 五", left, right, above(LOANS, "本报记者 李 四", BANK, 16))
    assert told(page.articles) == [(SHIPS, ("王五",), "".join(YARD[:2])), (LOANS, ("李四",), "".join(BANK))]
