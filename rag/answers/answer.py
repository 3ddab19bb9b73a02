"""From a question to a checked answer: everything but the search and the model call, which the chain runs between."""

from __future__ import annotations

import math
import re
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from rag.answers import about
from rag.answers.briefing import Brief, Request, found_articles, read_request
from rag.answers.evidence import ENUMERATED, Evidence, select
from rag.answers.quote import (
    Offered,
    choose,
    choose_foreign,
    exactly,
    lacks_office,
    left_out,
    may_answer,
    more_figures,
    parts_of,
)
from rag.answers.retrieve import search
from rag.answers.standalone import Rewrite, stand_alone, translate
from rag.archive import lexicon
from rag.archive.index import Index
from rag.archive.snapshot import Snapshot
from rag.errors import InputError
from rag.ports import Vectors
from rag.proof.answerable import held, repeated
from rag.proof.markers import Draft, MarkerStream
from rag.proof.orders import gives_orders
from rag.proof.sheet import Proof, opening
from rag.prose.figures import with_english_figures
from rag.prose.questions import Asked, fold, read_question, reread, speaks_of_another_period
from rag.prose.sentences import sentences_of
from rag.settings import Settings
from rag.types import Answer, Article, CitedSentence, Delta, Hit, Question, Seconds, Sentence, Summary, Usage

EXTRACTIVE = "extractive"
SEARCH_DEPTH = 10
NEAREST = 3
# Below this share of what an answer repeats of the question, in the sentences that it rests on, it is no answer.
_LEAST_REPEATED = 0.5
# The same of a sentence that may answer one part of a question that has several.
_LEAST_OF_A_PART = 0.3
# A printed point is not longer than so many times what a draft made of it, or the draft chose from it on purpose.
_LONGEST_POINT = 2
# What a model writes when it finds nothing: the prompts' own phrase and what small models make of it.
_NOTHING = re.compile(
    r"资料(?:库)?(?:中|里)?(?:并)?没有|(?:原文|报道|文中|文章)(?:中|里)?(?:并)?(?:没有|未)(?:提到|提及|说明|给出|披露)?|"
    r"没有(?:明确)?(?:提到|提及)|无法(?:回答|确定|得知)|未(?:提及|提到|披露)|[Nn]ot in the (?:archive|passages)"
)
_ASIDE = re.compile(
    r".*[：:]\s*$|(?:根据|以上|综上|详见|参见|来源)[^，。]{0,8}(?:原文|资料|报道|段落|信息)[^，。]{0,12}[。.]?$", re.S
)
_DOLLARS = re.compile(r"\$|美元|美金|港元|\b[Dd]ollars?\b|\bUSD\b")
_DOLLAR_SIGN = re.compile(r"(?:US)?\$\s?(\d(?:[\d.,]*\d)?(?:\s?(?:trillion|billion|million|thousand|bn|mn|tn)\b)?)")
_LIST_NUMBER = re.compile(r"^\s*\d{1,2}[.、)）]\s*")
_INTERROGATIVE = re.compile(
    r"多少|多[大高长久重远]|几(?!乎)|谁|什么|哪|怎么|各是|分别|两个|\b(?:how|what|which|who|when|where)\b", re.I
)
# How likely a sentence must be to answer, where a model that has read it found no answer.
_SURE = 0.4
# What asks for all of a list, and how long a sentence is quoted whole for it.
_EACH = re.compile(r"各|分别|哪[些几]|几[项种个大家]|列出|列举|\b(?:each|respectively|list)\b", re.I)
_LONGEST_LIST = 160
_ABSTENTION = {"zh": "资料库中没有这个问题的答案。", "en": "The archive does not have it."}


@dataclass(frozen=True, slots=True)
class Plan:
    """How a question will be answered: as it stands alone, what is searched for, or what the catalogue says to it.

    ``readings`` are the question as asked and, where a model made one, its translation into the archive's words.
    ``entries`` is ``None`` for a question on what was reported, ``request`` for all but a request for a brief.
    """

    question: Question
    asked: Asked
    queries: tuple[str, ...]
    readings: tuple[Asked, ...]
    entries: tuple[about.Entry, ...] | None = None
    request: Request | None = None


