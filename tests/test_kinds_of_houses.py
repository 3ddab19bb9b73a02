"""The kinds of houses are listed once, for what is printed and for what is asked."""

from __future__ import annotations

import pytest

from rag.prose.names import INSTITUTION, KINDS, KINDS_ASKED, KINDS_IN_PRINT, institutions


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
