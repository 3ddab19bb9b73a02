"""A question is taken apart into all that it asks, also where it asks in one breath."""

from __future__ import annotations

import pytest

from rag.evidence.quote import choose
from rag.evidence.worth import answers, score
from rag.prose.questions import read_question
from rag.prose.reread import reread
from rag.prose.sentences import sentences_of
from rag.questions.parts import asks_only_how_it_changed, focus_of, kind_of, measure_last, parts_of, read_parts
from tests.scoring import one_part, printed


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("《春溪》的成本和票房是多少，后来拿到了哪些奖？", ["《春溪》的成本是多少", "票房是多少", "后来拿到了哪些奖"]),
        ("请谈谈它的成本与票房，以及拍摄的艰苦。", ["它的成本", "票房如何", "拍摄的艰苦如何"]),
        ("火箭、卫星分别有什么进展？", ["火箭有什么进展", "卫星有什么进展"]),
        ("台风风力有多厉害，赔了多少？", ["台风风力有多厉害", "赔了多少"]),
        ("甲市和乙市的房价是多少？", ["甲市和乙市的房价是多少？"]),
        ("冷藏使梨的保鲜期有何变化，果园多大？", ["冷藏使梨的保鲜期有何变化", "果园多大"]),
        ("货船在何处靠岸，载了多少吨？", ["货船在何处靠岸", "载了多少吨"]),
        ("请谈谈青溪镇。", ["请谈谈青溪镇。"]),
    ],
)
def test_what_is_asked_in_one_breath_is_asked_apart(question: str, parts: list[str]) -> None:
    assert parts_of(question) == parts


@pytest.mark.parametrize("question", ["水有多深？", "风力有多厉害？", "雪下得多厚？"])
def test_how_deep_and_how_fierce_ask_an_amount(question: str) -> None:
    assert kind_of(question) == "amount"


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("给工地供餐的企业要做到哪几点？", "other"),
        ("房可为提出了几点建议？", "other"),
        ("冷库几点开门？", "day"),
        ("听证会开到几点？", "day"),
    ],
)
def test_points_are_no_hours(question: str, kind: str) -> None:
    assert kind_of(question) == kind


def test_how_fast_something_grew_is_printed_in_other_words() -> None:
    """A paper prints 「存款同比增长一成」 for what is asked as 「存款增速」."""
    assert focus_of("青溪银行 存款 增速", ("青溪银行",)) == {"存款"}
    assert focus_of("增速是多少") == {"增速"}


def test_a_measure_is_held_also_where_it_is_printed_in_full() -> None:
    article, sentence = printed("青禾科技一季度营业收入为27.3亿元，同比增长88.2%。")
    asked = read_question("青禾科技一季度营收增速是多少？")
    [part] = read_parts(asked, {"青禾科技": 2.0, "营收": 1.0}.get)
    row = score(part, article, sentence)
    assert answers(part, row)
    assert row.focus == 1.0


def test_what_is_asked_of_the_whole_country_is_of_no_province() -> None:
    asked = reread(read_question("全国的茶园有多少家，云栖省又要建成几个茶园？"), {"云栖省": 2.0}.get)
    names = [part.asked.names for part in read_parts(asked, {"云栖省": 2.0, "茶园": 1.0}.get)]
    assert names == [(), ("云栖省",)]


def test_what_stands_behind_a_place_is_a_name_without_it() -> None:
    known = {"葛怀": 1.0, "葛怀川": 2.0, "青溪": 1.0}.get
    assert "葛怀川" in reread(read_question("青溪那篇里葛怀川说的是什么？"), known).names


def test_what_is_counted_of_something_is_no_name() -> None:
    known = {"青溪地铁": 2.0}.get
    asked = reread(read_question("青溪地铁的全长和站数是多少？"), known)
    assert "站数" not in asked.names


def test_each_part_is_held_against_the_lines_by_its_own_words() -> None:
    """The whole question is near to one line; a part of it is nearer to another."""
    article, _ = printed("青溪馆开馆。", "展厅共九间。", "修复漆器128件。")
    offered = [(article, sentence) for sentence in sentences_of(article)]

    def likeness(question: str, texts: list[str]) -> list[float]:
        near = "漆器" if question.endswith("修好的有多少件") else "九间"
        return [0.9 if near in text else 0.1 for text in texts]

    asked = read_question("青溪馆展厅有多少间，修好的有多少件？")
    chosen = choose(asked, offered, lambda word: 1.0 if word in article.body else None, likeness)  # type: ignore[arg-type]
    assert [sentence.text for sentence in chosen][:2] == ["展厅共九间。", "修复漆器128件。"]


@pytest.mark.parametrize(
    ("clause", "only"),
    [
        ("同比变化如何", True),
        ("较上年末增长多少？", True),
        ("是增是减", True),
        ("净利润同比增长多少", False),
        ("占营收的比重有多大", False),
        ("下降的原因是什么", False),
    ],
)
def test_a_part_may_ask_only_how_something_changed(clause: str, only: bool) -> None:
    assert asks_only_how_it_changed(clause) is only


def test_how_it_changed_is_not_answered_where_the_amount_is_not() -> None:
    """The trend is of all banks; the amounts are those of two others."""
    amounts = "2030年，青栎银行、霜桥银行手续费净收入分别为31亿元、7亿元，同比分别增长2%、3%。"
    article, _ = printed("澜溪银行召开业绩会。", "手续费净收入结束三年下滑。", amounts)
    offered = [(article, sentence) for sentence in sentences_of(article)]

    def asked(name: str) -> list[str]:
        reading = read_question(f"{name}2030年手续费净收入是多少，同比如何？")
        rows = choose(reading, offered, lambda _word: 1.0, lambda _question, texts: [0.9] * len(texts))
        return [sentence.text for sentence in rows]

    assert asked("澜溪银行") == []
    assert amounts in asked("青栎银行")


@pytest.mark.parametrize(
    ("words", "last"),
    [
        ("青栎公司 研发投入 去年", "青栎公司 去年 研发投入"),
        ("青栎公司 去年 研发投入", "青栎公司 去年 研发投入"),
        ("青栎公司 董事长", "青栎公司 董事长"),
        ("青栎公司 研发投入 是多少", "青栎公司 研发投入 是多少"),
    ],
)
def test_a_measure_in_a_search_box_is_what_is_asked_for(words: str, last: str) -> None:
    assert measure_last(words) == last
    assert [part.kind for part in read_parts(read_question(words), lambda _word: 1.0)] == [
        "other" if "董事长" in words else "amount"
    ]


def test_nouns_before_a_day_are_a_name_where_the_archive_has_them_as_one() -> None:
    question = "弦月机器人2030年的营业收入有多少？"
    known = {"弦月": 3.0, "机器人": 1.0, "弦月机器人": 3.0, "营业收入": 1.0}
    assert reread(read_question(question), known.get).names == ("弦月机器人",)
    assert "弦月机器人" not in reread(read_question(question), (known | {"弦月": 2.0}).get).names


def test_a_share_in_a_hundred_is_no_word_of_what_is_asked() -> None:
    part = one_part("青栎银行净利润究竟跌了百分之多少？")
    assert "百分" not in part.focus | {unit for unit, _ in part.units}
    scored = score(part, *printed("青栎银行净利润同比下降26.2%。"))
    assert answers(part, scored)
