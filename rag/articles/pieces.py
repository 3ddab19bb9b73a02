"""A page's lines cut into pieces, those of the trade's closed classes named: bylines, jumps, captions, furniture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

from rag.articles.breaks import name_insets
from rag.articles.bylines import (
    closing_credit,
    glued_byline,
    is_role_alone,
    opening_credit,
    paper_names,
    read_byline,
    read_names,
    read_other_byline,
)
from rag.articles.desks import house_alone, read_desk_byline
from rag.articles.fields import HEADLINE_SIZE, SUBHEAD_SIZE, TEXT_SIZE, heading_rank, read_field
from rag.articles.furniture import (
    caption_credit,
    find_jumps,
    is_date_line,
    is_furniture,
    is_loose_row,
    is_surely_furniture,
    is_table_row,
)
from rag.articles.heads import (
    is_source_under_headline,
    is_spread_paper,
    name_mastheads,
    name_slogans,
    name_table_headings,
    names_commentator,
)
from rag.articles.lines import Line, compact, em_width, plain, split_lines
from rag.articles.quotes import name_pull_quotes
from rag.articles.turns import open_turns
from rag.articles.wording import names_notice, notice_name
from rag.types import Page

# How many lines of a text may be its heading of fields, if no headline's field is among them.
_HEAD_LINES = 6
# How wide the cells of a table's first column usually are, in em.
_CELL = 9
# How many signs a credit in brackets has at most before a role in it.
_CREDIT = 60
# How many signs of a headline its last line has at least.
_REST = 4
# By how much a line is narrower than the one below, in em, if a caption does not run on from it.
_CAPTION_SHORT = 3.0
MARK = "mark"

ItemKind = Literal["paragraph", "display", "byline", "jump", "caption", "furniture", "label", "inset"]


@dataclass(slots=True)
class Piece:
    """A line or a part of one; ``kind`` is unset for what may be text or display, ``more`` goes with the one before.

    ``begins`` tells of what is surely running text whether a credit in it begins a paragraph, or goes on with one.
    """

    line: Line
    kind: ItemKind | None = None
    names: tuple[str, ...] = ()
    detail: str = ""
    more: bool = False
    glued: bool = False
    opens: bool = False
    begins: bool | None = None


def read_pieces(page: Page) -> list[Piece]:
    """All pieces of a page in reading order; together they hold all of its lines."""
    raw = plain(page.text)
    pieces = _cut(page, raw)
    if not page.lines:
        pieces = _read_fields(pieces)
    _close(pieces, raw)
    return _classify(pieces, raw, page.newspaper)


def _cut(page: Page, raw: str) -> list[Piece]:
    """The lines, cut at jump lines, before bylines run into a headline, and after a notice's name before its text."""
    jumps = find_jumps(raw)
    papers = sorted(paper_names(raw) | ({page.newspaper} if page.newspaper else set()))
    pieces: list[Piece] = []
    told = _told(page)
    at = said = 0
    for line in split_lines(page):
        while said < len(told) and told[said][1] <= line.start:
            said += 1
        if said < len(told) and told[said][0] <= line.start:
            # The file says so itself: nothing else in it is read, and nothing goes on over it as if it were prose.
            pieces.append(Piece(line, told[said][2]))
            continue
        while at < len(jumps) and jumps[at].end <= line.start:
            at += 1
        start, probe = line.start, at
        while probe < len(jumps) and jumps[probe].start < line.end:
            jump = jumps[probe]
            _soft(pieces, line.cut(start, jump.start), papers, raw)
            piece = line.cut(jump.start, jump.end)
            if piece:
                begun = jump.start < line.start
                pieces.append(Piece(piece, "jump", (), f"{jump.direction} {jump.page}", more=begun))
            start = jump.end
            probe += 1
        _soft(pieces, line if start == line.start else line.cut(start, line.end), papers, raw)
    return pieces


