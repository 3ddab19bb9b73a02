"""The Ask tab: a conversation on the left, the printed source on the right."""

from __future__ import annotations

import secrets
import time
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Any
from urllib.parse import parse_qsl

import gradio as gr
from starlette.concurrency import run_in_threadpool

from rag.errors import JianbaoError, UnknownArticle
from rag.types import Question
from ui import schemas
from ui.page import source
from ui.page.faults import Said, error_html, in_words
from ui.page.filters import FilterBox, read_filters
from ui.page.frame import QUIET, Frame, kept, piece, source_panel, texts_of
from ui.page.talk import LONG_WAIT, Talk, Turn, live_html, talk_html
from ui.page.welcome import Past, hints_html, newest_html, welcome_html
from ui.service import Service
from ui.streams import pieces
from ui.texts import Texts

REFRESH_SECONDS = 0.12  # how often a growing answer is sent to the browser


class AskTab:
    """A conversation, kept by the browser, and the source panel."""

    def __init__(self, frame: Frame, _: gr.Tab) -> None:
        self.frame = frame
        self.service = frame.service
        self.stopped: set[str] = set()  # sessions whose reader pressed Stop
        self.talk, self.past = kept("talk"), kept("past")
        self.opened = gr.State({})  # what a button named that opened a source: to say it anew in another language
        with gr.Row(equal_height=False):
            with gr.Column(scale=6, min_width=320):
                self.thread, self.hints, self.live = piece("jb-thread"), piece("jb-hints"), piece("jb-live")
                with gr.Column(elem_classes="jb-composer"):
                    self.lay_out_composer()
            with gr.Column(scale=5, min_width=300, elem_classes="jb-source-column"):
                self.panel = source_panel("jb-source")
        self.address = gr.Textbox(visible=False)  # the query of the page's address, which only the browser knows
        self.wire()

    def lay_out_composer(self) -> None:
        """Lay out where questions are typed."""
        frame = self.frame
        with gr.Row():
            self.question = gr.Textbox(
                value="",
                lines=1,
                max_lines=6,
                show_label=False,
                container=False,
                scale=1,
                min_width=120,
                elem_id="jb-question",
                autofocus=True,
            )
            self.ask = gr.Button(variant="primary", scale=0, min_width=88, elem_id="jb-ask")
            self.stop = gr.Button(variant="stop", scale=0, min_width=88, visible=False, elem_id="jb-stop")
        with gr.Row(elem_classes="jb-filter-row"):
            self.filters = FilterBox(frame, "jb-filters").fields
            fresh = self.fresh = gr.Button(size="sm", scale=0, min_width=132, elem_id="jb-new")
        frame.say(self.question, placeholder="question_hint", label="question")
        frame.say(self.ask, value="ask")
        frame.say(self.stop, value="stop")
        frame.say(fresh, value="new")

    def wire(self) -> None:
        """Say what follows what."""
        language, talk, panel = self.frame.language, self.talk, self.panel
        inputs = [self.question, *self.filters, talk, language]
        outputs = [self.thread, self.live, self.question, self.ask, self.stop, talk]
        streaming: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private", "concurrency_limit": None}
        again = self.thread.submit(self.pick, [talk], [self.question, talk], **QUIET)
        example = self.hints.submit(self.pick, [talk], [self.question, talk], **QUIET)
        for event in (self.question.submit, self.ask.click, again.then, example.then):
            event(js="() => jb.follow()", api_visibility="private")
            begun = event(self.answer, inputs, outputs, **streaming)
            begun.failure(self.broke, [talk, language], [self.thread, self.live, self.ask, self.stop], **QUIET)
        self.stop.click(self.halt, **QUIET)
        for opener in (self.thread, panel):
            opener.select(self.open_source, [talk, language], [panel, self.opened], **QUIET).then(
                js=source.MARK, api_visibility="private"
            )
        conversations = [self.thread, self.hints, panel, self.opened, talk, self.past]
        self.fresh.click(self.forget, [talk, self.past, language], conversations, **QUIET)
        self.hints.select(self.reopen, [talk, self.past, language], conversations, **QUIET)
        for event in (language.change, self.frame.blocks.load):
            shown = event(self.show, [talk, language], self.thread, **QUIET)
            # What may be asked takes a look at the archive: the page does not wait for it.
            shown.then(js="() => jb.ready('thread')", api_visibility="private")
            shown.then(
                self.offer,
                [self.past, language, self.address, talk, self.opened],
                [self.hints, panel],
                js="(past, language, _, talk, opened) => [past, language, location.search, talk, opened]",
                **QUIET,
            ).then(js=source.AGAIN, api_visibility="private")

    def show(self, known: object, language: object, request: gr.Request) -> str:
        """Show the conversation that the browser kept."""
        return thread_html(Talk.read(known), texts_of(language, request))

    def offer(
        self,
        past: object,
        language: object,
        address: str,
        known: object,
        opened: dict[str, str],
        request: gr.Request,
    ) -> tuple[str, str]:
        """Offer what may be asked and opened, with the source that is open, or the article that the address names."""
        texts = texts_of(language, request)
        shown = self.source_html(opened, known, texts) if opened else linked(self.service, address, texts)
        return hints_html(self.service, Past.read(past), texts), shown

    async def answer(
        self,
        text: str,
        newspaper: str,
        author: str,
        since: str,
        until: str,
        known: object,
        language: object,
        request: gr.Request,
    ) -> AsyncGenerator[tuple[Any, ...]]:
        """Ask the library and show the answer as it grows."""
        texts = texts_of(language, request)
        conversation = Talk.read(known)
        session = str(request.session_hash)
        self.stopped.discard(session)
        history = conversation.history()
        turn = Turn(id=secrets.token_hex(6), question=text.strip())
        if not turn.question:
            yield gr.skip(), gr.skip(), gr.skip(), gr.skip(), gr.skip(), gr.skip()
            return
        busy = gr.update(visible=False), gr.update(visible=True)
        begun = time.monotonic()
        earlier = talk_html(conversation, texts)
        # Kept from the start: a reload, or an error of ours, does not lose the question.
        conversation.turns.append(turn)
        yield earlier, live_html(turn, texts), "", *busy, conversation.keep()
        try:
            filters = read_filters(newspaper, author, since, until, texts)
            if len(turn.question) > (most := self.service.library.settings.max_question_characters):
                raise Said(texts["too_long"].format(most=most))
            with self.service.answers:
                asked = Question(turn.question, filters, history)
                async with aclosing(grow(self.service, turn, asked, lambda: session in self.stopped)) as growth:
                    async for stage in growth:
                        live = live_html(turn, texts, stage, time.monotonic() - begun)
                        yield gr.skip(), live, gr.skip(), *busy, gr.skip()
        except JianbaoError as error:
            turn.error, turn.mendable = in_words(error, texts), isinstance(error, Said)
        turn.ended = True
        idle = gr.update(visible=True), gr.update(visible=False)
        yield talk_html(conversation, texts), "", gr.skip(), *idle, conversation.keep()

    def pick(self, known: object, event: gr.EventData) -> tuple[str, object]:
        """Take a question from a button: an example, or an earlier one to be answered again."""
        conversation = Talk.read(known)
        data: dict[str, str] = event._data or {}
        if "retry" not in data:
            return data.get("ask", ""), gr.skip()
        again = next((turn for turn in conversation.turns if turn.id == data["retry"]), None)
        conversation.turns = [turn for turn in conversation.turns if turn is not again]
        return again.question if again else "", conversation.keep()

    def open_source(
        self, known: object, language: object, event: gr.EventData, request: gr.Request
    ) -> tuple[str, dict[str, str]]:
        """Open the source behind a chip, or an article offered."""
        data: dict[str, str] = event._data or {}
        return self.source_html(data, known, texts_of(language, request)), data

    def source_html(self, data: dict[str, str], known: object, texts: Texts) -> str:
        """The source that a button names."""
        if "article" in data:
            return source.opened_html(self.service.library, data["article"], texts)
        return source.cited_html(
            self.service.library, Talk.read(known).citation(data.get("turn", ""), data.get("n", "")), texts
        )

    def halt(self, request: gr.Request) -> None:
        """Stop the answer that is being written."""
        self.stopped.add(str(request.session_hash))

    def forget(self, known: object, past: object, language: object, request: gr.Request) -> tuple[Any, ...]:
        """Begin a new conversation; the one at hand is laid to the earlier ones."""
        return self.change(Talk(), Talk.read(known), Past.read(past), texts_of(language, request))

    def reopen(
        self, known: object, past: object, language: object, event: gr.EventData, request: gr.Request
    ) -> tuple[Any, ...]:
        """Go back to an earlier conversation."""
        earlier = Past.read(past)
        chosen = earlier.take(str((event._data or {}).get("open", "")))
        return self.change(chosen, Talk.read(known), earlier, texts_of(language, request))

    def change(self, shown: Talk, hidden: Talk, past: Past, texts: Texts) -> tuple[Any, ...]:
        """Show a conversation instead of another."""
        past.put(hidden)
        panel = source.empty_html(texts, newest_html(self.service, texts))
        return thread_html(shown, texts), hints_html(self.service, past, texts), panel, {}, shown.keep(), past.keep()

    def broke(self, known: object, language: object, request: gr.Request) -> tuple[Any, ...]:
        """Say so when an answer ended in an error that was not foreseen."""
        texts = texts_of(language, request)
        said = error_html(texts["unexpected"], texts)
        return thread_html(Talk.read(known), texts), said, gr.update(visible=True), gr.update(visible=False)


