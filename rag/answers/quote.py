"""The archive's own sentences as an answer: which of them hold what is asked, and whether any does.

A question is taken apart into its parts (「多长、几座车站？」). For each part every sentence offered is scored by
what it holds of the part's names, words and pairs of characters, weighed by rarity, by whether it has the kind of
thing that is asked for (an amount, a day, a name), and by the nearness of its meaning. Whether any sentence answers is
decided by what is printed; which ones are quoted, by their worth. ``python -m bench.worth`` fits the weights.
"""

from __future__ import annotations

import math
import re
import statistics
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Literal

from rag.proof.answerable import is_about, lead_up
from rag.prose.dates import Date, find_dates
from rag.prose.figures import Figure, find_figures
from rag.prose.names import find_names, institutions
from rag.prose.questions import Asked, Term, fold, function_words, ordinals_in, read_question, reread
from rag.types import Article, Sentence

Offered = tuple[Article, Sentence]
Weigh = Callable[[str], float | None]
"""Gives a word's inverse document frequency, ``None`` for one that the archive never prints."""
Likeness = Callable[[str, Sequence[str]], Sequence[float]]
"""Compares a question with texts by meaning: cosines."""
Wanted = Literal["amount", "day", "person", "institution", "reason", "other"]

# What a question's words hold together with, and what asks.
_ASKS = re.compile(
    r"(?:分别|各自|各)?(?:是|为|有|叫|达到|达|到)?(?:多少|多[大高长久重远快]|几(?!乎)|谁|什么|哪些?|何时|何地|怎么样?|怎样|如何|为何|吗|呢)"
    r"|\b(?:how|what|which|who|whose|when|where|why)\b",
    re.I,
)
_KINDS: tuple[tuple[Wanted, re.Pattern[str]], ...] = (
    ("day", re.compile(r"什么时[候间]|何时|哪一?[天年月日]|几[月号日点]|什么日期|\bwhen\b", re.I)),
    (
        "amount",
        re.compile(
            r"多少|(?<!哪)几(?!乎)|多[大高长久重远快]"
            r"|^(?!.*(?:哪|什么|谁|怎|如何|为何)).*(?:比例|占比|增[速幅长]|比重|[率额价量])(?:是|为)?[？?]?$"
            r"|\bhow (?:many|much|large|long|high|far|big|old|fast)\b|\bwhat (?:share|percentage|price)\b",
            re.I,
        ),
    ),
    ("person", re.compile(r"谁|哪[一两]?位|何人|叫什么名?字?|\bwho\b", re.I)),
    (
        "institution",
        re.compile(r"哪[一两]?[家所]|哪[一两]?个?(?:公司|企业|机构|银行|部门|单位|大学|券商)|什么(?:公司|机构)", re.I),
    ),
    ("reason", re.compile(r"为什么|为何|原因|\bwhy\b", re.I)),
)
_UNITS = (
    (re.compile(r"多大(?:年纪|岁数|了)|年龄|几岁|多少岁|\bhow old\b", re.I), re.compile(r"岁|years? old|aged")),
    (
        re.compile(r"多久|多长时间|\bhow long\b", re.I),
        re.compile(r"年|月|周|天|日|时|分钟|秒|季|year|month|week|day|hour|minute"),
    ),
    (
        re.compile(r"多少(?:亿|万)*(?:元|钱|美元|欧元)|卖多|价格?|钱|\bmuch\b", re.I),
        re.compile(r"元|币|yuan|dollar|euro|[$€£]"),
    ),
    (
        re.compile(r"(?:百分|比例|占比|比重|增速|增幅|利率|[成良]率|毛利率|收益率|净息差)", re.I),
        re.compile(r"%|％|成|倍|点"),
    ),
    (re.compile(r"多少(?:万|亿)?(?:名|位)?人|几[个名位]?人|多少[名位]", re.I), re.compile(r"人|名|位")),
)
_HAN_RUN = re.compile(r"[㐀-鿿]+")
_WORD = re.compile(r"[a-z][a-z0-9.&'-]*[a-z0-9]|\d+(?:\.\d+)?")
_SPLIT = re.compile(r"[，,；;？?。、]|(?:以及|还有|并且|\band\b)|(?<=[少大高长久重远])和", re.I)
_EMPTY = frozenset("的了是在和与及为对将也都而被把从到于以并就还之该这那个吗呢又给让请其各只有做")
# 「该行」, 「公司」: a sentence that begins so needs the one before it.
_LEANS = re.compile(r"^[“]?(?:该|这|其(?!中一|实|余)|此|他|她|它|公司|上述|前者|后者|双方|两者)")
_TITLE_ASKED = re.compile(
    r"(?P<title>(?:(?!的)[㐀-鿿]){0,3}(?:长|经理|总监|秘书|董秘)|总裁|书记|主任|主席|首席[㐀-鿿]{2,3}官|创始人|总工程师)"
    r"(?:是谁|叫什么|姓什么|是哪位)"
)
_SHORT_TITLES = {"董秘": "董事会秘书"}
_LISTED = re.compile(r"有(?:过)?哪些(?P<topic>[^，。？?]+)")
_LEAST_TOPIC = 0.5
# 「是多少万人次？」
_LONGEST_UNIT = 3
_CONTEXT = 0.45
# How surely a sentence speaks of what its article is about.
_IN_ITS_ARTICLE = 0.7
# What a sentence is worth: the logarithm of the odds that it answers, fitted on the development questions.
WORTH = {"words": 2.0, "focus": 0.6, "period": 1.5, "kind": 0.2, "matter": 2.7, "least_about": 1.1, "meaning": 2.0}
_BIAS = -5.2
# Below this share of the question's words but for its names, weighed by rarity, in a sentence and what leads up to
# it, it is no answer.
_LEAST_MATTER = 0.15
_LEAST_OF_A_PART = 0.05
# What a word of the whole question counts in a part that does not say it.
_SHARED = 0.5
_LEAST_SUBJECT = 0.3
_MOST_OF_IT = 0.65
# Of what stands right before the question word, where the archive prints it at all, this share must be there too.
_LEAST_FOCUS = 0.5
_LEAST_PERIOD = 0.4
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
# Sentences in another language: so many are compared by meaning, and a second one counts that comes so close (cosine).
_MOST_COMPARED = 48
_CLOSE = 0.02
_PARTS = {
    "Q1": (1, 2, 3),
    "Q2": (4, 5, 6),
    "Q3": (7, 8, 9),
    "Q4": (10, 11, 12),
    "H1": tuple(range(1, 7)),
    "H2": tuple(range(7, 13)),
}


