"""What stands under a page's pictures is told from its captions; a picture that it has not is none of another's."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag import Library
from rag.answers.pictures import asks_of_pictures
from tests.conftest import LibraryMaker

PAGE = """溪山日报　2031年5月7日　星期三　A2

听泉山缆车下月试运行
本报记者 季小满
听泉山缆车全长3.4公里，设站4座，总投资2.6亿元，将于5月16日试运行。
票价不超过60元，首年预计接待游客35万人次，沿线的茶园也要开门迎客。

工人在听泉山调试缆车的索道
葛怀川/摄

澜溪银行换帅
本报记者 杜若溪
4月2日，澜溪银行公告称，董事会同意聘任严子陵为该行行长。严子陵现年45岁，
此前任该行首席风险官，在银行业工作二十二年，做过三家分行的行长。
"""


@pytest.fixture
def library(make_library: LibraryMaker, tmp_path: Path) -> Library:
    path = tmp_path / "page.txt"
    path.write_text(PAGE, encoding="utf-8")
    return make_library(path)


@pytest.mark.parametrize(
    "question",
    [
        "这张照片是谁拍的？",
        "听泉山缆车那张照片的摄影者是谁？",
        "版面上的配图是谁拍摄的？",
        "版面上调试缆车那张照片，摄影者是谁？",
        "图片说明写了什么？",
        "哪位摄影记者拍的这张图片？",
        "版面上的照片拍的是什么场景？",
        "版面上的照片拍的是什么场合，摄影者是谁？",
    ],
)
def test_a_caption_tells_of_its_picture(library: Library, question: str) -> None:
    answer = library.ask(question)

    assert answer.text.startswith("图片说明是“工人在听泉山调试缆车的索道”，署名葛怀川。")
    assert [citation.title for citation in answer.citations] == ["听泉山缆车下月试运行"]


def test_in_a_large_library_pictures_are_looked_for_without_reading_every_article(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rag.answers.answer._FEW_PAGES", 0)
    monkeypatch.setattr("rag.archive.snapshot.Snapshot.articles", lambda *_: pytest.fail("read all"))
    answer = library.ask("听泉山缆车那张照片的摄影者是谁？")
    assert "葛怀川" in answer.text


def test_a_picture_is_told_of_in_english(library: Library) -> None:
    assert "credited to 葛怀川" in library.ask("Who took the photo on this page?").text


def test_a_picture_that_no_page_prints_is_none_of_another(library: Library) -> None:
    answer = library.ask("严子陵在发布会上的照片是谁拍的？")
    assert "葛怀川" not in answer.text


@pytest.mark.parametrize(
    "question", ["谁拍摄了这部纪录片？", "听泉山缆车是谁设计的？", "谁提供了贷款？", "照片打印机的销量是多少？"]
)
def test_what_is_no_question_on_a_picture(question: str) -> None:
    assert not asks_of_pictures(question)
