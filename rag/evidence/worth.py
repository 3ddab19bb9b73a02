"""What a printed sentence is worth as an answer to one part of a question, and whether it may be one at all.

A sentence is scored by what it holds of the part's names, words and pairs of characters, weighed by rarity, by whether
it has the kind of thing that is asked for (an amount, a day, a name), and by the nearness of its meaning.
``python -m bench.worth`` fits the weights.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from rag.evidence.beside import (
    is_of_a_piece,
    is_of_another_scope,
    is_of_several_together,
    is_of_the_whole,
    lacks_what_is_borne,
    lacks_what_the_sum_is,
)
from rag.evidence.counted import lacks_what_is_counted
from rag.evidence.denials import denies
from rag.evidence.identity import (
    asks_what_he_is,
    asks_who_says,
    asks_who_spoke_for_it,
    goes_on_after,
    was_said_elsewhere,
)
from rag.evidence.segments import is_of_another_segment
from rag.evidence.spoken_of import IN_ITS_ARTICLE, may_hold_office, speaks_surely
from rag.proof.mentions import lead_up, presence
from rag.proof.movements import reversed_trend
from rag.prose.dates import find_dates
from rag.prose.figures import figures_of
from rag.prose.folding import fold
from rag.prose.names import has_title, institutions, is_speech, leans_on_a_house
from rag.prose.numerals import DIGITS, chinese
from rag.prose.periods import (
    of_another_holiday,
    of_another_season,
)
from rag.prose.questions import Term, ordinals_in, prints_ordinal
from rag.prose.sorts import of_another_sort
from rag.prose.synonyms import in_words_of
from rag.prose.words import is_place
from rag.questions.kinds import has_kind, is_anothers_office, lacks_house, lacks_office, lacks_role, needs_names
from rag.questions.measures import (
    compares,
    is_anothers,
    is_no_goal,
    measure_asked,
    named_measure,
    prices,
    prints_measure,
)
from rag.questions.parts import Part, asks_only_how_it_changed
from rag.questions.points import points_asked, points_told
from rag.questions.when import LEAST_PERIOD, agreement
from rag.types import Article, Sentence

_COUNT = r"(?<![\d.至-])(\d{1,2}|[一二两三四五六七八九十]{1,3})年"
_TERM = re.compile(rf"{_COUNT}期(?!间)|(?:期限[为是]?|为期){_COUNT}")
# 「第二次通报」, 「第三届年会」
_OF_A_STORY = re.compile(r"[次份届轮批场]$")
_LEAST_TOPIC = 0.5
_CONTEXT = 0.45
# How surely of a place that its article names somewhere, where another name is its own.
_WHERE = 0.6
_FOUND_OUT = r"[^，。？?]{0,4}?(?:查出|查处|查明|发现|通报|认定|处罚|点名|抽检|约谈)"
# What a sentence is worth: the logarithm of the odds that it answers, fitted on the development questions.
WORTH = {"words": 2.0, "focus": 0.6, "period": 1.5, "kind": 0.2, "matter": 2.7, "least_about": 1.1, "meaning": 2.0}
_BIAS = -5.2
# Below this share of the question's words but for its names, weighed by rarity, in a sentence and what leads up to
# it, it is no answer.
_LEAST_MATTER = 0.15
_LEAST_OF_A_PART = 0.05
_LEAST_SUBJECT = 0.3
_MOST_OF_IT = 0.65
# Of what stands right before the question word, where the archive prints it at all, this share must be there too.
_LEAST_FOCUS = 0.5
# And of what somebody is asked for as (女主角, 最大的买家), a little.
_SOME_FOCUS = 0.1


# 「“…卖到了国外。”某某说，难的是——怎样两头都合用？」
_STATED = re.compile(r"[。；](?!$)|——")
# What a question quotes and is so long is no name.
_QUOTATION = 8


@dataclass(frozen=True, slots=True)
class Scored:
    """A sentence with what it holds of a part: of its words, of its focus, of its names, period and kind.

    One that is ``barred`` cannot answer: it tells of another period, number, topic or office, or has nothing of the
    kind that is asked for; ``nameless`` is one that is barred because no rule finds a name in it. One that is
    ``unmeasured`` does not print the measure (净息差) that is asked for, where another sentence does or it is a rate;
    one ``off_topic`` is of an article that lacks most words of what a list is asked of. Either needs a surer judge.

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
    barred: bool
    meaning: float = 0.0
    nameless: bool = False
    unmeasured: bool = False
    off_topic: bool = False

    @property
    def doubtful(self) -> bool:
        """Whether the words of a sentence do not say that it is of what is asked."""
        return self.unmeasured or self.off_topic


