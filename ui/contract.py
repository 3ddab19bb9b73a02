"""The pipeline's nouns as the JSON documents that users' programs read, for the command line and for files."""

from __future__ import annotations

from typing import Any

from rag import additions, types
from ui import schemas


def article_json(article: types.Article) -> dict[str, Any]:
    """An article in the contract's JSON."""
    return schemas.Article.of(article).model_dump(mode="json", exclude_none=True)


def parsed_json(parsed: types.ParsedPage) -> dict[str, Any]:
    """A page taken apart, in the contract's JSON; ``fragments`` are all that stands in no article, with offsets."""
    captions = [fragment for fragment in parsed.fragments if fragment.kind == "caption"]
    return {
        "articles": [article_json(article) for article in parsed.articles],
        "captions": [{"text": caption.text, "credit": caption.credit} for caption in captions],
        "fragments": [{"kind": each.kind, "text": each.text, "spans": each.spans} for each in parsed.fragments],
    }


def article_line_json(article: types.ListedArticle) -> dict[str, Any]:
    """An article as a list shows it, in the contract's JSON."""
    return schemas.ArticleLine.model_validate(article).model_dump(mode="json")


def answer_json(answer: types.Answer) -> dict[str, Any]:
    """An answer in the contract's JSON."""
    return schemas.Answer.model_validate(answer).model_dump(mode="json")


def summary_json(summary: types.Summary) -> dict[str, Any]:
    """A brief in the contract's JSON."""
    return schemas.Summary.of(summary).model_dump(mode="json")


def hit_json(hit: types.Hit) -> dict[str, Any]:
    """A hit in the contract's JSON."""
    return schemas.Hit.of(hit).model_dump(mode="json")


def report_json(report: additions.AddReport) -> dict[str, Any]:
    """What an ``add`` did, in the contract's JSON."""
    return schemas.AddReport.model_validate(report).model_dump(mode="json")
