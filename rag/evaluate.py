"""The yardstick: questions with known facts, asked of the library as a reader would ask them.

A file has one JSON object a line: ``question``, ``facts`` (each a list of accepted spellings; none, or no such key,
means that the library cannot answer), ``evidence`` (runs of articles that hold the facts), and, where it follows
others, ``history``.
"""

from __future__ import annotations

import hashlib
import json
import re
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rag.errors import InputError
from rag.listings.topics import topics_of
from rag.ports import Progress
from rag.prose.figures import figures_of
from rag.prose.folding import fold
from rag.scored import append, read_rows
from rag.types import Answer, Question, Turn

if TYPE_CHECKING:
    from rag.app import Library

# How much of an evidence run a passage must hold, as its longest common stretch, when a chunk's end cuts the run.
_SHARE_OF_EVIDENCE = 0.6
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")


@dataclass(frozen=True, slots=True)
class Probe:
    """A question with the facts that a complete answer states, and the printed words that hold them."""

    question: str
    facts: tuple[tuple[str, ...], ...]
    evidence: tuple[str, ...]
    history: tuple[Turn, ...] = ()

    @property
    def key(self) -> str:
        """What identifies the probe in a run's file."""
        return json.dumps([self.question, [turn.question for turn in self.history]], ensure_ascii=False)


def read_probes(path: Path) -> list[Probe]:
    """Read a file of questions; raises ``InputError`` with the line that is wrong."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path} cannot be read: {error}.", remedy="Give a UTF-8 file of JSON lines.") from error
    # A JSON text may hold signs that end a line elsewhere.
    return [_probe(line, f"{path}, line {n}") for n, line in enumerate(text.split("\n"), 1) if line.strip()]


def evaluate_file(
    library: Library, path: Path, *, out: Path | None = None, progress: Progress | None = None
) -> dict[str, int | float | None]:
    """Ask every question of a file and score the answers; the report has counts, and shares beside them.

    With ``out`` each scored answer is a line there, and a later call with the same file asks only what is missing, or
    was answered by another model, by other prompts or of another archive, or scored by other facts.
    """
    probes = read_probes(path)
    if not probes:
        raise InputError(f"{path} holds no questions.", remedy='Give a line {"question", "facts"} for each.')
    done = read_rows(out) if out and out.exists() else {}
    rows: list[dict[str, Any]] = []
    answers_by = library.fingerprint()
    for number, probe in enumerate(probes, 1):
        row = done.get(probe.key)
        made_by = _fingerprint(answers_by, probe)
        if row is None or row.get("made_by") != made_by:
            row = score(library, probe) | {"made_by": made_by}
            if out:
                append(out, row)
        rows.append(row)
        if progress:
            progress("questions", number, len(probes))
    return summarise_rows(rows)


def _fingerprint(made_by: str, probe: Probe) -> str:
    """Hash what a score depends on: what answers, and what a complete answer states."""
    made = [made_by, probe.facts, probe.evidence, [turn.answer for turn in probe.history]]
    return hashlib.sha256(json.dumps(made, ensure_ascii=False).encode("utf-8", "replace")).hexdigest()[:32]


def score(library: Library, probe: Probe) -> dict[str, Any]:
    """Ask one question and score the answer and the search."""
    answer = library.ask(Question(probe.question, history=probe.history))
    hits = library.search(probe.question, 10)
    found = [[_holds(hit.chunk.text, run) for hit in hits] for run in probe.evidence]
    first = [ranks.index(True) + 1 for ranks in found if True in ranks]
    quotes = {citation.n: citation.quote for citation in answer.citations}
    stated = [any(states(answer.text, spelling) for spelling in fact) for fact in probe.facts]
    precise, claims = 0, 0
    outside = 0
    for sentence in answer.sentences if not answer.abstained else ():
        cited = "\n".join(quotes[n] for n in sentence.citations)
        if probe.evidence and any(states(sentence.text, spelling) for fact in probe.facts for spelling in fact):
            claims += 1
            precise += any(_holds(cited, run) or _holds(run, cited) for run in probe.evidence)
        # What the catalogue states (how many articles, of which day) cites articles, not figures printed in them.
        outside += not topics_of(probe.question) and _states_other_figures(sentence.text, cited)
    sentences = () if answer.abstained else answer.sentences
    return {
        "key": probe.key,
        "answerable": bool(probe.facts),
        "complete": bool(probe.facts) and not answer.abstained and all(stated),
        "abstained": answer.abstained,
        "sentences": len(sentences),
        "cited": sum(_is_cited(library, answer, sentence.citations) for sentence in sentences),
        "claims": claims,
        "precise": precise,
        "figures_not_in_source": outside,
        "evidence": len(probe.evidence),
        "recall": {str(k): sum(True in ranks[:k] for ranks in found) for k in (1, 3, 10)},
        "reciprocal_rank": 1 / min(first) if first else 0.0,
        "seconds": answer.seconds.total,
        "tokens": answer.usage.prompt_tokens + answer.usage.completion_tokens,
        "answer": answer.text,
        "missing": [list(fact) for fact, is_there in zip(probe.facts, stated, strict=True) if not is_there],
    }


def states(text: str, spelling: str) -> bool:
    """Tell whether a text holds a fact's spelling, and not as a part of a longer number.

    Neither white space nor a comma counts.
    """
    signs = "".join(_words(spelling).replace(",", "").split())
    before = r"(?<![\d.])" if signs[:1].isdigit() else ""
    # A point ends a sentence as often as it begins decimals.
    after = r"(?!\.?\d)" if signs[-1:].isdigit() else ""
    return re.search(before + r"[\s,]*".join(map(re.escape, signs)) + after, _words(text)) is not None


def summarise_rows(rows: Sequence[dict[str, Any]]) -> dict[str, int | float | None]:
    """Add up scored answers to the report; a share of nothing is ``None``."""
    answerable = [row for row in rows if row["answerable"]]
    others = [row for row in rows if not row["answerable"]]
    searched = [row for row in rows if row["evidence"]]

    def total(name: str, of: Sequence[dict[str, Any]] = rows) -> int:
        return sum(row[name] for row in of)

    def recall(k: int) -> float | None:
        return _share(sum(row["recall"][str(k)] / row["evidence"] for row in searched), len(searched))

    complete, refused, false = total("complete"), total("abstained", others), total("abstained", answerable)
    return {
        "questions": len(rows),
        "answerable": len(answerable),
        "complete": complete,
        "unanswerable": len(others),
        "refused": refused,
        "false_refusals": false,
        "citation_recall": _share(total("cited"), total("sentences")),
        "citation_precision": _share(total("precise"), total("claims")),
        "figures_not_in_source": total("figures_not_in_source"),
        "recall_at_1": recall(1),
        "recall_at_3": recall(3),
        "recall_at_10": recall(10),
        "mrr": _share(sum(row["reciprocal_rank"] for row in searched), len(searched)),
        "seconds_p50": round(statistics.median([row["seconds"] for row in rows]), 3) if rows else None,
        "tokens_p50": int(statistics.median([row["tokens"] for row in rows])) if rows else None,
        "complete_share": _share(complete, len(answerable)),
        "refused_share": _share(refused, len(others)),
        "false_refusal_share": _share(false, len(answerable)),
    }


def _is_cited(library: Library, answer: Answer, numbers: Sequence[int]) -> bool:
    """Tell whether a sentence has a citation whose quote stands in the source at its offsets."""
    for citation in answer.citations:
        if citation.n in numbers:
            printed = library.page_text(citation.source)[citation.start : citation.end]
            if "".join(citation.quote.split()) in "".join(printed.split()):
                return True
    return False


def _holds(text: str, run: str) -> bool:
    """Tell whether a passage holds an evidence run, or most of it where the passage's end cuts the run."""
    passage, wanted = _bare(text), _bare(run)
    if wanted in passage:
        return True
    length = int(len(wanted) * _SHARE_OF_EVIDENCE)
    if length < 8:
        return False
    return wanted[:length] in passage or wanted[-length:] in passage


