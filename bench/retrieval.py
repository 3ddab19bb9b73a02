"""Retrieval alone, at a given number of chunks on disk: Jianbao's search, Chroma alone and brute force, in alternation.

Run ``python -m bench.retrieval --chunks 10000 100000``: one library that grows, measured at each size. The text is
sentences of dictionary words drawn by their frequency; the vectors are drawn around one centre an article, so that an
exact oracle means something, and bear the real embedder's name, so that ``bench.start --home DIR/library`` can measure
the commands over a library that was kept with ``--home DIR``. The query's embedding is not counted.
"""

from __future__ import annotations

import argparse
import itertools
import resource
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from bench import rankings
from bench.figures import Ratio, finish
from rag.archive.index import Index
from rag.archive.writer import Change, Writer
from rag.articles import article_id
from rag.evidence import retrieve
from rag.models.embedders import open_embedder
from rag.models.tokens import token_counter
from rag.settings import Settings
from rag.types import Article, Block, Filters, Page, ParsedPage, Place, Run

DIMENSIONS = 384
PAPERS = tuple(f"{name}报" for name in ("云溪", "青川", "海曙", "长河", "北岭"))
FIRST_DAY = date(2023, 1, 1)
AT_ONCE = 20_000
PATTERNS = ("nvun", "tndvn", "npnvuan", "rvmqn", "anvn", "ncnvun", "pnvnuvn", "tnvumqn")


