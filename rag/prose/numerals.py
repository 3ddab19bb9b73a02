"""Numbers in words, Chinese and English."""

from __future__ import annotations

from decimal import Decimal

DIGITS = {
    character: value for value, group in enumerate(["零〇", "一", "二两", *"三四五六七八九"]) for character in group
}
_PLACES = {"十": 10, "百": 100, "千": 1000}
_SMALL = (
    "zero one two three four five six seven eight nine ten "
    "eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
)
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
ENGLISH = {word: value for value, word in enumerate(_SMALL.split())} | {
    word: 10 * value for value, word in enumerate(_TENS.split(), start=2)
}


def chinese(text: str, decimal: str = "") -> Decimal | None:
    """Read a Chinese numeral, with the digits behind its 点; ``None`` for what is none (十四五, 三四)."""
    total = section = digit = 0
    last_place = 10**9
    for character in text:
        if character in DIGITS:
            if digit:
                return None
            digit = DIGITS[character]
        elif character in _PLACES:
            place = _PLACES[character]
            if place >= last_place or (not digit and character != "十"):
                return None
            section += (digit or 1) * place
            digit, last_place = 0, place
        elif not total + section + digit:
            return None
        else:
            section += digit
            total = (total + section) * 10**8 if character == "亿" else total + section * 10**4
            section, digit, last_place = 0, 0, 10**9
    value = Decimal(total + section + digit)
    return value + Decimal(f"0.{''.join(str(DIGITS[character]) for character in decimal)}") if decimal else value
