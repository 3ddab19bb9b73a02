"""Headless Chromium on the real page, over a library in memory."""

from __future__ import annotations

import json
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from rag.errors import ModelRefused
from tests.double import ARTICLES, MemoryLibrary, make_article, running
from tests.screenshots import CHROMIUM
from tests.test_render import HOSTILE

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(shutil.which("chromium") is None, reason="no chromium: apt-get install chromium fonts-noto-cjk"),
]
QUESTION = "青禾机械新厂房总投资多少？"
FACTORY = ARTICLES[0][0]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=CHROMIUM)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> MemoryLibrary:
    return MemoryLibrary(tmp_path_factory.mktemp("library"))


@pytest.fixture(scope="module")
def base(library: MemoryLibrary) -> Iterator[str]:
    with running(library, page=True) as base:
        yield base


@pytest.fixture
def context(browser: Browser, base: str) -> Iterator[BrowserContext]:
    context = browser.new_context(
        locale="zh-CN", viewport={"width": 1280, "height": 800}, permissions=["clipboard-read", "clipboard-write"]
    )
    context.set_default_timeout(15_000)
    faults: list[str] = []
    context.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    context.on("weberror", lambda error: faults.append(str(error.error)))
    context.on("request", lambda request: faults.append(request.url) if foreign(request.url, base) else None)
    yield context
    context.close()
    assert faults == []


def foreign(url: str, base: str) -> bool:
    return not url.startswith((base, "data:", "blob:"))


@pytest.fixture
def page(context: BrowserContext, base: str) -> Page:
    page = context.new_page()
    page.goto(base)
    page.wait_for_selector("body.jb-ready")
    expect(page.locator(".jb-welcome")).to_be_visible()
    return page


def ask(page: Page, question: str = QUESTION) -> None:
    page.fill("#jb-question textarea", question)
    page.press("#jb-question textarea", "Enter")


def fill_filter(page: Page, label: str, text: str) -> None:
    field = page.get_by_label(label).first
    field.fill(text)
    field.press("Tab")
    page.wait_for_timeout(300)  # Gradio hands a field on after a pause in typing


def tab(page: Page, number: int) -> None:
    page.get_by_role("tab").nth(number).click()


def test_a_citation_opens_the_printed_line(page: Page) -> None:
    ask(page)
    chip = page.locator(".jb-sentence .jb-chip").first
    chip.click()
    mark = page.locator("#jb-source mark").first
    expect(mark).to_have_text(FACTORY.body.partition("。")[0] + "。")
    expect(mark).to_be_in_viewport()
    expect(page.locator("#jb-source .jb-where")).to_have_text("云江晚报，2031年5月6日，第A2版")
    expect(page.locator("#jb-source h3")).to_have_text(FACTORY.title)
    expect(page.locator("#jb-source .jb-byline")).to_have_text("林小禾")
    expect(page.locator(".jb-sentence .jb-good").first).to_be_visible()
    expect(page.locator(".jb-problem").first).to_contain_text("9999 不在原文中")
    expect(page.locator(".jb-meta").first).to_contain_text("检索 3 篇报道")


def test_the_keyboard_opens_a_citation(page: Page) -> None:
    ask(page)
    chip = page.locator(".jb-sentence .jb-chip").first
    chip.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#jb-source mark")).to_be_visible()
    expect(page.locator("#jb-source .jb-source")).to_be_focused()
    page.keyboard.press("Escape")
    expect(chip).to_be_focused()


def test_a_long_article_scrolls_to_the_cited_sentence(page: Page, library: MemoryLibrary) -> None:
    filler = [f"第{n}段说的是别的事情，与问题没有关系。" for n in range(80)]
    article, text = make_article("山道改线", [*filler, "缆车票价定为87元整。"], source="hill.txt")
    library._articles[article.id], library._texts["hill.txt"] = article, text
    try:
        ask(page, "缆车票价定为多少元整？")
        page.locator(".jb-sentence .jb-chip").first.click()
        expect(page.locator("#jb-source mark")).to_have_text("缆车票价定为87元整。")
        expect(page.locator("#jb-source mark")).to_be_in_viewport()
    finally:
        library.remove([article.id])


