"""Digests: many articles by theme, what each says in a line of its own, and where they differ in a figure.

Every article is told of or named as left out; of a topic, only what speaks of it: articles on it are grouped, those
that only mention it follow by themselves. The lines are the articles' own sentences, so that a digest of a hundred
articles costs a model no more than one short prompt for each of the larger themes: what the theme is about, in a
sentence that is checked like an answer's. A figure that its paper has put right is marked, and the notice shown behind
it, whether or not the notice is one of the articles.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from prompts import Prompt
from rag.archive.index import Index
from rag.archive.rarity import Rarity
from rag.briefs.choose import words_of
from rag.briefs.corrected import Amended
from rag.briefs.headings import MOST_ARTICLES, TEXTS, language
from rag.briefs.lines import Line, add, likeness, line_of
from rag.briefs.subject import Subject
from rag.briefs.summarize import FEWEST_WORDS
from rag.briefs.themes import Group, group
from rag.models.chat import EXTRACTIVE
from rag.ports import ChatModel, Message, Progress
from rag.proof.differences import differences
from rag.proof.differing import differing
from rag.proof.markers import MarkerStream
from rag.proof.sheet import Proof
from rag.prose.language import written_in
from rag.prose.sentences import sentences_of
from rag.types import Article, CitedSentence, Language, Summary, Theme, Usage

# A model writes on so many themes, the largest first, from so many lines of each.
_MOST_THEMES, _MOST_LINES = 8, 8
_TOKENS = 160
# A model's sentence that shares so much with one line says nothing of the others.
_REPEATED = 0.85


@dataclass(frozen=True, slots=True)
class _Plan:
    """The lines of a digest, those that are grouped by theme first, and the articles left out with the reason.

    ``given`` are all articles, ``notices`` those that have no line but stand behind what they put right.
    """

    lines: tuple[Line, ...]
    groups: tuple[Group, ...]
    mentions: tuple[Line, ...]
    left_out: tuple[tuple[str, str], ...]
    amended: Amended
    notices: Collection[str]
    given: Collection[str]
    spoken: Language

    @property
    def large(self) -> list[Group]:
        """The groups of several articles, the largest first."""
        return [each for each in self.groups if len(each.members) > 1]


class Digester:
    """Writes digests with one model, or with none."""

    def __init__(self, index: Index, model: ChatModel | None, prompts: Mapping[tuple[str, str], Prompt]) -> None:
        """``prompts`` are those of ``prompts.load_all``."""
        self._index = index
        self._model = model
        self._prompts = prompts

    def digest(
        self,
        articles: Sequence[Article],
        title: str,
        *,
        topic: str | None = None,
        progress: Progress | None = None,
    ) -> Summary:
        """Digest articles under a title; of a topic, only those that speak of it; raises ``ModelError``."""
        spoken = language(articles, topic)
        texts = TEXTS[spoken]
        plan = self._plan(articles, topic, spoken)
        if topic and not plan.lines and not plan.mentions:
            return self._absent(title, topic, plan, texts)
        told = [*plan.lines, *plan.mentions]
        used = {article.id: article for line in told for article in line.articles}
        candidates = [sentence for article in used.values() for sentence in sentences_of(article)]
        with self._index.snapshot() as snapshot:
            sources = {place.source for article in used.values() for place in article.places}
            pages = {source: snapshot.page_text(source) for source in sources}
        proof = Proof(used, candidates, pages)
        proof.admit(plan.amended.notices, plan.amended.pages)
        usage = Usage()
        themes: list[Theme] = []
        for done, each in enumerate(plan.large):
            if progress:
                progress("themes", done, len(plan.large))
            start = len(proof.sentences)
            members = [plan.lines[member] for member in each.members]
            if self._model is not None and done < _MOST_THEMES:
                usage += self._introduce(self._model, each, members, proof, pages, plan)
            themes.append(_theme(each.name, members, proof, start, plan))
        rest = [plan.lines[member] for each in plan.groups if len(each.members) == 1 for member in each.members]
        if rest:
            name = texts["other" if plan.large else "each"]
            themes.append(replace(_theme(name, rest, proof, len(proof.sentences), plan), kind="other"))
        if plan.mentions:
            name = texts["mentioned" if plan.lines else "only"].format(topic)
            themes.append(replace(_theme(name, plan.mentions, proof, len(proof.sentences), plan), kind="other"))
        themes += _differences(plan, proof)
        told_of = dict.fromkeys([*used, *_told_of(proof, 0, plan)])
        return Summary(
            article_ids=tuple(told_of),
            title=title,
            text=_text(themes, proof, texts),
            sentences=tuple(proof.sentences),
            citations=proof.citations,
            model=self._model.name if self._model else EXTRACTIVE,
            usage=usage,
            left_out=tuple(each for each in plan.left_out if each[0] not in told_of),
            themes=tuple(themes),
        )

    def forecast(self, articles: Sequence[Article], *, topic: str | None = None) -> Usage:
        """Forecast the tokens that a digest takes, counted by tiktoken; nothing without a model."""
        if self._model is None:
            return Usage()
        spoken = language(articles, topic)
        plan = self._plan(articles, topic, spoken)
        large = plan.large[:_MOST_THEMES]
        asked = [self._messages(each, [plan.lines[member] for member in each.members], spoken) for each in large]
        read = sum(self._index.count_tokens(message.text) for messages in asked for message in messages)
        return Usage(read, len(large) * _TOKENS // 2)

    def _plan(self, articles: Sequence[Article], topic: str | None, spoken: Language) -> _Plan:
        """Find the line of each article, and group those of the articles that are on the topic."""
        texts = TEXTS[spoken]
        subject = Subject.of(topic) if topic else None
        found: list[Line] = []
        left_out: list[tuple[str, str]] = []
        for article in articles:
            sentences = sentences_of(article)
            line = line_of(article, sentences, subject) if sentences else None
            if line is not None and line.is_slight:
                left_out.append((article.id, texts["slight"]))
            elif line is not None:
                add(found, line)
            elif not sentences and (subject is None or subject.held_by(article.title)):
                left_out.append((article.id, texts["empty"]))
        # Those that only mention the topic go first where there are too many.
        found.sort(key=lambda line: line.standing != "told")
        left_out += [(article.id, texts["many"]) for line in found[MOST_ARTICLES:] for article in line.articles]
        found = found[:MOST_ARTICLES]
        with self._index.snapshot() as snapshot:
            amended = Amended.read(snapshot, [article for line in found for article in line.articles])
            notices = [line for line in found if amended.is_notice(line.articles, line.told.support)]
            found = [line for line in found if line not in notices]
            lines = tuple(line for line in found if line.standing == "told")
            weigh = Rarity(snapshot, "words").weigh
            groups = group([line.articles[0] for line in lines], self._index.lexicon.words, weigh, topic or "")
        return _Plan(
            lines,
            tuple(groups),
            tuple(found[len(lines) :]),
            tuple(left_out),
            amended,
            frozenset(article.id for line in notices for article in line.articles),
            frozenset(article.id for article in articles),
            spoken,
        )

    def _absent(self, title: str, topic: str, plan: _Plan, texts: Mapping[str, str]) -> Summary:
        """Say that the archive has nothing on a topic."""
        said = texts["absent"].format(topic)
        return Summary(
            article_ids=(),
            title=title,
            text=said,
            sentences=(CitedSentence(said, supported=True),),
            citations=(),
            model=self._model.name if self._model else EXTRACTIVE,
            left_out=plan.left_out,
        )

    def _messages(self, theme: Group, lines: Sequence[Line], spoken: Language) -> list[Message]:
        """What a model is asked of a theme."""
        prompt = self._prompts["digest", spoken]
        variables = {"theme": theme.name, "lines": "\n".join(line.told.text for line in lines[:_MOST_LINES])}
        return [Message("system", prompt.system.format(**variables)), Message("user", prompt.user.format(**variables))]

    def _introduce(
        self,
        model: ChatModel,
        theme: Group,
        lines: Sequence[Line],
        proof: Proof,
        pages: Mapping[str, str],
        plan: _Plan,
    ) -> Usage:
        """Have a model say what a theme's articles tell together; show its first sentence that they bear out."""
        articles = {article.id: article for line in lines for article in line.articles}
        trial = Proof(articles, [each for article in articles.values() for each in sentences_of(article)], pages)
        stream, usage = MarkerStream(0), Usage()
        drafts = []
        for delta in model.stream(self._messages(theme, lines, plan.spoken), max_tokens=_TOKENS):
            usage += delta.usage or Usage()
            drafts += stream.feed(delta.text)
        for draft in [*drafts, *stream.close()]:
            if len(words_of(draft.text)) < FEWEST_WORDS or any(
                likeness(draft.text, line.told.text) > _REPEATED for line in lines
            ):
                continue
            shown = trial.take(draft.text)
            if shown is not None and shown.text == draft.text:
                spoken = written_in(shown.text)
                proof.state(plan.amended.mark(shown.text, trial.used, spoken), trial.used)
                plan.amended.follow(proof, trial.used, spoken, whole=plan.notices)
                break
        return usage


