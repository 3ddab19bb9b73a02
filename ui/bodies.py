"""What requests to the API hold; the body's size bounds what has no bound here."""

from __future__ import annotations

import datetime
import re
from collections.abc import Collection
from difflib import get_close_matches
from typing import Annotated, Any, Literal

from pydantic import (
    BeforeValidator,
    ConfigDict,
    Field,
    JsonValue,
    StringConstraints,
    WithJsonSchema,
    model_validator,
)
from pydantic_core import PydanticCustomError

from rag import types
from rag.archive.snapshot import check_days
from ui.schemas import Schema

MANY_ARTICLES = 10_000

# NEL is white space to Unicode, by which texts are stripped, and none in the regular expressions of JSON Schema.
SOME = r"[^\s\u0085]"
# As long as the setting max_question_characters says, which every route asks; the body bounds it before.
Text = Annotated[str, StringConstraints(strip_whitespace=True, pattern=SOME)]
Name = Annotated[str, StringConstraints(strip_whitespace=True, pattern=SOME, max_length=200)]
NAME_SCHEMA = {"type": "string", "minLength": 1, "maxLength": 200, "pattern": SOME}
Ids = Annotated[
    list[Name],
    BeforeValidator(lambda value: [value] if isinstance(value, str) else value),
    WithJsonSchema({"anyOf": [{"type": "array", "items": NAME_SCHEMA, "maxItems": MANY_ARTICLES}, NAME_SCHEMA]}),
]


def written_day(value: object) -> object:
    """Refuse what pydantic would read as a day though it is a number of seconds."""
    if (
        value is None
        or isinstance(value, datetime.date)
        or (isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value))
    ):
        return value
    raise PydanticCustomError("day", "a day is written YYYY-MM-DD")


def written_number(value: object) -> object:
    """Refuse what pydantic would read as a whole number though JSON writes it as something else."""
    if isinstance(value, (bool, str)):
        raise PydanticCustomError("int_type", "a number is written in digits, without quotation marks")
    return value


Whole = Annotated[int, BeforeValidator(written_number)]
# Bounds of what may be left out stand with its type and before what reads it, or its schema does not tell them.
Length = Annotated[int, Field(ge=1, le=20), BeforeValidator(written_number)]
Source = Annotated[str, StringConstraints(pattern=SOME, max_length=4000)]
PageNumber = Annotated[str, StringConstraints(strip_whitespace=True, pattern=SOME, max_length=40)]
Day = Annotated[datetime.date, BeforeValidator(written_day)]


def unknown_field(name: str, known: Collection[str]) -> str:
    """Say that a request holds a field that is not read, and which one is meant or which there are."""
    near = get_close_matches(name, known, n=1)
    return f'The field "{name[:80]}" is unknown. ' + (
        f'Use "{near[0]}".' if near else f"There are: {', '.join(known)}."
    )


class Body(Schema):
    """What a request holds, and nothing else: a misspelt field must not be passed over in silence."""

    model_config = ConfigDict(extra="forbid")

    @model_validator(mode="before")
    @classmethod
    def name_unknown(cls, given: Any) -> Any:
        """Refuse a field that is not there, in words that help."""
        names = {name: field.alias or name for name, field in cls.model_fields.items()}
        for name in given if isinstance(given, dict) else ():
            if name not in names and name not in names.values():
                said = unknown_field(str(name), names.values())
                raise PydanticCustomError("unknown_field", "{said}", {"said": said})
        return given


class Filters(Body):
    """Which articles may be used; both dates are inclusive."""

    since: Day | None = Field(default=None, alias="from", description="The first day.")
    until: Day | None = Field(default=None, alias="to", description="The last day.")
    newspaper: Name | None = Field(default=None, description="Only this paper.")
    author: Name | None = Field(default=None, description="Only articles with this name in the byline.")
    articles: Ids = Field(
        default=[], alias="article", max_length=MANY_ARTICLES, description="Article ids; one may stand without a list."
    )

    def of(self) -> types.Filters:
        """The filters as the library takes them; raises ``InputError`` for a first day after the last."""
        return check_days(types.Filters(self.since, self.until, self.newspaper, self.author, tuple(self.articles)))


class ArticleQuery(Filters):
    """Which part of the archive to list."""

    # They stand in the address, which a server reads up to some 64 kB.
    articles: Annotated[list[Name], Field(max_length=100)] = Field(
        default=[], alias="article", description="Only this article id; may be given again."
    )
    limit: int = Field(default=200, ge=1, le=1000, description="The most articles of a part.")
    offset: int = Field(default=0, ge=0, le=2**31, description="How many articles to pass over.")


class Turn(Schema):
    """An earlier question and its answer; other fields have no effect."""

    question: Text = Field(description="What was asked.")
    answer: str = Field(description="What was answered.")


class Ask(Body):
    """A question to the archive; with ``stream`` the answer comes as server-sent events."""

    question: Text = Field(
        examples=["县里的新图书馆什么时候开放？"], description="What to answer, in Chinese or English."
    )
    filters: Filters | None = Field(
        default=None, examples=[{"from": "2031-05-01", "to": "2031-05-31"}], description="Which articles may be used."
    )
    history: list[Turn] | None = Field(default=None, description="Of any length; the last turns are read.")
    stream: bool = Field(default=False, strict=True, description="Whether to send the answer as server-sent events.")

    def of(self) -> types.Question:
        """The question as the library takes it."""
        turns = tuple(types.Turn(turn.question, turn.answer) for turn in self.history or ())
        return types.Question(self.question, (self.filters or Filters()).of(), turns)


class Search(Body):
    """A query for the ``k`` best passages."""

    query: Text = Field(examples=["图书馆 开放时间"], description="What to search for: words or a question.")
    k: Whole = Field(default=10, ge=1, le=100, description="How many passages.")
    filters: Filters | None = Field(default=None, description="Which articles may be used.")


FILTERED: dict[str, JsonValue] = {"required": ["filters"], "properties": {"filters": {"type": "object"}}}
DIGESTED: dict[str, JsonValue] = {"required": ["digest"], "properties": {"digest": {"type": "object"}}}


class Summarize(Body):
    """Which articles to brief: by id, or all that the filters let through."""

    model_config = ConfigDict(json_schema_extra={"anyOf": [{"required": ["article_ids"]}, FILTERED]})

    article_ids: list[Name] = Field(
        default=[],
        min_length=1,
        max_length=MANY_ARTICLES,
        examples=[["0123456789abcdef"]],
        description="The articles, in the order of the briefs.",
    )
    filters: Filters | None = Field(default=None, description="Without ids: brief all that these let through.")
    sentences: Length | None = Field(default=None, description="The length of each brief.")


class Digest(Body):
    """What a digest is of, beyond the filters; both may be left out."""

    topic: Text | None = Field(default=None, description="Only what is on this and, told apart, what mentions it.")
    page: Name | None = Field(default=None, description="Only this page's number.")


class SummaryRequest(Summarize):
    """Which articles to brief, one by one or, with ``digest``, in one digest of them all."""

    model_config = ConfigDict(json_schema_extra={"anyOf": [{"required": ["article_ids"]}, FILTERED, DIGESTED]})

    digest: Digest | None = Field(default=None, description="One digest of them all, of this.")


class JobRequest(Summarize):
    """Work that goes on after the reply."""

    kind: Literal["summaries"] = Field(description="What to write.")
