"""A story that goes on behind another one, which the page sets in a box in the middle of it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from rag.articles.breaks import runs_on
from rag.articles.flow import Item
from rag.articles.insets import breaks_off, has_lost_indents, is_short, is_text, run, words
from rag.articles.lines import CONTINUES

# How many items behind a break its sentence may go on, at most.
_NEAR = 60
# What speaks for a text going on where it does: how it begins, whether its line is full, and its words.
_BEGINS, _TORN, _FULL, _WORDS = 4.0, 1.2, 1.2, 0.7
_MOST_WORDS = 2.0
_ENOUGH = 0.5
# How much more speaks for a later place.
_LATER = 1.5
# How many lines of text may be taken for display where it breaks off.
_FEW = 5


def behind_boxes(items: Sequence[Item]) -> list[Item]:
    """A sheet's items, the rest of a story that stands behind another one moved up to where the story breaks off."""
    found = list(items)
    lost = has_lost_indents(items)
    at = 0
    while at < len(found):
        end = _broken(found, at)
        place = _rest(found, end, lost) if end else 0
        if place:
            last = place
            while last < len(found) and (found[last].kind in ("paragraph", "inset") or is_text(found[last])):
                last += 1
            rest = [replace(found[place], begins=False), *found[place + 1 : last]]
            rest = [replace(item, kind="paragraph") if item.kind == "display" else item for item in rest]
            texts = [replace(item, kind="paragraph") for item in found[at + 1 : end]]
            found[at + 1 : last] = [*texts, *rest, *found[end:place]]
            at = end + len(rest) - 1
        at += 1
    return found


def _broken(items: Sequence[Item], at: int) -> int:
    """The place of what stands right below running text that stops in a sentence above another story; 0 for none."""
    if items[at].kind != "paragraph":
        return 0
    end = at + 1
    for place in range(at + 1, min(len(items), at + _FEW)):
        if not is_text(items[place]) and not items[place].lines[-1].text.endswith("。"):
            break
        # What is rather text is so in frames of its own only where a headline still comes.
        below = items[place + 1] if place + 1 < len(items) else items[place]
        tight = not items[place].lines[0].blank or items[place].lines[-1].final
        if (tight and place == end) or (below.kind == "display" and below.lines[0].blank):
            end = place + 1
    if end >= len(items) or items[end].kind not in ("display", "byline") or not items[end].lines[0].blank:
        return 0
    return end if breaks_off(items, end) else 0


def _rest(items: Sequence[Item], end: int, lost: bool) -> int:
    """The place of the text with which the sentence goes on that breaks off above ``end``; 0 where none does surely."""
    box = next((place for place in range(end, len(items)) if items[place].kind == "paragraph"), 0)
    headed = any(item.kind == "byline" or not is_text(item) for item in items[end:box])
    if not box or not headed or runs_on(items[end - 1].lines[-1], items[box].lines[0]):
        return 0
    told, boxed = words(run(items, end, -1)), words(items[end:box])
    best, found, signed = _ENOUGH, 0, 0
    for place in range(box + 1, min(len(items), end + _NEAR)):
        item, above = items[place], items[place - 1]
        boxed |= words([above])
        signed += above.kind == "byline"
        if item.kind == "jump" or signed > 1:
            break
        if not (item.kind == "paragraph" or is_text(item)) or above.open or not item.lines[0].blank:
            continue
        score = _goes_on(items[end - 1], item, lost) + _told(words(run(items, place)), told, boxed)
        if score > best:
            best, found = score + _LATER, place
    return found


def _goes_on(above: Item, item: Item, lost: bool) -> float:
    """How much a text's first line looks like going on with a sentence."""
    line = item.lines[0]
    score = _BEGINS * (line.text[0] in CONTINUES) + _TORN * runs_on(above.lines[-1], line)
    if lost and len(item.lines) > 1:
        score += -_FULL if is_short(item) else _FULL
    return score


def _told(own: set[str], told: set[str], boxed: set[str]) -> float:
    """How much more words a text shares with the story that breaks off than with the one in the box."""
    mine, other = len(own & told), len(own & boxed) * math.sqrt(len(told) / max(len(boxed), 1))
    return _WORDS * max(-_MOST_WORDS, min(_MOST_WORDS, (mine - other) / math.sqrt(mine + other + 1)))
