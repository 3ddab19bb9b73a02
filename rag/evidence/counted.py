"""What a question counts: whether a line tells of it at all.

「谈妥加盟的有多少家」 is not answered by how many came to look, nor 「发了多少亿元的科技债券」 by a loan's balance.
"""

from __future__ import annotations

import re
from functools import lru_cache

from rag.prose.entities import Token, tokens
from rag.prose.synonyms import in_words_of
from rag.prose.words import tagger
from rag.questions.measures import measure_asked, names_another

_HOW_MANY = re.compile(
    r"(?P<done>[㐀-鿿]{2,16})的(?:[总一]?共|大[约概]|究竟|到底)?(?:有|是|达到?)多少[㐀-鿿]?(?:[？?，,。]|$)"
)
_BEHIND = re.compile(
    r"(?:多少|(?<![哪这那十好前近后的])几)[十百千万亿]*(?:元|美元|港元|欧元|[家个名位人项条台辆架艘座所件份张吨亩套只笔支篇头羽起场间种款匹株幅])?"
    r"的?(?P<rest>[㐀-鿿]{3,})"
)
# A shorter noun behind 多少 may be left out in print, or told in other words.
_LEAST_THING, _LEAST_HELD = 3, 0.34
_NOUNS, _SAID = ("n", "vn", "b"), ("n", "v")


def lacks_what_is_counted(question: str, line: str, leading: str) -> bool:
    """Tell whether a folded line, with what leads up to it, has little of what a folded question counts.

    What leads up to it does not say what the figures are that stand behind another's name (「贷款余额为60.5亿元」).
    """
    printed = in_words_of(question, f"{leading}\n{line}")
    done = done_by_those_counted(question)
    if done and not any(word in printed for word in done):
        return True
    thing = counted_behind(question)
    pairs = [thing[at : at + 2] for at in range(len(thing) - 1)]
    if pairs and names_another(line, measure_asked(question)):
        printed = in_words_of(question, line)
    return sum(pair in printed for pair in pairs) < _LEAST_HELD * len(pairs)


@lru_cache(maxsize=256)
def done_by_those_counted(question: str) -> tuple[str, ...]:
    """What those do whom a folded question counts, by its words: 谈妥 and 加盟 of 「谈妥加盟的有多少家」.

    A single word (修好) may be told in another.
    """
    found = _HOW_MANY.search(question)
    words: list[Token] = []
    for token in tokens(found["done"]) if found else ():
        if token.tag.startswith(_SAID):
            led = words.pop() if words and _is_torn(words[-1], token) else None
            words.append(Token(led.text + token.text, "v", led.start) if led else token)
    long = tuple(word.text for word in words if len(word.text) > 1)
    return long if len(long) > 1 and any(word.tag == "v" for word in words) else ()


def _is_torn(one: Token, other: Token) -> bool:
    """Tell whether two tokens are one verb: 签 and 下."""
    return one.tag == other.tag == "v" and len(one.text) == len(other.text) == 1 and one.end == other.start


@lru_cache(maxsize=256)
def counted_behind(question: str) -> str:
    """The noun that a folded question has behind 多少 and a unit, where it is no short one: 科技债券."""
    found = _BEHIND.search(question)
    thing = ""
    for pair in tagger()(found["rest"]) if found else ():
        if not pair.flag.startswith(_NOUNS):
            break
        thing += pair.word
    return thing if len(thing) >= _LEAST_THING else ""
