from __future__ import annotations

import itertools
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.prose.sentences import sentences_of, split_sentences
from rag.types import Article, Block, Place


def texts(text: str) -> list[str]:
    return [text[start:end] for start, end in split_sentences(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("甲公司增长3.5%。乙公司呢？丙公司！", ["甲公司增长3.5%。", "乙公司呢？", "丙公司！"]),
        ("甲增长；乙下降；丙持平。丁。", ["甲增长；乙下降；丙持平。", "丁。"]),
        ("“今年更多。明年再说。”青河公司经理林某告诉记者，市场大。他走了。", None),
        ("“谁来买？”的问题没有答案。好。", ["“谁来买？”的问题没有答案。", "好。"]),
        ("他说：“我来。”然后走了。", ["他说：“我来。”", "然后走了。"]),
        ("「成了！」他大喊。「好。」", ["「成了！」他大喊。", "「好。」"]),
        ("甲（见表。）乙。丙", ["甲（见表。）乙。", "丙"]),
        ("他说……我们走吧。算了……", ["他说……我们走吧。", "算了……"]),
        ("未闭合“引号。还有。", ["未闭合“引号。", "还有。"]),
        ("第一行没有句号\n第二行。\n\n 第三行 ", ["第一行没有句号", "第二行。", "第三行"]),
        ("什么？！真的。", ["什么？！", "真的。"]),
        ("1. 第一点。2. 第二点", ["1. 第一点。", "2. 第二点"]),
        ("U.S. banks fell 3.5 per cent. Mr. Li agreed, No. 1 in town. The end.", None),
        ('"It is good," said Li. He left.', ['"It is good," said Li.', "He left."]),
        ("Acme Inc. The firm rose. Acme Inc. rose again.", ["Acme Inc.", "The firm rose.", "Acme Inc. rose again."]),
    ],
)
def test_ends_are_where_a_reader_sees_them(text: str, expected: list[str] | None) -> None:
    if expected is None:
        assert len(texts(text)) == (2 if text.startswith("“") else 3)
    else:
        assert texts(text) == expected


def test_quotation_stays_with_its_speaker() -> None:
    text = "“卖得不错。”店主说。第二天下雨。“再来。”天黑了。"
    assert texts(text) == ["“卖得不错。”店主说。", "第二天下雨。", "“再来。”", "天黑了。"]


def test_long_quotation_is_split_inside() -> None:
    text = "“" + "这一句说了不少话。" * 60 + "”店主说。"
    assert max(len(sentence) for sentence in texts(text)) < 60


@given(st.text(alphabet='甲乙a1.。！？!?“”‘’「」（）()"… \n，；说', max_size=120))
def test_every_character_is_in_exactly_one_sentence(text: str) -> None:
    ranges = split_sentences(text)
    assert all(start < end for start, end in ranges)
    assert all(first[1] <= second[0] for first, second in itertools.pairwise(ranges))
    outside = set(range(len(text))) - {position for start, end in ranges for position in range(start, end)}
    assert all(text[position].isspace() for position in outside)
    assert all(text[start:end] == text[start:end].strip() and "\n" not in text[start:end] for start, end in ranges)


@pytest.mark.parametrize("unit", ["“", "”", "“。”", "“。”甲", "a. ", "Mr. ", "1. ", "(", ")", '"', "。", ".", "…", " "])
def test_time_grows_with_length_only(unit: str) -> None:
    def cost(size: int) -> float:
        text = unit * (size // len(unit))
        begin = time.process_time()
        split_sentences(text)
        return time.process_time() - begin

    # A quadratic splitter takes hours here: this bounds the growth, it does not time the machine.
    assert min(cost(200_000) for _ in range(2)) < 100 * min(cost(20_000) for _ in range(3)) + 1.0


def test_subheads_are_no_sentences() -> None:
    body = "前面一段。还有一句。\n小标题\n后面一段。"
    blocks = (Block("paragraph", 0, 10), Block("subhead", 11, 14), Block("paragraph", 15, 20))
    article = Article("a", "t", (), body, blocks, (), (Place("s", None, None, None, ()),))
    assert [sentence.text for sentence in sentences_of(article)] == ["前面一段。", "还有一句。", "后面一段。"]
    assert all(body[sentence.start : sentence.end] == sentence.text for sentence in sentences_of(article))
