"""Texts made alike, so that what is only written differently can be compared."""

from __future__ import annotations

import unicodedata

from rag.prose.script import simplified

# Full-width forms fold one to one, so that offsets stay.
_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20, 0x2212: 0x2D}


def fold_width(text: str) -> str:
    """Replace full-width forms by their ASCII ones, traditional characters by simplified ones; offsets stay."""
    return simplified(text).translate(_WIDTH)


def fold(text: str) -> str:
    """Fold what is written alike (full-width forms, case, traditional characters); the length may change."""
    return simplified(unicodedata.normalize("NFKC", text).lower())
