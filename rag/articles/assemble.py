"""From drafts to articles: the body's text, and for every sign of it where it is printed."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence

from rag.articles.bylines import Credit
from rag.articles.flow import Item
from rag.articles.furniture import caption_credit
from rag.articles.layout import Draft
from rag.articles.lines import SOFT_HYPHENS, WIDE, Line, compact, plain
from rag.types import Article, Block, Fragment, FragmentKind, Page, Place, Run

# What goes on with a figure that a line's end broke off, and what leaves one unfinished.
_TAIL = re.compile(r"[.,:]\d|[%‰℃]")
_HEAD = re.compile(r"\d[.,:]$|[$¥€£]$")
_WORDS = re.compile(r"\S+")
_WORD = re.compile(r"[A-Za-zÀ-ɏ]+(?:[-’'][A-Za-zÀ-ɏ]+)*")


def article_id(title: str, byline: Sequence[str], body: str) -> str:
    """The first 16 hexadecimal digits of the SHA-256 of headline, writers and body."""
    return hashlib.sha256("\x1f".join((title, "\x1e".join(byline), body)).encode("utf-8", "surrogatepass")).hexdigest()[
        :16
    ]


def words_of(page: Page) -> frozenset[str]:
    """The page's Latin words, which tell whether a hyphen at a line's end belongs to the word."""
    return frozenset(word.casefold() for word in _WORD.findall(page.text))


class BodyWriter:
    """Writes an article's body block by block, and keeps a run for each stretch taken from the page."""

    def __init__(self, page: Page, words: frozenset[str]) -> None:
        self._page, self._words = page, words
        self._parts: list[str] = []
        self._length = 0
        self._runs: list[Run] = []
        self._blocks: list[Block] = []

    def write(self, kind: str, lines: Sequence[Line], *, after: int = -1, before: int | None = None) -> None:
        """Add a block made of lines, without what stands before offset ``after`` and from offset ``before`` on."""
        stretches = self._stretches(lines, after, before)
        if not stretches:
            return
        if self._length:
            self._add("\n")
        start = self._length
        for stretch in stretches:
            if stretch is None:
                self._add(" ")
                continue
            first, end = stretch
            last = self._runs[-1] if self._runs else None
            here = self._length
            self._add(self._page.text[first:end])
            if last and last.end == here and last.offset + last.end - last.start == first:
                self._runs[-1] = Run(last.start, self._length, last.source, last.offset)
            else:
                self._runs.append(Run(here, self._length, self._page.source, first))
        self._blocks.append(Block("subhead" if kind == "subhead" else "paragraph", start, self._length))

    def _add(self, text: str) -> None:
        self._parts.append(text)
        self._length += len(text)

    def _stretches(self, lines: Sequence[Line], after: int, before: int | None) -> list[tuple[int, int] | None]:
        """The ranges of the page's text that make up a block; none stands for a space over a line's end."""
        text = self._page.text
        kept: list[tuple[int, int] | None] = []
        for line in lines:
            own = _line_stretches(text, max(line.start, after), line.end if before is None else min(line.end, before))
            if not own:
                continue
            _drop_hyphens(kept, text)
            joint = self._joint(text, kept[-1][1] - 1, own[0][0]) if kept and kept[-1] else None
            if joint == " ":
                kept.append(None)
            elif joint == "-":
                _drop_last(kept)
            kept.extend(own)
        while kept and kept[0] is None:
            kept.pop(0)
        return kept

    def _joint(self, text: str, last: int, first: int) -> str | None:
        """What joins two lines: a space between Latin words, nothing in Chinese; ``-`` drops a hyphen."""
        before, after = text[last], text[first]
        if text[last + 1 : last + 2] in tuple(SOFT_HYPHENS):
            return None
        if before == "-":
            head = re.search(r"[A-Za-zÀ-ɏ]+$", text[max(0, last - 40) : last])
            tail = re.match(r"[A-Za-zÀ-ɏ]+", text[first : first + 40])
            return "-" if head and tail and (head.group() + tail.group()).casefold() in self._words else None
        if _wide(before) or _wide(after) or (before.isdigit() and after.isdigit()):
            return None
        figure = (before.isdigit() and _TAIL.match(text, first)) or (
            after.isdigit() and _HEAD.search(text, last - 1, last + 1)
        )
        return None if figure else " "

    def finish(self) -> tuple[str, tuple[Block, ...], tuple[Run, ...]]:
        """The body with its blocks and runs."""
        return "".join(self._parts), tuple(self._blocks), tuple(self._runs)


def _wide(sign: str) -> bool:
    return WIDE.match(sign) is not None or ord(sign) > 0x2E7F


def _drop_last(kept: list[tuple[int, int] | None]) -> None:
    """Drop the last sign of what is kept."""
    stretch = kept.pop()
    if stretch and stretch[1] - stretch[0] > 1:
        kept.append((stretch[0], stretch[1] - 1))


def _drop_hyphens(kept: list[tuple[int, int] | None], text: str) -> None:
    """Drop the soft hyphens at the end of what is kept."""
    while kept and (last := kept[-1]) is not None and text[last[1] - 1] in SOFT_HYPHENS:
        _drop_last(kept)


