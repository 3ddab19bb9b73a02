"""The page as a whole: masthead and tabs."""

from __future__ import annotations

from typing import Any

import gradio as gr

from ui.page import health
from ui.page.archive import ArchiveTab
from ui.page.ask import AskTab
from ui.page.briefs import BriefsTab
from ui.page.frame import QUIET, Frame, kept, piece, texts_of
from ui.render import escape
from ui.service import Service
from ui.texts import Texts, texts_in


def masthead(texts: Texts, *, keyed: bool) -> str:
    """The page's head with the switches of language and theme, and the way out for whom has logged in."""
    switches = "".join(
        f'<button type="button" data-language="{code}" lang="{code}" '
        f'aria-pressed="{str(texts.language == code).lower()}">{name}</button>'
        for code, name in (("zh", "中文"), ("en", "English"))
    )
    leave = f'<button type="button" data-leave="">{escape(texts["logout"])}</button>' if keyed else ""
    own = " ".join(
        f'data-{name}="{escape(texts[text])}"'
        for name, text in (
            ("drop", "upload_drop"),
            ("error", "failed"),
            ("lost", "toast_lost"),
            ("large", "toast_large"),
        )
    )
    return (
        f'<header class="jb-masthead" data-language="{texts.language}" {own}><h1>{escape(texts["name"])}</h1>'
        f'<span class="jb-tagline">{escape(texts["tagline"])}</span><span class="jb-switch">{switches}'
        f'<button type="button" data-theme="" title="{escape(texts["theme"])}" aria-label="{escape(texts["theme"])}">◐'
        f"</button>{leave}</span></header>"
    )


def build_page(service: Service, *, keyed: bool) -> gr.Blocks:
    """Lay out the page; every tab registers what it says with the frame."""
    blocks: gr.Blocks
    with gr.Blocks(title="剪报 Jianbao", analytics_enabled=False, delete_cache=(3600, 3600)) as blocks:
        language = kept("language")
        frame = Frame(service, blocks, language)
        head = piece("jb-head")
        frame.show(head, lambda texts, _: masthead(texts, keyed=keyed))
        with gr.Tabs():
            for name, build in (
                ("ask_tab", AskTab),
                ("archive_tab", ArchiveTab),
                ("briefs_tab", BriefsTab),
                ("health_tab", health.build),
            ):
                with gr.Tab(elem_id=f"jb-{name}") as tab:
                    build(frame, tab)
                frame.say(tab, label=name)

        def speak(language: object, request: gr.Request) -> list[Any]:
            return frame.values(texts_of(language, request))

        def switch(event: gr.EventData) -> list[Any]:
            chosen = "en" if event.language == "en" else "zh"
            return [chosen, *frame.values(texts_in(chosen))]

        blocks.load(speak, [language], frame.components, **QUIET).then(
            js="() => jb.ready('frame')", api_visibility="private"
        )
        head.select(switch, None, [language, *frame.components], **QUIET).then(
            js="() => jb.ready('frame')", api_visibility="private"
        )
    blocks.queue(default_concurrency_limit=service.library.settings.max_answers)
    return blocks
