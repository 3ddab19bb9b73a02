"""What is wrong with a request is said in the house's words: what, where and the remedy."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.double import ARTICLES

FERRY = ARTICLES[1][0]
AS_JSON = {"Content-Type": "application/json"}


@pytest.mark.parametrize(
    ("route", "body", "said"),
    [
        ("ask", {"question": "末班船？", "filter": {}}, 'The field "filter" is unknown. Use "filters".'),
        ("search", {"query": "末班船", "top_k": 1}, 'The field "top_k" is unknown. There are: query, k, filters.'),
        ("search", {"query": "末班船", "filters": {"form": "x"}}, 'filters: The field "form" is unknown. Use "from".'),
        ("summaries", {"article_ids": [FERRY.id], "sentence": 2}, 'Use "sentences".'),
        ("jobs", {"kind": "summaries", "article_ids": [FERRY.id], "length": 2}, 'The field "length" is unknown.'),
    ],
)
def test_an_unknown_field_is_refused_by_name(client: TestClient, route: str, body: dict[str, Any], said: str) -> None:
    response = client.post(f"/api/v1/{route}", json=body)
    assert (response.status_code, response.headers["content-type"]) == (422, "application/problem+json")
    assert said in response.json()["detail"]


def test_an_unknown_field_is_named_in_the_address_too(client: TestClient) -> None:
    response = client.get("/api/v1/articles", params={"papers": "云江晚报"})
    assert response.status_code == 422
    assert 'The field "papers" is unknown.' in response.json()["detail"]


def test_the_document_allows_no_unknown_field_under_api_and_any_under_v1(client: TestClient) -> None:
    known = client.get("/openapi.json").json()["components"]["schemas"]
    for name in ("Ask", "Search", "SummaryRequest", "JobRequest", "Filters", "Digest"):
        assert known[name]["additionalProperties"] is False
    assert known["ChatRequest"].get("additionalProperties") is not False
    body = {"messages": [{"role": "user", "content": "云江渡轮的末班船几点？"}], "temperature": 0, "filter": {}}
    assert client.post("/v1/chat/completions", json=body).status_code == 200
