"""The page that the project began with comes back whole."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from rag.articles import parse_page
from rag.types import Page

SEEDS = Path(__file__).parents[2] / "shared" / "seeds"


def dense(text: str) -> str:
    return "".join(text.split()).replace("⁃", "")


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the seed page is not beside this checkout")
def test_the_seed_page_is_perfect() -> None:
    (source,) = SEEDS.glob("*.txt")
    text = source.read_text(encoding="utf-8")
    gold = json.loads((SEEDS / "articles.json").read_text(encoding="utf-8"))
    parsed = parse_page(Page(source.name, text))
    lines = text.split("\n")
    assert [article.title for article in parsed.articles] == [entry["title"] for entry in gold["articles"]]
    for article, entry in zip(parsed.articles, gold["articles"], strict=True):
        assert list(article.byline) == entry["byline"]
        assert list(article.texts("subhead")) == entry["subheads"]
        assert article.continued_from == entry["continued_from"]
        first, last = entry["body_lines"]
        assert dense(article.body) == dense("".join(lines[first - 1 : last]))
    captions = [fragment for fragment in parsed.fragments if fragment.kind == "caption"]
    assert [(one.text, one.credit) for one in captions] == [(one["text"], one["credit"]) for one in gold["captions"]]
    assert [fragment.text for fragment in parsed.fragments if fragment.kind == "label"] == gold["labels"]
    assert [fragment.text for fragment in parsed.fragments if fragment.kind == "furniture"] == []
