"""Briefs: an article in a few sentences, each tied to its source line.

A model drafts and the proof sheet checks; what the headline and the opening say in figures is kept, from the article's
own sentences where the draft left it out. An article longer than a prompt is briefed part by part, each part with
its share of the sentences, so that the middle is not dropped. Without a model the article's own best sentences serve.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from prompts import Prompt
from rag.archive.index import Index
from rag.ports import ChatModel
from rag.proof.attribute import content_of
from rag.proof.markers import MarkerStream
from rag.proof.sheet import Proof
from rag.prose.dates import find_dates
from rag.prose.figures import Figure, find_figures
from rag.prose.questions import language_of
from rag.prose.sentences import sentences_of
from rag.settings import Settings
from rag.types import Article, Language, Message, Sentence, Summary, Usage

EXTRACTIVE = "extractive"
# One sentence for so many characters of an article, within these bounds.
_CHARACTERS_A_SENTENCE = 320
_FEWEST, _MOST = 2, 6
# Tokens of a drafted sentence: enough for the longest that newspapers print, bounded for a model that does not stop.
_TOKENS_A_SENTENCE = 110
# How much of a sentence's worth to an extractive brief its likeness to sentences already taken costs.
_REDUNDANCY = 0.7


class Summarizer:
    """Writes briefs with one model, or with none."""

    def __init__(
        self,
        index: Index,
        settings: Settings,
        model: ChatModel | None,
        prompts: Mapping[tuple[str, str], Prompt],
    ) -> None:
        """``prompts`` are those of ``prompts.load_all``; without ``model`` briefs are extractive."""
        self._index = index
        self._settings = settings
        self._model = model
        self._prompts = prompts

    def summarize(self, article: Article, sentences: int | None = None) -> Summary:
        """Brief one article in so many sentences (by its length, if unset); raises ``ModelError``."""
        wanted = sentences or _length(article)
        candidates = sentences_of(article)
        with self._index.snapshot() as snapshot:
            texts = {place.source: snapshot.page_text(place.source) for place in article.places}
        if not candidates:
            return Summary((article.id,), article.title, "", (), (), self._model.name if self._model else EXTRACTIVE)
        proof = Proof({article.id: article}, candidates, texts)
        usage = Usage()
        if self._model is not None:
            for part, share in self._parts(candidates, wanted):
                usage += self._draft(self._model, article, part, share, proof)
        if not proof.sentences:
            for sentence in choose(article, candidates, wanted):
                proof.quote(sentence)
        for sentence in _lacking(article, candidates, [shown.text for shown in proof.sentences]):
            proof.quote(sentence)
        gap = " " if _language(article) == "en" else ""
        return Summary(
            article_ids=(article.id,),
            title=article.title,
            text=gap.join(shown.text + "".join(f"[{n}]" for n in shown.citations) for shown in proof.sentences),
            sentences=tuple(proof.sentences),
            citations=proof.citations,
            model=self._model.name if self._model else EXTRACTIVE,
            usage=usage,
        )

    def forecast(self, article: Article, sentences: int | None = None) -> Usage:
        """Forecast the tokens that a brief takes, counted by tiktoken; nothing without a model."""
        if self._model is None:
            return Usage()
        wanted = sentences or _length(article)
        read = wrote = 0
        for part, share in self._parts(sentences_of(article), wanted):
            read += sum(self._index.count_tokens(m.text) for m in self._messages(article, part, share))
            wrote += share * _TOKENS_A_SENTENCE // 2
        return Usage(read, wrote)

    def _draft(self, model: ChatModel, article: Article, part: Sequence[Sentence], share: int, proof: Proof) -> Usage:
        stream = MarkerStream(0)
        usage = Usage()
        taken = 0
        reply = model.stream(self._messages(article, part, share), max_tokens=share * _TOKENS_A_SENTENCE)
        for delta in reply:
            usage += delta.usage or Usage()
            for draft in stream.feed(delta.text):
                if taken < share:
                    taken += proof.take(draft.text) is not None
        for draft in stream.close():
            if taken < share:
                taken += proof.take(draft.text) is not None
        return usage

    def _messages(self, article: Article, part: Sequence[Sentence], share: int) -> list[Message]:
        prompt = self._prompts["summary", _language(article)]
        text = article.body[part[0].start : part[-1].end]
        variables = {"title": article.title, "article": text, "sentences": str(share)}
        return [
            Message("system", prompt.system.format(**variables)),
            Message("user", prompt.user.format(**variables)),
        ]

    def _parts(self, candidates: Sequence[Sentence], wanted: int) -> Iterator[tuple[Sequence[Sentence], int]]:
        """Cut an article into parts that fit a prompt, each with its share of the sentences wanted."""
        tokens = [self._index.count_tokens(sentence.text) for sentence in candidates]
        count = max(1, math.ceil(sum(tokens) / self._settings.brief_tokens))
        budget = sum(tokens) / count
        parts: list[list[Sentence]] = [[]]
        filled = 0.0
        for sentence, cost in zip(candidates, tokens, strict=True):
            if parts[-1] and filled + cost / 2 > budget * len(parts):
                parts.append([])
            parts[-1].append(sentence)
            filled += cost
        for part in parts:
            if part:
                yield part, max(1, round(wanted / len(parts)))


def choose(article: Article, candidates: Sequence[Sentence], wanted: int) -> list[Sentence]:
    """Choose the article's own sentences for a brief, in reading order.

    The opening comes first; the others by what they share with headline and body, weighed by rarity, less what is
    said already (maximal marginal relevance, Carbonell and Goldstein 1998).
    """
    words = [content_of(sentence.text).bigrams | content_of(sentence.text).latin for sentence in candidates]
    seen = Counter(word for each in words for word in each)
    headline = content_of(article.title).bigrams | content_of(article.title).latin

    def weight(word: str) -> float:
        return (1 + math.log(seen[word])) * (2.5 if word in headline else 1.0)

    worth = [
        sum(map(weight, each)) / (12 + len(each)) + 0.4 * bool(find_figures(sentence.text)) + (1.5 if not n else 0)
        for n, (sentence, each) in enumerate(zip(candidates, words, strict=True))
    ]
    chosen: list[int] = []
    while len(chosen) < min(wanted, len(candidates)):
        said = {word for n in chosen for word in words[n]}
        gains = {
            n: worth[n] * (1 - _REDUNDANCY * len(words[n] & said) / (1 + len(words[n])))
            for n in range(len(candidates))
            if n not in chosen
        }
        chosen.append(max(gains, key=lambda n: gains[n]))
    return [candidates[n] for n in sorted(chosen)]


def _lacking(article: Article, candidates: Sequence[Sentence], shown: Sequence[str]) -> list[Sentence]:
    """The sentences that carry figures of the headline or the opening paragraph that a brief leaves out."""
    opening = next((block for block in article.blocks if block.kind == "paragraph"), None)
    lead = article.body[opening.start : opening.end] if opening else ""
    said = [figure for text in shown for figure in _figures(text)]
    lacking: list[Sentence] = []
    for figure in [*_figures(article.title), *_figures(lead)]:
        if any(figure.same(other) for other in said):
            continue
        holder = next((s for s in candidates if any(figure.same(other) for other in _figures(s.text))), None)
        if holder is not None:
            lacking.append(holder)
            said += _figures(holder.text)
    return lacking


def _figures(text: str) -> list[Figure]:
    return find_figures(text, [(day.start, day.end) for day in find_dates(text)])


def _length(article: Article) -> int:
    size = len(article.body) if _language(article) == "zh" else len(article.body) // 3
    return min(_MOST, max(_FEWEST, round(size / _CHARACTERS_A_SENTENCE)))


def _language(article: Article) -> Language:
    return language_of(article.title + article.body[:400])
