"""The filters: they narrow, a closed box says how many are set, and a phone keeps its screen."""

from __future__ import annotations

from datetime import date

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.steps import NEEDS_BROWSER, QUESTION, ask, come_to, fill_filter, open_filters, tab
from tests.double import MemoryLibrary
from ui.page.faults import Said, fault_html
from ui.page.filters import read_filters
from ui.texts import texts_in

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
    come_to(page, base)
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


@pytest.mark.parametrize("given", ["2031-05-06", "2031/5/6", "2031.5.6", "2031年5月6日", " 20310506 "])
def test_dates_are_read_as_people_write_them(given: str) -> None:
    assert read_filters(None, None, given, None, texts_in("zh")).since == date(2031, 5, 6)


@pytest.mark.parametrize("given", ["2031-02-30", "0000-01-01", "yesterday", "6/5/2031", "2031-5", "<b>"])
def test_what_is_no_date_is_named_with_its_field(given: str) -> None:
    with pytest.raises(Said) as caught:
        read_filters(None, None, None, given, texts_in("en"))
    assert str(caught.value) == f"To: “{given}” is no date; write one like 2026-03-01."
    box = fault_html(caught.value, texts_in("en"))
    assert "Something went wrong" not in box
    assert "<b>" not in box
