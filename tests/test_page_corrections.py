"""The page shows an article with the archive's correction of it, wherever the article is opened."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from rag import Article, Library
from rag.proof.corrections import Correction
from rag.prose.sentences import sentences_of
from tests.conftest import LibraryMaker
from tests.double import make_article
from tests.test_corrections import BANKS, LOANS, NOTICE, PRINTED, corrected
from ui import schemas
from ui.page.archive import detail_html
from ui.page.ask import linked
from ui.page.source import cited_html
from ui.render import article_html
from ui.texts import texts_in

TEXTS = texts_in("zh")


@pytest.fixture
def library(make_library: LibraryMaker, tmp_path: Path) -> Library:
    folder = tmp_path / "corrected"
    folder.mkdir()
    return make_library(corrected(folder))


def titled(library: Library, title: str) -> Article:
    [article] = [article for article in library.articles() if article.title == title]
    return article


def views(library: Library, article: Article) -> list[str]:
    """An article by its link and in the archive."""
    service: Any = SimpleNamespace(library=library)
    return [linked(service, f"?article={article.id}", TEXTS), detail_html(service, article, TEXTS)]


def test_each_view_of_a_corrected_article_has_the_notices_words(library: Library) -> None:
    article, notice = titled(library, BANKS.partition("\n")[0]), titled(library, "更正")
    [citation] = [each for each in library.ask(LOANS).citations if PRINTED in each.quote]
    shown = cited_html(library, schemas.Citation.model_validate(citation), TEXTS)
    assert "<mark" in shown
    for html in (shown, *views(library, article)):
        [words] = html.split('class="jb-correction"')[1:]
        assert NOTICE in words.partition("</div>")[0]
        assert f'data-article="{notice.id}"' in words
        assert "2026年3月20日" in words


def test_other_articles_have_none(library: Library) -> None:
    for title in ("更正", "白鹭机械出口翻番"):
        assert all("jb-correction" not in html for html in views(library, titled(library, title)))


def test_what_a_notice_says_is_escaped() -> None:
    article = make_article("桥", ["通车。"])[0]
    notice = make_article("<b>更正</b>", ["应为<script>1</script>。"])[0]
    html = article_html(article, TEXTS, corrections=[Correction(notice, sentences_of(notice), article, ())])
    assert "jb-correction" in html
    assert "<script" not in html
    assert "<b>更正" not in html
