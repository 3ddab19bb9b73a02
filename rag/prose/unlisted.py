"""Names that no dictionary has, found in a question by what an archive prints."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator, Sequence

from rag.prose.entities import PROPER, entities, tokens
from rag.prose.questions import GENERIC, QUOTED
from rag.prose.words import HAN, Known, dictionary_words, function_words, tagger, words_inside

# What a name may end before; how long and short one of single characters may be, what it stands behind and is none of.
_RUN = re.compile(r"(?:(?![的是在有了和与及])[㐀-鿿])+")
_LONGEST_UNLISTED = 5
_SHORTEST_UNLISTED = 2
_BEFORE = re.compile(r"\W|[和与跟对在]$")
_NO_NAME = frozenset("rpcumqd")
_NO_BEGINNING = frozenset("每各某")
_NOUN_TAGS = ("n", "LOC", "PER", "ORG", "vn", "an")
_LEAST_PROPER = 3
# What a clause of a question begins with, and how long a name may be that stands beside another.
_CLAUSE_BEGINS = re.compile(r"(?:(?<=[，、；。：？?,;:和与])|^)[㐀-鿿]{2,}+(?!\0)")
_LONGEST_BESIDE = 4
_NUMBERED = re.compile(r"(?:[一二三四五六七八九十]{1,3}|(?<!\d)\d{1,2})号")
_NAMED_BY_NUMBER = re.compile(r"[㐀-鿿]{2,4}")
_PLAIN = frozenset("nvtmjdarpcuqf")  # the kinds of a dictionary's common words
_CLAUSE_BEHIND = re.compile(r"[，、；。：？?,;:和与]$")
_MOST_TOKENS, _LONGEST_WORK = 5, 10
_PAPER = re.compile(r"[报刊网社台]$|杂志$")
_HAN_ONLY = re.compile(r"[㐀-鿿]+")
_TOLD = "\0"  # stands for a name that is known
_KINDS_OF_HOUSES = (
    "汽车",
    "银行",
    "证券",
    "集团",
    "科技",
    "股份",
    "矿业",
    "能源",
    "药业",
    "航空",
    "保险",
    "基金",
    "地产",
)


def unlisted_names(question: str, known: Known) -> Iterator[str]:
    """The names in a question that no dictionary has: characters that begin a clause, and that the archive prints so.

    The archive prints what follows in the name as often as its beginning.
    """
    at = 0
    words = dictionary_words(question)
    for number, word in enumerate(words):
        start, at = at, at + len(word)
        if number and not _BEFORE.match(words[number - 1]):
            continue
        rest_of_name = itertools.takewhile(_may_name, words[number + 1 : number + _LONGEST_UNLISTED])
        single = [word, *rest_of_name] if _may_begin_name(word) else []
        verbs = [place for place, each in enumerate(single) if place > 1 and ("v" in _kinds(each))]
        name = "".join(single[: verbs[0] if verbs else None])
        while len(name) > 1 and known(name) is None:
            name = name[:-1]
        if len(name) < _SHORTEST_UNLISTED or word in _NO_BEGINNING or "a" in _kinds(word):
            continue
        rest = _RUN.match(question, start + len(name))
        following = dictionary_words(rest[0])[0] if rest else ""
        if following and known(name + following) == known(name):
            name += following
        said = [token.tag for token in tokens(question) if start <= token.start < start + len(name)]
        done = bool(said) and all(tag in ("v", "vn") for tag in said)  # 「谈成的比例」, 「失联人数」
        done = done or said == ["v", "n"]  # 「缺芯让…」
        if not done and (len(name) > _SHORTEST_UNLISTED or len(single) == len(name) or verbs):
            yield name


def named_before_a_day(question: str, known: Known) -> Iterator[str]:
    """The nouns that a question begins with, before a day (「弦月机器人2030年…」), where the archive has them as one.

    It prints the first of them never without the others.
    """
    led: list[str] = []
    for token in tokens(question):
        if token.tag == "TIME":
            first = known(led[0]) if len(led) > 1 else None
            if first is not None and known("".join(led)) == first:
                yield "".join(led)
            return
        if not token.tag.startswith("n") or (not led and len(token.text) < _SHORTEST_UNLISTED):
            return
        led.append(token.text)


def named_beside(question: str, names: Sequence[str], printed: Callable[[str], bool]) -> Iterator[str]:
    """What begins a question's clauses and is a name to the archive, though to no dictionary: 理想, 零跑.

    A page lists it beside a name (「甲、乙」), or prints it with its kind, as a house (理想汽车).
    """
    told = "|".join(map(re.escape, names))
    apart = re.sub(told, _TOLD, question) if told else question
    ends = {token.end for token in tokens(apart)}
    starts = [
        apart[found.start() : found.start() + length]
        for found in _CLAUSE_BEGINS.finditer(apart)
        for length in range(min(found.end() - found.start(), _LONGEST_BESIDE), 1, -1)
        if found.start() + length in ends
    ]
    left = [each for each in starts if not any(each in name or name in each for name in names) and printed(each)]
    known = [name for name in names if name not in QUOTED.findall(question)]  # what is quoted is no house
    while found := next(
        (each for each in left if _is_beside(each, known, printed) or _is_printed_as_house(each, printed)), None
    ):
        yield found
        known.append(found)
        left = [other for other in left if not (other in found or found in other)]


def _is_beside(word: str, names: Sequence[str], printed: Callable[[str], bool]) -> bool:
    """Tell whether a word stands in print beside a name, and is no plain word (利率) that a clause began or ended with.

    Signs between words are all alike to an archive's index.
    """
    pairs = [pair for name in names for pair in ((word, name), (name, word))]
    if not any(printed(f"{one}{mark}{other}") for one, other in pairs for mark in "、和"):
        return False
    plain = {flag[:1] for piece, flag in words_inside(word, whole=True) if piece == word} & _PLAIN
    return not plain or _begins_with_house(f"{word}公司宣布与某公司合作")


def _is_printed_as_house(word: str, printed: Callable[[str], bool]) -> bool:
    """Tell whether a word is printed with a company's kind, and is a house with it."""
    return any(printed(word + kind) and _begins_with_house(f"{word}{kind}公布了数据") for kind in _KINDS_OF_HOUSES)


