"""The nouns of the pipeline, in the order in which a newspaper page passes through it.

Every offset counts Unicode code points and every range is half open, ``[start, end)``. Two texts have
offsets: a page's ``text`` (what Python's text mode reads from the file: decoded, a byte order mark gone,
line ends as ``\\n``) and an article's ``body`` (unwrapped: one line a paragraph or subhead). ``Run`` leads from
the second to the first.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

Language = Literal["zh", "en"]


@dataclass(frozen=True, slots=True)
class TextLine:
    """A printed line of a PDF: where it stands in ``Page.text`` and on the sheet (points, origin top left)."""

    start: int
    end: int
    sheet: int
    left: float
    top: float
    right: float
    bottom: float
    size: float


@dataclass(frozen=True, slots=True)
class MarkedArticle:
    """A range of a page's text that the file itself marks as one article; ``title`` is the range of its headline."""

    start: int
    end: int
    title: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """The text of one source file, with what is known of the paper that it was printed in.

    ``rows`` are ranges of the text, in order, that the file itself sets as rows of a table, ``beside`` those that it
    sets beside its articles (menus, footers), ``marked`` its articles as far as it marks them; ``writers`` is whom it
    names as such beside its text, and ``breaks_off`` tells that it ends within something that is not shown.
    """

    source: str
    text: str
    newspaper: str | None = None
    date: date | None = None
    number: str | None = None
    lines: tuple[TextLine, ...] = ()
    rows: tuple[tuple[int, int], ...] = ()
    writers: str | None = None
    beside: tuple[tuple[int, int], ...] = ()
    marked: tuple[MarkedArticle, ...] = ()
    breaks_off: bool = False


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of an article's body that stands in a page's text character for character.

    ``body[start:end] == page.text[offset : offset + end - start]``, where ``page.source == source``.
    """

    start: int
    end: int
    source: str
    offset: int


BlockKind = Literal["paragraph", "subhead"]


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph or a subhead, as a range of the article's body."""

    kind: BlockKind
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Place:
    """Where (part of) an article was printed; ``spans`` are ranges of that source's text."""

    source: str
    newspaper: str | None
    date: date | None
    page: str | None
    spans: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Article:
    """A story recovered whole: ``id`` is a hash of its title, byline and body.

    ``body`` joins the blocks with ``\\n``. ``places`` has one entry a source text, the one that holds the beginning
    first; the spans there cover headline, byline and body. ``continued_from`` and ``continued_to`` are page numbers
    printed in jump lines.
    """

    id: str
    title: str
    byline: tuple[str, ...]
    body: str
    blocks: tuple[Block, ...]
    runs: tuple[Run, ...]
    places: tuple[Place, ...]
    kind: str = "article"
    label: str | None = None
    kicker: str | None = None
    continued_from: str | None = None
    continued_to: str | None = None

    @property
    def source(self) -> str:
        """The source that holds the article's beginning."""
        return self.places[0].source

    @property
    def date(self) -> date | None:
        """The day of the paper that holds the article's beginning."""
        return self.places[0].date

    @property
    def newspaper(self) -> str | None:
        """The paper that holds the article's beginning."""
        return self.places[0].newspaper

    @property
    def page(self) -> str | None:
        """The page that holds the article's beginning."""
        return self.places[0].page

    @property
    def printings(self) -> tuple[Place, ...]:
        """The papers and days in which it was printed, each once, with the page that it begins on there.

        Copy that two papers print has two; the other half of a story, on a later page of the same paper, is none.
        """
        known = [place for place in self.places if place.newspaper or place.date]
        return tuple({(place.newspaper, place.date): place for place in reversed(known)}.values())[::-1]

    @property
    def printed(self) -> str:
        """Headline, byline and body, in lines."""
        return "\n".join((self.title, *self.byline, self.body))

    def texts(self, kind: BlockKind) -> tuple[str, ...]:
        """The texts of all blocks of one kind, in reading order."""
        return tuple(self.body[block.start : block.end] for block in self.blocks if block.kind == kind)


FragmentKind = Literal["caption", "label", "jump", "furniture"]


@dataclass(frozen=True, slots=True)
class Fragment:
    """What stands on a page and belongs to no article's body: a caption, a section label, a jump line, furniture."""

    kind: FragmentKind
    text: str
    spans: tuple[tuple[int, int], ...]
    credit: str | None = None


