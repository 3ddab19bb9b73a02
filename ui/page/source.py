"""The source panel: the article as printed, with the cited sentence marked."""

from __future__ import annotations

from rag import types
from rag.app import Library
from rag.errors import UnknownArticle
from ui import schemas
from ui.page.faults import in_words, words_html
from ui.render import article_html, escape
from ui.texts import Texts

MARK, AGAIN = "() => jb.mark()", "() => jb.again()"


def empty_html(texts: Texts, below: str = "", said: str = "source_empty") -> str:
    """The panel before anything is chosen, with something to choose below."""
    return f'<aside class="jb-source jb-empty"><p>{texts[said]}</p>{below}</aside>'


def panel_html(inside: str, texts: Texts) -> str:
    """The panel around something."""
    return (
        f'<aside class="jb-source jb-open" tabindex="-1" aria-label="{texts["source"]}">'
        f'<button type="button" class="jb-close" data-close="">✕ {texts["close"]}</button>{inside}</aside>'
    )


def cited_html(library: Library, citation: schemas.Citation | None, texts: Texts) -> str:
    """The article behind a citation; of one that has left the archive, the words that were cited."""
    if citation is None:
        return empty_html(texts)
    try:
        article = library.article(citation.article_id)
    except UnknownArticle:
        quote = f'<mark class="jb-cited">{escape(citation.quote)}</mark>'
        left = f'<article class="jb-article"><h3>{escape(citation.title)}</h3><p>{quote}</p></article>'
        return panel_html(f'<p class="jb-note">{texts["source_gone"]}</p>{left}', texts)
    return panel_html(article_html(article, texts, find(article, citation), library.corrections(article)), texts)


def find(article: types.Article, citation: schemas.Citation) -> tuple[int, int]:
    """Where a citation's quote stands in the body: where it says, else where the words are."""
    start, end = citation.body_start, citation.body_end
    if article.body[start:end] != citation.quote:
        start = article.body.find(citation.quote)
        end = start + len(citation.quote) if start >= 0 else start
    return start, end


def opened_html(library: Library, article_id: str, texts: Texts, cited: tuple[int, int] | None = None) -> str:
    """An article by its id, with a range of its body marked where given."""
    try:
        article = library.article(article_id)
    except UnknownArticle as error:
        return panel_html(f'<p class="jb-note">{words_html(in_words(error, texts), texts)}</p>', texts)
    return panel_html(article_html(article, texts, cited, library.corrections(article)), texts)
