"""What is fuzzed: a function of bytes each, which raises only for a fault of ours.

The default suite runs each over invented and random bytes; ``python -m tests.fuzz`` runs them guided by coverage.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterator
from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from rag.articles import parse_page
from rag.errors import JianbaoError
from rag.models.chat import _read
from rag.models.remote import Endpoint
from rag.proof import corrections
from rag.proof.amendments import read_amendments
from rag.proof.markers import MarkerStream
from rag.prose.dates import find_dates
from rag.prose.entities import entities, whole_names
from rag.prose.figures import find_figures
from rag.prose.groups import group_of
from rag.prose.periods import days_in
from rag.prose.questions import read_question
from rag.prose.reread import reread, spell_out
from rag.questions.parts import read_parts
from rag.questions.singly import asks_who_has_more, singly
from rag.readers import read_bytes
from rag.settings import Settings
from rag.types import Article, Block, Page, Place, Run
from tests.test_articles_properties import check_lossless

SUFFIXES = (".txt", ".md", ".html")
ROUTES = ("/api/v1/ask", "/api/v1/search", "/api/v1/summaries", "/api/v1/jobs", "/v1/chat/completions")
DAY = date(2031, 1, 5)
MOST = 400


@cache
def _settings() -> Settings:
    return Settings(home=Path(tempfile.gettempdir()) / "jianbao-fuzz", max_file_bytes=1_000_000)


def page(data: bytes) -> None:
    """Any file is a page or one error of ours, and no sign of it is lost or in two articles."""
    suffix = SUFFIXES[data[0] % len(SUFFIXES)] if data else SUFFIXES[0]
    try:
        read = read_bytes(data[1:], f"page{suffix}", _settings())
    except JianbaoError as error:
        _check(error)
        return
    check_lossless(parse_page(read))


def text(data: bytes) -> None:
    """Any text is parsed without a loss."""
    check_lossless(parse_page(Page("page.txt", data.decode("utf-8", "ignore"))))


def markers(data: bytes) -> None:
    """A reply gives the same sentences however its pieces fall, and no hint to a passage that was not given."""
    cuts, reply = data[:8], data[8:].decode("utf-8", "ignore")
    whole = MarkerStream(3)
    once = [*whole.feed(reply), *whole.close()]
    assert all(1 <= hint <= 3 for draft in once for hint in draft.hints)
    pieces = MarkerStream(3)
    parts, at = [], 0
    for cut in cuts:
        parts += pieces.feed(reply[at : at + cut % 16])
        at += cut % 16
    parts += [*pieces.feed(reply[at:]), *pieces.close()]
    assert [draft.text for draft in parts] == [draft.text for draft in once]
    assert [draft.hints for draft in parts] == [draft.hints for draft in once]


class _Said:
    """An object as OpenAI's client makes it of JSON: attributes, and whatever values the server put there."""

    def __init__(self, values: dict[str, Any]) -> None:
        self._values = values

    def __getattr__(self, name: str) -> Any:
        return _said(self.__dict__["_values"].get(name))


def _said(value: Any) -> Any:
    if isinstance(value, dict):
        return _Said(value)
    return [_said(each) for each in value] if isinstance(value, list) else value


def reply(data: bytes) -> None:
    """Whatever JSON a model server streams ends in pieces of text or in one error of ours."""
    try:
        chunks = [json.loads(line) for line in data.splitlines()]
    except (ValueError, RecursionError):
        return
    endpoint = Endpoint("http://127.0.0.1:1/v1", "", 1.0)
    try:
        for delta in _read(endpoint, iter([_said(chunk) for chunk in chunks]), 50):
            assert isinstance(delta.text, str)
    except Exception as error:  # what the adapter's ``stream`` hands to ``fault``, which raises what is ours
        _check(endpoint.fault(error))


def _check(error: JianbaoError) -> None:
    assert "\n" not in str(error)


def body(data: bytes) -> None:
    """No body of a request is our fault: never a status of 500."""
    route = ROUTES[data[0] % len(ROUTES)] if data else ROUTES[0]
    response = _client().post(route, content=data[1:], headers={"Content-Type": "application/json"})
    assert response.status_code < 500, (route, response.status_code)


@cache
def _client() -> Any:
    from fastapi.testclient import TestClient

    from tests.double import MemoryLibrary
    from ui.server import create_app

    library = MemoryLibrary(Path(tempfile.mkdtemp(prefix="jianbao-fuzz-")))
    return TestClient(create_app(library, page=False), base_url="http://127.0.0.1:7860", raise_server_exceptions=False)


def _wild(data: bytes) -> str:
    """Any text: what is no UTF-8 are lone surrogates."""
    return data.decode("utf-8", "surrogateescape")


