"""An answer in the making: drafts checked, printed sentences quoted, and what a draft left out added."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import partial

from rag.answers.disputed import disputed
from rag.answers.drafted import finds_nothing, in_yuan, is_aside, mixes_languages
from rag.answers.phrasing import leaves_half_out, phrase, says_nothing_new
from rag.archive.index import Index
from rag.archive.rarity import Rarity
from rag.evidence.antecedents import in_order
from rag.evidence.identity import asks_who_says
from rag.evidence.judge import DOUBTED, LIKELY, SURE_OF_UNLIKELY, Judge, is_unlikely
from rag.evidence.passages import Evidence, Offered, focus, in_simplified
from rag.evidence.quote import MOST, choose, choose_foreign, left_out
from rag.evidence.ranking import likely
from rag.evidence.relevance import Relevance
from rag.evidence.spoken_of import LEAST_ABOUT
from rag.evidence.unanswered import unanswered
from rag.evidence.verdict import Verdict, hear, readable
from rag.listings.entries import Entry
from rag.ports import Vectors
from rag.proof.corrections import Correction, corrected_by, corrections_of, page_texts
from rag.proof.differing import differing
from rag.proof.markers import Draft
from rag.proof.orders import gives_orders
from rag.proof.reasons import reason
from rag.proof.sheet import Criteria, Proof, standing_for
from rag.prose.figures import figures_of
from rag.prose.script import is_traditional, traditional
from rag.prose.sentences import sentences_of
from rag.questions.glossary import borne_out
from rag.questions.measures import figures_of_its_own
from rag.questions.parts import kind_of
from rag.questions.plan import Plan
from rag.questions.points import points_apart, points_asked, points_named, points_told
from rag.types import Article, CitedSentence, Hit, Sentence

# 「主要有两方面原因，一是…」: the second stands in the next sentence.
_REASONS = re.compile(r"(?:[两二三四五多几][个方种点大]|主要|以下)[^，。；]{0,4}(?:原因|理由|因素)")
# A sentence of which the judge is so much surer (log odds) than of those that a draft rests on is quoted beside them.
_SURER = 0.25
# And one of another part of which nothing is told, from these log odds on.
_AS_DRAFTED = 1.0
# An answer often stands in another paragraph than what a search finds.
_WHOLE_ARTICLES, _MOST_OF_AN_ARTICLE = 2, 300
_DISPUTED = {"zh": "报道的数字不一致：{}", "en": "The reports differ: {}"}
# A figure that is corrected may stand in many sentences of the article; a reader sees so many of them.
_MOST_WRONG = 2


class Composition:
    """One answer in the making: what a model drafts or the archive prints goes in, what may be shown comes out."""

    def __init__(self, index: Index, plan: Plan, evidence: Evidence, hits: Sequence[Hit]) -> None:
        """``hits`` are what may be quoted beside the passages."""
        self.index, self.plan, self.evidence = index, plan, evidence
        hits = in_simplified(hits)
        self.offered = list(_sentences(hits))
        self.articles = articles = {hit.article.id: hit.article for hit in hits}
        articles.update({passage.article.id: passage.article for passage in evidence.passages})
        for entry in plan.entries or ():
            articles.update({article.id: article for article in entry.articles})
        if plan.request is not None and points_named(plan.question.text):
            articles.update({article.id: article for article in plan.request.articles or ()})
        with index.snapshot() as snapshot:
            sources = {place.source for article in articles.values() for place in article.places}
            texts = {source: snapshot.page_text(source) for source in sources}
            printed = {number: snapshot.article(number) for number in articles}
        self.relevance = Relevance(index, plan, articles, [sentence for _, sentence in self.offered])
        self.proof = Proof(
            articles,
            evidence.sentences,
            texts,
            criteria=Criteria(
                question=plan.asked.text,
                names=plan.asked.names,
                misses=self.relevance.misses,
                replies=self.relevance.replies,
                phrase=lambda text, support: phrase(text, support, plan.prompted[0]),  # all are worded alike
                spell=partial(
                    traditional, like=_in_traditional([plan.question.text, *(a.body for a in printed.values())])
                )
                if is_traditional(plan.question.text)
                else str,
            ),
            similarity=self.similarity,
            printed=printed,
        )
        self.declined = False
        self.pieces: list[str] = []
        self._printed = printed
        self._known: dict[str, tuple[Correction, ...]] = {}
        # What is shown because it corrects another line, or is corrected, and not because it answers.
        self._beside: set[Sentence] = set()
        self._followed = 0
        # The lines of which drafts have made one sentence.
        self._joined: list[Sentence] = []
        self._meanings: dict[str, Vectors] = {}

    def hear(self, judge: Judge, least: float) -> None:
        """Let a judge say which printed sentences answer, with at least some log odds.

        Where it does not tell, the rules alone decide.
        """
        with self.index.snapshot() as snapshot:
            verdict = hear(judge, self.plan, self.offered, Rarity(snapshot).known, self.likeness, least)
        if verdict is None:
            return
        self.relevance.verdict = verdict
        granted = verdict.granted
        answering = [(article, sentence) for article, sentence in self.offered if sentence in granted]
        if answering:
            self.evidence = focus(
                self.evidence,
                sorted(answering, key=lambda row: granted.index(row[1])),
                alone=verdict.whole,
                count_tokens=self.index.count_tokens,
                budget=self.index.settings.evidence_tokens,
            )
            self.proof.widen(self.evidence.sentences)

    @property
    def verdict(self) -> Verdict | None:
        """What the judge has said, if one was asked."""
        return self.relevance.verdict

    @property
    def missed(self) -> bool:
        """Whether a draft told of something else than is asked for."""
        return self.relevance.missed

    @property
    def rejected(self) -> bool:
        """Whether no printed sentence answers, so that there is nothing for a model to write."""
        return self.verdict is not None and not self.verdict.granted

    def take(self, draft: Draft) -> Iterator[str]:
        """Check a drafted sentence and yield what may be shown of it."""
        if finds_nothing(draft.text):
            self.declined = True
            return
        if is_aside(draft.text) or says_nothing_new(draft.text, self.plan.asked):
            return  # the question said again before a list, whose points are checked one by one; talk of the passages
        text = draft.text
        if self.plan.asked.language == "en":
            if mixes_languages(text):
                self.proof.withhold(text, reason("languages"))
                return
            text = in_yuan(text, self.evidence.passages)
        hinted = [s for passage in self.evidence.passages if passage.n in draft.hints for s in passage.sentences]
        before, shown = len(self.proof.used), self.proof.take(text, hinted)
        sources = self.proof.used[before:]
        if len(sources) > 1:
            self._joined += sources
        yield from self._show(shown, new_line=draft.new_line)

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

    def complete(self) -> Iterator[str]:
        """Add what the answer left out: the parts of a question that has several, the points of an enumeration."""
        reading = self.plan.readings[-1]
        yield from self._as_printed()
        yield from self._of_joined()
        if self.proof.sentences:
            yield from self._granted_besides()
        if self.proof.sentences and (rows := list(readable(reading, self.offered))):
            with self.index.snapshot() as snapshot:
                told = "".join(sentence.text for sentence in self.proof.sentences)
                added = left_out(reading, rows, Rarity(snapshot).known, self.likeness, self.proof.used, told)
            for sentence in added:
                if self.verdict is None or self.verdict.grants([sentence], worded=True):
                    yield from self._quote(sentence)
        reasons = kind_of(reading.text) == "reason" and any(_REASONS.search(each.text) for each in self.proof.used)
        if self.plan.asked.wants == "several" or reasons:
            yield from self._other_points()

    def _as_printed(self) -> Iterator[str]:
        """Quote the lines with the figures that drafts of several things told in one breath, and so not of each.

        A line must be one that may answer a part, and the judge must say that it does.
        """
        if self.verdict is None or self.verdict.parts == 1 or self.plan.asked.language != "zh":
            return
        question = self.plan.asked.text
        drafted = [figure for each in self.proof.withheld for figure in figures_of_its_own(each.text, question)]
        for figure in drafted:
            printing = [row for row in self.offered if any(figure.same(other) for other in figures_of(row[1].text))]
            if any(sentence in self.proof.used for _, sentence in printing):
                continue
            with self.index.snapshot() as snapshot:
                rows = likely(self.plan.asked, printing, Rarity(snapshot).known)
            told = {
                row.sentence: self.verdict.odds(row.sentence)
                for part, row in rows
                if row.least_about >= LEAST_ABOUT
                and self.verdict.odds(row.sentence) >= (SURE_OF_UNLIKELY if is_unlikely(part, row) else LIKELY)
            }
            if told:
                yield from self._quote(max(told, key=told.__getitem__))

    def _of_joined(self) -> Iterator[str]:
        """Quote the lines that answer of which a draft has made one sentence on what or why."""
        if self.verdict is None or self.verdict.parts > 1 or not leaves_half_out(self.plan.asked):
            return
        for sentence in dict.fromkeys(self._joined):
            if sentence in self.verdict.granted:
                yield from self._quote(sentence)

    def _granted_besides(self) -> Iterator[str]:
        """Quote what answers more surely than a draft's sources, a line of each part, as many as the question has."""
        if self.verdict is None:
            return
        odds = {sentence: self.verdict.odds(sentence) for sentence in self.verdict.granted}
        least = _AS_DRAFTED if self.proof.withheld else DOUBTED  # a draft had something to say of it
        surest = max(odds, key=odds.__getitem__, default=None)
        told = [odds[sentence] for sentence in self.proof.used if sentence in odds]
        if surest is not None and (not told or odds[surest] > max(told) + _SURER):
            yield from self._quote(surest)
        for part in self.verdict.by_part if self.verdict.parts > 1 else ():
            if part and set(self.proof.used).isdisjoint(part) and odds[part[0]] >= _AS_DRAFTED:
                yield from self._quote(part[0])
        for sentence in sorted(odds, key=odds.__getitem__, reverse=True):
            if len(set(self.proof.used) - self._beside) >= self.verdict.parts:
                break
            if odds[sentence] >= least and sentence not in self.proof.used:
                yield from self._quote(sentence)

    def _other_points(self) -> Iterator[str]:
        """Quote the points of an enumeration of which some are told."""
        used = {(sentence.article_id, sentence.start) for sentence in self.proof.used}
        for passage in self.evidence.passages:
            points = [n for n, sentence in enumerate(passage.sentences) if points_told(sentence.text)]
            if sum(points_told(passage.sentences[n].text) for n in points) < 2:
                continue
            lead_in = max(0, points[0] - 1)
            if any((s.article_id, s.start) in used for s in passage.sentences[lead_in : points[-1] + 1]):
                for sentence in passage.sentences[points[0] : points[-1] + 1]:
                    if (sentence.article_id, sentence.start) not in used:
                        yield from self._quote(sentence)
        many = points_asked(self.plan.asked.text)
        for article_id in dict.fromkeys(article for article, _ in used) if many else ():
            for sentence in points_apart(self.articles[article_id], many):
                if sentence not in self.proof.used:
                    yield from self._quote(sentence)

    def count_off(self, articles: Sequence[Article]) -> Iterator[str]:
        """Quote the points that a request to sum up names by their number, where an article counts off just as many."""
        many = points_named(self.plan.question.text)
        for article in articles if many else ():
            for sentence in points_apart(article, many) if article.id in self._printed else ():
                yield from self._quote(sentence)

    def extract(self, least: float = 0.0) -> Iterator[str]:
        """Answer with the archive's own sentences, if one is ``least`` likely to hold what is asked.

        Where a draft found nothing, ``least`` is more than 0, and the judge, if there is one, is to be surer.
        """
        asked, reading = self.plan.asked, self.plan.readings[-1]
        chosen: list[Sentence] = []
        if self.verdict is not None and self.verdict.granted:
            # What a model that has read it did not find needs more, and an amount that it told wrong the most.
            granted = [
                each
                for each in self.verdict.granted
                if not least
                or self.verdict.odds(each) >= DOUBTED
                or (self.verdict.stands_out(each) and not (self.missed and kind_of(reading.text) == "amount"))
            ]
            if not granted:
                return
            most = max(MOST, self.verdict.parts)
            chosen = in_order(granted[:most], self.offered, who_says=asks_who_says(asked.text))
        if reading.language == "zh" and not chosen:
            with self.index.snapshot() as snapshot:
                known = Rarity(snapshot).known
                foreign = asked.language == "en" and not self.plan.glossed
                chosen = choose(reading, self.offered, known, self.likeness, translated=foreign, least=least)
                chosen = borne_out(reading, chosen) if self.plan.glossed else chosen
        if asked.language == "en" and not chosen and not least and not self.plan.glossed:
            # Without a good translation an English question shares no words with a Chinese archive to measure by, and
            # meaning alone is never sure.
            chosen = choose_foreign(asked, self.offered, self.likeness)
        if asked.language == "en" and not chosen:
            with self.index.snapshot() as snapshot:
                rows = list(readable(asked, self.offered))
                chosen = choose(asked, rows, Rarity(snapshot).known, self.likeness, least=least)
        for sentence in chosen:
            yield from self._quote(sentence)
        yield from self.complete()

    def quote_catalogue(self, entries: Sequence[Entry]) -> Iterator[str]:
        """Answer from the catalogue; each statement cites a line of each of the articles that it speaks of."""
        for entry in entries:
            lines = [standing_for(article, entry.mention) for article in entry.articles]
            yield from self._show(self.proof.state(entry.text, lines))

    def name_disputes(self) -> Iterator[str]:
        """Say where the archive's articles state another figure of what is cited; what a notice puts right is none."""
        if self.plan.entries is not None or not self.proof.sentences:
            return
        asked = self.plan.readings[-1]
        for one, other in disputed(asked, self.proof.used, self.articles, self._printed):
            lines = [one.sentence, other.sentence]
            if self._corrections(lines):
                continue
            said = _DISPUTED[self.plan.asked.language].format(differing(one, other, self.plan.asked.language))
            said = traditional(said) if is_traditional(self.plan.question.text) else said
            yield from self._show(self.proof.state(said, lines), new_line=True)

    def unanswered(self) -> tuple[str, ...]:
        """What the question asks that no line shown tells; nothing where it is of one part, or of the archive."""
        if self.plan.entries is not None or not self.proof.sentences or self.plan.asked.language != "zh":
            return ()
        # A notice that corrects a line is shown beside it, and was not looked for.
        shown = [(self.articles[each.article_id], each) for each in self.proof.used if each.article_id in self.articles]
        with self.index.snapshot() as snapshot:
            return unanswered(self.plan.asked, shown, Rarity(snapshot).known, self.verdict)

    def _quote(self, sentence: Sentence) -> Iterator[str]:
        """Quote a printed sentence; before one that corrects another, that one."""
        for correction in self._corrections([sentence]):
            if correction.is_told_by([sentence]):
                for wrong in correction.wrong[:_MOST_WRONG]:
                    yield from self._show(self.proof.quote(wrong))
        yield from self._show(self.proof.quote(sentence))

    def _show(self, sentence: CitedSentence | None, *, new_line: bool = False) -> Iterator[str]:
        """Show a sentence, and behind it what corrects the lines that it rests on."""
        if sentence is None:
            return
        yield self._piece(sentence, new_line=new_line)
        if self.plan.entries is not None:
            return  # what the catalogue says of an article is not what stands in it
        for correction in self._corrections(self.proof.used[self._followed :]):
            # A draft may rest on the correction alone.
            wrong = () if correction.concerns(self.proof.used) else correction.wrong[:_MOST_WRONG]
            for each in (*wrong, *correction.sentences):
                quoted = self.proof.quote(each)
                if quoted is not None:
                    self._beside.add(each)
                    yield self._piece(quoted)
        self._followed = len(self.proof.used)

    def _piece(self, sentence: CitedSentence, *, new_line: bool = False) -> str:
        piece = sentence.text + "".join(f"[{n}]" for n in sentence.citations)
        gap = "\n" if new_line or self.plan.entries else " " if self.plan.asked.language == "en" else ""
        gap = gap if self.pieces else ""
        self.pieces.append(gap + piece)
        return gap + piece

    def _corrections(self, support: Sequence[Sentence]) -> list[Correction]:
        """The corrections in the archive of some printed lines, and those that these lines state."""
        for article_id in {sentence.article_id for sentence in support} - self._known.keys():
            with self.index.snapshot() as snapshot:
                article = self._printed[article_id]
                found = (*corrections_of(snapshot, article), *corrected_by(snapshot, article))
                texts = page_texts(snapshot, found)
            self.proof.admit([article for each in found for article in (each.notice, each.article)], texts)
            self._known[article_id] = found
        return [
            correction
            for article_id in dict.fromkeys(sentence.article_id for sentence in support)
            for correction in self._known[article_id]
            if correction.concerns(support) or correction.is_told_by(support)
        ]


def _sentences(hits: Sequence[Hit]) -> Iterator[Offered]:
    """The sentences of the chunks found, each once, and all of the articles that are found first."""
    seen: set[Sentence] = set()
    first = list(dict.fromkeys(hit.article.id for hit in hits))[:_WHOLE_ARTICLES]
    for hit in hits:
        for sentence in sentences_of(hit.article)[:_MOST_OF_AN_ARTICLE]:
            inside = sentence.start < hit.chunk.end and sentence.end > hit.chunk.start
            wanted = inside or hit.article.id in first
            if wanted and sentence not in seen and not gives_orders(sentence.text):
                seen.add(sentence)
                yield hit.article, sentence


def _in_traditional(texts: Sequence[str]) -> str:
    return "\n".join(text for text in texts if is_traditional(text))
