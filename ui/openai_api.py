"""OpenAI's chat protocol under ``/v1``, so that its clients ask the archive unchanged.

Shapes: platform.openai.com/docs/api-reference/chat (completion and chunk objects, ``annotations`` of type
``url_citation``). The earlier messages are the conversation; system messages and options of sampling and length
have no effect, because the wording of an answer is the archive's business. Sources stand in ``annotations`` and as a
list in the text.
"""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from typing import Annotated, Any, Literal
from urllib.parse import quote

from fastapi import APIRouter, HTTPException, Path, Request
from fastapi.sse import format_sse_event
from pydantic import BaseModel, Field

from rag.errors import InputError, JianbaoError
from rag.types import Answer, Question, Turn, Usage
from ui.gate import JSON_BYTES
from ui.problems import openai_error, status_of
from ui.render import MARKER, citation_line, marked_text
from ui.service import Service, Shared
from ui.streams import PING, EventStream, last, pieces
from ui.texts import texts_for

MODEL = "jianbao"
RULE = "\n\n---\n"  # between an answer and its source list

router = APIRouter(prefix="/v1")


class Part(BaseModel):
    """A part of a message's content; only text is read."""

    type: str = Field(description="What the part is; `text` is read.")
    text: str = Field(default="", description="Its words.")


class ChatMessage(BaseModel):
    """A message of the conversation."""

    role: Literal["system", "developer", "user", "assistant", "tool", "function"] = Field(
        description="Who speaks; the words of `user` and `assistant` are read."
    )
    content: str | list[Part] | None = Field(default=None, description="The message's words.")

    def words(self) -> str:
        """The message's text."""
        if isinstance(self.content, list):
            return "\n".join(part.text for part in self.content if part.type == "text")
        return self.content or ""


class StreamOptions(BaseModel):
    """What a stream has beside the text."""

    include_usage: bool | None = Field(default=False, description="Whether the last piece tells the tokens.")


class ChatRequest(BaseModel):
    """A request for a chat completion.

    Other fields of OpenAI's are taken and have no effect, among them `temperature`, `top_p`, `seed`, `max_tokens`,
    `max_completion_tokens`, `stop`, `tools` and `response_format`: an answer is checked sentence by sentence and comes
    whole, with its sources, at most as long as the setting `JIANBAO_ANSWER_TOKENS` lets it be.
    """

    messages: Annotated[list[ChatMessage], Field(min_length=1)] = Field(
        description="The conversation; the last message is the question."
    )
    model: str = Field(default=MODEL, max_length=200, description="Any name: the archive's own model answers.")
    stream: bool | None = Field(default=False, description="Whether to send the answer as server-sent events.")
    stream_options: StreamOptions | None = Field(default=None, description="What a stream has beside the text.")
    n: Literal[1] | None = Field(default=1, description="How many answers: one.")

    def question(self) -> Question:
        """The last message as the question, the earlier ones as turns; raises ``InputError``."""
        final = self.messages[-1]
        text = final.words().strip()
        if final.role != "user" or not text:
            raise InputError("The last message must be the user's, with text.")
        turns: list[Turn] = []
        asked = ""
        for message in self.messages[:-1]:
            if message.role == "user":
                asked = message.words()
            elif message.role == "assistant" and asked:
                turns.append(Turn(asked, message.words().partition(RULE)[0]))
                asked = ""
        return Question(text, history=tuple(turns))


def source_list(answer: Answer) -> str:
    """The sources as a list that stands under an answer; empty when nothing is cited."""
    if not answer.citations:
        return ""
    texts = texts_for(answer.question)
    lines = [citation_line(citation, texts) for citation in answer.citations]
    return RULE + f"{texts['sources']}{texts['colon']}\n" + "\n".join(lines)


def url_citations(text: str, answer: Answer, base: str) -> list[dict[str, Any]]:
    """A ``url_citation`` for each marker in a text; the indices are those of the marker."""
    by_number = {citation.n: citation for citation in answer.citations}
    return [
        {
            "type": "url_citation",
            "url_citation": {
                "url": f"{base}?article={quote(cited.article_id)}&start={cited.body_start}&end={cited.body_end}",
                "title": cited.title,
                "start_index": match.start(),
                "end_index": match.end(),
            },
        }
        for match in MARKER.finditer(text)
        if (cited := by_number.get(int(match[1]))) is not None
    ]


