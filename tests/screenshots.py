"""Photograph every tab of the real page in both languages, light and dark, wide and narrow (``make screenshots``).

They go to ``build/screenshots``; the few that the documents show are copied to ``docs/screenshots`` by hand.
"""

from __future__ import annotations

import itertools
import shutil
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from rag.app import Library, open_library
from tests.double import running

CHROMIUM = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SAMPLES = Path(__file__).parent.parent / "rag" / "samples"
WIDTHS = {"wide": (1440, 900), "phone": (390, 844)}
WAIT = 120_000  # a local model on busy cores takes its time


def shoot(browser: Browser, base: str, folder: Path, language: str, scheme: str, width: str, question: str) -> None:
    """Photograph every tab once."""
    size = WIDTHS[width]
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        locale={"zh": "zh-CN", "en": "en-GB"}[language],
        color_scheme="dark" if scheme == "dark" else "light",
        device_scale_factor=2 if width == "phone" else 1,
    )
    page = context.new_page()
    page.goto(base)
    page.wait_for_selector("body.jb-ready", timeout=WAIT)

    def photograph(state: str) -> None:
        page.wait_for_timeout(500)
        page.screenshot(path=folder / f"{state}-{language}-{scheme}-{width}.png")

    photograph("welcome")
    page.fill("#jb-question textarea", question)
    page.press("#jb-question textarea", "Enter")
    page.wait_for_selector(".jb-sources", timeout=WAIT)
    photograph("answer")
    page.locator(".jb-sentence .jb-chip").first.click()
    page.wait_for_selector(".jb-source mark", timeout=WAIT)
    photograph("source")
    page.keyboard.press("Escape")
    open_tab(page, 1)
    page.locator("#jb-articles button").first.click()
    page.wait_for_selector("#jb-detail .jb-article", timeout=WAIT)
    photograph("archive")
    page.keyboard.press("Escape")
    open_tab(page, 2)
    page.click("#jb-brief-articles input")
    page.locator("#jb-brief-articles [role=option]").first.click()
    page.keyboard.press("Escape")
    page.click("#jb-brief-run")
    page.wait_for_selector("#jb-brief-md", timeout=WAIT)
    photograph("briefs")
    open_tab(page, 3)
    page.wait_for_selector(".jb-health", timeout=WAIT)
    photograph("health")
    context.close()


def open_tab(page: Page, number: int) -> None:
    """Open a tab; on a narrow page the last ones may be behind the menu of the rest."""
    page.get_by_role("tab").nth(number).click()


def photograph_all(library: Library, folder: Path, questions: dict[str, str]) -> None:
    """Photograph every state of the page over a library."""
    folder.mkdir(parents=True, exist_ok=True)
    with running(library, page=True) as base, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=CHROMIUM)
        for language, scheme, width in itertools.product(("zh", "en"), ("light", "dark"), WIDTHS):
            shoot(browser, base, folder, language, scheme, width, questions[language])
        browser.close()


def main() -> None:
    """Photograph the page over the sample archive, answered by the model that the settings choose."""
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "build/screenshots")
    with tempfile.TemporaryDirectory() as home, open_library(home) as library:
        library.add([SAMPLES])
        questions = {"zh": library.examples(1)[0], "en": "How large were Chengjiang Bank's loans to storage projects?"}
        for question in questions.values():
            library.ask(question)  # the first answer waits for the model to load
        photograph_all(library, folder, questions)


if __name__ == "__main__":
    main()
