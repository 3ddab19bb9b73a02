"""What a newspaper prints around its stories: jump lines, captions, page furniture, tables of figures.

Only closed classes of the trade are named here; headlines, subheads and labels have no list.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from rag.articles.bylines import read_byline, read_names
from rag.articles.lines import HAN
from rag.prose.dates import MONTHS

_PAGE = r"(?P<{0}>[A-Za-z]?\s{{0,2}}\d{{1,3}}|[一二三四五六七八九十]{{1,3}}|头|封)"
_S = r"\s{0,3}"
_JUMP = re.compile(
    rf"[(【\[]?{_S}[▲▼→←]?{_S}(?P<verb>[上下紧]{_S}[接转])(?:{_S}自)?{_S}:?{_S}(?:本{_S}报)?(?:[^\s()]{{0,12}}?)第?{_S}"
    + _PAGE.format("page")
    + rf"{_S}版(?:[^()\n]{{0,24}}?)[)】\]]"
    + r"|(?m:^)[ \t]*[(\[]?\s?(?P<english>(?:story\s)?(?:continued|continues)\s{1,3}(?:from|on))\s{1,3}(?:page\s{1,3})?"
    + r"(?P<sheet>[A-Za-z]?-?\d{1,3})\s?[)\]]?[ \t]*(?m:$)"
    + r"|[(\[]\s?(?P<inline>continued\s{1,3}(?:from|on))\s{1,3}(?:page\s{1,3})?(?P<leaf>[A-Za-z]?-?\d{1,3})\s?[)\]]",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Jump:
    """A jump line's range in the page's text, its direction and the page number that it gives."""

    start: int
    end: int
    direction: Literal["from", "to"]
    page: str


def find_jumps(text: str) -> list[Jump]:
    """All jump lines of a text in ``plain`` signs; one that is broken over lines is found too."""
    jumps: list[Jump] = []
    for match in _JUMP.finditer(text):
        verb = "".join((match["verb"] or match["english"] or match["inline"]).split()).casefold()
        onward = verb.endswith(("转", "on"))
        page = "".join((match["page"] or match["sheet"] or match["leaf"]).split()).upper()
        start = match.start() + len(match.group()) - len(match.group().lstrip())
        jumps.append(Jump(start, match.start() + len(match.group().rstrip()), "to" if onward else "from", page))
    return jumps


# White space is read once: the words end before it, and of it a name of fewer than two signs may take three.
_GAP = r"\s*(?=\s{0,2}(?:\S|$))"
_PHOTO = re.compile(
    r"^(?P<text>.*?)(?<![\s(])[\s(]*(?=[\s(]{0,3}(?:[^\s(]|$))(?:"
    r"(?P<before>[^。,]{2,30}?)"
    r"(?:\s*+(?:[/|]\s*+)?(?:摄影报道|摄影|摄|供图|供圖|绘图|制图)|(?:\s*+[/|]\s*+|\s++)图)"
    rf"|(?:摄影|摄|供图|绘图|制图|图片来源|图片|资料图|图|\bphotos?|\bphotograph)\s*+[:/|]{_GAP}(?P<after>[^。]{{2,30}}?)"
    r"|图片?[均皆]?由(?P<giver>[^。,]{2,20}?)提供"
    rf"|(?:photos?|pictures?)\s+(?:by|from|courtesy of)\s{_GAP}(?P<english>.{{2,60}}?)"
    r"|(?P<agency>[A-Z][A-Za-z. ]{2,40}/\s?[A-Z][A-Za-z ]{2,30})"
    r")[)\s.]*$",
    re.IGNORECASE,
)
# A word or a sign that each caption's credit has.
_CREDITED = re.compile(r"摄|图|圖|photo|picture|/|above:|below:", re.IGNORECASE)
_PICTURED = re.compile(
    r"^[▲▼△▽◀▶►↑↓←→\s(]*(?:图为|图\s?[一二三四\d①-⑨]?\s?[:：]|资料图|图片?[均皆]?由.{2,20}提供|Pictured|Above:|Below:)"
)


def caption_credit(text: str) -> tuple[str, str | None] | None:
    """A caption's words and its credit, when a line is or ends one; none for any other line."""
    if len(text) > 160 or not _CREDITED.search(text):
        return None
    match = _PHOTO.match(text)
    if match:
        credit = match["before"] or match["after"] or match["giver"] or match["english"] or match["agency"]
        words = match["text"].strip(" (")
        if match["before"] is not None:
            split = _photographer(text[: match.end("before")])
            if split is None:
                return _pictured(text)
            words, credit = split
        return words, credit.strip() if credit else None
    return _pictured(text)


