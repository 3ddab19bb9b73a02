"""A library in memory with the facade's signatures, for tests of the faces: it searches by substring and quotes."""

from __future__ import annotations

import dataclasses
import socket
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import uvicorn
from fastapi.testclient import TestClient

from rag.additions import AddReport
from rag.app import Library
from rag.doctor import Check, Status
from rag.errors import InputError, UnknownArticle, UnreadableFile
from rag.ports import Progress
from rag.proof.corrections import Correction
from rag.settings import Settings
from rag.types import (
    Answer,
    Article,
    Block,
    Chunk,
    Citation,
    CitedSentence,
    Filters,
    Hit,
    ListedArticle,
    Listing,
    Place,
    Question,
    Run,
    Seconds,
    Summary,
    Theme,
    Usage,
)
from ui.server import create_app


def make_article(
    title: str,
    paragraphs: Sequence[str],
    *,
    byline: Sequence[str] = ("林小禾",),
    day: date | None = date(2031, 5, 6),
    page: str | None = "A2",
    source: str = "page.txt",
    newspaper: str | None = "云江晚报",
) -> tuple[Article, str]:
    """An article and its page's text, in which each paragraph stands on a line below the headline."""
    body = "\n".join(paragraphs)
    text = f"{title}\n{'、'.join(byline)}\n{body}\n"
    offset = text.index(body, len(title))
    blocks, runs, at = [], [], 0
    for paragraph in paragraphs:
        blocks.append(Block("paragraph", at, at + len(paragraph)))
        runs.append(Run(at, at + len(paragraph), source, offset + at))
        at += len(paragraph) + 1
    identity = f"{abs(hash((title, body))):016x}"[:16]
    place = Place(source, newspaper, day, page, ((0, len(text) - 1),))
    return Article(identity, title, tuple(byline), body, tuple(blocks), tuple(runs), (place,)), text


ARTICLES = (
    make_article(
        "青禾机械的新厂房下月开工",
        [
            "青禾机械公司昨日宣布，总投资3.2亿元的新厂房将于六月动工。厂房占地120亩。",
            "负责人方远说，投产后可提供450个岗位。",
        ],
    ),
    make_article(
        "云江渡轮恢复夜航",
        ["停航两年的云江渡轮周五起恢复夜航。末班船改为22时30分。", "船票仍为每人2元。"],
        byline=("周亦", "何闻"),
        day=date(2031, 5, 7),
        page="B1",
        source="ferry.txt",
    ),
    make_article(
        "Harbour library opens on Sundays",
        ["The Harbour library will open on Sundays from June. It expects 800 visitors a week."],
        byline=("Nora Quill",),
        day=None,
        page=None,
        source="harbour.txt",
        newspaper=None,
    ),
)


