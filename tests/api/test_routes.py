from __future__ import annotations

import json
import re
import socket
import time
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi.testclient import TestClient

from rag.errors import IncompatibleLibrary, JianbaoError, LibraryBusy, ModelOverloaded, ModelRefused, SetupError
from tests.double import ARTICLES, MemoryLibrary, client_of, running
from ui import server

QUESTION = "青禾机械新厂房总投资多少？"
FACTORY, FERRY, HARBOUR = (article for article, _ in ARTICLES)


def events(text: str) -> list[tuple[str, Any]]:
    found = []
    for block in text.replace("\r", "").split("\n\n"):
        fields = dict(line.split(": ", 1) for line in block.splitlines() if line and not line.startswith(":"))
        if fields:
            found.append((fields["event"], json.loads(fields["data"])))
    return found


def test_ask_cites_the_printed_words(client: TestClient, library: MemoryLibrary) -> None:
    answer = client.post("/api/v1/ask", json={"question": QUESTION}).json()
    citation = answer["citations"][0]
    assert not answer["abstained"]
    assert citation["article_id"] == FACTORY.id
    assert library.page_text(citation["source"])[citation["start"] : citation["end"]] == citation["quote"]
    assert FACTORY.body[citation["body_start"] : citation["body_end"]] == citation["quote"]
    assert {"question", "answer", "abstained", "sentences", "citations", "model", "usage", "seconds"} <= answer.keys()


def test_ask_streams_tokens_then_the_answer(client: TestClient) -> None:
    response = client.post("/api/v1/ask", json={"question": QUESTION, "stream": True})
    assert response.headers["content-type"].startswith("text/event-stream")
    got = events(response.text)
    assert [name for name, _ in got[:-1]] == ["token"] * (len(got) - 1)
    name, answer = got[-1]
    assert name == "answer"
    assert "".join(token for _, token in got[:-1]) == answer["answer"]


def test_ask_hands_on_filters_and_history(client: TestClient, library: MemoryLibrary) -> None:
    body = {
        "question": QUESTION,
        "filters": {"from": "2031-05-01", "to": "2031-05-06", "author": "林小禾", "article": FACTORY.id},
        "history": [{"question": "青禾机械在哪里？", "answer": "在云江。"}],
    }
    assert client.post("/api/v1/ask", json=body).status_code == 200
    asked = library.asked[0]
    assert str(asked.filters.since) == "2031-05-01"
    assert asked.filters.articles == (FACTORY.id,)
    assert asked.history[0].answer == "在云江。"


def test_an_unknown_question_abstains(client: TestClient) -> None:
    answer = client.post("/api/v1/ask", json={"question": "xyz"}).json()
    assert answer["abstained"]
    assert answer["citations"] == []


def test_search(client: TestClient) -> None:
    found = client.post("/api/v1/search", json={"query": "末班船", "k": 2}).json()
    assert found["query"] == "末班船"
    hit = found["hits"][0]
    assert hit["article_id"] == FERRY.id
    assert ARTICLES[1][1][hit["start"] : hit["end"]] == hit["text"]


def test_articles_are_listed_in_parts(client: TestClient) -> None:
    first = client.get("/api/v1/articles", params={"limit": 2}).json()
    assert (len(first["articles"]), first["total"], first["next"]) == (2, 3, 2)
    second = client.get("/api/v1/articles", params={"limit": 2, "offset": 2}).json()
    assert (len(second["articles"]), second["next"]) == (1, None)
    assert second["articles"][0]["date"] is None
    only = client.get("/api/v1/articles", params={"from": "2031-05-07"}).json()
    assert [article["id"] for article in only["articles"]] == [FERRY.id]


def test_one_article(client: TestClient) -> None:
    article = client.get(f"/api/v1/articles/{FERRY.id}").json()
    assert article["byline"] == ["周亦", "何闻"]
    assert article["body"].startswith(article["paragraphs"][0])
    assert article["spans"] == [list(span) for span in FERRY.places[0].spans]
    assert "date" not in client.get(f"/api/v1/articles/{HARBOUR.id}").json()


