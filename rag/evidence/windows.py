"""Stretches of a paragraph that is too large for a prompt: what is wanted of it, with a sentence around it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from rag.archive.chunks import fit
from rag.ports import TokenCounter
from rag.types import Sentence


@dataclass(frozen=True, slots=True)
class Window:
    """A range of an article's body, with the sentences that it holds; of one that is cut, the whole sentence."""

    start: int
    end: int
    sentences: tuple[Sentence, ...]

    def holds(self, sentence: Sentence) -> bool:
        """Tell whether a sentence stands in it uncut."""
        return self.start <= sentence.start and sentence.end <= self.end


def windows(
    body: str,
    sentences: Sequence[Sentence],
    wanted: tuple[int, int],
    *,
    taken: Collection[Sentence] = (),
    count_tokens: TokenCounter,
    budget: int,
) -> Iterator[Window]:
    """Offer of a paragraph's sentences those of a wanted range, with one on either side where both fit a budget.

    Where not even the range fits, its sentences are offered in runs that do, and one that is longer than the budget
    in pieces. What is ``taken`` by a window that was offered before is left out at both ends.
    """

    def cost(first: int, last: int) -> int:
        return count_tokens(body[sentences[first].start : sentences[last].end])

    inside = [n for n, each in enumerate(sentences) if each.start < wanted[1] and each.end > wanted[0]]
    around = range(max(0, inside[0] - 1), min(len(sentences), inside[-1] + 2)) if inside else range(0)
    for held in (list(around), inside):
        left = [n for n in held if sentences[n] not in taken]
        if not left:
            return
        first, last = left[0], left[-1]
        if cost(first, last) <= budget:
            yield _window(sentences[first : last + 1])
            return
    while first <= last:
        if cost(first, first) > budget:
            whole = sentences[first]
            begin, end = max(whole.start, wanted[0]), min(whole.end, wanted[1])
            for start, stop, _ in fit(body, begin, end, count_tokens, budget):
                yield Window(start, stop, (whole,))
            first += 1
            continue
        run = first
        while run < last and cost(first, run + 1) <= budget:
            run += 1
        yield _window(sentences[first : run + 1])
        first = run + 1


def _window(sentences: Sequence[Sentence]) -> Window:
    return Window(sentences[0].start, sentences[-1].end, tuple(sentences))
