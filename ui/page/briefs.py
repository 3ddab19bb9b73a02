"""The Briefs tab: choose articles, see the forecast, run in the background, read with citations, download.

Briefs of articles are a job, which goes on without the page and over a restart; one digest of many is written beside
the page too, and kept for a while under an id like a job's.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import gradio as gr

from rag.errors import InputError, JianbaoError
from rag.types import Filters, Usage
from ui import schemas
from ui.page import source
from ui.page.ask import title_of
from ui.page.digests import Digests, Writing
from ui.page.faults import Said, error_html, fault_html, noted_in_words, words_html
from ui.page.filters import FilterBox, read_filters
from ui.page.frame import QUIET, Frame, kept, piece, source_panel, texts_of
from ui.render import escape, printed_in, sentences_html
from ui.reports import report
from ui.service import Service
from ui.texts import Texts

ACTIVE = ("queued", "running")
DOWNLOADS = ("html", "md", "csv", "json")
OFFERED = 2000  # articles to choose from one by one; of more, the filters choose


class BriefsTab:
    """A job's articles, progress and briefs on the left, the source panel on the right."""

    def __init__(self, frame: Frame, tab: gr.Tab) -> None:
        self.frame = frame
        self.service = frame.service
        self.job = kept("job", "")
        self.digests = Digests(frame.service)
        with gr.Row(equal_height=False):
            with gr.Column(scale=6, min_width=320):
                self.lay_out_request()
                self.said, self.briefs = piece("jb-brief-said"), piece("jb-briefs")
                with gr.Row(elem_classes="jb-downloads"):
                    self.downloads = [
                        gr.DownloadButton(visible=False, size="sm", min_width=90, elem_id=f"jb-brief-{kind}")
                        for kind in DOWNLOADS
                    ]
            with gr.Column(scale=5, min_width=300, elem_classes="jb-source-column"):
                self.panel = source_panel("jb-brief-source")
        self.opened = gr.State({})
        self.timer = gr.Timer(1.0, active=False)
        self.wire(tab)

    def lay_out_request(self) -> None:
        """Lay out which articles are briefed, and how."""
        frame = self.frame
        self.form = gr.Radio(value="each", elem_id="jb-brief-form")
        self.topic = gr.Textbox(max_lines=1, value="", visible=False, elem_id="jb-brief-topic")
        self.articles = gr.Dropdown(multiselect=True, elem_id="jb-brief-articles")
        with gr.Row(elem_classes="jb-filter-row"):
            self.filters = FilterBox(frame).fields
        self.length = gr.Slider(0, 10, value=0, step=1)
        with gr.Row():
            self.forecast = gr.Button(scale=1, min_width=90)
            self.run = gr.Button(variant="primary", scale=1, min_width=110, elem_id="jb-brief-run")
            self.stop = gr.Button(variant="stop", scale=1, min_width=90, visible=False, elem_id="jb-brief-stop")
            self.resume = gr.Button(scale=1, min_width=90, visible=False)
        frame.show(self.form, lambda texts, _: gr.update(label=texts["briefs_form"], choices=forms(texts)))
        frame.say(self.topic, label="topic", placeholder="topic_hint")
        frame.say(self.articles, label="briefs_choose", info="briefs_hint")
        frame.say(self.length, label="briefs_sentences")
        buttons = {"briefs_forecast": self.forecast, "briefs_run": self.run, "stop": self.stop}
        for text, button in {**buttons, "briefs_resume": self.resume}.items():
            frame.say(button, value=text)

    def wire(self, tab: gr.Tab) -> None:
        """Say what follows what."""
        language, job = self.frame.language, self.job
        chosen = [self.articles, *self.filters]
        shown = [self.said, self.briefs, self.stop, self.resume, *self.downloads, self.timer]
        request = [self.form, self.topic, *chosen, self.length, language]
        self.forecast.click(self.foresee, request, self.said, **QUIET)
        for begin in (self.run.click, self.topic.submit):
            begin(self.begin, request, [job, *shown], **QUIET)
        self.form.change(
            lambda form: [gr.update(visible=form == "digest"), gr.update(visible=form == "each")],
            self.form,
            [self.topic, self.length],
            **QUIET,
        )
        for event in (self.timer.tick, tab.select, language.change):
            event(self.look, [job, language], shown, **QUIET)
        self.stop.click(self.halt, [job, language], shown, **QUIET)
        self.resume.click(self.go_on, [job, language], shown, **QUIET)
        self.briefs.select(self.open_source, [job, language], [self.panel, self.opened], **QUIET).then(
            js=source.MARK, api_visibility="private"
        )
        for event in (language.change, self.frame.blocks.load):
            event(self.retell, [job, self.opened, language], self.panel, **QUIET).then(
                js=source.AGAIN, api_visibility="private"
            )
        tab.select(self.refill, [language], self.articles, **QUIET)

    def refill(self, language: object, request: gr.Request) -> Any:
        """List the articles anew."""
        return article_choices(self.service, texts_of(language, request))

    def filters_of(self, ids: list[str], newspaper: str, author: str, since: str, until: str, texts: Texts) -> Filters:
        """The articles picked, or what the filters say."""
        return Filters(articles=tuple(ids)) if ids else read_filters(newspaper, author, since, until, texts)

    def choose(self, ids: list[str], newspaper: str, author: str, since: str, until: str, texts: Texts) -> list[str]:
        """The articles picked, or all that the filters let through; raises ``Said`` for none."""
        if ids:
            return ids
        found = self.service.library.listing(read_filters(newspaper, author, since, until, texts)).articles
        if not found:
            raise Said(texts["archive_none" if self.service.library.listing(limit=0).total else "nothing_to_brief"])
        return [article.id for article in found]

    def foresee(
        self,
        form: str,
        topic: str,
        ids: list[str],
        newspaper: str,
        author: str,
        since: str,
        until: str,
        sentences: int,
        language: object,
        request: gr.Request,
    ) -> str:
        """Forecast the tokens."""
        texts = texts_of(language, request)
        library = self.service.library
        try:
            if form == "digest":
                filters = self.filters_of(ids, newspaper, author, since, until, texts)
                count, usage = library.forecast_digest(filters, topic=topic.strip() or None)
            else:
                chosen = self.choose(ids, newspaper, author, since, until, texts)
                count, usage = len(chosen), library.forecast(chosen, sentences=sentences or None)
        except JianbaoError as error:
            return fault_html(error, texts)
        return forecast_html(count, usage, texts)

    def begin(
        self,
        form: str,
        topic: str,
        ids: list[str],
        newspaper: str,
        author: str,
        since: str,
        until: str,
        sentences: int,
        language: object,
        request: gr.Request,
    ) -> tuple[Any, ...]:
        """Begin a job or a digest."""
        texts = texts_of(language, request)
        try:
            chosen = self.choose(ids, newspaper, author, since, until, texts)
            if form == "digest":
                filters = self.filters_of(ids, newspaper, author, since, until, texts)
                begun = self.digests.begin(filters, topic.strip() or None).id
            else:
                begun = self.service.jobs.submit(chosen, sentences or None).id
        except JianbaoError as error:
            return gr.skip(), *self.look_at("", texts, fault_html(error, texts))
        return begun, *self.look_at(begun, texts)

    def look_at(self, job_id: str, texts: Texts, said: str = "") -> tuple[Any, ...]:
        """A job or a digest as it stands."""
        found = self.digests.get(job_id)
        if found is None:
            return look_at(self.service, job_id, texts, said)
        return digest_at(self.service, found, texts)

    def look(self, job_id: str, language: object, request: gr.Request) -> tuple[Any, ...]:
        """Show how far the job is."""
        return self.look_at(str(job_id or ""), texts_of(language, request))

    def halt(self, job_id: str, language: object, request: gr.Request) -> tuple[Any, ...]:
        """Stop the job."""
        if self.digests.get(job_id):
            self.digests.stop(job_id)
        else:
            self.service.jobs.stop(job_id)
        return self.look(job_id, language, request)

    def go_on(self, job_id: str, language: object, request: gr.Request) -> tuple[Any, ...]:
        """Resume the job."""
        self.service.jobs.resume(job_id)
        return self.look(job_id, language, request)

    def open_source(
        self, job_id: str, language: object, event: gr.EventData, request: gr.Request
    ) -> tuple[str, dict[str, str]]:
        """Open the source behind a chip."""
        data: dict[str, str] = event._data or {}
        return self.source_html(job_id, data, texts_of(language, request)), data

    def retell(self, job_id: str, opened: dict[str, str], language: object, request: gr.Request) -> str:
        """Show what is open in another language."""
        texts = texts_of(language, request)
        if opened:
            return self.source_html(job_id, opened, texts)
        return source.empty_html(texts, said="brief_source_empty")

    def source_html(self, job_id: str, data: dict[str, str], texts: Texts) -> str:
        """The source that a chip names."""
        digest = self.digests.get(job_id)
        results = list(filter(None, [digest.summary])) if digest else self.service.jobs.result(job_id)
        written = {summary_key(summary): summary for summary in results}
        citations = written[data["turn"]].citations if data.get("turn") in written else []
        found = next((citation for citation in citations if str(citation.n) == data.get("n")), None)
        return source.cited_html(self.service.library, found, texts)


