"""What a draft says of somebody is printed of them, and not of whom the paper names before."""

from __future__ import annotations

import pytest

from rag.proof.owners import printed_before
from rag.types import Sentence

FINE = "应急管理局对白鹭化工罚款80万元，对经理季小满等5名责任人处以年收入六成的罚款，六成即12万元。"


@pytest.mark.parametrize(
    ("text", "printed", "figure"),
    [
        ("季小满被罚款80万元。", FINE, "80万元"),
        ("季小满被罚款12万元。", FINE, None),
        ("白鹭化工被罚款80万元。", FINE, None),
        ("被罚的季小满等有5名。", FINE, None),
        ("季小满管着80万元。", "白鹭化工有80万元，由季小满管着。", None),  # no other figure is hers
        ("季小满管着80万元。", "白鹭化工有80万元。", None),
        ("白鹭化工贡献了68.3%的收入。", "前五大客户贡献收入的68.3%，其中白鹭化工占24.7%。", "68.3%"),
        ("白鹭化工2031年末有80万元。", "到2031年末，白鹭化工有80万元。", None),  # when is no figure
        ("白鹭化工贡献了24.7%的收入。", "前五大客户贡献收入的68.3%，其中白鹭化工占24.7%。", None),
    ],
)
def test_a_figure_before_a_person_is_anothers(text: str, printed: str, figure: str | None) -> None:
    assert printed_before(text, ["季小满", "白鹭化工"], [Sentence("a", 0, len(printed), printed)]) == figure
