"""What a web page says of itself in its markup: the paper, the day on which it was put out, the writers.

It is trusted as the file's own text is, no further: values are short, a paper must be named like one, a day must be in
the calendar, and where two disagree, nothing is known.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeVar

from rag.readers.metadata import Imprint, day_of, paper_of

_T = TypeVar("_T")
# Closed classes of the names in use, by trust: Open Graph, schema.org, Dublin Core, then what sites made up.
_PAPERS = ("og:site_name", "citation_journal_title", "publisher", "dc.publisher", "source", "mediaid")
_DAYS = ("article:published_time", "og:published_time", "datepublished", "dc.date.issued", "dc.date", "dcterms.date")
_MORE_DAYS = ("publishdate", "publish-date", "publish_date", "publish_time", "publishtime", "pubdate", "date")
_WRITERS = ("author", "article:author", "dc.creator", "byl")
_TIME = "time"
_WANTED = frozenset((*_PAPERS, *_DAYS, *_MORE_DAYS, *_WRITERS))
_LONGEST_VALUE = 80
_MOST_VALUES = 200


class Declared:
    """Gathers what a page's elements declare, in the order in which they come."""

    def __init__(self) -> None:
        self._values: dict[str, list[str]] = {}
        self._count = 0

    def element(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Take in a ``meta`` or ``time`` element."""
        if tag == "meta":
            for named in ("property", "name", "itemprop"):
                name = attributes.get(named, "").strip().casefold()
                if name in _WANTED:
                    self._take(name, attributes.get("content", ""))
                    return
        elif tag == _TIME:
            self._take(_TIME, attributes.get("datetime", ""))

    def _take(self, name: str, value: str) -> None:
        text = " ".join(value[: _LONGEST_VALUE + 1].split())
        if text and len(text) <= _LONGEST_VALUE and text.isprintable() and self._count < _MOST_VALUES:
            self._values.setdefault(name, []).append(text)
            self._count += 1

    def imprint(self) -> Imprint:
        """The paper and the day, as far as the page names one of each."""
        papers = [[paper_of(value) for value in self._values.get(name, ())] for name in _PAPERS]
        days = [[day_of(value) for value in self._values.get(name, ())] for name in (*_DAYS, *_MORE_DAYS, _TIME)]
        return Imprint(newspaper=_first_agreed(papers), date=_first_agreed(days))

    def writers(self) -> str | None:
        """Who wrote it, as it is declared; a paper or a site that signs for itself is no writer."""
        sites = {site.casefold() for name in _PAPERS for site in self._values.get(name, ())}
        named = [value for name in _WRITERS for value in self._values.get(name, ())]
        writers = [value for value in named if value.casefold() not in sites and paper_of(value) is None]
        return writers[0] if writers else None


def _first_agreed(groups: Sequence[Sequence[_T | None]]) -> _T | None:
    """What the first group with a value in it holds, where all its values agree."""
    for group in groups:
        known = {value for value in group if value is not None}
        if known:
            return known.pop() if len(known) == 1 else None
    return None
