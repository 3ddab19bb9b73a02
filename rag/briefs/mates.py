"""What has to be told with a sentence, so that a reader knows who, what and how many it speaks of."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.briefs.wording import has_owner, is_of_a_person, is_on_a_house, named, persons, trim
from rag.prose.folding import fold_width
from rag.prose.names import institutions
from rag.types import Article, Sentence

# 「这是因为…」, also behind who says it or for whom it is so. What 这 means stands in the sentence before.
_THIS = re.compile(
    r"(?:[^，。；“”]{0,40}(?:说|表示|[^简统]称|认为|指出|解释|介绍|分析|看来|来说|而言|来讲|坦言|直言)[，：,:]\s*“?)?"
    r"(?:而|但|不过，|其实，?)?这(?=[是就也将让使意说表一样些与和既不对种主会能可无])(?![家位名里边])"
)
# 「靠的是两样东西，一是…。」: the rest of what is counted stands in the sentences after it.
_FIRST = re.compile(r"(?:^|[，：；,:;])(?:一是|其一|第一[，,]|一方面)")
_SECOND = re.compile(r"(?:^|[，：；,:;。])(?:二是|其二|第二[，,]|另?一方面，)")
_NEXT = re.compile(r"(?:[二三四五六七]是|其[二三四五六七]|第[二三四五六七][，,]|另一方面)")
# So far before a sentence stands who is meant.
_REACH = 4


def mates_of(article: Article, candidates: Sequence[Sentence], n: int) -> tuple[int, ...]:
    """Find which other sentences of an article have to be told with one; none, if it stands by itself."""
    text = fold_width(trim(candidates[n]).text)
    if n and _THIS.match(text):
        return (n - 1,)
    if listed := _rest_of_list(article, candidates, n):
        return listed
    if named(article, candidates, n) is not None:
        return ()
    before = range(n - 1, max(-1, n - 1 - _REACH), -1)
    if is_of_a_person(text):
        paragraph = [m for m in before if "\n" not in article.body[candidates[m].start : candidates[n].end]]
        return next(((m,) for m in paragraph if persons(candidates[m].text)), tuple(paragraph[:1]))
    if is_on_a_house(text) and len(set(institutions(f"{article.title}\n{article.body}"))) > 1:
        return next(((m,) for m in before if has_owner(candidates[m].text)), ())
    return ()


def _rest_of_list(article: Article, candidates: Sequence[Sentence], n: int) -> tuple[int, ...]:
    """The other sentences of a list that a sentence begins and does not go on with, or goes on with."""
    start = article.body.rfind("\n", 0, candidates[n].start) + 1
    end = article.body.find("\n", candidates[n].end)
    inside = [
        m for m, sentence in enumerate(candidates) if start <= sentence.start and (end < 0 or sentence.start < end)
    ]
    begun = [m for m in inside if _FIRST.search(candidates[m].text) and not _SECOND.search(candidates[m].text)]
    items = [m for m in inside if _NEXT.match(candidates[m].text)]
    if not begun or not items or begun[0] > items[0] or n not in (begun[0], *items):
        return ()
    return tuple(m for m in (begun[0], *items) if m != n)