def _told(page: Page) -> list[tuple[int, int, ItemKind]]:
    """The ranges of a page's text, in order, of which the file itself tells what they are."""
    told: list[tuple[int, int, ItemKind]] = [(*span, "furniture") for span in (*page.rows, *page.beside)]
    told += [(*marked.title, "display") for marked in page.marked if marked.title]
    return sorted(told)


def _soft(pieces: list[Piece], line: Line | None, papers: Sequence[str], raw: str) -> None:
    if line is None:
        return
    name = notice_name(line.text) if line.blank or not pieces or pieces[-1].line.final else None
    if name:
        parts = line.cut(line.start, line.start + name), line.cut(line.start + name, line.end)
        pieces += [Piece(part) for part in parts if part]
        return
    at = glued_byline(line.text, papers)
    if at is not None and house_alone(line.text[:at]):
        at = None
    signed = at is not None and (read_byline(line.text) or read_desk_byline(line.text))
    if at is not None and (signed or _in_brackets(raw, line.start + at)):
        # What reads as a long name of a paper may be the rest of a headline whose first line stands right above.
        above = pieces[-1] if pieces and not line.blank else None
        if (
            at < _REST
            or above is None
            or above.kind is not None
            or above.line.final
            or _in_brackets(raw, line.start + at)
        ):
            at = None
    for piece in (line.cut(line.start, line.start + at), line.cut(line.start + at, line.end)) if at else (line,):
        if piece:
            pieces.append(Piece(piece))
    pieces[-2 if at else -1].glued = bool(at)


def _in_brackets(raw: str, at: int) -> bool:
    """Whether brackets that opened shortly before a place are open there: a role in them stands in a credit."""
    before = raw[max(0, at - _CREDIT) : at]
    return before.rfind("(") > before.rfind(")") or before.rfind("【") > before.rfind("】")


