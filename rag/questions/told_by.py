"""Which paper or writer a question names as who tells it: 「某某日报说…」, 「某某写的文章里…」, "according to …"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from rag.archive.listing import newspapers
from rag.archive.rarity import Rarity
from rag.archive.snapshot import Snapshot, fold_name
from rag.listings.choice import WORK
from rag.listings.days import Calendar, days_of
from rag.listings.topics import asks_of_notices, asks_of_printing, topics_of
from rag.prose.dates import Date, find_dates
from rag.prose.folding import fold_width
from rag.prose.questions import persons, read_question
from rag.prose.script import simplified
from rag.prose.speech import HOLDS, SAYS
from rag.questions.standalone import stand_alone
from rag.types import Filters, Turn

# What any of them stands with: a question without it names no teller, and the catalogue is not read.
_MAY_NAME = re.compile(
    rf"[说称登写呢据按照评论篇]|{HOLDS}|{SAYS}|主张|报道|刊[登发载]|文章|消息|新闻"
    r"|\baccording to\b|\bsays?\b|report|print|publish|write",
    re.I,
)
_LED = re.compile(r"(?:请问|那么?|[而在从根依按照据\s]){1,8}《?$|《$")
_IN_IT = rf"{WORK}(?:里面?|当?中|上)"
# 「…的报道里说」, 「…的报道称」
_OF_ITS_WORK = re.compile(
    rf"》?上?的?(?:{_IN_IT}(?:说|称|写|提到|讲)?|{WORK}(?:说|称|写|提到|讲))[道到过了]?的?[，,：:]?"
)
# 「…说」, 「…报道的」, 「…刊登的文章里」, 「…上是怎么说的」
_SAYS = re.compile(
    r"》?上?(?:[是又]?(?:怎么|如何))?(?:说(?![明服法])|称(?![赞呼为])|报道(?!员)|刊登|刊发|刊载|登(?![记录山陆])|写(?![字作手]))"
    rf"[道到过了说称]?(?:的|是)?(?:{_IN_IT}|{WORK}(?=提到))?(?:提到)?[，,：:]?"
)
# Whoever 说 is a source of the paper; its writers write.
_WROTE = re.compile(
    rf"(?:(?:采写|撰写|写|报道)(?:的{WORK}|[道到的])|的{WORK}(?=里|中|上|说|称|提到))"
    r"(?:里面?|当?中|上)?(?:说|称|提到)?[，,：:]?"
)
_WORKS = r"(?:署名文章|评论文章|文章|评论|社论|社评|时评|短评|述评|专栏|随笔|报道|稿件|稿子)"
# 「某某在评论里开了三味药」, 「某某那篇评论主张…」: of what a writer says in a work of his.
_IN_HIS_WORK = re.compile(
    rf"(?:在|的)?(?:自己的?|[他她]的)?(?:[这那]一?[篇则])?{_WORKS}(?:里面?|当?中|上)(?:{SAYS}|写|提到|讲)?[道到过了]?的?[，,：:]?"
    rf"|的?[这那]一?[篇则]{_WORKS}(?=[^\W是获登刊发被叫有在的])"
)
# 「某某认为…」: so asks of a writer who wants to know what he wrote, where no other paper prints his name.
_HOLDS = re.compile(rf"(?:{HOLDS}|{SAYS}|主张)[了过]?[，,：:]?")
_SO_TOLD = re.compile(r"[，,：:]")
# 「云溪日报呢？」 after a question: the same of another paper.
_ALONE = re.compile(r"》?上?(?:呢|[是又]?(?:怎么|如何)(?:说|报道|写)的?)[？?。\s]*$")
_JOINED = re.compile(r"[和与跟及、]\s*《?$")
_BETWEEN = re.compile(r"\s*(?:的|上的|在|于)?\s*《?")
_HELD_ON = re.compile(r"[，,、]\s*(?=[？?。]|$)|^[，,：:\s]+")


@dataclass(frozen=True, slots=True)
class Teller:
    """The paper or writer that a question names as who tells it, with the days of printing that stand beside the name.

    ``rest`` is the question without them; nothing, where it asks the last question again of another paper.
    """

    rest: str
    newspaper: str | None = None
    author: str | None = None
    days: tuple[date, date] | None = None

    def within(self, filters: Filters) -> Filters | None:
        """The filters that let through what it printed of what they do; ``None`` where that can be nothing."""
        since, until = self.days or (None, None)
        since = max((day for day in (since, filters.since) if day), default=None)
        until = min((day for day in (until, filters.until) if day), default=None)
        of_others = any(
            mine and theirs and fold_name(mine) != fold_name(theirs)
            for mine, theirs in ((self.newspaper, filters.newspaper), (self.author, filters.author))
        )
        if of_others or (since and until and since > until):
            return None
        newspaper, author = self.newspaper or filters.newspaper, self.author or filters.author
        return replace(filters, since=since, until=until, newspaper=newspaper, author=author)


def read_teller(question: str, snapshot: Snapshot, *, follows: bool) -> Teller | None:
    """Read who a question in simplified characters names as telling it; ``None`` for one on the archive itself.

    Only names that the catalogue has are read, and only one. ``follows`` tells that another question was before it.
    """
    if not _MAY_NAME.search(question) or _of_the_archive(question):
        return None
    text = fold_width(question)
    compact = fold_name(text)
    papers = {name: simplified(fold_name(name)) for name in newspapers(snapshot)}
    papers = {name: read for name, read in papers.items() if read.removeprefix("the") in compact}
    rows = snapshot.connection.execute("SELECT DISTINCT name FROM authors WHERE length(name) > 1")
    writers = {name: read for (name,) in rows if (read := simplified(name)) in compact}
    others = [name for name in persons(text) if writers]
    rarity = Rarity(snapshot)
    found = {name: _Told(text, *told) for name, read in papers.items() if (told := _of_paper(text, read, follows))}
    signed = {
        name: _Told(text, *told)
        for name, read in writers.items()
        if name not in papers
        and not any(read in other and read != other for other in others)
        and (told := _of_writer(text, read, elsewhere=bool(rarity.count(name))))
    }
    named = {**found, **signed}
    longest = [n for n, told in named.items() if not any(told.inside(other) for other in named.values())]
    if len(longest) != 1:
        return None
    [name] = longest
    teller = named[name]
    if _JOINED.search(text[: teller.start]):
        return None
    start, end, days = teller.with_days(snapshot)
    lead = _LED.search(text[:start])
    rest = _HELD_ON.sub("", question[: lead.start() if lead else start] + question[end:])
    if not [*read_question(rest).terms]:
        if not (follows and name in papers and _ALONE.match(text, teller.behind)):
            return None
        rest = ""
    return Teller(rest, name if name in papers else None, None if name in papers else name, days)


def without_tellers(
    text: str, history: Sequence[Turn], snapshot: Snapshot
) -> tuple[str, tuple[Turn, ...], Teller | None]:
    """A question and the turns before it without whom they name as telling it, and whom the question means.

    One that leans on another means whom that one named.
    """
    tellers = [read_teller(simplified(turn.question), snapshot, follows=at > 0) for at, turn in enumerate(history)]
    plain: list[Turn] = []
    for turn, teller in zip(history, tellers, strict=True):
        asked = turn.question if teller is None else teller.rest or (plain[-1].question if plain else turn.question)
        plain.append(Turn(asked, turn.answer))
    own = read_teller(simplified(text), snapshot, follows=bool(history))
    if own is not None:
        again = stand_alone(plain[-1].question, plain[:-1], None) if plain else text
        return own.rest or again, tuple(plain) if own.rest else (), own
    asked, at = text, len(plain)
    while at and not _of_the_archive(asked) and stand_alone(asked, plain[:at], None) != asked:
        at -= 1
        if tellers[at] is not None:
            return text, tuple(plain), tellers[at]
        asked = plain[at].question
    return text, tuple(plain), None


def _of_the_archive(question: str) -> bool:
    question = simplified(question)
    return bool(topics_of(question) or asks_of_notices(question) or asks_of_printing(question, of_a_paper=True))


@dataclass(frozen=True, slots=True)
class _Told:
    text: str
    start: int
    behind: int
    end: int

    def inside(self, other: _Told) -> bool:
        return (other.start, other.behind) != (self.start, self.behind) and (
            other.start <= self.start and self.behind <= other.behind
        )

    def with_days(self, snapshot: Snapshot) -> tuple[int, int, tuple[date, date] | None]:
        """Where it stands together with the days of printing beside the name, and these."""
        oldest, newest = snapshot.connection.execute("SELECT min(date), max(date) FROM places").fetchone()
        if not oldest:
            return self.start, self.end, None
        calendar = Calendar(date.fromisoformat(oldest), date.fromisoformat(newest), date.today())
        for each in _days_in(self.text):
            before = each.end <= self.start and _BETWEEN.fullmatch(self.text, each.end, self.start)
            if before or self.behind <= each.start < self.end:
                return min(each.start, self.start), self.end, days_of(each, calendar)
        return self.start, self.end, None


def _days_in(text: str) -> list[Date]:
    """The days and months of a text, which may be those of printing; no years or quarters."""
    return [each for each in find_dates(text) if each.day or (each.month and not each.part)]


def _found(text: str, name: str) -> list[tuple[int, int]]:
    pattern = r"\s*".join(map(re.escape, name.removeprefix("the")))
    return [match.span() for match in re.finditer(rf"(?:\bthe\s+)?{pattern}", text, re.I)]


def _of_paper(text: str, name: str, follows: bool) -> tuple[int, int, int] | None:
    for start, behind in _found(text, name):
        if name.isascii():
            if spanned := _in_english(text, start, behind):
                return spanned
            continue
        dated = next((each for each in _days_in(text) if _BETWEEN.fullmatch(text, behind, each.start)), None)
        after = _BETWEEN.match(text, dated.end).end() if dated else behind  # type: ignore[union-attr]
        told = _OF_ITS_WORK.match(text, after) or _SAYS.match(text, after)
        if told is None and _LED.search(text[:start]) and not dated:
            told = _SO_TOLD.match(text, after)
        if told is None and follows:
            told = _ALONE.match(text, after)
        if told is not None:
            return start, behind, told.end()
    return None


def _of_writer(text: str, name: str, *, elsewhere: bool) -> tuple[int, int, int] | None:
    """Where a writer stands with what says that he tells it; one who stands ``elsewhere``, too, only by his works."""
    for start, behind in _found(text, name):
        told = _WROTE.match(text, behind) or _IN_HIS_WORK.match(text, behind)
        if told is None and not elsewhere:
            told = _HOLDS.match(text, behind)
        if told:
            return start, behind, told.end()
    return None


_ENGLISH_LEAD = re.compile(
    r"(?:,\s*)?\b(?:according to|as (?:reported|told) (?:by|in)|(?:reported|printed|published) (?:by|in))\s+$", re.I
)
_DOES = re.compile(r"\b(?:does|did|do)\s+$", re.I)
_SAY = re.compile(r"\s{1,4}(?:say|report|write|print)(?:\s{1,4}that)?\b", re.I)


def _in_english(text: str, start: int, behind: int) -> tuple[int, int, int] | None:
    if lead := _ENGLISH_LEAD.search(text[:start]):
        return lead.start(), behind, behind
    if (lead := _DOES.search(text[:start])) and (say := _SAY.match(text, behind)):
        return lead.start(), behind, say.end()
    return None
