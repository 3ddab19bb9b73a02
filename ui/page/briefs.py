"""The Briefs tab: choose articles, see the forecast, run in the background, read with citations, download."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

import gradio as gr

from rag.errors import InputError, JianbaoError
from ui import schemas
from ui.page import source
from ui.page.ask import QUIET, filter_fields, read_filters
from ui.page.frame import Frame, kept, piece, texts_of
from ui.page.talk import error_html
from ui.render import escape, markdown, printed_in, sentences_html
from ui.service import Service
from ui.texts import Texts

ACTIVE = ("queued", "running")


class BriefsTab:
    """A job's articles, progress and briefs on the left, the source panel on the right."""

    def __init__(self, frame: Frame, tab: gr.Tab) -> None:
        self.frame = frame
        self.service = frame.service
        self.job = kept("job", "")
        with gr.Row(equal_height=False):
            with gr.Column(scale=6, min_width=320):
                self.lay_out_request()
                self.said, self.briefs = piece("jb-brief-said"), piece("jb-briefs")
                with gr.Row():
                    self.as_markdown = gr.DownloadButton(visible=False, size="sm", elem_id="jb-brief-md")
                    self.as_json = gr.DownloadButton(visible=False, size="sm", elem_id="jb-brief-json")
            with gr.Column(scale=5, min_width=300, elem_classes="jb-source-column"):
                self.panel = piece("jb-brief-source")
        frame.show(self.panel, lambda texts, _: source.empty_html(texts))
        self.timer = gr.Timer(1.0, active=False)
        self.wire(tab)

    def lay_out_request(self) -> None:
        """Lay out which articles are briefed, and how."""
        frame = self.frame
        self.articles = gr.Dropdown(multiselect=True, elem_id="jb-brief-articles")
        with gr.Accordion(open=False, elem_classes="jb-accordion") as accordion, gr.Row():
            self.filters = filter_fields(frame)
        self.length = gr.Slider(0, 10, value=0, step=1)
        with gr.Row():
            self.forecast = gr.Button(scale=1, min_width=90)
            self.run = gr.Button(variant="primary", scale=1, min_width=110, elem_id="jb-brief-run")
            self.stop = gr.Button(variant="stop", scale=1, min_width=90, visible=False)
            self.resume = gr.Button(scale=1, min_width=90, visible=False)
        frame.say(self.articles, label="briefs_choose", info="briefs_hint")
        frame.say(accordion, label="filters")
        frame.say(self.length, label="briefs_sentences")
        buttons = {"briefs_forecast": self.forecast, "briefs_run": self.run, "stop": self.stop}
        for text, button in {**buttons, "briefs_resume": self.resume}.items():
            frame.say(button, value=text)

    def wire(self, tab: gr.Tab) -> None:
        """Say what follows what."""
        language, job = self.frame.language, self.job
        wanted = [self.articles, *self.filters, self.length, language]
        shown = [self.said, self.briefs, self.stop, self.resume, self.as_markdown, self.as_json, self.timer]
        self.forecast.click(self.foresee, wanted, self.said, **QUIET)
        self.run.click(self.begin, wanted, [job, *shown], **QUIET)
        for event in (self.timer.tick, tab.select, language.change):
            event(self.look, [job, language], shown, **QUIET)
        self.stop.click(self.halt, [job, language], shown, **QUIET)
        self.resume.click(self.go_on, [job, language], shown, **QUIET)
        self.briefs.select(self.open_source, [job, language], self.panel, **QUIET).then(
            js=source.MARK, api_visibility="private"
        )
        tab.select(self.refill, [language], self.articles, **QUIET)

    def refill(self, language: object, request: gr.Request) -> Any:
        """List the articles anew."""
        return article_choices(self.service, texts_of(language, request))

    def choose(self, ids: list[str], newspaper: str, author: str, since: str, until: str, texts: Texts) -> list[str]:
        """The articles picked, or all that the filters let through; raises ``InputError`` for none."""
        if ids:
            return ids
        found = self.service.library.articles(read_filters(newspaper, author, since, until, texts))
        if not found:
            raise InputError(texts["archive_none"])
        return [article.id for article in found]

    def foresee(
        self,
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
        try:
            chosen = self.choose(ids, newspaper, author, since, until, texts)
            usage = self.service.library.forecast(chosen, sentences=sentences or None)
        except JianbaoError as error:
            return error_html(str(error), texts)
        said = texts["forecast"].format(
            articles=len(chosen), prompt=usage.prompt_tokens, completion=usage.completion_tokens
        )
        return f'<p class="jb-note" role="status">{said}</p>'

    def begin(
        self,
        ids: list[str],
        newspaper: str,
        author: str,
        since: str,
        until: str,
        sentences: int,
        language: object,
        request: gr.Request,
    ) -> tuple[Any, ...]:
        """Begin a job."""
        texts = texts_of(language, request)
        try:
            chosen = self.choose(ids, newspaper, author, since, until, texts)
            begun = self.service.jobs.submit(chosen, sentences or None)
        except JianbaoError as error:
            return gr.skip(), *look_at(self.service, "", texts, error_html(str(error), texts))
        return begun.id, *look_at(self.service, begun.id, texts)

    def look(self, job_id: str, language: object, request: gr.Request) -> tuple[Any, ...]:
        """Show how far the job is."""
        return look_at(self.service, str(job_id or ""), texts_of(language, request))

    def halt(self, job_id: str, language: object, request: gr.Request) -> tuple[Any, ...]:
        """Stop the job."""
        self.service.jobs.stop(job_id)
        return self.look(job_id, language, request)

    def go_on(self, job_id: str, language: object, request: gr.Request) -> tuple[Any, ...]:
        """Resume the job."""
        self.service.jobs.resume(job_id)
        return self.look(job_id, language, request)

    def open_source(self, job_id: str, language: object, event: gr.EventData, request: gr.Request) -> str:
        """Open the source behind a chip."""
        texts = texts_of(language, request)
        data: dict[str, str] = event._data or {}
        written = {summary_key(summary): summary for summary in self.service.jobs.result(job_id)}
        citations = written[data["turn"]].citations if data.get("turn") in written else []
        found = next((citation for citation in citations if str(citation.n) == data.get("n")), None)
        return source.cited_html(self.service.library, found, texts)


def article_choices(service: Service, texts: Texts) -> Any:
    """The archive's articles to choose from."""
    choices = [
        (" · ".join(filter(None, (article.title or texts["untitled"], printed_in(article, texts)))), article.id)
        for article in service.library.articles()
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
        return empty, "", hidden, hidden, hidden, hidden, gr.Timer(active=False)
    summaries = service.jobs.result(job_id)
    active = job.status in ACTIVE
    downloads = [hidden, hidden]
    if summaries and not active:
        downloads = [
            gr.update(visible=True, value=path, label=f"{texts['download']} {path.suffix.removeprefix('.')}")
            for path in write_files(job_id, summaries, texts)
        ]
    return (
        job_html(job, texts),
        "".join(brief_html(summary, texts) for summary in summaries),
        gr.update(visible=active),
        gr.update(visible=job.status in ("stopped", "failed")),
        *downloads,
        gr.Timer(active=active),
    )


def job_html(job: schemas.Job, texts: Texts) -> str:
    """How far a job is."""
    state = {"stopped": "stopped_job", "failed": "failed_job"}.get(job.status, job.status)
    progress = texts["briefs_progress"].format(done=job.done, total=job.total)
    share = round(100 * (job.done + len(job.failed)) / max(1, job.total))
    parts = [
        f'<p class="jb-note" role="status">{texts[state]} · {progress}</p>',
        f'<div class="jb-progress"><i style="width:{share}%"></i></div>',
    ]
    if job.error:
        parts.append(error_html(job.error, texts))
    parts += [f'<p class="jb-note jb-bad">{escape(failure.error)}</p>' for failure in job.failed]
    return "".join(parts)


def brief_html(summary: schemas.Summary, texts: Texts) -> str:
    """A brief with its citations."""
    body = sentences_html(summary_key(summary), summary.sentences, summary.citations, texts)
    title = escape(summary.title or texts["untitled"])
    return f'<section class="jb-brief"><h3>{title}</h3><div class="jb-answer">{body}</div></section>'


def write_files(job_id: str, summaries: list[schemas.Summary], texts: Texts) -> list[Path]:
    """Write briefs as Markdown and JSON for download; Gradio copies them to where it serves from."""
    folder = Path(tempfile.gettempdir()) / "gradio" / f"jianbao-{job_id}"
    folder.mkdir(parents=True, exist_ok=True)
    text = "\n".join(
        f"## {summary.title}\n\n{markdown(summary.summary, summary.sentences, summary.citations, texts)}"
        for summary in summaries
    )
    body = {"summaries": [summary.model_dump(mode="json") for summary in summaries]}
    paths = [folder / "briefs.md", folder / "briefs.json"]
    paths[0].write_text(text, "utf-8")
    paths[1].write_text(json.dumps(body, ensure_ascii=False, indent=1), "utf-8")
    return paths
