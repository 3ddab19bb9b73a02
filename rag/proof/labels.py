"""What a line says at each of its values (a figure, a person, a place), as whole words: M2, 1年期, 第一大, 董事长."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rag.proof.attribute import content_of
from rag.proof.claims import is_measure
from rag.proof.cut import NAMES, Name, cut
from rag.prose.entities import Token
from rag.prose.figures import Figure
from rag.prose.names import is_speech_word, is_surname
from rag.prose.sentences import MEMBER_END
from rag.prose.words import is_place

_NUMERAL = r"[0-9〇零一二三四五六七八九十百两]+"
# Numbers and letters that tell one of a kind from another.
_NUMBERED = re.compile(
    rf"第{_NUMERAL}大?|{_NUMERAL}(?:年|个?月|天|周)期|{_NUMERAL}(?:号[线楼机]|等奖|期)|[甲乙丙丁]\w|[A-Za-z]+(?:-?\d+)?[股轮类级]?"
)
_NUMBER = "num"
_CONTENT = ("n", "nr", "ns", "nt", "nz", "nw", "v", "vn", "an", "a", "s", "f", _NUMBER, *NAMES)
_MONEY = "元"
_CLAUSE = re.compile(r"[，,；;。：:！？!?\n]")
_MEMBER = re.compile(r"[、和与及]|以及")
# A verb that only leads to a figure.
_MOVES = re.compile(r"[升降增减涨跌调提扩缩][高低升降长少加]?[至到为了]+")
# Said of several at once, in their order.
_RESPECTIVELY = ("分别", "依次", "各")


@dataclass(frozen=True, slots=True)
class Word:
    """A word that says something, and its kind."""

    text: str
    tag: str


@dataclass(frozen=True, slots=True)
class Labelled:
    """A value of a line with the words that stand at it.

    ``own`` are those before it, or, where these name nothing, those that lead up to it; ``behind`` those after it;
    ``led`` what its line begins with.
    """

    kind: str
    text: str
    figure: Figure | None
    own: tuple[Word, ...]
    behind: tuple[Word, ...]
    led: tuple[Word, ...]

    def same(self, other: Labelled) -> bool:
        """Tell whether both are one value."""
        if self.figure and other.figure:
            return self.figure.same(other.figure)
        return self.kind == other.kind and self.text == other.text


@lru_cache(maxsize=4096)
def labelled(text: str, names: tuple[Name, ...] = ()) -> tuple[Labelled, ...]:
    """Read the values of a text, each with its words."""
    numbered = [(found[0], _NUMBER) for found in _NUMBERED.finditer(text)]
    words = list(_joined(cut(text, (*names, *sorted(set(numbered), key=lambda each: -len(each[0]))))))
    spans = [(word.start, word.end) for word in words if word.tag == _NUMBER]
    content = content_of(text)
    figures = [
        figure
        for figure in content.figures
        if figure.unit != "第" and not any(start < figure.end and figure.start < end for start, end in spans)
    ]
    taken = [(each.start, each.end) for each in figures] + [(each.start, each.end) for each in content.dates]
    found: list[Labelled] = []
    group: list[list[Token]] = []
    for clause, ends in _parts(words, _CLAUSE):
        inside = [each for each in figures if clause and clause[0].start <= each.start < clause[-1].end]
        free = [word for word in clause if not any(s < word.end and word.start < e for s, e in taken)]
        found += _at_figures(free, inside, group)
        found += _at_names(free)
        group = [] if ends and MEMBER_END.fullmatch(ends) else [*group, free]
    return tuple(found)


def _joined(words: Iterable[Token]) -> Iterator[Token]:
    """Put names together that the network has cut: 「岚汀/PER 电池/n」 is nobody's, 岚 being no family name."""
    last: Token | None = None
    for word in words:
        cut_name = last and last.tag in ("PER", "LOC") and not (is_surname(last.text[0]) or is_place(last.text))
        if last and cut_name and word.tag == "n" and last.end == word.start:
            last = Token(last.text + word.text, "ORG", last.start)
            continue
        if last:
            yield last
        last = word
    if last:
        yield last


def _leads(words: Sequence[Word]) -> bool:
    """Tell whether words begin with whom the next ones are said of, too: a name, or more than what is measured."""
    return bool(words) and (words[0].tag in NAMES or sum(word.tag != "v" for word in words) > 1)


def _parts(words: Sequence[Token], breaks: re.Pattern[str]) -> Iterator[tuple[list[Token], str]]:
    part: list[Token] = []
    for word in words:
        if breaks.fullmatch(word.text):
            yield part, word.text
            part = []
        else:
            part.append(word)
    yield part, ""


def _at_figures(
    clause: Sequence[Token], figures: Sequence[Figure], group: Sequence[Sequence[Token]]
) -> Iterator[Labelled]:
    if any(word.text in _RESPECTIVELY for part in (clause, *group[-2:]) for word in part):
        return
    begin = 0
    for number, figure in enumerate(figures):
        end = figures[number + 1].start if number + 1 < len(figures) else None
        before = _words(word for word in clause if begin <= word.start < figure.start)
        behind = _words(word for word in clause if word.start >= figure.end and (end is None or word.start < end))
        earlier = [_words(part) for part in (*group, [word for word in clause if word.start < begin])]
        led = tuple(words[0] for words in earlier if _leads(words))
        own = before or next((words for words in reversed(earlier) if words), ()) or behind
        kind = _MONEY if figure.unit.endswith(_MONEY) else figure.unit
        yield Labelled(f"#{kind}", figure.text, figure, own, behind, led)
        begin = figure.end


def _at_names(clause: Sequence[Token]) -> Iterator[Labelled]:
    if any(word.text in _RESPECTIVELY for word in clause):
        return
    for member, _ in _parts(clause, _MEMBER):
        for kind in ("PER", "LOC"):
            there = [word for word in member if word.tag == kind]
            if len(there) == 1:
                own = _words(word for word in member if word is not there[0])
                yield Labelled(kind, there[0].text, None, own, (), ())


def _words(words: Iterable[Token]) -> tuple[Word, ...]:
    return tuple(Word(word.text, word.tag) for word in words if _says_something(word))


def _says_something(word: Token) -> bool:
    # 「占」, 「为」, 「报」, 「降至」
    link = word.tag == "v" and (len(word.text) == 1 or _MOVES.fullmatch(word.text) is not None)
    return word.tag in _CONTENT and not (link or is_measure(word.text) or is_speech_word(word.text))
