"""The chat models: which one answers, and the one adapter through which local and remote servers are spoken to."""

from __future__ import annotations

import math
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from rag.errors import ModelRefused, SetupError
from rag.models import local_model
from rag.models.remote import OPENAI_URL, Endpoint, is_context_overflow
from rag.models.tokens import token_counter
from rag.ports import Delta, Leaning, Logits, Message
from rag.types import Usage

if TYPE_CHECKING:
    import openai

    from rag.models.local_model import Joining
    from rag.ports import ChatModel, TokenCounter
    from rag.settings import LlmChoice, Settings

EXTRACTIVE: Final = "extractive"  # the name of what answers where no model does
SEED = 7
REMOTE_SLOTS = 4
_MOST_LOGPROBS = 20  # as many as the protocol allows
# What puts some tokens before all others, by logit, and the least probability that a server's number tells from none.
_FAR_AHEAD, _LEAST_PROBABILITY = 100.0, 1e-38


@dataclass(frozen=True, slots=True)
class ModelChoice:
    """Which model answers, why, and whether the texts of a question leave the machine for it."""

    kind: LlmChoice
    reason: str
    remote: bool


def choose(settings: Settings) -> ModelChoice:
    """Choose the model by the settings and by what is installed; nothing is loaded or asked."""
    remote = _endpoint(settings).remote
    if settings.llm:
        return ModelChoice(settings.llm, "--llm or JIANBAO_LLM asks for it.", remote and settings.llm == "openai")
    if local_model.available():
        return ModelChoice("local", "Its extra is installed, and nothing else is asked for.", remote=False)
    if settings.openai_api_key or settings.openai_base_url:
        given = "OPENAI_API_KEY" if settings.openai_api_key else "OPENAI_BASE_URL"
        return ModelChoice("openai", f"{given} is set, and the extra 'local' is not installed.", remote)
    return ModelChoice(
        EXTRACTIVE,
        "The extra 'local' is not installed, and neither OPENAI_API_KEY nor OPENAI_BASE_URL is set.",
        False,
    )


def open_model(settings: Settings, progress: Joining | None = None) -> ChatModel | None:
    """Open the chosen model, or None for extractive answers; nothing is loaded or sent before its first use.

    ``progress`` is told of the local model's joining. Raises ``SetupError`` for what is not installed or configured.
    """
    kind = choose(settings).kind
    if kind == EXTRACTIVE:
        return None
    if kind == "local":
        return _open_local(settings, progress)
    if not (settings.openai_api_key or settings.openai_base_url):
        raise SetupError(
            "No remote model server is configured.", remedy="Set OPENAI_API_KEY or OPENAI_BASE_URL, or use --llm local."
        )
    endpoint = _endpoint(settings)
    endpoint.check()
    return OpenAIChat(
        name=settings.llm_model or "",
        endpoint=lambda: endpoint,
        remote=endpoint.remote,
        context_tokens=settings.llm_context,
        slots=REMOTE_SLOTS,
        count=token_counter(settings),
    )


@dataclass(frozen=True, slots=True)
class ModelReport:
    """What ``doctor`` says of the model; ``where`` is its file, or its server's address."""

    choice: ModelChoice
    name: str
    where: str
    installed: bool
    joined: bool
    problems: tuple[str, ...]


def describe(settings: Settings) -> ModelReport:
    """Describe the chosen model without loading or asking it; each problem says its remedy."""
    choice = choose(settings)
    name, where, problems = EXTRACTIVE, "", []
    try:
        open_model(settings)
    except SetupError as error:
        problems.append(str(error))
    if choice.kind == "local":
        name, where = local_model.name(settings), str(settings.llm_model_path or local_model.joined_path(settings))
    elif choice.kind == "openai":
        name, where = settings.llm_model or "the first that the server lists", _endpoint(settings).host
    return ModelReport(
        choice, name, where, local_model.available(), local_model.is_joined(settings), problems=tuple(problems)
    )


def _endpoint(settings: Settings) -> Endpoint:
    key = settings.openai_api_key
    return Endpoint(settings.openai_base_url or OPENAI_URL, key.get_secret_value() if key else "", settings.llm_timeout)


def _open_local(settings: Settings, progress: Joining | None) -> OpenAIChat:
    local_model.check(settings)

    user = object()

    def endpoint() -> Endpoint:
        server = local_model.serve(settings, progress, user=user)
        return Endpoint(
            server.base_url,
            server.api_key,
            settings.llm_timeout,
            title="the local model's server",
            patient=True,  # a long prompt on busy cores takes its time
            remedy="Try again; it will be started anew.",
        )

    return OpenAIChat(
        name=local_model.name(settings),
        endpoint=endpoint,
        remote=False,
        context_tokens=settings.llm_context,
        slots=settings.llm_slots,
        leans=True,
        leave=lambda: local_model.release(settings, user),
    )


