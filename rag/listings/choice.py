"""Which articles a question on the archive means: by imprint, by names and headlines, by what they tell of."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.listings.days import Days
from rag.prose.dates import MONTHS
from rag.prose.folding import fold
from rag.prose.numerals import ENGLISH, chinese
from rag.prose.questions import read_question
from rag.types import Article, Place

WORK = r"(?:文章|报道|稿件|稿子|新闻|消息|评论|专访)"
TITLED = re.compile(r"《[^《》]{2,}》")
_TITLE = re.compile(r"《([^《》]{4,60})》|[\"“]([^\"“”]{6,60})[\"”]")
_DAY = re.compile(r"(?:((?:19|20)\d{2})\s*年)?\s*(\d{1,2})\s*月\s*(\d{1,2})\s*[日号]")
_ISO_DAY = re.compile(r"((?:19|20)\d{2})-(\d{1,2})-(\d{1,2})")
_MONTHS = tuple(month.lower() for month in MONTHS)
_ENGLISH_DAY = re.compile(
    rf"\b({'|'.join(_MONTHS)})\s+(\d{{1,2}})(?:,?\s+((?:19|20)\d{{2}}))?|\b(\d{{1,2}})\s+({'|'.join(_MONTHS)})", re.I
)
_PAGE = re.compile(
    r"(?<![A-Za-z0-9])([A-Za-z]\d{1,2})(?![A-Za-z0-9])|第\s*0*(\d{1,2})\s*版|\bpage\s+0*(\d{1,2})\b", re.I
)
# 「从A1版转来」「下转B3版」: the page of a story's other half.
_FROM = re.compile(r"(?:上接|接自|转自|续自|[从由自])\s*第?\s*([A-Za-z]?\d{1,2})\s*版")
_ONTO = re.compile(r"(?:下转|转至|转到|转入|续至|续到)\s*第?\s*([A-Za-z]?\d{1,2})\s*版")
# 「哪篇是从别的版接过来的」, 「哪些文章转到了别的版」: whatever page that is.
_OTHER_PAGE = r"(?:别的?|其[他它]|另外?[一的]?个?|哪一?个?)\s*版面?"
_FROM_ANOTHER = re.compile(rf"[从由自]{_OTHER_PAGE}[^，。？]{{0,3}}[接转续]|(?:上接|接自|转自|续自){_OTHER_PAGE}")
_ONTO_ANOTHER = re.compile(rf"(?:下转|转至|转到|转入|续至|续到)了?{_OTHER_PAGE}|在{_OTHER_PAGE}[^，。？]{{0,3}}[接续]")
_WHICH = re.compile(r"[哪几][些几一]?[篇条则]|(?:哪些|几|多少)个?" + WORK)
# What a question says of the archive and of its articles, and not of what they tell (「库里」 is no person).
_SCAFFOLD = re.compile(
    rf"(?:资料库?|数据库|档案库?|文库|剪报|报库|库)[里中内]?(?:的|都|有|存|收)*|这[一几个]?[张份]?(?:报纸?的?)?(?:版面?|报纸?)(?:上|里|中)?|那?[这那哪][一几]?[篇则条]|(?:几|多少)[篇则条]|{WORK}"
    r"|(?:标题|题目|题|作者|记者|署名)|(?:提到|谈到|讲到|涉及|关于|有关|介绍|讲述|讲|写|谈|说|聊)[了过的]?|有没有|有无|是否有|给我看看|看看|告诉我"
    r"|一下|一共|总共|共有|现在|目前|分别|各是|叫什么|是谁|哪些|哪[几一两]?|什么|多少|几|[份家]?报纸|列出|列举|给出|所有|全部|都|吗|呢"
    r"|见报|刊登|刊发|刊载|发表|登在|印在|[哪几]一?[天日]|日期"
    r"|\b(?:how many|articles?|stor(?:y|ies)|reports?|pieces?|items?|headlines?|titles?|authors?|writers?|reporters?"
    r"|(?:news)?papers?|journalists?|bylines?|archive|library|collection|pages?|printed?|published?|written|wrote|signed|unsigned"
    r"|mention(?:s|ed)?|list|show me|about|there|all|any|some|news|coverage|recent|latest|newest|most|dates?|which|what"
    r"|who)\b",
    re.I,
)
_MENTIONED = re.compile(r"提到|提及|提过|谈到|讲到|说到|写到|\bmention(?:s|ed|ing)?\b", re.I)
_DESCRIBED = re.compile(
    r"(?:关于|有关|提到|提及|提过|涉及)[了过]?[^，。？?]+|\b(?:about|mention(?:s|ed|ing)?|concerning)\s+[^?.,]+", re.I
)
_UNSIGNED = re.compile(
    r"(?:没有?|未|无)(?:作者|记者)?的?署名|没有?署(?:作者|记者)?名|没有?(?:写明?)?(?:作者|记者)(?:姓名|名字)?"
    r"|\bunsigned\b|\banonymous\b|\b(?:no|without an?|lack(?:s|ing)?(?: an?)?) (?:bylines?|authors?|names?)\b",
    re.I,
)
# 「哪篇是三位记者合写的」: by how many writers a story is signed.
_BY_SO_MANY = re.compile(
    r"(?<!哪)(?P<many>[一两二三四五六七八九十]|(?<!\d)\d)[位名个](?:记者|作者|人)(?:一起|一块儿?|共同|联合|合作|合伙)*"
    r"(?:采写|撰写|合写|写|署名)(?=[的了过吗呢]|\W|$)"
    r"|\b(?:by|signed by|written by) (?P<count>two|three|four|five|\d) (?:authors|writers|reporters|journalists)\b",
    re.I,
)
_FRONT = re.compile(r"头版(?:头条)?|第一版|\bfront page\b", re.I)
_FRONT_PAGES = ("A1", "1")
# An article tells of a thing when it prints this share of the words for it, and one of them in its headline, in its
# first paragraph or twice.
_LEAST_PRINTED = 0.6


@dataclass(frozen=True, slots=True)
class Choice:
    """The articles that a question leaves in, and by what: their day, page, paper or writer, or names in their text.

    ``of_a_paper`` tells that a paper or a page is named, ``printed`` are the articles that bear the imprint alone.
    """

    articles: tuple[Article, ...]
    by_imprint: bool
    by_name: bool
    of_a_paper: bool = False
    printed: tuple[Article, ...] = ()


def asks_for_all(question: str) -> bool:
    """Tell whether a question is on the whole archive, or on all that a reader looks at."""
    return bool(
        re.search(
            r"资料|档案|库|剪报|收录|这[一几个]?版|这[一几]?[张份]|版面|这[几些]|所有|全部|一共|总共|共有"
            r"|archive|library|collection|this page|in all|altogether",
            question,
            re.I,
        )
    )


def telling_of(description: str, articles: Sequence[Article]) -> tuple[Article, ...] | None:
    """The articles that tell of what a question describes, or mention it, where that is asked for.

    ``None`` where it describes nothing.
    """
    mentioned = _MENTIONED.search(description) is not None
    asked = read_question(_SCAFFOLD.sub(" ", fold(description)))
    words = [term.text for term in asked.terms if term.name or not term.verb]
    if not words:
        return None
    found = []
    for article in articles:
        title = fold(article.title)
        text = f"{title}\n{fold(article.body)}"
        printed = [word for word in words if word in text]
        opening = fold(article.body[: article.blocks[0].end])
        told = any(word in title or word in opening or text.count(word) > 1 for word in printed)
        if (told or mentioned) and len(printed) >= _LEAST_PRINTED * len(words):
            found.append(article)
    return tuple(found)


def jumping(question: str, articles: Sequence[Article]) -> tuple[Article, ...] | None:
    """The articles that go on from or on the page that a question names, or any other; ``None`` where it names none."""
    page, onto = _FROM.search(question), _ONTO.search(question)
    if not (page or onto):
        return _jumping_anywhere(question, articles) if _WHICH.search(question) else None
    return tuple(
        article
        for article in articles
        if (page is None or _is_page(article.continued_from or _first_page(article), page[1]))
        and (onto is None or _is_page(article.continued_to or _last_page(article), onto[1]))
    )


def _jumping_anywhere(question: str, articles: Sequence[Article]) -> tuple[Article, ...] | None:
    if _FROM_ANOTHER.search(question):
        return tuple(each for each in articles if each.continued_from or _first_page(each))
    if _ONTO_ANOTHER.search(question):
        return tuple(each for each in articles if each.continued_to or _last_page(each))
    return None


def _first_page(article: Article) -> str | None:
    return article.places[0].page if len(article.places) > 1 else None


def _pages_in(text: str, articles: Sequence[Article]) -> list[str]:
    """The pages that a folded question names; what looks like one (M2, Q1) only if the archive has that page."""
    pages = []
    for found in _PAGE.finditer(text):
        code, number, other = found.groups()
        said = number or other or text.startswith("版", found.end())
        if said or any(_is_page(place.page, code.upper()) for article in articles for place in article.places):
            pages.append(code.upper() if code else number or other)
    return pages


def _last_page(article: Article) -> str | None:
    return article.places[-1].page if len(article.places) > 1 else None


def writers_together(question: str) -> int | None:
    """By how many writers a question wants its articles signed; ``None`` where it does not say."""
    found = _BY_SO_MANY.search(question)
    if not found:
        return None
    said = (found["many"] or found["count"]).lower()
    number = ENGLISH.get(said) or chinese(said)
    return int(said) if said.isdigit() else int(number or 0)


def gives_day(question: str) -> bool:
    """Tell whether a question names a day with its number."""
    return any(pattern.search(fold(question)) for pattern in (_DAY, _ISO_DAY, _ENGLISH_DAY))


def described(question: str) -> str:
    """What a question says that its articles are about; nothing where it says none."""
    match = _DESCRIBED.search(question)
    return match[0] if match else ""


def restrict(question: str, articles: Sequence[Article], within: Days | None = None) -> Choice:
    """Keep the articles of the day, page, paper, author and names that a question gives.

    ``within`` are the days that it has beside a single one.
    """
    question = within.rest if within else question
    text = fold(question)
    days = [(int(y) if y else None, int(m), int(d)) for y, m, d in [*_DAY.findall(text), *_ISO_DAY.findall(text)]]
    for month, day, year, other_day, other_month in _ENGLISH_DAY.findall(text):
        days.append((int(year) if year else None, _MONTHS.index(month or other_month) + 1, int(day or other_day)))
    pages = _pages_in(text, articles)
    pages += _FRONT_PAGES if _FRONT.search(text) else ()
    unsigned = _UNSIGNED.search(text) is not None
    together = writers_together(question)
    papers = {paper for paper in papers_of(articles) if names_paper(text, paper)}
    authors = {name for a in articles for name in a.byline if len(name) > 1 and fold(name) in text}
    known = fold(" ".join([*papers, *authors]))
    rest = _SCAFFOLD.sub(" ", question)
    # A page's number and an English month look like names.
    for pattern in (_DAY, _ISO_DAY, _ENGLISH_DAY, *([_PAGE] if pages else []), _FRONT, _UNSIGNED, _BY_SO_MANY):
        rest = pattern.sub(" ", rest)
    others = [name for name in read_question(rest).names if name not in known and not _TITLE.search(question)]
    printed = [
        article
        for article in articles
        if any(
            (not days or any(_is_day(place, day) for day in days))
            and (within is None or within.has(place.date))
            and (not pages or any(_is_page(place.page, page) for page in pages))
            and (not papers or place.newspaper in papers)
            for place in article.places
        )
        and (not authors or authors & set(article.byline))
        and not (unsigned and article.byline)
        and together in (None, len(article.byline))
    ]
    chosen = [each for each in printed if all(name in fold(each.title + each.body) for name in others)]
    of_days = days or (within is not None and within.bounded)
    by_imprint = bool(of_days or pages or papers or authors or unsigned or together)
    return Choice(tuple(chosen), by_imprint, bool(others), bool(pages or papers), tuple(printed))


def papers_of(articles: Sequence[Article]) -> set[str]:
    """The names of the papers that some articles were printed in."""
    return {place.newspaper for article in articles for place in article.places if place.newspaper}


def names_paper(text: str, paper: str) -> bool:
    """Tell whether a folded text names a paper, with or without its article (The Harbour Ledger, Harbour Ledger)."""
    return fold(paper).removeprefix("the ") in text


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
    """Find the article whose headline a question gives: the whole of it, or else the one with the longest."""
    wanted = [_bare(first or second) for first, second in _TITLE.findall(question)]
    whole = _bare(question)
    best: Article | None = None
    for article in articles:
        title = _bare(article.title)
        if len(title) < 4:
            continue
        if title in wanted:
            return article  # and not the notice that corrects it
        if any(part in title or title in part for part in wanted) or title in whole:
            best = article if best is None or len(title) > len(_bare(best.title)) else best
    return best


def _bare(text: str) -> str:
    return re.sub(r"[\W_]+", "", fold(text))
