"""How a brief tells of what its article's paper has put right: the wrong figure is marked, and the notice ends it."""

from __future__ import annotations

from collections.abc import Sequence

from rag.proof.amendments import read_amendments
from rag.proof.corrections import Correction
from rag.prose.figures import figures_of
from rag.prose.script import is_traditional, traditional
from rag.types import Language, Sentence

_TEXTS: dict[Language, dict[str, str]] = {
    "zh": {
        "corrected": "{paper}{day}{page}刊登了对这篇报道的更正。",
        "paper": "报纸",
        "day": "{0.year}年{0.month}月{0.day}日",
        "page": "第{}版",
        "since": "（后有更正）",
    },
    "en": {
        "corrected": "{paper} printed a correction of this article{day}{page}.",
        "paper": "The paper",
        "day": " on {0.day} {0:%B} {0.year}",
        "page": " on page {}",
        "since": " (since corrected)",
    },
}


def note(correction: Correction, language: Language) -> str:
    """Say that an article was corrected, and where."""
    notice, texts = correction.notice, _TEXTS[language]
    day = texts["day"].format(notice.date) if notice.date else ""
    page = texts["page"].format(notice.page) if notice.page else ""
    return texts["corrected"].format(paper=notice.newspaper or texts["paper"], day=day, page=page)


def mark(text: str, support: Sequence[Sentence], corrections: Sequence[Correction], language: Language) -> str:
    """Mark in a sentence of a brief what a notice calls wrong, so that it is not told as a fact."""
    since = _TEXTS[language]["since"]
    since = traditional(since) if is_traditional(text) else since
    ends = {
        end
        for correction in corrections
        if correction.wrong and correction.concerns(support)
        for end in _wrong(text, correction)
    }
    for end in sorted(ends, reverse=True):
        text = text[:end] + since + text[end:]
    return text


def _wrong(text: str, correction: Correction) -> set[int]:
    """Where in a text ends what a notice calls wrong."""
    ends: set[int] = set()
    for amendment in read_amendments(correction.notice):
        if amendment.sentences == correction.sentences:
            ends |= {
                figure.end for figure in figures_of(text) if any(figure.same(wrong) for wrong in amendment.figures)
            }
            ends |= {text.index(word) + len(word) for word in amendment.words if word in text}
    return ends
