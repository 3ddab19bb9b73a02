"""The archive's own sentences as an answer: which of them are quoted for each part of a question, and whether any is.

Whether any sentence answers is decided by what is printed; which ones are quoted, by their worth.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from rag.evidence.antecedents import in_order
from rag.evidence.causes import cause_told_after, causes_first, tells_no_reason
from rag.evidence.denials import denies
from rag.evidence.identity import (
    another_speaks,
    asks_who_says,
)
from rag.evidence.passages import Offered
from rag.evidence.ranking import Likeness, ranked
from rag.evidence.spoken_of import LEAST_ABOUT
from rag.evidence.worth import Scored, answers, asks_for_the_most, speaks_of, worth
from rag.proof.mentions import lead_up
from rag.proof.parties import turned_round
from rag.prose.figures import Figure, figures_of
from rag.prose.folding import fold
from rag.prose.language import written_in
from rag.prose.questions import Asked
from rag.prose.words import Known
from rag.questions.glossary import tells_measure
from rag.questions.kinds import has_kind
from rag.questions.parts import Part, asks_only_how_it_changed, asks_which, enumerates, kind_of
from rag.types import Sentence

# A further sentence is quoted for a part when it is at least this share as likely to answer as the best one.
_NEARLY = 0.1
_FURTHER = 3
# What is told in any words; where one thing is asked, a further line on an amount, a day or a name is to answer.
_LOOSE = ("reason", "other")
# A sentence already in an answer answers a part as well as the best one when it is worth so little less.
_AS_WELL = 0.5
_ALONE_AS_WELL = 0.25
MOST = 4
# How likely a sentence must be to answer a translated question, of whose wording less is looked for.
_TRANSLATED = 0.2
# Sentences in another language: so many are compared by meaning, and a second one counts that comes so close (cosine).
_MOST_COMPARED = 48
_CLOSE = 0.02


def choose(
    asked: Asked,
    offered: Sequence[Offered],
    weigh: Known,
    likeness: Likeness,
    *,
    translated: bool = False,
    least: float = 0.0,
) -> list[Sentence]:
    """Choose up to four sentences that answer a question, the best first; none where none is ``least`` likely to.

    Of a ``translated`` question, less of the wording is looked for: it is the translator's.
    """
    parts = list(ranked(asked, offered, weigh, likeness))
    alone = len(parts) == 1 and not translated
    parts = [(part, [row for row in rows if not _is_beside(part, row, alone=alone)]) for part, rows in parts]
    parts = [(part, causes_first(part, _only_denials(part, rows))) for part, rows in parts]
    least = max(least, _TRANSLATED) if translated else least
    if not any(
        worth(row) >= least and answers(part, row, alone=alone) and not tells_no_reason(part, row, rows)
        for part, rows in _by_themselves(parts)
        for row in rows
    ):
        return []
    parts = [(part, _named_first(part, rows)) for part, rows in parts]
    chosen = dict.fromkeys(rows[0].sentence for _, rows in parts if rows)
    chosen |= dict.fromkeys(row.sentence for part, rows in parts for row in cause_told_after(part, rows, offered))
    further = [
        (worth(row) / worth(rows[0]), row.sentence)
        for part, rows in parts
        for row in rows[1 : 1 + _FURTHER]
        if asks_for_the_most(part)
        or (worth(row) >= _NEARLY * worth(rows[0]) and (not alone or part.kind in _LOOSE or answers(part, row)))
    ]
    chosen |= dict.fromkeys(sentence for _, sentence in sorted(further, key=lambda pair: -pair[0]))
    return in_order(list(chosen)[: max(MOST, len(parts))], offered, who_says=asks_who_says(asked.text))


def _by_themselves(parts: Sequence[tuple[Part, list[Scored]]]) -> Sequence[tuple[Part, list[Scored]]]:
    """The parts without those that ask only how the others changed: 「同比变化如何」 is not answered by itself."""
    return [pair for pair in parts if not asks_only_how_it_changed(pair[0].asked.text)] or parts


def _only_denials(part: Part, rows: Sequence[Scored]) -> list[Scored]:
    """The lines that deny what is asked, where there are such: nothing else is to be said of what is not done."""
    denied = [row for row in rows if denies(part.asked, part.kind, row.sentence.text) and answers(part, row)]
    return denied or list(rows)


def _named_first(part: Part, rows: Sequence[Scored]) -> list[Scored]:
    """Leave out a line on 该行 whose figures another line has that names who is asked about: that one stands alone."""
    named = [row for row in rows if any(name in fold(row.sentence.text) for name in part.asked.names)]
    told = [figures_of(row.sentence.text) for row in named if answers(part, row)]
    return [row for row in rows if row in named or not _is_told(figures_of(row.sentence.text), told)]


def _is_told(figures: Sequence[Figure], lines: Sequence[Sequence[Figure]]) -> bool:
    return bool(figures) and any(all(any(figure.same(other) for other in line) for figure in figures) for line in lines)


def _is_beside(part: Part, row: Scored, *, alone: bool) -> bool:
    """Tell whether a line is noise beside an answer: an amount or a day of another house, or of another measure."""
    another = alone and part.kind in ("amount", "day") and row.least_about < LEAST_ABOUT
    another |= another_speaks(part.asked.text, row.sentence.text, lead_up(row.article, row.sentence)[1:-1])
    return row.doubtful or another or _is_turned_round(part, row.sentence)


def _is_turned_round(part: Part, sentence: Sentence) -> bool:
    """Tell whether a line has it the other way round than what is asked: who bought of whom, and how much."""
    return part.kind in ("amount", "day", "reason") and turned_round(part.question, [sentence.text]) is not None


def left_out(
    asked: Asked,
    offered: Sequence[Offered],
    weigh: Known,
    likeness: Likeness,
    used: Collection[Sentence],
    told: str,
) -> list[Sentence]:
    """Choose the best sentence of each part of a question that none of the sentences ``used`` answers as well.

    What was ``told`` by them must have an amount, a day or a reason, if the part asks for one, and name what it asks to
    list.
    """
    parts = [
        (part, [row for row in rows if not row.off_topic]) for part, rows in ranked(asked, offered, weigh, likeness)
    ]
    enough = _AS_WELL if len(parts) > 1 else _ALONE_AS_WELL
    best = [
        rows[0].sentence
        for part, rows in parts
        if rows
        and answers(part, rows[0], alone=len(parts) == 1)
        and not (
            (enumerates(told) or not (asks_which(part.asked.text) and enumerates(rows[0].sentence.text)))
            and (part.kind not in ("amount", "day", "reason") or has_kind(part, told))
            and any(row.sentence in used and worth(row) >= enough * worth(rows[0]) for row in rows)
        )
    ]
    return in_order(best[: max(MOST, len(parts))], offered)


def choose_foreign(
    asked: Asked,
    offered: Sequence[Offered],
    likeness: Likeness,
) -> list[Sentence]:
    """Choose up to two sentences in another language than the question's: of its kind and names, by meaning alone."""
    if all(name.isascii() for name in asked.names):
        return []
    part = Part(asked.text, asked, kind_of(asked.text), (), frozenset())
    rows = [
        sentence
        for article, sentence in offered
        if written_in(sentence.text) == "zh"
        and speaks_of(part, article, sentence)
        and (part.kind != "amount" or tells_measure(asked.text, sentence.text))
    ][:_MOST_COMPARED]
    if not rows:
        return []
    cosines = likeness(asked.text, [sentence.text for sentence in rows])
    ranked = sorted(zip(cosines, rows, strict=True), key=lambda pair: -pair[0])
    return [sentence for cosine, sentence in ranked[:2] if cosine >= ranked[0][0] - _CLOSE]
