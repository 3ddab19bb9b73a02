"""What a sentence says of each of its figures and dates: whose it is, of what, when, and which way it moved.

No grammar is parsed. A figure's surroundings (its clause, the clauses before it until one names a subject, and the
member of an aligned list: 甲、乙分别为1亿元、2亿元) become weighted terms, which another sentence's surroundings can be
compared with.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from typing import Generic, TypeVar

from rag.proof.governed import Period, governed
from rag.proof.movements import movement
from rag.prose.dates import Date
from rag.prose.figures import Figure
from rag.prose.folding import fold_width
from rag.prose.names import institutions
from rag.prose.trends import DOWN, PREVIOUS, UP, YEAR, YEAR_END

_BREAK = re.compile(r"[，。；！？;!?\n]|,(?!\d{3})|[:：](?!\d)")
_GROUP_END = "；。！？;!?\n"
# Runs of characters between grammatical words.
_CONTENT = re.compile(r"[^的了是为在和与及对将也都而其被把从到等于以并或就还之该这那个由则\W\d_a-zA-Z]+")
_LATIN = re.compile(r"[A-Za-z][A-Za-z0-9\-]+")
_JOINT = re.compile(r"\s*(?:、|和|及|以及|与|,|，)\s*")
# Words about the figure, not about whose it is: a clause of nothing else takes its subject from the clause before.
_MEASURES = re.compile(
    rf"{UP}|{DOWN}|{YEAR}|{PREVIOUS}|{YEAR_END}|"
    r"上年(?:末|同期|年末)?|年初|去年同期|同期|分别|其中|规模|金额|总额|余额|数量|占比|比例|比重|利率|票面|期限|达到|达|为|约|近|超过|突破|超|逾|"
    r"实现|共|共计|合计|累计|至|到|了|的|较|比|年|月|日|底|末|初|截至|目前|去|今|个|百分点|并|且|也|均|则|已|就|还|又|而|与|和|仅|"
    r"元|亿|万|[0-9.,%\s\0]+|[、“”‘’（）()]"
)

# A whole institution's name tells more than the bigrams that it is made of.
NAME = 3.0


What = TypeVar("What", Figure, Date)


@dataclass(frozen=True, slots=True)
class Claim(Generic[What]):
    """A figure or a date with its surroundings as weighted terms.

    ``trend`` is ``up``, ``down`` or empty; ``basis`` what it is compared with (``year``, ``previous``, ``year end``);
    ``level`` says that the figure is a rate or share, not a change; ``owner`` is the member of an aligned list,
    ``label`` what stands before the figure in its clause, ``own`` the terms of that clause (and of the one that names
    the subject, where it names none), ``near`` those of both; ``role`` is ``from`` or ``to`` for the ends of a movement
    (由1.1万台提高到1.6万台); ``heads`` the words before the figures of its clause and of those before, nearest first;
    ``periods`` those that a figure may be of by the date that governs its clause.
    """

    what: What
    terms: dict[str, float]
    trend: str = ""
    basis: str = ""
    level: bool = False
    owner: str = ""
    label: str = ""
    own: frozenset[str] = frozenset()
    near: frozenset[str] = frozenset()
    role: str = ""
    heads: tuple[str, ...] = ()
    periods: tuple[Period, ...] = ()


@dataclass(frozen=True, slots=True)
class _Clause:
    start: int
    end: int
    group: int
    figures: tuple[Figure, ...]
    dates: tuple[Date, ...]
    words: str  # with figures and dates blanked
    owners: tuple[str, ...] = ()


def claims_of(
    text: str, figures: Sequence[Figure], dates: Sequence[Date], background: str = ""
) -> tuple[list[Claim[Figure]], list[Claim[Date]]]:
    """Read the claims about the figures and about the dates of a text.

    ``background`` (the question asked, or the sentence before) stands behind all of it with little weight.
    """
    clauses = _clauses(text, figures, dates)
    periods = governed(text, figures, dates)
    about_figures = [
        replace(claim, periods=periods.get(claim.what.start, ()))
        for index, clause in enumerate(clauses)
        for position in range(len(clause.figures))
        for claim in [_figure_claim(clauses, index, position, background)]
    ]
    about_dates = [_date_claim(clauses, index, day) for index, clause in enumerate(clauses) for day in clause.dates]
    return about_figures, about_dates


def _clauses(text: str, figures: Sequence[Figure], dates: Sequence[Date]) -> list[_Clause]:
    folded = fold_width(text)
    blank = list(folded)
    for start, end in [*((figure.start, figure.end) for figure in figures), *((day.start, day.end) for day in dates)]:
        blank[start:end] = "\0" * (end - start)
    words = "".join(blank)
    clauses: list[_Clause] = []
    start = group = 0
    for end in [*(match.start() for match in _BREAK.finditer(words)), len(words)]:
        if words[start:end].strip():
            clause = _Clause(
                start,
                end,
                group,
                tuple(figure for figure in figures if start <= figure.start < end),
                tuple(day for day in dates if start <= day.start < end),
                words[start:end],
            )
            clauses.append(_align(clause, clauses, folded))
        group += end < len(words) and words[end] in _GROUP_END
        start = end + 1
    return clauses


def _align(clause: _Clause, before: Sequence[_Clause], folded: str) -> _Clause:
    """Match a list of figures with the nearest list of as many names before it."""
    figures = clause.figures
    count = len(figures)
    if count < 2 or not all(_JOINT.fullmatch(folded, one.end, other.start) for one, other in pairwise(figures)):
        return clause
    for near in (clause, *reversed(before[-4:])):
        for day in near.dates:
            if day.year and day.through and day.through - day.year + 1 == count:
                return replace(clause, owners=tuple(f"@y{day.year + step}" for step in range(count)))
    head = clause.words[: figures[0].start - clause.start]
    for words in [head, *(earlier.words for earlier in reversed(before[-4:]))]:
        owners = _items(words, count)
        if owners:
            return replace(clause, owners=owners)
    for earlier in reversed(before[-4:]):
        if len(earlier.owners) == count:
            return replace(clause, owners=earlier.owners)
    return clause


def _items(words: str, count: int) -> tuple[str, ...]:
    parts = re.split(r"(?<=[”》])(?=[“《])|、|以及|和(?!谐|平)|与|及(?!时)", words.replace(" ", ""))
    if len(parts) != count or "\0" in "".join(parts[1:-1]):
        return ()
    first, last = parts[0].rpartition("\0")[2], re.split(r"\0|分别|同比|均|较|的|占|为", parts[-1])[0]
    ending = parts[1][-2:] if count > 2 else first[-2:]
    if ending and ending in last:
        last = last[: last.index(ending) + len(ending)]
    else:
        last = last[: max(len(part) for part in parts[:-1])]
    longest = max(len(part) for part in [*parts[1:-1], last])
    items = (first[-max(longest, 4) :], *parts[1:-1], last)
    return items if all(2 <= len(item) <= 24 for item in items) else ()


def _figure_claim(clauses: Sequence[_Clause], index: int, position: int, background: str) -> Claim[Figure]:
    clause = clauses[index]
    figure = clause.figures[position]
    count = len(clause.figures)
    listed = len(clause.owners) == count > 1
    begin = 0 if listed or not position else clause.figures[position - 1].end - clause.start
    first = clause.figures[0] if listed else figure
    label, of, base = clause.words[begin : first.start - clause.start].partition("占")
    after = clause.figures[position + 1].start if position + 1 < count else clause.end
    tail = clause.words[figure.end - clause.start : after - clause.start]
    rest = clause.words[after - clause.start :]
    terms: dict[str, float] = {}
    if listed:
        common = label
        for name in clause.owners:
            common = common.replace(name, "\0")
        _add(terms, common, 1.0)
        owner = clause.owners[position]
        if owner.startswith("@"):
            terms[owner] = 1.5
        else:
            _add(terms, owner, 1.2)
            _add_names(terms, owner)
    else:
        owner = ""
        _add(terms, label, 1.0)
        _add(terms, base, 0.3)
        if position and _is_bare(label):
            _add(terms, clause.words[:begin], 1.0)
        for other in clause.figures[:position]:
            _add_figure(terms, other, 0.8)
    bare = _is_bare(label)
    follows_list = tail.strip().startswith(("、", "和"))
    _add(terms, tail, 0.2 if follows_list else 1.0 if bare else 0.5)
    _add(terms, rest, 0.1 if follows_list or not bare else 0.5)
    _add_dates(terms, [day for day in clause.dates if not (listed and day.through)], 1.0)
    own = not bare or (not listed and not _is_bare(tail + rest))
    if not listed or owner.startswith("@"):
        # The institutions of the figure's own clause, else those of the clauses before, are thought to own it.
        before = clause.words[: first.start - clause.start]
        earlier = "，".join(other.words for other in clauses[:index])
        if not (_add_names(terms, label + base) or _add_names(terms, before)):
            any(_add_names(terms, text, NAME / 2) for text in (earlier, tail + rest, background))
    near = {term for term, weight in terms.items() if weight >= 0.3 and term[0] != "#"}
    around = _inherit(terms, clauses, index, 0.25 if own else 0.7, listed=listed)
    _add(terms, background, 0.1 if own else 0.3)
    trend, basis, level = movement(label + of + base, tail)
    return Claim(
        figure,
        terms,
        trend,
        basis,
        level,
        owner,
        clause.words[begin : first.start - clause.start],
        frozenset(near if own else near | around),
        frozenset(near | around),
        _role(label),
        _heads(clauses, index, begin, first.start - clause.start, owner),
    )


def _heads(clauses: Sequence[_Clause], index: int, begin: int, end: int, owner: str) -> tuple[str, ...]:
    """The words before the figures of a clause and of those before it, the nearest first; a list's member for all."""
    clause = clauses[index]
    if owner:
        return (owner,)
    before = [
        earlier.words[: earlier.figures[-1].start - earlier.start] if earlier.figures else earlier.words
        for earlier in reversed(clauses[:index])
        if earlier.group == clause.group
    ]
    own = [clause.words[begin:end], *([clause.words[:end]] if begin else [])]
    # What a share is of is nobody's name: 「占营业收入」.
    heads = (words.partition("占")[0] for words in (*own, *before))
    return tuple(words for words in heads if not _is_bare(words))


