"""Word files (.docx), opened by python-docx after a look at what they unpack to."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any

from rag.errors import UnreadableFile
from rag.readers.shown import raised
from rag.readers.tables import SetLine, table_lines, write_lines
from rag.settings import Settings
from rag.types import Page

_TEXT = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_BREAKS = {f"{_TEXT}tab": "\t", f"{_TEXT}br": "\n", f"{_TEXT}cr": "\n", f"{_TEXT}noBreakHyphen": "-"}
# Text that was moved away, and the reading above a word; deleted text (w:del) has its own element for text.
_APART = (f"{_TEXT}moveFrom", f"{_TEXT}rt")
_HIDING = (f"{_TEXT}vanish", f"{_TEXT}strike", f"{_TEXT}dstrike")
_OFF = ("0", "false", "off")
_UNPRINTED = (f"{_TEXT}p", _FALLBACK, f"{_TEXT}txbxContent", f"{_TEXT}pPr", f"{_TEXT}rPr", *_APART)
_MOST_PARTS = 2000
# A column's lines end a sentence now and then, paragraphs nearly always.
_LONG = 10
_SENTENCE_ENDS = tuple('。！？!?.…”’）)"')
# What zipfile, lxml and python-docx raise over a file that is not what it says.
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    AssertionError,
    EOFError,
    OSError,
    RuntimeError,
    SyntaxError,
)


class WordReader:
    """Reads a Word file; ``Page.text`` has a line for each paragraph, also in text boxes, and for each table's row."""

    suffixes = frozenset({".docx"})

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def read(self, data: bytes, source: str) -> Page:
        """Read headers, body and footers; raises ``UnreadableFile`` for a damaged file and for a zip bomb."""
        import docx
        from docx.opc.exceptions import OpcError

        try:
            self._check_unpacked(data, source)
            document = docx.Document(io.BytesIO(data))
            headers = [section.header for section in document.sections if not section.header.is_linked_to_previous]
            footers = [section.footer for section in document.sections if not section.footer.is_linked_to_previous]
            parts = [*(part._element for part in headers), document.element.body, *(part._element for part in footers)]
            written = write_lines(_apart([line for part in parts for line in _lines(part)]))
        except (*_DAMAGE, OpcError):
            raise UnreadableFile(f"{source} is no Word file, or damaged.", remedy="Save it anew as .docx.") from None
        return Page(source=source, text=written.text.replace("\r", "\n"), rows=written.rows)

    def _check_unpacked(self, data: bytes, source: str) -> None:
        """Add up what the parts unpack to: ``zipfile`` never unpacks more of one than its directory declares."""
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
        most = self._settings.max_file_bytes
        if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > most:
            raise UnreadableFile(
                f"{source} unpacks to more than {most} bytes or {_MOST_PARTS} parts.",
                remedy="Save it without pictures, or as text.",
            )


def _apart(lines: list[SetLine]) -> Iterator[SetLine]:
    """The lines with an empty one between two paragraphs; not where a paragraph is a line of a column, set by hand."""
    long = [line.text.rstrip() for line in lines if len(line.text) >= _LONG and not line.row]
    by_hand = sum(text.endswith(_SENTENCE_ENDS) for text in long) * 2 < len(long)
    empty = True
    for line in lines:
        if not (by_hand or empty or line.row):
            yield SetLine("")
        yield line
        empty = line.row or not line.text.strip()


def _lines(part: Any) -> Iterator[SetLine]:
    """The lines of a part in document order, a text box after its paragraph, a table by rows."""
    tabled: set[Any] = set()
    for element in part.iter(f"{_TEXT}p", f"{_TEXT}tbl"):
        if element in tabled or next(element.iterancestors(_FALLBACK), None) is not None:
            continue
        if element.tag == f"{_TEXT}p":
            yield SetLine("".join(_pieces(element)))
        elif (rows := _table(element)) is not None:
            tabled.update(element.iter(f"{_TEXT}p"))
            yield from (SetLine(""), *rows, SetLine(""))


def _table(table: Any) -> list[SetLine] | None:
    """A table's rows, as far as it is one: a table inside shows that it only places what it holds."""
    if next(table.iterdescendants(f"{_TEXT}tbl"), None) is not None:
        return None
    return table_lines([[list(_texts(cell)) for cell in row.iter(f"{_TEXT}tc")] for row in table.iter(f"{_TEXT}tr")])


def _texts(cell: Any) -> Iterator[str]:
    for paragraph in cell.iter(f"{_TEXT}p"):
        text = "".join(_pieces(paragraph))
        if text.strip() and next(paragraph.iterancestors(_FALLBACK), None) is None:
            yield text


def _pieces(element: Any) -> Iterator[str]:
    for child in element:
        if child.tag == f"{_TEXT}t":
            yield child.text or ""
        elif child.tag in _BREAKS:
            yield _BREAKS[child.tag]
        elif child.tag == f"{_TEXT}r":
            yield from _run(child)
        elif child.tag not in _UNPRINTED:
            yield from _pieces(child)


def _run(run: Any) -> Iterator[str]:
    """The text of a run, unless it is hidden or struck out; styles are not asked."""
    how = run.find(f"{_TEXT}rPr")
    if how is None:
        yield from _pieces(run)
    elif not any(_is_on(how.find(name)) for name in _HIDING):
        place = how.find(f"{_TEXT}vertAlign")
        is_raised = place is not None and place.get(f"{_TEXT}val") == "superscript"
        yield from map(raised, _pieces(run)) if is_raised else _pieces(run)


def _is_on(toggle: Any) -> bool:
    return toggle is not None and toggle.get(f"{_TEXT}val", "1") not in _OFF