def usage_json(usage: Usage) -> dict[str, int]:
    """Tokens, in OpenAI's names."""
    total = usage.prompt_tokens + usage.completion_tokens
    return {
        "prompt_tokens": usage.prompt_tokens,
        "completion_tokens": usage.completion_tokens,
        "total_tokens": total,
    }


@router.get("/models")
def models() -> dict[str, Any]:
    """List the one model: the archive."""
    return {"object": "list", "data": [model(MODEL)]}


@router.get("/models/{name}")
def model(name: Annotated[str, Path(description="The model's name.")]) -> dict[str, Any]:
    """Fetch the one model."""
    if name != MODEL:
        raise HTTPException(404, f"There is no model of that name; it is {MODEL}.")
    return {"id": MODEL, "object": "model", "created": 0, "owned_by": "jianbao"}


@router.post("/chat/completions", max_body_size=JSON_BYTES)
async def chat(request: Request, body: ChatRequest, service: Shared) -> Any:
    """Answer the last message from the archive."""
    question = body.question()
    service.check_question(question.text)
    base = str(request.base_url)
    if body.stream:
        service.answers.enter()
        with_usage = bool(body.stream_options and body.stream_options.include_usage)
        return EventStream(chunks(service, question, base, with_usage), at_end=service.answers.leave)
    with service.answers:
        answer = await last(lambda: service.library.stream(question), request)
    if not isinstance(answer, Answer):
        raise HTTPException(400, "The caller went away.")
    service.count(answer.usage)
    text = marked_text(answer.text, answer.sentences, answer.citations)
    message = {
        "role": "assistant",
        "content": text + source_list(answer),
        "refusal": None,
        "annotations": url_citations(text, answer, base),
    }
    return {
        "id": f"chatcmpl-{secrets.token_hex(12)}",
        "object": "chat.completion",
        "created": int(time.time()),
        "model": MODEL,
        "choices": [{"index": 0, "message": message, "logprobs": None, "finish_reason": "stop"}],
        "usage": usage_json(answer.usage),
        "jianbao": {"model": answer.model, "abstained": answer.abstained},
    }


async def chunks(service: Service, question: Question, base: str, with_usage: bool) -> AsyncGenerator[bytes]:
    """Stream an answer as completion chunks; the sources come in the last one before the end."""
    head = {
        "id": f"chatcmpl-{secrets.token_hex(12)}",
        "object": "chat.completion.chunk",
        "created": int(time.time()),
        "model": MODEL,
    }

    def chunk(delta: dict[str, Any], finish: str | None = None) -> bytes:
        choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}
        return data({**head, "choices": [choice], **({"usage": None} if with_usage else {})})

    text = ""
    try:
        yield chunk({"role": "assistant", "content": ""})
        async with aclosing(pieces(lambda: service.library.stream(question))) as items:
            async for item in items:
                if service.closing.is_set():
                    yield data(openai_error(503, "The server is shutting down."))
                    return
                if item is None:
                    yield PING
                elif isinstance(item, str):
                    text += item
                    yield chunk({"content": item})
                else:
                    service.count(item.usage)
                    for part in ending(text, item, base):
                        yield chunk(part)
                    yield chunk({}, "stop")
                    if with_usage:
                        yield data({**head, "choices": [], "usage": usage_json(item.usage)})
        yield format_sse_event(data_str="[DONE]")
    except JianbaoError as error:
        yield data(openai_error(status_of(error), str(error)))


def ending(text: str, answer: Answer, base: str) -> Sequence[dict[str, Any]]:
    """The deltas after a text: what of the answer was not streamed, the source list, the annotations."""
    rest = "" if text.strip() else marked_text(answer.text, answer.sentences, answer.citations)
    deltas: list[dict[str, Any]] = [{"content": part} for part in (rest, source_list(answer)) if part]
    return [*deltas, {"annotations": url_citations(text or rest, answer, base)}]


def data(body: dict[str, Any]) -> bytes:
    """A chunk as a server-sent event without a name."""
    return format_sse_event(data_str=json.dumps(body, ensure_ascii=False))