def test_an_answer_streams_and_can_be_stopped(page: Page, library: MemoryLibrary) -> None:
    library.gate.clear()
    try:
        ask(page)
        expect(page.locator("#jb-live .jb-answer")).to_contain_text("青禾")
        expect(page.locator("#jb-ask")).to_be_hidden()
        page.click("#jb-stop")
        page.wait_for_timeout(400)
    finally:
        library.gate.set()
    expect(page.locator("#jb-thread .jb-turn")).to_contain_text("已停止")
    expect(page.locator("#jb-ask")).to_be_visible()
    page.locator("[data-retry]").click()
    expect(page.locator("#jb-thread .jb-sources")).to_be_visible()
    expect(page.locator("#jb-thread .jb-turn")).to_have_count(1)


def test_a_conversation_survives_a_reload(page: Page, library: MemoryLibrary) -> None:
    ask(page)
    expect(page.locator("#jb-thread .jb-turn")).to_have_count(1)
    ask(page, "云江渡轮的末班船呢？")
    expect(page.locator("#jb-thread .jb-turn")).to_have_count(2)
    assert [turn.question for turn in library.asked[-1].history] == [QUESTION]
    page.set_viewport_size({"width": 1280, "height": 420})
    page.locator("#jb-thread .jb-chip").last.click()
    expect(page.locator("#jb-source mark")).to_be_in_viewport()  # beside the answer, however far down that is
    expect(page.locator("#jb-question")).to_be_in_viewport()
    page.reload()
    expect(page.locator("#jb-thread .jb-turn")).to_have_count(2)
    page.locator(".jb-sentence .jb-chip").first.click()
    expect(page.locator("#jb-source mark")).to_be_visible()
    page.click("#jb-new")
    expect(page.locator(".jb-welcome")).to_be_visible()
    page.reload()
    expect(page.locator(".jb-welcome")).to_be_visible()


def test_earlier_conversations_can_be_gone_back_to(page: Page, library: MemoryLibrary) -> None:
    ask(page)
    expect(page.locator("#jb-thread .jb-turn")).to_have_count(1)
    expect(page.locator("#jb-hints")).to_be_hidden()
    page.click("#jb-new")
    expect(page.locator(".jb-past button")).to_contain_text(QUESTION)
    ask(page, "云江渡轮的末班船呢？")
    expect(page.locator("#jb-thread .jb-turn")).to_have_count(1)
    assert library.asked[-1].history == ()
    page.reload()
    page.wait_for_selector("body.jb-ready")
    page.click("#jb-new")
    page.locator(".jb-past button", has_text=QUESTION).click()
    expect(page.locator("#jb-thread .jb-question")).to_have_text(QUESTION)
    page.locator(".jb-sentence .jb-chip").first.click()
    expect(page.locator("#jb-source mark")).to_be_visible()


def test_the_days_of_the_archive_are_a_filter(page: Page) -> None:
    page.locator(".jb-source .jb-list button").first.click()  # the newest, offered before anything is asked
    expect(page.locator("#jb-source h3")).to_have_text(ARTICLES[1][0].title)
    tab(page, 1)
    expect(page.locator("#jb-articles button")).to_have_count(3)
    page.locator(".jb-days button").first.click()
    expect(page.locator("#jb-articles button")).to_have_count(1)
    expect(page.locator("#jb-articles")).to_contain_text(FACTORY.title)
    page.locator("#jb-days .jb-link").click()
    expect(page.locator("#jb-articles button")).to_have_count(3)


def test_an_example_is_asked_and_its_answer_copied(page: Page) -> None:
    page.locator(".jb-examples button").first.click()
    page.locator("[data-markdown]").click()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert "[^1]" in copied
    assert "[^1]: 《青禾机械的新厂房下月开工》" in copied


