from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from rag.archive.chunks import chunk_article, passage_text
from rag.types import Article, Block


def article(*blocks: str, title: str = "云溪港扩建") -> Article:
    """An article of paragraphs; a block that begins with # is a subhead."""
    made, at = [], 0
    for block in blocks:
        text = block.removeprefix("#")
        made.append(Block("subhead" if block.startswith("#") else "paragraph", at, at + len(text)))
        at += len(text) + 1
    return Article("id1", title, (), "\n".join(b.removeprefix("#") for b in blocks), tuple(made), (), ())


def count(text: str) -> int:
    return len(text)


def texts(whole: Article, budget: int) -> list[str]:
    return [chunk.text for chunk in chunk_article(whole, count, budget)]


def test_whole_sentences_are_packed_to_the_budget() -> None:
    assert texts(article("港口一期完工。二期开工。三期在建。"), 12) == ["港口一期完工。二期开工。", "三期在建。"]


def test_a_fairly_full_chunk_ends_with_its_paragraph() -> None:
    first, second = "港口一期完工了。", "二期工程明年开工。三期再议。"
    assert texts(article(first, second), 15) == [first, second]


def test_short_paragraphs_share_a_chunk() -> None:
    assert texts(article("一期完工。", "二期开工。"), 40) == ["一期完工。\n二期开工。"]


def test_a_subhead_begins_the_chunk_of_the_sentence_after_it() -> None:
    assert texts(article("港口一期完工了。", "#新的码头", "码头明年开工建设。"), 15) == [
        "港口一期完工了。",
        "新的码头\n码头明年开工建设。",
    ]


def test_a_long_sentence_is_cut_after_a_clause() -> None:
    long = "码头有八个泊位，仓库有三十座，铁路专线有两条，工人有九百名。"
    cut = texts(article(long), 18)
    assert "".join(cut) == long
    assert [piece[-1] for piece in cut] == ["，", "。"]


def test_a_text_without_any_punctuation_is_cut_anyway() -> None:
    cut = texts(article("港" * 100), 30)
    assert "".join(cut) == "港" * 100
    assert max(map(len, cut)) <= 30


def test_a_figure_keeps_its_thousands_together() -> None:
    assert any(
        "1,234,567" in piece for piece in texts(article("总额达到了足足1,234,567元，比上年增长，增幅不小。"), 18)
    )


def test_an_article_without_a_sentence_has_no_chunk() -> None:
    assert texts(article(), 30) == []
    assert texts(article("#只有小标题"), 30) == []


def test_the_headline_is_part_of_what_is_embedded() -> None:
    whole = article("一期完工。")
    [chunk] = chunk_article(whole, count, 30)
    assert passage_text(whole, chunk) == "云溪港扩建\n一期完工。"


def test_ids_follow_from_the_article_and_the_range() -> None:
    whole = article("港口一期完工。二期开工。三期在建。")
    once, again = (chunk_article(whole, count, 12) for _ in range(2))
    assert once == again
    assert len({chunk.id for chunk in once}) == len(once)


LINES = st.lists(st.text("港口码头。！？，；：“”（）abc 1.,", min_size=1, max_size=80), min_size=1, max_size=6)


@given(LINES, st.integers(5, 60))
def test_chunks_hold_all_paragraphs_in_order_within_the_budget(lines: list[str], budget: int) -> None:
    whole = article(*lines)
    chunks = chunk_article(whole, count, budget)
    covered = "".join(whole.body[chunk.start : chunk.end] for chunk in chunks)
    assert "".join(covered.split()) == "".join(whole.body.split())
    assert all(first.end <= second.start for first, second in pairwise(chunks))
    for chunk in chunks:
        assert chunk.text == whole.body[chunk.start : chunk.end]
        # White space between sentences is not counted when they are packed.
        assert len("".join(chunk.text.split())) <= budget