@dataclass(frozen=True, slots=True)
class Part:
    """One of the things that a question asks, with the weights of what a sentence should hold of it.

    ``topic`` are the words that say of what a list is asked (「有哪些核电项目」).
    """

    asked: Asked
    kind: Wanted
    units: tuple[tuple[str, float], ...]
    focus: frozenset[str]
    topic: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Scored:
    """A sentence with what it holds of a part: of its words, of its focus, of its names, period and kind.

    ``meaning`` is how much farther from the question it is than the nearest sentence, in standard deviations of those
    compared, and so no positive number: cosines of different embedders lie in different ranges.
    """

    sentence: Sentence
    article: Article
    words: float
    focus: float
    period: float
    kind: float
    subject: float
    matter: float
    least_about: float
    meaning: float = 0.0


def kind_of(text: str) -> Wanted:
    """Tell what kind of thing a question asks for."""
    return next((kind for kind, pattern in _KINDS if pattern.search(text)), "other")


def parts_of(text: str) -> list[str]:
    """Split a question into the parts that each ask something, where it has several."""
    pieces = [piece for piece in _SPLIT.split(text) if piece and piece.strip()]
    parts: list[str] = []
    lead = ""
    for piece in pieces:
        if _ASKS.search(piece) or kind_of(piece) != "other":
            parts.append(lead + piece)
            lead = ""
        else:
            lead += piece + "，"
    if lead and parts:
        parts[-1] += "，" + lead.rstrip("，")
    return parts if len(parts) > 1 else [text]


def units_of(text: str) -> list[str]:
    """The pairs of Chinese characters, Latin words and figures of a question that are no words of asking."""
    folded = _ASKS.sub("\0", fold(text))
    pairs = [run[i : i + 2] for run in _HAN_RUN.findall(folded) for i in range(len(run) - 1)]
    units = [pair for pair in pairs if not (pair[0] in _EMPTY or pair[1] in _EMPTY)]
    words = [word for word in _WORD.findall(folded) if word not in function_words()]
    return list(dict.fromkeys([*units, *words]))


