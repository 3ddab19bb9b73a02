"""Whether what a sentence tells of somebody is printed of them, where it puts the lines of several articles together.

A small model that has two reports before it fills one's figures in under the other's name.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence

from rag.proof.answerable import presence
from rag.prose.figures import find_figures
from rag.prose.names import institutions
from rag.prose.questions import QUOTED, Term, fold, ordinals_in
from rag.types import Article, Sentence


def mismatched(
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


def _states(printed: str, what: str) -> bool:
    return what in fold(printed) or any(
        figure.same(other) for figure in find_figures(what) for other in find_figures(printed)
    )


def _names(article: Article, mark: str) -> bool:
    if mark.isascii() and not article.body.isascii():
        return True  # a name in Latin letters, which the paper prints otherwise
    printed = fold("\n".join([article.title, *article.byline, article.body]))
    return mark in printed if ordinals_in(mark) else presence(Term(mark, name=True), printed) > 0
