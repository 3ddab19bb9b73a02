"""Who does what to whom: buyer and bought, lender and borrower, whoever wins and whoever loses."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag.app import Library
from rag.fakes import FakeEmbedder
from rag.proof.parties import turned_round
from rag.proof.verify import find_problems
from rag.prose.sentences import sentences_of, split_sentences
from rag.settings import Settings
from rag.types import Sentence
from tests.faults import archive

BUYS = "海川银行拟收购江川证券51%的股权。"
SAYS = "江川证券公告称，海川银行拟收购其51%股权。"
FINED = "海川银行因违规被监管局罚款50万元。"
LENT = "海川银行向江川银行提供贷款5亿元。"
ASKED = "海川银行终止了与江川证券的合作，并要求江川证券退还货款300万元。"


@pytest.mark.parametrize(
    ("printed", "text"),
    [
        (BUYS, "江川证券51%的股权将由海川银行收购。"),
        (BUYS, "江川证券拟被海川银行收购51%的股权。"),
        (BUYS, "收购江川证券的海川银行总部在南屿市。"),
        (BUYS, "海川银行收购的江川证券成立于2001年。"),
        (BUYS, "江川证券的收购方为海川银行。"),
        (BUYS, "海川银行对江川证券的收购比例为51%。"),
        (SAYS, "海川银行拟收购江川证券51%股权。"),
        (SAYS, "江川证券51%股权将被海川银行收购。"),
        (LENT, "江川银行获海川银行提供贷款5亿元。"),
        (ASKED, "江川证券被海川银行要求退还300万元。"),
        (FINED, "监管局对海川银行罚款50万元。"),
        ("江川证券被收购后，海川银行将派驻3名董事。", "海川银行向江川证券派驻3名董事。"),
        ("海川银行同意江川证券收购北辰科技。", "江川证券收购北辰科技。"),
        ("海川银行与江川证券签署协议。", "江川证券与海川银行签署协议。"),
        ("李明从张伟手中接过队旗。", "张伟把队旗交给李明。"),
        ("南屿市的游客超过北辰市。", "北辰市的游客没有超过南屿市。"),
        ("海川银行通过江川证券发行债券30亿元。", "江川证券为海川银行发行债券30亿元。"),
        ("海川银行起诉江川证券，后者赔偿5亿元。", "江川证券赔偿5亿元。"),
    ],
)
def test_what_leaves_the_sides_of_a_verb_as_they_are_passes(printed: str, text: str) -> None:
    assert turned_round(text, [printed]) is None


@pytest.mark.parametrize(
    ("printed", "text", "verb"),
    [
        (BUYS, "江川证券收购海川银行51%的股权。", "收购"),
        (BUYS, "海川银行被江川证券收购。", "收购"),
        (BUYS, "江川证券收购的海川银行成立于2001年。", "收购"),
        (SAYS, "江川证券拟收购海川银行51%股权。", "收购"),
        (LENT, "江川银行向海川银行提供贷款5亿元。", "提供"),
        ("海川银行起诉江川银行，索赔5亿元。", "江川银行向海川银行索赔5亿元。", "索赔"),
        ("海川银行完成对江川证券的收购。", "江川证券收购海川银行。", "收购"),
        ("消费者起诉供应商。", "消费者被供应商起诉。", "起诉"),
        ("法院判决江川证券赔偿海川银行800万元。", "海川银行赔偿江川证券800万元。", "赔偿"),
        ("李明从张伟手中接过队旗。", "张伟从李明手中接过队旗。", "接"),
        ("钱望舒接替孟庆禾出任队长。", "孟庆禾接替了钱望舒。", "接替"),
        ("海川银行的利润高于江川银行。", "江川银行的利润高于海川银行。", "高于"),
    ],
)
def test_the_sides_of_a_verb_may_not_change_places(printed: str, text: str, verb: str) -> None:
    assert turned_round(text, [printed]) == verb


def test_what_is_said_elsewhere_of_the_same_two_is_heeded() -> None:
    other = "去年江川证券收购了海川银行的网点。"
    assert turned_round("江川证券收购海川银行的网点。", [BUYS], [other]) is None


def test_the_verifier_tells_of_changed_sides() -> None:
    support = [Sentence("a", start, end, BUYS[start:end]) for start, end in split_sentences(BUYS)]
    assert [problem.kind for problem in find_problems("江川证券拟收购海川银行51%的股权。", support)] == ["sides"]


def test_no_printed_sentence_turns_its_neighbours_round() -> None:
    for article in list(archive().values())[::3]:
        texts = [sentence.text for sentence in sentences_of(article)]
        for at, text in enumerate(texts):
            assert turned_round(text + "（记者）", texts[max(0, at - 1) : at + 2]) is None, text


@pytest.mark.parametrize(
    ("question", "answered"),
    [
        ("海川银行收购江川证券多少股权？", True),
        ("江川证券的多少股权将被海川银行收购？", True),
        ("江川证券收购海川银行多少股权？", False),
        ("北辰特钢向白鹭航空供货多少吨？", True),
        ("白鹭航空向北辰特钢供货多少吨？", False),
    ],
)
def test_no_line_that_has_it_the_other_way_round_is_quoted(tmp_path: Path, question: str, answered: bool) -> None:
    library = Library(Settings.load(home=tmp_path, llm="extractive"), embedder=FakeEmbedder())
    text = f"海川银行公布收购计划\n\n本报记者 周八\n\n{BUYS}北辰特钢去年向白鹭航空供货300吨。\n"
    library.add_bytes("江澜财经报-2026-03-18-A1.txt", text.encode())
    assert library.ask(question).abstained is not answered
    library.close()
