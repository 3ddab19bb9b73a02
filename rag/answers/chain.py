"""The answering chain as LangChain sees it: the archive a retriever, the model a chat model, the whole a Runnable.

``AnswerChain`` goes into a graph of your own like any other Runnable: ``invoke`` gives an ``Answer``, ``stream`` the
checked text piece by piece and the ``Answer`` last, ``batch`` one ``Answer`` a question. A question is a string, a
``Question``, or a mapping ``{"question", "filters"?, "history"?}``.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from dataclasses import fields
from functools import cache
from itertools import zip_longest
from typing import Any, Literal, TypeVar

from langchain.messages import AIMessage, AIMessageChunk, HumanMessage, SystemMessage
from langchain_core.callbacks import CallbackManagerForLLMRun, CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.language_models.chat_models import BaseChatModel
from langchain_core.messages import BaseMessage
from langchain_core.messages.ai import UsageMetadata
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from langchain_core.prompts import ChatPromptTemplate
from langchain_core.retrievers import BaseRetriever
from langchain_core.runnables import (
    Runnable,
    RunnableConfig,
    RunnableGenerator,
    RunnableLambda,
    RunnablePassthrough,
)
from pydantic import ConfigDict, PrivateAttr, TypeAdapter, ValidationError

from prompts import Prompt
from rag.answers.answer import SEARCH_DEPTH, Answerer
from rag.errors import InputError
from rag.evidence import retrieve
from rag.ports import ChatModel, Delta, Message
from rag.types import Answer, Article, Chunk, Filters, Hit, Question, Turn, Usage

Asking = str | Question | Mapping[str, Any]
Noun = TypeVar("Noun", Filters, Turn)

_ASKED_WITH = ("question", "filters", "history")
_ASK = 'Give a text, a Question, or {"question": ..., "filters": {...}, "history": [{"question": ..., "answer": ...}]}.'


class ArchiveRetriever(BaseRetriever):
    """Finds chunks of the archive for a query; a document's metadata says where it was printed."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    index: Any
    k: int = SEARCH_DEPTH
    filters: Filters = Filters()

    def _get_relevant_documents(self, query: str, *, run_manager: CallbackManagerForRetrieverRun) -> list[Document]:
        del run_manager
        return [_document(hit) for hit in retrieve.search(self.index, query, self.k, self.filters)]


