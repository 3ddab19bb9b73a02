"""Prints the yardstick of article recovery: ``python -m bench.articles [--profile daily] [--held|--speed] [--misses]``.

``--held`` scores the untouched set: other stories and other seeds than those that the parser was tuned on. The profile
``varied`` draws every fault from everywhere, ``daily`` sets pages in the manner of one financial daily, ``hard`` gives
each page one fault that is hard to tell (it has no untouched set). ``--speed``
takes 1 MB and 10 MB of such pages' text apart, each in one piece, and gives the seconds of processor time and their
ratio, which tells whether the work grows with the text.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Sequence

from rag.articles import parse_page
from rag.types import Page
from tests.pages.daily import load_daily, set_daily
from tests.pages.hard import load_hard, set_hard
from tests.pages.scorer import score
from tests.pages.setter import set_page
from tests.pages.stories import load
from tests.pages.truth import SetPage, Story

_MEGABYTE = 1_000_000


def text_of(size: int, setter: Callable[[int, Sequence[Story]], SetPage], stories: Sequence[Story]) -> str:
    """Pages' text, one after another in one sheet each, of a size in bytes of UTF-8."""
    parts: list[str] = []
    while size > 0:
        parts.append(setter(len(parts), stories).text)
        size -= len(parts[-1].encode())
    return "\f".join(parts)


def speed(setter: Callable[[int, Sequence[Story]], SetPage], stories: Sequence[Story]) -> None:
    """Print the processor time that 1 MB and 10 MB of text take."""
    seconds = []
    for megabytes in (1, 10):
        page = Page("pages", text_of(megabytes * _MEGABYTE, setter, stories))
        started = time.process_time()
        parse_page(page)
        seconds.append(time.process_time() - started)
        print(f"{f'seconds_{megabytes}_mb':14} {seconds[-1]:.2f}")
    print(f"{'ratio':14} {seconds[1] / seconds[0]:.2f}")


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--profile", choices=["varied", "daily", "hard"], default="varied")
    options.add_argument("--held", action="store_true", help="score the untouched set")
    options.add_argument("--pages", type=int, default=200)
    options.add_argument("--first", type=int, default=0, help="the first page's number in its set")
    options.add_argument("--misses", action="store_true", help="list what went wrong")
    options.add_argument("--speed", action="store_true", help="time 1 MB and 10 MB of text instead")
    given = options.parse_args()
    first = given.first + (1_000_000 if given.held else 0)
    if given.held and given.profile == "hard":
        options.error("the profile hard has no untouched set")
    stories = load(held=given.held)
    if given.profile == "daily":
        stories = [*load_daily(held=given.held), *stories]
    elif given.profile == "hard":
        stories = load_hard()
    setter = {"daily": set_daily, "hard": set_hard}.get(given.profile, set_page)
    if given.speed:
        speed(setter, stories)
        return
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
