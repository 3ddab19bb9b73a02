"""Briefs of an archive in one go, which may be stopped at any time and go on by the same command."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from ui import terminal
from ui.commands.options import (
    ArticleOption,
    AuthorOption,
    DayType,
    EmbedderOption,
    HomeOption,
    JsonOption,
    LastDayType,
    LlmOption,
    NewspaperOption,
    filters_of,
    json_wanted,
    open_library,
)

if TYPE_CHECKING:
    from rag.app import Library
    from rag.briefs.batch import Engine, Item, Tally, Watch
    from ui.brief_file import BriefFile

INTERRUPTED = 130


def batch(
    out: Annotated[
        Path, typer.Option("--out", metavar="FILE", help="The file of briefs, one JSON a line; the same file goes on.")
    ],
    home: HomeOption = None,
    as_json: JsonOption = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask after the forecast.")] = False,
    report: Annotated[
        list[Path] | None,
        typer.Option("--report", metavar="FILE", help="Also write FILE.html, .md or .csv; repeatable."),
    ] = None,
    llm: LlmOption = None,
    embedder: EmbedderOption = None,
    length: Annotated[
        int | None, typer.Option("--length", metavar="N", min=1, max=20, help="Sentences of each brief.")
    ] = None,
    concurrency: Annotated[
        int | None,
        typer.Option("--concurrency", metavar="N", min=1, max=16, help="Briefs at once. Unset: the model's slots."),
    ] = None,
    engine: Annotated[Literal["threads", "dask"], typer.Option("--engine", help="Where the work is done.")] = "threads",
    scheduler: Annotated[
        str | None,
        typer.Option("--scheduler", metavar="ADDRESS", help="The Dask scheduler, such as tcp://10.0.0.5:8786."),
    ] = None,
    since: DayType = None,
    until: LastDayType = None,
    newspaper: NewspaperOption = None,
    author: AuthorOption = None,
    article: ArticleOption = None,
) -> None:
    """Brief every article, or those that filters choose, into a file; stopped or killed, it goes on where it was."""
    if (engine == "dask") != (scheduler is not None):
        raise typer.BadParameter("--engine dask and --scheduler ADDRESS go together.")
    if out.suffix.lower() in (".html", ".htm", ".md", ".markdown", ".csv"):
        raise typer.BadParameter(f"--out is the file of JSON lines; add --report {out} for the other.")
    from rag.errors import InputError
    from ui.brief_file import BriefFile
    from ui.reports import kind_of, write_report

    for path in report or ():
        kind_of(path)
    filters = filters_of(since, until, newspaper, author, article)
    given = {"llm": llm, "embedder": embedder, "llm_slots": concurrency}
    with open_library(home, reads=True, **given) as library:
        chosen = library.listing(filters).articles
        if not chosen:
            raise InputError("There is no article to brief.", remedy="Add pages, or widen the filters.")
        items = library.items(chosen, sentences=length)
        with BriefFile(out) as book:
            how = _How(library, book, length, concurrency, _dask(library, scheduler, length, concurrency))
            try:
                tally = how.run(items, ask=not yes and sys.stdin.isatty() and sys.stderr.isatty())
            except KeyboardInterrupt:
                terminal.say(f"jianbao: stopped; what is done is in {out}. The same command goes on.", file=sys.stderr)
                raise typer.Exit(INTERRUPTED) from None
            order = {known.id: n for n, known in enumerate(library.listing().articles)}
            book.finish()
            # A removed article's brief, or another library's, stays in the file and is no part of a report.
            known = [each for each in book.summaries() if each.article_ids[0] in order]
            summaries = sorted(known, key=lambda each: order[each.article_ids[0]])
            unknown = len(book.written()) - len(known)
            for path in report or ():
                write_report(path, summaries)
    others = len(summaries) - tally.done - tally.skipped
    _tell(tally, out, book, as_json, {"others": others, "replaced": how.replaced, "unknown": unknown})
    if unknown:
        terminal.say(
            f"jianbao: {out}: {unknown} of its briefs are of articles that are not in {library.settings.home} "
            "(removed, or another library's); they stay, and no report has them. Is --home the right one?",
            file=sys.stderr,
        )
    if tally.failed or tally.left:
        raise typer.Exit(1)


class _How:
    """Runs a batch with a forecast before it and a bar beside it."""

    def __init__(
        self, library: Library, book: BriefFile, length: int | None, concurrency: int | None, engine: Engine | None
    ) -> None:
        self.library = library
        self.book = book
        self.length = length
        self.concurrency = concurrency
        self.engine = engine
        self.replaced = 0

    def run(self, items: Sequence[Item], *, ask: bool) -> Tally:
        """Forecast, ask where there is somebody to ask, and write."""
        from rag.briefs.batch import Tally

        written = self.book.written()
        todo = [item for item in items if written.get(item.article_id) != item.fingerprint]
        stale = [item for item in todo if item.article_id in written]
        if todo:
            self._forecast(todo, len(items) - len(todo))
        if stale:
            terminal.say(
                f"jianbao: {self.book.path}: {len(stale)} of its briefs, made otherwise (another model, --length or "
                "prompt), will be replaced; another --out keeps them.",
                file=sys.stderr,
            )
        before = Tally()
        if ask and todo:
            before = self._ask(todo)
        with _bar() as watch:
            tally = self._write(items, watch)
        self.replaced = sum(self.book.written()[item.article_id] == item.fingerprint for item in stale)
        return replace(
            tally,
            done=before.done + tally.done,
            skipped=tally.skipped - before.done,
            usage=before.usage + tally.usage,
        )

    def _write(self, items: Sequence[Item], watch: Watch | None = None) -> Tally:
        return self.library.batch(
            items,
            self.book,
            sentences=self.length,
            concurrency=self.concurrency,
            engine=self.engine,
            watch=watch,
        )

    def _forecast(self, todo: Sequence[Item], there: int) -> None:
        from rag.briefs.forecast import cost_of

        parts = [f"{len(todo)} articles to brief ({there} are there already)"]
        model = self.library.model
        if model:
            usage = self.library.forecast([item.article_id for item in todo], sentences=self.length)
            parts.append(f"about {usage.prompt_tokens:,} tokens read and {usage.completion_tokens:,} written")
            cost = cost_of(usage, model.name, self.library.settings.prices or {})
            if cost is not None:
                parts.append(f"about {cost:,.2f} by JIANBAO_PRICES")
            else:
                parts.append(f"no price of {model.name} is in JIANBAO_PRICES" if model.remote else "on this machine")
        else:
            parts.append("no model is used: the papers' own sentences")
        terminal.say(f"{'; '.join(parts)}.", file=sys.stderr)

    def _ask(self, todo: Sequence[Item]) -> Tally:
        """Write a first brief, and a second because the first starts the model, to tell the time for the rest; ask."""
        from rag.briefs.batch import Tally

        tally = Tally()
        seconds = 0.0
        probes = todo[:2] if len(todo) > 2 else todo[:1]
        for probe in probes:
            began = time.monotonic()
            probed = self._write([probe])
            tally = replace(tally, done=tally.done + probed.done, usage=tally.usage + probed.usage)
            seconds = time.monotonic() - began
        self.book.forget_failures()  # they get another turn
        left = len(todo) - len(probes)
        if not left:
            return tally
        slots = self.concurrency or (self.library.model.slots if self.library.model else 1)
        most = _duration(seconds * left)
        said = f"about {most}" if slots == 1 or self.engine else f"{_duration(seconds * left / slots)} to {most}"
        terminal.say(f"The last of {len(probes)} took {seconds:.1f} s: {said} for the other {left}.", file=sys.stderr)
        if not typer.confirm("Go on?", default=True, err=True):
            raise KeyboardInterrupt
        return tally


def _dask(library: Library, scheduler: str | None, length: int | None, concurrency: int | None) -> Engine | None:
    if scheduler is None:
        return None
    from rag.app import open_library as opener
    from rag.briefs.dask_engine import DaskEngine

    return DaskEngine(scheduler, library.settings, opener, sentences=length, slots=concurrency)


def _tell(tally: Tally, out: Path, book: BriefFile, as_json: bool, beside: Mapping[str, int]) -> None:
    if json_wanted(as_json):
        tokens = {"prompt": tally.usage.prompt_tokens, "completion": tally.usage.completion_tokens}
        counts = {"done": tally.done, "skipped": tally.skipped, "failed": tally.failed}
        terminal.print_json({**counts, "tokens": tokens, **beside})
    else:
        anew = f" ({beside['replaced']} replaced)" if beside["replaced"] else ""
        more = f", {beside['others']} of other articles" if beside["others"] else ""
        terminal.say(f"{out}: {tally.done} written{anew}, {tally.skipped} were there{more}, {tally.failed} failed.")
    if tally.failed:
        terminal.say(
            f"jianbao: {tally.failed} of {tally.total} briefs failed; {book.failures} says why. "
            "The same command tries them again.",
            file=sys.stderr,
        )


def _duration(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"


@contextmanager
def _bar() -> Iterator[Watch]:
    """Lend a bar on stderr with rate, time left and tokens; silent where that is no terminal."""
    if not sys.stderr.isatty():
        yield lambda _tally: None
        return
    from rich import progress as bars

    with terminal.bar(
        bars.TextColumn("briefs"),
        bars.BarColumn(),
        bars.MofNCompleteColumn(),
        bars.TextColumn("{task.fields[said]}"),
        bars.TimeElapsedColumn(),
    ) as bar:
        task = bar.add_task("briefs", total=None, said="")

        def watch(tally: Tally) -> None:
            said = []
            if tally.done and tally.seconds:
                said.append(f"{60 * (tally.done + tally.failed) / tally.seconds:.1f}/min")
            if tally.seconds_left is not None:
                said.append(f"{_duration(tally.seconds_left)} left")
            if tally.usage.prompt_tokens:
                said.append(f"{tally.usage.prompt_tokens:,}+{tally.usage.completion_tokens:,} tokens")
            if tally.failed:
                said.append(f"{tally.failed} failed")
            bar.update(task, total=tally.total, completed=tally.total - tally.left, said=" · ".join(said))

        yield watch
