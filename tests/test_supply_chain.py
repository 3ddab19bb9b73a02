"""What is installed is what was locked: each package with its hash, and the model as its makers published it."""

from __future__ import annotations

import hashlib
import platform
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from rag.models import local_model, tokens
from tests import audit

ROOT = Path(__file__).parents[1]
LOCKS = ("requirements.lock", "requirements-bootstrap.lock", "requirements-native.lock")


@pytest.mark.parametrize("name", LOCKS)
def test_every_locked_package_has_a_version_and_hashes(name: str) -> None:
    text = (ROOT / name).read_text("utf-8").replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    assert lines
    for line in lines:
        assert re.match(r"[A-Za-z0-9._-]+(\[[a-z,-]+\])?==[^\s;]+", line), line[:80]
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", line), line[:80]


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_names_no_index_and_no_address(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    assert not re.search(r"https?://|--(extra-)?index-url|--find-links|--trusted-host|git\+", text)


def test_the_set_up_wants_the_hashes() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8").replace("\\\n", " ")
    installs = re.findall(r"^\t.*(?:pip install .*-r|pip sync).*$", makefile, re.MULTILINE)
    assert len(installs) == 3
    assert all("--require-hashes" in line for line in installs)


def make_native(**variables: str) -> subprocess.CompletedProcess[str]:
    """``make native`` in an environment that is taken for ready."""
    if not (make := shutil.which("make")):
        pytest.skip("There is no make here.")
    given = [f"{name}={value}" for name, value in variables.items()]
    return subprocess.run(
        [make, "-o", ".venv/.ready", "native", *given], cwd=ROOT, capture_output=True, text=True, check=False
    )


def stand_in(path: Path, script: str = "") -> None:
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


def test_llama_cpp_is_compiled_from_the_locked_source_and_not_for_amx(tmp_path: Path) -> None:
    for tool in ("cmake", "c++", "Python.h"):
        stand_in(tmp_path / tool)
    stand_in(tmp_path / "python", f"echo {tmp_path}")
    stand_in(tmp_path / "uv", f'echo "$@" "$CMAKE_ARGS" >{tmp_path}/asked; cat >{tmp_path}/locked')
    done = make_native(BIN=str(tmp_path), PATH=f"{tmp_path}:/usr/bin:/bin")
    assert (done.returncode, done.stderr) == (0, "")
    locked = (tmp_path / "locked").read_text()
    assert re.fullmatch(r"xllamacpp==\S+ \\\n(    --hash=sha256:[0-9a-f]{64}( \\)?\n)+    # via .*\n", locked)
    assert locked in (ROOT / "requirements.lock").read_text("utf-8")
    asked = (tmp_path / "asked").read_text()
    assert "--no-binary xllamacpp" in asked
    assert "--build-constraint requirements-native.lock" in asked
    assert "-DGGML_NATIVE=ON" in asked
    assert ("-DCMAKE_CXX_FLAGS=-mno-amx-int8" in asked) == (platform.machine() == "x86_64")


@pytest.mark.parametrize("missing", ["cmake", "c++", "Python.h"])
def test_what_compiling_needs_is_told_before_it_begins(tmp_path: Path, missing: str) -> None:
    for tool in {"cmake", "c++", "Python.h"} - {missing}:
        stand_in(tmp_path / tool)
    stand_in(tmp_path / "python", f"echo {tmp_path}")
    done = make_native(BIN=str(tmp_path), PATH=str(tmp_path))
    assert done.returncode
    assert "apt install cmake g++ python3-dev" in done.stderr
    assert "Compiling" not in done.stdout


@pytest.mark.skipif(not local_model.available(), reason="The extra 'local' is not installed.")
def test_the_models_parts_are_the_file_that_its_makers_published() -> None:
    digest, size = hashlib.sha256(), 0
    for part in local_model._part_files():
        with part.open("rb") as file:
            while block := file.read(1 << 22):
                digest.update(block)
                size += len(block)
    assert (digest.hexdigest(), size) == (local_model.SHA256, local_model.SIZE)


def test_the_token_table_is_checked(tmp_path: Path) -> None:
    folder = tokens.unpack_table(tmp_path)
    assert hashlib.sha256((folder / tokens.CACHED_NAME).read_bytes()).hexdigest() == tokens.TABLE_SHA256
    (folder / tokens.CACHED_NAME).write_bytes(b"changed")
    tokens.unpack_table(tmp_path)
    assert hashlib.sha256((folder / tokens.CACHED_NAME).read_bytes()).hexdigest() == tokens.TABLE_SHA256


def test_an_audit_without_a_network_is_skipped_and_says_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    import subprocess

    def no_network(command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        return subprocess.CompletedProcess(command, 1, "", "requests.exceptions.ConnectionError: no route")

    monkeypatch.setattr(subprocess, "run", no_network)
    assert audit.main() == 0
    assert "not reachable, skipped" in capsys.readouterr().out
    monkeypatch.setattr(
        subprocess, "run", lambda command, **_: subprocess.CompletedProcess(command, 1, "", "somelib 1.0 PYSEC-1")
    )
    assert audit.main() == 1
