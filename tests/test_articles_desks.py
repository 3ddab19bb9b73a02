"""Bylines behind a paper's short name: reporters and editors, names glued to a role, a house with no role at all."""

from __future__ import annotations

import pytest

from rag.articles.bylines import read_byline, read_names
from rag.articles.desks import read_desk_byline
from rag.articles.lines import plain
from tests.test_articles_pages import YARD, column, parse

HEADLINE = "澄湖造船厂四月交付三艘双燃料船"


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("江经编辑 沈亦", ("沈亦",)),
        ("江经记者 沈亦 陆听涛 江经编辑 周砚", ("沈亦", "陆听涛", "周砚")),
        ("22世纪海经报道记者沈亦 江澜报道", ("沈亦",)),
        ("22世纪海经报道 沈亦 江澜报道", ("沈亦",)),
        ("22世纪海经报道 沈亦", ("沈亦",)),
        ("江经见习记者沈亦 江经编辑周砚", ("沈亦", "周砚")),
    ],
)
def test_people_behind_a_papers_name_sign_a_story_and_leave_its_headline_whole(
    line: str, names: tuple[str, ...]
) -> None:
    (article,) = parse(f"{HEADLINE}\n七月还有五艘下水\n{line}\n{column(YARD)}\n").articles
    assert (article.title, article.byline) == (f"{HEADLINE}七月还有五艘下水", names)


@pytest.mark.parametrize("line", ["责任编辑 沈亦", "江经记者从船厂获悉", "江经记者沈亦", "江澜 沈亦"])
def test_who_makes_up_a_page_and_a_sentence_on_a_reporter_sign_nothing(line: str) -> None:
    assert read_desk_byline(plain(line)) is None


def test_a_role_is_no_name() -> None:
    assert read_names("沈亦 江经编辑 周砚", certain=True) is None


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("本报记者 沈 亦 周 文", ("沈亦", "周文")),
        ("本报记者 陆听涛 周 文", ("陆听涛", "周文")),
        ("沈 亦 文", ("沈亦",)),
    ],
)
def test_the_last_sign_of_a_name_is_no_word_for_writing(line: str, names: tuple[str, ...]) -> None:
    assert read_byline(line) == names


@pytest.mark.parametrize(
    "line", ["本报记者 沈亦 责任编辑 周砚", "本报记者 沈 亦 责编 周 砚 美编 何知微", "记者 沈亦 责任编辑：周砚"]
)
def test_who_makes_up_the_page_stands_behind_the_writers_and_is_none_of_them(line: str) -> None:
    assert read_byline(plain(line)) == ("沈亦",)


@pytest.mark.parametrize("headline", ["澄湖造船厂四月交付几艘双燃料船？", "澄湖造船厂四月交付三艘双燃料船！"])
def test_a_headline_that_asks_or_cries_runs_into_a_paper_called_for_short(headline: str) -> None:
    (article,) = parse(f"{headline}江经记者 沈亦", column(YARD)).articles
    assert (article.title, article.byline) == (headline, ("沈亦",))
