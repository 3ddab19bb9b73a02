"""The page's frame: masthead, tabs, and the language that everything is said in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import gradio as gr
from gradio.blocks import Block

from ui.render import escape
from ui.service import Service
from ui.texts import Texts, preferred, texts_in

Say = Callable[[Texts, list[str]], Any]  # of the texts and the names of the archive's newspapers


@dataclass(slots=True)
class Frame:
    """What the tabs share: the service, the reader's language, and which component says what in it."""

    service: Service
    blocks: gr.Blocks
    language: gr.BrowserState
    said: list[tuple[Block, Say]] = field(default_factory=list)

    def say(self, component: Block, **properties: str) -> None:
        """Have properties of a component follow the language; each value names a text."""

        def update(texts: Texts, _: list[str]) -> Any:
            values: dict[str, Any] = {name: texts[text] for name, text in properties.items()}
            return gr.update(**values)

        self.said.append((component, update))

    def show(self, component: Block, value: Say) -> None:
        """Have a component's value follow the language."""
        self.said.append((component, value))

    @property
    def components(self) -> list[Block]:
        """The components that follow the language."""
        return [component for component, _ in self.said]

    def values(self, texts: Texts) -> list[Any]:
        """What they show in a language."""
        newspapers = sorted({each.newspaper for each in self.service.library.articles() if each.newspaper})
        return [value(texts, newspapers) for _, value in self.said]


def texts_of(language: object, request: gr.Request) -> Texts:
    """The texts in the language that the reader chose, else in the browser's."""
    if language in ("zh", "en"):
        return texts_in(str(language))
    return texts_in(preferred(request.headers.get("accept-language", "")))


def kept(name: str, default: Any = None) -> gr.BrowserState:
    """A value that the browser keeps over a reload; the secret is fixed, or a restart of the server would lose it."""
    return gr.BrowserState(default, storage_key=f"jianbao-{name}", secret="jianbao")  # noqa: S106 - the page tells it


def piece(name: str, value: str = "") -> gr.HTML:
    """A part of the page in our own HTML, whose buttons raise the component's events (see page.js)."""
    return gr.HTML(
        value,
        elem_id=name,
        elem_classes="jb-plain",
        js_on_load="jb.listen(element, trigger)",
        apply_default_css=False,
        container=False,
        padding=False,
    )


def masthead(texts: Texts) -> str:
    """The page's head with the switches of language and theme."""
    switches = "".join(
        f'<button type="button" data-language="{code}" lang="{code}" '
        f'aria-pressed="{str(texts.language == code).lower()}">{name}</button>'
        for code, name in (("zh", "中文"), ("en", "English"))
    )
    return (
        f'<header class="jb-masthead" data-language="{texts.language}"><h1>{escape(texts["name"])}</h1>'
        f'<span class="jb-tagline">{escape(texts["tagline"])}</span><span class="jb-switch">{switches}'
        f'<button type="button" data-theme="" title="{escape(texts["theme"])}" aria-label="{escape(texts["theme"])}">◐'
        "</button></span></header>"
    )


def build_page(service: Service) -> gr.Blocks:
    """Lay out the page; every tab registers what it says with the frame."""
    from ui.page import archive, ask, briefs, health  # they import the frame

    blocks: gr.Blocks
    with gr.Blocks(title="剪报 Jianbao", analytics_enabled=False, delete_cache=(3600, 3600)) as blocks:
        language = kept("language")
        frame = Frame(service, blocks, language)
        head = piece("jb-head")
        frame.show(head, lambda texts, _: masthead(texts))
        with gr.Tabs():
            for name, build in (
                ("ask_tab", ask.AskTab),
                ("archive_tab", archive.ArchiveTab),
                ("briefs_tab", briefs.BriefsTab),
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

        settings: dict[str, Any] = {"show_progress": "hidden", "queue": False, "api_visibility": "private"}
        blocks.load(speak, [language], frame.components, **settings).then(
            js="() => jb.ready()", api_visibility="private"
        )
        head.select(switch, None, [language, *frame.components], **settings).then(
            js="() => jb.ready()", api_visibility="private"
        )
    blocks.queue(default_concurrency_limit=service.library.settings.max_answers)
    return blocks
