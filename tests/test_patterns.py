"""No pattern is read in as many ways as its text has pieces: one question would hold every thread of a server."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
# The longest text that a pattern's caller gives it, where that is what bounds its time: a line, what stands before or
# behind a place, a word.
LONGEST = {
    "rag.articles.bylines._CLOSING": 80,
    "rag.articles.bylines._ENGLISH": 100,
    "rag.articles.furniture._FURNITURE": 120,
    "rag.articles.furniture._PHOTO": 160,
    "rag.articles.furniture._SURE": 120,
    "rag.briefs.measured._TAIL": 40,
    "rag.prose.places._SEATED": 30,
    "rag.prose.romanized._SPELLED": 24,
}
PROCESSOR_SECONDS = 300  # the whole scan takes some twenty

# Patterns that once held a server for hours, each with how it was called.
ONCE = [
    ("^(?:请|用[^，。？]{1,8}?话|再)*(?:总结|概括)", "search"),
    ("(?P<one>[^，、和与及]{2,16}?)(?P<others>(?:(?:、|以及|[和与及])[^，、和与及]{2,16}?)+?)(?:分别|各自?)", "sub"),
    (r"(?:\s*(?:发自)?\s*[\u4e00-\u9fff]{1,6}(?:综合)?报道|\s+(?:综合)?报道)$", "sub"),
    (r"^(?P<text>.*?)[\s(]*(?:(?P<before>[^。,]{2,30}?)(?:\s*[/|]?\s*(?:摄影|摄)|\s*[/|\s]\s*图))[)\s.]*$", "match"),
    (r"(?:(?:达到?|至|到|约?为|约)+)\Z", "sub"),
]


def scan(
    *,
    everything: bool = False,
    patterns: list[tuple[str, str, str]] | None = None,
    longest: dict[str, int] | None = None,
) -> list[dict[str, Any]]:
    """Run patterns in a process of their own: one that does not end takes only that one along."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.pumped"],
        input=json.dumps({"all": everything, "patterns": patterns or [], "longest": longest or {}}),
        capture_output=True,
        check=False,
        text=True,
        cwd=ROOT,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CPU, (PROCESSOR_SECONDS, PROCESSOR_SECONDS)),
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_no_pattern_takes_more_than_its_text_is_worth() -> None:
    *told, end = scan(everything=True, longest=LONGEST)
    assert told == []
    assert end["patterns"] > 400


def test_patterns_that_once_held_a_server_are_told() -> None:
    given = [(str(number), *each) for number, each in enumerate(ONCE)]
    *told, _ = scan(patterns=given)
    assert [each["name"] for each in told] == [name for name, *_ in given]
