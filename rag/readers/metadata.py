"""Which paper, which day, which page: read from what is printed around the articles, or from a file's name.

Only furniture is believed: a short line that is nothing but date, weekday, page mark, paper's name, section and the
like (the folio). A date in a sentence is news, not the paper's date. What two folios contradict stays unknown.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date as Date
from itertools import groupby
from typing import TypeVar

from rag.prose.dates import MONTHS
from rag.prose.script import as_printed, simplified

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Imprint:
    """What is known of the paper that a page was printed in; ``number`` is the page's, as in ``A2``."""

    newspaper: str | None = None
    date: Date | None = None
    number: str | None = None


def first_known(*imprints: Imprint) -> Imprint:
    """Merge imprints field by field; the earlier is trusted more."""
    return Imprint(
        next((one.newspaper for one in imprints if one.newspaper), None),
        next((one.date for one in imprints if one.date), None),
        next((one.number for one in imprints if one.number), None),
    )


# The closed classes of newspaper furniture, after NFKC.
_MONTHS = tuple(month[:3].lower() for month in MONTHS)
_MONTH = rf"(?P<m>(?:{'|'.join(month[:3] for month in MONTHS)})[a-z]*)\.?"
_YEAR = r"(?<!\d)(?P<y>(?:18|19|20)\d\d)"
_CHINESE_DIGITS = "〇一二三四五六七八九"
_NUMERAL = f"[{_CHINESE_DIGITS}○零十]"
_NUMERIC_DATE = rf"{_YEAR}(?P<between>[-./_])(?P<m>\d\d?)(?P=between)(?P<d>\d\d?)(?!\d)"
_CHINESE_DATE = rf"{_YEAR}\s*年\s*(?P<m>\d\d?)\s*月\s*(?P<d>\d\d?)\s*日"
_COMPACT_DATE = rf"{_YEAR}(?P<m>\d\d)(?P<d>\d\d)(?!\d)"
_TEXT_DATES = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        _CHINESE_DATE,
        _NUMERIC_DATE,
        rf"(?P<y>{_NUMERAL}{{4}})年(?P<m>{_NUMERAL}{{1,2}})月(?P<d>{_NUMERAL}{{1,3}})日",
        rf"\b{_MONTH}\s*(?P<d>\d\d?)(?:st|nd|rd|th)?,?\s+{_YEAR}(?!\d)",
        rf"(?<!\d)(?P<d>\d\d?)(?:st|nd|rd|th)?\s+{_MONTH},?\s+{_YEAR}(?!\d)",
    )
)
NAME_DATES = tuple(re.compile(form) for form in (_CHINESE_DATE, _NUMERIC_DATE, _COMPACT_DATE))
_WEEKDAY = re.compile(
    r"(?:星期|周|礼拜)[一二三四五六日天]|\b(?:Mon|Tue(?:s)?|Wed(?:nes)?|Thu(?:rs)?|Fri|Sat(?:ur)?|Sun)(?:day)?\b,?",
    re.I,
)
_PAGE_MARK = re.compile(
    r"第?\s*([A-Z]?\s?\d{1,3})\s*版|第([一二三四五六七八九十]{1,3})版|版次:?\s*([A-Z]?\d{1,3})(?!\d)"
    r"|\bpage\s+([A-Z]?-?\d{1,3})(?!\d)",
    re.I,
)
_BARE_PAGE_MARK = re.compile(r"(?<![A-Za-z0-9])([A-H]\d{1,2})(?![A-Za-z0-9])")
# Beside a day with its weekday, a number at the line's edge is the page's: no year, hour or issue is left of those.
_BARE_PAGE_NUMBER = re.compile(r"^\s*([1-9]\d?)(?=\s)|(?<=\s)([1-9]\d?)\s*$")
_PAGE_AND_SECTION = re.compile(r"(?:\S{1,6}\s+)?第?[A-Z]?\d{1,3}\s?版(?:\s+\S{1,6})?|[A-Z]\d{1,2}\s+[一-鿿·]{2,6}")
_OTHER_FURNITURE = re.compile(
    r"(?:农历)?[甲乙丙丁戊己庚辛壬癸][子丑寅卯辰巳午未申酉戌亥]年[一-鿿]{0,6}|农历[一-鿿]{2,8}|总?第?\s*\d{1,6}\s*[期号]"
    r"|今日\s*\d{1,3}\s*版|\bNo\.?\s*\d+|\bVol\.?\s*[\dIVXLC]+|国内统一\S*|邮发代号\S*"
    r"|(?:责任编辑|责编|主编|编辑|美编|制作|校对|版式|组版|电话|E-?mail)(?:\s*:\s*|\s+)[^\s:]+",
    re.I,
)
_CHINESE_PAPER = re.compile(r"(?!据|综合)(?:[一-鿿\d]{2,11}报|[一-鿿\d]{2,9}报道)")
NO_PAPER = re.compile("(?:年|季|月|周|中|财|简|公|海|通|预|警|情|研|汇|快|捷|战|喜|播|上|填|举|回|酬|电|谍|墙|板)报$")
_ENGLISH_PAPER = re.compile(
    r"(?:The )?(?:[A-Z][\w.'’&-]* ){1,4}(?:Times|Post|Daily|News|Herald|Journal|Gazette|Tribune|Chronicle|Observer"
    r"|Standard|Mail|Telegraph|Courier|Examiner|Press|Express|Mirror|Bulletin|Dispatch|Register|Review|Ledger|Globe"
    r"|Sentinel|Independent|Guardian|Advocate|Inquirer|Enquirer|Argus|Echo|Monitor|Advertiser|Citizen|Recorder|Weekly)"
)
_PROSE = re.compile("[，。！？；、“”‘’…()《》,;!?]|[上下][接转]|[详另]见")
_FIELD = re.compile(
    r"(?m)^[^\S\n]*(?P<open>[【\[])?(?:(?P<paper>来源|出处|媒体|报纸|报刊|Source|Newspaper)"
    r"|(?P<date>时间|日期|发布时间|发布日期|发表时间|出版日期|刊发日期|Date|Published)|(?P<page>版次|版面|版号|Page))"
    r"(?(open)[】\]][:：]?|[^\S\n]*[:：])[^\S\n]*(?P<value>[^\n]{1,80})$"
)
# Beside the day on which a text of its own was put out: the hour, a word that says so, and where it comes from.
_HOUR = re.compile(r"(?<!\S)\d\d?:\d\d(?::\d\d)?(?!\S)")
_STAMP = re.compile(r"(?:发布|发表|刊发|更新)?(?:时间|日期)\s*:|(?<=日)(?:刊发|发布|[上下]午|[早午晚]间)(?!\S)")
_ORIGIN = re.compile(
    r"(?:据\s?|综合|来源\s*:\s*)[^。!?,:]{2,24}|[^\W\d_]{1,12}(?:报|网|社|电视台|新闻|客户端|网站|消息|讯|观察|参考|视野|周刊|在线|频道)"
)
# Who wrote it, on a line of its own; and a telegram's own day (「某社某地2031年5月16日电」).
_WRITTEN_BY = re.compile(
    r"(?:本报|本刊|本网)?(?:见习|实习)?(?:首席)?(?:记者|通讯员|实习生|作者|文)[\s/:：].{1,30}|.{2,12}(?:/文|摄影报道)"
)
_CREDIT = re.compile(r"\((?:见习|实习)?(?:记者|通讯员|实习生|作者)[^()]{1,40}\)\s*$")
_TELEGRAM = re.compile(rf"(?:据\s?)?[一-鿿]{{1,8}}[社网报][一-鿿]{{0,8}}\s?{_CHINESE_DATE}\s?专?[电讯]")
_TOLD_DAY = re.compile(r"(?:19|20)\d\d[-./年]")
_SENTENCE = re.compile(r"(?:。|.{40}[!?…])[”’」』)》]*$")
_LONGEST_HEADLINE = 45
_LONGEST_FOLIO = 80
_LONGEST_SECTION = 12
_EDGE_LINES = 5


