"""A request for a brief, put as a question: which articles a reader wants summed up.

「总结一下那篇报道」 asks for no fact that a passage could hold; the brief of the articles that it means answers it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rag.listings.choice import by_title, restrict
from rag.proof.mentions import presence
from rag.prose.folding import fold
from rag.prose.questions import Asked
from rag.types import Article, Hit, Summary

Brief = Callable[[Sequence[Article], str], Summary]
"""Writes one brief of the given articles on a subject; there is none, where they are named otherwise."""

# A brief of more articles than a search for its subject is deep would leave some out.
MOST_FOUND = 10
# An article on a subject prints at least this share of the subject's words, by their weight.
_LEAST_PRINTED = 0.6

_WORK = r"(?:文章|报道|稿件|稿子|新闻|消息|评论|专访|专栏|版面|报纸|内容|[这那该][一几]?[篇则版条]|《[^《》]{2,60}》)"
_SUM_UP = r"(?:总结|概括|概述|归纳|梳理|简述|综述)"
_BRIEF = r"(?:摘要|简报|综述|概要|概述)"
# 「用三句话」: a 用 inside it has no 话 before it, or a line of 「用三句话」 is read in as many ways as it has parts.
_IN_WORDS = r"用[^，。？用]{1,8}?话|用[^，。？用话]{0,3}用[^，。？话]{0,4}话"
_POLITE = rf"(?:请|麻烦|帮我?|给我|为我|你|能否|能不能|可以|可否|我想要?|{_IN_WORDS}|简要地?|简单地?|分别|再|快速)"
_ASKS = re.compile(
    # An order to sum up: at the beginning, or with 一下; 「甲公司总结了哪些经验」 tells of somebody else's summing up.
    rf"^{_POLITE}*{_SUM_UP}(?![了过出])|{_SUM_UP}一下|^{_POLITE}*[写做给出来][^，。？]{{0,16}}{_BRIEF}"
    # 「把那几条新闻整理成简报」, 「给那几条新闻做个简报」
    rf"|^{_POLITE}*[把将给为对就][^，。？]{{2,40}}?[写做编整]理?[成出]?[^，。？]{{0,6}}{_BRIEF}"
    rf"|{_WORK}[^，。？]{{0,12}}(?:摘要|概要|大意|梗概|主要内容|主要观点|核心观点|中心思想|要点)(?:是|有|$|[？?。])"
    rf"|{_WORK}[^，。？]{{0,8}}(?:讲|说|谈|介绍|报道|论述)(?:了|的是|的)?(?:些)?(?:什么|啥)(?:内容|事情?|问题)?[？?。]?$"
    r"|^(?:please |can you |could you )*(?:summari[sz]e|sum up|brief me)\b|\b(?:a|the|short|brief) summary of\b"
    r"|\b(?:key|main) (?:points|takeaways) (?:of|in|from)\b|\bgist of\b"
    r"|\bwhat (?:is|was)\b.{1,60}\b(?:article|story|report|piece)\b.{0,60}\babout\b"
    r"|\bwhat does the (?:article|story)\b.{0,40}\bsay\W*$",
    re.I,
)
# 「梳理一下…各是多少」 asks for figures, not for a brief.
_FOR_FACTS = re.compile(
    r"多少|几(?:[月号日天个家人次]|点[^内要看])|何时|什么时[候间]|是谁|哪[一两几]?[天年家位]|\bhow (?:many|much)\b",
    re.I,
)
# What of a request is no subject: its verb, and what leads to what is summed up.
_LED = re.compile(rf"^{_POLITE}*[把将给为对就](?=[^，。？]{{2,40}}?[写做编整]理?[成出]?[^，。？]{{0,6}}{_BRIEF})")
_MADE = re.compile(rf"(?:[写做编]|整理)(?:[成出个份一]|几句)*(?=[^，。？]{{0,6}}{_BRIEF})")
_TITLE = re.compile(r"《[^《》]{2,60}》|“[^“”]{2,60}”")
_ONE = re.compile(r"[这那该本][一]?[篇则条文]|\b(?:the|this|that) (?:article|story|report|piece)\b", re.I)
# What a request says of itself and not of its subject.
_OWN_WORDS = re.compile(
    rf"{_SUM_UP}(?:一下)?|一下|{_BRIEF}|主要(?:内容|观点)|核心观点|中心思想|大意|梗概|要点|{_WORK}|[讲说谈](?:了|的是)?(?:些)?(?:什么|啥)"
    rf"|^{_POLITE}*[写做]|^{_POLITE}+|相关的?|有关|关于|方面的?|[一几][份篇则]|所有的?|全部的?|资料库|报库|里的?|[一两三四五几]句话"
    r"|\b(?:please|can|could|you|summari[sz]e|summary|sum|up|brief|me|key|main|points|takeaways|gist|what|is|was|does|say|about"
    r"|article|articles|story|stories|report|reports|piece|pieces|news|the|this|that|those|all|short|of|on|by|in|from|a)\b",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Request:
    """What is to be summed up: articles that the catalogue names, or, ``None``, those that a search finds."""

    subject: str
    one: bool
    articles: tuple[Article, ...] | None


def read_request(question: str, articles: Callable[[], Sequence[Article]]) -> Request | None:
    """Read a request for a brief, or return ``None`` for a question on what was reported.

    ``articles`` lists those that the reader's filters let through.
    """
    if not _ASKS.search(question.strip()) or _FOR_FACTS.search(_TITLE.sub("", question)):
        return None
    one = _ONE.search(question) is not None
    plain = _MADE.sub(" ", _LED.sub("", question.strip()))
    subject = " ".join(_OWN_WORDS.sub(" ", plain).split()).strip(" 的，。？！,.?!")
    offered = articles()
    titled = by_title(question, offered)
    if titled is not None:
        return Request("", True, (titled,))
    choice = restrict(question, offered)
    if choice.by_imprint:
        return Request(subject, one, choice.articles)
    return Request(subject, one, None if subject else tuple(offered))


def found_articles(
    request: Request, subject: Asked, hits: Sequence[Hit], weigh: Callable[[str], float]
) -> tuple[Article, ...]:
    """The articles of a request: those that speak of its subject, the best first; all that it names where none does."""
    ranked = list({hit.article.id: hit.article for hit in hits}.values())
    weights = {term: weigh(term.text) * (2.0 if term.name else 1.0) for term in subject.terms}
    total = sum(weights.values())

    def printed(article: Article) -> float:
        text = fold(article.printed)
        return sum(weight * presence(term, text) for term, weight in weights.items()) / total if total else 0.0

    offered = ranked if request.articles is None else request.articles
    speaking = [article for article in offered if printed(article) >= _LEAST_PRINTED] or list(request.articles or ())
    most = 1 if request.one else MOST_FOUND if request.articles is None else len(speaking)
    return tuple(speaking[:most])
