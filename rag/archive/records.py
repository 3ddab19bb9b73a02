"""Articles and pages as JSON text, for the catalogue's tables.

Read by hand: JSON has neither days nor tuples nor dataclasses, and pages that an older version kept lack the fields
that have been added since. Whether a newer version wrote a library is for the catalogue's schema version to say, never
for what happens to load.
"""

from __future__ import annotations

import dataclasses
import json
from datetime import date
from typing import Any

from rag.types import Article, Block, MarkedArticle, Page, Place, Run, TextLine


def dump_article(article: Article) -> str:
    """Write an article as one line of JSON."""
    return _dump(article)


def load_article(text: str) -> Article:
    """Read an article that ``dump_article`` wrote."""
    return _article(json.loads(text))


def dump_page(page: Page) -> str:
    """Write a page, its text and printed lines included, as one line of JSON."""
    return _dump(page)


def load_page(text: str) -> Page:
    """Read a page that ``dump_page`` wrote."""
    record = json.loads(text)
    return Page(
        **{
            **record,
            "date": _date(record["date"]),
            "lines": tuple(TextLine(**line) for line in record["lines"]),
            # Pages that were kept before these were read have none.
            "rows": _pairs(record.get("rows", [])),
            "beside": _pairs(record.get("beside", [])),
            "marked": tuple(map(_marked, record.get("marked", []))),
        }
    )


def _dump(record: Article | Page) -> str:
    return json.dumps(dataclasses.asdict(record), ensure_ascii=False, separators=(",", ":"), default=_iso)


def _iso(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no place in a record")


def _date(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None


def _pairs(values: list[list[int]]) -> tuple[tuple[int, int], ...]:
    return tuple((start, end) for start, end in values)


def _marked(record: dict[str, Any]) -> MarkedArticle:
    return MarkedArticle(record["start"], record["end"], tuple(record["title"]) if record["title"] else None)


def _article(record: dict[str, Any]) -> Article:
    return Article(
        **{
            **record,
            "byline": tuple(record["byline"]),
            "blocks": tuple(Block(**block) for block in record["blocks"]),
            "runs": tuple(Run(**run) for run in record["runs"]),
            "places": tuple(
                Place(**{**place, "date": _date(place["date"]), "spans": _pairs(place["spans"])})
                for place in record["places"]
            ),
        }
    )
