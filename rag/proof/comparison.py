"""A sentence of an answer beside the printed lines that it is to rest on, read for the checks of ``verify``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property, lru_cache
from itertools import islice

from rag.proof.attribute import Content, content_of
from rag.proof.claims import Claim, claims_of
from rag.proof.reasons import Reason
from rag.proof.rivals import led_by
from rag.prose.dates import Date
from rag.prose.figures import Figure
from rag.types import Sentence

# What a newspaper's or a model's sentence never has: beyond it lies text that was made to keep a checker busy. A longer
# sentence is not borne out; of a longer source sentence only the beginning is read.
MOST_CHARACTERS = 1500
MOST_FIGURES = 60
# Of what is said of others, so much is compared with a figure.
MOST_RIVALS = 600
_MOST_FIGURES_OF_A_LINE, _MOST_DATES_OF_A_LINE = 300, 100


@dataclass(frozen=True, slots=True)
class Problem:
    """A claim of a sentence that its sources do not bear out, quoted in ``text``."""

    kind: Reason
    text: str


@dataclass(frozen=True)
class Comparison:
    """A sentence and its sources as they are read, claim by claim.

    ``support`` are the source sentences, ``context`` what stands around them, ``beside`` the lines that might have been
    the support; ``page_date`` resolves 今年 and the like, ``question`` may name what the sentence leaves out.
    """

    text: str
    support: Sequence[Sentence]
    context: Sequence[str]
    beside: Sequence[Sentence]
    page_date: date | None
    question: str

    @cached_property
    def said(self) -> Content:
        """What stands in the sentence."""
        return content_of(self.text[:MOST_CHARACTERS], self.page_date)

    @property
    def is_excessive(self) -> bool:
        """Whether the sentence is longer, or holds more figures, than any that is written to be read."""
        return len(self.text) > MOST_CHARACTERS or len(self.said.figures) + len(self.said.dates) > MOST_FIGURES

    @property
    def lines(self) -> list[str]:
        """The texts of the sources."""
        return [sentence.text for sentence in self.support]

    @cached_property
    def read(self) -> list[tuple[str, Content]]:
        """The sources, each with what stands in it."""
        return [(line, content_of(line, self.page_date)) for line in self.lines]

    @property
    def printed(self) -> str:
        """The sources as one text."""
        return "\n".join(self.lines)

    @property
    def around(self) -> str:
        """The sources and what stands around them."""
        return "\n".join((self.printed, *self.context))

    @cached_property
    def _claims(self) -> tuple[list[Claim[Figure]], list[Claim[Date]]]:
        return claims_of(self.text, self.said.figures, self.said.dates, self.question)

    @property
    def figures(self) -> list[Claim[Figure]]:
        """What the sentence says of its figures."""
        return self._claims[0]

    @property
    def dates(self) -> list[Claim[Date]]:
        """What the sentence says of its dates."""
        return self._claims[1]

    @cached_property
    def _printed_claims(self) -> tuple[list[list[Claim[Figure]]], list[Claim[Date]]]:
        before = _before(self.beside)
        figures: list[list[Claim[Figure]]] = []
        dates: list[Claim[Date]] = []
        for sentence, (line, content) in zip(self.support, self.read, strict=True):
            of_figures, of_dates = _claims(line, content)
            figures.append(list(led_by(of_figures, before.get((sentence.article_id, sentence.start)))))
            dates += of_dates
        return figures, dates

    @property
    def printed_figures(self) -> list[Claim[Figure]]:
        """What the sources say of their figures."""
        return [claim for claims in self._printed_claims[0] for claim in claims]

    @property
    def printed_dates(self) -> list[Claim[Date]]:
        """What the sources say of their dates."""
        return self._printed_claims[1]

    @property
    def by_line(self) -> list[tuple[str, list[Claim[Figure]]]]:
        """The sources, each with what it says of its figures."""
        return list(zip(self.lines, self._printed_claims[0], strict=True))

    @cached_property
    def of_others(self) -> list[Claim[Figure]]:
        """What the lines beside the support say of their figures."""
        return list(islice(self._claims_beside(), MOST_RIVALS))

    def _claims_beside(self) -> Iterator[Claim[Figure]]:
        before = _before(self.beside)
        for sentence in self.beside:
            if sentence not in self.support:
                claims = _claims_of_line(sentence.text, self.page_date)
                yield from led_by(claims, before.get((sentence.article_id, sentence.start)))


def compare(
    text: str,
    support: Sequence[Sentence],
    *,
    page_date: date | None,
    question: str,
    context: Sequence[str],
    beside: Sequence[Sentence],
) -> Comparison:
    """Put a sentence beside its sources, of which no more is read than a newspaper's sentence has."""
    bounded = [replace(sentence, text=sentence.text[:MOST_CHARACTERS]) for sentence in support]
    return Comparison(text, bounded, context, beside, page_date, question)


def _before(beside: Sequence[Sentence]) -> dict[tuple[str, int], Sentence]:
    """The sentences by where in their article the next one begins."""
    return {(each.article_id, each.end + gap): each for each in beside for gap in (0, 1)}


def _claims(line: str, content: Content) -> tuple[list[Claim[Figure]], list[Claim[Date]]]:
    return claims_of(line, content.figures[:_MOST_FIGURES_OF_A_LINE], content.dates[:_MOST_DATES_OF_A_LINE])


@lru_cache(maxsize=4096)
def _claims_of_line(text: str, page_date: date | None) -> tuple[Claim[Figure], ...]:
    """What a printed sentence says of its figures."""
    line = text[:MOST_CHARACTERS]
    return tuple(_claims(line, content_of(line, page_date))[0])
