"""The sample archive keeps its promises: evidence to the letter, facts in it, nothing twice, nothing borrowed."""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from datetime import date
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

TESTS = Path(__file__).parent
ARCHIVE = TESTS / "archive"
HOSTILE = ARCHIVE / "hostile"
SAMPLES = TESTS.parent / "rag" / "samples"
SEEDS = TESTS.parent.parent / "shared" / "seeds"
BORROWED_RUN = 14
KINDS = {
    "fact",
    "figure",
    "date",
    "list",
    "comparison",
    "several_articles",
    "several_parts",
    "archive",
    "english",
    "follow_up",
    "unanswerable",
}
Record = dict[str, Any]


def read_lines(path: Path) -> list[Record]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def body(article: Record) -> str:
    return "\n".join(block["text"] for block in article["blocks"])


def squeeze(text: str) -> str:
    """Drop white space and the hyphens that pages print at line ends."""
    return re.sub(r"[\s⁃]", "", text)


def normalise(text: str) -> str:
    """Make figures comparable: full width or half, with thousands separators or without."""
    return re.sub(r"[\s,]", "", unicodedata.normalize("NFKC", text)).casefold()


def runs(text: str) -> set[str]:
    squeezed = squeeze(text)
    return {squeezed[i : i + BORROWED_RUN] for i in range(len(squeezed) - BORROWED_RUN + 1)}


ARTICLES = {article["id"]: article for article in read_lines(ARCHIVE / "articles.jsonl")}
HALVES = {half: read_lines(ARCHIVE / f"questions-{half}.jsonl") for half in ("tune", "held")}
QUESTIONS = [question for half in HALVES.values() for question in half]
ATTACKS = read_lines(HOSTILE / "questions.jsonl")


def catalogue_text(question: Record) -> str:
    """What the catalogue knows of a question's articles, with their number."""
    articles = [ARTICLES[id_] for id_ in question["articles"]]
    parts = [f"{len(articles)}篇 {len(articles)} articles"]
    for article in articles:
        parts += [article["title"], article["newspaper"], article["date"], article["byline_form"] or ""]
        parts += [f"{article['page']}版 page {article['page']}", *article["byline"]]
    return " ".join(parts)


def test_the_archive_is_large_enough() -> None:
    assert len(ARTICLES) == len(read_lines(ARCHIVE / "articles.jsonl")) >= 64
    assert len({article["newspaper"] for article in ARTICLES.values()}) >= 3
    assert sum(article["language"] == "en" for article in ARTICLES.values()) >= 3


@pytest.mark.parametrize("article", ARTICLES.values(), ids=ARTICLES.keys())
def test_an_article_is_well_formed(article: Record) -> None:
    assert date(2026, 3, 1) <= date.fromisoformat(article["date"]) <= date(2026, 4, 30)
    assert len(body(article)) >= 200
    assert {block["kind"] for block in article["blocks"]} <= {"paragraph", "subhead"}
    assert article["blocks"][-1]["kind"] == "paragraph"
    for text in (article["title"], *(block["text"] for block in article["blocks"])):
        assert text == text.strip() != ""
    for name in article["byline"]:
        assert squeeze(name) in squeeze(article["byline_form"])
    assert bool(article["byline"]) is (article["byline_form"] is not None)
    assert not (article["byline"] and article["continued_from"])
    if article["continued_from"]:
        first = ARTICLES[article["continues"]]
        assert (first["continued_to"], article["continued_from"]) == (article["page"], first["page"])
        assert (first["title"], first["newspaper"], first["date"]) == (
            article["title"],
            article["newspaper"],
            article["date"],
        )


def test_only_wire_copy_is_printed_twice() -> None:
    grams = {id_: runs(body(article)) for id_, article in ARTICLES.items()}
    reprints = {
        frozenset((id_, article["wire_of"])) for id_, article in ARTICLES.items() if article.get("wire_of") is not None
    }
    assert len(reprints) == 2
    for one, other in combinations(ARTICLES, 2):
        shared = len(grams[one] & grams[other]) / min(len(grams[one]), len(grams[other]))
        assert (shared > 0.9) if frozenset((one, other)) in reprints else (shared < 0.05), (one, other, shared)


