"""Questions that lean on the conversation, or on another language, made to stand alone."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from rag.listings.about import stands_alone
from rag.prose.folding import fold
from rag.prose.language import language_of
from rag.prose.names import FINANCIAL
from rag.prose.questions import persons, read_question
from rag.prose.romanized import keep_printed_names, with_printed_names
from rag.prose.sorts import with_sort
from rag.prose.words import is_place
from rag.questions.carried import only_period, period_of, with_period, with_what_was_asked
from rag.types import Turn

Rewrite = Callable[[str, str, dict[str, str]], str]
"""Runs one of the small prompts: ``rewrite(name, language, variables)`` gives the model's reply."""

_SUBJECT = r"(?P<{}>[^，。？?]{{2,20}}?)"
_ONLY_SUBJECT = re.compile(
    rf"^(?:那么?|而){_SUBJECT.format('a')}(?:呢|又?如何|又?怎么?样)?[？?]?$|^{_SUBJECT.format('b')}呢[？?]?$|"
    r"^(?:and |so )?(?:what|how) about (?P<c>.{2,60}?)\??$",
    re.I,
)
_LEANS = re.compile(
    r"它|他们|她们|[他她](?!乡|人)|该[行司社区省市]|该(?:公司|银行|集团|企业|项目|机构)|这[家个项些位一]|那[家个项些位一]|上述|前述|其(?!中|实|他|次|余)|同期|"
    r"\b(?:it|its|they|their|he|she|his|her|this|that|these|those)\b",
    re.I,
)
_STARTS_LEANING = re.compile(r"^(?:那|而|还有|另外|具体|为什么呢|原因|同比|环比|分别|and\b|why\b|what else)", re.I)
_OPENING = re.compile(r"^(?:那么?|而)(?=..)")
# 「那乙银行的不良率呢？」 names what is asked of it, too.
_OF_A_SUBJECT = re.compile(r"(?P<name>.{2,20}?)(?:的|'s )(?P<what>.{2,30})$")
# 「那不良率呢？」 changes what is asked of the subject, not the subject.
_MEASURE = re.compile(r"(?:[率额量数值]|价格?|占比|同比|环比|收入|利润|规模|增速|息差|资产|贷款|时间|原因)$")
# 「2031年4月」 in a translation; what an English question tells a part of a year by.
_CHINESE_DAY = re.compile(r"(?P<year>(?:19|20)\d\d年)?(?P<month>(?<!\d)1?\d月份?)?")
_ENGLISH_DAY = re.compile(
    r"\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|month|quarter|half|spring|autumn)|\d/\d|\d-\d", re.I
)
# 「那甲银行那一期呢？」
_THAT_ONE = re.compile(r"(?<=..)的?[那这]一?[期次笔份批]$")
# What is asked after a bank by two characters is a bank, too.
_KIND = re.compile(rf"(?<=..)(?:{'|'.join(FINANCIAL)})$")
_SHORT_NAME = re.compile(r"[\u3400-\u9fff]{2}")
# 「那甲银行跟乙银行呢？」 asks of each.
_BESIDE = re.compile(r"(?<=..)[和跟与、](?=..)")
_HE = re.compile(r"(?:那么?)?[他她](?!们|乡|人|国|处|日)")
_FIRST_SENTENCE = re.compile(r"[。！？\n]")
_HOW_MUCH = re.compile(r"(?:是|为|有|达到?)?多少")
_KEPT_TURNS = 3
_LONGEST_REWRITE = 300


def stand_alone(text: str, history: Sequence[Turn], rewrite: Rewrite | None) -> str:
    """Make a follow-up stand alone; a question that already does is returned as it is, without a model call.

    「那某某银行呢？」 takes the last question and puts the new name for the old; anything else that leans on the
    conversation is rewritten by the model, or, where none can write, takes the names of the last question along.
    """
    if not history:
        return text
    last, earlier = "", []
    for turn in history[-_KEPT_TURNS:]:  # what a follow-up was about is what it leant on
        said = _OPENING.sub("", turn.question)
        earlier += [last] if last else []
        last = _by_rule(said, last) if last else said
    swapped = _swapped(text, last) or _with_person(text, last, history[-1].answer)
    if swapped:
        return swapped
    asked = read_question(text)
    leans = _LEANS.search(text) or _STARTS_LEANING.search(text) or not (asked.names or stands_alone(text))
    if not leans:
        return text
    if rewrite is not None:
        turns = history[-_KEPT_TURNS:]
        conversation = "\n".join(f"问：{turn.question}\n答：{turn.answer[:200]}" for turn in turns)
        reply = rewrite("standalone", language_of(text), {"conversation": conversation, "question": text})
        reply = " ".join(reply.split())[:_LONGEST_REWRITE]
        if _keeps(reply, text, history):
            return reply
    return with_what_was_asked(text, last, earlier)


