"""A question about several things alike, asked of each by itself.

「2023年和2024年…分别涉及多少辆」 is two questions, and so is one about two storms, each with its day. No sentence is of
both, and a small model that reads of both fills one's figures in for the other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from rag.prose.dates import find_dates
from rag.prose.folding import fold
from rag.prose.questions import ordinals_in

# Says that what is asked is asked of each.
_EACH = re.compile(r"分别|各自|各(?![地类种项级界方区国个行])")
_SAID_OF_BOTH = re.compile(
    rf"{_EACH.pattern}|[两二三]者|[这那]?[两二三四五六][家个](?:(?:[^,，。？?的]{{0,4}}(?:银行|商行|公司|企业|机构|平台))|城市|城(?![商农])|市(?!场)|地)?(?:中|里|之中|之间|当中)?|(?:相比|比较|比起来|相比之下)"
)
# 「谁涨得更快？」 is told by none of them.
_COMPARED = re.compile(r"[,，]?(?:其中)?(?:谁|哪一?[家个])[^,，。？?]{0,8}?[更最得][^,，。？?]{0,6}[?？,，]")
# 「甲、乙两家，谁的利润更高」 is told by each one's profit; of what is no measure (谁更受欢迎) nothing is.
_MEASURED = re.compile(
    r"[,，]?(?:谁|哪一?(?:[家个款只座](?:银行|公司|企业|城市|季度?|月|年)?|[省市县区国地方]))的?(?P<measure>[^,，。？?更最较谁]{2,10}?)"
    r"(?:[更最较]|比较)?[高低多少大小长短快慢重轻贵](?:一?[些点])?(?:[,，?？](?:各自?|分别)(?:是|为)?多少)?(?=[?？,，]|$)"
)
# 「甲省和乙省的做法有什么不同？」 is told by each one's.
_DIFFERENT = re.compile(
    r"的?(?P<what>[^,，。？?的和与]{1,10}?)(?:上|方面)?(?:有什么|有何|有哪些|有啥)(?:不同|区别|差异|差别)(?:之处)?(?=[？?,，]|$)"
)
# 「对比甲公司和乙公司的毛利率」
_COMPARE = re.compile(r"^(?:请|帮我)?(?:对比|比较|比一比)(?:一下|下)?(?P<things>[^,，。？?]{4,60})[。？?]?$")
# 「首次通报，与次日的通报相比，遇难人数有什么变化？」 is told by what each says.
_HELD_AGAINST = re.compile(r"[，,](?P<other>[与和同跟][^，,。；？?]{2,24}?)(?:相比|比较|对比|比起来|相较)(?=[，,])")
_CHANGED = re.compile(r"(?<=[数率额量价值比度重积])(?:分别|各自?)?(?:有(?:什么|何|哪些|怎样的?)变化|变化如何|如何变化)")
# 「甲公司的采购额，跟乙行的发债额比，哪个大？」: each is asked for in its own words.
_OF_TWO_SUMS = re.compile(
    r"(?P<one>[^,，。？?]{4,40}?)[,，][跟和与同](?P<other>[^,，。？?]{4,40}?)(?:相比|比较|比起来|比)(?:一比|一下)?[,，]?"
    r"(?:哪一?个|谁)的?(?:数字?|金额|数额|规模)?[更较]?[大高多小低少](?:[,，？?](?:各自?|分别)(?:是|为)?多少)?[？?。]?"
)
# 「大桥距甲、乙两地各有多远？它何时开通？」
_OF_IT = re.compile(r"(?<=[?？])(?:它(?!们)|其(?!中)|该)(?P<asked>.+)")
# 「谁多谁少，谁增得快？」
_MUCH_OR_LITTLE = re.compile(r"谁[多高大]谁[少低小]")
# 「甲和乙的营收增速谁更高？」, 「甲和乙的营收相比，谁更高？」
_OF_WHOM_MORE = re.compile(
    r"(?<=[率额量数值速幅度比价润入收模本款])(?:(?:相比|比较|比起来)[,，])?(?:谁|哪一?[家个](?:银行|公司|企业)?)(?:的?)(?:更|最|较|比较)[高低多少大小快慢]"
)
_FASTER = re.compile(r"谁(?:增长|增加|增|涨|升)得?[更最]?快")
# The first of its kind is told from others by number only where one of them stands beside it.
_FIRST = re.compile(r"首[届次批期季]")
_BRACKETS = (("(", ")"), ("“", "”"), ("《", "》"))
_ASKS = re.compile(r"多少|几|谁|什么|哪|怎|如何|[为因]何|何以|吗|呢")
_CONJUNCTION = re.compile(r"、|以及|[和与及跟]")
_CLAUSE = re.compile(r"[，,。；;：:？?]")
_PERIOD = r"(?:第?[一二三四]季度|[上下]半年|前[一二三四五六七八九十]+(?:个月|季度)|\d{1,2}月份?)末?底?"
# 「2025年一季度和前三季度」: so is the year.
_SHARED_YEAR = re.compile(rf"((?:(?:19|20)\d\d|[今去前明])年)({_PERIOD}[、和与及])(?={_PERIOD})")
# 「行里去年…」: a house that was named before.
_SAME_HOUSE = re.compile(r"(?:行里|该行|本行|全行|公司|集团|它|其(?!中))")
# 「二、三季度」, 「3、4月」: what the last one names each is.
_SHARED_KIND = re.compile(
    r"([一二三四]|(?<!\d)\d{1,2})(?=[、和与及](?:[一二三四](?P<quarter>季度)|\d{1,2}(?P<month>月)))"
)
# 「去年」 is one of two things that a question names; 「当年」 and 「昨天」 are not.
_YEARS = ("今年", "去年", "前年", "明年")
# 「张三在甲市和乙市」: who does it is none of the places.
_WHERE = re.compile(r"[在于去到从往]")
_DATED = re.compile(rf"(?:(?:19|20)\d\d|[今去前明])年(?:全年|{_PERIOD})?(?=的)")
# 「2022年为第六届，2023年为第七届」, 「从2022年的首次通报，到2023年的论文发表，」
_NUMBERED = re.compile(
    r"((?:19|20)\d\d年)[是为](第[^,，。]{1,3}[届次期批])[,，]((?:19|20)\d\d年)[是为](第[^,，。]{1,3}[届次期批])"
)
_FROM_TO = re.compile(r"从((?:19|20)\d\d年[^,，。；？?]{0,14})[,，]到((?:19|20)\d\d年[^,，。；？?]{0,14})[,，]")
# 「甲和乙分别袭击了福建和广东」: each its own.
_RESPECTIVELY = r"(?<=分别)(?P<does>[^,，。；、和与及]{{1,6}}?)(?P<one>{0})[和与及](?P<other>{0})"
_OF_TWO = re.compile("\1(?P<one>[^\1\2]+)\2(?P<other>[^\1\2]+)\1")
# 「前者初步判断是什么，后者查明是什么」
_FORMER = re.compile(r"[,，]?(?:其中)?前者(?P<asks>[^,，。；？?]+)[,，;；]后者(?P<other>[^,，。；？?]+)")
# Several things that a question told of by their days are asked about alike: 「这两次」, 「三次」.
_AS_MANY = (
    r"[这那前后]?{0}(?:[次度届季篇份期]|年(?![期以内后前多半制]))"
    r"(?![^，,。？?]{{0,4}}(?:累计|合计|共|总计|加起来|平均))的?|[这那]{0}个(?:时间点|时候|年份|阶段)|[这那]{0}[个篇份次][^，,。？?的]{{0,4}}"
)
_COUNTS = {2: "两", 3: "三", 4: "四", 5: "五", 6: "六"}
# What a thing's description ends before.
_DESCRIBED = re.compile(rf"[，,。；;？?]|{_EACH.pattern}|[这那]?两[次者家个]")
# Between two things that are named side by side, there is no more than the description of one.
_FARTHEST = 24
_TWO = 2
# Of more things than a reader waits for, nothing is asked apart.
_MOST = 6


class Single(NamedTuple):
    """A question about one of several things, and what tells it from the others."""

    text: str
    mark: str


class _Mark(NamedTuple):
    start: int
    end: int
    kind: str


def singly(text: str, names: Sequence[str]) -> list[Single]:
    """Ask a question once for each of the things that it names side by side; nothing where it is about one."""
    if sums := _OF_TWO_SUMS.fullmatch(fold(text)):
        return [Single(f"{sums[each]}是多少?", "") for each in ("one", "other")]
    folded = _SHARED_KIND.sub(lambda one: one[1] + (one["quarter"] or one["month"]), fold(text))
    folded = _SHARED_YEAR.sub(r"\1\2\1", folded)
    folded = _FROM_TO.sub(r"\1和\2,", _NUMBERED.sub(r"\1\2和\3\4", folded))
    folded = _COMPARE.sub(r"\g<things>各是多少", folded)
    if _HELD_AGAINST.search(folded):
        folded = _CHANGED.sub("各是多少", _HELD_AGAINST.sub(r"\g<other>", folded))
    folded = _FASTER.sub("增速是多少", folded)
    folded = _MUCH_OR_LITTLE.sub("各是多少", folded)
    folded = _OF_WHOM_MORE.sub("各是多少", folded) if len(names) > 1 else folded
    measured, each = _MEASURED.search(folded), _EACH.search(folded)
    if measured:
        of = "的" if re.search(r"[㐀-鿿]$", folded[: measured.start()]) else ""
        folded = f"{folded[: measured.start()]}{of}{measured['measure']}是多少{folded[measured.end() :]}"
    elif measured := _DIFFERENT.search(folded):
        folded = f"{folded[: measured.start()]}的{measured['what']}是什么{folded[measured.end() :]}"
    named = "|".join(map(re.escape, names))
    folded = re.sub(_RESPECTIVELY.format(named), "\\g<does>\1\\g<one>\2\\g<other>\1", folded) if named else folded
    days = [mark for mark in _marks(folded, ()) if mark.kind == "day"]
    twice = _as_many(len(days)).search(folded, days[-1].end) if len(days) > 1 else None
    former = _FORMER.search(folded)
    ends = [found.start() for found in (measured, each, twice, former) if found]
    # No sentence is of two that are told from each other by number, whether the question says 分别 or not.
    marks = _marks(folded[: min(ends)], names) if ends else [m for m in _marks(folded, ()) if m.kind == "number"]
    for chain in _chains(folded, marks):
        of_each = [folded[mark.start : mark.end] for mark in chain]
        apart = [
            _of_its_own(one, number, of_each, chain[0].kind) for number, one in enumerate(_apart(folded, chain, names))
        ]
        singles = [single for one in apart for single in _of_each_day(one, chain, names)]
        return singles if max(len(chain), len(singles)) <= _MOST else []
    return []


def _of_its_own(single: Single, number: int, marks: Sequence[str], kind: str) -> Single:
    """A question about one of two things with what it says of that one alone, by its place in the sentence."""
    if len(marks) != _TWO or number >= _TWO:
        return single
    text = _OF_TWO.sub(lambda said: said["one" if number == 0 else "other"], single.text)
    former = _FORMER.search(text)
    if former:
        asks = former["asks"] if number == 0 else former["other"]
        text = f"{text[: former.start()]},{asks}{text[former.end() :]}"
    days = [mark for mark in _marks(text, ()) if mark.kind == "day"] if kind == "name" else []
    joint = _joint(text, days[0], days[1]) if len(days) == _TWO else None
    if joint:
        # 「按甲方3月8日和乙方2月29日的通报」: each has its own day.
        begins = max((found.end() for found in _CLAUSE.finditer(text, 0, days[0].start)), default=0)
        told = text[begins : joint.start()], text[joint.end() : days[1].end]
        if all(_shares_a_pair(mark, each) for mark, each in zip(marks, told, strict=True)):
            text = text[:begins] + told[number] + text[days[1].end :]
    return Single(text, single.mark)


@cache
def _as_many(number: int) -> re.Pattern[str]:
    """What says of so many things that are told of by their days that they are asked about alike."""
    return re.compile(_AS_MANY.format(_COUNTS.get(number, "两")))


def _shares_a_pair(one: str, other: str) -> bool:
    return any(one[at : at + 2] in other for at in range(len(one) - 1))


def _of_each_day(single: Single, chain: Sequence[_Mark], names: Sequence[str]) -> list[Single]:
    """A question about one of several things, asked of each day or period that it names side by side."""
    if chain[0].kind == "day" or not single.mark:
        return [single]
    days = [mark for mark in _marks(single.text, ()) if mark.kind == "day"]
    for of_it in _chains(single.text, days):
        return _apart(single.text, of_it, names) or [single]
    return [single]


def asks_who_has_more(text: str) -> bool:
    """Tell whether a question asks which of several things is ahead of the others."""
    return any(asks.search(fold(text)) for asks in (_COMPARED, _MEASURED, _MUCH_OR_LITTLE, _FASTER))


def _marks(text: str, names: Sequence[str]) -> list[_Mark]:
    """The days, numbers and names of a text, in order, without overlap."""
    found = [_Mark(day.start, day.end, "day") for day in find_dates(text) if not day.word or day.word in _YEARS]
    for kind, words in (("number", [*ordinals_in(text), *_FIRST.findall(text)]), ("name", names)):
        found += [
            _Mark(match.start(), match.end(), kind) for word in words for match in re.finditer(re.escape(word), text)
        ]
    kept: list[_Mark] = []
    for mark in sorted(found, key=lambda mark: (mark.start, -mark.end)):
        if not kept or mark.start >= kept[-1].end:
            kept.append(mark)
    return kept


def _chains(text: str, marks: Sequence[_Mark]) -> Iterator[list[_Mark]]:
    """Marks of one kind that stand side by side, those of the kind first that the question names first.

    Names that no conjunction parts (潍河市原副市长张三) are one thing's.
    """
    for kind in dict.fromkeys(mark.kind for mark in marks):
        chain: list[_Mark] = []
        for mark in (mark for mark in marks if mark.kind == kind):
            if chain and not _CLAUSE.search(text, chain[-1].end, mark.start):
                if _joint(text, chain[-1], mark):
                    chain.append(mark)
                elif kind == "name" and not _WHERE.search(text, chain[-1].end, mark.start):
                    chain[-1] = _Mark(chain[-1].start, mark.end, kind)
                elif len(chain) == 1:
                    chain = [mark]
                else:
                    break
            elif len(chain) > 1:
                break
            else:
                chain = [mark]
        if len(chain) > 1:
            yield chain


def _joint(text: str, one: _Mark, other: _Mark) -> re.Match[str] | None:
    """The conjunction between two marks, if one stands there and no clause ends."""
    between = text[one.end : other.start]
    found = list(_CONJUNCTION.finditer(text, one.end, other.start))
    return found[-1] if found and len(between) <= _FARTHEST and not _CLAUSE.search(between) else None


def _apart(text: str, chain: Sequence[_Mark], names: Sequence[str]) -> list[Single]:
    joints = [joint for one, other in pairwise(chain) if (joint := _joint(text, one, other))]
    described = joints[0].start() > chain[0].end  # 「…火灾和…火灾」, not 「2023年和2024年…」
    led = chain[1].start > joints[0].end()  # 「原副市长张三与原副部长李四」
    clauses = [found.end() for found in _CLAUSE.finditer(text, 0, chain[0].start)]
    start = (clauses[-1] if clauses else 0) if led else chain[0].start
    ended = _DESCRIBED.search(text, chain[-1].end) if described else None
    end = ended.start() if ended else chain[-1].end
    alike = text[chain[0].end : joints[0].start()]  # 「首批机组和第二批机组」
    if described and text.startswith(alike, chain[-1].end):
        end = chain[-1].end + len(alike)
    # A name that is cut shorter than the one beside it (「甲线一期与乙线一期」).
    longer = range(2, chain[0].end - chain[0].start)
    end += max((n for n in longer if text.startswith(text[chain[0].end - n : chain[0].end], end)), default=0)
    # 「甲厂去年和乙厂今年的产量」: what is asked is of both.
    dated = _DATED.match(text, chain[-1].end)
    if described and dated and text.endswith("年", 0, joints[0].start()):
        end = dated.end()
    firsts = [start, *(joint.end() for joint in joints)]
    lasts = [*(joint.start() for joint in joints), end]
    rest = text[end:]
    head = text[: chain[0].start]
    more = _OF_IT.search(rest) if head.strip() else None
    rest = rest[: more.start()] if more else rest
    # 「…分别是多少？贷款利率去年是多少」: what names its own of the kind is asked once.
    asking = [clause for clause in _CLAUSE.finditer(rest) if _ASKS.search(f"{text[start:end]}{rest[: clause.start()]}")]
    besides = next((clause for clause in asking if _has_own(rest[clause.end() :], chain, names)), None)
    last = rest[besides.end() :] if besides else ""
    if _SAME_HOUSE.match(last):
        last = "，".join([*(name for name in names if name in head), last])
    rest = _SAID_OF_BOTH.sub("", _COMPARED.sub("，", rest[: besides.start()] if besides else rest))
    rest = _as_many(len(chain)).sub("", rest) if chain[0].kind == "day" else rest
    alone = [text[:start] + text[first:last] + rest for first, last in zip(firsts, lasts, strict=True)]
    if any(each.count(opened) != each.count(closed) for each in alone for opened, closed in _BRACKETS):
        return []
    singles = [Single(each, text[mark.start : mark.end]) for each, mark in zip(alone, chain, strict=True)]
    singles += [Single(f"{head}，{more['asked']}", "")] if more else []
    return [*singles, *(singly(last, names) or [Single(_SAID_OF_BOTH.sub("", last), "")])] if last else singles


def _has_own(rest: str, chain: Sequence[_Mark], names: Sequence[str]) -> bool:
    """Tell whether a clause asks something of its own.

    It begins with another period or number, where such are asked about, or is about somebody else.
    """
    clause = _CLAUSE.split(rest)[0]
    if _ASKS.search(clause) is None:
        return False
    own = next(iter(_marks(clause, ())), None)
    if own is not None and own.kind == chain[0].kind:
        return True
    return any(name in clause for name in names)
