"""Asking, beside the plain recipe with the same models: ``python -m bench.recipe [--llm local] [--questions 12]``.

The plain recipe cuts the raw pages every 500 characters, takes the four pieces nearest to the question and puts them
into one prompt. Questions are those of the sample archive that its demo pages answer; ours and the recipe's are asked
in alternation, each question once, so that no answer is known by heart.
"""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np

from bench.figures import Ratio, finish
from rag import Library
from rag.models import chat, embedders
from rag.ports import ChatModel, Message
from rag.settings import Settings
from rag.types import Answer

ROOT = Path(__file__).parents[1]
SAMPLES = ROOT / "rag" / "samples"
ARCHIVE = ROOT / "tests" / "archive"
DEMO = {f"a{number:02}" for number in range(1, 20)}
PIECE, NEAREST, WRITTEN = 500, 4, 400
PROMPT = "根据下面的资料回答问题。\n\n{passages}\n\n问题：{question}\n回答："


def questions(count: int) -> list[dict[str, Any]]:
    lines = (ARCHIVE / "questions-tune.jsonl").read_text("utf-8").splitlines()
    fitting = [
        each
        for each in map(json.loads, lines)
        if each["facts"] and not each.get("history") and each["articles"] and set(each["articles"]) <= DEMO
    ]
    return fitting[:: max(1, len(fitting) // count)][:count]


def complete(text: str, facts: list[list[str]]) -> bool:
    told = "".join(text.split())
    return all(any("".join(each.split()) in told for each in fact) for fact in facts)


class PlainRecipe:
    def __init__(self, model: ChatModel, embedder: Any) -> None:
        self.model, self.embedder = model, embedder
        self.pieces = [
            text[start : start + PIECE]
            for text in (path.read_text("utf-8") for path in sorted(SAMPLES.glob("*.txt")))
            for start in range(0, len(text), PIECE)
        ]
        self.vectors = embedder.embed_passages(self.pieces)

    def ask(self, question: str) -> tuple[float, float, int, str]:
        """Seconds to the first token and in all, prompt tokens, and the reply."""
        began = time.perf_counter()
        best = np.argsort(-(self.vectors @ self.embedder.embed_query(question)))[:NEAREST]
        prompt = PROMPT.format(passages="\n\n".join(self.pieces[at] for at in best), question=question)
        first, text, tokens = 0.0, "", 0
        for delta in self.model.stream([Message("user", prompt)], max_tokens=WRITTEN):
            first = first or time.perf_counter() - began
            text += delta.text
            tokens = delta.usage.prompt_tokens if delta.usage else tokens
        return first, time.perf_counter() - began, tokens, text


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--llm", choices=["local", "openai"], default="local")
    parser.add_argument("--questions", type=int, default=12)
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="jianbao-bench-") as folder:
        settings = Settings.load(home=Path(folder) / "library", llm=options.llm)
        model = chat.open_model(settings)
        assert model is not None
        embedder = embedders.open_embedder(settings)
        with Library(settings, embedder=embedder, model=model) as library:
            library.add([SAMPLES])
            plain = PlainRecipe(model, embedder)
            ours_times, plain_times, right = [], [], [0, 0]
            list(library.stream("云溪？"))  # what is loaded once is not counted
            plain.ask("云溪？")
            asked = questions(options.questions)
            for number, each in enumerate(asked):
                for ours in (True, False) if number % 2 else (False, True):
                    if not ours:
                        first, total, tokens, text = plain.ask(each["question"])
                        plain_times.append((first, total, tokens))
                        right[1] += complete(text, each["facts"])
                        continue
                    began = time.perf_counter()
                    answer = next(it for it in library.stream(each["question"]) if isinstance(it, Answer))
                    total = time.perf_counter() - began
                    ours_times.append((answer.seconds.first_token or total, total, answer.usage.prompt_tokens))
                    right[0] += complete(answer.text, each["facts"])
    medians = [
        [statistics.median(column) for column in zip(*times, strict=True)] for times in (ours_times, plain_times)
    ]
    names = ("first token, s", "total, s", "prompt tokens")
    result: dict[str, Any] = {"model": model.name, "questions": len(asked), "complete": right}
    for name, ours_median, plain_median in zip(names, *medians, strict=True):
        result[name] = [round(ours_median, 2), round(plain_median, 2), round(ours_median / plain_median, 2)]
    print(f"Complete answers of {len(asked)}: ours {right[0]}, the plain recipe {right[1]}\n")
    ratios = [
        Ratio(name.removesuffix(", s"), ours, "the plain recipe", theirs, "s" if name.endswith(", s") else "")
        for name, ours, theirs in zip(names, *medians, strict=True)
    ]
    finish(result, ratios, options.out)


if __name__ == "__main__":
    main()
