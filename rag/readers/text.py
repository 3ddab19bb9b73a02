"""Plain text and Markdown, in whatever encoding it was saved."""

from __future__ import annotations

import codecs
import re

from rag.errors import UnreadableFile
from rag.readers.tables import markdown_rows
from rag.settings import Settings
from rag.types import Page

# The longer marks first: UTF-32's little-endian mark begins with UTF-16's.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# What Chinese and English papers are saved in when it is not UTF-8, by Python's names.
_LEGACY = ["gb18030", "big5hkscs", "utf_16_le", "utf_16_be", "cp1252"]
_OTHER_FORMATS = ((b"%PDF-", "PDF"), (b"PK\x03\x04", "zip or Word"), (b"{\\rtf", "RTF"))
_CONTROL = re.compile("[\x01-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")
_MOST_CONTROL = 0.01
_SAVE_AS_TEXT = "Save it as text in UTF-8."


class TextReader:
    """Reads a text file as Python's text mode would, had it been told the encoding."""

    suffixes = frozenset({".txt", ".text", ".md", ".markdown"})

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def read(self, data: bytes, source: str) -> Page:
        """Decode a file's bytes; raises ``UnreadableFile`` when they are not text."""
        for start, name in _OTHER_FORMATS:
            if data.startswith(start):
                raise UnreadableFile(f"{source} is a {name} file, not text.", remedy="Give it its own suffix.")
        text = decode(data, source)
        return Page(source=source, text=text, rows=markdown_rows(text))


def decode(data: bytes, source: str) -> str:
    r"""Decode text: by its mark, as UTF-8, else in the encoding that charset-normalizer finds; line ends become ``\n``.

    Nothing is replaced or dropped but the byte order mark: bytes that do not decode, a NUL, or more than one
    control character in a hundred raise ``UnreadableFile``.
    """
    text = _decoded(data, source)
    if "\0" in text or len(_CONTROL.findall(text)) > _MOST_CONTROL * len(text):
        raise UnreadableFile(f"{source} holds binary data, not text.", remedy=_SAVE_AS_TEXT)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _decoded(data: bytes, source: str) -> str:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _strictly(data[len(mark) :], encoding, source)
    # UTF-16 of plain English is valid UTF-8 with a NUL beside every letter.
    if b"\0" not in data:
        try:
            return data.decode("utf-8")
        except UnicodeDecodeError:
            pass
    from charset_normalizer import from_bytes

    match = from_bytes(data, cp_isolation=_LEGACY).best()
    if match is None:
        raise UnreadableFile(f"{source} is not text in UTF-8, UTF-16, UTF-32, GB18030 or Big5.", remedy=_SAVE_AS_TEXT)
    return _strictly(data, match.encoding, source)


def _strictly(data: bytes, encoding: str, source: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise UnreadableFile(
            f"{source} begins as {encoding.replace('_', '-').upper()} but byte {error.start} does not fit.",
            remedy=_SAVE_AS_TEXT,
        ) from None
