"""A text ten times as long takes about ten times as long, whatever it repeats: no pattern reads it over and over."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from rag.articles import parse_page
from rag.articles.bylines import paper_names, read_byline, read_other_byline
from rag.articles.furniture import caption_credit
from rag.prose.dates import find_dates
from rag.prose.entities import whole_names
from rag.prose.figures import find_figures
from rag.prose.names import speakers
from rag.prose.places import seated
from rag.prose.questions import read_question
from rag.prose.reread import reread
from rag.prose.romanized import printed_names, romanized_names
from rag.questions.kinds import tells
from rag.questions.parts import read_parts
from rag.types import Page

MOST = 25  # times as long, for ten times the text
LEAST_SECONDS = 0.02  # what takes less is not told from noise


def rarity(word: str) -> float | None:
    return float(len(word)) if len(word) < 4 else None


def read(text: str) -> object:
    return read_parts(reread(read_question(text), rarity), rarity)


def parsed(text: str) -> object:
    return parse_page(
        Page("p.txt", f"水库今日开闸\n\n某某报记者：张三{text}李\n\n水库今日开闸放水，下游的人都去看。\n")
    )


def seconds(run: Callable[[str], object], unit: str, length: int) -> float:
    """The least of three runs: in one, the cycle collector may walk whatever the tests before have left."""
    text = (unit * length)[:length]
    taken = []
    for _ in range(3):
        began = time.thread_time()
        run(text)
        taken.append(time.thread_time() - began)
    return min(taken)


# Each of these once took a hundred times as long: blank lines above a byline, a sentence in which nobody speaks or that
# has only words for hours, a list of names, a word that was taken for a name of 2,000 characters, spaces in a byline or
# under a picture, as a column's layout leaves them; words that pinyin spells, and names in an English article.
@pytest.mark.parametrize(
    ("run", "unit", "length"),
    [
        (paper_names, "\n", 2_000),
        (speakers, "汉", 1_000),
        (lambda text: tells("何时？", "day", text), "夜", 3_000),
        (whole_names, "张三和", 200),
        (read, "张三和", 200),
        (read, "月", 200),
        (lambda text: seated(text, lambda _: True), "县", 200),
        (lambda text: read_other_byline("某某报记者:张三" + text + "x"), " ", 60),
        (lambda text: read_byline("记者张三" + text[:90] + "x"), " ", 60),
        (parsed, " ", 160),
        (lambda text: caption_credit("图" + text[:150] + "x"), " ", 15),
        (lambda text: printed_names(text, ["栎安市的茶园扩大了。栎安去年还修了路。" * 40]), "Li'an ", 120),
        (romanized_names, "He met Li Wei. ", 4_000),
    ],
)
def test_what_took_a_hundred_times_as_long_once(run: Callable[[str], object], unit: str, length: int) -> None:
    run("张三和李四说，云溪银行去年有多少家？")  # loads what is loaded once
    assert seconds(run, unit, 10 * length) < MOST * max(LEAST_SECONDS, seconds(run, unit, length))


@pytest.mark.parametrize("run", [find_dates, find_figures], ids=lambda run: run.__name__)
@pytest.mark.parametrize(
    "unit",
    [
        "一",
        "1",
        "1,",
        "年",
        "月",
        "2031年",
        "12月",
        "第",
        "千万亿",
        "百分之",
        "3至",
        "-",
        " ",
        "a ",
        "hundred ",
        "May ",
    ],
)
def test_dates_and_figures_of_any_length(run: Callable[[str], object], unit: str) -> None:
    assert seconds(run, unit, 20_000) < MOST * max(LEAST_SECONDS, seconds(run, unit, 2_000))


@pytest.mark.parametrize(
    "unit", ["一", "多少", "云溪银行、", "和", "分别", "哪些", "？它", "（", "“", "\0", "😀", "\udc80", "ש"]
)
def test_questions_of_any_length(unit: str) -> None:
    read("张三和李四说，云溪银行去年有多少家？")
    assert seconds(read, unit, 2_000) < MOST * max(LEAST_SECONDS, seconds(read, unit, 200))
