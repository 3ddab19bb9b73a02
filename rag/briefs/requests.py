"""What readers ask to be summed up: which articles a digest is of, and who writes of those that a request means."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from rag.briefs.digest import Digester
from rag.briefs.headings import title_of
from rag.briefs.subject import prints
from rag.briefs.summarize import Summarizer
from rag.errors import UnknownArticle
from rag.types import Article, Hit, Summary

# How many chunks a search for a digest's topic reads.
_TOPIC_DEPTH = 100


def to_digest(
    articles: Sequence[Article], topic: str | None, page: str | None, search: Callable[[str, int], Sequence[Hit]]
) -> tuple[list[Article], int]:
    """Choose a digest's articles: those that may be on its topic, and how many there are with those that are not.

    Raises ``UnknownArticle`` when there is none.
    """
    chosen = [article for article in articles if not page or any(place.page == page for place in article.places)]
    count = len(chosen)
    if topic is not None:
        near = {hit.article.id for hit in search(topic, _TOPIC_DEPTH)}
        chosen = [article for article in chosen if article.id in near or prints(article, topic)]
    if not chosen:
        raise UnknownArticle("There is no article to digest.", remedy="Widen the filters or the topic.")
    return chosen, count


def brief(articles: Sequence[Article], topic: str, summarizer: Summarizer, digester: Digester) -> Summary:
    """Write what a request for a brief asks for: of one article its brief, of several a digest on their subject."""
    if len(articles) == 1:
        return summarizer.summarize(articles[0])
    if topic:
        summary = digester.digest(articles, title_of(articles, topic), topic=topic)
        if summary.citations:
            return summary
    return digester.digest(articles, title_of(articles, None))