class Answerer:
    """Plans answers over one index and checks them.

    ``model_name`` is what the answers name; ``brief`` writes what a request for a brief asks for.
    """

    def __init__(self, index: Index, settings: Settings, model_name: Callable[[], str], brief: Brief) -> None:
        self.index = index
        self.settings = settings
        self.model_name = model_name
        self.brief = brief

    def plan(self, question: Question, rewrite: Rewrite | None) -> Plan:
        """Read a question, make a follow-up stand alone and choose what to search for; raises ``InputError``."""
        text = " ".join(question.text.split())
        limit = self.settings.max_question_characters
        if not text:
            raise InputError("The question is empty.", remedy="Ask something.")
        if len(text) > limit:
            raise InputError(f"The question has {len(text)} characters, more than {limit}.", remedy="Ask more briefly.")
        alone = stand_alone(text, question.history, rewrite)
        asked = self._read(alone)
        request = read_request(alone, lambda: self._articles(question))
        if request is not None:
            subject = request.subject
            if subject and asked.language == "en" and request.articles is None:
                subject = translate(subject, rewrite) or subject
            searched = (subject,) if request.articles is None else ()
            return Plan(question, asked, searched, (read_question(subject),), request=request)
        entries = self._about(alone, question)
        if entries is not None:
            return Plan(question, asked, (), (asked,), entries)
        queries, readings = [alone], [asked]
        if asked.language == "en":
            translated = translate(alone, rewrite)
            if translated:
                queries.append(translated)
                readings.append(self._read(translated))
            printed = [name for name in asked.names if not name.isascii()]
            if printed:  # 「Qingshan Bank (青山银行)」
                queries.insert(0, " ".join(printed))
        elif len(asked.names) > 1:
            # A search for two banks at once finds the one that is written of more.
            for name in asked.names[:4]:
                others = [other for other in asked.names if other != name]
                queries.append(_without(fold(alone), others))
        return Plan(question, asked, tuple(dict.fromkeys(queries)), tuple(readings))

    def _read(self, text: str) -> Asked:
        """Read a question, with the archive's own words to tell names from what a tagger takes for them."""
        with self.index.snapshot() as snapshot:
            rarity = Rarity(snapshot)
            return reread(read_question(text), lambda word: rarity.known(word) is not None)

    def _about(self, alone: str, question: Question) -> tuple[about.Entry, ...] | None:
        if not about.topics_of(alone):
            return None

        def find(description: str) -> Article | None:
            hits = search(self.index, description, 1, question.filters)
            return hits[0].article if hits else None

        return about.answer_about(alone, self._articles(question), find)

    def _articles(self, question: Question) -> list[Article]:
        with self.index.snapshot() as snapshot:
            return snapshot.articles(question.filters)

    def evidence(self, plan: Plan, hits: Sequence[Hit]) -> Evidence:
        """Choose the passages for the prompt from the search's hits."""
        printed = [name for name in plan.asked.names if plan.asked.language == "en" and not name.isascii()]
        if printed:
            # A name that an English question gives as the paper prints it leads past the archive's English articles.
            named = [hit for hit in hits if any(name in hit.article.title + hit.article.body for name in printed)]
            hits = named or hits
        with self.index.snapshot() as snapshot:
            rarity = Rarity(snapshot)
            found = [
                select(
                    reading,
                    hits,
                    weigh=rarity.weigh,
                    count_tokens=self.index.count_tokens,
                    budget=self.settings.evidence_tokens,
                )
                for reading in plan.readings
            ]
        return max(found, key=lambda evidence: (not evidence.missing, evidence.strength))

    @staticmethod
    def needs_draft(plan: Plan, evidence: Evidence) -> bool:
        """Tell whether a model has anything to write."""
        return plan.entries is None and plan.request is None and bool(evidence.passages) and not evidence.missing

    @staticmethod
    def variables(plan: Plan, evidence: Evidence) -> dict[str, str]:
        """The prompt's variables; passages stand in a stable order before the question, for the model's cache."""
        reading = with_english_figures if plan.asked.language == "en" else str
        passages = "\n".join(f"[{p.n}] 《{p.article.title}》{reading(p.text)}" for p in evidence.passages)
        return {"passages": passages, "question": plan.asked.text}

    def finish(
        self,
        plan: Plan,
        evidence: Evidence,
        hits: Sequence[Hit],
        drafts: Iterator[Delta],
        *,
        started: float,
        retrieved: float,
    ) -> Iterator[str | Answer]:
        """Check a draft sentence by sentence; yield what may be shown, then the answer."""
        if plan.request is not None:
            with self.index.snapshot() as snapshot:
                wanted = found_articles(plan.request, plan.readings[0], hits, Rarity(snapshot).weigh)
            if wanted:
                summary = self.brief(wanted)
                yield summary.text
                total = round(time.perf_counter() - started, 3)
                yield _briefed(plan, summary, Seconds(round(retrieved - started, 3), None, total))
                return
        work = _Work(self.index, plan, evidence, hits[:SEARCH_DEPTH])
        usage, first_token = Usage(), None
        model_name = self.model_name()
        if plan.entries is not None:
            yield from work.quote_catalogue(plan.entries)
        elif self.needs_draft(plan, evidence) and model_name == EXTRACTIVE:
            yield from work.extract()
        elif self.needs_draft(plan, evidence):
            stream = MarkerStream(len(evidence.passages))
            for delta in drafts:
                if delta.text and first_token is None:
                    first_token = round(time.perf_counter() - started, 3)
                usage += delta.usage or Usage()
                for draft in stream.feed(delta.text):
                    yield from work.take(draft)
            for draft in stream.close():
                yield from work.take(draft)
            yield from work.complete()
            if not work.proof.sentences:
                # What the model garbled stands in the paper in its own words; what it did not find must be sure.
                yield from work.extract(_SURE if work.declined or work.missed else 0.0)
        shown = work.proof.sentences
        text = "".join(work.pieces) if shown else _ABSTENTION[plan.asked.language]
        if not shown:
            yield text
        yield Answer(
            question=plan.question.text,
            text=text,
            abstained=not shown,
            sentences=tuple(shown) or (CitedSentence(text, supported=True),),
            citations=work.proof.citations,
            model=model_name,
            usage=usage,
            seconds=Seconds(
                retrieve=round(retrieved - started, 3),
                first_token=first_token,
                total=round(time.perf_counter() - started, 3),
            ),
            nearest=() if shown else tuple(dict.fromkeys(hit.article.id for hit in hits))[:NEAREST],
            withheld=tuple(work.proof.withheld),
        )


