"""A small shelf of invented pages in a simple layout of their own, so that these tests do not rest on the parser."""

from __future__ import annotations

import tempfile
from datetime import date
from pathlib import Path

from rag.archive.index import Index
from rag.articles import article_id
from rag.fakes import FakeEmbedder
from rag.ports import Embedder, VectorStore
from rag.settings import Settings
from rag.types import Article, Block, Page, ParsedPage, Place, Run

# Shared by all tests and runs.
CACHE = Path(tempfile.gettempdir()) / "jianbao-tests"


def story(title: str, *paragraphs: str, byline: str = "", to: str = "", back: str = "") -> str:
    """A story in the test layout: headline, writers, jumps, paragraphs."""
    return "\n".join([title, byline, f"{back}>{to}", *paragraphs])


def page(
    source: str, *stories: str, newspaper: str | None = None, day: date | None = None, number: str | None = None
) -> Page:
    return Page(source, "\n=\n".join(stories), newspaper, day, number)


def parse(given: Page) -> ParsedPage:
    """Read the test layout."""
    if "无法解析" in given.text:
        raise ValueError("no such layout")
    articles: list[Article] = []
    offset = 0
    for text in given.text.split("\n=\n") if given.text else []:
        title, byline, jump, *paragraphs = text.split("\n")
        body = "\n".join(paragraphs)
        start = offset + len(text) - len(body)
        blocks, at = [], 0
        for paragraph in paragraphs:
            blocks.append(Block("paragraph", at, at + len(paragraph)))
            at += len(paragraph) + 1
        names = tuple(byline.split("、")) if byline else ()
        back, to = jump.split(">")
        articles.append(
            Article(
                article_id(title, names, body),
                title,
                names,
                body,
                tuple(blocks),
                (Run(0, len(body), given.source, start),),
                (Place(given.source, given.newspaper, given.date, given.number, ((offset, offset + len(text)),)),),
                continued_from=back or None,
                continued_to=to or None,
            )
        )
        offset += len(text) + 3
    return ParsedPage(given, tuple(articles), ())


def many(count: int, start: int = 0) -> list[Page]:
    """Pages of two stories each, all different."""
    subjects = ("港口", "水库", "学校", "果园", "铁路", "剧院", "渔场")
    return [
        page(
            f"第{number}版.txt",
            story(
                f"{subjects[number % 7]}工程第{number}期竣工",
                f"云溪市{subjects[number % 7]}工程第{number}期昨日竣工，总投资{number + 3}亿元。"
                f"工程历时{number % 9 + 2}年。",
                f"建设方代号{number * 7919}介绍，第{number}期还将绿化{number * 3}亩。",
                byline=f"林{'甲乙丙丁戊'[number % 5]}",
            ),
            story(
                f"第{number}届{subjects[(number + 3) % 7]}展开幕",
                f"第{number}届展览在青川县开幕，{number + 40}家单位参展。"
                f"展期{number % 6 + 3}天，编号{number * 104729}。",
            ),
            newspaper=("云溪日报", "青川晚报")[number % 2],
            day=date(2026, 1 + number % 12, 1 + number % 28),
            number=f"A{number % 8 + 1}",
        )
        for number in range(start, start + count)
    ]


def open_index(home: Path, store: VectorStore | None = None, embedder: Embedder | None = None) -> Index:
    """An index with small chunks that counts a token a character."""
    settings = Settings(home=home / "library", cache=CACHE, chunk_tokens=60, lock_timeout=20)
    return Index(settings, embedder or FakeEmbedder(64), count_characters, store)


def count_characters(text: str) -> int:
    return len(text)


def titles(index: Index) -> list[str]:
    with index.snapshot() as snapshot:
        return [article.title for article in snapshot.articles()]
