"""What a paper's notice of correction says: which of its reports it means, and which words or figures it calls wrong.

Papers word it in few ways: 「“612.4亿元”应为“621.4亿元”」, 「将621.4亿元误为612.4亿元」, "should have read".
Such words part what is right from what was printed, in quotation marks or as a figure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date as Day
from itertools import islice, pairwise

from rag.articles.wording import names_notice
from rag.proof.orders import gives_orders
from rag.prose.dates import Date, find_dates
from rag.prose.figures import Figure, figures_of
from rag.prose.folding import fold_width
from rag.prose.sentences import sentences_of
from rag.types import Article, Sentence

# A notice puts one thing right in so many signs, and in so many sentences, at most.
_LONGEST, _MOST_SENTENCES = 600, 4
# Who stuffs a page with notices gets no more of them read.
_MOST = 30
# 本报 is the paper; 本报告期 is a company's.
_OWN = re.compile(r"[本我](?:报(?![告表])|[刊版网])")
_PAGE = re.compile(r"(?<![A-Za-z\d])([A-Za-z]?)0*(\d{1,3})版|\b[Pp]age ([A-Z]?)-?0*(\d{1,3})\b")
_REPORT = re.compile(r"一文|报道|文章|稿件|消息|刊[登发载]|见报")
_ENGLISH_REPORT = re.compile(
    r"\b(?:[Aa]n?|[Oo]ur)(?: [\w’'-]{1,20}){0,4}? (?:article|report|story|column|editorial|headline|caption|chart)\b"
)
_HEADLINE = re.compile(r"《([^《》]{2,80})》")
_PAPER = re.compile(r"[报刊网]$|杂志$")
_QUOTED = re.compile(r"“([^“”]{1,200})”|「([^「」]{1,200})」|\"([^\"]{1,200})\"")
# What follows a headline in quotation marks.
_AS_HEADLINE = re.compile(r"(?:的|这篇)?(?:一文|报道|文章|稿件|消息)")
# What a notice says of a report; a paper's news says it of its own reports in the closer words alone.
_CORRECTS = re.compile(
    r"应[当该]?(?:分别|更正|改)?[为是作系]|误|更正|勘误|订正|错[写登印排]|漏[写登印排]|不实"
    r"|\bshould (?:have|be|read)\b"
    r"|\b(?:mis\w{3,20}|incorrect\w{0,2}|erroneous\w{0,2}|wrong\w{0,2}|errors?|omitted|not)\b"
)
_BY_THE_PAPER = re.compile(r"特此(?:更正|说明)|更正如下|致歉|应[当该]?(?:更正|改)?[为是作]|误[为作写将把]|有误")
_APOLOGY = re.compile(r"特此|谨此|致歉|歉意|抱歉|感谢|\b(?:regrets?|apologi[sz]es?|sorry)\b")
_CLOSES = re.compile(r"[“]?[现谨]?[特谨]此")
# Behind these words stands what is right; before the next ones it does, and what is wrong behind them.
_RIGHT_BEHIND = re.compile(
    r"应[当该]?(?:分别|更正|改)?[为是作系]|更正为|改为|实[为是]|实际[为是应]|正确[^,。;]{0,12}[为是]|[系是](?=[^,。;]{0,60}之误)"
    r"|\bshould (?:have )?(?:been|be|read|said)\b|\b(?:was|were|is|are)\b(?=[^,;.]{0,60},? (?:not|rather than)\b)"
)
_WRONG_BEHIND = re.compile(
    r"误[将把][^,。;]{0,60}?[为成作]|误[为作写植刊登排印称标当]|错[写登印排标]|而非|而不是"
    r"|\bmis\w{3,20}\b[^,;.]{0,80}? as\b|\bnot\b|\brather than\b|\binstead of\b"
)
_CLAUSE_END = re.compile(r"[,;。!?\n]|\.(?=\s|$)")
_OMISSION = re.compile(r"…+|\.{3,6}")
_EDGES = " \t\n,。;:、!?.·—-"


@dataclass(frozen=True, slots=True)
class Amendment:
    """One thing that a notice puts right, in its own sentences.

    ``headlines``, ``days`` and ``page`` are those of the report, as far as it gives them; ``own`` tells that it says
    whose the report was. ``words`` and ``figures`` are what it calls wrong.
    """

    sentences: tuple[Sentence, ...]
    headlines: tuple[str, ...]
    own: bool
    days: tuple[Date, ...]
    page: str | None
    words: tuple[str, ...]
    figures: tuple[Figure, ...]

    def is_in(self, text: str) -> bool:
        """Tell whether a sentence prints what is called wrong."""
        return self.quotes(text) or self.counts(text)

    def quotes(self, text: str, least: int = 1) -> bool:
        """Tell whether a sentence prints words of at least so many signs that are called wrong."""
        dense = "".join(fold_width(text).split())
        return any(_stands_in(word, dense) for word in self.words if len(word) >= least)

    def counts(self, text: str, *, with_unit: bool = False) -> bool:
        """Tell whether a sentence prints a figure that is called wrong."""
        wrong = [figure for figure in self.figures if figure.unit or not with_unit]
        return any(figure.same(other) for other in figures_of(text) for figure in wrong)


@dataclass(frozen=True, slots=True)
class _Value:
    """Words that a notice quotes, or a figure that it gives without quoting."""

    start: int
    text: str
    quoted: bool

    @property
    def figures(self) -> tuple[Figure, ...]:
        """The figures that it states."""
        return tuple(figure for figure in figures_of(self.text) if figure.unit != "第")


def read_amendments(article: Article) -> Iterator[Amendment]:
    """Read what an article puts right of the paper's own reports; nothing, for nearly every article."""
    return islice((read for group in _groups(article) if (read := _read(group, article.date))), _MOST)


