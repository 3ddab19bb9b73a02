"""Errors as programs get them: RFC 9457 ``application/problem+json``, and OpenAI's shape under ``/v1``."""

from __future__ import annotations

import errno
import math
from collections.abc import Mapping
from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response
from starlette.routing import compile_path

from rag import errors
from ui import refusals, schemas

# The first class that fits decides.
STATUS: tuple[tuple[type[errors.JianbaoError], int], ...] = (
    (errors.UnknownArticle, 404),
    (errors.UnreadableFile, 422),
    (errors.InputError, 400),
    (errors.ModelOverloaded, 503),
    (errors.ModelError, 502),
    (errors.SetupError, 503),
    (errors.LibraryError, 503),
)


def status_of(error: errors.JianbaoError) -> int:
    """The HTTP status that tells who is to blame."""
    own: int | None = getattr(error, "status", None)
    return own or next((status for kind, status in STATUS if isinstance(error, kind)), 500)


def describe(status: int, detail: str, request_id: str | None) -> schemas.Problem:
    """A problem in words."""
    return schemas.Problem(title=HTTPStatus(status).phrase, status=status, detail=detail, request_id=request_id)


def openai_error(status: int, detail: str) -> dict[str, object]:
    """The body that OpenAI's clients read an error from."""
    kind = "invalid_request_error" if status < 500 else "server_error"
    return {"error": {"message": detail, "type": kind, "param": None, "code": None}}


def problem(path: str, status: int, detail: str, request_id: str | None, wait: float | None = None) -> Response:
    """Answer with an error, in the shape that callers of this path expect."""
    headers = {} if wait is None else {"Retry-After": str(max(1, math.ceil(wait)))}
    if path.startswith("/v1/"):
        return JSONResponse(openai_error(status, detail), status, headers)
    body = describe(status, detail, request_id).model_dump()
    return JSONResponse(body, status, headers, media_type="application/problem+json")


def wait_of(error: Exception) -> float | None:
    """How many seconds to wait before trying again, where that helps."""
    wait = getattr(error, "retry_after", None)
    return 5.0 if wait is None and isinstance(error, (errors.LibraryBusy, errors.ModelOverloaded)) else wait


def is_json(request: Request) -> bool:
    """Whether a request says that its body is JSON (RFC 9110, 8.3; RFC 6839 for ``+json``)."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    return kind == "application/json" or (kind.startswith("application/") and kind.endswith("+json"))


def allowed(request: Request) -> list[str]:
    """The methods of all routes at a request's path: a router names those of the first alone."""
    for path, operations in request.app.openapi()["paths"].items():
        if compile_path(path)[0].match(request.url.path):
            return sorted(method.upper() for method in operations)
    return []


def answer_error(request: Request, error: Exception) -> Response:
    """Answer with what went wrong; nothing shows an input, a key or a traceback."""
    wait = None
    headers: Mapping[str, str] = {}
    if isinstance(error, errors.JianbaoError):
        status, detail, wait = status_of(error), str(error), wait_of(error)
    elif isinstance(error, RequestValidationError):
        first = error.errors()[0]
        status = 400 if first["type"] == "json_invalid" else 422
        detail = refusals.in_words(first)
        if first["loc"] == ("body",) and not is_json(request):
            status, detail = 415, "The body must be JSON, sent as application/json."
    elif isinstance(error, HTTPException):
        status, detail, headers = error.status_code, str(error.detail), error.headers or {}
        if status == 405:
            headers = {"Allow": ", ".join(allowed(request)) or headers.get("Allow", "")}
            detail = f"This route takes {headers['Allow']}."
        elif detail == HTTPStatus.NOT_FOUND.phrase:
            detail = "There is no such route. /openapi.json lists them; the page is at /."
        elif detail == refusals.NOT_PARSED:
            by_encoding = isinstance(error.__cause__, UnicodeDecodeError)
            detail = refusals.NOT_UTF8 if by_encoding else refusals.NOT_READ
            detail = detail if is_json(request) else refusals.NO_FORM
    elif isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        status, detail = 507, "The server's disk is full. Free space on it; what was there stays."
    else:  # Starlette raises it again for the server's log
        status, detail = 500, "An unexpected error; the server's log has more."
    response = problem(request.url.path, status, detail, getattr(request.state, "request_id", None), wait)
    response.headers.update(headers)
    return response


def handle_errors(app: FastAPI) -> None:
    """Have every error of the app's routes leave as a problem."""
    for kind in (errors.JianbaoError, RequestValidationError, HTTPException, Exception):
        app.add_exception_handler(kind, answer_error)