def focus_of(text: str, names: Sequence[str] = ()) -> frozenset[str]:
    """The pairs of characters right before what asks, where it ends the question: 「…的转换效率是多少」."""
    folded = fold(text)
    for name in names:
        folded = folded.replace(name, "，")
    found = _ASKS.search(folded)
    head, tail = (folded[: found.start()], folded[found.end() :]) if found else (folded, "")
    if len("".join(_HAN_RUN.findall(tail))) > _LONGEST_UNIT:
        return frozenset()  # 「哪家券商做保荐」: what is asked for stands behind, in the asker's words
    runs = re.findall(r"[㐀-鿿]+", re.split(r"[的，、“”‘’\s]|[年月日]", head)[-1] or head)
    run = runs[-1][-6:] if runs else ""
    return frozenset(run[i : i + 2] for i in range(len(run) - 1) if run[i] not in _EMPTY and run[i + 1] not in _EMPTY)


def read_parts(asked: Asked, weigh: Weigh) -> list[Part]:
    """Take a question's parts apart; a part without a name of its own is about those of the whole question."""
    whole = units_of(asked.text)
    rarity = {unit: weigh(unit) for unit in whole}
    least = min((weight for weight in rarity.values() if weight is not None), default=1.0)
    parts = []
    for text in parts_of(asked.text):
        own = set(units_of(text))
        units = tuple((unit, (rarity[unit] or 0.5 * least) * (1.0 if unit in own else _SHARED)) for unit in whole)
        reading = asked if text == asked.text else reread(read_question(text), lambda word: weigh(word) is not None)
        names = [term for term in reading.terms if term.name] or [term for term in asked.terms if term.name]
        periods = reading.periods or asked.periods
        years = reading.years or asked.years
        conjoined = len(names) > 1 and re.search(r"[和与跟、]|分别|\band\b", text)
        reading = Asked(text, asked.language, tuple(names), years, periods, reading.wants)
        focus = frozenset(unit for unit in focus_of(text, asked.names) if weigh(unit) is not None)
        most = max((weight for weight in rarity.values() if weight is not None), default=1.0)
        listed = _LISTED.search(fold(text))
        inside = [term for term in asked.terms if listed and not term.name and term.text in listed["topic"]]
        # Of a list's topic, a word that the archive never prints is no other wording: it is not there. What the topic
        # ends with (项目, 措施) says only what is counted.
        topic = tuple((term.text, weigh(term.text) or most) for term in inside[:-1])
        for each in [(name,) for name in names] if conjoined else [tuple(names)]:
            weights = tuple((unit, weight) for unit, weight in units if not _of_another(unit, each, names))
            parts.append(Part(replace(reading, terms=each), kind_of(text), weights, focus, topic))
    return parts


def _of_another(unit: str, own: Sequence[Term], names: Sequence[Term]) -> bool:
    return any(unit in name.text for name in names) and not any(unit in name.text for name in own)


@lru_cache(maxsize=4096)
def _held(sentence: str, around: str, unit: str) -> float:
    return 1.0 if unit in sentence else _CONTEXT if unit in around else 0.0


def score(part: Part, article: Article, sentence: Sentence) -> Scored:
    """Score one sentence for one part."""
    text = fold(sentence.text)
    around = fold("\n".join(lead_up(article, sentence)))
    names = part.asked.names
    about = [_about(name, article, sentence) for name in names]
    named = "\0".join(names)
    total = sum(weight for _, weight in part.units) or 1.0
    # Of a sentence that is about a name, the name counts as printed: the paper goes on with 该行 or 公司.
    carried = min(about, default=0.0)
    found = {unit: max(_held(text, around, unit), carried if unit in named else 0.0) for unit, _ in part.units}
    words = sum(weight * found[unit] for unit, weight in part.units) / total
    others = [(unit, weight) for unit, weight in part.units if unit not in named]
    matter = sum(weight * found[unit] for unit, weight in others) / (sum(weight for _, weight in others) or 1.0)
    focus = (
        sum(1.0 if unit in text else 0.6 * (unit in around) for unit in part.focus) / len(part.focus)
        if part.focus
        else 0.5
    )
    heavy = sorted((unit for unit in part.units if unit[1] > 0), key=lambda unit: -unit[1])[:6]
    before = fold(article.title + "\n" + article.body[: sentence.end])
    subject = sum(weight for unit, weight in heavy if unit in before) / (sum(weight for _, weight in heavy) or 1.0)
    return Scored(
        sentence,
        article,
        words,
        focus,
        _period(part.asked.text, article, sentence),
        float(_has_kind(part, sentence.text)),
        subject,
        matter if others else 1.0,
        min(about, default=1.0),
    )