def _role(label: str) -> str:
    match = re.search(r"(?P<to>[至到])(?:了|约)?\s*$|(?P<from>[由从])[^\0]{0,12}$", label)
    return (match.lastgroup or "") if match else ""


def is_measure(word: str) -> bool:
    """Tell whether a word is about a figure (同比, 余额), and not about whose it is."""
    return not _MEASURES.sub("", word)


def _is_bare(words: str) -> bool:
    """Tell whether words name no subject, only measures and movements."""
    return len(_MEASURES.sub("", words)) < 2


def _inherit(
    terms: dict[str, float], clauses: Sequence[_Clause], index: int, weight: float, *, listed: bool
) -> set[str]:
    """Add what the clauses before say, the less the further they are and the more subjects lie between.

    Returns the terms that stand near.
    """
    clause = clauses[index]
    near: set[str] = set()
    dated = any(day.year or day.month or day.part for day in clause.dates)
    for earlier in reversed(clauses[max(0, index - 6) : index]):
        here = weight if earlier.group == clause.group else weight * 0.5
        words = earlier.words
        if listed and earlier.owners == clause.owners:
            for owner in earlier.owners:
                words = words.replace(owner, "\0")
        else:
            for other in earlier.figures if len(earlier.figures) <= 3 else ():
                _add_figure(terms, other, here)
        _add(terms, words, here * min(1.0, 5 / (1 + len(_terms(words)))))
        if not dated and any(day.year or day.month or day.part for day in earlier.dates):
            _add_dates(terms, earlier.dates, 0.7)
            dated = True
        if here >= 0.25:
            near.update(_terms(words))
        if not _is_bare(earlier.words):
            weight *= 0.3
    return near


