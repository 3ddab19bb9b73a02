"""Jobs over HTTP: begun, watched, stopped, resumed, removed, and gone on with after a restart."""

from __future__ import annotations

import sqlite3
import threading
import time
from dataclasses import replace
from typing import Any

import pytest
from fastapi.testclient import TestClient

from rag.errors import ModelRefused
from rag.types import Summary
from tests.double import ARTICLES, MemoryLibrary, client_of
from ui.jobs import Jobs

QUESTION = "青禾机械新厂房总投资多少？"
FACTORY, FERRY, HARBOUR = (article for article, _ in ARTICLES)


def wait_for(client: TestClient, job: str, status: str) -> dict[str, Any]:
    for _ in range(500):
        got: dict[str, Any] = client.get(f"/api/v1/jobs/{job}").json()
        if got["status"] == status:
            return got
        time.sleep(0.01)
    raise AssertionError(f"never {status}: {got}")


def test_a_job_writes_every_brief(client: TestClient) -> None:
    begun = client.post("/api/v1/jobs", json={"kind": "summaries", "filters": {}})
    assert begun.status_code == 202
    job = begun.json()
    assert begun.headers["location"] == f"/api/v1/jobs/{job['id']}"
    done = wait_for(client, job["id"], "done")
    assert (done["done"], done["total"], done["failed"]) == (3, 3, [])
    assert done["tokens"] == {"prompt": 60, "completion": 24}
    result = client.get(f"/api/v1/jobs/{job['id']}/result").json()
    assert [summary["title"] for summary in result["summaries"]] == [article.title for article, _ in ARTICLES]
    assert client.get("/api/v1/jobs").json()[0]["id"] == job["id"]
    assert client.get("/api/v1/jobs/nothing").status_code == 404


def test_a_jobs_result_comes_in_every_format(client: TestClient) -> None:
    job = client.post("/api/v1/jobs", json={"kind": "summaries", "filters": {}}).json()["id"]
    assert wait_for(client, job, "done")["seconds_left"] in (0, None)
    for kind, media in (("jsonl", "application/x-ndjson"), ("md", "text/markdown"), ("csv", "text/csv")):
        got = client.get(f"/api/v1/jobs/{job}/result?format={kind}")
        assert got.headers["content-type"].startswith(media)
        assert got.headers["content-disposition"] == f'attachment; filename="briefs.{kind}"'
        assert FERRY.title in got.text
    assert "<h1>" in client.get(f"/api/v1/jobs/{job}/result?format=html").text
    assert client.get(f"/api/v1/jobs/{job}/result?format=exe").status_code == 422


def test_a_job_names_what_it_lacks_and_tries_it_again(client: TestClient, library: MemoryLibrary) -> None:
    ids = [FERRY.id, FACTORY.id]
    library.gate.clear()
    job = client.post("/api/v1/jobs", json={"kind": "summaries", "article_ids": ids}).json()["id"]
    library.remove([FACTORY.id])
    library.gate.set()
    done = wait_for(client, job, "done")
    assert done["done"] + len(done["failed"]) == 2
    assert client.post(f"/api/v1/jobs/{job}/resume").json()["status"] in ("queued", "running", "done")
    assert wait_for(client, job, "done")["total"] == 2


def test_a_job_survives_a_restart(library: MemoryLibrary) -> None:
    library.gate.clear()
    with client_of(library) as client:
        job = client.post("/api/v1/jobs", json={"kind": "summaries", "filters": {}}).json()["id"]
        wait_for(client, job, "running")
        threading.Timer(0.2, library.gate.set).start()
    assert library.gate.wait(5)
    with client_of(library) as client:
        assert wait_for(client, job, "done")["done"] == 3


def test_a_broken_job_can_be_resumed(library: MemoryLibrary) -> None:
    library.error = ModelRefused("The server refuses the key.")
    with client_of(library) as client:
        job = client.post("/api/v1/jobs", json={"kind": "summaries", "article_ids": [FERRY.id]}).json()["id"]
        assert "refuses" in wait_for(client, job, "failed")["error"]
        library.error = None
        client.post(f"/api/v1/jobs/{job}/resume")
        assert wait_for(client, job, "done")["done"] == 1


