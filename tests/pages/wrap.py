"""Breaks text into lines of a measure, as a page does: Chinese by the sign, English by the word."""

from __future__ import annotations

import re

NO_LINE_START = "，。、；：？！”’）》」』%…"
NO_LINE_END = "“‘（《「『"


def wide(text: str) -> str:
    """Digits and Latin letters in full width."""
    return "".join(chr(ord(sign) + 0xFEE0) if sign.isascii() and sign.isalnum() else sign for sign in text)


def _em(text: str) -> float:
    return sum(0.5 if sign.isascii() else 1.0 for sign in text)


def wrap_signs(text: str, width: float, first: float, kinsoku: bool) -> list[str]:
    """Chinese text in lines of a measure; a Latin word that does not fit is broken with a soft hyphen."""
    lines: list[str] = []
    line = ""
    for at, sign in enumerate(text):
        room = first if not lines else width
        if line and _em(line + sign) > room:
            if kinsoku and sign in NO_LINE_START and _em(line) <= room + 1:
                line += sign
                continue
            carry = ""
            if kinsoku and line[-1] in NO_LINE_END and len(line) > 1:
                line, carry = line[:-1], line[-1]
            after = text[at : at + 2]
            if len(line) > 3 and re.search(r"[A-Za-z]{2}$", line) and re.match(r"[A-Za-z]{2}", after):
                line += "⁃"
            lines.append(line)
            line = carry
        line += sign
    if line:
        lines.append(line)
    return [kept for kept in (one.strip() for one in lines) if kept]


def wrap_words(text: str, width: int, indent: str) -> list[str]:
    """English text in lines of a measure; long words may break with a soft hyphen."""
    lines: list[str] = []
    line = indent
    for printed in text.split():
        word = printed
        while line.strip() and len(line) + 1 + len(word) > width:
            room = width - len(line) - 2
            if len(word) > 9 and word.isalpha() and 4 <= room <= len(word) - 4:
                lines.append(f"{line} {word[:room]}⁃")
                word = word[room:]
            else:
                lines.append(line)
            line = ""
        line = f"{line} {word}" if line.strip() else line + word
    return [*lines, line] if line.strip() else lines
