"""A library as one file, and a library made of such a file again.

A backup is a zip of the library's SQLite files, each as it was at one moment, of the vectors that the catalogue had
then, and of a manifest with their sizes and SHA-256. The vector store is no part of it: it is built anew from the
vectors. Nothing in a backup is taken for a path: it holds bare names of SQLite files and of the vectors, and others are
refused.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import sqlite3
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from rag.archive import lease
from rag.archive.catalog import SCHEMA_VERSION
from rag.archive.index import forget_store
from rag.archive.lease import CATALOG, UNPACKED, UNPACKING, VECTORS, finish, flush
from rag.archive.snapshot import Snapshot
from rag.errors import IncompatibleLibrary, InputError, LibraryError
from rag.ports import Progress
from rag.settings import Settings

FORMAT = 1
MANIFEST = "manifest.json"

_NAME = re.compile(r"[a-z][a-z-]{0,40}\.sqlite3|" + re.escape(VECTORS))
_DIGEST = re.compile(r"[0-9a-f]{64}")
_BLOCK = 1 << 20
_LARGEST_MANIFEST = 100_000
# What reading a zip, and then a manifest, that somebody changed ends in.
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, KeyError, TypeError, ValueError)


@dataclass(frozen=True, slots=True)
class Contents:
    """What a backup holds; ``size`` is that of the files in it, in bytes."""

    pages: int
    articles: int
    chunks: int
    size: int


def backup(settings: Settings, file: Path, progress: Progress | None = None) -> Contents:
    """Write the library in ``settings.home`` to a file, whoever is reading and writing it meanwhile.

    The file appears whole or not at all, and takes the place of an older backup only. Raises ``InputError`` for a
    file that is something else, ``LibraryError`` for a library that is missing or damaged, or a full disk.
    """
    home = settings.home
    if not (home / CATALOG).is_file():
        raise LibraryError(f"There is no library in {home}.", remedy="Choose its folder with --home.")
    if file.exists() and not (file.is_file() and _is_backup(file)):
        raise InputError(f"{file} exists and is no backup.", remedy="Choose another name.")
    held = lease.Lease(home, settings.lock_timeout)
    try:
        with tempfile.TemporaryDirectory(prefix=".jianbao-backup-", dir=file.absolute().parent) as folder:
            unfinished = Path(folder) / "backup"
            contents = _pack(home, unfinished, Path(folder), progress)
            flush(unfinished)
            unfinished.replace(file)
            flush(file.absolute().parent)
    except sqlite3.Error as error:
        raise LibraryError(f"{home} cannot be backed up ({error}).", remedy="Run `jianbao doctor`.") from error
    except EOFError:
        raise LibraryError(f"{home / VECTORS} was cut short meanwhile.", remedy="Run `jianbao doctor`.") from None
    except OSError as error:
        raise LibraryError(
            f"{file} cannot be written: {error.strerror or error}.", remedy="Choose another place, or free some space."
        ) from error
    finally:
        held.close()
    return contents


def restore(settings: Settings, file: Path, *, force: bool = False, progress: Progress | None = None) -> Contents:
    """Make the library in ``settings.home`` that of a backup: all of it, or after any fault the one that was there.

    Raises ``InputError`` for a file that is no whole backup, ``LibraryError`` when there is a library already and it
    is not ``force``, ``LibraryBusy`` while another process has it open, ``IncompatibleLibrary`` for a newer layout.
    """
    home = settings.home
    if not _is_backup(file):
        raise InputError(f"{file} is no backup of Jianbao, or cannot be read.", remedy="`jianbao backup` writes them.")
    try:
        home.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise LibraryError(f"{home} cannot be used: {error.strerror}.", remedy="Choose another --home.") from error
    with lease.alone(home, settings.lock_timeout):
        finish(home)
        if not force and any(each.name != lease.NAME for each in home.iterdir()):
            raise LibraryError(f"{home} is not empty.", remedy="Choose another --home, or replace it with --force.")
        unpacking = home / UNPACKING
        try:
            unpacking.mkdir()
            contents = _unpack(file, unpacking, progress)
            flush(unpacking)
            unpacking.rename(home / UNPACKED)
            flush(home)
        except OSError as error:
            raise LibraryError(
                f"{home} cannot be written: {error.strerror or error}.", remedy="Free some space; nothing is changed."
            ) from error
        finally:
            shutil.rmtree(unpacking, ignore_errors=True)
        finish(home)
    return contents


def _pack(home: Path, file: Path, scratch: Path, progress: Progress | None) -> Contents:
    copies = []
    for database in sorted(home.glob("*.sqlite3")):
        if _NAME.fullmatch(database.name):
            copies.append(scratch / database.name)
            _copy_database(database, copies[-1])
    # A vector is in its file before the catalogue names it, and its row is never another's: the file may be read now.
    if (home / VECTORS).exists():
        copies.append(home / VECTORS)
    sizes = {copy.name: copy.stat().st_size for copy in copies}
    with closing(sqlite3.connect(scratch / CATALOG)) as catalog:
        pages, articles, chunks = Snapshot(catalog).counts()
    contents = Contents(pages, articles, chunks, sum(sizes.values()))
    files: dict[str, list[int | str]] = {}
    done = 0
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for copy in copies:
            size, digest = sizes[copy.name], hashlib.sha256()
            # Vectors are noise to a compressor.
            kind = zipfile.ZIP_STORED if copy.name == VECTORS else zipfile.ZIP_DEFLATED
            member = zipfile.ZipInfo(copy.name)
            member.compress_type = kind
            with copy.open("rb") as source, archive.open(member, "w", force_zip64=True) as target:
                for block in _blocks(source, size):
                    digest.update(block)
                    target.write(block)
                    done += len(block)
                    if progress:
                        progress("bytes", done, contents.size)
            files[copy.name] = [size, digest.hexdigest()]
        manifest = {"format": FORMAT, "pages": pages, "articles": articles, "chunks": chunks, "files": files}
        archive.writestr(MANIFEST, json.dumps(manifest))
    return contents


def _copy_database(source: Path, target: Path) -> None:
    """Copy one moment of a database that others may be writing."""
    with closing(sqlite3.connect(source, timeout=30)) as live, closing(sqlite3.connect(target)) as copy:
        live.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")


def _unpack(file: Path, folder: Path, progress: Progress | None) -> Contents:
    """Write a backup's files below a folder, and raise ``InputError`` unless they are what the manifest says."""
    broken = InputError(f"{file} is damaged or incomplete.", remedy="Use another backup; nothing is changed.")
    try:
        with zipfile.ZipFile(file) as archive:
            contents, members = _manifest(archive)
            free = shutil.disk_usage(folder).free
            if contents.size > free:
                raise LibraryError(
                    f"The backup needs {contents.size >> 20} MiB in {folder.parent}, which has {free >> 20}.",
                    remedy="Free some space there or choose another --home; nothing is changed.",
                )
            done = 0
            for name, (size, sha256) in members.items():
                digest = hashlib.sha256()
                with archive.open(name) as source, (folder / name).open("xb") as target:
                    for block in _blocks(source, size):
                        digest.update(block)
                        target.write(block)
                        done += len(block)
                        if progress:
                            progress("bytes", done, contents.size)
                    target.flush()
                    os.fsync(target.fileno())
                if digest.hexdigest() != sha256:
                    raise broken
        _check_catalog(folder / CATALOG, contents)
    except (*_BROKEN, sqlite3.Error) as error:
        raise broken from error
    return contents


