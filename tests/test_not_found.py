"""What is not there is a problem in the same shape, whoever would have answered: the API, the page or neither."""

from __future__ import annotations

import gc
import warnings
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from tests.double import MemoryLibrary
from ui.server import create_app


@pytest.fixture(scope="module", params=[True, False], ids=["page", "api"])
def client(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    library = MemoryLibrary(tmp_path_factory.mktemp("library"))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # Gradio's import leaves an event loop open
        app = create_app(library, page=request.param)
        gc.collect()
    with TestClient(app, base_url="http://127.0.0.1") as client:
        yield client


@pytest.mark.parametrize("path", ["/nope", "/api", "/api/nope", "/api/v1/nope", "/nope/deeper", "/metrics/nope"])
def test_a_path_that_is_not_there_is_a_problem(client: TestClient, path: str) -> None:
    response = client.get(path)
    assert (response.status_code, response.headers["content-type"]) == (404, "application/problem+json")
    problem = response.json()
    assert problem["detail"] == "There is no such route. /openapi.json lists them; the page is at /."
    assert (problem["status"], problem["request_id"]) == (404, response.headers["x-request-id"])


def test_under_v1_it_is_an_error_of_openais(client: TestClient) -> None:
    response = client.get("/v1/nope")
    assert response.status_code == 404
    assert response.json()["error"]["message"].startswith("There is no such route.")
