"""Houses are found by the English names that they give themselves."""

from __future__ import annotations

import pytest

from rag.prose.exonyms import official_names


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("What did Industrial Bank earn?", {"Industrial Bank": "兴业银行"}),
        (
            "What did the Industrial and Commercial Bank of China earn?",
            {"Industrial and Commercial Bank of China": "工商银行"},
        ),
        ("What did bank of china earn?", {"bank of china": "中国银行"}),
        ("Agricultural Bank of China's loans", {"Agricultural Bank of China": "农业银行"}),  # no Bank of China
        ("Did the NDRC and the safe agree?", {"NDRC": "发改委"}),  # a safe is no SAFE
        ("Is Industrial Banking growing?", {}),
        ("", {}),
    ],
)
def test_official_names(question: str, names: dict[str, str]) -> None:
    assert official_names(question, ["发改委印发通知。"]) == names
