"""What leads up to a quoted sentence, or goes on behind it, and the order in which all of it is read."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.evidence.identity import (
    goes_on_after,
)
from rag.evidence.passages import Offered
from rag.proof.mentions import LEAD_UP, replied_to
from rag.prose.figures import figures_of
from rag.prose.groups import group_of
from rag.prose.names import institutions, leans_on_a_house, leans_on_a_thing, leaves_out_its_house
from rag.prose.speech import HOLDS, SAYS, TELLS
from rag.types import Sentence

# 「该行」, 「公司」: a sentence that begins so needs the one before it.
_LEANS = re.compile(
    r"^[“]?(?:该|这|其(?!中一|实|余)|此(?![前外间])|他|她|它|公司|上述|前者|后者|双方|两者)"
    r"|^[^，。；]{1,10}[年月日度末底]，(?:该[行司公]|其(?![中实余他它次间后时]))"
)
# 「“……”他说」: by whom it is said stands before.
_HE_SAYS = re.compile(rf"[”，,。？！](?:他|她|这位[^，。”]{{1,8}}|该[^，。”]{{1,8}})(?:{SAYS}|{HOLDS}|{TELLS})")
# What has another side, and within how many sentences it is told.
_ONE_SIDE, _OTHER_SIDE, _SOON = re.compile(r"一方面|一来"), re.compile(r"另(?:外)?一方面|二来"), 3
# A point that is only named.
_POINT, _SHORT_POINT = (
    re.compile(r"[一二三四五六七八]是|其[一二三四五六]|第[一二三四五六七八]|[首其]次|首先|再次|最后"),
    24,
)


def in_order(chosen: Sequence[Sentence], offered: Sequence[Offered], *, who_says: bool = False) -> list[Sentence]:
    """Put the paragraph with the best sentence first; within a paragraph, sentences stay as printed."""
    bodies = {article.id: article.body for article, _ in offered}
    led = (each for sentence in chosen for each in with_antecedent(sentence, offered, who_says=who_says))
    told = list(dict.fromkeys(each for sentence in led for each in (sentence, *_goes_on(sentence, offered))))
    paragraphs = [(each.article_id, bodies[each.article_id].rfind("\n", 0, each.start)) for each in told]
    places = sorted(range(len(told)), key=lambda at: (paragraphs.index(paragraphs[at]), told[at].start))
    return [told[at] for at in places]


def with_antecedent(sentence: Sentence, offered: Sequence[Offered], *, who_says: bool = False) -> list[Sentence]:
    """Give a sentence with the one that it leans on: that before it in its paragraph, or that names whom it counts.

    Where ``who_says`` it is asked, that which names who speaks on in it.
    """
    own = [(other, article) for article, other in offered if article.id == sentence.article_id]
    before = [(other, article) for other, article in own if other.end <= sentence.start]
    near, article = max(before, key=lambda pair: pair[0].end, default=(None, None))
    if near is None or article is None:
        return [sentence]
    group = group_of(article.body, sentence.start, sentence.end)
    if group:
        return [*(other for other, _ in before if other.start <= group.start < other.end), sentence]
    if asked := replied_to(article, sentence):
        return [*[other for other, _ in before if asked.start <= other.start < asked.end][-1:], sentence]
    paragraph = article.body.rfind("\n", 0, sentence.start) + 1
    inside = [other for other, _ in before if other.start >= paragraph]
    house = leans_on_a_house(sentence.text) or leaves_out_its_house(sentence.text)
    leading = [other for other in inside if institutions(other.text)][-1:] if house else []
    if who_says and not leading:
        earlier = inside[-LEAD_UP:]
        speaking = goes_on_after(sentence.text, [other.text for other in earlier])
        leading = [earlier[speaking]] if speaking is not None else []
    if not leading and (leans_on_a_thing(sentence.text) or (inside and _leans(sentence.text))):
        leading = [near]
    return [*leading, sentence]


def _goes_on(sentence: Sentence, offered: Sequence[Offered]) -> list[Sentence]:
    """What a sentence announces: the other side of 「一方面」, where it follows soon, or a point's explanation.

    「二是拓宽了收入来源。」 only names a point; what follows in its paragraph tells it.
    """
    sides = _ONE_SIDE.search(sentence.text) and not _OTHER_SIDE.search(sentence.text)
    names = len(sentence.text) <= _SHORT_POINT and _POINT.match(sentence.text) and not figures_of(sentence.text[2:])
    if not sides and not names:
        return []
    behind = sorted(
        (pair for pair in offered if pair[1].article_id == sentence.article_id and pair[1].start >= sentence.end),
        key=lambda pair: pair[1].start,
    )
    if sides:
        return [other for _, other in behind[:_SOON] if _OTHER_SIDE.search(other.text)][:1]
    return [
        other
        for article, other in behind[:1]
        if "\n" not in article.body[sentence.end : other.start] and not _POINT.match(other.text)
    ]


def _leans(text: str) -> bool:
    return _LEANS.match(text) is not None or _HE_SAYS.search(text) is not None
