"""Which of an article's own sentences make a brief, and what of each is told.

A sentence is worth what it shares with the headline and with the rest of the article (its place near the article's
centroid; Radev and others, 2004), the more the nearer it stands to the opening, less what is said already (maximal
marginal relevance; Carbonell and Goldstein, 1998). A scene, a question or a quotation that opens a story counts for
less than the sentence that says what the headline says. The weights were set by ``python -m bench.briefs``.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

from rag.briefs.mates import mates_of
from rag.briefs.wording import has_owner, leans, replying, stands_alone
from rag.proof.amendments import is_formula
from rag.proof.attribute import content_of
from rag.prose.figures import COUNTS, Figure, figures_of
from rag.types import Article, Sentence

# Weights of a sentence's worth: what it shares with the headline and with the article, nearness to the opening, that it
# states a figure, and what it loses by leaning on another sentence, by quoting, asking or saying hardly anything.
_HEADLINE, _CENTRAL, _EARLY, _FIGURE = 4.0, 1.0, 1.5, 0.4
_LEANS, _QUOTES, _ASKS, _SLIGHT = 0.8, 0.4, 2.0, 0.5
# What it loses by saying only that something was made known, and gains by giving the reason.
_ONLY_SAYS, _EXPLAINS = 3.0, 0.8
# What it gains by replying in an interview; the first words of a reply lean on the question.
_REPLIES = 0.8
_SLIGHT_CHARACTERS = 24
# And by which it only closes a notice of correction.
_EMPTY = 10.0
# A figure of the headline counts as so many of its words.
_FIGURE_WORDS = 2
# A quotation of so many characters within a sentence makes it one of somebody's words.
_QUOTATION_CHARACTERS = 12
# What it costs to say again what is said, and what a figure of headline or opening that is not yet told is worth.
_REDUNDANCY = 1.0
_KEY_FIGURES = 0.6
# What it is worth that a sentence says what a reader looks for; the less, the more sentences of the article do.
_FAVOURED = 5.0

_ASKING = re.compile(r"？|\?[”\"]?\Z")
# How far a headline rounds what it says is exceeded, not reached, or about so much.
_ROUNDED = {
    "over": (Decimal(1), Decimal("1.1")),
    "under": (Decimal("0.9"), Decimal(1)),
    "about": (Decimal("0.95"), Decimal("1.05")),
}
_TIME = "点"  # the hour at which a story opens is no figure of it
_ANNOUNCED = re.compile(
    r"(?:披露|发布|公布|公告|发出|刊发|提交|召开|举行|举办)了?[^，。；]{0,24}"
    r"(?:报告|[年季]报|公告|业绩|财报|快报|招股书|数据|情况|发布会|说明会|座谈会|会议)[。；]?\Z"
    r"|接受了?[^，。；]{0,20}(?:专访|采访|访谈)[。；]?\Z"
)
_REASON = re.compile(r"原因|由于|因为|得益于|受益于|所致|拖累|归因于|[受因][^，。；]{2,16}影响")
# No longer than a pair is kept together; else each of many signs that open one and close none is followed to the end.
_QUOTATION = re.compile(r"“([^”]{0,240})”|「([^」]{0,240})」|\"([^\"]{0,240})\"")


def choose(
    article: Article, candidates: Sequence[Sentence], wanted: int, favoured: Collection[Sentence] = ()
) -> list[Sentence]:
    """Choose so many of an article's own sentences for a brief, in reading order.

    ``candidates`` are all sentences of the article; ``favoured`` those that say what a reader looks for.
    """
    telling = _FAVOURED * (1 - len(favoured) / (len(candidates) or 1)) ** 2
    favour = [telling * (sentence in favoured) for sentence in candidates]
    worth = [one + other for one, other in zip(worths(article, candidates), favour, strict=True)]
    words = [words_of(sentence.text) for sentence in candidates]
    alone = [stands_alone(article, candidates, n) for n in range(len(candidates))]
    # 「特此更正。」 is no news, where what was put right is told.
    telling_any = [n for n, sentence in enumerate(candidates) if not is_formula(article, sentence.text)]
    offered = telling_any or list(range(len(candidates)))
    wanted = min(wanted, len(offered))
    missing = key_figures(article)
    chosen: list[int] = []
    said: set[str] = set()

    def gain(n: int) -> float:
        repeated = len(words[n] & said) / (1 + len(words[n]))
        told = _told(missing, candidates[n].text)
        follows = _LEANS if n - 1 in chosen and not alone[n] else 0.0
        return worth[n] + follows - _REDUNDANCY * repeated + _KEY_FIGURES * len(told) / (len(missing) or 1)

    left = list(offered)
    while left and len(chosen) < wanted:
        best = max(left, key=lambda n: (gain(n), -n))
        group = [best, *(n for n in mates_of(article, candidates, best) if n not in chosen)]
        if len(chosen) + len(group) > wanted and len(left) > 1:
            left.remove(best)  # what it means would be left out
            continue
        for n in group[: wanted - len(chosen)]:
            chosen.append(n)
            said |= words[n]
            missing = [figure for figure in missing if figure not in _told(missing, candidates[n].text)]
        left = [n for n in left if n not in chosen]
    return [candidates[n] for n in sorted(chosen)]


def worths(article: Article, candidates: Sequence[Sentence]) -> list[float]:
    """Weigh each sentence of an article by what it would be worth to a brief; linear in the article's length."""
    words = [words_of(sentence.text) for sentence in candidates]
    seen = Counter(word for each in words for word in each)
    headline = words_of(article.title)
    rarity = {word: math.log(1 + len(candidates) / count) ** 2 for word, count in seen.items()}
    central = [
        sum(rarity[word] * (seen[word] - 1) for word in each) / math.sqrt(sum(rarity[word] for word in each) or 1)
        for each in words
    ]
    most = max(central, default=0.0) or 1.0
    places = _paragraphs(article, candidates)
    figures = figures_of(article.title)
    claimed = len(headline) + _FIGURE_WORDS * len(figures) or 1
    return [
        _HEADLINE * (len(words[n] & headline) + _FIGURE_WORDS * len(_told(figures, sentence.text))) / claimed
        + _CENTRAL * central[n] / most
        + _EARLY / (1 + places[n])
        + _form(sentence.text)
        - (0.0 if stands_alone(article, candidates, n) else _LEANS)
        + (_REPLIES if replying(article, candidates, n) else 0.0)
        - _EMPTY * is_formula(article, sentence.text)
        for n, sentence in enumerate(candidates)
    ]