def _read_fields(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces with headings and fields named, their marks cut off; a heading's rank becomes its type's size."""
    ranks = [heading_rank(piece.line.text) if piece.kind is None else None for piece in pieces]
    top = min((rank[0] for rank in ranks if rank), default=0)
    read: list[Piece] = []
    sized = False
    headed = True
    for at, (piece, rank) in enumerate(zip(pieces, ranks, strict=True)):
        line = piece.line
        field = read_field(line.text) if piece.kind is None and not rank else None
        if field and not (field.kind == "title" or (headed and (sized or at < _HEAD_LINES))):
            field = None
        headed = field is not None or (headed and at < _HEAD_LINES)
        if not rank and not field:
            read.append(piece)
            continue
        length = rank[1] if rank else field.length if field else 0
        mark, rest = line.cut(line.start, line.start + length), line.cut(line.start + length, line.end)
        if field and field.kind == "about":
            mark, rest = line, None
        names = read_names(rest.text, certain=True) if rest and field and field.kind == "author" else None
        if field and field.kind == "author" and not names:
            mark, rest = line, None
        if mark:
            read.append(Piece(mark, "furniture", detail=MARK))
        if not rest:
            continue
        if rank or (field and field.kind == "title"):
            sized = True
            rest = replace(rest, size=SUBHEAD_SIZE if rank and rank[0] > top else HEADLINE_SIZE)
        read.append(Piece(rest, "byline" if names else None, names or ()))
    if sized:
        for piece in read:
            if piece.line.size is None:
                piece.line = replace(piece.line, size=TEXT_SIZE)
    return read


def _close(pieces: Sequence[Piece], raw: str) -> None:
    """Mark the running text that ends with its writers in brackets, even when they stand on several lines."""
    for at, piece in enumerate(pieces):
        line = piece.line
        if piece.kind is not None or line.text[-1] not in ")】":
            continue
        credit = closing_credit(raw[max(0, line.end - 100) : line.end])
        if credit is None:
            continue
        first, start = at, line.end - credit.length
        while first > 0 and pieces[first].line.start > start:
            first -= 1
        if pieces[first].line.start == start and (pieces[first].line.blank or not first):
            continue
        for covered in pieces[first : at + 1]:
            covered.opens, covered.begins = True, False
        if pieces[first].line.start < start:
            pieces[first].begins = None
        piece.line = replace(line, closed=True)


def _classify(pieces: list[Piece], raw: str, newspaper: str | None) -> list[Piece]:
    """Name the pieces that are of a closed class: bylines, captions, furniture, tables."""
    credited = 0
    # The number of the piece that a dateline of its own line, or the writers under it, stand over.
    dated = -1
    for at, piece in enumerate(pieces):
        if piece.kind is not None or piece.opens:
            continue
        line = piece.line
        if line.start < credited:
            piece.opens = True
        elif is_source_under_headline(pieces, at) and not _is_dateline_alone(line):
            piece.kind = "furniture"
        elif opening := _opening(line, raw):
            credited = line.start + opening
            piece.opens, piece.begins = True, True
            dated = at + 1 if credited >= line.end else -1
        elif not _name_byline(pieces, at):
            _name_furniture(pieces, at)
        if at == dated and not _opens_below_dateline(piece):
            dated += 1
    _open_notices(pieces)
    open_turns(pieces)
    _loose_rows(pieces)
    name_mastheads(pieces, newspaper)
    name_table_headings(pieces)
    name_slogans(pieces)
    name_pull_quotes(pieces)
    name_insets(pieces)
    return pieces


def _opens_below_dateline(piece: Piece) -> bool:
    """Mark what goes on with the paragraph of the dateline above it; its writers may stand between them."""
    if piece.kind is None:
        piece.opens, piece.begins = True, False
    return piece.kind != "byline"


def _open_notices(pieces: Sequence[Piece]) -> None:
    """Mark what stands right below the name of a notice as its first words: it has no headline but that name."""
    for piece, below in pairwise(pieces):
        plain_type = below.line.size is None or below.line.size <= (piece.line.size or below.line.size)
        if piece.kind is below.kind is None and plain_type and not below.line.blank and names_notice(piece.line.text):
            below.opens, below.begins = True, True


def _is_dateline_alone(line: Line) -> bool:
    """Whether a line is a dateline and no more: it opens the text that begins on the next."""
    opening = opening_credit(line.text)
    return opening is not None and opening.length == len(line.text)


def _opening(line: Line, raw: str) -> int:
    """The length of the dateline or credit that a story's text opens with, which may run over lines' ends."""
    if not ("讯" in line.text or "电" in line.text or line.text[0] in "(【"):
        return 0
    opening = opening_credit(raw[line.start : line.start + 160])
    alone = line.text[0] == "(" and opening is not None and line.start + opening.length >= line.end
    return opening.length if opening and not alone else 0


def _name_byline(pieces: Sequence[Piece], at: int) -> bool:
    """Name a byline, or the further lines of one."""
    piece, text = pieces[at], pieces[at].line.text
    before = pieces[at - 1] if at and pieces[at - 1].kind == "byline" else None
    # Brackets that open or close on another line: a credit that runs on in the text.
    whole = text.count("(") == text.count(")") and text.count("【") == text.count("】")
    stately = _is_stately(pieces, at)
    names = (read_byline(text) or read_other_byline(text) or read_desk_byline(text)) if whole and not stately else None
    if names is None and before and (not before.names or not piece.line.blank):
        names = read_names(text, certain=not before.names)
        piece.more = names is not None
    names = names or names_commentator(pieces, at)
    announces = is_role_alone(text) and at + 1 < len(pieces) and read_names(pieces[at + 1].line.text, certain=True)
    if names or announces:
        piece.kind, piece.names = "byline", names or ()
    return piece.kind is not None


def _is_stately(pieces: Sequence[Piece], at: int) -> bool:
    """Whether a line's signs are spread like those of the line right above or below: a headline, no list of names.

    A paper's name is none either.
    """
    line = pieces[at].line
    if not line.spread or is_spread_paper(line):
        return line.spread
    above = pieces[at - 1] if at and not line.blank else None
    below = pieces[at + 1] if at + 1 < len(pieces) and not pieces[at + 1].line.blank else None
    return any(near is not None and near.kind is None and near.line.spread for near in (above, below))


def _name_furniture(pieces: Sequence[Piece], at: int) -> None:
    """Name a caption, a row of a table or a piece of furniture, unless a sentence runs through it."""
    piece, text = pieces[at], pieces[at].line.text
    if is_surely_furniture(text) or (at == 1 and is_date_line(text)):
        piece.kind = "furniture"
    elif _mid_sentence(pieces, at):
        return
    elif (caption := caption_credit(text)) is not None:
        piece.kind, piece.detail = "caption", caption[1] or ""
        _caption_above(pieces, at, not caption[0])
    elif is_furniture(text) or (is_table_row(text) and not _tail_of_headline(pieces, at)):
        piece.kind = "furniture"


def _tail_of_headline(pieces: Sequence[Piece], at: int) -> bool:
    """Whether a figure stands alone because it is what the line right above it had no room for: it is no cell."""
    line, above = pieces[at].line, pieces[at - 1] if at else None
    if above is None or line.blank or " " in line.text or is_table_row(above.line.text):
        return False
    if above.kind is not None or above.line.final:
        return False
    # A table's cells stand one above the other: another figure is near.
    near = (pieces[near].line.text for near in (at - 2, at + 1, at + 2) if 0 <= near < len(pieces))
    return above.line.width > _CELL or not any(map(is_table_row, near))


def _mid_sentence(pieces: Sequence[Piece], at: int) -> bool:
    """Whether the lines directly above and below run on through this one."""
    line = pieces[at].line
    if at == 0 or at + 1 == len(pieces) or line.blank or pieces[at + 1].line.blank:
        return False
    if is_furniture(pieces[at + 1].line.text) and is_furniture(line.text):
        # No sentence has two such lines on end.
        return False
    above = pieces[at - 1]
    width = em_width(compact(line.text)) if line.spread else line.width
    return above.kind is None and not above.line.final and above.line.width >= width - 2


def _caption_above(pieces: Sequence[Piece], at: int, alone: bool) -> None:
    """The lines of a caption's own frame, above the one that ends it with the credit; ``alone``: that is all it has."""
    top = at
    while at - top < 4 and top > 0 and not pieces[top].line.blank:
        above = pieces[top - 1]
        if above.kind is not None or (above.line.final and not alone):
            break
        top -= 1
    if not alone:
        top = _below_headline(pieces, top, at)
    before = pieces[top - 1] if top else None
    if top == at or pieces[top].line.blank or before is None or before.kind is not None or before.line.final:
        for index in range(top, at):
            pieces[index].kind = "caption"
            pieces[index].detail = ""
            pieces[index + 1].more = True


def _below_headline(pieces: Sequence[Piece], top: int, at: int) -> int:
    """The first of a caption's lines ``[top, at]``, without the headline of the story above it.

    A caption's lines are full but for the last; a headline's are short, and stand behind the story or are two.
    """
    first = at
    while first > top and pieces[first - 1].line.width + _CAPTION_SHORT > pieces[first].line.width:
        first -= 1
    return top if first - top < (2 if pieces[top].line.blank else 1) else first


def _loose_rows(pieces: Sequence[Piece]) -> None:
    """Rows of two cells and header rows, which only their neighbours show to be a table's."""
    loose = [piece.kind is None and not piece.opens and is_loose_row(piece.line.text) for piece in pieces]
    for order in (range(len(pieces)), range(len(pieces) - 1, -1, -1)):
        for at in order:
            if not loose[at] or pieces[at].kind is not None:
                continue
            for near in (at - 1, at + 1):
                if 0 <= near < len(pieces) and (is_table_row(pieces[near].line.text) or loose[near]):
                    pieces[at].kind = "furniture"
