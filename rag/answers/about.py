"""Questions about the archive itself (how many articles, who wrote it, where it was printed): the catalogue answers."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from rag.prose.questions import fold, language_of, read_question
from rag.types import Article, Language, Place

Topic = Literal["count", "headlines", "author", "continued", "printed"]
_MOST_LISTED = 20

_WORK = r"(?:文章|报道|稿件|稿子|新闻|消息|评论|专访)"
_WROTE = r"(?:采写|撰写|执笔|署名|写作|合写|写)"
# In the order in which an answer gives them; a question may ask several at once.
_PATTERNS: tuple[tuple[Topic, re.Pattern[str]], ...] = (
    (
        "headlines",
        re.compile(
            rf"(?:哪些|哪几篇|什么|哪几条|哪篇){_WORK}|{_WORK}(?:有哪些|都有什么|分别是)|(?:标题|题目)(?:分别)?(?:是|有|都|叫)*(?:什么|哪些)"
            rf"|(?:列出|列举|给出)[^，。？]{{0,12}}(?:标题|题目|{_WORK})|(?:写|发表|采写|发|登)[了过](?:哪些|什么|哪几篇)"
            r"|\b(?:which|what) (?:articles|stories|headlines)\b|\blist\b.{0,30}\b(?:headlines|titles|articles)\b"
            r"|\bwhat (?:is|was|are|were) the (?:headline|title)s?\b",
            re.I,
        ),
    ),
    (
        "count",
        re.compile(
            rf"(?:多少|几)\s*[篇则](?:{_WORK})?|(?:多少|几)[个条]?{_WORK}|{_WORK}(?:一共|总共|共)?有?(?:多少|几)[篇条则]"
            r"|\bhow many (?:articles|stories|reports|pieces|items)\b",
            re.I,
        ),
    ),
    (
        "author",
        re.compile(
            rf"作者(?:分别)?(?:是|为|有|叫)*(?:谁|哪)|(?:谁|何人){_WROTE}|署名(?:是|为|有)*(?:谁|哪)|{_WORK}的(?:作者|记者)"
            rf"|(?:哪[几一两]?[位名些]|[几两][位名])(?:记者|作者)?(?:共同|一起|联合)?{_WROTE}|(?:记者|作者)(?:分别)?(?:是|叫)(?:谁|什么名字|哪)"
            rf"|(?:由|出自)(?:谁|哪[几一两]?[位名些])[^，。？]{{0,4}}{_WROTE}|(?:的|、|和)作者[和与、]|作者(?:和|与|及)"
            r"|\bwho wrote\b|\bwho (?:is|was|are|were) the (?:author|writer|reporter)s?\b|\bwritten by whom\b",
            re.I,
        ),
    ),
    (
        "continued",
        re.compile(
            r"(?:上接|下转|转自|接自|续自|续接|承接|转到|转至|续到|接着)[^，。？]{0,6}(?:哪|几|什么)"
            r"|(?:从|由|在)(?:哪|第?几)[个一]?[版页][^，。？]{0,6}[转接续]|[转接续][^，。？]{0,6}(?:哪|第?几)[个一]?[版页]"
            r"|\bcontinue[sd]?\b.{0,30}\b(?:which|what) page|(?:which|what) page\b.{0,60}\bcontinue",
            re.I,
        ),
    ),
    (
        "printed",
        re.compile(
            rf"(?:登|刊|发表|刊登|刊发|刊载|印)(?:在|于|了)*(?:哪|第?几|什么|何)|(?:在|是)(?:哪一?|第?几)个?[版页](?:的|上|刊|登|[？?]|$)"
            rf"|{_WORK}(?:是|在)?(?:哪天|哪一天|何时|什么时候)|(?:哪天|哪一天|何时|什么时候)(?:刊登|发表|见报|刊发)|见报(?:日期|时间)"
            r"|\b(?:which|what) page\b|\bwhen was\b.{0,60}\b(?:published|printed)\b",
            re.I,
        ),
    ),
)
_TITLE = re.compile(r"《([^《》]{4,60})》|[\"“]([^\"“”]{6,60})[\"”]")
_DAY = re.compile(r"(?:((?:19|20)\d{2})\s*年)?\s*(\d{1,2})\s*月\s*(\d{1,2})\s*[日号]")
_ISO_DAY = re.compile(r"((?:19|20)\d{2})-(\d{1,2})-(\d{1,2})")
_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_ENGLISH_DAY = re.compile(
    rf"\b({'|'.join(_MONTHS)})\s+(\d{{1,2}})(?:,?\s+((?:19|20)\d{{2}}))?|\b(\d{{1,2}})\s+({'|'.join(_MONTHS)})", re.I
)
_PAGE = re.compile(
    r"(?<![A-Za-z0-9])([A-Za-z]\d{1,2})(?![A-Za-z0-9])|第\s*0*(\d{1,2})\s*版|\bpage\s+0*(\d{1,2})\b", re.I
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One sentence of an answer from the catalogue, with the articles that it speaks of."""

    text: str
    articles: tuple[Article, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """The articles that a question leaves in, and by what: their day, page, paper or writer, or names in their text."""

    articles: tuple[Article, ...]
    by_imprint: bool
    by_name: bool


def topics_of(question: str) -> tuple[Topic, ...]:
    """Tell what a question asks of the archive itself: nothing, for a question on what was reported."""
    return tuple(topic for topic, pattern in _PATTERNS if pattern.search(question))


def answer_about(
    question: str, articles: Sequence[Article], find: Callable[[str], Article | None]
) -> tuple[Entry, ...] | None:
    """Answer a question about the archive from its articles, or return ``None`` where it is no such question.

    ``find`` searches the article that a description means. An empty tuple says that the archive has no such article.
    """
    topics = topics_of(question)
    if not topics:
        return None
    language = language_of(question)
    choice = restrict(question, articles)
    chosen, restricted = choice.articles, choice.by_imprint or choice.by_name
    if {"count", "headlines"} & set(topics) and by_title(question, articles) is None:
        if not restricted and not _asks_for_all(question):
            return None
        return tuple(_listing(chosen, language, titles="headlines" in topics))
    article = by_title(question, articles) or (chosen[0] if restricted and len(chosen) == 1 else find(question))
    if article is None:
        return ()
    asked = [topic for topic in topics if topic not in ("count", "headlines")]
    return tuple(_about_one(topic, article, language) for topic in asked) or None


def _asks_for_all(question: str) -> bool:
    return bool(
        re.search(
            r"资料|档案|库|剪报|收录|这[一几个]?版|这[一几]?[张份]|版面|这些|所有|全部|一共|总共|共有"
            r"|archive|library|collection|this page|in all|altogether",
            question,
            re.I,
        )
    )


def restrict(question: str, articles: Sequence[Article]) -> Choice:
    """Keep the articles of the day, page, paper, author and names that a question gives."""
    text = fold(question)
    days = [(int(y) if y else None, int(m), int(d)) for y, m, d in [*_DAY.findall(text), *_ISO_DAY.findall(text)]]
    for month, day, year, other_day, other_month in _ENGLISH_DAY.findall(text):
        days.append((int(year) if year else None, _MONTHS.index(month or other_month) + 1, int(day or other_day)))
    pages = [code.upper() or number or other for code, number, other in _PAGE.findall(text)]
    papers = {place.newspaper for a in articles for place in a.places if place.newspaper}
    papers = {paper for paper in papers if fold(paper) in text}
    authors = {name for a in articles for name in a.byline if len(name) > 1 and fold(name) in text}
    known = fold(" ".join([*papers, *authors]))
    rest = question
    for pattern in (_DAY, _ISO_DAY, _ENGLISH_DAY, _PAGE):  # a page's number and an English month look like names
        rest = pattern.sub(" ", rest)
    others = [name for name in read_question(rest).names if name not in known and not _TITLE.search(question)]
    chosen = [
        article
        for article in articles
        if any(
            (not days or any(_is_day(place, day) for day in days))
            and (not pages or any(_is_page(place.page, page) for page in pages))
            and (not papers or place.newspaper in papers)
            for place in article.places
        )
        and (not authors or authors & set(article.byline))
        and all(name in fold(article.title + article.body) for name in others)
    ]
    return Choice(tuple(chosen), bool(days or pages or papers or authors), bool(others))


def _is_day(place: Place, wanted: tuple[int | None, int, int]) -> bool:
    year, month, day = wanted
    return (
        place.date is not None
        and (place.date.month, place.date.day) == (month, day)
        and (year is None or place.date.year == year)
    )


def _is_page(page: str | None, wanted: str) -> bool:
    return page is not None and page.upper().lstrip("0") == wanted.upper().lstrip("0")


def by_title(question: str, articles: Sequence[Article]) -> Article | None:
    """Find the article whose headline a question gives, the one with the longest if several."""
    wanted = [_bare(first or second) for first, second in _TITLE.findall(question)]
    whole = _bare(question)
    best: Article | None = None
    for article in articles:
        title = _bare(article.title)
        if len(title) < 4:
            continue
        if any(part in title or title in part for part in wanted) or title in whole:
            best = article if best is None or len(title) > len(_bare(best.title)) else best
    return best


def _bare(text: str) -> str:
    return re.sub(r"[\W_]+", "", fold(text))


def _listing(articles: Sequence[Article], language: Language, *, titles: bool) -> list[Entry]:
    count = len(articles)
    if not count:
        return []
    many = f"The archive has {count} such articles." if count > 1 else "The archive has one such article."
    entries = [Entry(f"资料库中符合条件的报道共有{count}篇。" if language == "zh" else many, tuple(articles[:5]))]
    if not titles:
        return entries
    entries += [Entry(f"《{a.title}》{_imprint(a, language)}", (a,)) for a in articles[:_MOST_LISTED]]
    if count > _MOST_LISTED:
        more = count - _MOST_LISTED
        rest = f"另有{more}篇未列出。" if language == "zh" else f"{more} more are not listed."
        entries.append(Entry(rest, (articles[_MOST_LISTED],)))
    return entries


def _imprint(article: Article, language: Language) -> str:
    parts = [article.newspaper, article.date.isoformat() if article.date else None]
    if article.page:
        parts.append(f"{article.page}版" if language == "zh" else f"page {article.page}")
    byline = ("、" if language == "zh" else ", ").join(article.byline)
    inside = (" " if language == "zh" else ", ").join(part for part in [*parts, byline] if part)
    return f"（{inside}）" if inside and language == "zh" else f" ({inside})" if inside else ""


def _about_one(topic: Topic, article: Article, language: Language) -> Entry:
    chinese = language == "zh"
    title = f"《{article.title}》"
    if topic == "author":
        names = ("、" if chinese else ", ").join(article.byline)
        if chinese:
            text = f"{title}的作者是{names}。" if names else f"{title}没有署名。"
        else:
            text = f"{title} was written by {names}." if names else f"{title} carries no byline."
    elif topic == "continued":
        text = _continuation(article, title, chinese)
    else:
        where = _imprint(article, language).strip(" （）()")
        if chinese:
            text = f"{title}刊于{where}。" if where else f"{title}的报纸、日期和版次都没有印出。"
        else:
            text = f"{title} was printed in {where}." if where else f"No paper, date or page is known for {title}."
    return Entry(text, (article,))


def _continuation(article: Article, title: str, chinese: bool) -> str:
    pages = [place.page for place in article.places if place.page and place.date == article.date]
    first = article.continued_from or (pages[0] if len(pages) > 1 else None)
    onward = article.continued_to or (pages[1] if len(pages) > 1 else None)
    if first and onward and first != onward:
        return (
            f"{title}由{first}版转至{onward}版。" if chinese else f"{title} runs from page {first} on to page {onward}."
        )
    if first:
        return f"{title}上接{first}版。" if chinese else f"{title} is continued from page {first}."
    if onward:
        return f"{title}下转{onward}版。" if chinese else f"{title} is continued on page {onward}."
    return f"{title}没有印出转版标记。" if chinese else f"{title} has no jump line."