def _form(text: str) -> float:
    """What a sentence gains or loses by its form."""
    worth = _FIGURE if figures_of(text) else 0.0
    worth -= _ASKS if _ASKING.search(text) else 0.0
    worth -= _ONLY_SAYS if _ANNOUNCED.search(text) and not figures_of(text) else 0.0
    worth += _EXPLAINS if _REASON.search(text) else 0.0
    worth -= _SLIGHT if len(text) < _SLIGHT_CHARACTERS else 0.0
    if _quotes(text):
        worth -= _QUOTES
    elif any(len("".join(filter(None, quote))) > _QUOTATION_CHARACTERS for quote in _QUOTATION.findall(text)):
        worth -= _QUOTES / 2
    return worth


def _quotes(text: str) -> bool:
    return text[0] in '“「"‘'


def lacking(article: Article, candidates: Sequence[Sentence], shown: Sequence[str], most: int) -> list[Sentence]:
    """Find up to so many sentences that carry the figures of headline and opening that a brief leaves out.

    The one that carries most of them comes first; of a sentence with several statements, only those that carry one.
    """
    missing = key_figures(article)
    candidates = [
        sentence for sentence in candidates if not _ASKING.search(sentence.text) and not _quotes(sentence.text)
    ]
    for text in shown:
        told = _told(missing, text)
        missing = [figure for figure in missing if figure not in told]
    found: list[Sentence] = []
    while missing and len(found) < most:
        holder = max(candidates, key=lambda sentence: len(_told(missing, sentence.text)), default=None)
        told = _told(missing, holder.text) if holder else []
        if holder is None or not told:
            break
        found.append(_statements(holder, told))
        missing = [figure for figure in missing if figure not in told]
    return found


def key_figures(article: Article) -> list[Figure]:
    """The figures of an article's headline and opening paragraph, each once; for a rounded one that which it rounds."""
    opening = next((block for block in article.blocks if block.kind == "paragraph"), None)
    lead = article.body[opening.start : opening.end] if opening else ""
    keys: list[Figure] = []
    for figure in [*(_printed(figure, article) for figure in figures_of(article.title)), *figures_of(lead)]:
        if figure.unit != _TIME and not any(figure.same(other) for other in keys):
            keys.append(figure)
    return keys


def _printed(key: Figure, article: Article) -> Figure:
    """The figure of an article's body that one of its headline rounds (逾1.2万辆, 四成), the nearest; else itself."""
    tenths = key.unit == "%" and key.text.endswith("成")
    if not (key.bound or tenths):
        return key
    printed = _figures_of_paragraphs(article)
    if any(key.same(figure) for figure in printed):
        return key
    low, high = _ROUNDED.get(key.bound, (Decimal(1), Decimal(1)))
    least, most = (key.value - 5, key.value + 5) if tenths else (key.value * low, key.value * high)
    near = [
        figure
        for figure in printed
        if least <= abs(figure.value) <= most and (figure.unit == key.unit or {figure.unit, key.unit} <= COUNTS)
    ]
    return min(near, key=lambda figure: abs(abs(figure.value) - key.value), default=key)


def _figures_of_paragraphs(article: Article) -> list[Figure]:
    return [figure for text in article.texts("paragraph") for figure in figures_of(text)]


def words_of(text: str) -> frozenset[str]:
    """The words that a sentence may share with another: Chinese pairs of characters, Latin words."""
    content = content_of(text)
    return content.bigrams | content.latin


def _told(missing: Collection[Figure], text: str) -> list[Figure]:
    said = figures_of(text)
    return [figure for figure in missing if any(figure.same(other) for other in said)]


def _statements(sentence: Sentence, figures: Sequence[Figure]) -> Sentence:
    """Narrow a sentence to the run of its statements, divided by ``；``, that carries some figures.

    A statement whose owner only one before it names (「公司收入…；净利润…」) is told with that one.
    """
    cuts = [0, *(match.end() for match in re.finditer("；", sentence.text)), len(sentence.text)]
    parts = [(start, end) for start, end in pairwise(cuts) if end > start]
    holding = [part for part in parts if _told(figures, sentence.text[slice(*part)])]
    if not holding or len(parts) == 1 or leans(sentence.text[holding[0][0] :]):
        return sentence
    start, end = holding[0][0], holding[-1][1]
    if has_owner(sentence.text[:start]) and not has_owner(sentence.text[start:end]):
        start = 0
    text = sentence.text[start:end].rstrip("；")
    return replace(sentence, start=sentence.start + start, end=sentence.start + start + len(text), text=text)


def _paragraphs(article: Article, candidates: Sequence[Sentence]) -> list[int]:
    """The number of each sentence's paragraph."""
    ends = [block.end for block in article.blocks if block.kind == "paragraph"]
    places, at = [], 0
    for sentence in candidates:
        while at < len(ends) - 1 and sentence.start >= ends[at]:
            at += 1
        places.append(at)
    return places
