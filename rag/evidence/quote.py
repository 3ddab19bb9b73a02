"""The archive's own sentences as an answer: which of them are quoted for each part of a question, and whether any is.

Whether any sentence answers is decided by what is printed; which ones are quoted, by their worth.
"""

from __future__ import annotations

import re
import statistics
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace

from rag.evidence.causes import causes_first, tells_no_reason
from rag.evidence.denials import denies
from rag.evidence.identity import (
    another_speaks,
    asks_what_he_is,
    asks_what_that_one_is,
    asks_who_says,
    goes_on_after,
    introduces,
    spoken_by,
)
from rag.evidence.passages import Offered
from rag.evidence.spoken_of import LEAST_ABOUT
from rag.evidence.worth import Scored, answers, asks_for_the_most, score, speaks_of, worth
from rag.proof.mentions import LEAD_UP, in_print, lead_up
from rag.proof.parties import turned_round
from rag.prose.figures import Figure, figures_of
from rag.prose.groups import group_of
from rag.prose.questions import Asked, Term, fold
from rag.prose.sorts import names_sort, of_another_sort
from rag.prose.words import Known
from rag.questions.glossary import tells_measure
from rag.questions.kinds import has_kind
from rag.questions.measures import Measure, compares, measure_asked, named_measure, names_another, prints_measure
from rag.questions.parts import Part, asks_only_how_it_changed, asks_which, enumerates, kind_of, read_parts
from rag.types import Sentence

Likeness = Callable[[str, Sequence[str]], Sequence[float]]
"""Compares a question with texts by meaning: cosines."""
# 「该行」, 「公司」: a sentence that begins so needs the one before it.
_LEANS = re.compile(
    r"^[“]?(?:该|这|其(?!中一|实|余)|此(?![前外间])|他|她|它|公司|上述|前者|后者|双方|两者)"
    r"|^[^，。；]{1,10}[年月日度末底]，(?:该[行司公]|其(?![中实余他它次间后时]))"
)
# 「“……”他说」: by whom it is said stands before.
_HE_SAYS = re.compile(
    r"[”，,。？！](?:他|她|这位[^，。”]{1,8}|该[^，。”]{1,8})(?:说|表示|称|坦言|直言|告诉|解释|介绍|指出|认为|补充)"
)
# What has another side, and within how many sentences it is told.
_ONE_SIDE, _OTHER_SIDE, _SOON = re.compile(r"一方面|一来"), re.compile(r"另(?:外)?一方面|二来"), 3
_RATE_NAMED = re.compile(r"..率$")
# A point that is only named.
_POINT, _SHORT_POINT = (
    re.compile(r"[一二三四五六七八]是|其[一二三四五六]|第[一二三四五六七八]|[首其]次|首先|再次|最后"),
    24,
)
# Only so many sentences of a part, the best by their words, are compared with the question by meaning.
_COMPARED = 16
# Where all are as near, this much (cosine) is no difference.
_SAME = 0.001
# A further sentence is quoted for a part when it is at least this share as likely to answer as the best one.
_NEARLY = 0.1
_FURTHER = 3
# A sentence already in an answer answers a part as well as the best one when it is worth so little less.
_AS_WELL = 0.5
_ALONE_AS_WELL = 0.25
MOST = 4
# How likely a sentence must be to answer a translated question, of whose wording less is looked for.
_TRANSLATED = 0.2
# Where no line is worth so much that may answer, what else is near is no answer either.
_LEAST_WORTH = 0.02
# Sentences in another language: so many are compared by meaning, and a second one counts that comes so close (cosine).
_MOST_COMPARED = 48
_CLOSE = 0.02


