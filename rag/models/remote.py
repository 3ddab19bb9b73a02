"""A server that speaks OpenAI's protocol: one client, bounded retries, and its faults told as ours."""

from __future__ import annotations

import ipaddress
import random
import time
import weakref
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import SplitResult, urlsplit

from rag.errors import ModelError, ModelOverloaded, ModelRefused, ModelUnreachable, SetupError

if TYPE_CHECKING:
    import openai

OPENAI_URL = "https://api.openai.com/v1"
CONNECT_SECONDS = 5.0
ATTEMPTS = 3
FIRST_PAUSE = 0.5
LONGEST_PAUSE = 20.0
MOST_BYTES = 64 << 20

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a server is and how to be let in; ``timeout`` is the longest silence in seconds.

    ``remedy`` is what to do when it cannot be reached. ``patient``: signs of life count as words, however long the
    server is silent besides.
    """

    base_url: str
    api_key: str = field(repr=False)
    timeout: float
    title: str = ""
    patient: bool = False
    remedy: str = "Check OPENAI_BASE_URL and the network, or use --llm local or --llm extractive."

    def check(self) -> None:
        """Raise ``SetupError`` for an address that is none."""
        parts = self._parts()
        if parts is None or parts.scheme not in ("http", "https") or not parts.hostname:
            raise SetupError(
                "The model server's address is not one of HTTP.",
                remedy="Mend or unset OPENAI_BASE_URL (or JIANBAO_EMBEDDING_BASE_URL), such as http://127.0.0.1:8000/v1.",
            )

    @property
    def host(self) -> str:
        """What the server is called in messages: its title, or its address without credentials, path and query."""
        parts = self._parts()
        if self.title or parts is None:
            return self.title or "?"
        return f"{parts.scheme}://{parts.hostname}" + (f":{parts.port}" if parts.port else "")

    @property
    def remote(self) -> bool:
        """Whether what is sent there leaves the machine."""
        parts = self._parts()
        try:
            return not ipaddress.ip_address(parts.hostname or "" if parts else "").is_loopback
        except ValueError:
            return parts is None or parts.hostname != "localhost"

    def _parts(self) -> SplitResult | None:
        try:
            parts = urlsplit(self.base_url)
            _ = parts.port  # raises for what is no number
        except ValueError:
            return None
        return parts

    def connect(self) -> openai.OpenAI:
        """Make a client; nothing is sent."""
        import openai

        def guard(response: Any) -> None:
            response.stream = _guarded(response.stream, self)

        # A proxy from the environment is for servers elsewhere.
        http = openai.DefaultHttpxClient(trust_env=self.remote, event_hooks={"response": [guard]})
        client = openai.OpenAI(
            base_url=self.base_url,
            api_key=self.api_key or "none",  # servers of one's own often want none, the client wants one
            timeout=openai.Timeout(self.timeout, connect=min(CONNECT_SECONDS, self.timeout)),
            max_retries=0,  # the client would retry what cannot get better, out of our sight
            http_client=http,
        )
        weakref.finalize(client, http.close)
        return client

    def call(self, request: Callable[[], Result]) -> Result:
        """Send a request, again where that helps, and translate what goes wrong into a ``ModelError``."""
        attempt = 1
        while True:
            try:
                return request()
            except Exception as error:  # noqa: BLE001 - fault() lets through what is none of the server's
                told = self.fault(error)
                pause = _pause(told, error, attempt)
            # Out of the except clause, so that the server's words, which may hold the key, are no context of ours.
            if pause is None:
                raise told
            time.sleep(pause)
            attempt += 1

    def fault(self, error: Exception) -> ModelError:
        """Translate an error of the client; anything else is raised as it is."""
        import openai

        if isinstance(error, ModelError):
            return error
        if isinstance(error, openai.APITimeoutError):
            return self.silence()
        if isinstance(error, openai.APIConnectionError):
            return ModelUnreachable(f"Nothing answers at {self.host}, or it hung up.", remedy=self.remedy)
        if isinstance(error, openai.APIStatusError):
            return self._status_fault(error)
        if isinstance(error, openai.APIError):  # an error in the midst of a stream
            return self._body_fault(error)
        if isinstance(error, (ValueError, TypeError, AttributeError, LookupError)):
            return self.gibberish()
        raise error

    def silence(self) -> ModelUnreachable:
        """The fault of a server that says nothing for too long."""
        return ModelUnreachable(
            f"No word from {self.host} for {self.timeout:g} s.", remedy="Try later or raise JIANBAO_LLM_TIMEOUT."
        )

    def broken_off(self, said: str = "") -> ModelUnreachable:
        """The fault of a server that ends a reply before it is finished."""
        return ModelUnreachable(f"The reply of {self.host} broke off{said}.", remedy="Try again.")

    def gibberish(self) -> ModelUnreachable:
        """The fault of a server that answers in another way than OpenAI's."""
        return ModelUnreachable(
            f"The reply of {self.host} is not in OpenAI's protocol.", remedy="Check that OPENAI_BASE_URL ends in /v1."
        )

    def _status_fault(self, error: openai.APIStatusError) -> ModelError:
        status, said = error.status_code, self._said(error)
        if is_context_overflow(error):
            return _overflow(self.host, said)
        if status == 429 and error.code != "insufficient_quota":
            return ModelOverloaded(
                f"Too many requests for {self.host} (429){said}.",
                remedy="Try later.",
                retry_after=_retry_after(error),
            )
        if status >= 500:
            return ModelOverloaded(
                f"The request failed at {self.host} ({status}){said}.",
                remedy="Try later.",
                retry_after=_retry_after(error),
            )
        remedy = {
            401: "Check the key in OPENAI_API_KEY.",
            403: "Check that the key may use this model.",
            404: "Check the model's name in JIANBAO_LLM_MODEL and that OPENAI_BASE_URL ends in /v1.",
            429: "The account's quota is used up.",
        }.get(status, "Check the model's name and the server's log.")
        return ModelRefused(f"The request was refused by {self.host} ({status}){said}.", remedy=remedy)

    def _body_fault(self, error: openai.APIError) -> ModelError:
        if is_context_overflow(error):
            return _overflow(self.host, self._said(error))
        return self.broken_off(self._said(error))

    def _said(self, error: openai.APIError) -> str:
        """The server's own words, as one short line, unless they give away a piece of the key."""
        body: Any = error.body
        words = body.get("message") if isinstance(body, dict) else None
        if not isinstance(words, str) or not words.strip():
            return ""
        line = "".join(letter for letter in " ".join(words.split()) if letter.isprintable())
        if any(self.api_key[start : start + 6] in line for start in range(max(0, len(self.api_key) - 5))):
            return ""
        return f": {line[:200].rstrip('.')}"