def test_upload_then_remove(client: TestClient) -> None:
    pages = [
        ("files", ("../../etc/竹溪.txt", "竹溪书店开张\n竹溪书店昨天开张。".encode())),
        ("files", ("bad.txt", b"\xff\xfe\x00")),
    ]
    report = client.post("/api/v1/pages", files=pages).json()
    assert (report["pages"], report["added"]) == (1, 1)
    assert report["failed"][0]["source"] == "bad.txt"
    listed = client.get("/api/v1/articles").json()["articles"]
    new = next(article for article in listed if article["title"] == "竹溪书店开张")
    assert new["source"] == "竹溪.txt"
    assert client.delete(f"/api/v1/articles/{new['id']}").json() == {"removed": 1}
    assert client.delete(f"/api/v1/articles/{new['id']}").status_code == 404


def test_an_unreadable_upload_is_a_problem(client: TestClient) -> None:
    response = client.post("/api/v1/pages", files=[("file", ("bad.txt", b"\xff\xfe\x00"))])
    assert response.status_code == 422
    assert "bad.txt" in response.json()["detail"]
    assert client.post("/api/v1/pages").status_code == 400


def test_summaries(client: TestClient) -> None:
    got = client.post("/api/v1/summaries", json={"article_ids": [FERRY.id, FACTORY.id]}).json()["summaries"]
    assert [summary["article_ids"] for summary in got] == [[FERRY.id], [FACTORY.id]]
    assert got[0]["citations"][0]["quote"] in FERRY.body
    assert client.post("/api/v1/summaries", json={}).status_code == 400
    assert client.post("/api/v1/summaries", json={"article_ids": ["nothing"]}).status_code == 404


@pytest.mark.parametrize("blank", ["", " ", "\x85", "\u3000", "\x85 \x85"])
def test_a_name_of_white_space_is_refused_as_the_document_says(client: TestClient, blank: str) -> None:
    assert client.post("/api/v1/summaries", json={"article_ids": [blank]}).status_code == 422
    schema = client.get("/openapi.json").json()["components"]["schemas"]["SummaryRequest"]
    assert re.search(schema["properties"]["article_ids"]["items"]["pattern"], blank) is None


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (ModelRefused("no"), 502),
        (ModelOverloaded("wait", retry_after=7.2), 503),
        (SetupError("nothing installed"), 503),
        (LibraryBusy("another writer"), 503),
        (IncompatibleLibrary("another embedder"), 503),
        (JianbaoError("?"), 500),
    ],
)
def test_errors_are_problems(library: MemoryLibrary, error: JianbaoError, status: int) -> None:
    library.error = error
    with client_of(library) as client:
        response = client.post("/api/v1/ask", json={"question": QUESTION}, headers={"X-Request-ID": "mine-1"})
        assert response.status_code == status
        assert response.headers["content-type"] == "application/problem+json"
        problem = response.json()
        assert (problem["status"], problem["detail"], problem["request_id"]) == (status, str(error), "mine-1")
        assert response.headers["x-request-id"] == "mine-1"
        if isinstance(error, ModelOverloaded):
            assert response.headers["retry-after"] == "8"
        streamed = client.post("/api/v1/ask", json={"question": QUESTION, "stream": True})
        assert events(streamed.text) == [("error", {**problem, "request_id": None})]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 422),
        (b"{", 400),
        (b"[]", 422),
        (b'{"question": ""}', 422),
        (b'{"question": "\\ud800"}', 422),
        (b'{"question": "a", "filters": {"form": "2031-01-01"}}', 422),
        (b'{"question": "a", "filters": {"from": "yesterday"}}', 422),
        (b"\xff\xfe", 400),
        (json.dumps({"question": "长" * 2001}).encode(), 400),
        (json.dumps({"question": "长" * 30_000}).encode(), 400),
        (json.dumps({"question": "a" * 4_100_000}).encode(), 413),
    ],
)
def test_bad_bodies_are_told_so(client: TestClient, body: bytes, status: int) -> None:
    response = client.post("/api/v1/ask", content=body, headers={"Content-Type": "application/json"})
    assert (response.status_code, response.headers["content-type"]) == (status, "application/problem+json")


