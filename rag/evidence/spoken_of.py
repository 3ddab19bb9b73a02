"""How surely a sentence speaks of a name that a question asks about: by naming it, or by what it stands in."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

from rag.proof.mentions import is_about, names_another_alike, presence, same_name, without_speakers
from rag.prose.entities import entities, tokens
from rag.prose.folding import fold
from rag.prose.names import INSTITUTION, institutions, leans_on_a_house, leans_on_a_thing, leaves_out_its_house
from rag.prose.questions import Term
from rag.prose.sentences import split_sentences
from rag.questions.kinds import office_asked
from rag.types import Article, Sentence

# How surely a sentence speaks of what its article is about.
IN_ITS_ARTICLE = 0.7
# A sentence less surely about the names that are asked for is none of theirs.
LEAST_ABOUT = 0.4
# How surely of the one that its article is about, where it names a house of another kind: too little without a judge.
_BESIDE_OTHERS = 0.4
# How surely of a place or a person that its article named paragraphs ago: too little without a judge.
_NAMED_BEFORE = 0.4
# So often is no house named in an article that is about several.
_FEW_NAMED = 2
# So many other houses of a kind, and not the one that is asked for, are a list without it.
_A_LIST = 2
_ANY_KIND = ("公司", "集团", "股份", "科技", "有限公司")
_FAMILY = {"农商行": "银行", "城商行": "银行", "财险": "保险", "寿险": "保险", "人寿": "保险"}
# Within so many sentences, and signs, a house that was named goes on.
_NEAR, _REACH = 6, 1200
_CLAUSE = re.compile(r"[，。；,;]")
_PLACE_KIND = re.compile(r"(?<=..)[省市县区州]$")
_THIS = re.compile(r"[“]?[这此该其那]")
_IS = re.compile(r"[是为][^是为]{0,8}$")
# 「公司披露，…」, and no 公司债
_THE_COMPANY = re.compile(r"[“]?(?:该|这家)?公司(?![债法章治])")
# 「部分银行增速超过20%」 tells of none by name.
_SOME_HOUSES = re.compile(
    r"(?:^|[，。；：“])(?:(?![在向为与对从由])[^，。；]){0,6}?"
    r"(?:多家|部分|不少|一些|许多|多数|各家|数家|个别|[两三四五六七八九十]余?家|\d+余?家)"
    rf"[^，。；]{{0,4}}?(?:{INSTITUTION.pattern}|企业|券商|险企|房企|车企|机构|城商行)"
)


def speaks_surely(name: str, article: Article, sentence: Sentence, beside: Sequence[str], question: str) -> float:
    """Tell how surely a sentence speaks of a name: by naming it, or in an article on it, or by whom it is signed.

    ``beside`` are what a question names together with it. A place or a person is nobody whom a house stands for.
    """
    text = fold(sentence.text)
    kinds = {entity.kind for entity in entities(question) if entity.text in name or name in entity.text}
    by_way = _is_told_by_way(name, text, question) or _names_another_place(name, text)
    by_way |= _THE_COMPANY.match(text) is not None and _is_in_another_item(name, article, sentence)
    if by_way or (name not in text and _is_of_the_one_before(name, article, sentence, "house" in kinds)):
        return 0.0
    named = name in article.byline or is_about(name, article, sentence, beside=beside)
    if named or _is_of_that_thing(name, article, sentence):
        return 1.0 if named else IN_ITS_ARTICLE
    title, own = fold(article.title), (name, *beside)
    others = [other for other in institutions(text) if not any(same_name(each, other) for each in own)]
    another = (
        names_another_alike(name, article, sentence)
        or _is_of_others(name, sentence.text, "house" in kinds)
        or any(other in title and _alike(name, other) for other in others)  # of two in a headline, a line names one
    )
    if another or name in title:
        return 0.0 if another else IN_ITS_ARTICLE
    if others and kinds.isdisjoint({"place", "person"}):
        beside_others = is_subject(name, article) and not any(_alike(name, other) for other in others)
        return _BESIDE_OTHERS if beside_others else 0.0
    if is_subject(name, article) or _is_its_place(name, article, text):
        return IN_ITS_ARTICLE
    return _NAMED_BEFORE if is_about(name, article, sentence, anywhere_before=True, beside=beside) else 0.0


def may_hold_office(name: str, question: str, article: Article, text: str) -> bool:
    """Tell whether who has an office of 公司 in a folded line may have it in a house that a question names.

    In a story on another house, 「第一大客户甲公司占38%。公司董事长某某…」 is of that one.
    """
    asked = office_asked(question)
    office = re.search(rf"(?<![㐀-鿿])(?:该|本)?(?:公司|集团|[行司]){asked}", text) if asked else None
    return office is None or name in fold(article.title) or is_subject(name, article)


def _is_told_by_way(name: str, text: str, question: str) -> bool:
    """Tell whether a sentence only says of another what it is to a name (「也是某号的姊妹舰」), and not what is asked.

    What a house has is told as the house's.
    """
    at = text.find(f"{name}的")
    if at <= 0 or text.count(name) > 1 or INSTITUTION.search(name) or _THIS.match(text):
        return False
    before = text[:at]
    clause = _CLAUSE.split(before)[-1]
    what = _CLAUSE.split(text[at + len(name) + 1 :], maxsplit=1)[0]
    return _IS.search(clause) is not None and bool(what) and what[-2:] not in question


def _names_another_place(name: str, text: str) -> bool:
    """Tell whether a sentence names, in place of a city, another one: what happens there is not told of the first."""
    kind = _PLACE_KIND.search(name)
    if not kind or kind[0] not in text or name[: kind.start()] in text:
        return False
    return any(each.kind == "place" and len(each.text) > 2 and each.text.endswith(kind[0]) for each in entities(text))


def _is_of_the_one_before(name: str, article: Article, sentence: Sentence, house: bool) -> bool:
    """Tell whether a sentence speaks of 该行 or 公司, and the nearest house before it is another one like it.

    Where the sentence that names that one names the house asked about as well, either may be meant.
    """
    text = fold(sentence.text)
    says_so = leans_on_a_house(text) or _THE_COMPANY.match(text) is not None
    if institutions(text) or not (says_so or leaves_out_its_house(text)) or not (house or INSTITUTION.search(name)):
        return False
    title = fold(article.title)
    for before in reversed(_told_before(article, sentence, _NEAR)):
        if presence(Term(name, name=True), before):
            return False
        if houses := [other for other in institutions(before) if other in without_speakers(before, other)]:
            on_it = name in title and not any(other in title for other in houses)  # a customer of whom the story is on
            another = not on_it and not any(same_name(name, other) for other in houses)
            return another and any(_alike(name, other) for other in houses)
    return False


def _is_in_another_item(name: str, article: Article, sentence: Sentence) -> bool:
    """Tell whether neither a headline has a name nor a sentence's own paragraph up to it: 公司 is who has."""
    paragraph = article.body[article.body.rfind("\n", 0, sentence.start) + 1 : sentence.end]
    printed = fold(f"{article.title}\n{paragraph}")
    return bool(article.title) and not presence(Term(name, name=True), printed)


