"""HTML: the text that a browser would show, a line for each block and for each row of a table."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from rag.errors import UnreadableFile
from rag.readers.declared import Declared
from rag.readers.links import ends_sentence, is_lead, without_leads
from rag.readers.metadata import first_known
from rag.readers.outline import HEADINGS, Outline, is_prose, marked_articles, under_headlines
from rag.readers.shown import is_shown, raised
from rag.readers.stamps import stamped
from rag.readers.tables import SetLine, table_lines, write_lines
from rag.readers.text import decode
from rag.settings import Settings
from rag.types import Page

_UNSEEN = frozenset(
    ("head", "script", "style", "noscript", "template", "svg", "math", "iframe", "object", "audio", "video", "canvas")
)
# All that may stand in a head. Where its end is not marked, anything else ends it; the parser knows no newer elements.
_IN_HEAD = frozenset(("head", "title", "meta", "link", "base", "script", "style", "noscript", "template"))
_BLOCKS = (
    HEADINGS
    | frozenset(
        ("address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "div", "dl", "dt")
    )
    | frozenset(
        ("figcaption", "figure", "footer", "form", "header", "hr", "li", "main", "nav", "ol", "option", "p", "pre")
    )
    | frozenset(("section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "title", "tr", "ul"))
)
# What has white space above and below: a line of its own would not tell a paragraph's end from a wrapped line's.
_FRAMES = HEADINGS | frozenset(("blockquote", "p"))
_CELLS = frozenset(("td", "th"))
_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w-]{1,40})", re.IGNORECASE)
# Browsers read these names as their supersets (WHATWG Encoding Standard).
_SUPERSETS = {
    "gb18030": "gb18030",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "big5": "big5hkscs",
    "iso-8859-1": "cp1252",
    "windows-1252": "cp1252",
}
_FEED = 65_536


class HtmlReader:
    """Reads HTML; ``Page.text`` is the text outside of scripts, styles and the head, a line for each block element."""

    suffixes = frozenset({".html", ".htm", ".xhtml"})

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def read(self, data: bytes, source: str) -> Page:
        """Parse the markup, however broken; raises ``UnreadableFile`` when it is not text at all."""
        from lxml import etree

        markup = _decode(data, source)
        shown = _ShownText()
        # No tree is built, so neither depth nor size costs more than the text itself.
        parser = etree.HTMLParser(target=shown, encoding="utf-8", huge_tree=True)
        try:
            for start in range(0, len(markup), _FEED):
                parser.feed(markup[start : start + _FEED].encode())
            lines = parser.close()
        except etree.LxmlError:
            raise UnreadableFile(f"{source} is no HTML.", remedy="Save the page anew, or as text.") from None
        written = write_lines(lines)
        said = first_known(shown.declared.imprint(), stamped(under_headlines(shown.outline, lines)))
        return Page(
            source,
            written.text,
            said.newspaper,
            said.date,
            rows=written.rows,
            writers=shown.declared.writers(),
            beside=written.beside,
            marked=marked_articles(shown.outline, lines, written.starts),
            breaks_off=shown.passed.strip() != "" and markup.endswith(shown.passed),
        )


def _decode(data: bytes, source: str) -> str:
    """Decode by the charset that the page declares, where it is true; else as any text."""
    declared = _CHARSET.search(data[:4096])
    if declared and b"\0" not in data[:4096]:
        name = declared[1].decode("ascii").lower()
        try:
            if name in _SUPERSETS:
                return decode(data.decode(_SUPERSETS[name]).encode(), source)
        except UnicodeDecodeError:
            pass
    return decode(data, source)


@dataclass(slots=True)
class _Table:
    """An open table: where its lines begin, and which of them each cell holds, row by row.

    ``places`` tells that it only places what it holds: a table or a heading stands in it.
    """

    start: int
    rows: list[list[tuple[int, int]]] = field(default_factory=list)
    cell: int | None = None
    places: bool = False


class _ShownText:
    """Collects what lxml reports (its parser target interface)."""

    def __init__(self) -> None:
        self._lines: list[SetLine] = []
        self._line: list[str] = []
        self._unseen: list[str] = []
        # The element that is not shown, and those of its name in it.
        self._hidden: list[str] = []
        self._raised = 0
        self._tables: list[_Table] = []
        # The parts of the line that are links, and whether one is open.
        self._links: list[tuple[int, int]] = []
        self._in_link = False
        # The times that the line tells.
        self._times: list[Mapping[str, str]] = []
        self._kept_breaks = self._menus = 0
        # What was passed over last, whole or its end: nothing closes it where the page ends with it.
        self.passed = ""
        self.declared = Declared()
        self.outline = Outline()

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if self._is_hidden(tag, attributes):
            return
        if tag == "time":
            if not self._unseen and not self.outline.is_beside:
                self._times.append(attributes)
        elif self._unseen in ([], ["head"]):
            self.declared.element(tag, attributes)
        if self._unseen == ["head"] and tag not in _IN_HEAD:
            self._unseen.clear()
        if tag in _UNSEEN:
            self._unseen.append(tag)
        elif tag == "sup":
            self._raised += 1
        elif tag == "br":
            # A second one leaves a line empty.
            self._end_line(blank=not any(map(str.strip, self._line)), block=False)
        elif tag == "a" and "href" in attributes:
            self._links.append((len(self._line), len(self._line)))
            self._in_link = True
        elif tag in _BLOCKS:
            self._end_line(blank=tag in _FRAMES)
            self._kept_breaks += tag == "pre"
            self._menus += tag == "nav"
            self._start_of_table(tag)
            self.outline.open(tag, len(self._lines))

    def _is_hidden(self, tag: str, attributes: Mapping[str, str]) -> bool:
        """Whether an element that begins is not shown or stands in one that is not; what it declares counts."""
        begins = not self._hidden and self._unseen in ([], ["head"]) and not is_shown(tag, attributes)
        if begins or (self._hidden and tag == self._hidden[0]):
            self._hidden.append(tag)
        elif self._hidden and tag == "meta":
            self.declared.element(tag, attributes)
        return bool(self._hidden)

    def end(self, tag: str) -> None:
        if self._hidden:
            if tag == self._hidden[0]:
                self._hidden.pop()
        elif self._unseen and tag == self._unseen[-1]:
            self._unseen.pop()
        elif tag == "sup":
            self._raised -= 1
        elif tag == "a":
            self._in_link = False
        elif tag in _BLOCKS:
            self._end_line(blank=tag in _FRAMES, heading=tag in HEADINGS)
            self._kept_breaks -= tag == "pre"
            self._menus -= tag == "nav"
            self._end_of_table(tag)
            self.outline.close(tag, len(self._lines))

    def data(self, text: str) -> None:
        if self._unseen or self._hidden:
            self.passed = text
        else:
            self._line.append(raised(text) if self._raised else text)
            if self._in_link and self._links:
                self._links[-1] = (self._links[-1][0], len(self._line))

    def comment(self, text: str) -> None:
        """Comments are not shown."""
        self.passed = text

    def close(self) -> list[SetLine]:
        self._end_line()
        while self._lines and not self._lines[-1].text:
            self._lines.pop()
        first = next((at for at, line in enumerate(self._lines) if line.text), 0)
        self.outline.end(first, len(self._lines))
        return self.outline.set_beside(self._lines[first:])

    def _end_line(self, *, blank: bool = False, block: bool = True, heading: bool = False) -> None:
        parts, links, times = self._line, self._links, self._times
        self._line, self._links, self._times = [], [], []
        folded, menu = "", False
        if self._kept_breaks:
            self._lines += map(SetLine, "".join(parts).splitlines())
        elif folded := _fold("".join(without_leads(parts, links) if links else parts)):
            above = next((line.text for line in reversed(self._lines[-2:]) if line.text), "")
            menu = self._menus > 0 or (ends_sentence(above) and not heading and is_lead(parts, links))
            self._lines.append(SetLine(folded, beside=menu))
            # Whatever it is called, what is shown as a block and ends a sentence is a paragraph.
            blank = blank or (block and ends_sentence(folded))
        if not menu and not is_prose(folded):
            # A day in a sentence or in a list of links is that of something else.
            for time in times:
                self.declared.element("time", time)
        if blank:
            self._end_frame()

    def _end_frame(self) -> None:
        if self._lines and self._lines[-1].text:
            self._lines.append(SetLine(""))

    def _start_of_table(self, tag: str) -> None:
        table = self._tables[-1] if self._tables else None
        if table and (tag in ("table", "article") or tag in HEADINGS):
            table.places = True
        if tag == "table":
            self._tables.append(_Table(len(self._lines)))
        elif table and tag == "tr":
            table.rows.append([])
        elif table and tag in _CELLS:
            table.cell = len(self._lines)

    def _end_of_table(self, tag: str) -> None:
        table = self._tables[-1] if self._tables else None
        if table and tag in _CELLS and table.cell is not None:
            if not table.rows:
                table.rows.append([])
            table.rows[-1].append((table.cell, len(self._lines)))
            table.cell = None
        elif table and tag == "table":
            self._tables.pop()
            if not table.places:
                self._set_by_row(table)

    def _set_by_row(self, table: _Table) -> None:
        """Write a table's rows in the place of its cells; what stands over them, a caption, stays there."""
        texts = [line.text for line in self._lines[table.start :]]
        rows = [
            [list(filter(None, texts[begin - table.start : end - table.start])) for begin, end in row]
            for row in table.rows
        ]
        lines = table_lines(rows)
        if lines is None:
            return
        held = {at for row in table.rows for cell in row for at in range(*cell)}
        caption = [line for at, line in enumerate(self._lines[table.start :], table.start) if at not in held]
        del self._lines[table.start :]
        self._end_frame()
        self._lines += [*caption, *lines]
        self._end_frame()


def _fold(text: str) -> str:
    """Fold white space as CSS does; a line end between two ideographs leaves nothing (CSS Text 4, segment breaks).

    The ideographic space stays: papers set it on purpose.
    """
    text = re.sub(r"(?<=[⺀-鿿＀-￯])[ \t]*\n[ \t\n]*(?=[⺀-鿿＀-￯])", "", text)
    return re.sub(r"[ \t\n\f\xa0]+", " ", text).strip(" ")
