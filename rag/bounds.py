"""The bounds of the numbers that a program gives: beyond them slices and a model's budgets go wrong in silence."""

from __future__ import annotations

from rag.errors import InputError

MOST_SENTENCES = 20


def bounded(number: int | None, what: str, most: int | None = None) -> None:
    """Raise ``InputError`` for a number below 1, or above the ``most`` that there may be; unset, it is in bounds."""
    if number is not None and (number < 1 or (most is not None and number > most)):
        raise InputError(f"{what} is {number}.", remedy=f"Give 1 to {most}." if most else "Give 1 or more.")
