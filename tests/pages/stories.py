"""The invented articles that pages are set from, in two halves: one to tune on, one to leave alone."""

from __future__ import annotations

import json
from pathlib import Path

from tests.pages.truth import Story

ARCHIVE = Path(__file__).parents[1] / "archive" / "articles.jsonl"


def load(*, held: bool) -> list[Story]:
    """The stories of one half; halves of one story and copies of another stay out of each other's half."""
    stories = []
    for number, line in enumerate(ARCHIVE.read_text(encoding="utf-8").splitlines()):
        entry = json.loads(line)
        if (number // 2 % 2 == 1) != held:
            continue
        blocks = tuple((block["kind"], block["text"]) for block in entry["blocks"])
        stories.append(
            Story(entry["id"], entry["title"], tuple(entry["byline"]), blocks, entry["kicker"], entry["language"])
        )
    return stories