def test_unknown_routes_and_methods(client: TestClient) -> None:
    assert client.get("/api/v1/nothing").json()["status"] == 404
    assert client.get("/api/v1/ask").json()["status"] == 405


def test_other_hosts_and_origins_are_refused(client: TestClient) -> None:
    assert client.get("/healthz", headers={"Host": "evil.example"}).status_code == 421
    assert client.get("/healthz", headers={"Host": "localhost:80"}).status_code == 200
    assert client.get("/healthz", headers={"Host": "[::1]:7860"}).status_code == 200
    for origin, status in (("http://evil.example", 403), ("null", 403), ("http://127.0.0.1:7860", 200)):
        response = client.post("/api/v1/ask", headers={"Origin": origin}, json={"question": QUESTION})
        assert response.status_code == status
    read = client.get("/api/v1/articles", headers={"Origin": "http://evil.example"})
    assert not [name for name in read.headers if name.startswith("access-control-")]


def test_keys_open_everything_but_health(tmp_path: Path) -> None:
    library = MemoryLibrary(tmp_path, api_keys="first-key, second-key")
    with client_of(library) as client:
        assert client.get("/healthz", headers={"Host": "papers.example"}).status_code == 200
        for path in ("/api/v1/articles", "/v1/models", "/metrics", "/openapi.json"):
            refused = client.get(path)
            assert refused.status_code == 401
            assert refused.headers["www-authenticate"] == "Bearer"
            for wrong in ("Bearer first-key,", "Bearer ", "Basic first-key", "Bearer é"):
                assert client.get(path, headers=[(b"Authorization", wrong.encode())]).status_code == 401
            assert client.get(path, headers={"Authorization": "Bearer second-key"}).status_code == 200


@pytest.mark.parametrize("key", ["钥匙-secret", "clé-secret", "secret\u3000tail", "secret\x01tail"])
def test_a_key_that_no_header_can_bring_is_refused_at_start(tmp_path: Path, key: str) -> None:
    library = MemoryLibrary(tmp_path, api_keys=f"first-key, {key}")
    for start in (lambda: server.create_app(library, page=False), lambda: server.serve(library, "0.0.0.0", 0)):
        with pytest.raises(SetupError, match="Key 2 of JIANBAO_API_KEYS") as caught:
            start()
        assert "secret" not in str(caught.value)
        assert "ASCII" in caught.value.remedy


def test_without_keys_only_loopback_is_served(library: MemoryLibrary) -> None:
    with pytest.raises(SetupError, match="JIANBAO_API_KEYS"):
        server.serve(library, "0.0.0.0", 0)


def test_a_taken_port_is_one_line(library: MemoryLibrary) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(SetupError, match="--port"):
        server.serve(library, "127.0.0.1", taken.getsockname()[1])


def test_health_and_metrics(client: TestClient) -> None:
    health = client.get("/healthz").json()
    assert (health["status"], health["articles"], health["model"]) == ("degraded", 3, "double")
    client.post("/api/v1/ask", json={"question": QUESTION})
    metrics = client.get("/metrics").text
    assert 'jianbao_requests_total{method="POST",route="/api/v1/ask",status="200"} 1.0' in metrics
    assert 'jianbao_tokens_total{kind="prompt"} 30.0' in metrics
    assert QUESTION not in metrics


def test_openapi_tells_the_contract(client: TestClient) -> None:
    document = client.get("/openapi.json").json()
    assert {"/api/v1/ask", "/api/v1/search", "/v1/chat/completions", "/healthz"} <= document["paths"].keys()
    for path, operations in document["paths"].items():
        for operation in operations.values():
            assert "default" in operation["responses"], path
    assert "example" in json.dumps(document["components"]["schemas"]["Ask"])


