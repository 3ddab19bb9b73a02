"""What all tests share: no network but loopback, no settings from outside, and libraries over fakes."""

from __future__ import annotations

import io
import ipaddress
import json
import os
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import pytest

import ui.cli
from rag import Library, Settings
from rag.fakes import FakeChatModel, FakeEmbedder, MemoryStore
from rag.models import embedders
from tests.shelf import CACHE

SAMPLES = Path(__file__).parent.parent / "rag" / "samples"
SEEDS = Path(__file__).parent.parent.parent / "shared" / "seeds"


# What the tests of sudden ends take from whoever runs them; no setting of the program's.
HOW_OFTEN = {"JIANBAO_KILLS", "JIANBAO_SERVE_KILLS", "JIANBAO_BATCH_KILLS", "JIANBAO_BATCH_ARTICLES"}


class NetworkForbidden(Exception):
    """No ``OSError``: nobody may take it for a server that is away."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--allow-network", action="store_true", help="Let tests connect to other machines.")


def pytest_configure(config: pytest.Config) -> None:
    if not config.getoption("--allow-network"):
        _forbid_network()
    forget_settings()


def forget_settings() -> None:
    """Let no setting of whoever runs the tests reach the program."""
    for name in list(os.environ):
        if name.startswith(("JIANBAO_", "OPENAI_")) and name not in HOW_OFTEN:
            del os.environ[name]


def _forbid_network() -> None:
    connect, connect_ex, send_to, look_up = (
        socket.socket.connect,
        socket.socket.connect_ex,
        socket.socket.sendto,
        socket.getaddrinfo,
    )

    def checked_connect(self: socket.socket, address: Any) -> None:
        _check(address)
        connect(self, address)

    def checked_connect_ex(self: socket.socket, address: Any) -> int:
        _check(address)
        return connect_ex(self, address)

    def checked_send_to(self: socket.socket, data: Any, *rest: Any) -> int:
        _check(rest[-1])
        return send_to(self, data, *rest)

    def checked_look_up(host: Any, *rest: Any, **options: Any) -> Any:
        if host is not None:
            _check((host, 0))
        return look_up(host, *rest, **options)

    socket.socket.connect = checked_connect  # type: ignore[assignment,method-assign]
    socket.socket.connect_ex = checked_connect_ex  # type: ignore[assignment,method-assign]
    socket.socket.sendto = checked_send_to  # type: ignore[assignment,method-assign]
    socket.getaddrinfo = checked_look_up


def _check(address: Any) -> None:
    if not isinstance(address, tuple):
        return  # a Unix socket
    host = address[0].decode() if isinstance(address[0], bytes) else str(address[0])
    try:
        loopback = ipaddress.ip_address(host.partition("%")[0]).is_loopback
    except ValueError:
        loopback = host in ("localhost", "")
    if not loopback and host not in ("0.0.0.0", "::"):
        raise NetworkForbidden(f"A test reached for {host}; --allow-network lets it.")


class LibraryMaker(Protocol):
    """Opens libraries over fakes; see ``make_library``."""

    def __call__(self, *paths: Path, model: Any = ..., **settings: object) -> Library: ...


PAGES = {
    "云溪日报-2031-05-06-A1.txt": (
        "青禾银行去年净利润增长一成\n本报记者 林小禾\n"
        "青禾银行5月5日披露的年报显示，2030年该行实现净利润48.6亿元，同比增长10.2%。"
        "截至2030年末，该行资产总额为5321亿元，较上年末增长7.5%。\n"
        "该行行长顾远舟表示，净息差为1.72%，较上年收窄9个基点。“今年的重点是县域贷款。”顾远舟说。\n"
        "\n"
        "云溪市三条地铁线年底开通\n本报记者 周以宁\n"
        "云溪市轨道交通建设局5月5日宣布，4号线、6号线和9号线将于年底开通，总里程达到87.4公里。\n"
        "该局总工程师程砚秋介绍，工程投资为312亿元。"
        "他建议从三个方面提高效率。一是统一信号制式，方便换乘。二是错峰施工，少占道路。三是公开招标信息。\n"
    ),
    "云溪日报-2031-05-07-A2.txt": (
        "白鹭机械出口翻番\n本报记者 林小禾 孟知夏\n"
        "白鹭机械一季度出口水泵1.28万台，出口额为3.45亿元，是去年同期的两倍。\n"
        "公司董事长韩知远表示，订单主要来自南方三省的农垦项目，今年计划在青川县新建第二工厂。\n"
    ),
}


@pytest.fixture
def make_library(tmp_path: Path) -> Iterator[LibraryMaker]:
    """Opens libraries below ``tmp_path`` over fakes; each is closed at the end.

    Files are added at once. ``model`` is ``None`` for extractive answers, a model, or a reply to be queued.
    """
    with ExitStack() as stack:
        opened = 0

        def make(*paths: Path, model: Any = None, **settings: object) -> Library:
            nonlocal opened
            opened += 1
            given = {"home": tmp_path / f"library-{opened}", "cache": CACHE, "llm": "extractive", **settings}
            library = stack.enter_context(
                Library(Settings.load(**given), embedder=FakeEmbedder(), model=model, store=MemoryStore())
            )
            if paths:
                report = library.add(paths)
                assert not report.failed
            return library

        yield make


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    """A folder of invented pages."""
    folder = tmp_path / "pages"
    folder.mkdir()
    for name, text in PAGES.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def chat() -> FakeChatModel:
    """The model of ``library``: queue its replies in ``chat.replies``."""
    return FakeChatModel()


@pytest.fixture
def library(make_library: LibraryMaker, pages: Path, chat: FakeChatModel) -> Library:
    """The invented pages, asked with ``chat``."""
    return make_library(pages, model=chat)


@pytest.fixture
def sample_library(make_library: LibraryMaker) -> Library:
    """The demo pages with their faults of page text; answers are extractive."""
    return make_library(SAMPLES)


@pytest.fixture
def seeds() -> Path:
    """The seed page's folder, which is not part of the repository."""
    if not (SEEDS / "questions.jsonl").is_file():
        pytest.skip("The seed page is not there: ../shared/seeds is missing.")
    return SEEDS