@dataclass(frozen=True, slots=True)
class ParsedPage:
    """A page taken apart: each of its characters that is not white space is in one article or one fragment."""

    page: Page
    articles: tuple[Article, ...]
    fragments: tuple[Fragment, ...]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of an article, as a range of its body."""

    article_id: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Chunk:
    """Whole sentences of one article, packed to a token budget: what is embedded and found.

    ``text`` is ``body[start:end]``; ``id`` is a hash of the article's id and the range.
    """

    id: str
    article_id: str
    start: int
    end: int
    text: str
    tokens: int


@dataclass(frozen=True, slots=True)
class Filters:
    """Which articles may be used; an empty field lets all through. Both dates are inclusive."""

    since: date | None = None
    until: date | None = None
    newspaper: str | None = None
    author: str | None = None
    articles: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return self != Filters()


@dataclass(frozen=True, slots=True)
class ListedArticle:
    """An article as a list shows it: without its body, and as printed in its first place."""

    id: str
    title: str
    byline: tuple[str, ...]
    newspaper: str | None
    date: date | None
    page: str | None
    source: str


@dataclass(frozen=True, slots=True)
class Listing:
    """A part of a list of articles; ``total`` and the articles by day are those of the whole list."""

    articles: tuple[ListedArticle, ...]
    total: int
    days: tuple[tuple[date, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Hit:
    """A chunk that was found for a query, with its article; a higher ``score`` is better."""

    chunk: Chunk
    article: Article
    score: float


@dataclass(frozen=True, slots=True)
class Citation:
    """The printed words behind a sentence.

    ``quote`` is ``body[body_start:body_end]`` of the article, to the letter, and ``[start, end)`` the range of the
    source's text that holds it (with line ends, which the quote has not). ``also_in`` are the other papers and days in
    which the article was printed.
    """

    n: int
    article_id: str
    title: str
    byline: tuple[str, ...]
    newspaper: str | None
    date: date | None
    page: str | None
    source: str
    quote: str
    start: int
    end: int
    body_start: int
    body_end: int
    also_in: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class CitedSentence:
    """A sentence of an answer or a brief, the numbers of its citations, and the verifier's verdict."""

    text: str
    citations: tuple[int, ...] = ()
    supported: bool = False
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens that a chat model read and wrote, as its server counts them."""

    prompt_tokens: int = 0
    completion_tokens: int = 0

    def __add__(self, other: Usage) -> Usage:
        return Usage(self.prompt_tokens + other.prompt_tokens, self.completion_tokens + other.completion_tokens)


@dataclass(frozen=True, slots=True)
class Seconds:
    """How long an answer took; ``first_token`` counts from the question to the model's first token."""

    retrieve: float = 0.0
    first_token: float | None = None
    total: float = 0.0


@dataclass(frozen=True, slots=True)
class Turn:
    """An earlier question of a conversation and its answer."""

    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class Question:
    """What a reader asks, of which articles, after which turns."""

    text: str
    filters: Filters = field(default_factory=Filters)
    history: tuple[Turn, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """What the archive says to a question; an abstention has no citations and says so in ``text``.

    ``nearest`` are the articles offered instead when the archive does not have it; ``unanswered`` what a question of
    several parts asks that no line of the answer tells.
    """

    question: str
    text: str
    abstained: bool
    sentences: tuple[CitedSentence, ...]
    citations: tuple[Citation, ...]
    model: str
    usage: Usage = field(default_factory=Usage)
    seconds: Seconds = field(default_factory=Seconds)
    nearest: tuple[str, ...] = ()
    withheld: tuple[CitedSentence, ...] = ()
    unanswered: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Theme:
    """A part of a digest: ``sentences[start:end]`` tell of these articles.

    ``kind`` is ``theme`` for articles on one subject, ``other`` for those that share none, ``differences`` for the
    figures in which articles differ.
    """

    title: str
    article_ids: tuple[str, ...]
    start: int
    end: int
    kind: Literal["theme", "other", "differences"] = "theme"


@dataclass(frozen=True, slots=True)
class Summary:
    """A brief of one article or of many, cited like an answer; one of many has ``themes``.

    ``left_out`` names articles that were chosen and are not told of, each with the reason; ``off_topic`` is how many
    say nothing of the topic.
    """

    article_ids: tuple[str, ...]
    title: str
    text: str
    sentences: tuple[CitedSentence, ...]
    citations: tuple[Citation, ...]
    model: str
    usage: Usage = field(default_factory=Usage)
    left_out: tuple[tuple[str, str], ...] = ()
    off_topic: int = 0
    themes: tuple[Theme, ...] = ()