@dataclass(frozen=True, slots=True)
class FolioLine:
    """A line that is furniture through and through: what it says, and which kinds of furniture say it."""

    kinds: frozenset[str]
    newspaper: str | None
    dates: tuple[Date | None, ...]
    pages: tuple[str, ...]


def normal_page(mark: str) -> str:
    """Write a page mark one way, to compare it with a jump line: ``Ａ02`` and ``A 2`` are ``A2``, ``三`` is ``3``."""
    text = re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", mark)).upper()
    if re.fullmatch(f"[{_CHINESE_DIGITS}十]{{1,3}}", text):
        return str(_number(text))
    return re.sub(r"^([A-Z]?)0+(?=\d)", r"\1", text)


def is_folio(line: str) -> bool:
    """Tell whether a line is furniture through and through, as in ``2025年4月22日 星期二 A2版``."""
    return take_apart(line) is not None


def in_text(text: str) -> Imprint:
    """Read the imprint from a page's folios; each sheet (``\\f`` between them) has its own top and foot."""
    return with_printed_name(_in_text(simplified(text)), text)


def with_printed_name(imprint: Imprint, text: str) -> Imprint:
    """An imprint that was read in simplified characters, with the paper's name as a text has it."""
    return replace(imprint, newspaper=imprint.newspaper and as_printed(imprint.newspaper, text))


