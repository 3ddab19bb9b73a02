"""A crowd at the API: searches and streamed answers at once for two minutes, latencies, refusals and memory.

Run ``python -m bench.load --out bench/results/load.json`` on a quiet machine. It starts a server of its own on
loopback over the sample pages (``--pages`` for others), sends 50 searchers and 8 readers of ``ask`` streams, each the
next request when the last one is answered, and reads the server's resident memory each second from ``/proc``. A 429 is
an answer: the sender waits as long as ``Retry-After`` says, at most a second. Everything else but 200 is an error.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

import httpx

from bench.figures import Ratio, finish
from bench.serve import resident, served
from tests.screenshots import SAMPLES

QUERIES = (
    "银行 净利润", "绿色贷款 增速", "港口 集装箱 吞吐量", "储能 订单", "海外收入 占比", "定价 每升", "毛利率 回升",
    "storage loans", "ships carbon charge", "tea exporters certificates", "用电量", "轨道交通", "农商银行 贷款余额",
)  # fmt: skip
QUESTIONS = (
    "港口一季度完成集装箱吞吐量多少？", "绿色贷款的平均利率是多少？", "海外收入占比是多少？", "火星上的天气怎样？",
    "How will the port charge ships?", "储能系统毛利率预计回升到多少？",
)  # fmt: skip


class Tally:
    """What came back, by kind of request."""

    def __init__(self) -> None:
        self.seconds: dict[str, list[float]] = {"search": [], "ask": [], "first_event": []}
        self.statuses: dict[str, Counter[str]] = {"search": Counter(), "ask": Counter()}

    def report(self) -> dict[str, Any]:
        """Counts and percentiles."""
        shown: dict[str, Any] = {}
        for kind, values in self.seconds.items():
            if len(values) > 1:
                cuts = statistics.quantiles(values, n=100)
                shown[kind] = {"n": len(values), "p50": cuts[49], "p95": cuts[94], "p99": cuts[98], "max": max(values)}
        return {"seconds": shown, "statuses": {kind: dict(counts) for kind, counts in self.statuses.items()}}


async def search(client: httpx.AsyncClient, tally: Tally, until: float, seed: int) -> None:
    """One searcher."""
    dice = random.Random(seed)
    while time.monotonic() < until:
        began = time.monotonic()
        try:
            reply = await client.post("/api/v1/search", json={"query": dice.choice(QUERIES), "k": 10})
        except httpx.HTTPError as error:
            tally.statuses["search"][type(error).__name__] += 1
            continue
        tally.statuses["search"][str(reply.status_code)] += 1
        if reply.status_code == 200:
            tally.seconds["search"].append(time.monotonic() - began)
        elif reply.status_code == 429:
            await asyncio.sleep(min(1.0, float(reply.headers["Retry-After"])))


async def ask(client: httpx.AsyncClient, tally: Tally, until: float, seed: int) -> None:
    """One reader of streamed answers; a stream that ends without its answer is an error."""
    dice = random.Random(seed)
    while time.monotonic() < until:
        began = time.monotonic()
        outcome, first, wait = "broken", None, 0.0
        try:
            body = {"question": dice.choice(QUESTIONS), "stream": True}
            async with client.stream("POST", "/api/v1/ask", json=body) as reply:
                if reply.status_code == 200:
                    async for line in reply.aiter_lines():
                        if line.startswith("event: "):
                            first = first or time.monotonic()
                            outcome = "200" if line == "event: answer" else "error" if "error" in line else outcome
                else:
                    outcome = str(reply.status_code)
                    wait = min(1.0, float(reply.headers.get("Retry-After", 0)))
        except httpx.HTTPError as error:
            outcome = type(error).__name__
        tally.statuses["ask"][outcome] += 1
        if outcome == "200":
            tally.seconds["ask"].append(time.monotonic() - began)
            tally.seconds["first_event"].append((first or began) - began)
        await asyncio.sleep(wait)


async def load(base: str, process: int, given: argparse.Namespace) -> dict[str, Any]:
    """Let the crowd in, after a warm-up that is not counted."""
    limits = httpx.Limits(max_connections=given.searchers + given.readers + 4)
    memory: list[tuple[float, float]] = [(0.0, resident(process))]
    async with httpx.AsyncClient(base_url=base, timeout=300, limits=limits, trust_env=False) as client:

        async def crowd(tally: Tally, seconds: float) -> None:
            until = time.monotonic() + seconds
            users = [search(client, tally, until, seed) for seed in range(given.searchers)]
            users += [ask(client, tally, until, 1000 + seed) for seed in range(given.readers)]
            await asyncio.gather(*users)

        async def watch(began: float) -> None:
            while True:
                await asyncio.sleep(1)
                memory.append((time.monotonic() - began, resident(process)))

        tally, single = Tally(), Tally()
        await crowd(Tally(), given.warm_up)
        await search(client, single, time.monotonic() + 2, 0)
        watching = asyncio.create_task(watch(time.monotonic()))
        began = time.monotonic()
        await crowd(tally, given.seconds)
        took = time.monotonic() - began
        watching.cancel()
    seen = [megabytes for _, megabytes in memory[1:]]
    half = len(seen) // 2
    return {
        **tally.report(),
        "alone": statistics.median(single.seconds["search"]),
        "took": took,
        "rss_mb": {
            "idle": memory[0][1],
            "first_half_max": max(seen[:half], default=0),
            "second_half_max": max(seen[half:], default=0),
            "every_ten_seconds": [round(megabytes) for megabytes in seen[::10]],
        },
    }


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--searchers", type=int, default=50)
    options.add_argument("--readers", type=int, default=8)
    options.add_argument("--seconds", type=float, default=120)
    options.add_argument("--warm-up", type=float, default=15)
    options.add_argument("--llm", default="extractive", choices=["extractive", "local", "openai"])
    options.add_argument("--pages", type=Path, default=SAMPLES)
    options.add_argument("--out", type=Path)
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as home:
        subprocess.run([sys.executable, "-m", "ui.cli", "--home", home, "add", str(given.pages)], check=True)
        with served(home, "--llm", given.llm) as (base, process, _, _):
            report = asyncio.run(load(base, process, given))
    report["asked_for"] = {name: getattr(given, name) for name in ("searchers", "readers", "seconds", "warm_up", "llm")}
    for kind, values in report["seconds"].items():
        shown = "  ".join(f"{name} {value:.3f}" for name, value in values.items())
        print(f"{kind:12} {shown}")
    for kind, counts in report["statuses"].items():
        print(f"{kind:12} {'  '.join(f'{status}: {count}' for status, count in counts.items())}")
    print(f"{'rss MB':12} {report['rss_mb']}")
    memory = report["rss_mb"]
    later, earlier = memory["second_half_max"], memory["first_half_max"]
    alone = [Ratio("resident memory, second half of the load", later, "its first half", earlier, "MB")]
    if "search" in report["seconds"]:
        crowded = report["seconds"]["search"]["p50"]
        alone.append(Ratio("search p50 in the crowd", crowded, "one searcher alone", report["alone"], "s"))
    finish(report, alone, given.out)


if __name__ == "__main__":
    main()
