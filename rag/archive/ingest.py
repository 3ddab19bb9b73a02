"""Adding pages to the library and removing articles from it.

Adding is idempotent: the same ``add`` completes what an interrupted one began.
"""

from __future__ import annotations

import dataclasses
import logging
import re
from collections.abc import Iterable, Iterator, Sequence

from rag.additions import AddReport, Failure, Notice
from rag.archive.index import Index
from rag.archive.snapshot import Snapshot
from rag.archive.uploads import doubling, placed, renaming, replacing
from rag.archive.writer import Change, Writer, page_digest
from rag.articles import in_columns, parse_page
from rag.errors import fault_in_a_line
from rag.ports import Progress
from rag.prose.folding import fold_width
from rag.prose.storable import storable
from rag.types import Fragment, Page, ParsedPage

# Pages are committed together up to this many characters: enough to embed texts of one length together, and a moment's
# work to lose.
BATCH_CHARACTERS = 40_000
BATCH_PAGES = 32
# The vector store is told of new chunks at the end, and in between each time so many wait.
SYNC_AFTER = 2000
# A page of fewer was not read whole, or is none.
FEW_CHARACTERS = 40
# A row of a table in a text: so many cells, all but one of them with figures.
_CELLS = 3
# A line by itself is no table.
_FEWEST_ROWS = 2

# What of a line tells the day and the page of a paper.
_IMPRINT = re.compile(
    r"(?:(?:19|20)\d\d年)?\d{1,2}月\d{1,2}日|(?:19|20)\d\d[-./]\d{1,2}[-./]\d{1,2}|第?[A-Za-z]?-?\d{1,3}版|^[A-Z]\d{1,2}$"
)

_SURROGATE = re.compile("[\ud800-\udfff]")

logger = logging.getLogger(__name__)


def add(
    index: Index,
    pages: Iterable[Page | Failure],
    *,
    total: int = 0,
    progress: Progress | None = None,
    uploaded: bool = False,
) -> AddReport:
    """Add pages; failures to read one pass through to the report.

    A page whose text and paper are in the library already, under whatever source, is unchanged. A new text under a
    known source replaces that page's articles; articles that it shares with others are recomputed. Sources of pages
    that were ``uploaded`` are bare names, which may be another page's too: there it is kept beside that one.
    ``progress`` is called with "pages" and "chunks"; ``total`` is the number of pages, where it is known.
    """
    report = progress or (lambda _what, _done, _of: None)
    with index.snapshot() as snapshot:
        index.check_embedder(snapshot)
    writer = Writer(index, report)
    failed: list[Failure] = []
    odd: list[Notice] = []
    replaced: list[Notice] = []
    renamed: list[Notice] = []
    sources: set[str] = set()
    done = added = unchanged = waiting = 0
    for batch in _batches(pages, 1 if uploaded else BATCH_PAGES):
        put: dict[str, ParsedPage] = {}
        taken: dict[bytes, str] = {}
        for page in batch:
            if isinstance(page, Failure):
                failed.append(page)
                continue
            sound = _storable(page)
            digest = page_digest(sound)
            with index.snapshot() as snapshot:
                known = taken.get(digest) or snapshot.source_of(digest, None if uploaded else sound.source)
            if known is not None:
                unchanged += 1
                sources.add(known)
                continue
            try:
                parsed = parse_page(sound)
                odd += [Notice(sound.source, what) for what in _odd(sound, parsed)]
                put[sound.source] = parsed
                taken[digest] = sound.source
                added += 1
            except Exception as error:
                logger.debug("%s could not be parsed", page.source, exc_info=True)
                failed.append(Failure(page.source, f"The page could not be parsed: {fault_in_a_line(error)}"))
        if put:
            change = _Putting(tuple(put.values()), uploaded=uploaded)
            waiting += writer.commit(change)
            sources.update(parsed.page.source for parsed in change.put)
            replaced += change.replaced
            renamed += change.renamed
            odd += change.doubled
        if waiting >= SYNC_AFTER:
            index.sync()
            waiting = 0
        done += len(batch)
        report("pages", done, total)
    index.sync()
    with index.snapshot() as snapshot:
        articles, chunks = snapshot.counts_of(sources)
        bare = [source for source in sorted(sources) if not snapshot.counts_of([source])[0]]
        odd += [Notice(source, _without_articles(snapshot.page(source))) for source in bare]
    return AddReport(
        pages=added + unchanged,
        articles=articles,
        chunks=chunks,
        added=added,
        unchanged=unchanged,
        failed=tuple(failed),
        warnings=tuple(odd),
        replaced=tuple(replaced),
        renamed=tuple(renamed),
    )


