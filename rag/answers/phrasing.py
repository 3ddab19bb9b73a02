"""How a drafted sentence is put before the reader: as it was written, or in the paper's words that it was made from."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from rag.prose.entities import tokens
from rag.prose.figures import Figure, figures_of
from rag.prose.folding import fold
from rag.prose.questions import Asked
from rag.questions.parts import asks_which, enumerates, kind_of, parts_of
from rag.questions.points import ENUMERATED
from rag.types import Sentence

# A printed point is not longer than so many times what a draft made of it, or the draft chose from it on purpose.
_LONGEST_POINT = 2
_END = re.compile(r"\W+$")
_LIST_NUMBER = re.compile(r"^\s*\d{1,2}[.、)）]\s*")
# What asks for all of a list, and how long a sentence is quoted whole for it.
_EACH = re.compile(r"各|分别|几[项种个大家]|\b(?:each|respectively|list)\b", re.I)
_LONGEST_LIST = 160
# So much of what a draft adds to the question stands in a printed sentence that it is cut from it; a sentence that is
# so many times as long says other things, too.
_COPIED, _LONGEST_COPIED = 0.7, 6
_COUNT = re.compile(r"[两二三四五六七八九十][个条点项种位家名大类款座]")
# What asks only whether, or which of those that it names.
_CHOICE = re.compile(r"吗|是否|有没有|是不是|能不能|会不会|可否|能否|还是|谁|哪一?[家个]")

# 「走访了多个城市」 to 「走访了哪几个城市」, and 「负责人是如是说」 to 「负责人叫什么」.
_SOME = re.compile(r"(?:多|若干|一些|不少)(?:[个家座](?!百分点)|位(?![置于列次]))")
_SAID_SO = re.compile(r"[是为叫]?(?:如是|[这那]样|[这那]么)说$")


def phrase(text: str, support: Sequence[Sentence], asked: Asked) -> str:
    """Give a drafted sentence in the paper's words, where a model that copied them cut some off.

    It tends to cut the beginning of a point, to break a list off, and to say only 「超过」 of what is printed exactly.
    How many there are of what is asked for (两条原因) is the question's to say, where no source sentence does.
    """
    text = _without_counts(text, support, asked)
    exact = exactly(text, support) if asked.language == "zh" else None
    if exact is not None:
        return exact.text
    bare = _END.sub("", fold(text)) if asked.language == "zh" and _is_bare(text) else ""
    whole = next(
        (each.text for each in support if (bare and bare in fold(each.text)) or _is_cut_from(text, each.text, asked)),
        None,
    )
    if whole is not None:
        return whole
    point = support[0].text if len(support) == 1 else ""
    # A small model's own words for a reason or a place leave half of it out.
    explained = 0 < len(point) <= _LONGEST_LIST and leaves_half_out(asked)
    listed = asked.wants == "several" and ENUMERATED.search(point)
    if explained or (listed and len(point) <= _LONGEST_POINT * len(text)):
        return point
    several = asks_which(asked.text) or _EACH.search(asked.text) or len(parts_of(asked.text)) > 1
    if several and len(point) <= _LONGEST_LIST and _more_figures(point, text):
        return point
    if asks_which(asked.text) and not enumerates(text):
        listing = [each.text for each in support if enumerates(each.text) and len(each.text) <= _LONGEST_LIST]
        if listing:
            return max(listing, key=lambda listed: (listed.count("、"), len(listed)))
    return _LIST_NUMBER.sub("", text) if asked.wants == "several" else text


def exactly(text: str, support: Sequence[Sentence]) -> Sentence | None:
    """Find the source sentence that prints exactly what a text gives only as exceeded or not reached."""
    said = figures_of(text)
    vague = [figure for figure in said if figure.bound in ("over", "under")]
    for sentence in support:
        printed = figures_of(sentence.text)
        for figure in vague:
            exact = [
                other for other in printed if other.unit == figure.unit and other.bound == "" and _admits(figure, other)
            ]
            if (
                any(figure.same(other) for other in printed)
                and exact
                and not any(other.same(one) for other in exact for one in said)
            ):
                return sentence
    return None


def _more_figures(text: str, than: str) -> bool:
    """Tell whether a text states more figures than another one."""
    return len(figures_of(text)) > len(figures_of(than))


def _admits(bound: Figure, exact: Figure) -> bool:
    return exact.value > bound.value if bound.bound == "over" else exact.value < bound.value


def _without_counts(text: str, support: Sequence[Sentence], asked: Asked) -> str:
    printed = [figure for each in support for figure in figures_of(each.text)]
    for figure in reversed(figures_of(text)):
        repeated = _COUNT.fullmatch(figure.text) and any(figure.same(each) for each in figures_of(asked.text))
        if repeated and not any(figure.same(other) for other in printed):
            text = text[: figure.start] + text[figure.end :]
    return text


def says_nothing_new(text: str, asked: Asked) -> bool:
    """Tell whether a draft only says the question again: 「利率随排放下调」 to 「利率怎样随排放下调？」."""
    if asked.language != "zh":
        return False
    if asks_which(asked.text) and _SOME.search(text) and not enumerates(text):
        return True
    if _CHOICE.search(asked.text):
        return False
    words = set(pairwise(_SAID_SO.sub("", re.sub(r"\W", "", fold(text)))))
    return bool(words) and words <= set(pairwise(re.sub(r"\W", "", fold(_without_asking(asked.text)))))


def _without_asking(question: str) -> str:
    """A question without what asks, in each way that a statement may be left."""
    bare = re.sub(r"怎么?样?(?:的|地)?|如何|为什么|为何|什么|哪些?", "", question)
    return f"{question}\0{bare}"


def _is_bare(text: str) -> bool:
    """Tell whether a draft is a name or a figure by itself, and no sentence that could be quoted (「周曙光」)."""
    return not any(token.tag.startswith("v") or token.text == "为" for token in tokens(text))


def _asks_what(asked: Asked) -> bool:
    """Tell whether a Chinese question asks what, where, how or why."""
    return asked.language == "zh" and any(kind_of(part) in ("other", "reason") for part in parts_of(asked.text))


def leaves_half_out(asked: Asked) -> bool:
    """Tell whether a small model's own words for what a question asks leave half of the paper's out."""
    return _asks_what(asked) and not _CHOICE.search(asked.text)


def _is_cut_from(text: str, point: str, asked: Asked) -> bool:
    """Tell whether a draft says what or why in a printed sentence's words, with some of them left out."""
    if not _asks_what(asked) or not len(text) < len(point) <= min(_LONGEST_LIST, _LONGEST_COPIED * len(text)):
        return False
    own = set(pairwise(fold(text))) - set(pairwise(fold(asked.text)))
    return bool(own) and len(own & set(pairwise(fold(point)))) >= _COPIED * len(own)
