"""PDF with a text layer: characters and their boxes by PDFium, the reading order by ``rag.readers.order``."""

from __future__ import annotations

import ctypes
import math
import sys
import threading
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from itertools import islice
from typing import Any

from rag.errors import UnreadableFile
from rag.readers import metadata
from rag.readers.lines import Box, Glyph, PrintedLine, printed_lines
from rag.readers.order import reading_order
from rag.settings import Settings
from rag.types import Page, TextLine

# PDFium keeps global state: one thread at a time (its own documentation, "not thread-safe").
_ONE_AT_A_TIME = threading.Lock()
_PASSWORD_ERROR = 4
_MOST_UNMAPPED = 0.3
_INDENT, _INDENTED = "\u3000\u3000", (1.5, 2.6)
_LARGEST_SIZE, _LARGEST_SHEET = 5_000, 1_000_000
_MOST_PICTURES = 200
_Corners = tuple[float, float, float, float]


class PdfReader:
    """Reads a PDF in the order in which a reader would: story by story, column by column, sheet by sheet.

    In ``Page.text`` each printed line is a line, a blank line stands between two frames and ``\\f`` between two sheets;
    a first line that is set in by two characters begins with two ideographic spaces, outside of its ``TextLine``.
    """

    suffixes = frozenset({".pdf"})

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def read(self, data: bytes, source: str) -> Page:
        """Read the text layer; raises ``UnreadableFile`` for a locked, damaged, scanned or too long PDF."""
        with _ONE_AT_A_TIME:
            sheets, properties = self._sheets(data, source)
        text, lines = _set(sheets)
        return Page(
            source=source,
            text=text,
            lines=lines,
            newspaper=properties.newspaper,
            date=properties.date,
            number=properties.number,
        )

    def _sheets(self, data: bytes, source: str) -> tuple[list[list[list[PrintedLine]]], metadata.Imprint]:
        import pypdfium2

        try:
            document = pypdfium2.PdfDocument(data)
        except pypdfium2.PdfiumError as error:
            if error.err_code == _PASSWORD_ERROR:
                raise UnreadableFile(f"{source} is locked by a password.", remedy="Save a copy without it.") from None
            raise UnreadableFile(f"{source} is no PDF, or damaged.", remedy="Save it anew.") from None
        with closing(document):
            count = len(document)
            if count > self._settings.max_sheets:
                raise UnreadableFile(
                    f"{source} has {count} sheets, more than {self._settings.max_sheets}.",
                    remedy="Split it, or raise JIANBAO_MAX_SHEETS.",
                )
            sheets = []
            budget = self._settings.max_page_characters
            for number in range(count):
                try:
                    glyphs, pictures = _content(document, number, budget)
                except pypdfium2.PdfiumError:
                    raise UnreadableFile(
                        f"Sheet {number + 1} of {source} is damaged.", remedy="Save it anew."
                    ) from None
                budget -= len(glyphs)
                if budget < 0:
                    break
                sheets.append(reading_order(printed_lines(glyphs), pictures))
            title = " ".join(document.get_metadata_value(key) for key in ("Title", "Subject"))
        if budget < 0:
            raise UnreadableFile(
                f"{source} has more than {self._settings.max_page_characters} characters of text.",
                remedy="Split it, or raise JIANBAO_MAX_PAGE_CHARACTERS.",
            )
        _check_text(sheets, source)
        return sheets, metadata.in_text(title)


