"""A library in memory, and a client of its API."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from tests.double import MemoryLibrary, client_of


@pytest.fixture
def library(tmp_path: Path) -> MemoryLibrary:
    return MemoryLibrary(tmp_path)


@pytest.fixture
def client(library: MemoryLibrary) -> Iterator[TestClient]:
    with client_of(library) as client:
        yield client
