"""How briefs and digests tell of what a paper has put right: the wrong figure is marked, and the notice follows it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Self

from rag.archive.snapshot import Snapshot
from rag.proof.amendments import read_amendments
from rag.proof.corrections import Correction, corrections_of, page_texts
from rag.proof.sheet import Proof
from rag.prose.figures import figures_of
from rag.prose.script import is_traditional, traditional
from rag.types import Article, Language, Sentence

_TEXTS: dict[Language, dict[str, str]] = {
    "zh": {
        "corrected": "{paper}{day}{page}刊登了对{article}的更正。",
        "article": "这篇报道",
        "headline": "《{}》",
        "paper": "报纸",
        "day": "{0.year}年{0.month}月{0.day}日",
        "page": "第{}版",
        "since": "（后有更正）",
    },
    "en": {
        "corrected": "{paper} printed a correction of {article}{day}{page}.",
        "article": "this article",
        "headline": "“{}”",
        "paper": "The paper",
        "day": " on {0.day} {0:%B} {0.year}",
        "page": " on page {}",
        "since": " (since corrected)",
    },
}


@dataclass(frozen=True, slots=True)
class Amended:
    """What the archive has put right in the articles of a digest, by article, and the texts of the pages with that."""

    corrections: Mapping[str, Sequence[Correction]]
    pages: Mapping[str, str]

    @classmethod
    def read(cls, snapshot: Snapshot, articles: Sequence[Article]) -> Self:
        """Read the corrections of some articles, whether or not their notices are among these."""
        found = {article.id: corrections_of(snapshot, article) for article in articles}
        return cls(found, page_texts(snapshot, [each for corrections in found.values() for each in corrections]))

    @property
    def notices(self) -> list[Article]:
        """The articles that put something right."""
        return [each.notice for corrections in self.corrections.values() for each in corrections]

    def is_notice(self, articles: Sequence[Article], support: Sequence[Sentence]) -> bool:
        """Tell whether what is said of articles is only what puts another one right, behind which it is shown."""
        corrections = [each for corrections in self.corrections.values() for each in corrections]
        notices = {each.notice.id for each in corrections}
        # A notice that is put right is not shown by itself.
        return all(article.id in notices for article in articles) and any(
            each.is_told_by(support) for each in corrections if each.article.id not in notices
        )

    def mark(self, text: str, support: Sequence[Sentence], language: Language) -> str:
        """Mark in a sentence what a notice calls wrong in the lines that it rests on."""
        return mark(text, support, self._of(support), language)

    def follow(
        self, proof: Proof, support: Sequence[Sentence], language: Language, *, whole: Collection[str] = ()
    ) -> None:
        """Show the notices behind what they put right; where it is not told, only that its article was corrected.

        Those in ``whole``, by article, are shown themselves in any case.
        """
        for each in self._of(support):
            if (each.wrong and each.concerns(support)) or each.notice.id in whole:
                for sentence in each.sentences:
                    proof.quote(sentence)
            elif not each.is_told_by(proof.used):
                proof.state(note(each, language, headline=True), each.sentences)

    def _of(self, support: Sequence[Sentence]) -> list[Correction]:
        ids = dict.fromkeys(sentence.article_id for sentence in support)
        return [correction for each in ids for correction in self.corrections.get(each, ())]


def note(correction: Correction, language: Language, *, headline: bool = False) -> str:
    """Say that an article was corrected, and where; which one, by its headline, where several are told of."""
    notice, texts = correction.notice, _TEXTS[language]
    day = texts["day"].format(notice.date) if notice.date else ""
    page = texts["page"].format(notice.page) if notice.page else ""
    title = correction.article.title if headline else ""
    article = texts["headline"].format(title) if title else texts["article"]
    return texts["corrected"].format(paper=notice.newspaper or texts["paper"], day=day, page=page, article=article)


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