def _begins_with_house(sentence: str) -> bool:
    """Tell whether a network takes what a sentence begins with for a house."""
    return any(each.kind == "house" and each.start == 0 and not GENERIC.match(each.text) for each in entities(sentence))


def proper_noun(question: str, printed: Callable[[str], bool]) -> Iterator[str]:
    """Nouns and a kind that has names (清溪信义线), where a question begins with them and a page prints them."""
    run = itertools.takewhile(
        lambda token: token.tag.startswith(_NOUN_TAGS) and HAN.match(token.text), tokens(question)
    )
    name = "".join(token.text for token in run)
    if len(name) > _LEAST_PROPER and PROPER.search(name) and printed(name):
        yield name


def works_unmarked(question: str, is_work: Callable[[str], bool]) -> Iterator[str]:
    """The works whose names begin a question's clauses without a title's marks; a paper is no work."""
    words = tokens(question)
    for at, word in enumerate(words):
        if word.start and not _CLAUSE_BEHIND.search(question[: word.start]):
            continue
        ends = [each.end for each in words[at : at + _MOST_TOKENS] if each.end - word.start <= _LONGEST_WORK]
        for end in reversed(ends):
            name = question[word.start : end]
            if len(name) > 1 and _HAN_ONLY.fullmatch(name) and not _PAPER.search(name) and is_work(name):
                yield name
                break


def numbered_things(question: str, printed: Callable[[str], bool]) -> Iterator[str]:
    """A craft, a line or a project that is called by a noun and a number (「青鸾六号」), where a page prints it so."""
    for found in _NUMBERED.finditer(question):
        noun = next(reversed(tagger()(question[: found.start()])), None)
        if noun and noun.flag.startswith("n") and _NAMED_BY_NUMBER.fullmatch(noun.word):
            name = noun.word + found[0]
            if printed(name):
                yield name


def _may_begin_name(word: str) -> bool:
    """Tell whether a name may begin so: a measure word (盒) counts nothing at a clause's beginning."""
    return _may_name(word) or (_kinds(word) == {"q"} and HAN.fullmatch(word) is not None)


def _may_name(word: str) -> bool:
    single = len(word) == 1 and HAN.match(word) is not None
    return single and word not in function_words() and not _kinds(word) & _NO_NAME


def _kinds(word: str) -> set[str]:
    return {flag[:1] for _, flag in words_inside(word, whole=True)}
