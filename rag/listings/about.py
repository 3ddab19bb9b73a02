"""Questions about the archive itself (how many articles, who wrote it, where it was printed): the catalogue answers."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date, timedelta

from rag.articles.wording import names_notice
from rag.listings.choice import (
    TITLED,
    WORK,
    Choice,
    asks_for_all,
    by_title,
    described,
    gives_day,
    jumping,
    names_paper,
    papers_of,
    restrict,
    telling_of,
    writers_together,
)
from rag.listings.days import Calendar, Days, days_of_printing
from rag.listings.entries import Entry, Wanted, about_one, lacking, listing, noticed, unprinted
from rag.listings.topics import OF_MANY, Topic, asks_of_notices, asks_of_printing, topics_of
from rag.prose.folding import fold
from rag.prose.language import language_of
from rag.prose.questions import read_question
from rag.types import Article, Language

# 「这几篇都是哪天见报的」; 「那篇叫什么题目」.
_THESE = re.compile(r"这[几些]|所有|全部|各篇|每篇|\b(?:these|all)\b")
# 「列出所有标题」 is of the whole archive, 「列出所有相关报道」 may be of what was spoken of.
_EVERY = re.compile(
    r"(?:所有|全部)的?(?:标题|题目|文章|报道|稿件|新闻)|\ball (?:the )?(?:headlines|titles|articles|stories)\b", re.I
)
_ONE = re.compile(
    r"[这那哪][一]?篇(?!篇)|(?:的|这|那)(?:文章|报道|稿件|稿子|评论|专访)(?:的?(?:标题|题目)(?:是|叫)|叫|起了?|用了?)(?:什么|啥)"
)
_NEWEST = re.compile(
    r"最(?:(?P<new>新|近|晚)|早)的?(?:一|那)?(?:篇|则|条|天|期|报道|文章)|\b(?:(?P<newest>latest|newest)|earliest|oldest)\b",
    re.I,
)
_LAST_ISSUE = re.compile(
    r"最[新近后]的?(?:这|那)?一?(?:期|天|份)|\b(?:latest|newest|last) (?:issue|edition|paper|day)\b", re.I
)
# What is printed of late, where nothing else is said, is of so many days before the newest paper.
_OF_LATE = timedelta(6)
_BARE = re.compile(r"[\w·&.'’ -]{2,40}")
_MOST_WORDS, _MOST_NOTICES = 4, 10
_SUMMED_UP: tuple[Topic, ...] = ("writers", "papers", "most", "span")


def answer_about(
    question: str,
    articles: Sequence[Article],
    find: Callable[[str], Article | None],
    wording: Callable[[str], str] = str,
    today: date | None = None,
    meant: Sequence[Article] = (),
) -> tuple[Entry, ...] | None:
    """Answer a question about the archive from its articles, or return ``None`` where it is no such question.

    ``find`` searches the article that a description means; ``wording`` gives a question in the archive's language;
    ``meant`` are the articles of which a follow-up goes on to ask. An empty tuple says that the archive has no such
    article, and so does an entry that speaks of none.
    """
    topics = topics_of(question)
    days = _days(question, articles, today or date.today())
    if (given := _given(question, articles, days, meant)) is not None:
        return given
    choice = restrict(question, articles)
    if not topics:
        if not (days or choice.by_imprint) or not asks_of_printing(question, of_a_paper=choice.of_a_paper):
            return None
        topics = ("headlines",)
    language = language_of(question)
    article = by_title(question, articles)
    many = tuple(topic for topic in topics if topic in OF_MANY)
    several = bool(many) or (_THESE.search(question) is not None and asks_for_all(question))
    if several and article is None:
        chosen = _chosen(question, articles, restrict(question, articles, days), days, wording)
        listed = chosen is not None and len(chosen) != 1 and writers_together(question)
        if chosen is None or "count" in topics or listed or not _ONE.search(question):
            return None if chosen is None else _of_many(question, articles, chosen, days, many or ("headlines",))
        article = chosen[0] if len(chosen) == 1 else None
    if article is None and (choice.by_imprint or choice.by_name) and len(choice.articles) == 1:
        article = choice.articles[0]
    if article is None and TITLED.search(question) and not re.search(WORK, question):
        return None  # of a song or a book: no article's headline
    article = article or _newest(question, choice.articles) or find(question)
    if article is None:
        return ()
    return _of_one(topics, article, language) or None


def _given(
    question: str, articles: Sequence[Article], days: Days | None, meant: Sequence[Article]
) -> tuple[Entry, ...] | None:
    """What is told of articles that need not be found: spoken of before, the paper's notices, those that go on."""
    topics, language = topics_of(question), language_of(question)
    if meant and topics:
        return tuple(entry for each in meant for entry in _of_one(topics, each, language)) or None
    if "continued" in topics and by_title(question, articles) is None:
        jumped = jumping(question, articles)
        if jumped is not None:
            return tuple(entry for each in jumped for entry in _of_one(topics, each, language))
    if not asks_of_notices(question):
        return None
    notices = [each for each in restrict(question, articles, days).articles if names_notice(each.title)]
    return tuple(noticed(notices[:_MOST_NOTICES], language))


