"""What a digest says of each article: the sentence that tells most of its subject, and copies told as one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from rag.briefs.choose import choose, words_of, worths
from rag.briefs.runs import HAN, bare
from rag.briefs.subject import Standing, Subject
from rag.briefs.summarize import Told, tell
from rag.briefs.wording import with_subject
from rag.proof.houses import names_in, owner_of
from rag.proof.mentions import is_about
from rag.prose.figures import figures_of
from rag.prose.folding import fold
from rag.prose.names import institutions
from rag.prose.sentences import SENTENCE_END
from rag.types import Article, Sentence

# Two lines that share so much of their words, and all figures, are one report printed twice.
_SAME = 0.75
# So are two articles when this share of the sentences of the shorter stands in the other to the letter.
_COPIED = 0.6
# A mention shorter than this says hardly anything.
_SLIGHT = 24
# What it is worth to a line that it has the headline's subject, the less the more sentences have it; and that it states
# a figure beside the subject: a quarter where the headline has the subject, nothing where it has a figure as well. What
# it loses by telling another's figures, with which it only compares the one that the subject names.
_HOLDS, _MEASURES, _ANOTHERS = 3.0, 3.0, 6.0
_CLAUSE = re.compile(r"[^，；。,;]+")


@dataclass(frozen=True, slots=True)
class Line:
    """What a digest says of an article, or of one that was printed several times."""

    articles: tuple[Article, ...]
    told: Told
    standing: Standing = "told"

    @property
    def is_slight(self) -> bool:
        """Tell whether an article only mentions a subject, in a sentence that says hardly anything."""
        text = self.told.text
        short = len(text) < (_SLIGHT if HAN.search(text) else 3 * _SLIGHT)
        return self.standing == "mentioned" and short and not figures_of(text)


def line_of(article: Article, sentences: Sequence[Sentence], subject: Subject | None) -> Line | None:
    """Tell an article in a sentence; with a subject one that has it, or ``None`` where the article says nothing of it.

    Where the headline has the subject, all that the article says is on it.
    """
    if subject is None:
        return Line((article,), tell(article, sentences, choose(article, sentences, 1))[0])
    told = [_told(article, sentences, n) for n in range(len(sentences))]
    standing, holding = subject.standing(article, [each.text for each in told])
    if standing == "absent":
        return None
    worth = worths(article, sentences)
    headed = subject.held_by(article.title)
    news = figures_of(article.title)
    telling = _HOLDS * (1 - len(holding) / len(sentences)) ** 4

    def gain(n: int) -> float:
        measured = _measures(told[n].text, subject)
        lost = _ANOTHERS * _is_anothers(told[n].text, subject)
        if headed:
            return worth[n] - lost + telling * (n in holding) + (0.0 if news else _MEASURES / 4 * measured)
        return worth[n] / 2 - lost + _MEASURES * measured  # the headline is on something else

    offered = range(len(sentences)) if headed else holding

    return Line((article,), told[max(offered, key=lambda n: (gain(n), -n))], standing)


def _told(article: Article, sentences: Sequence[Sentence], n: int) -> Told:
    """Tell a sentence by itself; one on 该行 by the name that the headline gives, where no other was named since."""
    told = tell(article, sentences, [sentences[n]])[0]
    names = set(institutions(article.title))
    if len(names) != 1 or not is_about(name := names.pop(), article, sentences[n]):
        return told
    text = with_subject(told.text, name)
    namer = next((sentence for sentence in reversed(sentences[:n]) if name in sentence.text), None)
    return Told(text, (*told.support, namer)) if text != told.text and namer else told


def _measures(text: str, subject: Subject) -> bool:
    """Tell whether a sentence states a figure in a clause that has the subject."""
    return any(figures_of(clause) and subject.held_by(clause) for clause in _CLAUSE.findall(text))


def _is_anothers(text: str, subject: Subject) -> bool:
    """Tell whether all figures of a sentence are of another one than whom the subject names, who stands beside it."""
    text = fold(text)
    owners = [owner_of(figure.start, text, tuple) for figure in figures_of(text)]
    if not owners or any(not owner or subject.names(owner) for owner in owners):
        return False
    return any(subject.names(name.text) for name in names_in(text))


def add(lines: list[Line], line: Line) -> None:
    """Add an article's line; to another's, where both are one report that was printed twice."""
    for n, other in enumerate(lines):
        if _alike(line.told.text, other.told.text) or _copied(line.articles[0], other.articles[0]):
            told = Told(other.told.text, (*other.told.support, *line.told.support))
            standing: Standing = "told" if "told" in (line.standing, other.standing) else "mentioned"
            lines[n] = Line((*other.articles, *line.articles), told, standing)
            return
    lines.append(line)


def likeness(one: str, other: str) -> float:
    """The share of words that two sentences have in common (Jaccard)."""
    left, right = words_of(one), words_of(other)
    return len(left & right) / (len(left | right) or 1)


def _alike(one: str, other: str) -> bool:
    figures = [{each.value for each in figures_of(text)} for text in (one, other)]
    return figures[0] == figures[1] and likeness(one, other) >= _SAME


def _copied(one: Article, other: Article) -> bool:
    """Tell whether most of one of two articles is printed in the other, sentence for sentence."""
    left, right = _printed(one.body), _printed(other.body)
    return len(left & right) >= _COPIED * min(len(left), len(right)) > 0


@lru_cache(maxsize=256)
def _printed(body: str) -> frozenset[str]:
    return frozenset(filter(None, SENTENCE_END.split(bare(body))))