def forms(texts: Texts) -> list[tuple[str, str]]:
    """What can be written of the articles chosen."""
    return [(texts["form_each"], "each"), (texts["form_digest"], "digest")]


def article_choices(service: Service, texts: Texts) -> Any:
    """The archive's articles to choose from."""
    choices = [
        (" · ".join(filter(None, (article.title or texts["untitled"], printed_in(article, texts)))), article.id)
        for article in service.library.listing(limit=OFFERED, newest_first=True).articles
    ]
    return gr.update(choices=choices)


def summary_key(summary: schemas.Summary) -> str:
    """What a brief is found by within its job."""
    return summary.article_ids[0]


def look_at(service: Service, job_id: str, texts: Texts, said: str = "") -> tuple[Any, ...]:
    """A job's progress and briefs, with the buttons that fit its state."""
    hidden = gr.update(visible=False)
    try:
        job = service.jobs.get(job_id)
    except InputError:
        empty = said or f'<p class="jb-note">{texts["briefs_empty"]}</p>'
        return empty, "", hidden, hidden, *[hidden] * len(DOWNLOADS), gr.Timer(active=False)
    summaries = service.jobs.result(job_id)
    active = job.status in ACTIVE
    downloads = download_buttons(job_id, summaries, texts) if summaries and not active else [hidden] * len(DOWNLOADS)
    return (
        job_html(service, job, texts),
        "".join(brief_html(summary, texts) for summary in summaries),
        gr.update(visible=active),
        gr.update(visible=job.status in ("stopped", "failed")),
        *downloads,
        gr.Timer(active=active),
    )


