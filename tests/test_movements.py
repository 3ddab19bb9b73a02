"""What a draft lets rise or fall is compared with the member of a printed list that it speaks of."""

from __future__ import annotations

import pytest

from rag.proof.movements import reversed_trend
from rag.proof.verify import verify
from rag.types import Sentence

LIST = ["分业务看，快递业务收入比上月上升3%，占一半；零担业务收入低于上月2%，仍有盈余；冷链业务收入回落1%。"]


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("三类业务中，零担业务收入较上月回升。", "回升"),
        ("三类业务中，快递业务收入较上月回升。", None),
        ("零担业务收入比上月减少，快递业务收入增加。", None),
        ("冷链业务收入有所增长。", "增长"),
        ("冷链业务收入增长，增速放缓。", "增长"),
        ("零担业务收入上升2%。", None),  # by its figure another check compares it
        ("三类业务都有收入。", None),
    ],
)
def test_a_direction_is_that_of_the_same_member(text: str, word: str | None) -> None:
    assert reversed_trend(text, LIST) == word


def test_a_member_of_both_directions_bears_out_either() -> None:
    assert reversed_trend("霜桥银行的利润增长。", ["霜桥银行利润增长3%，增速回落。"]) is None


def test_of_nothing_printed_nothing_is_told() -> None:
    assert reversed_trend("霜桥银行的利润增长。", []) is None


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("Frosthaven Bank's loan book grew by 40 basis points.", True),
        ("Frosthaven Bank's new loans cost 40 basis points less than its old ones.", False),
        ("Frosthaven Bank's margin narrowed to 1.7 per cent.", False),
        ("Frosthaven Bank's margin widened to 1.7 per cent.", True),
    ],
)
def test_what_stands_below_something_did_not_grow_by_it(text: str, wrong: bool) -> None:
    printed = (
        "Frosthaven Bank's margin narrowed to 1.7 per cent, and new loans cost 3.2 per cent, some 40 basis points "
        "below the rest of its book."
    )
    assert bool(verify(text, [Sentence("a", 0, len(printed), printed)])) is wrong
