"""Copy that two papers print is one article: what cites it names both."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from rag.types import Article
from tests.conftest import Jianbao, LibraryMaker
from ui import schemas
from ui.contract import answer_json
from ui.page.talk import sources_html
from ui.render import article_html, citation_line, printed_in
from ui.texts import texts_in

STORY = (
    "青岚水库大坝合龙",
    "本报记者 林小禾",
    "青岚水库大坝5月5日合龙，比原计划早了四十天，总投资为17.3亿元。",
    "水库建成后可灌溉农田31万亩，并向云溪市区供水。水库管理处处长孟知夏表示，明年汛期前将开始蓄水。",
)
TWO = "云溪日报，2031年5月6日，第A2版；又见青川晚报，2031年5月7日，第B1版"


def shelve(folder: Path) -> Path:
    for name in ("云溪日报-2031-05-06-A2.txt", "青川晚报-2031-05-07-B1.txt"):
        (folder / name).write_text("\n".join(STORY), encoding="utf-8")
    return folder


def only(make_library: LibraryMaker, tmp_path: Path) -> Article:
    (tmp_path / "twice").mkdir()
    [article] = make_library(shelve(tmp_path / "twice")).articles()
    return article


def test_a_citation_names_the_other_paper(make_library: LibraryMaker, tmp_path: Path) -> None:
    (tmp_path / "twice").mkdir()
    answer = make_library(shelve(tmp_path / "twice")).ask("青岚水库总投资是多少？")
    assert TWO in citation_line(answer.citations[0])
    [also] = answer_json(answer)["citations"][0]["also_in"]
    assert (also["newspaper"], also["date"], also["page"]) == ("青川晚报", "2031-05-07", "B1")
    citations = [schemas.Citation.model_validate(each) for each in answer.citations]
    assert TWO in sources_html("1", citations, texts_in("zh"))
    assert "also in 青川晚报, 7 May 2031, page B1" in sources_html("1", citations, texts_in("en"))


def test_the_command_line_and_the_article_name_both(
    jianbao: Jianbao, make_library: LibraryMaker, tmp_path: Path
) -> None:
    article = only(make_library, tmp_path)
    assert printed_in(article, texts_in("zh")) == TWO
    assert TWO in article_html(article, texts_in("zh"))
    jianbao("add", tmp_path / "twice", "--home", tmp_path / "home")
    assert TWO in jianbao("ask", "青岚水库总投资是多少？", "--llm", "extractive", "--home", tmp_path / "home").out


def test_the_other_half_of_a_story_is_no_second_print(make_library: LibraryMaker, tmp_path: Path) -> None:
    article = only(make_library, tmp_path)
    first, second = article.places
    halves = replace(article, places=(first, replace(first, page="A4")))
    assert halves.printings == (first,)
    assert replace(article, places=(first, replace(first, page="A4"), second)).printings == (first, second)
    unknown = replace(first, newspaper=None, date=None, source="无名.txt")
    assert replace(article, places=(first, unknown)).printings == (first,)
    later = replace(first, date=date(2031, 6, 6))
    assert replace(article, places=(first, later)).printings == (first, later)