def exactly(text: str, support: Sequence[Sentence]) -> Sentence | None:
    """Find the source sentence that prints exactly what a text gives only as exceeded or not reached."""
    said = figures_of(text)
    vague = [figure for figure in said if figure.bound in ("over", "under")]
    for sentence in support:
        printed = figures_of(sentence.text)
        for figure in vague:
            exact = [
                other for other in printed if other.unit == figure.unit and other.bound == "" and _admits(figure, other)
            ]
            if (
                any(figure.same(other) for other in printed)
                and exact
                and not any(other.same(one) for other in exact for one in said)
            ):
                return sentence
    return None


def more_figures(text: str, than: str) -> bool:
    """Tell whether a text states more figures than another one."""
    return len(figures_of(text)) > len(figures_of(than))


def _admits(bound: Figure, exact: Figure) -> bool:
    return exact.value > bound.value if bound.bound == "over" else exact.value < bound.value


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
    least = max(least, _TRANSLATED if translated else _LEAST_WORTH)
    if not any(
        worth(row) >= least and answers(part, row, alone=alone) and not tells_no_reason(part, row, rows)
        for part, rows in _by_themselves(parts)
        for row in rows
    ):
        return []
    chosen = dict.fromkeys(rows[0].sentence for _, rows in parts if rows)
    further = [
        (worth(row) / worth(rows[0]), row.sentence)
        for part, rows in parts
        for row in rows[1 : 1 + _FURTHER]
        if worth(row) >= _NEARLY * worth(rows[0]) or asks_for_the_most(part)
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


def _is_beside(part: Part, row: Scored, *, alone: bool) -> bool:
    """Tell whether a line is noise beside an answer: an amount or a day of another house, or of another measure."""
    another = alone and part.kind in ("amount", "day") and row.least_about < LEAST_ABOUT
    another |= another_speaks(part.asked.text, row.sentence.text)
    return row.unmeasured or another or _is_turned_round(part, row.sentence)


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
    parts = list(ranked(asked, offered, weigh, likeness))
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


def likely(asked: Asked, offered: Sequence[Offered], weigh: Known) -> list[tuple[Part, Scored]]:
    """Score some sentences for each part of a question whose period, number, topic and kind they are of."""
    rows = ((part, score(part, *each)) for part in read_parts(asked, weigh) for each in offered)
    return [(part, row) for part, row in rows if not row.barred]


def may_answer(asked: Asked, offered: Sequence[Offered], weigh: Known) -> bool:
    """Tell whether one of some sentences may answer a part of a question by itself."""
    return any(answers(part, row) for part, row in likely(asked, offered, weigh))


def fits(asked: Asked, offered: Sequence[Offered], weigh: Known, least_about: float) -> bool:
    """Tell whether one of some sentences may be of a part of a question, and is so surely about its names."""
    return any(row.least_about >= least_about for _, row in likely(asked, offered, weigh))


def ranked(
    asked: Asked, offered: Sequence[Offered], weigh: Known, likeness: Likeness
) -> Iterator[tuple[Part, list[Scored]]]:
    """The sentences that may answer each part of a question, best first."""
    who: Scored | None = None
    for part in read_parts(asked, weigh):
        one = spoken_by(who.sentence.text, lead_up(who.article, who.sentence)) if who else None
        leans = bool(one) and asks_what_that_one_is(part.asked.text)
        read = replace(part, asked=replace(part.asked, terms=(Term(one or "", name=True),))) if leans else part
        rows = sorted(measure(read, offered, likeness), key=worth, reverse=True)
        who = rows[0] if rows and part.kind == "person" else None
        yield read, rows


def measure(part: Part, offered: Sequence[Offered], likeness: Likeness) -> list[Scored]:
    """Score the sentences that fit a part best by their words, and compare them with the question by meaning."""
    scored = _of_its_sort(part, [score(part, article, sentence) for article, sentence in offered])
    told = _measured(part, _led_by_none_barred(part, scored, offered))
    return _compared(part, [row for row in told if not row.barred], likeness)


def _led_by_none_barred(part: Part, rows: Sequence[Scored], offered: Sequence[Offered]) -> list[Scored]:
    """Bar the sentences that name nobody, where who is asked for, and lean on one that tells of somebody else."""
    barred = {row.sentence for row in rows if row.barred}
    if part.kind != "person" or not barred:
        return list(rows)
    return [
        row if row.kind or barred.isdisjoint(with_antecedent(row.sentence, offered)[:-1]) else replace(row, barred=True)
        for row in rows
    ]


def _of_its_sort(part: Part, rows: Sequence[Scored]) -> list[Scored]:
    """The lines that name the sort which is asked about (二套房), where the best of all is of another (首套房)."""
    best = max((row for row in rows if row.least_about >= LEAST_ABOUT), key=worth, default=None)
    question = fold(part.asked.text)
    if best is None or part.kind == "reason" or not _is_of_another_sort(question, best):
        return list(rows)
    return [row for row in rows if names_sort(question, in_print(row.article, row.sentence))]


def _is_of_another_sort(question: str, row: Scored) -> bool:
    return of_another_sort(question, fold(row.sentence.text), in_print(row.article, row.sentence))


def _measured(part: Part, rows: Sequence[Scored]) -> list[Scored]:
    """Mark the sentences that do not print the measure which is asked for, where the paper prints it, or it is a rate.

    Where another sentence on the same does, they are no answer; nor is one that tells what somebody did, where another
    says what he is.
    """
    superlative = asks_for_the_most(part)
    measure = named_measure(part.asked.text) if part.kind == "amount" or superlative else ""
    names = part.asked.names
    if measure and superlative:
        told = [_states(measure, fold(row.sentence.text)) for row in rows]
    elif measure:
        told = [_is_of_measure(measure, row, measure_asked(part.asked.text)) for row in rows]
    elif asks_what_he_is(names, part.asked.text):
        told = [any(introduces(name, fold(row.sentence.text)) for name in names) for row in rows]
    else:
        return list(rows)
    if not any(told) and superlative:
        return list(rows)
    if not any(told):
        # A rate is hardly told in other words; an amount (净利润) may be.
        return [replace(row, unmeasured=_RATE_NAMED.search(measure) is not None) for row in rows]
    answered = any(held and not row.barred and row.least_about for held, row in zip(told, rows, strict=True))
    return [
        row if held else replace(row, unmeasured=True, barred=row.barred or answered)
        for held, row in zip(told, rows, strict=True)
    ]


def _is_of_measure(measure: str, row: Scored, units: Measure) -> bool:
    """Tell whether a line prints a measure, or what leads up to it does and its figures are of no other."""
    text = fold(row.sentence.text)
    if prints_measure(measure, text):
        return True
    return prints_measure(measure, in_print(row.article, row.sentence)) and not names_another(text, units)


def _states(measure: str, text: str) -> bool:
    """Tell whether a folded line states a measure by a figure, or says who has the most: what compares is told by."""
    return compares(text) or (prints_measure(measure, text) and bool(figures_of(text)))


def nameless(part: Part, offered: Sequence[Offered], likeness: Likeness) -> list[Scored]:
    """Score the sentences in which no rule finds the name that a part asks for, best first.

    No rule knows the names of monks and of foreigners; a judge that reads may.
    """
    scored = [score(part, article, sentence) for article, sentence in offered]
    return sorted(_compared(part, [row for row in scored if row.nameless], likeness), key=worth, reverse=True)


def _compared(part: Part, rows: Sequence[Scored], likeness: Likeness) -> list[Scored]:
    rows = sorted(rows, key=worth, reverse=True)[:_COMPARED]
    # What is asked, and what the whole question is of: a part may say neither alone.
    texts = [f"{row.article.title}\n{row.sentence.text}" for row in rows]
    said = fold(part.asked.text)
    named = "，".join([*(name for name in part.asked.names if name not in said), part.asked.text])
    pairs = zip(likeness(part.question, texts), likeness(named, texts), strict=True)
    cosines = [(whole + own) / 2 for whole, own in pairs]
    spread = statistics.pstdev(cosines) + _SAME if rows else 1.0
    nearest = max(cosines, default=0.0)
    return [replace(row, meaning=(cosine - nearest) / spread) for row, cosine in zip(rows, cosines, strict=True)]


def in_order(chosen: Sequence[Sentence], offered: Sequence[Offered], *, who_says: bool = False) -> list[Sentence]:
    """Put the paragraph with the best sentence first; within a paragraph, sentences stay as printed."""
    bodies = {article.id: article.body for article, _ in offered}
    led = (each for sentence in chosen for each in with_antecedent(sentence, offered, who_says=who_says))
    told = list(dict.fromkeys(each for sentence in led for each in (sentence, *_goes_on(sentence, offered))))
    paragraphs = [(each.article_id, bodies[each.article_id].rfind("\n", 0, each.start)) for each in told]
    places = sorted(range(len(told)), key=lambda at: (paragraphs.index(paragraphs[at]), told[at].start))
    return [told[at] for at in places]


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
        if not sentence.text.isascii()
        and speaks_of(part, article, sentence)
        and (part.kind != "amount" or tells_measure(asked.text, sentence.text))
    ][:_MOST_COMPARED]
    if not rows:
        return []
    cosines = likeness(asked.text, [sentence.text for sentence in rows])
    ranked = sorted(zip(cosines, rows, strict=True), key=lambda pair: -pair[0])
    return [sentence for cosine, sentence in ranked[:2] if cosine >= ranked[0][0] - _CLOSE]


