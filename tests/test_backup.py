"""A backup is the library at one moment; restoring it is all or nothing."""

from __future__ import annotations

import hashlib
import json
import multiprocessing
import os
import resource
import shutil
import signal
import threading
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from rag.archive import backups, ingest, lease, upkeep
from rag.archive.backups import Contents, backup, restore
from rag.archive.index import Index
from rag.errors import IncompatibleLibrary, InputError, JianbaoError, LibraryBusy, LibraryError
from rag.evidence import retrieve
from rag.fakes import FakeEmbedder
from rag.settings import Settings
from tests.conftest import Jianbao
from tests.shelf import count_characters, many, open_index, parse, titles

PROCESSES = multiprocessing.get_context("fork")


def settings(home: Path) -> Settings:
    return Settings(home=home / "library", lock_timeout=0.2)


def filled(home: Path, count: int = 6, start: int = 0) -> list[str]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ingest, "parse_page", parse)
        index = open_index(home)
        ingest.add(index, many(count, start))
        found = titles(index)
        index.close()
    return found


def held(home: Path) -> list[str]:
    """What a library holds, once it is sure that it is whole."""
    index = open_index(home)
    index.sync()
    assert upkeep.check(index) == []
    if found := titles(index):
        assert retrieve.search(index, found[0], 3)[0].article.title == found[0]
    index.close()
    return found


def test_a_library_comes_back_as_it_was(tmp_path: Path) -> None:
    expected = filled(tmp_path / "one")
    (tmp_path / "one" / "library" / "chroma" / "note.txt").write_text("not part of a backup")
    written = backup(settings(tmp_path / "one"), tmp_path / "library.backup")
    assert written.articles == len(expected)
    assert {each.name for each in tmp_path.iterdir()} == {"one", "library.backup"}
    assert restore(settings(tmp_path / "two"), tmp_path / "library.backup") == written
    assert held(tmp_path / "two") == expected
    assert not (tmp_path / "two" / "library" / "chroma" / "note.txt").exists()
    # What is added later takes numbers of its own.
    assert set(filled(tmp_path / "two", 3, 50)) > set(expected)
    held(tmp_path / "two")


def test_by_the_command_line(jianbao: Jianbao, home: Path, tmp_path: Path) -> None:
    before = jianbao("--home", home, "--json", "articles").document
    file = tmp_path / "backup.zip"
    assert jianbao("--home", home, "backup", file, "--json").document["articles"] == len(before["articles"])
    again = tmp_path / "again"
    assert "restored" in jianbao("--home", again, "restore", file).out
    assert jianbao("--home", again, "--json", "articles").document == before
    refused = jianbao("--home", again, "restore", file)
    assert refused.code == 1
    assert refused.err.count("\n") == 1
    assert "--force" in refused.err
    assert jianbao("--home", again, "restore", file, "--force").code == 0
    assert jianbao("--home", again, "doctor", "--json").document["problems"] == []