def _guarded(stream: Any, endpoint: Endpoint) -> Any:
    """Bound what the client itself does not: signs of life without a word, and replies without end."""
    import httpx2

    class Guarded(httpx2.SyncByteStream):
        def __iter__(self) -> Iterator[bytes]:
            size, last_word = 0, time.monotonic()
            for part in stream:
                size += len(part)
                if size > MOST_BYTES:
                    raise endpoint.gibberish()
                if not part.lstrip().startswith(b":"):  # a comment of the event stream, sent to keep it open
                    last_word = time.monotonic()
                elif not endpoint.patient and time.monotonic() - last_word > endpoint.timeout:
                    raise endpoint.silence()
                yield part

        def close(self) -> None:
            stream.close()

    return Guarded()


def is_context_overflow(error: openai.APIError) -> bool:
    """Say whether a server complains that prompt and reply do not fit into its context."""
    if error.code == "context_length_exceeded" or error.type == "exceed_context_size_error":
        return True
    words = str(error.message).lower()
    return "context" in words and any(word in words for word in ("exceed", "maximum", "too long", "larger"))


def _overflow(host: str, said: str) -> ModelRefused:
    return ModelRefused(
        f"The prompt is too long for {host}{said}.",
        remedy="Lower JIANBAO_EVIDENCE_TOKENS or give the model a longer context.",
    )


def _retry_after(error: openai.APIStatusError) -> float | None:
    asked = error.response.headers.get("retry-after", "")
    try:
        return max(0.0, float(asked))
    except ValueError:  # none, or a date: then our own pauses do
        return None


def _pause(told: ModelError, error: Exception, attempt: int) -> float | None:
    """Seconds until another attempt, or None where none helps or the server asks for too long a wait."""
    import openai

    hung_up = isinstance(error, openai.APIConnectionError) and not isinstance(error, openai.APITimeoutError)
    if attempt == ATTEMPTS or not (hung_up or isinstance(told, ModelOverloaded)):
        return None
    if isinstance(told, ModelOverloaded) and told.retry_after is not None:
        return told.retry_after if told.retry_after <= LONGEST_PAUSE else None
    return FIRST_PAUSE * 2.0 ** (attempt - 1) * random.uniform(0.75, 1.25)  # noqa: S311 - spreads clients, hides nothing
