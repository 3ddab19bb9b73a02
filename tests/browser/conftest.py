from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.browser.steps import come_to, foreign
from tests.double import MemoryLibrary, running
from tests.screenshots import CHROMIUM

# Gradio draws what it was told in steps, and a machine that does other things takes its time over each.
expect.set_options(timeout=15_000)


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
def faults() -> list[str]:
    """What the browser complained of, and whom else it asked: nothing and nobody, at the end of a test."""
    return []


@pytest.fixture
def context(browser: Browser, base: str, faults: list[str]) -> Iterator[BrowserContext]:
    context = browser.new_context(
        locale="zh-CN", viewport={"width": 1280, "height": 800}, permissions=["clipboard-read", "clipboard-write"]
    )
    context.set_default_timeout(15_000)
    context.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    context.on("weberror", lambda error: faults.append(str(error.error)))
    context.on("request", lambda request: faults.append(request.url) if foreign(request.url, base) else None)
    yield context
    context.close()
    assert faults == []


@pytest.fixture
def page(context: BrowserContext, base: str) -> Page:
    page = context.new_page()
    come_to(page, base)
    expect(page.locator(".jb-welcome")).to_be_visible()
    return page
