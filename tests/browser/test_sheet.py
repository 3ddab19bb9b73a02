"""The source stays while the language changes, and on a phone Back puts it away."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.steps import FACTORY, NEEDS_BROWSER, ask, come_to, tab

pytestmark = NEEDS_BROWSER


@pytest.fixture
def phone(context: BrowserContext, base: str) -> Iterator[Page]:
    page = context.new_page()
    page.set_viewport_size({"width": 375, "height": 812})
    page.goto("about:blank")
    come_to(page, base)
    yield page
    page.close()


def test_back_puts_the_source_away_and_stays_on_the_page(phone: Page, base: str) -> None:
    ask(phone)
    sheet = phone.locator("#jb-source .jb-source")
    phone.locator(".jb-sentence .jb-chip").first.click()
    expect(sheet).to_be_visible()
    expect(sheet).to_be_focused()
    phone.go_back()
    expect(sheet).to_be_hidden()
    assert phone.url.rstrip("/") == base
    phone.go_forward()
    expect(sheet).to_be_visible()
    phone.locator("#jb-source .jb-close").click()
    expect(sheet).to_be_hidden()
    phone.locator(".jb-sentence .jb-chip").last.click()
    expect(sheet).to_be_visible()
    phone.keyboard.press("Escape")
    expect(sheet).to_be_hidden()
    phone.wait_for_timeout(200)
    phone.go_back()  # nothing is left to put away
    assert phone.url == "about:blank"


def test_a_source_that_was_put_away_stays_away_in_another_language(phone: Page) -> None:
    ask(phone)
    phone.locator(".jb-sentence .jb-chip").first.click()
    expect(phone.locator("#jb-source .jb-where")).to_contain_text("第A2版")
    phone.locator("#jb-source .jb-close").click()
    phone.get_by_role("button", name="English").click()
    expect(phone.locator("#jb-source .jb-where")).to_contain_text("page A2")
    expect(phone.locator("#jb-source .jb-source")).to_be_hidden()


def test_what_comes_late_opens_no_source_that_was_put_away(phone: Page) -> None:
    ask(phone)
    chip, source = phone.locator(".jb-sentence .jb-chip").first, phone.locator("#jb-source .jb-source")
    chip.click()
    expect(source).to_be_visible()
    phone.locator("#jb-source .jb-close").click()
    phone.evaluate("jb.mark()")
    phone.wait_for_timeout(300)
    expect(source).to_be_hidden()
    chip.click()
    expect(source).to_be_visible()


def test_the_open_source_is_said_in_the_new_language(page: Page) -> None:
    ask(page)
    page.locator(".jb-sentence .jb-chip").first.click()
    expect(page.locator("#jb-source .jb-where")).to_contain_text("第A2版")
    page.get_by_role("button", name="English").click()
    expect(page.locator("#jb-source .jb-where")).to_contain_text("page A2")
    expect(page.locator("#jb-source mark")).to_have_text(FACTORY.body.partition("。")[0] + "。")
    page.click("#jb-new")
    expect(page.locator("#jb-source .jb-holds")).to_be_visible()
    page.get_by_role("button", name="中文").click()
    expect(page.locator("#jb-source .jb-holds")).to_contain_text("共 3 篇")


def test_the_chosen_article_and_the_source_of_a_brief_stay_too(page: Page) -> None:
    tab(page, 1)
    expect(page.locator("#jb-detail")).to_contain_text("选一篇文章")
    page.locator(f'#jb-articles [data-article="{FACTORY.id}"]').click()
    expect(page.locator("#jb-detail .jb-where")).to_contain_text("第A2版")
    tab(page, 2)
    expect(page.locator("#jb-brief-source")).to_contain_text("点按简报里的编号")
    page.click("#jb-brief-run")
    page.locator("#jb-briefs .jb-chip").first.click()
    expect(page.locator("#jb-brief-source mark")).to_be_visible()
    page.get_by_role("button", name="English").click()
    expect(page.locator("#jb-brief-source .jb-close")).to_have_text("✕ Close")
    expect(page.locator("#jb-brief-source mark")).to_be_visible()
    tab(page, 1)
    expect(page.locator("#jb-detail .jb-where")).to_contain_text("page A2")