async def grow(service: Service, turn: Turn, question: Question, is_stopped: Any) -> AsyncGenerator[str]:
    """Fill a turn from the library's stream, yielding the stage it is at when there is something new to show."""
    turn.articles = (await run_in_threadpool(service.library.listing, question.filters, limit=0)).total
    shown = 0.0
    begun = told = time.monotonic()
    async with aclosing(pieces(lambda: service.library.stream(question), every=0.3)) as items:
        async for item in items:
            if is_stopped() or service.closing.is_set():
                return
            if isinstance(item, str):
                turn.partial += item
                if time.monotonic() - shown > REFRESH_SECONDS:
                    shown = time.monotonic()
                    yield "writing"
            elif item is None:
                if not turn.partial and time.monotonic() - told >= 1:
                    told = time.monotonic()
                    yield service.stage() if told - begun >= LONG_WAIT else "searching"
            else:
                turn.answer = schemas.Answer.model_validate(item)
                turn.nearest = [
                    (article, await run_in_threadpool(title_of, service, article)) for article in item.nearest
                ]
                service.count(item.usage)


def title_of(service: Service, article_id: str) -> str:
    """An article's headline, or its id when it has gone."""
    try:
        return service.library.article(article_id).title
    except UnknownArticle:
        return article_id


def thread_html(conversation: Talk, texts: Texts) -> str:
    """The conversation, or the welcome before there is one."""
    return talk_html(conversation, texts) if conversation.turns else welcome_html(texts)


def linked(service: Service, address: str, texts: Texts) -> str:
    """The panel for the address that the page was opened with: the article that a citation's link names, or none."""
    query = dict(parse_qsl((address or "").removeprefix("?")))
    if "article" not in query:
        return source.empty_html(texts, newest_html(service, texts))
    start, end = query.get("start", ""), query.get("end", "")
    cited = (int(start), int(end)) if start.isdecimal() and end.isdecimal() else None
    return source.opened_html(service.library, query["article"], texts, cited)
