"""Which paper a page is of by what its file is called, or by what may be the name at its head.

Neither is sure: they are asked after what is printed around the articles.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import date as Date
from itertools import takewhile
from pathlib import PurePath

from rag.prose.script import simplified
from rag.readers.metadata import (
    NAME_DATES,
    NO_PAPER,
    Imprint,
    date_of,
    normal_page,
    only,
    paper_among,
    take_apart,
    with_printed_name,
)

# What sections are named by, and what files are called that are no page of a paper.
_SECTION = re.compile(
    "(?:要闻|新闻|头版|时政|政治|国际|国内|全国|环球|全球|世界|天下|本地|本埠|都市|城市|城乡|区域|地方|社会|民生|生活"
    "|财经|经济|产经|产业|金融|银行|证券|保险|基金|股市|市场|公司|企业|商业|消费|理财|投资|房产|楼市|汽车|能源|农业|三农"
    "|科技|数码|互联网|教育|健康|医药|文化|文娱|娱乐|体育|旅游|美食|艺术|读书|书评|副刊|周刊|周末|人物|评论|观点|时评"
    "|言论|视点|焦点|热点|深度|调查|专题|专版|专刊|特刊|特别|报道|综合|广告|公告|信息|法治|军事|图片|影像|连载|版|[与和·])+"
)
_RUNNING = re.compile(r"\d{1,2}")
# How much of a page is its head.
_HEAD, _HEAD_LINES = 400, 5
_FILE_NAMED = re.compile(
    "[版页图表单录稿]$|纪要|扫描|文件|文档|资料|材料|剪报|报纸|文章|新闻|截图|截屏|照片|下载|导出|备份|副本|新建"
    "|未命名|报告|会议|通知|样本|测试"
)


def in_name(path: PurePath, text: str = "") -> Imprint:
    """Read the imprint from a file's name, then from the folders right above it (``2025-04/22/``).

    Digits that may as well be a running number are taken for a page only where the page's ``text`` begins with them as
    well; nothing is, in a name without a date.
    """
    named = [unicodedata.normalize("NFKC", part) for part in (*path.parts[:-1][-4:], path.stem)]
    first = unicodedata.normalize("NFKC", text[:_HEAD].lstrip().partition("\n")[0].strip())
    return with_printed_name(_in_name([simplified(part) for part in named], first), "\n".join(named))


def _in_name(parts: Sequence[str], first: str) -> Imprint:
    *folders, stem = parts
    day, rest = _name_date(stem)
    if rest == stem:
        below = re.search(r"(?:^|/)(\d{4}[-/]\d\d?[-/]\d\d?|\d{8})$", "/".join(folders))
        day = _name_date(below[1].replace("/", "-"))[0] if below else None
    if day is None:
        return Imprint()
    words = [word for word in re.split(r"[-_\s.]+", rest) if word]
    marks = [re.fullmatch(r"第?([A-Za-z]?\d{1,3})版|([A-Ha-h]\d{1,2})|[Pp]age(\d{1,3})", word) for word in words]
    number = only(normal_page(mark[mark.lastindex or 0]) for mark in marks if mark)
    number = number or (normal_page(first) if _RUNNING.fullmatch(first) and first in words else None)
    paper = paper_among(re.split(r"[-_.]+", rest)) or paper_among(words) or paper_among(reversed(folders))
    return Imprint(paper or _named_before_day(stem), day, number)


def _named_before_day(stem: str) -> str | None:
    """What stands in a name right before its day, if it may be a paper's: ``白沙财经-``; not what files are called."""
    day = next((match for form in NAME_DATES if (match := form.search(stem))), None)
    name = re.split(r"[-_.\s]+", stem[: day.start()].rstrip("-_. ("))[-1] if day else ""
    return name if _is_name(name) and not _FILE_NAMED.search(name) else None


def in_masthead(text: str) -> Imprint:
    """The name that a page begins with, if the day and the page's number stand behind it or on the next lines.

    It is no more than likely: a page's section may stand there, too, unless its words tell that it is one.
    """
    head = [line.strip() for line in text[:_HEAD].split("\n") if line.strip()][:_HEAD_LINES]
    if not head:
        return Imprint()
    name, *behind = re.split(r"[\s|·•/]+", unicodedata.normalize("NFKC", head[0]), maxsplit=1)
    lines = [*behind, *head[1:]]
    folio = list(takewhile(bool, (take_apart(simplified(line)) for line in lines)))
    kinds = frozenset[str]().union(*(line.kinds for line in folio if line))
    named = _is_name(simplified(name)) and "paper" not in kinds and {"date", "page"} <= kinds
    return Imprint(name if named else None)


def _is_name(text: str) -> bool:
    return re.fullmatch("[一-鿿]{2,8}", text) is not None and not _SECTION.fullmatch(text) and not NO_PAPER.search(text)


def _name_date(text: str) -> tuple[Date | None, str]:
    """The date of a name, when it has just one, and the name with ``-`` in its place."""
    found: list[Date | None] = []

    def take(match: re.Match[str]) -> str:
        found.append(date_of(match))
        return "-"

    for pattern in NAME_DATES:
        text = pattern.sub(take, text)
    return only(found), text