class MemoryLibrary(Library):
    """The facade over a dict; ``gate`` holds streams back until it is set, ``closed`` tells of one closed early."""

    def __init__(self, home: Path, articles: Sequence[tuple[Article, str]] = ARTICLES, **settings: object) -> None:
        self.settings = Settings.load(home=home, **settings)
        self._prompts = {}
        self._model = None
        self._own: list[object] = []
        self._opening = threading.RLock()
        self._articles = {article.id: article for article, _ in articles}
        self._texts = {article.source: text for article, text in articles}
        self.gate = threading.Event()
        self.gate.set()
        self.closed = threading.Event()
        self.asked: list[Question] = []
        self.error: Exception | None = None

    def add_bytes(
        self,
        name: str,
        data: bytes,
        *,
        newspaper: str | None = None,
        date: date | None = None,
        page: str | None = None,
        progress: Progress | None = None,
    ) -> AddReport:
        try:
            title, first, *more = data.decode().strip().splitlines()
        except (UnicodeDecodeError, ValueError):
            raise UnreadableFile(f"{name} holds no text.", remedy="Give a page's text.") from None
        given: dict[str, Any] = {"newspaper": newspaper, "day": date, "page": page}
        known_of_it = {field: value for field, value in given.items() if value is not None}
        article, text = make_article(title, [first, *more], source=name, **known_of_it)
        known = article.id in self._articles
        self._articles[article.id] = article
        self._texts[name] = text
        return AddReport(1, 1, 1, 0 if known else 1, 1 if known else 0)

    def articles(self, filters: Filters = Filters()) -> list[Article]:  # noqa: B008
        def passes(article: Article) -> bool:
            return (
                (filters.since is None or (article.date is not None and article.date >= filters.since))
                and (filters.until is None or (article.date is not None and article.date <= filters.until))
                and filters.newspaper in (None, article.newspaper)
                and (filters.author is None or filters.author in article.byline)
                and (not filters.articles or article.id in filters.articles)
            )

        return [article for article in self._articles.values() if passes(article)]

    def listing(
        self,
        filters: Filters = Filters(),  # noqa: B008
        *,
        words: str = "",
        offset: int = 0,
        limit: int | None = None,
        newest_first: bool = False,
    ) -> Listing:
        found = [
            each for each in self.articles(filters) if all(word in each.title + each.body for word in words.split())
        ]
        if newest_first:
            found.sort(key=lambda article: str(article.date or ""), reverse=True)
        days = sorted(Counter(article.date for article in found if article.date).items())
        listed = tuple(map(self._listed, found))
        return Listing(listed[offset : None if limit is None else offset + limit], len(listed), tuple(days))

    def newspapers(self) -> list[str]:
        return sorted({article.newspaper for article in self._articles.values() if article.newspaper})

    def printed_on(self, source: str) -> tuple[ListedArticle, ...]:
        return tuple(self._listed(article) for article in self._articles.values() if article.source == source)

    @staticmethod
    def _listed(article: Article) -> ListedArticle:
        place = article.places[0]
        return ListedArticle(
            article.id, article.title, article.byline, place.newspaper, place.date, place.page, place.source
        )

    def article(self, article_id: str) -> Article:
        try:
            return self._articles[article_id]
        except KeyError:
            raise UnknownArticle("The library holds no such article.", remedy="List them.") from None

    def corrections(self, article: Article) -> tuple[Correction, ...]:
        return ()

    def page_text(self, source: str) -> str:
        try:
            return self._texts[source]
        except KeyError:
            raise InputError("The library holds no such page.") from None

    def remove(self, article_ids: Sequence[str], *, pages: Sequence[str] = ()) -> int:
        if unknown := [source for source in pages if source not in {each.source for each in self._articles.values()}]:
            raise UnknownArticle(f"The library has no article or page {unknown[0]!r}.")
        article_ids = [*article_ids, *(each.id for each in self._articles.values() if each.source in pages)]
        for article_id in article_ids:
            self.article(article_id)
        for article_id in article_ids:
            del self._articles[article_id]
        return len(article_ids)

    def search(self, query: str, k: int = 10, filters: Filters = Filters()) -> list[Hit]:  # noqa: B008
        hits = []
        for article in self.articles(filters):
            for block in article.blocks:
                text = article.body[block.start : block.end]
                score = sum(character in text for character in set(query) - set(" ？?。的"))
                hits.append(Hit(Chunk("c", article.id, block.start, block.end, text, len(text)), article, float(score)))
        return sorted(hits, key=lambda hit: -hit.score)[:k]

    def _answer(self, question: Question) -> Answer:
        if self.error is not None:
            raise self.error
        self.asked.append(question)
        hits = self.search(question.text, 2, question.filters)
        if not hits or hits[0].score < 3:
            text = "资料库中没有这方面的内容。"
            return Answer(question.text, text, True, (CitedSentence(text, supported=True),), (), "double")
        citations = tuple(self._cite(n, hit) for n, hit in enumerate(hits, 1))
        sentences = tuple(CitedSentence(citation.quote, (citation.n,), True) for citation in citations)
        text = "".join(f"{sentence.text}[{sentence.citations[0]}]" for sentence in sentences)
        doubtful = CitedSentence("另有9999人参加。", (), False, ("9999 不在原文中",))
        return Answer(
            question.text,
            text + doubtful.text,
            False,
            (*sentences, doubtful),
            citations,
            "double",
            Usage(30, 12),
            Seconds(0.1, 0.2, 0.3),
        )

    @staticmethod
    def _cite(n: int, hit: Hit) -> Citation:
        article, start = hit.article, hit.chunk.start
        end = start + len(hit.chunk.text.partition("。")[0]) + 1
        run = next(run for run in article.runs if run.start <= start < run.end)
        end = min(end, run.end)
        at = run.offset + start - run.start
        return Citation(
            n,
            article.id,
            article.title,
            article.byline,
            article.newspaper,
            article.date,
            article.page,
            article.source,
            article.body[start:end],
            at,
            at + end - start,
            start,
            end,
        )

    def ask(self, question: Question | str) -> Answer:
        return self._answer(question if isinstance(question, Question) else Question(question))

    def stream(self, question: Question | str) -> Iterator[str | Answer]:
        answer = self.ask(question)
        try:
            for at in range(0, len(answer.text), 4):
                yield answer.text[at : at + 4]
                self.gate.wait(20)
            yield answer
        except GeneratorExit:
            self.closed.set()
            raise

    def summarize(self, article_ids: Sequence[str], *, sentences: int | None = None) -> Iterator[Summary]:
        for article_id in article_ids:
            if self.error is not None:
                raise self.error
            self.gate.wait(20)
            article = self.article(article_id)
            block = article.blocks[0]
            text = article.body[block.start : block.end]
            citation = self._cite(1, Hit(Chunk("c", article.id, block.start, block.end, text, 9), article, 1.0))
            cited = CitedSentence(citation.quote, (1,), True)
            yield Summary((article.id,), article.title, cited.text, (cited,), (citation,), "double", Usage(20, 8))

    def digest(
        self,
        filters: Filters = Filters(),  # noqa: B008
        *,
        topic: str | None = None,
        page: str | None = None,
        progress: Progress | None = None,
    ) -> Summary:
        chosen = [a for a in self.articles(filters) if page is None or a.page == page]
        chosen = [a for a in chosen if topic is None or topic in a.title + a.body]
        if not chosen:
            raise UnknownArticle("There is no article to digest.")
        if progress:
            progress("themes", 0, 2)
        briefs = list(self.summarize([article.id for article in chosen]))
        if progress:
            progress("themes", 1, 2)
        sentences = tuple(
            dataclasses.replace(brief.sentences[0], citations=(n,)) for n, brief in enumerate(briefs, start=1)
        )
        citations = tuple(dataclasses.replace(brief.citations[0], n=n) for n, brief in enumerate(briefs, start=1))
        ids = tuple(article.id for article in chosen)
        themes = (Theme("其他", ids, 0, len(ids), "other"),)
        text = "\n".join(sentence.text for sentence in sentences)
        return Summary(ids, "综述", text, sentences, citations, "double", Usage(20, 8), themes=themes)

    def forecast_digest(
        self,
        filters: Filters = Filters(),  # noqa: B008
        *,
        topic: str | None = None,
        page: str | None = None,
    ) -> tuple[int, Usage]:
        count = len(self.articles(filters))
        return count, Usage(150 * count, 40 * count)

    def examples(self, count: int = 3) -> list[str]:
        made = ["青禾机械的新厂房总投资多少？", "云江渡轮的末班船是几点？", "When will the Harbour library open?"]
        return made[:count] if self._articles else []

    def status(self) -> Status:
        checks = (Check("store", True, "opens"), Check("model", False, "is a double", "Install the extra local."))
        count = len(self._articles)
        return Status(str(self.settings.home), count, count, count, "double", False, "double", False, checks)

    def forecast(self, article_ids: Sequence[str], *, sentences: int | None = None) -> Usage:
        return Usage(300 * len(article_ids), 80 * len(article_ids))

    def close(self) -> None:
        pass


@contextmanager
def client_of(library: MemoryLibrary, **options: Any) -> Iterator[TestClient]:
    """A client of the API over a library, with no socket between them."""
    with TestClient(create_app(library, page=False), base_url="http://127.0.0.1:7860", **options) as client:
        yield client


@contextmanager
def running(library: Library, *, page: bool = False) -> Iterator[str]:
    """The server on a real socket: what a test client hides (disconnects, concurrency) shows there."""
    config = uvicorn.Config(create_app(library, page=page), log_level="error", access_log=False)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        runner = uvicorn.Server(config)
        thread = threading.Thread(target=runner.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            runner.should_exit = True
            thread.join(10)
