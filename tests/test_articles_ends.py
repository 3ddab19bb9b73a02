"""Where one story ends and the next begins: credits, page heads, leads, indents, subheads, words in common."""

from __future__ import annotations

from rag.articles.columns import indents_kept
from rag.articles.lines import split_lines
from rag.types import Page
from tests.pages.wrap import wrap_signs
from tests.test_articles_pages import BANK, FUND, TEA, YARD, column


def indented(paragraphs: tuple[str, ...], width: int = 18) -> str:
    """Paragraphs that keep their indents, in frames that end after their first lines."""
    parts = []
    for text in paragraphs:
        first, *rest = wrap_signs(text, width, width - 2, True)
        parts.append("\n".join(["　　" + first, "", *rest]))
    return "\n\n".join(parts)


def test_indents_are_kept_by_a_page_of_a_file_that_has_lost_them_elsewhere() -> None:
    lost = "\n\n".join(column((*YARD, *FUND, *BANK)) for _ in range(3))
    lines = split_lines(Page("page", lost + "\n\n" + indented((*TEA, *YARD, *TEA, *YARD))))
    kept = indents_kept(lines)
    assert {yes for line, yes in zip(lines, kept, strict=True) if line.indent} == {True}
    assert not any(kept[: len(lost.split()) - 20])
    assert not any(indents_kept(lines[:60]))
