"""Reading the catalogue: one moment of it, however long the reading takes and whoever writes."""

from __future__ import annotations

import json
import re
import sqlite3
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import numpy as np

from rag.archive.lexicon import Numbers
from rag.archive.records import load_article, load_page
from rag.errors import InputError, UnknownArticle
from rag.types import Article, Chunk, Filters, Hit, Page

ALL = Filters()


def check_days(filters: Filters) -> Filters:
    """Hand filters on; raises ``InputError`` for days that no article can lie between."""
    if filters.since and filters.until and filters.since > filters.until:
        raise InputError(f"The first day, {filters.since}, is after the last, {filters.until}.", remedy="Swap them.")
    return filters


def fold_name(name: str) -> str:
    """Fold a person's or a paper's name, so that width, case and spacing make no difference to a filter."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", name)).casefold()


class Snapshot:
    """The library at one moment."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection
        self.version = int(self.meta("version"))

    def meta(self, key: str) -> Any:
        """A value of the catalogue's own book-keeping; ``None`` when it is not set."""
        row = self.connection.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return row[0] if row else None

    def counts(self) -> tuple[int, int, int]:
        """How many pages, articles and chunks there are."""
        row = self.connection.execute(
            "SELECT (SELECT count(*) FROM pages), (SELECT count(*) FROM articles), value FROM meta WHERE key = 'chunks'"
        ).fetchone()
        return (row[0], row[1], row[2])

    def unsynced(self) -> bool:
        """Whether the vector store has yet to hear of something."""
        row = self.connection.execute(
            "SELECT EXISTS (SELECT 1 FROM dropped) "
            "OR EXISTS (SELECT 1 FROM chunks WHERE number > (SELECT value FROM meta WHERE key = 'stored'))"
        ).fetchone()
        return bool(row[0])

    def article(self, article_id: str) -> Article:
        """Fetch an article; raises ``UnknownArticle``."""
        row = self.connection.execute("SELECT record FROM articles WHERE id = ?", (article_id,)).fetchone()
        if row is None:
            raise _unknown(article_id)
        return load_article(row[0])

    def articles(self, filters: Filters = ALL) -> list[Article]:
        """List the articles that the filters let through, by date, paper, page and place on the page."""
        if filters:
            condition, values = self.condition(filters)
            rows = self.connection.execute(
                f"SELECT record FROM articles WHERE number IN (SELECT p.article FROM places p WHERE {condition})",  # noqa: S608
                values,
            )
        else:
            rows = self.connection.execute("SELECT record FROM articles")
        return sorted((load_article(row[0]) for row in rows), key=_order)

    def sources(self, filters: Filters = ALL) -> set[str]:
        """The sources that articles are printed in which the filters let through."""
        condition, values = self.condition(filters)
        found = self.connection.execute(
            f"SELECT DISTINCT source FROM places WHERE article IN (SELECT p.article FROM places p WHERE {condition})",  # noqa: S608
            values,
        )
        return {row[0] for row in found}

    def sources_with(self, titles: Sequence[str], page: Page) -> list[str]:
        """The other sources of a page's paper and day that print an article under one of these headlines."""
        rows = self.connection.execute(
            "SELECT DISTINCT p.source FROM places p JOIN articles a ON a.number = p.article "
            "WHERE p.newspaper = ? AND p.date = ? AND p.source <> ? AND json_extract(a.record, '$.title') IN "
            "(SELECT value FROM json_each(?)) ORDER BY p.source",
            (fold_name(page.newspaper or ""), str(page.date), page.source, json.dumps([t for t in titles if t])),
        )
        return [source for (source,) in rows]

    def page(self, source: str) -> Page:
        """Fetch a page as it was read; raises ``InputError`` for a source that is not in the library."""
        page = self.find_page(source)
        if page is None:
            raise InputError(f"The library has no page {source[:200]!r}.", remedy="Add the file again.")
        return page

    def find_page(self, source: str) -> Page | None:
        """Fetch a page as it was read, if the library has it."""
        row = self.connection.execute("SELECT record FROM pages WHERE source = ?", (source,)).fetchone()
        return load_page(row[0]) if row else None

    def page_text(self, source: str) -> str:
        """Fetch the text that a source's offsets count in; raises ``InputError`` as ``page`` does."""
        return self.page(source).text

    def hits(self, ranked: Sequence[tuple[int, float]]) -> list[Hit]:
        """Fetch chunks by number, with their articles, in the given order."""
        articles: dict[int, Article] = {}
        hits: list[Hit] = []
        for number, score in ranked:
            owner, *row = self.connection.execute(
                'SELECT article, id, start, "end", tokens FROM chunks WHERE number = ?', (number,)
            ).fetchone()
            if owner not in articles:
                record = self.connection.execute("SELECT record FROM articles WHERE number = ?", (owner,)).fetchone()
                articles[owner] = load_article(record[0])
            hits.append(Hit(chunk=_chunk(articles[owner], *row), article=articles[owner], score=score))
        return hits

    def numbers(self, chunk_ids: Sequence[str]) -> dict[str, int]:
        """Find the numbers of those chunk ids that the catalogue has."""
        query = "SELECT id, number FROM chunks WHERE id IN (SELECT value FROM json_each(?))"
        return dict(self.connection.execute(query, (json.dumps(list(chunk_ids)),)))

    def numbers_after(self, number: int) -> Numbers:
        """The chunk numbers beyond one, ascending."""
        listed = self.connection.execute("SELECT group_concat(number) FROM chunks WHERE number > ?", (number,))
        return np.sort(np.fromstring(listed.fetchone()[0] or "", dtype=np.int64, sep=","))

    def admitted(self, filters: Filters) -> Numbers:
        """The chunk numbers that the filters let through, ascending; raises ``UnknownArticle`` for an unknown id."""
        condition, values = self.condition(filters)
        # One string of numbers, not a row for each: several times as fast.
        listed = self.connection.execute(
            f"SELECT group_concat(p.first), group_concat(p.last) FROM places p WHERE {condition}",  # noqa: S608
            values,
        ).fetchone()
        if listed[0] is None:
            return np.empty(0, dtype=np.int64)
        firsts, lasts = (np.fromstring(each, dtype=np.int64, sep=",") for each in listed)
        firsts, at = np.unique(firsts, return_index=True)  # an article may have several places
        lengths = lasts[at] - firsts
        shifts = np.repeat(firsts - np.concatenate(([0], np.cumsum(lengths)[:-1])), lengths)
        return shifts + np.arange(lengths.sum())

    def source_of(self, digest: bytes, source: str | None) -> str | None:
        """The source under which a page's content is in the library; none when its own source has another content.

        Without a source of its own, any will do.
        """
        row = self.connection.execute(
            "SELECT source FROM pages WHERE digest = ?1 "
            "AND NOT EXISTS (SELECT 1 FROM pages WHERE source = ?2 AND digest <> ?1)",
            (digest, source),
        ).fetchone()
        return row[0] if row else None

    def source_named(self, name: str) -> str:
        """The source of a page by its whole name or its file's.

        Raises ``UnknownArticle`` where no page has it, ``InputError`` where several have.
        """
        found = self.connection.execute(
            "SELECT source FROM pages WHERE source = ?1 OR substr(source, -length(?2)) = ?2", (name, f"/{name}")
        ).fetchall()
        sources = [row[0] for row in found]
        if name in sources:
            return name
        if len(sources) == 1:
            return str(sources[0])
        if sources:
            listed = ", ".join(sorted(sources)[:3])
            raise InputError(
                f"{len(sources)} pages are called {name[:200]!r}.", remedy=f"Name one whole, like {listed}."
            )
        raise UnknownArticle(
            f"The library has no article or page {name[:200]!r}.",
            remedy="`jianbao articles` lists the ids; a page is called by its file's name.",
        )

    def parts_of(self, source: str) -> list[int]:
        """The parts that a page holds."""
        query = "SELECT t.number FROM parts t JOIN pages p ON t.page = p.number WHERE p.source = ?"
        return [row[0] for row in self.connection.execute(query, (source,))]

    def parts_in(self, article_id: str) -> list[int]:
        """The parts that an article was made of."""
        return [row[0] for row in self.connection.execute("SELECT number FROM parts WHERE article = ?", (article_id,))]

    def keys_of(self, parts: Iterable[int]) -> set[str]:
        """The link keys of parts."""
        query = "SELECT key FROM links WHERE part = ?"
        return {row[0] for part in parts for row in self.connection.execute(query, (part,))}

    def linked_parts(self, keys: Iterable[str]) -> set[int]:
        """The parts that a chain of shared link keys connects with these keys."""
        query = "SELECT part FROM links WHERE key = ?"
        reached: set[int] = set()
        followed: set[str] = set()
        ahead = set(keys)
        while ahead:
            parts = {row[0] for key in ahead for row in self.connection.execute(query, (key,))} - reached
            reached |= parts
            followed |= ahead
            ahead = self.keys_of(parts) - followed
        return reached

    def part(self, number: int) -> tuple[Article, str]:
        """A part, and the id of the article that it went into."""
        record, article = self.connection.execute(
            "SELECT record, article FROM parts WHERE number = ?", (number,)
        ).fetchone()
        return load_article(record), article

    def record_of(self, article_id: str) -> str | None:
        """An article's record as it stands."""
        row = self.connection.execute("SELECT record FROM articles WHERE id = ?", (article_id,)).fetchone()
        return row[0] if row else None

    def counts_of(self, sources: Iterable[str]) -> tuple[int, int]:
        """How many articles and chunks are printed in these sources."""
        query = "SELECT article, last - first FROM places WHERE source = ?"
        found = {row[0]: row[1] for source in sources for row in self.connection.execute(query, (source,))}
        return len(found), sum(found.values())

    def has_vector(self, text_key: bytes) -> bool:
        """Whether a text's vector is known, from a chunk or from work that was cut off."""
        row = self.connection.execute(
            "SELECT EXISTS (SELECT 1 FROM embedded WHERE text_key = ?1) "
            "OR EXISTS (SELECT 1 FROM chunks WHERE text_key = ?1)",
            (text_key,),
        ).fetchone()
        return bool(row[0])

    def condition(self, filters: Filters) -> tuple[str, list[str]]:
        """Filters as SQL over a row ``p`` of places: date and paper must hold of one and the same printing."""
        check_days(filters)
        conditions: list[str] = ["1"]
        values: list[str] = []
        if filters.since:
            conditions.append("p.date >= ?")
            values.append(filters.since.isoformat())
        if filters.until:
            conditions.append("p.date <= ?")
            values.append(filters.until.isoformat())
        if filters.newspaper:
            conditions.append("p.newspaper = ?")
            values.append(fold_name(filters.newspaper))
        if filters.author:
            conditions.append("p.article IN (SELECT article FROM authors WHERE name = ?)")
            values.append(fold_name(filters.author))
        if filters.articles:
            wanted = json.dumps(filters.articles)
            unknown = self.connection.execute(
                "SELECT value FROM json_each(?) WHERE NOT EXISTS (SELECT 1 FROM articles WHERE id = value) LIMIT 1",
                (wanted,),
            ).fetchone()
            if unknown:
                raise _unknown(unknown[0])
            conditions.append("p.article IN (SELECT number FROM articles WHERE id IN (SELECT value FROM json_each(?)))")
            values.append(wanted)
        return " AND ".join(conditions), values


def _unknown(article_id: str) -> UnknownArticle:
    return UnknownArticle(
        f"The library has no article {article_id[:80]!r}.",
        remedy="`jianbao articles`, or GET /api/v1/articles, lists the ids.",
    )


def _chunk(article: Article, chunk_id: str, start: int, end: int, tokens: int) -> Chunk:
    return Chunk(chunk_id, article.id, start, end, article.body[start:end], tokens)


def printed_order(
    day: date | None, newspaper: str | None, page: str | None, source: str, start: int
) -> tuple[str, str, str, str, int]:
    """What articles are sorted by: day, paper, page by its number, source and place on the page."""
    numbered = re.sub(r"\d+", lambda match: match[0].zfill(8), page or "")
    return (day.isoformat() if day else "", fold_name(newspaper or ""), numbered, source, start)


def _order(article: Article) -> tuple[str, str, str, str, int]:
    first = article.places[0]
    start = first.spans[0][0] if first.spans else 0
    return printed_order(first.date, first.newspaper, first.page, first.source, start)
