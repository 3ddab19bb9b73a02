"""The line under a headline that tells only where the text comes from and when it was put out.

Its words are closed classes of the trade (据, 来源, 综合, 发布时间, 讯, the ends of outlets' names, dates and hours);
what it names is not listed. Whether such a line stands where no sentence runs through it is asked elsewhere.
"""

from __future__ import annotations

import re

# How long such a line may be at most, in signs, and a name of which no word tells that it is a source.
_LONGEST = 60
_BRIEFEST = 6

_YEAR = r"(?:19|20)\d\d"
_MONTH = r"(?:1[0-2]|0?[1-9])"
_DAY = r"(?:3[01]|[12]\d|0?[1-9])"
# Behind a year of four digits or of two, all of one sign.
_DATED = rf"(?<!\d)(?:{_YEAR}|\d\d)(?P<sign>[-./]){_MONTH}(?P=sign){_DAY}(?!\d)"
_WRITTEN = rf"(?<!\d){_YEAR}\s?年\s?{_MONTH}\s?月(?:\s?{_DAY}\s?日)?"
_UNDATED = rf"(?<!\d){_MONTH}\s?月\s?{_DAY}\s?日"
_PART = r"(?:凌晨|清晨|早晨|早间|上午|中午|午间|下午|傍晚|晚间|晚上|深夜|[早晚])"
_CLOCK = r"(?:\d{1,2}:\d\d(?::\d\d)?|\d{1,2}[时点](?:\d{1,2}分|许|半)?)"
_HOUR = rf"(?:\s?(?:星期|周)[一二三四五六日天])?(?:\s?{_PART})?(?:\s?{_CLOCK})?"
_PUT_OUT = r"(?:刊发|刊登|刊载|发布|发表|首发|更新)"
_STAMP = r"(?:(?:发布|发表|刊发|刊登|出版|更新|发稿)?(?:时间|日期)\s?:|发布于\s?:?)?\s?"
_AHEAD, _BEHIND = r"(?<![^\s|/])", r"(?![^\s|/])"
_FULL_MOMENT = re.compile(rf"{_AHEAD}{_STAMP}(?:{_DATED}|{_WRITTEN}){_HOUR}(?:\s?{_PUT_OUT})?{_BEHIND}")
_SHORT_MOMENT = re.compile(rf"{_AHEAD}{_STAMP}{_UNDATED}{_HOUR}(?:\s?{_PUT_OUT})?{_BEHIND}")
_YEAR_ALONE = re.compile(rf"{_AHEAD}{_YEAR}年{_BEHIND}")

_WORD = r"[\u3400-\u9fffA-Za-z\d·]"
# How the names of those end who put news out, and of the offices that give it out.
_OUTLET = r"(?:(?<![捷喜年月季周财])报|网|社|[视电]台|电视|广播|新闻|客户端|周刊|杂志|频道|媒体|公众号|微信|微博)"
_OFFICE = r"(?:[局部委厅署院会办队所站]|中心|政府|公司|集团|大学)"
_TITLED = r"《[^《》]{2,20}》(?:客户端|公众号|微信)?"
_AND = r"\s?(?:[、/及和]\s?|(?<=[》\s])|(?=《))"


def _listed(name: str) -> str:
    """The form of a name, or of a few of that form."""
    return rf"(?:{_TITLED}|{name})(?:{_AND}(?:{_TITLED}|{name})){{0,4}}"


_NAMES = _listed(rf"{_WORD}{{2,14}}")
_OUTLETS = _listed(rf"{_WORD}{{1,12}}{_OUTLET}")
_TOLD = r"(?:综合)?(?:报道|消息|[讯电])"
# What 据 begins other than a source: words that have it in them, and what a sentence goes on from.
_TELLING = r"[测估推核计概]算|统计(?!局)|调查(?!队)|估计|介绍|了解|预[测计]|透露|分析|披露|观察|显示"
_NO_SOURCE = rf"[点守此传理险有为其以悉称说]|实[以则]|{_TELLING}"
_FROM = rf"据\s?(?!{_NO_SOURCE})"
_FIELD = re.compile(r"(?:(?:文章|稿件|信息|新闻)?来源|出处|来自|转自|原载)\s?:\s?[^。!?]{1,30}")
_SOURCE = re.compile(
    rf"{_FROM}{_NAMES}\s?(?:(?:{_WRITTEN}|{_UNDATED})\s?)?{_TOLD}|(?:综合|{_FROM}|来源\s?){_OUTLETS}"
    rf"|{_FROM}{_WORD}{{2,14}}{_OFFICE}|综合{_NAMES}\s?{_TOLD}|{_OUTLETS}\s?{_TOLD}|[\u3400-\u9fff]{{0,12}}综合(?:消息|报道)"
)
_DATELINE = re.compile(rf"(?:据{_WORD}{{2,20}}|{_WORD}{{1,8}}[报网社]{_WORD}{{0,12}})[讯电]")
# Beside a day a name needs less to be seen for a source: beside the full day of an outlet or an office, no mark.
_MARKED = re.compile(rf"{_FROM}{_NAMES}")
_OUTLETS_ALONE = re.compile(_OUTLETS)
_UNMARKED = re.compile(rf"[\u3400-\u9fff]{{2,12}}{_OFFICE}")
_BRIEF = re.compile(rf"{_FROM}[\u3400-\u9fff]{{2,{_BRIEFEST}}}")
# Words of grammar that no outlet's name has.
_GRAMMAR = re.compile(r"[的了着将被把让使]")
_TOLD_BY = re.compile(_TELLING)


def is_source_line(text: str) -> bool:
    """Whether a line in ``plain`` signs tells where a text comes from, when it was put out, or both, and no more."""
    text = text.strip(" ()[]【】|·")
    if not 2 < len(text) <= _LONGEST:
        return False
    rest, full = _FULL_MOMENT.subn(" ", text)
    rest, short = _SHORT_MOMENT.subn(" ", rest)
    rest = rest.strip(" |/·")
    if not rest:
        return full > 0
    return _is_source(rest) or _is_dateline(rest) or _is_beside_day(rest, full=full > 0, dated=full + short > 0)


def _is_source(text: str) -> bool:
    return _FIELD.fullmatch(text) is not None or (_SOURCE.fullmatch(text) is not None and not _GRAMMAR.search(text))


def _is_dateline(text: str) -> bool:
    """Whether a line is a dateline or a source with the year added to it, which the dateline lacks."""
    rest = _YEAR_ALONE.sub(" ", text).strip()
    return rest != text and (_DATELINE.fullmatch(rest) is not None or _is_source(rest))


def _is_beside_day(text: str, *, full: bool, dated: bool) -> bool:
    """Whether what stands beside a day is a source, with or without a word that says so."""
    if not dated or _GRAMMAR.search(text):
        return False
    outlet = _OUTLETS_ALONE.fullmatch(text) or (full and _UNMARKED.fullmatch(text))
    return bool(outlet or _MARKED.fullmatch(text))


def may_be_source(text: str) -> bool:
    """Whether a line is 据 with a few signs behind it, which only its place shows to be a source."""
    return _BRIEF.fullmatch(text) is not None and not _GRAMMAR.search(text) and not _TOLD_BY.search(text)