def _of_one(topics: Sequence[Topic], article: Article, language: Language) -> tuple[Entry, ...]:
    one = [topic for topic in topics if topic not in ("count", *_SUMMED_UP)]
    if {"author", "continued"}.intersection(one) and "headlines" in one:
        one.remove("headlines")  # who wrote it is told with its headline, and where it goes on
    told = tuple(about_one(topic, article, language) for topic in one)
    # What is asked of it is not in the paper: that is no answer, though it can be told more exactly.
    return told if any(entry.printed for entry in told) else tuple(unprinted(entry, language) for entry in told)


def answer_bare(question: str, articles: Sequence[Article]) -> tuple[Entry, ...] | None:
    """Answer a name or a word alone with the articles that print it, those first that have it in their headlines.

    A paper's or a writer's name asks for their articles. ``None`` where nothing prints it.
    """
    bare = _bare(question)
    language, name = language_of(bare), fold(bare)
    signed = [each for each in articles if name in {fold(writer) for writer in each.byline}]
    printed = [each for each in articles if any(names_paper(name, paper) for paper in papers_of([each]))]
    if own := signed or printed:
        return tuple(listing(_newest_first(own), language, Wanted(("headlines",))))
    printing = [each for each in _newest_first(articles) if name in fold(each.printed)]
    headed = [each for each in printing if name in fold(each.title)]
    rest = [each for each in printing if each not in headed]
    return (
        tuple(listing([*headed, *rest], language, Wanted(("headlines",), mentioned=(bare,), of=bare)))
        if printing
        else None
    )


def stands_alone(question: str) -> bool:
    """Tell whether a question that names nobody is of the archive itself, whatever was asked before it.

    「最近有什么新闻」, 「列出所有标题」 and 「谁写得最多」 are; 「有几篇报道」 may be of what was spoken of.
    """
    topics, today = topics_of(question), date.today()
    if {"most", "span"}.intersection(topics) or ("headlines" in topics and _EVERY.search(question)):
        return True
    given = gives_day(question) or days_of_printing(question, Calendar(today, today, today)) is not None
    return given and bool({"headlines", "count"}.intersection(topics) or asks_of_printing(question, of_a_paper=True))


def is_bare(question: str) -> bool:
    """Tell whether a question is one name or word alone (「青禾银行」, 「Qinghe Bank」)."""
    bare = _bare(question)
    if not _BARE.fullmatch(bare):
        return False
    [*terms] = read_question(bare).terms
    if len(terms) == 1 and terms[0].text == fold(bare) and (terms[0].name or not terms[0].verb):
        return True
    words = bare.split()
    return 1 < len(words) <= _MOST_WORDS and all(word[0].isupper() and word.isascii() for word in words)


def _bare(question: str) -> str:
    return question.strip(" ，。？！?!.\"“”《》'")


