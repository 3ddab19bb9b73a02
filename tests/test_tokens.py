"""Tokens are counted offline, whatever the cache folder is like."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from rag.models.tokens import CACHED_NAME, TABLE_SHA256, token_counter, unpack_table
from rag.settings import Settings

NO_NETWORK = """
import socket
def refuse(*_, **__):
    raise AssertionError("tokens need no network")
socket.socket.connect = socket.create_connection = socket.getaddrinfo = refuse
"""


def test_the_name_is_the_one_that_tiktoken_looks_for() -> None:
    address = "https://openaipublic.blob.core.windows.net/encodings/o200k_base.tiktoken"
    assert hashlib.sha1(address.encode()).hexdigest() == CACHED_NAME


def test_counts_as_tiktoken_does_without_a_network(tmp_path: Path) -> None:
    script = NO_NETWORK + (
        "from rag.settings import Settings; from rag.models.tokens import token_counter; import sys; "
        "count = token_counter(Settings.load(cache=sys.argv[1])); "
        "print(count('hello world'), count(''), count('<|endoftext|>') > 1, count('今天天气很好') > 1)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path / "new" / "cache")],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "HOME": str(tmp_path)},
    )
    assert done.stdout == "2 0 True True\n"


def test_texts_that_trouble_tokenizers(tmp_path: Path) -> None:
    count = token_counter(Settings.load(cache=tmp_path))
    assert count("a" * 200_000) < 200_000
    assert count("剪" * 20_000) <= 60_000
    assert count("\ud800好\0") > 0


def test_a_damaged_table_is_replaced(tmp_path: Path) -> None:
    assert unpack_table(tmp_path) == tmp_path
    table = tmp_path / CACHED_NAME
    table.write_bytes(table.read_bytes()[:-1] + b"!")
    assert unpack_table(tmp_path) == tmp_path
    assert hashlib.sha256(table.read_bytes()).hexdigest() == TABLE_SHA256
    assert [path.name for path in tmp_path.iterdir()] == [CACHED_NAME]


def test_a_whole_table_is_left_alone(tmp_path: Path) -> None:
    before = (unpack_table(tmp_path) / CACHED_NAME).stat().st_mtime_ns
    assert (unpack_table(tmp_path) / CACHED_NAME).stat().st_mtime_ns == before


def test_a_cache_that_cannot_be_written_is_done_without(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    folder = unpack_table(tmp_path / "file" / "tiktoken")
    assert folder != tmp_path / "file" / "tiktoken"
    assert hashlib.sha256((folder / CACHED_NAME).read_bytes()).hexdigest() == TABLE_SHA256


def test_threads_may_count_at_once(tmp_path: Path) -> None:
    count, found = token_counter(Settings.load(cache=tmp_path)), []
    threads = [threading.Thread(target=lambda: found.append(count("hello world"))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [2] * 4


@pytest.mark.parametrize("text", ["", "天气", "The archive, 1998."])
def test_counting_is_stable(tmp_path: Path, text: str) -> None:
    assert token_counter(Settings.load(cache=tmp_path))(text) == token_counter(Settings.load(cache=tmp_path))(text)
