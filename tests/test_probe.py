"""What a small model knows of a passage is read off its logits by a linear probe, where one was fitted for it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import prompts
from rag.evidence import judge as judge_module
from rag.evidence.judge import judge_by
from rag.evidence.probe import Probe, probe_of
from rag.fakes import FakeChatModel
from rag.models import local_model
from rag.ports import Message
from tests.model_server import ModelServer, leaning

ASK = [Message("user", "渡口几点开？")]


@pytest.fixture
def server() -> Iterator[ModelServer]:
    with ModelServer() as running:
        yield running


def test_logits_come_in_the_order_asked_for_up_to_a_constant(server: ModelServer) -> None:
    server.chances = {9: 0.8, 5: 0.1, 7: 0.1}
    told = leaning(server).logits(ASK, [5, 9])
    assert told is not None
    assert told.values[1] - told.values[0] == pytest.approx(2.0794415)  # log 8
    assert told.usage.prompt_tokens == 11
    sent = server.requests[-1]
    assert [token for token, _ in sent["logit_bias"]] == [5, 9]
    assert sent["top_logprobs"] == 2


def test_a_chance_too_small_to_be_told_is_a_very_low_logit(server: ModelServer) -> None:
    server.chances = {5: 1.0, 9: 0.0}
    told = leaning(server).logits(ASK, [5, 9])
    assert told is not None
    assert told.values[0] - told.values[1] > 80


@pytest.mark.parametrize("chances", [{}, {5: 1.0}])
def test_a_server_that_leaves_a_token_out_tells_nothing(server: ModelServer, chances: dict[int, float]) -> None:
    server.chances = chances
    assert leaning(server).logits(ASK, [5, 9]) is None


def test_a_server_elsewhere_is_not_asked_so_often(server: ModelServer) -> None:
    assert leaning(server, leans=False).logits(ASK, [5]) is None
    assert server.requests == []


def test_what_all_logits_have_in_common_does_not_count() -> None:
    probe = Probe((1, 2, 3), (1.0, 0.5, -1.0), 0.25)
    assert probe.odds([4.0, 1.0, 1.0]) == pytest.approx(probe.odds([14.0, 11.0, 11.0]))
    assert probe.odds([4.0, 1.0, 1.0]) > probe.odds([1.0, 1.0, 4.0])


def test_a_model_is_probed_where_a_probe_was_fitted_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    model = FakeChatModel(leans=lambda _: 3.0)
    told = judge_by(model, prompts.load_all())("几点开？", "七点开。")
    assert told is not None
    assert told.odds == 3.0  # as the model says it
    asked: list[tuple[str, str]] = []

    def fitted(name: str, digest: str) -> Probe:
        asked.append((name, digest))
        return Probe((1, 2), (2.0, 0.0), 0.5)

    monkeypatch.setattr(judge_module, "probe_of", fitted)
    probed = judge_by(model, prompts.load_all())("几点开？", "七点开。")
    assert probed is not None
    assert probed.odds == pytest.approx((3.0 - 1.5) * 2.0 + 0.5)
    assert probed.usage == told.usage
    assert asked == [(model.name, prompts.load("judge", "zh").digest)]


def test_the_probe_that_ships_is_of_the_prompt_that_ships() -> None:
    """Another wording needs another probe: ``python -m bench.judge --fit``."""
    probe = probe_of(local_model.NAME, prompts.load("judge", "zh").digest)
    assert probe is not None
    assert len(probe.tokens) == len(probe.weights) == len(set(probe.tokens))
    assert probe_of("another-model", prompts.load("judge", "zh").digest) is None
    assert probe_of(local_model.NAME, "another prompt") is None
