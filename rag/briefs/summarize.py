"""Briefs: an article in a few sentences, each tied to its source line.

The article's own best sentences are the floor: they are the brief where there is no model. A model is given what is
most telling of each part of the article, in one prompt of bounded size, so that the middle of a long one is not
dropped; the proof sheet checks its draft, which stands for the article's own sentences as far as it tells as much.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from prompts import Prompt
from rag.archive.chunks import fit
from rag.archive.index import Index
from rag.briefs.choose import choose, key_figures, lacking, words_of, worths
from rag.briefs.corrected import mark, note
from rag.briefs.mates import mates_of
from rag.briefs.wording import is_told_before, leans, named, plain, trim
from rag.models.chat import EXTRACTIVE
from rag.ports import ChatModel, Message
from rag.proof.corrections import corrections_of, page_texts
from rag.proof.markers import Draft, MarkerStream
from rag.proof.sheet import Proof
from rag.prose.figures import figures_of
from rag.prose.language import written_in
from rag.prose.sentences import sentences_of
from rag.settings import Settings
from rag.types import Article, Sentence, Summary, Usage

# Newspapers' own briefs have two sentences, those of long articles three.
_BRIEF, _LONG_BRIEF = 2, 3
_LONG = 900
# So many sentences may be added to those for figures of headline and opening that they leave out.
_MOST_ADDED = 2
# Tokens of a drafted sentence: enough for the longest that newspapers print, bounded for a model that does not stop.
_TOKENS_A_SENTENCE = 110
# A draft that shares so much of its words with one before it, or with the headline alone, adds nothing.
_REPEATED = 0.7
# One of fewer words is no sentence.
FEWEST_WORDS = 5
# A draft shorter than this share of the sentences that it is to stand for has left out what they tell.
_LEAST_SHARE = 0.5
_NUMBER = re.compile(r"\d+(?:\.\d+)?")


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence of a brief with the source sentences that bear it out, the first of which says where it belongs."""

    text: str
    support: tuple[Sentence, ...]


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
        """Brief one article in so many sentences, if it has them; raises ``ModelError``.

        Unset, their number follows the article's length, and sentences are added for figures of the headline and
        the opening that would be left out.
        """
        wanted = sentences or _length(article)
        candidates = sentences_of(article)
        with self._index.snapshot() as snapshot:
            texts = {place.source: snapshot.page_text(place.source) for place in article.places}
            corrections = corrections_of(snapshot, article)
            printed = page_texts(snapshot, corrections)
        own = tell(article, candidates, choose(article, candidates, wanted))
        _complete(own, article, candidates, 0 if sentences else _MOST_ADDED)
        told, usage = own, Usage()
        if self._model is not None and candidates:
            drafts, usage = self._draft(self._model, article, candidates, wanted, texts)
            told = _better(article, own, drafts[:wanted])
            _complete(told, article, candidates, max(0, sentences - len(told)) if sentences else _MOST_ADDED)
        proof = Proof({article.id: article}, candidates, texts)
        proof.admit([correction.notice for correction in corrections], printed)
        for each in told:
            first = each.support[0]
            told_so, printed_so = (
                mark(text, each.support, corrections, written_in(article.printed))
                for text in (each.text, article.body[first.start : first.end])
            )
            proof.reword(told_so, each.support) or proof.state(printed_so, [first])
        told_of = tuple(proof.used)
        for correction in corrections:
            if correction.wrong and correction.concerns(told_of):
                for sentence in correction.sentences:
                    proof.quote(sentence)
            else:
                # What was put right is said in the text too, or a copy of it loses that.
                for sentence in correction.sentences if correction.wrong else ():
                    proof.quote(sentence)
                proof.state(note(correction, written_in(article.printed)), correction.sentences)
        gap = " " if written_in(article.printed) == "en" else ""
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
        messages = self._messages(article, self._material(article, sentences_of(article)), wanted)
        read = sum(self._index.count_tokens(message.text) for message in messages)
        return Usage(read, wanted * _TOKENS_A_SENTENCE // 2)

    def _draft(
        self, model: ChatModel, article: Article, candidates: Sequence[Sentence], wanted: int, texts: Mapping[str, str]
    ) -> tuple[list[Told], Usage]:
        """Have a brief drafted; keep of the draft what the article bears out and what says something new."""
        proof = Proof({article.id: article}, candidates, texts)
        stream = MarkerStream(0)
        usage = Usage()
        told: list[Told] = []

        def take(drafts: Sequence[Draft]) -> None:
            for draft in drafts:
                if len(told) < wanted and not _repeats(draft.text, article, told):
                    before = len(proof.used)
                    shown = proof.take(draft.text)
                    if shown is not None and (told or not leans(shown.text)):
                        told.append(Told(shown.text, tuple(proof.used[before:])))

        messages = self._messages(article, self._material(article, candidates), wanted)
        reply = model.stream(messages, max_tokens=wanted * _TOKENS_A_SENTENCE)
        for delta in reply:
            usage += delta.usage or Usage()
            take(stream.feed(delta.text))
        take(stream.close())
        return told, usage

    def _messages(self, article: Article, material: Sequence[Sentence], wanted: int) -> list[Message]:
        prompt = self._prompts["summary", written_in(article.printed)]
        text = "\n".join(sentence.text for sentence in material)
        variables = {"title": article.title, "article": text, "sentences": str(wanted)}
        return [
            Message("system", prompt.system.format(**variables)),
            Message("user", prompt.user.format(**variables)),
        ]

    def _material(self, article: Article, candidates: Sequence[Sentence]) -> list[Sentence]:
        """What a model reads of an article, in reading order: of each part its most telling sentence, then the next."""
        worth = worths(article, candidates)
        subheads = [block.start for block in article.blocks if block.kind == "subhead"]
        parts: dict[int, list[int]] = {}
        for n, sentence in enumerate(candidates):
            parts.setdefault(sum(start < sentence.start for start in subheads), []).append(n)
        ranks = {n: rank for part in parts.values() for rank, n in enumerate(sorted(part, key=lambda n: -worth[n]))}
        taken: list[int] = []
        left = self._settings.brief_tokens
        telling = sorted(ranks, key=lambda n: (ranks[n] > 0, -worth[n]))
        for n in telling:
            cost = self._index.count_tokens(candidates[n].text)
            if cost <= left:
                taken.append(n)
                left -= cost
        if not taken and telling:  # where each is too long to be read whole, one is read as far as it goes
            first = candidates[telling[0]]
            start, end, _ = fit(article.body, first.start, first.end, self._index.count_tokens, left)[0]
            return [replace(first, start=start, end=end, text=article.body[start:end])]
        return [candidates[n] for n in sorted(taken)]


def _better(article: Article, own: list[Told], drafts: list[Told]) -> list[Told]:
    """Take a draft for an article's own sentences where it tells as much: as a whole, else sentence by sentence."""
    size = sum(len(each.text) for each in drafts)
    whole = len(drafts) >= min(len(own), 2) and size >= _LEAST_SHARE * sum(len(each.text) for each in own)
    if whole and _keeps(article, drafts, own):
        return drafts
    told: list[Told] = []
    for each in own:
        draft = next((draft for draft in drafts if _stands_for(article, draft, each)), each)
        if draft not in told:
            told.append(draft)
    return told


def _stands_for(article: Article, draft: Told, own: Told) -> bool:
    return (
        own.support[0].start in {sentence.start for sentence in draft.support}
        and _LEAST_SHARE * len(own.text) <= len(draft.text) <= len(own.text)
        and _keeps(article, [draft], [own])
    )


def _keeps(article: Article, drafts: Sequence[Told], own: Sequence[Told]) -> bool:
    """Tell whether drafts state the key figures that some sentences state, and half of all of theirs."""
    said = [figure for draft in drafts for figure in figures_of(draft.text)]
    figures = [figure for each in own for figure in figures_of(each.text)]
    kept = [figure for figure in figures if any(figure.same(other) for other in said)]
    keys = [figure for figure in figures if any(figure.same(key) for key in key_figures(article))]
    opening = next(iter(article.texts("paragraph")), "")
    # Days and years count too: what happened when is as much of the news.
    numbers = set(_NUMBER.findall(article.title + "\n" + opening))
    told = {number for each in own for number in _NUMBER.findall(each.text)} & numbers
    still = {number for draft in drafts for number in _NUMBER.findall(draft.text)}
    return len(kept) >= len(figures) / 2 and all(figure in kept for figure in keys) and told <= still


def _complete(told: list[Told], article: Article, candidates: Sequence[Sentence], most: int) -> None:
    """Add sentences for the figures of headline and opening that are left out, where they belong in reading order."""
    for sentence in lacking(article, candidates, [each.text for each in told], most):
        n = next((n for n, each in enumerate(candidates) if each.start == sentence.start), -1)
        shown = {each.support[0].end for each in told}
        mates = [candidates[m] for m in (mates_of(article, candidates, n) if n >= 0 else ())]
        group = sorted([sentence, *(mate for mate in mates if mate.end not in shown)], key=lambda each: each.start)
        if len(group) > _MOST_ADDED:
            continue
        for each in tell(article, candidates, group):
            later = (n for n, other in enumerate(told) if other.support[0].start > each.support[0].start)
            told.insert(next(later, len(told)), each)


def tell(article: Article, candidates: Sequence[Sentence], chosen: Sequence[Sentence]) -> list[Told]:
    """Tell source sentences: trimmed, and with the subject's name put back where the one before is not told."""
    places = {sentence.start: n for n, sentence in enumerate(candidates)}
    told: list[Told] = []
    before = -1
    for sentence in chosen:
        n = places.get(sentence.start, -1)
        follows = n > 0 and n - 1 == before
        renamed = named(article, candidates, n) if n > 0 and not follows else None
        known = told and renamed and is_told_before(trim(sentence).text, renamed[0], told[-1].text)
        if renamed and not known:
            text, namer = renamed
            # Of a sentence that is told in part, what is left out stands at its end.
            text = text[: len(text) - (candidates[n].end - sentence.end)]
            told.append(Told(plain(text, follows=False), (trim(sentence), namer)))
        else:
            short = trim(sentence)
            told.append(Told(plain(short.text, follows=follows), (short,)))
        before = n
    return told


def _repeats(text: str, article: Article, told: Sequence[Told]) -> bool:
    """Tell whether a draft says hardly anything, or only what the headline or a sentence before it says."""
    words = words_of(text)
    if len(words) < FEWEST_WORDS:
        return True
    said = (words_of(other) for other in (article.title, *(each.text for each in told)))
    return any(len(words & other) > _REPEATED * len(words) for other in said)


def _length(article: Article) -> int:
    size = len(article.body) if written_in(article.printed) == "zh" else len(article.body) // 3
    return _BRIEF if size < _LONG else _LONG_BRIEF