def _of_many(
    question: str,
    articles: Sequence[Article],
    chosen: tuple[Article, ...],
    days: Days | None,
    topics: tuple[Topic, ...],
) -> tuple[Entry, ...]:
    """List the articles chosen, of late the newest first; where there is none, say of which days that is."""
    language = language_of(question)
    if not chosen:
        bounded = days is not None and days.bounded
        return (lacking(_said(days, language), max(_dates(articles), default=None), language),) if bounded else ()
    said = _said(days, language)
    if days is not None and days.of_late:
        whole = chosen == _of_late(articles)
        said = _since(_first_of_late(articles), language) if whole else ""
        chosen = tuple(_newest_first(chosen))
        if _LAST_ISSUE.search(question):
            chosen = tuple(each for each in chosen if each.date == chosen[0].date)
            said = str(chosen[0].date or "")
    named = {name for each in chosen for name in each.byline if len(name) > 1 and fold(name) in fold(question)}
    compared = tuple(named) if len(named) > 1 else ()
    return tuple(listing(chosen, language, Wanted(topics, said, _mentioned(question, chosen), writers=compared)))


def _chosen(
    question: str, articles: Sequence[Article], choice: Choice, days: Days | None, wording: Callable[[str], str]
) -> tuple[Article, ...] | None:
    """The articles that a question on several means; ``None`` where it does not say."""
    jumped = jumping(question, articles)
    if jumped is not None:
        return jumped
    if choice.by_imprint or choice.by_name:
        about = described(question) if choice.by_imprint else ""
        told = telling_of(wording(about), choice.articles) if about else None
        if told is not None:
            return told
        if choice.articles or (days and days.bounded):
            return choice.articles
    rest = described(question) if "span" in topics_of(question) else days.rest if days else question
    told = telling_of(rest, ())  # what describes nothing needs no translation
    if told is not None:
        told = telling_of(wording(rest), choice.printed if choice.by_imprint else articles)
    if told is None and not (choice.by_imprint or choice.by_name):
        if days and days.of_late:
            return _of_late(articles)
        topics = topics_of(question)
        whole = not _ONE.search(question) and ("count" in topics or any(topic in topics for topic in _SUMMED_UP))
        return tuple(articles) if asks_for_all(question) or whole else None
    return told or ()


def _days(question: str, articles: Sequence[Article], today: date) -> Days | None:
    dates = _dates(articles) or [today]
    names = {*papers_of(articles), *(name for article in articles for name in article.byline)}
    known = [*(name for name in names if fold(name) in fold(question)), *read_question(question).names]
    return days_of_printing(question, Calendar(min(dates), max(dates), today), known)


def _dates(articles: Sequence[Article]) -> list[date]:
    return [place.date for article in articles for place in article.places if place.date]


def _said(days: Days | None, language: Language) -> str:
    """The days of a question as an answer gives them."""
    if days is None:
        return ""
    first, last = days.first, days.last
    if first and first == last:
        return first.isoformat()
    if first and last:
        return f"{first}至{last}" if language == "zh" else f"{first} to {last}"
    if first:
        return _since(first, language)
    return (f"截至{last}" if language == "zh" else f"up to {last}") if last else ""


def _since(first: date | None, language: Language) -> str:
    return "" if first is None else f"{first}起" if language == "zh" else f"from {first}"


def _newest_first(articles: Sequence[Article]) -> list[Article]:
    return sorted(articles, key=lambda article: str(article.date or ""), reverse=True)


def _of_late(articles: Sequence[Article]) -> tuple[Article, ...]:
    """The articles of the archive's last days; all, where none has a day."""
    first = _first_of_late(articles)
    if first is None:
        return tuple(articles)
    return tuple(each for each in articles if any(place.date and place.date >= first for place in each.places))


def _first_of_late(articles: Sequence[Article]) -> date | None:
    newest = max(_dates(articles), default=None)
    return newest - _OF_LATE if newest else None


def _mentioned(question: str, chosen: Sequence[Article]) -> tuple[str, ...]:
    """The names of a question that are printed in all the articles chosen."""
    names = read_question(described(question)).names
    return tuple(name for name in names if all(name in fold(article.body) for article in chosen))


def _newest(question: str, articles: Sequence[Article]) -> Article | None:
    """The latest or the earliest article, where a question asks for it and days are known."""
    asked = _NEWEST.search(question)
    dated = [article for article in articles if article.date]
    if not asked or not dated:
        return None
    return (max if asked["new"] or asked["newest"] else min)(dated, key=lambda article: str(article.date))
