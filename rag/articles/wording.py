"""How much a line's words and signs look like display: headlines, subheads and labels, and not running text."""

from __future__ import annotations

import re

from rag.articles.lines import CLAUSE_ENDS, CONTINUES, Line, compact

# A report's first words: the day on which it happened.
_DAY = re.compile(
    r"(?:\d{4}年)?\d{1,2}月\d{1,2}日(?:[,上下中晚零凌]|\d{1,2}[时点])"
    r"|(?:近日|日前|[昨今](?:[日天](?:[上下中]午|[早晚][间晨上]|凌晨)?|[晨晚])),"
)
_DATED = 2.0
# A closed class: what leads from one sentence to the next, or says from when a figure is.
_LEADS_ON = re.compile(
    r"截[至止]|(?:此外|其中|目前|此前|对此|不过|同时|与此同时),|为此|因此|然而"
    r"|据(?:了?介绍|悉|了解|统计)|值得(?:一提|注意)|具体(?:来看|而言)"
)
_LED_ON = 2.0
# Who is heard says it with a verb and goes on behind a comma.
_TELLS = re.compile(r"[\u3400-\u9fff”)](?:表示|指出|强调|认为|透露|坦言|(?<![么何来可难听俗])说|(?<![名俗自])称),")
_TOLD = 1.5
# Words of grammar that no headline ends with.
_LINKS = "的和与及在为对将是向从被把由于就"
# A closed class: what surely goes on in the words behind it. That something is so, or is done somehow, may end in 的.
_HANGS = re.compile(r"(?<![目标])的$|(?:以及|或者|由于|关于|对于|根据|按照|随着)$")
_WHOLE = re.compile(r"[是怎咋].*的$")
# Two parts of a headline on one line: running text has no spaces between Chinese words.
_PARTS = re.compile(r"[\u3400-\u9fff”》%\d!?][ ]{1,3}[\u3400-\u9fff“《]{3}")
# The title of a work or a report that is named has spaces of its own, and may begin or end on another line.
_TITLE = re.compile(r"《[^《》]*(?:》|$)|^[^《》]*》")
# What separates the turns of a chat template is set by no paper: who smuggles it in must not part a story with it.
_CHAT_MARK = re.compile(r"<\|\w{1,20}\|>")
_ORDERS = 8.0
# A closed class: what a paper sets over a notice by which it corrects itself.
_CORRECTS = r"(?:更正|勘误|订正|纠错|致歉)"
_NOTICE_NAME = re.compile(
    rf"(?:本[报刊网版])?{_CORRECTS}(?:[与和及暨、]?(?:{_CORRECTS}|说明|声明|启事|公告|补充)){{0,2}}:?"
    r"|(?:corrections?|clarifications?|errat(?:um|a)|corrigend(?:um|a))(?:(?:and|&)(?:corrections?|clarifications?))?:?",
    re.IGNORECASE,
)
_LONGEST_NAME = 40
_NAMES_NOTICE = 12.0


def wording_score(line: Line) -> float:
    """How much a line's words and signs look like display."""
    text, last = line.text, line.text[-1]
    score = 0.0
    if line.final:
        score -= 1.0 if last in '?!？！…”’"' and "。" not in text[-3:] else 3.5
    elif last in CLAUSE_ENDS and not text.endswith("——"):
        score -= 1.0 if last == ":" else 3.0
    if text[0] in CONTINUES and not text.startswith("——"):
        score -= 4.0
    commas = text.count(",")
    score -= 0.4 * commas + 0.4 * max(0, commas - 1)
    score -= 3.0 * ("。" in text[:-1]) + 1.5 * (last in _LINKS) + 1.0 * (not any(map(str.isalpha, text)))
    score -= 1.0 * any(text.count(opener) != text.count(closer) for opener, closer in ("“”", "《》", "()"))
    score -= _DATED * (_DAY.match(text) is not None)
    score -= _LED_ON * (_LEADS_ON.match(text) is not None) + _TOLD * (_TELLS.search(text) is not None)
    score -= _ORDERS * (_CHAT_MARK.search(text) is not None)
    return score + 6.0 * has_parts(text) + _NAMES_NOTICE * names_notice(text)


def hangs(text: str) -> bool:
    """Whether a line ends in a word that needs what follows, as no headline does."""
    return _HANGS.search(text) is not None and _WHOLE.search(text) is None


def names_notice(text: str) -> bool:
    """Whether a text is the name of a notice by which a paper corrects itself, and no more."""
    return len(text) <= _LONGEST_NAME and _NOTICE_NAME.fullmatch(compact(text).replace("：", ":")) is not None


def has_parts(text: str) -> bool:
    """Whether a line has two parts, as headlines do and running text does not."""
    if "《" in text or "》" in text:
        # Signs enough for a part of its own, and none of them a space.
        text = _TITLE.sub("《《《》", text)
    return _PARTS.search(text) is not None


def notice_name(text: str) -> int | None:
    """How long the name of a notice is that a text begins with (「更正：本报……」), its colon with it."""
    at = text[: _LONGEST_NAME + 1].replace("：", ":").find(":") + 1
    return at if 0 < at < len(text) and names_notice(text[:at]) else None
