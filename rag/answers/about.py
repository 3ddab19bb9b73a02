"""Questions about the archive itself (how many articles, who wrote it, where it was printed): the catalogue answers."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from rag.answers.choice import WORK, Choice, asks_for_all, by_title, jumping, restrict, telling_of
from rag.prose.questions import language_of
from rag.types import Article, Language

Topic = Literal["count", "headlines", "subheads", "writers", "papers", "author", "continued", "printed"]
_MOST_LISTED = 20
_OPENING = 20

# 「这话出自谁」 asks who said it, 「这篇出自谁」 who wrote it.
_NOT_SAID = r"(?<![话法点断述喻测解语句])(?<!结论)(?<!建议)(?<!比方)"
_WROTE = r"(?:采写|撰写|执笔|署名|写作|合写|写)"
# In the order in which an answer gives them; a question may ask several at once.
_PATTERNS: tuple[tuple[Topic, re.Pattern[str]], ...] = (
    (
        "headlines",
        re.compile(
            rf"(?:哪些|哪几篇|(?<![被受因])什么|哪几条|哪篇){WORK}|{WORK}(?:有哪些|都有什么|分别是)|(?<!小)(?:标题|题目)(?:分别|各)?(?:是|有|都|叫)*(?:什么|哪些|啥)"
            rf"|{WORK}(?:叫|起了?|用了?)(?:什么|啥)|(?:标题|题目)(?:和|与|及|、|跟)(?:作者|记者)|(?:什么|啥)(?:标题|题目)|(?:标题|题目)[^，。？]{{0,4}}(?:告诉|发给|给)我"
            rf"|(?:有没有|有无|是否有)[^，。？]{{1,30}}(?:的|过|[讲写谈][^，。？]{{1,20}}){WORK}(?:吗|呢|么)?(?:[，。？?]|$)|有[^，。？]{{1,24}}的{WORK}[吗么呢]"
            rf"|(?:列出|列举|给出)[^，。？]{{0,12}}(?:标题|题目|{WORK})|(?<!小)(?:标题|题目)(?:都|也|分别|各)?(?:列|说|写|报)(?:一下|出来|给我)|(?:写|发表|(?<!开)发|登)[了过](?:哪些|什么|哪几篇)(?={WORK}|[，。？?]|$)"
            r"|\b(?:which|what) (?:articles|stories|headlines)\b|\blist\b.{0,30}\b(?:headlines|titles|articles)\b"
            r"|\bwhat (?:is|was|are|were) the (?:headline|title)s?\b",
            re.I,
        ),
    ),
    (
        "subheads",
        re.compile(
            r"(?:[小分]标题|小题)(?:分别|一共|总共|各|都|共)*(?:是|有|叫|写)*(?:什么|啥|哪|几|多少)|(?:哪些|哪几个|几个|多少个?|什么|啥)(?:[小分]标题|小题)"
            r"|(?:列出|列举|给出|告诉我)[^，。？]{0,16}(?:[小分]标题|小题)"
            r"|\b(?:which|what|how many|list)\b.{0,40}\b(?:sub-?heads?|sub-?headings?|crossheads?)\b",
            re.I,
        ),
    ),
    (
        "count",
        re.compile(
            rf"(?:多少|(?<![这那])几)\s*[篇则](?:{WORK})?|(?:多少|几)[个条]?{WORK}|{WORK}(?:一共|总共|共)?有?(?:多少|几)[篇条则]"
            r"|\bhow many (?:articles|stories|reports|pieces|items)\b",
            re.I,
        ),
    ),
    (
        "writers",
        re.compile(
            rf"(?:几|多少)[位名个](?:记者|作者)[^，。？]{{0,4}}(?:署名|供稿|{_WROTE})|(?:署名|作者|记者)(?:的|一共|总共|共)*有?(?:几|多少)[位名个]"
            r"|\bhow many (?:authors|reporters|writers|journalists)\b",
            re.I,
        ),
    ),
    (
        "papers",
        re.compile(
            r"(?:哪些|哪几[家份种张]|几[家份种张])报纸?(?![道告])|\b(?:which|what|how many) (?:news)?papers\b", re.I
        ),
    ),
    (
        "author",
        re.compile(
            rf"(?:标题|题目)(?:和|与|及|、|跟)(?:作者|记者)|作者(?:分别)?(?:是|为|有|叫)*(?:谁|哪)|(?<![照按为给替跟向])(?<!照着)(?:谁|何人)(?:一起|一块儿?|共同|合作|联合)*{_WROTE}|署名(?:是|为|有)*(?:谁|哪)|署(?:的|了)?(?:是|的)?(?:谁|哪位)(?:记者|作者)?的?名|{WORK}的(?:作者|记者)"
            rf"|(?:哪[几一两]?[位名些]|[几两][位名])(?:记者|作者)?(?:共同|一起|联合)?{_WROTE}|(?:记者|作者)(?:分别)?(?:是|叫)(?:谁|什么名字|哪)"
            rf"|{_NOT_SAID}出自(?:谁|哪[几一两]?[位名些])(?:记者|作者)?的?(?:之手|笔下|手笔)?(?=[？?，,]|$)|(?:由|{_NOT_SAID}出自)(?:谁|哪[几一两]?[位名些])[^，。？]{{0,4}}{_WROTE}|(?:的|、|和)作者[和与、]|作者(?:和|与|及)"
            r"|\bwho wrote\b|\bwho (?:is|was|are|were) the (?:author|writer|reporter)s?\b|\bwritten by whom\b",
            re.I,
        ),
    ),
    (
        "continued",
        re.compile(
            r"(?:上接|下转|转自|接自|续自|续接|承接)[^，。？]{0,6}(?:哪|几|什么)|(?:转到|转至|续到|接着)[^，。？]{0,6}(?:哪|第?几|什么)[个一]?[版页]"
            r"|(?:从|由|在)(?:哪|第?几)[个一]?[版页][^，。？]{0,6}[转接续]|[转接续][^，。？]{0,6}(?:哪|第?几)[个一]?[版页]"
            r"|\bcontinue[sd]?\b.{0,30}\b(?:which|what) page|(?:which|what) page\b.{0,60}\bcontinue",
            re.I,
        ),
    ),
    (
        "printed",
        re.compile(
            rf"(?:登|刊|发表|刊登|刊发|刊载|印)(?:在|于|了)*(?:哪|第?几(?![篇则条])|什么|何)|(?:在|是)(?:哪一?|第?几)个?[版页](?:的|上|刊|登|[？?]|$)"
            rf"|{WORK}(?:是|在)?(?:哪天|哪一天|何时|什么时候)|(?:哪天|哪一天|何时|什么时候)(?:刊登|发表|见报|刊发)|见报(?:日期|时间)"
            r"|\b(?:which|what) page\b|\bwhen was\b.{0,60}\b(?:published|printed)\b",
            re.I,
        ),
    ),
)
_OF_MANY: tuple[Topic, ...] = ("count", "headlines", "writers", "papers")
# 「这几篇都是哪天见报的」; 「那篇叫什么题目」.
_THESE = re.compile(r"这[几些]|所有|全部|各篇|每篇|\b(?:these|all)\b")
_ONE = re.compile(
    r"[这那哪][一]?篇(?!篇)|(?:的|这|那)(?:文章|报道|稿件|稿子|评论|专访)(?:的?(?:标题|题目)(?:是|叫)|叫|起了?|用了?)(?:什么|啥)"
)
_NEWEST = re.compile(
    r"最(?:(?P<new>新|近|晚)|早)的?(?:一|那)?(?:篇|则|条|天|期|报道|文章)|\b(?:(?P<newest>latest|newest)|earliest|oldest)\b",
    re.I,
)


# Somebody's thesis or song has a title and a writer, too.
_OTHER_WORK = re.compile(
    r"(?:论文|传记|自传|回忆录|小说|诗集|专著|著作|剧本|歌曲|专辑|课题|演讲|讲座|歌词|词曲|主题曲|旋律|乐曲|曲子|原[著作]|角色|(?<!篇)作品|[份部首本封](?:[^，。？篇]{0,10})?(?:报告|研究|书|信|诗|歌|戏|剧)|[的、和][词曲])[，,]?的?(?:原本|最初|最早)?(?:标题|题目|书名|作者|署名|是?由?(?:谁|哪位)|叫什么)|书名(?:是|叫)"
)


_TITLED = re.compile(r"《[^《》]{2,}》")


@dataclass(frozen=True, slots=True)
class Entry:
    """One sentence of an answer from the catalogue, with the articles that it speaks of."""

    text: str
    articles: tuple[Article, ...]


def topics_of(question: str) -> tuple[Topic, ...]:
    """Tell what a question asks of the archive itself: nothing, for a question on what was reported."""
    if _OTHER_WORK.search(question):
        return ()
    return tuple(topic for topic, pattern in _PATTERNS if pattern.search(question))


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
    many = [topic for topic in topics if topic in _OF_MANY]
    several = bool(many) or (_THESE.search(question) is not None and asks_for_all(question))
    if several and article is None:
        chosen = _chosen(question, articles, choice, wording)
        if chosen is None:
            return None
        if "count" in topics or not _ONE.search(question):
            return tuple(_listing(chosen, language, many or ["headlines"])) if chosen else ()
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
    return tuple(_about_one(topic, article, language) for topic in one) or None


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


def _listing(articles: Sequence[Article], language: Language, topics: Sequence[Topic]) -> list[Entry]:
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


def _about_one(topic: Topic, article: Article, language: Language) -> Entry:
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
