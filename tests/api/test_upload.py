"""What is given with an upload (paper, day, page) is trusted over the file, as with the command line's ``add``."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from tests.conftest import PAGES, LibraryMaker
from ui.server import create_app

NAME = "云溪日报-2031-05-07-A2.txt"


def upload(client: TestClient, **fields: str) -> tuple[int, dict[str, object]]:
    response = client.post("/api/v1/pages", data=fields, files=[("files", (NAME, PAGES[NAME].encode()))])
    return response.status_code, response.json()


def test_paper_day_and_page_are_trusted_over_the_file(make_library: LibraryMaker) -> None:
    client = TestClient(create_app(make_library(), page=False), base_url="http://127.0.0.1")
    status, report = upload(client, newspaper=" 青川晚报 ", date="2030-01-02", page="C7")
    assert (status, report["added"]) == (200, 1)
    [line] = client.get("/api/v1/articles").json()["articles"]
    assert (line["newspaper"], line["date"], line["page"]) == ("青川晚报", "2030-01-02", "C7")


def test_fields_that_are_left_empty_are_not_given(make_library: LibraryMaker) -> None:
    client = TestClient(create_app(make_library(), page=False), base_url="http://127.0.0.1")
    assert upload(client, newspaper="", date="", page="")[0] == 200
    [line] = client.get("/api/v1/articles").json()["articles"]
    assert (line["newspaper"], line["date"], line["page"]) == ("云溪日报", "2031-05-07", "A2")


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"date": "7 May 2031"}, '"date" is no day. Write it YYYY-MM-DD'),
        ({"date": "2031-02-30"}, '"date" is no day. Write it YYYY-MM-DD'),
        ({"date": "1925000000"}, '"date" is no day. Write it YYYY-MM-DD'),
        ({"newspaper": "报" * 201}, '"newspaper" is too long. At most 200 characters are taken.'),
        ({"newspaper": " "}, '"newspaper" is empty.'),
        ({"page": "A" * 41}, '"page" is too long.'),
        ({"newspapr": "青川晚报"}, 'The field "newspapr" is unknown. Use "newspaper".'),
    ],
)
def test_what_cannot_be_used_is_refused_and_nothing_is_added(
    client: TestClient, fields: dict[str, str], said: str
) -> None:
    before = client.get("/api/v1/articles").json()
    status, problem = upload(client, **fields)
    assert (status, problem["status"]) == (422, 422)
    assert said in str(problem["detail"])
    assert client.get("/api/v1/articles").json() == before


def test_the_document_names_the_fields(client: TestClient) -> None:
    document = client.get("/openapi.json").json()
    body = document["paths"]["/api/v1/pages"]["post"]["requestBody"]["content"]["multipart/form-data"]["schema"]
    fields = document["components"]["schemas"][body["$ref"].rpartition("/")[2]]["properties"]
    assert set(fields) == {"files", "file", "newspaper", "date", "page"}
    assert "trusted over" in fields["date"]["description"]


@pytest.mark.parametrize("stem", ["a" * 300, "报" * 250])
def test_a_long_name_is_cut_at_its_stem(make_library: LibraryMaker, stem: str) -> None:
    client = TestClient(create_app(make_library(), page=False), base_url="http://127.0.0.1")
    response = client.post("/api/v1/pages", files=[("files", (f"{stem}.txt", PAGES[NAME].encode()))])
    assert response.status_code == 200
    [line] = client.get("/api/v1/articles").json()["articles"]
    assert line["source"] == f"{stem[:196]}.txt"
