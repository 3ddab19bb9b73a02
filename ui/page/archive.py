"""The Archive tab: add pages, find articles, check each beside the page's text, delete."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator
from datetime import timedelta
from math import ceil
from pathlib import Path
from typing import Any

import gradio as gr
from starlette.concurrency import run_in_threadpool

from rag.additions import AddReport, Failure
from rag.errors import InputError, JianbaoError, UnknownArticle
from rag.types import Article, ListedArticle, Listing
from ui.page.faults import fault_html, in_words, words_html
from ui.page.filters import FilterBox, read_filters
from ui.page.frame import QUIET, Frame, piece, source_panel, texts_of
from ui.page.source import AGAIN, MARK, panel_html
from ui.render import article_html, escape, file_name, listed_html, printed_in, quoted_html
from ui.service import Service
from ui.texts import Texts

SHOWN = 200  # articles in the list at once: more than a reader goes through, few enough for a phone
BARS = 60


class ArchiveTab:
    """Upload and list on the left, the chosen article on the right."""

    def __init__(self, frame: Frame, tab: gr.Tab) -> None:
        self.frame = frame
        self.service = frame.service
        self.chosen = gr.State("")
        with gr.Row(equal_height=False):
            with gr.Column(scale=4, min_width=320):
                self.lay_out_list()
            with gr.Column(scale=8, min_width=320, elem_classes="jb-source-column"):
                self.lay_out_detail()
        self.wire(tab)

    def lay_out_list(self) -> None:
        """Lay out upload, search and list."""
        frame = self.frame
        self.files = gr.File(file_count="multiple", height=116, elem_id="jb-files")
        self.bounds, self.report = piece("jb-bounds"), piece("jb-report")
        self.find = gr.Textbox(value="", max_lines=1, show_label=False, container=False, elem_id="jb-find")
        with gr.Row(elem_classes="jb-filter-row"):
            self.box = FilterBox(frame)
        self.filters = self.box.fields
        self.days = piece("jb-days")
        self.articles = piece("jb-articles")
        frame.say(self.files, label="upload")
        frame.show(self.bounds, lambda texts, _: bounds_html(self.service, texts))
        frame.say(self.find, label="find", placeholder="find")

    def lay_out_detail(self) -> None:
        """Lay out the article, and below it the way to delete it."""
        frame = self.frame
        self.detail = source_panel("jb-detail")
        with gr.Row(visible=False) as self.deleting:
            self.delete = gr.Button(size="sm", scale=0, min_width=150, elem_id="jb-delete")
        with gr.Row(visible=False) as self.asking:
            self.sure = piece("jb-sure")
            self.yes = gr.Button(size="sm", variant="stop", scale=0, min_width=110, elem_id="jb-delete-yes")
            self.no = gr.Button(size="sm", scale=0, min_width=90)
        for button, text in ((self.delete, "delete"), (self.yes, "delete_yes"), (self.no, "cancel")):
            frame.say(button, value=text)

    def wire(self, tab: gr.Tab) -> None:
        """Say what follows what."""
        language = self.frame.language
        query = [self.find, *self.filters, language]
        listed = [self.days, self.articles]
        self.files.upload(js="() => jb.report(true)", api_visibility="private")
        self.files.upload(
            self.add,
            [self.files, language],
            [self.files, self.report],
            show_progress="hidden",
            api_visibility="private",
            concurrency_limit=1,
        ).then(self.look, query, listed, **QUIET)
        changes = [field.change for field in query]
        gr.on(changes, self.look, query, listed, trigger_mode="always_last", **QUIET)
        tab.select(self.look, query, listed, **QUIET)
        self.box.cleared.then(self.look, query, listed, **QUIET)  # fields of a closed box do not say that they change
        _, _, since, until = self.filters
        self.days.select(self.pick_days, None, [since, until], **QUIET)
        for opener in (self.articles, self.detail):
            opener.select(self.show, [language], [self.chosen, self.detail, self.deleting, self.asking], **QUIET).then(
                js=MARK, api_visibility="private"
            )
        for event in (language.change, self.frame.blocks.load):
            event(self.retell, [self.chosen, language], self.detail, **QUIET).then(js=AGAIN, api_visibility="private")
        self.delete.click(self.ask, [self.chosen, language], [self.sure, self.deleting, self.asking], **QUIET)
        self.no.click(self.keep, None, [self.deleting, self.asking], **QUIET)
        self.yes.click(self.remove, [self.chosen, language], [self.chosen, self.detail, self.asking], **QUIET).then(
            self.look, query, listed, **QUIET
        )

    def pick_days(self, event: gr.EventData) -> tuple[str, str]:
        """Filter by the days of a bar; the bar of the days that are picked lets all through again."""
        data: dict[str, str] = event._data or {}
        return data.get("from", ""), data.get("to", "")

    def keep(self) -> tuple[Any, Any]:
        """Let the article be."""
        return gr.update(visible=True), gr.update(visible=False)

    def look(
        self, words: str, newspaper: str, author: str, since: str, until: str, language: object, request: gr.Request
    ) -> tuple[str, str]:
        """List what the fields let through."""
        texts = texts_of(language, request)
        try:
            filters = read_filters(newspaper, author, since, until, texts)
            found = self.service.library.listing(filters, words=words, limit=SHOWN, newest_first=True)
        except InputError as error:
            return "", fault_html(error, texts)
        return days_html(found, bool(since or until), texts), list_html(found, texts, bool(words or filters))

    async def add(
        self, paths: list[str] | None, language: object, request: gr.Request
    ) -> AsyncGenerator[tuple[Any, str]]:
        """Add the uploaded files one by one, saying how far it is."""
        texts = texts_of(language, request)
        total = AddReport()
        for number, path in enumerate(paths or []):
            name = Path(path).name
            yield gr.skip(), adding_html(name, number, len(paths or []), texts)
            try:
                # Gradio keeps uploads in a folder of its own; the name is only a label from here on.
                data = await asyncio.to_thread(Path(path).read_bytes)
                added = await run_in_threadpool(self.service.library.add_bytes, name, data)
            except JianbaoError as error:
                added = AddReport(failed=(Failure(name, in_words(error, texts)),))
            total += added
        yield None, report_html(total, texts)

    def retell(self, chosen: str, language: object, request: gr.Request) -> str:
        """Show what is chosen in another language."""
        texts = texts_of(language, request)
        try:
            return detail_html(self.service, self.service.library.article(chosen), texts)
        except UnknownArticle:
            return nothing_html(texts)

    def show(self, language: object, event: gr.EventData, request: gr.Request) -> tuple[Any, ...]:
        """Show an article beside the text of its page."""
        texts = texts_of(language, request)
        article_id = str((event._data or {}).get("article", ""))
        try:
            detail = detail_html(self.service, self.service.library.article(article_id), texts)
        except UnknownArticle as error:
            return (
                "",
                panel_html(fault_html(error, texts), texts),
                gr.update(visible=False),
                gr.update(visible=False),
            )
        return article_id, detail, gr.update(visible=True), gr.update(visible=False)

    def ask(self, article_id: str, language: object, request: gr.Request) -> tuple[Any, ...]:
        """Ask before deleting."""
        texts = texts_of(language, request)
        title = self.service.library.article(article_id).title
        question = escape(texts["delete_sure"].format(title=title))
        return f'<p class="jb-note">{question}</p>', gr.update(visible=False), gr.update(visible=True)

    def remove(self, article_id: str, language: object, request: gr.Request) -> tuple[Any, ...]:
        """Delete the article that is shown."""
        texts = texts_of(language, request)
        try:
            self.service.library.remove([article_id])
            said = f'<p class="jb-note">{texts["deleted"]}</p>'
        except JianbaoError as error:
            said = fault_html(error, texts)
        return "", said, gr.update(visible=False)


def nothing_html(texts: Texts) -> str:
    """What stands where an article will."""
    return f'<aside class="jb-source jb-empty">{texts["choose_article"]}</aside>'


def list_html(found: Listing, texts: Texts, narrowed: bool) -> str:
    """Articles to choose from."""
    if not found.total:
        empty = "archive_none" if narrowed else "archive_empty"
        return f'<p class="jb-note">{texts[empty]}</p>'
    lines = "".join(listed_html(article, about(article, texts), texts) for article in found.articles)
    more = found.total - len(found.articles)
    rest = f'<p class="jb-note">{texts["more"].format(count=more)}</p>' if more > 0 else ""
    return f'<p class="jb-label">{texts.counted("count", count=found.total)}</p><ul class="jb-list">{lines}</ul>{rest}'


def about(article: ListedArticle, texts: Texts) -> str:
    """Byline and place of an article on one line."""
    return " · ".join(filter(None, (texts["list"].join(article.byline), printed_in(article, texts))))


def days_html(found: Listing, narrowed: bool, texts: Texts) -> str:
    """How many articles each day has, as bars on a calendar's scale; a bar stands for more days where there are many.

    A bar is a button that narrows the list to its days; when the list is ``narrowed``, there is a way back.
    """
    counts = dict(found.days)
    back = f'<button type="button" class="jb-link" data-from="" data-to="">{texts["all_days"]}</button>'
    if len(counts) < 2:
        return back if narrowed else ""
    first, last = min(counts), max(counts)
    width = ceil(((last - first).days + 1) / BARS)
    bars: Counter[int] = Counter()
    for day, count in counts.items():
        bars[(day - first).days // width] += count
    slots = (last - first).days // width + 1
    most = max(bars.values())
    drawn = []
    for slot, count in sorted(bars.items()):
        begin = first + timedelta(days=slot * width)
        end = min(begin + timedelta(days=width - 1), last)
        label = escape(f"{texts.days(begin, end)}{texts['colon']}{texts['count'].format(count=count)}")
        drawn.append(
            f'<button type="button" style="grid-column:{slot + 1};height:{max(6, round(100 * count / most))}%" '
            f'data-from="{begin}" data-to="{end}" title="{label}" aria-label="{label}"></button>'
        )
    label = texts["by_day"]
    return (
        f'<p class="jb-label">{label} {back if narrowed else ""}</p>'
        f'<div class="jb-days" role="group" aria-label="{label}" style="grid-template-columns:repeat({slots},1fr)">'
        f'{"".join(drawn)}</div><div class="jb-days-ends"><span>{escape(texts.day(first))}</span>'
        f"<span>{escape(texts.day(last))}</span></div>"
    )


def bounds_html(service: Service, texts: Texts) -> str:
    """What may be uploaded."""
    most = service.library.settings.max_file_bytes // 1_000_000
    return f'<p class="jb-note jb-bounds">{texts["upload_bounds"].format(most=most)}</p>'


def adding_html(name: str, number: int, total: int, texts: Texts) -> str:
    """How far an upload is."""
    share = round(100 * number / total)
    return (
        f'<p class="jb-note" role="status">{texts["adding"]} {number + 1} / {total}{texts["colon"]}{escape(name)}</p>'
        f'<div class="jb-progress"><i style="width:{max(4, share)}%"></i></div>'
    )


def report_html(report: AddReport, texts: Texts) -> str:
    """What an upload did."""
    parts = []
    if report.pages:
        said = texts.counted(
            "added", pages=report.pages, articles=report.articles, added=report.added, unchanged=report.unchanged
        )
        parts.append(f'<p class="jb-note" role="status">{said}</p>')
    for notice in (*report.replaced, *report.renamed):
        parts.append(f'<p class="jb-note" role="alert" lang="en">{escape(notice.warning)}</p>')
    for notice in report.warnings:
        said = escape(f"{texts['without_articles']}{texts['colon']}{notice.source}")
        parts.append(f'<p class="jb-note" role="alert">{said}</p>')
    for failure in report.failed:
        # An English message begins with the file's name itself.
        named = failure.error.startswith(failure.source)
        said = "" if named else escape(f"{texts['not_added']} {failure.source}{texts['colon']}")
        parts.append(f'<div class="jb-note jb-bad" role="alert">{said}{words_html(failure.error, texts)}</div>')
    return "".join(parts)


def detail_html(service: Service, article: Article, texts: Texts) -> str:
    """An article as recovered, beside it each page's text with what the article took of it."""
    beside: list[str] = []
    for place in article.places:
        try:
            text = service.library.page_text(place.source)
        except InputError as error:
            beside.append(fault_html(error, texts))
            continue
        beside.append(f'<p class="jb-label">{texts["page_text"]}{texts["colon"]}{escape(file_name(place.source))}</p>')
        beside.append(f'<pre class="jb-page-text" tabindex="0">{quoted_html(text, place.spans)}</pre>')
        beside.append(others_html(service, article, place.source, texts))
    shown = article_html(article, texts, corrections=service.library.corrections(article))
    columns = f"<div>{shown}</div><div>{''.join(beside)}</div>"
    return panel_html(f'<div class="jb-beside">{columns}</div>', texts)


def others_html(service: Service, article: Article, source: str, texts: Texts) -> str:
    """The other articles that were recovered from a page."""
    others = [other for other in service.library.printed_on(source) if other.id != article.id]
    lines = "".join(
        f'<li><button type="button" data-article="{escape(other.id)}">{escape(other.title or texts["untitled"])}'
        "</button></li>"
        for other in others
    )
    return f'<p class="jb-label">{texts["same_page"]}</p><ul class="jb-list jb-others">{lines}</ul>' if others else ""
