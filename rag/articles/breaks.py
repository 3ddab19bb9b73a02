"""Where a sentence runs on over what a page sets between two columns: by the words and signs at the break."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from rag.articles.lines import CLAUSE_ENDS, CONTINUES, Line, compact
from rag.prose.words import tears_word

if TYPE_CHECKING:
    from rag.articles.pieces import Piece

# Closed classes: the particles that no sentence begins with, and the parts of a figure and its unit.
_PARTICLE = re.compile("的(?![确士])|了(?![解然却结])|着(?![力眼手重实])|[们吗呢吧]")
_FIGURE = re.compile(r"[\d一二三四五六七八九十百千万][十百千万亿]|\d[年月日时元个亿万点%]|[\d.]\d|\d[.]")
_PAIRS = ("()", "“”", "《》", "【】", "「」")
# How many lines stand between two columns at most, and how much more or less wide than these they are, in em.
_MOST = 3
_OTHER_WIDTH = 1.6
# How many lines above a break tell how wide its column is, and by how much a full line may be shorter.
_ABOVE, RAGGED = 4, 2.6


def runs_on(above: Line, below: Line) -> bool:
    """Whether the break between two lines stands where only a sentence that runs on has one."""
    return not above.final and (goes_on(below) or tears(above, below))


def tears(above: Line, below: Line) -> bool:
    """Whether the break between two lines tears a word or a figure apart."""
    if above.final:
        return False
    if _FIGURE.search(above.text[-1] + below.text[0]):
        return True
    return tears_word(compact(above.text), compact(below.text))


def goes_on(line: Line) -> bool:
    """Whether no sentence begins with a line, by its first sign or by what it closes."""
    if line.text[0] in CONTINUES or _PARTICLE.match(line.text):
        return True
    return any((end := line.text.find(pair[1])) >= 0 and pair[0] not in line.text[:end] for pair in _PAIRS)


def name_insets(pieces: Sequence[Piece]) -> None:
    """Name the frames of another width in the middle of a sentence that surely runs on over them."""
    starts = [at for at, piece in enumerate(pieces) if at == 0 or piece.line.blank]
    for first, end in pairwise([*starts, len(pieces)]):
        if first > 0 and end < len(pieces) and end - first <= _MOST and _is_inset(pieces, first, end):
            for piece in pieces[first:end]:
                piece.kind = "inset"


def _is_inset(pieces: Sequence[Piece], first: int, end: int) -> bool:
    around = pieces[first - 1 : end + 1]
    if any(piece.kind is not None or piece.opens or piece.line.sheet != around[0].line.sheet for piece in around):
        return False
    above, below, foot = around[0].line, around[-1].line, around[-2].line
    # In the middle of a sentence each line of the text is full.
    if above.final or foot.final or foot.text[-1] in CLAUSE_ENDS:
        return False
    widest = max(piece.line.width for piece in pieces[max(0, first - _ABOVE) : first])
    if above.width + RAGGED < widest or not is_other_width(foot, above, below):
        return False
    if around[1].line.text[0] in CONTINUES or tears(above, around[1].line) or tears(foot, below):
        return False
    return tears(above, below) or goes_on(below)


def is_other_width(line: Line, *around: Line) -> bool:
    """Whether a line is more or less wide than each of those around it."""
    return all(abs(line.width - one.width) > _OTHER_WIDTH for one in around)
