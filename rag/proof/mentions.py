"""Whether a text names somebody, and of whom a sentence speaks."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

from rag.prose.folding import fold
from rag.prose.groups import group_of
from rag.prose.names import INSTITUTION, institutions
from rag.prose.questions import Term
from rag.prose.sentences import split_sentences
from rag.prose.words import is_place
from rag.types import Article, Block, Sentence

# A name may be printed with other characters inside it (a full name, a middle word), up to this many times its length.
_NAME_STRETCH = 1.6
# 「公司拟向某某采购」: who acts is who was spoken of before, whoever else is named.
_SUBJECT = re.compile(r"(?:^|[，。；“：])[^，。；]{0,4}?(?:公司|该[行司社院校]|本行|集团|双方)(?!旗下|的)")
# 「该行」 is nobody but a bank.
_THE_BANK = re.compile(r"(?:该|本|我|全)行")
# A bank of another kind of the same place.
_OTHER_BANK = re.compile(r"农商|农村|村镇|信用")
_BANK = re.compile(r"行$|信用社|信用联社")
# 「某某证券首席分析师…」, 「据某某证券统计」.
_SPEAKS = r"[^，。\n]{0,10}?(?:分析师|研究员|研究院|首席|研报|统计|数据)"
_COMPANY = re.compile(r"(?P<head>[㐀-鿿]{2,})(?:公司|集团)")
_LIST = re.compile(r"[㐀-鿿a-z0-9]{2,10}(?:、[㐀-鿿a-z0-9]{2,10})+")
# What goes on behind a list's last member.
_OF_LIST = re.compile(r"(?:[等和及与]|分别|[两三四五六七八九十]+[家大个]).*$")
_COMPANY_KIND = re.compile(r"(?<=..)(?:汽车|集团|股份|科技|公司|控股|手机)$")
# What a Chinese paper calls the country where it means its own.
_AT_HOME = ("我国", "全国", "国内")
_COUNTRY = re.compile(r"[㐀-鿿]国|日本|印度|俄罗斯")
_LEAST_WITHOUT_PLACE = 4
_BY_A_CHARACTER = {
    "香港": "港", "澳门": "澳", "台湾": "台", "美国": "美", "英国": "英", "日本": "日", "德国": "德", "法国": "法",
    "韩国": "韩", "俄罗斯": "俄",
}  # fmt: skip
_KIND_OF_PLACE = re.compile(r"[省市县区站队]$")
# 「记者：…？」 and 「某某：…」: so many characters may name who asks and who replies.
_TURN = re.compile(r"[^，。：:？\n]{1,16}[：:]")
_ASKS = re.compile(r"[？?][”」]?\s*$")
# So many sentences before one in its paragraph say what it speaks of.
LEAD_UP = 2


def presence(term: Term, text: str) -> float:
    """Tell how surely a folded text holds a term: 1 to the letter, less with characters between or missing."""
    word = term.text
    if word in text:
        return 1.0
    if term.name and (
        any(short in text for short in _shorter(word))
        or _is_called_in_short(word, text)
        or _is_called_without_place(word, text)
        or _is_called_by_a_character(word, text)
    ):
        return 0.9
    if len(word) < 3 and not term.name:
        return 0.0
    if _stretched(word, text):
        return 0.9
    if term.name:
        return 0.0
    pairs = [word[i : i + 2] for i in range(len(word) - 1)]
    share = sum(pair in text for pair in pairs) / len(pairs)
    return 0.7 * share if share >= 0.5 else 0.0


def _shorter(name: str) -> Iterator[str]:
    """What a paper also calls a name: 霜桥市 is 霜桥, 中国某某银行 某某银行, and 英国海军部 海军部."""
    stem = _KIND_OF_PLACE.sub("", name)
    if stem != name and len(stem) > 1:
        yield stem
    if name == "中国":
        yield from _AT_HOME
    country = _COUNTRY.match(name)
    if country and is_place(country[0]) and len(name) - country.end() > (country[0] == "中国") + 2:
        yield name[country.end() :]


def _is_called_in_short(name: str, text: str) -> bool:
    """Tell whether a text has a company without its kind (理想 for 理想汽车), and not with another, or for a place."""
    short = _COMPANY_KIND.sub("", name)
    alone = rf"{re.escape(short)}(?!{INSTITUTION.pattern}|[省市县区镇])"
    return short != name and not is_place(short) and re.search(alone, text) is not None


def _is_called_without_place(name: str, text: str) -> bool:
    """Tell whether a text has what is in a place without that (杜某遗址 for 某县杜某遗址), and not with another."""
    heads = [n for n in (2, 3) if len(name) >= n + _LEAST_WITHOUT_PLACE and is_place(name[:n])]
    return any(
        re.search(rf"(?:(?<![\u3400-\u9fff])|(?<=[的在对从于是和与])){re.escape(name[n:])}", text) for n in heads
    )


def _is_called_by_a_character(name: str, text: str) -> bool:
    """Tell whether a text has a country or a city by the one character that a paper has for it (赴港, 在美上市)."""
    short = _BY_A_CHARACTER.get(name)
    return (
        short is not None
        and re.search(rf"[赴访驻抵]{short}(?![㐀-鿿]?[元币])|[在来]{short}(?=上市|投资|设|发)", text) is not None
    )


def _stretched(word: str, text: str) -> bool:
    """Tell whether a word's characters stand in a text in order and close together."""
    if len(word) < 3:
        return False
    reach = math.ceil(len(word) * _NAME_STRETCH) + 2
    gap = f".{{0,{reach - len(word)}}}?"
    pattern = gap.join(re.escape(character) for character in word)
    found = [match.group() for match in re.finditer(pattern, text) if len(match.group()) <= reach]
    return any(not _OTHER_BANK.search(each) or _OTHER_BANK.search(word) for each in found)