def _manifest(archive: zipfile.ZipFile) -> tuple[Contents, dict[str, tuple[int, str]]]:
    """What a backup says of itself; raises ``ValueError`` or ``KeyError`` for what none says."""
    with archive.open(MANIFEST) as source:
        manifest: Any = json.loads(source.read(_LARGEST_MANIFEST))
    if int(manifest["format"]) > FORMAT:
        raise IncompatibleLibrary("The backup was written by a newer Jianbao.", remedy="Upgrade Jianbao.")
    members: dict[str, tuple[int, str]] = {}
    for name, (size, sha256) in dict(manifest["files"]).items():
        if not (_NAME.fullmatch(name) and isinstance(size, int) and size >= 0 and _DIGEST.fullmatch(str(sha256))):
            raise ValueError(name)
        members[name] = (size, str(sha256))
    if CATALOG not in members:
        raise ValueError(CATALOG)
    pages, articles, chunks = (int(manifest[what]) for what in ("pages", "articles", "chunks"))
    return Contents(pages, articles, chunks, sum(size for size, _ in members.values())), members


def _check_catalog(path: Path, contents: Contents) -> None:
    """See that a catalogue is whole and of a known layout, and have it tell a new vector store everything."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        if version > SCHEMA_VERSION:
            raise IncompatibleLibrary("The backup was written by a newer Jianbao.", remedy="Upgrade Jianbao.")
        if connection.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
            raise ValueError(CATALOG)
        if Snapshot(connection).counts() != (contents.pages, contents.articles, contents.chunks):
            raise ValueError(CATALOG)
        forget_store(connection)
        connection.execute("PRAGMA journal_mode = WAL").fetchall()


def _blocks(source: IO[bytes], size: int) -> Iterator[bytes]:
    """Read exactly so many bytes; raises ``EOFError`` when there are fewer, and never reads more."""
    while size:
        block = source.read(min(size, _BLOCK))
        if not block:
            raise EOFError
        size -= len(block)
        yield block


def _is_backup(file: Path) -> bool:
    try:
        with zipfile.ZipFile(file) as archive:
            return MANIFEST in archive.namelist() and CATALOG in archive.namelist()
    except (OSError, zipfile.BadZipFile, ValueError, NotImplementedError):
        return False
