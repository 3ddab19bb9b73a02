"""Measure the local model's server: ``python -m bench.model [--runs 5] [--python PYTHON | NAME ...]``.

Each line is a way to run the server: seconds to load, prompt and written tokens a second, seconds to the first token
cold and with all but the question known. The last lines compare our adapter with raw HTTP on the same server and
prompt, in alternation. Prompts are invented and differ from run to run, so that nothing is known by accident.

With ``--python`` the llama.cpp of that interpreter's environment is measured beside ours, in alternation and on the
same prompts: the wheel's and that of ``make native``.
"""

from __future__ import annotations

import argparse
import http.client
import json
import random
import statistics
import time
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from bench.figures import Ratio, finish
from rag.models.chat import OpenAIChat, local_model
from rag.models.remote import Endpoint
from rag.ports import Message
from rag.settings import Settings

PROMPT_TOKENS = 1300
WRITTEN_TOKENS = 64
VARIANTS: dict[str, dict[str, Any]] = {
    "ours": {},
    "1 thread": {"threads": 1},
    "n_ubatch 128": {"n_ubatch": 128},
    "n_ubatch 256": {"n_ubatch": 256},
    "n_ubatch 1024": {"n_ubatch": 1024},
    "no repacking": {"no_extra_bufts": True},
    "no warm-up": {"warmup": False, "fit_params": False},
}


