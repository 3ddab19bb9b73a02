"""Articles of all pages together: halves of one story are joined, and copy that was printed twice is folded.

The result depends on the pages only, not on their order. Near-identical bodies are found by min-wise hashes of their
character shingles (Broder, "On the resemblance and containment of documents", 1997), compared in bands (Leskovec,
Rajaraman and Ullman, "Mining of Massive Datasets", chapter 3): a single common phrase makes no two articles
candidates, so the work stays proportional to the number of articles, and to what an added page has to do with others.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING

from rag.articles import article_id
from rag.articles.lines import HAN, WIDE, compact, ends_sentence, plain
from rag.types import Article, Block, ParsedPage, Place, Run

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_SHINGLE = 5
_SKETCH = 64
_ALIKE = 0.75
# Copies just as alike as that have a band in common but for five pairs in ten thousand; articles that share a twentieth
# of their shingles, as those of one beat do, but for one pair in ten thousand have none.
_BANDS, _ROWS = 20, 4
_SHORT = 60
_MANY = 200
_AT_ONCE = 4096
_ODD = 0x9E3779B97F4A7C15
_FIGURE = re.compile(r"\d[\d.,:]*\d|\d")


def join(parsed: Sequence[ParsedPage]) -> tuple[Article, ...]:
    """All articles of the pages: halves joined by their jump lines, wire copy folded into one with all its places.

    Deterministic and independent of the pages' order; ordered by day, paper, source and place.
    """
    articles = sorted((article for page in parsed for article in page.articles), key=_position)
    return tuple(sorted(_fold(_join_halves(articles)), key=_position))


def link_keys(article: Article) -> frozenset[str]:
    """What a page's article has in common with each other one that ``join`` could join or fold it with.

    Articles that no chain of shared keys connects never meet in ``join``: a store may join them apart.
    """
    keys = {f"article {article.id}", *(f"text {at} {band:x}" for at, band in enumerate(_sketch(article.body).bands))}
    if article.continued_from or article.continued_to:
        keys.add(f"issue {article.newspaper or ''}|{article.date or ''}")
    return frozenset(keys)


def _position(article: Article) -> tuple[date, str, str, tuple[tuple[int, int], ...], str]:
    place = article.places[0]
    return (place.date or date.min, place.newspaper or "", place.source, place.spans, article.id)


# --- halves ------------------------------------------------------------------------------------------------------


def _join_halves(articles: Sequence[Article]) -> list[Article]:
    """Each story that goes on elsewhere with its other half, where that is at hand."""
    onward: dict[int, int] = {}
    taken: set[int] = set()
    pairs = sorted(_half_pairs(articles), key=lambda pair: (-pair[0], pair[1], pair[2]))
    for _, first, second in pairs:
        if first not in onward and second not in taken and not _leads(onward, second, first):
            onward[first] = second
            taken.add(second)
    joined = []
    for at, article in enumerate(articles):
        if at in taken:
            continue
        whole, here = article, at
        while here in onward:
            here = onward[here]
            whole = _append(whole, articles[here])
        joined.append(whole)
    return joined


def _leads(onward: dict[int, int], start: int, goal: int) -> bool:
    while start in onward and start != goal:
        start = onward[start]
    return start == goal


def _half_pairs(articles: Sequence[Article]) -> Iterator[tuple[float, int, int]]:
    """Pairs of a story's beginning and its continuation that may belong together, with a score."""
    groups: dict[tuple[str, date | None], tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
    for at, article in enumerate(articles):
        group = groups[article.newspaper or "", article.date]
        if article.continued_to:
            group[0].append(at)
        if article.continued_from:
            group[1].append(at)
    for firsts, seconds in groups.values():
        if len(firsts) * len(seconds) <= _MANY * _MANY:
            candidates: Iterable[tuple[int, int]] = ((first, second) for first in firsts for second in seconds)
        else:
            candidates = _same_titles(articles, firsts, seconds)
        for first, second in candidates:
            score = _half_score(articles[first], articles[second]) if first != second else None
            if score is not None:
                yield score, first, second


def _same_titles(
    articles: Sequence[Article], firsts: Iterable[int], seconds: Iterable[int]
) -> Iterator[tuple[int, int]]:
    """Pairs with one title: what is compared when nothing tells papers and days apart."""
    by_title: dict[str, list[int]] = defaultdict(list)
    for at in seconds:
        by_title[compact(articles[at].title)].append(at)
    for first in firsts:
        for second in by_title[compact(articles[first].title)][:_MANY]:
            yield first, second


def _half_score(first: Article, second: Article) -> float | None:
    """How well a continuation fits a beginning; none when a printed page number contradicts it."""
    score = 0.0
    evidence = 0
    for told, page in ((first.continued_to, second.page), (second.continued_from, first.page)):
        if told and page:
            if _number(told) != _number(page):
                return None
            evidence += 1
            score += 1.0
    titles = _overlap(_pairs(first.title), _pairs(second.title))
    bodies = _overlap(_pairs(first.body), _pairs(second.body))
    breaks = not ends_sentence(plain(first.body[-12:]))
    score += 3.0 * titles + 4.0 * bodies + 0.5 * bool(set(first.byline) & set(second.byline)) + 0.2 * breaks
    if evidence == 2 or titles >= 0.3:
        return score
    return score if bodies >= (0.1 if evidence else 0.15) else None


def _number(page: str) -> str:
    return "".join(plain(page).split()).upper().removeprefix("第").removesuffix("版").lstrip("0")


def _pairs(text: str) -> frozenset[str]:
    dense = compact(text)
    return frozenset(dense[at : at + 2] for at in range(len(dense) - 1))


def _overlap(here: frozenset[str], there: frozenset[str]) -> float:
    return len(here & there) / min(len(here), len(there)) if here and there else 0.0


def _append(first: Article, second: Article) -> Article:
    """One article of a beginning and its continuation; a sentence broken by the jump is whole again."""
    broken = not ends_sentence(plain(first.body[-12:])) and second.blocks[0].kind == "paragraph"
    broken = broken and first.blocks[-1].kind == "paragraph"
    latin = not WIDE.match(first.body[-1]) and not WIDE.match(second.body[0])
    joint = ("" if not latin else " ") if broken else "\n"
    shift = len(first.body) + len(joint)
    blocks = [Block(block.kind, block.start + shift, block.end + shift) for block in second.blocks]
    kept = list(first.blocks)
    if broken:
        blocks[0] = Block("paragraph", kept.pop().start, blocks[0].end)
    body = first.body + joint + second.body
    title = first.title or second.title
    byline = tuple(dict.fromkeys((*first.byline, *second.byline)))
    return replace(
        first,
        id=article_id(title, byline, body),
        title=title,
        byline=byline,
        body=body,
        blocks=(*kept, *blocks),
        runs=(*first.runs, *(Run(r.start + shift, r.end + shift, r.source, r.offset) for r in second.runs)),
        places=_places((*first.places, *second.places)),
        label=first.label or second.label,
        kicker=first.kicker or second.kicker,
    )


def _places(places: Iterable[Place]) -> tuple[Place, ...]:
    """One place a source, in the given order, with all its spans."""
    by_source: dict[str, Place] = {}
    for place in places:
        known = by_source.get(place.source)
        spans = tuple(sorted({*(known.spans if known else ()), *place.spans}))
        by_source[place.source] = replace(known or place, spans=spans)
    return tuple(by_source.values())


# --- copy printed twice ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Sketch:
    """A text's smallest shingle hashes, and what a near-identical text has one of in common."""

    shingles: frozenset[int]
    bands: tuple[int, ...]


def _sketch(text: str) -> _Sketch:
    """Sketch a text; the hash is our own, since Python's differs from run to run."""
    import numpy as np

    codes = np.frombuffer(compact(text).encode("utf-32-le", "surrogatepass"), dtype=np.uint32).astype(np.uint64)
    if len(codes) < _SHINGLE:
        return _Sketch(frozenset(), ())
    mixed = np.zeros(len(codes) - _SHINGLE + 1, dtype=np.uint64)
    for at in range(_SHINGLE):
        mixed = mixed * np.uint64(_ODD) + codes[at : len(codes) - _SHINGLE + 1 + at]
    unique = np.unique(_mix(mixed))
    factors = _mix(np.arange(1, _BANDS * _ROWS + 1, dtype=np.uint64) * np.uint64(_ODD)) | np.uint64(1)
    least = np.full(len(factors), np.iinfo(np.uint64).max, dtype=np.uint64)
    for at in range(0, len(unique), _AT_ONCE):
        np.minimum(least, (factors[:, None] * unique[at : at + _AT_ONCE]).min(axis=1), out=least)
    bands = np.zeros(_BANDS, dtype=np.uint64)
    for row in least.reshape(_BANDS, _ROWS).T:
        bands = _mix(bands * np.uint64(_ODD) + row)
    return _Sketch(frozenset(unique[:_SKETCH].tolist()), tuple(bands.tolist()))


def _mix(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Spread values over all 64 bits."""
    import numpy as np

    values = (values ^ (values >> np.uint64(31))) * np.uint64(0xBF58476D1CE4E5B9)
    return values ^ (values >> np.uint64(29))


def _fold(articles: Sequence[Article]) -> list[Article]:
    """One article for each group of near-identical ones."""
    sketches = [_sketch(article.body) for article in articles]
    buckets: dict[tuple[int, int], list[int]] = defaultdict(list)
    for at, sketch in enumerate(sketches):
        for band in enumerate(sketch.bands):
            buckets[band].append(at)
    parent = list(range(len(articles)))

    def root(at: int) -> int:
        while parent[at] != at:
            parent[at] = parent[parent[at]]
            at = parent[at]
        return at

    for bucket in buckets.values():
        for here, there in pairwise(bucket):
            one, other = root(here), root(there)
            if one != other and _same_copy(articles[here], articles[there], sketches[here], sketches[there]):
                parent[max(one, other)] = min(one, other)
    groups: dict[int, list[Article]] = defaultdict(list)
    for at, article in enumerate(articles):
        groups[root(at)].append(article)
    return [_merge(group) if len(group) > 1 else group[0] for group in groups.values()]


def _same_copy(here: Article, there: Article, one: _Sketch, other: _Sketch) -> bool:
    """Whether two articles print the same text: those that differ in figures, or in whom they tell of, do not."""
    if compact(here.body) == compact(there.body):
        return True
    if min(len(here.body), len(there.body)) < _SHORT:
        return False
    smallest = sorted(one.shingles | other.shingles)[:_SKETCH]
    alike = sum(value in one.shingles and value in other.shingles for value in smallest) / len(smallest)
    if alike < _ALIKE:
        return False
    texts = plain(here.body), plain(there.body)
    figures = [set(_FIGURE.findall(text)) for text in texts]
    return (figures[0] <= figures[1] or figures[1] <= figures[0]) and not _tell_of_others(*texts)


def _tell_of_others(here: str, there: str) -> bool:
    """Whether two texts that are nearly the same name, again and again, each what the other never does."""
    pairs = [Counter(text[at : at + 2] for at in range(len(text) - 1)) for text in (here, there)]
    return all(
        any(count > 1 and pair not in other and HAN.match(pair) for pair, count in own.items())
        for own, other in (pairs, pairs[::-1])
    )


def _merge(group: Sequence[Article]) -> Article:
    """The fullest of the copies, with the places of all."""
    best = min(
        group, key=lambda article: (not article.title, -len(article.body), not article.byline, _position(article))
    )
    others = (place for article in group for place in article.places if article is not best)
    return replace(best, places=_places((*best.places, *others)))