def _pictured(text: str) -> tuple[str, str | None] | None:
    return (text, None) if _PICTURED.match(text) else None


def _photographer(text: str) -> tuple[str, str] | None:
    """A caption's words and the photographer's name at its end, before the slash and 摄."""
    text = text.rstrip(" /|")
    pieces = re.split(r"(?<=[\s。(])|(?=本报记者|新华社记者|记者\s)", text)
    for first in range(len(pieces)):
        tail = "".join(pieces[first:]).strip(" (")
        if not tail or len(tail) > 30:
            continue
        names = read_byline(tail) or read_names(tail, certain=first > 0)
        if names:
            return "".join(pieces[:first]).strip(" ("), "、".join(names)
    tail = re.split(r"[\s。(]", text)[-1]
    if 2 <= len(tail) <= 16 and len(tail) < len(text.strip(" (")):
        return text[: len(text) - len(tail)].strip(" ("), tail
    return None


_WEEKDAY = r"(?:星期|周|礼拜)\s?[一二三四五六日天]"
_DATE = r"(?:19|20)\d\d\s?[年./-]\s?\d{1,2}\s?[月./-]\s?\d{1,2}\s?日?"
_STAFF = (
    r"(?:责\s?任?\s?编\s?辑?|责任编辑|编\s?辑|美\s?编|美术编辑|校\s?对|版\s?式|版面|视觉|组\s?版|审\s?读|审\s?校|主\s?编|副主编"
    r"|值班(?:主任|编委|编辑)|执行主编|本版(?:主编|编辑|责编)?|总编辑?|制\s?作|设\s?计|统\s?筹|电\s?话|热\s?线|新闻热线|广告热线"
    r"|传\s?真|邮\s?箱|投稿邮箱|电子邮[箱件]|邮\s?编|地\s?址|网\s?址|E-?mail|Tel|Fax|Editors?|Designer|Page editor"
    r"|国内统一(?:连续出版物号|刊号)|邮发代号|主办单?位?|(?:零售|定价)价?(?=[\s:]{0,3}(?:每[份张])?\s?[\d¥￥]))"
)
_MONTH = f"(?:{'|'.join(MONTHS)})"
_DAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
_FURNITURE = re.compile(
    rf"(?:第?\s?[A-Z]?\s?\d{{1,3}}\s?[版页]?|第\s?[一二三四五六七八九十\d]{{1,3}}\s?版|[A-Z]\s?\d{{1,3}}|[-—–·]\s?\d{{1,3}}\s?[-—–·]|(?:page|p\.)\s?[A-Z]?\d{{1,3}}"
    rf"|(?:[^\s。,]{{1,10}}\s+){{0,4}}(?:[\u4e00-\u9fff]{{1,5}}报)?{_DATE}(?:\s*{_WEEKDAY})?(?:[\s|/·]+[^\s。,]{{1,12}}){{0,5}}"
    rf"|(?:[^\s。,:]{{1,10}}\s+){{0,4}}星期\s?[一二三四五六日天](?:\s+[^\s。,:]{{1,12}}){{0,4}}"
    rf"|(?:[^\s。,:]{{0,10}}[报\d版][^\s。,:]{{0,10}}\s+){{0,4}}{_WEEKDAY}(?:\s+[^\s。,:]{{1,12}}){{0,4}}|农历[^。]{{2,24}}"
    rf"|(?:{_DAY},?\s+)?(?:{_MONTH}\s+\d{{1,2}}|\d{{1,2}}\s+{_MONTH}),?\s+(?:19|20)\d\d.{{0,30}}|.{{0,30}}{_DAY},?\s+{_MONTH}\s+\d{{1,2}}.{{0,30}}"
    rf"|[\s■□●◆▲◎★○◇|]*{_STAFF}\s?[:/|\s].{{0,100}}|[\s■□●◆]*本版.{{0,6}}(?:编辑|责编|主编).{{0,40}}"
    r"|\S{0,12}\s?[\w.+-]+@[\w-]+\.[\w.-]+.{0,20}|(?:https?://|www\.)\S+|.{0,24}(?:https?://|www\.)\S+.{0,10}"
    r"|第?[A-Z]?\s?\d{1,3}\s?版?[\s·|]+[\u4e00-\u9fff]{2,8}|[\u4e00-\u9fff·]{2,8}[\s·|]+第?[A-Z]\s?\d{1,3}\s?版?"
    r"|.{0,6}(?:扫码|扫一扫|扫描.{0,6}二维码|长按.{0,6}二维码)\s?(?:关注|订阅|下载|观看|收听|阅读|查看|了解|进入|加入).{0,10}"
    r"|(?:欢迎)?(?:关注)?(?:本[报刊网](?:官方)?(?:微信|微博|公众|视频|抖音|客户端)|官方微[信博]).{0,10}"
    r"|更多(?:精彩|内容|报道|新闻|资讯|详情)(?:内容|报道)?[,\s]?(?:请|敬请|欢迎|详)(?:看|见|关注|扫|点|留意).{0,12}"
    r"|(?:[(\[【·\s]{0,3}(?:公\s?益)?\s?广\s?告[)\]】·\s]{0,3})"
    r"|(?:数据|资料|图表|图片)来源\s?:.{1,40}|制\s?[表图]\s?:.{1,30}|单位\s?:.{1,20}|CN\s?\d\d-\d{4}.{0,40}|总?第\s?\d{1,6}\s?期.{0,30})",
    re.IGNORECASE,
)
# What no piece of furniture is without.
_MARKED = re.compile(r"[\d\s:@/|.版期周拜历码微]|广告|更多|本[报刊网]")
_FIGURE = re.compile(
    r"[+\-±≈~<>]?[¥$€£]?\d[\d,.:/~-]*(?:%|‰|[万亿千百]?(?:元|吨|家|人|个|户|次|件|台|辆|亩|万|亿|点|倍|股|%|天|美元|平方米|公里)?)|-{1,3}|—{1,2}|N/?A",
    re.IGNORECASE,
)


