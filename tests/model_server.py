"""A server of OpenAI's protocol in a thread, which does wrong whatever it is told to."""

from __future__ import annotations

import json
import socket
import threading
from collections import deque
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from rag.models.chat import OpenAIChat
from rag.models.remote import Endpoint

KEY = "sk-test-0123456789abcdef"
MODEL = "test-model"

Fault = Callable[["Handler"], None]


class Handler(BaseHTTPRequestHandler):
    """Answers one request, by the next queued fault or rightly."""

    protocol_version = "HTTP/1.1"
    owner: ModelServer
    body: dict[str, Any]

    def log_message(self, format: str, *args: Any) -> None:
        pass

    def do_GET(self) -> None:
        self.send_json({"object": "list", "data": [{"id": MODEL, "object": "model"}]})

    def do_POST(self) -> None:
        self.body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.owner.requests.append(self.body)
        try:
            if self.owner.faults:
                self.owner.faults.popleft()(self)
            elif self.path.endswith("/embeddings"):
                self.send_vectors()
            elif self.body.get("logprobs"):
                self.send_likely_words()
            else:
                self.start_stream()
                self.send_reply(self.owner.replies.popleft() if self.owner.replies else "好的，收到。")
        except (BrokenPipeError, ConnectionResetError):
            self.owner.hung_up.set()
            self.close_connection = True

    def send_json(self, body: Any, status: int = 200, **headers: str) -> None:
        self.send_bytes(json.dumps(body).encode(), status, "application/json", **headers)

    def send_bytes(self, body: bytes, status: int = 200, kind: str = "text/html", **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": kind, "Content-Length": str(len(body)), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def start_stream(self) -> None:
        """Begin a stream of events that ends with the connection."""
        self.close_connection = True
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()

    def send_line(self, line: str) -> None:
        self.wfile.write(f"{line}\n\n".encode())
        self.wfile.flush()

    def send_piece(self, text: str | None, finish: str | None = None) -> None:
        choice = {"index": 0, "delta": {"content": text} if text is not None else {}, "finish_reason": finish}
        self.send_line("data: " + json.dumps({"id": "1", "object": "chat.completion.chunk", "choices": [choice]}))

    def send_reply(self, text: str, finish: str = "stop") -> None:
        for letter in text:
            self.send_piece(letter)
        self.send_piece(None, finish)
        usage = {"prompt_tokens": 11, "completion_tokens": len(text), "total_tokens": 11 + len(text)}
        self.send_line("data: " + json.dumps({"id": "1", "choices": [], "usage": usage}))
        self.send_line("data: [DONE]")

    def send_likely_words(self) -> None:
        """One token, and how likely others were; by number and after sampling, as llama.cpp does, where asked so."""
        likely = [{"token": token, "logprob": logprob, "bytes": None} for token, logprob in self.owner.likely.items()]
        choice: dict[str, Any] = {
            "index": 0,
            "finish_reason": "length",
            "message": {"role": "assistant", "content": "有"},
            "logprobs": {"content": [{"token": "有", "logprob": -0.1, "bytes": None, "top_logprobs": likely}]},
        }
        if self.body.get("post_sampling_probs"):
            told = [{"id": token, "token": "?", "prob": chance} for token, chance in self.owner.chances.items()]
            choice["logprobs"] = {"content": [{"id": 1, "token": "?", "prob": 1.0, "top_probs": told}]}
        elif not likely:
            del choice["logprobs"]
        usage = {"prompt_tokens": 11, "completion_tokens": 1, "total_tokens": 12}
        self.send_json({"id": "1", "object": "chat.completion", "created": 0, "choices": [choice], "usage": usage})

    def send_vectors(self) -> None:
        """Vectors as long as the model's name says (``dimensions-N``), a little unlike each other, in any order."""
        size = int(self.body["model"].rpartition("-")[2])
        rows = [
            {"object": "embedding", "index": n, "embedding": [len(text) + 1.0] * (size - 1) + [sum(map(ord, text))]}
            for n, text in enumerate(self.body["input"])
        ]
        self.send_json({"object": "list", "data": rows[::-1], "model": self.body["model"]})


class ModelServer:
    """The server; queue faults in ``faults`` and replies in ``replies``, read what was asked in ``requests``."""

    def __init__(self) -> None:
        self.faults: deque[Fault] = deque()
        self.replies: deque[str] = deque()
        self.likely: dict[str, float] = {}
        self.chances: dict[int, float] = {}
        self.requests: list[dict[str, Any]] = []
        self.hung_up = threading.Event()
        self.stopping = threading.Event()
        handler = type("BoundHandler", (Handler,), {"owner": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._server.daemon_threads = True
        self.base_url = f"http://127.0.0.1:{self._server.server_port}/v1"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)

    def __enter__(self) -> ModelServer:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stopping.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


def closed_port() -> str:
    """An address at which nothing listens."""
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{unused.getsockname()[1]}/v1"


def status(code: int, message: str = "something happened", error_code: str | None = None, **headers: str) -> Fault:
    """Refuse with a status and OpenAI's error body."""
    body = {"error": {"message": message, "type": "error", "code": error_code, "param": None}}
    return lambda handler: handler.send_json(body, code, **headers)


def hang(handler: Handler) -> None:
    """Say nothing at all."""
    handler.owner.stopping.wait(10)
    handler.close_connection = True


def hang_midway(handler: Handler) -> None:
    """Say something, and then nothing."""
    handler.start_stream()
    handler.send_piece("好")
    handler.owner.stopping.wait(10)


def ping_forever(handler: Handler) -> None:
    """Keep the connection open and say nothing."""
    handler.start_stream()
    while not handler.owner.stopping.wait(0.05):
        handler.send_line(": still here")


def talk_forever(handler: Handler) -> None:
    """Never end."""
    handler.start_stream()
    while not handler.owner.stopping.wait(0.001):
        handler.send_piece("好")


def cut(handler: Handler) -> None:
    """End the connection in the middle of a reply."""
    handler.start_stream()
    handler.send_piece("好")


def cut_chunked(handler: Handler) -> None:
    """End the connection in the middle of an HTTP chunk."""
    handler.send_response(200)
    handler.send_header("Content-Type", "text/event-stream")
    handler.send_header("Transfer-Encoding", "chunked")
    handler.end_headers()
    handler.wfile.write(b"ff\r\ndata: {")
    handler.close_connection = True


def hang_up(handler: Handler) -> None:
    """End the connection without an answer."""
    handler.close_connection = True


def malformed(handler: Handler) -> None:
    """Send an event that is not JSON."""
    handler.start_stream()
    handler.send_line('data: {"choices": [{"delta"')


def wrong_shape(handler: Handler) -> None:
    """Send JSON of another shape."""
    handler.start_stream()
    handler.send_line('data: {"choices": [7, "x"], "usage": 3}')


def web_page(handler: Handler) -> None:
    """Answer as a web server would."""
    handler.send_bytes(b"<html>It works!</html>")


def error_midway(handler: Handler) -> None:
    """Report an error inside of the stream."""
    handler.start_stream()
    handler.send_piece("好")
    handler.send_line('data: {"error": {"code": 500, "message": "out of memory", "type": "server_error"}}')


def overflow(handler: Handler) -> None:
    """Refuse a prompt as llama.cpp does."""
    message = "request (9029 tokens) exceeds the available context size (8192 tokens), try increasing it"
    handler.send_json({"error": {"code": 400, "message": message, "type": "exceed_context_size_error"}}, 400)


def filtered(handler: Handler) -> None:
    """End a reply because of its content."""
    handler.start_stream()
    handler.send_reply("好", "content_filter")


def refuse_option(name: str) -> Fault:
    """Refuse a request because of one of its options."""
    message = f"Unsupported parameter: '{name}' is not supported with this model."
    return status(400, message)


def leaning(server: ModelServer, *, leans: bool = True) -> OpenAIChat:
    """A chat model on the server that is asked what it leans to."""
    return OpenAIChat(
        name=MODEL,
        endpoint=lambda: Endpoint(server.base_url, KEY, 5),
        remote=False,
        context_tokens=4096,
        slots=1,
        leans=leans,
    )
