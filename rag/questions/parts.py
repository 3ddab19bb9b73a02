"""A question taken apart into the things that it asks, each with what a sentence should hold to answer it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice
from typing import Literal

from rag.prose.dates import find_dates
from rag.prose.folding import fold
from rag.prose.questions import Asked, Term, read_question
from rag.prose.reread import reread
from rag.prose.spoken import FILLER
from rag.prose.synonyms import said_otherwise
from rag.prose.words import Known, function_words, is_place
from rag.questions.singly import singly

Wanted = Literal["amount", "day", "person", "institution", "reason", "other"]

# What a question's words hold together with, and what asks.
_ASKS = re.compile(
    r"(?:分别|各自|各)?(?:是|为|有|叫|达到|达|到)?(?:百分之)?(?:多少|多[大高长久重远快深厚宽强]|多(?:厉害|严重)|几(?!乎)|谁|什么(?:时[候间]|地方|人|样)?|哪(?:些|[一两二三四五六七八九十几]?[个条项种家位点类款只件])?|何[时地处人种等以]|怎么样?|怎样|如何|[为因缘有是]何|吗|呢)"
    r"|是[增升涨多好赚盈高上]是[减降跌少坏亏低下]|[增升涨多好赚盈高上]了?还是[减降跌少坏亏低下]了?"
    r"|\b(?:how|what|which|who|whose|when|where|why)\b",
    re.I,
)
# What has a name and is nobody.
_THINGS_NAME = re.compile(
    r"(?:作品|计划|项目|产品|基金|政策|活动|平台|工程|行动|品牌|会议|论坛|方案|系统|软件|机器|文件|标准|办法|规定|条例|法规|[药茶酒车船机店书画剧歌片奖]|地方)(?:的?名字)?[又都]?叫什么名?字?"
)
# 「提出了几点建议」 asks for points, 「几点开门」 for an hour.
_POINTS = "建议|意见|要求|看法|想法|主张|原因|理由|启示|措施|举措|经验|教训|好处|不足|体会|优势|缺点|特点"
_KINDS: tuple[tuple[Wanted, re.Pattern[str]], ...] = (
    (
        "reason",
        re.compile(
            r"为(?:了|的是)?什么|[为因缘]何|何以|原因|图(?:个|的是)?什么|怎么(?:没有?|不(?!良)|还是?|就|才|突然|一下子|[^，。？?]{0,4}?(?:反[倒而]|却))|\bwhy\b",
            re.I,
        ),
    ),
    (
        "day",
        re.compile(
            r"什么时[候间]|何时|哪一?[天年月日]|(?<!第)几号(?!种子|样|线|楼|[机病房考教]|选手|球|井|煤|馆|厅|门|墓|坑|院|仓|厂|车)|几[月日](?!几)"
            rf"|(?<![哪了出的这那])几点(?!几|{_POINTS})|(?:星期|周|礼拜)几|什么日期|\bwhen\b",
            re.I,
        ),
    ),
    (
        "amount",
        re.compile(
            # 「几份打算怎么分」 does not ask how many.
            rf"多少|(?<![哪这那十好])几(?!乎)(?!点(?:{_POINTS}))(?![^，。？?]{{0,12}}(?:怎么|怎样|如何|谁|什么))|多[大高长久重远快深厚宽强]|多(?:厉害|严重)"
            r"|^(?!.*(?:哪|什么|谁|怎|如何|为何)).*(?:比例|占比|增[速幅长]|比重|薪酬|成本|收入|投入|利润|规模|净利|营收|工资|费用|[倍人户件家台]数|[率额价量值])(?:是|为|呢)?[？?]?$"
            r"|\bhow (?:many|much|large|long|high|far|big|old|fast)\b|\bwhat (?:share|percentage|price)\b",
            re.I,
        ),
    ),
    ("person", re.compile(r"谁|哪[一两]?位|何人|姓什么|叫什么名?字?|\bwho\b", re.I)),
    (
        "institution",
        re.compile(
            r"哪[一两几三四五]?[家所]|哪[一两]?个?(?:公司|企业|机构|银行|部门|单位|大学|券商)|什么(?:公司|机构)", re.I
        ),
    ),
)
_HAN_RUN = re.compile(r"[㐀-鿿]+")
# 「哪几条」 is answered by their names, not by how many there are.
_WHICH = re.compile(r"哪[些几两二三四五六七八九十]|列出|列举")
_ENUMERATION = re.compile(r"、[^，。；]+?(?:、|和|及)|[^，。；]、[^，。；]+(?:等|三|两)")
_WORD = re.compile(r"[a-z][a-z0-9.&'-]*[a-z0-9]|\d+(?:\.\d+)?")
_WHETHER = re.compile(r"是否|能否|有没有|能不能|会不会")
_SPLIT = re.compile(r"[，,；;？?。、]|(?:以及|还有|并且|\band\b)|(?<=[少大高长久重远])和", re.I)
# No sign that parts them, nor the 以 of 以及, or a line of these is read in as many ways as there are.
_ITEM = r"(?:(?!以及)[^，。；：？?、和与及])"
_SEVERALLY = re.compile(
    rf"(?P<one>{_ITEM}{{2,16}}?)(?P<others>(?:(?:、|以及|[和与及]){_ITEM}{{2,16}}?){{1,40}}?)(?:分别|各自?)"
    r"(?P<asks>(?:是|为|有|达到?)了?(?:(?:多少|什么|怎么?样的?)[^，。；？?]{0,4}|谁|哪[^，。？?]{1,3}))"
)
# 「它的成本和票房是多少」
_BOTH = re.compile(
    r"的(?P<one>[^，。；：？?、和与及的]{2,8})(?P<others>(?:、|以及|[和与及])[^，。；：？?、和与及的]{2,8})(?P<asks>(?:是|为|有|达到?)了?多少)"
)
# 「请谈谈它的成本与票房、拍摄的艰苦，以及在海外拿的奖」
_TO_TELL = re.compile(
    r"(?P<before>^|[，。；？?])(?:请|能否|麻烦)?(?:分别|再|并)?(?:说说|谈谈|讲讲|介绍|概括|梳理|简述)(?:一下)?"
    r"(?P<things>[^。；？?]{2,40}?[、和与及][^。；？?]{2,60})"
)
_THING = re.compile(r"[，、]?(?:以及|还有)|[，、]|(?<=[^，、]{2})[和与](?=[^，、]{2})")
_BESIDE = re.compile(r"、|以及|[和与及]")
_EMPTY = frozenset("啊呀吧嘛啦的了是在和与及为对将也都而被把从到于以并就还之该这那个吗呢又给让请其各只有做")
_LISTED = re.compile(r"有(?:过)?哪些(?P<topic>[^，。？?]+)")
# 「对个人信息的保存作出了哪些规定」
_ABOUT = re.compile(
    r"(?:对于?|就|针对|关于)(?P<topic>[^,。?]{4,}?)(?:作出|做出|提出|制定|明确)了?过?(?:哪些|什么|怎样|何种|怎么)"
)
# 「合计卖了多少」, 「准备卖多少」: how it is asked, not for what.
_MANNER = re.compile(rf"{FILLER.pattern}|合计|准备|打算")
# A paper prints how much something grew as 「同比增长一成」, and seldom calls it its 增速.
_GREW = re.compile(r"(?<=..)[的，\s]*(?:[同环]比)?(?:增[速幅]|[涨降跌]幅|增长率)(?:分别|各自?)?$")
# 「是多少万人次？」
_LONGEST_UNIT = 3
_BREAK = re.compile(r"[，,；。：？?]")
_DIGIT = re.compile(r"\d")
# A clause that dates or compares is no member of a list (「研发18亿元，量产13亿元，…」).
_CHANGE = re.compile(r"[年月日季]|[同环]比|[较增降]")
_FEWEST_STATED = 2
# 「全国有多少家，其中甲省多少」: the first is of no province.
_NATIONWIDE = re.compile(r"^(?:[^,]{0,8},)?(?:那么?)?(?:全国|我国|全球|国内|全世界)")
# 「全市来了多少人」
_OF_THE_PLACE = re.compile(r"全[市省县区州镇]|当地|全城")
# What stands between two names that are asked about alike: 「甲银行的存款、乙银行的贷款」.
_BETWEEN = r"(?:[^,。?、和与跟及]{0,12}?(?:[、和与跟及]|分别|\band\b|\bor\b|还是)[^,。?、]{0,4}?|,)"
# What a word of the whole question counts in a part that does not say it.
_SHARED = 0.5
# What asks no more than how something asked before has changed: 「同比变化如何」, 「较上年末增长多少」.
_HOW_IT_CHANGED = re.compile(
    r"[同环]比|[比较][去上前]年(?:同期|[年末底]*)|[比较]?(?:上年|去年|上季度?|年初|上月)(?:同期|[末底])?|[变增降下上涨跌减升][化动长幅速降升涨跌加少]*"
    r"|幅度|情况|多少|百分之|百分点|[几成个了又是还的有呢吗各别分]|如何|怎么?样|什么|快慢"
)
# So many parts of a question are looked for, each in every line; a reader is told of the others that they are not.
MOST_PARTS = 12


@dataclass(frozen=True, slots=True)
class Part:
    """One of the things that a question asks, with the weights of what a sentence should hold of it.

    ``topic`` are the words that say of what a list is asked (「有哪些核电项目」). ``question`` is what it is a part of:
    the whole question, or that about one of several things.
    """

    question: str
    asked: Asked
    kind: Wanted
    units: tuple[tuple[str, float], ...]
    focus: frozenset[str]
    topic: tuple[tuple[str, float], ...] = ()


def kind_of(text: str) -> Wanted:
    """Tell what kind of thing a question asks for."""
    text = _THINGS_NAME.sub("什么", text)
    return next((kind for kind, pattern in _KINDS if pattern.search(text)), "other")


def asks_only_how_it_changed(text: str) -> bool:
    """Tell whether a clause asks how something changed, and does not say what: 「同比变化如何」."""
    clause = fold(text).rpartition("，")[2].rpartition(",")[2]
    return not _HAN_RUN.search(_HOW_IT_CHANGED.sub("", clause))


def asks_which(text: str) -> bool:
    """Tell whether a question asks for the members of a list."""
    return _WHICH.search(text) is not None


def enumerates(text: str) -> bool:
    """Tell whether a text names the members of a list, or states one thing after another."""
    stated = [clause for clause in _BREAK.split(text) if _DIGIT.search(clause) and not _CHANGE.search(clause)]
    return _ENUMERATION.search(text) is not None or len(stated) > _FEWEST_STATED


def parts_of(text: str) -> list[str]:
    """Split a question into the parts that each ask something, where it has several."""
    return list(_split(text))


@lru_cache(maxsize=64)
def _split(text: str) -> tuple[str, ...]:
    told = _TO_TELL.sub(_told_apart, _BOTH.sub(_asked_apart, _SEVERALLY.sub(_asked_apart, text)))
    parts: list[str] = []
    lead = ""
    for clause in _SPLIT.split(told):
        spaced = _spaced(clause or "")
        for piece in filter(str.strip, spaced):
            if len(spaced) > 1 or _ASKS.search(piece) or kind_of(piece) != "other":
                parts.append(lead + piece)
                lead = ""
            else:
                lead += piece + "，"
    if lead and parts:
        parts[-1] += "，" + lead.rstrip("，")
    # The same thing asked over and over is one thing.
    return tuple(dict.fromkeys(parts)) if len(parts) > 1 else (text,)


def _spaced(clause: str) -> list[str]:
    """A clause of words for a search box, parted where several of them ask something: 「甲展是否免费 到几号」."""
    asking: list[str] = []
    led = ""
    for word in clause.split():
        led = f"{led} {word}".lstrip()
        if _ASKS.search(word) or _WHETHER.search(word):
            asking.append(led)
            led = ""
    return [*asking[:-1], f"{asking[-1]} {led}".rstrip()] if len(asking) > 1 and _HAN_RUN.search(clause) else [clause]


def _asked_apart(found: re.Match[str]) -> str:
    """Things that are asked of one: 「总票房和满意度最高的影片分别是什么」."""
    things = [found["one"], *(thing for thing in _BESIDE.split(found["others"]) if thing)]
    of = "的" if found.re is _BOTH else ""
    return of + "，".join(thing + found["asks"] for thing in things)


def _told_apart(found: re.Match[str]) -> str:
    """Things that a reader wants told: each asked how it is, where it is no amount."""
    things = [thing for thing in _THING.split(found["things"]) if thing and thing.strip()]
    return found["before"] + "，".join(thing if kind_of(thing) != "other" else f"{thing}如何" for thing in things)


def measure_last(text: str) -> str:
    """Words for a search box, with what is measured behind the others: 「某公司 广告费 去年」 is asked for that."""
    words = text.split()
    measures = [word for word in words if kind_of(word) == "amount"]
    if len(words) < _FEWEST_STATED or _ASKS.search(text) or len(measures) != 1 or words[-1] in measures:
        return text
    return " ".join([*(word for word in words if word not in measures), *measures])


def units_of(text: str) -> list[str]:
    """The pairs of Chinese characters, Latin words and figures of a question that are no words of asking."""
    folded = FILLER.sub("\0", _ASKS.sub("\0", fold(text)))
    pairs = [run[i : i + 2] for run in _HAN_RUN.findall(folded) for i in range(len(run) - 1)]
    units = [pair for pair in pairs if not (pair[0] in _EMPTY or pair[1] in _EMPTY)]
    words = [word for word in _WORD.findall(folded) if word not in function_words()]
    # 「赔了」 has no pair of characters that says something, and is printed 亏损.
    everyday = [word for word, _ in said_otherwise(fold(text)) if not any(unit in word for unit in units)]
    return list(dict.fromkeys([*units, *words, *everyday]))


def focus_of(text: str, names: Sequence[str] = ()) -> frozenset[str]:
    """The pairs of characters right before what asks, where it ends the question: 「…的转换效率是多少」."""
    folded = fold(text)
    for name in names:
        folded = folded.replace(name, "，")
    found = _ASKS.search(folded)
    head, tail = (folded[: found.start()], folded[found.end() :]) if found else (folded, "")
    head = _GREW.sub("", _MANNER.sub("", head)).rstrip()
    if len("".join(_HAN_RUN.findall(_BREAK.split(tail)[0]))) > _LONGEST_UNIT:
        return frozenset()  # 「哪家券商做保荐」: what is asked for stands behind, in the asker's words
    runs = re.findall(r"[㐀-鿿]+", re.split(r"[的，、“”‘’\s]|[年月日]", head)[-1] or head)
    run = runs[-1][-6:] if runs else ""
    return frozenset(run[i : i + 2] for i in range(len(run) - 1) if run[i] not in _EMPTY and run[i + 1] not in _EMPTY)


def read_parts(asked: Asked, weigh: Known) -> list[Part]:
    """Take a question's parts apart, for each of the things that it is about; of very many parts, the first.

    A part without a name of its own is about those of the whole question.
    """
    each = singly(asked.text, asked.names)
    if each:
        readings = ((reread(read_question(single.text), weigh), single.mark) for single in each)
        found: Iterator[Part] = (part for reading, mark in readings for part in _parts(reading, mark, weigh))
    else:
        found = _parts(asked, "", weigh)
    return list(islice(found, MOST_PARTS))


def unread(asked: Asked, parts: Sequence[Part]) -> list[str]:
    """What a question asks behind the parts of it that are read."""
    if len(parts) < MOST_PARTS:
        return []
    texts = [single.text for single in singly(asked.text, asked.names)] or [asked.text]
    read = [part.asked.text for part in parts]
    pieces = dict.fromkeys(piece for text in texts for piece in parts_of(text))
    return [piece for piece in pieces if not any(text.endswith(piece) for text in read)]


def _parts(asked: Asked, mark: str, weigh: Known) -> Iterator[Part]:
    """The parts of a question; ``mark`` is the day or the number that stands for all of it."""
    whole = units_of(_set_off(asked.text, asked.names))
    rarity = {unit: _rarity(unit, fold(asked.text), weigh) for unit in whole}
    least = min((weight for weight in rarity.values() if weight is not None), default=1.0)
    most = max((weight for weight in rarity.values() if weight is not None), default=1.0)
    subject: list[Term] = []
    for piece in map(measure_last, parts_of(asked.text)):
        text = piece if mark in piece or mark in asked.names else f"{mark}，{piece}"
        own = set(units_of(_set_off(text, asked.names)))
        units = tuple((unit, (rarity[unit] or 0.5 * least) * (1.0 if unit in own else _SHARED)) for unit in whole)
        reading = asked if text == asked.text else reread(read_question(text), weigh)
        names, said = _names_of(reading, asked, subject)
        subject = _subject(names, fold(piece)) or (names if _OF_THE_PLACE.search(fold(piece)) else subject)
        periods = reading.periods or asked.periods
        years = reading.years or asked.years
        conjoined = _conjoined(fold(text), [term.text for term in names])
        reading = Asked(text, asked.language, tuple(names), years, periods, reading.wants)
        # What somebody is asked for as (主承销商) is seldom printed in other words.
        person = kind_of(text) == "person"
        focus = frozenset(
            unit for unit in focus_of(text, asked.names) if person or rarity.get(unit, weigh(unit)) is not None
        )
        listed = _LISTED.search(fold(text))
        inside = [term for term in asked.terms if listed and not term.name and term.text in listed["topic"]]
        # Of a list's topic, a word that the archive never prints is no other wording: it is not there. What the topic
        # ends with (项目, 措施) says only what is counted.
        topic = tuple((term.text, weigh(term.text) or most) for term in inside[:-1])
        about = _ABOUT.search(fold(text))
        if about and not topic:
            ruled = (term.text for term in asked.terms if term.text in about["topic"])
            topic = tuple((word, weigh(word) or most) for word in ruled)
        for each in [(name,) for name in names] if conjoined else [tuple(names)]:
            weights = tuple((unit, weight) for unit, weight in units if not _of_another(unit, each, said))
            yield Part(asked.text, replace(reading, terms=each), kind_of(text), weights, focus, topic)


def _rarity(unit: str, question: str, weigh: Known) -> float | None:
    """The weight of a unit; that of an equal word (收报 for 收盘价), where only that is printed."""
    own = weigh(unit)
    if own is not None:
        return own
    alike = (other for word, others in said_otherwise(question) if unit in word for other in others)
    weights = (weigh(pair) for other in alike for pair in units_of(other))
    return max((weight for weight in weights if weight is not None), default=None)


def _names_of(reading: Asked, whole: Asked, subject: Sequence[Term]) -> tuple[list[Term], list[Term]]:
    """The names that a part is about, and all that it says.

    They are those of the whole question that it has, else its own, else the ``subject`` of the parts before it
    (「甲公司…，同比如何」), else all of the whole's.
    """
    said = [term for term in reading.terms if term.name]
    folded = fold(reading.text)
    nation = _NATIONWIDE.search(folded)
    if nation and all(term.text in nation[0] for term in said):
        return [], []
    said += [t for t in whole.terms if t.name and t.text in folded and not any(t.text in one.text for one in said)]
    shared = [term for term in said if any(term.text in name or name in term.text for name in whole.names)]
    # 「甲市和乙市都限行，甲市罚多少，乙市罚多少」: of those that are named before, each is asked of by itself.
    clause = fold(reading.text.rpartition("，")[2])
    again = [term for term in shared if term.text in clause]
    if again and all(fold(whole.text).count(term.text) > 1 for term in shared):
        return again, said
    names = shared or (said[:1] if whole.names else said) or list(subject) or _named_so_far(reading, whole)
    if not shared and _OF_THE_PLACE.search(folded):
        # 「某市大剧院坐了多少人，全市来了多少人」: in the city, not in what is there.
        places = [term.text[:length] for term in names for length in (3, 2) if is_place(term.text[:length])]
        names = [Term(places[0], name=True)] if places else names
    return names, names


def _named_so_far(reading: Asked, whole: Asked) -> list[Term]:
    """The names that a question has said where a part of it ends; what comes later is not what it is about."""
    folded, part = fold(whole.text), fold(reading.text)
    at = folded.find(part)
    said = folded[: at + len(part)] if at >= 0 else folded
    return [term for term in whole.terms if term.name and (term.text in said or term.text not in folded)]


def _subject(names: Sequence[Term], part: str) -> list[Term]:
    """The names that a clause of a folded part begins with, and those beside them: 「甲和乙被丙…」 is of 甲 and 乙."""
    listed = "|".join(re.escape(term.text) for term in names)
    begun = re.search(rf"(?:^|[，：；,:;、？?])((?:{listed})(?:[、和与及跟](?:{listed}))*)", part) if listed else None
    return [term for term in names if begun and term.text in begun[1]]


def _set_off(text: str, names: Sequence[str]) -> str:
    """Part names and days from the words beside them: 「银行去年」 has no word 行去."""
    folded = fold(text)
    for said in dict.fromkeys([*names, *(day.text for day in find_dates(folded))]):
        folded = folded.replace(said, f",{said},")
    return folded


def _conjoined(text: str, names: Sequence[str]) -> bool:
    """Tell whether a folded question names things side by side, to be told of each."""
    listed = "|".join(re.escape(name) for name in names)
    return len(names) > 1 and re.search(rf"(?:{listed}){_BETWEEN}(?:{listed})", text) is not None


def _of_another(unit: str, own: Sequence[Term], names: Sequence[Term]) -> bool:
    return any(unit in name.text for name in names) and not any(unit in name.text for name in own)