@dataclass(frozen=True, slots=True)
class _Said:
    """What a part says, whatever line it is compared with: read once, and not for each of many lines."""

    whole: str
    text: str
    houses: tuple[str, ...]
    dated: str
    ordinals: tuple[str, ...]
    terms: frozenset[int]

    @classmethod
    @lru_cache(maxsize=64)
    def by(cls, question: str, text: str) -> _Said:
        """Read a part and the question that it is a part of."""
        # What tells the thing from others by number; that of the whole question is each part's, where it is one.
        whole = ordinals_in(question)
        ordinals = ordinals_in(text) or (whole if len(whole) == 1 else [])
        folded = fold(text)
        dated = "\0".join(day.text for day in find_dates(text))
        return cls(fold(question), folded, tuple(institutions(folded)), dated, tuple(ordinals), terms_in(text))


@lru_cache(maxsize=4096)
def _held(sentence: str, around: str, unit: str) -> float:
    return 1.0 if unit in sentence else _CONTEXT if unit in around else 0.0


def score(part: Part, article: Article, sentence: Sentence) -> Scored:
    """Score one sentence for one part."""
    text = fold(sentence.text)
    leading = lead_up(article, sentence)
    around = fold("\n".join(leading))
    printed = f"{around}\n{text}"
    names = part.asked.names
    said = _Said.by(part.question, part.asked.text)
    question = said.whole
    worded, led = (in_words_of(question, each) for each in (text, around))
    about = [speaks_surely(name, article, sentence, said.houses, question) for name in names]
    if max(about, default=0.0) >= IN_ITS_ARTICLE:
        # Of several names, a place need only be where the story is, and a person's house: it is told once.
        about = [
            max(
                each,
                _WHERE
                * (
                    _is_where(name, part, article)
                    or _is_house_of(name, names, question, article)
                    or _finds(name, names, question, article)
                ),
            )
            for each, name in zip(about, names, strict=True)
        ]
    named = "\0".join(names)
    total = sum(weight for _, weight in part.units) or 1.0
    # Of a sentence that is about a name, the name counts as printed: the paper goes on with 该行 or 公司.
    carried = min(about, default=0.0)
    measure = named_measure(part.asked.text, names) if part.kind == "amount" else ""
    measured = measure if measure and prints_measure(measure, text) else ""  # 营收 is printed 营业收入
    found = {
        unit: max(_held(worded, led, unit), carried if unit in named else 0.0, float(unit in measured))
        for unit, _ in part.units
    }
    words = sum(weight * found[unit] for unit, weight in part.units) / total
    # When is no part of what.
    others = [(unit, weight) for unit, weight in part.units if unit not in named and unit not in said.dated]
    matter = sum(weight * found[unit] for unit, weight in others) / (sum(weight for _, weight in others) or 1.0)
    if asks_what_he_is(names, part.asked.text) and has_title(sentence.text):
        matter = 1.0  # what somebody is is told by a title, in whatever words it is asked for
    if asks_who_says(part.asked.text) and any(len(name) >= _QUOTATION and name in text for name in names):
        matter = 1.0  # who said it is asked with what was said, to the letter
    if asks_who_spoke_for_it(part.asked.text) and names and all(name in text for name in names) and is_speech(text):
        matter = 1.0
    if part.kind == "amount" and prices(part.asked.text, text):
        matter = 1.0
    many = points_asked(part.asked.text)
    if many and points_told(sentence.text) == many:
        matter = 1.0  # 「哪三个毛病」 is told by 「三项问题：一是…；二是…；三是…」
    focus = (
        sum(1.0 if unit in worded or unit in measured else 0.6 * (unit in led) for unit in part.focus) / len(part.focus)
        if part.focus
        else 0.5
    )
    heavy = sorted((unit for unit in part.units if unit[1] > 0), key=lambda unit: -unit[1])[:6]
    before = in_words_of(question, fold(article.title + "\n" + article.body[: sentence.end]))
    subject = sum(weight for unit, weight in heavy if unit in before) / (sum(weight for _, weight in heavy) or 1.0)
    denied = denies(part.asked, part.kind, sentence.text)
    if denied:
        matter = 1.0  # 「暂不分红」 tells how much is paid out
    kind = denied or has_kind(part, sentence.text)
    if not kind and asks_who_says(part.asked.text):
        speaking = goes_on_after(sentence.text, leading[1:-1])
        kind = speaking is not None and has_kind(part, leading[1:-1][speaking])
    if not kind and (part.kind == "institution" or asks_for_the_most(part)) and leans_on_a_house(text):
        kind = any(has_kind(part, each) for each in leading[1:-1])
    period = agreement(part, article, sentence, leading)
    nameless = not kind and needs_names(part)
    whole = _whole(article)
    wrong = (
        period < LEAST_PERIOD
        or (not kind and part.kind in ("amount", "day"))
        or any(not _is_told_of(ordinal, printed, article) for ordinal in said.ordinals)
        or (terms_in(printed) and not said.terms <= terms_in(printed))
        or of_another_holiday(said.text, text, whole)
        or of_another_holiday(_so_far(question, said.text), text, whole)
        or of_another_season(question, text, whole)
        or (part.kind == "amount" and is_no_goal(said.text, text, around))
        or (part.kind == "amount" and not denied and is_anothers(names, sentence.text, measure_asked(part.asked.text)))
        or (part.kind == "amount" and not denied and is_of_another_segment(names, part.asked.text, sentence.text))
        or (part.kind == "amount" and not denied and lacks_what_is_counted(said.text, text, around))
        or (part.kind == "reason" and not kind and _grew_instead(part.asked.text, sentence.text))
        or (part.kind != "reason" and of_another_sort(said.text, text, around))
        or lacks_office(part.asked.text, printed)
        or is_anothers_office(part.asked.text, names, sentence.text)
        or lacks_house(part.asked.text, printed)
        or (part.kind == "person" and not all(may_hold_office(name, part.asked.text, article, text) for name in names))
        or _is_question(text)
        or _is_only_near(part, said, names, text, around, whole, denied=denied)
    )
    return Scored(
        sentence, article, words, focus, period, float(kind), subject, matter if others else 1.0,
        min(about, default=1.0), nameless or wrong, nameless=nameless and not wrong,
        off_topic=not _on_topic(part, article),
    )  # fmt: skip