def _groups(article: Article) -> Iterator[list[Sentence]]:
    """The sentences on each report that a notice names."""
    named = names_notice(fold_width(article.title))
    if not named and not (_BY_THE_PAPER.search(fold_width(article.body)) and _OWN.search(fold_width(article.body))):
        return
    group: list[Sentence] = []
    for sentence in sentences_of(article):
        text = fold_width(sentence.text)
        begins = _begins(text, named=named)
        parted = group and not named and "\n" in article.body[group[-1].end : sentence.start]
        if group and (begins or parted):
            yield group
            group = []
        if begins or group:
            group.append(sentence)
    if group:
        yield group


def page_key(letter: str, number: str) -> str:
    """A page's number as it is compared: A2 for A02 and a2."""
    return letter.upper() + number.lstrip("0")


def _begins(text: str, *, named: bool) -> bool:
    """Whether a sentence names a report of the paper's own, of which what follows tells."""
    if not named:
        # News tells of corrections, too: the paper's own say whose report it was, and give its headline.
        return _OWN.search(text) is not None and _HEADLINE.search(text) is not None
    outside = _QUOTED.sub("", text)
    if _OWN.search(outside) or _PAGE.search(outside) or _ENGLISH_REPORT.search(outside):
        return True
    dated = any(day.day for day in find_dates(outside[:_LONGEST]))
    return _REPORT.search(outside) is not None and (dated or _HEADLINE.search(text) is not None)


def _read(group: Sequence[Sentence], printed: Day | None) -> Amendment | None:
    """Read the sentences on one report; nothing where they put nothing right."""
    sentences = [each for each in group if not _is_apology(each.text) and not gives_orders(each.text)][:_MOST_SENTENCES]
    text = "\n".join(fold_width(sentence.text) for sentence in sentences)
    if not sentences or sentences[0] is not group[0] or len(text) > _LONGEST or not _CORRECTS.search(text):
        return None
    titles = [match[1] for match in _HEADLINE.finditer(text) if not _PAPER.search(match[1])]
    masked = _masked(text, [match.span() for match in _HEADLINE.finditer(text)])
    verb = _CORRECTS.search(_masked(masked, [match.span() for match in _QUOTED.finditer(masked)]))
    values = []
    for match in _QUOTED.finditer(masked):
        quoted = match[1] or match[2] or match[3]
        english = quoted.isascii() and verb is not None and match.end() <= verb.start() and " " in quoted.strip()
        if english or _AS_HEADLINE.match(text, match.end()):
            titles.append(quoted)
        else:
            values.append(_Value(match.start(1 if match[1] else 2 if match[2] else 3), quoted, quoted=True))
    masked = _masked(masked, [match.span() for match in _QUOTED.finditer(masked)])
    dates = find_dates(masked, printed)
    page = _PAGE.search(masked)
    first = len(sentences[0].text)
    masked = _masked(
        masked, [(day.start, day.end) for day in dates] + [match.span() for match in _PAGE.finditer(masked)]
    )
    plain = [figure for figure in figures_of(masked) if figure.unit != "第"]
    values += [_Value(figure.start, figure.text, quoted=False) for figure in plain]
    masked = _masked(masked, [(figure.start, figure.end) for figure in plain])
    wrong, right = _sides(masked, sorted(values, key=lambda value: value.start))
    true = [figure for value in right for figure in value.figures]
    kept = {word for value in right for word in _words(value.text)}
    return Amendment(
        sentences=tuple(sentences),
        headlines=tuple(" ".join(title.split()) for title in titles),
        own=any(pattern.search(masked) for pattern in (_OWN, _ENGLISH_REPORT)) or page is not None,
        days=_leading([day for day in dates if day.month and day.day and day.start <= first]),
        page=page_key(page[1] or page[3] or "", page[2] or page[4]) if page else None,
        words=tuple(word for value in wrong if value.quoted for word in _words(value.text) if word not in kept),
        figures=tuple(
            figure for value in wrong for figure in value.figures if not any(figure.same(other) for other in true)
        ),
    )


