"""A draft that is no sentence by itself, or cut from a printed one, is put in the paper's words."""

from __future__ import annotations

import pytest

from rag.answers.phrasing import phrase
from rag.prose.questions import read_question
from rag.types import Sentence

SAID = "“先把坝修牢，再谈放水。”青禾水务集团董事长季小满在堤上对记者说，今年要加固六座水库。"
HARD = "柳塘茶厂销售科长表示，老茶客认准整斤的铁罐，年轻人只买两三泡的小袋，两条包装线换起来费工，而且每次要停半天。"

SIGNED = "厂长周以宁、季小满在澜溪签约。"
BORN = "周以宁1978年出生于海曙的柳塘镇，五岁时随叔父迁居澜溪。"


@pytest.mark.parametrize(
    ("question", "draft", "printed", "shown"),
    [
        ("说“先把坝修牢再谈放水”的是谁？", "季小满", SAID, SAID),
        ("说“先把坝修牢再谈放水”的是谁？", "周以宁", SAID, "周以宁"),  # of a line without it nothing is said
        ("说“先把坝修牢再谈放水”的是谁？", "是青禾水务集团董事长季小满。", SAID, "是青禾水务集团董事长季小满。"),
        ("茶厂换包装难在哪儿？", "茶厂换包装难在费工，而且每次要停半天。", HARD, HARD),
        ("周以宁是哪里出生的？", "周以宁是海曙出生的。", BORN, BORN),
        ("周以宁是海曙出生的吗？", "周以宁是海曙出生的。", BORN, "周以宁是海曙出生的。"),
        ("签约的两位厂长是谁？", "两位厂长是周以宁和季小满。", SIGNED, "厂长是周以宁和季小满。"),
        ("签约的两位厂长是谁？", "两位厂长是周以宁和季小满。", f"两位{SIGNED}", "两位厂长是周以宁和季小满。"),
        ("柳塘茶厂有多少工人？", "柳塘茶厂有6000名工人。", HARD, "柳塘茶厂有6000名工人。"),
    ],
)
def test_what_is_shown_of_a_draft(question: str, draft: str, printed: str, shown: str) -> None:
    assert phrase(draft, [Sentence("a", 0, len(printed), printed)], read_question(question)) == shown
