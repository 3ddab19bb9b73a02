"""The page's words for what the pipeline says: why a file cannot be read, what ails a sentence."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from rag import readers
from rag.answers import compose
from rag.doctor import Check
from rag.errors import UnreadableFile
from rag.evidence import relevance
from rag.proof import sheet
from rag.proof.reasons import REASONS, Reason, reason
from rag.settings import Settings
from ui.messages import ERRORS, error_in, problem_in
from ui.page.faults import in_words, noted_in_words
from ui.page.health import fault_in_words
from ui.texts import texts_in

ZH, EN = texts_in("zh"), texts_in("en")


@pytest.mark.parametrize(
    ("name", "data", "settings", "said"),
    [
        ("空.txt", b"  \n", {}, "文件是空的"),
        ("图.xyz", b"something", {}, "不支持这种格式"),
        ("大.txt", b"a" * 1100, {"max_file_bytes": 1000}, "文件超过 1000 字节"),
        ("长.txt", b"a" * 1100, {"max_page_characters": 1000}, "文字超过 1000 个字"),
        ("二.txt", bytes(range(256)) * 4, {}, "文字"),
        ("半.txt", b"\xff\xfe\x00", {}, "开头像是 UTF-16-LE 编码"),
        ("假.txt", b"%PDF-1.7 and no more", {}, "这其实是 PDF 文件"),
        ("坏.pdf", b"no PDF at all", {}, "这不是 PDF"),
        ("坏.docx", b"no Word at all", {}, "这不是 Word 文件"),
        ("无.html", b"<html><script>1</script></html>", {}, "文件里没有文字"),
    ],
)
def test_why_a_file_cannot_be_read_is_told_in_the_readers_language(
    name: str, data: bytes, settings: dict[str, object], said: str, tmp_path: Path
) -> None:
    with pytest.raises(UnreadableFile) as caught:
        readers.read_bytes(data, name, Settings.load(home=tmp_path, **settings))
    words = in_words(caught.value, ZH)
    assert said in words
    assert "\n" not in words  # nothing is left to say in English
    assert in_words(caught.value, EN) == str(caught.value)


def test_every_refusal_of_the_readers_has_its_words() -> None:
    source = "\n".join(path.read_text("utf-8") for path in Path(readers.__file__).parent.glob("*.py"))
    told = re.findall(r"raise UnreadableFile\(\s*f?([\"'])(.*?)\1[,)]", source, re.DOTALL)
    assert len(told) > 15
    for _, what in told:
        message = re.sub(r"\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\}", "7", what) + " Do this."
        assert error_in(message, ZH) is not None, what


@pytest.mark.parametrize("which", REASONS)
def test_what_ails_a_sentence_is_told_in_either_language(which: Reason) -> None:
    english, chinese = (reason(which, "3.2亿元", language) for language in ("en", "zh"))
    assert problem_in(english, ZH) == problem_in(chinese, ZH) == chinese
    assert problem_in(english, EN) == english
    assert not re.search("[a-z]", chinese)
    assert not re.search("[引原文]", problem_in(chinese, EN))
    assert ("3.2亿元" in chinese) == ("3.2亿元" in english) == ("3.2亿元" in problem_in(chinese, EN))


@pytest.mark.parametrize("module", [compose, relevance, sheet])
def test_a_sentence_is_withheld_for_no_reason_but_those(module: ModuleType) -> None:
    tree = ast.parse(Path(module.__file__ or "").read_text("utf-8"))
    given = [
        each
        for each in ast.walk(tree)
        if isinstance(each, ast.Return) or (isinstance(each, ast.Call) and "withhold" in ast.unparse(each.func))
    ]
    words = [each.value for value in given for each in ast.walk(value) if isinstance(each, ast.Constant)]
    assert not [each for each in words if isinstance(each, str) and " " in each.strip()]


def test_an_unknown_message_stays_as_it_is() -> None:
    assert error_in("A thing that nobody knows.", ZH) is None
    assert problem_in("9999 不在原文中", EN) == "9999 不在原文中"


def test_no_line_hides_one_below_it() -> None:
    seven: Callable[[str], str] = lambda template: template.replace("{}", "7")  # noqa: E731
    for english, chinese in ERRORS:
        assert error_in(f"{seven(english)} Do this.", ZH) == chinese.format(*"7777")


def test_what_was_not_tried_says_why() -> None:
    said = error_in("Not tried: the model failed 3 times in a row. The reply of h broke off. Try again.", ZH)
    assert said == "模型接连失败 3 次，没有再试：h 的回答中途断了，请再试一次。"


def test_a_message_that_was_kept_is_told_like_an_error() -> None:
    assert noted_in_words("There is no article to digest. Widen the filters.", ZH).startswith("没有可以汇编的文章")
    assert noted_in_words("A thing.", ZH).split("\n") == ["没有做成，可以再试一次。", "A thing."]
    assert noted_in_words("A thing.", EN) == "A thing."


def test_what_is_wrong_with_the_library_is_told_in_the_readers_language() -> None:
    check = Check("library", False, "The vector index lacks 3 chunks.", "Run `jianbao doctor --repair`.")
    assert fault_in_words(check, ZH) == "向量库缺 3 个段落，请运行 jianbao doctor --repair。"
    assert fault_in_words(check, EN).startswith("The vector index lacks 3 chunks.\nTo mend it: Run")