def test_a_crowd_is_turned_away_and_may_come_again(tmp_path: Path) -> None:
    library = MemoryLibrary(tmp_path, max_answers=1)
    library.gate.clear()
    with running(library) as base, httpx.Client(base_url=base, trust_env=False) as client:
        body = {"question": QUESTION, "stream": True}
        with client.stream("POST", "/api/v1/ask", json=body) as first:
            pieces = first.iter_text()
            next(pieces)
            refused = client.post("/api/v1/ask", json=body)
            assert refused.status_code == 429
            assert int(refused.headers["retry-after"]) >= 1
            assert client.get("/healthz").status_code == 200
            library.gate.set()
            assert "event: answer" in "".join(pieces)
        for _ in range(100):
            if client.post("/api/v1/ask", json={"question": QUESTION}).status_code == 200:
                break
            time.sleep(0.02)
        else:
            pytest.fail("the place was never given back")


@pytest.mark.parametrize("stream", [True, False])
def test_a_caller_who_goes_away_stops_the_model(library: MemoryLibrary, stream: bool) -> None:
    library.gate.clear()
    with running(library) as base, httpx.Client(base_url=base, trust_env=False, timeout=1.5) as client:
        body = {"question": QUESTION, "stream": stream}
        if stream:
            with client.stream("POST", "/api/v1/ask", json=body) as response:
                next(response.iter_text())
        else:
            with pytest.raises(httpx.ReadTimeout):
                client.post("/api/v1/ask", json=body)
        time.sleep(0.2)
        library.gate.set()
        assert library.closed.wait(5)


def test_a_refusal_says_what_is_taken(client: TestClient) -> None:
    reply = client.put("/api/v1/articles/0")
    assert (reply.status_code, reply.headers["Allow"]) == (405, "DELETE, GET")
    assert reply.json()["detail"] == "This route takes DELETE, GET."
    for kind in ("text/plain", "application/x-www-form-urlencoded", ""):
        reply = client.post("/api/v1/search", content=b'{"query": "x"}', headers={"Content-Type": kind})
        assert reply.status_code == 415
        assert "application/json" in reply.json()["detail"]
    assert client.post("/api/v1/pages", json={}).status_code == 415


def test_a_request_leaves_one_line_without_contents(client: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("INFO", "jianbao.http"):
        client.post("/api/v1/search", json={"query": "末班船"}, headers={"X-Request-ID": "mine-1"})
    line = json.loads(caplog.messages[-1])
    assert (line["request_id"], line["method"], line["route"], line["status"]) == (
        "mine-1",
        "POST",
        "/api/v1/search",
        200,
    )
    assert "末班船" not in caplog.text


@pytest.mark.parametrize(
    ("route", "asked"), [("ask", {"question": "船票？"}), ("search", {"query": "船票"}), ("summaries", {})]
)
def test_days_the_wrong_way_round_are_told_so(client: TestClient, route: str, asked: dict[str, str]) -> None:
    filters = {"from": "2031-05-07", "to": "2031-05-06"}
    reply = client.post(f"/api/v1/{route}", json={**asked, "filters": filters})
    assert reply.status_code == 400
    assert "after the last" in reply.json()["detail"]


def test_a_list_and_an_export_refuse_days_the_wrong_way_round(client: TestClient) -> None:
    reply = client.get("/api/v1/articles", params={"from": "2031-05-07", "to": "2031-05-06"})
    assert (reply.status_code, reply.json()["title"]) == (400, "Bad Request")


def test_a_page_is_removed_by_its_source(client: TestClient, library: MemoryLibrary) -> None:
    there = [article for article in library.articles() if article.source == FACTORY.source]
    removed = client.delete("/api/v1/pages", params={"source": FACTORY.source})
    assert removed.json() == {"removed": len(there)}
    gone = client.delete("/api/v1/pages", params={"source": FACTORY.source})
    assert gone.status_code == 404
    assert "has no article or page" in gone.text
    assert client.delete("/api/v1/pages").status_code == 422
