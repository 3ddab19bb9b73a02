"""Asking: the answer grows, its citations open, conversations are kept."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from rag.errors import ModelRefused
from rag.types import Answer, Question
from tests.browser.steps import FACTORY, NEEDS_BROWSER, QUESTION, ask, come_to, fill_filter, open_filters
from tests.double import MemoryLibrary, make_article, running

pytestmark = NEEDS_BROWSER


def test_a_citation_opens_the_printed_line(page: Page) -> None:
    ask(page)
    chip = page.locator(".jb-sentence .jb-chip").first
    chip.click()
    mark = page.locator("#jb-source mark").first
    expect(mark).to_have_text(FACTORY.body.partition("。")[0] + "。")
    expect(mark).to_be_in_viewport()
    expect(page.locator("#jb-source .jb-where")).to_have_text("云江晚报，2031年5月6日，第A2版")
    expect(page.locator("#jb-source h3")).to_have_text(FACTORY.title)
    expect(page.locator("#jb-source .jb-byline")).to_have_text("林小禾")
    expect(page.locator(".jb-sentence .jb-good").first).to_be_visible()
    expect(page.locator(".jb-problem").first).to_contain_text("9999 不在原文中")
    expect(page.locator(".jb-meta").first).to_contain_text("检索 3 篇报道")


def test_the_keyboard_opens_a_citation(page: Page) -> None:
    ask(page)
    chip = page.locator(".jb-sentence .jb-chip").first
    chip.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#jb-source mark")).to_be_visible()
    expect(page.locator("#jb-source .jb-source")).to_be_focused()
    page.keyboard.press("Escape")
    expect(chip).to_be_focused()


def test_a_long_article_scrolls_to_the_cited_sentence(page: Page, library: MemoryLibrary) -> None:
    filler = [f"第{n}段说的是别的事情，与问题没有关系。" for n in range(80)]
    article, text = make_article("山道改线", [*filler, "缆车票价定为87元整。"], source="hill.txt")
    library._articles[article.id], library._texts["hill.txt"] = article, text
    try:
        ask(page, "缆车票价定为多少元整？")
        page.locator(".jb-sentence .jb-chip").first.click()
        expect(page.locator("#jb-source mark")).to_have_text("缆车票价定为87元整。")
        expect(page.locator("#jb-source mark")).to_be_in_viewport()
    finally:
        library.remove([article.id])


def test_an_answer_streams_and_can_be_stopped(page: Page, library: MemoryLibrary) -> None:
    library.gate.clear()
    try:
        ask(page)
        expect(page.locator("#jb-live .jb-answer")).to_contain_text("青禾")
        expect(page.locator("#jb-ask")).to_be_hidden()
        page.click("#jb-stop")
        page.wait_for_timeout(400)
    finally:
        library.gate.set()
    expect(page.locator("#jb-thread .jb-turn")).to_contain_text("已停止")
    expect(page.locator("#jb-ask")).to_be_visible()
    page.locator("[data-retry]").click()
    expect(page.locator("#jb-thread .jb-sources")).to_be_visible()
    expect(page.locator("#jb-thread .jb-turn")).to_have_count(1)


def test_a_conversation_survives_a_reload(page: Page, library: MemoryLibrary) -> None:
    ask(page)
    expect(page.locator("#jb-thread .jb-turn")).to_have_count(1)
    ask(page, "云江渡轮的末班船呢？")
    expect(page.locator("#jb-thread .jb-turn")).to_have_count(2)
    assert [turn.question for turn in library.asked[-1].history] == [QUESTION]
    page.set_viewport_size({"width": 1280, "height": 420})
    page.locator("#jb-thread .jb-chip").last.click()
    expect(page.locator("#jb-source mark")).to_be_in_viewport()  # beside the answer, however far down that is
    expect(page.locator("#jb-question")).to_be_in_viewport()
    page.reload()
    expect(page.locator("#jb-thread .jb-turn")).to_have_count(2)
    page.locator(".jb-sentence .jb-chip").first.click()
    expect(page.locator("#jb-source mark")).to_be_visible()
    page.click("#jb-new")
    expect(page.locator(".jb-welcome")).to_be_visible()
    page.reload()
    expect(page.locator(".jb-welcome")).to_be_visible()


def test_earlier_conversations_can_be_gone_back_to(page: Page, library: MemoryLibrary) -> None:
    ask(page)
    expect(page.locator("#jb-thread .jb-turn")).to_have_count(1)
    expect(page.locator("#jb-hints")).to_be_hidden()
    page.click("#jb-new")
    expect(page.locator(".jb-past button")).to_contain_text(QUESTION)
    ask(page, "云江渡轮的末班船呢？")
    expect(page.locator("#jb-thread .jb-turn")).to_have_count(1)
    assert library.asked[-1].history == ()
    page.reload()
    page.wait_for_selector("body.jb-ready")
    page.click("#jb-new")
    page.wait_for_timeout(500)  # on a busy machine Gradio's answer to the reload may come after the click
    page.locator(".jb-past button", has_text=QUESTION).click()
    expect(page.locator("#jb-thread .jb-question")).to_have_text(QUESTION)
    page.locator(".jb-sentence .jb-chip").first.click()
    expect(page.locator("#jb-source mark")).to_be_visible()


def test_an_example_is_asked_and_its_answer_copied(page: Page) -> None:
    page.locator(".jb-examples button").first.click()
    page.locator("[data-markdown]").click()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert "[^1]" in copied
    assert "[^1]: 《青禾机械的新厂房下月开工》" in copied


def test_an_abstention_and_errors_are_words(page: Page, library: MemoryLibrary) -> None:
    ask(page, "xyz")
    expect(page.locator(".jb-abstained")).to_have_text("资料库中没有")
    library.error = ModelRefused("The server refuses the key.", remedy="Set another <key>.")
    try:
        ask(page)
        expect(page.locator(".jb-error")).to_contain_text("请检查密钥")
        page.locator(".jb-error summary").click()
        expect(page.locator(".jb-error [lang=en]")).to_have_text("The server refuses the key. Set another <key>.")
    finally:
        library.error = None
    open_filters(page)
    fill_filter(page, "起始日期", "yesterday")
    ask(page)
    expect(page.locator(".jb-error").last).to_have_text("起始日期“yesterday”不是日期，请写作 2026-03-01。")
    fill_filter(page, "起始日期", "2031-05-07")
    fill_filter(page, "截止日期", "2031-05-06")
    ask(page)
    expect(page.locator(".jb-error").last).to_contain_text("起始日期晚于截止日期")


def test_a_question_without_end_is_refused_in_words(page: Page, library: MemoryLibrary) -> None:
    asked = len(library.asked)
    ask(page, "船" * (library.settings.max_question_characters + 1))
    expect(page.locator(".jb-error")).to_contain_text("问题太长了")
    assert len(library.asked) == asked


def test_a_reload_in_the_middle_of_an_answer_keeps_the_question(
    page: Page, library: MemoryLibrary, faults: list[str]
) -> None:
    library.gate.clear()
    try:
        ask(page)
        expect(page.locator("#jb-live .jb-answer")).to_contain_text("青禾")
        page.reload()
        page.wait_for_selector("body.jb-ready")
        expect(page.locator("#jb-thread .jb-question")).to_have_text(QUESTION)
        # Gradio's client complains of the stream that the reload cut.
        assert all("AbortError" in fault or "Connection errored out" in fault for fault in faults)
        faults.clear()
    finally:
        library.gate.set()
    expect(page.locator("#jb-thread .jb-turn")).to_contain_text("没有答完")
    page.locator("[data-retry]").click()
    expect(page.locator("#jb-thread .jb-sources")).to_be_visible()
    expect(page.locator("#jb-thread .jb-turn")).to_have_count(1)


def test_a_link_opens_its_article(page: Page, base: str) -> None:
    page.goto(f"{base}/?article={FACTORY.id}&start=0&end=6")
    expect(page.locator("#jb-source mark")).to_have_text(FACTORY.body[:6])


def test_a_phone_shows_the_source_over_the_page(context: BrowserContext, base: str) -> None:
    page = context.new_page()
    page.set_viewport_size({"width": 390, "height": 844})
    come_to(page, base)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    ask(page)
    page.locator(".jb-sentence .jb-chip").first.click()
    expect(page.locator("#jb-source mark")).to_be_in_viewport()
    page.locator("#jb-source .jb-close").click()
    expect(page.locator("#jb-source .jb-source")).to_be_hidden()
    expect(page.get_by_role("tab")).to_have_count(4)


@pytest.mark.parametrize(
    ("llm", "stage"), [("local", "正在启动本机模型"), ("openai", "正在写"), ("extractive", "正在检索")]
)
def test_a_long_wait_is_told_in_stages(browser: Browser, tmp_path: Path, llm: str, stage: str) -> None:
    library = MemoryLibrary(tmp_path, llm=llm, openai_base_url="http://127.0.0.1:9/v1")
    answered = threading.Event()
    answer = library._answer

    def slow(question: Question) -> Answer:
        answered.wait(20)
        return answer(question)

    library._answer = slow  # type: ignore[method-assign]
    with running(library, page=True) as base:
        page = browser.new_page(locale="zh-CN")
        come_to(page, base)
        ask(page)
        waiting = page.locator("#jb-live .jb-waiting")
        expect(waiting).to_contain_text("正在检索")
        expect(waiting.locator("span")).to_have_text("3 秒")
        expect(waiting).to_contain_text(stage)
        answered.set()
        expect(page.locator("#jb-thread .jb-turn .jb-sources")).to_be_visible()
        page.close()


def test_below_the_answer_stand_the_printed_words_once_an_article(page: Page, library: MemoryLibrary) -> None:
    article, text = make_article(
        "山道改线", ["山道改线下周动工。山道改线工期60天。", "山道改线后限速30公里。"], source="road.txt"
    )
    library._articles[article.id], library._texts["road.txt"] = article, text
    try:
        ask(page, "山道改线工期多少？")
        sources = page.locator("#jb-thread .jb-sources > li")
        expect(sources).to_have_count(1)
        expect(sources).to_contain_text("山道改线 林小禾，云江晚报，2031年5月6日，第A2版")
        expect(sources.locator(".jb-quote span")).to_have_text(["山道改线下周动工。", "山道改线后限速30公里。"])
        sources.locator(".jb-chip").last.click()
        expect(page.locator("#jb-source mark")).to_have_text("山道改线后限速30公里。")
    finally:
        library.remove([article.id])


def test_on_a_phone_the_printed_words_are_there_to_their_end(page: Page, library: MemoryLibrary) -> None:
    long = "山道改线工期60天，" + "沿途的村镇轮流派人值守，并在岔口设立临时的指路牌，" * 6 + "直到通车。"
    article, text = make_article("山道改线", [long], source="road.txt")
    library._articles[article.id], library._texts["road.txt"] = article, text
    page.set_viewport_size({"width": 390, "height": 844})
    try:
        ask(page, "山道改线工期多少？")
        quote = page.locator("#jb-thread .jb-quote span").first
        expect(quote).to_have_text(long)
        assert quote.evaluate("span => span.scrollHeight - span.clientHeight") <= 1
        assert quote.evaluate("span => span.clientHeight > 3 * parseFloat(getComputedStyle(span).lineHeight)")
    finally:
        library.remove([article.id])
