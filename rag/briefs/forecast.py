"""What a batch will cost, by the price table of the settings; ``Library.forecast`` counts its tokens."""

from __future__ import annotations

from collections.abc import Mapping

from rag.types import Usage

Prices = Mapping[str, tuple[float, float]]
"""The price of a million tokens, read and written, by model name or the beginning of one."""


def cost_of(usage: Usage, model: str, prices: Prices) -> float | None:
    """Cost of tokens, by the longest name in the table with which the model's begins; ``None`` if there is none."""
    names = [name for name in prices if model.startswith(name)]
    if not names:
        return None
    read, wrote = prices[max(names, key=len)]
    return (usage.prompt_tokens * read + usage.completion_tokens * wrote) / 1_000_000