@dataclass(frozen=True)
class Run:
    code: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        """The one JSON document on stdout."""
        assert self.code == 0, self.err
        assert self.out.count("\n") == 1
        return json.loads(self.out)


Jianbao = Callable[..., Run]


@pytest.fixture
def jianbao(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Jianbao:
    """Runs the console script's function over the fake embedder."""
    monkeypatch.setenv("JIANBAO_CACHE", str(CACHE))
    monkeypatch.setenv("JIANBAO_LLM", "extractive")
    monkeypatch.setattr(embedders, "open_embedder", lambda _settings: FakeEmbedder())

    def run(*arguments: object, given: str = "") -> Run:
        monkeypatch.setattr(sys, "argv", ["jianbao", *map(str, arguments)])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(given.encode()), encoding="utf-8"))
        capsys.readouterr()
        code: Any = 0
        try:
            ui.cli.main()
        except SystemExit as end:
            code = end.code or 0
        out, err = capsys.readouterr()
        assert "Traceback" not in err
        return Run(code, out, err)

    return run


@pytest.fixture
def home(tmp_path: Path, jianbao: Jianbao, pages: Path) -> Path:
    """A library of the invented pages."""
    report = jianbao("--home", tmp_path / "home", "--json", "add", pages).document
    assert {key: report[key] for key in ("pages", "articles", "added", "unchanged", "failed")} == {
        "pages": 2, "articles": 3, "added": 2, "unchanged": 0, "failed": []
    }  # fmt: skip
    assert report["chunks"] >= 3
    return tmp_path / "home"
