"""The filters that every tab offers: a box to open, how many are set, and the way to clear them."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import gradio as gr

from rag.types import Filters
from ui.page.faults import Said
from ui.page.frame import QUIET, Frame, texts_of
from ui.texts import Texts

_DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?", re.ASCII)
_LONGEST_SHOWN = 30
NONE = ("", "", "", "")


class FilterBox:
    """Newspaper, author, first and last day in a box; lies in a row of class ``jb-filter-row``."""

    def __init__(self, frame: Frame, elem_id: str | None = None) -> None:
        with gr.Accordion(open=False, elem_id=elem_id, elem_classes="jb-accordion") as accordion, gr.Row():
            self.fields = filter_fields(frame)
        self.clear = gr.Button(size="sm", scale=0, min_width=72, visible=False, elem_classes="jb-clear")
        frame.say(accordion, label="filters")
        frame.say(self.clear, value="clear_filters")
        shown = [accordion, self.clear]
        # One event for all, or what was counted first might come last.
        changes = [field.change for field in (*self.fields, frame.language)]
        gr.on(changes, self.tell, [*self.fields, frame.language], shown, trigger_mode="always_last", **QUIET)
        self.cleared = self.clear.click(self.empty, [frame.language], [*self.fields, *shown], **QUIET)

    def tell(
        self, newspaper: str, author: str, since: str, until: str, language: object, request: gr.Request
    ) -> tuple[Any, Any]:
        """Say on the closed box how many filters are set, and offer to clear them."""
        count = sum(bool((value or "").strip()) for value in (newspaper, author, since, until))
        texts = texts_of(language, request)
        label = texts["filters_set"].format(count=count) if count else texts["filters"]
        return gr.update(label=label), gr.update(visible=count > 0)

    def empty(self, language: object, request: gr.Request) -> tuple[Any, ...]:
        """Clear them all."""
        return *NONE, *self.tell(*NONE, language, request)


def filter_fields(frame: Frame) -> list[Any]:
    """Newspaper, author, first and last day."""
    newspaper = gr.Dropdown(allow_custom_value=True, value="", min_width=150)
    author, since, until = (gr.Textbox(max_lines=1, min_width=130, value="") for _ in range(3))

    def papers(texts: Texts, names: list[str]) -> Any:
        return gr.update(label=texts["newspaper"], choices=[(texts["any"], ""), *((name, name) for name in names)])

    frame.show(newspaper, papers)
    frame.say(author, label="author")
    frame.say(since, label="from", placeholder="date_hint")
    frame.say(until, label="to", placeholder="date_hint")
    return [newspaper, author, since, until]


def read_filters(
    newspaper: str | None, author: str | None, since: str | None, until: str | None, texts: Texts
) -> Filters:
    """The fields as filters; raises ``Said`` for what is no date, or none that can be."""

    def day(text: str | None, name: str) -> date | None:
        given = (text or "").strip()
        if not given:
            return None
        try:
            found = _DAY.fullmatch(given)
            return date(*map(int, found.groups())) if found else date.fromisoformat(given)
        except ValueError:
            raise Said(texts["bad_date"].format(field=texts[name], given=given[:_LONGEST_SHOWN])) from None

    first, last = day(since, "from"), day(until, "to")
    if first and last and first > last:
        raise Said(texts["bad_range"])
    return Filters(first, last, newspaper or None, (author or "").strip() or None)
