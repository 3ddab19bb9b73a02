"""Where the archive disagrees on what an answer cites: another article states another figure of the same matter.

Whatever may be another owner, measure or period is passed over (``proof/stated``): a false alarm is worse than none.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from rag.proof.differences import differences
from rag.proof.stated import Stated, stated
from rag.prose.folding import fold
from rag.prose.questions import Asked
from rag.prose.sentences import sentences_of
from rag.types import Article, Sentence

# An answer of many figures is no place to hold each against the archive.
_MOST, _MOST_ARTICLES = 2, 8


def disputed(
    asked: Asked, used: Sequence[Sentence], articles: Mapping[str, Article], printed: Mapping[str, Article]
) -> Iterator[tuple[Stated, Stated]]:
    """Find what the lines used of an answer state, and other articles state otherwise; each as it is ``printed``.

    Of a line that is not used itself, only what the question names: its owner and its measure.
    """
    # What corrects a line is shown beside it, and was not found itself.
    own = list(dict.fromkeys(sentence.article_id for sentence in used if sentence.article_id in articles))
    told = [each for number in own for each in stated(articles[number], sentences_of(articles[number]))]
    cited = [each for each in told if _is_used(each, used)]
    if not cited:
        return
    near = [
        article
        for article in articles.values()
        if article.id in own or any(_may_state(each, article) for each in cited)
    ][:_MOST_ARTICLES]
    question, found = fold(asked.text), 0
    for pair in differences([(article, sentences_of(article)) for article in near]):
        lines = [_is_used(each, used) for each in pair]
        if all(lines) or (any(lines) and _is_asked(pair[0], question, asked.names)):
            yield _as_printed(pair[0], printed), _as_printed(pair[1], printed)
            found += 1
        if found == _MOST:
            return


def _is_used(each: Stated, used: Sequence[Sentence]) -> bool:
    line = each.sentence
    return any(
        line.article_id == other.article_id and line.start < other.end and other.start < line.end for other in used
    )


def _may_state(each: Stated, article: Article) -> bool:
    """Whether an article has the owner and the measure of a statement at all."""
    body = fold(article.body)
    return each.owner in body and each.read.stem in body


def _is_asked(each: Stated, question: str, names: Sequence[str]) -> bool:
    owner = each.owner in question or any(name in each.owner for name in names)
    return owner and each.read.stem in question


def _as_printed(each: Stated, printed: Mapping[str, Article]) -> Stated:
    start = each.sentence.start
    body = printed[each.article.id].body
    return replace(each, printed=body[start + each.read.start : start + each.figure.end])
