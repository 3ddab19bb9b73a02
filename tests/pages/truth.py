"""The nouns of the yardstick: a story as it was written, and the truth about a page that it was set on."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Story:
    """An article as it was written; ``blocks`` are (kind, text)."""

    id: str
    title: str
    byline: tuple[str, ...]
    blocks: tuple[tuple[str, str], ...]
    kicker: str | None = None
    language: str = "zh"


@dataclass(frozen=True, slots=True)
class Gold:
    """What a parser must find of a story on its page."""

    title: str
    byline: tuple[str, ...]
    body: str
    subheads: tuple[str, ...]
    kicker: str | None = None


@dataclass(frozen=True, slots=True)
class SetPage:
    """A page's text and the truth about it."""

    seed: int
    text: str
    gold: tuple[Gold, ...]
