"""What strangers send stays text, who has no key stays out, who leaves costs nothing."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from tests.browser.steps import NEEDS_BROWSER, ask, come_to, foreign, tab
from tests.double import MemoryLibrary, make_article, running
from tests.test_render import HOSTILE

pytestmark = NEEDS_BROWSER


def test_text_from_the_papers_stays_text(browser: Browser, tmp_path: Path) -> None:
    papers = [
        make_article(f"{n} {text}", [f"问卷第{n}题：{text} 。"], byline=[text], source=f"{n}.txt", newspaper=text)
        for n, text in enumerate(HOSTILE)
    ]
    library = MemoryLibrary(tmp_path, papers)
    with running(library, page=True) as base:
        page = browser.new_page(locale="zh-CN")
        page.on("dialog", lambda dialog: pytest.fail(f"a script ran: {dialog.message}"))
        page.on("request", lambda request: pytest.fail(request.url) if foreign(request.url, base) else None)
        come_to(page, base)
        tab(page, 1)
        titles = page.locator("#jb-articles b")
        expect(titles).to_have_count(len(papers))
        assert sorted(titles.all_text_contents()) == sorted(article.title for article, _ in papers)
        assert len(papers) >= 30
        for article, text in papers:
            page.locator(f'#jb-articles [data-article="{article.id}"]').click()
            expect(page.locator("#jb-detail h3")).to_have_text(article.title)
            for place, said in ((".jb-byline", article.byline[0]), (".jb-article p:not([class])", article.body)):
                assert page.locator(f"#jb-detail {place}").text_content() == said
            assert page.locator("#jb-detail .jb-page-text").text_content() == text
        assert page.locator("#jb-detail :is(script, img, svg, iframe, style, a, b, h1)").count() == 0
        tab(page, 0)
        for text in ("<img src=x onerror=alert(1)>", "{{constructor.constructor('alert(1)')()}}", "`${1+1}`"):
            ask(page, f"问卷题 {text}")
            expect(page.locator(".jb-question").last).to_have_text(f"问卷题 {text}")
            expect(page.locator("#jb-ask")).to_be_visible()
        page.locator(".jb-sentence .jb-chip").last.click()
        expect(page.locator("#jb-source mark")).to_be_visible()
        page.close()


def test_a_reader_who_leaves_stops_the_model(context: BrowserContext, base: str, library: MemoryLibrary) -> None:
    page = context.new_page()
    come_to(page, base)
    library.gate.clear()
    library.closed.clear()
    try:
        ask(page)
        expect(page.locator("#jb-live .jb-answer")).to_contain_text("青禾")
        page.close()
        threading.Event().wait(0.5)
    finally:
        library.gate.set()
    assert library.closed.wait(10)
