"""What the routes and the page of one running server share."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import Annotated, Literal

from fastapi import Depends, Request

from rag.app import Library
from rag.errors import InputError
from rag.models import chat, local_model
from rag.types import Usage
from ui.gate import Meters, Turnstile
from ui.jobs import Jobs


@dataclass(slots=True)
class Service:
    """A library, the jobs on it, the limits, the meters, and whether the server is told to stop."""

    library: Library
    jobs: Jobs
    answers: Turnstile
    lookups: Turnstile
    meters: Meters = field(default_factory=Meters)
    closing: threading.Event = field(default_factory=threading.Event)

    def check_question(self, text: str) -> None:
        """Refuse a question that is longer than the setting allows."""
        check_question(self.library, text)

    def stage(self) -> Literal["searching", "starting", "writing"]:
        """What an answer that says nothing yet most likely waits for, when it has long been searching."""
        settings = self.library.settings
        kind = chat.choose(settings).kind
        if kind == "local" and not local_model.runs(settings):
            return "starting"
        return "searching" if kind == "extractive" else "writing"

    def count(self, usage: Usage) -> None:
        """Add to the meters what a chat model read and wrote."""
        self.meters.tokens.labels("prompt").inc(usage.prompt_tokens)
        self.meters.tokens.labels("completion").inc(usage.completion_tokens)


def service_of(request: Request) -> Service:
    """The service that the app was made with."""
    service: Service = request.app.state.service
    return service


def check_question(library: Library, text: str) -> None:
    """Refuse a question that is longer than the library's setting allows; raises ``InputError``."""
    most = library.settings.max_question_characters
    if len(text) > most:
        raise InputError(f"The question has {len(text)} characters.", remedy=f"At most {most} are taken.")


Shared = Annotated[Service, Depends(service_of)]
