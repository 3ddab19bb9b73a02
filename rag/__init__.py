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
    from rag.additions import AddReport, Failure, Notice
    from rag.app import Library, open_library
    from rag.briefs.batch import Book, Engine, Item, Tally
    from rag.doctor import Check, Status
    from rag.errors import (
        IncompatibleLibrary,
        InputError,
        InvalidPrompt,
        JianbaoError,
        LibraryBusy,
        LibraryError,
        ModelError,
        ModelOverloaded,
        ModelRefused,
        ModelUnreachable,
        SetupError,
        UnknownArticle,
        UnreadableFile,
    )
    from rag.proof.corrections import Correction
    from rag.settings import Settings
    from rag.types import (
        Answer,
        Article,
        Chunk,
        Citation,
        CitedSentence,
        Filters,
        Hit,
        ListedArticle,
        Listing,
        Place,
        Question,
        Seconds,
        Sentence,
        Summary,
        Theme,
        Turn,
        Usage,
    )

__all__ = [
    "AddReport",
    "Answer",
    "Article",
    "Book",
    "Check",
    "Chunk",
    "Citation",
    "CitedSentence",
    "Correction",
    "Engine",
    "Failure",
    "Filters",
    "Hit",
    "IncompatibleLibrary",
    "InputError",
    "InvalidPrompt",
    "Item",
    "JianbaoError",
    "Library",
    "LibraryBusy",
    "LibraryError",
    "ListedArticle",
    "Listing",
    "ModelError",
    "ModelOverloaded",
    "ModelRefused",
    "ModelUnreachable",
    "Notice",
    "Place",
    "Question",
    "Seconds",
    "Sentence",
    "Settings",
    "SetupError",
    "Status",
    "Summary",
    "Tally",
    "Theme",
    "Turn",
    "UnknownArticle",
    "UnreadableFile",
    "Usage",
    "open_library",
]
_NAMES_OF = {
    "rag.additions": ("AddReport", "Failure", "Notice"),
    "rag.app": ("Library", "open_library"),
    "rag.briefs.batch": ("Book", "Engine", "Item", "Tally"),
    "rag.doctor": ("Check", "Status"),
    "rag.errors": (
        *("IncompatibleLibrary", "InputError", "InvalidPrompt", "JianbaoError", "LibraryBusy", "LibraryError"),
        *("ModelError", "ModelOverloaded", "ModelRefused", "ModelUnreachable"),
        *("SetupError", "UnknownArticle", "UnreadableFile"),
    ),
    "rag.proof.corrections": ("Correction",),
    "rag.settings": ("Settings",),
}
_ELSEWHERE = {name: module for module, names in _NAMES_OF.items() for name in names}


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module 'rag' has no attribute {name!r}")
    value: object = getattr(import_module(_ELSEWHERE.get(name, "rag.types")), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
