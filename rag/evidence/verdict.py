"""Which of the sentences found a judge takes for an answer, to each part of a question, in either language."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import zip_longest

from rag.evidence.judge import DOUBTED, LIKELY, Hearing, Judge
from rag.evidence.passages import Offered
from rag.evidence.ranking import Likeness, nameless, ranked
from rag.prose.language import written_in
from rag.prose.questions import Asked
from rag.prose.romanized import printed_names
from rag.prose.words import Known
from rag.questions.plan import Plan
from rag.questions.singly import singly
from rag.types import Sentence, Usage

# Of sentences in another language, so many that are nearest in meaning are heard.
_MOST_FOREIGN = 3


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a judge grants: sentences to each part of a question, the surest first.

    ``whole`` says that each part is answered. The first of the ``hearings`` is in the archive's own language.
    """

    hearings: tuple[Hearing, ...]
    by_part: tuple[tuple[Sentence, ...], ...]
    whole: bool

    @property
    def parts(self) -> int:
        """How many things the question asks."""
        return len(self.by_part)

    @property
    def granted(self) -> tuple[Sentence, ...]:
        """All sentences that answer: of each part the surest, then of each the next."""
        ranks = zip_longest(*self.by_part)
        return tuple(dict.fromkeys(each for rank in ranks for each in rank if each is not None))

    @property
    def usage(self) -> Usage:
        """The tokens that the judge read and wrote."""
        return sum((hearing.usage for hearing in self.hearings), Usage())

    def stands_out(self, sentence: Sentence) -> bool:
        """Tell whether a sentence, with those granted beside it, answers far more surely than any that is not."""
        return any(hearing.stands_out(sentence, self.granted) for hearing in self.hearings)

    def odds(self, sentence: Sentence) -> float:
        """How surely a sentence answers, to any reading of the question: log odds; 0 where nothing is told."""
        told = [odds for hearing in self.hearings if (odds := hearing.odds(sentence)) is not None]
        return max(told, default=0.0)

    def grants(self, sentences: Sequence[Sentence], *, worded: bool) -> bool:
        """Tell whether one of some sentences answers; one that is ``worded`` as the question is needs less."""
        granted = any(sentence in self.granted for sentence in sentences)
        return granted or self.hearings[0].grants(sentences, worded=worded)


def hear(
    judge: Judge, plan: Plan, offered: Sequence[Offered], known: Known, likeness: Likeness, least: float
) -> Verdict | None:
    """Ask a judge of the sentences that may answer, with at least some log odds; ``None`` where it does not tell.

    An English question is asked of the archive's English sentences as it is, and of all in its translation: in English
    a small model says yes too easily, so that what it grants there must be likely in Chinese, too.
    """
    hearings: list[Hearing] = []
    found: list[list[list[Sentence]]] = []
    for reading in reversed(plan.readings):  # the translation first
        rows = list(readable(reading, offered))
        if not rows and len(plan.readings) > 1:
            continue
        questions = [single.text for single in singly(reading.text, reading.names)] or [reading.text]
        hearing = Hearing(judge, questions, rows, least)
        parts = list(ranked(reading, rows, known, likeness))
        granted = hearing.granted(parts, partial(nameless, offered=rows, likeness=likeness))
        if granted is None:
            return None
        if hearings:
            granted = [[each for each in part if (hearings[0].odds(each) or 0.0) >= LIKELY] for part in granted]
        hearings.append(hearing)
        found.insert(0, granted)
    if not any(map(any, found)) and plan.asked.language == "zh":
        found.append([_foreign(hearings[0], plan.asked, offered, likeness)])
    together = zip_longest(*found, fillvalue=[])
    by_part = tuple(tuple(dict.fromkeys(each for granted in part for each in granted)) for part in together)
    return Verdict(tuple(hearings), by_part, any(map(all, found)))


def readable(reading: Asked, offered: Sequence[Offered]) -> Iterator[Offered]:
    """The sentences on offer that may share words with a question."""
    return (row for row in offered if reading.language == "zh" or written_in(row[1].text) == "en")


def _foreign(hearing: Hearing, asked: Asked, offered: Sequence[Offered], likeness: Likeness) -> list[Sentence]:
    """The English sentences that surely answer a Chinese question, of articles that have its names in pinyin."""
    articles = {article.id: article for article, sentence in offered if written_in(sentence.text) == "en"}
    spoken = {
        number
        for number, article in articles.items()
        if set(asked.names) <= set(printed_names(f"{article.title}\n{article.body}", [asked.text]).values())
    }
    rows = [sentence for article, sentence in offered if article.id in spoken and written_in(sentence.text) == "en"]
    cosines = likeness(asked.text, [sentence.text for sentence in rows]) if rows else ()
    nearest = sorted(zip(cosines, rows, strict=True), key=lambda pair: -pair[0])[:_MOST_FOREIGN]
    told = [(hearing.odds(sentence) or 0.0, sentence) for _, sentence in nearest]
    return [sentence for odds, sentence in sorted(told, key=lambda pair: -pair[0]) if odds >= DOUBTED][:1]
