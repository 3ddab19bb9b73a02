"""Whether a drafted sentence answers the question: of its period, its names and its kind, and not of another thing."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise

from rag.archive.index import Index
from rag.archive.rarity import Rarity
from rag.evidence.passages import Offered
from rag.evidence.ranking import fits, may_answer
from rag.evidence.spoken_of import LEAST_ABOUT
from rag.evidence.verdict import Verdict
from rag.proof.answerable import held, repeated
from rag.proof.mentions import in_print, presence
from rag.proof.reasons import reason
from rag.prose.figures import figures_of
from rag.prose.folding import fold
from rag.prose.language import written_in
from rag.prose.questions import named_in, speaks_of_another_period
from rag.prose.romanized import unprinted_house
from rag.questions.kinds import lacks_house, lacks_office, tells
from rag.questions.measures import compares, figure_of_another, figures_of_its_own, outdone
from rag.questions.parts import kind_of, parts_of
from rag.questions.plan import Plan
from rag.questions.singly import asks_who_has_more
from rag.types import Article, Sentence

# Below this share of what an answer repeats of the question, in the sentences that it rests on, it is no answer.
_LEAST_REPEATED = 0.5
# What is counted stands right before its figure in print, and so near before it in a draft.
_COUNTED = re.compile(r"(?:(?![达增降减升跌涨共计约为至超仅有近到比的了])[\u3400-\u9fff]){3,8}$")
_NEAR = 14
# The segments of a list; so many characters say of whom one is, and so many pairs of them what a draft took from it.
_SEGMENT = re.compile(r"[；;]")
_HEAD = 8
_FEWEST_SHARED = 4


class Relevance:
    """Says why a drafted sentence does not answer a question; ``missed`` tells whether one spoke of something else.

    ``verdict`` is what a judge has said of the printed sentences, once it was asked.
    """

    def __init__(self, index: Index, plan: Plan, articles: Mapping[str, Article], offered: Sequence[Sentence]) -> None:
        """``offered`` are all printed sentences that may be quoted."""
        self.index, self.plan, self.articles, self.offered = index, plan, articles, offered
        self.verdict: Verdict | None = None
        self.missed = False

    def misses(self, text: str, bearing: Sequence[Sentence]) -> str | None:
        """Tell why a sentence does not answer the question: another period, or another than is asked about."""
        question = self.plan.asked.text
        kind = kind_of(question)
        if len(parts_of(question)) == 1 and kind in ("amount", "day") and not tells(question, kind, text):
            return reason("kind")
        why = self._why_missed(text, bearing)
        self.missed = self.missed or why is not None
        return why or self._misspelled(text, bearing)

    def _misspelled(self, text: str, bearing: Sequence[Sentence]) -> str | None:
        """Tell which house an English sentence made up; what its source prints may answer all the same."""
        if self.plan.asked.language != "en":
            return None
        printed = [in_print(self.articles[sentence.article_id], sentence) for sentence in bearing]
        house = unprinted_house(text, [*printed, *(reading.text for reading in self.plan.readings)])
        if (
            house is None
            or fold(house) in fold(self.plan.asked.text)
            or any(written_in(each) == "en" for each in printed)
        ):
            return None
        return reason("spelling", house)

    def _why_missed(self, text: str, bearing: Sequence[Sentence]) -> str | None:
        """Tell why a sentence is no answer, of whatever kind: its period, whom it names, and what it is said of."""
        asked = self.plan.asked
        if speaks_of_another_period(asked, text):
            return reason("period")
        offered = [(self.articles[sentence.article_id], sentence) for sentence in bearing]
        foreign = asked.language == "en" and any(written_in(article.body) == "zh" for article, _ in offered)
        if foreign:
            return self._why_foreign_missed(text, offered)
        if self.plan.each and self._is_outdone(text):
            return reason("others")
        if offered and kind_of(asked.text) == "person" and len(parts_of(asked.text)) == 1 and not self.plan.each:
            named = {name for each in offered for name in named_in(in_print(*each)) if name not in fold(asked.text)}
            chinese = any(written_in(article.body) == "zh" for article, _ in offered)
            # A judge may have read a name where no rule finds one.
            read = not named and self.verdict is not None and not set(bearing).isdisjoint(self.verdict.granted)
            if chinese and not read and not any(name in fold(text) for name in named):
                return reason("person")
        printed = [in_print(article, sentence) for article, sentence in offered]
        if printed and all(
            lacks_office(part, each) or lacks_house(part, each) for part in parts_of(asked.text) for each in printed
        ):
            return reason("office")
        with self.index.snapshot() as snapshot:
            known = Rarity(snapshot).known
            worded = held(repeated(asked, text), offered, known) >= _LEAST_REPEATED or may_answer(asked, offered, known)
            of_it = fits(asked, self._printing(text, offered), known, LEAST_ABOUT)
        heard = of_it or self.verdict is None or not set(bearing).isdisjoint(self.verdict.granted)
        granted = self.verdict.grants(bearing, worded=worded) if self.verdict else worded
        swapped = self._of_another_thing(text, bearing) or self._of_another_member(text, bearing)
        return None if heard and granted and not swapped else reason("thing")

    def _printing(self, text: str, offered: Sequence[Offered]) -> Sequence[Offered]:
        """The source sentences that print a figure of a text that is not the question's own; else all of them."""
        told = figures_of_its_own(text, self.plan.asked.text)
        printing = [
            each for each in offered if any(figure.same(other) for other in figures_of(each[1].text) for figure in told)
        ]
        return printing or offered

    def _is_outdone(self, text: str) -> bool:
        """Whether a text says which is the most of those that are asked about, and the print does not bear it out."""
        if not compares(text):
            return False
        told = self.verdict.granted if self.verdict and self.verdict.whole else ()
        if asks_who_has_more(self.plan.asked.text) and not figures_of_its_own(text, self.plan.asked.text):
            return True  # nothing can be held against it; the lines that tell of each are quoted
        return not told or outdone(text, self.plan.asked, [each.text for each in told])

    def _why_foreign_missed(self, text: str, offered: Sequence[Offered]) -> str | None:
        """Tell why an English sentence from Chinese sources, where no word of the question can stand, is no answer."""
        reading = self.plan.readings[-1]
        bearing = [sentence for _, sentence in offered]
        if figure_of_another(reading.names, text, [sentence.text for sentence in bearing]) is not None:
            return reason("foreign")
        return None if self.verdict is None or self.verdict.grants(bearing, worded=True) else reason("thing")

    def replies(self, support: Sequence[Sentence]) -> bool:
        """Tell whether one of some source sentences holds at least a share of what is asked of its names."""
        offered = [(self.articles[sentence.article_id], sentence) for sentence in support]
        reading = self.plan.readings[-1]
        if reading.language == "en":
            return True  # without a translation, a question shares no words with a Chinese archive to measure by
        kind = kind_of(reading.text)
        if kind == "person" and not any(tells(reading.text, kind, sentence.text) for sentence in support):
            return False
        with self.index.snapshot() as snapshot:
            known = Rarity(snapshot).known
            worded = held(reading, offered, known) >= _LEAST_REPEATED
            fitting = fits(reading, offered, known, LEAST_ABOUT)
        return fitting and (self.verdict.grants(support, worded=worded) if self.verdict else worded)

    def _of_another_thing(self, text: str, bearing: Sequence[Sentence]) -> bool:
        """Whether a text gives one thing's count to another that the paper prints with its own.

        「青头潜鸭39.4万只」, where the sentence with that figure never names the bird, and another line counts it.
        """
        told = [(figure, fold(text[max(0, figure.start - _NEAR) : figure.start])) for figure in figures_of(text)]
        lines = [(figures_of(each.text), fold(in_print(self.articles[each.article_id], each))) for each in bearing]
        for sentence in self.offered if told else ():
            for other in figures_of(sentence.text):
                thing = _COUNTED.search(fold(sentence.text[: other.start]))
                if thing is None:
                    continue
                for figure, before in told:
                    of_it = figure.unit == other.unit and not figure.same(other) and thing[0] in before
                    its_own = [line for figures, line in lines if any(figure.same(each) for each in figures)]
                    if of_it and its_own and not any(thing[0] in line for line in its_own):
                        return True
        return False

    def _of_another_member(self, text: str, bearing: Sequence[Sentence]) -> bool:
        """Whether a text says of one member of a list what the paper says of another.

        「连锁店开夜场；合股店办回购」: what a segment says is of whom it begins with.
        """
        asked, own = self.plan.asked, set(pairwise(fold(text)))
        own -= set(pairwise(fold(asked.text)))
        said = [term for term in asked.terms if not term.verb and len(term.text) > 1 and presence(term, fold(text))]
        for sentence in bearing:
            segments = [fold(each) for each in _SEGMENT.split(sentence.text) if each.strip()]
            told = max(segments, key=lambda segment: len(own & set(pairwise(segment))), default="")
            if len(segments) < 2 or len(own & set(pairwise(told))) < _FEWEST_SHARED:
                continue
            heads = [segment.rpartition(":")[2][:_HEAD] for segment in segments]
            of_it = told.rpartition(":")[2][:_HEAD]
            if any(presence(term, head) and not presence(term, of_it) for term in said for head in heads):
                return True
        return False
