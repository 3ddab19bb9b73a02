"""The login: one key in the reader's language, a session that ends, nothing that another site can use."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, expect

from tests.browser.steps import NEEDS_BROWSER, come_to, foreign
from tests.double import MemoryLibrary, running

pytestmark = NEEDS_BROWSER
KEY = "a-long-key"


@pytest.fixture(scope="module")
def keyed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    library = MemoryLibrary(tmp_path_factory.mktemp("keyed"), api_keys=f"other,{KEY}")
    with running(library, page=True) as base:
        yield base


@pytest.mark.parametrize(
    ("locale", "title", "field"), [("zh-CN", "登录 · 剪报", "访问密钥"), ("en-GB", "Log in", "Access key")]
)
def test_a_key_opens_the_page_until_the_reader_logs_out(
    browser: Browser, keyed: str, locale: str, title: str, field: str
) -> None:
    context = browser.new_context(locale=locale)
    page = context.new_page()
    page.on("request", lambda request: pytest.fail(request.url) if foreign(request.url, keyed) else None)
    page.goto(f"{keyed}/?article=nowhere")
    assert page.title().startswith(title)
    assert page.evaluate("document.documentElement.lang") == locale[:2]
    expect(page.get_by_role("textbox")).to_have_count(1)
    expect(page.get_by_label(field)).to_be_focused()
    assert page.locator("#key").evaluate("field => getComputedStyle(field).borderStyle") == "solid"
    page.keyboard.type("wrong")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_be_visible()
    page.get_by_label(field).fill(KEY)
    page.keyboard.press("Enter")
    page.wait_for_selector("body.jb-ready")
    assert page.url == f"{keyed}/?article=nowhere"  # what the reader came for
    expect(page.locator("#jb-question")).to_be_visible()
    (cookie,) = context.cookies()
    assert cookie["httpOnly"]
    assert cookie["sameSite"] == "Lax"
    page.locator("[data-leave]").click()
    expect(page.get_by_label(field)).to_be_visible()
    # A session that ended opens nothing.
    context.add_cookies([{"name": cookie["name"], "value": cookie["value"], "url": keyed}])
    page.goto(keyed)
    expect(page.get_by_label(field)).to_be_visible()
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_login_has_the_pages_colours(browser: Browser, keyed: str, scheme: str) -> None:
    page = browser.new_page(color_scheme="dark" if scheme == "dark" else "light")
    page.goto(keyed)
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert ground == {"light": "rgb(247, 244, 237)", "dark": "rgb(23, 22, 19)"}[scheme]
    page.close()


def test_no_login_without_keys(browser: Browser, base: str) -> None:
    page = browser.new_page()
    come_to(page, base)
    expect(page.locator("[data-leave]")).to_have_count(0)
    page.close()


def test_keys_close_the_page_and_gradios_routes(keyed: str, tmp_path: Path) -> None:
    with httpx.Client(base_url=keyed, trust_env=False) as client:
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
        assert client.get("/").headers["cache-control"] == "no-store"


def test_other_sites_neither_log_in_nor_out(keyed: str) -> None:
    with httpx.Client(base_url=keyed, trust_env=False) as client:
        foreign_form = client.post("/login", data={"key": KEY}, headers={"Origin": "http://evil.example"})
        assert foreign_form.status_code == 403
        assert client.post("/login", data={"key": "wrong"}).status_code == 403
        assert client.post("/login", content=b"key=" + b"x" * 20_000).status_code == 413
        assert not client.cookies
        entered = client.post("/login?next=//evil.example", data={"key": f" {KEY} "})
        assert (entered.status_code, entered.headers["location"]) == (303, "/?next=//evil.example")
        assert client.get("/config").status_code == 200
        client.get("/logout")  # as a link or a picture of another site's would
        assert client.get("/config").status_code == 200
        client.post("/logout")
        assert client.get("/config").status_code == 401