def identify(model: ChatModel) -> str:
    """Name a model, asking its server where no name is set; raises ``ModelError``."""
    return model.identify() if isinstance(model, OpenAIChat) else model.name


class OpenAIChat:
    """Any server of OpenAI's chat protocol, spoken to with the official client.

    Without ``name`` the first model that the server lists is used. Without ``count`` the server counts tokens itself
    (llama.cpp's ``/tokenize``). ``endpoint`` is asked before each request, so that a server may start at the first one.
    ``leans`` lets it be asked for what it leans to: many short requests, for a server that keeps what it has read.
    ``leave`` is called when it is closed.
    """

    def __init__(
        self,
        *,
        name: str,
        endpoint: Callable[[], Endpoint],
        remote: bool,
        context_tokens: int,
        slots: int,
        count: TokenCounter | None = None,
        leans: bool = False,
        leave: Callable[[], None] = lambda: None,
    ) -> None:
        self.name = name
        self.remote = remote
        self.context_tokens = context_tokens
        self.slots = slots
        self._endpoint = endpoint
        self._count = count
        self._leans = leans
        self._leave = leave
        self._lock = threading.Lock()
        self._connected: tuple[Endpoint, openai.OpenAI] | None = None
        self._refused: set[str] = set()  # options that the server does not take

    def stream(
        self, messages: Sequence[Message], *, max_tokens: int, schema: dict[str, Any] | None = None
    ) -> Iterator[Delta]:
        """Stream the reply, at temperature 0 and with a fixed seed; closing the iterator stops the server.

        Faults that may pass are tried again before the first piece. Raises ``ModelUnreachable`` also for a reply that
        ends before the server says that it is finished.
        """
        endpoint, client = self._connect()
        options: dict[str, Any] = {
            "max_tokens": max_tokens,
            "temperature": 0,
            "seed": SEED,
            "stream_options": {"include_usage": True},
        }
        if schema is not None:
            options["response_format"] = {
                "type": "json_schema",
                "json_schema": {"name": "reply", "strict": True, "schema": schema},
            }
        request = {"model": self._model(endpoint, client), "messages": _sent(messages), "stream": True}
        reply = endpoint.call(lambda: self._send(client, request, options))
        told = None
        try:
            yield from _read(endpoint, reply, max_tokens)
        except Exception as error:  # noqa: BLE001 - fault() lets through what is none of the server's
            told = endpoint.fault(error)
        finally:
            reply.close()
        if told:
            raise told

    def lean(self, messages: Sequence[Message], yes: str, no: str) -> Leaning | None:
        """Compare the probabilities of the two words as the reply's first token; ``None`` where they are not told."""
        if not self._leans:
            return None
        endpoint, client = self._connect()
        create: Any = client.chat.completions.create
        request = {"model": self._model(endpoint, client), "messages": _sent(messages), "temperature": 0}
        told = {"max_tokens": 1, "logprobs": True, "top_logprobs": _MOST_LOGPROBS}
        reply: Any = endpoint.call(lambda: create(**request, **told))
        try:
            words = {
                each.token.strip(): float(each.logprob) for each in reply.choices[0].logprobs.content[0].top_logprobs
            }
            usage = Usage(int(reply.usage.prompt_tokens), int(reply.usage.completion_tokens))
        except (AttributeError, IndexError, TypeError):
            return None
        return Leaning(_logprob(words, yes) - _logprob(words, no), usage) if words else None

    def logits(self, messages: Sequence[Message], tokens: Sequence[int]) -> Logits | None:
        """Ask llama.cpp for the logits of some tokens: all else is biased away, and what is left keeps its distances.

        The server tells the most probable tokens only; with the same large bias, those asked for are the most probable,
        and the logarithms of their probabilities are their logits up to a constant.
        """
        if not self._leans:
            return None
        endpoint, client = self._connect()
        request = {
            "model": self._model(endpoint, client),
            "messages": _sent(messages),
            "max_tokens": 1,
            "seed": SEED,
            "logit_bias": [[token, _FAR_AHEAD] for token in tokens],
            "samplers": ["temperature"],
            "temperature": 1,
            "logprobs": True,
            "top_logprobs": len(tokens),
            "post_sampling_probs": True,
        }
        reply: Any = endpoint.call(lambda: client.post("/chat/completions", cast_to=object, body=request))
        try:
            told = reply["choices"][0]["logprobs"]["content"][0]["top_probs"]
            known = {int(each["id"]): math.log(max(float(each["prob"]), _LEAST_PROBABILITY)) for each in told}
            values = tuple(known[token] for token in tokens)
            usage = Usage(int(reply["usage"]["prompt_tokens"]), int(reply["usage"]["completion_tokens"]))
        except (KeyError, IndexError, TypeError, ValueError):
            return None
        return Logits(values, usage)

    def count_tokens(self, text: str) -> int:
        """Count the tokens that the model makes of a text (for a remote model: that o200k_base makes)."""
        if self._count:
            return self._count(text)
        endpoint, client = self._connect()
        address = endpoint.base_url.removesuffix("/v1") + "/tokenize"
        reply: Any = endpoint.call(lambda: client.post(address, cast_to=object, body={"content": text}))
        try:
            return len(reply["tokens"])
        except (TypeError, KeyError):
            raise endpoint.gibberish() from None

    def identify(self) -> str:
        """The model's name: the one that is set, else the first that the server lists."""
        return self.name or self._model(*self._connect())

    def close(self) -> None:
        """Hang up; a later request connects anew."""
        with self._lock:
            connected, self._connected = self._connected, None
        if connected:
            connected[1].close()
        self._leave()

    def _connect(self) -> tuple[Endpoint, openai.OpenAI]:
        endpoint = self._endpoint()
        with self._lock:
            if self._connected is None or self._connected[0] != endpoint:
                self._connected = endpoint, endpoint.connect()
            return self._connected

    def _model(self, endpoint: Endpoint, client: openai.OpenAI) -> str:
        if not self.name:
            listed = endpoint.call(lambda: client.models.list().data)
            if not listed or not isinstance(listed[0].id, str):
                raise ModelRefused(f"No model is listed by {endpoint.host}.", remedy="Name one in JIANBAO_LLM_MODEL.")
            self.name = listed[0].id
        return self.name

    def _send(self, client: openai.OpenAI, request: dict[str, Any], options: dict[str, Any]) -> Any:
        """Send the request without the options that this server refuses, learning which they are."""
        import openai

        while True:
            sent = {name: value for name, value in options.items() if name not in self._refused}
            if "max_tokens" in self._refused:
                sent["max_completion_tokens"] = options["max_tokens"]  # what OpenAI's reasoning models call it
            try:
                return client.chat.completions.create(**request, **sent)
            except (openai.BadRequestError, openai.UnprocessableEntityError) as error:
                refused = _refused_option(error, sent)
                if refused is None:
                    raise
                self._refused.add(refused)


