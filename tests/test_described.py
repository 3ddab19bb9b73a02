"""Whoever reads ``/openapi.json`` or ``--help`` is told what each property, parameter, argument and option means."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import typer.main
from fastapi import FastAPI

from ui import api, openai_api
from ui.cli import app as commands


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    app = FastAPI()
    for router in (api.router, api.health, openai_api.router):
        app.include_router(router)
    document: dict[str, Any] = app.openapi()
    return document


def told(one: dict[str, Any]) -> bool:
    """A property that is another schema is told of by that one's own words."""
    return bool(one.get("description") or "$ref" in one)


def test_every_schema_and_each_of_its_properties_is_described(document: dict[str, Any]) -> None:
    known = document["components"]["schemas"]
    ours = {name: schema for name, schema in known.items() if "ValidationError" not in name and "Body_" not in name}
    assert [name for name, schema in ours.items() if not schema.get("description")] == []
    assert {"Ask", "Answer", "Health", "ChatRequest"} <= ours.keys()
    bodies = {name: schema for name, schema in known.items() if "ValidationError" not in name}
    assert [
        f"{name}.{field}"
        for name, schema in bodies.items()
        for field, one in schema.get("properties", {}).items()
        if not told(one)
    ] == []


def test_every_route_and_each_of_its_parameters_is_described(document: dict[str, Any]) -> None:
    routes = [(path, one) for path, operations in document["paths"].items() for one in operations.values()]
    assert len(routes) > 15
    assert [path for path, one in routes if not one.get("description")] == []
    assert [
        f"{path} {parameter['name']}"
        for path, one in routes
        for parameter in one.get("parameters", [])
        if not parameter.get("description")
    ] == []


def parameters() -> Iterator[tuple[str, Any]]:
    group: Any = typer.main.get_command(commands)
    for name, command in {"jianbao": group, **group.commands}.items():
        yield from ((name, parameter) for parameter in command.params)


def test_every_argument_and_option_of_a_command_has_help() -> None:
    listed = list(parameters())
    assert len(listed) > 60
    assert [f"{name} {parameter.name}" for name, parameter in listed if not parameter.help] == []
