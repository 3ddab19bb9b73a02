"""From a PDF to its articles: pages set from the sample archive come back story by story."""

from __future__ import annotations

import json
import random
import re
from pathlib import Path
from typing import Any

import pytest

from rag.articles import parse_page
from rag.readers import read_bytes
from rag.settings import Settings
from rag.types import Page
from tests.pdfs import set_stories

ARCHIVE = Path(__file__).with_name("archive") / "articles.jsonl"
# The right place for the largest story is the largest frame.
LONGEST = (750, 450, 1000)


def flat(*texts: str) -> str:
    return re.sub(r"\s", "", "".join(texts))


def body(article: dict[str, Any]) -> str:
    return flat(*(block["text"] for block in article["blocks"]))


@pytest.fixture(scope="module")
def pages() -> list[tuple[list[dict[str, Any]], Page]]:
    articles = [json.loads(line) for line in ARCHIVE.read_text(encoding="utf-8").splitlines()]
    draw = random.Random(7)
    made = []
    for _ in range(10):
        chosen: list[dict[str, Any]] = []
        for longest in LONGEST:
            fitting = [one for one in articles if one["language"] == "zh" and len(body(one)) < longest]
            chosen.append(draw.choice([one for one in fitting if one not in chosen]))
        stories = [
            (
                article["title"],
                article["byline"],
                [("# " if block["kind"] == "subhead" else "") + block["text"] for block in article["blocks"]],
            )
            for article in chosen
        ]
        made.append((chosen, read_bytes(set_stories(stories), "page.pdf", Settings())))
    return made


def test_every_story_of_every_page_is_read_in_one_piece(pages: list[tuple[list[dict[str, Any]], Page]]) -> None:
    for articles, page in pages:
        text = flat(page.text)
        for article in articles:
            byline = "本报记者" + "".join(article["byline"]) if article["byline"] else ""
            assert flat(article["title"], byline) + body(article) in text, article["id"]


def test_most_articles_come_out_whole_with_headline_and_writers(pages: list[tuple[list[dict[str, Any]], Page]]) -> None:
    whole = []
    for articles, page in pages:
        found = {flat(one.body): one for one in parse_page(page).articles}
        for article in articles:
            one = found.get(body(article))
            whole.append(one and flat(one.title) == flat(article["title"]) and list(one.byline) == article["byline"])
    assert sum(map(bool, whole)) >= 0.8 * len(whole)
