"""The proof sheet: drafted sentences in, each tied to its source lines, checked, repaired or withheld.

Nothing reaches a reader that has not passed here, whether a model drafted it or the archive's own sentences did.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from rag.proof.attribute import Similarity, attribute, content_of, telling
from rag.proof.citations import CitationList
from rag.proof.mentions import lead_up
from rag.proof.movements import reversed_trend
from rag.proof.orders import strays
from rag.proof.owners import carried_on_from, printed_before, said_of_another
from rag.proof.reasons import in_language, reason
from rag.proof.verify import repair, verify
from rag.prose.figures import find_figures
from rag.prose.folding import fold
from rag.prose.sentences import sentences_of
from rag.types import Article, Citation, CitedSentence, Language, Sentence


@dataclass(frozen=True, slots=True)
class Criteria:
    """What a drafted sentence has to do beside being borne out, to answer a question, and how it is shown."""

    question: str | None = None
    names: tuple[str, ...] = ()
    """Whom the question names."""
    misses: Callable[[str, Sequence[Sentence]], str | None] = lambda _text, _bearing: None
    """Tells why a sentence that rests on these source sentences is no answer."""
    replies: Callable[[Sequence[Sentence]], bool] = lambda _support: True
    """Tells whether source sentences are an answer by themselves, where a draft is to be mended by them."""
    phrase: Callable[[str, Sequence[Sentence]], str] = lambda text, _support: text
    """Words what is shown of a sentence that has passed."""
    spell: Callable[[str], str] = str
    """Writes a draft as its reader does."""


_OF_NO_QUESTION = Criteria()


class Proof:
    """Collects the checked sentences of one answer or brief, and numbers their citations in order of first use."""

    def __init__(
        self,
        articles: Mapping[str, Article],
        candidates: Sequence[Sentence],
        page_texts: Mapping[str, str],
        *,
        criteria: Criteria = _OF_NO_QUESTION,
        similarity: Similarity | None = None,
        printed: Mapping[str, Article] | None = None,
    ) -> None:
        """``candidates`` are the source sentences that may bear a claim out; ``page_texts`` the sources by name.

        ``printed`` are the articles to the letter, where those read are copies of the same length.
        """
        self._articles = articles
        self._candidates = tuple(candidates)
        self._criteria = criteria
        self._similarity = similarity
        self._printed = {**articles, **(printed or {})}
        self._page_texts = dict(page_texts)
        self._citations = CitationList(self._printed, self._page_texts)
        self.sentences: list[CitedSentence] = []
        self.withheld: list[CitedSentence] = []
        self.used: list[Sentence] = []

    @property
    def citations(self) -> tuple[Citation, ...]:
        """The citations so far, by number."""
        return self._citations.citations

    def widen(self, candidates: Sequence[Sentence]) -> None:
        """Let more source sentences bear claims out."""
        self._candidates = tuple(dict.fromkeys([*self._candidates, *candidates]))

    def admit(self, articles: Sequence[Article], page_texts: Mapping[str, str]) -> None:
        """Let more articles be quoted, which bear no other claim out: what corrects those that are cited."""
        self._printed.update((article.id, article) for article in articles if article.id not in self._printed)
        self._page_texts.update(page_texts)

    def take(self, text: str, hinted: Collection[Sentence] = ()) -> CitedSentence | None:
        """Check a drafted sentence; return what may be shown: it, the source's own words instead, or ``None``.

        ``hinted`` are the sentences of the passages that the draft names; they win ties, no more.
        """
        criteria, support = self._criteria, self._support(text, hinted)
        problems = self._problems(text, support)
        if not problems:
            cited = telling(text, support, self._articles[support[0].article_id].date)
            return self._show(criteria.spell(criteria.phrase(text, support)), cited)
        self.withhold(text, *problems)
        mended = repair(text, support, question=criteria.question) if support else None
        if mended is None:
            return None
        support = self._support(mended, support)
        return self._show(criteria.spell(mended), support) if support and criteria.replies(support) else None

    def withhold(self, text: str, *problems: str) -> None:
        """Keep a drafted sentence back, and why, in its own language."""
        language: Language = "zh" if content_of(text).chinese else "en"
        told = tuple(in_language(problem, language) for problem in problems)
        self.withheld.append(CitedSentence(text, (), supported=False, problems=told))

    def quote(self, sentence: Sentence) -> CitedSentence | None:
        """Show a source sentence as it stands."""
        return self._show(self._printed[sentence.article_id].body[sentence.start : sentence.end], [sentence])

    def reword(self, text: str, support: Sequence[Sentence]) -> CitedSentence | None:
        """Show source sentences in other words, if they bear them out."""
        return None if self._problems(text, support) else self._show(text, support)

    def state(self, text: str, support: Sequence[Sentence]) -> CitedSentence | None:
        """Show unchecked what the caller vouches for, with the sentences that it rests on or speaks of.

        So a statement of the catalogue is shown, and what briefs and digests have put together of checked sentences.
        """
        return self._show(text, support)

    def _support(self, text: str, hinted: Collection[Sentence]) -> list[Sentence]:
        days = {article.date for article in self._articles.values()}
        day = days.pop() if len(days) == 1 else None
        return attribute(text, self._candidates, hinted=hinted, similarity=self._similarity, page_date=day)

    def _problems(self, text: str, support: Sequence[Sentence]) -> tuple[str, ...]:
        if not support:
            return (reason("unsupported"),)
        question, names = self._criteria.question, self._criteria.names
        off = self._criteria.misses(text, _bearing(text, support))
        if off:
            return (off,)
        if said_of_another(text, names, support, self._articles) is not None:
            return (reason("nobody"),)
        figure = printed_before(text, names, support) or carried_on_from(text, names, support, self._articles)
        if figure is not None:
            return (reason("another", figure),)
        if (trend := reversed_trend(text, [sentence.text for sentence in support])) is not None:
            return (reason("trend", trend),)
        article = self._articles[support[0].article_id]
        around = [each for sentence in support for each in lead_up(self._articles[sentence.article_id], sentence)]
        found = verify(
            text, support, page_date=article.date, question=question, context=around, beside=self._candidates
        )
        stray = strays(text, [*(sentence.text for sentence in support), *around], question or "")
        return (*found, reason("stray", stray)) if stray else found

    def _show(self, text: str, support: Sequence[Sentence]) -> CitedSentence | None:
        if any(text == shown.text for shown in self.sentences):
            return None
        numbers = self._citations.cite_all(support)
        if not numbers:
            return None
        self.used.extend(support)
        shown = CitedSentence(text, numbers, supported=True)
        self.sentences.append(shown)
        return shown


def _bearing(text: str, support: Sequence[Sentence]) -> Sequence[Sentence]:
    """The source sentences that a statement's figures rest on; all of them, where it states none that they print."""
    said = find_figures(text)
    return [
        sentence
        for sentence in support
        if any(figure.same(other) for figure in said for other in find_figures(sentence.text))
    ] or support


def standing_for(article: Article, mentioned: Sequence[str] = ()) -> Sentence:
    """The sentence that stands for an article where the article itself is meant: what first mentions a thing, or all.

    Where it mentions none of them, its first sentence does.
    """
    sentences = sentences_of(article)
    wanted = [fold(each) for each in mentioned]
    return next((each for each in sentences if any(name in fold(each.text) for name in wanted)), sentences[0])