def _line_stretches(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The ranges of a line's signs without letter-spacing: white space stays between Latin words only."""
    words = [match.span() for match in _WORDS.finditer(text, start, end)]
    spaced = len(words) > 3 and sum(last - first == 1 for first, last in words) * 10 > len(words) * 7
    kept = words[:1]
    for first, last in words[1:]:
        before = kept[-1]
        if not spaced and not _wide(text[before[1] - 1]) and not _wide(text[first]):
            # The first sign of the white space stands for all of it.
            kept[-1] = (before[0], before[1] + 1)
        kept.append((first, last))
    return kept


def headline_text(lines: Sequence[Line], page: Page) -> str:
    """A headline's words: printed spaces stay between its parts, letter-spacing goes, lines join as text does."""
    text = ""
    for line in lines:
        shown = _display_text(page.text[line.start : line.end])
        if not shown:
            continue
        joint = " " if text and not _wide(text[-1]) and not _wide(shown[0]) and text[-1] != "-" else ""
        text += joint + shown
    return text


def _display_text(printed: str) -> str:
    """One display line: full-width letters and digits become plain, white space single."""
    printed = "".join(plain(sign) if plain(sign).isalnum() or sign.isspace() else sign for sign in printed)
    printed = "".join(sign for sign in printed if sign not in SOFT_HYPHENS)
    tokens = printed.split()
    spread = sum(len(token) == 1 for token in tokens) * 10 >= len(tokens) * 8
    if len(tokens) > 2 and spread and any(_wide(token[0]) for token in tokens):
        return "".join(tokens)
    return " ".join(tokens)


def spans_of(lines: Iterable[Line], text: str) -> tuple[tuple[int, int], ...]:
    """The ranges that lines cover, in order; neighbours with only white space between them become one."""
    spans: list[tuple[int, int]] = []
    for line in sorted(lines, key=lambda line: line.start):
        if spans and not text[spans[-1][1] : line.start].strip():
            spans[-1] = (spans[-1][0], line.end)
        else:
            spans.append((line.start, line.end))
    return tuple(spans)


def to_fragment(item: Item, page: Page) -> Fragment:
    """An item that belongs to no article's body, as a fragment."""
    kinds: dict[str, FragmentKind] = {"caption": "caption", "jump": "jump", "label": "label"}
    kind = kinds.get(item.kind, "furniture")
    text = "".join(_fragment_text(item.lines, page))
    credit = item.detail if kind == "caption" and item.detail else None
    if credit:
        last = caption_credit(plain(_fragment_text(item.lines[-1:], page)))
        alone = len(item.lines) > 1 and last is not None and not last[0]  # the credit has a line of its own
        text = _fragment_text(item.lines[:-1], page) if alone else _without_credit(text)
    return Fragment(kind, text, spans_of(item.lines, page.text), credit)


def _fragment_text(lines: Sequence[Line], page: Page) -> str:
    text = ""
    for line in lines:
        shown = " ".join(page.text[line.start : line.end].split())
        joint = " " if text and not _wide(text[-1]) and not _wide(shown[0]) else ""
        text += joint + shown
    return text


def _without_credit(text: str) -> str:
    """A caption's words without the photographer at their end."""
    found = caption_credit(plain(text))
    at = plain(text).find(found[0]) if found and found[1] and found[0] else -1
    return text[at : at + len(found[0])] if found and at >= 0 else text


def to_article(draft: Draft, page: Page, words: frozenset[str]) -> Article | None:
    """A draft as an article; none when no text is left."""
    writer = BodyWriter(page, words)
    texts = [at for at, (kind, _) in enumerate(draft.blocks) if kind == "paragraph"]
    for at, (kind, items) in enumerate(draft.blocks):
        lines = [line for item in items for line in item.lines]
        after, before = -1, None
        if texts and at == texts[0] and draft.opening:
            after = lines[0].start + draft.opening.length
        if texts and at == texts[-1] and draft.closing:
            before = lines[-1].end - draft.closing.length
        writer.write(kind, lines, after=after, before=before)
    body, blocks, runs = writer.finish()
    if not body:
        return None
    title = headline_text([line for item in draft.headline for line in item.lines], page)
    byline = _names(draft)
    jumps = dict(item.detail.split(" ", 1) for item in draft.jumps)
    lines = [
        line
        for item in (
            *draft.kicker,
            *draft.headline,
            *draft.bylines,
            *(item for _, items in draft.blocks for item in items),
        )
        for line in item.lines
    ]
    place = Place(page.source, page.newspaper, page.date, page.number, spans_of(lines, page.text))
    label = " ".join(headline_text(item.lines, page) for item in draft.labels) or None
    return Article(
        id=article_id(title, byline, body),
        title=title,
        byline=byline,
        body=body,
        blocks=blocks,
        runs=runs,
        places=(place,),
        label=label,
        kicker=headline_text([line for item in draft.kicker for line in item.lines], page) if draft.kicker else None,
        continued_from=jumps.get("from"),
        continued_to=jumps.get("to"),
    )


def _names(draft: Draft) -> tuple[str, ...]:
    names: dict[str, None] = {}
    credits: list[Credit] = [credit for credit in (draft.opening, draft.closing) if credit]
    for name in (*(name for item in draft.bylines for name in item.names), *(n for c in credits for n in c.names)):
        names[compact(name) if not name.isascii() else name] = None
    return tuple(names)
