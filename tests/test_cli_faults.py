"""A model's server at fault, as the command line's reader meets it: bounded waits, one line, no key, a way on."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import model_server
from tests.conftest import Jianbao
from tests.model_server import KEY, Fault, ModelServer, closed_port, status

QUESTION = "白鹭机械一季度出口了多少台水泵？"
FAULTS: dict[str, tuple[Fault, str]] = {
    "401": (status(401, f"Incorrect API key provided: {KEY}."), "OPENAI_API_KEY"),
    "429": (status(429, Retry_After="3600"), "Try later"),
    "500": (status(500), "Try"),
    "hangs": (model_server.hang, "JIANBAO_LLM_TIMEOUT"),
    "hangs midway": (model_server.hang_midway, "JIANBAO_LLM_TIMEOUT"),
    "malformed": (model_server.malformed, "protocol"),
    "context overflow": (model_server.overflow, "too long"),
    "wrong model": (status(404, "The model does not exist"), "JIANBAO_LLM_MODEL"),
}


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[ModelServer]:
    with ModelServer() as server:
        monkeypatch.setenv("OPENAI_BASE_URL", server.base_url)
        monkeypatch.setenv("OPENAI_API_KEY", KEY)
        monkeypatch.setenv("JIANBAO_LLM_TIMEOUT", "0.4")
        yield server


@pytest.mark.parametrize("command", ["ask", "summarize", "digest"])
@pytest.mark.parametrize("name", FAULTS)
def test_each_fault_ends_a_command_in_one_line_and_in_time(
    jianbao: Jianbao, home: Path, server: ModelServer, name: str, command: str
) -> None:
    fault, words = FAULTS[name]
    server.faults.extend([fault] * 20)
    if command == "ask":
        given = ["ask", QUESTION]
    elif command == "summarize":
        found = jianbao("articles", "--home", home, "--json").document
        given = ["summarize", found["articles"][0]["id"]]
    else:
        given = ["digest"]
    began = time.monotonic()
    run = jianbao(*given, "--home", home, "--llm", "openai")
    assert time.monotonic() - began < 20
    if command == "digest" and run.code == 0:
        return  # a digest without a theme of several articles asks no model
    assert run.code == 1
    [line] = run.err.strip().splitlines()
    assert words in line
    assert "--llm extractive" in line
    assert KEY not in run.err + run.out


def test_nobody_listens(jianbao: Jianbao, home: Path, server: ModelServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", closed_port())
    run = jianbao("ask", QUESTION, "--home", home, "--llm", "openai")
    assert (run.code, run.out) == (1, "")
    assert "Nothing answers" in run.err
    assert "--llm extractive" in run.err
    on = jianbao("ask", QUESTION, "--home", home, "--llm", "extractive", "--json").document
    assert not on["abstained"]


def test_what_passes_is_tried_again_without_a_word(jianbao: Jianbao, home: Path, server: ModelServer) -> None:
    server.faults.extend([status(500), status(429, Retry_After="0.01")])
    server.replies.append("白鹭机械一季度出口水泵1.28万台。[1]")
    answer = jianbao("ask", QUESTION, "--home", home, "--llm", "openai", "--json").document
    assert not answer["abstained"]
    assert "1.28万台" in answer["answer"]
    assert len(server.requests) >= 3