def _states_other_figures(text: str, cited: str) -> bool:
    """Tell whether a sentence states a figure, no part of a date, that the cited words do not hold in any spelling."""
    return any(not any(figure.same(other) for other in figures_of(cited)) for figure in figures_of(text))


def _words(text: str) -> str:
    """Fold a text, its thousands written without commas."""
    return _THOUSANDS.sub("", fold(text))


def _bare(text: str) -> str:
    return "".join(fold(text).split()).replace(",", "")


def _share(part: float, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None


def _probe(line: str, where: str) -> Probe:
    try:
        return _read_probe(json.loads(line))
    except ValueError as error:
        said = f"no JSON ({error})" if isinstance(error, json.JSONDecodeError) else str(error)
        raise InputError(
            f"{where}: {said}.",
            remedy='Each line is {"question", "facts": [[spelling, ...], ...], "evidence": [...]}.',
        ) from error


def _read_probe(record: Any) -> Probe:
    """Make a probe of a line's JSON; raises ``ValueError`` in words. No facts: the library cannot answer."""
    question = record.get("question") if isinstance(record, dict) else None
    if not isinstance(question, str) or not question.strip():
        raise ValueError("it has no question")
    facts = [_texts(fact, "each of the facts") for fact in _list(record.get("facts"), "the facts")]
    turns = _list(record.get("history"), "the history")
    if not all(isinstance(turn, dict) and {"question", "answer"} <= turn.keys() for turn in turns):
        raise ValueError('each of the history is no {"question", "answer"}')
    return Probe(
        question,
        tuple(facts),
        _texts(record.get("evidence"), "the evidence"),
        tuple(Turn(str(turn["question"]), str(turn["answer"])) for turn in turns),
    )


def _list(value: Any, name: str) -> list[Any]:
    if value is not None and not isinstance(value, list):
        raise ValueError(f"{name} must be a list")
    return value or []


def _texts(value: Any, name: str) -> tuple[str, ...]:
    """A list of spellings or runs; a bare text would be read sign by sign."""
    return tuple(str(text) for text in _list(value, name))