def _date_claim(clauses: Sequence[_Clause], index: int, day: Date) -> Claim[Date]:
    clause = clauses[index]
    offset = day.start - clause.start
    others = [other.start - clause.start for other in clause.dates]
    begin = max((other for other in others if other < offset), default=0)
    end = min((other for other in others if other > offset), default=len(clause.words))
    terms: dict[str, float] = {}
    _add_names(terms, clause.words[begin:end])
    _add(terms, clause.words[offset:end], 1.0)
    _add(terms, clause.words[begin:offset], 0.6)
    for figure in clause.figures:
        _add_figure(terms, figure, 1.0)
    weight = 0.6
    if end == len(clause.words):
        for later in clauses[index + 1 : index + 4]:
            if later.dates:
                break
            _add(terms, later.words, weight)
            for figure in later.figures:
                _add_figure(terms, figure, weight)
            weight *= 0.6
    return Claim(day, terms)


@lru_cache(maxsize=8192)
def _terms(words: str) -> tuple[str, ...]:
    """List the bigrams and Latin words of a text; institutions are kept apart, they are known as wholes."""
    for name in institutions(words):
        words = words.replace(name, "\0")
    runs = _CONTENT.findall(words.replace(" ", ""))
    found = [run[index : index + 2] for run in runs for index in range(len(run) - 1)]
    return (*found, *(word.lower() for word in _LATIN.findall(words)))


@lru_cache(maxsize=8192)
def _names(words: str) -> tuple[str, ...]:
    return tuple(f"!{name}" for name in institutions(words))


def _add(terms: dict[str, float], words: str, weight: float) -> None:
    for term in _terms(words):
        if terms.get(term, 0.0) < weight:
            terms[term] = weight


def _add_names(terms: dict[str, float], words: str, weight: float = NAME) -> bool:
    names = _names(words)
    for term in names:
        terms[term] = max(terms.get(term, 0.0), weight)
    return bool(names)


def _add_figure(terms: dict[str, float], figure: Figure, weight: float) -> None:
    term = f"#{figure.value.normalize()}{figure.unit}"
    terms[term] = max(terms.get(term, 0.0), 1.5 * weight)


def _add_dates(terms: dict[str, float], dates: Sequence[Date], weight: float) -> None:
    for day in dates:
        for name, value in (("y", day.year), ("m", day.month), ("d", day.day), ("p", day.part)):
            if value:
                term = f"@{name}{value}"
                terms[term] = max(terms.get(term, 0.0), weight * (1.5 if name in "yp" else 1.0))
