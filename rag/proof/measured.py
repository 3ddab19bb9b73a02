"""What the words beside a figure say of it: what is measured, and whether it is a value, a share or a change.

A growth rate stands right behind the value that it is of, and without a name of its own: it is read as the change of
what was named last, never as its value.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from rag.proof.claims import Claim, claims_of
from rag.proof.houses import names_in
from rag.prose.dates import Date
from rag.prose.entities import tokens
from rag.prose.figures import Figure
from rag.prose.names import institutions
from rag.prose.trends import DOWN, PREVIOUS, UP, YEAR, YEAR_END

Kind = Literal["value", "share", "change"]

# What stands between measure and figure, and what is not part of the measure's name.
# No word is made of two others, or a line of 达到 is read in as many ways as there are.
_TAIL = re.compile(
    r"(?:(?:总额|合计|共计|累计|首次|再度|已经?|就|只有|高达|仅|分别|达|突破|超过|超|逾|不足|不到|接近|大约|为|约|近|是|至|到|实现|完成|"
    r"录得|[为是]每[^\d，]{1,4}|了|的|\s)+)\Z"
)
# 「为每股…」 may end after each of four signs: over a long line these are too many ways.
_LONGEST_TAIL = 40
_HEAD = re.compile(
    r"^(?:[\W\s]|的|其中|去年|今年|全年|全月|单月|当月|当年|年度?(?=..)|同期|末|底|份|以来|我们|公司|该行|实现|完成|披露|报告期内|全市|全省|全国)+"
)
_DONE = re.compile(r"^.*(?:累计|共计|完成|实现|取得|录得)(?=..)")
_MEASURE = re.compile(r"[㐀-鿿A-Za-z]{2,18}\Z")
# What a measure is called with and without (发电量40亿千瓦时, 发电40亿千瓦时).
_COUNTED = re.compile(r"(?<=..)(?:总[量额值数]?|[量额值数])\Z")
_NOUN = re.compile(r"[量额值数率价]\Z")
# Words that say how a figure moved, not of what it is.
_HOW = r"大幅|小幅|略|微|仅|再|又|均|仍|累计|继续|进一步"
_MOVED = re.compile(rf"(?:{YEAR}|{PREVIOUS}|{YEAR_END}|{_HOW}|{UP}|{DOWN})+\Z")
_BASIS = re.compile(rf"(?P<year>{YEAR})|(?P<previous>{PREVIOUS})|(?P<end>{YEAR_END})")
_BASIS_LAST = re.compile(rf"(?:{_BASIS.pattern})\Z")
_DIGIT = re.compile(r"\d")
_ROSE, _FELL = re.compile(UP), re.compile(DOWN)
_SHARE = re.compile(r"所?占(?:比|全[部体]|总?)?(?P<base>[㐀-鿿A-Za-z]{0,12})\Z|(?:比重|比例)\Z")
_ENDS_IN = re.compile(r"(?<!达)[至到]了?约?\s*\Z")
_STARTS_FROM = re.compile(r"[由从][^，。；\d]{0,12}\Z")
# 「18.2%的增幅」
_MOVES_BEHIND = re.compile(rf"的?(?:同比|环比)?的?(?:{UP}|{DOWN})")
# 「40亿千瓦时的发电量」
_NAMED_BEHIND = re.compile(r"的(?P<measure>[㐀-鿿]{1,7}[量额值数率])(?![㐀-鿿]*\d)")
# A part of an institution or of its business: what is stated of one is not stated of the whole.
_PART = re.compile(r"[分支]行|分公司|子公司|旗下|母公司|营业部|业务|板块|信用卡|个人|零售|对公|小微|消费贷|按揭")
# What is expected or planned is not yet so; an end of a range is no value.
_EXPECTED = re.compile(r"预计|有望|计划|拟|目标|预期|力争|或将|可能|规划|设计|将(?!近)")
_RANGE = re.compile(r"[至到~～—-]")
_REACHED = re.compile(rf"(?:达|增|升|降|{UP}|{DOWN})[至到]了?\Z")
# So much before a figure says how it moved.
_NEAR = 24
RATES = ("%", "百分点", "倍")


@dataclass(frozen=True, slots=True)
class Measured:
    """What a figure is of: ``measure`` as it is printed, ``of`` the member of a list (甲、乙分别为) that it belongs to.

    A change has its ``basis``, tells whether it ``fell``, and its words begin at ``start``.
    """

    figure: Figure
    measure: str
    kind: Kind
    start: int
    of: str = ""
    basis: str = ""
    fell: bool = False
    noun: bool = True

    @property
    def stem(self) -> str:
        """The measure's name as it is compared."""
        return _COUNTED.sub("", self.measure)