def _briefed(plan: Plan, summary: Summary, seconds: Seconds) -> Answer:
    return Answer(
        question=plan.question.text,
        text=summary.text,
        abstained=False,
        sentences=summary.sentences,
        citations=summary.citations,
        model=summary.model,
        usage=summary.usage,
        seconds=seconds,
    )


class Rarity:
    """How telling a word is in an archive: its inverse document frequency over chunks."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._connection = snapshot.connection
        self._chunks = snapshot.counts()[2]

    def count(self, word: str) -> int:
        """Bound the chunks that hold a word: a name that no dictionary has is indexed by its pairs of characters."""
        pairs = [lexicon.frequency(self._connection, pair, "bigrams") for pair in lexicon.bigrams(word)]
        return min(pairs, default=0)

    def known(self, word: str) -> float | None:
        """The weight of a word, or ``None`` for one that is not there."""
        return self.weigh(word) if self.count(word) else None

    def weigh(self, word: str) -> float:
        """The weight of a word; the highest for one that is not there."""
        return math.log(1 + self._chunks / (0.5 + self.count(word)))


class _Work:
    """One answer in the making."""

    def __init__(self, index: Index, plan: Plan, evidence: Evidence, hits: Sequence[Hit] = ()) -> None:
        """``hits`` are what may be quoted beside the passages."""
        self.index, self.plan, self.evidence = index, plan, evidence
        self.offered = list(_sentences(hits))
        self.articles = articles = {hit.article.id: hit.article for hit in hits}
        articles.update({passage.article.id: passage.article for passage in evidence.passages})
        for entry in plan.entries or ():
            articles.update({article.id: article for article in entry.articles})
        with index.snapshot() as snapshot:
            sources = {place.source for article in articles.values() for place in article.places}
            texts = {source: snapshot.page_text(source) for source in sources}

        self.proof = Proof(
            articles,
            evidence.sentences,
            texts,
            question=plan.asked.text,
            similarity=self.similarity,
            misses=self.misses,
            replies=self.replies,
            phrase=self.phrase,
        )
        self.declined = self.missed = False
        self.pieces: list[str] = []
        self._meanings: dict[str, Vectors] = {}

    def take(self, draft: Draft) -> Iterator[str]:
        """Check a drafted sentence and yield what may be shown of it."""
        if _NOTHING.search(draft.text):
            self.declined = True
            return
        if _ASIDE.match(draft.text):
            return  # the question said again before a list, whose points are checked one by one; talk of the passages
        text = draft.text
        if self.plan.asked.language == "en" and not any(_DOLLARS.search(p.text) for p in self.evidence.passages):
            text = _DOLLAR_SIGN.sub(r"\1 yuan", text)  # a small model's habit: no passage speaks of dollars
        hinted = [s for passage in self.evidence.passages if passage.n in draft.hints for s in passage.sentences]
        yield from self._show(self.proof.take(text, hinted), new_line=draft.new_line)

    def similarity(self, text: str, others: Sequence[str]) -> Sequence[float]:
        """Cosines of a text's meaning with others'."""
        vectors = self.index.embedder.embed_passages([text, *others])
        return [float(cosine) for cosine in vectors[1:] @ vectors[0]]

    def likeness(self, question: str, texts: Sequence[str]) -> Sequence[float]:
        """Cosines of a question's meaning with those of texts that may answer it."""
        if question not in self._meanings:
            self._meanings[question] = self.index.embedder.embed_query(question)
        new = [text for text in dict.fromkeys(texts) if text not in self._meanings]
        self._meanings.update(zip(new, self.index.embedder.embed_passages(new), strict=True))
        return [float(self._meanings[text] @ self._meanings[question]) for text in texts]

    def misses(self, text: str, bearing: Sequence[Sentence]) -> str | None:
        """Tell why a sentence does not answer the question: another period, or another than is asked about."""
        why = self._why_missed(text, bearing)
        self.missed = self.missed or why is not None
        return why

    def _why_missed(self, text: str, bearing: Sequence[Sentence]) -> str | None:
        asked = self.plan.asked
        if speaks_of_another_period(asked, text):
            return "it speaks of another period"
        offered = [(self.articles[sentence.article_id], sentence) for sentence in bearing]
        if asked.language == "en" and not all(article.body.isascii() for article, _ in offered):
            return None  # the words of the question cannot stand in a Chinese source
        if offered and all(lacks_office(asked.text, article, sentence) for article, sentence in offered):
            return "the source names nobody in the office that is asked for"
        with self.index.snapshot() as snapshot:
            known = Rarity(snapshot).known
            if held(repeated(asked, text), offered, known) < _LEAST_REPEATED and not may_answer(asked, offered, known):
                return "the source does not say this of what is asked"
        return None

    def replies(self, support: Sequence[Sentence], least: float = _LEAST_REPEATED) -> bool:
        """Tell whether one of some source sentences holds at least a share of what is asked of its names."""
        offered = [(self.articles[sentence.article_id], sentence) for sentence in support]
        reading = self.plan.readings[-1]
        if reading.language == "en":
            return True  # without a translation, a question shares no words with a Chinese archive to measure by
        with self.index.snapshot() as snapshot:
            return held(reading, offered, Rarity(snapshot).known) >= least

    def phrase(self, text: str, support: Sequence[Sentence]) -> str:
        """Give a point of an enumeration in the paper's words: a model that copies one tends to cut its beginning.

        So is a sentence that says only 「超过」 of what is printed exactly.
        """
        point = support[0].text if len(support) == 1 else ""
        exact = exactly(text, support) if self.plan.asked.language == "zh" else None
        if exact is not None:
            return exact.text
        listed = self.plan.asked.wants == "several" and ENUMERATED.search(point)
        if listed and len(point) <= _LONGEST_POINT * len(text):
            return point
        several = _EACH.search(self.plan.asked.text) or len(parts_of(self.plan.asked.text)) > 1
        if several and len(point) <= _LONGEST_LIST and more_figures(point, text):
            return point  # a small model breaks a list off
        return _LIST_NUMBER.sub("", text) if self.plan.asked.wants == "several" else text

    def complete(self) -> Iterator[str]:
        """Add what the answer left out: the parts of a question that has several, the points of an enumeration."""
        reading = self.plan.readings[-1]
        if self.proof.sentences and (readable := self._readable(reading)):
            with self.index.snapshot() as snapshot:
                told = "".join(sentence.text for sentence in self.proof.sentences)
                added = left_out(reading, readable, Rarity(snapshot).known, self.likeness, self.proof.used, told)
            for sentence in added:
                yield from self._show(self.proof.quote(sentence))
        if self.plan.asked.wants != "several":
            return
        used = {(sentence.article_id, sentence.start) for sentence in self.proof.used}
        for passage in self.evidence.passages:
            points = [n for n, sentence in enumerate(passage.sentences) if ENUMERATED.search(sentence.text)]
            if sum(len(ENUMERATED.findall(passage.sentences[n].text)) for n in points) < 2:
                continue
            lead_in = max(0, points[0] - 1)
            if any((s.article_id, s.start) in used for s in passage.sentences[lead_in : points[-1] + 1]):
                for sentence in passage.sentences[points[0] : points[-1] + 1]:
                    if (sentence.article_id, sentence.start) not in used:
                        yield from self._show(self.proof.quote(sentence))

    def extract(self, least: float = 0.0) -> Iterator[str]:
        """Answer with the archive's own sentences, if one is ``least`` likely to hold what is asked."""
        asked, reading = self.plan.asked, self.plan.readings[-1]
        chosen: list[Sentence] = []
        if reading.language == "zh":
            with self.index.snapshot() as snapshot:
                known = Rarity(snapshot).known
                foreign = asked.language == "en"
                chosen = choose(reading, self.offered, known, self.likeness, translated=foreign, least=least)
        if asked.language == "en" and not chosen and not least:
            # Without a good translation an English question shares no words with a Chinese archive to measure by, and
            # meaning alone is never sure.
            chosen = choose_foreign(asked, self.offered, self.likeness)
        if asked.language == "en" and not chosen:
            with self.index.snapshot() as snapshot:
                chosen = choose(asked, self._readable(asked), Rarity(snapshot).known, self.likeness, least=least)
        for sentence in chosen:
            yield from self._show(self.proof.quote(sentence))
        yield from self.complete()

    def _readable(self, reading: Asked) -> list[Offered]:
        """The sentences on offer that may share words with a question."""
        return [row for row in self.offered if reading.language == "zh" or row[1].text.isascii()]

    def quote_catalogue(self, entries: Sequence[about.Entry]) -> Iterator[str]:
        """Answer from the catalogue; each statement cites the opening of the articles that it speaks of."""
        for entry in entries:
            yield from self._show(self.proof.state(entry.text, [opening(article) for article in entry.articles]))

    def _show(self, sentence: CitedSentence | None, *, new_line: bool = False) -> Iterator[str]:
        if sentence is None:
            return
        piece = sentence.text + "".join(f"[{n}]" for n in sentence.citations)
        gap = "\n" if new_line or self.plan.entries else " " if self.plan.asked.language == "en" else ""
        gap = gap if self.pieces else ""
        self.pieces.append(gap + piece)
        yield gap + piece


def _sentences(hits: Sequence[Hit]) -> Iterator[Offered]:
    """The sentences of the chunks found, each once."""
    seen: set[Sentence] = set()
    for hit in hits:
        for sentence in sentences_of(hit.article):
            inside = sentence.start < hit.chunk.end and sentence.end > hit.chunk.start
            if inside and sentence not in seen and not gives_orders(sentence.text):
                seen.add(sentence)
                yield hit.article, sentence


def _without(text: str, names: Sequence[str]) -> str:
    for name in names:
        text = text.replace(name, " ")
    return text
