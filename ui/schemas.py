"""The JSON that programs read, typed: the pipeline's nouns as the CLI, the HTTP API and the page all show them.

Field names here are the outside contract: they may be joined by others, never renamed. A field that the contract
marks with ``?`` is left out when there is nothing to say; the others are ``null``.
"""

from __future__ import annotations

import datetime
from typing import Literal

from pydantic import AliasChoices, BaseModel, ConfigDict, Field

from rag import doctor, types
from ui.fields import (
    ArticleId,
    ArticleIds,
    Articles,
    Byline,
    Chunks,
    End,
    Headline,
    Model,
    Newspaper,
    PageOf,
    Pages,
    Printed,
    SourceOf,
    Spans,
    Start,
)


class Schema(BaseModel):
    """What every body is: read from the dataclass of the same name, attribute by attribute."""

    model_config = ConfigDict(from_attributes=True, populate_by_name=True, ser_json_inf_nan="null")


class Place(Schema):
    """Where (part of) an article was printed; ``spans`` are character offsets in that source's text."""

    source: SourceOf
    newspaper: Newspaper = None
    date: Printed = None
    page: PageOf = None
    spans: Spans


class ArticleLine(Schema):
    """An article as a list shows it."""

    id: ArticleId
    title: Headline
    byline: Byline
    date: Printed = None
    newspaper: Newspaper = None
    page: PageOf = None
    source: SourceOf


class Article(ArticleLine):
    """A whole article; ``spans`` are character offsets in the text of ``source``."""

    kind: str = Field(description="What kind of copy it is, such as a story or a notice.")
    label: str | None = Field(default=None, description="The section that is printed over it.")
    kicker: str | None = Field(default=None, description="The line above the headline.")
    subheads: list[str] = Field(description="Its subheads.")
    continued_from: str | None = Field(default=None, description="The page that it says it goes on from.")
    continued_to: str | None = Field(default=None, description="The page that it says it goes on to.")
    body: str = Field(description="Its whole text.")
    paragraphs: list[str] = Field(description="Its paragraphs.")
    spans: Spans
    places: list[Place] = Field(description="Wherever it is printed.")

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

    text: str = Field(description="Its words, without the numbers of citations.")
    citations: list[int] = Field(description="The `n` of its citations.")
    supported: bool = Field(description="Whether the printed words bear it out.")
    problems: list[str] = Field(description="What is wrong with it.")


class Printing(Schema):
    """Where else an article was printed."""

    newspaper: Newspaper = None
    date: Printed = None
    page: PageOf = None
    source: SourceOf


class Citation(Schema):
    """The printed words behind a sentence; ``start`` and ``end`` count in the text of ``source``.

    ``also_in`` are the other papers and days in which the same article was printed.
    """

    n: int = Field(description="Its number in the answer.")
    article_id: ArticleId
    title: Headline
    byline: Byline
    newspaper: Newspaper = None
    date: Printed = None
    page: PageOf = None
    source: SourceOf
    quote: str = Field(description="The printed words: a run of the article's body.")
    start: Start
    end: End
    body_start: int = Field(description="Where the quote begins in the body.")
    body_end: int = Field(description="Before which character of the body it ends.")
    also_in: list[Printing] = Field(default=[], description="Where else the article was printed.")


class Usage(Schema):
    """Tokens that the model read and wrote."""

    prompt_tokens: int = Field(default=0, description="Tokens that were read.")
    completion_tokens: int = Field(default=0, description="Tokens that were written.")


class Seconds(Schema):
    """How long an answer took."""

    retrieve: float = Field(default=0.0, description="Until the passages were found.")
    first_token: float | None = Field(default=None, description="From the question to the first word.")
    total: float = Field(default=0.0, description="Until the answer was whole.")


class Answer(Schema):
    """What the archive says to a question; one that abstains has no citations.

    ``unanswered`` is what a question of several parts asks that no line of the answer tells.
    """

    question: str = Field(description="What was asked.")
    answer: str = Field(
        validation_alias=AliasChoices("answer", "text"), description="The whole text, with citations like [1]."
    )
    abstained: bool = Field(description="Whether the archive does not have it.")
    sentences: list[Sentence] = Field(description="The sentences of the answer.")
    citations: list[Citation] = Field(description="What stands behind them.")
    model: Model
    usage: Usage
    seconds: Seconds
    nearest: list[str] = Field(default=[], description="Ids of articles that come near, if it abstains.")
    withheld: list[Sentence] = Field(default=[], description="What was drafted and the print does not bear out.")
    unanswered: list[str] = Field(default=[], description="The parts of the question that no sentence tells.")


class LeftOut(Schema):
    """An article that a brief could not use, and why."""

    article_id: ArticleId
    reason: str = Field(description="Why it is left out.")


