"""Which pages are one page, or one text: beside the catalogue's pages, so that no page is loaded to be told apart."""

from __future__ import annotations

import hashlib
import json
import re
import sqlite3
from pathlib import PurePath

from rag.archive.snapshot import Snapshot, fold_name
from rag.types import Page

EDITIONS = """
CREATE TABLE editions (
    source TEXT PRIMARY KEY REFERENCES pages (source) ON DELETE CASCADE, edition TEXT, text_key BLOB NOT NULL
) WITHOUT ROWID;
"""


def put_edition(connection: sqlite3.Connection, page: Page) -> None:
    """Note of a page that the catalogue holds which page of which day's paper it is, and which text."""
    connection.execute(
        "INSERT OR REPLACE INTO editions VALUES (?, ?, ?)", (page.source, _edition(page), _text_key(page))
    )


def namesakes(snapshot: Snapshot, page: Page) -> dict[int, bool]:
    """Number the pages of a page's file name, 「A01.txt」 being 1 and 「A01 (2).txt」 2, and say which are this page.

    A page of the same text is, and one of the same paper, day and number, read anew.
    """
    name = PurePath(page.source)
    with_number = re.compile(rf"{re.escape(name.stem)} \(([2-9]|[1-9]\d+)\){re.escape(name.suffix)}")
    rows = snapshot.connection.execute(
        "SELECT source, text_key = ? OR coalesce(edition = ?, FALSE) FROM editions "
        "WHERE source = ? OR source > ? AND source < ?",  # `)` is the sign after `(`
        (_text_key(page), _edition(page), page.source, f"{name.stem} (", f"{name.stem} )"),
    ).fetchall()
    found: dict[int, bool] = {}
    for source, same in rows:
        if source == page.source:
            found[1] = bool(same)
        elif at := with_number.fullmatch(source):
            found[int(at[1])] = bool(same)
    return found


def numbered(source: str, number: int) -> str:
    """A file's name with a number: 「A01.txt」, 「A01 (2).txt」."""
    name = PurePath(source)
    return source if number == 1 else f"{name.stem} ({number}){name.suffix}"


def is_edition(page: Page, known: Page) -> bool:
    """Tell whether two pages are surely one: a page that does not say of when and whose it is may be any day's."""
    edition = _edition(page)
    return edition is not None and edition == _edition(known)


def _edition(page: Page) -> str | None:
    if page.newspaper is None or page.date is None:
        return None
    return json.dumps([fold_name(page.newspaper), page.date.isoformat(), page.number], ensure_ascii=False)


def _text_key(page: Page) -> bytes:
    return hashlib.sha256(page.text.encode("utf-8", "surrogatepass")).digest()
