"""The official clients, unchanged, against ``/v1`` on a real socket."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import openai
import pytest
from langchain_openai import ChatOpenAI
from openai.types.chat import ChatCompletionUserMessageParam

from rag.errors import ModelRefused
from tests.double import ARTICLES, MemoryLibrary, running

QUESTION = "青禾机械新厂房总投资多少？"
FACTORY = ARTICLES[0][0]


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> MemoryLibrary:
    return MemoryLibrary(tmp_path_factory.mktemp("library"), api_keys="a-key")


@pytest.fixture(scope="module")
def base(library: MemoryLibrary) -> Iterator[str]:
    with running(library) as base:
        yield f"{base}/v1"


@pytest.fixture
def client(base: str) -> Iterator[openai.OpenAI]:
    with openai.OpenAI(base_url=base, api_key="a-key", max_retries=0) as client:
        yield client


def check_annotations(text: str, annotations: list[dict[str, object]]) -> None:
    assert annotations
    for annotation in annotations:
        assert annotation["type"] == "url_citation"
        cited = annotation["url_citation"]
        assert isinstance(cited, dict)
        assert text[cited["start_index"] : cited["end_index"]] in ("[1]", "[2]")
        assert f"article={FACTORY.id}" in cited["url"]
        assert cited["title"] == FACTORY.title


def test_models(client: openai.OpenAI) -> None:
    assert [model.id for model in client.models.list()] == ["jianbao"]
    assert client.models.retrieve("jianbao").owned_by == "jianbao"
    with pytest.raises(openai.NotFoundError):
        client.models.retrieve("another")


def test_a_completion_is_cited(client: openai.OpenAI) -> None:
    got = client.chat.completions.create(model="jianbao", messages=[{"role": "user", "content": QUESTION}])
    message = got.choices[0].message
    assert message.content is not None
    assert "来源：\n[1] 《青禾机械的新厂房下月开工》（林小禾，云江晚报，2031年5月6日，第A2版）：" in message.content
    check_annotations(message.content, [annotation.model_dump() for annotation in message.annotations or []])
    assert got.choices[0].finish_reason == "stop"
    assert got.usage is not None
    assert got.usage.total_tokens == 42


def test_a_stream_carries_the_same(client: openai.OpenAI) -> None:
    whole = client.chat.completions.create(model="jianbao", messages=[{"role": "user", "content": QUESTION}])
    text = ""
    annotations: list[dict[str, object]] = []
    finishes: list[str | None] = []
    usages: list[object] = []
    for chunk in client.chat.completions.create(
        model="jianbao",
        messages=[{"role": "user", "content": QUESTION}],
        stream=True,
        stream_options={"include_usage": True},
    ):
        usages.append(chunk.usage)
        for choice in chunk.choices:
            text += choice.delta.content or ""
            annotations += getattr(choice.delta, "annotations", None) or []
            finishes.append(choice.finish_reason)
    assert text == whole.choices[0].message.content
    check_annotations(text, annotations)
    assert [finish for finish in finishes if finish] == ["stop"]
    assert getattr(usages[-1], "total_tokens", None) == 42
    assert not any(usages[:-1])


def test_earlier_messages_are_the_conversation(client: openai.OpenAI, library: MemoryLibrary) -> None:
    first = client.chat.completions.create(model="jianbao", messages=[{"role": "user", "content": QUESTION}])
    client.chat.completions.create(
        model="jianbao",
        messages=[
            {"role": "system", "content": "Be brief."},
            {"role": "user", "content": [{"type": "text", "text": QUESTION}]},
            {"role": "assistant", "content": first.choices[0].message.content},
            {"role": "user", "content": "云江渡轮的末班船呢？"},
        ],
        temperature=0,
    )
    asked = library.asked[-1]
    assert asked.text == "云江渡轮的末班船呢？"
    assert [turn.question for turn in asked.history] == [QUESTION]
    assert "3.2亿元" in asked.history[0].answer
    assert "来源" not in asked.history[0].answer


def test_an_answer_comes_whole_whatever_its_length_is_to_be(client: openai.OpenAI, base: str) -> None:
    messages: list[ChatCompletionUserMessageParam] = [{"role": "user", "content": QUESTION}]
    whole = client.chat.completions.create(model="jianbao", messages=messages)
    cut = client.chat.completions.create(model="jianbao", messages=messages, max_tokens=1, stop=["。"], temperature=2)
    assert cut.choices[0].message.content == whole.choices[0].message.content
    assert cut.choices[0].finish_reason == "stop"
    document = httpx.get(f"{base}/../openapi.json", headers={"Authorization": "Bearer a-key"}, trust_env=False).json()
    said = document["components"]["schemas"]["ChatRequest"]["description"]
    assert all(f"`{name}`" in said for name in ("temperature", "max_tokens", "stop", "tools"))


def test_errors_are_openais(client: openai.OpenAI, base: str, library: MemoryLibrary) -> None:
    stranger = openai.OpenAI(base_url=base, api_key="wrong", max_retries=0)
    with stranger, pytest.raises(openai.AuthenticationError):
        stranger.models.list()
    with pytest.raises(openai.BadRequestError, match="last message"):
        client.chat.completions.create(model="jianbao", messages=[{"role": "assistant", "content": "?"}])
    with pytest.raises(openai.UnprocessableEntityError):
        client.chat.completions.create(model="jianbao", messages=[])
    library.error = ModelRefused("The server refuses the key.")
    try:
        with pytest.raises(openai.InternalServerError, match="refuses"):
            client.chat.completions.create(model="jianbao", messages=[{"role": "user", "content": QUESTION}])
        with pytest.raises(openai.APIError, match="refuses"):
            list(
                client.chat.completions.create(
                    model="jianbao", messages=[{"role": "user", "content": QUESTION}], stream=True
                )
            )
    finally:
        library.error = None


def test_langchain(base: str) -> None:
    chat = ChatOpenAI(model="jianbao", base_url=base, api_key="a-key", max_retries=0)
    whole = chat.invoke(QUESTION)
    assert "3.2亿元" in str(whole.content)
    pieces = [str(piece.content) for piece in chat.stream(QUESTION)]
    assert len(pieces) > 3
    assert "".join(pieces) == whole.content
