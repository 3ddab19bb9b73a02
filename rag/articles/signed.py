"""The writers of an article that its file names beside the text, where the text itself names none."""

from __future__ import annotations

from dataclasses import replace

from rag.articles.assemble import article_id
from rag.articles.bylines import read_byline, read_names
from rag.articles.lines import HAN, plain
from rag.types import Article, Page

# Who signs for a house, closed classes: the last sign of a Chinese house's name, the words of English desks.
_HOUSES = tuple("网报社台部站")
_OFFICES = frozenset(
    ("the", "staff", "desk", "editor", "editors", "editorial", "newsroom", "news", "team", "reporter", "reporters")
)


def signed(article: Article, page: Page) -> Article:
    """The article with the writers that its file declares, if its text has none and they are named like people."""
    names = () if article.byline or not page.writers else _names(plain(page.writers))
    return replace(article, byline=names, id=article_id(article.title, names, article.body)) if names else article


def _names(text: str) -> tuple[str, ...]:
    if HAN.search(text):
        names = read_byline(text) or read_names(text, certain=False) or ()
        return () if any(name.endswith(_HOUSES) for name in names) else names
    names = read_byline(text) or read_names(text, certain=True) or ()
    people = all(len(name.split()) > 1 and not _OFFICES & set(name.casefold().split()) for name in names)
    return names if people else ()