class _Putting:
    """Pages to put, and what becomes of them: of the library as it was when they were committed."""

    def __init__(self, pages: tuple[ParsedPage, ...], *, uploaded: bool) -> None:
        self._given, self._uploaded = pages, uploaded
        self.put = pages
        self.replaced: list[Notice] = []
        self.renamed: list[Notice] = []
        self.doubled: list[Notice] = []

    def __call__(self, snapshot: Snapshot) -> Change:
        """The change; asked again when somebody else wrote in the meantime."""
        if self._uploaded:
            self.put = tuple(placed(parsed, snapshot) for parsed in self._given)
            self.doubled = [notice for parsed in self.put for notice in doubling(parsed, snapshot)]
        pairs = zip(self._given, self.put, strict=True)
        self.renamed = [notice for given, parsed in pairs for notice in renaming(given.page, parsed.page)]
        self.replaced = [
            notice for parsed in self.put for notice in replacing(snapshot.find_page(parsed.page.source), parsed.page)
        ]
        return Change(put=self.put)


def _odd(page: Page, parsed: ParsedPage) -> Iterator[str]:
    """Say what of a page no answer will tell, or may tell wrongly."""
    if in_columns(page).doubtful:
        yield (
            f"{page.source} may have columns side by side, and was read across them: put one below the other, or add "
            "the page as PDF. `jianbao parse FILE` shows what was read."
        )
    if page.breaks_off:
        yield (
            f"{page.source} ends within a comment, a script or another part that is not shown; what follows its "
            "beginning was not read. Save the page anew, whole, or as text."
        )
    rows = sum(any(map(str.isalnum, page.text[start:end])) for start, end in page.rows)
    if not rows and parsed.articles:  # else that is all that it has
        typed = sum(map(_is_row, parsed.fragments))
        rows = typed if typed >= _FEWEST_ROWS else 0
    if rows:
        yield (
            f"{page.source} has tables; their rows, {rows} in all, are kept beside the articles and neither searched "
            "nor quoted. `jianbao parse FILE` lists them."
        )


def _is_row(fragment: Fragment) -> bool:
    """Tell whether a line that no article has is a row of figures, as a table in a text has them.

    The day, the weekday and the number of a page stand apart like cells, and are no figures.
    """
    cells = fragment.text.split()
    figures = sum(any(map(str.isdigit, _IMPRINT.sub("", fold_width(cell)))) for cell in cells)
    return fragment.kind == "furniture" and len(cells) >= _CELLS and figures >= _CELLS - 1


def _without_articles(page: Page) -> str:
    """Say that a page holds no article, and the likely reason."""
    length = len("".join(page.text.split()))
    likely = (
        f"it has only {length} characters of text; is that all of the page?"
        if length < FEW_CHARACTERS
        else "its text reads like a table, captions or headings, without running text."
    )
    return (
        f"{page.source} was taken, but no article was found on it: {likely} `jianbao parse FILE` shows what was read, "
        "`jianbao remove` with its name takes it out again."
    )


def remove(index: Index, article_ids: Sequence[str], pages: Sequence[str] = ()) -> int:
    """Remove articles, and pages with what is printed on them; count the articles, and the pages that held none.

    Raises ``UnknownArticle`` and ``InputError`` before anything is removed. A page forgets an article that is removed,
    so that adding the unchanged page again does not bring it back; a page with no article left is forgotten whole, and
    adding it again does.
    """
    wanted = tuple(dict.fromkeys(article_ids))
    gone: set[str] = set()

    def change(snapshot: Snapshot) -> Change:
        gone.clear()
        gone.update(snapshot.article(article_id).id for article_id in wanted)
        parts = [part for article_id in wanted for part in snapshot.parts_in(article_id)]
        bare = []
        for source in dict.fromkeys(snapshot.source_named(name) for name in pages):
            on_page = snapshot.parts_of(source)
            parts += on_page
            gone.update(snapshot.part(part)[1] for part in on_page)
            bare += [] if on_page else [source]
        gone.update(bare)
        return Change(remove=tuple(dict.fromkeys(parts)), forget=tuple(bare))

    Writer(index, lambda _what, _done, _of: None).commit(change)
    index.sync()
    return len(gone)


def _storable(page: Page) -> Page:
    """The page without lone surrogates, which no UTF-8 text has; offsets stay."""
    return dataclasses.replace(page, text=_SURROGATE.sub("\ufffd", page.text), source=storable(page.source))


def _batches(pages: Iterable[Page | Failure], most: int) -> Iterator[list[Page | Failure]]:
    batch: list[Page | Failure] = []
    size = 0
    for page in pages:
        batch.append(page)
        size += len(page.text) if isinstance(page, Page) else 0
        if size >= BATCH_CHARACTERS or len(batch) >= most:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch
