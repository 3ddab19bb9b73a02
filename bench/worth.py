"""Fit what a sentence is worth as an answer: ``python -m bench.worth``.

Over the development questions of the sample archive: each sentence that the search finds is a row, what
``rag.evidence.worth`` measures of it are its columns, and it answers if it prints some of the question's evidence. The
weights are those of a logistic regression with a small ridge, by Newton's method (Hastie, Tibshirani and Friedman, The
Elements of Statistical Learning, 4.4.1). Printed beside them, over eight folds of questions: how often the first, one
of the first two and one of the first four sentences hold evidence, with the weights of the other folds.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bench.briefs import ARCHIVE, shelve
from rag import Library
from rag.archive.index import Index
from rag.archive.rarity import Rarity
from rag.evidence import ranking, worth
from rag.evidence.retrieve import search
from rag.models.embedders import open_embedder
from rag.models.tokens import token_counter
from rag.prose.questions import read_question
from rag.prose.reread import reread
from rag.prose.sentences import sentences_of
from rag.questions.parts import read_parts
from rag.settings import Settings

COLUMNS = tuple(worth.WORTH)
RIDGE = 1.0
FOLDS = 8
STEPS = 30
# Questions that no sentence of a Chinese article answers by its words, or that the catalogue answers.
OTHER_KINDS = ("archive", "english", "follow_up")
Matrix = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Rows:
    """The sentences found for one question: their columns, which of them answer, and whether any can."""

    columns: Matrix
    answers: NDArray[np.bool_]


def bare(text: str) -> str:
    return "".join(text.split())


def rows_of(index: Index, asked: dict[str, Any], vectors: dict[str, Matrix]) -> Rows:
    """Measure the sentences that the search finds for a question, for each part; ``vectors`` are those embedded so far.

    One sentence is found for many questions, and embedding it takes most of the time.
    """
    hits = search(index, asked["question"], 10)
    found = {sentence: hit.article for hit in hits for sentence in sentences_of(hit.article)}
    with index.snapshot() as snapshot:
        known = Rarity(snapshot).known
        reading = reread(read_question(asked["question"]), known)
        parts = read_parts(reading, known)
    vector = index.embedder.embed_query(reading.text)

    def likeness(_: str, texts: Sequence[str]) -> list[float]:
        new = [text for text in dict.fromkeys(texts) if text not in vectors]
        if new:
            vectors.update(zip(new, index.embedder.embed_passages(new), strict=True))
        return [float(vectors[text] @ vector) for text in texts]

    offered = [(article, sentence) for sentence, article in found.items()]
    rows = [row for part in parts for row in ranking.measure(part, offered, likeness)]
    columns = [[float(getattr(row, name)) for name in COLUMNS] for row in rows]
    answers = [any(bare(run) in bare(row.sentence.text) for run in asked["evidence"]) for row in rows]
    return Rows(np.array(columns).reshape(-1, len(COLUMNS)), np.array(answers, bool))


def fit(rows: list[Rows]) -> tuple[Matrix, float]:
    """Weights a column, and the bias."""
    columns = np.concatenate([each.columns for each in rows])
    mean, spread = columns.mean(axis=0), columns.std(axis=0) + 1e-9
    scaled = np.c_[(columns - mean) / spread, np.ones(len(columns))]
    wanted = np.concatenate([each.answers for each in rows]).astype(float)
    ridge = RIDGE * np.diag([1.0] * len(COLUMNS) + [0.0])
    weights = np.zeros(scaled.shape[1])
    for _ in range(STEPS):
        likely = 1 / (1 + np.exp(-scaled @ weights))
        slope = scaled.T @ (wanted - likely) - ridge @ weights
        curve = (scaled * (likely * (1 - likely))[:, None]).T @ scaled + ridge
        weights += np.linalg.solve(curve, slope)
    return weights[:-1] / spread, float(weights[-1] - (weights[:-1] * mean / spread).sum())


def ranks(rows: list[Rows]) -> Iterator[int]:
    """The place of the first sentence that answers, with the weights of the other folds."""
    for fold in range(FOLDS):
        weights, _ = fit([each for number, each in enumerate(rows) if number % FOLDS != fold])
        for each in rows[fold::FOLDS]:
            if each.answers.any():
                order = np.argsort(-(each.columns @ weights), kind="stable")
                yield int(np.flatnonzero(each.answers[order])[0])


@contextmanager
def sample_index(settings: Settings) -> Iterator[Index]:
    """The index of a library of the sample archive, of which each article is a page."""
    articles = [json.loads(line) for line in (ARCHIVE / "articles.jsonl").read_text(encoding="utf-8").splitlines()]
    with tempfile.TemporaryDirectory(prefix="jianbao-bench-") as folder:
        shelf = Path(folder) / "pages"
        shelf.mkdir()
        shelve(shelf, articles)
        settings = settings.model_copy(update={"home": Path(folder) / "library"})
        embedder = open_embedder(settings)
        with Library(settings, embedder=embedder) as library:
            library.add([shelf])
        with closing(Index(settings, embedder, token_counter(settings))) as index:
            yield index


def questions() -> list[dict[str, Any]]:
    """The development questions that a sentence of a Chinese article may answer by its words."""
    lines = (ARCHIVE / "questions-tune.jsonl").read_text(encoding="utf-8").splitlines()
    return [each for each in map(json.loads, lines) if each["kind"] not in OTHER_KINDS]


def main() -> None:
    """Fit the weights and print them."""
    asked = questions()
    with sample_index(Settings.load(llm="extractive")) as index:
        vectors: dict[str, Matrix] = {}
        rows = []
        for each in asked:
            rows.append(rows_of(index, each, vectors))
            print(f"\r{len(rows)} of {len(asked)} questions ", end="", file=sys.stderr)
    weights, bias = fit(rows)
    places = np.array(list(ranks(rows)))
    print(f"{len(rows)} questions, {sum(len(each.answers) for each in rows)} rows")
    print(
        {name: round(float(weight), 2) for name, weight in zip(COLUMNS, weights, strict=True)}, "bias", round(bias, 2)
    )
    print("evidence in the first", {count: round(float((places < count).mean()), 3) for count in (1, 2, 4)})


if __name__ == "__main__":
    main()
