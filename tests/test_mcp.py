"""The archive as tools, asked by the SDK's own client over stdio."""

from __future__ import annotations

import json
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("mcp", reason="The extra mcp is not installed.")

from mcp import Client, StdioServerParameters, stdio_client
from mcp.types import CallToolResult, TextContent

from tests.double import ARTICLES, MemoryLibrary
from ui import schemas
from ui.mcp_server import create_server

ROOT = Path(__file__).parent.parent
QUESTION = "青禾机械新厂房总投资多少？"
DOUBLE = """
import pathlib, sys
from tests.double import MemoryLibrary
from ui.mcp_server import run
run(MemoryLibrary(pathlib.Path(sys.argv[1])))
"""


@asynccontextmanager
async def over_stdio(*arguments: str) -> AsyncIterator[Client]:
    """A client of a server in a process of its own."""
    server = StdioServerParameters(command=sys.executable, args=[*arguments], cwd=ROOT, env={"PYTHONHASHSEED": "0"})
    async with Client(stdio_client(server)) as client:
        yield client


def words(result: CallToolResult) -> str:
    """The text that a client without structured content reads."""
    (part,) = result.content
    assert isinstance(part, TextContent)
    return part.text


def body(result: CallToolResult) -> dict[str, Any]:
    assert not result.is_error, result.content
    structured: dict[str, Any] = result.structured_content
    assert json.loads(words(result)) == structured
    return structured


async def test_every_tool_over_stdio(tmp_path: Path) -> None:
    async with over_stdio("-c", DOUBLE, str(tmp_path)) as client:
        tools = {tool.name: tool for tool in (await client.list_tools()).tools}
        assert set(tools) == {"search", "ask", "summarize", "article", "articles"}
        for tool in tools.values():
            assert tool.description
            assert tool.output_schema
            assert tool.annotations is not None
            assert tool.annotations.read_only_hint

        listed = schemas.ArticleList.model_validate(body(await client.call_tool("articles", {"limit": 2})))
        assert (len(listed.articles), listed.total, listed.next) == (2, 3, 2)
        first = listed.articles[0].id
        assert body(await client.call_tool("article", {"article_id": first}))["body"] == ARTICLES[0][0].body

        found = body(await client.call_tool("search", {"query": "末班船", "k": 2, "filters": {"author": "周亦"}}))
        assert {hit["title"] for hit in found["hits"]} == {"云江渡轮恢复夜航"}

        told: list[float] = []

        async def tell(progress: float, total: float | None, message: str | None) -> None:
            told.append(progress)

        asked = await client.call_tool("ask", {"question": QUESTION}, progress_callback=tell)
        answer = schemas.Answer.model_validate(body(asked))
        assert answer.citations[0].quote in ARTICLES[0][0].body
        assert told == sorted(told)
        assert len(told) > 2

        briefs = body(await client.call_tool("summarize", {"article_ids": [first]}))["summaries"]
        assert briefs[0]["article_ids"] == [first]


@pytest.mark.parametrize(
    ("tool", "arguments", "said"),
    [
        ("article", {"article_id": "0000"}, "no such article"),
        ("summarize", {"article_ids": ["0000"]}, "no such article"),
        ("summarize", {"article_ids": ["1"] * 21}, "at most 20"),
        ("search", {"query": "  "}, "query"),
        ("search", {"query": "船", "k": 1000}, "less than or equal to 100"),
        ("search", {"query": "船", "filters": {"form": "2031-01-01"}}, '"form" is unknown'),
        ("search", {"query": "船", "filters": {"from": "yesterday"}}, "YYYY-MM-DD"),
        ("ask", {}, "question"),
        ("ask", {"question": "船" * 30_000}, "At most 2000 are taken"),
        ("search", {"query": "船" * 2_001}, "At most 2000 are taken"),
        ("nothing", {}, "nothing"),
    ],
)
async def test_what_is_wrong_is_said(tmp_path: Path, tool: str, arguments: dict[str, Any], said: str) -> None:
    async with Client(create_server(MemoryLibrary(tmp_path))) as client:
        result = await client.call_tool(tool, arguments)
        assert result.is_error
        assert said in words(result)


async def test_a_fault_of_ours_stays_here(tmp_path: Path) -> None:
    library = MemoryLibrary(tmp_path)
    library.error = RuntimeError("a secret of the server")
    async with Client(create_server(library)) as client:
        result = await client.call_tool("ask", {"question": QUESTION})
        assert result.is_error
        assert "secret" not in words(result)


async def test_the_command_serves_an_empty_library(tmp_path: Path) -> None:
    arguments = ("-m", "ui.cli", "--home", str(tmp_path), "mcp", "--llm", "extractive")
    async with over_stdio(*arguments) as client:
        assert body(await client.call_tool("articles", {})) == {"articles": [], "total": 0, "next": None}
