"""A digest marks what a paper has put right and shows the notice behind it, inside the filters or outside."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from rag import Filters, Library, Summary
from rag.fakes import FakeChatModel
from tests.conftest import LibraryMaker
from tests.test_corrections import ENGLISH, ENGLISH_RULES, shelve

PORT = (
    "溪洲港一季度集装箱吞吐量大增\n本报记者 闻溪桥\n"
    "据溪洲港务集团数据，一季度溪洲港集装箱吞吐量为185.2万标箱，同比增长12%。\n"
    "集团调度中心主任贺知年表示，新航线的货物多来自内陆的三座工业园，夜间也有船靠泊。\n"
)
SCHOOL = (
    "溪洲市新建六所小学\n本报记者 白小满\n"
    "溪洲市教育局5月10日宣布，今年新建六所小学，秋季共招收新生2700名，学校都设午餐食堂。\n"
)
RULES = (
    "青麓银行发布县域贷款新规\n本报记者 何田\n"
    "青麓银行5月11日发布县域贷款新规，明确今年新增县域贷款不低于80亿元，重点投向粮食仓储和农产品加工。\n"
)
NOTICE = (
    "本报5月10日A1版《溪洲港一季度集装箱吞吐量大增》一文中，“185.2万标箱”应为“182.6万标箱”，"
    "“12%”应为“10.4%”，特此更正。"
)
MARKED = "一季度溪洲港集装箱吞吐量为185.2万标箱（后有更正），同比增长12%（后有更正）。"
FIRST = Filters(until=date(2027, 5, 10))


def shelved(folder: Path, notice: str = NOTICE, **more: str) -> Path:
    pages = {"溪洲日报-2027-05-10-A1": f"{PORT}\n{SCHOOL}", "溪洲日报-2027-05-11-A2": f"{RULES}\n更正\n{notice}\n"}
    return shelve(folder, pages | more)


def told(summary: Summary) -> list[str]:
    return [sentence.text for sentence in summary.sentences]


def check(library: Library, summary: Summary, *, beside: int = 0) -> None:
    """All is cited to the letter; articles are told of or left out, but for ``beside`` notices outside the filters."""
    for citation in summary.citations:
        assert citation.quote in library.article(citation.article_id).body
    assert all(sentence.citations for sentence in summary.sentences)
    cited = {citation.article_id for citation in summary.citations}
    assert len(cited - set(summary.article_ids)) == beside
    assert set(summary.article_ids) <= cited
    assert not cited & {article_id for article_id, _ in summary.left_out}
    assert {each for theme in summary.themes for each in theme.article_ids} == set(summary.article_ids)


def test_a_notice_outside_the_filters_follows_what_it_puts_right(make_library: LibraryMaker, tmp_path: Path) -> None:
    library = make_library(shelved(tmp_path))
    summary = library.digest(FIRST)
    check(library, summary, beside=1)
    at = next(at for at, text in enumerate(told(summary)) if MARKED in text)
    assert told(summary)[at + 1] == NOTICE
    assert f"{NOTICE}[" in summary.text


def test_a_notice_inside_the_filters_is_told_there_only(make_library: LibraryMaker, tmp_path: Path) -> None:
    library = make_library(shelved(tmp_path))
    for summary in (library.digest(), library.digest(topic="溪洲港集装箱吞吐量")):
        check(library, summary)
        at = next(at for at, text in enumerate(told(summary)) if MARKED in text)
        assert [n for n, text in enumerate(told(summary)) if "应为" in text] == [at + 1]


def test_of_what_is_not_told_it_is_said_that_it_was_corrected(make_library: LibraryMaker, tmp_path: Path) -> None:
    notice = "本报5月10日A1版《溪洲港一季度集装箱吞吐量大增》一文中，“贺知年”应为“贺知远”，特此更正。"
    library = make_library(shelved(tmp_path, notice))
    summary = library.digest(FIRST)
    check(library, summary, beside=1)
    at = next(at for at, text in enumerate(told(summary)) if "185.2万标箱" in text)
    said = "溪洲日报2027年5月11日第A2版刊登了对《溪洲港一季度集装箱吞吐量大增》的更正。"
    assert told(summary)[at + 1] == said
    assert "后有更正" not in summary.text


def test_a_figure_that_differs_is_marked_where_its_paper_corrected_it(
    make_library: LibraryMaker, tmp_path: Path
) -> None:
    one, other = "溪洲集团2026年净利润为1024.7亿元，同比增长3%。", "溪洲集团2026年净利润为1042.7亿元，同比增长3%。"
    notice = "本报5月10日A1版《溪洲集团披露年报》一文中，“1024.7亿元”应为“1042.7亿元”，特此更正。"
    pages = {
        "溪洲日报-2027-05-10-A1": f"溪洲集团披露年报\n本报记者 闻溪桥\n{one}\n集团的工厂今年都换上了新的窑炉。\n",
        "海屿商报-2027-05-10-A1": f"溪洲集团利润增长\n本报记者 白小满\n{other}\n码头的吊机今年也要换成电力驱动。\n",
        "溪洲日报-2027-05-11-A2": f"{RULES}\n更正\n{notice}\n",
    }
    library = make_library(shelve(tmp_path, pages))
    summary = library.digest(FIRST)
    check(library, summary, beside=1)
    [theme] = [theme for theme in summary.themes if theme.kind == "differences"]
    assert "1024.7亿元（后有更正）" in told(summary)[theme.start]
    assert all("1042.7亿元（" not in text for text in told(summary))


def test_what_a_model_says_of_a_theme_is_marked_too(make_library: LibraryMaker, tmp_path: Path) -> None:
    second = (
        "溪洲港集装箱吞吐量再创新高\n本报记者 何田\n"
        "溪洲港集装箱吞吐量4月再创新高，码头的岸桥增加到二十台，港区外的堆场也扩建了一倍。\n"
    )
    draft = "溪洲港一季度集装箱吞吐量为185.2万标箱，码头的岸桥增加到二十台[1]。"
    model = FakeChatModel([draft, "同上"])
    library = make_library(shelved(tmp_path, **{"溪洲日报-2027-05-09-B1": second}), model=model)
    summary = library.digest(FIRST, topic="溪洲港集装箱吞吐量")
    check(library, summary, beside=1)
    assert all("185.2万标箱（后有更正）" in text for text in told(summary) if "185.2万标箱" in text and text != NOTICE)
    assert NOTICE in told(summary)


def test_english_papers(make_library: LibraryMaker, tmp_path: Path) -> None:
    notice = (
        'Correction\nAn article on Page A2 on March 18, "Three Regional Lenders\' Green Loans Grow Over a Fifth," '
        "misstated the loans of Chengjiang Bank. They should have read 62.14 billion yuan, not 61.24 billion yuan.\n"
    )
    opening = "Green lending was what three regional lenders told of in their reports this week.\n"
    pages = {
        "River Post-2026-03-18-A2": ENGLISH.replace(opening, ""),
        "River Post-2026-03-20-A2": f"{ENGLISH_RULES}\n{notice}",
    }
    library = make_library(shelve(tmp_path, pages))
    summary = library.digest(Filters(until=date(2026, 3, 18)))
    [at] = [at for at, text in enumerate(told(summary)) if "61.24 billion yuan (since corrected)" in text]
    assert "62.14 billion yuan" in " ".join(told(summary)[at + 1 : at + 3])
