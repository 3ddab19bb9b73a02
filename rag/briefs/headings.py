"""The words of a digest that no article prints: title, headings, why an article is left out, how figures differ."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rag.briefs.measured import RATES
from rag.briefs.stated import Stated
from rag.prose.questions import language_of
from rag.types import Article, Language

MOST_ARTICLES = 100

TEXTS: dict[Language, dict[str, str]] = {
    "zh": {
        "empty": "没有可以引用的正文",
        "many": f"一次最多汇编{MOST_ARTICLES}篇",
        "off": "另有{}篇没有讲到这个主题",
        "slight": "只是顺带提到这个主题",
        "mentioned": "提到“{}”的其他报道",
        "only": "没有专门写“{}”的报道，以下只是提到它",
        "absent": "资料库中没有关于“{}”的报道。",
        "other": "其他",
        "each": "各篇要点",
        "differences": "数字不一致之处",
        "theme": "【{}】",
        "change": "变化",
        "up": "增幅",
        "down": "降幅",
        "year": "同比",
        "previous": "环比",
        "end": "较上年末",
        "share": "占比",
        "differ": "{owner}{period}{measure}，{one}作“{this}”，{other}作“{that}”。",
        "paper": "《{}》",
        "day": "{0.month}月{0.day}日",
        "title": "《{}》",
        "digest": "{}综述",
        "date": "{0.year}年{0.month}月{0.day}日",
        "until": "{}至{}",
    },
    "en": {
        "empty": "no text that could be quoted",
        "many": f"a digest takes at most {MOST_ARTICLES} articles",
        "off": "{} more say nothing of the subject",
        "slight": "mentions the subject only in passing",
        "mentioned": "Other reports that mention {}",
        "only": "No report is on {}; these mention it",
        "absent": "The archive has no report on {}.",
        "other": "Also reported",
        "each": "What was reported",
        "differences": "Where figures differ",
        "theme": "{}:",
        "change": " change",
        "up": " growth",
        "down": " decline",
        "year": " year-on-year",
        "previous": " on the previous period",
        "end": " since the year's end",
        "share": " share",
        "differ": '{owner}, {period} {measure}: "{this}" in {one}, "{that}" in {other}.',
        "paper": "{} ",
        "day": "{0.day} {0:%B}",
        "title": '"{}"',
        "digest": "Digest: {}",
        "date": "{0.day} {0:%B} {0.year}",
        "until": "{} to {}",
    },
}


_PARTS = {"Q1": "一季度", "Q2": "二季度", "Q3": "三季度", "Q4": "四季度", "H1": "上半年", "H2": "下半年"}


def language(articles: Sequence[Article], topic: str | None) -> Language:
    """The language of a digest: its topic's, else its headlines'."""
    return language_of(topic or "".join(article.title for article in articles[:20]))


def off_topic(topic: str, count: int) -> str:
    """Say how many articles a digest passed over because they say nothing of its topic."""
    return TEXTS[language((), topic)]["off"].format(count)


def title_of(articles: Sequence[Article], topic: str | None) -> str:
    """Name a digest: by its topic, else by the paper and the days of its articles."""
    texts = TEXTS[language(articles, topic)]
    if topic:
        return texts["digest"].format(topic)
    papers = {article.newspaper for article in articles}
    days = sorted({article.date for article in articles if article.date})
    about = [name for name in papers if name] if len(papers) == 1 else []
    if days:
        first, last = (texts["date"].format(day) for day in (days[0], days[-1]))
        about.append(first if first == last else texts["until"].format(first, last))
    return texts["digest"].format(" ".join(about)).strip()


def differing(one: Stated, other: Stated, texts: Mapping[str, str]) -> str:
    """Say of what, and where, two statements differ, the earlier first."""
    first, second = sorted((one, other), key=lambda each: (str(each.article.date), each.sentence.start))
    return texts["differ"].format(
        owner=one.owner,
        measure=_measure(first, second, texts),
        period=_period(one.period),
        one=_source(first.article, texts),
        other=_source(second.article, texts),
        this=first.printed,
        that=second.printed,
    )


def _measure(one: Stated, other: Stated, texts: Mapping[str, str]) -> str:
    """Name what two statements are of: a measure, its share of something, or how much it rose or fell."""
    named = max(one.read.measure, other.read.measure, key=len)
    if one.read.kind == "value" or (one.read.kind == "share" and "占" in named):
        return named
    if one.read.kind == "share":
        return named + texts["share"]
    ways = {each.read.fell for each in (one, other)}
    way = texts["change"] if len(ways) > 1 or one.figure.unit not in RATES else texts["down" if ways.pop() else "up"]
    return named + texts.get(one.read.basis, "") + way


def _period(terms: Sequence[str]) -> str:
    """A period of claims in words."""
    parts = {term[1]: term[2:] for term in terms}
    named = _PARTS.get(parts.get("p", ""), "")
    if parts.get("p", "").startswith("M"):
        named = f"前{parts['p'][1:]}个月"
    words = ((parts.get("y"), "{}年"), (named, "{}"), (parts.get("m"), "{}月"), (parts.get("d"), "{}日"))
    return "".join(form.format(value) for value, form in words if value)


def _source(article: Article, texts: Mapping[str, str]) -> str:
    """Name where an article was printed; its headline, where that is not known."""
    paper = texts["paper"].format(article.newspaper) if article.newspaper else ""
    day = texts["day"].format(article.date) if article.date else ""
    return f"{paper}{day}".strip() or texts["title"].format(article.title)