class Theme(Schema):
    """A part of a digest: its ``sentences`` from ``start`` to before ``end`` tell of these articles."""

    title: str = Field(description="What the part is about.")
    article_ids: ArticleIds
    start: int = Field(description="Its first sentence, counted from 0.")
    end: int = Field(description="The sentence that it ends before.")
    kind: Literal["theme", "other", "differences"] = Field(
        default="theme", description="Whether it is a theme, the articles of none, or what papers differ in."
    )


class Summary(Schema):
    """A brief of one article or of many, cited like an answer; one of many has ``themes``."""

    article_ids: ArticleIds
    title: str = Field(description="The article's headline, or what a digest is of.")
    summary: str = Field(description="The whole text, with citations like [1].")
    sentences: list[Sentence] = Field(description="The sentences of the brief.")
    citations: list[Citation] = Field(description="What stands behind them.")
    model: Model
    usage: Usage
    left_out: list[LeftOut] = Field(default=[], description="Articles that are not told of, and why.")
    off_topic: int = Field(default=0, description="How many articles say nothing of a digest's topic.")
    themes: list[Theme] = Field(default=[], description="The parts of a digest.")

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

    article_id: ArticleId
    title: Headline
    text: str = Field(description="The passage.")
    score: float = Field(description="How well it fits; the best is first.")
    source: SourceOf
    start: Start
    end: End
    date: Printed = None
    newspaper: Newspaper = None
    page: PageOf = None

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
    """A file, or in a job an article, of which nothing came, and why."""

    source: str = Field(description="The file, or in a job the article's id.")
    error: str = Field(description="Why it failed.")


class Notice(Schema):
    """A page that was taken though something about it is odd, and what."""

    source: SourceOf
    warning: str = Field(description="What is odd about it, and what can be done.")


class AddReport(Schema):
    """What an ``add`` did, counting what is printed on the pages given, new or known."""

    pages: int = Field(description="Pages that were taken or known.")
    articles: int = Field(description="Articles on them.")
    chunks: int = Field(description="Passages of these.")
    added: int = Field(description="Pages that are new.")
    unchanged: int = Field(description="Pages that the archive had.")
    failed: list[Failure] = Field(description="Files that were not taken.")
    warnings: list[Notice] = Field(
        default=[],
        description="Pages that were taken and are odd (no article, tables, columns read across, an end torn off, the "
        "same page as another file's), and folders that were passed over.",
    )
    replaced: list[Notice] = Field(default=[], description="Pages that took another text's place.")
    renamed: list[Notice] = Field(default=[], description="Pages kept beside another of their name.")


class Found(Schema):
    """The passages found for a query, best first."""

    query: str = Field(description="What was searched for.")
    hits: list[Hit] = Field(description="The passages, best first.")


class Summaries(Schema):
    """Briefs, in the order of the articles asked for."""

    summaries: list[Summary] = Field(description="The briefs, or one digest.")


class ArticleList(Schema):
    """A part of the archive's articles; ``next`` is the offset of the next part, if there is one."""

    articles: list[ArticleLine] = Field(description="The articles of this part.")
    total: int = Field(description="How many the filters let through.")
    next: int | None = Field(default=None, description="The offset of the next part, if there is one.")

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

    removed: int = Field(description="How many.")


class Tokens(Schema):
    """Tokens that a batch read and wrote."""

    prompt: int = Field(default=0, description="Tokens that were read.")
    completion: int = Field(default=0, description="Tokens that were written.")


class Job(Schema):
    """How far a job is."""

    id: str = Field(description="What its routes call it.")
    kind: Literal["summaries"] = Field(default="summaries", description="What it writes.")
    status: Literal["queued", "running", "done", "stopped", "failed"] = Field(description="Whether it goes on.")
    total: int = Field(description="How many briefs it is to write.")
    done: int = Field(description="How many are there.")
    failed: list[Failure] = Field(default=[], description="Articles of which no brief came.")
    tokens: Tokens = Tokens()
    created: datetime.datetime = Field(description="When it was begun.")
    error: str | None = Field(default=None, description="Why it failed.")
    seconds: float | None = Field(default=None, description="How long it has been running.")
    seconds_left: float | None = Field(default=None, description="How long the rest takes at the rate so far.")


class CheckLine(Schema):
    """Whether one thing is in order; what is wrong with it is for the doctor to say, not for strangers to read."""

    name: str = Field(description="What was looked at.")
    good: bool = Field(description="Whether it is in order.")


class Health(Schema):
    """Whether the server lives, with the state of store and models."""

    status: Literal["ok", "degraded"] = Field(description="Whether all checks are good.")
    pages: Pages
    articles: Articles
    chunks: Chunks
    model: str = Field(description="Which model answers.")
    embedder: str = Field(description="Which embedder indexes.")
    checks: list[CheckLine] = Field(description="What was looked at.")

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

    type: str = Field(default="about:blank", description="Always this: the status says what kind it is.")
    title: str = Field(description="The status in words.")
    status: int = Field(description="The HTTP status.")
    detail: str = Field(description="What is wrong, where, and the remedy.")
    request_id: str | None = Field(default=None, description="What the server's log calls the request.")


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
