"""What a text file says of itself: Markdown's headings, and the fields over an archive's text (标题：, 来源：)."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

# Sizes that stand for a heading's rank, as multiples of the text's.
TEXT_SIZE, SUBHEAD_SIZE, HEADLINE_SIZE = 10.0, 12.0, 20.0

FieldKind = Literal["title", "author", "text", "about"]
# A closed class: the names of an archive's fields.
_NAMES: dict[FieldKind, str] = {
    "title": "标题|题目|题名|篇名|Title|Headline",
    "author": "作者|撰文|Author|Byline",
    "text": "正文|内容|全文|Text|Body|Content",
    "about": "来源|出处|媒体|报纸|报刊|时间|日期|发布时间|发布日期|发表时间|出版日期|刊发日期|版次|版面|版号|栏目"
    "|链接|关键词|Source|Newspaper|Date|Published|Page|Section|URL|Keywords",
}
_FIELD = re.compile(
    r"(?:(?P<open>[【\[])\s*)?(?:"
    + "|".join(f"(?P<{kind}>{names})" for kind, names in _NAMES.items())
    + r")(?(open)\s*[】\]]\s*:?|\s*:)\s*",
    re.IGNORECASE,
)
_HEADING = re.compile(r"(#{1,6})\s+(?=\S)")
_LONGEST_VALUE = 80


class Field(NamedTuple):
    """A field at a line's start: what kind it is of, and the length of its name with the sign behind it."""

    kind: FieldKind
    length: int


def read_field(text: str) -> Field | None:
    """The field that a line in ``plain`` signs begins with, or none; only a text's own words may be long."""
    match = _FIELD.match(text)
    if match is None:
        return None
    kind = next(kind for kind in _NAMES if match[kind])
    if kind != "text" and (len(text) > _LONGEST_VALUE or "。" in text):
        return None
    return Field(kind, match.end())


def heading_rank(text: str) -> tuple[int, int] | None:
    """A Markdown heading's rank and the length of its mark, or none."""
    match = _HEADING.match(text)
    return (len(match[1]), match.end()) if match else None
