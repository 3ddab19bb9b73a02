"""The kinds of houses are listed once, for what is printed and for what is asked."""

from __future__ import annotations

import pytest

from rag.prose.names import FINANCIAL, INSTITUTION, KINDS, KINDS_ASKED, KINDS_IN_PRINT, institutions
from rag.questions.standalone import stand_alone
from rag.types import Turn


@pytest.mark.parametrize("kind", [*KINDS, *KINDS_IN_PRINT, *KINDS_ASKED])
def test_a_kind_of_house_is_one_in_print_and_in_a_question_but_for_the_named_exceptions(kind: str) -> None:
    printed = institutions(f"霜桥{kind}去年增长") != []
    asked = INSTITUTION.fullmatch(kind) is not None
    assert printed is (kind not in KINDS_ASKED)
    assert asked is (kind not in KINDS_IN_PRINT)


def test_each_kind_of_house_is_listed_once() -> None:
    listed = [*KINDS, *KINDS_IN_PRINT, *KINDS_ASKED]
    assert len(listed) == len(set(listed))
    assert {"锂业", "农牧", "人寿", "监管局", "医械"} <= set(KINDS)


@pytest.mark.parametrize(
    ("text", "houses"),
    [
        ("截至3月末，该行资本充足率为12.9%。", []),
        ("该行获准发行二级资本债。", []),
        ("该行加大了对房地产贷款的计提。", []),
        ("本行资本净额增加，该公司银行借款减少。", []),
        ("社会资本进入，注册资本为3亿元。", []),
        ("霜桥资本宣布入股。", ["霜桥资本"]),
        ("霜桥地产拿地，霜桥银行贷款。", ["霜桥地产", "霜桥银行"]),
        ("霜桥银行资本充足率为12.9%。", ["霜桥银行"]),
        ("本桥汽车降价。", ["本桥汽车"]),
    ],
)
def test_a_things_word_and_a_pronoun_make_no_house(text: str, houses: list[str]) -> None:
    assert institutions(text) == houses


@pytest.mark.parametrize("kind", FINANCIAL)
def test_what_is_asked_after_a_house_that_deals_in_money_is_one_of_its_kind(kind: str) -> None:
    history = (Turn(f"青禾{kind}2030年的净利润是多少？", "1.2亿元。[1]"),)
    assert f"白鹭{kind}" in stand_alone("那白鹭呢？", history, None)
