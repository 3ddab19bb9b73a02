"""Who may have a library open: any number of processes share it, and a restore has it alone.

A lease is ``flock`` on a file of the library's folder: the system lets go of it when a process ends, however it ends.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import time
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rag.errors import LibraryBusy, LibraryError

NAME = "library.lock"
PAUSE = 0.02
CATALOG = "catalog.sqlite3"
STORE = "chroma"
VECTORS = "vectors.f32"
# A restored library is unpacked under the first name; renaming it to the second is the moment from which it counts.
UNPACKING, UNPACKED = "restoring", "restored"


def is_begun(home: Path) -> bool:
    """Whether a folder holds anything of a library, whole or not; looking leaves no trace.

    Of what cannot be looked at it is taken to be so: opening it says what is wrong.
    """
    try:
        return not {CATALOG, STORE, VECTORS, UNPACKED}.isdisjoint(os.listdir(home))  # noqa: PTH208 - names will do
    except FileNotFoundError:
        return False
    except OSError:
        return True


class Lease:
    """A shared lease on a library's folder, held until ``close``; a restore that was cut off is finished first."""

    def __init__(self, home: Path, timeout: float) -> None:
        if (home / UNPACKED).is_dir():
            with alone(home, timeout):
                finish(home)
        file = _lock(home, timeout, fcntl.LOCK_SH)
        self.close = weakref.finalize(self, os.close, file)
        """Let go; a second time does nothing."""


@contextmanager
def alone(home: Path, timeout: float) -> Iterator[None]:
    """Have a library's folder alone; raises ``LibraryBusy`` when others do not close it in time."""
    file = _lock(home, timeout, fcntl.LOCK_EX)
    try:
        yield
    finally:
        os.close(file)


def finish(home: Path) -> None:
    """Put what was unpacked in its place, also after a process that died at it; the library is had alone."""
    shutil.rmtree(home / UNPACKING, ignore_errors=True)
    unpacked = home / UNPACKED
    if not unpacked.is_dir():
        return
    names = sorted((each.name for each in unpacked.iterdir()), key=lambda name: name == CATALOG)
    for name in names:
        if name == CATALOG:  # the last: until it is in its place, this is done again from the start
            shutil.rmtree(home / STORE, ignore_errors=True)
            for other in set(home.glob("*.sqlite3")) - {home / CATALOG, *(home / each for each in names)}:
                other.unlink()
        for log in ("-wal", "-shm", "-journal"):
            (home / f"{name}{log}").unlink(missing_ok=True)
        (unpacked / name).replace(home / name)
    unpacked.rmdir()
    flush(home)


def flush(path: Path) -> None:
    """Have a file, or a folder's list of files, on the disk."""
    file = os.open(path, os.O_RDONLY)
    try:
        os.fsync(file)
    finally:
        os.close(file)


def _lock(home: Path, timeout: float, kind: int) -> int:
    path = home / NAME
    try:
        file = os.open(path, os.O_RDONLY | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError as error:
        raise LibraryError(
            f"{home} cannot be used: {error.strerror}.",
            remedy="Check the folder's permissions, or choose another --home.",
        ) from error
    deadline = time.monotonic() + timeout
    try:
        while True:
            try:
                fcntl.flock(file, kind | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() >= deadline:
                    who = "being restored" if kind == fcntl.LOCK_SH else "in use by another process"
                    raise LibraryBusy(
                        f"The library in {home} is {who} (waited {timeout:g} s).",
                        remedy="Try again when that is done; end a server that has it open.",
                    ) from None
                time.sleep(PAUSE)
            else:
                return file
    except BaseException:
        os.close(file)
        raise
