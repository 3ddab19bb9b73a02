"""Fit the probe of the local model: ``python -m bench.probe [--pairs 1000] [--kept FILE] [--write]``.

Of the pairs of ``bench/judged`` (a printed passage and a question that it answers, or seems to), so many are drawn by
passages; of each, the logits of some tokens drawn at random are read. A ridge logistic regression of them (Hastie,
Tibshirani and Friedman, The Elements of Statistical Learning, 4.4 and 18.4) is the probe. Printed are areas under the
ROC curve over six folds of passages, beside those of the model's own word, and for each file those of a probe that has
seen none of it; then what share of the pairs without an answer, and with one, either says yes to. ``--kept`` is a file
that keeps what was read, so that a run goes on where the last one ended. ``--write`` puts the probe, scaled so that it
says yes as often where there is no answer as the model's word does, into ``rag/data/probes.json``.
"""

from __future__ import annotations

import argparse
import json
import random
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

import prompts
from bench.judge import PAIRS, area
from rag.evidence.judge import messages_of
from rag.models.chat import open_model
from rag.settings import Settings

FILE = Path(__file__).parent.parent / "rag" / "data" / "probes.json"
# Of the model's vocabulary, so many tokens are drawn, and every twelfth is read: more of them tell no more.
VOCABULARY, DRAWN, EACH = (300, 140_000), 3072, 12
RIDGE, STEPS, FOLDS = 30.0, 15, 6
# The thresholds of rag.evidence.judge lie between these.
LOWEST, HIGHEST = 0.5, 2.5
DIGITS = 4
Matrix = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Heard:
    """A question asked of a passage: how surely the model's word says yes, and the logits that were read."""

    file: str
    row: int
    question: str
    stated: bool
    odds: float
    logits: list[float]


def pairs() -> list[tuple[str, int, str, str, bool]]:
    """All pairs with their file and row, those of one passage together, in an order drawn at random."""
    rows = [
        (path.stem, number, json.loads(line))
        for path in sorted(PAIRS.glob("*.jsonl"))
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines())
    ]
    random.Random(5).shuffle(rows)
    return [
        (file, number, question, f"《{told['title']}》{told['text']}", kind == "yes")
        for file, number, told in rows
        for kind in ("yes", "no")
        for question in told[kind]
    ]


def hear(count: int, tokens: Sequence[int], kept: Path | None) -> Iterator[Heard]:
    """Ask the local model of the first pairs, but for those whose answers were kept."""
    known: dict[tuple[str, int, str], Heard] = {}
    if kept and kept.exists():
        for line in kept.read_text(encoding="utf-8").splitlines():
            each = Heard(**json.loads(line))
            known[each.file, each.row, each.question] = each
    model, prompt = open_model(Settings.load(llm="local")), prompts.load("judge", "zh")
    if model is None:
        raise SystemExit("There is no local model.")
    (_, yes), (_, no) = prompt.examples[:2]
    for file, row, question, passage, stated in pairs()[:count]:
        heard = known.get((file, row, question))
        if heard is None:
            asked = messages_of(prompt, question, passage)
            leant, told = model.lean(asked, yes, no), model.logits(asked, tokens)
            if leant is None or told is None:
                raise SystemExit("The local model does not tell logits.")
            heard = Heard(file, row, question, stated, leant.odds, list(told.values))
            if kept:
                with kept.open("a", encoding="utf-8") as out:
                    out.write(json.dumps(asdict(heard), ensure_ascii=False) + "\n")
        yield heard


def fit(columns: Matrix, stated: NDArray[np.bool_]) -> tuple[Matrix, float]:
    """Weights of centred logits, and the bias, by Newton's method."""
    mean = columns.mean(axis=0)
    spread = float((columns - mean).std())
    scaled = np.c_[(columns - mean) / spread, np.ones(len(columns))]
    ridge = RIDGE * np.diag([1.0] * columns.shape[1] + [0.0])
    weights = np.zeros(scaled.shape[1])
    for _ in range(STEPS):
        likely = 1 / (1 + np.exp(-scaled @ weights))
        slope = scaled.T @ (stated - likely) - ridge @ weights
        weights += np.linalg.solve((scaled * (likely * (1 - likely))[:, None]).T @ scaled + ridge, slope)
    return weights[:-1] / spread, float(weights[-1] - weights[:-1] @ mean / spread)


def separates(odds: NDArray[Any], stated: NDArray[Any]) -> float:
    """The area under the ROC curve of some odds."""
    return area(odds.tolist(), stated.tolist())


def probed(columns: Matrix, stated: NDArray[np.bool_], group: NDArray[Any]) -> Matrix:
    """The odds of each row by a probe that was fitted to all rows of other groups."""
    odds = np.zeros(len(stated))
    for each in np.unique(group):
        weights, bias = fit(columns[group != each], stated[group != each])
        odds[group == each] = columns[group == each] @ weights + bias
    return odds


def scale(odds: Matrix, said: Matrix, stated: NDArray[np.bool_]) -> tuple[float, float]:
    """The slope and shift that let a probe say yes, where there is no answer, as often as the model's word does."""
    ends = [float(np.quantile(odds[~stated], (said[~stated] < least).mean())) for least in (LOWEST, HIGHEST)]
    slope = (HIGHEST - LOWEST) / (ends[1] - ends[0])
    return slope, LOWEST - slope * ends[0]


def main() -> None:
    """Hear the pairs, fit, print, and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=int, default=1000)
    parser.add_argument("--kept", type=Path)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    drawn = np.random.default_rng(1).choice(np.arange(*VOCABULARY), DRAWN, replace=False)
    tokens = np.sort(drawn)[::EACH].tolist()
    heard = list(hear(options.pairs, tokens, options.kept))
    columns = np.array([each.logits for each in heard])
    columns -= columns.mean(axis=1, keepdims=True)
    said, stated = np.array([each.odds for each in heard]), np.array([each.stated for each in heard])
    files = np.array([each.file for each in heard])
    folds = np.array([zlib.crc32(f"{each.file} {each.row}".encode()) % FOLDS for each in heard])
    odds = probed(columns, stated, folds)
    told = " ".join(f"{separates(each, stated):.3f}" for each in (said, odds))
    print(f"{len(heard)} pairs; areas of the model's word and of the probe: {told}")
    unseen = probed(columns, stated, files)
    for file in np.unique(files):
        own = files == file
        told = " ".join(f"{separates(each[own], stated[own]):.3f}" for each in (said, odds, unseen))
        print(f"{file}: {own.sum()} pairs; word, probe, probe that has not seen it: {told}")
    slope, shift = scale(odds, said, stated)
    scaled = slope * odds + shift
    for least in (0.5, 1.0, 1.5, 2.0, 2.5):
        shares = [float((of[kind] >= least).mean()) for of in (said, scaled) for kind in (~stated, stated)]
        print(f"from {least} on: word {shares[0]:.3f} and {shares[1]:.3f}, probe {shares[2]:.3f} and {shares[3]:.3f}")
    if options.write:
        weights, bias = fit(columns, stated)
        prompt = prompts.load("judge", "zh").digest
        write(tokens, slope * weights, slope * bias + shift, prompt)


def write(tokens: Sequence[int], weights: Matrix, bias: float, prompt: str) -> None:
    """Put a probe of the local model into the package, in place of that for the same prompt's older wording."""
    from rag.models.local_model import NAME

    told = {
        "model": NAME,
        "prompt": prompt,
        "bias": round(bias, DIGITS),
        "tokens": list(tokens),
        "weights": [round(float(weight), DIGITS) for weight in weights],
    }
    FILE.write_text(json.dumps([told]) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