def _about(name: str, article: Article, sentence: Sentence) -> float:
    """Tell how surely a sentence speaks of a name: by naming it, or in an article on it, or by whom it is signed."""
    if name in article.byline or is_about(name, article, sentence):
        return 1.0
    if name in fold(article.title):
        return _IN_ITS_ARTICLE
    others = [other for other in institutions(fold(sentence.text)) if other not in name and name not in other]
    return _IN_ITS_ARTICLE if not others and _is_subject(name, article) else 0.0


@lru_cache(maxsize=4096)
def _is_subject(name: str, article: Article) -> bool:
    """Tell whether an article opens with a name, or names no institution more often."""
    body = fold(article.body)
    if name in fold(article.body[: article.blocks[0].end] if article.blocks else ""):
        return True
    most = max(Counter(institutions(body)).values(), default=0)
    return body.count(name) >= max(most, 2)


def _period(question: str, article: Article, sentence: Sentence) -> float:
    """Tell how well the days and periods that a sentence speaks of agree with those of a question."""
    asked = [day for day in find_dates(question, article.date) if not day.word]
    if not asked:
        return 1.0
    own = _days(sentence.text, article.date)
    around = [day for text in lead_up(article, sentence) for day in _days(text, article.date)]
    return sum(_agreement(day, own, around, article.date) for day in asked) / len(asked)


def _days(text: str, printed: date | None) -> list[Date]:
    """The days and periods that a text tells of; 「比去年同期加快」 only compares."""
    return [day for day in find_dates(text, printed) if not text.startswith("同期", day.end)]


def _agreement(asked: Date, own: Sequence[Date], around: Sequence[Date], printed: date | None) -> float:
    agreeing = [day for day in own if _agrees(asked, day)]
    if agreeing:
        # 「4月1日公布，3月份交付…」: the day on which it was told is not the month that it was told of.
        spans = [day for day in own if day.day is None and (day.month or day.part)]
        told = asked.day is None and asked.month is not None and all(day.day for day in agreeing)
        return 0.0 if told and spans else 1.0
    if any(_agrees(asked, day) for day in around):
        return 0.7 if own else 0.9
    if own or around:
        return 0.0
    return 0.6 if asked.year is None or (printed is not None and printed.year == asked.year) else 0.2


def _agrees(asked: Date, day: Date) -> bool:
    if asked.year and day.year and not day.year <= asked.year <= (day.through or day.year):
        return False
    if asked.day is not None:
        return (asked.month, asked.day) == (day.month, day.day)
    if asked.month is not None:
        return asked.month == day.month
    if asked.part:
        return day.part == asked.part or (day.month in _PARTS.get(asked.part, ()) and day.day is None)
    return day.year is not None and asked.year is not None


def _has_kind(part: Part, text: str) -> bool:
    """Tell whether a sentence has the kind of thing that a part asks for, and not from the question itself."""
    question = fold(part.asked.text)
    if part.kind == "day":
        return any(fold(day.text) not in question for day in find_dates(text))
    if part.kind == "amount":
        days = [(day.start, day.end) for day in find_dates(text)]
        figures = [figure for figure in find_figures(text, days) if fold(figure.text) not in question]
        unit = next((wanted for asks, wanted in _UNITS if asks.search(question)), None)
        return any(unit is None or unit.search(figure.text) for figure in figures)
    if part.kind == "institution":
        return any(fold(name) not in question for name in institutions(text))
    if part.kind == "person":
        return any(fold(name) not in question for name in find_names(text))
    return True


def worth(scored: Scored) -> float:
    """Tell how likely a sentence is to answer a part, from 0 to 1."""
    odds = sum(weight * float(getattr(scored, name)) for name, weight in WORTH.items())
    return 1 / (1 + math.exp(-odds - _BIAS))


