"""What the catalogue says of articles, in sentences: which they are, whose, on which page of which day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from rag.listings.topics import Topic
from rag.prose.language import written_in
from rag.types import Article, Language, Place

_MOST_LISTED = 20
_OPENING, _LONGEST_NOTICE = 20, 300
_MOST_CITED, _MOST_NAMED = 5, 4


@dataclass(frozen=True, slots=True)
class Entry:
    """One sentence of an answer from the catalogue, with the articles that it speaks of.

    Where they ``mention`` something, the lines that do stand for them, else their openings. A sentence of what the
    archive lacks has no article; what an article has not ``printed`` is no answer by itself.
    """

    text: str
    articles: tuple[Article, ...]
    mention: tuple[str, ...] = ()
    printed: bool = True


@dataclass(frozen=True, slots=True)
class Wanted:
    """How a list of articles is to be given: what is asked of them, of which days they are, what they mention.

    ``of`` is the name that is all that was asked, ``writers`` those who are compared.
    """

    topics: tuple[Topic, ...]
    days: str = ""
    mentioned: tuple[str, ...] = ()
    of: str = ""
    writers: tuple[str, ...] = ()


def listing(articles: Sequence[Article], language: Language, wanted: Wanted) -> list[Entry]:
    """Say how many articles there are, whose, or of which days, and list them where that is asked for."""
    count, chinese = len(articles), language == "zh"
    entries = [_summed_up(topic, articles, language) for topic in wanted.topics if topic in ("writers", "papers")]
    entries += [_most(articles, language, wanted.writers)] if "most" in wanted.topics else []
    entries += [_spanning(articles, language)] if "span" in wanted.topics else []
    if entries:
        return entries
    if "days" in wanted.topics:
        entries = [_on_days(articles, language)]
    else:
        entries = [Entry(_counted(count, language, wanted), tuple(articles[:5]))]
    if "headlines" not in wanted.topics and "days" not in wanted.topics:
        return entries
    alike: dict[str, list[Article]] = {}
    for each in articles[:_MOST_LISTED]:
        alike.setdefault(f"{_named(each, language)}{_imprint(each, language)}", []).append(each)
    entries += [
        Entry(f"{text}{_times(len(same), language)}", tuple(same), wanted.mentioned) for text, same in alike.items()
    ]
    if count > _MOST_LISTED:
        more = count - _MOST_LISTED
        rest = f"另有{more}篇未列出。" if chinese else f"{more} more are not listed."
        entries.append(Entry(rest, (articles[_MOST_LISTED],)))
    return entries


def _times(many: int, language: Language) -> str:
    """How many articles one line of a list stands for, where it is not one."""
    return "" if many == 1 else f"，共{many}篇" if language == "zh" else f", {many} articles"


def _counted(count: int, language: Language, wanted: Wanted) -> str:
    """How many articles there are, of what and of which days."""
    if language == "zh":
        what = f"提到“{wanted.of}”的报道" if wanted.of else "符合条件的报道"
        return f"资料库中{what}共有{count}篇{f'（{wanted.days}）' if wanted.days else ''}。"
    when = f" ({wanted.days})" if wanted.days else ""
    if wanted.of:
        many = f"{count} articles that mention" if count > 1 else "one article that mentions"
        return f"The archive has {many} “{wanted.of}”{when}."
    return f"The archive has {f'{count} such articles' if count > 1 else 'one such article'}{when}."


def noticed(notices: Sequence[Article], language: Language) -> list[Entry]:
    """Say what each notice puts right, and where it was printed; whole, as far as it is short."""
    colon = "：" if language == "zh" else ": "
    return [Entry(f"{_where(each.places[0], language)}{colon}{_told(each.body)}", (each,)) for each in notices]


def _told(body: str) -> str:
    told = "".join(body.split("\n")) if written_in(body) == "zh" else " ".join(body.split())
    return told if len(told) <= _LONGEST_NOTICE else f"{told[:_LONGEST_NOTICE]}…"


def lacking(days: str, newest: date | None, language: Language) -> Entry:
    """Say that the archive has nothing of some days, and of when its newest paper is; it speaks of no article."""
    if language == "zh":
        latest = f"；最新的报纸是{newest.isoformat()}的" if newest else ""
        return Entry(f"资料库中没有这段时间（{days}）的这类报道{latest}。", ())
    latest = f"; its newest paper is of {newest.isoformat()}" if newest else ""
    return Entry(f"The archive does not have such articles of these days ({days}){latest}.", ())


def unprinted(entry: Entry, language: Language) -> Entry:
    """Say that the archive has no answer, since an article does not print what is asked of it."""
    said = "资料库中没有这个问题的答案：" if language == "zh" else "The archive does not have it: "
    return Entry(said + entry.text, ())


def _most(articles: Sequence[Article], language: Language, writers: Sequence[str]) -> Entry:
    """Who signed most of some articles, of all or of certain ``writers``, and who comes next."""
    by_writer: dict[str, list[Article]] = {}
    for article in articles:
        for name in article.byline:
            if not writers or name in writers:
                by_writer.setdefault(name, []).append(article)
    ranked = sorted(by_writer.items(), key=lambda item: -len(item[1]))
    if not ranked:
        return Entry(
            "这些报道没有署名。" if language == "zh" else "These articles name no writer.", tuple(articles[:1])
        )
    most = len(ranked[0][1])
    first = [name for name, written in ranked if len(written) == most][:_MOST_NAMED]
    behind = [(name, len(written)) for name, written in ranked if len(written) < most][: _MOST_NAMED - 1]
    cited = tuple(dict.fromkeys(article for name in first for article in by_writer[name]))[:_MOST_CITED]
    if language == "zh":
        then = "；其次是" + "、".join(f"{name}（{count}篇）" for name, count in behind) if behind else ""
        each = "各" if len(first) > 1 else ""
        return Entry(f"署名报道最多的是{'、'.join(first)}，{each}共{most}篇{then}。", cited)
    then = "; then come " + ", ".join(f"{name} ({count})" for name, count in behind) if behind else ""
    each = " each" if len(first) > 1 else ""
    return Entry(f"{', '.join(first)} signed the most articles, {most}{each}{then}.", cited)


def _spanning(articles: Sequence[Article], language: Language) -> Entry:
    """From which day to which some articles were printed."""
    dated = sorted((article for article in articles if article.date), key=lambda article: str(article.date))
    if not dated:
        none = "这些报道没有印出日期。" if language == "zh" else "No day is known of these articles."
        return Entry(none, tuple(articles[:1]))
    first, last = str(dated[0].date), str(dated[-1].date)
    cited = tuple(dict.fromkeys((dated[0], dated[-1])))
    if language == "zh":
        return Entry(f"资料库的报道见报日期从{first}到{last}，共{len(articles)}篇。", cited)
    return Entry(f"The archive's articles were printed from {first} to {last}, {len(articles)} in all.", cited)


def _on_days(articles: Sequence[Article], language: Language) -> Entry:
    """On which days some articles were printed."""
    days = list(dict.fromkeys(str(place.date) for article in articles for place in article.places if place.date))
    cited = tuple(articles[:_MOST_CITED])
    if not days:
        return Entry("这些报道没有印出日期。" if language == "zh" else "No day is known of these articles.", cited)
    listed = sorted(days)[:_MOST_LISTED]
    if language == "zh":
        more = "等" if len(days) > len(listed) else ""
        return Entry(f"这样的报道共有{len(articles)}篇，见于{len(days)}天的报纸：{'、'.join(listed)}{more}。", cited)
    on = f"{len(days)} days" if len(days) > 1 else "one day"
    many = f"{len(articles)} such articles" if len(articles) > 1 else "one such article"
    return Entry(f"The archive has {many}, printed on {on}: {', '.join(listed)}.", cited)


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
        of, no = ("署名的作者", "没有署名") if topic == "writers" else ("所见的报纸", "没有印出是哪份报纸")
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
        return f"《{article.title}》" if language == "zh" else f"“{article.title}”"
    opening = article.body[:_OPENING].split("\n")[0]
    return f"“{opening}…”一文" if language == "zh" else f"The article “{opening}…”"


def _imprint(article: Article, language: Language, *, byline: bool = True) -> str:
    """Where an article was printed and by whom, in brackets; a second print is named, the other half of it is not."""
    chinese = language == "zh"
    names = ("、" if chinese else ", ").join(article.byline if byline else ())
    where = _where(article.places[0], language)
    inside = (" " if chinese else ", ").join(part for part in (where, names) if part)
    for place in article.printings[1:]:
        inside += f"；又见{_where(place, language)}" if chinese else f"; also in {_where(place, language)}"
    return f"（{inside}）" if inside and chinese else f" ({inside})" if inside else ""


def _where(place: Place, language: Language) -> str:
    page = "" if not place.page else f"{place.page}版" if language == "zh" else f"page {place.page}"
    parts = (place.newspaper, place.date.isoformat() if place.date else "", page)
    return (" " if language == "zh" else ", ").join(part for part in parts if part)


def about_one(topic: Topic, article: Article, language: Language) -> Entry:
    """Say of one article what is asked: who wrote it, where it was printed, its headline, subheads or other half."""
    chinese = language == "zh"
    title = _named(article, language)
    printed = True
    if topic == "author":
        names = ("、" if chinese else ", ").join(article.byline)
        printed = bool(names)
        if chinese:
            text = f"{title}的作者是{names}。" if names else f"{title}没有署名。"
        else:
            text = f"{title} was written by {names}." if names else f"{title} carries no byline."
    elif topic == "headlines":
        text = f"{title}{_imprint(article, language)}"
    elif topic == "subheads":
        text = _subheads(article, title, chinese)
    elif topic == "continued":
        text, printed = _continuation(article, title, chinese)
    else:
        where = _imprint(article, language, byline=False).strip(" （）()")
        printed = bool(where)
        if chinese:
            text = f"{title}刊于{where}。" if where else f"{title}的报纸、日期和版次都没有印出。"
        else:
            text = f"{title} was printed in {where}." if where else f"No paper, date or page is known for {title}."
    return Entry(text, (article,), printed=printed)


def _subheads(article: Article, title: str, chinese: bool) -> str:
    found = tuple(article.texts("subhead"))
    listed = ("；" if chinese else "; ").join(found)
    if chinese:
        return f"{title}有{len(found)}个小标题：{listed}。" if found else f"{title}没有小标题。"
    if not found:
        return f"{title} has no subheads."
    return f"{title} has {len(found)} subhead{'s' if len(found) > 1 else ''}: {listed}."


def _continuation(article: Article, title: str, chinese: bool) -> tuple[str, bool]:
    """Where an article goes on from and to, and whether the paper prints it."""
    pages = [place.page for place in article.places if place.page and place.date == article.date]
    first = article.continued_from or (pages[0] if len(pages) > 1 else None)
    onward = article.continued_to or (pages[1] if len(pages) > 1 else None)
    if first and onward and first != onward:
        told = f"由{first}版转至{onward}版。" if chinese else f" runs from page {first} on to page {onward}."
    elif first:
        told = f"上接{first}版。" if chinese else f" is continued from page {first}."
    elif onward:
        told = f"下转{onward}版。" if chinese else f" is continued on page {onward}."
    else:
        told = "没有印出转版标记。" if chinese else " has no jump line."
    return title + told, bool(first or onward)