def measured(text: str, figures: Sequence[Figure], dates: Sequence[Date]) -> Iterator[Measured]:
    """Read what a folded sentence's figures are of, those that are values reached by a whole."""
    last, names = "", [*institutions(text), *(name.text for name in names_in(text))]
    for claim in claims_of(text, figures, dates)[0]:
        if start := _STARTS_FROM.search(claim.label):
            last = _named(claim.label[: start.start()].rpartition("\0")[2], names) or last
            continue
        read = _read(claim, text, last, names)
        if read is None:
            continue
        last = read.measure if read.kind != "share" else last
        if len(read.measure) > 1 and _is_settled(read.figure, text) and _is_of_the_whole(read, text):
            yield read


def _read(claim: Claim[Figure], text: str, last: str, names: Collection[str]) -> Measured | None:
    """Read one claim; a change or a share without a name is of ``last``, what was named last in the sentence."""
    figure, rate = claim.what, claim.what.unit in RATES
    beside, _, words = claim.label.rstrip().rpartition("\0")
    behind = text[figure.end : figure.end + _NEAR]
    if rate and _MOVES_BEHIND.match(behind):
        return None
    plain = words[:-_LONGEST_TAIL] + _TAIL.sub("", words[-_LONGEST_TAIL:])
    moved = _MOVED.search(plain, max(0, len(plain) - _LONGEST_TAIL))
    told = moved[0] if moved and (_ROSE.search(moved[0]) or _FELL.search(moved[0])) else ""
    if moved and not told:
        return None  # 「比上年的1.2亿元」
    share = None if told else _SHARE.search(plain)
    ends_in = _ENDS_IN.search(words) is not None
    own = _named(plain[: moved.start()] if moved else plain[: share.start()] if share else plain, names)
    listed = "" if claim.owner.startswith("@") else claim.owner
    if listed and not institutions(listed) and not told:
        own, listed = _named(listed, names), ""  # 「营业收入和净利润分别为…」
    if told and beside.endswith(("较", "比")):
        own = ""  # 「较去年首批增加」
    measure = own or (last if told or share else "")
    if share and rate:
        base = share["base"] or ""
        if own.endswith("中"):  # 「在全部贷款中的占比」
            measure, base = last, own[:-1].rpartition("在")[2]
        return Measured(figure, f"{measure}占{base}" if base and measure else measure, "share", figure.start, listed)
    if told and not ends_in:
        printed = text.rfind(told, max(0, figure.start - _NEAR), figure.start)
        at = figure.start if printed < 0 else printed
        # 较上年末 is read as a date, and is no part of the label.
        against = _BASIS_LAST.search(text[:at]) or _BASIS.match(text, at)
        basis = (against.lastgroup or "") if against else ""
        at = min(at, against.start()) if against else at
        at = figure.start if _DIGIT.search(text, at, figure.start) else at  # 「分别增长27%、21%」
        fell = _FELL.search(told) is not None
        return Measured(figure, measure, "change", at, listed, basis, fell) if figure.unit else None
    if not measure and (after := _NAMED_BEHIND.match(behind)):
        measure = after["measure"]
    return Measured(figure, measure, "value", figure.start, listed, noun=_is_noun(measure, text)) if measure else None


def _named(words: str, names: Collection[str]) -> str:
    """The name of a measure at the end of some words, without whose it is."""
    for name in names:
        words = words.rpartition(name)[2] if name in words else words
    match = _MEASURE.search(_DONE.sub("", _HEAD.sub("", words)))
    return match[0] if match else ""


def _is_noun(measure: str, text: str) -> bool:
    """Tell whether a measure is the name of one, and no verb (投资4.2亿元): what is done may be done twice."""
    if _NOUN.search(measure):
        return True
    return any(measure.endswith(word.text) and word.tag in ("n", "nz", "nw", "vn", "an") for word in tokens(text))


def _is_of_the_whole(read: Measured, text: str) -> bool:
    """Tell whether no part of an institution is named before a figure but in what it measures."""
    before = text[: read.figure.start].rpartition("；")[2]
    return len(_PART.findall(before)) <= len(_PART.findall(read.measure))


def _is_settled(figure: Figure, text: str) -> bool:
    """Tell whether a figure is a value that was reached: neither expected nor one end of a range."""
    clause = text[: figure.start].rpartition("；")[2]
    around = text[max(0, figure.start - 1) : figure.start] + text[figure.end : figure.end + 1]
    return not _EXPECTED.search(clause) and bool(not _RANGE.search(around) or _REACHED.search(text[: figure.start]))
