"""From a range of an article's body to the printed words behind it, and the numbers that a reader sees."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rag.types import Article, Citation, Place, Run, Sentence


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of an article's body that stands in one source with nothing but white space inside it.

    ``[body_start, body_end)`` is a range of the body, ``[start, end)`` the range of the source's text that holds it.
    """

    body_start: int
    body_end: int
    source: str
    start: int
    end: int


def find_pieces(article: Article, body_start: int, body_end: int, page_texts: Mapping[str, str]) -> tuple[Piece, ...]:
    """Trace a range of an article's body to its sources, in reading order.

    Lines that follow each other in print are one piece; other text between them (a frame, a soft hyphen that the
    body dropped, a jump to another page) begins a new one. A run whose source is not in ``page_texts`` has no piece.
    """
    pieces: list[Piece] = []
    runs = article.runs
    first = max(0, bisect_right(runs, body_start, key=lambda run: run.start) - 1)
    for index in range(first, len(runs)):
        run = runs[index]
        if run.start >= body_end:
            break
        piece = _clip(article.body, run, body_start, body_end)
        text = page_texts.get(run.source)
        if piece is None or text is None:
            continue
        last = pieces[-1] if pieces else None
        if (
            last is not None
            and last.source == piece.source
            and last.end <= piece.start
            and not text[last.end : piece.start].strip()
            and not article.body[last.body_end : piece.body_start].strip()
        ):
            pieces[-1] = Piece(last.body_start, piece.body_end, last.source, last.start, piece.end)
        else:
            pieces.append(piece)
    return tuple(pieces)


def _clip(body: str, run: Run, body_start: int, body_end: int) -> Piece | None:
    start, end = max(run.start, body_start), min(run.end, body_end)
    text = body[start:end]
    if not text.strip():
        return None
    start, end = start + len(text) - len(text.lstrip()), end - (len(text) - len(text.rstrip()))
    shift = run.offset - run.start
    return Piece(start, end, run.source, start + shift, end + shift)


class CitationList:
    """Numbers the printed words behind an answer by first use; the same words have the same number.

    A number once given never changes, so that an answer can be numbered while it streams.
    """

    def __init__(self, articles: Mapping[str, Article], page_texts: Mapping[str, str]) -> None:
        self._articles = articles
        self._page_texts = page_texts
        self._citations: list[Citation] = []
        self._numbers: dict[tuple[str, int, int], int] = {}

    def cite(self, sentence: Sentence) -> tuple[int, ...]:
        """Give the numbers of the citations that quote a sentence of the sources: one a piece, in reading order.

        Pieces without a letter or digit (a lone closing quote behind a frame) are left out where others are.
        """
        article = self._articles[sentence.article_id]
        pieces = find_pieces(article, sentence.start, sentence.end, self._page_texts)
        worded = [piece for piece in pieces if _worded(article.body[piece.body_start : piece.body_end])]
        return tuple(self._number(article, piece) for piece in worded or pieces)

    def cite_all(self, sentences: Sequence[Sentence]) -> tuple[int, ...]:
        """Give the numbers of the citations that quote several sentences, each number once, in order of mention."""
        return tuple(dict.fromkeys(number for sentence in sentences for number in self.cite(sentence)))

    @property
    def citations(self) -> tuple[Citation, ...]:
        """The citations so far, by number."""
        return tuple(self._citations)

    def _number(self, article: Article, piece: Piece) -> int:
        key = (article.id, piece.body_start, piece.body_end)
        if key not in self._numbers:
            self._numbers[key] = len(self._citations) + 1
            self._citations.append(_citation(len(self._citations) + 1, article, piece))
        return self._numbers[key]


def _worded(text: str) -> bool:
    return any(character.isalnum() for character in text)


def _citation(n: int, article: Article, piece: Piece) -> Citation:
    place = next((place for place in article.places if place.source == piece.source), None)
    if place is None:
        place = Place(piece.source, article.newspaper, article.date, article.page, ())
    return Citation(
        n=n,
        article_id=article.id,
        title=article.title,
        byline=article.byline,
        newspaper=place.newspaper,
        date=place.date,
        page=place.page,
        source=piece.source,
        quote=article.body[piece.body_start : piece.body_end],
        start=piece.start,
        end=piece.end,
        body_start=piece.body_start,
        body_end=piece.body_end,
        also_in=tuple(
            other for other in article.printings if (other.newspaper, other.date) != (place.newspaper, place.date)
        ),
    )
