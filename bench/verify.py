"""Measure attribution and verification on seeded faults: ``python -m bench.verify [--held] [--show]``."""

from __future__ import annotations

import argparse
import statistics
import time
from collections import Counter
from collections.abc import Sequence

from rag.proof.attribute import attribute
from rag.proof.owners import carried_on_from
from rag.proof.verify import verify
from rag.prose.sentences import sentences_of
from rag.types import Article, Sentence
from tests.dated import dated_faults, dated_sentences
from tests.faults import Correct, Faulty, correct_sentences, faulty_sentences
from tests.owned import owned_faults, owned_sentences
from tests.swapped import exchanged


def judge(text: str, article: Article, candidates: tuple[Sentence, ...]) -> tuple[str, ...]:
    """Attribute and verify a sentence as an answer does; the problems found."""
    support = attribute(text, candidates, page_date=article.date)
    if not support:
        return ("no support",)
    blocks = [article.body[block.start : block.end] for block in article.blocks]
    paragraphs = [block for block in blocks if any(sentence.text in block for sentence in support)]
    found = verify(text, support, page_date=article.date, context=(article.title, *paragraphs), beside=candidates)
    another = carried_on_from(text, (), support, {article.id: article})
    return found if another is None else (*found, another)


def main() -> None:
    """Print the table: faults caught and false alarms by kind, and the time of a sentence."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--held", action="store_true", help="measure the half that nothing is tuned on")
    parser.add_argument("--show", action="store_true", help="print what was judged wrongly")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    print(f"half: {'held back' if given.held else 'development'}, seed {given.seed}")
    correct = correct_sentences(held=given.held, seed=given.seed)
    measure(correct, faulty_sentences(correct, 300, seed=given.seed), show=given.show)
    print("owners of every kind (tests/owned.py)")
    measure(owned_sentences(given.seed, 300), owned_faults(given.seed, 300), show=given.show)
    print("two exchanged in one line (tests/swapped.py)")
    measure(*exchanged(), show=given.show)
    print("another period of the same sentence (tests/dated.py)")
    measure(dated_sentences(given.seed, 300), dated_faults(given.seed, 300), show=given.show)


def measure(correct: Sequence[Correct], faulty: Sequence[Faulty], *, show: bool) -> None:
    """Print what is caught of the faulty sentences and told of the correct ones, and, if asked, each wrong verdict."""
    candidates = {one.article.id: sentences_of(one.article) for one in [*correct, *(fault.was for fault in faulty)]}
    seconds: list[float] = []

    def timed(text: str, one: Correct) -> tuple[str, ...]:
        begin = time.perf_counter()
        problems = judge(text, one.article, candidates[one.article.id])
        seconds.append(time.perf_counter() - begin)
        return problems

    alarms: Counter[str] = Counter()
    caught: Counter[str] = Counter()
    for one in correct:
        if problems := timed(one.text, one):
            alarms[one.form] += 1
            if show:
                print("ALARM ", one.form, one.article.id, one.text, problems)
    for fault in faulty:
        if timed(fault.text, fault.was):
            caught[fault.kind] += 1
        elif show:
            print("MISSED", fault.kind, fault.was.article.id, fault.text, "| WAS", fault.was.text)
    for name, total, hits in (
        ("faults caught", Counter(fault.kind for fault in faulty), caught),
        ("false alarms", Counter(one.form for one in correct), alarms),
    ):
        print(f"{name}: {hits.total()}/{total.total()} = {hits.total() / total.total():.3f}")
        for kind in sorted(total):
            print(f"  {kind:18} {hits[kind]:4}/{total[kind]:4}")
    print(f"a sentence: p50 {statistics.median(seconds) * 1000:.1f} ms, most {max(seconds) * 1000:.1f} ms")


if __name__ == "__main__":
    main()
