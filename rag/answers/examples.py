"""Example questions for a page that has just been opened, made from the archive's own sentences."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import zip_longest

from rag.archive.listing import list_articles
from rag.archive.snapshot import Snapshot
from rag.prose.language import written_in
from rag.prose.questions import read_question
from rag.prose.sentences import sentences_of
from rag.types import Article

# 「甲银行绿色贷款余额为612.4亿元」: a subject, a verb of being or reaching, a figure.
_STATEMENT = re.compile(
    r"^(?:[^，。]{0,14}，)?(?P<subject>[㐀-鿿A-Za-z0-9“”·-]{5,24}?)(?:达到|达|为|增至|升至|降至|超过|突破)"
    r"(?:了)?(?:\d[\d.,]*(?:%|％|万亿|亿|万)?[元家个台吨辆人户倍]?)"
)
# What says how near, how much or since when before such a verb (仅为, 约为, 已达) and is no part of what is asked for;
# behind some signs it is the end of a word: 合约, 附近, 公共.
_ADVERB = re.compile(
    r"(?:大约|接近|不足|合计|总共|一共|累计|目前|同比|环比|首次|仍然|依然|仅仅|只有|也|仅|已|已经|竟|就|还|又|再|仍|都|达|超|逾|(?<!船)只|"
    r"(?<![合节公条签契违续预])约|(?<![附临靠])近|(?<![公中])共|(?<![新提])高)$"
)
# A plan or somebody's word is not a figure that is; and what stands for another word is not understood alone.
_NOT_ASKED = re.compile(r"[他她它该其这那]|已|将|均|最|分别|提出|表示|预计|预期|计划|宣布|要求|力争|目标|拟|称")
# “Loans to storage projects stood at 26.9 billion yuan”, “The margin narrowed to 1.61 percent”.
_ENGLISH = re.compile(
    r"^(?P<subject>[A-Z][A-Za-z0-9’' -]{7,60}?) "
    r"(?:(?P<stood>stood) at|(?P<moved>rose|fell|grew|climbed|narrowed|widened|dropped|increased)\b[^,.;]{0,20}? to|"
    r"(?P<reached>reached|totalled)) (?:about |nearly |some |only |just |more than )?[\d$€£]"
)
_BASE = {"stood": "stand at", "rose": "rise to", "fell": "fall to", "grew": "grow to", "dropped": "drop to"}
_CLAUSE = re.compile(
    r"\b(?:that|which|who|said|says|and|but|while|he|she|it|they|this|these|his|her|its|their)\b", re.I
)
_LONGEST_TITLE = {"zh": 40, "en": 80}
_SHORTEST_SUBJECT = 5
# So many articles are read for such questions.
_MOST_READ = 200


def examples_of(snapshot: Snapshot, count: int) -> list[str]:
    """Make up to ``count`` questions that an archive answers, of its first articles."""
    first = list_articles(snapshot, limit=_MOST_READ).articles
    return example_questions([snapshot.article(listed.id) for listed in first], count)


def example_questions(articles: Sequence[Article], count: int) -> list[str]:
    """Make up to ``count`` questions that the archive answers: on figures where any are stated, else on articles.

    Where the archive has articles in both languages, so have the questions, by turns.
    """
    asked: dict[str, list[str]] = {"zh": [], "en": []}
    for article in articles:
        questions = asked[written_in(article.printed)]
        if len(questions) < count:
            made = next((made for s in sentences_of(article)[:20] if (made := _ask_for_figure(s.text, article))), None)
            if made and made not in questions:
                questions.append(made)
    for article in articles:
        questions = asked[language := written_in(article.title)]
        if len(questions) < count and 4 <= len(article.title) <= _LONGEST_TITLE[language]:
            chinese = language == "zh"
            questions.append(f"《{article.title}》讲了什么？" if chinese else f"Summarize “{article.title}”.")
    by_turns = zip_longest(asked["zh"], asked["en"])
    return [question for pair in by_turns for question in pair if question][:count]


def _ask_for_figure(sentence: str, article: Article) -> str | None:
    found = _STATEMENT.match(sentence)
    if not found:
        return _ask_in_english(sentence, article)
    subject = found["subject"]
    while (shorter := _ADVERB.sub("", subject)) != subject:
        subject = shorter
    if len(subject) < _SHORTEST_SUBJECT or _NOT_ASKED.search(subject) or not read_question(subject).names:
        return None
    return f"{subject}是多少？"


def _ask_in_english(sentence: str, article: Article) -> str | None:
    found = _ENGLISH.match(" ".join(sentence.split()))
    if not found or _CLAUSE.search(found["subject"]):
        return None
    subject, verb = found["subject"], found["stood"] or found["moved"] or found["reached"]
    to = "" if found["reached"] else " to"
    base = _BASE.get(verb) or {"totalled": "total", "reached": "reach"}.get(verb) or verb.removesuffix("ed") + to
    first, _, rest = subject.partition(" ")
    # A word that the article also prints small, or that is a plural, is no name.
    if re.search(rf"\b{re.escape(first.lower())}\b", article.body) or re.search(r"[a-z]{3}s$", first):
        subject = f"{first.lower()} {rest}" if rest else first.lower()
    return f"What did {subject} {base}?"
