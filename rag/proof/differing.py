"""How two statements differ, in words: of whom and of what, and what each paper prints."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rag.proof.measured import RATES
from rag.proof.stated import Stated
from rag.types import Article, Language

_TEXTS: dict[Language, dict[str, str]] = {
    "zh": {
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
    },
    "en": {
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
    },
}
_PARTS = {"Q1": "一季度", "Q2": "二季度", "Q3": "三季度", "Q4": "四季度", "H1": "上半年", "H2": "下半年"}


def differing(one: Stated, other: Stated, language: Language) -> str:
    """Say of what, and where, two statements differ, the earlier first."""
    texts = _TEXTS[language]
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
