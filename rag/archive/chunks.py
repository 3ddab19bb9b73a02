"""Chunks: whole sentences of one article, packed to a token budget."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator

from rag.ports import TokenCounter
from rag.prose.sentences import sentences_of
from rag.types import Article, Chunk

# Where an over-long sentence may be cut: after a clause, so that no figure loses its unit.
_CLAUSE = re.compile(r"(?:[^，；：、,;:]|[,;:](?!\s))*(?:[，；：、][”’」』）》】]*|[,;:](?=\s)|$)")
# At a paragraph's end a chunk this full is closed, when the whole next paragraph would not fit in.
_FULL_ENOUGH = 0.5


def chunk_article(article: Article, count_tokens: TokenCounter, budget: int) -> tuple[Chunk, ...]:
    """Pack an article's sentences into chunks of at most ``budget`` tokens, preferring paragraph ends.

    A subhead begins the chunk of the sentence after it. A sentence that is longer than the budget is cut after a
    clause, and where there is none, anywhere. An article without a sentence has no chunk.
    """
    chunks: list[Chunk] = []
    start = end = tokens = 0
    for paragraph in _paragraphs(article, count_tokens, budget):
        whole = sum(cost for _, _, cost in paragraph)
        if tokens >= budget * _FULL_ENOUGH and tokens + whole > budget:
            chunks.append(_chunk(article, start, end, count_tokens))
            tokens = 0
        for first, last, cost in paragraph:
            if tokens and tokens + cost > budget:
                chunks.append(_chunk(article, start, end, count_tokens))
                tokens = 0
            if not tokens:
                start = first
            end = last
            tokens += cost
    if tokens:
        chunks.append(_chunk(article, start, end, count_tokens))
    return tuple(chunks)


def passage_text(article: Article, chunk: Chunk) -> str:
    """The text by which a chunk is embedded and found: the headline says what the sentences leave out."""
    return f"{article.title}\n{chunk.text}" if article.title else chunk.text


def _chunk(article: Article, start: int, end: int, count_tokens: TokenCounter) -> Chunk:
    text = article.body[start:end]
    digest = hashlib.sha256(f"{article.id}:{start}:{end}".encode()).hexdigest()[:32]
    return Chunk(digest, article.id, start, end, text, count_tokens(text))


def _paragraphs(article: Article, count_tokens: TokenCounter, budget: int) -> Iterator[list[tuple[int, int, int]]]:
    """The pieces (start, end, tokens) of each paragraph; a subhead belongs to the piece after it."""
    sentences = iter(sentences_of(article))
    sentence = next(sentences, None)
    heading: int | None = None
    for block in article.blocks:
        if block.kind == "subhead":
            heading = block.start if heading is None else heading
            continue
        pieces: list[tuple[int, int, int]] = []
        while sentence is not None and sentence.end <= block.end:
            start = sentence.start if heading is None else heading
            heading = None
            pieces.extend(fit(article.body, start, sentence.end, count_tokens, budget))
            sentence = next(sentences, None)
        if pieces:
            yield pieces


def fit(body: str, start: int, end: int, count_tokens: TokenCounter, budget: int) -> list[tuple[int, int, int]]:
    """Cut a sentence to pieces (start, end, tokens) within a budget: at clauses, and a clause too long in halves."""
    cost = count_tokens(body[start:end])
    if cost <= budget:
        return [(start, end, cost)]
    clauses = [(start + match.start(), start + match.end()) for match in _CLAUSE.finditer(body[start:end]) if match[0]]
    if len(clauses) == 1:
        middle = (start + end) // 2
        if middle == start:
            return [(start, end, cost)]
        clauses = [(start, middle), (middle, end)]
    pieces: list[tuple[int, int, int]] = []
    for first, last in clauses:
        for piece in fit(body, first, last, count_tokens, budget):
            if pieces and pieces[-1][2] + piece[2] <= budget:
                pieces[-1] = (pieces[-1][0], piece[1], pieces[-1][2] + piece[2])
            else:
                pieces.append(piece)
    return pieces
