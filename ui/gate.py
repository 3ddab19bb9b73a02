"""What every request passes before it meets a route: who may come in, under which number, and how it is counted."""

from __future__ import annotations

import hmac
import json
import logging
import re
import secrets
import threading
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from urllib.parse import urlsplit

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rag.errors import JianbaoError
from ui.problems import problem

LOOPBACK = frozenset({"localhost", "127.0.0.1", "[::1]"})
OPEN = "/healthz"
PROGRAMS = ("/api/", "/v1/", "/metrics", "/openapi.json", "/docs")
JSON_BYTES = 4_000_000
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

log = logging.getLogger("jianbao.http")


class Crowded(JianbaoError):
    """More requests at once than are let in."""

    status = 429
    retry_after = 5.0


class Turnstile:
    """Lets so many in at once and turns the rest away, so that a crowd waits outside and not in memory."""

    def __init__(self, places: int) -> None:
        self._places = threading.BoundedSemaphore(places)

    def enter(self) -> None:
        """Take a place; raises ``Crowded`` when there is none."""
        if not self._places.acquire(blocking=False):
            raise Crowded("Too many requests at once.", remedy="Try again in a few seconds.")

    def leave(self) -> None:
        """Give the place back."""
        self._places.release()

    def __enter__(self) -> None:
        self.enter()

    def __exit__(self, *_: object) -> None:
        self.leave()


class Meters:
    """What ``/metrics`` shows, in a registry of its own so that two apps in one process do not meet."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        labels = ("method", "route", "status")
        self.requests = Counter("jianbao_requests", "Requests answered.", labels, registry=self.registry)
        self.seconds = Histogram(
            "jianbao_request_seconds", "Time to the last byte.", ("route",), registry=self.registry
        )
        self.working = Gauge("jianbao_requests_in_progress", "Requests being answered.", registry=self.registry)
        self.tokens = Counter("jianbao_tokens", "Tokens of the chat model.", ("kind",), registry=self.registry)


def is_key(given: str, keys: Sequence[str]) -> bool:
    """Compare with every key, each in constant time."""
    return sum(hmac.compare_digest(given.encode(), key.encode()) for key in keys) > 0


class Gate:
    """ASGI middleware: request id, Host and Origin checks, API keys for programs, one log line, metrics.

    Without keys only loopback's names are answered: a page of another site that rebinds its name to loopback
    (DNS rebinding) still sends its own name as Host. A request that changes something and comes from a page of
    another origin is refused (Fetch standard: browsers send Origin with each). The chat page has its own login.
    """

    def __init__(self, app: ASGIApp, keys: Sequence[str], meters: Meters) -> None:
        self.app = app
        self.keys = keys
        self.meters = meters

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or answer it with the reason why not."""
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
            return
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        given = headers.get("x-request-id", "")
        request_id = given if re.fullmatch(r"[\w.-]{1,64}", given, re.ASCII) else secrets.token_hex(8)
        scope.setdefault("state", {})["request_id"] = request_id
        status = 500

        async def answer(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                response_headers = MutableHeaders(scope=message)
                response_headers["X-Request-ID"] = request_id
                response_headers.setdefault("X-Content-Type-Options", "nosniff")
                response_headers.setdefault("Referrer-Policy", "no-referrer")
                response_headers.setdefault("X-Frame-Options", "SAMEORIGIN")
            await send(message)

        begun = time.perf_counter()
        self.meters.working.inc()
        try:
            refusal = self.refuse(scope, headers, request_id)
            await (refusal or self.app)(scope, receive, answer)
        finally:
            self.meters.working.dec()
            seconds = time.perf_counter() - begun
            # The template, not the path: paths are without bound and may hold what a reader asked for.
            route = getattr(scope.get("route"), "path", None) or "page"
            self.meters.requests.labels(scope["method"], route, str(status)).inc()
            self.meters.seconds.labels(route).observe(seconds)
            now = datetime.now(UTC).isoformat(timespec="milliseconds")
            line = {"time": now, "request_id": request_id, "method": scope["method"], "route": route, "status": status}
            log.info(json.dumps({**line, "seconds": round(seconds, 4)}))

    def refuse(self, scope: Scope, headers: Headers, request_id: str) -> Response | None:
        """Say why a request may not come in, or nothing."""
        path: str = scope["path"]
        host = headers.get("host", "")
        if not self.keys and re.sub(r":\d*$", "", host.lower()) not in LOOPBACK:
            return problem(path, 421, "This server answers under localhost only.", request_id)
        if scope["method"] not in SAFE_METHODS:
            origin = headers.get("origin")
            if origin is not None and urlsplit(origin).netloc.lower() != host.lower():
                return problem(path, 403, "Requests from another site's page are refused.", request_id)
        length = headers.get("content-length", "")
        is_upload = headers.get("content-type", "").startswith("multipart/form-data")
        # Routes have limits too, which also hold for bodies of untold length; this one says so in words.
        if path.startswith(PROGRAMS) and length.isdigit() and int(length) > JSON_BYTES and not is_upload:
            return problem(path, 413, f"At most {JSON_BYTES} bytes of JSON are taken.", request_id)
        if self.keys and path != OPEN and path.startswith(PROGRAMS):
            scheme, _, key = headers.get("authorization", "").partition(" ")
            if scheme.lower() != "bearer" or not is_key(key.strip(), self.keys):
                refusal = problem(path, 401, "A key is needed: Authorization: Bearer KEY.", request_id)
                refusal.headers["WWW-Authenticate"] = "Bearer"
                return refusal
        return None