def test_an_abstention_and_errors_are_words(page: Page, library: MemoryLibrary) -> None:
    ask(page, "xyz")
    expect(page.locator(".jb-abstained")).to_have_text("资料库中没有")
    library.error = ModelRefused("The server refuses the key.", remedy="Set another <key>.")
    try:
        ask(page)
        expect(page.locator(".jb-error")).to_contain_text("The server refuses the key. Set another <key>.")
    finally:
        library.error = None
    page.locator("#jb-filters button").first.click()
    fill_filter(page, "起始日期", "yesterday")
    ask(page)
    expect(page.locator(".jb-error").last).to_contain_text("2026-03-01")


def test_filters_narrow_the_question(page: Page, library: MemoryLibrary) -> None:
    page.locator("#jb-filters button").first.click()
    fill_filter(page, "作者", "周亦")
    ask(page, "末班船改为几点？")
    expect(page.locator("#jb-thread .jb-meta")).to_contain_text("检索 1 篇报道")
    assert library.asked[-1].filters.author == "周亦"


def test_languages_and_themes_are_chosen_and_kept(page: Page, browser: Browser, base: str) -> None:
    expect(page.get_by_role("tab").first).to_have_text("提问")
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("tab").first).to_have_text("Ask")
    expect(page.locator(".jb-welcome h2")).to_contain_text("Everything the papers printed")
    dark = page.evaluate("document.body.classList.contains('dark')")
    page.locator("[data-theme]").click()
    page.reload()
    expect(page.get_by_role("tab").first).to_have_text("Ask")
    page.wait_for_function(f"document.body.classList.contains('dark') === {json.dumps(not dark)}")
    english = browser.new_page(locale="en-GB")
    english.goto(base)
    expect(english.get_by_role("tab").first).to_have_text("Ask")
    english.close()


def test_pages_are_added_checked_and_deleted(page: Page, tmp_path: Path) -> None:
    good, bad = tmp_path / "竹溪.txt", tmp_path / "bad.txt"
    good.write_text("竹溪书店开张\n竹溪书店昨天开张，首日有260人进店。", "utf-8")
    bad.write_bytes(b"\xff\xfe\x00")
    tab(page, 1)
    page.locator("#jb-files input[type=file]").set_input_files([good, bad])
    expect(page.locator("#jb-report")).to_contain_text("新增 1")
    expect(page.locator("#jb-report")).to_contain_text("bad.txt")
    page.fill("#jb-find textarea, #jb-find input", "竹溪")
    expect(page.locator("#jb-articles button")).to_have_count(1)
    page.locator("#jb-articles button").click()
    expect(page.locator("#jb-detail .jb-page-text mark")).to_contain_text("首日有260人进店")
    tab(page, 0)
    ask(page, "竹溪书店首日有多少人进店？")
    expect(page.locator(".jb-sources")).to_contain_text("竹溪书店开张")
    tab(page, 1)
    page.click("#jb-delete")
    expect(page.locator("#jb-sure")).to_contain_text("竹溪书店开张")
    page.click("#jb-delete-yes")
    expect(page.locator("#jb-articles")).to_contain_text("没有符合条件的文章")
    tab(page, 0)
    page.locator(".jb-sentence .jb-chip").first.click()
    expect(page.locator("#jb-source mark")).to_have_text("竹溪书店昨天开张，首日有260人进店。")


