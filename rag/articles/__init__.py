"""Recovers the articles of a newspaper page from its text: every sign of it goes to one article or one fragment."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from rag.articles.assemble import article_id, to_article, to_fragment, words_of
from rag.articles.flow import Item, read_items
from rag.articles.gutters import Order, reading_order
from rag.articles.layout import lay_out
from rag.articles.lines import plain
from rag.articles.marked import lay_out_marked
from rag.articles.signed import signed
from rag.articles.views import marked_views, ordered_view, restored
from rag.prose.script import as_printed, is_traditional, simplified
from rag.types import Article, Fragment, Page, ParsedPage

__all__ = ["article_id", "in_columns", "parse_page"]


def parse_page(page: Page) -> ParsedPage:
    """Take a page apart into its articles and fragments; every sign that is not white space is in exactly one of them.

    Offsets are those of ``page.text``. Never raises, whatever the text; time is linear in its length.
    """
    with _collector_at_rest():
        return _parse(page)


def in_columns(page: Page) -> Order:
    """The order of a page's lines, if it is text in which columns stand side by side."""
    # Where a file has its lines' places, or tables, the reader has put them in order.
    return Order(None, doubtful=False) if page.lines or page.rows or page.marked else reading_order(page.text)


@contextmanager
def _collector_at_rest() -> Iterator[None]:
    """Keep the cycle collector from walking the objects of a long text again and again; cycles wait till the end.

    With it, 10 MB took 13 times as long as 1 MB; without, 10 times.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _parse(page: Page) -> ParsedPage:
    if page.marked:
        parsed = restored(page, [(view, _parse_one(view.page)) for view in marked_views(page)])
    elif order := in_columns(page).lines:
        view = ordered_view(page, order)
        parsed = restored(page, [(view, _parse_one(view.page))])
    else:
        parsed = _parse_one(page)
    if len(parsed.articles) == 1:
        return replace(parsed, articles=(signed(parsed.articles[0], page),))
    return parsed


def _parse_one(page: Page) -> ParsedPage:
    # The rules know simplified characters; what they find is taken from the page as it is, by its offsets.
    reading = replace(page, text=simplified(page.text)) if is_traditional(page.text) else page
    items, raw = read_items(reading), plain(reading.text)
    title = page.marked[0].title if page.marked else None
    layout = lay_out_marked(items, title, raw) if title else lay_out(items, raw)
    words = words_of(page)
    articles: list[Article] = []
    fragments: list[Fragment] = [to_fragment(item, page) for item in layout.loose]
    for draft in layout.drafts:
        fragments.extend(to_fragment(item, page) for item in draft.jumps)
        fragments.extend(to_fragment(Item("label", item.lines), page) for item in draft.labels)
        article = to_article(draft, page, words)
        if article is not None:
            articles.append(article if reading is page else _with_printed_names(article, page))
        else:
            whole = (
                *draft.kicker,
                *draft.headline,
                *draft.bylines,
                *(item for _, items in draft.blocks for item in items),
            )
            fragments.extend(to_fragment(Item("furniture", item.lines), page) for item in whole)
    fragments.sort(key=lambda fragment: fragment.spans[0])
    return ParsedPage(page, tuple(articles), tuple(fragments))


def _with_printed_names(article: Article, page: Page) -> Article:
    byline = tuple(as_printed(name, page.text) for name in article.byline)
    return replace(article, byline=byline, id=article_id(article.title, byline, article.body))
