"""Example questions for a page that has just been opened, made from the archive's own sentences."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.prose.questions import language_of, read_question
from rag.prose.sentences import sentences_of
from rag.types import Article

# 「甲银行绿色贷款余额为612.4亿元」: a subject, a verb of being or reaching, a figure.
_STATEMENT = re.compile(
    r"^(?:[^，。]{0,14}，)?(?P<subject>[㐀-鿿A-Za-z0-9“”·-]{5,24}?)(?P<verb>达到|达|为|增至|升至|降至|超过|突破)"
    r"(?:了)?(?P<figure>\d[\d.,]*(?:%|％|万亿|亿|万)?[元家个台吨辆人户倍]?)"
)
_LONGEST_TITLE = 40


def example_questions(articles: Sequence[Article], count: int = 3) -> list[str]:
    """Make up to ``count`` questions that the archive answers: one an article, on a figure where one is stated."""
    questions: list[str] = []
    for article in articles:
        if len(questions) >= count:
            break
        made = next((question for s in sentences_of(article)[:20] if (question := _ask_for_figure(s.text))), None)
        if made and made not in questions:
            questions.append(made)
    for article in articles:
        if len(questions) >= count:
            break
        if article.byline and 4 <= len(article.title) <= _LONGEST_TITLE:
            chinese = language_of(article.title) == "zh"
            questions.append(f"《{article.title}》是谁写的？" if chinese else f"Who wrote “{article.title}”?")
    return questions


def _ask_for_figure(sentence: str) -> str | None:
    found = _STATEMENT.match(sentence)
    if not found or re.search(r"[他她它该其这那]|已|将|均", found["subject"]):
        return None
    if not read_question(found["subject"]).names:
        return None
    return f"{found['subject']}是多少？"