def forecast_html(count: int, usage: Usage, texts: Texts) -> str:
    """What a run will take; without tokens there is no model."""
    name = "forecast" if usage.prompt_tokens else "forecast_extractive"
    said = texts.counted(name, articles=count, prompt=usage.prompt_tokens, completion=usage.completion_tokens)
    return f'<p class="jb-note" role="status">{said}</p>'


def job_html(service: Service, job: schemas.Job, texts: Texts) -> str:
    """How far a job is."""
    state = {"stopped": "stopped_job", "failed": "failed_job"}.get(job.status, job.status)
    progress = texts["briefs_progress"].format(done=job.done, total=job.total)
    parts = [progress_html(f"{texts[state]} · {progress}", job.done + len(job.failed), job.total)]
    if job.failed:
        rows = "".join(
            f"<li>{escape(title_of(service, failure.source))} · "
            f"{words_html(noted_in_words(failure.error, texts), texts)}</li>"
            for failure in job.failed
        )
        count = texts.counted("not_written", count=len(job.failed))
        parts.append(f'<details class="jb-note jb-bad" open><summary>{count}</summary><ul>{rows}</ul></details>')
    elif job.error:
        parts.append(error_html(noted_in_words(job.error, texts), texts))
    return "".join(parts)


def progress_html(said: str, done: int, total: int) -> str:
    """What is being done, and a bar of how much of it is."""
    share = round(100 * done / max(1, total))
    return f'<p class="jb-note" role="status">{said}</p><div class="jb-progress"><i style="width:{share}%"></i></div>'