class PortChatModel(BaseChatModel):
    """A chat model of ours (local server, remote server or fake) as a LangChain chat model."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    port: Any
    max_tokens: int = 400

    @property
    def _llm_type(self) -> str:
        return "jianbao"

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        del stop, kwargs
        model: ChatModel = self.port
        for delta in model.stream([_message(message) for message in messages], max_tokens=self.max_tokens):
            chunk = ChatGenerationChunk(message=AIMessageChunk(content=delta.text, usage_metadata=_metadata(delta)))
            if run_manager:
                run_manager.on_llm_new_token(delta.text, chunk=chunk)
            yield chunk

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        text, usage = "", None
        for chunk in self._stream(messages, stop, run_manager, **kwargs):
            text += chunk.text
            usage = getattr(chunk.message, "usage_metadata", None) or usage
        return ChatResult(generations=[ChatGeneration(message=AIMessage(content=text, usage_metadata=usage))])


class AnswerChain(Runnable[Asking, Answer]):
    """Question -> plan -> documents -> evidence -> draft -> checked, cited answer."""

    def __init__(self, answerer: Answerer, model: ChatModel | None, prompts: Mapping[tuple[str, str], Prompt]) -> None:
        """``model`` is ``None`` for extractive answers; ``prompts`` are those of ``prompts.load_all``."""
        self._answerer = answerer
        self._writers: dict[tuple[str, str], Runnable[dict[str, str], AIMessage]] = {}
        if model is not None:
            chat = PortChatModel(port=model, max_tokens=answerer.settings.answer_tokens)
            for key, prompt in prompts.items():
                template = ChatPromptTemplate.from_messages([("system", prompt.system), ("user", prompt.user)])
                self._writers[key] = template | chat
        self.steps: Runnable[dict[str, Any], dict[str, Any]] = (
            RunnablePassthrough.assign(plan=RunnableLambda(self._plan))
            | RunnablePassthrough.assign(documents=RunnableLambda(self._retrieve))
            | RunnablePassthrough.assign(hits=RunnableLambda(self._hits))
            | RunnablePassthrough.assign(evidence=RunnableLambda(self._select))
            | RunnablePassthrough.assign(retrieved=RunnableLambda(lambda _: time.perf_counter()))
            | RunnablePassthrough.assign(work=RunnableLambda(self._compose))
            | RunnablePassthrough.assign(draft=RunnableLambda(self._draft))
        )

    def invoke(self, input: Asking, config: RunnableConfig | None = None, **kwargs: Any) -> Answer:
        """Answer one question."""
        for piece in self.stream(input, config, **kwargs):
            if isinstance(piece, Answer):
                return piece
        raise AssertionError("a stream ends with its answer")

    def stream(self, input: Asking, config: RunnableConfig | None = None, **kwargs: Any) -> Iterator[Any]:
        """Yield checked text as it comes, then the ``Answer``; closing the iterator stops the model."""
        del kwargs
        started = time.perf_counter()
        state: dict[str, Any] = {}
        steps = self.steps.stream({"question": _question(input)}, config)

        def deltas() -> Generator[Delta]:
            for chunk in steps:
                message = chunk.pop("draft", None)
                state.update(chunk)
                if message is not None:
                    yield Delta(message.text, _usage(message))

        drafts = deltas()
        try:
            first = next(drafts)  # a draft, empty or not, comes last: by now the state is whole
            yield from self._answerer.finish(
                state["work"],
                state["hits"],
                _before(first, drafts),
                started=started,
                retrieved=state["retrieved"],
            )
        finally:
            drafts.close()
            steps.close()  # type: ignore[attr-defined]

    def _plan(self, state: dict[str, Any], config: RunnableConfig) -> Any:
        def rewrite(name: str, language: str, variables: dict[str, str]) -> str:
            return self._writers[name, language].invoke(variables, config).text

        return self._answerer.plan(state["question"], rewrite if self._writers else None)

    def _retrieve(self, state: dict[str, Any], config: RunnableConfig) -> list[Document]:
        retriever = ArchiveRetriever(index=self._answerer.index, filters=state["plan"].question.filters)
        found = [retriever.invoke(query, config) for query in state["plan"].queries]
        # Each part of a question gets its share: all first hits, all second ones, and so on.
        ranked = [document for rank in zip_longest(*found) for document in rank if document is not None]
        return list({document.id: document for document in reversed(ranked)}.values())[::-1]

    def _hits(self, state: dict[str, Any]) -> list[Hit]:
        with self._answerer.index.snapshot() as snapshot:
            article_of = cache(snapshot.article)
            return [_hit(document, article_of) for document in state["documents"]]

    def _select(self, state: dict[str, Any]) -> Any:
        return self._answerer.evidence(state["plan"], state["hits"])

    def _compose(self, state: dict[str, Any]) -> Any:
        return self._answerer.compose(state["plan"], state["evidence"], state["hits"])

    def _draft(self, state: dict[str, Any], config: RunnableConfig) -> Any:
        """What writes the draft: a Runnable, which LangChain runs and streams in this step's place."""
        plan, work = state["plan"], state["work"]
        if not self._writers or not self._answerer.needs_draft(work):
            return AIMessageChunk(content="")
        writer = self._writers["answer", plan.asked.language]

        def write(_: Iterator[Any]) -> Iterator[AIMessage]:
            for variables in self._answerer.variables(plan, work.evidence):
                yield from writer.stream(variables, config)
                yield AIMessageChunk(content="\n")

        return RunnableGenerator(write)


