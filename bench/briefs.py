"""Measure briefs: ``python -m bench.briefs [--llm extractive|local|openai] [--length N] [--only ID ...] [--show]``.

Over the sample archive: the shares of sentences with a citation, of citations whose quote stands at its offsets, of key
figures (those of the headline and the opening paragraph) that are kept, the figures that the source does not print,
and the sentences that lean on one that is not there. Against the reference briefs of ``tests/archive/summaries.jsonl``:
ROUGE-1, 2 and L (Lin, 2004), F1 over characters in Chinese and words in English.
"""

from __future__ import annotations

import argparse
import json
import re
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rag.app import Library
from rag.fakes import FakeEmbedder, MemoryStore
from rag.settings import Settings
from rag.types import Article, Summary

ARCHIVE = Path(__file__).parents[1] / "tests" / "archive"
# Figures are read by a pattern of the yardstick's own, so that it does not share the blind spots of what it measures.
_NUMBER = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")
_LEANING = re.compile(r"(?:他们?|她|它们?|其(?!他|余)|其中|该|此|这|对此|据此|He |She |It |They |This |These |That )")
_TOKEN = re.compile(r"[A-Za-z]+|\d+(?:\.\d+)?|[㐀-鿿]")


@dataclass(frozen=True, slots=True)
class Scores:
    """What one brief scores; counts in pairs of right and all."""

    cited: tuple[int, int]
    at_offsets: tuple[int, int]
    key_figures: tuple[int, int]
    foreign_figures: int
    leaning: int
    sentences: int
    characters: int
    rouge: tuple[float, float, float] | None


def entries() -> list[dict[str, Any]]:
    """The articles of the sample archive that are whole: no halves, no second prints."""
    lines = (ARCHIVE / "articles.jsonl").read_text(encoding="utf-8").splitlines()
    articles = [json.loads(line) for line in lines]
    return [each for each in articles if not (each.get("continues") or each["continued_to"] or each.get("wire_of"))]


def references() -> dict[str, str]:
    """The reference briefs by the number of their article."""
    lines = (ARCHIVE / "summaries.jsonl").read_text(encoding="utf-8").splitlines()
    return {entry["article"]: entry["summary"] for entry in map(json.loads, lines)}


def shelve(folder: Path, chosen: Sequence[dict[str, Any]]) -> None:
    """Write each article as a page of its own."""
    for entry in chosen:
        byline = f"本报记者 {' '.join(entry['byline'])}" if entry["language"] == "zh" else f"By {entry['byline'][0]}"
        lines = [entry["title"], *([byline] if entry["byline"] else []), *(block["text"] for block in entry["blocks"])]
        name = f"{entry['newspaper']}-{entry['date']}-{entry['page']}.txt"
        (folder / entry["id"]).mkdir()
        (folder / entry["id"] / name).write_text("\n".join(lines), encoding="utf-8")


def numbers(text: str) -> set[str]:
    """The figures of a text, bare of separators."""
    return {number.replace(",", "") for number in _NUMBER.findall(text)}


def tokens(text: str) -> list[str]:
    """Characters in Chinese, words in English, figures whole."""
    return [token.lower() for token in _TOKEN.findall(re.sub(r"\[\d+\]", "", text))]


def rouge(made: str, reference: str) -> tuple[float, float, float]:
    """ROUGE-1, 2 and L of a brief, as F1."""
    one, two = tokens(made), tokens(reference)
    scores = []
    for size in (1, 2):
        left = Counter(tuple(one[at : at + size]) for at in range(len(one) - size + 1))
        right = Counter(tuple(two[at : at + size]) for at in range(len(two) - size + 1))
        scores.append(f1((left & right).total(), left.total(), right.total()))
    row = [0] * (len(two) + 1)
    for token in one:
        before = 0
        for at, other in enumerate(two, 1):
            before, row[at] = row[at], before + 1 if token == other else max(row[at], row[at - 1])
    return scores[0], scores[1], f1(row[-1], len(one), len(two))


def f1(common: int, made: int, wanted: int) -> float:
    """The harmonic mean of precision and recall."""
    return 2 * common / (made + wanted) if made + wanted else 0.0


