"""The points that a text counts off, and how many of them a question asks for."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.prose.folding import fold
from rag.prose.numerals import DIGITS
from rag.prose.sentences import sentences_of
from rag.types import Article, Sentence

# How Chinese and English prose counts points off.
ENUMERATED = re.compile(
    r"(?:^|[，：；。])(?:[一二三四五六七八九十]是|首先|其次|再次|再者|最后|其[一二三四五六]|第[一二三四五六七八九十](?:[，、|]|[种个项条步类点]?是)|[①-⑩])"
    r"|\b(?:[Ff]irst|[Ss]econd|[Tt]hird|[Ff]inally)(?:ly)?,"
)
# 「哪三个毛病」, 「列出四点」, 「三条路径，请逐条列出」
_ASKED = re.compile(
    r"哪(?P<which>[两二三四五六七八九])[个项点条种类大方剂招步味张把重道手]|(?P<list>[两二三四五六七八九])[个项点条种类大](?:方面|路径|建议|举措|措施|原因|问题|要求)?[^。？?]{0,6}?(?:列出|列举|分别)"
    r"|(?:列出|列举|说出|写出)[^，。？?]{0,8}?(?P<out>[两二三四五六七八九])[个项点条种]"
)
# 「概括文中的三条路径」
_NAMED = re.compile(
    r"([两二三四五六七八九])[个项点条种类大](?:方面|层面|路径|建议|举措|措施|原因|问题|要求|做法|办法|对策|方向|理由|观点|主张)"
)
# A paragraph or a subhead that begins with one of them; so many characters tell.
_BEGINS = re.compile(r"(?P<form>其|第|)(?P<number>[一二三四五六七八九])(?P<after>是|[，、：]|(?=[，、：]))")
# 「企业做服务，首先要…」, 「其次是…」, 「最后是…」
_IN_WORDS = re.compile(r"(?:^|[，：])(首先|其次|再次|再者|最后)")
_ORDER = {"首先": 1, "其次": 2, "再次": 3, "再者": 3}
_OPENING = 24


def points_asked(question: str) -> int:
    """How many points a question asks for by their number; 0 where it does not say."""
    asked = _ASKED.search(fold(question))
    return int(DIGITS[next(filter(None, asked.groups()))]) if asked else 0


def points_named(request: str) -> int:
    """How many points a request to sum up names by their number; 0 where it names none."""
    named = _NAMED.search(fold(request))
    return int(DIGITS[named[1]]) if named else 0


def points_told(text: str) -> int:
    """How many points a text counts off."""
    return len(ENUMERATED.findall(text))


def points_apart(article: Article, many: int) -> list[Sentence]:
    """The first sentences of an article's paragraphs that count off just so ``many`` points, in order; or nothing."""
    sentences = sentences_of(article)
    found: list[tuple[str, int, Sentence]] = []
    for block in article.blocks:
        begins = _BEGINS.match(article.body[block.start : block.end])
        worded = _IN_WORDS.search(article.body[block.start : min(block.end, block.start + _OPENING)])
        inside = next((each for each in sentences if block.start <= each.start < block.end), None)
        if begins and inside is not None:
            found.append((begins["form"] + begins["after"], int(DIGITS[begins["number"]]), inside))
        elif worded and inside is not None:
            found.append(("", _ORDER.get(worded[1], many), inside))
    for form in dict.fromkeys(form for form, _, _ in found):
        run = [(number, sentence) for its, number, sentence in found if its == form]
        if _in_turn([number for number, _ in run], many):
            return [sentence for _, sentence in run]
    return []


def _in_turn(numbers: Sequence[int], many: int) -> bool:
    return many > 1 and list(numbers) == list(range(1, many + 1))
