"""PDF: characters and their boxes by PDFium, scans by OCR, the reading order by ``rag.readers.order``."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Any

from rag.errors import UnreadableFile
from rag.readers import metadata
from rag.readers.lines import Box, Glyph, PrintedLine, printed_lines
from rag.readers.order import reading_order
from rag.readers.rows import set_rows
from rag.readers.scan import ocr_installed, recognize
from rag.readers.text_lines import set_lines
from rag.readers.workers import ask_worker
from rag.settings import Settings
from rag.types import Page

_WORKER = Path(__file__).with_name("pdfium.py")
# The fullest broadsheet has some 20,000.
_MOST_CHARACTERS_A_SHEET = 200_000
_MOST_UNMAPPED = 0.3
_SAVE_ANEW = "Save it anew, or as text."


class PdfReader:
    """Reads a PDF in the order in which a reader would: story by story, column by column, sheet by sheet.

    In ``Page.text`` each printed line is a line, a blank line stands between two frames and ``\f`` between two sheets.
    How far a line is set in is told by its box alone.
    """

    suffixes = frozenset({".pdf"})

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def read(self, data: bytes, source: str) -> Page:
        """Read the text layer, or what OCR sees; raises ``UnreadableFile`` for a locked, damaged or endless PDF."""
        # Anything may stand before the mark, says the standard's appendix; readers look at the first 1024 bytes.
        if b"%PDF-" not in data[:1024]:
            raise UnreadableFile(f"{source} is no PDF.", remedy=_SAVE_ANEW)
        budget = self._settings.max_page_characters
        limits = [self._settings.max_sheets, _MOST_CHARACTERS_A_SHEET]
        seconds = self._settings.pdf_timeout
        sheets: list[list[list[PrintedLine]]] = []
        scans = []
        with closing(ask_worker(_WORKER, limits, data, source, seconds=seconds, remedy=_SAVE_ANEW)) as answers:
            properties = metadata.in_text(self._checked(next(answers, {}), source).get("properties", ""))
            for answer in answers:
                sheet = self._checked(answer, source)
                glyphs = [Glyph(*glyph) for glyph in sheet["glyphs"]]
                budget -= len(glyphs)
                if budget < 0 or len(glyphs) > _MOST_CHARACTERS_A_SHEET:
                    raise UnreadableFile(f"{source} has more text than a paper can hold.", remedy="Split it.")
                if sheet["pictures"] and not any(glyph.text.strip() for glyph in glyphs):
                    scans.append(len(sheets))
                pictures = [Box(*picture) for picture in sheet["pictures"]]
                sheets.append(reading_order(set_rows(printed_lines(glyphs)), pictures))
        self._recognize(data, source, sheets, scans)
        _check_text(sheets, source)
        text, lines, rows = set_lines(sheets)
        return Page(source, text, properties.newspaper, properties.date, properties.number, lines, rows)

    def _recognize(self, data: bytes, source: str, sheets: list[list[list[PrintedLine]]], scans: list[int]) -> None:
        """Read the sheets that are pictures; where others have text, a missing OCR is no reason to refuse them."""
        if not scans or (len(scans) < len(sheets) and not ocr_installed()):
            return
        for number, lines in zip(scans, recognize(data, source, self._settings, scans), strict=False):
            sheets[number] = reading_order(lines)

    def _checked(self, answer: dict[str, Any], source: str) -> dict[str, Any]:
        match answer.get("error"):
            case "locked":
                raise UnreadableFile(f"{source} is locked by a password.", remedy="Save a copy without it.")
            case "damaged":
                raise UnreadableFile(f"{source} is no PDF, or damaged.", remedy=_SAVE_ANEW)
            case "sheets":
                raise UnreadableFile(
                    f"{source} has {answer['count']} sheets, more than {self._settings.max_sheets}.",
                    remedy="Split it, or raise JIANBAO_MAX_SHEETS.",
                )
        return answer


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
