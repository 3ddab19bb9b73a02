"""Whose a value is, where two of its kind stand in one line: names, offices, places, kinds, terms, ordinals."""

from __future__ import annotations

import pytest

from bench.verify import judge
from rag.proof.contrasts import said_of_neighbour
from rag.proof.labels import labelled
from rag.proof.offices import unprinted_office
from rag.prose.sentences import sentences_of
from tests.faults import archive
from tests.swapped import exchanged

BOARD = "海川银行董事长为张伟，行长为李明。"
AGES = "张伟今年45岁，李明今年38岁。"
SEATS = "海川银行注册地在南屿市，江川银行注册地在北辰市。"
SHARES = "海川银行A股收于5.2元，H股收于6.1港元。"
RATES = "1年期LPR为3.1%，5年期以上LPR为3.6%。"
HOLDERS = "第一大股东持股25%，第二大股东持股12%。"
COSTS = "海川银行计提减值12.5亿元，核销10.5亿元。"
TRADE = "王芳买入海川银行500万股，李明卖出海川银行300万股。"
MONEY = "M2余额300万亿元，同比增长8.3%；M1余额70万亿元，同比增长2.1%。"
VISITS = "海川市去年接待游客300万人次，旅游收入12.5亿元。"
LEADS = "海川银行行长李明表示，今年将新增网点20个。"
POSTS = "本次招聘教师120名、医生80名、护士60名。"


@pytest.mark.parametrize(
    ("printed", "text"),
    [
        (BOARD, "海川银行的董事长为张伟。"),
        (BOARD, "李明任海川银行行长。"),
        (AGES, "45岁的张伟。"),
        (SEATS, "江川银行的注册地位于北辰市。"),
        (SHARES, "H股收报6.1港元。"),
        (RATES, "5年期以上LPR为3.6%，1年期为3.1%。"),
        (HOLDERS, "第二大股东持有12%的股份。"),
        (COSTS, "海川银行核销10.5亿元。"),
        (TRADE, "李明卖出300万股。"),
        (MONEY, "M1余额同比增长2.1%。"),
        (VISITS, "去年来海川市旅游的游客达300万人次。"),
        (VISITS, "海川市去年靠旅游入账12.5亿元。"),
        (POSTS, "将招60名护士和120名教师。"),
        ("张伟当选主席，李明当选副主席。", "李明当选为副主席。"),
        ("海川银行实现营业收入125.3亿元，归母净利润32.1亿元。", "海川银行净赚32.1亿元。"),
        ("1年期和5年期以上LPR分别为3.1%和3.6%。", "1年期LPR为3.1%。"),
    ],
)
def test_what_says_a_value_of_its_own_passes(printed: str, text: str) -> None:
    assert said_of_neighbour(text, [printed]) is None


@pytest.mark.parametrize(
    ("printed", "text", "value"),
    [
        (BOARD, "海川银行的董事长为李明。", "李明"),
        (AGES, "张伟今年38岁。", "38岁"),
        (SEATS, "海川银行注册地在北辰市。", "北辰市"),
        (SHARES, "海川银行H股收于5.2元。", "5.2元"),
        (RATES, "1年期LPR为3.6%。", "3.6%"),
        (HOLDERS, "第二大股东持股25%。", "25%"),
        (COSTS, "海川银行核销12.5亿元。", "12.5亿元"),
        (TRADE, "李明买入海川银行500万股。", "500万股"),
        (MONEY, "M1余额70万亿元，同比增长8.3%。", "8.3%"),
        (POSTS, "招聘医生60名。", "60名"),
        ("男性占57%，女性占43%。", "女性占57%。", "57%"),
        ("进口12.5亿元，出口10.5亿元。", "出口12.5亿元。", "12.5亿元"),
        ("一期投资12亿元，二期投资18亿元。", "一期投资18亿元。", "18亿元"),
        ("张伟当选主席，李明当选副主席。", "李明当选主席。", "李明"),
    ],
)
def test_what_says_a_value_of_its_neighbour_is_found(printed: str, text: str, value: str) -> None:
    assert said_of_neighbour(text, [printed]) == value


def test_numbers_and_letters_are_whole_words() -> None:
    words = {word.text for value in labelled(f"{RATES}{HOLDERS}{SHARES}{MONEY}") for word in value.own}
    assert {"1年期", "5年期", "第一大", "第二大", "A股", "H股", "M1", "M2", "LPR"} <= words


def test_there_are_a_hundred_of_each_kind() -> None:
    right, wrong = exchanged()
    kinds = {kind: sum(fault.kind == kind for fault in wrong) for kind in ("side", "attribute", "kind")}
    assert min(kinds.values()) >= 100
    assert all(sum(one.form == kind for one in right) >= count for kind, count in kinds.items())


def test_two_exchanged_in_a_line_are_found_and_paraphrases_pass() -> None:
    right, wrong = exchanged()
    assert {fault.kind for fault in wrong} == {"side", "attribute", "kind"}
    for kind in ("side", "attribute", "kind"):
        faults = [fault for fault in wrong[::2] if fault.kind == kind]
        caught = [fault for fault in faults if judge(fault.text, fault.was.article, sentences_of(fault.was.article))]
        assert len(faults) >= 60
        assert len(caught) >= 0.95 * len(faults)
    assert not [one.text for one in right[::2] if judge(one.text, one.article, sentences_of(one.article))]


def test_no_printed_sentence_is_said_of_a_neighbour() -> None:
    for article in list(archive().values())[::3]:
        texts = [sentence.text for sentence in sentences_of(article)]
        for at, text in enumerate(texts):
            assert said_of_neighbour(text + "（记者）", texts[max(0, at - 1) : at + 2]) is None, text


@pytest.mark.parametrize(
    ("printed", "text", "office"),
    [
        (LEADS, "海川银行董事长李明表示，今年将新增网点20个。", "董事长"),
        (LEADS, "海川银行副行长李明表示，今年将新增网点20个。", "副行长"),
        ("副行长李明表示，会增加网点。", "行长李明表示，会增加网点。", "行长"),
        (LEADS, "海川银行行长李明说，将新增20个网点。", None),
        (LEADS, "海川银行负责人李明说，将新增20个网点。", None),
        ("首席经济学家张伟说，利率会降。", "经济学家张伟认为利率会降。", None),
        ("党委书记、董事长李明表示，会增加网点。", "董事长李明表示，会增加网点。", None),
    ],
)
def test_nobody_is_given_an_office_that_no_source_prints(printed: str, text: str, office: str | None) -> None:
    assert unprinted_office(text, [printed]) == office
