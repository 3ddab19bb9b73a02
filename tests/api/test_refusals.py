"""What is wrong with a request is said in the house's words: what, where and the remedy."""

from __future__ import annotations

import time
from typing import Any

import pytest
from fastapi.testclient import TestClient
from starlette.requests import Request

from tests.double import ARTICLES
from ui.api import said_once

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


def test_a_turn_of_the_history_may_hold_more_than_is_read(client: TestClient) -> None:
    assert "additionalProperties" not in client.get("/openapi.json").json()["components"]["schemas"]["Turn"]
    turn = {"question": "云江渡轮的末班船几点？", "answer": "晚上九点半。", "id": "1"}
    response = client.post("/api/v1/ask", json={"question": "末班船几点？", "history": [turn]})
    assert response.status_code == 200


def test_a_conversation_of_any_length_is_taken(client: TestClient) -> None:
    turn = {"question": "云江渡轮的末班船几点？", "answer": "晚上九点半。" * 20_000}
    asked = {"question": "末班船几点？", "history": [turn] * 9 + [turn | {"answer": "晚上九点半。"}] * 200}
    assert client.post("/api/v1/ask", json=asked).status_code == 200
    messages = [{"role": role, "content": "末班船几点？"} for role in ("user", "assistant")] * 150
    chat = {"messages": [*messages, {"role": "user", "content": "末班船几点？"}]}
    assert client.post("/v1/chat/completions", json=chat).status_code == 200


@pytest.mark.parametrize("characters", [2_001, 30_000])
def test_every_route_refuses_a_long_question_by_one_bound_and_code(client: TestClient, characters: int) -> None:
    text = "船" * characters
    said = f"The question has {characters} characters. At most 2000 are taken."
    digest = {"filters": {}, "digest": {"topic": text}}
    bodies = {"ask": {"question": text}, "search": {"query": text}, "summaries": digest}
    for route, body in bodies.items():
        response = client.post(f"/api/v1/{route}", json=body)
        assert (response.status_code, response.json()["detail"]) == (400, said)
    response = client.post("/v1/chat/completions", json={"messages": [{"role": "user", "content": text}]})
    assert (response.status_code, response.json()["error"]["message"]) == (400, said)


@pytest.mark.parametrize(
    ("body", "status", "said"),
    [
        (b'{"question": " "}', 422, '"question" is empty. Write something there.'),
        (b'{"questions": "a"}', 422, 'Use "question".'),
        (b"{}", 422, '"question" is missing. Give it.'),
        (b"[]", 422, "The body is no JSON object. Write it in braces."),
        (b"", 422, "The body is empty. Send a JSON object."),
        (b'{"question": "a",}', 400, "The body is no JSON (character 17: Expecting property name"),
        ('{"question": "末班船几点？"}'.encode("gbk"), 400, "The body is not text in UTF-8. Encode it so"),
        (b"[" * 100_000, 400, "The body is no JSON that can be read. Nest it less deeply"),
        (b'{"question": "a", "filters": {"from": "2031-02-30"}}', 422, '"filters.from" is no day. Write it YYYY-MM-DD'),
        (b'{"question": "a", "filters": {"to": 5}}', 422, '"filters.to" is no day. Write it YYYY-MM-DD'),
        (b'{"question": 5}', 422, '"question" is no text.'),
        (b'{"question": "a", "stream": 1}', 422, '"stream" is neither true nor false.'),
    ],
)
def test_a_bad_body_is_told_what_where_and_the_remedy(client: TestClient, body: bytes, status: int, said: str) -> None:
    response = client.post("/api/v1/ask", content=body, headers=AS_JSON)
    assert (response.status_code, response.headers["content-type"]) == (status, "application/problem+json")
    assert said in response.json()["detail"]
    assert "pattern" not in response.json()["detail"]


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("limit=0", '"limit" is too small. At least 1 is wanted.'),
        ("limit=x", '"limit" is no whole number. Write it in digits.'),
        ("newspaper=%20", '"newspaper" is empty.'),
    ],
)
def test_a_bad_address_is_told_the_same_way(client: TestClient, query: str, said: str) -> None:
    response = client.get(f"/api/v1/articles?{query}")
    assert response.status_code == 422
    assert said in response.json()["detail"]


@pytest.mark.parametrize("k", ["true", '"5"', "5.5"])
def test_what_is_no_number_is_not_read_as_one(client: TestClient, k: str) -> None:
    response = client.post("/api/v1/search", content=f'{{"query": "渡轮", "k": {k}}}', headers=AS_JSON)
    assert response.status_code == 422
    assert '"k" is no whole number. Write it in digits' in response.json()["detail"]
    response = client.post("/api/v1/summaries", content=f'{{"filters": {{}}, "sentences": {k}}}', headers=AS_JSON)
    assert (response.status_code, '"sentences" is no whole' in response.json()["detail"]) == (422, True)


def test_a_parameter_given_twice_is_refused(client: TestClient) -> None:
    response = client.get("/api/v1/articles?from=2031-05-01&from=2031-05-02")
    assert response.status_code == 422
    assert response.json()["detail"] == '"from" stands more than once in the address. Give it once.'
    assert client.get("/api/v1/articles?article=a&article=b&limit=2").status_code == 200


def test_openais_clients_are_told_in_their_shape(client: TestClient) -> None:
    response = client.post("/v1/chat/completions", content="{'a'}", headers=AS_JSON)
    assert response.status_code == 400
    assert response.json()["error"]["message"].startswith("The body is no JSON (character 1: ")


def test_a_field_in_the_place_of_a_file_is_told_so(client: TestClient) -> None:
    response = client.post("/api/v1/pages", data={"files": "a text"})
    assert response.status_code == 422
    assert response.json()["detail"] == '"files.0" is no file. Send it with a file name.'


def test_an_address_of_ten_times_as_many_parameters_takes_ten_times_as_long() -> None:
    def seconds(count: int) -> float:
        address = "&".join(f"p{number}=" for number in range(count)).encode()
        request = Request({"type": "http", "query_string": address, "headers": []})
        _ = request.query_params  # read before it is timed
        began = time.thread_time()
        said_once(request)
        return time.thread_time() - began

    assert seconds(10_000) < 25 * max(seconds(1_000), 0.002)
