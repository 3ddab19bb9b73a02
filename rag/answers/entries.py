"""What the catalogue says of articles, in sentences: which they are, whose, on which page of which day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rag.answers.topics import Topic
from rag.types import Article, Language

_MOST_LISTED = 20
_OPENING = 20


@dataclass(frozen=True, slots=True)
class Entry:
    """One sentence of an answer from the catalogue, with the articles that it speaks of."""

    text: str
    articles: tuple[Article, ...]


def listing(articles: Sequence[Article], language: Language, topics: Sequence[Topic]) -> list[Entry]:
    count = len(articles)
    entries = [_summed_up(topic, articles, language) for topic in topics if topic in ("writers", "papers")]
    if entries:
        return entries
    many = f"The archive has {count} such articles." if count > 1 else "The archive has one such article."
    entries = [Entry(f"资料库中符合条件的报道共有{count}篇。" if language == "zh" else many, tuple(articles[:5]))]
    if "headlines" not in topics:
        return entries
    entries += [Entry(f"{_named(a, language)}{_imprint(a, language)}", (a,)) for a in articles[:_MOST_LISTED]]
    if count > _MOST_LISTED:
        more = count - _MOST_LISTED
        rest = f"另有{more}篇未列出。" if language == "zh" else f"{more} more are not listed."
        entries.append(Entry(rest, (articles[_MOST_LISTED],)))
    return entries


def _summed_up(topic: Topic, articles: Sequence[Article], language: Language) -> Entry:
    """How many writers or papers some articles have, and which."""
    first: dict[str, Article] = {}
    for article in articles:
        named = article.byline if topic == "writers" else [p.newspaper for p in article.places if p.newspaper]
        for name in named:
            first.setdefault(name, article)
    count, listed = len(first), list(first)[:_MOST_LISTED]
    cited = tuple(dict.fromkeys(first[name] for name in listed)) or tuple(articles[:1])
    if language == "zh":
        of, no = ("署名的作者", "没有署名") if topic == "writers" else ("报纸", "没有印出是哪份报纸")
        more = "等" if count > len(listed) else ""
        return Entry(
            f"这些报道{of}共有{count}{'位' if topic == 'writers' else '份'}：{'、'.join(listed)}{more}。"
            if count
            else f"这些报道{no}。",
            cited,
        )
    of = ("writer" if topic == "writers" else "newspaper") + ("s" if count != 1 else "")
    return Entry(
        f"These articles name {count} {of}: {', '.join(listed)}." if count else f"These articles name no {of}.", cited
    )


def _named(article: Article, language: Language) -> str:
    """An article by its headline, or by how it opens, where it has none."""
    if article.title:
        return f"《{article.title}》"
    opening = article.body[:_OPENING].split("\n")[0]
    return f"“{opening}…”一文" if language == "zh" else f"The article “{opening}…”"


def _imprint(article: Article, language: Language, *, byline: bool = True) -> str:
    parts = [article.newspaper, article.date.isoformat() if article.date else None]
    if article.page:
        parts.append(f"{article.page}版" if language == "zh" else f"page {article.page}")
    names = ("、" if language == "zh" else ", ").join(article.byline if byline else ())
    inside = (" " if language == "zh" else ", ").join(part for part in [*parts, names] if part)
    return f"（{inside}）" if inside and language == "zh" else f" ({inside})" if inside else ""


def about_one(topic: Topic, article: Article, language: Language) -> Entry:
    chinese = language == "zh"
    title = _named(article, language)
    if topic == "author":
        names = ("、" if chinese else ", ").join(article.byline)
        if chinese:
            text = f"{title}的作者是{names}。" if names else f"{title}没有署名。"
        else:
            text = f"{title} was written by {names}." if names else f"{title} carries no byline."
    elif topic == "headlines":
        text = f"{title}{_imprint(article, language)}"
    elif topic == "subheads":
        text = _subheads(article, title, chinese)
    elif topic == "continued":
        text = _continuation(article, title, chinese)
    else:
        where = _imprint(article, language, byline=False).strip(" （）()")
        if chinese:
            text = f"{title}刊于{where}。" if where else f"{title}的报纸、日期和版次都没有印出。"
        else:
            text = f"{title} was printed in {where}." if where else f"No paper, date or page is known for {title}."
    return Entry(text, (article,))


def _subheads(article: Article, title: str, chinese: bool) -> str:
    found = tuple(article.texts("subhead"))
    listed = ("；" if chinese else "; ").join(found)
    if chinese:
        return f"{title}有{len(found)}个小标题：{listed}。" if found else f"{title}没有小标题。"
    if not found:
        return f"{title} has no subheads."
    return f"{title} has {len(found)} subhead{'s' if len(found) > 1 else ''}: {listed}."


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