class Prose:
    """Writes sentences of words drawn from jieba's dictionary by their frequency."""

    def __init__(self, seed: int) -> None:
        import jieba

        self.random = np.random.default_rng(seed)
        pools: dict[str, list[tuple[str, int]]] = {}
        with (Path(jieba.__file__).parent / "dict.txt").open(encoding="utf-8") as lines:
            for line in lines:
                word, count, kind = line.split()
                if len(word) <= 4:
                    pools.setdefault(kind[0], []).append((word, int(count)))
        self.words = {kind: [word for word, _ in pool] for kind, pool in pools.items()}
        self.shares = {kind: np.cumsum([count for _, count in pool]) for kind, pool in pools.items()}
        self.drawn: dict[str, list[int]] = {kind: [] for kind in pools}

    def word(self, kind: str) -> str:
        drawn = self.drawn[kind]
        if not drawn:
            shares = self.shares[kind]
            drawn += np.searchsorted(shares, self.random.integers(shares[-1], size=AT_ONCE), side="right").tolist()
        return self.words[kind][drawn.pop()]

    def sentence(self) -> str:
        clauses = self.random.choice(len(PATTERNS), size=self.random.integers(2, 5))
        return "，".join("".join(self.word(kind) for kind in PATTERNS[clause]) for clause in clauses) + "。"

    def article(self, number: int, sentences: int) -> tuple[ParsedPage, str]:
        title = "".join(self.word(kind) for kind in "nvun")
        paragraphs = ["".join(self.sentence() for _ in range(5)) for _ in range(sentences // 5)]
        body = "\n".join(paragraphs)
        source = f"page-{number:06}.txt"
        paper = PAPERS[number % len(PAPERS)]
        day = FIRST_DAY + timedelta(days=number % 1000)
        byline = (f"{'赵钱孙李周'[number % 5]}{'文武明德安'[number // 5 % 5]}{'山川河海云林'[number // 25 % 6]}",)
        blocks, start = [], 0
        for paragraph in paragraphs:
            blocks.append(Block("paragraph", start, start + len(paragraph)))
            start += len(paragraph) + 1
        whole = (0, len(title) + 1 + len(body))
        article = Article(
            article_id(title, byline, body), title, byline, body, tuple(blocks),
            (Run(0, len(body), source, len(title) + 1),), (Place(source, paper, day, "A1", (whole,)),),
        )  # fmt: skip
        return ParsedPage(Page(source, f"{title}\n{body}", paper, day, "A1"), (article,), ()), paragraphs[0]


class DrawnEmbedder:
    """Draws a vector near its headline's centre: a passage's text begins with the headline."""

    remote = False
    dimensions = DIMENSIONS

    def __init__(self, name: str = "drawn") -> None:
        self.name = name

    def embed_passages(self, texts: Sequence[str]) -> Any:
        return np.stack([self.draw(text.split("\n", 1)[0], text) for text in texts])

    def embed_query(self, text: str) -> Any:
        return self.draw(text.split("\n", 1)[0], text)

    def draw(self, centre: str, text: str) -> Any:
        vector = self._normal(centre) + 0.6 * self._normal(text)
        return (vector / np.linalg.norm(vector)).astype(np.float32)

    def _normal(self, text: str) -> Any:
        import hashlib

        seed = int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest())
        return np.random.default_rng(seed).standard_normal(DIMENSIONS)


class ChromaAlone:
    """A collection with the metadata of the filters, asked as its users ask it."""

    def __init__(self, folder: Path) -> None:
        import chromadb
        from chromadb.config import Settings as ChromaSettings

        client = chromadb.PersistentClient(str(folder), ChromaSettings(anonymized_telemetry=False))
        self.collection = client.get_or_create_collection(
            "chunks", embedding_function=None, configuration={"hnsw": {"space": "cosine"}}
        )

    def query(self, vector: Any, where: dict[str, Any] | None) -> list[str]:
        return list(self.collection.query(query_embeddings=[vector], n_results=10, where=where, include=[])["ids"][0])


class Grown:
    """A library that grows: headlines and first sentences to ask for, and the seconds that writing it took."""

    def __init__(self, index: Index) -> None:
        self.index = index
        self.prose = Prose(7)
        self.changes = Writer(index, lambda *_: None)
        self.titles: list[str] = []
        self.openings: list[str] = []
        self.seconds = 0.0
        self.chunks = 0

    def grow(self, chunks: int) -> None:
        """Write articles until there are at least so many chunks."""
        while self.chunks < chunks:
            batch = []
            for _ in range(40):
                page, opening = self.prose.article(len(self.titles), 40)
                batch.append(page)
                self.titles.append(page.articles[0].title)
                self.openings.append(opening.split("。")[0])
            began = time.perf_counter()
            self.chunks += self.changes.commit(Change(put=tuple(batch)))
            self.seconds += time.perf_counter() - began
            if self.chunks % 5000 < 300:
                print(f"\r{self.chunks} chunks, {self.rate:.0f} a second ", end="", file=sys.stderr)
        began = time.perf_counter()
        self.index.sync()
        self.seconds += time.perf_counter() - began

    @property
    def rate(self) -> float:
        """Chunks written a second, drawing their text not counted."""
        return self.chunks / self.seconds


def measure(run: Callable[[], object]) -> float:
    began = time.perf_counter()
    run()
    return (time.perf_counter() - began) * 1000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--chunks", type=int, nargs="+", default=[10_000])
    parser.add_argument("--queries", type=int, default=60)
    parser.add_argument("--home", type=Path, help="keep the library in this new folder")
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    home = options.home or Path(tempfile.mkdtemp(prefix="jianbao-bench-"))
    if (home / "library").exists():
        parser.error(f"{home} has a library already")
    settings = Settings.load(home=home / "library", cache=home / "cache")
    index = Index(settings, DrawnEmbedder(open_embedder(settings).name), token_counter(settings))
    grown = Grown(index)
    sizes = []
    for chunks in sorted(options.chunks):
        grown.grow(chunks)
        sizes.append(compare(index, grown, options.queries, home))
        sizes[-1]["written_chunks_a_second"] = round(grown.rate, 1)
    finish({"sizes": sizes}, ratios(sizes), options.out)
    for size in sizes:
        table(size)
    index.close()
    if options.home is None:
        shutil.rmtree(home, ignore_errors=True)


def ratios(sizes: Sequence[dict[str, Any]]) -> list[Ratio]:
    """Search beside brute force, its dense part beside Chroma alone, and each size beside the one before."""
    found = []
    for size in sizes:
        for kind, row in size["filters"].items():
            named = f"{size['chunks']:,} chunks, {kind}"
            ours, dense = row["jianbao"]["p50_ms"], row["dense"]["p50_ms"]
            found.append(Ratio(f"search, {named}", ours, "every vector in numpy", row["brute"]["p50_ms"], "ms"))
            found.append(Ratio(f"its dense part, {named}", dense, "Chroma alone", row["chroma"]["p50_ms"], "ms"))
    for small, large in itertools.pairwise(sizes):
        ours, before = (size["filters"]["no filter"]["jianbao"]["p50_ms"] for size in (large, small))
        found.append(Ratio(f"search, {large['chunks']:,} chunks", ours, f"{small['chunks']:,} chunks", before, "ms"))
    return found


def compare(index: Index, grown: Grown, queries: int, home: Path) -> dict[str, Any]:
    """Ask for drawn articles under each kind of filter, in alternation."""
    embedder, titles, openings = index.embedder, grown.titles, grown.openings
    with index.snapshot() as snapshot:
        rows = snapshot.connection.execute(
            "SELECT c.number, c.id, p.newspaper, p.date, u.name FROM chunks c JOIN places p USING (article) "
            "JOIN authors u USING (article) ORDER BY c.number"
        ).fetchall()
    numbers = np.array([row[0] for row in rows])
    ids = [row[1] for row in rows]
    papers, authors = np.array([row[2] for row in rows]), np.array([row[4] for row in rows])
    days = np.array([date.fromisoformat(row[3]).toordinal() for row in rows])
    matrix = np.ascontiguousarray(index.vectors.read(numbers))
    chroma = ChromaAlone(home / "chroma-alone")
    for start in range(chroma.collection.count(), len(ids), 2000):
        part = slice(start, start + 2000)
        chroma.collection.add(
            ids=ids[part], embeddings=matrix[part],
            metadatas=[
                {"paper": str(p), "author": str(a), "day": int(d)}
                for p, a, d in zip(papers[part], authors[part], days[part], strict=True)
            ],
        )  # fmt: skip

    random = np.random.default_rng(11)

    def span(days: int, paper: str | None = None) -> Filters:
        first = FIRST_DAY + timedelta(days=int(random.integers(1001 - days)))
        return Filters(since=first, until=first + timedelta(days=days - 1), newspaper=paper)

    def paper() -> str:
        return PAPERS[int(random.integers(5))]

    kinds: dict[str, Callable[[], Filters]] = {
        "no filter": Filters,
        "one day": lambda: span(1),
        "one month": lambda: span(30),
        "half the days": lambda: span(500),
        "one paper in five": lambda: Filters(newspaper=paper()),
        "one author": lambda: Filters(author=str(authors[random.integers(len(authors))])),
        "paper and month": lambda: span(30, paper()),
    }
    result: dict[str, Any] = {
        "chunks": len(ids),
        "filters": {},
    }
    warm = retrieve.search(index, openings[0], 10)
    assert warm
    for kind, draw in kinds.items():
        times: dict[str, list[float]] = {"jianbao": [], "dense": [], "lexical": [], "chroma": [], "brute": []}
        recall: dict[str, list[float]] = {"jianbao": [], "chroma": []}
        for _ in range(queries):
            at = int(random.integers(len(titles)))
            filters = draw()
            query = f"{titles[at]}\n{openings[at][:24]}是多少？"
            vector = embedder.embed_query(query)
            mask = np.ones(len(ids), bool)
            where: list[dict[str, Any]] = []
            if filters.since and filters.until:
                first, last = filters.since.toordinal(), filters.until.toordinal()
                mask &= (days >= first) & (days <= last)
                where += [{"day": {"$gte": first}}, {"day": {"$lte": last}}]
            if filters.newspaper:
                mask &= papers == filters.newspaper
                where.append({"paper": filters.newspaper})
            if filters.author:
                mask &= authors == filters.author
                where.append({"author": filters.author})
            condition = {"$and": where} if len(where) > 1 else where[0] if where else None
            embedder_query, index.embedder.embed_query = embedder.embed_query, lambda _, v=vector: v  # type: ignore
            found: dict[str, list[str]] = {}

            def ours_dense() -> None:
                found["jianbao"] = [hit.chunk.id for hit in rankings.dense(index, query, 10, filters)]  # noqa: B023

            def chroma_alone() -> None:
                found["chroma"] = chroma.query(vector, condition)  # noqa: B023

            def brute() -> None:
                scores = np.where(mask, matrix @ vector, -2)  # noqa: B023
                best = np.argpartition(-scores, 10)[:10]
                found["brute"] = [ids[i] for i in best[np.argsort(-scores[best])] if mask[i]]  # noqa: B023

            times["jianbao"].append(measure(lambda: retrieve.search(index, query, 10, filters)))  # noqa: B023
            times["chroma"].append(measure(chroma_alone))
            times["brute"].append(measure(brute))
            times["dense"].append(measure(ours_dense))
            times["lexical"].append(
                measure(lambda: rankings.lexical(index, query, 50, filters))  # noqa: B023
            )
            index.embedder.embed_query = embedder_query  # type: ignore[method-assign]
            truth = set(found["brute"])
            for name, shares in recall.items():
                shares.append(len(truth & set(found[name])) / max(1, len(truth)))
        result["filters"][kind] = {
            name: {"p50_ms": round(statistics.median(ms), 1), "p95_ms": round(sorted(ms)[int(0.95 * len(ms))], 1)}
            for name, ms in times.items()
        } | {"dense_recall_at_10": {name: round(statistics.mean(shares), 3) for name, shares in recall.items()}}
    result["peak_memory_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    library = index.settings.home
    result["disk_bytes_a_chunk"] = {
        path.name: round(size(path) / len(ids)) for path in sorted(library.iterdir()) if size(path) > len(ids)
    }
    return result


def size(path: Path) -> int:
    return sum(f.stat().st_size for f in path.rglob("*")) if path.is_dir() else path.stat().st_size


def table(result: dict[str, Any]) -> None:
    names = ("jianbao", "dense", "lexical", "chroma", "brute")
    print(f"\n{result['chunks']} chunks; p50 / p95 in ms\n")
    print("| filter | " + " | ".join(names) + " | recall@10 of dense, of Chroma alone |")
    print("| --- |" + " --- |" * (len(names) + 1))
    for kind, row in result["filters"].items():
        cells = [f"{row[name]['p50_ms']} / {row[name]['p95_ms']}" for name in names]
        shares = row["dense_recall_at_10"]
        print(f"| {kind} | " + " | ".join(cells) + f" | {shares['jianbao']}, {shares['chroma']} |")
    print({key: value for key, value in result.items() if key != "filters"})


if __name__ == "__main__":
    main()
