"""The Health tab: which models and store are in use, what is wrong, and what mends it."""

from __future__ import annotations

import gradio as gr

from rag.doctor import Check, Status
from ui.messages import error_in
from ui.page.frame import QUIET, Frame, piece, texts_of
from ui.render import escape
from ui.texts import Texts

CHECKS = {"packages": "check_packages", "library": "check_library", "model": "check_model"}


def build(frame: Frame, tab: gr.Tab) -> None:
    """Lay out the tab and wire it."""
    health = piece("jb-health")
    refresh = gr.Button(size="sm", scale=0, min_width=110)
    frame.say(refresh, value="refresh")

    def look(language: object, request: gr.Request) -> str:
        keyed = frame.service.library.settings.api_keys is not None
        return status_html(frame.service.library.status(), keyed, texts_of(language, request))

    for event in (tab.select, refresh.click, frame.language.change):
        event(look, [frame.language], health, **QUIET)


def status_html(status: Status, keyed: bool, texts: Texts) -> str:
    """A library's state in words; of keys, only whether there are any."""

    def where(remote: bool) -> str:
        return texts["remote" if remote else "here"]

    named = {"extractive": texts["extractive"], "the first that the server lists": texts["first_listed"]}
    model = named.get(status.model, status.model)
    api = "/api/v1 · /v1 · /openapi.json · /metrics"
    holds = texts.counted("holds", pages=status.pages, articles=status.articles, chunks=status.chunks)
    lines = [
        (texts["library"], f"{holds}\n{status.home}"),
        (texts["store"], texts["store_said"]),
        (texts["model"], f"{model}\n{where(status.model_remote)}"),
        (texts["embedder"], f"{status.embedder}\n{where(status.embedder_remote)}"),
        (texts["interface"], f"{api}\n{texts['keyed' if keyed else 'keyless']}"),
    ]
    rows = "".join(f"<tr><th>{escape(name)}</th><td></td><td>{lines_html(value)}</td></tr>" for name, value in lines)
    for check in status.checks:
        mark = '<span class="jb-good">✓</span>' if check.good else '<span class="jb-problem">⚠</span>'
        name = texts[CHECKS[check.name]] if check.name in CHECKS else check.name
        said = texts["in_order"] if check.good else fault_in_words(check, texts)
        rows += f"<tr><th>{escape(name)}</th><td>{mark}</td><td>{lines_html(said)}</td></tr>"
    verdict = texts["health_ok" if status.good else "health_bad"]
    return f'<p class="jb-verdict">{verdict}</p><table class="jb-health">{rows}</table>'


def fault_in_words(check: Check, texts: Texts) -> str:
    """What is wrong and what mends it."""
    if texts.language == "zh" and (said := error_in(f"{check.detail} {check.remedy}".strip(), texts)):
        return said
    return check.detail + (f"\n{texts['mend']}{texts['colon']}{check.remedy}" if check.remedy else "")


def lines_html(text: str) -> str:
    """A text of some lines."""
    return escape(text).replace("\n", "<br>")