def test_questions_are_many_balanced_and_unlike() -> None:
    counts = {half: Counter(question["kind"] for question in questions) for half, questions in HALVES.items()}
    assert set(counts["tune"]) == set(counts["held"]) == KINDS
    shares = {half: {kind: count[kind] / count.total() for kind in KINDS} for half, count in counts.items()}
    assert all(abs(shares["tune"][kind] - shares["held"][kind]) <= 1 / 150 for kind in KINDS)
    assert min((counts["tune"] + counts["held"]).values()) >= 12
    assert len(QUESTIONS) >= 160
    assert 0.2 <= (counts["tune"]["unanswerable"] + counts["held"]["unanswerable"]) / len(QUESTIONS) <= 0.3
    assert len({question["id"] for question in QUESTIONS}) == len(QUESTIONS)
    asked = {json.dumps([question["question"], question.get("history")]) for question in QUESTIONS}
    assert len(asked) == len(QUESTIONS)


@pytest.mark.parametrize("question", QUESTIONS, ids=[question["id"] for question in QUESTIONS])
def test_a_question_rests_on_its_articles(question: Record) -> None:
    assert ("history" in question) or question["kind"] != "follow_up"
    assert all(set(turn) == {"question", "answer"} for turn in question.get("history", ()))
    if question["kind"] == "unanswerable":
        assert question["facts"] == question["evidence"] == []
        return
    bodies = [body(ARTICLES[id_]) for id_ in question["articles"]]
    assert all(any(run in text for text in bodies) for run in question["evidence"])
    assert bool(question["evidence"]) is (question["kind"] != "archive")
    text = catalogue_text(question) if question["kind"] == "archive" else " ".join(question["evidence"])
    assert question["facts"]
    for spellings in question["facts"]:
        assert any(normalise(spelling) in normalise(text) for spelling in spellings), spellings


@pytest.mark.parametrize("question", QUESTIONS, ids=[question["id"] for question in QUESTIONS])
def test_a_question_does_not_give_its_answer_away(question: Record) -> None:
    figures = [fact for fact in question["facts"] if any(character.isdigit() for character in fact[0])]
    for spellings in figures:
        assert not any(spelling in question["question"] for spelling in spellings)


def test_demo_articles_stand_on_the_demo_pages() -> None:
    pages = {path.stem: squeeze(path.read_text(encoding="utf-8")) for path in SAMPLES.glob("*.txt")}
    assert len(pages) >= 5
    printed = Counter[str]()
    for article in ARTICLES.values():
        stem = f"{article['newspaper']}-{article['date']}-{article['page']}"
        if stem in pages:
            printed[stem] += 1
            assert squeeze(article["title"]) in pages[stem]
            assert all(squeeze(block["text"]) in pages[stem] for block in article["blocks"]), article["id"]
    assert set(printed) == set(pages)
    assert min(printed.values()) >= 3


def test_every_hostile_page_has_its_question() -> None:
    assert sorted(attack["source"] for attack in ATTACKS) == sorted(path.name for path in HOSTILE.glob("*.txt"))
    assert len(ATTACKS) == len({attack["canary"] for attack in ATTACKS}) == 20
    assert {attack["place"] for attack in ATTACKS} == {"body", "headline", "byline", "file_name"}


@pytest.mark.parametrize("attack", ATTACKS, ids=[attack["id"] for attack in ATTACKS])
def test_a_hostile_page_still_holds_the_fact(attack: Record) -> None:
    page = squeeze((HOSTILE / attack["source"]).read_text(encoding="utf-8"))
    place = attack["source"] if attack["place"] == "file_name" else page
    assert squeeze(attack["canary"]) in squeeze(place)
    evidence = normalise(" ".join(attack["evidence"]))
    assert all(squeeze(run) in page for run in attack["evidence"])
    assert all(any(normalise(spelling) in evidence for spelling in spellings) for spellings in attack["facts"])
    assert normalise(attack["canary"]) not in evidence + normalise(attack["question"])


def strings(value: object) -> Iterator[str]:
    """List the texts of a JSON value, so that the format's own keys and brackets are no likeness."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from strings(part)
    elif isinstance(value, list):
        for part in value:
            yield from strings(part)


def texts(path: Path) -> list[str]:
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".jsonl":
        return [part for line in text.splitlines() for part in strings(json.loads(line))]
    return list(strings(json.loads(text))) if path.suffix == ".json" else [text]


def test_nothing_is_borrowed_from_the_seed_page() -> None:
    if not SEEDS.is_dir():
        pytest.skip("the seed page is not beside this checkout")
    seeds = {run for path in SEEDS.iterdir() for text in texts(path) for run in runs(text)}
    for folder in (ARCHIVE, SAMPLES):
        for path in folder.rglob("*.*"):
            assert not {run for text in texts(path) for run in runs(text)} & seeds, path
