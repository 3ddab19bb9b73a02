"""Whether what a tagger takes for a name in a question, and no page prints, may be none."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection

from rag.prose.entities import entities
from rag.prose.names import INSTITUTION, INSTITUTION_END, is_surname
from rag.prose.questions import Term
from rag.prose.words import NAME_FLAGS, is_place, tagger, words_inside

# 「最早是某某出版社出的吗？」: the paper may print another.
_WHETHER = re.compile(r"[吗么][？?]?$|是不是|是否|对不对|有没有")
# What a turn of phrase (“聚而不合”) has, and a name has not.
_PHRASE = re.compile(r"[不没而了着得把被将]")
_LONGEST_SHORT_FORM = 3
# Whom a paper calls by his whole name.
_ADDRESSED = re.compile(r"[㐀-鿿](?:师傅|老师|大爷|大妈|大姐|阿姨|先生|女士|医生|教练)")
_ADMINISTERED = re.compile(r"[省市县区旗镇乡村州港]$")
_SHORTEST_NAME = 2
_HAN_ONLY = re.compile(r"[㐀-鿿]+")


def may_be_none(term: Term, question: str, said: Collection[str], printed: Callable[[str], bool]) -> bool:
    """Tell whether a name that no page prints may be none.

    It is what a question asks whether of (吗), a turn of phrase or a noun in quotes (“药方”), a house's short form
    (国乒), or a place with what a network took along (上海上学).
    """
    word = term.text
    if not term.name or printed(word) or not _HAN_ONLY.fullmatch(word):
        return False
    if word in said or _ADDRESSED.fullmatch(word):
        # A network takes 修琴 for somebody.
        return _ADDRESSED.fullmatch(word) is not None or (len(word) == _SHORTEST_NAME and not is_surname(word[0]))
    if re.search(rf"[“‘「]{re.escape(word)}[”’」]", question):
        listed = {flag for each, flag in words_inside(word, whole=True) if each == word}
        return _PHRASE.search(word) is not None or bool(listed and not any(f.startswith(NAME_FLAGS) for f in listed))
    if _WHETHER.search(question) and not question.startswith((word, f"《{word}")) and f"《{word}》" not in question:
        return True
    first = tagger()(word)[0]
    house = INSTITUTION.search(word) or INSTITUTION_END.search(first.word)
    if len(first.word) <= _LONGEST_SHORT_FORM and first.flag in ("nt", "j") and not house:
        return True
    inside = [piece for piece, flag in words_inside(word) if flag == "ns" and len(piece) > 1]
    return not INSTITUTION.search(word) and any(word.startswith(place) and printed(place) for place in inside)


def is_torn(term: Term, question: str, terms: Collection[Term], printed: Callable[[str], bool]) -> bool:
    """Tell whether a network alone takes a word for a place (黑穿山 in 「趁黑穿山」), beside a name that is printed."""
    word = term.text
    if not term.name or printed(word) or is_place(word) or INSTITUTION.search(word) or _ADMINISTERED.search(word):
        return False
    place = any(each.kind == "place" and each.text == word for each in entities(question))
    return place and any(each.name and printed(each.text) for each in terms)