def contradicts(part: Part, scored: Scored) -> bool:
    """Tell whether a sentence cannot answer a part: another period, number, topic or office, nothing of the kind."""
    printed = fold("\n".join([*lead_up(scored.article, scored.sentence), scored.sentence.text]))
    return (
        any(ordinal not in printed for ordinal in ordinals_in(part.asked.text))
        or scored.period < _LEAST_PERIOD
        or (not scored.kind and part.kind in ("amount", "day"))
        or not _on_topic(part, scored.article)
        or lacks_office(part.asked.text, scored.article, scored.sentence)
    )


def answers(part: Part, scored: Scored, *, alone: bool = True) -> bool:
    """Tell whether a sentence may answer a part: it is about its names, in its period, and holds what is asked.

    A part that is not asked ``alone`` is often worded shortly; it needs less.
    """
    if scored.least_about < 0.5 or contradicts(part, scored):
        return False
    if not part.asked.names and scored.subject < _LEAST_SUBJECT:
        return False
    if scored.matter < (_LEAST_MATTER if alone and part.kind != "other" else _LEAST_OF_A_PART):
        return False
    return (
        part.kind != "amount"
        or not part.focus
        or not alone
        or scored.focus >= _LEAST_FOCUS
        or scored.matter > _MOST_OF_IT
    )


def _on_topic(part: Part, article: Article) -> bool:
    printed = fold(article.title + "\n" + article.body)
    held = sum(weight for word, weight in part.topic if word in printed)
    return held >= _LEAST_TOPIC * sum(weight for _, weight in part.topic)


def exactly(text: str, support: Sequence[Sentence]) -> Sentence | None:
    """Find the source sentence that prints exactly what a text gives only as exceeded or not reached."""
    said = _figures(text)
    vague = [figure for figure in said if figure.bound in ("over", "under")]
    for sentence in support:
        printed = _figures(sentence.text)
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
    return len(_figures(text)) > len(_figures(than))


def _admits(bound: Figure, exact: Figure) -> bool:
    return exact.value > bound.value if bound.bound == "over" else exact.value < bound.value


def _figures(text: str) -> list[Figure]:
    return find_figures(text, [(day.start, day.end) for day in find_dates(text)])


def lacks_office(question: str, article: Article, sentence: Sentence) -> bool:
    """Tell whether a question asks who holds an office that is not printed of a sentence or right before it."""
    title = _TITLE_ASKED.search(fold(question))
    if not title:
        return False
    printed = fold("\n".join([*lead_up(article, sentence), sentence.text]))
    office = title["title"]
    for short, long in _SHORT_TITLES.items():
        office = long if office.endswith(short) else office
    # The characters before 长 may belong to the word before (「现任市长」).
    return not any(office[cut:] in printed.replace("副" + office[cut:], "") for cut in range(max(1, len(office) - 1)))


def choose(
    asked: Asked,
    offered: Sequence[Offered],
    weigh: Weigh,
    likeness: Likeness,
    *,
    translated: bool = False,
    least: float = 0.0,
) -> list[Sentence]:
    """Choose up to four sentences that answer a question, the best first; none where none is ``least`` likely to.

    Of a ``translated`` question, less of the wording is looked for: it is the translator's.
    """
    parts = list(_ranked(asked, offered, weigh, likeness))
    alone = len(parts) == 1 and not translated
    if not any(worth(row) >= least and answers(part, row, alone=alone) for part, rows in parts for row in rows):
        return []
    chosen = dict.fromkeys(rows[0].sentence for _, rows in parts if rows)
    further = [
        (worth(row) / worth(rows[0]), row.sentence)
        for _, rows in parts
        for row in rows[1 : 1 + _FURTHER]
        if worth(row) >= _NEARLY * worth(rows[0])
    ]
    chosen |= dict.fromkeys(sentence for _, sentence in sorted(further, key=lambda pair: -pair[0]))
    return _in_order(list(chosen)[:MOST], offered)