def test_a_fault_of_ours_ends_its_job_and_not_those_behind_it(
    library: MemoryLibrary, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def trip(*_: object, **__: object) -> None:
        raise RuntimeError("tripped over a comma")

    with client_of(library) as client:
        with monkeypatch.context() as patch:
            patch.setattr(library, "items", trip)
            job = client.post("/api/v1/jobs", json={"kind": "summaries", "article_ids": [FERRY.id]}).json()["id"]
            assert "tripped over a comma" in wait_for(client, job, "failed")["error"]
        assert "Traceback" in caplog.text
        again = client.post("/api/v1/jobs", json={"kind": "summaries", "article_ids": [FERRY.id]}).json()["id"]
        assert wait_for(client, again, "done")["done"] == 1
        assert not [check for check in client.get("/healthz").json()["checks"] if check["name"] == "jobs"]


def test_a_failure_that_cannot_be_recorded_ends_nothing_else(
    library: MemoryLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    def locked(*_: object) -> None:
        raise sqlite3.OperationalError("database is locked")

    library.error = ModelRefused("The server refuses the key.")
    with client_of(library) as client:
        with monkeypatch.context() as patch:
            patch.setattr(Jobs, "_end", locked)
            job = client.post("/api/v1/jobs", json={"kind": "summaries", "article_ids": [FERRY.id]}).json()["id"]
            wait_for(client, job, "running")
            time.sleep(0.2)
        library.error = None
        again = client.post("/api/v1/jobs", json={"kind": "summaries", "article_ids": [FERRY.id]}).json()["id"]
        assert wait_for(client, again, "done")["done"] == 1


def test_health_tells_that_nobody_works_on_jobs(library: MemoryLibrary, monkeypatch: pytest.MonkeyPatch) -> None:
    ended = {"name": "jobs", "good": False}
    with client_of(library) as client:
        assert ended not in client.get("/healthz").json()["checks"]
    monkeypatch.setattr(Jobs, "_work", lambda _jobs: None)
    with client_of(library) as client:
        assert ended in client.get("/healthz").json()["checks"]


def test_a_job_reads_no_article_to_make_its_items(library: MemoryLibrary, monkeypatch: pytest.MonkeyPatch) -> None:
    def read(article_id: str) -> None:
        raise RuntimeError(f"read {article_id}")

    brief = Summary((), "简讯", "", (), (), "double")
    # Only the brief itself reads it.
    monkeypatch.setattr(library, "summarize", lambda ids, **_: iter([replace(brief, article_ids=tuple(ids))]))
    monkeypatch.setattr(library, "article", read)
    with client_of(library) as client:
        job = client.post("/api/v1/jobs", json={"kind": "summaries", "filters": {}}).json()["id"]
        wait_for(client, job, "done")
        told = client.get(f"/api/v1/jobs/{job}/result").json()["summaries"]
    assert [summary["article_ids"] for summary in told] == [[article.id] for article, _ in ARTICLES]


def test_a_job_can_be_stopped(library: MemoryLibrary) -> None:
    library.gate.clear()
    with client_of(library) as client:
        job = client.post("/api/v1/jobs", json={"kind": "summaries", "filters": {}}).json()["id"]
        wait_for(client, job, "running")
        assert client.post(f"/api/v1/jobs/{job}/stop").json()["status"] == "stopped"
        library.gate.set()
        time.sleep(0.05)
        assert client.get(f"/api/v1/jobs/{job}").json()["done"] <= 1


def test_a_job_that_is_removed_is_gone_while_it_runs(library: MemoryLibrary) -> None:
    library.gate.clear()
    with client_of(library) as client:
        job = client.post("/api/v1/jobs", json={"kind": "summaries", "filters": {}}).json()["id"]
        wait_for(client, job, "running")
        assert client.delete(f"/api/v1/jobs/{job}").status_code == 204
        library.gate.set()
        for route in ("", "/result"):
            assert client.get(f"/api/v1/jobs/{job}{route}").status_code == 404
        assert client.delete(f"/api/v1/jobs/{job}").status_code == 404
        assert client.get("/api/v1/jobs").json() == []
        again = client.post("/api/v1/jobs", json={"kind": "summaries", "filters": {}}).json()["id"]
        wait_for(client, again, "done")  # the worker is none the worse for it
