"""Scores parsed pages against the truth: body whole, title and byline exact, page perfect, extra articles."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from rag.types import Article, ParsedPage
from tests.pages.truth import Gold, SetPage

WHOLE = 0.97


def dense(text: str) -> str:
    """Text without white space, soft hyphens and width variants."""
    shown = "".join(text.split()).replace("⁃", "").replace("\u00ad", "")
    return unicodedata.normalize("NFKC", shown)


def grams(text: str, size: int = 6) -> Counter[str]:
    text = dense(text)
    return Counter(text[at : at + size] for at in range(max(1, len(text) - size + 1)))


def f1(found: str, gold: str) -> float:
    """The F1 of character 6-grams."""
    one, other = grams(found), grams(gold)
    shared = sum((one & other).values())
    return 2 * shared / (sum(one.values()) + sum(other.values()))


def title_is(article: Article, gold: Gold) -> bool:
    """A title is exact with or without its kicker: papers' archives file it either way."""
    found = dense(article.title)
    return found in (dense(gold.title), dense((gold.kicker or "") + gold.title))


@dataclass(slots=True)
class Score:
    """Counts over pages; shares are of the articles in the truth, or of the pages."""

    pages: int = 0
    gold: int = 0
    found: int = 0
    whole: int = 0
    title: int = 0
    byline: int = 0
    extra: int = 0
    perfect: int = 0
    misses: list[tuple[int, str, str, str]] = field(default_factory=list)

    def table(self) -> dict[str, float]:
        """The yardstick's figures."""
        gold, pages = max(self.gold, 1), max(self.pages, 1)
        return {
            "pages": self.pages,
            "articles": self.gold,
            "whole": self.whole / gold,
            "title": self.title / gold,
            "byline": self.byline / gold,
            "perfect": self.perfect / pages,
            "extra_per_100": 100 * self.extra / gold,
        }


def score(pairs: Iterable[tuple[SetPage, ParsedPage]]) -> Score:
    """Score parsed pages; each true article is matched with the found one whose body is nearest."""
    total = Score()
    for page, parsed in pairs:
        total.pages += 1
        total.gold += len(page.gold)
        total.found += len(parsed.articles)
        left = list(parsed.articles)
        perfect = True
        for gold in page.gold:
            best = max(left, key=lambda article: f1(article.body, gold.body), default=None)
            value = f1(best.body, gold.body) if best else 0.0
            if best is None or value < 0.3:
                total.misses.append((page.seed, "missing", gold.title, ""))
                perfect = False
                continue
            left.remove(best)
            checks = {
                "whole": value >= WHOLE,
                "title": title_is(best, gold),
                "byline": tuple(map(dense, best.byline)) == tuple(map(dense, gold.byline)),
            }
            shown = {"whole": f"{value:.3f}", "title": best.title, "byline": " ".join(best.byline)}
            for name, right in checks.items():
                setattr(total, name, getattr(total, name) + right)
                if not right:
                    wanted = {"whole": gold.title, "title": gold.title, "byline": " ".join(gold.byline)}[name]
                    total.misses.append((page.seed, name, wanted, shown[name]))
            perfect = perfect and all(checks.values())
        total.extra += len(left)
        total.misses.extend((page.seed, "extra", article.title, article.body[:40]) for article in left)
        total.perfect += perfect and not left
    return total
