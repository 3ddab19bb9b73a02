"""Questions about the archive itself (how many articles, who wrote it, where it was printed): the catalogue answers."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from rag.answers.choice import WORK, Choice, asks_for_all, by_title, jumping, restrict, telling_of
from rag.answers.entries import Entry, about_one, listing
from rag.answers.topics import OF_MANY, topics_of
from rag.prose.questions import language_of
from rag.types import Article

# 「这几篇都是哪天见报的」; 「那篇叫什么题目」.
_THESE = re.compile(r"这[几些]|所有|全部|各篇|每篇|\b(?:these|all)\b")
_ONE = re.compile(
    r"[这那哪][一]?篇(?!篇)|(?:的|这|那)(?:文章|报道|稿件|稿子|评论|专访)(?:的?(?:标题|题目)(?:是|叫)|叫|起了?|用了?)(?:什么|啥)"
)
_NEWEST = re.compile(
    r"最(?:(?P<new>新|近|晚)|早)的?(?:一|那)?(?:篇|则|条|天|期|报道|文章)|\b(?:(?P<newest>latest|newest)|earliest|oldest)\b",
    re.I,
)
_TITLED = re.compile(r"《[^《》]{2,}》")


def answer_about(
    question: str,
    articles: Sequence[Article],
    find: Callable[[str], Article | None],
    wording: Callable[[str], str] = str,
) -> tuple[Entry, ...] | None:
    """Answer a question about the archive from its articles, or return ``None`` where it is no such question.

    ``find`` searches the article that a description means; ``wording`` gives a question in the archive's language. An
    empty tuple says that the archive has no such article.
    """
    topics = topics_of(question)
    if not topics:
        return None
    language = language_of(question)
    choice = restrict(question, articles)
    article = by_title(question, articles)
    many = [topic for topic in topics if topic in OF_MANY]
    several = bool(many) or (_THESE.search(question) is not None and asks_for_all(question))
    if several and article is None:
        chosen = _chosen(question, articles, choice, wording)
        if chosen is None:
            return None
        if "count" in topics or not _ONE.search(question):
            return tuple(listing(chosen, language, many or ["headlines"])) if chosen else ()
        article = chosen[0] if len(chosen) == 1 else None
    if article is None and (choice.by_imprint or choice.by_name) and len(choice.articles) == 1:
        article = choice.articles[0]
    if article is None and _TITLED.search(question) and not re.search(WORK, question):
        return None  # of a song or a book: no article's headline
    article = article or _newest(question, choice.articles) or find(question)
    if article is None:
        return ()
    one = [topic for topic in topics if topic not in ("count", "writers", "papers")]
    if "author" in one and "headlines" in one:
        one.remove("headlines")  # who wrote it is told with its headline
    return tuple(about_one(topic, article, language) for topic in one) or None


def _chosen(
    question: str, articles: Sequence[Article], choice: Choice, wording: Callable[[str], str]
) -> tuple[Article, ...] | None:
    """The articles that a question on several means; ``None`` where it does not say."""
    jumped = jumping(question, articles)
    if jumped is not None:
        return jumped
    if choice.articles and (choice.by_imprint or choice.by_name):
        return choice.articles
    told = telling_of(wording(question), articles)
    if told is None and not (choice.by_imprint or choice.by_name):
        of_all = asks_for_all(question) or ("count" in topics_of(question) and not _ONE.search(question))
        return tuple(articles) if of_all else None
    return told or ()


def _newest(question: str, articles: Sequence[Article]) -> Article | None:
    """The latest or the earliest article, where a question asks for it and days are known."""
    asked = _NEWEST.search(question)
    dated = [article for article in articles if article.date]
    if not asked or not dated:
        return None
    return (max if asked["new"] or asked["newest"] else min)(dated, key=lambda article: str(article.date))
