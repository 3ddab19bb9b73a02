"""Digests that are written while their reader waits or looks elsewhere; kept for a while, not over a restart."""

from __future__ import annotations

import secrets
import threading
from collections import OrderedDict
from dataclasses import dataclass
from typing import Literal

from rag.errors import JianbaoError
from rag.types import Filters
from ui import schemas
from ui.service import Service

KEPT = 20


class _Stopped(Exception):
    """The reader wants no more of a digest."""


@dataclass(slots=True)
class Writing:
    """A digest and how far it is: ``done`` of ``total`` themes, as far as they are known."""

    id: str
    status: Literal["running", "done", "stopped", "failed"] = "running"
    done: int = 0
    total: int = 0
    summary: schemas.Summary | None = None
    error: JianbaoError | None = None
    wanted: bool = True


class Digests:
    """The digests of one server, each written in a thread of its own."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._writings: OrderedDict[str, Writing] = OrderedDict()

    def get(self, key: str) -> Writing | None:
        """A digest by its id, if it is still kept."""
        return self._writings.get(key)

    def stop(self, key: str) -> None:
        """Stop a digest after the theme at hand."""
        if writing := self.get(key):
            writing.wanted = False

    def begin(self, filters: Filters, topic: str | None) -> Writing:
        """Begin to write; the oldest that is not being written makes room."""
        writing = Writing(f"digest-{secrets.token_hex(8)}")
        self._writings[writing.id] = writing
        ended = [key for key, each in self._writings.items() if each.status != "running"]
        for key in ended[: max(0, len(self._writings) - KEPT)]:
            del self._writings[key]
        threading.Thread(target=self._write, args=(writing, filters, topic), name="jianbao-digest", daemon=True).start()
        return writing

    def _write(self, writing: Writing, filters: Filters, topic: str | None) -> None:
        def watch(_: str, done: int, total: int) -> None:
            writing.done, writing.total = done, total
            if not writing.wanted or self._service.closing.is_set():
                raise _Stopped

        try:
            with self._service.answers:
                written = self._service.library.digest(filters, topic=topic, progress=watch)
            self._service.count(written.usage)
            writing.summary, writing.status = schemas.Summary.of(written), "done"
        except _Stopped:
            writing.status = "stopped"
        except JianbaoError as error:
            writing.error, writing.status = error, "failed"
        finally:
            if writing.status == "running":  # an error of ours: it goes to the log, and the reader is told
                writing.error, writing.status = (
                    JianbaoError("The digest broke off; the server's log has more."),
                    "failed",
                )
