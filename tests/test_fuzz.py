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


# Found by ``python -m tests.fuzz``: a spread headline with a word of two letters before its first wide sign, control
# characters between the end of a sentence and its closing quote, markers that kept two figures or a sign from what
# follows, and a straight quote in the line before.
@pytest.mark.parametrize(
    ("name", "data"),
    [
        (
            "text",
            "e48aa5e8ae89a5e5ae810ae4ba91e6ba809a0ae69c88ef1f890a0a23e296a0ba91e6baa5e8ae810ae6ba91e6ba809a0a"
            "e69cace68aa5e8ae89a5e5ae810ae4ba91e6ba809a0ae69c88e68aa5a5e8e5ae89ae810ae4ba91e6ba809a0ae69c88ef"
            "1f890a0a23e296a020e69e97ef1f890a0a23e296a020e69e9720e796a020e69e9720e794b20a",
        ),
        (
            "markers",
            "00010203c3c3c3c3c3c3c300010203042a2ae501e280a69a5b315de38004000000000000008082e2809de4bb96deafb4"
            "5be69da5e6ba90325de380820a2d20e4b88919392c325de38082",
        ),
        (
            "markers",
            "00fe04000000009ce5a5bde3803fa5bde3803fe2805b31e3803fe2805b315de2805b315da533e38082e5bc80e2809d82"
            "0a2d20e4b889e38082e2e3808082",
        ),
        (
            "markers",
            "08222222222222222280e30a226022222222972222ba910304050607809a5b305de38082e2809c222222",
        ),
        (
            "markers",
            "0000cbcbcbcb0100010203040506070001e38090065b305fe35f82e2809ce5e5a5bde38082e2809d23b8895b312c325d"
            "21808296e8afb45be6ba90325de380820a77a4ced3cda21c7b82",
        ),
    ],
)
def test_what_was_a_fault_once_is_none(name: str, data: str) -> None:
    TARGETS[name](bytes.fromhex(data))


def test_no_body_is_a_fault() -> None:
    @settings(max_examples=40, deadline=None, derandomize=True)
    @given(changed("body"))
    def run(data: bytes) -> None:
        TARGETS["body"](data)

    run()
