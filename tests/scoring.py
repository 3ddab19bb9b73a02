"""One part of a question and an article of some paragraphs, to score a printed sentence by."""

from __future__ import annotations

from datetime import date

from rag.proof.verify import find_problems
from rag.prose.questions import read_question
from rag.prose.sentences import sentences_of, split_sentences
from rag.questions.parts import Part, read_parts
from rag.types import Article, Block, Place, Run, Sentence


def one_part(question: str) -> Part:
    [part] = read_parts(read_question(question), lambda _word: 1.0)
    return part


def printed(*paragraphs: str) -> tuple[Article, Sentence]:
    """An article of some paragraphs and its last sentence."""
    body = "\n".join(paragraphs)
    starts = [body.index(each) for each in paragraphs]
    blocks = tuple(Block("paragraph", at, at + len(each)) for at, each in zip(starts, paragraphs, strict=True))
    told = Article("a", "开年见闻", (), body, blocks, (Run(0, len(body), "p", 0),), (Place("p", None, None, None, ()),))
    return told, sentences_of(told)[-1]


def problem_kinds(printed: str, text: str) -> set[str]:
    """What ails a text that cites all sentences of a printed one, in a paper of 18 March 2026."""
    support = [Sentence("a", start, end, printed[start:end]) for start, end in split_sentences(printed)]
    return {problem.kind for problem in find_problems(text, support, page_date=date(2026, 3, 18))}
