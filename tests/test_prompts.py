"""Prompts are files: a reader may bring their own, and a bad one is found at the start."""

from __future__ import annotations

from pathlib import Path

import pytest

import prompts
from rag.app import Library
from rag.errors import InvalidPrompt
from rag.settings import Settings

GOOD = "规则：只看原文。\n---\n{passages}\n问：{question}\n"


def test_all_built_in_prompts_are_in_order() -> None:
    loaded = prompts.load_all()
    assert set(loaded) == {(name, language) for name in prompts.VARIABLES for language in ("zh", "en")}
    for (name, _), prompt in loaded.items():
        assert prompt.name == name
        assert prompt.system
        assert prompt.user
    assert len({prompt.digest for prompt in loaded.values()}) == len(loaded)


@pytest.mark.parametrize("language", prompts.LANGUAGES)
def test_what_changes_stands_last_in_an_answer(language: str) -> None:
    """The model's prefix cache keeps instructions and passages while only the question changes."""
    prompt = prompts.load("answer", language)
    assert "{" not in prompt.system
    assert prompt.user.index("{passages}") < prompt.user.index("{question}")


@pytest.mark.parametrize(("language", "phrase"), [("zh", "资料中没有"), ("en", "Not in the archive")])
def test_the_model_is_told_what_to_say_when_it_finds_nothing(language: str, phrase: str) -> None:
    assert phrase in prompts.load("answer", language).system


def test_a_readers_own_file_is_used_first(tmp_path: Path) -> None:
    (tmp_path / "answer.zh.txt").write_text(GOOD, encoding="utf-8")
    own = prompts.load("answer", "zh", tmp_path)
    assert (own.system, own.user) == ("规则：只看原文。", "{passages}\n问：{question}")
    assert own.digest != prompts.load("answer", "zh").digest
    assert prompts.load("answer", "en", tmp_path) == prompts.load("answer", "en")


def test_a_brace_written_twice_means_itself(tmp_path: Path) -> None:
    (tmp_path / "answer.zh.txt").write_text(GOOD + "{{x}}", encoding="utf-8")
    assert prompts.load("answer", "zh", tmp_path).user.format(passages="p", question="q").endswith("{x}")


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("只看原文。\n{passages}{question}", "---"),
        ("只看原文。\n---\n", "---"),
        ("只看原文。\n---\n{passages}", "lacks {question}"),
        ("只看原文。\n---\n{passages}{question}{author}", "names {author}"),
        ("只看原文。\n---\n{passages}{question}{", "brace"),
        ("只看原文。\n---\n{passages}{question}{}", "nothing fills"),
    ],
)
def test_a_bad_file_is_refused_by_name(tmp_path: Path, text: str, complaint: str) -> None:
    (tmp_path / "answer.zh.txt").write_text(text, encoding="utf-8")
    with pytest.raises(prompts.PromptError) as caught:
        prompts.load_all(tmp_path)
    assert complaint in str(caught.value)
    assert "answer.zh.txt" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "answer.zh.txt").write_bytes(b"\xff\xfe\x00\x80")
    with pytest.raises(prompts.PromptError, match="cannot be read"):
        prompts.load("answer", "zh", tmp_path)


def test_a_library_with_a_bad_prompt_does_not_open(tmp_path: Path) -> None:
    (tmp_path / "answer.zh.txt").write_text("{passages}", encoding="utf-8")
    with pytest.raises(InvalidPrompt, match=r"answer\.zh\.txt"):
        Library(Settings.load(home=tmp_path / "home", prompts=tmp_path))
