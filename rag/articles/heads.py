"""What stands around a headline and is none: the source line under it, the paper's name on top of a page's date."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from rag.articles.bylines import read_names
from rag.articles.furniture import is_date_line, is_furniture, is_loose_row, is_table_row, is_time_stamp
from rag.articles.lines import CLAUSE_ENDS, CONTINUES, Line, compact
from rag.articles.sources import is_source_line, may_be_source
from rag.prose.words import dictionary_words

if TYPE_CHECKING:
    from rag.articles.pieces import Piece

# How wide a paper's name may be, in em.
_MASTHEAD = 14
# How many lines a headline has at most, and how wide one is at most, in em.
_HEADLINE_LINES = 3
_HEADLINE_WIDTH = 45
# By how much a line falls short of the column that the next line shows, in em, if no sentence runs on from it.
_SHORT = 3.0
# How much narrower yet a paragraph's first line may be whose indent is lost.
_LOST_INDENT = 2.0
# How wide a table's heading is at most, in em, and how many rows of figures stand below it at least.
_TABLE_HEADING = 20
_FEWEST_ROWS = 2
# What only a table's heading has: its number behind 表, or its unit in brackets.
_TABLE = re.compile(r"^附?表[\s\d一二三四五:]|[^()]\([^()]{1,8}\)$")
# A closed class: what papers call their comments, before a headline or over it.
_COMMENT = re.compile(
    r"[\u4e00-\u9fff]{0,4}(?:评论|[时短快锐微社述]评|观点|杂谈|漫谈|漫笔|随笔|札记|来论|言论|专栏)(?:$|\s?[:|丨])"
)
_LONGEST_SIGNATURE = 4
# What a headline's line does not end with, unless the next one goes on with it.
_GOES_ON = (*CLAUSE_ENDS, *"的和与及在为对将是向从被把由于就至到自")
# What heads a sheet of a paper beside its day.
_SHEET = re.compile(
    r"(?:星期|周|礼拜)\s?[一二三四五六日天]|\d\s?[版期]|农历|(?<!\w)[A-Z]\s?\d{1,3}(?!\w)|[A-Z][a-z]+day\b"
)
_PAPER = re.compile(r"(?<![捷喜年月季周财])报$")


def is_source_under_headline(pieces: Sequence[Piece], at: int) -> bool:
    """Whether a line tells the source of the text below it, right under what may be a headline.

    In running text the same words may fill a line; there the line above or below goes on with it.
    """
    line = pieces[at].line
    if not at or at + 1 == len(pieces) or line.width > _HEADLINE_WIDTH or not _is_stopped(pieces, at):
        return False
    above = pieces[at - 1]
    under = above.kind in ("byline", "display") or _ends_headline(pieces, at - 1)
    if under or _is_source(pieces, at - 1):
        return is_source_line(line.text) or (under and may_be_source(line.text) and _has_text_below(pieces, at))
    return False


def _is_source(pieces: Sequence[Piece], at: int) -> bool:
    """Whether a line has been found to tell a source, so that the next may go on with the day."""
    return pieces[at].kind == "furniture" and is_source_line(pieces[at].line.text)


def _is_stopped(pieces: Sequence[Piece], at: int) -> bool:
    """Whether the line below does not go on with this one."""
    line, below = pieces[at].line, pieces[at + 1].line
    if below.text[0] in CONTINUES:
        return False
    apart = at == 1 or pieces[at].glued or line.blank or below.blank or pieces[at + 1].kind is not None
    return apart or below.width >= line.width + _SHORT


def _ends_headline(pieces: Sequence[Piece], at: int) -> bool:
    """Whether a line may be the last of a headline: one of a few short lines, and the next does not go on with it."""
    line = pieces[at].line
    if line.text.endswith(_GOES_ON):
        return False
    for first in range(at, max(-1, at - _HEADLINE_LINES), -1):
        piece = pieces[first]
        asks = piece.line.text[-1] in "?!" and "。" not in piece.line.text
        if piece.kind is not None or piece.opens or piece.line.width > _HEADLINE_WIDTH:
            return False
        if piece.line.final and not asks:
            return False
        if _begins(pieces, first):
            return True
    return False


def _begins(pieces: Sequence[Piece], at: int) -> bool:
    """Whether what stands above a line is over: a sentence, a frame, a sheet."""
    before, line = pieces[at - 1] if at else None, pieces[at].line
    if before is None or before.kind is not None or before.line.sheet != line.sheet:
        return True
    return line.blank or before.line.final


def _has_text_below(pieces: Sequence[Piece], at: int) -> bool:
    """Whether the line below is whole sentences or opens a report."""
    below = pieces[at + 1]
    return below.kind is None and (below.opens or below.line.is_sentence)


def names_commentator(pieces: Sequence[Piece], at: int) -> tuple[str, ...] | None:
    """The one who signs a comment with nothing but the name, on a line of its own between its headline and its text.

    A comment is told by the label before or over its headline.
    """
    line = pieces[at].line
    below = pieces[at + 1].line if at + 1 < len(pieces) else None
    if line.blank or below is None or not below.blank or len(line.text) > _LONGEST_SIGNATURE or " " in line.text:
        return None
    first = at
    while first and not pieces[first].line.blank and pieces[first].kind is None:
        first -= 1
    label = pieces[first - 1].line.text if first else ""
    headed = _COMMENT.match(pieces[first].line.text) or _COMMENT.fullmatch(label)
    if not headed or first == at or pieces[first].kind or not _ends_headline(pieces, at - 1):
        return None
    names = read_names(line.text, certain=False)
    return names if names and len(names) == 1 and dictionary_words(line.text) != [line.text] else None


def name_mastheads(pieces: Sequence[Piece], newspaper: str | None) -> None:
    """Name the paper's name, which a sheet opens with, right on top of its date or where it is known for it."""
    for at, (above, below) in enumerate(pairwise(pieces)):
        opens_sheet = at == 0 or pieces[at - 1].line.sheet != above.line.sheet
        dated = is_date_line(below.line.text) or (below.kind == "furniture" and is_spread_paper(above.line))
        over = not below.line.blank and below.line.sheet == above.line.sheet and dated
        known = newspaper is not None and compact(above.line.text) == compact(newspaper) and below.kind == "furniture"
        if opens_sheet and above.kind is None and (known or (over and _is_masthead(pieces, at))):
            above.kind = "furniture"