def test_a_backup_may_be_made_while_a_writer_works(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ingest, "parse_page", parse)
    index = open_index(tmp_path / "one")
    ingest.add(index, many(2))
    done = threading.Event()

    def write() -> None:
        for number in range(3, 40):
            ingest.add(index, many(1, number))
            if number % 3 == 0:
                with index.snapshot() as snapshot:
                    gone = snapshot.articles()[0].id
                ingest.remove(index, [gone])
        done.set()

    writer = threading.Thread(target=write)
    writer.start()
    made: list[Contents] = []
    while not done.is_set() or not made:
        made.append(backup(settings(tmp_path / "one"), tmp_path / f"{len(made)}.zip"))
    writer.join()
    index.close()
    for number in {0, len(made) // 2, len(made) - 1}:
        home = tmp_path / f"restored-{number}"
        restore(settings(home), tmp_path / f"{number}.zip")
        assert len(held(home)) == made[number].articles


def test_an_older_backup_is_replaced_and_nothing_else(tmp_path: Path) -> None:
    filled(tmp_path / "one", 2)
    file = tmp_path / "it.zip"
    backup(settings(tmp_path / "one"), file)
    filled(tmp_path / "one", 3)
    assert backup(settings(tmp_path / "one"), file).pages == 3
    notes = tmp_path / "notes.txt"
    notes.write_text("mine")
    with pytest.raises(InputError, match="no backup"):
        backup(settings(tmp_path / "one"), notes)
    assert notes.read_text() == "mine"
    with zipfile.ZipFile(tmp_path / "other.zip", "w") as other:
        other.writestr("mine", "mine")
    with pytest.raises(InputError, match="no backup"):
        backup(settings(tmp_path / "one"), tmp_path / "other.zip")


def test_a_folder_without_a_library_is_not_backed_up(tmp_path: Path) -> None:
    with pytest.raises(LibraryError, match="no library"):
        backup(settings(tmp_path), tmp_path / "it.zip")
    assert list(tmp_path.iterdir()) == []


def rewritten(file: Path, change: Callable[[dict[str, bytes], Any], None]) -> Path:
    """A backup with other contents, its manifest as ``change`` leaves it."""
    with zipfile.ZipFile(file) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    manifest = json.loads(members.pop("manifest.json"))
    change(members, manifest)
    members["manifest.json"] = json.dumps(manifest).encode()
    target = file.with_name("rewritten.zip")
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return target


def flipped(members: dict[str, bytes], manifest: Any) -> None:
    data = bytearray(members["vectors.f32"])
    data[len(data) // 2] ^= 1
    members["vectors.f32"] = bytes(data)


def shorter(members: dict[str, bytes], manifest: Any) -> None:
    members["vectors.f32"] = members["vectors.f32"][:-8]


def bomb(members: dict[str, bytes], manifest: Any) -> None:
    members["vectors.f32"] = b"\0" * 50_000_000


def named(name: str) -> Callable[[dict[str, bytes], Any], None]:
    def change(members: dict[str, bytes], manifest: Any) -> None:
        members[name] = members["vectors.f32"]
        manifest["files"][name] = manifest["files"]["vectors.f32"]

    return change


def no_catalogue(members: dict[str, bytes], manifest: Any) -> None:
    members["catalog.sqlite3"] = data = b"no database" * 1000
    manifest["files"]["catalog.sqlite3"] = [len(data), hashlib.sha256(data).hexdigest()]


def other_counts(members: dict[str, bytes], manifest: Any) -> None:
    manifest["articles"] += 1


def no_manifest(members: dict[str, bytes], manifest: Any) -> None:
    manifest.clear()


def huge(members: dict[str, bytes], manifest: Any) -> None:
    manifest["files"]["vectors.f32"][0] = 1 << 60


@pytest.mark.parametrize(
    "change",
    [
        flipped, shorter, bomb, no_catalogue, other_counts, no_manifest, huge, named("../evil.sqlite3"),
        named("/tmp/evil.sqlite3"), named("a/b.sqlite3"), named("evil.txt"), named("catalog.sqlite3-wal"),
    ],
)  # fmt: skip
def test_what_is_not_whole_changes_nothing(tmp_path: Path, change: Callable[[dict[str, bytes], Any], None]) -> None:
    expected = filled(tmp_path / "one", 2)
    other = filled(tmp_path / "two", 2, 30)
    assert other != expected
    backup(settings(tmp_path / "one"), tmp_path / "it.zip")
    bad = rewritten(tmp_path / "it.zip", change)
    before = set(tmp_path.rglob("*"))
    with pytest.raises((InputError, LibraryError)) as caught:
        restore(settings(tmp_path / "two"), bad, force=True)
    assert "\n" not in str(caught.value)
    assert caught.value.remedy
    assert set(tmp_path.rglob("*")) - {tmp_path / "two" / "library" / "library.lock"} <= before
    assert held(tmp_path / "two") == other


@pytest.mark.parametrize("cut", [0, 1, 100, 0.5, -30])
def test_a_cut_file_is_refused(tmp_path: Path, cut: float) -> None:
    filled(tmp_path / "one", 2)
    file = tmp_path / "it.zip"
    backup(settings(tmp_path / "one"), file)
    data = file.read_bytes()
    file.write_bytes(data[: int(cut * len(data)) if 0 < cut < 1 else int(cut)])
    with pytest.raises(JianbaoError, match=r"no backup|damaged"):
        restore(settings(tmp_path / "two"), file)
    with pytest.raises(InputError):
        restore(settings(tmp_path / "two"), tmp_path / "missing.zip")


def test_a_newer_format_or_layout_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = filled(tmp_path / "one", 2)
    file = tmp_path / "it.zip"
    backup(settings(tmp_path / "one"), file)
    newer = rewritten(file, lambda _members, manifest: manifest.update(format=99))
    with pytest.raises(IncompatibleLibrary, match="newer"):
        restore(settings(tmp_path / "one"), newer, force=True)
    monkeypatch.setattr(backups, "SCHEMA_VERSION", 0)
    with pytest.raises(IncompatibleLibrary, match="newer"):
        restore(settings(tmp_path / "one"), file, force=True)
    assert held(tmp_path / "one") == expected


def test_a_library_in_use_is_not_replaced(tmp_path: Path) -> None:
    expected = filled(tmp_path / "one", 2)
    backup(settings(tmp_path / "one"), tmp_path / "it.zip")
    index = open_index(tmp_path / "one")
    with pytest.raises(LibraryBusy, match="in use"):
        restore(settings(tmp_path / "one"), tmp_path / "it.zip", force=True)
    index.close()
    restore(settings(tmp_path / "one"), tmp_path / "it.zip", force=True)
    with lease.alone(tmp_path / "one" / "library", 1), pytest.raises(LibraryBusy, match="being restored"):
        Index(settings(tmp_path / "one"), FakeEmbedder(64), count_characters)
    assert held(tmp_path / "one") == expected


class Died(BaseException):
    """Stands in for a kill."""


@pytest.mark.parametrize("step", range(12))
def test_a_restore_that_dies_leaves_one_library_or_the_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    expected = filled(tmp_path / "one", 3)
    other = filled(tmp_path / "two", 2, 30)
    backup(settings(tmp_path / "one"), tmp_path / "it.zip")
    left = [step]

    def dying(original: Callable[..., Any]) -> Callable[..., Any]:
        def wrapped(*given: Any, **named: Any) -> Any:
            if left[0] == 0:
                raise Died
            left[0] -= 1
            return original(*given, **named)

        return wrapped

    with monkeypatch.context() as patch:
        for name in ("rename", "replace", "unlink", "rmdir", "mkdir"):
            patch.setattr(Path, name, dying(getattr(Path, name)))
        patch.setattr(shutil, "rmtree", dying(shutil.rmtree))
        try:
            restore(settings(tmp_path / "two"), tmp_path / "it.zip", force=True)
        except Died:
            pass
        else:
            assert left[0] > 0
    assert held(tmp_path / "two") in (expected, other)
    restore(settings(tmp_path / "two"), tmp_path / "it.zip", force=True)
    assert held(tmp_path / "two") == expected


def restore_with_little_room(home: Path, file: Path) -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        restore(settings(home), file, force=True)
    except LibraryError as error:
        os._exit(0 if "cannot be written" in str(error) and "\n" not in str(error) else 2)
    os._exit(1)


def test_a_disk_that_fills_up_changes_nothing(tmp_path: Path) -> None:
    filled(tmp_path / "one", 6)
    other = filled(tmp_path / "two", 2, 30)
    backup(settings(tmp_path / "one"), tmp_path / "it.zip")
    process = PROCESSES.Process(target=restore_with_little_room, args=(tmp_path / "two", tmp_path / "it.zip"))
    process.start()
    process.join(60)
    assert process.exitcode == 0
    assert held(tmp_path / "two") == other
