"""What can go wrong, as one tree; each message says what, where and the remedy.

::

    JianbaoError
    ├── InputError          the reader's file, question or option is at fault
    │   ├── UnreadableFile
    │   ├── UnknownArticle
    │   └── InvalidPrompt
    ├── SetupError          something is not installed or not configured
    ├── LibraryError        the library's folder is at fault
    │   ├── LibraryBusy
    │   └── IncompatibleLibrary
    └── ModelError          a model server is at fault
        ├── ModelUnreachable
        ├── ModelRefused
        └── ModelOverloaded
"""

from __future__ import annotations


class JianbaoError(Exception):
    """What every error of Jianbao's is; its text is one line that can be shown to a reader."""

    def __init__(self, what: str, *, remedy: str = "") -> None:
        super().__init__(f"{what} {remedy}".strip() if remedy else what)
        self.what = what
        self.remedy = remedy


class InputError(JianbaoError):
    """The reader's file, question or option is at fault."""


class UnreadableFile(InputError):
    """A file that is missing, locked, too large, or not the text that its name says."""


class UnknownArticle(InputError):
    """An article id that the library does not hold."""


class InvalidPrompt(InputError):
    """A prompt file that lacks a variable, or names one that nothing fills."""


class SetupError(JianbaoError):
    """Something that is asked for is not installed or not configured."""


class LibraryError(JianbaoError):
    """The library's folder cannot be used as it is."""


class LibraryBusy(LibraryError):
    """Another process is writing to the library."""


class IncompatibleLibrary(LibraryError):
    """The library was made with another embedder or by a newer version."""


class ModelError(JianbaoError):
    """A model server did not do what it was asked."""


class ModelUnreachable(ModelError):
    """No server answers at the address, or not in time."""


class ModelRefused(ModelError):
    """The server answers, but not this request: a wrong key, an unknown model, a prompt that is too long."""


class ModelOverloaded(ModelError):
    """The server asks to wait; ``retry_after`` is in seconds, where it says how long."""

    def __init__(self, what: str, *, remedy: str = "", retry_after: float | None = None) -> None:
        super().__init__(what, remedy=remedy)
        self.retry_after = retry_after


def fault_in_a_line(error: BaseException) -> str:
    """Tell a fault of ours, an exception of whatever kind, in a line."""
    return f"{type(error).__name__}: {' '.join(str(error).split())[:300]}"