def _sent(messages: Sequence[Message]) -> list[Any]:
    return [{"role": message.role, "content": message.text} for message in messages]


def _logprob(words: dict[str, float], word: str) -> float:
    """The probability of a word's first token; of one that is not among the likely ones, that of the least likely."""
    return max(
        (logprob for token, logprob in words.items() if token and word.startswith(token)), default=min(words.values())
    )


def _refused_option(error: openai.APIStatusError, sent: dict[str, Any]) -> str | None:
    """The option that a server complains of, if one was sent that it can do without."""
    if is_context_overflow(error):
        return None
    words = f"{error.param} {error.message}".lower().replace("json_schema", "response_format")
    return next((name for name in sent if name in words and name != "max_completion_tokens"), None)


def _read(endpoint: Endpoint, reply: Any, max_tokens: int) -> Iterator[Delta]:
    """Read the pieces of a reply, which a server may well leave half filled in."""
    finished, usage = None, None
    for pieces, chunk in enumerate(reply):
        if pieces > 2 * max_tokens + 100:  # a piece is a token or more, but for a few at the ends
            raise ModelRefused(
                f"The reply of {endpoint.host} is more than was asked for.", remedy="Check that it heeds max_tokens."
            )
        usage = getattr(chunk, "usage", None) or usage
        for choice in getattr(chunk, "choices", None) or ():
            finished = choice.finish_reason or finished
            text = choice.delta.content if choice.delta else None
            if text:
                yield Delta(str(text))
    if finished is None:
        raise endpoint.broken_off()
    if finished == "content_filter":
        raise ModelRefused(f"The reply of {endpoint.host} was filtered.", remedy="Put the question in other words.")
    if usage is not None:
        yield Delta("", Usage(int(usage.prompt_tokens), int(usage.completion_tokens)))
