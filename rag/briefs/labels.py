"""What articles have in common by name: runs of words that all of them tell of.

A theme is named by what every article of it tells of (the label first, the group by it; Zamir and Etzioni, 1998), so
that no name promises what an article does not hold. An article tells of what stands in its headline or in its opening
paragraph, or again and again in its text. What names nothing: a place, a day, a writer, a common word by itself that
only some of the headlines have.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from rag.briefs.runs import HAN, OPENING, PLACE_KINDS, bare, places, runs_of, stands
from rag.prose.words import dictionary_words, function_words, is_place, tagger
from rag.types import Article

_PROPER = ("nr", "nz", "nt")
# How much more a name is worth that stands in all headlines of its articles than one that stands in none.
_SEEN = 3.0
# This share of its words, at least, is in the headlines.
_LEAST_SEEN = 0.3
# So many places tell whether what stands beside a run belongs to it.
_TELLING = 2
# A common word by itself names articles that all have it in the headline, are at least this share of those that print
# it, and at most that share of all.
_ALONE, _FEW = 0.5, 0.2
_LONGEST_PLACE = 3
# A text tells of what it prints once in so many characters, and twice at least.
_AGAIN = 400


@dataclass(frozen=True, slots=True)
class Printed:
    """An article as its words are compared: folded, without the gaps between Chinese characters."""

    headline: str
    opening: str
    body: str

    def prints(self, run: str) -> bool:
        """Tell whether a run of words stands anywhere in the article."""
        return stands(run, self.headline) or stands(run, self.body)

    def tells_of(self, run: str) -> bool:
        """Tell whether the article is on what a run of words names; one of a list (甲、乙、丙) is not what it is on."""
        if stands(run, self.headline) or _by_itself(run, self.opening, 1):
            return True
        return run in self.body and _by_itself(run, self.body, again(self.body))


@dataclass(frozen=True, slots=True)
class Label:
    """A run of words as printed, the articles that tell of it, also those in the headline, and how many print it."""

    text: str
    members: frozenset[int]
    in_headlines: frozenset[int]
    printed: int


def read(article: Article) -> Printed:
    """Fold an article."""
    opening = next(iter(article.texts("paragraph")), "")[:OPENING]
    return Printed(bare(article.title), bare(opening), bare(article.body))


def again(body: str) -> int:
    """Count how often a text has to come back to what it tells of."""
    return max(2, len(body) // _AGAIN)


def labels_of(articles: Sequence[Article], printed: Sequence[Printed], known: str) -> list[Label]:
    """List what two headlines or texts tell of, by the headlines' words; what ``known`` says already is nothing new."""
    unwanted = {bare(name) for article in articles for name in article.byline}
    runs = {bare(run): run for article in articles for run in runs_of(article.title)}
    labels = []
    for run, text in runs.items():
        holding = [n for n, each in enumerate(printed) if each.prints(run)]
        members = frozenset(n for n in holding if printed[n].tells_of(run))
        if len(members) > 1 and run not in unwanted and run not in bare(known):
            headlines = frozenset(n for n in members if stands(run, printed[n].headline))
            labels.append(Label(text, members, headlines, len(holding)))
    return labels


def name_of(
    articles: Sequence[Article], printed: Sequence[Printed], members: Collection[int], known: str, own: float
) -> str | None:
    """Name what some of the articles tell of and few of the others print; ``None`` where they share no such name.

    Of several names the one that most headlines have, then the fullest. ``own`` is the least share that the members
    must have among those that print it.
    """
    inside = sorted(members)
    texts = [printed[n] for n in inside]
    unwanted = {bare(name) for n in inside for name in articles[n].byline}
    shortest = min(inside, key=lambda n: len(printed[n].opening))
    sources = [articles[n].title for n in inside]
    opening = next(iter(articles[shortest].texts("paragraph")), "")[:OPENING]
    best: tuple[float, str] = (0.0, "")
    for source in [*sources, opening]:
        for text in runs_of(source):
            run = bare(text)
            if run in unwanted or run in bare(known) or not all(each.tells_of(run) for each in texts):
                continue
            share = len(inside) / sum(each.prints(run) for each in printed)
            whole = all(stands(run, each.headline) for each in texts)
            if known and bare(known) in run and not whole:
                continue
            apart = whole and share >= _ALONE and len(inside) <= _FEW * len(printed)
            if _is_place(run, texts) or _is_fragment(run, texts) or not _names(text, source, alone=apart):
                continue
            seen = _seen(run, texts)
            worth = share**0.5 * (1 + _SEEN * seen) * len(run) ** (1 / 3)
            telling = sum(each.tells_of(run) for each in printed)
            if seen >= _LEAST_SEEN and len(inside) >= own * telling and worth > best[0]:
                best = worth, text
    return best[1] or None


def _words(run: str) -> Iterator[str]:
    """The words of a run; characters that no dictionary has together are one name."""
    name = ""
    for word in dictionary_words(run):
        if len(word) == 1:
            name += word
            continue
        yield from filter(None, (name, word))
        name = ""
    yield from filter(None, (name,))


def _seen(run: str, printed: Sequence[Printed]) -> float:
    """The share of a run's words that headlines have, on the average; where it happened is not counted."""
    words = [word for word in _words(run) if not _is_place(word, printed)] or [run]
    return sum(word in each.headline for word in words for each in printed) / (len(words) * len(printed))


def _names(run: str, source: str, *, alone: bool) -> bool:
    """Tell whether a run names something: a compound, a proper or quoted name; any word that all headlines have."""
    words: list[tuple[str, str]] = [(pair.word, pair.flag) for pair in tagger()(run)]
    if not HAN.search(run):
        return sum(word[:1].isupper() for word, _ in words) > (0 if alone else 1)
    if alone or f"“{run}”" in source or f"《{run}》" in source:
        return True
    listed = dictionary_words(run)
    return (len(run) > 3 and len(listed) > 1) or any(flag.startswith(_PROPER) for _, flag in words)


def _is_fragment(run: str, printed: Sequence[Printed]) -> bool:
    """Tell whether a run is only a part of what is printed: wherever it stands, the same character stands beside it."""
    before, after, count = set(), set(), 0
    for each in printed:
        for text in (each.headline, each.body):
            for start in places(run, text):
                before.add(text[max(0, start - 1) : start])
                after.add(text[start + len(run) : start + len(run) + 1])
                count += 1
    sides = [beside.pop() for beside in (before, after) if len(beside) == 1]
    return count >= _TELLING and any(HAN.fullmatch(side) and side not in function_words() for side in sides)


def _is_place(run: str, printed: Sequence[Printed]) -> bool:
    """Tell whether a run is a place's name: what happens in one city has nothing in common by that."""
    known = len(run) <= _LONGEST_PLACE and any(run + kind in each.body for each in printed for kind in PLACE_KINDS)
    return known or is_place(run)


def _by_itself(run: str, text: str, times: int) -> bool:
    """Tell whether a run stands so often in a text and not as one of a list."""
    single = (
        start
        for start in places(run, text)
        if "、" not in (text[max(0, start - 1) : start], text[start + len(run) :][:1])
    )
    return len(list(islice(single, times))) == times
