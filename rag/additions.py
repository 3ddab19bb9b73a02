"""What adding pages to a library did: what was taken, what could not be, and what is odd about the rest."""

from __future__ import annotations

from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True)
class Failure:
    """An item that a batch could not take, and why."""

    source: str
    error: str


@dataclass(frozen=True, slots=True)
class Notice:
    """A page that was taken though something about it is odd, and what."""

    source: str
    warning: str


@dataclass(frozen=True, slots=True)
class AddReport:
    """What an ``add`` did: counts of what the given paths hold, what could not be read, and what is odd.

    ``replaced`` names pages that took another text's place, ``renamed`` those kept beside another of their name.
    """

    pages: int = 0
    articles: int = 0
    chunks: int = 0
    added: int = 0
    unchanged: int = 0
    failed: tuple[Failure, ...] = ()
    warnings: tuple[Notice, ...] = ()
    replaced: tuple[Notice, ...] = ()
    renamed: tuple[Notice, ...] = ()

    def __add__(self, other: AddReport) -> AddReport:
        return AddReport(*(getattr(self, each.name) + getattr(other, each.name) for each in fields(self)))