def is_about(
    name: str,
    article: Article,
    sentence: Sentence,
    *,
    anywhere_before: bool = False,
    beside: Sequence[str] = (),
) -> bool:
    """Tell whether a sentence speaks of a name: it names it, or the last institution named before it is that one.

    A place, a person or a thing is carried over within its paragraph, or, ``anywhere_before``, from the whole article
    so far. ``beside`` are names that may stand in the sentence together with this one, which it leaves out.
    """
    term = Term(name, name=True)
    text = fold(sentence.text)
    group = group_of(article.body, sentence.start, sentence.end)
    if presence(term, text) or (group and group.has(name)):
        return True
    institution = bool(institutions(name))
    beside = (name, *beside)
    others = _others(text, beside)
    led = _SUBJECT.search(text[: text.find(others[0])] if others else text)
    another = (others and not led) or (_THE_BANK.search(text) and not _BANK.search(name))
    if (institution and another) or names_another_alike(name, article, sentence):
        return False
    title = fold(article.title)
    before = title + "\n" + fold(article.body[: sentence.start])
    paragraph = before[before.rfind("\n") + 1 :]
    if not institution:
        return bool(presence(term, before if anywhere_before else paragraph))
    if led and presence(term, title) and not _others(paragraph, beside):
        return True
    # In its own paragraph a speaker goes on; in the next one nobody speaks of the speaker's house.
    before = without_speakers(before[: len(before) - len(paragraph)], name) + paragraph
    named = before.rfind(name)
    if named < 0:
        return bool(presence(term, before))
    return not _others(before[named:], (name,))


def names_another_alike(name: str, article: Article, sentence: Sentence) -> bool:
    """Tell whether a sentence names, in place of a name, another of a list that its article has it in (甲、乙等).

    So does one that counts houses (「四家银行」) of which it is none.
    """
    text = fold(sentence.text)
    group = group_of(article.body, sentence.start, sentence.end)
    if group and (group.has(name) or (institutions(name) and any(map(institutions, group.members)))):
        return not group.has(name)
    return name not in text and any(other in text for other in _listed_with(name, article.body))


@lru_cache(maxsize=256)
def _listed_with(name: str, body: str) -> frozenset[str]:
    """The other members of the lists of an article that have a name for a member."""
    found: set[str] = set()
    for listed in _LIST.finditer(fold(body)):
        members = [_OF_LIST.sub("", member) for member in listed[0].split("、")]
        if name in members:
            found.update(member for member in members if member != name and len(member) > 1)
    return frozenset(found)


def without_speakers(text: str, name: str) -> str:
    """A folded text without those mentions of a house that only tell where somebody speaks from."""
    return re.sub(rf"{re.escape(name)}{_SPEAKS}", "", text)


def _others(text: str, names: Sequence[str]) -> list[str]:
    return [other for other in institutions(text) if not any(same_name(other, name) for name in names)]


def same_name(one: str, other: str) -> bool:
    """Tell whether two names of institutions may be one's."""
    return one in other or other in one or stands_for(one, other) or stands_for(other, one)


def stands_for(short: str, name: str) -> bool:
    """Tell whether a company's name is short for a longer one: 大众公司 for 德国大众汽车.

    Of a bank or a university every character tells: 中国银行 is no other bank of 中国.
    """
    found = _COMPANY.fullmatch(short)
    if not found or len(name) < len(short) or is_place(found["head"]):
        return False
    letters = iter(name)
    return found["head"] in name or (name[0] == short[0] and all(letter in letters for letter in found["head"]))


def replied_to(article: Article, sentence: Sentence) -> Block | None:
    """Find the question of an interviewer to which a sentence is the reply, or a part of it."""
    for before, block in pairwise(article.blocks):
        if block.start <= sentence.start < block.end:
            asked, reply = (article.body[each.start : each.end] for each in (before, block))
            return before if _ASKS.search(asked) and _TURN.match(reply) and not _ASKS.search(reply) else None
    return None


def lead_up(article: Article, sentence: Sentence) -> list[str]:
    """The printed words that say what a sentence speaks of.

    They are the headline, the subhead above, the question that it replies to, and the two sentences before it.
    """
    around = [article.title]
    if asked := replied_to(article, sentence):
        around.append(article.body[asked.start : asked.end])
    heading = ""
    for block in article.blocks:
        if block.start > sentence.start:
            break
        if block.kind == "subhead":
            heading = article.body[block.start : block.end]
        elif sentence.start < block.end:
            inside = split_sentences(article.body[block.start : sentence.start])[-LEAD_UP:]
            around += [article.body[block.start + first : block.start + last] for first, last in inside]
    return [*around, heading]


def in_print(article: Article, sentence: Sentence) -> str:
    """A sentence with what leads up to it, folded."""
    return fold("\n".join([*lead_up(article, sentence), sentence.text]))