def _is_of_that_thing(name: str, article: Article, sentence: Sentence) -> bool:
    """Tell whether a sentence speaks of 该船 or 这款药, and the one before it of a name that is no house's."""
    if INSTITUTION.search(name) or not leans_on_a_thing(fold(sentence.text)):
        return False
    return any(name in before for before in _told_before(article, sentence, 1))


def _told_before(article: Article, sentence: Sentence, many: int) -> list[str]:
    """The last sentences of an article before one, folded, in order; no more is read of a long article."""
    led = article.body[max(0, sentence.start - _REACH) : sentence.start]
    return [fold(led[start:end]) for start, end in split_sentences(led)[-many:]]


def _is_its_place(name: str, article: Article, text: str) -> bool:
    """Tell whether a headline has a place in it, also cut short (霜桥 for 霜桥市), and a folded line has no other."""
    if not _PLACE_KIND.search(name) or not presence(Term(name, name=True), fold(article.title)):
        return False
    others = [each.text for each in entities(text) if each.kind == "place"]
    return not institutions(text) and all(each in name or name in each for each in others)


def _is_of_others(name: str, text: str, house: bool) -> bool:
    """Tell whether a sentence speaks of several houses like one that it does not name, or of some without a name."""
    if not INSTITUTION.search(name):
        # Of a house without a kind (a brand), the network tells which others are houses.
        return house and len({token.text for token in tokens(text) if token.tag == "ORG"}) >= _A_LIST
    others = {other for other in institutions(fold(text)) if not same_name(name, other) and _alike(name, other)}
    return len(others) >= _A_LIST or (not others and _SOME_HOUSES.search(text) is not None)


def _alike(name: str, other: str) -> bool:
    """Tell whether two houses may be taken for each other: two banks, or where one's kind does not tell."""
    found = (INSTITUTION.findall(each)[-1:] for each in (name, other))
    kinds = [[_FAMILY.get(kind, kind) for kind in each] for each in found]
    return kinds[0] == kinds[1] or any(not kind or kind[0] in _ANY_KIND for kind in kinds)


def is_subject(name: str, article: Article) -> bool:
    """Tell whether an article opens with a name, or names no institution more often; not as a speaker's house.

    One of many houses that an article opens with and does not come back to is not what it is about; nor is, where there
    is no headline, what stands behind the first clause.
    """
    opening = article.body[: article.blocks[0].end] if article.blocks else ""
    opening = opening if article.title else _CLAUSE.split(opening, maxsplit=1)[0]
    named, most = without_speakers(fold(article.body), name).count(name), _most_named(article.body)
    opens = name in without_speakers(fold(opening), name) and (named > 1 or most <= _FEW_NAMED)
    return opens or named >= most


@lru_cache(maxsize=64)
def _most_named(body: str) -> int:
    """How often an article names the institution that it names most; at least 2, for one mention is none."""
    return max([2, *Counter(institutions(fold(body))).values()])