def _in_text(text: str) -> Imprint:
    found: list[FolioLine] = []
    for sheet in text.split("\f"):
        found += _folios([line for line in sheet.split("\n") if line and not line.isspace()])
    folio = Imprint(
        only(line.newspaper for line in found if line.newspaper),
        only(date for line in found for date in line.dates),
        only(page for line in found for page in line.pages),
    )
    # What folios contradict stays unknown.
    fields = _fields(text)
    return Imprint(
        folio.newspaper or (None if any(line.newspaper for line in found) else fields.newspaper),
        folio.date or (None if any(line.dates for line in found) else fields.date or _day_under_headline(text)),
        folio.number or (None if any(line.pages for line in found) else fields.number),
    )


def _fields(text: str) -> Imprint:
    """Read the fields that an archive writes over a text (``来源：``, ``日期：``); two texts in one file must agree."""
    head = _FIELD.search(text)
    if head is None or sum(map(bool, map(str.strip, text[: head.start()].split("\n")))) >= _EDGE_LINES:
        return Imprint()
    values: dict[str, list[str]] = {"paper": [], "date": [], "page": []}
    for field in _FIELD.finditer(text):
        for kind, found in values.items():
            if field[kind]:
                found.append(unicodedata.normalize("NFKC", field["value"]).strip())
    days = [date_of(match) for value in values["date"] for form in _TEXT_DATES if (match := form.match(value))]
    pages = [mark for value in values["page"] if (mark := re.fullmatch(r"第?([A-Za-z]?\s?\d{1,3})版?", value))]
    papers = [paper_among(re.split(r"\s+", value)) for value in values["paper"]]
    return Imprint(only(papers), only(days), only(normal_page(mark[1]) for mark in pages))


def _day_under_headline(text: str) -> Date | None:
    """The day on which a text was put out that stands alone in its file, from the line right under its headline.

    All below that line must be whole sentences: what else stands there may be another text's headline.
    """
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    if len(lines) < 3:
        return None
    head, told, below = lines[0], lines[1], lines[2:]
    if len(head) > _LONGEST_HEADLINE or head.endswith("。") or not _TOLD_DAY.search(told):
        return None
    below = below[1:] if _WRITTEN_BY.fullmatch(below[0]) else below
    whole = all(_SENTENCE.search(unicodedata.normalize("NFKC", line[-60:])) or is_folio(line) for line in below)
    told = unicodedata.normalize("NFKC", told)
    telegram = _TELEGRAM.match(told)
    return (date_of(telegram) if telegram else day_told(told)) if whole else None


def day_told(line: str) -> Date | None:
    """The one full date of a line that tells when a text was put out, where it comes from, and no more."""
    days = [match for form in _TEXT_DATES for match in form.finditer(line)]
    if len(line) > _LONGEST_FOLIO or len(days) != 1:
        return None
    rest = _CREDIT.sub(" ", _STAMP.sub(" ", line))
    timed = _HOUR.search(rest) is not None
    before, _, after = _HOUR.sub(" ", _WEEKDAY.sub(" ", rest)).partition(days[0].group())
    words = " ".join((before + after).split()).strip("| ()")
    apart = before[-1:] in ("", " ", "|", "(") and after[:1] in ("", " ", "|", ")")
    named = not words or _ORIGIN.fullmatch(words) or (timed and not _PROSE.search(words))
    return date_of(days[0]) if apart and named else None


def paper_of(value: str) -> str | None:
    """The newspaper that a field names, be it with the site's part behind a dash."""
    return paper_among(part.strip() for part in re.split(r"[-_|·:]", unicodedata.normalize("NFKC", value)))


def day_of(value: str) -> Date | None:
    """The day that a field begins with, as in ``2025-04-22T08:00:00+08:00``."""
    text = unicodedata.normalize("NFKC", value).strip()
    forms = (*_TEXT_DATES, *NAME_DATES)
    return next((date_of(match) for form in forms if (match := form.match(text))), None)