_DATED = re.compile(rf"{_DATE}|{_MONTH}\s+\d{{1,2}},?\s+(?:19|20)\d\d|\d{{1,2}}\s+{_MONTH}\s+(?:19|20)\d\d")


_FOLIO = re.compile(
    r"第?\s?[A-Z]?\s?\d{1,3}\s?版(?:[\s·|]+[\u4e00-\u9fff]{2,8})?|[A-Z]\s?\d{1,3}(?:[\s·|]+[\u4e00-\u9fff]{2,8})?"
    r"|[\u4e00-\u9fff·]{2,8}[\s·|]+第?[A-Z]?\s?\d{1,3}\s?版|page\s?[A-Z]?\d{1,3}",
    re.IGNORECASE,
)
_TIMED = re.compile(rf"{_DATE}\s*\d{{1,2}}:\d\d(?::\d\d)?(?:\s.{{0,40}})?")


def is_time_stamp(text: str) -> bool:
    """Whether a line is the day and hour at which a text was put out, with at most its source behind."""
    return _TIMED.fullmatch(text) is not None


def is_date_line(text: str) -> bool:
    """Whether a line of furniture gives the day of the paper."""
    return _DATED.search(text) is not None and is_furniture(text)


def is_page_head(text: str) -> bool:
    """Whether a line of furniture is what a page begins with: the paper's day, or the page's number and name."""
    return is_date_line(text) or _FOLIO.fullmatch(text) is not None


def is_furniture(text: str) -> bool:
    """Whether a line in ``plain`` signs is page furniture: a date line, a page number, editors, addresses."""
    return len(text) <= 120 and _MARKED.search(text) is not None and _FURNITURE.fullmatch(text) is not None


_SURE = re.compile(
    r"(?:数据|资料|图表|图片)来源\s?:.{1,40}|制\s?[表图]\s?:.{1,30}|.{0,12}\s?[\w.+-]+@[\w-]+\.[\w.-]+|[^。]{1,9}:[^,。]{1,40}\s+[^。:]{1,9}:.{1,40}"
)


def is_surely_furniture(text: str) -> bool:
    """Whether a line is furniture wherever it stands: no sentence runs through it."""
    if ":" not in text and "@" not in text:
        return False
    return is_time_stamp(text) or (is_furniture(text) and _SURE.fullmatch(text) is not None)


def is_table_row(text: str) -> bool:
    """Whether a line is a row of figures: cells apart, most of them numbers."""
    if len(text) > 200:
        return False
    cells = text.split()
    figures = sum(_FIGURE.fullmatch(cell) is not None for cell in cells)
    if len(cells) == 1:
        return figures == 1 and len(text) >= 2
    words = len(cells) - figures
    return figures >= 1 and (words == 0 or (figures >= 2 and words <= max(1, figures // 2)))


def is_loose_row(text: str) -> bool:
    """Whether a line may be a table's: two cells with one figure, or three or more short cells."""
    cells = text.split()
    if not 2 <= len(cells) <= 12 or len(text) > 80 or text[-1] in "。,;" or max(map(len, cells)) > 14:
        return False
    if len(cells) == 2:
        return _FIGURE.fullmatch(cells[1]) is not None
    return (
        not any(sign in text for sign in ",。;")
        and sum(len(cell) == 1 for cell in cells) * 3 < len(cells)
        and HAN.search(text) is not None
    )
