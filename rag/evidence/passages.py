"""Which paragraphs go into the prompt, and whether they hold what is asked at all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from rag.evidence.windows import Window, windows
from rag.ports import TokenCounter
from rag.proof.answerable import missing
from rag.proof.mentions import is_about, presence
from rag.proof.orders import gives_orders
from rag.prose.dates import find_dates
from rag.prose.figures import find_figures
from rag.prose.folding import fold
from rag.prose.questions import Asked, Term
from rag.prose.script import is_traditional, simplified
from rag.prose.sentences import sentences_of
from rag.questions.points import points_told
from rag.types import Article, Block, Hit, Sentence

Offered = tuple[Article, Sentence]
# A word that stands a paragraph away, in the headline or in a subhead counts this much of one in the paragraph itself.
_CONTEXT = 0.5
# A word that another sentence of the paragraph holds counts this much of one in the sentence itself.
_NEIGHBOUR = 0.5
# What a sentence gains that has what the question wants (a figure, a day), or a paragraph that counts points off.
_WANTED = 0.2
# What the search's first hit adds to a paragraph's worth, beside at most 1 for its best sentence and 1 for new words.
_PRIOR = 0.4
# A paragraph that adds less than this share of what the first one did is not worth the model's time.
_ENOUGH = 0.4
# While the passages are shorter than this many tokens, one that adds half as much is welcome.
_ROOM = 320


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph, or a stretch of a very large one, offered to the model under a number, with its sentences."""

    n: int
    article: Article
    start: int
    end: int
    sentences: tuple[Sentence, ...]

    @property
    def text(self) -> str:
        """What is offered, to the letter."""
        return self.article.body[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Evidence:
    """The passages chosen for a question.

    ``strength`` (0 to 1) is how much of the question, weighed by rarity, its best sentence holds; where the
    question has several names, for the name that fares worst. ``missing`` lists names and periods of the question
    that stand nowhere in the articles of the passages.
    """

    passages: tuple[Passage, ...]
    strength: float
    missing: tuple[str, ...]

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """All sentences of the passages."""
        return tuple(sentence for passage in self.passages for sentence in passage.sentences)


@dataclass(frozen=True, slots=True)
class _Paragraph:
    article: Article
    start: int
    end: int
    sentences: tuple[Sentence, ...]
    found: tuple[float, ...]  # per term, in the paragraph; less where only its surroundings have it
    found_in: tuple[tuple[float, ...], ...]  # the same for each of its sentences
    prior: float

    @property
    def text(self) -> str:
        return self.article.body[self.start : self.end]


def in_simplified(hits: Sequence[Hit]) -> list[Hit]:
    """What was found, with articles in traditional characters read in simplified ones; offsets stay."""
    return [
        replace(
            hit, article=replace(hit.article, title=simplified(hit.article.title), body=simplified(hit.article.body))
        )
        if is_traditional(hit.article.body)
        else hit
        for hit in hits
    ]


def select(
    asked: Asked,
    hits: Sequence[Hit],
    *,
    weigh: Callable[[str], float],
    count_tokens: TokenCounter,
    budget: int,
    largest: int | None = None,
) -> Evidence:
    """Choose the paragraphs that together hold most of the question, up to a budget of tokens.

    ``weigh`` gives a word's inverse document frequency in the archive. The choice is the greedy one for weighted
    coverage (Nemhauser, Wolsey and Fisher 1978), with the search's order as a prior. The first one chosen may have
    ``largest`` tokens, where that is more than the budget; of a paragraph that has more, what was found is offered.
    """
    terms = asked.terms
    weights = [weigh(term.text) * (1.5 if term.name else 0.6 if term.verb else 1.0) for term in terms]
    paragraphs = list(_paragraphs(terms, hits, count_tokens, budget if largest is None else largest))
    best = [
        max((_share(weights, found) for found in p.found_in), default=0.0) * (1 + _WANTED * _has_wanted(asked, p.text))
        for p in paragraphs
    ]
    chosen: list[int] = []
    covered = (0.0,) * len(terms)
    spent = 0
    floor = 0.0
    left = list(range(len(paragraphs)))
    while left:
        gains = {i: _gain(weights, covered, paragraphs[i], best[i]) for i in left}
        pick = max(left, key=lambda i: gains[i])
        left.remove(pick)
        paragraph = paragraphs[pick]
        cost = count_tokens(paragraph.text)
        if chosen and gains[pick] < floor * (1.0 if spent >= _ROOM else 0.5):
            break
        if chosen and spent + cost > budget:
            continue
        floor = floor or _ENOUGH * gains[pick]
        chosen.append(pick)
        spent += cost
        covered = tuple(max(pair) for pair in zip(covered, paragraph.found, strict=True))
    chosen = _with_names(chosen, terms, paragraphs, [count_tokens(each.text) for each in paragraphs], budget)
    # A stable order, so that two questions on the same paragraphs share the prompt's beginning in the model's cache.
    chosen.sort(key=lambda i: (paragraphs[i].article.id, paragraphs[i].start))
    passages = tuple(
        Passage(n, p.article, p.start, p.end, p.sentences) for n, p in enumerate((paragraphs[i] for i in chosen), 1)
    )
    return Evidence(
        passages,
        _strength(terms, weights, paragraphs),
        tuple(missing(asked, [passage.article for passage in passages])),
    )


def _with_names(
    chosen: Sequence[int], terms: Sequence[Term], paragraphs: Sequence[_Paragraph], costs: Sequence[int], budget: int
) -> list[int]:
    """Let each name of a question be among the paragraphs chosen, where one was found that has it.

    What one part of a long question is about may be told in a paragraph that holds little of the others; those chosen
    last make room for it.
    """
    kept, forced = list(chosen), list[int]()
    for at, term in enumerate(terms):
        having = [i for i, paragraph in enumerate(paragraphs) if paragraph.found[at] > _CONTEXT]
        if not term.name or not having or any(paragraphs[i].found[at] > _CONTEXT for i in (*kept, *forced)):
            continue
        best = max(having, key=lambda i: paragraphs[i].prior)
        room = budget - sum(costs[i] for i in (*forced, best))
        left = [kept[: count + 1] for count in range(len(kept)) if sum(costs[i] for i in kept[: count + 1]) <= room]
        if left:
            kept, forced = left[-1], [*forced, best]
    return [*kept, *forced]


def together(found: Sequence[Evidence]) -> Evidence:
    """The evidence for a question about several things: the passages for each, and what any of them lacks."""
    passages: dict[tuple[str, int], Passage] = {}
    for passage in (passage for evidence in found for passage in evidence.passages):
        place = (passage.article.id, passage.start)
        if place not in passages or passages[place].end < passage.end:
            passages[place] = passage
    return Evidence(
        _numbered(passages.values()),
        min(evidence.strength for evidence in found),
        tuple(dict.fromkeys(name for evidence in found for name in evidence.missing)),
    )


def focus(
    evidence: Evidence, answering: Sequence[Offered], *, alone: bool, count_tokens: TokenCounter, budget: int
) -> Evidence:
    """Put the paragraphs of sentences that answer among the passages; ``alone``, leave those of other articles out.

    Where these are more than a budget of tokens, each sentence that answers comes with one around it, in the given
    order, and of the other passages those that find room.
    """
    articles = {article.id for article, _ in answering}
    found = [passage for passage in evidence.passages if not alone or passage.article.id in articles]
    kept = list(found)
    for article, sentence in answering:
        if not _is_held(sentence, kept):
            block, inside = _paragraph_of(article, sentence)
            kept.append(Passage(0, article, block.start, block.end, inside))
    if sum(count_tokens(passage.text) for passage in kept) > budget:
        kept = _narrowed(found, answering, count_tokens, budget)
    return replace(evidence, passages=_numbered(kept))


def _narrowed(
    found: Sequence[Passage], answering: Sequence[Offered], count_tokens: TokenCounter, budget: int
) -> list[Passage]:
    """Sentences that answer, each with one around it, and passages beside them, within a budget."""
    kept: list[Passage] = []
    left = budget
    for article, sentence in answering:
        if left <= 0 or _is_held(sentence, kept):
            continue
        _, inside = _paragraph_of(article, sentence)
        taken = [each for passage in kept for each in passage.sentences]
        wanted = (sentence.start, sentence.end)
        offered = windows(article.body, inside, wanted, taken=taken, count_tokens=count_tokens, budget=left)
        window = next(offered, None)
        # A sentence is cut only where it is larger than all the room there is: half of one may say another thing.
        if window is not None and (not kept or window.holds(sentence)):
            kept.append(Passage(0, article, window.start, window.end, window.sentences))
            left -= count_tokens(kept[-1].text)
    for passage in found:
        cost = count_tokens(passage.text)
        if cost <= left and not any(_is_held(sentence, kept) for sentence in passage.sentences):
            kept.append(passage)
            left -= cost
    return kept


def _numbered(passages: Iterable[Passage]) -> tuple[Passage, ...]:
    ordered = sorted(passages, key=lambda passage: (passage.article.id, passage.start))
    return tuple(replace(passage, n=n) for n, passage in enumerate(ordered, 1))


def _is_held(sentence: Sentence, passages: Sequence[Passage]) -> bool:
    return any(sentence in passage.sentences for passage in passages)


def _paragraph_of(article: Article, sentence: Sentence) -> tuple[Block, tuple[Sentence, ...]]:
    block = next(block for block in article.blocks if block.start <= sentence.start < block.end)
    return block, tuple(each for each in sentences_of(article) if block.start <= each.start < block.end)


def _has_wanted(asked: Asked, text: str) -> bool:
    """Tell whether a text has what the question wants; a paragraph that counts off points has several."""
    if asked.wants == "several":
        return points_told(text) > 1
    if asked.wants == "figure":
        return bool(find_figures(text))
    return asked.wants == "day" and bool(find_dates(text))


def _gain(weights: Sequence[float], covered: Sequence[float], paragraph: _Paragraph, best: float) -> float:
    new = [max(0.0, found - have) for found, have in zip(paragraph.found, covered, strict=True)]
    return _share(weights, new) + best + _PRIOR * paragraph.prior


def _share(weights: Sequence[float], found: Sequence[float]) -> float:
    total = sum(weights)
    return sum(weight * have for weight, have in zip(weights, found, strict=True)) / total if total else 0.0


def _strength(terms: Sequence[Term], weights: Sequence[float], paragraphs: Sequence[_Paragraph]) -> float:
    names = [i for i, term in enumerate(terms) if term.name]
    others = [i for i, term in enumerate(terms) if not term.name]
    strengths = []
    for group in [[name, *others] for name in names] or [others]:
        shares = [
            _share([weights[i] for i in group], [found[i] for i in group]) for p in paragraphs for found in p.found_in
        ]
        strengths.append(max(shares, default=0.0))
    return min(strengths)


def _paragraphs(
    terms: Sequence[Term], hits: Sequence[Hit], count_tokens: TokenCounter, largest: int
) -> Iterator[_Paragraph]:
    seen: set[tuple[str, int]] = set()
    taken: set[Sentence] = set()
    for rank, hit in enumerate(hits):
        article = hit.article
        sentences = sentences_of(article)
        for index, block in enumerate(article.blocks):
            near = block.start < hit.chunk.end and block.end > hit.chunk.start
            if block.kind != "paragraph" or not near or (article.id, block.start) in seen:
                continue
            inside = tuple(each for each in sentences if block.start <= each.start < block.end)
            if count_tokens(article.body[block.start : block.end]) <= largest:
                seen.add((article.id, block.start))
                offered = [Window(block.start, block.end, inside)]
            else:
                found = (hit.chunk.start, hit.chunk.end)
                offered = list(
                    windows(article.body, inside, found, taken=taken, count_tokens=count_tokens, budget=largest)
                )
                taken.update(each for window in offered for each in window.sentences if window.holds(each))
            around = fold(_surroundings(article, index))
            for window in offered:
                own = tuple(each for each in window.sentences if not gives_orders(each.text))
                if own:
                    found_in = _found_in(terms, article, own, around)
                    yield _Paragraph(article, window.start, window.end, own, *found_in, 1.0 / (1 + rank))


def _found_in(
    terms: Sequence[Term], article: Article, sentences: Sequence[Sentence], around: str
) -> tuple[tuple[float, ...], tuple[tuple[float, ...], ...]]:
    """How surely a paragraph has each term, and each of its sentences."""
    outside = [_CONTEXT * presence(term, around) for term in terms]
    rows = [
        [
            float(is_about(term.text, article, sentence)) if term.name else presence(term, fold(sentence.text))
            for term in terms
        ]
        for sentence in sentences
    ]
    inside = [max(column) for column in zip(*rows, strict=True)] if terms and rows else [0.0] * len(terms)
    found = tuple(max(pair) for pair in zip(inside, outside, strict=True))
    return found, tuple(
        tuple(
            max(have, 0.0 if term.name else _NEIGHBOUR * near_by)
            for term, have, near_by in zip(terms, row, found, strict=True)
        )
        for row in rows
    )


def _surroundings(article: Article, index: int) -> str:
    """The headline, the byline, the subhead above a block and the paragraph before it."""
    before = article.blocks[:index]
    near = [block for block in before[-1:] if block.kind == "paragraph"]
    near += [block for block in reversed(before) if block.kind == "subhead"][:1]
    return "\n".join([article.title, *article.byline, *(article.body[block.start : block.end] for block in near)])
