"""The lines between a web article's headline and its text: when it was put out, and who printed it (来源).

They are short, and say so themselves; a name in the text is never asked. What two articles contradict stays unknown.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

from rag.prose.script import as_printed, simplified
from rag.readers.metadata import Imprint, day_told, only

_NAME = r"[一-鿿A-Za-z][一-鿿A-Za-z\d·]{1,14}"
_ORIGIN = re.compile(
    rf"(?:^|[\s|/(])(?:文章|稿件|信息|新闻|本文)?(?:来源|出处)\s?:\s?《?(?P<paper>{_NAME})》?(?=$|[\s|/)])"
)
# Where the parts of such a line stand with nothing between them.
_RUN_ON = re.compile(
    r"(?<=日)(?=\d\d?:\d\d)|(?<=\d)(?=(?:(?:文章|稿件|信息|新闻)?来源|作者|(?:责任)?编辑|责编|记者)\s?:)"
)
# What names nobody.
_NOBODY = re.compile("(?:综合|网络|互联网|本站|本网|本报|原创|未知|转载|其他|编辑|整理|记者|作者)")


def stamped(heads: Iterable[Sequence[str]]) -> Imprint:
    """The day and the paper in the lines under each of a page's headlines."""
    found = [_stamp(lines) for lines in heads]
    return Imprint(
        newspaper=only(one.newspaper for one in found if one.newspaper),
        date=only(one.date for one in found if one.date),
    )


def _stamp(lines: Sequence[str]) -> Imprint:
    papers: list[str] = []
    days = []
    for line in lines:
        read = _RUN_ON.sub(" ", unicodedata.normalize("NFKC", simplified(line)))
        day = day_told(read)
        if day:
            days.append(day)
        papers += [
            as_printed(origin["paper"], line)
            for origin in _ORIGIN.finditer(read)
            if not _NOBODY.search(origin["paper"])
        ]
    return Imprint(newspaper=only(papers), date=only(days))