def _before(first: Delta, rest: Iterator[Delta]) -> Iterator[Delta]:
    yield first
    yield from rest


def _question(asking: Asking) -> Question:
    if isinstance(asking, Question):
        return asking
    if isinstance(asking, str):
        return Question(asking)
    if not isinstance(asking, Mapping) or not isinstance(asking.get("question"), str):
        raise InputError("What is asked has no question.", remedy=_ASK)
    if (unknown := next((name for name in asking if name not in _ASKED_WITH), None)) is not None:
        raise InputError(f'What is asked holds "{str(unknown)[:80]}", which is not read.', remedy=_ASK)
    history = asking.get("history") or ()
    if isinstance(history, str | Mapping) or not isinstance(history, Iterable):
        raise InputError("The history is no list of turns.", remedy=_ASK)
    turns = tuple(_read(turn, Turn, "a turn of the history") for turn in history)
    return Question(asking["question"], _read(asking.get("filters") or {}, Filters, "the filters"), turns)


def _read(given: Any, noun: type[Noun], what: str) -> Noun:
    """Read a noun from what a LangChain user gives for it: itself, its fields by name, or, of a turn, a pair."""
    if isinstance(given, noun):
        return given
    names = [field.name for field in fields(noun)]
    if noun is Turn and isinstance(given, tuple | list) and len(given) == len(names):
        given = dict(zip(names, given, strict=True))
    if not isinstance(given, Mapping):
        raise InputError(f"What is given as {what} is none.", remedy=_ASK)
    if (unknown := next((name for name in given if name not in names), None)) is not None:
        raise InputError(
            f'What is given as {what} holds "{str(unknown)[:80]}".', remedy=f"There are: {', '.join(names)}."
        )
    try:
        return TypeAdapter(noun).validate_python(dict(given))
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        where = ".".join(map(str, first["loc"]))
        raise InputError(f"What is given as {what} is unusable: {where}: {first['msg']}.", remedy=_ASK) from None


class _Found(Document):
    """A document that remembers what it was made of; the hit is no part of what LangChain shows or writes down."""

    _hit: Hit | None = PrivateAttr(None)


def _document(hit: Hit) -> Document:
    article, chunk = hit.article, hit.chunk
    document = _Found(
        id=chunk.id,
        page_content=chunk.text,
        metadata={
            "article_id": article.id,
            "title": article.title,
            "byline": list(article.byline),
            "newspaper": article.newspaper,
            "date": article.date.isoformat() if article.date else None,
            "page": article.page,
            "source": article.source,
            "start": chunk.start,
            "end": chunk.end,
            "tokens": chunk.tokens,
            "score": hit.score,
        },
    )
    document._hit = hit
    return document


def _hit(document: Document, article_of: Callable[[str], Article]) -> Hit:
    if isinstance(document, _Found) and document._hit is not None:
        return document._hit
    # A document from elsewhere: out of a graph of the caller's own, or put together again after it was written down.
    where = document.metadata
    article = article_of(where["article_id"])
    chunk = Chunk(document.id or "", article.id, where["start"], where["end"], document.page_content, where["tokens"])
    return Hit(chunk, article, where["score"])


_ROLES: dict[type[BaseMessage], Literal["system", "user", "assistant"]] = {
    SystemMessage: "system",
    HumanMessage: "user",
    AIMessage: "assistant",
}


def _message(message: BaseMessage) -> Message:
    return Message(_ROLES.get(type(message), "user"), message.text)


def _metadata(delta: Delta) -> UsageMetadata | None:
    if delta.usage is None:
        return None
    read, wrote = delta.usage.prompt_tokens, delta.usage.completion_tokens
    return UsageMetadata(input_tokens=read, output_tokens=wrote, total_tokens=read + wrote)


def _usage(message: Any) -> Usage | None:
    counted = getattr(message, "usage_metadata", None)
    return Usage(counted["input_tokens"], counted["output_tokens"]) if counted else None