def invented_passages(rng: random.Random, tokens: int = PROMPT_TOKENS) -> str:
    """Passages of about so many tokens: a token and a half a character, and one a figure."""
    things = ["水库", "果园", "学校", "码头", "邮局", "粮仓", "桥梁", "车站", "戏院", "苗圃"]
    places = ["东岭", "白石", "柳河", "青塘", "北坡", "长汀", "云台", "沙洲"]
    sentences = (
        f"{rng.choice(places)}的{rng.choice(things)}今年修了{rng.randint(10, 9999)}处，比去年多{rng.randint(1, 99)}处。"
        for _ in range(tokens // 27)
    )
    return "".join(sentences)


def first_and_last(pieces: Any) -> tuple[float, float, Any]:
    """Seconds to the first piece and to the end, and the usage."""
    began, first, usage = time.perf_counter(), None, None
    for piece in pieces:
        first = first or time.perf_counter() - began
        usage = piece.usage or usage
    return first or 0.0, time.perf_counter() - began, usage


def raw(server: local_model.LocalServer, prompt: str) -> float:
    """The same request with the standard library's client; seconds to its end."""
    address = urlsplit(server.base_url)
    body = {
        "messages": [{"role": "user", "content": prompt}],
        "max_tokens": WRITTEN_TOKENS,
        "temperature": 0,
        "seed": 7,
        "stream": True,
        "stream_options": {"include_usage": True},
    }
    headers = {"Authorization": f"Bearer {server.api_key}", "Content-Type": "application/json"}
    began = time.perf_counter()
    connection = http.client.HTTPConnection(address.hostname or "", address.port)
    connection.request("POST", "/v1/chat/completions", json.dumps(body), headers)
    connection.getresponse().read()
    connection.close()
    return time.perf_counter() - began


def adapter(server: local_model.LocalServer) -> OpenAIChat:
    endpoint = Endpoint(server.base_url, server.api_key, 300)
    return OpenAIChat(name=local_model.NAME, endpoint=lambda: endpoint, remote=False, context_tokens=8192, slots=1)


def read_and_write(chat: OpenAIChat, passages: str) -> dict[str, float]:
    """Tokens read and written a second, and seconds to the first token: nothing known, then all but the question."""
    cold, end, usage = first_and_last(
        chat.stream([Message("user", passages + "\n用几句话概括上文。")], max_tokens=WRITTEN_TOKENS)
    )
    known, _, _ = first_and_last(chat.stream([Message("user", passages + "\n哪里修得最多？")], max_tokens=1))
    return {
        "prompt_tokens_per_second": usage.prompt_tokens / cold,
        "written_tokens_per_second": (usage.completion_tokens - 1) / (end - cold),
        "first_token": cold,
        "first_token_known_passages": known,
    }


def medians(rows: list[dict[str, float]]) -> dict[str, float]:
    return {name: statistics.median(row[name] for row in rows) for name in rows[0]}


def measure(path: Path, options: dict[str, Any], runs: int) -> dict[str, float]:
    """Medians over runs with fresh passages on one server."""
    options = dict(options)
    settings = Settings.load(llm_threads=options.pop("threads", None))
    began = time.perf_counter()
    with closing(local_model.start(path, settings, **options)) as server:
        loaded = time.perf_counter() - began
        chat, rng = adapter(server), random.Random(time.time_ns())
        return {"load": loaded, **medians([read_and_write(chat, invented_passages(rng)) for _ in range(runs)])}


def installations(path: Path, python: str, runs: int) -> dict[str, dict[str, float]]:
    """Medians of our llama.cpp's server and of another's, each run's passages read by both, by turns first."""
    settings, rng = Settings.load(), random.Random(time.time_ns())
    with (
        closing(local_model.start(path, settings)) as ours,
        closing(local_model.start(path, settings, python=python)) as theirs,
    ):
        turns = [("ours", adapter(ours)), (python, adapter(theirs))]
        rows: dict[str, list[dict[str, float]]] = {name: [] for name, _ in turns}
        for _ in range(runs):
            passages = invented_passages(rng)
            for name, chat in turns:
                rows[name].append(read_and_write(chat, passages))
            turns.reverse()
        return {name: medians(each) for name, each in rows.items()}


def overhead(path: Path, runs: int) -> dict[str, float]:
    """Seconds of a whole reply through the adapter and through raw HTTP, in alternation, the prompt known to both."""
    server = local_model.start(path, Settings.load())
    try:
        chat = adapter(server)
        prompt = invented_passages(random.Random(1)) + "\n用几句话概括上文。"
        ours, theirs = [], []
        raw(server, prompt)
        list(chat.stream([Message("user", prompt)], max_tokens=1))
        for _ in range(runs):
            theirs.append(raw(server, prompt))
            ours.append(first_and_last(chat.stream([Message("user", prompt)], max_tokens=WRITTEN_TOKENS))[1])
        return {"adapter": statistics.median(ours), "raw": statistics.median(theirs)}
    finally:
        server.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", choices=[[], *VARIANTS, "overhead"])
    parser.add_argument("--python", help="the interpreter of an environment with another llama.cpp")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--out", type=Path)
    given = parser.parse_args()
    if given.python and given.names:
        parser.error("either --python or names")
    path, runs = local_model.model_path(Settings.load()), given.runs
    measured = (
        installations(path, given.python, runs).items()
        if given.python
        else (
            (name, overhead(path, runs) if name == "overhead" else measure(path, VARIANTS[name], runs))
            for name in given.names or [*VARIANTS, "overhead"]
        )
    )
    result: dict[str, dict[str, float]] = {}
    for name, figures in measured:
        result[name] = {key: round(value, 3) for key, value in figures.items()}
        print(f"{name}: {result[name]}", flush=True)
    ratios = []
    if "overhead" in result:
        both = result["overhead"]
        ratios.append(Ratio("a reply through our adapter", both["adapter"], "raw HTTP, same prompt", both["raw"], "s"))
    for name, row in result.items():
        for figure, unit in (("prompt_tokens_per_second", "read"), ("written_tokens_per_second", "written")):
            if "ours" in result and name not in ("ours", "overhead"):
                ours = result["ours"][figure]
                ratios.append(Ratio(f"tokens {unit}", ours, name, row[figure], "a second"))
    finish(result, ratios, given.out)


if __name__ == "__main__":
    main()
