"""A linear probe of a small model: how surely a passage answers, read off the model's last hidden state.

Asked for a word, a model of a billion parameters says yes too easily; what it has read tells more than the word that it
picks (Alain and Bengio 2016, arXiv:1610.01644; Azaria and Mitchell 2023, arXiv:2304.13734). The logits of its tokens
are linear in that state, so a weighted sum of a few hundred of them is a probe, and any server that tells logits can be
probed. ``python -m bench.probe --write`` fits one, for one model and one wording of the prompt.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import numpy as np


@dataclass(frozen=True, slots=True)
class Probe:
    """Weights of the logits of some tokens; what is common to all logits does not count."""

    tokens: tuple[int, ...]
    weights: tuple[float, ...]
    bias: float

    def odds(self, logits: Sequence[float]) -> float:
        """The log odds that the passage answers; logits in the order of the tokens, up to a constant."""
        told = np.asarray(logits, np.float64)
        return float((told - told.mean()) @ np.asarray(self.weights)) + self.bias


def probe_of(model: str, prompt: str) -> Probe | None:
    """The probe that was fitted for a model, by its name, and a prompt, by its digest; ``None`` where there is none."""
    return _probes().get((model, prompt))


@cache
def _probes() -> Mapping[tuple[str, str], Probe]:
    kept: list[dict[str, Any]] = json.loads(resources.files("rag.data").joinpath("probes.json").read_text("utf-8"))
    return {
        (each["model"], each["prompt"]): Probe(tuple(each["tokens"]), tuple(each["weights"]), float(each["bias"]))
        for each in kept
    }