def is_spread_paper(line: Line) -> bool:
    """Whether a line is a paper's name, sign by sign (江 海 日 报)."""
    signs = line.text.split(" ")
    return line.spread and all(len(sign) == 1 for sign in signs) and _PAPER.search("".join(signs)) is not None


def _is_masthead(pieces: Sequence[Piece], at: int) -> bool:
    """Whether a line is a paper's name over a day, and no headline over the day on which its text was put out."""
    line, day = pieces[at].line, pieces[at + 1].line.text
    if line.width > _MASTHEAD:
        return False
    if _SHEET.search(day) or _PAPER.search(line.text):
        return True
    tells_source = is_time_stamp(day) or (is_source_line(day) and re.search(r"据|来源|综合|:", day) is not None)
    return not tells_source and not _text_follows(pieces, at + 2)


def _text_follows(pieces: Sequence[Piece], at: int) -> bool:
    """Whether text comes next, with no headline before it."""
    named = ("furniture", "byline")
    following = next((piece for piece in pieces[at : at + _HEADLINE_LINES] if piece.kind not in named), None)
    return following is not None and (following.opens or following.line.is_sentence)


def name_table_headings(pieces: Sequence[Piece]) -> None:
    """Name the one line that stands on top of a table's rows, in their frame or right behind a text's last sentence."""
    for first, end in _frames(pieces):
        rows = [piece.kind == "furniture" and is_table_row(piece.line.text) for piece in pieces[first + 1 : end]]
        if len(rows) > 1 and all(rows) and _may_be_slogan(pieces[first]):
            pieces[first].kind = "furniture"
    for at, piece in enumerate(pieces[1:-2], 1):
        if piece.kind is None and _heads_table(pieces, at):
            piece.kind = "furniture"


