"""Files in, pages out: text, Markdown, PDF, pictures, HTML and Word, each bounded in size and read into a ``Page``.

A reader is a class that keeps ``rag.ports.PageReader`` and takes the settings; its ``suffixes`` choose it. What comes
out has text, or ``UnreadableFile`` says why not.
"""

from __future__ import annotations

import os
import re
import stat
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date as Date
from pathlib import Path, PurePath

from rag.additions import Failure, Notice
from rag.errors import UnreadableFile
from rag.ports import PageReader
from rag.prose.storable import storable
from rag.readers.markup import HtmlReader
from rag.readers.metadata import Imprint, first_known, in_text
from rag.readers.named import in_masthead, in_name
from rag.readers.pdf import PdfReader
from rag.readers.scan import ImageReader
from rag.readers.text import TextReader
from rag.readers.word import WordReader
from rag.settings import Settings
from rag.types import Page

__all__ = ["SUFFIXES", "find_files", "read_bytes", "read_file"]

_READERS: dict[str, Callable[[Settings], PageReader]] = {
    suffix: reader
    for reader in (TextReader, PdfReader, ImageReader, HtmlReader, WordReader)
    for suffix in reader.suffixes
}
SUFFIXES = frozenset(_READERS)
_KINDS = ", ".join(sorted(SUFFIXES))
_LONGEST_NAME = 200
_MOST_KINDS, _LONGEST_KIND = 6, 12


def read_file(
    path: Path,
    settings: Settings,
    *,
    newspaper: str | None = None,
    date: Date | None = None,
    page: str | None = None,
) -> Page:
    """Read one file; ``newspaper``, ``date`` and ``page`` are trusted over what stands in it.

    Without them its text is asked, then its document properties, then its name and folders. ``source`` is the
    absolute path. Raises ``UnreadableFile``.
    """
    absolute = os.path.abspath(path)  # noqa: PTH100 - unlike resolve(), keeps the path that the reader knows
    data = _contents(absolute, _printable(absolute), settings)
    return _read(data, absolute, settings, Imprint(newspaper, date, page))


def read_bytes(
    data: bytes,
    name: str,
    settings: Settings,
    *,
    newspaper: str | None = None,
    date: Date | None = None,
    page: str | None = None,
) -> Page:
    """Read an uploaded file as ``read_file`` does; ``source`` is its bare name, never used as a path."""
    bare = _printable(re.split(r"[/\\]", name)[-1], instead="").strip(" .")
    source = bare[-_LONGEST_NAME:] or "upload"
    _check_size(len(data), source, settings)
    return _read(data, source, settings, Imprint(newspaper, date, page))


def find_files(paths: Iterable[Path]) -> Iterator[Path | Failure | Notice]:
    """Find the readable files: those given, and all of known kind below given folders, in a stable order.

    Hidden files are skipped; a link that leads out of its folder, a folder that cannot be listed and a path that is
    not there come as a ``Failure``; files of other kinds are counted in a ``Notice`` of their folder, and so is that
    it holds none at all. A file that is given by name is passed on whatever its kind.
    """
    for path in paths:
        # The functions of os.path take a path that cannot even be asked about for one that is not there.
        if os.path.isdir(path):  # noqa: PTH112
            yield from _walk(path, Path(os.path.realpath(path)))
        elif os.path.exists(path):  # noqa: PTH110
            yield path
        else:
            yield _failure(path, "is not there: check the path.")


