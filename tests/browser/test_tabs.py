"""The other tabs: the archive, briefs and digests, health."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page, expect

from rag.additions import AddReport, Failure
from rag.errors import ModelUnreachable
from tests.browser.steps import FACTORY, NEEDS_BROWSER, ask, tab
from tests.double import ARTICLES, MemoryLibrary
from ui.page.archive import report_html
from ui.texts import texts_in

pytestmark = NEEDS_BROWSER


def test_the_days_of_the_archive_are_a_filter(page: Page) -> None:
    page.locator(".jb-source .jb-list button").first.click()  # the newest, offered before anything is asked
    expect(page.locator("#jb-source h3")).to_have_text(ARTICLES[1][0].title)
    tab(page, 1)
    expect(page.locator("#jb-articles button")).to_have_count(3)
    page.locator(".jb-days button").first.click()
    expect(page.locator("#jb-articles button")).to_have_count(1)
    expect(page.locator("#jb-articles")).to_contain_text(FACTORY.title)
    page.locator("#jb-days .jb-link").click()
    expect(page.locator("#jb-articles button")).to_have_count(3)


def test_pages_are_added_checked_and_deleted(page: Page, tmp_path: Path) -> None:
    good, bad = tmp_path / "竹溪.txt", tmp_path / "bad.txt"
    good.write_text("竹溪书店开张\n竹溪书店昨天开张，首日有260人进店。", "utf-8")
    bad.write_bytes(b"\xff\xfe\x00")
    tab(page, 1)
    page.locator("#jb-files input[type=file]").set_input_files([good, bad])
    expect(page.locator("#jb-report")).to_contain_text("新增 1")
    expect(page.locator("#jb-report")).to_contain_text("bad.txt：文件里没有文字")
    page.fill("#jb-find textarea, #jb-find input", "竹溪")
    expect(page.locator("#jb-articles button")).to_have_count(1)
    page.locator("#jb-articles button").click()
    expect(page.locator("#jb-detail .jb-page-text mark")).to_contain_text("首日有260人进店")
    tab(page, 0)
    ask(page, "竹溪书店首日有多少人进店？")
    expect(page.locator(".jb-sources")).to_contain_text("竹溪书店开张")
    tab(page, 1)
    page.click("#jb-delete")
    expect(page.locator("#jb-sure")).to_contain_text("竹溪书店开张")
    page.click("#jb-delete-yes")
    expect(page.locator("#jb-articles")).to_contain_text("没有符合条件的文章")
    tab(page, 0)
    page.locator(".jb-sentence .jb-chip").first.click()
    expect(page.locator("#jb-source mark")).to_have_text("竹溪书店昨天开张，首日有260人进店。")


def test_a_file_that_cannot_be_read_is_named_once() -> None:
    failed = Failure("a.txt", "a.txt is empty. Check how it was saved."), Failure("b.txt", "文件是空的。")
    english, chinese = (report_html(AddReport(failed=(each,)), texts_in("en")) for each in failed)
    assert english.count("a.txt") == chinese.count("b.txt") == 1


def test_briefs_are_written_read_and_downloaded(page: Page) -> None:
    tab(page, 2)
    page.click("#jb-brief-articles input")
    page.locator("#jb-brief-articles [role=option]").first.click()
    page.keyboard.press("Escape")
    page.click("#jb-brief-run")
    expect(page.locator("#jb-brief-said")).to_contain_text("写完了")
    page.locator("#jb-briefs .jb-chip").click()
    expect(page.locator("#jb-brief-source mark")).to_be_visible()
    for name, holds in (("md", "[^1-1]"), ("html", "<q>"), ("csv", "article_id"), ("json", '"summaries"')):
        with page.expect_download() as download:
            page.click(f"#jb-brief-{name}")
        assert holds in Path(download.value.path()).read_text("utf-8")
    page.reload()
    tab(page, 2)
    expect(page.locator("#jb-briefs .jb-brief")).to_have_count(1)


def test_a_digest_of_a_topic_is_written_and_read(page: Page) -> None:
    tab(page, 2)
    page.get_by_text("合成一篇综述", exact=True).click()
    page.fill("#jb-brief-topic input, #jb-brief-topic textarea", "渡轮")
    page.click("#jb-brief-run")
    expect(page.locator("#jb-brief-said")).to_contain_text("汇编了 1 篇")
    expect(page.locator("#jb-briefs h4")).to_have_text("其他")
    page.locator("#jb-briefs .jb-chip").first.click()
    expect(page.locator("#jb-brief-source mark")).to_be_visible()
    page.reload()
    tab(page, 2)
    expect(page.locator("#jb-briefs .jb-brief li")).to_have_count(1)


def test_a_digest_is_forecast_watched_and_stopped(page: Page, library: MemoryLibrary) -> None:
    tab(page, 2)
    page.get_by_text("合成一篇综述", exact=True).click()
    page.get_by_role("button", name="预估").click()
    expect(page.locator("#jb-brief-said")).to_contain_text("3 篇文章，约 450 + 120 个词元")
    library.gate.clear()
    try:
        page.click("#jb-brief-run")
        expect(page.locator("#jb-brief-said")).to_contain_text("主题 0 / 2")
        page.reload()  # it goes on without the page
        tab(page, 2)
        expect(page.locator("#jb-brief-said")).to_contain_text("主题 0 / 2")
        page.click("#jb-brief-stop")
        expect(page.locator("#jb-brief-said")).to_contain_text("写完手头的主题就停")
    finally:
        library.gate.set()
    expect(page.locator("#jb-brief-said")).to_contain_text("已停止")
    expect(page.locator("#jb-briefs .jb-brief")).to_have_count(0)


def test_a_digest_that_fails_says_why(page: Page, library: MemoryLibrary) -> None:
    library.error = ModelUnreachable("No server answers.", remedy="Start it.")
    try:
        tab(page, 2)
        page.get_by_text("合成一篇综述", exact=True).click()
        page.click("#jb-brief-run")
        expect(page.locator("#jb-brief-said .jb-error")).to_contain_text("连不上回答模型的服务")
        expect(page.locator("#jb-brief-said [lang=en]")).to_have_text("No server answers. Start it.")
    finally:
        library.error = None


def test_health_says_what_is_wrong(page: Page) -> None:
    tab(page, 3)
    expect(page.locator("#jb-health")).to_contain_text("Install the extra local.")
    expect(page.locator("#jb-health")).to_contain_text("文字不离开这台电脑")
