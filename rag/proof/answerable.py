"""Whether the archive holds the answer to a question: decided by the printed words, not by a model's mood."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date

from rag.proof.mentions import in_print, is_about, presence
from rag.proof.orders import gives_orders
from rag.prose.folding import fold
from rag.prose.language import written_in
from rag.prose.periods import (
    is_told_then,
    looks_ahead_to,
    names_period,
    tells_of,
    tells_of_year,
    tells_of_year_ahead,
)
from rag.prose.questions import Asked, Term
from rag.prose.romanized import printed_names
from rag.prose.words import Known
from rag.types import Article, Sentence

# 「3加5等于多少」: what is left without numbers, signs, units and these asks for a sum, which no paper has printed.
_RECKONS = re.compile(
    r"\d\s*[+*×÷=]|等于|加|减|乘|除以|平方根|立方根|开方|"
    r"(?<![a-z])(?:plus|minus|times|divided by|equals?|square root)(?![a-z])"
)
_NO_MATTER = re.compile(
    r"请问|算一?下|结果|是不是|多少|什么|之和|之差|之积|[上去以后再的是得和与几呢吗个]|公里|千米|厘米|毫米|公斤|千克|[米克吨元]|"
    r"(?<![a-z])(?:what|how much|is|are|the|of|does|do|and|by|make|result)(?![a-z])|"
    r"[\d\W_零〇一二两三四五六七八九十百千万亿]"
)
# 「火星上有几座车站」: where something is asked for must be printed, whether a tagger takes it for a name or not.
_THERE = re.compile(r"^(?:请问)?(?P<place>[㐀-鿿]{2,6}?)[上里中内](?:现在|目前|如今|一共|总共|共|还|都)?(?:有|的)")
# 「写一首关于银行的诗」: what is to be made up is not in a paper.
_INVENTS = re.compile(
    r"(?:请|帮我|给我|替我|为我)*(?:写|作|编|创作)[一几]?[首篇个段封副](?:[^，。？?]{0,16}的)?(?:诗|歌|小说|故事|笑话|段子|代码|程序|作文|对联)"
)
# 「市场上有哪些…」, 「会议上有谁…」: no place; a paper need not say it.
_NO_PLACE = re.compile(
    r".*(?:市场|国际|历史|社会|过程|计划|方案|报告|文件|公告|报道|文章|新闻|消息|资料|名单|活动|事实|基本|实际|总体|期间|"
    r"[界会报纸版库网络业手家头年月日周天这那哪其之当谁此们者人心])"
)
# What a word of English may end in, beyond what it shares with its other forms.
_ENDINGS, _LEAST_STEM = 3, 4


def missing(asked: Asked, articles: Sequence[Article]) -> Iterable[str]:
    """List the names and periods of a question that stand nowhere in the articles found."""
    texts = [fold(article.printed) for article in articles]
    yield from _beside_the_archive(asked, texts)
    chinese = any(written_in(article.body) == "zh" for article in articles)
    for term in asked.terms:
        # A name in Latin letters may stand in a Chinese article under its Chinese name.
        foreign = asked.language == "en" and chinese and term.text.isascii()
        if term.name and not foreign and not any(presence(term, text) for text in texts):
            spelled = (
                printed_names(f"{each.title}\n{each.body}", [term.text])
                for each in articles
                if written_in(each.body) == "en"
            )
            if not any(term.text in names.values() for names in spelled):
                yield term.text
    for year in asked.years:
        # 今年 and 去年 are printed more often than their numbers.
        tells = tells_of_year_ahead if looks_ahead_to(year, fold(asked.text)) else tells_of_year
        if not any(tells(year, text, _days_of(article)) for article, text in zip(articles, texts, strict=True)):
            yield year
    for period in asked.periods:
        named = any(names_period(period, text) for text in texts)
        if not named and not any(_may_tell(asked, period, article) for article in articles):
            yield period


def _beside_the_archive(asked: Asked, texts: Sequence[str]) -> Iterator[str]:
    """What tells that a question has nothing to do with the articles found.

    It reckons, gives a model orders, wants something made up, or asks of a place or of things of which none of them
    speaks.
    """
    text = fold(asked.text)
    if _RECKONS.search(text) and not _NO_MATTER.sub("", _RECKONS.sub("", text)):
        yield asked.text
    if _INVENTS.match(text) or (gives_orders(asked.text) and not asked.names):
        yield asked.text
    there = _THERE.match(text)
    if there and not _NO_PLACE.fullmatch(there["place"]):
        place = Term(there["place"], name=True)
        if not any(presence(place, printed) for printed in texts):
            yield place.text
    english = [printed for printed in texts if written_in(printed) == "en"]
    if asked.language == "en" and asked.terms and english and not asked.names:
        stems = [term.text[: max(_LEAST_STEM, len(term.text) - _ENDINGS)] for term in asked.terms]
        if not any(re.search(rf"\b{re.escape(stem)}", printed) for stem in stems for printed in english):
            yield from (term.text for term in asked.terms)


def of_a_year(article: Article, years: Sequence[str]) -> bool:
    """Tell whether an article may tell of one of some years, or none is asked about."""
    if not years:
        return True
    text = fold(article.printed)
    return any(tells_of_year(year, text, _days_of(article)) for year in years)


def _days_of(article: Article) -> list[date]:
    return [place.date for place in article.places if place.date]


def held(asked: Asked, sentences: Sequence[tuple[Article, Sentence]], known: Known) -> float:
    """Tell which share of what is asked of its names some sentences hold together; for the name that fares worst.

    A sentence counts for a name only if it is about it, and only if its surroundings name the period asked for.
    """
    nouns = [(term, weight) for term in _nouns(asked) if (weight := known(term.text)) is not None]
    total = sum(weight for _, weight in nouns)
    shares = []
    for name in asked.names or (None,):
        found = [0.0] * len(nouns)
        about = False
        for article, sentence in sentences:
            if name is not None and not is_about(name, article, sentence, anywhere_before=True, beside=asked.names):
                continue
            printed = in_print(article, sentence)
            if asked.periods and not any(_is_told(asked, period, printed, article) for period in asked.periods):
                continue
            about = True
            found = [max(have, _printed_in(term, printed)) for have, (term, _) in zip(found, nouns, strict=True)]
        share = sum(weight * have for have, (_, weight) in zip(found, nouns, strict=True)) / total if total else 1.0
        shares.append(share if about else 0.0)
    return min(shares)


def _is_told(asked: Asked, period: str, printed: str, article: Article) -> bool:
    """Tell whether a period is named near a sentence; a day is told once, at the beginning of a story."""
    once = period.endswith(("日", "号")) or (asked.years and article.date is None)
    return names_period(period, printed) or bool(once and _may_tell(asked, period, article))


def _may_tell(asked: Asked, period: str, article: Article) -> bool:
    behind = fold(asked.text).partition(period)[2]
    if article.date and period == f"{article.date.month}月" and is_told_then(behind):
        return True
    return tells_of(period, article.body, article.date, dated=bool(asked.years))


def repeated(asked: Asked, text: str) -> Asked:
    """The part of a question that an answer repeats.

    A model asked for what the archive lacks fills the question's own words in around some figure or name that is near:
    what it takes from the question must be ``held`` by the sentences that it rests on.
    """
    answer = fold(text)
    alone = len(asked.names) == 1  # a draft on it need not say it again
    return replace(
        asked,
        terms=tuple(term for term in asked.terms if term.text in answer or (term.name and alone)),
        periods=tuple(period for period in asked.periods if period in answer),
    )


def _nouns(asked: Asked) -> list[Term]:
    return [term for term in asked.terms if not term.name and not term.verb and len(term.text) > 1]


def _printed_in(term: Term, printed: str) -> float:
    # 副市长 is no 市长.
    return presence(term, printed.replace("副" + term.text, ""))
