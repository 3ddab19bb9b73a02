"""Points that a text counts off: within a sentence, and each at the beginning of a paragraph."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from rag.evidence.worth import score
from rag.questions.points import points_apart, points_asked, points_told
from tests.conftest import LibraryMaker
from tests.scoring import one_part, printed

THREE = (
    "青溪茶园今年减产，茶农在会上对记者说，茶园要好起来，得走三条路。",
    "其一，打通水渠。山上缺水。",
    "其二，补上道路。",
    "其三，请来师傅。",
)


@pytest.mark.parametrize(
    ("question", "many"),
    [
        ("营业部有哪三个毛病？", 3),
        ("白知远给出了三条路径，请逐条列出。", 3),
        ("请列出四点建议。", 4),
        ("社论为茶园开了哪三剂药方？", 3),
        ("三家银行的存款是多少？", 0),
        ("有哪些原因？", 0),
    ],
)
def test_a_question_says_how_many_points_it_asks_for(question: str, many: int) -> None:
    assert points_asked(question) == many


def test_points_are_counted_in_a_sentence() -> None:
    assert points_told("存在三项问题：一是账目不清；二是回访走样；三是地址不实。") == 3
    assert points_told("存在三项问题。") == 0


def test_points_stand_at_the_beginnings_of_paragraphs() -> None:
    article, *_ = printed(*THREE)
    assert [each.text for each in points_apart(article, 3)] == [
        "其一，打通水渠。",
        "其二，补上道路。",
        "其三，请来师傅。",
    ]
    assert points_apart(article, 2) == []


def test_points_may_be_counted_in_words_and_not_at_the_very_beginning() -> None:
    article, *_ = printed(
        "青溪茶园要过三道坎。", "茶园做大，首先要跨过用水这道坎。", "其次是道路。雨天不通。", "最后是请不到师傅。"
    )
    told = ["茶园做大，首先要跨过用水这道坎。", "其次是道路。", "最后是请不到师傅。"]
    assert [each.text for each in points_apart(article, 3)] == told
    assert points_apart(article, 4) == []


def test_all_points_are_quoted_where_their_number_is_asked_for(make_library: LibraryMaker, tmp_path: Path) -> None:
    page = tmp_path / "茶园.txt"
    page.write_text("青溪茶园的三条路\n本报记者 白知远\n\n" + "\n\n".join(THREE) + "\n", encoding="utf-8")
    text = make_library(page).ask("青溪茶园要走三条路，请逐条列出。").text
    assert all(point in text for point in ("打通水渠", "补上道路", "请来师傅"))


def test_who_found_something_out_need_not_be_named_beside_it() -> None:
    told, faults = printed(
        "青溪证监局公布决定书。",
        "青栎证券被责令改正，青栎证券说会改。青栎证券今年已两次被罚，霜桥证券一次。",
        "青栎证券一营业部存在三项问题：一是账目不清；二是回访走样；三是地址不实。",
    )
    titled = replace(told, title="青栎证券一营业部被责令改正")
    assert score(one_part("青溪证监局查出青栎证券有哪三个毛病？"), titled, faults).least_about > 0.5
    assert score(one_part("青栎证券向青溪证监局说了哪三个毛病？"), titled, faults).least_about < 0.5
