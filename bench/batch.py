"""Measure batches: ``python -m bench.batch [--articles 12] [--concurrency 1 2 4] [--llm local]``.

Articles a minute at each concurrency, over invented articles of the sample archive, in a library of its own. The local
model's server is started anew for each, with as many slots, and is warm when the clock starts. ``--pages FOLDER``
briefs other pages instead.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

from bench.figures import Ratio, finish
from rag.app import Library, open_library
from rag.settings import Settings
from ui.brief_file import BriefFile

SAMPLES = Path(__file__).parent.parent / "rag" / "samples"


def measure(home: Path, folder: Path, llm: str, slots: int, articles: int) -> dict[str, float | int]:
    """Brief the articles once, after one that warms the server up."""
    with (
        Library(Settings.load(home=home, llm=llm, llm_slots=slots)) as library,
        BriefFile(folder / f"{slots}.jsonl") as book,
    ):
        items = library.items(library.articles())
        warm, measured = items[:1], items[1 : 1 + articles]
        library.batch(warm, book, concurrency=slots)
        began = time.perf_counter()
        tally = library.batch(measured, book, concurrency=slots)
        seconds = time.perf_counter() - began
    return {
        "concurrency": slots,
        "articles": tally.done,
        "failed": tally.failed,
        "seconds": round(seconds, 1),
        "articles_per_minute": round(60 * tally.done / seconds, 2),
        "prompt_tokens_per_second": round(tally.usage.prompt_tokens / seconds, 1),
        "completion_tokens_per_second": round(tally.usage.completion_tokens / seconds, 1),
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=12)
    parser.add_argument("--concurrency", type=int, nargs="+", default=[1, 2, 4])
    parser.add_argument("--llm", default="local", choices=["local", "openai", "extractive"])
    parser.add_argument("--pages", type=Path, default=SAMPLES)
    parser.add_argument("--out", type=Path)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        home = folder / "home"
        with open_library(home, llm="extractive") as library:
            library.add([given.pages])
        rows = []
        columns = (
            "concurrency",
            "articles",
            "failed",
            "seconds",
            "articles_per_minute",
            "completion_tokens_per_second",
        )
        print("  ".join(columns))
        for slots in given.concurrency:
            rows.append(measure(home, folder, given.llm, slots, given.articles))
            print("  ".join(f"{rows[-1][column]:>{len(column)}}" for column in columns), flush=True)
    one = rows[0]
    ratios = [
        Ratio(
            f"briefs at concurrency {row['concurrency']}", row["articles_per_minute"],
            f"concurrency {one['concurrency']}", one["articles_per_minute"], "a minute",
        )
        for row in rows[1:]
    ]  # fmt: skip
    finish({"llm": given.llm, "runs": rows}, ratios, given.out)


if __name__ == "__main__":
    main()