def _theme(name: str, lines: Sequence[Line], proof: Proof, start: int, plan: _Plan) -> Theme:
    for line in lines:
        support, language = line.told.support, written_in(line.told.text)
        if not proof.reword(plan.amended.mark(line.told.text, support, language), support):
            first = support[0]
            printed = next(article.body for article in line.articles if article.id == first.article_id)
            text = plan.amended.mark(printed[first.start : first.end], [first], language)
            proof.state(text, [first])
        plan.amended.follow(proof, support, language, whole=plan.notices)
    told = dict.fromkeys(article.id for line in lines for article in line.articles)
    return Theme(name, tuple(told | dict.fromkeys(_told_of(proof, start, plan))), start, len(proof.sentences))


def _told_of(proof: Proof, start: int, plan: _Plan) -> list[str]:
    """Which of a digest's articles the sentences from one on cite."""
    cited = {citation.n: citation.article_id for citation in proof.citations}
    ids = [cited[n] for sentence in proof.sentences[start:] for n in sentence.citations]
    return [each for each in ids if each in plan.given]


def _differences(plan: _Plan, proof: Proof) -> list[Theme]:
    """State where the articles of a digest's lines differ in a figure, as a theme of their own."""
    start = len(proof.sentences)
    articles = [article for line in plan.lines for article in line.articles]
    for one, other in differences([(article, sentences_of(article)) for article in articles]):
        support = [one.sentence, other.sentence]
        text = differing(one, other, plan.spoken)
        if proof.state(plan.amended.mark(text, support, plan.spoken), support):
            plan.amended.follow(proof, support, plan.spoken)
    if len(proof.sentences) == start:
        return []
    ids = dict.fromkeys(_told_of(proof, start, plan))
    return [Theme(TEXTS[plan.spoken]["differences"], tuple(ids), start, len(proof.sentences), "differences")]


def _text(themes: Sequence[Theme], proof: Proof, texts: Mapping[str, str]) -> str:
    """The digest as lines of text under the names of its themes."""
    lines: list[str] = []
    for theme in themes:
        lines.append(texts["theme"].format(theme.title))
        lines += [_shown(sentence) for sentence in proof.sentences[theme.start : theme.end]]
    return "\n".join(lines)


def _shown(sentence: CitedSentence) -> str:
    return sentence.text + "".join(f"[{n}]" for n in sentence.citations)
