"""Listing the archive: what a list shows of its articles, without reading their bodies.

Which articles there are, and of which day and paper, stands in the narrow table of places. Only of the days and papers
that the wanted part of the list falls into are headline, byline and page taken out of the records, by SQLite.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from functools import cache

from rag.archive.lexicon import folded
from rag.archive.snapshot import Snapshot, fold_name, printed_order
from rag.prose.script import simplified
from rag.types import Filters, ListedArticle, Listing

ALL = Filters()
_FIRST_PLACES = "SELECT article, date, newspaper, min(rowid) FROM places GROUP BY article"
_WORDS = (
    "fold(json_extract(record, '$.title') || char(10) || json_extract(record, '$.body') || char(10) "
    "|| ifnull((SELECT group_concat(value, char(10)) FROM json_each(record, '$.byline')), ''))"
)


def list_articles(
    snapshot: Snapshot,
    filters: Filters = ALL,
    *,
    words: str = "",
    offset: int = 0,
    limit: int | None = None,
    newest_first: bool = False,
) -> Listing:
    """List a part of the articles that the filters let through and that hold every one of ``words``.

    They come by date, paper, page and place on the page; ``newest_first`` turns the days round, and nothing within one.
    """
    editions: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for number, day, newspaper in _found(snapshot, filters, words.split()):
        editions[day or "", newspaper or ""].append(number)
    order = sorted(editions, key=lambda edition: edition[1])
    order.sort(key=lambda edition: edition[0], reverse=newest_first)
    total = sum(map(len, editions.values()))
    end = total if limit is None else offset + limit
    passed = 0
    listed: list[ListedArticle] = []
    for edition in order:
        numbers = editions[edition]
        if passed < end and passed + len(numbers) > offset:
            listed += _shown(snapshot.connection, numbers)[max(0, offset - passed) : end - passed]
        passed += len(numbers)
    days: Counter[date] = Counter()
    for (written, _), numbers in editions.items():
        if written:
            days[date.fromisoformat(written)] += len(numbers)
    return Listing(tuple(listed), total, tuple(sorted(days.items())))


def newspapers(snapshot: Snapshot) -> list[str]:
    """The papers' names, each as one of its pages writes it."""
    rows = snapshot.connection.execute(
        "SELECT p.newspaper, json_extract(a.record, '$.places') FROM "
        "(SELECT newspaper, article, min(rowid) FROM places WHERE newspaper IS NOT NULL GROUP BY newspaper) p "
        "JOIN articles a ON a.number = p.article"
    )
    names = []
    for paper, places in rows:
        written = [place["newspaper"] for place in json.loads(places) if place["newspaper"]]
        names.append(next((name for name in written if fold_name(name) == paper), paper))
    return sorted(names)


def printed_on(snapshot: Snapshot, source: str) -> tuple[ListedArticle, ...]:
    """The articles of which a part is printed in a source."""
    rows = snapshot.connection.execute("SELECT DISTINCT article FROM places WHERE source = ?", (source,))
    return tuple(_shown(snapshot.connection, [row[0] for row in rows]))


def _fold(text: str) -> str:
    """A text in which case, width and traditional characters make no difference; punctuation stays as it is set."""
    # A tenth of the time of folding the whole text, of which next to nothing is to be folded in most articles.
    return _unfolded().sub(lambda match: folded(match[0]), text).casefold()


@cache
def _unfolded() -> re.Pattern[str]:
    """Finds letters, digits and ideographs that have another form."""
    ideographs = "".join(map(chr, range(0x3400, 0xA000)))
    changed = "".join(one for one, other in zip(ideographs, simplified(ideographs), strict=True) if one != other)
    # Full and half width, numbers in circles and brackets, units in one sign, compatibility ideographs.
    return re.compile(f"[{changed}０-９Ａ-Ｚａ-ｚ\uff66-\uffdc\u2460-\u24ff\u3200-\u33ff\uf900-\ufaff]+")


def _found(snapshot: Snapshot, filters: Filters, words: Sequence[str]) -> Iterable[tuple[int, str | None, str | None]]:
    """Number, day and folded paper of each article, by its first place."""
    if not filters and not words:
        rows = snapshot.connection.execute(_FIRST_PLACES)
    else:
        condition, values = snapshot.condition(filters)
        wanted = f"SELECT p.article FROM places p WHERE {condition}"  # noqa: S608 - conditions of our own, values apart
        snapshot.connection.create_function("fold", 1, _fold, deterministic=True)
        if words:
            holds = " AND ".join([f"instr({_WORDS}, ?)"] * len(words))
            wanted = f"SELECT number FROM articles WHERE number IN ({wanted}) AND {holds}"  # noqa: S608 - as above
        rows = snapshot.connection.execute(
            _FIRST_PLACES.replace("FROM places", f"FROM places WHERE article IN ({wanted})"),
            [*values, *map(_fold, words)],
        )
    return ((number, day, newspaper) for number, day, newspaper, _ in rows)


def _shown(connection: sqlite3.Connection, numbers: Sequence[int]) -> list[ListedArticle]:
    """What a list shows of these articles, in printed order."""
    rows = connection.execute(
        "SELECT id, json_extract(record, '$.title', '$.byline', '$.places[0]') FROM articles "
        "WHERE number IN (SELECT value FROM json_each(?))",
        (json.dumps(numbers),),
    )
    found = []
    for article_id, record in rows:
        title, byline, place = json.loads(record)
        day = date.fromisoformat(place["date"]) if place["date"] else None
        start = place["spans"][0][0] if place["spans"] else 0
        listed = ListedArticle(
            article_id, title, tuple(byline), place["newspaper"], day, place["page"], place["source"]
        )
        found.append((printed_order(day, listed.newspaper, listed.page, listed.source, start), listed))
    return [listed for _, listed in sorted(found, key=lambda each: each[0])]