def _heads_table(pieces: Sequence[Piece], at: int) -> bool:
    """Whether a line behind a whole sentence is too short to go on below the table whose rows it stands on."""
    line, above = pieces[at].line, pieces[at - 1]
    if (
        pieces[at].opens
        or line.final
        or line.width > _TABLE_HEADING
        or line.text.endswith(_GOES_ON)
        or "," in line.text
    ):
        return False
    if above.kind is not None or not above.line.final:
        return False
    end = at + 1
    while end < len(pieces) and _is_row(pieces[end]) and not pieces[end].line.blank:
        end += 1
    rows = sum(is_table_row(piece.line.text) for piece in pieces[at + 1 : end])
    below = pieces[end] if end < len(pieces) else None
    if rows < _FEWEST_ROWS or (below is not None and (below.opens or below.kind == "byline")):
        return False
    if line.blank or below is None or below.line.blank or below.line.final or _TABLE.search(line.text):
        return True
    return line.width + _LOST_INDENT + _SHORT <= below.line.width


def _is_row(piece: Piece) -> bool:
    """Whether a line is one of a table's rows, its header row too; a figure alone in its line is none."""
    text = piece.line.text
    return piece.kind == "furniture" and " " in text and (is_table_row(text) or is_loose_row(text))


def name_slogans(pieces: Sequence[Piece]) -> None:
    """Name the one line among a page's day, number and staff that is none of these: a slogan.

    It may be a headline, unless another one stands next to that frame.
    """
    # Captions and tables may stand between a headline and the page's foot.
    frames = [
        (first, end)
        for first, end in _frames(pieces)
        if any(piece.kind not in ("caption", "furniture") for piece in pieces[first:end])
    ]
    for number, (first, end) in enumerate(frames):
        unnamed = [at for at in range(first, end) if pieces[at].kind is None]
        others = [pieces[at].line.text for at in range(first, end) if pieces[at].kind == "furniture"]
        # A day and a source stand under a headline, too.
        if not all(map(is_furniture, others)) or all(map(is_source_line, others)):
            continue
        if len(unnamed) == 1 == end - first - len(others) and _may_be_slogan(pieces[unnamed[0]]):
            above, below = frames[:number][-1:], frames[number + 1 :][:1]
            if any(_is_headline(pieces, *frame, ends=True) for frame in above) or any(
                _is_headline(pieces, *frame, ends=False) for frame in below
            ):
                pieces[unnamed[0]].kind = "furniture"


def _frames(pieces: Sequence[Piece]) -> Iterator[tuple[int, int]]:
    """The ranges of pieces that no blank line parts."""
    starts = [at for at, piece in enumerate(pieces) if at == 0 or piece.line.blank]
    yield from pairwise([*starts, len(pieces)])


def _may_be_slogan(piece: Piece) -> bool:
    return piece.kind is None and piece.line.width <= _MASTHEAD and not piece.line.final and not piece.opens


def _is_headline(pieces: Sequence[Piece], first: int, end: int, *, ends: bool) -> bool:
    """Whether a frame is a headline's: a few lines of display, under a text that it ``ends`` or over what follows."""
    if end - first > _HEADLINE_LINES:
        return False
    for piece in pieces[first:end]:
        is_ended = piece.line.final and piece.line.text[-1] not in "?!"
        if piece.kind is not None or piece.opens or piece.line.width > _HEADLINE_WIDTH or is_ended:
            return False
    if pieces[end - 1].line.text.endswith(_GOES_ON):
        return False
    beyond = pieces[first - 1] if ends and first else pieces[end] if not ends and end < len(pieces) else None
    if beyond is None:
        return not ends
    return beyond.kind is not None or (beyond.line.final if ends else pieces[end].line.text[0] not in CONTINUES)
