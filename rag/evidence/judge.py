"""A model asked of one printed sentence at a time whether it answers a question.

A model of a billion parameters that reads a page of passages fills a question in around whatever figure is near; asked
of one sentence whether the answer is printed there, it errs far less. What is printed still decides whose figure it is
and of when: a model so small takes one bank for another. It has to read the sentence before the question: the other
way round it hardly tells the two apart (``python -m bench.judge --prompts FOLDER`` measures either).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date

from prompts import Prompt
from rag.evidence.antecedents import with_antecedent
from rag.evidence.identity import asks_who_says
from rag.evidence.passages import Offered
from rag.evidence.probe import probe_of
from rag.evidence.spoken_of import LEAST_ABOUT
from rag.evidence.worth import Scored, answers, worth
from rag.ports import ChatModel, Leaning, Message
from rag.prose.groups import group_of
from rag.prose.language import language_of, written_in
from rag.questions.parts import Part, parts_of
from rag.types import Sentence, Usage

Judge = Callable[[str, str], Leaning | None]
"""Tells how surely a passage states the answer to a question: log odds; ``None`` where the model does not tell."""

# From these log odds on, a sentence about the names and the period asked for answers, however it is worded; and one
# that holds the words of what is asked.
SURE = 1.5
LIKELY = 0.5
# And from these on, one that the same model, asked to write, found no answer in, or in which no rule finds a name.
DOUBTED = 2.0
# Or from these on, one that so much less is said for each other; of one that is sure, less is enough.
_OUTSTANDING, _AHEAD = 1.0, 1.5
_SURELY_AHEAD = 1.0
# What a paper tells in passing, or without the question's words: there the model is seldom sure.
_TOLD_IN_PASSING = ("person", "institution", "reason")
# Where it names whom it is about, or its article opens with that.
_SURELY_ABOUT = 0.7
# An amount in a line that is so unlikely to answer by its words needs a surer judge; the more so, and a day too, where
# several things are asked, for a small model says yes to any of them.
_UNLIKELY, _UNLIKELY_OF_PARTS, SURE_OF_UNLIKELY = 0.15, 0.2, 2.5
# A line that has the year of what is asked, and no word of it, is as unlikely.
_UNLIKELY_WITHOUT_WORDS = 0.25
# So many sentences of each part are heard, the best by their words first; the first number, if one of them is sure.
_FEWEST_HEARD, _MOST_HEARD = 2, 5
# And of all parts together about so many: a reader waits about a second for each.
_MOST_IN_ALL = 20
# 「…多少辆，其中出口多少？」
_OF_WHICH = re.compile(r"(?:^|[，,])\s*其中")
_YEAR = re.compile(r"((?:19|20)\d\d)年")
_YEARS = {-2: "前年", -1: "去年", 0: "今年", 1: "明年"}
# So many answer a part, of those that are nearly as sure as the surest; of several parts one is told less surely.
_MOST_GRANTED, _AS_SURE, _AS_SURE_OF_PARTS = 2, 1.0, 2.0


def judge_by(model: ChatModel, prompts: Mapping[tuple[str, str], Prompt]) -> Judge:
    """A judge that asks a chat model, with the examples of the prompt ``judge``; the first two say yes and no.

    A model and a prompt for which a probe was fitted are probed; another model's first word is taken.
    """

    def judge(question: str, passage: str) -> Leaning | None:
        prompt = prompts["judge", language_of(question)]
        (_, yes), (_, no) = prompt.examples[:2]
        messages = messages_of(prompt, question, passage)
        probe = probe_of(model.name, prompt.digest)
        logits = model.logits(messages, probe.tokens) if probe else None
        if probe and logits:
            return Leaning(probe.odds(logits.values), logits.usage)
        return model.lean(messages, yes, no)

    return judge


def messages_of(prompt: Prompt, question: str, passage: str) -> list[Message]:
    """What a model is asked of a passage: the prompt, its examples and the question."""
    examples = [
        message for text, reply in prompt.examples for message in (Message("user", text), Message("assistant", reply))
    ]
    asked = Message("user", prompt.user.format(question=question, passage=passage))
    return [Message("system", prompt.system), *examples, asked]


class Hearing:
    """What a judge has said of the sentences that may answer a question; each is heard once.

    A question about several things is asked of each by itself: ``questions`` are more than one then. Nothing is
    granted below the log odds ``least``.
    """

    def __init__(
        self, judge: Judge, questions: Sequence[str], offered: Sequence[Offered], least: float = LIKELY
    ) -> None:
        self.usage = Usage()
        self._least = least
        self._judge, self._questions, self._offered = judge, questions, offered
        self._articles = {article.id: article for article, _ in offered}
        self._heard: dict[tuple[str, Sentence], float | None] = {}

    def odds(self, sentence: Sentence) -> float | None:
        """How surely a sentence states the answer, to any of the questions; ``None`` where the model does not tell."""
        heard = [odds for (_, each), odds in self._heard.items() if each == sentence]
        told = [odds for odds in heard or [self._hear(each, sentence) for each in self._questions] if odds is not None]
        return max(told, default=None)

    def _hear(self, question: str, sentence: Sentence) -> float | None:
        if (question, sentence) not in self._heard:
            gap = " " if written_in(sentence.text) == "en" else ""
            whole = with_antecedent(sentence, self._offered, who_says=asks_who_says(question))
            printed = gap.join(each.text for each in whole)
            article = self._articles.get(sentence.article_id)
            passage = f"《{article.title if article else ''}》{printed}"
            day = article.date if article else None
            leaning = self._judge(in_the_papers_year(question, passage, day) if day else question, passage)
            self.usage += leaning.usage if leaning else Usage()
            self._heard[question, sentence] = leaning.odds if leaning else None
        return self._heard[question, sentence]

    def grants(self, sentences: Iterable[Sentence], *, worded: bool) -> bool:
        """Tell whether one of some sentences answers; one that is ``worded`` as the question is needs less."""
        told = [odds for sentence in sentences if (odds := self.odds(sentence)) is not None]
        return not told or max(told) >= self._bar(worded=worded)

    def stands_out(self, sentence: Sentence, beside: Collection[Sentence] = ()) -> bool:
        """Tell whether a sentence answers far more surely than each other one heard, but for those ``beside`` it."""
        for (question, each), odds in self._heard.items():
            if each == sentence and odds is not None and odds >= _OUTSTANDING:
                others = [
                    less
                    for (asked, other), less in self._heard.items()
                    if asked == question
                    and other not in beside
                    and less is not None
                    and sentence not in with_antecedent(other, self._offered)  # was heard with it, or is it
                ]
                if others and odds - max(others) >= (_SURELY_AHEAD if odds >= SURE else _AHEAD):
                    return True
        return False

    def _bar(self, *, worded: bool) -> float:
        return max(self._least, LIKELY if worded else SURE)

    def _bar_of(self, part: Part, row: Scored, *, alone: bool) -> float:
        bar = self._bar(worded=answers(part, row, alone=alone))
        return max(
            bar, DOUBTED if row.doubtful else bar, SURE_OF_UNLIKELY if is_unlikely(part, row, alone=alone) else bar
        )

    def granted(
        self,
        parts: Sequence[tuple[Part, Sequence[Scored]]],
        further: Callable[[Part], Sequence[Scored]] | None = None,
    ) -> list[list[Sentence]] | None:
        """The sentences that answer each part of the question, the surest first; ``None`` where nothing is told.

        Where none of a part's own does, those ``further`` are heard that lack a name which a rule would find.
        """
        found: list[list[Sentence]] = []
        before = ""
        most = min(_MOST_HEARD, max(_FEWEST_HEARD, _MOST_IN_ALL // max(1, len(parts))))
        for part, rows in parts:
            whole, before = before, part.question
            if _OF_WHICH.search(part.asked.text) and whole == part.question and not found[-1]:
                found.append([])  # nobody tells a share of what is not there
                continue
            mine: dict[Sentence, float] = {}
            about = [row for row in rows if row.least_about >= LEAST_ABOUT][:most]
            heard = 0
            # A reason is seldom told in the question's words.
            for row in sorted(about, key=lambda row: part.kind == "reason" and not row.kind):
                heard += (part.question, row.sentence) not in self._heard
                odds = self._hear(part.question, row.sentence)
                if odds is None:
                    return None
                if odds >= self._bar_of(part, row, alone=len(parts) == 1):
                    mine[row.sentence] = odds
                if heard >= _FEWEST_HEARD and max(mine.values(), default=0.0) >= SURE:
                    break
            if not mine and part.kind in _TOLD_IN_PASSING and self._least < DOUBTED:
                sure = [row.sentence for row in about if row.least_about >= _SURELY_ABOUT and not row.doubtful]
                mine = {sentence: _OUTSTANDING for sentence in sure if self.stands_out(sentence)}
            if not mine and part.kind in ("person", "institution") and further is not None:
                named = [row.sentence for row in further(part) if row.least_about >= LEAST_ABOUT][:_FEWEST_HEARD]
                told = {sentence: self._hear(part.question, sentence) or 0.0 for sentence in named}
                mine = {
                    sentence: odds for sentence, odds in told.items() if odds >= DOUBTED or self.stands_out(sentence)
                }
            reasons = {row.sentence for row in about if row.kind} if part.kind == "reason" else set()
            found.append(_surest(mine, reasons if len(parts) > 1 else (), several=len(parts) > 1))
        return found


def is_unlikely(part: Part, row: Scored, *, alone: bool = False) -> bool:
    """Tell whether a line is unlikely to have the amount or the day that is asked for, by its words.

    What is asked of each of several things by itself may be worded shortly, and a line that gives the figures of houses
    that were named before (「四家公司分别…」) has none of their names.
    """
    several = len(parts_of(part.question)) > 1
    if group_of(row.article.body, row.sentence.start, row.sentence.end):
        return False
    kinds = ("amount", "day") if several else ("amount",)
    least = _UNLIKELY_OF_PARTS if several else _UNLIKELY if alone else 0.0
    return part.kind in kinds and worth(row) < (least if row.matter or not least else _UNLIKELY_WITHOUT_WORDS)


def in_the_papers_year(question: str, passage: str, printed: date) -> str:
    """Say a question's year as a paper of some day does (去年), where a passage has not its number.

    A paper prints 去年 and 报告期内 more often than a number, and a small model does not reckon.
    """
    for year in dict.fromkeys(_YEAR.findall(question)):
        word = _YEARS.get(int(year) - printed.year)
        if word and year not in passage:
            # 「2031年4月2日」 is 4月2日 in a paper of that year.
            question = re.sub(
                rf"{year}年(?=\d{{1,2}}月|[一二三四]季度|[上下]半年)", "" if word == "今年" else word, question
            )
            question = question.replace(f"{year}年", word)
    return question


def _surest(odds: Mapping[Sentence, float], first: Collection[Sentence], *, several: bool) -> list[Sentence]:
    """The sentences that answer most surely; of one of ``several`` parts, more, and one of the ``first`` before all."""
    least = max(odds.values(), default=0.0) - (_AS_SURE_OF_PARTS if several else _AS_SURE)
    near = sorted((sentence for sentence in odds if odds[sentence] >= least), key=lambda sentence: -odds[sentence])
    leading = [sentence for sentence in near if sentence in first][:1]
    return list(dict.fromkeys([*leading, *near]))[: _MOST_GRANTED + several]
