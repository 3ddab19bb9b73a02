"""What is asked as it is said aloud is read as it is written, and what only says how it is asked has no weight."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag.prose.spoken import written
from rag.questions.parts import kind_of
from rag.types import Question
from tests.conftest import LibraryMaker


@pytest.mark.parametrize(
    ("spoken", "plain"),
    [
        ("青野馆啥时候开的", "青野馆什么时候开的"),
        ("青野桥多会儿通车啊？", "青野桥什么时候通车？"),
        ("青野馆几时闭馆", "青野馆什么时候闭馆"),
        ("船票为啥涨价", "船票为什么涨价"),
        ("灯会干嘛挪到江边去", "灯会为什么挪到江边去"),
        ("展厅咋这么冷", "展厅为什么这么冷"),
        ("茶价咋跌了", "茶价为什么跌了"),
        ("收成咋样", "收成怎么样"),
        ("那条狗叫啥名字", "那条狗叫什么名字"),
        ("在哪儿报名", "在什么地方报名"),
        ("过闸得等多大工夫", "过闸得等多久"),
        ("门票几块钱", "门票多少钱"),
        ("灯会要不要门票钱", "灯会是否免费"),
        ("灯会收费吗", "灯会是否免费"),
        ("哪一年建的", "哪年建的"),
        ("这俩馆谁管呀", "这两个馆谁管"),
    ],
)
def test_a_spoken_way_of_asking_is_put_into_the_written_one(spoken: str, plain: str) -> None:
    assert written(spoken) == plain


@pytest.mark.parametrize(
    "text",
    [
        "他是干什么的？", "剩的零件干吗用的？", "下午十几时开会？", "认为嘛好？", "三十几块钱一斤贵吗？",
        "去哪儿网怎么了？", "收费站修在什么地方？", "账款怎么处理了？", "How many bears are there?",
    ],
)  # fmt: skip
def test_what_is_written_already_or_means_something_else_stays(text: str) -> None:
    assert written(text) == text


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("青野馆啥时候开的", "day"),
        ("青野馆几时闭馆", "day"),
        ("灯会干嘛挪到江边去", "reason"),
        ("展厅咋这么冷", "reason"),
        ("那条狗叫啥", "person"),
        ("他图啥", "reason"),
        ("过闸得等多大工夫", "amount"),
    ],
)
def test_its_kind_is_read(question: str, kind: str) -> None:
    assert kind_of(written(question)) == kind


def test_a_spoken_question_is_answered_and_shown_as_it_was_asked(make_library: LibraryMaker, tmp_path: Path) -> None:
    page = tmp_path / "溪山日报-2031-03-07-A1.txt"
    page.write_text(
        "青野鹿添丁\n本报记者 季小满\n3月5日，青野鹿产下一只幼崽。园方介绍，幼崽体重8公斤。\n", encoding="utf-8"
    )
    answer = make_library(page).ask(Question("青野鹿啥时候添的丁"))
    assert "3月5日" in answer.text
    assert answer.question == "青野鹿啥时候添的丁"
