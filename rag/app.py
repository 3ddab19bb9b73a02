"""A library: the one place where readers, index, models and prompts are wired together."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, TypeVar

import prompts
from rag import readers
from rag.additions import AddReport, Failure, Notice
from rag.answers.anew import ask_anew
from rag.archive import ingest, listing
from rag.archive.index import Index
from rag.bounds import MOST_SENTENCES, bounded
from rag.errors import InvalidPrompt, JianbaoError
from rag.evidence import retrieve
from rag.models import chat, embedders
from rag.models.tokens import token_counter
from rag.ports import Progress
from rag.prose.questions import in_bounds
from rag.prose.words import keep_cache_in
from rag.settings import Settings
from rag.types import Answer, Article, Filters, Hit, ListedArticle, Listing, Page, Question, Summary, Usage

if TYPE_CHECKING:
    from rag.answers.chain import AnswerChain
    from rag.briefs.batch import Book, Engine, Item, Tally, Watch
    from rag.briefs.digest import Digester
    from rag.briefs.summarize import Summarizer
    from rag.doctor import Status
    from rag.ports import ChatModel, Embedder, VectorStore
    from rag.proof.corrections import Correction

Made = TypeVar("Made")

ALL = Filters()


class Library:
    """A folder of newspaper pages that can be searched, asked and summarised; safe to use from several threads.

    ``embedder``, ``model`` and ``store`` stand in for what the settings choose (``rag.fakes`` has such).
    """

    def __init__(
        self,
        settings: Settings,
        *,
        embedder: Embedder | None = None,
        model: ChatModel | None = None,
        store: VectorStore | None = None,
        progress: Progress | None = None,
    ) -> None:
        """Open (or begin) the library in ``settings.home``; raises ``JianbaoError`` for what cannot be used.

        ``progress`` is told of what takes long before a first answer: the joining of the local model.
        """
        self.settings = settings
        self.on_progress = progress
        keep_cache_in(settings.cache / "jieba")
        try:
            self._prompts = prompts.load_all(settings.prompts)
        except prompts.PromptError as error:
            raise InvalidPrompt(str(error), remedy="Mend or remove the file.") from error
        self._model = model
        self._own: list[object] = []  # what may hold servers, clients or threads
        if embedder is None:
            self._own.append(embedder := embedders.open_embedder(settings))
        self._index = Index(settings, embedder, token_counter(settings), store)
        self._examples: dict[int, tuple[int, tuple[str, ...]]] = {}  # by their count, of which version of the archive
        self._opening = threading.RLock()

    def add(
        self,
        paths: Iterable[Path],
        *,
        newspaper: str | None = None,
        date: date | None = None,
        page: str | None = None,
        progress: Progress | None = None,
    ) -> AddReport:
        """Add files and folders; what fails is reported and the rest goes on.

        ``newspaper``, ``date`` and ``page`` are trusted over what the files say.
        """
        found = list(readers.find_files(paths))
        files = [one for one in found if not isinstance(one, Notice)]
        passed = AddReport(warnings=tuple(one for one in found if isinstance(one, Notice)))

        def read(file: Path | Failure) -> Page | Failure:
            if isinstance(file, Failure):
                return file
            try:
                return readers.read_file(file, self.settings, newspaper=newspaper, date=date, page=page)
            except JianbaoError as error:
                return Failure(str(file), str(error))

        return passed + ingest.add(self._index, map(read, files), total=len(files), progress=progress)

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
        """Add an uploaded file as ``add`` does; raises ``UnreadableFile`` when it cannot be read.

        It replaces a page of the same file name that is of the same paper, day and page; any other is kept beside it.
        """
        read = readers.read_bytes(data, name, self.settings, newspaper=newspaper, date=date, page=page)
        return ingest.add(self._index, [read], total=1, progress=progress, uploaded=True)

    def articles(self, filters: Filters = ALL) -> list[Article]:
        """List the articles that the filters let through, by date, paper, page and place on the page."""
        with self._index.snapshot() as snapshot:
            return snapshot.articles(filters)

    def listing(
        self,
        filters: Filters = ALL,
        *,
        words: str = "",
        offset: int = 0,
        limit: int | None = None,
        newest_first: bool = False,
    ) -> Listing:
        """List a part of the articles without their bodies: those of ``articles`` that hold every one of ``words``."""
        with self._index.snapshot() as snapshot:
            return listing.list_articles(
                snapshot, filters, words=words, offset=offset, limit=limit, newest_first=newest_first
            )

    def newspapers(self) -> list[str]:
        """The names of the papers that the archive holds articles of."""
        with self._index.snapshot() as snapshot:
            return listing.newspapers(snapshot)

    def printed_on(self, source: str) -> tuple[ListedArticle, ...]:
        """List the articles of which a part is printed in a source; none for one that the library does not hold."""
        with self._index.snapshot() as snapshot:
            return listing.printed_on(snapshot, source)

    def article(self, article_id: str) -> Article:
        """Fetch one article; raises ``UnknownArticle``."""
        with self._index.snapshot() as snapshot:
            return snapshot.article(article_id)

    def corrections(self, article: Article) -> tuple[Correction, ...]:
        """Find the notices of the archive that put an article right, with what they say."""
        from rag.proof.corrections import corrections_of

        with self._index.snapshot() as snapshot:
            return corrections_of(snapshot, article)

    def page_text(self, source: str) -> str:
        """Fetch the text that citations' ``start`` and ``end`` count in; raises ``InputError``."""
        with self._index.snapshot() as snapshot:
            return snapshot.page_text(source)

    def remove(self, article_ids: Sequence[str], *, pages: Sequence[str] = ()) -> int:
        """Remove articles, and whole ``pages`` by their sources; count articles, and pages that held none.

        Raises ``UnknownArticle`` and ``InputError`` before anything is removed.
        """
        return ingest.remove(self._index, article_ids, pages)

    def search(self, query: str, k: int = 10, filters: Filters = ALL) -> list[Hit]:
        """Find the ``k`` best chunks for a query; raises ``InputError`` for an empty or endless one, or none at all."""
        bounded(k, "k")
        most = self.settings.max_question_characters
        query = in_bounds(query, most, "query", ask="Search for something.", shorten="Search more briefly.")
        return retrieve.search(self._index, query, k, filters)

    def open_store(self) -> None:
        """Open the vector store for a process that will search much; others rank their few searches exactly."""
        self._index.open_store()

    def ask(self, question: Question | str) -> Answer:
        """Answer a question from the archive, or say that the archive does not have it."""

        def once() -> Iterator[Answer]:
            yield self.chain.invoke(question)

        return next(piece for piece in ask_anew(self._index, once) if isinstance(piece, Answer))

    def stream(self, question: Question | str) -> Iterator[str | Answer]:
        """Answer piece by piece: checked text with markers like ``[1]`` as it comes, at last the whole ``Answer``."""
        return ask_anew(self._index, lambda: self.chain.stream(question))

    @cached_property
    def chain(self) -> AnswerChain:
        """The answering chain, a LangChain Runnable, to be put into a graph of your own."""
        from rag.answers.answer import Answerer
        from rag.answers.chain import AnswerChain
        from rag.evidence.judge import judge_by

        model = self.model  # before the lock: who waits for the model may hold the property's own

        def make() -> AnswerChain:
            judge = judge_by(model, self._prompts) if model else None
            answerer = Answerer(
                self._index, self.settings, lambda: model.name if model else chat.EXTRACTIVE, self._brief, judge
            )
            return AnswerChain(answerer, model, self._prompts)

        return self._once("chain", make)

    @cached_property
    def model(self) -> ChatModel | None:
        """The chat model, or ``None`` where the archive answers by itself; nothing is loaded before its first use."""
        if self._model:
            return self._model

        def make() -> ChatModel | None:
            self._own.append(model := chat.open_model(self.settings, self._joining))
            return model

        return self._once("model", make)

    def _once(self, name: str, make: Callable[[], Made]) -> Made:
        """Make what a property holds, once: two threads that first ask for it at one time get the same."""
        with self._opening:
            if name not in vars(self):
                vars(self)[name] = make()
            made: Made = vars(self)[name]
            return made

    def summarize(self, article_ids: Sequence[str], *, sentences: int | None = None) -> Iterator[Summary]:
        """Write a brief of each article, in the given order, each as soon as it is there; raises ``UnknownArticle``.

        ``sentences``, 1 to 20, is the length of a brief; unset, it follows the article's.
        """
        bounded(sentences, "sentences", MOST_SENTENCES)
        articles = [self.article(article_id) for article_id in article_ids]
        summarizer = self._summarizer
        return (summarizer.summarize(article, sentences) for article in articles)

    def digest(
        self,
        filters: Filters = ALL,
        *,
        topic: str | None = None,
        page: str | None = None,
        progress: Progress | None = None,
    ) -> Summary:
        """Digest the articles that the filters let through, by theme, with what they differ in.

        With a ``topic``, those that are on it and, apart, those that mention it; ``page`` is a page's number. Each is
        told of or named in ``left_out``, but those that say nothing of the topic, which are counted. Raises
        ``UnknownArticle`` when there is none.
        """
        from rag.briefs.headings import title_of

        articles, count = self._to_digest(filters, topic, page)
        title = title_of(articles, topic)
        summary = self._digester.digest(articles, title, topic=topic, progress=progress)
        told = len(summary.article_ids) + len(summary.left_out)
        return replace(summary, off_topic=count - told) if topic else summary

    def forecast_digest(self, filters: Filters = ALL, *, topic: str | None = None) -> tuple[int, Usage]:
        """Count the articles of a ``digest`` and forecast its tokens; raises ``UnknownArticle`` when there is none."""
        articles, _ = self._to_digest(filters, topic, None)
        return len(articles), self._digester.forecast(articles, topic=topic)

    def _to_digest(self, filters: Filters, topic: str | None, page: str | None) -> tuple[list[Article], int]:
        from rag.briefs.requests import to_digest

        return to_digest(self.articles(filters), topic, page, lambda query, k: self.search(query, k, filters))

    def _brief(self, articles: Sequence[Article], topic: str) -> Summary:
        from rag.briefs.requests import brief

        return brief(articles, topic, self._summarizer, self._digester)

    @cached_property
    def _summarizer(self) -> Summarizer:
        from rag.briefs.summarize import Summarizer

        return Summarizer(self._index, self.settings, self.model, self._prompts)

    @cached_property
    def _digester(self) -> Digester:
        from rag.briefs.digest import Digester

        return Digester(self._index, self.model, self._prompts)

    def forecast(self, article_ids: Sequence[str], *, sentences: int | None = None) -> Usage:
        """Forecast the tokens of ``summarize``; raises ``UnknownArticle``."""
        bounded(sentences, "sentences", MOST_SENTENCES)
        summarizer = self._summarizer
        return sum((summarizer.forecast(self.article(each), sentences) for each in article_ids), Usage())

    def items(self, articles: Iterable[Article | ListedArticle], *, sentences: int | None = None) -> list[Item]:
        """Make the items of a ``batch``; raises ``ModelError`` when the model's server cannot be asked its name."""
        from rag.briefs import batch

        bounded(sentences, "sentences", MOST_SENTENCES)
        made_by = batch.recipe(
            model=chat.identify(self.model) if self.model else chat.EXTRACTIVE,
            prompts=[prompt.digest for (name, _), prompt in self._prompts.items() if name == "summary"],
            sentences=sentences,
            settings=[self.settings.brief_tokens],
        )
        return [batch.item(article.id, made_by, article.title) for article in articles]

    def fingerprint(self) -> str:
        """Hash what answers depend on: the archive's articles and embedder, the model, its prompts and the budgets.

        Raises ``ModelError`` when the model's server cannot be asked its name.
        """
        with self._index.snapshot() as snapshot:
            archive = [snapshot.version, self._index.embedder.name]
        made = [
            archive,
            sorted(article.id for article in self.listing().articles),
            chat.identify(self.model) if self.model else chat.EXTRACTIVE,
            sorted(prompt.digest for prompt in self._prompts.values()),
            [self.settings.evidence_tokens, self.settings.answer_tokens],
        ]
        return hashlib.sha256(json.dumps(made).encode()).hexdigest()[:32]

    def batch(
        self,
        items: Sequence[Item],
        book: Book,
        *,
        sentences: int | None = None,
        concurrency: int | None = None,
        engine: Engine | None = None,
        watch: Watch | None = None,
        stop: Callable[[], bool] = lambda: False,
    ) -> Tally:
        """Brief those of ``items`` that the book lacks, as many at once as the model's server takes.

        Items that fail are recorded in the book and the rest goes on. ``engine`` works elsewhere than in this process.
        Raises ``SetupError`` when nothing can be written at all.
        """
        from rag.briefs import batch

        bounded(sentences, "sentences", MOST_SENTENCES)
        bounded(concurrency, "concurrency")

        def write(item: Item) -> Summary:
            return next(iter(self.summarize([item.article_id], sentences=sentences)))

        slots = concurrency or (self.model.slots if self.model else 1)
        return batch.run(items, book, engine or batch.Threads(write, slots), watch=watch, stop=stop)

    def examples(self, count: int = 3) -> list[str]:
        """Questions that this archive can answer, made from its own sentences."""
        from rag.answers.examples import examples_of

        with self._index.snapshot() as snapshot:
            version, made = self._examples.get(count, (-1, ()))
            if version != snapshot.version:
                made = tuple(examples_of(snapshot, count))
                self._examples[count] = snapshot.version, made
        return list(made)

    def status(self) -> Status:
        """What the library holds, which models it would use, and what is wrong, with the remedy; loads no model."""
        from rag.doctor import status

        return status(self.settings, opened=self._index)

    def close(self) -> None:
        """Let go of files, and of models that were not given; the local one stops where no other library uses it."""
        for each in self._own:
            getattr(each, "close", lambda: None)()
        self._index.close()

    def __enter__(self) -> Library:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _joining(self, done: int, of: int) -> None:
        if self.on_progress:
            self.on_progress("joining the local model", done, of)


def open_library(home: Path | str | None = None, *, progress: Progress | None = None, **settings: object) -> Library:
    """Open (or begin) the library in a folder, telling ``progress`` what takes long; the rest are settings by name."""
    return Library(Settings.load(home=home, **settings), progress=progress)
