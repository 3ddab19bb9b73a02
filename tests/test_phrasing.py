"""A draft that is no sentence by itself, or cut from a printed one, is put in the paper's words."""

from __future__ import annotations

import pytest

from rag.answers.phrasing import phrase
from rag.prose.questions import read_question
from rag.types import Sentence

SAID = "“只有管得住，才能放得开。”青禾航天集团董事长季小满对本报记者表示，集团聚焦低空经济。"
HARD = "青禾商城招商负责人表示，大批量、少批次的生产特点与国内市场小批量、多批次的需求存在矛盾，投入较大且周期较长。"

SIGNED = "厂长周以宁、季小满在澜溪签约。"
BORN = "周以宁1978年出生于海曙的柳塘镇，五岁时随叔父迁居澜溪。"


@pytest.mark.parametrize(
    ("question", "draft", "printed", "shown"),
    [
        ("说“只有管得住才能放得开”的是谁？", "季小满", SAID, SAID),
        ("说“只有管得住才能放得开”的是谁？", "周以宁", SAID, "周以宁"),  # of a line without it nothing is said
        ("说“只有管得住才能放得开”的是谁？", "是青禾航天集团董事长季小满。", SAID, "是青禾航天集团董事长季小满。"),
        ("外贸企业做内销难在哪儿？", "外贸企业做内销难在投入较大且周期较长。", HARD, HARD),
        ("周以宁是哪里出生的？", "周以宁是海曙出生的。", BORN, BORN),
        ("周以宁是海曙出生的吗？", "周以宁是海曙出生的。", BORN, "周以宁是海曙出生的。"),
        ("签约的两位厂长是谁？", "两位厂长是周以宁和季小满。", SIGNED, "厂长是周以宁和季小满。"),
        ("签约的两位厂长是谁？", "两位厂长是周以宁和季小满。", f"两位{SIGNED}", "两位厂长是周以宁和季小满。"),
        ("青禾商城有多少商家？", "青禾商城有6000家商家。", HARD, "青禾商城有6000家商家。"),
    ],
)
def test_what_is_shown_of_a_draft(question: str, draft: str, printed: str, shown: str) -> None:
    assert phrase(draft, [Sentence("a", 0, len(printed), printed)], read_question(question)) == shown
