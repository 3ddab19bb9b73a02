"""Hard-wrapped text that keeps its paragraphs' indents: short lines inside a sentence, subheads set like paragraphs."""

from __future__ import annotations

import pytest

from rag.articles.columns import measure
from rag.articles.display import Gap, read_states
from rag.articles.lines import split_lines
from rag.types import Page
from tests.pages.wrap import wrap_signs
from tests.test_articles_pages import BANK, TEA, YARD, parse

HEADLINE = "澄湖造船厂四月交付三艘双燃料船"
# Figures had no room in the lines before them.
SHORT = (
    "　　船厂负责人说，新船台是用两笔\n{}造船贷款\n2,050万元和1,600万元建成的，\n今年船厂还要再投入1,000万元，扩建\n"
    "2,200米的岸线。\n"
)


def indented(paragraphs: tuple[str, ...]) -> str:
    return "".join("　　" + "\n".join(wrap_signs(paragraph, 18, 16, True)) + "\n" for paragraph in paragraphs)


@pytest.mark.parametrize("above", ["", "\n"])
def test_a_short_line_inside_an_indented_paragraphs_sentence_is_surely_running_text(above: str) -> None:
    page = f"{HEADLINE}\n{indented(YARD)}{SHORT.format(above)}{indented(TEA)}"
    lines = split_lines(Page("page", page))
    gaps = [Gap() for _ in range(len(lines) + 1)]
    readings = read_states(lines, gaps, [False] * len(lines), measure(lines, []))
    doubt = next(one.doubt for line, one in zip(lines, readings, strict=True) if line.text == "造船贷款")
    assert (doubt < -5) == (not above)


def test_an_indented_line_that_ends_nothing_is_a_subhead_and_parts_no_story() -> None:
    subhead = "支农贷款首次超过二十六亿元大关"
    page = f"{HEADLINE}\n{indented(YARD)}　　{subhead}\n{indented(BANK)}"
    (article,) = parse(page).articles
    shown = [article.body[block.start : block.end] for block in article.blocks if block.kind == "subhead"]
    assert (article.title, shown) == (HEADLINE, [subhead])
