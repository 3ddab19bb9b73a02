from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.proof.attribute import attribute, telling
from rag.proof.markers import Draft, MarkerStream
from rag.prose.sentences import split_sentences
from rag.types import Sentence

SOURCE = (
    "年报显示，到2024年末，青河银行绿色贷款余额为38.62亿元，同比增长127.35%；河东银行余额为84.17亿元，同比增长118.29%。"
    "中河银行余额突破6万亿元。青河银行行长林远表示，将继续加大投放。“市场很大。”河东银行董事长周见说。天气晴朗。"
)
CANDIDATES = [Sentence("a", start, end, SOURCE[start:end]) for start, end in split_sentences(SOURCE)]


def chosen(text: str, **given: object) -> list[int]:
    return [CANDIDATES.index(sentence) for sentence in attribute(text, CANDIDATES, **given)]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("青河银行绿色贷款余额为38.62亿元。", [0]),
        ("林远称会加大投放力度。", [2]),
        ("中河银行余额超过6万亿元，河东银行同比增长118.29%。", [0, 1]),
        ("河东银行董事长周见认为市场很大。", [3]),
        ("特斯卡公司交付了33万辆汽车。", []),
        ("", []),
    ],
)
def test_the_sentences_that_bear_a_statement_out_are_chosen(text: str, expected: list[int]) -> None:
    assert sorted(chosen(text)) == expected


def test_figures_carry_an_english_answer() -> None:
    assert chosen("Green loans rose 127.35 per cent to 3.862 billion yuan.") == [0]
    assert chosen("The weather is fine.") == []


def test_meaning_carries_an_english_answer_without_figures() -> None:
    def similarity(text: str, others: Sequence[str]) -> list[float]:
        return [0.83 if "天气" in other else 0.76 for other in others]

    assert chosen("The weather is fine.", similarity=similarity) == [4]
    assert chosen("The weather is fine.", similarity=lambda text, others: [0.7] * len(others)) == []


def test_a_hint_wins_ties_and_no_more() -> None:
    twins = [
        Sentence("a", 0, 9, "青河银行开业了。"),
        Sentence("b", 0, 9, "青河银行开业了。"),
        Sentence("c", 0, 5, "天气晴朗。"),
    ]
    assert attribute("青河银行开业。", twins, hinted=[twins[1]]) == [twins[1]]
    assert attribute("青河银行开业。", twins, hinted=[twins[2]]) == [twins[0]]


def drafts(pieces: Sequence[str], known: int = 9) -> list[Draft]:
    stream = MarkerStream(known)
    return [draft for piece in pieces for draft in stream.feed(piece)] + stream.close()


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        ("贷款增长3.5%。[1] 存款下降[2,3]。【4】", [("贷款增长3.5%。", (1,)), ("存款下降。", (2, 3, 4))]),
        (
            "甲[1][2]。乙【编号3】。丙（来源4）。丁[编号]。",
            [("甲。", (1, 2)), ("乙。", (3,)), ("丙。", (4,)), ("丁。", ())],
        ),
        ("甲［１］。乙[2-4]。", [("甲。", (1,)), ("乙。", (2, 4, 3))]),
        ("[1] 甲句。[2] 乙句。", [("甲句。", (1,)), ("乙句。", (2,))]),
        ("甲。\n[1] 乙。\n[2] 丙。", [("甲。", ()), ("乙。", (1,)), ("丙。", (2,))]),
        ("“甲。[2]”张三说[3]。乙", [("“甲。”张三说。", (2, 3)), ("乙", ())]),
        (
            "It rose 3% [1][2]. It fell (source 3). Done[^4].",
            [("It rose 3%.", (1, 2)), ("It fell.", (3,)), ("Done.", (4,))],
        ),
        ("- **要点**：甲[1]。\n- 乙[77]。", [("要点：甲。", (1,)), ("乙。", ())]),
        ("甲（1）和数组[2024]照旧。", [("甲（1）和数组[2024]照旧。", ())]),
    ],
)
def test_markers_become_hints(reply: str, expected: list[tuple[str, tuple[int, ...]]]) -> None:
    assert [(draft.text, draft.hints) for draft in drafts([reply])] == expected


REPLIES = st.lists(
    st.sampled_from(
        [
            "甲行",
            "增长3.5%",
            "。",
            "，",
            "[1]",
            "【2】",
            "[编号3]",
            "（来源4）",
            "[1,2]",
            " ",
            "\n",
            "“",
            "”",
            "说",
            "- ",
            "**",
            "[",
            "]",
            "U.S. ",
            "？",
        ]
    ),
    max_size=25,
).map("".join)


@given(REPLIES, st.data())
def test_pieces_of_a_stream_do_not_matter(reply: str, data: st.DataObject) -> None:
    cuts = sorted(data.draw(st.lists(st.integers(0, len(reply)), max_size=12)))
    pieces = [reply[start:end] for start, end in zip([0, *cuts], [*cuts, len(reply)], strict=True)]
    whole = drafts(list(reply))
    assert drafts(pieces) == whole


def test_a_quotation_that_opens_after_a_stray_closing_mark_is_waited_for() -> None:
    assert drafts(["”“？甲行”"]) == drafts(list("”“？甲行”"))


def test_a_sentence_is_there_as_soon_as_the_next_begins() -> None:
    stream = MarkerStream(3)
    assert stream.feed("甲行增长。[") == []
    assert stream.feed("2] 乙") == [Draft("甲行增长。", (2,), True)]


def test_what_only_names_whom_a_line_speaks_of_is_not_cited() -> None:
    texts = ("海川银行3月17日披露年报。", "该行董事长为张伟，行长为李明。", "3月20日，该行召开股东会。")
    named, told, met = (Sentence("a", at * 100, at * 100 + len(text), text) for at, text in enumerate(texts))
    assert telling("海川银行的董事长为张伟。", [named, told]) == [told]
    assert telling("海川银行的董事长为张伟，3月20日召开股东会。", [told, named, met]) == [told, met]
    assert telling("海川银行披露年报。", [named]) == [named]
