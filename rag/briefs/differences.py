"""Where articles differ in a figure: of the same institution, measure, period and unit, in another value.

What a sentence says of its figures is read as the verifier reads it (``rag.proof.claims``). Only what is certainly
comparable is compared: a figure whose sentence names one institution, a period and a measure. A value that the other
only rounds, or bounds (超过, 约), is no other value.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from rag.proof.attribute import content_of
from rag.proof.claims import Claim, claims_of
from rag.prose.dates import Date
from rag.prose.figures import Figure
from rag.prose.names import institutions
from rag.types import Article, Sentence

# Of an article, so many sentences are read, and of a sentence so many figures.
_SENTENCES, _FIGURES = 120, 40
# An institution that a claim has only from far away is not surely its own.
_NAMED = 1.5
_PERIOD = 0.7
_ABOUT = Decimal("0.05")
_NUMBER = re.compile(r"\d+(?:,\d{3})*(?:\.(\d+))?")
# What stands between measure and figure, and what is not part of the measure's name.
_TAIL = re.compile(r"(?:(?:总额|合计|共计|累计|已经?|就|只有|仅|分别|达到?|约?为|约|近|是|至|实现|完成|了|的|\s)+)\Z")
_HEAD = re.compile(
    r"^(?:[\W\s]|的|其中|去年|今年|全年|当年|同期|末|底|公司|该行|实现|完成|披露|报告期内|全市|全省|全国)+"
)
_MEASURE = re.compile(r"[㐀-鿿A-Za-z]{2,14}\Z")
# Words that say how a figure moved, not of what it is.
_MOVED = re.compile(
    r"(?:同比|环比|[较比](?:上年|去年|年初|上月|上季)\w{0,3}|增长|增加|增幅|增速|上升|提高|提升|上涨|涨幅|扩大|回升|下降|减少|降低|下滑|下跌|跌幅|降幅|"
    r"回落|收窄|高出|低了?|占比?)+\Z"
)
# A part of an institution or of its business: what is stated of one is not stated of the whole.
_PART = re.compile(r"[分支]行|分公司|子公司|旗下|母公司|营业部|业务|板块|信用卡|个人|零售|对公|小微|消费贷|按揭")
# What is expected or planned is not yet so; an end of a range is no value.
_EXPECTED = re.compile(r"预计|有望|计划|拟|目标|预期|力争|或将|可能|规划|将(?!近)")
_RANGE = re.compile(r"[至到~～—-]")
# The last two characters before 银行 of names that are longer than the pattern of names reads.
_CUT_SHORT = ("农商", "城商", "商业", "村镇", "合作", "工商", "农业", "建设", "发展", "储蓄")


@dataclass(frozen=True, slots=True)
class Stated:
    """A figure that a sentence states of an institution."""

    article: Article
    sentence: Sentence
    figure: Figure
    institution: str
    measure: str
    period: tuple[str, ...]
    trend: str
    basis: str


def differences(read: Sequence[tuple[Article, Sequence[Sentence]]]) -> list[tuple[Stated, Stated]]:
    """Find pairs of statements of different articles that differ in nothing but the value, each matter once."""
    by_matter: dict[tuple[object, ...], list[Stated]] = {}
    for article, sentences in read:
        for each in _stated(article, sentences):
            matter = (each.institution, each.measure, each.period, each.figure.unit, each.trend, each.basis)
            by_matter.setdefault(matter, []).append(each)
    found = []
    for stated in by_matter.values():
        pairs = ((one, other) for n, one in enumerate(stated) for other in stated[n + 1 :])
        # An article that states two values of one matter speaks of two matters that are not told apart here.
        if any(one.article.id == other.article.id and one.figure.value != other.figure.value for one, other in pairs):
            continue
        pairs = ((one, other) for n, one in enumerate(stated) for other in stated[n + 1 :])
        differing = next((pair for pair in pairs if _differ(pair[0].figure, pair[1].figure)), None)
        if differing is not None and differing[0].article.id != differing[1].article.id:
            found.append(differing)
    return found


def _stated(article: Article, sentences: Sequence[Sentence]) -> Iterator[Stated]:
    headline = institutions(article.title)
    around: tuple[str, ...] = ()
    paragraph = 0
    for sentence in sentences[:_SENTENCES]:
        content = content_of(sentence.text, article.date)
        if "\n" in article.body[paragraph : sentence.start]:
            around = ()
        paragraph = sentence.start
        spoken_of = around
        around = _reported(content.dates) or around
        if not content.figures or len(content.figures) > _FIGURES:
            continue
        claims, _ = claims_of(sentence.text, content.figures, content.dates)
        before = ""
        for claim in claims:
            institution = _institution(claim, sentence.text, headline)
            label = _label(claim, institution)
            measure = _MOVED.sub("", label) or before
            before = measure if not _MOVED.fullmatch(label) else before
            period = tuple(sorted(term for term, weight in claim.terms.items() if _is_period(term, weight)))
            period = period or spoken_of
            known = institution and institution[:2] not in _CUT_SHORT and institution in article.body
            known = known and _is_of_the_whole(claim.what, measure, sentence.text)
            if known and len(measure) > 1 and period and not claim.role and _is_settled(claim.what, sentence.text):
                yield Stated(article, sentence, claim.what, institution, measure, period, claim.trend, claim.basis)


def _is_of_the_whole(figure: Figure, measure: str, text: str) -> bool:
    """Tell whether no part of an institution is named before a figure but in what it measures."""
    before = text[: figure.start].rpartition("；")[2]
    return len(_PART.findall(before)) <= len(_PART.findall(measure))


def _is_settled(figure: Figure, text: str) -> bool:
    """Tell whether a figure is a value that was reached: neither expected nor one end of a range."""
    clause = text[: figure.start].rpartition("；")[2]
    around = text[max(0, figure.start - 1) : figure.start] + text[figure.end : figure.end + 1]
    return not _EXPECTED.search(clause) and not _RANGE.search(around)


def _reported(dates: Sequence[Date]) -> tuple[str, ...]:
    """The period that a sentence without one speaks of after these dates: the one year or part of it among them."""
    periods = {(day.year, day.part) for day in dates if day.year and not day.month and not day.through}
    if len(periods) != 1:
        return ()
    year, part = periods.pop()
    return tuple(sorted([*([f"@p{part}"] if part else []), f"@y{year}"]))


def _is_period(term: str, weight: float) -> bool:
    return term.startswith("@") and weight >= _PERIOD


def _institution(claim: Claim[Figure], text: str, headline: Sequence[str]) -> str:
    """The one institution that a figure is stated of; the headline's, where the sentence names none."""
    names = [term[1:] for term, weight in claim.terms.items() if term[0] == "!" and weight >= _NAMED]
    if not names and not institutions(text):
        names = list(headline)
    return names[0] if len(names) == 1 else ""


def _label(claim: Claim[Figure], institution: str) -> str:
    """What is measured and how it moved, in the words right before the figure."""
    label = _TAIL.sub("", claim.label.rpartition("\0")[2].strip())
    for name in {institution, *institutions(label)} - {""}:
        label = label.rpartition(name)[2]
    match = _MEASURE.search(_HEAD.sub("", label))
    return match[0] if match else ""


def _differ(one: Figure, other: Figure) -> bool:
    """Tell whether two figures cannot be the same quantity, rounded or bounded."""
    low, high = sorted((one, other), key=lambda figure: figure.value)
    if low.bound == "over" or high.bound == "under":
        return False
    apart = high.value - low.value
    if "about" in (one.bound, other.bound):
        return apart > _ABOUT * abs(high.value)
    return apart > max(_step(one), _step(other)) / 2


def _step(figure: Figure) -> Decimal:
    """The value of the last digit that is printed."""
    match = _NUMBER.search(figure.text)
    if match is None:
        return Decimal(0)
    number = Decimal(match[0].replace(",", ""))
    scale = abs(figure.value / number) if number else Decimal(1)
    return scale.scaleb(-len(match[1] or ""))