def with_antecedent(sentence: Sentence, offered: Sequence[Offered], *, who_says: bool = False) -> list[Sentence]:
    """Give a sentence with the one that it leans on: that before it in its paragraph, or that names whom it counts.

    Where ``who_says`` it is asked, that which names who speaks on in it.
    """
    own = [(other, article) for article, other in offered if article.id == sentence.article_id]
    before = [(other, article) for other, article in own if other.end <= sentence.start]
    near, article = max(before, key=lambda pair: pair[0].end, default=(None, None))
    if near is None or article is None:
        return [sentence]
    group = group_of(article.body, sentence.start, sentence.end)
    if group:
        return [*(other for other, _ in before if other.start <= group.start < other.end), sentence]
    if who_says:
        earlier = [other for other, _ in before if "\n" not in article.body[other.end : sentence.start]][-LEAD_UP:]
        speaking = goes_on_after(sentence.text, [other.text for other in earlier])
        if speaking is not None:
            return [earlier[speaking], sentence]
    if not _leans(sentence.text) or "\n" in article.body[near.end : sentence.start]:
        return [sentence]
    return [near, sentence]


def _goes_on(sentence: Sentence, offered: Sequence[Offered]) -> list[Sentence]:
    """What a sentence announces: the other side of 「一方面」, where it follows soon, or a point's explanation.

    「二是拓宽了收入来源。」 only names a point; what follows in its paragraph tells it.
    """
    sides = _ONE_SIDE.search(sentence.text) and not _OTHER_SIDE.search(sentence.text)
    names = len(sentence.text) <= _SHORT_POINT and _POINT.match(sentence.text) and not figures_of(sentence.text[2:])
    if not sides and not names:
        return []
    behind = sorted(
        (pair for pair in offered if pair[1].article_id == sentence.article_id and pair[1].start >= sentence.end),
        key=lambda pair: pair[1].start,
    )
    if sides:
        return [other for _, other in behind[:_SOON] if _OTHER_SIDE.search(other.text)][:1]
    return [
        other
        for article, other in behind[:1]
        if "\n" not in article.body[sentence.end : other.start] and not _POINT.match(other.text)
    ]


def _leans(text: str) -> bool:
    return _LEANS.match(text) is not None or _HE_SAYS.search(text) is not None
