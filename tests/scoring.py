"""One part of a question and an article of some paragraphs, to score a printed sentence by."""

from __future__ import annotations

from rag.answers.parts import Part, read_parts
from rag.prose.questions import read_question
from rag.prose.sentences import sentences_of
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