def _with_person(text: str, last: str, answer: str) -> str | None:
    """「他还说了什么？」 with whom an answer named, where it named one person and the question before none."""
    if not _HE.search(text) or _persons(text) or _persons(last):
        return None
    named = _persons(_FIRST_SENTENCE.split(answer.strip())[0])
    return _HE.sub(named[0], text, count=1) if len(named) == 1 else None


def _persons(text: str) -> list[str]:
    """The persons of a text, each by the longest name that it has there; 「他还」 is none."""
    found = [name for name in dict.fromkeys(persons(fold(text))) if not _HE.match(name)]
    return [name for name in found if not any(name in other and name != other for other in found)]


def bounded(history: Sequence[Turn], most: int) -> tuple[Turn, ...]:
    """The turns that a follow-up may lean on, none longer than a question may be: a client sends what it likes."""
    return tuple(Turn(turn.question[:most], turn.answer[:most]) for turn in history[-_KEPT_TURNS:])


def _by_rule(text: str, last: str) -> str:
    """Make a follow-up stand alone without a model."""
    asked = read_question(text)
    leans = _LEANS.search(text) or _STARTS_LEANING.search(text) or not (asked.names or stands_alone(text))
    return _swapped(text, last) or (with_what_was_asked(text, last) if leans else text)


def translate(text: str, rewrite: Rewrite | None, names: Mapping[str, str] | None = None) -> str:
    """Translate a question into the archive's language, to search by words too; empty where no model can.

    ``names`` gives names of the question as the archive prints them: a model cannot know the characters of a name in
    pinyin and would invent some.
    """
    if rewrite is None:
        return ""
    names = names or {}
    reply = " ".join(rewrite("translate", "en", {"question": with_printed_names(text, names)}).split())
    return keep_printed_names(_without_invented_days(reply[:_LONGEST_REWRITE], text), names) if reply else ""


def _without_invented_days(translation: str, question: str) -> str:
    """A translation without the years and months that a small model puts in before what it takes for news."""
    said = set(re.findall(r"\d+", question))
    dated = bool(_ENGLISH_DAY.search(question))

    def kept(found: re.Match[str]) -> str:
        year, month = found["year"], found["month"]
        return (year if year and year[:4] in said else "") + (month or "" if dated else "")

    return _CHINESE_DAY.sub(kept, translation)


def _swapped(text: str, last: str) -> str | None:
    """The last question asked of another period or of somebody else, where a follow-up names no more than that."""
    found = _ONLY_SUBJECT.match(text.strip())
    if not found:
        return None
    subject = _THAT_ONE.sub("", next(group for group in found.groups() if group).strip()).removesuffix("的")
    if period := only_period(subject):
        return with_period(fold(last), period, read_question(last).names)
    return with_sort(fold(last), fold(subject)) or _swap_subject(subject, text, last)


def _swap_subject(subject: str, text: str, last: str) -> str | None:
    if _LEANS.search(subject) or (_MEASURE.search(subject) and not read_question(subject).names):
        return None
    if (whole := _OF_A_SUBJECT.match(subject)) and read_question(whole["name"]).names:
        if language_of(text) == "en":
            return f"What is {subject}?"
        asks = "是多少" if _MEASURE.search(whole["what"]) else ""
        return f"{whole['name']}{period_of(text, last)}的{whole['what']}{asks}？"
    names = read_question(last).names
    folded = fold(last)
    if not names:
        return f"{subject}，{last}"
    # The last name before what is asked is its subject: 「甲集团旗下乙公司的…」 asks of 乙.
    old = max(names, key=lambda name: (len(name), folded.rfind(name)))
    kind = _KIND.search(old)
    if kind and _SHORT_NAME.fullmatch(subject) and not (subject.endswith("行") or is_place(subject)):
        subject += kind[0]
    if _BESIDE.search(subject) and "分别" not in folded:
        folded = _HOW_MUCH.sub(r"分别\g<0>", folded, count=1)
    return folded.replace(old, subject, 1)


def _keeps(reply: str, text: str, history: Sequence[Turn]) -> bool:
    """Tell whether a rewritten question has a subject, if it had one, and nothing that was not said before."""
    if not reply:
        return False
    known = fold(text + "".join(turn.question + turn.answer for turn in history))
    names = read_question(reply).names
    new = [name for name in names if name not in known]
    figures = [figure for figure in re.findall(r"\d+(?:\.\d+)?", reply) if figure not in known]
    subjectless = not names and bool(read_question(history[-1].question).names)
    return not new and not figures and not subjectless
