"""From a question to a checked answer: everything but the search and the model call, which the chain runs between."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cache

from rag.answers.compose import Composition
from rag.answers.pictures import answer_of_pictures, asks_of_pictures
from rag.archive.index import Index
from rag.archive.rarity import Rarity
from rag.evidence.absence import ABSTENTION, absence, papers_there
from rag.evidence.judge import DOUBTED, LIKELY, Judge
from rag.evidence.passages import Evidence, in_simplified, select, together
from rag.evidence.retrieve import search
from rag.listings.about import answer_about, answer_bare, is_bare
from rag.listings.briefing import Brief, found_articles, read_request
from rag.listings.entries import Entry, noticed
from rag.listings.spoken_before import spoken_before
from rag.listings.topics import asks_of_notices, asks_of_printing, asks_whether_corrected, topics_of
from rag.models.chat import EXTRACTIVE
from rag.ports import Delta
from rag.proof.answerable import of_a_year
from rag.proof.corrections import corrections_of
from rag.proof.markers import MarkerStream
from rag.prose.exonyms import official_names
from rag.prose.figures import with_english_figures
from rag.prose.folding import fold
from rag.prose.language import language_of
from rag.prose.questions import (
    BY_REPORTS,
    EXCEPT,
    Asked,
    in_bounds,
    ordinals_in,
    prints_ordinal,
    read_question,
)
from rag.prose.reread import reread, spell_out
from rag.prose.romanized import printed_names
from rag.prose.script import is_traditional, simplified, traditional
from rag.prose.spoken import written
from rag.prose.synonyms import reworded
from rag.questions.glossary import in_chinese
from rag.questions.plan import Plan
from rag.questions.singly import singly
from rag.questions.standalone import Rewrite, bounded, stand_alone, translate
from rag.questions.told_by import without_tellers
from rag.settings import Settings
from rag.types import Answer, Article, CitedSentence, Hit, Question, Seconds, Summary, Turn, Usage

SEARCH_DEPTH = 10
# Of a question about several things, so many hits a thing.
_DEPTH_OF_EACH = 6
NEAREST = 3
# Of so many pages, all are looked through for a picture.
_FEW_PAGES = 20
# What asks nothing of an archive.
_NO_QUESTION = re.compile(r"\W*(?:\d+|hi|hey|hello|thanks?|thank you|ok(?:ay)?|yes|no|test)?\W*", re.I)
# How likely a sentence must be to answer, where a model that has read it found no answer.
_SURE = 0.4


class Answerer:
    """Plans answers over one index and checks them.

    ``model_name`` is what the answers name; ``brief`` writes what a request for a brief asks for; ``judge``, where
    there is one, says whether a printed sentence answers.
    """

    def __init__(
        self,
        index: Index,
        settings: Settings,
        model_name: Callable[[], str],
        brief: Brief,
        judge: Judge | None,
    ) -> None:
        self.index = index
        self.settings = settings
        self.model_name = model_name
        self.brief = brief
        self.judge = judge

    def plan(self, question: Question, rewrite: Rewrite | None) -> Plan:
        """Read a question, make a follow-up stand alone and choose what to search for; raises ``InputError``."""
        text = in_bounds(question.text, self.settings.max_question_characters)
        if absence(self.index, question.filters) != "empty":
            return self._planned(text, question, rewrite)
        asked = Asked(text, language_of(text), (), (), ())  # an empty library says so without any model
        return Plan(question, asked, (), (asked,), ())

    def _planned(self, text: str, question: Question, rewrite: Rewrite | None) -> Plan:
        most = self.settings.max_question_characters
        articles = cache(lambda: self._articles(question))  # reads the whole archive, where it is needed at all
        history = bounded(question.history, most)
        meant = self._meant(simplified(text), question, history, articles)
        if not meant:
            with self.index.snapshot() as snapshot:
                text, history, teller = without_tellers(text, history, snapshot)
            filters = teller.within(question.filters) if teller else question.filters
            if filters is None:  # another paper than the one that is chosen
                asked = self._read(simplified(text))
                return Plan(question, asked, (), (asked,), ())
            question = replace(question, filters=filters)
        alone = text if meant else stand_alone(text, history, rewrite)
        if len(alone) > most:
            alone = text  # with all that it leans on it would be longer than what may be asked
        # It is read in simplified characters, as the archive is.
        alone = EXCEPT.sub("", BY_REPORTS.sub("", simplified(alone)))
        asked = self._read(written(alone))
        if _NO_QUESTION.fullmatch(alone):
            return Plan(question, asked, (), (asked,), ())
        request = read_request(alone, articles)
        if request is not None:
            subject = request.subject
            if subject and asked.language == "en" and request.articles is None:
                subject = self._translate(subject, question, rewrite) or subject
            searched = (subject,) if request.articles is None else ()
            return Plan(question, asked, searched, (read_question(subject),), request=request)
        entries = self._about(alone, question, rewrite, articles, meant)
        if entries is not None:
            return Plan(question, asked, (), (asked,), entries)
        alone = written(alone)
        queries, readings, each = [alone], [asked], singly(alone, asked.names)
        glossed = ""
        if asked.language == "en":
            glossed = in_chinese(alone, self._names(alone, question)) if rewrite is None else ""
            translated = glossed or self._translate(alone, question, rewrite)
            if translated:
                queries.append(translated)
                readings.append(self._read(translated))
            printed = [name for name in asked.names if not name.isascii()]
            queries[:0] = [" ".join(printed)] if printed else []  # 「Qingshan Bank (青山银行)」
        elif each:
            queries += [single.text for single in each]
        elif len(asked.names) > 1:
            # A search for two banks at once finds the one that is written of more.
            queries += [_without(fold(alone), [o for o in asked.names if o != name]) for name in asked.names[:4]]
        if asked.language == "zh" and (otherwise := reworded(fold(alone))):
            queries.append(otherwise)  # the paper's words for what is asked in everyday ones
        alike = tuple(self._read(single.text) for single in each)
        return Plan(question, asked, tuple(dict.fromkeys(queries)), tuple(readings), each=alike, glossed=bool(glossed))

    def _read(self, text: str) -> Asked:
        """Read a question, with the archive's own words to tell names from what a tagger takes for them."""
        with self.index.snapshot() as snapshot:
            rarity = Rarity(snapshot)
            return reread(read_question(spell_out(text, rarity.known)), rarity.known, rarity.is_work)

    def _translate(self, text: str, question: Question, rewrite: Rewrite | None) -> str:
        """Translate a text; its names as the articles nearest in meaning print them."""
        return translate(text, rewrite, self._names(text, question) if rewrite is not None else {})

    def _names(self, text: str, question: Question) -> dict[str, str]:
        """The names of an English question as the articles nearest in meaning print them."""
        found = {hit.article.id: hit.article for hit in search(self.index, text, SEARCH_DEPTH, question.filters)}
        texts = [each.printed for each in found.values()]
        return {**printed_names(text, texts), **official_names(text, texts)}

    def _meant(
        self, text: str, question: Question, history: Sequence[Turn], articles: Callable[[], list[Article]]
    ) -> tuple[Article, ...]:
        """The articles of which a follow-up asks who wrote or printed them, or the notices that correct them."""

        def told(answer: str) -> list[Article]:
            return [hit.article for hit in search(self.index, answer, SEARCH_DEPTH, question.filters)]

        if not history or not (topics_of(text) or asks_whether_corrected(text)):
            return ()
        meant = spoken_before(text, history, told, articles, corrected=asks_whether_corrected(text))
        if not topics_of(text):
            with self.index.snapshot() as snapshot:
                found = [each.notice for article in meant for each in corrections_of(snapshot, article)]
            return tuple(dict.fromkeys(found))
        return meant

    def _about(
        self,
        alone: str,
        question: Question,
        rewrite: Rewrite | None,
        articles: Callable[[], list[Article]],
        meant: Sequence[Article],
    ) -> tuple[Entry, ...] | None:
        if asks_of_pictures(alone) and (pictures := self._pictures(alone, question, articles)):
            return pictures
        of_archive = topics_of(alone) or asks_of_notices(alone) or asks_of_printing(alone, of_a_paper=True)
        if not of_archive:
            bare = not question.history and is_bare(alone)
            return answer_bare(alone, self._articles(question)) if bare else None

        def find(description: str) -> Article | None:
            hits = search(self.index, description, 1, question.filters)
            return hits[0].article if hits else None

        def wording(text: str) -> str:
            return (self._translate(text, question, rewrite) if language_of(text) == "en" else None) or text

        if meant and asks_of_notices(alone):
            return tuple(noticed(meant, language_of(alone)))
        return answer_about(alone, articles(), find, wording, meant=meant)

    def _pictures(
        self, alone: str, question: Question, all_articles: Callable[[], list[Article]]
    ) -> tuple[Entry, ...] | None:
        """What captions say, of all pages of a small library, of those found in a large one."""
        with self.index.snapshot() as snapshot:
            sources = snapshot.sources(question.filters)
        if len(sources) <= _FEW_PAGES:
            articles = all_articles()
        else:
            articles = [hit.article for hit in search(self.index, alone, SEARCH_DEPTH, question.filters)]
            sources = {place.source for article in articles for place in article.places}
        with self.index.snapshot() as snapshot:
            return answer_of_pictures(alone, [snapshot.page(source) for source in sorted(sources)], articles)

    def _articles(self, question: Question) -> list[Article]:
        with self.index.snapshot() as snapshot:
            return snapshot.articles(question.filters)

    def _abstention(self, plan: Plan) -> str:
        why = absence(self.index, plan.question.filters)
        lacking = "\n".join(entry.text for entry in plan.entries or ())
        if why == "absent" and plan.entries is not None:
            said = lacking or ABSTENTION["unlisted"][plan.asked.language]
        else:
            said = ABSTENTION[why][plan.asked.language]
            said += papers_there(self.index, plan.question.filters, plan.asked.language) if why == "filtered" else ""
        return traditional(said) if is_traditional(plan.question.text) else said

    def evidence(self, plan: Plan, hits: Sequence[Hit]) -> Evidence:
        """Choose the passages for the prompt from the search's hits."""
        hits = in_simplified(hits)
        printed = [name for name in plan.asked.names if plan.asked.language == "en" and not name.isascii()]
        if printed:
            # A name that an English question gives as the paper prints it leads past the archive's English articles.
            named = [hit for hit in hits if any(name in hit.article.title + hit.article.body for name in printed)]
            hits = named or hits
        budget = self.settings.evidence_tokens
        share = budget // max(1, len(plan.each))
        with self.index.snapshot() as snapshot:
            rarity = Rarity(snapshot)

            def choose(largest: int) -> list[Evidence]:
                return [
                    select(
                        reading,
                        _of_its_kind(reading, hits),
                        weigh=rarity.weigh,
                        count_tokens=self.index.count_tokens,
                        budget=share,
                        largest=largest,
                    )
                    for reading in plan.each or plan.readings
                ]

            found = choose(budget)
            if plan.each:
                evidence = together(found)
                within = sum(self.index.count_tokens(passage.text) for passage in evidence.passages) <= budget
                return evidence if within else together(choose(share))
        return max(found, key=lambda evidence: (not evidence.missing, evidence.strength))

    def compose(self, plan: Plan, evidence: Evidence, hits: Sequence[Hit]) -> Composition:
        """Begin an answer; where there is a judge, it has said which sentences hold it.

        It also hears a question with a word that may be a name and is printed nowhere, and has to be surer then.
        """
        doubtful = {term.text for reading in plan.readings for term in reading.terms if term.doubtful}
        doubted = self.judge is not None and bool(evidence.missing) and doubtful.issuperset(evidence.missing)
        if doubted:
            readings = tuple(reading.without_names(evidence.missing) for reading in plan.readings)
            plan = replace(plan, asked=plan.asked.without_names(evidence.missing), readings=readings)
            evidence = replace(evidence, missing=())
        work = Composition(self.index, plan, evidence, hits[: max(SEARCH_DEPTH, _DEPTH_OF_EACH * len(plan.each))])
        if self.judge is not None and self.needs_draft(work):
            work.hear(self.judge, least=DOUBTED if doubted else LIKELY)
        return work

    @staticmethod
    def needs_draft(work: Composition) -> bool:
        """Tell whether a model has anything to write."""
        asked = work.plan.entries is None and work.plan.request is None
        return asked and bool(work.evidence.passages) and not work.evidence.missing and not work.rejected

    @staticmethod
    def variables(plan: Plan, evidence: Evidence) -> list[dict[str, str]]:
        """The variables of each prompt: one for each of several things that are asked about alike but not compared.

        A small model that writes of two at once fills one's figures in for the other. Passages stand in a stable order
        before the question, for the model's cache.
        """
        reading = with_english_figures if plan.asked.language == "en" else str
        passages = "\n".join(f"[{p.n}] 《{p.article.title}》{reading(p.text)}" for p in evidence.passages)
        return [{"passages": passages, "question": reading.text} for reading in plan.prompted]

    def finish(
        self,
        work: Composition,
        hits: Sequence[Hit],
        drafts: Iterator[Delta],
        *,
        started: float,
        retrieved: float,
    ) -> Iterator[str | Answer]:
        """Check a draft sentence by sentence; yield what may be shown, then the answer."""
        plan, evidence = work.plan, work.evidence
        if plan.request is not None:
            with self.index.snapshot() as snapshot:
                wanted = found_articles(plan.request, plan.readings[0], hits, Rarity(snapshot).weigh)
            yield from work.count_off(wanted)
            if wanted and not work.proof.sentences:
                summary = self.brief(wanted, plan.request.subject)
                yield summary.text
                total = round(time.perf_counter() - started, 3)
                yield _briefed(plan, summary, Seconds(round(retrieved - started, 3), None, total))
                return
        usage, first_token = Usage(), None
        model_name = self.model_name()
        if plan.entries is not None:
            yield from work.quote_catalogue(plan.entries)
        elif self.needs_draft(work) and model_name == EXTRACTIVE:
            yield from work.extract()
        elif self.needs_draft(work):
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
        yield from work.name_disputes()
        usage += work.verdict.usage if work.verdict else Usage()
        shown = work.proof.sentences
        text = "".join(work.pieces) if shown else self._abstention(plan)
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
            unanswered=work.unanswered(),
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


def _of_its_kind(reading: Asked, hits: Sequence[Hit]) -> Sequence[Hit]:
    """The hits that may tell of a reading's year and that have its number (第三届) with its names, if there are any."""
    hits = [hit for hit in hits if of_a_year(hit.article, reading.years)] or hits
    told = [*ordinals_in(reading.text), *reading.names]

    def has_all(text: str) -> bool:
        return all(each in text or prints_ordinal(each, text) for each in told)

    if not ordinals_in(reading.text):
        return hits
    return [hit for hit in hits if has_all(fold(hit.article.printed))] or hits


def _without(text: str, names: Sequence[str]) -> str:
    for name in names:
        text = text.replace(name, " ")
    return text