def _folios(lines: list[str]) -> list[FolioLine]:
    """The folio lines of one sheet: neighbours vouch for each other; in the middle of a sheet it takes more."""
    edges = {*range(_EDGE_LINES), *range(len(lines) - _EDGE_LINES, len(lines))}
    # In the middle a folio must name its weekday: a quick look spares the rest, in a file of a million lines.
    taken = [
        (index, take_apart(line) if index in edges or _WEEKDAY.search(line) else None)
        for index, line in enumerate(lines)
    ]
    found: list[FolioLine] = []
    for is_folio, group in groupby(taken, key=lambda entry: entry[1] is not None):
        run = list(group)
        if not is_folio:
            continue
        kinds = frozenset().union(*(line.kinds for _, line in run if line))
        at_edge = any(index in edges for index, _ in run)
        # A date alone at the foot is how announcements are signed; alone at the top it heads the page.
        alone = "page" in kinds or ("date" in kinds and run[0][0] == 0)
        if (at_edge and (alone or len(kinds) > 1)) or {"date", "weekday"} < kinds:
            found += [line for _, line in run if line]
    return found


def take_apart(line: str) -> FolioLine | None:
    """What a line says that is furniture through and through; none for any other."""
    if len(line) > _LONGEST_FOLIO:
        return None
    rest = unicodedata.normalize("NFKC", line).strip()
    dates: list[Date | None] = []
    pages: list[str] = []
    kinds: set[str] = set()

    def take_date(match: re.Match[str]) -> str:
        dates.append(date_of(match))
        kinds.add("date")
        return " "

    def take_page(match: re.Match[str]) -> str:
        pages.append(normal_page(match[match.lastindex or 0]))
        kinds.add("page")
        return " "

    def take(kind: str) -> str:
        kinds.add(kind)
        return " "

    for pattern in _TEXT_DATES:
        rest = pattern.sub(take_date, rest)
    rest = _WEEKDAY.sub(lambda _: take("weekday"), rest)
    rest = _OTHER_FURNITURE.sub(lambda _: take("other"), rest)
    rest = _PAGE_MARK.sub(take_page, rest)
    rest = _BARE_PAGE_MARK.sub(take_page, rest)
    rest = re.sub(r"\(\s*\)", " ", rest)
    if {"date", "weekday"} <= kinds and not pages and len(_BARE_PAGE_NUMBER.findall(rest)) == 1:
        rest = _BARE_PAGE_NUMBER.sub(take_page, rest)
    words = [word for word in re.split(r"[\s|·•■◆●/:：_-]+", rest) if word]
    # A stately masthead: 江 海 日 报.
    spread = "".join(words) if all(len(word) == 1 for word in words) else ""
    paper = paper_among(words) or paper_among([" ".join(words), spread])
    if paper:
        kinds.add("paper")
        words = [word for word in words if word.casefold() not in paper.casefold()]
    section = "".join(words)
    if not kinds or len(section) > _LONGEST_SECTION or _PROSE.search(section):
        return None
    if (
        section
        and len(kinds - {"other"}) == 1
        and not _PAGE_AND_SECTION.fullmatch(unicodedata.normalize("NFKC", line).strip())
    ):
        return None
    return FolioLine(frozenset(kinds), paper, tuple(dates), tuple(pages))


def paper_among(words: Iterable[str]) -> str | None:
    """The first word that names a newspaper and nothing else; a masthead in capitals is written as a name."""
    for given in words:
        word = given.title() if given.isupper() and given.isascii() else given
        if (_CHINESE_PAPER.fullmatch(word) and not NO_PAPER.search(word)) or _ENGLISH_PAPER.fullmatch(word):
            return word
    return None


def date_of(match: re.Match[str]) -> Date | None:
    """The day that a match names; ``None`` for a day that no calendar has."""
    month = match["m"].lower()[:3]
    number = _MONTHS.index(month) + 1 if month in _MONTHS else _number(month)
    with suppress(ValueError):
        return Date(_number(match["y"]), number, _number(match["d"]))
    return None


def _number(text: str) -> int:
    """A number in digits, in Chinese digits (``二〇二五``) or counted in tens (``二十二``)."""
    text = text.replace("○", "〇").replace("零", "〇")
    if text.isdecimal():
        return int(text)
    if "十" in text:
        tens, _, ones = text.partition("十")
        return 10 * (_CHINESE_DIGITS.find(tens) if tens else 1) + (_CHINESE_DIGITS.find(ones) if ones else 0)
    return int("".join(str(_CHINESE_DIGITS.find(digit)) for digit in text) or 0)


def only(values: Iterable[_T | None]) -> _T | None:
    """The value that all agree on, else ``None``."""
    found = set(values)
    return found.pop() if len(found) == 1 else None