def brief_html(summary: schemas.Summary, texts: Texts, titles: Mapping[str, str] = MappingProxyType({})) -> str:
    """A brief with its citations; a digest by its themes, with what it leaves out by ``titles``."""
    key, title = summary_key(summary), escape(summary.title or texts["untitled"])
    parts = [f'<section class="jb-brief"><h3>{title}</h3>']
    for theme in summary.themes:
        parts.append(f"<h4>{escape(theme.title)}</h4><ul>")
        parts += [
            f"<li>{sentences_html(key, [sentence], summary.citations, texts)}</li>"
            for sentence in summary.sentences[theme.start : theme.end]
        ]
        parts.append("</ul>")
    if not summary.themes:
        parts.append(f'<div class="jb-answer">{sentences_html(key, summary.sentences, summary.citations, texts)}</div>')
    if summary.left_out:
        rows = "".join(
            f"<li>{escape(titles.get(each.article_id, each.article_id))} · {escape(each.reason)}</li>"
            for each in summary.left_out
        )
        count = texts.counted("left_out", count=len(summary.left_out))
        parts.append(f'<details class="jb-note"><summary>{count}</summary><ul>{rows}</ul></details>')
    return "".join([*parts, "</section>"])


def digest_at(service: Service, writing: Writing, texts: Texts) -> tuple[Any, ...]:
    """How far a digest is, or the digest with its downloads."""
    hidden = gr.update(visible=False)
    running, digest = writing.status == "running", writing.summary
    buttons: list[Any] = [hidden] * len(DOWNLOADS)
    shown = ""
    if digest is not None:
        title = texts.counted("digest_done", used=len(digest.article_ids), themes=len(digest.themes))
        said = f'<p class="jb-note" role="status">{title}</p>'
        left_out = {each.article_id: title_of(service, each.article_id) for each in digest.left_out}
        shown, buttons = brief_html(digest, texts, left_out), download_buttons(writing.id, [digest], texts)
    elif writing.error is not None:
        said = fault_html(writing.error, texts)
    else:
        state = texts["digest_running" if writing.wanted else "digest_stopping"] if running else texts["stopped_job"]
        themes = texts["digest_progress"].format(done=writing.done, total=writing.total) if writing.total else ""
        said = progress_html(" · ".join(filter(None, (state, themes))), writing.done, writing.total)
    return said, shown, gr.update(visible=running and writing.wanted), hidden, *buttons, gr.Timer(active=running)


def download_buttons(key: str, summaries: list[schemas.Summary], texts: Texts) -> list[Any]:
    """Write briefs in each format; Gradio copies the files to where it serves from."""
    folder = Path(tempfile.gettempdir()) / "gradio" / f"jianbao-{key}"
    folder.mkdir(parents=True, exist_ok=True)
    buttons = []
    for kind in DOWNLOADS:
        path = folder / f"briefs.{kind}"
        if kind == "json":
            body = {"summaries": [summary.model_dump(mode="json") for summary in summaries]}
            path.write_text(json.dumps(body, ensure_ascii=False, indent=1), "utf-8")
        else:
            path.write_text(report(summaries, kind), "utf-8", newline="")
        buttons.append(gr.update(visible=True, value=path, label=f"{texts['download']} {kind}"))
    return buttons
