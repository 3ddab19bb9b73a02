"""A file of briefs, one a line as JSON: what ``jianbao batch`` writes, and where it looks for what it has written.

A line is a Summary of the contract and a ``fingerprint`` of what it was made from. A line is whole or, after a
process died at it, the last one and torn; a torn one is cut. Of two briefs of one article the later counts;
``finish`` drops the earlier, and nothing else: a brief is paid for, and its article may be another library's. What
could not be written is listed beside the file, in ``NAME.failed.jsonl``, by the last run.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any

from rag.briefs.batch import Item
from rag.errors import InputError, LibraryBusy
from rag.types import Summary
from ui import schemas
from ui.contract import summary_json

_BEGINS = '{"article_ids"'


def line_of(item: Item, summary: Summary) -> str:
    """A brief as a line, without the line end."""
    return json.dumps({**summary_json(summary), "fingerprint": item.fingerprint}, ensure_ascii=False)


class BriefFile:
    """The book of a batch in one file, which nobody else can write while it is open."""

    def __init__(self, path: Path) -> None:
        """Open nothing yet: ``with`` does, and raises ``InputError`` for a file that holds something else."""
        self.path = path.resolve()
        self.failures = self.path.with_name(f"{self.path.stem}.failed.jsonl")
        self._file = -1
        self._written: dict[str, str] = {}
        self._lines = 0

    def __enter__(self) -> BriefFile:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._file = self._locked()
            try:
                self._read()
                self.forget_failures()
            except BaseException:
                self._close()
                raise
        except OSError as error:
            raise InputError(
                f"{self.path} cannot be written: {error.strerror}.", remedy="Give another --out."
            ) from error
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._close()

    def written(self) -> Mapping[str, str]:
        """The fingerprints of the briefs that are there, by article."""
        return self._written

    def keep(self, item: Item, summary: Summary) -> None:
        """Append a brief; it is on the disk when this returns."""
        data = f"{line_of(item, summary)}\n".encode()
        at = os.lseek(self._file, 0, os.SEEK_END)
        try:
            while data:
                data = data[os.write(self._file, data) :]
            os.fsync(self._file)
        except OSError as error:
            os.ftruncate(self._file, at)  # a full disk: half a line would be in the way of the next
            raise InputError(
                f"{self.path} cannot grow: {error.strerror}.",
                remedy="Free space on its disk; the same command goes on where it was.",
            ) from error
        self._written[item.article_id] = item.fingerprint
        self._lines += 1

    def fail(self, item: Item, reason: str) -> None:
        """Record beside the file why an article has no brief."""
        record = {"article_id": item.article_id, "title": item.title, "error": reason}
        with self.failures.open("a", encoding="utf-8") as file:
            file.write(json.dumps(record, ensure_ascii=False) + "\n")

    def forget_failures(self) -> None:
        """Begin the list of failures anew."""
        self.failures.unlink(missing_ok=True)

    def finish(self) -> None:
        """Drop briefs that later ones replace."""
        if self._lines == len(self._written):
            return
        last: dict[str, bytes] = {}
        for line in self._whole_lines():
            article_id = json.loads(line)["article_ids"][0]
            last.pop(article_id, None)
            last[article_id] = line
        new = self.path.with_name(f"{self.path.name}.new")
        file = os.open(new, os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o666)
        try:
            fcntl.flock(file, fcntl.LOCK_EX)
            with os.fdopen(os.dup(file), "wb") as out:
                out.writelines(line + b"\n" for line in last.values())
                out.flush()
                os.fsync(file)
            new.replace(self.path)
        except BaseException:
            os.close(file)
            new.unlink(missing_ok=True)
            raise
        self._close()
        self._file = file
        self._lines = len(last)
        self._written = {article_id: self._written[article_id] for article_id in last}

    def summaries(self) -> Iterator[schemas.Summary]:
        """The briefs that count, in the order of the file."""
        found = [json.loads(line) for line in self._whole_lines()]
        last = {each["article_ids"][0]: n for n, each in enumerate(found)}
        return (schemas.Summary.model_validate(found[n]) for n in last.values())

    def _locked(self) -> int:
        while True:
            file = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                there = self.path.stat() if self.path.exists() else None
            except BlockingIOError:
                os.close(file)
                raise LibraryBusy(
                    f"Another batch is writing to {self.path}.", remedy="Wait for it, or give another --out."
                ) from None
            # The batch that held the lock may have put a new file in the place of this one.
            if there is not None and os.path.samestat(there, os.fstat(file)):
                return file
            os.close(file)

    def _close(self) -> None:
        if self._file >= 0:
            os.close(self._file)
            self._file = -1

    def _whole_lines(self) -> list[bytes]:
        return self.path.read_bytes().splitlines()

    def _read(self) -> None:
        """Take stock of the file, cutting a torn last line; nothing is cut of a file that is none of ours."""
        data = self.path.read_bytes()
        end = data.rfind(b"\n") + 1
        for number, line in enumerate(data[:end].split(b"\n")[:-1], 1):
            read = _parsed(line)
            if read is None:
                raise InputError(f"Line {number} of {self.path} is no brief.", remedy="Give another --out.")
            self._note(read)
        torn = data[end:]
        if not torn:
            return
        read = _parsed(torn)
        if read is not None:
            self._note(read)
            os.pwrite(self._file, b"\n", len(data))
        elif torn.startswith(_BEGINS.encode()) or _BEGINS.encode().startswith(torn) or not torn.strip(b"\0"):
            os.ftruncate(self._file, end)
        else:
            raise InputError(f"The last line of {self.path} is no brief.", remedy="Give another --out.")

    def _note(self, read: dict[str, Any]) -> None:
        self._written[read["article_ids"][0]] = str(read.get("fingerprint"))
        self._lines += 1


def _parsed(line: bytes) -> dict[str, Any] | None:
    """A line's JSON, if it is a brief of one article."""
    try:
        read = json.loads(line)
    except ValueError:
        return None
    ids = read.get("article_ids") if isinstance(read, dict) else None
    good = isinstance(ids, list) and len(ids) == 1 and isinstance(ids[0], str) and "summary" in read
    return read if good else None
