"""Figures beside something named: what each part of the bench measures, and the report collects."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Ratio:
    """A figure of ours beside another of the same unit, measured in the same run."""

    figure: str
    ours: float
    beside: str
    theirs: float
    unit: str

    @property
    def row(self) -> tuple[str, ...]:
        """A row of the report's table."""
        ratio = f"{self.ours / self.theirs:.3g}" if self.theirs else "-"
        return (self.figure, f"{self.ours:.4g} {self.unit}", self.beside, f"{self.theirs:.4g} {self.unit}", ratio)


HEAD = ("figure", "ours", "beside", "theirs", "ratio")


def table(ratios: Sequence[Ratio]) -> str:
    """The ratios as a Markdown table."""
    rows = [HEAD, ("---",) * len(HEAD), *(ratio.row for ratio in ratios)]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def finish(result: dict[str, Any], ratios: Sequence[Ratio], out: Path | None) -> None:
    """Print the ratios, and write them with all that was measured to a file of JSON."""
    print(table(ratios))
    if out:
        out.parent.mkdir(parents=True, exist_ok=True)
        whole = {**result, "ratios": [asdict(ratio) for ratio in ratios]}
        out.write_text(json.dumps(whole, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
