"""Tokens: the budget in which chunks are packed and costs are forecast, counted with no download."""

from __future__ import annotations

import gzip
import hashlib
import os
import threading
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from rag.scratch import scratch_folder

if TYPE_CHECKING:
    import tiktoken

    from rag.ports import TokenCounter
    from rag.settings import Settings

ENCODING = "o200k_base"
# tiktoken looks for a table under the SHA-1 of the address that it would fetch it from, and checks this SHA-256.
CACHED_NAME = "fb374d419588a4632f3f557e76b4b70aebbca790"
TABLE_SHA256 = "446a9538cb6c348e3516120d7c08b09f57c36495e2acfffe59a5bf8b0cfb1a2d"


class TiktokenCounter:
    """Counts the tokens of OpenAI's o200k_base encoding; its table is loaded at the first count."""

    def __init__(self, cache: Path) -> None:
        self._cache = cache
        self._encoding: tiktoken.Encoding | None = None
        self._lock = threading.Lock()

    def __call__(self, text: str) -> int:
        """Count the tokens of a text; special tokens in it count as the plain text that they are."""
        return len(self._load().encode_ordinary(text))

    def _load(self) -> tiktoken.Encoding:
        with self._lock:
            if self._encoding is None:
                # Without a table in its cache, tiktoken fetches one, with no timeout.
                os.environ["TIKTOKEN_CACHE_DIR"] = str(unpack_table(self._cache / "tiktoken"))
                import tiktoken

                self._encoding = tiktoken.get_encoding(ENCODING)
            return self._encoding


def token_counter(settings: Settings) -> TokenCounter:
    """Open the counter; nothing is read before the first count."""
    return TiktokenCounter(settings.cache)


def unpack_table(folder: Path) -> Path:
    """Unpack the shipped table into a folder, or into a temporary one if that cannot be written; returns which."""
    if _is_whole(folder / CACHED_NAME):
        return folder
    table = gzip.decompress(resources.files("rag").joinpath("data", f"{ENCODING}.tiktoken.gz").read_bytes())
    try:
        _write_atomically(folder / CACHED_NAME, table)
    except OSError:  # a read-only home, a full disk: counting needs neither
        folder = scratch_folder()
        _write_atomically(folder / CACHED_NAME, table)
    return folder


def _is_whole(path: Path) -> bool:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest() == TABLE_SHA256
    except OSError:
        return False


def _write_atomically(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        unfinished.write_bytes(data)
        unfinished.replace(path)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise
