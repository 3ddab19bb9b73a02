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
_LEGACY = ["gb18030", "big5hkscs", "cp1252"]
_WIDE = ["utf_16_le", "utf_16_be"]
# The bytes of Japanese and Korean papers make Chinese characters too, other ones than papers print: of what is beyond
# ASCII, half and more is rare (of Chinese pages, a hundredth), or it is kana, or words stand apart.
_JAPANESE_AND_KOREAN = ["cp932", "euc_jp", "euc_kr"]
_LEAST_COMMON = 0.5
_MOST_KANA = 0.1
_MOST_PARTED = 0.12
_KANA = re.compile("[ぁ-んァ-ヶ]")
_PARTED = re.compile("(?<=[一-鿿]) (?=[一-鿿])")
# What the two national standards hold in the order of sound or strokes, before the rest by radical.
_COMMON = (("gb2312", 0xD8), ("big5", 0xC7))
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

    Nothing is replaced or dropped but the byte order mark: bytes that do not decode, or only to characters that no
    Chinese or English paper prints, a NUL, or more than one control character in a hundred raise ``UnreadableFile``.
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

    # Without a NUL beside a digit or at a line's end, any even number of bytes is UTF-16.
    match = from_bytes(data, cp_isolation=_WIDE if b"\0" in data else _LEGACY).best()
    text = _strictly(data, match.encoding, source) if match else ""
    if match is None or (match.encoding != "cp1252" and not _is_printed(text, data)):
        raise UnreadableFile(f"{source} is not text in UTF-8, UTF-16, UTF-32, GB18030 or Big5.", remedy=_SAVE_AS_TEXT)
    return text


def _is_printed(text: str, data: bytes) -> bool:
    """Tell whether Chinese or English papers print such characters."""
    others = [character for character in text if not character.isascii()]
    if not others:
        return True
    kana = len(_KANA.findall(text))
    if sum(map(_is_common, others)) < _LEAST_COMMON * len(others) or kana > _MOST_KANA * len(others):
        return False
    if len(_PARTED.findall(text)) <= _MOST_PARTED * len(others):
        return True
    from charset_normalizer import from_bytes

    match = from_bytes(data, cp_isolation=[*_LEGACY, *_JAPANESE_AND_KOREAN]).best()
    return match is None or match.encoding not in _JAPANESE_AND_KOREAN


def _is_common(character: str) -> bool:
    for encoding, rare in _COMMON:
        code = character.encode(encoding, "ignore")
        if code and code[0] < rare:
            return True
    return bool(character.encode("cp1252", "ignore"))


def _strictly(data: bytes, encoding: str, source: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise UnreadableFile(
            f"{source} begins as {encoding.replace('_', '-').upper()} but byte {error.start} does not fit.",
            remedy=_SAVE_AS_TEXT,
        ) from None
