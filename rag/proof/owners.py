"""Whether what a sentence tells of somebody is printed of them, where it puts the lines of several articles together.

A small model that has two reports before it fills one's figures in under the other's name.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence

from rag.proof.mentions import presence
from rag.prose.figures import Figure, figures_of, find_figures
from rag.prose.folding import fold
from rag.prose.language import written_in
from rag.prose.names import institutions
from rag.prose.questions import QUOTED, Term, ordinals_in
from rag.prose.sentences import split_sentences
from rag.types import Article, Sentence


def said_of_another(
    text: str, names: Collection[str], support: Sequence[Sentence], articles: Mapping[str, Article]
) -> str | None:
    """The first figure or quotation of a sentence that only articles print which do not name whom it stands behind.

    ``names`` may be named beside the houses and the numbers (第10届) that the sentence names itself.
    """
    folded = fold(text)
    marks = sorted(
        (found.end(), mark)
        for mark in {*names, *institutions(folded), *ordinals_in(folded)}
        for found in re.finditer(re.escape(mark), folded)
    )
    stated = [(figure.start, figure.text) for figure in find_figures(folded)]
    stated += [(found.start(), found[1]) for found in QUOTED.finditer(folded)]
    for start, what in sorted(stated):
        before = [mark for end, mark in marks if end <= start]
        printing = {sentence.article_id for sentence in support if _states(sentence.text, what)}
        if before and printing and not any(_names(articles[each], before[-1]) for each in printing):
            return what
    return None


def printed_before(text: str, names: Collection[str], support: Sequence[Sentence]) -> str | None:
    """The first figure of a sentence about somebody whom its sources name only behind it, with another one of theirs.

    「对企业罚款80万元，对经理某某处以年收入六成的罚款」 does not fine the manager 80万元.
    """
    folded = fold(text)
    named = [name for name in {*names, *institutions(folded)} if not ordinals_in(name) and not name.isascii()]
    for name in sorted(named, key=folded.find):
        at = folded.find(name)
        figure = next((each for each in figures_of(folded) if 0 <= at < each.start), None)
        printed = [fold(sentence.text) for sentence in support if name in fold(sentence.text)]
        if figure and printed and all(_is_before(figure, name, each) for each in printed):
            return figure.text
    return None


def carried_on_from(
    text: str, names: Collection[str], support: Sequence[Sentence], articles: Mapping[str, Article]
) -> str | None:
    """The first figure of a sentence about a house that only lines print which go on about another one.

    「其中，三年的占190亿元」 names nobody: it is of the house that the nearest sentence before it names.
    """
    folded = fold(text)
    houses = {*institutions(folded), *(name for name in names if institutions(name))}
    marks = sorted((found.end(), house) for house in houses for found in re.finditer(re.escape(house), folded))
    for figure in figures_of(folded):
        house = next((mark for end, mark in reversed(marks) if end <= figure.start), "")
        printing = [each for each in support if any(figure.same(other) for other in figures_of(each.text))]
        spoken_of = [_houses_gone_on_about(articles[each.article_id], each) for each in printing]
        if house and spoken_of and all(told and not presence(Term(house, name=True), told) for told in spoken_of):
            return figure.text
    return None


def _houses_gone_on_about(article: Article, sentence: Sentence) -> str:
    """The nearest sentence before one that names no house, in its paragraph, which names some; folded, or nothing."""
    if institutions(fold(sentence.text)):
        return ""
    block = next((each for each in article.blocks if each.start <= sentence.start < each.end), None)
    before = fold(article.body[block.start : sentence.start]) if block else ""
    printed = (before[start:end] for start, end in reversed(split_sentences(before)))
    return next((each for each in printed if institutions(each)), "")


def _is_before(figure: Figure, name: str, printed: str) -> bool:
    told = figures_of(printed)
    places = [each.start for each in told if figure.same(each)]
    at = printed.find(name)
    return bool(places) and max(places) < at and any(each.start > at for each in told)


def _states(printed: str, what: str) -> bool:
    return what in fold(printed) or any(
        figure.same(other) for figure in find_figures(what) for other in find_figures(printed)
    )


def _names(article: Article, mark: str) -> bool:
    if mark.isascii() and written_in(article.body) == "zh":
        return True  # a name in Latin letters, which the paper prints otherwise
    printed = fold(article.printed)
    return mark in printed if ordinals_in(mark) else presence(Term(mark, name=True), printed) > 0
