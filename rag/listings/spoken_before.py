"""Which articles a follow-up means (「这是谁写的？」): those that the answer before it was taken from, or names."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from rag.articles.wording import names_notice
from rag.listings.choice import TITLED, WORK, by_title
from rag.prose.folding import fold
from rag.prose.questions import read_question
from rag.types import Article, Turn

# 「这是谁写的」, 「那篇登在哪一版」, 「作者是谁」, "Who wrote it?"
_OF_WHAT_WAS_SAID = re.compile(
    rf"^(?:那么?|请问)?[，,]?(?:[这那该]|上述|以上|作者|记者|标题|谁写|哪|什么时候|{WORK})|\b(?:it|this|that)\b", re.I
)
_SENTENCE = re.compile(r"[^。！？\n]{8,}[。！？]?")
_MARKER = re.compile(r"\[\d+\]")
# Two answers back, an answer is no more spoken of.
_TURNS, _MOST = 2, 3


def spoken_before(
    question: str,
    history: Sequence[Turn],
    search: Callable[[str], Sequence[Article]],
    known: Callable[[], Sequence[Article]],
    *,
    corrected: bool,
) -> tuple[Article, ...]:
    """The articles of the last answer that has any, the first one told first; none where a question names its own.

    An answer's sentences stand in an article to the letter, or the answer gives its headline. ``search`` finds the
    articles that a text may be from, ``known`` are all of them. A notice that was added to an answer is not meant.
    ``corrected``: whether they were corrected is asked, which is of what was told.
    """
    if (
        not (corrected or _OF_WHAT_WAS_SAID.search(question))
        or read_question(question).names
        or TITLED.search(question)
    ):
        return ()
    for turn in reversed(history[-_TURNS:]):
        answer = _MARKER.sub("", turn.answer)
        titled = [by_title(title, known()) for title in TITLED.findall(answer)[:_MOST]]
        if any(titled):
            return tuple(dict.fromkeys(article for article in titled if article))
        said = [_bare(sentence) for sentence in _SENTENCE.findall(answer)]
        found = search(answer)
        told = {
            place: article
            for article in found
            for place in [next((at for at, each in enumerate(said) if each in _bare(article.body)), None)]
            if place is not None and not names_notice(article.title)
        }
        if told:
            return tuple(told[place] for place in sorted(told))[:_MOST]
    return ()


def _bare(text: str) -> str:
    return "".join(fold(text).split())
