"""Whether a sentence states as a fact what print only plans, expects, makes depend on something, hears say or denies.

A modal word governs the rest of its clause, a condition and hearsay the clauses behind them, a denial what stands
before it, too. A sentence that has a word of the kind as well says what print says, whichever word that is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Literal

from rag.proof.attribute import Content
from rag.prose.dates import Date
from rag.prose.entities import Token, tokens
from rag.prose.figures import Figure
from rag.prose.folding import fold_width
from rag.prose.sentences import MEMBER_END

Kind = Literal["will", "open", "if", "hearsay", "denied"]

_CLAUSE = re.compile(r"[。；！？;!?\n，,：:]")
# Closed classes. 将 may be 把, 或 a mere or, 计划 a thing: the tagger tells.
_PLAIN = re.compile(r"预计|有望|料将|或将|或许|可能|打算|筹划|力争|(?<![模虚比草])拟(?![合态人定])")
_TAGGED = re.compile(r"计划|预测|预期|估计|将(?!近)|或")
_IF = re.compile(r"如果|假如|假设|倘若|一旦|只要|除非|(?:(?<=[，。；,;：:“])|^)若(?!干)")
_HEARSAY = re.compile(r"据传|传闻|传言|网传|盛传|谣传|据说")
_DENIED = re.compile(r"否认|不实|辟谣|不属实|子虚乌有|谣言")
_LIKELY = re.compile(_PLAIN.pattern + r"|将(?!近)")
# What says so in an answer.
_SAID: dict[Kind, re.Pattern[str]] = {
    "will": re.compile(r"目标|待|尚未|明年|未来|今后|下一步|继续"),
    "open": re.compile(r"目标|待|尚未|明年|未来|今后|预[测期估]|估计|计划|规划|约定|指引"),
    "if": re.compile(r"如|的话|条件|前提|情况下|[后时](?:[，,]|将)"),
    "hearsay": re.compile(r"据称|传|消息|未经证实"),
    "denied": re.compile(r"澄清|没有|不会|未|并非|不是|并不|反驳|不存在"),
}
_WORDS: dict[Kind, re.Pattern[str]] = {"if": _IF, "hearsay": _HEARSAY, "denied": _DENIED}
# 「预计明年通车的2号线已投资30亿元」
_DONE = re.compile(r"已|曾|实际")
_AFTER_WILL = ("v", "vd", "vn", "d", "ad", "p", "a", "t", "TIME")
_DOUBTED = ("v", "vd", "d", "p")
_AUXILIARIES = ("会", "要", "应", "须")


def unsettled(
    text: str, said: Content, printed: Sequence[tuple[str, Content]], page_date: date | None
) -> Iterator[str]:
    """Find the figures and verbs that a text states as facts, and print has under a modal word alone."""
    folded = fold_width(text)
    sources = [(fold_width(source), content) for source, content in printed]
    lacks = _Lacks(folded, said, page_date)
    for figure in said.figures:
        spots = [(source, other) for source, content in sources for other in content.figures if figure.same(other)]
        if spots and all(any(lacks(*each) for each in _governing(*spot)) for spot in spots):
            yield figure.text
    for source, _ in sources:
        for kind, word, verb in _verbs(source):
            once = verb in folded and sum(each.count(verb) for each, _ in sources) == 1
            if once and lacks("will" if kind == "open" and lacks.later else kind, word):
                yield verb


class _Lacks:
    """Tells whether a text leaves out that print has something under a modal word of a kind."""

    def __init__(self, folded: str, said: Content, page_date: date | None) -> None:
        self._folded = folded
        self._open = bool(_LIKELY.search(folded)) or next(_modal(folded, 0, len(folded)), None) is not None
        self.later = page_date is not None and any(_is_later(day, page_date) for day in said.dates)

    def __call__(self, kind: Kind, governs: str) -> bool:
        """``governs`` is the condition, or the modal word."""
        if _SAID[kind].search(self._folded) or (kind in _WORDS and _WORDS[kind].search(self._folded)):
            return False
        if kind in ("will", "open"):
            said = self._open or any(word.text in _AUXILIARIES for word in tokens(self._folded))
            return not said and not (kind == "will" and self.later)  # of a day that is still to come nobody need say so
        if kind == "if":
            words = {governs[at : at + 2] for at in range(len(governs) - 1)}
            return sum(word in self._folded for word in words) * 2 < len(words)
        return True


def _governing(printed: str, figure: Figure) -> Iterator[tuple[Kind, str]]:
    """What governs a figure: the kind of each word, and the word itself or the condition."""
    begin = max((match.end() for match in MEMBER_END.finditer(printed, 0, figure.start)), default=0)
    start = max((match.end() for match in _CLAUSE.finditer(printed, begin, figure.start)), default=begin)
    after = MEMBER_END.search(printed, figure.end)
    for match in [*_PLAIN.finditer(printed, start, figure.start), *_modal(printed, start, figure.start)]:
        if not _DONE.search(printed, match.end(), figure.start):
            yield "will" if match[0] == "将" else "open", match[0]
    if condition := _IF.search(printed, begin, figure.start):
        yield "if", _CLAUSE.split(printed[condition.end() : figure.start], maxsplit=1)[0]
    if _HEARSAY.search(printed, begin, figure.start):
        yield "hearsay", ""
    if _DENIED.search(printed, start, figure.start) or _DENIED.search(
        printed, figure.end, after.start() if after else len(printed)
    ):
        yield "denied", ""


def _modal(printed: str, start: int, end: int) -> Iterator[re.Match[str]]:
    """The words that only a tagger knows for modal ones."""
    for match in _TAGGED.finditer(printed, start, end):
        words = tokens(printed)
        at = next((index for index, word in enumerate(words) if word.start <= match.start() < word.end), None)
        if at is not None and _is_modal(match[0], words, at):
            yield match


def _is_modal(word: str, words: Sequence[Token], at: int) -> bool:
    tag = words[at].tag
    if word == "将":
        # 「将所持股权转让给…」 is 把.
        following = words[at + 1].tag if at + 1 < len(words) else ""
        return tag == "d" and following in _AFTER_WILL
    if word == "或":
        joins = at > 0 and words[at - 1].tag in ("v", "vn", "m", "w")
        return not joins and at + 1 < len(words) and words[at + 1].tag in _DOUBTED
    return tag == "v"


def _verbs(printed: str) -> Iterator[tuple[Kind, str, str]]:
    """The verb behind each modal word and each denial, in its clause."""
    for match in [*_PLAIN.finditer(printed), *_modal(printed, 0, len(printed)), *_DENIED.finditer(printed)]:
        end = _CLAUSE.search(printed, match.end())
        verb = next(
            (
                word.text
                for word in tokens(printed)
                if match.end() <= word.start < (end.start() if end else len(printed))
                and word.tag in ("v", "vn")
                and len(word.text) > 1
            ),
            None,
        )
        if verb is not None and match[0] != "或":
            kind: Kind = "will" if match[0] == "将" else "denied" if _DENIED.match(match[0]) else "open"
            yield kind, match[0], verb


def _is_later(day: Date, page_date: date) -> bool:
    if day.year is None or day.year < page_date.year:
        return False
    return (day.year, day.month or 0, day.day or 0) > (
        page_date.year,
        page_date.month if day.month else 0,
        page_date.day if day.day else 0,
    )
