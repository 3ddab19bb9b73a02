"""The writers and editors whom a byline names behind their paper's short name (江经记者 …, 江经编辑 …)."""

from __future__ import annotations

import re

from rag.articles.bylines import read_names

_LONGEST = 100
# How many signs a paper's name, or what it is called for short, has at most.
_HOUSE = 12
_GRADES = r"(?:首席|特约|特派|见习|实习|资深|高级|全媒体|融媒体|财经){0,3}"
_DUTY = re.compile(rf"{_GRADES}(?:记者|编辑|实习生|通讯员|评论员|撰稿人|主笔|作者)")
# A closed class: those who make up a page, and write nothing.
_STAFF = re.compile(r"(?:责任|美术|版式|版面|值班|执行|图片|视觉|校对|本版|总|副|主|组版|审校|审读)$")
# What runs into the paper's word for itself is a headline.
_OURS = re.compile(r".(?:本报|本刊|本网|本社)")
# A closed class: what the name of a paper, a site or an agency ends with, and no sentence before a name.
_NAMED = re.compile(r"(?:[日晚早晨时商周导]报|财经|经济|证券|金融|经营|新闻|报道|周刊|新闻网|在线|观察)$")
_REPORTED = re.compile(r"\s[\u4e00-\u9fff、]{2,9}(?:报道|电)$|\s*发自\s*[\u4e00-\u9fff]{2,6}$")
_BEFORE_NAMES = " :"
_MARKS = "■□●◆▲◎★○◇▶►▪•· \t"


def read_desk_byline(text: str) -> tuple[str, ...] | None:
    """The people whom a line names behind a paper's name and their role, or none; ``text`` is in ``plain`` signs."""
    if len(text) > _LONGEST:
        return None
    bare = text.strip(_MARKS)
    reported = _REPORTED.search(bare)
    if reported:
        bare = bare[: reported.start()]
    duties = list(_DUTY.finditer(bare))
    if not duties:
        return _behind_house(bare)
    names: list[str] = []
    sure = reported is not None or len(duties) > 1
    for at, duty in enumerate(duties):
        house = _house(bare, duties[at - 1].end() if at else 0, duty.start())
        if house is None or (at == 0 and duty.start() != len(house)) or (not house and not at):
            return None
        last = len(bare)
        if at + 1 < len(duties):
            after = duties[at + 1]
            last = after.start() - len(_house(bare, duty.end(), after.start()) or "")
        given = bare[duty.end() : last].strip(" ,、;/")
        apart = bare[duty.end() : duty.end() + 1] in tuple(_BEFORE_NAMES)
        read = read_names(given.lstrip(":"), certain=False) if apart or sure or _NAMED.search(house) else None
        if read is None:
            return None
        names += read
    return tuple(names)


def house_alone(text: str) -> bool:
    """Whether a text is a paper's whole name, so that a role behind it begins no byline of its own."""
    return 2 <= len(text) <= _HOUSE and _is_word(text) and _NAMED.search(text) is not None


def _house(text: str, first: int, end: int) -> str | None:
    """The paper's name right before a role, which may be left out; none if something else stands there."""
    house = re.split(r"[ ,、;/]", text[max(first, end - _HOUSE - 1) : end])[-1]
    if not house:
        return ""
    if len(house) > _HOUSE or not _is_word(house) or _STAFF.search(house) or _OURS.search(house):
        return None
    return house


def _behind_house(text: str) -> tuple[str, ...] | None:
    """The writers behind nothing but a paper's whole name, set apart from it."""
    house, _, names = text.partition(" ")
    return read_names(names, certain=False) if house_alone(house) and names else None


def _is_word(text: str) -> bool:
    return all(sign.isalnum() or sign == "·" for sign in text)
