"""PDF with a text layer: characters and their boxes by PDFium, the reading order by ``rag.readers.order``."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import threading
from collections.abc import Generator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

from rag.errors import UnreadableFile
from rag.readers import metadata
from rag.readers.lines import Box, Glyph, PrintedLine, printed_lines
from rag.readers.order import reading_order
from rag.settings import Settings
from rag.types import Page, TextLine

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
        """Read the text layer; raises ``UnreadableFile`` for a locked, damaged, scanned or endless PDF."""
        budget = self._settings.max_page_characters
        sheets = []
        with closing(self._ask_worker(data, source)) as answers:
            properties = metadata.in_text(next(answers)["properties"])
            for sheet in answers:
                glyphs = [Glyph(*glyph) for glyph in sheet["glyphs"]]
                budget -= len(glyphs)
                if budget < 0 or len(glyphs) > _MOST_CHARACTERS_A_SHEET:
                    raise UnreadableFile(f"{source} has more text than a paper can hold.", remedy="Split it.")
                sheets.append(reading_order(printed_lines(glyphs), [Box(*picture) for picture in sheet["pictures"]]))
        _check_text(sheets, source)
        text, lines = _set(sheets)
        return Page(source, text, properties.newspaper, properties.date, properties.number, lines)

    def _ask_worker(self, data: bytes, source: str) -> Generator[dict[str, Any], None, None]:
        """Have the PDF read in a process of its own, whose lines come as they are written."""
        # Anything may stand before the mark, says the standard's appendix; readers look at the first 1024 bytes.
        if b"%PDF-" not in data[:1024]:
            raise UnreadableFile(f"{source} is no PDF.", remedy=_SAVE_ANEW)
        seconds = self._settings.pdf_timeout
        limits = [str(self._settings.max_sheets), str(_MOST_CHARACTERS_A_SHEET)]
        late = threading.Event()
        with tempfile.TemporaryFile() as file:
            file.write(data)
            file.seek(0)
            worker = subprocess.Popen(  # noqa: S603 - our own program, whose input is a file
                [sys.executable, "-P", str(_WORKER), *limits],
                stdin=file,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )

            def stop() -> None:
                late.set()
                worker.kill()

            timer = threading.Timer(seconds, stop)
            timer.start()
            with worker:
                try:
                    # A line that the worker could not finish is no JSON; its exit code tells why.
                    with suppress(ValueError):
                        for line in worker.stdout or ():
                            yield self._checked(json.loads(line), source)
                    worker.wait()
                finally:
                    timer.cancel()
                    worker.kill()
        if late.is_set():
            raise UnreadableFile(f"Reading {source} took more than {seconds:g} seconds.", remedy=_SAVE_ANEW)
        if worker.returncode:
            raise UnreadableFile(f"{source} makes the PDF reader fail.", remedy=_SAVE_ANEW)

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
            for line in block:
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
