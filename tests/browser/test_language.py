"""Everything on the page is in the reader's language, whatever the browser's."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.steps import NEEDS_BROWSER, ask, come_to, tab
from tests.double import MemoryLibrary, make_article, running

pytestmark = NEEDS_BROWSER
SAID = {
    "zh": ("把文件拖到这里，或点按选择", "文件太大，没有放入", "与服务器的连接断了"),
    "en": ("Drop files here, or choose them", "Too large, and not added", "The connection to the server is lost"),
}


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


@pytest.mark.parametrize(("locale", "chosen", "button"), [("en-GB", "zh", "中文"), ("zh-CN", "en", "English")])
def test_gradios_own_words_follow_the_reader(
    browser: Browser, base: str, tmp_path: Path, locale: str, chosen: str, button: str
) -> None:
    drop, large, lost = SAID[chosen]
    page = browser.new_page(locale=locale)
    come_to(page, base)
    page.get_by_role("button", name=button).click()
    tab(page, 1)
    upload = page.locator("#jb-files .upload-container")
    expect(upload).to_have_attribute("aria-label", drop)
    shown = upload.locator(".wrap").evaluate(
        "wrap => [getComputedStyle(wrap).fontSize, getComputedStyle(wrap, '::after').content]"
    )
    assert shown == ["0px", f'"{drop}"']
    small, file = tmp_path / "小.txt", tmp_path / "大.txt"
    small.write_text("青禾机械的新厂房开工\n青禾机械的新厂房今日开工。\n", encoding="utf-8")
    page.locator("#jb-files input[type=file]").set_input_files(small)
    expect(page.locator("#jb-report")).to_contain_text("1")
    # The field that takes the next file is a new one: it comes when what was taken is gone from it.
    expect(page.locator("#jb-report .jb-progress")).to_have_count(0)
    expect(page.locator("#jb-files .file-preview")).to_have_count(0)
    file.write_bytes(b"a" * 20_000_001)
    page.locator("#jb-files input[type=file]").set_input_files(file)
    expect(page.locator(".toast-body")).to_contain_text(f"{large}")
    expect(page.locator(".toast-body")).to_contain_text("大.txt")
    expect(page.locator("#jb-report")).to_be_hidden()
    page.locator("#jb-files input[type=file]").set_input_files(small)
    expect(page.locator("#jb-report")).to_be_visible()
    page.reload()
    page.wait_for_selector("body.jb-ready")
    tab(page, 0)
    page.route("**/*", lambda route: route.abort())
    ask(page)
    expect(page.locator(".toast-body").first).to_contain_text(lost)
    page.close()


def test_examples_are_in_the_readers_language(page: Page) -> None:
    examples = page.locator(".jb-examples button")
    expect(examples).to_have_text(["青禾机械的新厂房总投资多少？", "云江渡轮的末班船是几点？"])
    page.get_by_role("button", name="English").click()
    expect(examples).to_have_text(["When will the Harbour library open?"])


def test_one_of_a_thing_is_no_plural(browser: Browser, tmp_path: Path) -> None:
    library = MemoryLibrary(tmp_path, [make_article("渡轮", ["末班船改为22时。"], source="ferry.txt")])
    with running(library, page=True) as base:
        page = browser.new_page(locale="en-GB")
        page.goto(base)
        expect(page.locator(".jb-holds")).to_have_text("1 article · 1 paper · 6 May 2031")
        page.close()