def test_briefs_are_written_read_and_downloaded(page: Page) -> None:
    tab(page, 2)
    page.click("#jb-brief-articles input")
    page.locator("#jb-brief-articles [role=option]").first.click()
    page.keyboard.press("Escape")
    page.click("#jb-brief-run")
    expect(page.locator("#jb-brief-said")).to_contain_text("写完了")
    page.locator("#jb-briefs .jb-chip").click()
    expect(page.locator("#jb-brief-source mark")).to_be_visible()
    for name, holds in (("md", "[^1-1]"), ("html", "<q>"), ("csv", "article_id"), ("json", '"summaries"')):
        with page.expect_download() as download:
            page.click(f"#jb-brief-{name}")
        assert holds in Path(download.value.path()).read_text("utf-8")
    page.reload()
    tab(page, 2)
    expect(page.locator("#jb-briefs .jb-brief")).to_have_count(1)


def test_a_digest_of_a_topic_is_written_and_read(page: Page) -> None:
    tab(page, 2)
    page.get_by_text("合成一篇综述", exact=True).click()
    page.fill("#jb-brief-topic input, #jb-brief-topic textarea", "渡轮")
    page.click("#jb-brief-run")
    expect(page.locator("#jb-brief-said")).to_contain_text("汇编了 1 篇")
    expect(page.locator("#jb-briefs h4")).to_have_text("其他")
    page.locator("#jb-briefs .jb-chip").first.click()
    expect(page.locator("#jb-brief-source mark")).to_be_visible()
    page.reload()
    tab(page, 2)
    expect(page.locator("#jb-briefs .jb-brief li")).to_have_count(1)


def test_health_says_what_is_wrong(page: Page) -> None:
    tab(page, 3)
    expect(page.locator("#jb-health")).to_contain_text("Install the extra local.")
    expect(page.locator("#jb-health")).to_contain_text("文字不离开这台电脑")


def test_a_link_opens_its_article(page: Page, base: str) -> None:
    page.goto(f"{base}/?article={FACTORY.id}&start=0&end=6")
    expect(page.locator("#jb-source mark")).to_have_text(FACTORY.body[:6])


def test_a_phone_shows_the_source_over_the_page(context: BrowserContext, base: str) -> None:
    page = context.new_page()
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(base)
    page.wait_for_selector("body.jb-ready")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    ask(page)
    page.locator(".jb-sentence .jb-chip").first.click()
    expect(page.locator("#jb-source mark")).to_be_in_viewport()
    page.locator("#jb-source .jb-close").click()
    expect(page.locator("#jb-source .jb-source")).to_be_hidden()
    expect(page.get_by_role("tab")).to_have_count(4)


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
        page.goto(base)
        page.wait_for_selector("body.jb-ready")
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


def test_keys_close_the_page_and_gradios_routes(browser: Browser, tmp_path: Path) -> None:
    library = MemoryLibrary(tmp_path, api_keys="a-long-key")
    with running(library, page=True) as base:
        with httpx.Client(base_url=base, trust_env=False) as client:
            for path in (
                "/config",
                "/gradio_api/info",
                "/gradio_api/queue/data?session_hash=x",
                "/gradio_api/file=/etc/passwd",
            ):
                assert client.get(path).status_code in (401, 403, 404), path
            for path in ("/gradio_api/queue/join", "/gradio_api/run/predict", "/gradio_api/upload"):
                assert client.post(path, json={"data": [], "fn_index": 0, "session_hash": "x"}).status_code == 401, path
            assert "青禾" not in client.get("/").text
        page = browser.new_page(locale="zh-CN")
        page.goto(base)
        page.get_by_role("textbox").first.fill("reader")
        page.locator("input[type=password]").fill("wrong")
        page.get_by_role("button").last.click()
        page.wait_for_timeout(300)
        assert page.locator("#jb-question").count() == 0
        page.get_by_role("textbox").first.fill("reader")
        page.locator("input[type=password]").fill("a-long-key")
        page.get_by_role("button").last.click()
        expect(page.locator(".jb-welcome")).to_be_visible()
        page.close()


def test_a_reader_who_leaves_stops_the_model(context: BrowserContext, base: str, library: MemoryLibrary) -> None:
    page = context.new_page()
    page.goto(base)
    page.wait_for_selector("body.jb-ready")
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
