"""Photograph every tab of the real page in both languages, light and dark, wide and narrow (``make screenshots``).

They go to ``build/screenshots``, or to the folder that is given; the few that the documents show are copied to
``docs/screenshots`` by hand. The model is asked each thing once, and its reply is played again for the other pictures.
"""

from __future__ import annotations

import itertools
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from rag.app import Library
from rag.models.chat import open_model
from rag.ports import ChatModel, Delta, Leaning, Logits, Message
from rag.settings import Settings
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


class Played:
    """A chat model whose replies are kept: the same messages get the same reply at once."""

    def __init__(self, model: ChatModel) -> None:
        self.model = model
        self.name, self.remote, self.slots = model.name, model.remote, model.slots
        self.context_tokens = model.context_tokens
        self.kept: dict[tuple[Message, ...], list[Delta]] = {}
        self.leanings: dict[tuple[Message, ...], Leaning | None] = {}
        self.told: dict[tuple[Message, ...], Logits | None] = {}

    def stream(
        self, messages: Sequence[Message], *, max_tokens: int, schema: dict[str, Any] | None = None
    ) -> Iterator[Delta]:
        """Play a reply, asking for it first where it is not known."""
        known = tuple(messages)
        if known not in self.kept:
            self.kept[known] = list(self.model.stream(messages, max_tokens=max_tokens, schema=schema))
        yield from self.kept[known]

    def lean(self, messages: Sequence[Message], yes: str, no: str) -> Leaning | None:
        """Play what the model leans to."""
        known = tuple(messages)
        if known not in self.leanings:
            self.leanings[known] = self.model.lean(messages, yes, no)
        return self.leanings[known]

    def logits(self, messages: Sequence[Message], tokens: Sequence[int]) -> Logits | None:
        """Play the logits of the tokens of a probe, which are always the same."""
        known = tuple(messages)
        if known not in self.told:
            self.told[known] = self.model.logits(messages, tokens)
        return self.told[known]

    def count_tokens(self, text: str) -> int:
        """Count as the model does."""
        return self.model.count_tokens(text)


class Camera:
    """A browser's window in one language, scheme and width, and where its pictures go."""

    def __init__(self, browser: Browser, base: str, folder: Path, language: str, scheme: str, width: str) -> None:
        size = WIDTHS[width]
        self.context = browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            locale={"zh": "zh-CN", "en": "en-GB"}[language],
            color_scheme="dark" if scheme == "dark" else "light",
            device_scale_factor=2 if width == "phone" else 1,
        )
        self.name = f"{language}-{scheme}-{width}"
        self.folder = folder
        self.page = self.context.new_page()
        self.page.goto(base)
        self.page.wait_for_selector("body.jb-ready", timeout=WAIT)

    def take(self, state: str) -> None:
        """Photograph the page as it stands."""
        self.page.wait_for_timeout(400)
        self.page.screenshot(path=self.folder / f"{state}-{self.name}.png")


def shoot_tabs(camera: Camera, question: str) -> None:
    """Photograph every tab over an archive."""
    page, photograph = camera.page, camera.take
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
    page.mouse.wheel(0, 600)
    photograph("briefs")
    page.get_by_role("radio").nth(1).check()
    photograph("digest")
    open_tab(page, 3)
    page.wait_for_selector(".jb-health", timeout=WAIT)
    photograph("health")
    camera.context.close()


def shoot_empty(camera: Camera) -> None:
    """Photograph what a library without pages shows, and what a file that is none."""
    page = camera.page
    page.wait_for_selector(".jb-go", timeout=WAIT)
    camera.take("empty-ask")
    open_tab(page, 1)
    with tempfile.TemporaryDirectory() as folder:
        broken = Path(folder) / "broken.pdf"
        broken.write_bytes(b"%PDF-1.7 and no more")
        page.set_input_files("#jb-files input", broken)
        page.wait_for_selector("#jb-report .jb-bad", timeout=WAIT)
    camera.take("empty-archive")
    open_tab(page, 2)
    page.click("#jb-brief-run")
    page.wait_for_selector("#jb-brief-said .jb-error", timeout=WAIT)
    camera.take("empty-briefs")
    camera.context.close()


def open_tab(page: Page, number: int) -> None:
    """Open a tab; on a narrow page the last ones may be behind the menu of the rest."""
    page.get_by_role("tab").nth(number).click()


def photograph_all(library: Library, empty: Library, folder: Path, questions: dict[str, str]) -> None:
    """Photograph every state of the page over a library, and over an empty one."""
    folder.mkdir(parents=True, exist_ok=True)
    views = list(itertools.product(("zh", "en"), ("light", "dark"), WIDTHS))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=CHROMIUM)
        with running(library, page=True) as base:
            for view in views:
                shoot_tabs(Camera(browser, base, folder, *view), questions[view[0]])
                print(" ".join(view), flush=True)
        with running(empty, page=True) as base:
            for view in views:
                shoot_empty(Camera(browser, base, folder, *view))
        browser.close()


def main() -> None:
    """Photograph the page over the sample archive, answered by the model that the settings choose."""
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "build/screenshots")
    with tempfile.TemporaryDirectory() as home:
        settings = Settings.load(home=Path(home) / "samples")
        model = open_model(settings)
        with (
            Library(settings, model=Played(model) if model else None) as library,
            Library(Settings.load(home=Path(home) / "empty")) as empty,
        ):
            library.add([SAMPLES])
            questions = {
                "zh": library.examples(1)[0],
                "en": "How large were Chengjiang Bank's loans to storage projects?",
            }
            # What a model takes long over is asked for before any picture waits for it.
            for question in questions.values():
                library.ask(question)
            list(library.summarize([library.listing(limit=1, newest_first=True).articles[0].id]))
            photograph_all(library, empty, folder, questions)


if __name__ == "__main__":
    main()
