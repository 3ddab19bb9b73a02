"""INTERFACE's JSON, typed: the one conversion of the pipeline's nouns that the CLI, the HTTP API and the page share.

Field names here are the outside contract: they may be joined by others, never renamed. A field that the contract
marks with ``?`` is left out when there is nothing to say; the others are ``null``.
"""

from __future__ import annotations

import datetime
import json
from typing import Literal

from pydantic import AliasChoices, BaseModel, ConfigDict, Field

from rag import doctor, types


class Schema(BaseModel):
    """What every body is: read from the dataclass of the same name, attribute by attribute."""

    model_config = ConfigDict(from_attributes=True, populate_by_name=True, ser_json_inf_nan="null")


class Place(Schema):
    """Where (part of) an article was printed; ``spans`` are character offsets in that source's text."""

    source: str
    newspaper: str | None = None
    date: datetime.date | None = None
    page: str | None = None
    spans: list[tuple[int, int]]


class ArticleLine(Schema):
    """An article as a list shows it."""

    id: str
    title: str
    byline: list[str]
    date: datetime.date | None = None
    newspaper: str | None = None
    page: str | None = None
    source: str


class Article(ArticleLine):
    """A whole article; ``spans`` are character offsets in the text of ``source``."""

    kind: str
    label: str | None = None
    kicker: str | None = None
    subheads: list[str]
    continued_from: str | None = None
    continued_to: str | None = None
    body: str
    paragraphs: list[str]
    spans: list[tuple[int, int]]
    places: list[Place]

    @classmethod
    def of(cls, article: types.Article) -> Article:
        """Show an article, its first place as its own."""
        return cls(
            **ArticleLine.model_validate(article).model_dump(),
            kind=article.kind,
            label=article.label,
            kicker=article.kicker,
            subheads=list(article.texts("subhead")),
            continued_from=article.continued_from,
            continued_to=article.continued_to,
            body=article.body,
            paragraphs=list(article.texts("paragraph")),
            spans=list(article.places[0].spans),
            places=[Place.model_validate(place) for place in article.places],
        )


class Sentence(Schema):
    """A sentence of an answer, the numbers of its citations, and the verifier's verdict."""

    text: str
    citations: list[int]
    supported: bool
    problems: list[str]


class Printing(Schema):
    """Where else an article was printed."""

    newspaper: str | None = None
    date: datetime.date | None = None
    page: str | None = None
    source: str


class Citation(Schema):
    """The printed words behind a sentence; ``start`` and ``end`` count in the text of ``source``.

    ``also_in`` are the other papers and days in which the same article was printed.
    """

    n: int
    article_id: str
    title: str
    byline: list[str]
    newspaper: str | None = None
    date: datetime.date | None = None
    page: str | None = None
    source: str
    quote: str
    start: int
    end: int
    body_start: int
    body_end: int
    also_in: list[Printing] = []


class Usage(Schema):
    """Tokens that the model read and wrote."""

    prompt_tokens: int = 0
    completion_tokens: int = 0


class Seconds(Schema):
    """How long an answer took."""

    retrieve: float = 0.0
    first_token: float | None = None
    total: float = 0.0


class Answer(Schema):
    """What the archive says to a question; one that abstains has no citations.

    ``unanswered`` is what a question of several parts asks that no line of the answer tells.
    """

    question: str
    answer: str = Field(validation_alias=AliasChoices("answer", "text"))
    abstained: bool
    sentences: list[Sentence]
    citations: list[Citation]
    model: str
    usage: Usage
    seconds: Seconds
    nearest: list[str] = []
    withheld: list[Sentence] = []
    unanswered: list[str] = []


class LeftOut(Schema):
    """An article that a brief could not use, and why."""

    article_id: str
    reason: str


class Theme(Schema):
    """A part of a digest: its ``sentences`` from ``start`` to before ``end`` tell of these articles."""

    title: str
    article_ids: list[str]
    start: int
    end: int
    kind: Literal["theme", "other", "differences"] = "theme"


class Summary(Schema):
    """A brief of one article or of many, cited like an answer; one of many has ``themes``."""

    article_ids: list[str]
    title: str
    summary: str
    sentences: list[Sentence]
    citations: list[Citation]
    model: str
    usage: Usage
    left_out: list[LeftOut] = []
    off_topic: int = 0
    themes: list[Theme] = []

    @classmethod
    def of(cls, summary: types.Summary) -> Summary:
        """Show a brief."""
        return cls(
            article_ids=list(summary.article_ids),
            title=summary.title,
            summary=summary.text,
            sentences=[Sentence.model_validate(sentence) for sentence in summary.sentences],
            citations=[Citation.model_validate(citation) for citation in summary.citations],
            model=summary.model,
            usage=Usage.model_validate(summary.usage),
            left_out=[LeftOut(article_id=article, reason=reason) for article, reason in summary.left_out],
            off_topic=summary.off_topic,
            themes=[Theme.model_validate(theme) for theme in summary.themes],
        )


