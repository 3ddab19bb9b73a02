"""In what office a sentence shows somebody: 「行长李明」 is not shown as 「董事长李明」."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.prose.names import TITLES, people

# What anybody in an office may be called.
_ANY = frozenset(["负责人", "专家", "主管", "经理", "记者", "研究员", "医生"])


def unprinted_office(text: str, printed: Sequence[str]) -> str | None:
    """Find an office that a text gives somebody before his name and no source prints, where they give him another."""
    there = "\n".join(printed)
    for name in people(text):
        told = _office_of(name, there)
        said = _office_of(name, text)
        if said and told and said not in _ANY and not re.search(rf"(?<!副){re.escape(said)}", there):
            return said
    return None


def _office_of(name: str, text: str) -> str | None:
    """The last title right before a name."""
    found = re.search(rf"(?P<title>(?:副)?{TITLES}){re.escape(name)}", text)
    return found["title"] if found else None
