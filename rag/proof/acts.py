"""Who stands on which side of the verbs of a Chinese text: by their places, and by the words that turn them round.

No list of verbs is asked; the few words that put a name in its place (被, 由, 向, 把) are a closed class.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from rag.proof.cut import NAMES, Name, cut
from rag.prose.entities import Token
from rag.prose.sentences import SENTENCE_END

# How far down the line of an act somebody stands: who acts, from whom, and to whom it is done.
ACTS, FROM, TO = 0, 1, 2
_NOWHERE = -1
# The words that put somebody in his place before a verb (a closed class); others put him in none.
_TURNED = frozenset(["被", "由", "遭", "遭到", "遭受", "受", "受到", "获", "获得", "得到", "让", "叫"])
_MARKED = {
    **dict.fromkeys(_TURNED, ACTS),
    **dict.fromkeys(["从", "自"], FROM),
    **dict.fromkeys(["向", "对", "把", "将", "给", "为", "替", "比", "朝", "往"], TO),
    **dict.fromkeys(["与", "和", "跟", "同", "及", "以及", "连同"], ACTS),
}
# What a noun phrase is made of, by LAC's kinds.
_NOMINAL = ("n", "nr", "ns", "nt", "nz", "nw", "vn", "an", "s", "f", "m", "q", "r", "a", "TIME", *NAMES)
_ATOMS = ("n", "nr", "ns", "nt", "nz", "nw", *NAMES)
_DENIED = frozenset(["不", "没", "没有", "未", "未能", "并未", "并非"])
# What only says that one is the other, either way round, or that something is there.
_COPULAS = frozenset(["是", "为", "系", "即", "有", "在", "等于", "位于", "成为", "包括"])
# What a verb has behind it: 「转让给」.
_TRAILING = re.compile(r"(?<=.)[给了到至]+$")
# What the network takes for the end of a verb (「判向」).
_SWALLOWED = ("向", "被")
_CLAUSE = re.compile(r"[，。；：！？!?;\n“”]|,(?!\d)")


@dataclass(frozen=True, slots=True)
class _Phrase:
    """A noun phrase of a clause: whom it names, and what stands before it."""

    first: int
    last: int
    marker: str
    names: tuple[str, ...]


@dataclass(slots=True)
class Act:
    """A verb once in a text, with who stands on which side of it."""

    verb: str
    sides: dict[str, int] = field(default_factory=dict)

    def put(self, names: Sequence[str], side: int) -> None:
        """Put somebody on a side; who stands on both tells nothing."""
        for name in names:
            self.sides[name] = side if self.sides.get(name, side) == side else _NOWHERE

    def has(self, name: str) -> bool:
        """Tell whether somebody stands about the verb."""
        return any(name in other or other in name for other in self.sides)

    def side(self, name: str) -> int | None:
        """Tell on which side somebody stands, if on one."""
        found = {side for other, side in self.sides.items() if (name in other or other in name) and side >= 0}
        return found.pop() if len(found) == 1 else None


@lru_cache(maxsize=4096)
def acts_in(text: str, names: tuple[Name, ...]) -> tuple[Act, ...]:
    """Read the verbs of a text that have somebody on a side of theirs; ``names`` are words of their own in it."""
    acts: list[Act] = []
    subject: tuple[str, ...] = ()
    clause: list[Token] = []
    for word in [*cut(text, names), Token("。", "w", len(text))]:
        if not _CLAUSE.fullmatch(word.text):
            clause.append(word)
            continue
        phrases = list(_phrases(clause))
        acts += _acts_of(clause, phrases, subject)
        subject = _subject_of(clause, phrases) or subject
        subject = () if SENTENCE_END.fullmatch(word.text) else subject
        clause = []
    return tuple(act for act in acts if act.sides)


def _phrases(clause: Sequence[Token]) -> Iterator[_Phrase]:
    at = 0
    while at < len(clause):
        begin = at
        while at < len(clause) and _is_nominal(clause, at, begin):
            at += 1
        if at > begin:
            marker = clause[begin - 1].text if begin else ""
            marker = marker[-1:] if marker.endswith(_SWALLOWED) else marker
            yield _Phrase(begin, at, marker, tuple(_named(clause[begin:at])))
        else:
            at += 1


def _is_nominal(clause: Sequence[Token], at: int, begin: int) -> bool:
    word = clause[at]
    if word.tag in _NOMINAL and word.text not in _MARKED:
        return True
    # 「…的股权」, 「甲、乙和丙」
    joins = word.text in ("的", "之", "、", "（", "）") or (word.tag == "c" and _MARKED.get(word.text) == ACTS)
    return at > begin and joins and at + 1 < len(clause) and clause[at + 1].tag in _NOMINAL


def _named(words: Sequence[Token]) -> Iterator[str]:
    """The names and things of a noun phrase; a name that the network has cut is put together."""
    run: list[Token] = []
    for word in [*words, Token("", "w", -1)]:
        if word.tag in _ATOMS and (not run or run[-1].end == word.start):
            run.append(word)
            continue
        yield from _whole(run)
        run = [word] if word.tag in _ATOMS else []


def _whole(run: Sequence[Token]) -> Iterator[str]:
    if not run:
        return
    whole = "".join(word.text for word in run)
    names = [word.text for word in run if word.tag in NAMES and len(word.text) > 1]
    if len(run) == 2 and run[0].tag in NAMES and run[1].tag not in NAMES:
        names = [whole]  # 「岚汀/PER 电池/n」
    yield from names or ([whole] if len(whole) > 1 else [])


def _is_verb(word: Token) -> bool:
    return word.tag == "v" and word.text not in _MARKED and not word.text.endswith(_SWALLOWED)


def _goes_on(word: Token) -> bool:
    return word.tag == "v" or word.text in _MARKED


def _subject_of(clause: Sequence[Token], phrases: Sequence[_Phrase]) -> tuple[str, ...]:
    """Whom a clause begins with, before its first verb."""
    verb = next((at for at, word in enumerate(clause) if _is_verb(word)), len(clause))
    for phrase in phrases:
        if phrase.first < verb and _place(phrase) is None and not _has_no_place(phrase, clause):
            return phrase.names
    return ()


def _place(phrase: _Phrase) -> int | None:
    """Where the word before a phrase puts it."""
    return _MARKED.get(phrase.marker) if phrase.first else None


def _has_no_place(phrase: _Phrase, clause: Sequence[Token]) -> bool:
    """Tell whether a phrase is neither side of a verb: 「在某市」, 「据某报」."""
    return bool(phrase.first) and clause[phrase.first - 1].tag == "p" and phrase.marker not in _MARKED


def _acts_of(clause: Sequence[Token], phrases: Sequence[_Phrase], subject: Sequence[str]) -> Iterator[Act]:
    for at, word in enumerate(clause):
        if not (_is_verb(word) or word.tag == "vn") or word.text in _COPULAS:
            continue
        if len(word.text) == 1 and at + 1 < len(clause) and _goes_on(clause[at + 1]):
            continue  # 「拟收购」, 「拟被」
        if any(phrase.first <= at < phrase.last and _has_no_place(phrase, clause) for phrase in phrases):
            continue  # 「在决赛中」
        denied = any(each.text in _DENIED for each in clause[max(0, at - 2) : at])
        act = Act("不" * denied + _TRAILING.sub("", word.text))
        if _is_relative(act, clause, phrases, at):
            yield act
            continue
        _put_before(act, clause, phrases, at, subject)
        later = next((n for n in range(at + 1, len(clause)) if _is_verb(clause[n])), len(clause))
        for phrase in phrases:
            inside = phrase.first <= at < phrase.last
            # 「宣布被甲收购」: who stands so before a verb to come is on a side of that.
            of_later = later < len(clause) and phrase.marker in _MARKED and phrase.marker != "给"
            if inside or (at < phrase.first < later and not of_later):
                act.put(tuple(_named(clause[max(at + 1, phrase.first) : phrase.last])), TO)
        yield act


def _is_relative(act: Act, clause: Sequence[Token], phrases: Sequence[_Phrase], at: int) -> bool:
    """Tell whether a verb and its object stand before who acts (「收购乙的甲表示」), and put them in place."""
    phrase = next((each for each in phrases if each.first > at), None)
    if phrase is None or any(each.first < at for each in phrases) or phrase.last == len(clause):
        return False
    words = clause[phrase.first : phrase.last]
    last = max((n for n, word in enumerate(words) if word.text == "的"), default=0)
    heads = [word.tag in NAMES for word in (words[0], words[last + 1])] if last else []
    if not heads or not all(heads) or not clause[phrase.last].tag.startswith("v"):
        return False
    act.put(tuple(_named(words[:last])), TO)
    act.put(tuple(_named(words[last + 1 :])), ACTS)
    return True


def _put_before(act: Act, clause: Sequence[Token], phrases: Sequence[_Phrase], at: int, subject: Sequence[str]) -> None:
    """Put who stands before a verb, or began the clause before, on his side of it."""
    plain: list[tuple[_Phrase, tuple[str, ...]]] = []
    turned = bool(at) and clause[at - 1].text in _TURNED  # 「被收购」
    for phrase in phrases:
        if phrase.first >= at:
            continue
        if _has_no_place(phrase, clause):
            act.put(phrase.names, _NOWHERE)
            continue
        names = tuple(_named(clause[phrase.first : min(at, phrase.last)]))
        place = _place(phrase)
        if place is None:
            plain.append((phrase, names))
            continue
        if place == ACTS and phrase.marker in _TURNED:
            if any(_is_verb(clause[n]) for n in range(phrase.last, at)):
                return  # 「被甲要求退还」: who gives back is not who asks for it
            turned = True
        elif phrase.marker == "为" and phrase.last < at and clause[phrase.last].text == "所":
            place, turned = ACTS, True
        act.put(names, place)
    side = TO if turned else ACTS
    if not plain:
        act.put(tuple(name for name in subject if name not in act.sides), side)
        return
    # 「甲起诉乙索赔」, 「甲同意乙收购」: which of them does the second thing is not to be seen from their places.
    if turned or not any(_is_verb(clause[n]) for n in range(plain[0][0].last, plain[-1][0].first)):
        act.put((plain[0] if turned else plain[-1])[1], side)
