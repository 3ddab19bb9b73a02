"""What will be done about a question."""

from __future__ import annotations

from dataclasses import dataclass

from rag.listings.briefing import Request
from rag.listings.entries import Entry
from rag.prose.questions import Asked
from rag.questions.singly import asks_who_has_more
from rag.types import Question


@dataclass(frozen=True, slots=True)
class Plan:
    """How a question will be answered: as it stands alone, what is searched for, or what the catalogue says to it.

    ``readings`` are the question as asked and, where a model made one, its translation into the archive's words.
    ``each`` are the readings of a question about several things, said of each by itself.
    ``glossed`` says that the last of them is read by the words of a glossary, and no model's guess.
    ``entries`` is ``None`` for a question on what was reported, ``request`` for all but a request for a brief.
    """

    question: Question
    asked: Asked
    queries: tuple[str, ...]
    readings: tuple[Asked, ...]
    entries: tuple[Entry, ...] | None = None
    request: Request | None = None
    each: tuple[Asked, ...] = ()
    glossed: bool = False

    @property
    def prompted(self) -> tuple[Asked, ...]:
        """What a model is asked to write of: each of several things by itself; the whole where they are compared."""
        return self.each if self.each and not asks_who_has_more(self.asked.text) else (self.asked,)
