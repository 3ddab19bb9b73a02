"""Why a drafted sentence is withheld, in either language."""

from __future__ import annotations

import re
from functools import cache
from typing import Literal

from rag.types import Language

Reason = Literal[
    "figure", "owner", "direction", "date", "before", "measure", "unsettled", "name", "speaker", "quote", "negation",
    "sides", "compared",
    "unsupported", "nobody", "another", "trend", "stray",
    "kind", "spelling", "period", "others", "person", "office", "thing", "foreign", "languages",
]  # fmt: skip

# Each in English and in Chinese; {} is what is quoted. Of two with the same words the first is read back.
REASONS: dict[Reason, tuple[str, str]] = {
    # of what the printed words bear out
    "figure": ('the cited source does not have "{}"', "引用的原文没有“{}”"),
    "owner": ('the cited source says "{}" of something else', "原文中“{}”说的不是这个对象"),
    "direction": ('the direction or basis of "{}" differs from the cited source', "“{}”的变化方向或比较口径与原文不符"),
    "date": (
        'the cited source does not have the date "{}", or has it for something else',
        "引用的原文没有日期“{}”，或它说的不是这件事",
    ),
    "before": (
        'the cited source has "{}" of a time before, which the sentence does not say',
        "引用的原文中“{}”是此前的数字，句子没有说明",
    ),
    "measure": (
        'the cited source has "{}" per something else, as a limit, or as one end of a range',
        "引用的原文中“{}”的计量口径不同，或只是上下限、区间的一端",
    ),
    "unsettled": (
        'the cited source does not tell "{}" as a fact: it is planned, expected, conditional, hearsay or denied',
        "引用的原文没有把“{}”说成事实：它是计划、预计、假设、传闻或被否认的",
    ),
    "name": ('the cited source does not name "{}"', "引用的原文没有“{}”"),
    "speaker": ('in the cited source this was not said by "{}"', "原文中这句话不是“{}”说的"),
    "quote": ('the quotation "{}" differs from the cited source', "引文“{}”与原文不符"),
    "negation": ('"{}" says the opposite of the cited source', "“{}”与原文的意思相反"),
    "sides": ('in the cited source the two sides of "{}" are the other way round', "原文中“{}”的双方与此相反"),
    "compared": ('the cited source does not compare them: "{}"', "原文没有作“{}”这样的比较"),
    "unsupported": ("no source sentence bears this out", "没有原文句子能够印证"),
    "nobody": ("the source does not name whom this is said of", "原文没有提到所说的对象"),
    "another": ("the source says “{}” of another", "原文中“{}”说的是别的对象"),
    "trend": ("the source tells the opposite of “{}”", "“{}”与原文的意思相反"),
    "stray": ("the source says nothing of “{}”", "原文没有提到“{}”"),
    # of what answers the question
    "kind": ("it does not tell what is asked for", "没有说出所问的内容"),
    "spelling": ("the source does not print “{}”", "原文没有出现“{}”"),
    "period": ("it speaks of another period", "说的是别的时期"),
    "others": (
        "others of those that are asked about are told to be more, or nothing is told of them",
        "所问的对象中，原文说另有更多的，或没有说到它们",
    ),
    "person": ("it does not name who is asked for", "没有说出所问的是谁"),
    "office": (
        "the source names nobody in the office, or no house of the kind, that is asked for",
        "原文没有提到担任所问职务的人，或所问的那类机构",
    ),
    "thing": ("the source does not say this of what is asked", "原文这样说的不是所问的对象"),
    "foreign": ("the source has its figure of another", "原文中它的数字说的是别的对象"),
    "languages": ("it mixes two languages", "混用了两种语言"),
}


def reason(which: Reason, quoted: str = "", language: Language = "en") -> str:
    """Tell a reason, with what it quotes."""
    return REASONS[which][language == "zh"].format(quoted)


def in_language(told: str, language: Language) -> str:
    """Tell a reason that was told in either language in one of them; what is no reason stays as it is."""
    for english, chinese in REASONS.values():
        source, target = (english, chinese) if language == "zh" else (chinese, english)
        if found := _pattern(source).fullmatch(told):
            return target.format(*found.groups())
    return told


@cache
def _pattern(worded: str) -> re.Pattern[str]:
    return re.compile(re.escape(worded).replace(re.escape("{}"), "(.*)"), re.DOTALL)
