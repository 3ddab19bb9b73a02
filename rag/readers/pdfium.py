"""Takes the characters out of a PDF with PDFium, in a process of its own: ``python pdfium.py SHEETS CHARACTERS < PDF``.

A PDF can make its reader crash, loop or take all memory; here that ends this process only. The first line out is a
JSON object, ``{"properties": text}`` or ``{"error": name, "count"?}``; then each sheet is one,
``{"glyphs": [[text, left, right, baseline, size, run]...], "pictures": [[left, top, right, bottom]...]}``, in points
from the top left of the sheet as it is shown. This file imports nothing of ours, so that it starts quickly.
"""

from __future__ import annotations

import ctypes
import json
import math
import sys
from collections.abc import Callable
from contextlib import closing
from itertools import islice
from typing import Any

_MEMORY = 2 << 30
_PASSWORD_ERROR = 4
_LARGEST_SIZE, _LARGEST_SHEET = 5_000, 1_000_000
_MOST_PICTURES = 200
_Corners = tuple[float, float, float, float]


def main(most_sheets: int, most_characters: int) -> None:
    """Read a PDF from standard input and write its characters to standard output."""
    _limit_memory()
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(sys.stdin.buffer.read())
    except pypdfium2.PdfiumError as error:
        return _write({"error": "locked" if error.err_code == _PASSWORD_ERROR else "damaged"})
    if len(document) > most_sheets:
        return _write({"error": "sheets", "count": len(document)})
    _write({"properties": "\n".join(document.get_metadata_value(key) for key in ("Title", "Subject"))})
    for number in range(len(document)):
        try:
            _write(_content(document, number, most_characters))
        except pypdfium2.PdfiumError:
            return _write({"error": "damaged"})
    return None


# This and what limits the memory stand in recognize.py, too, word for word: neither program can import the other.
def _write(line: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(line, separators=(",", ":")) + "\n")
    sys.stdout.flush()


def _limit_memory() -> None:
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))


def _content(document: Any, number: int, most: int) -> dict[str, Any]:
    """A sheet's characters in the order of its content stream, and its pictures; one character more than allowed."""
    from pypdfium2 import raw

    with closing(document[number]) as sheet, closing(sheet.get_textpage()) as layer:
        upright = _upright(sheet.get_rotation(), *sheet.get_cropbox())
        box, matrix = raw.FS_RECTF(), raw.FS_MATRIX()
        x, y = ctypes.c_double(), ctypes.c_double()
        glyphs: list[tuple[str, float, float, float, float, int]] = []
        text_object, run, size = None, 0, 0.0
        for index in range(min(layer.count_chars(), most + 1)):
            code = raw.FPDFText_GetUnicode(layer, index)
            if raw.FPDFText_IsGenerated(layer, index) == 1:
                # PDFium leaves out runs of nothing but space, and says instead where it sees a gap between words.
                if glyphs and code == ord(" "):
                    _, _, right, baseline, _, _ = glyphs[-1]
                    glyphs.append(("", right, right, baseline, size, run))
                continue
            this_object = ctypes.cast(raw.FPDFText_GetTextObject(layer, index), ctypes.c_void_p).value
            if this_object != text_object:
                text_object, run = this_object, run + 1
                raw.FPDFText_GetMatrix(layer, index, matrix)
                # The size in the file is before scaling: many tools write 1 and scale by the matrix.
                size = round(raw.FPDFText_GetFontSize(layer, index) * math.hypot(matrix.c, matrix.d), 2)
            raw.FPDFText_GetLooseCharBox(layer, index, box)
            raw.FPDFText_GetCharOrigin(layer, index, x, y)
            left, _, right, _ = upright(box.left, box.bottom, box.right, box.top)
            baseline = upright(x.value, y.value, x.value, y.value)[1]
            if 0 < size < _LARGEST_SIZE and max(abs(left), abs(right), abs(baseline)) < _LARGEST_SHEET:
                glyphs.append((_character(code), left, right, baseline, size, run))
        images = islice(sheet.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=2), _MOST_PICTURES)
        return {"glyphs": glyphs, "pictures": [upright(*image.get_bounds()) for image in images]}


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
        return round(min(a, c), 2), round(min(b, d), 2), round(max(a, c), 2), round(max(b, d), 2)

    return corners


def _character(code: int) -> str:
    """What PDFium says of a glyph; what it has no Unicode for becomes the replacement character."""
    if code > sys.maxunicode or code in (0, 0xFFFE, 0xFFFF):
        return "\ufffd"
    character = chr(code)
    # PDFium writes 2 for a hyphen at a line's end; other control characters are no print.
    return "-" if code == 2 else character if character.isprintable() or character.isspace() else " "


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
