"""What the page says of forecasts and uploads, in both languages."""

from __future__ import annotations

import pytest

from rag.additions import AddReport, Notice
from rag.types import Usage
from ui.page.archive import report_html
from ui.page.briefs import forecast_html
from ui.texts import texts_in


@pytest.mark.parametrize(("language", "said"), [("zh", "不用模型"), ("en", "no model is used")])
def test_a_forecast_without_a_model_says_so(language: str, said: str) -> None:
    texts = texts_in(language)
    assert said in forecast_html(3, Usage(), texts)
    assert "0" not in forecast_html(3, Usage(), texts)
    assert said not in forecast_html(3, Usage(300, 80), texts)
    assert "300" in forecast_html(3, Usage(300, 80), texts)


@pytest.mark.parametrize(("language", "said"), [("zh", "没有认出文章"), ("en", "no article was found")])
def test_an_upload_without_articles_is_told_so(language: str, said: str) -> None:
    report = AddReport(pages=1, added=1, warnings=(Notice("<b>short.txt", "It has only 2 characters."),))
    shown = report_html(report, texts_in(language))
    assert said in shown
    assert "short.txt" in shown
    assert "<b>" not in shown
    assert said not in report_html(AddReport(pages=1, articles=1, added=1), texts_in(language))
