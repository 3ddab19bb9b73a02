"""What of a web page's or a Word file's text is to be seen, and how raised digits are written."""

from __future__ import annotations

import re
from collections.abc import Mapping

# Struck out, or a reading above a word (ruby): neither is a part of the sentence that it stands in.
_APART = frozenset(("del", "s", "strike", "rt", "rp", "rtc"))
_HIDING = re.compile(
    r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|text-decoration(?:-line)?\s*:[^;]*line-through)",
    re.IGNORECASE,
)
# They hold nothing, and some parsers tell of no end of theirs.
_VOID = frozenset(
    ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr")
)
# A script shows the whole of a page that is hidden at first.
_WHOLE = frozenset(("html", "body"))
_RAISED = str.maketrans("0123456789+-−()", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁽⁾")


def is_shown(tag: str, attributes: Mapping[str, str]) -> bool:
    """Tell whether a browser shows an element as a part of the text, by its name and its own attributes.

    ``aria-hidden`` hides nothing: what it marks is seen. Style sheets are not read.
    """
    if tag in _VOID or tag in _WHOLE:
        return True
    closed = tag == "dialog" and "open" not in attributes
    return not (tag in _APART or closed or "hidden" in attributes or _HIDING.search(attributes.get("style") or ""))


def raised(text: str) -> str:
    """Write raised digits as such: the mark of a note, or a power, is no digit of the figure before it.

    In brackets they stay as they are.
    """
    return text if "[" in text else text.translate(_RAISED)
