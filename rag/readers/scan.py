"""Scans: pictures of sheets, and PDF sheets without a text layer, read with the extra ``ocr``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from typing import Any

from rag.errors import UnreadableFile
from rag.readers.lines import Glyph, PrintedLine, printed_lines
from rag.readers.order import reading_order
from rag.readers.rows import set_rows
from rag.readers.text_lines import set_lines
from rag.readers.workers import ask_worker
from rag.settings import Settings
from rag.types import Page

_WORKER = Path(__file__).with_name("recognize.py")
# A full broadsheet took well under a minute on two cores; this is where a loop is told from work.
_SECONDS_A_SHEET = 180.0
_MOST_LINES = 5000
_SHARPER = "Scan it straight and at 200 to 400 dots an inch, and save it as PNG or JPEG."
# The box around a line of type is higher than the type by about a quarter.
_TYPE = 0.8
_SAME_TYPE = 0.8


class ImageReader:
    """Reads a picture of a sheet as PDF sheets are read: columns, headlines and sizes from where the print stands."""

    suffixes = frozenset({".png", ".jpg", ".jpeg"})

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def read(self, data: bytes, source: str) -> Page:
        """Recognize the print; raises ``UnreadableFile`` without the extra ``ocr``, and for what is no picture."""
        sheets = [reading_order(sheet) for sheet in recognize(data, source, self._settings)]
        return Page(source, **set_lines(sheets)._asdict())


def ocr_installed() -> bool:
    """Whether the extra ``ocr`` is there."""
    return find_spec("rapidocr") is not None


def recognize(data: bytes, source: str, settings: Settings, sheets: Sequence[int] = ()) -> Iterator[list[PrintedLine]]:
    """The printed lines of these sheets of a PDF, or those of a picture when none are given."""
    wanted = ",".join(map(str, sheets)) or "-"
    seconds = settings.pdf_timeout + _SECONDS_A_SHEET * max(len(sheets), 1)
    with closing(ask_worker(_WORKER, [wanted], data, source, seconds=seconds, remedy=_SHARPER)) as answers:
        for answer in answers:
            yield _printed(_checked(answer, source)["lines"])


def _checked(answer: dict[str, Any], source: str) -> dict[str, Any]:
    match answer.get("error"):
        case "missing":
            raise UnreadableFile(
                f"{source} is a scan, and no OCR is installed.",
                remedy="Install the extra: pip install 'jianbao[ocr]', or add a PDF with a text layer.",
            )
        case "pixels":
            raise UnreadableFile(f"{source} has more pixels than a sheet needs.", remedy=_SHARPER)
    return answer


def _printed(found: Sequence[tuple[str, float, float, float, float]]) -> list[PrintedLine]:
    """Recognized lines with the size of their type; sizes that only the boxes' unrest tells apart become one."""
    boxes = found[:_MOST_LINES]
    heights = sorted((bottom - top for _, _, top, _, bottom in boxes), reverse=True)
    if not heights:
        return []
    usual = median(heights)
    steps = [usual]
    for height in heights:
        if not any(_SAME_TYPE <= height / step <= 1 / _SAME_TYPE for step in steps):
            steps.append(height)
    pieces = []
    for number, (text, left, top, right, bottom) in enumerate(boxes):
        size = round(_TYPE * min(steps, key=lambda step: abs(step - (bottom - top))), 1)
        # A wide line may come as several boxes: they are joined as what a PDF prints in several goes.
        pieces.append(Glyph(text, left, right, (top + bottom) / 2 + 0.38 * size, size, number))
    return set_rows(printed_lines(pieces))
