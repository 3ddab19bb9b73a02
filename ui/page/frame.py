"""What the tabs of the page share: the language that everything is said in, and pieces of our own HTML."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import gradio as gr
from gradio.blocks import Block

from ui.service import Service
from ui.texts import Texts, preferred, texts_in

QUIET: dict[str, Any] = {"show_progress": "hidden", "queue": False, "api_visibility": "private"}
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
        newspapers = self.service.library.newspapers()
        return [value(texts, newspapers) for _, value in self.said]


def texts_of(language: object, request: gr.Request) -> Texts:
    """The texts in the language that the reader chose, else in the browser's."""
    if language in ("zh", "en"):
        return texts_in(str(language))
    return texts_in(preferred(request.headers.get("accept-language", "")))


def kept(name: str, default: Any = None) -> gr.BrowserState:
    """A value that the browser keeps over a reload; the secret is fixed, or a restart of the server would lose it."""
    return gr.BrowserState(default, storage_key=f"jianbao-{name}", secret="jianbao")  # noqa: S106 - the page tells it


def source_panel(name: str) -> gr.HTML:
    """The part of the page where sources open."""
    return piece(name, classes="jb-plain jb-holder")


def piece(name: str, *, classes: str = "jb-plain") -> gr.HTML:
    """A part of the page in our own HTML, whose buttons raise the component's events (see page.js)."""
    return gr.HTML(
        "",
        elem_id=name,
        elem_classes=classes.split(),
        js_on_load="jb.listen(element, trigger)",
        apply_default_css=False,
        container=False,
        padding=False,
    )
