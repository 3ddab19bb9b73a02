"""One process for people and programs: the chat page at ``/``, the API under ``/api/v1`` and ``/v1``."""

from __future__ import annotations

import logging
import signal
import socket
import sys
import threading
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from typing import Any

import uvicorn
from anyio import to_thread
from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from rag.app import Library
from rag.errors import JianbaoError, SetupError
from rag.models import chat, local_model
from ui import api, openai_api, problems, schemas
from ui.gate import LOOPBACK, Gate, Turnstile
from ui.jobs import Jobs
from ui.service import Service

LOOKUPS = 64  # more than the worker threads: those that wait for a thread wait briefly
THREADS = 8  # for all but answers
MODEL_AFTER = 4.0  # seconds from the start of the server to that of the local model
UPLOADS = 20  # as many of the largest files in one request


def api_keys(library: Library) -> tuple[str, ...]:
    """The keys that are set, none of them empty; raises ``SetupError`` for one that no request can bring."""
    secret = library.settings.api_keys
    keys = tuple(filter(None, (key.strip() for key in secret.get_secret_value().split(",")))) if secret else ()
    for number, key in enumerate(keys, 1):
        # A header's value is ASCII (RFC 9110, 5.5): any other key would lock everybody out without a word.
        if not (key.isascii() and key.isprintable()):
            raise SetupError(
                f"Key {number} of JIANBAO_API_KEYS has a character that no Authorization header can bring.",
                remedy="Make keys of ASCII letters, digits and signs; commas part them.",
            )
    return keys


def create_app(library: Library, *, page: bool = True) -> FastAPI:
    """Make the server's app over an open library; without ``page``, the API alone (Gradio is not imported)."""
    settings = library.settings
    settings.home.mkdir(parents=True, exist_ok=True)
    service = Service(
        library,
        Jobs(library, settings.home / "jobs.sqlite3"),
        answers=Turnstile(settings.max_answers),
        lookups=Turnstile(LOOKUPS),
    )

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncGenerator[None]:
        # Searches and answers are bound by the cores: forty at once, anyio's default, only cost memory.
        to_thread.current_default_thread_limiter().total_tokens = THREADS + settings.max_answers
        service.jobs.start()
        yield
        service.closing.set()
        service.jobs.close()

    app = FastAPI(
        title="Jianbao",
        version="1",
        summary="Newspaper pages, asked and briefed, with the printed line behind every sentence.",
        lifespan=lifespan,
        docs_url=None,  # the documentation page loads its scripts from another host
        redoc_url=None,
        max_body_size=UPLOADS * settings.max_file_bytes,
    )
    app.state.service = service
    for router in (api.router, api.health, openai_api.router):
        app.include_router(router)
    problems.handle_errors(app)
    keys = api_keys(library)
    describe(app, keyed=bool(keys))
    if page:
        from ui.page import mount_page

        mount_page(app, service, keys)
    app.add_middleware(Gate, keys=keys, meters=service.meters)
    return app


def describe(app: FastAPI, *, keyed: bool) -> None:
    """Have the OpenAPI document say how errors look (problem+json) and whether a key is needed."""

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            document = get_openapi(title=app.title, version=app.version, summary=app.summary, routes=app.routes)
            document["components"]["schemas"]["Problem"] = schemas.Problem.model_json_schema()
            problem = {"$ref": "#/components/schemas/Problem"}
            for path, operations in document["paths"].items():
                media = "application/json" if path.startswith("/v1/") else "application/problem+json"
                schema = {"type": "object"} if path.startswith("/v1/") else problem
                for operation in operations.values():
                    operation["responses"].pop("422", None)
                    operation["responses"]["default"] = {
                        "description": "A problem.",
                        "content": {media: {"schema": schema}},
                    }
            if keyed:
                document["components"]["securitySchemes"] = {"key": {"type": "http", "scheme": "bearer"}}
                document["security"] = [{"key": []}]
            app.openapi_schema = document
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]


class Server(uvicorn.Server):
    """A server that tells running streams to end as soon as it is told to stop."""

    def handle_exit(self, sig: int, frame: Any) -> None:
        """Note the signal for streams and jobs, then stop as uvicorn does."""
        self.config.app.state.service.closing.set()  # type: ignore[union-attr]
        super().handle_exit(sig, frame)


def warm(library: Library) -> None:
    """Load what the first question would wait for: dictionaries, the embedder, the chain; not the chat model."""
    # What cannot be loaded is told to whoever asks, and on the page of the state of things.
    with suppress(JianbaoError):
        examples = library.examples(1)
        library.search(examples[0] if examples else ".", 1)
        _ = library.chain
        library.open_store()


def warm_model(library: Library, closing: threading.Event) -> None:
    """Start the local model, once the first page has had time to be shown: the first answer need not wait for it."""
    if chat.choose(library.settings).kind == "local" and not closing.wait(MODEL_AFTER):
        with suppress(JianbaoError):
            local_model.serve(library.settings)


def log_requests() -> None:
    """Have the gate's line for each request, JSON already, written to stderr."""
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(message)s"))
    requests = logging.getLogger("jianbao.http")
    requests.addHandler(handler)
    requests.setLevel(logging.INFO)
    requests.propagate = False


def serve(library: Library, host: str = "127.0.0.1", port: int = 7860, *, log: bool = False) -> None:
    """Serve until told to stop; raises ``SetupError`` for another host than loopback when no key is set."""
    if log:
        log_requests()
    if host.strip("[]") not in {name.strip("[]") for name in LOOPBACK} and not api_keys(library):
        raise SetupError(
            f"Without keys only loopback is served, not {host}.", remedy="Set JIANBAO_API_KEYS, or leave --host away."
        )
    try:
        listener = socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except OSError as error:
        raise SetupError(f"{host}:{port} cannot be used: {error.strerror}.", remedy="Give another --port.") from error
    config = uvicorn.Config(
        create_app(library),
        access_log=False,
        log_level="warning",
        server_header=False,
        # The page keeps a stream open for as long as it is shown: wait for answers, not for it.
        timeout_graceful_shutdown=5,
    )
    with listener:
        where = f"[{host}]" if ":" in host else host
        print(f"Jianbao: http://{where}:{listener.getsockname()[1]}  (Ctrl-C ends)", file=sys.stderr, flush=True)
        closing = config.app.state.service.closing  # type: ignore[union-attr]
        for load, arguments in ((warm, (library,)), (warm_model, (library, closing))):
            threading.Thread(target=load, args=arguments, name=f"jianbao-{load.__name__}", daemon=True).start()
        # Uvicorn raises the signal that stopped it once more: let it end this function, not the process.
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        with suppress(KeyboardInterrupt):
            Server(config).run(sockets=[listener])