def _walk(folder: Path, root: Path) -> Iterator[Path | Failure | Notice]:
    pending = [folder]
    passed: Counter[str] = Counter()
    found = False
    while pending:
        here = pending.pop()
        try:
            entries = sorted(here.iterdir())
        except OSError as error:
            yield _failure(here, f"cannot be listed: {error.strerror}.")
            continue
        folders = []
        for entry in entries:
            if entry.name.startswith("."):
                continue
            if entry.is_symlink():
                # A linked folder is never entered: it is walked where it stands, or makes a loop, or lies outside.
                if not Path(os.path.realpath(entry)).is_relative_to(root):
                    yield _failure(entry, f"is a link that leads out of {root}: add its target by its own path.")
                    continue
                if entry.is_dir():
                    continue
            if entry.is_dir():
                folders.append(entry)
            elif entry.suffix.lower() in SUFFIXES:
                found = True
                yield entry
            else:
                passed[entry.suffix.lower()] += 1
        pending.extend(reversed(folders))
    if passed:
        kinds = _counted(passed)
        yield _notice(folder, f"has files of no kind that can be read, {passed.total()} passed over: {kinds}.")
    elif not found:
        yield _notice(folder, f"holds no file that can be read. These can: {_KINDS}.")


def _counted(kinds: Counter[str]) -> str:
    """The kinds of files and how many there are of each, the most first."""
    most = sorted(kinds.items(), key=lambda kind: (-kind[1], kind[0]))
    named = [f"{count} {_printable(kind)[:_LONGEST_KIND] or 'without a suffix'}" for kind, count in most[:_MOST_KINDS]]
    return ", ".join([*named, "..."] if len(most) > _MOST_KINDS else named)


def _notice(path: Path, what: str) -> Notice:
    source = os.path.abspath(path)  # noqa: PTH100
    return Notice(source=storable(source), warning=f"{_printable(source)} {what}")


def _failure(path: Path, what: str) -> Failure:
    source = os.path.abspath(path)  # noqa: PTH100
    return Failure(source=storable(source), error=f"{_printable(source)} {what}")


def _contents(path: str, source: str, settings: Settings) -> bytes:
    try:
        # Opening a pipe would wait for a writer: look before.
        found = os.stat(path)  # noqa: PTH116
        if not stat.S_ISREG(found.st_mode):
            raise UnreadableFile(f"{source} is no ordinary file.", remedy="Give a file, or a folder to add.")
        _check_size(found.st_size, source, settings)
        with Path(path).open("rb") as file:
            data = file.read(settings.max_file_bytes + 1)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise UnreadableFile(
            f"{source} cannot be read: {reason}.", remedy="Check the path and your rights to it."
        ) from error
    _check_size(len(data), source, settings)
    return data


def _check_size(size: int, source: str, settings: Settings) -> None:
    if size > settings.max_file_bytes:
        raise UnreadableFile(
            f"{source} has more than {settings.max_file_bytes} bytes.",
            remedy="Split it, or raise JIANBAO_MAX_FILE_BYTES.",
        )


def _read(data: bytes, name: str, settings: Settings, given: Imprint) -> Page:
    path, shown = PurePath(name), _printable(name)
    make_reader = _READERS.get(path.suffix.lower())
    if make_reader is None:
        raise UnreadableFile(f"{shown} is of no kind that can be read.", remedy=f"These can: {_KINDS}.")
    if not data.strip():
        raise UnreadableFile(f"{shown} is empty.", remedy="Check how it was saved.")
    page = make_reader(settings).read(data, shown)
    if not page.text.strip():
        raise UnreadableFile(f"{shown} holds no text.", remedy="Check how it was saved.")
    if len(page.text) > settings.max_page_characters:
        raise UnreadableFile(
            f"{shown} has more than {settings.max_page_characters} characters of text.",
            remedy="Split it, or raise JIANBAO_MAX_PAGE_CHARACTERS.",
        )
    # What the reader itself put into the page comes from the document's properties.
    properties = Imprint(page.newspaper, page.date, page.number)
    imprint = first_known(given, in_text(page.text), properties, in_name(path, page.text), in_masthead(page.text))
    return replace(page, source=storable(name), newspaper=imprint.newspaper, date=imprint.date, number=imprint.number)


def _printable(name: str, instead: str = "\ufffd") -> str:
    """Take control characters, invisible marks and undecodable bytes out of a name, to keep a message on its line."""
    return "".join(
        instead if unicodedata.category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp") else character
        for character in name
    )
