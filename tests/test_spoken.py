"""What is asked as it is said aloud is read as it is written, and what only says how it is asked has no weight."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag.evidence.worth import answers, score
from rag.prose.questions import read_question
from rag.prose.spoken import FILLER, written
from rag.questions.parts import kind_of, parts_of, read_parts, units_of
from rag.types import Question
from tests.conftest import LibraryMaker
from tests.scoring import one_part, printed


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
        ("款子花在哪儿", "款子花在哪里"),
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


@pytest.mark.parametrize("question", ["现在一共还有多少青野鹿？", "青野鹿到底有多少？", "听说青野鹿差不多有多少？"])
def test_words_that_only_say_how_it_is_asked_have_no_weight(question: str) -> None:
    assert set(units_of(question)) == {"青野", "野鹿"}


def test_a_line_of_the_name_and_the_kind_answers_what_asks_nothing_more() -> None:
    [part] = read_parts(read_question("现在一共还有多少只“青野鹿”？"), lambda _word: 1.0)
    scored = score(part, *printed("至此，全国“青野鹿”达到63只。"))
    assert scored.matter == 1.0
    assert answers(part, scored)
    assert score(part, *printed("“青野鹿”3月5日在云溪园产下幼崽。")).barred


def test_a_name_that_is_asked_for_has_weight() -> None:
    assert "名字" in units_of("青野号当年的船主叫什么名字")


def test_a_fact_that_is_not_told_is_still_refused() -> None:
    part = one_part("“青野鹿”现在到底有多少天敌？")
    assert not answers(part, score(part, *printed("至此，全国“青野鹿”达到63只。")))


@pytest.mark.parametrize("word", ["实现在线", "项目前景", "公里面积", "所有家庭", "其实施"])
def test_a_filler_inside_other_words_is_none(word: str) -> None:
    assert FILLER.search(word) is None


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("青野展是否免费 到几号", ["青野展是否免费", "到几号"]),
        ("青野桥 多长 谁设计的", ["青野桥 多长", "谁设计的"]),
        ("青野公司 广告费 去年", ["青野公司 广告费 去年"]),
        ("青野公司 去年赚多少", ["青野公司 去年赚多少"]),
        ("how many cars and how fast", ["how many cars ", " how fast"]),
    ],
)
def test_words_for_a_search_box_are_parted_where_several_ask(question: str, parts: list[str]) -> None:
    assert parts_of(question) == parts
