"""Each fuzzing target over its seeds, changed at random: ``python -m tests.fuzz`` goes on for longer."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.fuzz.targets import TARGETS, seeds


@st.composite
def changed(draw: st.DrawFn, name: str) -> bytes:
    """A seed with a piece cut out, doubled or replaced; now and then bytes of no seed."""
    data = draw(st.one_of(st.sampled_from(list(seeds(name))), st.binary(max_size=200)))
    for _ in range(draw(st.integers(0, 3))):
        start = draw(st.integers(0, len(data)))
        end = draw(st.integers(start, min(len(data), start + 40)))
        new = draw(st.one_of(st.just(b""), st.just(data[start:end] * 2), st.binary(max_size=12)))
        data = data[:start] + new + data[end:]
    return data


@pytest.mark.parametrize("name", sorted(set(TARGETS) - {"body"}))
def test_nothing_that_is_sent_is_a_fault(name: str) -> None:
    @settings(max_examples=60, deadline=None, derandomize=True)
    @given(changed(name))
    @example(b"")
    def run(data: bytes) -> None:
        TARGETS[name](data)

    for seed in seeds(name):
        TARGETS[name](seed)
    run()


def test_no_body_is_a_fault() -> None:
    @settings(max_examples=40, deadline=None, derandomize=True)
    @given(changed("body"))
    def run(data: bytes) -> None:
        TARGETS["body"](data)

    run()
