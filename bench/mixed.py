"""Two processes add, one removes, one serves readers, all at once: ``python -m bench.mixed [--seconds 600]``.

Each adder writes pages of its own and notes what was acknowledged, the remover notes what it removed, readers search,
list and ask over HTTP. At the end the library must hold exactly what was added and not removed, be whole, and be what
a fresh library holds that is given the same pages one after the other. An error is one of busyness, in words, or the
run fails. Embeddings are hashes: this is about the writing.
"""

from __future__ import annotations

import argparse
import collections
import json
import multiprocessing
import random
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx

from bench.figures import Ratio, finish
from rag import Library
from rag.archive import upkeep
from rag.archive.index import Index
from rag.errors import JianbaoError, LibraryBusy
from rag.fakes import FakeEmbedder
from rag.models.tokens import token_counter
from rag.settings import Settings

PLACES = ("东岭", "白石", "柳河", "青塘", "北坡", "长汀", "云台", "沙洲")


def library(home: Path) -> Library:
    """The library, over the fake embedder."""
    return Library(Settings.load(home=home, llm="extractive", lock_timeout=60), embedder=FakeEmbedder())


def page(adder: int, number: int) -> str:
    """A page of one article that no other has."""
    place = PLACES[number % len(PLACES)]
    return (
        f"{place}第{adder}区第{number}座水库蓄水\n本报记者 林小禾\n"
        f"{place}第{adder}区第{number}座水库昨日开始蓄水，库容{number + 30}万立方米，投资{number % 90 + 3}亿元。"
        f"负责人表示，工程历时{number % 7 + 2}年，编号{adder * 100_000 + number}。\n"
    )


def note(file: Path, words: str) -> None:
    """Write a line down, in one write."""
    with file.open("a", encoding="utf-8") as lines:
        lines.write(words + "\n")


def add(work: Path, adder: int, until: float) -> None:
    """Add pages one by one and in handfuls until the time is over."""
    dice, number = random.Random(adder), 0
    folder = work / f"pages-{adder}"
    folder.mkdir()
    with library(work / "home") as opened:
        while time.time() < until:
            files = []
            for _ in range(dice.choice([1, 1, 3, 8])):
                files.append(folder / f"水库报-2031-05-{number % 28 + 1:02}-A{number % 8 + 1}-{adder}-{number}.txt")
                files[-1].write_text(page(adder, number), encoding="utf-8")
                number += 1
            while True:
                try:
                    report = opened.add(files)
                    break
                except LibraryBusy as error:
                    note(work / "busy", str(error))
            for failure in report.failed:
                note(work / "errors", failure.error)
            for file in files:
                note(work / "added", str(file))


def remove(work: Path, until: float) -> None:
    """Remove some of what is there, now and then."""
    dice = random.Random(99)
    with library(work / "home") as opened:
        while time.time() < until:
            listed = opened.listing(limit=50, offset=dice.randrange(200), newest_first=True).articles
            for article in dice.sample(listed, min(2, len(listed))):
                try:
                    opened.remove([article.id])
                    note(work / "removed", article.id)
                except LibraryBusy as error:
                    note(work / "busy", str(error))
            time.sleep(0.1)


def serve(work: Path, port: int) -> None:
    """Serve the API over the library until killed by the parent."""
    import uvicorn

    from ui.server import create_app

    with library(work / "home") as opened:
        uvicorn.run(create_app(opened, page=False), port=port, log_level="error")


def read(base: str, until: float) -> collections.Counter[str]:
    """Search, list and ask until the time is over; count what came back."""
    seen: collections.Counter[str] = collections.Counter()
    dice = random.Random(5)
    with httpx.Client(base_url=base, timeout=60, trust_env=False) as client:
        while time.time() < until:
            place = dice.choice(PLACES)
            for name, reply in (
                ("search", client.post("/api/v1/search", json={"query": f"{place}水库 库容", "k": 10})),
                ("list", client.get("/api/v1/articles", params={"limit": 50, "offset": dice.randrange(100)})),
                ("ask", client.post("/api/v1/ask", json={"question": f"{place}的水库投资多少？"})),
            ):
                seen[f"{name} {reply.status_code}"] += 1
                if reply.status_code != 200:
                    print(reply.text[:300], file=sys.stderr)
    return seen


def lines(file: Path) -> list[str]:
    """What was written down."""
    return file.read_text(encoding="utf-8").splitlines() if file.exists() else []


def waited_for(base: str) -> None:
    """Wait until the server answers."""
    for _ in range(600):
        with suppress(httpx.HTTPError):
            httpx.get(f"{base}/healthz", trust_env=False)
            return
        time.sleep(0.1)
    sys.exit("The server did not start.")


def judge(work: Path) -> tuple[dict[str, Any], list[str]]:
    """Compare the library with what was acknowledged, and with a fresh one that is given the same in turn."""
    removed = set(lines(work / "removed"))
    with library(work / "home") as opened:
        held = {article.id for article in opened.listing().articles}
        found = len(opened.search("水库 库容", k=100))
    with library(work / "fresh") as fresh:
        fresh.add([Path(file) for file in lines(work / "added")])
        added = {article.id for article in fresh.listing().articles}
    settings = Settings.load(home=work / "home")
    index = Index(settings, FakeEmbedder(), token_counter(settings))
    index.sync()
    faults = upkeep.check(index)
    index.close()
    if held != added - removed:
        faults.append(f"{len(held - (added - removed))} too many, {len((added - removed) - held)} lost")
    faults += lines(work / "errors")
    told = {"added": len(added), "removed": len(removed), "held": len(held), "found": found}
    return {**told, "busy": len(lines(work / "busy"))}, faults


def main() -> None:
    """Run and judge; ends with 1 when anything is amiss."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--port", type=int, default=8877)
    parser.add_argument("--out", type=Path)
    given = parser.parse_args()
    processes = multiprocessing.get_context("spawn")
    with tempfile.TemporaryDirectory(prefix="jianbao-bench-") as folder:
        work = Path(folder)
        with library(work / "home") as opened:
            opened.listing()
        base = f"http://127.0.0.1:{given.port}"
        server = processes.Process(target=serve, args=(work, given.port), daemon=True)
        server.start()
        waited_for(base)
        until = time.time() + given.seconds
        writers = [processes.Process(target=add, args=(work, adder, until)) for adder in (1, 2)]
        writers.append(processes.Process(target=remove, args=(work, until)))
        for writer in writers:
            writer.start()
        seen = read(base, until)
        for writer in writers:
            writer.join(120)
        stuck = [writer.pid for writer in writers if writer.is_alive()]
        codes = [writer.exitcode for writer in writers]
        server.terminate()
        server.join(30)
        try:
            told, faults = judge(work)
        except JianbaoError as error:
            told, faults = {}, [str(error)]
    faults += [f"stuck: {stuck}"] if stuck else []
    faults += [f"writers ended with {codes}"] if any(codes) else []
    faults += [f"{count} times {what}" for what, count in seen.items() if not what.endswith(" 200")]
    result = {"seconds": given.seconds, **told, "replies": dict(seen), "faults": faults}
    ratios = (
        [Ratio("articles held", told["held"], "added less removed", told["added"] - told["removed"], "")]
        if told
        else []
    )
    finish(result, ratios, given.out)
    print(json.dumps(result, ensure_ascii=False, indent=1))
    sys.exit(bool(faults))


if __name__ == "__main__":
    main()
