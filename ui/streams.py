"""A blocking iterator of the library, read from asyncio: one piece at a time in a worker thread, closed for sure."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import aclosing
from typing import TypeVar

import anyio
from fastapi.sse import KEEPALIVE_COMMENT
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

Item = TypeVar("Item")
PING_SECONDS = 10.0
PING = KEEPALIVE_COMMENT
_END = object()


async def pieces(begin: Callable[[], Iterator[Item]], every: float = PING_SECONDS) -> AsyncGenerator[Item | None]:
    """Begin an iterator and yield its items as they come, and ``None`` after so many seconds without one.

    It begins in a thread too: the first answer loads what answers need. However the reading ends, the iterator is
    closed in a thread once its current step is over: that stops the model.
    """
    iterator = await run_in_threadpool(begin)
    pending: asyncio.Future[object] | None = None
    try:
        while True:
            pending = pending or asyncio.ensure_future(run_in_threadpool(next, iterator, _END))
            done, _ = await asyncio.wait({pending}, timeout=every)
            if not done:
                yield None
                continue
            item, pending = pending.result(), None
            if item is _END:
                return
            yield item  # type: ignore[misc]
    finally:
        with anyio.CancelScope(shield=True):
            if pending is not None:
                await asyncio.wait({pending})
                if not pending.cancelled():
                    pending.exception()  # looked at, or asyncio complains of it
            close = getattr(iterator, "close", None)
            if close is not None:
                await run_in_threadpool(close)


async def last(begin: Callable[[], Iterator[Item]], request: Request) -> Item | None:
    """Read to the last item; a caller who has gone away ends it early, with nothing."""
    item: Item | None = None
    async with aclosing(pieces(begin, every=1.0)) as items:
        async for piece in items:
            if piece is not None:
                item = piece
            if await request.is_disconnected():
                return None
    return item


class EventStream(StreamingResponse):
    """Server-sent events (WHATWG HTML, 9.2) that stop their source when the reader goes away."""

    media_type = "text/event-stream"

    def __init__(self, events: AsyncGenerator[bytes], at_end: Callable[[], None]) -> None:
        super().__init__(events, headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"})
        self._events = events
        self._at_end = at_end

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the events; at the end, however it comes, close their source."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            with anyio.CancelScope(shield=True):
                await self._events.aclose()
            self._at_end()