def is_formula(article: Article, text: str) -> bool:
    """Whether a sentence of a notice, or one that begins with 特此, says nothing but that it puts something right."""
    closes = _CLOSES.match(fold_width(text)) is not None
    return (closes or names_notice(fold_width(article.title))) and _is_apology(text)


def _is_apology(text: str) -> bool:
    """Whether a sentence only begs pardon, or says that this was a correction."""
    folded = fold_width(text)
    plain = not _HEADLINE.search(folded) and not _QUOTED.search(folded) and not figures_of(text)
    return plain and _APOLOGY.search(folded) is not None and not _OWN.search(folded[:4])


def _leading(days: Sequence[Date]) -> tuple[Date, ...]:
    """The first day of a notice, on which the report was printed, and those that are listed with it."""
    apart = (n for n, (one, other) in enumerate(pairwise(days), 1) if other.start - one.end > 1)
    return tuple(days[: next(apart, len(days))])


def _masked(text: str, ranges: Sequence[tuple[int, int]]) -> str:
    signs = list(text)
    for start, end in ranges:
        signs[start:end] = "\0" * (end - start)
    return "".join(signs)


def _sides(masked: str, values: Sequence[_Value]) -> tuple[list[_Value], list[_Value]]:
    """Which values a notice calls wrong, and which right."""
    ends = [match.start() for match in _CLAUSE_END.finditer(masked)]
    clauses = [sum(end < value.start for end in ends) for value in values]
    wrong: set[int] = set()
    right: set[int] = set()
    told = False
    for pattern, behind, before in ((_RIGHT_BEHIND, right, wrong), (_WRONG_BEHIND, wrong, right)):
        for match in pattern.finditer(masked):
            told = True
            own = sum(end < match.end() for end in ends)
            here = [n for n, clause in enumerate(clauses) if clause == own]
            behind.update(n for n in here if values[n].start >= match.end())
            over = [n for n in here if values[n].start < match.end()]
            if not over and before is wrong:
                # 「“612.4亿元”有误，应为“621.4亿元”」
                near = max((clause for clause in clauses if clause < own), default=-1)
                over = [n for n, clause in enumerate(clauses) if clause == near]
            before.update(over)
    if not told:
        wrong = set(range(len(values)))
    if any(values[n].quoted for n in wrong):
        wrong = {n for n in wrong if values[n].quoted}
    return [values[n] for n in sorted(wrong)], [values[n] for n in sorted(right)]


def _words(quoted: str) -> Iterator[str]:
    """The runs of words that a quotation gives, without white space; a figure is compared as one."""
    for piece in _OMISSION.split(quoted):
        word = "".join(piece.strip(_EDGES).split())
        figures = figures_of(word)
        if len(word) >= 2 and not (figures and len(figures[0].text) == len(word)):
            yield word


def _stands_in(word: str, text: str) -> bool:
    """Whether a text has a word, and where it begins or ends with a digit, no longer number."""
    at = text.find(word)
    while at >= 0:
        before, after = text[at - 1 : at], text[at + len(word) : at + len(word) + 1]
        torn = (word[0].isdigit() and (before.isdigit() or before == ".")) or (word[-1].isdigit() and after.isdigit())
        if not torn:
            return True
        at = text.find(word, at + 1)
    return False
