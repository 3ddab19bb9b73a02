"""Names that a file system holds and no database or JSON does."""

from __future__ import annotations


def storable(name: str) -> str:
    """A name as it is, but for bytes that are no UTF-8, which are spelled out: two names never become one."""
    return name.encode("utf-8", "backslashreplace").decode()