def left_out(
    asked: Asked,
    offered: Sequence[Offered],
    weigh: Weigh,
    likeness: Likeness,
    used: Collection[Sentence],
    told: str,
) -> list[Sentence]:
    """Choose the best sentence of each part of a question that none of the sentences ``used`` answers as well.

    What was ``told`` by them must have an amount or a day, if the part asks for one.
    """
    parts = list(_ranked(asked, offered, weigh, likeness))
    enough = _AS_WELL if len(parts) > 1 else _ALONE_AS_WELL
    best = [
        rows[0].sentence
        for part, rows in parts
        if rows
        and answers(part, rows[0], alone=len(parts) == 1)
        and not (
            (part.kind not in ("amount", "day") or _has_kind(part, told))
            and any(row.sentence in used and worth(row) >= enough * worth(rows[0]) for row in rows)
        )
    ]
    return _in_order(best[:MOST], offered)


def may_answer(asked: Asked, offered: Sequence[tuple[Article, Sentence]], weigh: Weigh) -> bool:
    """Tell whether one of some sentences may answer a part of a question by itself."""
    return any(
        answers(part, score(part, article, sentence))
        for part in read_parts(asked, weigh)
        for article, sentence in offered
    )


def _ranked(
    asked: Asked, offered: Sequence[Offered], weigh: Weigh, likeness: Likeness
) -> Iterator[tuple[Part, list[Scored]]]:
    """The sentences that may answer each part of a question, best first."""
    for part in read_parts(asked, weigh):
        yield part, sorted(measure(asked, part, offered, likeness), key=worth, reverse=True)


def measure(asked: Asked, part: Part, offered: Sequence[Offered], likeness: Likeness) -> list[Scored]:
    """Score the sentences that fit a part best by their words, and compare them with the question by meaning."""
    scored = [score(part, article, sentence) for article, sentence in offered]
    rows = sorted((row for row in scored if not contradicts(part, row)), key=worth, reverse=True)[:_COMPARED]
    cosines = likeness(asked.text, [f"{row.article.title}\n{row.sentence.text}" for row in rows])
    spread = statistics.pstdev(cosines) + _SAME if rows else 1.0
    nearest = max(cosines, default=0.0)
    return [replace(row, meaning=(cosine - nearest) / spread) for row, cosine in zip(rows, cosines, strict=True)]


def _in_order(chosen: Sequence[Sentence], offered: Sequence[Offered]) -> list[Sentence]:
    """Put the paragraph with the best sentence first; within a paragraph, sentences stay as printed."""
    bodies = {article.id: article.body for article, _ in offered}
    told = list(dict.fromkeys(each for sentence in chosen for each in _with_antecedent(sentence, offered)))
    paragraphs = [(each.article_id, bodies[each.article_id].rfind("\n", 0, each.start)) for each in told]
    places = sorted(range(len(told)), key=lambda at: (paragraphs.index(paragraphs[at]), told[at].start))
    return [told[at] for at in places]


def choose_foreign(
    asked: Asked,
    offered: Sequence[Offered],
    likeness: Likeness,
) -> list[Sentence]:
    """Choose up to two sentences in another language than the question's: of its kind and names, by meaning alone."""
    part = Part(asked, kind_of(asked.text), (), frozenset())
    printed = [name for name in asked.names if not name.isascii()]
    rows = [
        sentence
        for article, sentence in offered
        if not sentence.text.isascii()
        and all(_about(name, article, sentence) for name in printed)
        and _has_kind(part, sentence.text)
        and _period(asked.text, article, sentence) >= _LEAST_PERIOD
    ][:_MOST_COMPARED]
    if not rows or not printed:
        return []
    cosines = likeness(asked.text, [sentence.text for sentence in rows])
    ranked = sorted(zip(cosines, rows, strict=True), key=lambda pair: -pair[0])
    return [sentence for cosine, sentence in ranked[:2] if cosine >= ranked[0][0] - _CLOSE]


def _with_antecedent(sentence: Sentence, offered: Sequence[Offered]) -> list[Sentence]:
    """Give a sentence that leans on the one before it in its paragraph together with that one."""
    if not _LEANS.match(sentence.text):
        return [sentence]
    before = [
        (other, article)
        for article, other in offered
        if article.id == sentence.article_id and other.end <= sentence.start
    ]
    near, article = max(before, key=lambda pair: pair[0].end, default=(None, None))
    if near is None or article is None or "\n" in article.body[near.end : sentence.start]:
        return [sentence]
    return [near, sentence]