def _is_only_near(
    part: Part, said: _Said, names: Sequence[str], text: str, around: str, whole: str, *, denied: bool
) -> bool:
    """Tell whether a line tells of something that is only near what a part asks."""
    if part.kind == "person" and lacks_role(part.asked.text, part.asked.names, whole):
        return True
    if was_said_elsewhere(said.text, whole) or lacks_what_is_borne(said.text, said.whole, names, whole):
        return True
    if part.kind != "amount" or denied:
        return False
    asked = said.whole if asks_only_how_it_changed(said.text) else said.text
    return (
        is_of_several_together(names, said.text, text)
        or is_of_a_piece(said.text, text)
        or is_of_another_scope(said.text, text)
        or lacks_what_the_sum_is(said.text, text, around)
        or is_of_the_whole(names, asked, text, around, whole)
        or (asked != said.text and of_another_sort(asked, text, around))
    )


def _is_question(text: str) -> bool:
    """Tell whether a line only asks: an interviewer's question, or a writer's own; what is said before one is told."""
    return text.endswith(("?", "?”")) and not _STATED.search(text) and not figures_of(text)


def _so_far(question: str, part: str) -> str:
    """What a folded question has said where a part of it ends: a holiday named later is none of it."""
    at = question.find(part)
    return question[: at + len(part)] if at >= 0 else question


def _grew_instead(question: str, text: str) -> bool:
    """Tell whether a question asks why something fell which by a printed figure rose, or the other way round."""
    return bool(figures_of(text)) and reversed_trend(question, [text]) is not None


