"""What a paper denies or does not plan: 「暂不分红」 answers how much is paid out, 「暂无上市的计划」 whether it is."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.proof.mentions import same_name
from rag.prose.entities import tokens
from rag.prose.folding import fold
from rag.prose.names import institutions
from rag.prose.questions import Asked
from rag.prose.words import is_content
from rag.questions.parts import Wanted

_WHETHER = re.compile(r"[吗么][？?]?$|是否|有没有|有无|会不会|要不要|是不是|能不能|可不可以")
# What right before a verb says that it is not done; 「不低于」, 「不断」 stand before none that is asked about.
_NOT = r"(?<!不得)(?<!无)(?:不|未|没有?)(?:再|会|曾|予|拟|想|打算|计划|考虑|准备|进行|实施|派发|派)*"
# What says so of all that follows in its clause, or of what a clause has told before it.
_NONE = re.compile(
    r"否认|暂无|尚无|并无|没有(?=[^，。；]{0,16}?(?:计划|打算|安排|意向|方案))|无(?=[^，。；]{0,16}?(?:计划|打算|安排|意向))"
)
_UNTRUE = re.compile(r"不实|不属实|子虚乌有|辟谣|纯属谣言")
_CLAUSE = re.compile(r"[，,。；;！？]")
_VERBS = ("v", "vn", "vd")
# What asks, plans or is, and is not what a question is about.
_NO_ACT = frozenset(
    {"打算", "计划", "准备", "考虑", "是否", "有没有", "进行", "可能", "是不是", "会不会", "要不要", "需要"}
)


def denies(asked: Asked, kind: Wanted, sentence: str) -> bool:
    """Tell whether a sentence says of whom a question asks that what it asks how much, when or whether is not done.

    A denial of somebody else (「乙银行则暂不分红」) is none of theirs.
    """
    question = fold(asked.text)
    if kind not in ("amount", "day") and not _WHETHER.search(question.strip()):
        return False
    text = fold(sentence)
    acts = _acts(question, asked.names)
    return any(_is_denied(act, text, asked.names) for act in acts)


def _acts(question: str, names: Sequence[str]) -> list[str]:
    """The verbs of a folded question that tell what is done, and not how it is planned or asked for."""
    named = "\0".join(names)
    return [
        token.text
        for token in tokens(question)
        if token.tag.startswith(_VERBS)
        and len(token.text) > 1
        and is_content(token.text, token.tag)
        and token.text not in _NO_ACT
        and token.text not in named
    ]


def _is_denied(act: str, text: str, names: Sequence[str]) -> bool:
    for found in re.finditer(rf"{_NOT}{re.escape(act)}", text):
        if _is_theirs(text[: found.start()], names):
            return True
    start = 0
    for clause in _CLAUSE.split(text):
        at = clause.find(act)
        denied = _NONE.search(clause, 0, max(at, 0)) if at >= 0 else None
        untrue = _UNTRUE.search(text, start + at) if at >= 0 else None
        if (denied or untrue) and _is_theirs(text[: start + (denied.start() if denied else at)], names):
            return True
        start += len(clause) + 1
    return False


def _is_theirs(before: str, names: Sequence[str]) -> bool:
    """Tell whether the last house that is named before a denial is one that is asked about, or none is named."""
    houses = institutions(before)
    return not houses or not names or any(same_name(houses[-1], name) for name in names)