class Hit(Schema):
    """A passage that was found; ``start`` and ``end`` count in the text of ``source``."""

    article_id: str
    title: str
    text: str
    score: float
    source: str
    start: int
    end: int
    date: datetime.date | None = None
    newspaper: str | None = None
    page: str | None = None

    @classmethod
    def of(cls, hit: types.Hit) -> Hit:
        """Show a hit where it is printed; of a passage over a jump, the part before it."""
        source, start, end = printed(hit.article, hit.chunk.start, hit.chunk.end)
        return cls(
            article_id=hit.article.id,
            title=hit.article.title,
            text=hit.chunk.text,
            score=hit.score,
            source=source,
            start=start,
            end=end,
            date=hit.article.date,
            newspaper=hit.article.newspaper,
            page=hit.article.page,
        )


class Failure(Schema):
    """A file that could not be taken, and why."""

    source: str
    error: str


class Notice(Schema):
    """A page that was taken though something about it is odd, and what."""

    source: str
    warning: str


class AddReport(Schema):
    """What an ``add`` did; ``warnings`` name pages that were taken and hold no article.

    ``replaced`` names pages that took another text's place, ``renamed`` those kept beside another of their name.
    """

    pages: int
    articles: int
    chunks: int
    added: int
    unchanged: int
    failed: list[Failure]
    warnings: list[Notice] = []
    replaced: list[Notice] = []
    renamed: list[Notice] = []


class Found(Schema):
    """The passages found for a query, best first."""

    query: str
    hits: list[Hit]


class Summaries(Schema):
    """Briefs, in the order of the articles asked for."""

    summaries: list[Summary]


class ArticleList(Schema):
    """A part of the archive's articles; ``next`` is the offset of the next part, if there is one."""

    articles: list[ArticleLine]
    total: int
    next: int | None = None

    @classmethod
    def of(cls, found: types.Listing, offset: int) -> ArticleList:
        """Show a part of what was found, which begins at ``offset``."""
        end = offset + len(found.articles)
        return cls(
            articles=[ArticleLine.model_validate(article) for article in found.articles],
            total=found.total,
            next=end if found.articles and end < found.total else None,
        )


class Removed(Schema):
    """How many articles were removed, and pages that held none."""

    removed: int


class Tokens(Schema):
    """Tokens that a batch read and wrote."""

    prompt: int = 0
    completion: int = 0


class Job(Schema):
    """How far a job is."""

    id: str
    kind: Literal["summaries"] = "summaries"
    status: Literal["queued", "running", "done", "stopped", "failed"]
    total: int
    done: int
    failed: list[Failure] = []
    tokens: Tokens = Tokens()
    created: datetime.datetime
    error: str | None = None
    seconds: float | None = Field(default=None, description="How long it has been running.")
    seconds_left: float | None = Field(default=None, description="How long the rest takes at the rate so far.")


class CheckLine(Schema):
    """Whether one thing is in order; what is wrong with it is for the doctor to say, not for strangers to read."""

    name: str
    good: bool


class Health(Schema):
    """Whether the server lives, with the state of store and models."""

    status: Literal["ok", "degraded"]
    pages: int
    articles: int
    chunks: int
    model: str
    embedder: str
    checks: list[CheckLine]

    @classmethod
    def of(cls, status: doctor.Status) -> Health:
        """Show a status to whoever asks."""
        return cls(
            status="ok" if status.good else "degraded",
            pages=status.pages,
            articles=status.articles,
            chunks=status.chunks,
            model=status.model,
            embedder=status.embedder,
            checks=[CheckLine.model_validate(check) for check in status.checks],
        )


class Problem(Schema):
    """An error (RFC 9457), as ``application/problem+json``."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    request_id: str | None = None


def printed(article: types.Article, start: int, end: int) -> tuple[str, int, int]:
    """Find where ``body[start:end]`` stands in a source's text, up to where the article jumps to another source.

    Returns the source and a range of its text; a range of the body that no run touches stands where the article does.
    """
    runs = [run for run in article.runs if run.start < end and run.end > start]
    if not runs:
        place = article.places[0]
        return place.source, place.spans[0][0], place.spans[-1][1]
    here = [run for run in runs if run.source == runs[0].source]
    first, last = here[0], here[-1]
    return first.source, first.offset + max(start - first.start, 0), last.offset + min(end, last.end) - last.start


def json_text(text: str) -> str:
    """A text as a JSON string on one line."""
    return json.dumps(text, ensure_ascii=False)
