"""Which paragraphs go into the prompt, and whether they hold what is asked at all."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from rag.ports import TokenCounter
from rag.questions import Asked, Term, fold
from rag.sentences import sentences_of
from rag.types import Article, Block, Hit, Sentence

# A word that stands a paragraph away, in the headline or in a subhead counts this much of one in the paragraph itself.
_CONTEXT = 0.5
# A name may be printed with other characters inside it (a full name, a middle word), up to this many times its length.
_NAME_STRETCH = 1.6


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph offered to the model under a number, with its sentences."""

    n: int
    article: Article
    start: int
    end: int
    sentences: tuple[Sentence, ...]

    @property
    def text(self) -> str:
        """The paragraph, to the letter."""
        return self.article.body[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Evidence:
    """The passages chosen for a question; ``coverage`` (0 to 1) is how much of it they hold, ``missing`` what they lack.

    ``missing`` lists names and periods of the question that stand nowhere near the passages: any is a reason to abstain.
    """

    passages: tuple[Passage, ...]
    coverage: float
    missing: tuple[str, ...]

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """All sentences of the passages."""
        return tuple(sentence for passage in self.passages for sentence in passage.sentences)


@dataclass(frozen=True, slots=True)
class _Paragraph:
    article: Article
    block: Block
    sentences: tuple[Sentence, ...]
    found: tuple[float, ...]  # per term: 1 in the paragraph, less around it
    best: float  # the share of the question that one sentence, its neighbours and headline hold
    prior: float


def select(
    asked: Asked,
    hits: Sequence[Hit],
    *,
    weigh: Callable[[Sequence[str]], Sequence[float]],
    count_tokens: TokenCounter,
    budget: int,
) -> Evidence:
    """Choose the paragraphs that together hold most of the question, up to a budget of tokens.

    ``weigh`` gives each word's inverse document frequency in the archive. The choice is the greedy one for weighted
    coverage (Nemhauser, Wolsey and Fisher 1978), with the search's order as a prior.
    """
    terms = asked.terms
    weights = [
        weight * (1.5 if term.name else 0.6 if term.verb else 1.0)
        for term, weight in zip(terms, weigh([term.text for term in terms]), strict=True)
    ]
    total = sum(weights) or 1.0
    paragraphs = list(_paragraphs(terms, weights, total, hits))
    chosen: list[_Paragraph] = []
    covered = [0.0] * len(terms)
    spent = 0
    left = list(paragraphs)
    while left:

        def gain(paragraph: _Paragraph) -> float:
            new = sum(
                weight * max(0.0, found - have)
                for weight, found, have in zip(weights, paragraph.found, covered, strict=True)
            )
            return new / total + paragraph.best + 0.4 * paragraph.prior

        best = max(left, key=gain)
        left.remove(best)
        cost = count_tokens(best.article.body[best.block.start : best.block.end])
        if chosen and spent + cost > budget:
            continue
        if chosen and gain(best) < 0.35 * gain(chosen[0]):
            break
        chosen.append(best)
        spent += cost
        covered = [max(pair) for pair in zip(covered, best.found, strict=True)]
    # A stable order, so that two questions on the same paragraphs share the prompt's beginning in the model's cache.
    chosen.sort(key=lambda paragraph: (paragraph.article.id, paragraph.block.start))
    passages = tuple(
        Passage(n, paragraph.article, paragraph.block.start, paragraph.block.end, paragraph.sentences)
        for n, paragraph in enumerate(chosen, 1)
    )
    coverage = sum(w * c for w, c in zip(weights, covered, strict=True)) / total
    return Evidence(passages, coverage, tuple(_missing(asked, passages)))


def _paragraphs(
    terms: Sequence[Term], weights: Sequence[float], total: float, hits: Sequence[Hit]
) -> Iterable[_Paragraph]:
    seen: set[tuple[str, int]] = set()
    for rank, hit in enumerate(hits):
        article = hit.article
        sentences = sentences_of(article)
        blocks = article.blocks
        for index, block in enumerate(blocks):
            near = block.start < hit.chunk.end and block.end > hit.chunk.start
            if block.kind != "paragraph" or not near or (article.id, block.start) in seen:
                continue
            seen.add((article.id, block.start))
            own = tuple(s for s in sentences if block.start <= s.start < block.end)
            heading = next((b for b in reversed(blocks[:index]) if b.kind == "subhead"), None)
            around = fold(
                "\n".join(
                    [
                        article.title,
                        " ".join(article.byline),
                        article.body[heading.start : heading.end] if heading else "",
                        *(article.body[b.start : b.end] for b in blocks[max(0, index - 1) : index]),
                    ]
                )
            )
            texts = [fold(sentence.text) for sentence in own]
            whole = fold(article.body[block.start : block.end])
            context = [_CONTEXT * presence(term, around) for term in terms]
            found = tuple(max(presence(term, whole), have) for term, have in zip(terms, context, strict=True))
            best = 0.0
            for text in texts:
                held = sum(
                    weight * max(presence(term, text), 0.8 * have if have > near_by else near_by)
                    for term, weight, have, near_by in zip(terms, weights, found, context, strict=True)
                )
                best = max(best, held / total)
            yield _Paragraph(article, block, own, found, best, 1.0 / (1 + rank))


def presence(term: Term, text: str) -> float:
    """Tell how surely a folded text holds a term: 1 to the letter, less with characters between or missing."""
    word = term.text
    if word in text:
        return 1.0
    if len(word) < 3 and not term.name:
        return 0.0
    if _stretched(word, text):
        return 0.9
    if term.name:
        return 0.0
    pairs = [word[i : i + 2] for i in range(len(word) - 1)]
    share = sum(pair in text for pair in pairs) / len(pairs)
    return 0.7 * share if share >= 0.5 else 0.0


def _stretched(word: str, text: str) -> bool:
    """Tell whether a word's characters stand in a text in order and close together."""
    if len(word) < 3:
        return False
    reach = math.ceil(len(word) * _NAME_STRETCH) + 2
    gap = f".{{0,{reach - len(word)}}}?"
    pattern = gap.join(re.escape(character) for character in word)
    return any(len(found.group()) <= reach for found in re.finditer(pattern, text))


def _missing(asked: Asked, passages: Sequence[Passage]) -> Iterable[str]:
    texts = [
        fold("\n".join([passage.article.title, " ".join(passage.article.byline), passage.article.body]))
        for passage in passages
    ]
    for term in asked.terms:
        if term.name and not any(presence(term, text) for text in texts):
            yield term.text
    for year in asked.years:
        days = {passage.article.date.year for passage in passages if passage.article.date}
        if not any(year in text for text in texts) and int(year) not in days | {day - 1 for day in days}:
            yield year
    for period in asked.periods:
        if not any(period in text for text in texts):
            yield period
