"""Prints the yardstick of article recovery: ``python -m bench.articles [--profile daily] [--held] [--misses]``.

``--held`` scores the untouched set: other stories and other seeds than those that the parser was tuned on. The profile
``varied`` draws every fault from everywhere, ``daily`` sets pages in the manner of one financial daily.
"""

from __future__ import annotations

import argparse
import time

from rag.articles import parse_page
from rag.types import Page
from tests.pages.daily import load_daily, set_daily
from tests.pages.scorer import score
from tests.pages.setter import set_page
from tests.pages.stories import load


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--profile", choices=["varied", "daily"], default="varied")
    options.add_argument("--held", action="store_true", help="score the untouched set")
    options.add_argument("--pages", type=int, default=200)
    options.add_argument("--first", type=int, default=0, help="the first page's number in its set")
    options.add_argument("--misses", action="store_true", help="list what went wrong")
    given = options.parse_args()
    first = given.first + (1_000_000 if given.held else 0)
    stories = load(held=given.held)
    if given.profile == "daily":
        stories = [*load_daily(held=given.held), *stories]
    setter = set_daily if given.profile == "daily" else set_page
    pages = [setter(first + seed, stories) for seed in range(given.pages)]
    started = time.perf_counter()
    parsed = [parse_page(Page(f"page{page.seed}", page.text)) for page in pages]
    seconds = time.perf_counter() - started
    result = score(zip(pages, parsed, strict=True))
    for name, value in result.table().items():
        print(f"{name:14} {value:.3f}" if isinstance(value, float) else f"{name:14} {value}")
    print(f"{'seconds':14} {seconds:.1f}")
    if given.misses:
        for miss in result.misses:
            print(*miss, sep=" | ")


if __name__ == "__main__":
    main()
