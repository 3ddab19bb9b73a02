"""The filters: they narrow, a closed box says how many are set, and a phone keeps its screen."""

from __future__ import annotations

from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.steps import NEEDS_BROWSER, QUESTION, ask, fill_filter, open_filters, tab
from tests.double import MemoryLibrary

pytestmark = NEEDS_BROWSER


def test_filters_narrow_the_question(page: Page, library: MemoryLibrary) -> None:
    open_filters(page)
    fill_filter(page, "作者", "周亦")
    ask(page, "末班船改为几点？")
    expect(page.locator("#jb-thread .jb-meta")).to_contain_text("检索 1 篇报道")
    assert library.asked[-1].filters.author == "周亦"


def test_a_closed_box_says_how_many_filters_are_set_and_clears_them(page: Page, library: MemoryLibrary) -> None:
    label, clear = page.locator("#jb-filters .label-wrap span").first, page.locator(".jb-clear:visible")
    expect(label).to_have_text("筛选")
    expect(clear).to_have_count(0)
    open_filters(page)
    fill_filter(page, "作者", "周亦")
    fill_filter(page, "起始日期", "2031-05-01")
    page.locator("#jb-filters button").first.click()
    expect(label).to_have_text("筛选（2）")
    page.get_by_role("button", name="English").click()
    expect(label).to_have_text("Filters (2)")
    clear.click()
    expect(label).to_have_text("Filters")
    expect(clear).to_have_count(0)
    ask(page, QUESTION)
    expect(page.locator("#jb-thread .jb-meta")).to_contain_text("3 articles searched")
    assert library.asked[-1].filters.author is None


def test_clearing_lists_the_whole_archive_again(page: Page) -> None:
    tab(page, 1)
    expect(page.locator("#jb-articles button")).to_have_count(3)
    page.locator(".jb-days button").first.click()  # a day's bar is a filter, too
    expect(page.locator("#jb-articles button")).to_have_count(1)
    expect(page.locator(".jb-accordion:visible .label-wrap span").first).to_have_text("筛选（2）")
    page.locator(".jb-clear:visible").click()
    expect(page.locator("#jb-articles button")).to_have_count(3)


def test_open_filters_leave_a_phone_its_screen(context: BrowserContext, base: str) -> None:
    page = context.new_page()
    page.set_viewport_size({"width": 375, "height": 812})
    page.goto(base)
    page.wait_for_selector("body.jb-ready")
    composer = page.locator(".jb-composer")
    assert composer.evaluate("box => getComputedStyle(box).position") == "sticky"
    open_filters(page)
    assert composer.evaluate("box => getComputedStyle(box).position") == "static"
    since, until = (page.get_by_label(label).first.bounding_box() for label in ("起始日期", "截止日期"))
    assert since
    assert until
    assert since["y"] == until["y"]
    box = page.locator("#jb-new").bounding_box()
    assert box
    assert box["height"] < 50
