"""How a source sentence is told in a brief: to the letter, but for what is cut at its ends and for whom it means.

A sentence that has left its paragraph must say itself who 该行 or 他 is: the name is put back where the sentence before
and the headline leave no doubt of it, and the reader is shown both sentences as the source.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from rag.proof.houses import names_in
from rag.prose.entities import tokens
from rag.prose.folding import fold_width
from rag.prose.language import written_in
from rag.prose.names import institutions, speakers
from rag.types import Article, Sentence

_LEANING = re.compile(
    r"(?:他们?|她们?|它们?|其(?!他|余|次|实)|其中|该|此(?!外|前|间)|这(?!家)|那(?!曲)|对此|据此|前者|后者|两者|上述|其后|随后|至此|为此|因此|但|而(?!今)|"
    r"不过|然而|[^，。“]{0,14}，(?:该(?:行|公司|集团|企业|机构)|其(?!他|余|次|实|中))|"
    r"(?:He|She|It|They|This|These|That|Those|But|So|Both|His|Her|Its|Their|The (?:bank|company|group|firm))\b)"
)
# What stands before a report and is no part of it: the agency's or the paper's own mark, and words that join.
_DATELINE = re.compile(
    r"(?:本[报刊网台]|[^，。；：“”\s]{2,10}?(?:社|网|报|台|财讯|客户端|APP))[^，。；：“”]{0,16}?(?:\d日[^，。；：“”]{0,6}[电讯]|讯|获悉)"
    r"(?:\s*[（(][^（）()]{1,40}[）)])?[\s，：:丨|—-]*"
    r"|[（(](?:本报|见习|特约|实习)?记者[^（）()]{1,40}[）)]\s*"
)
_JOINING = re.compile(
    r"(?:据(?:记者)?(?:了解|悉)|据(?:相关)?(?:报道|介绍)|(?:本报|本刊)?记者(?:了解到|注意到|获悉)|此外|同时|与此同时|另外|不仅如此|除此之外|例如|比如|"
    r"值得(?:一提|注意|关注)的是|需要(?:指出|说明|注意)的是|具体来看|具体而言|具体来说|总体来看|总的来看|整体来看|事实上|实际上|数据显示|"
    r"公开(?:资料|信息|数据)显示)[，：,:]\s*"
)
_BUT = re.compile(r"(?:不过|但是?|然而)，?(?=\S)")
_ABBREVIATED = re.compile(r"[（(](?:以下|下)?(?:统|并)?(?:简)?称[^（）()]{1,40}[）)]")
_ENDED = re.compile(r"[。！？.!?…”’」』）)\"']\Z")
# Shorter than this, what is left of a sentence says nothing.
_LEAST = 10

_LEAD_IN = r"(?:[^，。；：“”]{0,14}，)?"
_TIME = r"(?:(?:去|今|前|上|全)年|(?:19|20)\d\d年[末底]?|[上下]半年|前?[一二三四]季度|目前)?"
_SUBJECT = re.compile(
    _LEAD_IN + _TIME + r"(?P<word>该(?:行|公司|集团|企业)|公司(?!债|法|治理|章程|制|化|客户|贷款|存款|业务|金融|们|类))"
)
_SPEAKER = re.compile(_LEAD_IN + r"(?P<word>[他她])(?!们)")
# What only a house has, with which its figures begin where it is left out: 「归母净利润…」.
_MEASURE = re.compile(
    _LEAD_IN + _TIME + r"(?:实现)?(?:归母|扣非|归属于[^，。；]{2,12}的)?"
    r"(?:净利润|净亏损|营业?收入?|营业总收入|总资产|资产总额|负债总额|不良(?:贷款)?率|拨备覆盖率|净息差|毛利率|综合成本率)"
)
# In an interview each paragraph begins with who speaks.
_QUESTION = re.compile(r"^(?:本报)?(?:记者|問|问)[：:]", re.MULTILINE)
_REPLY = re.compile(r"(?!(?:本报)?(?:记者|問|问|答)[：:])(?P<who>[^，。：；“”\s\d]{2,12})[：:]")
_FEWEST_QUESTIONS = 2
_BOUNDARY = re.compile(r"(?:^|[，：:\s])(?=\S)")


def leans(text: str) -> bool:
    """Tell whether a sentence cannot be understood without one before it."""
    return _LEANING.match(text) is not None


def trim(sentence: Sentence) -> Sentence:
    """Narrow a source sentence to what it reports: without dateline and without words that join it to another."""
    text = sentence.text
    start = 0
    while match := _DATELINE.match(text, start) or _JOINING.match(text, start):
        start = match.end()
    if len(text) - start < _LEAST:
        return sentence
    return replace(sentence, start=sentence.start + start, text=text[start:]) if start else sentence


def plain(text: str, *, follows: bool) -> str:
    """Word a trimmed sentence for a brief: whole, and without 不过 where what it contradicts is not told before it."""
    text = _ABBREVIATED.sub("", text)
    if not follows and (match := _BUT.match(text)):
        text = text[match.end() :]
    if _ENDED.search(text):
        return text
    return text.rstrip("；;，,") + ("." if written_in(text) == "en" else "。")


def stands_alone(article: Article, candidates: Sequence[Sentence], n: int) -> bool:
    """Tell whether a sentence can be told by itself, by its own words or with its subject's name put back."""
    text = trim(candidates[n]).text
    return not leans(text) or named(article, candidates, n) is not None


