"""What a reader of the page does, step by step."""

from __future__ import annotations

import shutil

import pytest
from playwright.sync_api import Page, expect

from tests.double import ARTICLES

NEEDS_BROWSER = [
    pytest.mark.browser,
    pytest.mark.skipif(shutil.which("chromium") is None, reason="no chromium: apt-get install chromium fonts-noto-cjk"),
]
QUESTION = "青禾机械新厂房总投资多少？"
FACTORY = ARTICLES[0][0]


def come_to(page: Page, base: str) -> None:
    page.goto(base)
    page.wait_for_selector("body.jb-ready")


def ask(page: Page, question: str = QUESTION) -> None:
    page.fill("#jb-question textarea", question)
    page.press("#jb-question textarea", "Enter")


def open_filters(page: Page) -> None:
    page.locator("#jb-filters button").first.click()
    # Gradio mounts what a closed part holds, and then gives it its value: a moment that no hand is quick enough for.
    page.wait_for_timeout(500)


def fill_filter(page: Page, label: str, text: str) -> None:
    field = page.get_by_label(label).first
    field.fill(text)
    field.press("Tab")
    page.wait_for_timeout(300)  # Gradio hands a field on after a pause in typing
    expect(field).to_have_value(text)


def tab(page: Page, number: int) -> None:
    page.get_by_role("tab").nth(number).click()


def foreign(url: str, base: str) -> bool:
    return not url.startswith((base, "data:", "blob:"))