def judge(library: Library, article: Article, summary: Summary, reference: str | None) -> Scores:
    """Score one brief."""
    pages = {place.source: library.page_text(place.source) for place in article.places}
    right = sum(
        "".join(pages[citation.source][citation.start : citation.end].split()) == "".join(citation.quote.split())
        and citation.quote in article.body
        for citation in summary.citations
    )
    lead = next(iter(article.texts("paragraph")), "")
    key = numbers(article.title + "\n" + lead)
    shown = " ".join(sentence.text for sentence in summary.sentences)
    source = numbers(article.title + "\n" + article.body)
    quoted = {citation.n: citation for citation in summary.citations}
    leaning = 0
    for before, sentence in zip([None, *summary.sentences], summary.sentences, strict=False):
        leans = _LEANING.match(sentence.text) is not None
        ends = {quoted[n].body_end for n in before.citations} if before else set()
        starts = {quoted[n].body_start for n in sentence.citations}
        # What it leans on is there, if the sentence before it in print is told before it.
        leaning += leans and not any(0 <= start - end <= 1 for start in starts for end in ends)
    return Scores(
        (sum(bool(sentence.citations) for sentence in summary.sentences), len(summary.sentences)),
        (right, len(summary.citations)),
        (len(key & numbers(shown)), len(key)),
        len(numbers(shown) - source),
        leaning,
        len(summary.sentences),
        len(shown),
        rouge(shown, reference) if reference else None,
    )


def main() -> None:
    """Brief the archive and print the table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--llm", choices=("extractive", "local", "openai"), default="extractive")
    options.add_argument("--length", type=int, help="sentences of each brief, instead of the default")
    options.add_argument("--only", nargs="*", help="articles by their number in the archive")
    options.add_argument("--referenced", action="store_true", help="only the articles that have a reference")
    options.add_argument("--show", action="store_true", help="print each brief")
    given = options.parse_args()
    wanted = references()
    chosen = [each for each in entries() if not given.only or each["id"] in given.only]
    chosen = [each for each in chosen if each["id"] in wanted or not given.referenced]
    with tempfile.TemporaryDirectory() as folder:
        shelf = Path(folder) / "pages"
        shelf.mkdir()
        shelve(shelf, chosen)
        settings = Settings.load(home=Path(folder) / "library", llm=given.llm)
        with Library(settings, embedder=FakeEmbedder(), store=MemoryStore()) as library:
            library.add([shelf])
            report([*score_all(library, chosen, wanted, given.length, show=given.show)])


def score_all(
    library: Library, chosen: Sequence[dict[str, Any]], wanted: dict[str, str], length: int | None, *, show: bool
) -> Iterator[Scores]:
    """Brief and score each article."""
    by_source = {Path(article.source).parent.name: article for article in library.articles()}
    for entry in chosen:
        article = by_source.get(entry["id"])
        if article is None:
            print(f"{entry['id']}: no article came back")
            continue
        began = time.perf_counter()
        summary = next(iter(library.summarize([article.id], sentences=length)))
        scores = judge(library, article, summary, wanted.get(entry["id"]))
        yield scores
        if show:
            print(f"\n# {entry['id']} {article.title}  ({time.perf_counter() - began:.1f} s)")
            print("\n".join(sentence.text for sentence in summary.sentences))
            print(f"= {wanted.get(entry['id'], '-')}")
            print(f"  key {scores.key_figures} leaning {scores.leaning} rouge {scores.rouge}", flush=True)


def report(scores: Sequence[Scores]) -> None:
    """Print the table."""
    for name in ("cited", "at_offsets", "key_figures"):
        pairs = [getattr(each, name) for each in scores]
        print(f"{name:20} {sum(right for right, _ in pairs) / max(1, sum(of for _, of in pairs)):.3f}")
    for name in ("foreign_figures", "leaning"):
        print(f"{name:20} {sum(getattr(each, name) for each in scores)}")
    for name in ("sentences", "characters"):
        print(f"{name:20} {statistics.mean(getattr(each, name) for each in scores):.1f}")
    rouges = [each.rouge for each in scores if each.rouge]
    for at, name in enumerate(("rouge_1", "rouge_2", "rouge_l")):
        print(f"{name:20} {statistics.mean(each[at] for each in rouges):.3f}" if rouges else f"{name:20} -")
    print(f"{'briefs':20} {len(scores)}, of which {len(rouges)} with a reference")


if __name__ == "__main__":
    main()