def _is_told_of(ordinal: str, printed: str, article: Article) -> bool:
    """Tell whether a sentence with what leads up to it is of an ordinal: it has it, or its story opens with it.

    「第二次通报」 is told once, and of all that it reports.
    """
    if prints_ordinal(ordinal, printed):
        return True
    opening = fold(f"{article.title}\n{article.body[: article.blocks[0].end]}")
    others = [other for other in ordinals_in(printed) if other[-1] == ordinal[-1]]
    return not others and _OF_A_STORY.search(ordinal) is not None and prints_ordinal(ordinal, opening)


def terms_in(text: str) -> frozenset[int]:
    """The years for which a bond, a loan or a deposit runs, as a text names them (「3年期」, 「期限五年」)."""
    told = [before or behind for before, behind in _TERM.findall(text)]
    numbers = [chinese(said) if said[0] in DIGITS or said[0] == "十" else int(said) for said in told]
    return frozenset(int(number) for number in numbers if number is not None)


def _is_where(name: str, part: Part, article: Article) -> bool:
    """Tell whether a name is of a place where an article's story is.

    What only another part of the question says (a river's gauge), and is no house, need be no more than that.
    """
    place = is_place(name) or (name not in fold(part.asked.text) and not institutions(name))
    return place and name in _whole(article)


def _whole(article: Article) -> str:
    return _folded(article.title, article.body)


@lru_cache(maxsize=32)
def _folded(title: str, body: str) -> str:
    return fold(f"{title}\n{body}")


def _is_house_of(name: str, names: Sequence[str], question: str, article: Article) -> bool:
    """Tell whether a question names somebody by a house (「某法院法官某某」) that an article names, too."""
    behind = question.partition(name)[2]
    led = any(re.match(rf"的?[㐀-鿿]{{0,6}}?{re.escape(other)}", behind) for other in names if other != name)
    return led and bool(institutions(name)) and presence(Term(name, name=True), _whole(article)) > 0


def _finds(name: str, names: Sequence[str], question: str, article: Article) -> bool:
    """Tell whether a question has a house find something out about another, which is told once."""
    found = re.search(rf"{re.escape(name)}{_FOUND_OUT}", question)
    return len(names) > 1 and found is not None and presence(Term(name, name=True), _whole(article)) > 0


def speaks_of(part: Part, article: Article, sentence: Sentence) -> bool:
    """Tell whether a sentence has the kind of thing that a part asks for, of its names and in its period."""
    printed = [name for name in part.asked.names if not name.isascii()]
    return (
        has_kind(part, sentence.text)
        and all(
            speaks_surely(name, article, sentence, institutions(fold(part.asked.text)), fold(part.question))
            for name in printed
        )
        and agreement(part, article, sentence, lead_up(article, sentence)) >= LEAST_PERIOD
    )


def asks_for_the_most(part: Part) -> bool:
    """Tell whether a part asks who has the most or the least of something: what each of several has tells it."""
    return part.kind in ("institution", "person") and compares(fold(part.asked.text))


def worth(scored: Scored) -> float:
    """Tell how likely a sentence is to answer a part, from 0 to 1."""
    odds = sum(weight * float(getattr(scored, name)) for name, weight in WORTH.items())
    return 1 / (1 + math.exp(-odds - _BIAS))


def answers(part: Part, scored: Scored, *, alone: bool = True) -> bool:
    """Tell whether a sentence may answer a part: it is about its names, in its period, and holds what is asked.

    A part that is not asked ``alone`` is often worded shortly; it needs less.
    """
    if scored.least_about < 0.5 or scored.barred:
        return False
    if not part.asked.names and scored.subject < _LEAST_SUBJECT:
        return False
    if scored.matter < (_LEAST_MATTER if alone and part.kind != "other" else _LEAST_OF_A_PART):
        return False
    least = {"amount": _LEAST_FOCUS, "person": _SOME_FOCUS}.get(part.kind, 0.0)
    # What an amount is of may be said in another part; as what somebody is asked for (冠军), in none.
    lax = not alone and part.kind != "person"
    return not part.focus or lax or scored.focus >= least or scored.matter > _MOST_OF_IT


def _on_topic(part: Part, article: Article) -> bool:
    printed = _whole(article)
    held = sum(weight for word, weight in part.topic if word in printed)
    return held >= _LEAST_TOPIC * sum(weight for _, weight in part.topic)
