"""Names of a question that are printed otherwise, or that are none, are read as what the archive prints."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from rag.archive.rarity import Rarity
from rag.prose.questions import read_question
from rag.prose.reread import reread
from rag.prose.unlisted import works_unmarked
from tests.conftest import LibraryMaker


def known(*printed: str) -> Callable[[str], float | None]:
    return lambda word: 1.0 if any(word in each for each in printed) else None


def names(question: str, *printed: str) -> set[str]:
    return set(reread(read_question(question), known(*printed)).names)


def test_the_last_sign_of_a_province_begins_no_house() -> None:
    printed = "澜溪省水务局6月9日公布了名单，澜溪省前5月降雨偏多。"
    assert names("澜溪省水务局公布了什么？", printed) == {"水务局"}


@pytest.mark.parametrize(
    ("question", "printed", "read"),
    [
        ("两只小岚獭怎么喂的？", "岚獭幼崽出洞。", {"岚獭"}),
        ("两只小岚獭怎么喂的？", "白鹭幼鸟破壳。", {"小岚獭"}),
        ("小林正泰卖了多少？", "林正泰买了船。", {"小林正泰"}),  # a family name of two signs
        ("大云溪银行赚了多少？", "云溪银行盈利。", {"大云溪银行"}),
    ],
)
def test_a_kind_that_is_printed_is_named_with_its_size(question: str, printed: str, read: set[str]) -> None:
    assert names(question, printed) == read


def test_a_house_that_is_not_printed_is_no_person_of_its_name() -> None:
    assert names("云岫银行赚了多少？", "云岫下了雨。") == {"云岫银行"}


@pytest.mark.parametrize(
    ("question", "printed", "read"),
    [
        ("做风机的那家澜溪公司是谁在管？", "澜溪市风机厂扩产。", {"澜溪"}),
        ("那家澜溪科技公司得了奖？", "澜溪市发了奖。", {"澜溪"}),
        ("澜溪公司去年赚了多少？", "澜溪市发了奖。", {"澜溪公司"}),  # it may be called so
        ("那家青禾公司去年赚了多少？", "青禾银行盈利。", {"青禾公司"}),  # of no place
        ("那家澜溪银行去年赚了多少？", "澜溪市发了奖。", {"澜溪银行"}),
    ],
)
def test_some_house_of_a_place_is_named_by_the_place(question: str, printed: str, read: set[str]) -> None:
    assert names(question, printed) == read


FILM = """《苇灯》票房过亿
本报讯 影片《苇灯》公映9天，累计票房1.26亿元。影片由宋青野执导，讲一名摆渡人的故事。
"""
LAMPS = """渡口装上苇灯
本报讯 云桥渡口装上了四盏苇灯。苇灯由芦苇编成，匠人蒲知远说，苇灯不怕风。
"""


def test_a_work_is_named_without_its_marks() -> None:
    def is_work(word: str) -> bool:
        return word in ("苇灯", "云桥晚报")

    def read(question: str) -> tuple[str, ...]:
        return reread(read_question(question), known("《苇灯》公映。", "云桥晚报"), is_work).names

    assert read("苇灯票房多少了？") == ("苇灯",)
    assert read("苇灯票房多少，《苇灯》谁演的？") == ("苇灯",)
    assert list(works_unmarked("云桥晚报办得怎么样？", is_work)) == []


@pytest.mark.parametrize(("page", "work"), [(FILM, True), (LAMPS, False)])
def test_a_work_is_printed_in_marks(make_library: LibraryMaker, tmp_path: Path, page: str, work: bool) -> None:
    (tmp_path / "云桥晚报-2031-05-10-A1.txt").write_text(page, encoding="utf-8")
    library = make_library(tmp_path / "云桥晚报-2031-05-10-A1.txt")
    with library._index.snapshot() as snapshot:
        assert Rarity(snapshot).is_work("苇灯") is work
        assert not Rarity(snapshot).is_work("棹灯")
    if work:
        assert "1.26亿" in library.ask("苇灯票房多少了？").text
        assert library.ask("苇灯编剧是谁？").abstained
