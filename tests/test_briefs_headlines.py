"""A brief tells the figures that its headline prints, also where that rounds them."""

from __future__ import annotations

from pathlib import Path

from rag.briefs.choose import key_figures
from tests.test_summarize import article_of, brief, library, texts

TITLE = "云驰汽车前4个月交付增四成 召回逾1.2万辆“星屿”"
BODY = (
    "5月8日，云驰汽车公布4月产销数据：当月交付新车2.31万辆，同比增长38.6%，环比下降4.2%。",
    "今年前4个月，公司累计交付8.13万辆，同比增长41%。",
    "云驰汽车总裁顾远舟表示，4月环比下降是因为工厂停产改造，影响产量约3200辆。",
    "云驰汽车称，因制动软件可能延迟响应，将召回部分“星屿”汽车，共计12460辆。截至公告日未收到事故报告。",
)


def test_both_halves_of_a_headline_are_told(tmp_path: Path) -> None:
    told = texts(brief(library(tmp_path, TITLE, *BODY)))
    assert any("8.13万辆" in text for text in told)
    assert any("12460辆" in text for text in told)


def test_a_rounded_figure_stands_for_the_nearest_that_is_printed() -> None:
    keys = {str(figure.text) for figure in key_figures(article_of(TITLE, *BODY))}
    assert {"41%", "12460辆"} <= keys


def test_a_figure_that_is_printed_as_it_stands_rounds_no_other() -> None:
    article = article_of("销量超500辆", "青禾汽车销量超过500辆。", "白鹭汽车销量为512辆。")
    assert {figure.text for figure in key_figures(article)} == {"500辆"}
