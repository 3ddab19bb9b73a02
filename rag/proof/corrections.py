"""Corrections: which notices of the archive put an article right, and which of its sentences.

Notices are found by their own words in the lexical index, among those of the paper that print a run of the headline or
the article's day. One is linked where it quotes the headline, and its day or the words that it calls wrong agree; or,
where it gives no headline, where day and page agree and the article prints what it calls wrong of somebody whom both
name. What only looks alike is not linked: a correction of another article would mislead.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date as Day

from rag.archive import lexicon
from rag.archive.records import load_article
from rag.archive.snapshot import Snapshot, fold_name
from rag.proof.amendments import Amendment, page_key, read_amendments
from rag.prose.dates import MONTHS, Date
from rag.prose.folding import fold_width
from rag.prose.names import find_names
from rag.prose.sentences import sentences_of
from rag.types import Article, Sentence

# Words of which a notice has one, with its name: 「更正」 over it is a word of each of its chunks.
_NOTICES = (
    *("更正", "勘误", "订正", "纠错", "致歉", "有误", "误为", "误写", "误作", "误将"),
    *("correction", "corrections", "clarification", "clarifications", "erratum", "errata"),
)
_LATELY = ("昨日", "昨天", "今日")
_MONTHS = tuple(month.lower() for month in MONTHS)
# A headline is looked for by runs of so many pairs of characters (or words), this many at most.
_RUN, _MOST_RUNS = 5, 10
# So many articles that may be meant are read, those printed nearest first: a page could be full of notices.
_MOST_READ = 40
# A headline that is quoted in part is told by so many signs of it, and by half of it.
_LEAST_TITLE, _LEAST_QUOTED, _LEAST_QUOTED_LATIN = 4, 8, 20
# Where a notice gives no headline, a quotation of so many signs tells the sentence that it means.
_LEAST_RUN = 6
_PAGE = re.compile(r"([A-Za-z]?)-?0*(\d{1,3})")
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
# Names in English text: two words in capitals and more.
_ENGLISH_NAME = re.compile(r"\b[A-Z][a-z]{1,20}(?: [A-Z][a-z]{1,20}){1,4}")


@dataclass(frozen=True, slots=True)
class Correction:
    """What a notice puts right in an article: its sentences, and those of the article that print what it calls wrong.

    ``wrong`` is empty where the article's text has none of it (a headline, a caption, a name): all of it is concerned.
    """

    notice: Article
    sentences: tuple[Sentence, ...]
    article: Article
    wrong: tuple[Sentence, ...]

    def concerns(self, sentences: Sequence[Sentence]) -> bool:
        """Tell whether one of some sentences is, or has a part of, what is put right."""
        own = [sentence for sentence in sentences if sentence.article_id == self.article.id]
        return any(_overlap(one, other) for one in own for other in self.wrong) if self.wrong else bool(own)

    def is_told_by(self, sentences: Sequence[Sentence]) -> bool:
        """Tell whether one of some sentences is of the notice."""
        return any(_overlap(one, other) for one in sentences for other in self.sentences)


def corrections_of(snapshot: Snapshot, article: Article) -> tuple[Correction, ...]:
    """The corrections that the archive has of an article, in the order of their printing."""
    days = {place.date for place in article.places if place.date}
    phrases = [*_runs(article.title), *(phrase for day in days for phrase in _day(day))]
    phrases += [[word] for word in _LATELY]
    groups = [[[word] for word in _NOTICES], phrases]
    found = _read(snapshot, groups, article, since=min(days, default=None))
    return tuple(
        correction
        for notice in found
        for amendment in read_amendments(notice)
        if (correction := _link(notice, amendment, article)) is not None
    )


def corrected_by(snapshot: Snapshot, notice: Article) -> tuple[Correction, ...]:
    """The corrections that an article of the archive states of others; none, where it is no notice."""
    corrections: list[Correction] = []
    for amendment in read_amendments(notice):
        phrases = [run for headline in amendment.headlines for run in _runs(headline)]
        if not amendment.headlines:
            printed = [*amendment.words, *(figure.text for figure in amendment.figures)]
            phrases = [run for text in printed for run in _runs(text)]
        if phrases:
            found = _read(snapshot, [phrases], notice, until=notice.date, days=amendment.days)
            links = (_link(notice, amendment, article) for article in found)
            corrections += [link for link in links if link is not None]
    return tuple(corrections)


def page_texts(snapshot: Snapshot, corrections: Sequence[Correction]) -> Mapping[str, str]:
    """The texts of the pages on which notices and what they correct are printed, by source."""
    articles = [article for each in corrections for article in (each.notice, each.article)]
    return {place.source: snapshot.page_text(place.source) for article in articles for place in article.places}


def _read(
    snapshot: Snapshot,
    groups: Sequence[Sequence[Sequence[str]]],
    near: Article,
    *,
    since: Day | None = None,
    until: Day | None = None,
    days: Sequence[Date] = (),
) -> list[Article]:
    """Read the articles of an article's paper that hold one run of terms of each group, those printed nearest first.

    ``days`` are those on which they may be printed, in any year.
    """
    papers = sorted({fold_name(place.newspaper) for place in near.places if place.newspaper})
    conditions, values = ["a.id <> ?"], [near.id]
    for condition, value in (("p.date >= ?", since), ("p.date <= ?", until)):
        if value:
            conditions.append(f"(p.date IS NULL OR {condition})")
            values.append(value.isoformat())
    printed = [f"{day.month:02}-{day.day:02}" for day in days]
    for column, allowed in (("substr(p.date, 6)", printed), ("p.newspaper", papers)):
        if allowed:
            conditions.append(f"({column} IS NULL OR {column} IN ({','.join('?' * len(allowed))}))")
            values += allowed
    # CROSS JOIN: the lexical index is asked first.
    rows = snapshot.connection.execute(
        "SELECT a.record FROM (SELECT DISTINCT c.article FROM lexicon CROSS JOIN chunks c ON c.number = lexicon.rowid"  # noqa: S608
        " WHERE lexicon MATCH ?) f CROSS JOIN articles a ON a.number = f.article"
        f" CROSS JOIN places p ON p.article = a.number WHERE {' AND '.join(conditions)}"
        f" GROUP BY a.number ORDER BY min(p.date) {'DESC' if until else ''} LIMIT ?",
        [lexicon.holding("bigrams", groups), *values, _MOST_READ],
    )
    return [load_article(row[0]) for row in rows]


def _runs(text: str) -> list[list[str]]:
    """Runs of terms by which a text is looked for, evenly spread over it."""
    terms = lexicon.bigrams(text)
    if len(terms) <= _RUN:
        return [terms] if terms else []
    step = max(1, -(-(len(terms) - _RUN + 1) // _MOST_RUNS))
    return [terms[at : at + _RUN] for at in range(0, len(terms) - _RUN + 1, step)]


def _day(day: Day) -> Iterator[list[str]]:
    """The ways in which a notice may write a day, as terms."""
    month = _MONTHS[day.month - 1]
    yield [str(day.month), "月", str(day.day)]
    yield [day.isoformat()]
    for name in (month, month[:3]):
        yield [name, str(day.day)]
        yield [str(day.day), name]


def _link(notice: Article, amendment: Amendment, article: Article) -> Correction | None:
    """Link a notice to the article that it means; none where that is not sure."""
    days = [place.date for place in article.places if place.date]
    dated = _is_of(amendment.days, days, notice.date)
    if dated is False:
        return None
    sentences = sentences_of(article)
    if amendment.headlines:
        if not any(_same_headline(headline, article.title) for headline in amendment.headlines):
            return None
        wrong = tuple(sentence for sentence in sentences if amendment.is_in(sentence.text))
        # Columns have the same headline every week: without its day, the article has to print what is put right.
        return Correction(notice, amendment.sentences, article, wrong) if dated or wrong else None
    if not (dated and amendment.own and _is_on(amendment.page, article)):
        return None
    names = _names("".join(sentence.text for sentence in amendment.sentences))
    named = any(name in fold_width(article.title + article.body) for name in names)
    wrong = tuple(
        sentence
        for sentence in sentences
        if amendment.quotes(sentence.text, least=_LEAST_RUN)
        or (named and amendment.counts(sentence.text, with_unit=True))
    )
    return Correction(notice, amendment.sentences, article, wrong) if wrong else None


def _is_of(said: Sequence[Date], printed: Sequence[Day], noticed: Day | None) -> bool | None:
    """Whether an article is of a day that a notice names; ``None`` where one of them has none."""
    if not said or not printed:
        return None
    return any(_is_day(day, other, noticed) for day in said for other in printed)


def _is_day(said: Date, printed: Day, noticed: Day | None) -> bool:
    if (said.month, said.day) != (printed.month, printed.day):
        return False
    if said.year is None or said.year == printed.year:
        return True
    # 「12月30日」 in January's paper was last year's, though it is read as one of this year.
    ahead = noticed is not None and (said.year, said.month, said.day) > (noticed.year, noticed.month, noticed.day)
    return ahead and said.year == printed.year + 1


def _is_on(page: str | None, article: Article) -> bool:
    """Whether an article is on a page, as far as both are known; 「2版」 may be A2."""
    printed = [page_key(match[1], match[2]) for place in article.places if (match := _PAGE.search(place.page or ""))]
    if page is None or not printed:
        return True
    return any(page == other or (page.isdigit() and page == other.lstrip(_LETTERS)) for other in printed)


def _same_headline(quoted: str, title: str) -> bool:
    """Whether a quoted headline is an article's: the whole of it, or half of it and more."""
    short, long = sorted((_bare(quoted), _bare(title)), key=len)
    if short == long:
        return len(short) >= _LEAST_TITLE
    least = _LEAST_QUOTED_LATIN if short.isascii() else _LEAST_QUOTED
    return len(short) >= least and 2 * len(short) >= len(long) and short in long


def _bare(text: str) -> str:
    return re.sub(r"[\W_]+", "", fold_width(text).casefold())


def _names(text: str) -> list[str]:
    folded = fold_width(text)
    return [*find_names(folded), *_ENGLISH_NAME.findall(folded)]


def _overlap(one: Sentence, other: Sentence) -> bool:
    return one.article_id == other.article_id and one.start < other.end and other.start < one.end
