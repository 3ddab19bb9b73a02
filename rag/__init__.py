"""The pipeline: newspaper pages in, cited answers and briefs out.

::

    import rag

    with rag.open_library("my-library") as library:
        library.add([Path("pages")])
        answer = library.ask("...")

The names here are the public API; each is loaded when it is first used, so that ``import rag`` costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rag.additions import AddReport
    from rag.app import Library, open_library
    from rag.errors import JianbaoError
    from rag.settings import Settings
    from rag.types import Answer, Article, Citation, CitedSentence, Filters, Hit, Question, Summary, Turn

__all__ = [
    "AddReport",
    "Answer",
    "Article",
    "Citation",
    "CitedSentence",
    "Filters",
    "Hit",
    "JianbaoError",
    "Library",
    "Question",
    "Settings",
    "Summary",
    "Turn",
    "open_library",
]
_ELSEWHERE = {
    "AddReport": "rag.additions",
    "Library": "rag.app",
    "open_library": "rag.app",
    "JianbaoError": "rag.errors",
    "Settings": "rag.settings",
}


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module 'rag' has no attribute {name!r}")
    value: object = getattr(import_module(_ELSEWHERE.get(name, "rag.types")), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