def _printed(word: str) -> float | None:
    """How rare a word of an archive is that prints all that is short."""
    return float(len(word)) if len(word) < 4 else None


def question(data: bytes) -> None:
    """Any text is read as a question, as several, and taken apart."""
    asked = reread(read_question(_wild(data)), _printed)
    assert all(term.text for term in asked.terms)
    for single in singly(asked.text, asked.names):
        assert isinstance(single.text, str)
    assert read_parts(asked, _printed)
    asks_who_has_more(asked.text)
    spell_out(asked.text, _printed)


def dates(data: bytes) -> None:
    """The dates and figures of any text are printed there, in order, without overlap."""
    text = _wild(data)
    for printed in (None, DAY):
        days = find_dates(text, printed)
        assert all(text[day.start : day.end] == day.text for day in days)
        assert all(one.end <= other.start for one, other in pairwise(days))
        figures = find_figures(text, [(day.start, day.end) for day in days])
        assert all(text[figure.start : figure.end] == figure.text for figure in figures)
        assert all(one.start < other.start for one, other in pairwise(figures))
        assert set(days_in(text, printed)) <= set(days)


def notice(data: bytes) -> None:
    """Whatever a notice says, what it puts right is in sentences that it prints."""
    found = _article(_wild(data), "更正")
    corrected = _article("云溪银行不良贷款余额为612.4亿元。")
    for amendment in read_amendments(found):
        assert all(found.body[each.start : each.end] == each.text for each in amendment.sentences)
        corrections._link(found, amendment, corrected)


def _article(body: str, title: str = "云溪银行的不良贷款") -> Article:
    block, run = Block("paragraph", 0, len(body)), Run(0, len(body), "page.txt", 0)
    return Article(
        title, title, (), body, (block,), (run,), (Place("page.txt", "云溪日报", DAY, "A1", ((0, len(body)),)),)
    )


def names(data: bytes) -> None:
    """The names of any text are printed there."""
    text = _wild(data)
    found = entities(text)
    assert all(text[each.start : each.end] == each.text for each in found)
    assert all(one.end <= other.start for one, other in pairwise(found))
    assert all(name in text for name in whole_names(text))
    group = group_of(text, len(text) // 2, len(text))
    assert group is None or 0 <= group.start < group.end <= len(text) // 2


TARGETS: dict[str, Callable[[bytes], None]] = {
    "page": page, "text": text, "markers": markers, "reply": reply, "body": body,
    "question": question, "dates": dates, "notice": notice, "names": names,
}  # fmt: skip


def seeds(name: str) -> Iterator[bytes]:
    """Bytes to begin with, all invented."""
    printed = (
        "云溪三条地铁线开通\n本报记者 周以宁\n云溪市5月5日宣布，4号线将于年底开通。\n（下转A4版）\n\n■ 林 甲\n".encode()
    )
    stream = '{"choices": [{"delta": {"content": "云溪[1]。"}, "finish_reason": null}]}\n'
    stream += (
        '{"choices": [{"delta": {}, "finish_reason": "stop"}], "usage": {"prompt_tokens": 1, "completion_tokens": 2}}'
    )
    asked = json.dumps({"question": "云溪？", "filters": {"from": "2031-01-01"}, "stream": False})
    chat = json.dumps({"model": "jianbao", "messages": [{"role": "user", "content": "云溪？"}]})
    yield from {
        "page": [bytes([at]) + printed for at in range(3)] + [b"\2<html><p>a</p><table><tr><td>b"],
        "text": [printed],
        "markers": [bytes(range(8)) + "**云溪**开通[1]。“好。”他说[来源2]。\n- 三[1,2]。".encode()],
        "reply": [stream.encode()],
        "question": [
            each.encode()
            for each in (
                "2030年和2031年云溪银行、青山银行的净利润分别是多少？它何时开业？",
                "谁的利润更高，哪些人和张三在云溪？",
                "云溪**p茶业公司、青(山c公司和北\\d集团去年的净利润是多少？",
            )
        ],
        "dates": [
            each.encode()
            for each in (
                "2031年1月3日至5日、前三季度，百分之三点五、3,000亿元和1-12月",
                "Three hundred thousand in May 2031, Q1",
            )
        ],
        "notice": [
            "本报1月4日A1版《云溪银行的不良贷款》一文，“612.4亿元”应为“621.4亿元”。将3误为4，特此更正。".encode(),
            b'On Page A1 on Jan. 4, an article misstated "612.4" as the loan; it should have been 621.4.',
        ],
        "names": ["青山银行云溪分行、林则徐和武汉长江大桥。\n三家分别为1、2和3。".encode(), b"\xff\0\xf0\x9f\x98\x80"],
        "body": [bytes([at]) + asked.encode() for at in range(4)] + [b"\4" + chat.encode()],
    }[name]
