"""How well the local model tells whether a printed sentence answers: ``python -m bench.judge [--questions 60]``.

Of development questions drawn at random, the two sentences of each part that are best by their words are judged.
Printed are areas under the ROC curve (Hanley and McNeil 1982): of the odds, for whether a sentence prints the evidence;
of a question's highest odds, for whether the archive has the answer at all; and the seconds that one judgement takes.
``--prompts`` is a folder with another ``judge.zh.txt``. ``--pairs`` judges the near misses of ``bench/judged`` instead:
printed passages, each with three questions that it answers and three that it does not, though it looks as if it might;
in the files of ``parts`` long questions, of which it answers one thing or none.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

import prompts
from bench.worth import bare, questions, sample_index
from rag.archive.index import Index
from rag.archive.rarity import Rarity
from rag.evidence import ranking
from rag.evidence.judge import Hearing, Judge, judge_by
from rag.evidence.retrieve import search
from rag.evidence.worth import worth
from rag.models.chat import open_model
from rag.prose.questions import read_question
from rag.prose.reread import reread
from rag.prose.sentences import sentences_of
from rag.questions.parts import read_parts
from rag.settings import Settings

HEARD = 2
PAIRS = Path(__file__).parent / "judged"


def area(odds: Sequence[float], right: Sequence[bool]) -> float:
    """The share of pairs of a right and a wrong one in which the right one has the higher odds; ties count half."""
    yes = np.array([value for value, is_right in zip(odds, right, strict=True) if is_right])[:, None]
    no = np.array([value for value, is_right in zip(odds, right, strict=True) if not is_right])
    return float(((yes > no) + 0.5 * (yes == no)).mean())


def judged(index: Index, judge: Judge, asked: dict[str, Any], seconds: list[float]) -> list[tuple[float, bool]]:
    """The odds of the best sentences for a question, and whether each prints its evidence."""
    offered = [
        (hit.article, each) for hit in search(index, asked["question"], 10) for each in sentences_of(hit.article)
    ]
    offered = list(dict.fromkeys(offered))
    vector = index.embedder.embed_query(asked["question"])

    def likeness(_: str, texts: Sequence[str]) -> list[float]:
        return [float(each @ vector) for each in index.embedder.embed_passages(texts)] if texts else []

    with index.snapshot() as snapshot:
        known = Rarity(snapshot).known
        reading = reread(read_question(asked["question"]), known)
        hearing = Hearing(judge, [reading.text], offered)
        rows = []
        for part in read_parts(reading, known):
            scored = ranking.measure(part, offered, likeness)
            for row in sorted(scored, key=worth, reverse=True)[:HEARD]:
                began = time.perf_counter()
                odds = hearing.odds(row.sentence)
                seconds.append(time.perf_counter() - began)
                if odds is not None:
                    rows.append((odds, any(bare(run) in bare(row.sentence.text) for run in asked["evidence"])))
    return rows


def judge_pairs(judge: Judge, path: Path) -> tuple[list[float], list[bool]]:
    """The odds of each question of a file's passages, and whether the passage states the answer."""
    odds, stated = [], []
    for line in path.read_text(encoding="utf-8").splitlines():
        told = json.loads(line)
        passage = f"《{told['title']}》{told['text']}"
        for kind in ("yes", "no"):
            leanings = [judge(question, passage) for question in told[kind]]
            odds += [leaning.odds for leaning in leanings if leaning]
            stated += [kind == "yes" for leaning in leanings if leaning]
    return odds, stated


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--questions", type=int, default=60)
    parser.add_argument("--prompts", type=Path)
    parser.add_argument("--pairs", action="store_true")
    options = parser.parse_args()
    settings = Settings.load(llm="local")
    model = open_model(settings)
    if model is None:
        raise SystemExit("There is no local model.")
    judge = judge_by(model, prompts.load_all(options.prompts))
    for path in sorted(PAIRS.glob("*.jsonl")) if options.pairs else ():
        odds, stated = judge_pairs(judge, path)
        print(f"{path.stem}: {len(odds)} pairs, area {area(odds, stated):.3f}", flush=True)
    if options.pairs:
        return
    seconds: list[float] = []
    of_sentences, of_questions = [], []
    chosen = random.Random(5).sample(questions(), options.questions)
    with sample_index(settings) as index:
        for number, asked in enumerate(chosen, 1):
            rows = judged(index, judge, asked, seconds)
            print(f"\r{number} of {len(chosen)} questions ", end="", file=sys.stderr)
            if rows:
                of_questions.append((max(odds for odds, _ in rows), bool(asked["facts"])))
                of_sentences += rows if asked["facts"] else []
    print(f"{len(of_questions)} questions, {len(of_sentences)} sentences of those that can be answered")
    print(f"a sentence prints the evidence: area {area(*zip(*of_sentences, strict=True)):.3f}")
    print(f"the archive has the answer: area {area(*zip(*of_questions, strict=True)):.3f}")
    print(f"a judgement takes {statistics.median(seconds):.2f} s (median of {len(seconds)})")


if __name__ == "__main__":
    main()