def _content(document: Any, number: int, most: int) -> tuple[list[Glyph], list[Box]]:
    """A sheet's characters in the order of its content stream, and its pictures, as they lie when it is upright."""
    from pypdfium2 import raw

    with closing(document[number]) as sheet, closing(sheet.get_textpage()) as layer:
        upright = _upright(sheet.get_rotation(), *sheet.get_cropbox())
        box, matrix = raw.FS_RECTF(), raw.FS_MATRIX()
        x, y = ctypes.c_double(), ctypes.c_double()
        glyphs: list[Glyph] = []
        run, size = None, 0.0
        for index in range(min(layer.count_chars(), most + 1)):
            if raw.FPDFText_IsGenerated(layer, index) == 1:
                # PDFium leaves out runs of nothing but space, and says instead where it sees a gap between words.
                if glyphs and raw.FPDFText_GetUnicode(layer, index) == ord(" "):
                    glyphs.append(replace(glyphs[-1], text="", left=glyphs[-1].right))
                continue
            text_object = ctypes.cast(raw.FPDFText_GetTextObject(layer, index), ctypes.c_void_p).value
            if text_object != run:
                run = text_object
                raw.FPDFText_GetMatrix(layer, index, matrix)
                # The size in the file is before scaling: many tools write 1 and scale by the matrix.
                size = raw.FPDFText_GetFontSize(layer, index) * math.hypot(matrix.c, matrix.d)
            raw.FPDFText_GetLooseCharBox(layer, index, box)
            raw.FPDFText_GetCharOrigin(layer, index, x, y)
            left, _, right, _ = upright(box.left, box.bottom, box.right, box.top)
            baseline = upright(x.value, y.value, x.value, y.value)[1]
            if 0 < size < _LARGEST_SIZE and max(abs(left), abs(right), abs(baseline)) < _LARGEST_SHEET:
                character = _character(raw.FPDFText_GetUnicode(layer, index))
                glyphs.append(Glyph(character, left, right, baseline, size, run))
        pictures = []
        for shape in islice(sheet.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=2), _MOST_PICTURES):
            pictures.append(Box(*upright(*shape.get_bounds())))
        return glyphs, pictures


def _upright(turn: int, left: float, bottom: float, right: float, top: float) -> Callable[..., _Corners]:
    """Lead from PDF coordinates (origin at the bottom) to those of the sheet as it is shown, origin top left."""

    def place(x: float, y: float) -> tuple[float, float]:
        return {
            0: (x - left, top - y),
            90: (y - bottom, x - left),
            180: (right - x, y - bottom),
            270: (top - y, right - x),
        }[turn % 360]

    def corners(x0: float, y0: float, x1: float, y1: float) -> _Corners:
        (a, b), (c, d) = place(x0, y0), place(x1, y1)
        return min(a, c), min(b, d), max(a, c), max(b, d)

    return corners


def _character(code: int) -> str:
    """What PDFium says of a glyph; what it has no Unicode for becomes the replacement character."""
    if code > sys.maxunicode or code in (0, 0xFFFE, 0xFFFF):
        return "\ufffd"
    character = chr(code)
    # A hyphen that PDFium takes for a soft one; other control characters are no print.
    return "-" if code == 2 else character if character.isprintable() or character.isspace() else " "


def _set(sheets: list[list[list[PrintedLine]]]) -> tuple[str, tuple[TextLine, ...]]:
    """Write out the lines in reading order, and note where in the text each of them stands."""
    parts: list[str] = []
    lines: list[TextLine] = []
    offset = 0

    def write(text: str) -> None:
        nonlocal offset
        parts.append(text)
        offset += len(text)

    for number, blocks in enumerate(sheets):
        write("\f" if number else "")
        for place, block in enumerate(blocks):
            write("\n" if place else "")
            margin = min(line.left for line in block)
            for line in block:
                set_in = (line.left - margin) / line.size
                write(_INDENT if len(block) > 1 and _INDENTED[0] < set_in < _INDENTED[1] else "")
                lines.append(
                    TextLine(
                        start=offset,
                        end=offset + len(line.text),
                        sheet=number,
                        left=line.left,
                        top=line.top,
                        right=line.right,
                        bottom=line.bottom,
                        size=line.size,
                    )
                )
                write(line.text + "\n")
    return "".join(parts), tuple(lines)


def _check_text(sheets: list[list[list[PrintedLine]]], source: str) -> None:
    """Refuse a scan, and fonts that keep their characters to themselves."""
    text = "".join(line.text for blocks in sheets for block in blocks for line in block)
    if not text.strip():
        raise UnreadableFile(
            f"{source} has no text layer (a scan?).", remedy="Run OCR on it first, and add the PDF that it makes."
        )
    if text.count("\ufffd") > _MOST_UNMAPPED * len(text):
        raise UnreadableFile(
            f"{source} has a text layer whose fonts do not say which characters they show.",
            remedy="Run OCR on it first, or export it with Unicode text.",
        )