def named(article: Article, candidates: Sequence[Sentence], n: int) -> tuple[str, Sentence] | None:
    """Put the name of the subject back into a sentence that says 该行, 公司 or 他 for it.

    Returns the sentence so worded and the one that names the subject: the sentence before, in the same paragraph.
    ``None`` where the sentence says no such word, or where there is doubt whom it means.
    """
    if not n or not _same_paragraph(article, candidates[n - 1], candidates[n]):
        return None
    text, before = trim(candidates[n]).text, candidates[n - 1]
    if reply := replying(article, candidates, n):
        who, first = reply
        return f"{who}：{text}", first
    if match := _SUBJECT.match(text):
        bank = match["word"] == "该行"
        names = [name for name in _subjects(article.title, before.text) if name.endswith("行") == bank]
    elif match := _SPEAKER.match(text):
        # What somebody says in between, in quotation marks, names nobody else.
        m = n - 1
        while m and candidates[m].text[0] in "“「" and not persons(candidates[m].text):
            m -= 1
        before = candidates[m]
        if not _same_paragraph(article, before, candidates[n]):
            return None
        names = persons(before.text)
    else:
        return None
    if len(set(names)) != 1:
        return None
    start, end = match.span("word")
    return text[:start] + names[0] + text[end:], before


def replying(article: Article, candidates: Sequence[Sentence], n: int) -> tuple[str, Sentence] | None:
    """Who says a sentence of an interview, whose name stands only before the first sentence of his reply."""
    if not _is_interview(article.body):
        return None
    start = article.body.rfind("\n", 0, candidates[n].start) + 1
    match = _REPLY.match(article.body, start)
    first = candidates[bisect_left(candidates, start, key=lambda sentence: sentence.start)]
    return (match["who"], first) if match and first is not candidates[n] else None


@lru_cache(maxsize=256)
def _is_interview(body: str) -> bool:
    return len(_QUESTION.findall(body)) >= _FEWEST_QUESTIONS


def is_told_before(text: str, renamed: str, before: str) -> bool:
    """Tell whether a sentence may go on to say 公司: what is told before it names that company, and nobody else.

    The sentence that names it in print may be on something else, and no source of what is said here.
    """
    match = _SUBJECT.match(text)
    if match is None or match["word"] != "公司":
        return False
    start, end = match.span("word")
    name = renamed[start : len(renamed) - len(text) + end]
    return name in before and all(name in other.text or other.text in name for other in names_in(before))


def persons(text: str) -> list[str]:
    """Find who speaks in a text, as it spells them; where nobody is seen to speak, its persons."""
    folded = fold_width(text)
    names = speakers(folded) or [token.text for token in tokens(folded) if token.tag == "PER" and len(token.text) > 1]
    return [text[folded.index(name) : folded.index(name) + len(name)] for name in dict.fromkeys(names)]


def is_of_a_person(text: str) -> bool:
    """Tell whether a sentence says 他 or 她 for whom it is on."""
    return _SPEAKER.match(text) is not None


def is_on_a_house(text: str) -> bool:
    """Tell whether a sentence says 该行 or 公司 for whom it is on, or leaves the house out before what it measures."""
    return _SUBJECT.match(text) is not None or _MEASURE.match(text) is not None


def has_owner(text: str) -> bool:
    """Tell whether a text says of whom its figures are, by a name or by 该行 or 公司."""
    text = fold_width(text)
    return _SUBJECT.match(text) is not None or any(not name.beside for name in names_in(text))


def with_subject(text: str, name: str) -> str:
    """Put an institution's name for the 该行 or 公司 with which a sentence begins, if it is one of that kind."""
    match = _SUBJECT.match(text)
    if match is None or (match["word"] == "该行") != name.endswith("行"):
        return text
    start, end = match.span("word")
    return text[:start] + name + text[end:]


def _subjects(headline: str, before: str) -> list[str]:
    """The institutions that both a headline and a sentence name at the beginning of a clause."""
    found = []
    for one in _BOUNDARY.finditer(before):
        for other in _BOUNDARY.finditer(headline):
            common = _common(before[one.end() :], headline[other.end() :])
            inside = institutions(common)
            if inside:
                found.append(common[: common.index(inside[0]) + len(inside[0])])
    return found or [name.text for name in names_in(before) if name.text in headline and not name.beside]


def _common(one: str, other: str) -> str:
    """The run that two texts begin with alike."""
    size = 0
    for left, right in zip(one, other, strict=False):
        if left != right:
            break
        size += 1
    return one[:size]


def _same_paragraph(article: Article, one: Sentence, other: Sentence) -> bool:
    return "\n" not in article.body[one.start : other.end]
