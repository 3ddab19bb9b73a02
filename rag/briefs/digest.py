"""Digests: many articles by theme, what each says in a line of its own, and where they differ in a figure.

Every article is told of or named as left out. The lines are the articles' own sentences, so that a digest of a hundred
articles costs a model no more than one short prompt for each of the larger themes: what the theme is about, in a
sentence that is checked like an answer's.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from prompts import Prompt
from rag.archive.index import Index
from rag.archive.rarity import Rarity
from rag.briefs.choose import choose, words_of
from rag.briefs.differences import Stated, differences
from rag.briefs.summarize import EXTRACTIVE, FEWEST_WORDS, Told, tell
from rag.briefs.themes import Group, group
from rag.ports import ChatModel, Message
from rag.proof.markers import MarkerStream
from rag.proof.sheet import Proof
from rag.prose.figures import figures_of
from rag.prose.questions import language_of
from rag.prose.sentences import sentences_of
from rag.types import Article, CitedSentence, Language, Sentence, Summary, Theme, Usage

MOST_ARTICLES = 100
# A model writes on so many themes, the largest first, from so many lines of each.
_MOST_THEMES, _MOST_LINES = 8, 8
_TOKENS = 160
# Two lines that share so much of their words, and all figures, are one report printed twice.
_SAME = 0.75
# A model's sentence that shares so much with one line says nothing of the others.
_REPEATED = 0.85

Cut = Callable[[str], frozenset[str]]

_TEXTS: dict[Language, dict[str, str]] = {
    "zh": {
        "empty": "没有可以引用的正文",
        "many": f"一次最多汇编{MOST_ARTICLES}篇",
        "topic": "没有讲到这个主题",
        "other": "其他",
        "each": "各篇要点",
        "differences": "数字不一致之处",
        "theme": "【{}】",
        "differ": "{institution}{period}{measure}，{one}作“{this}”，{other}作“{that}”。",
        "paper": "《{}》",
        "day": "{0.month}月{0.day}日",
        "title": "《{}》",
        "digest": "{}综述",
        "date": "{0.year}年{0.month}月{0.day}日",
        "until": "{}至{}",
    },
    "en": {
        "empty": "no text that could be quoted",
        "many": f"a digest takes at most {MOST_ARTICLES} articles",
        "topic": "says nothing of the subject",
        "other": "Also reported",
        "each": "What was reported",
        "differences": "Where figures differ",
        "theme": "{}:",
        "differ": '{institution}, {period} {measure}: "{this}" in {one}, "{that}" in {other}.',
        "paper": "{} ",
        "day": "{0.day} {0:%B}",
        "title": '"{}"',
        "digest": "Digest: {}",
        "date": "{0.day} {0:%B} {0.year}",
        "until": "{} to {}",
    },
}


_PARTS = {"Q1": "一季度", "Q2": "二季度", "Q3": "三季度", "Q4": "四季度", "H1": "上半年", "H2": "下半年"}


@dataclass(frozen=True, slots=True)
class _Line:
    """What a digest says of an article, or of one that was printed several times."""

    articles: tuple[Article, ...]
    told: Told


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
        progress: Callable[[str, int, int], None] | None = None,
    ) -> Summary:
        """Digest articles under a title; of a topic, only those that speak of it; raises ``ModelError``."""
        language = language_of("".join(article.title for article in articles[:20]) or title)
        texts = _TEXTS[language]
        lines, left_out, groups = self._plan(articles, topic, texts)
        used = {article.id: article for line in lines for article in line.articles}
        candidates = [sentence for article in used.values() for sentence in sentences_of(article)]
        with self._index.snapshot() as snapshot:
            sources = {place.source for article in used.values() for place in article.places}
            pages = {source: snapshot.page_text(source) for source in sources}
        proof = Proof(used, candidates, pages)
        usage = Usage()
        themes: list[Theme] = []
        large = [each for each in groups if len(each.members) > 1]
        for done, each in enumerate(large):
            if progress:
                progress("themes", done, len(large))
            start = len(proof.sentences)
            members = [lines[member] for member in each.members]
            if self._model is not None and done < _MOST_THEMES:
                usage += self._introduce(self._model, each, members, proof, pages, language)
            themes.append(_theme(each.name, members, proof, start))
        rest = [lines[member] for each in groups if len(each.members) == 1 for member in each.members]
        if rest:
            name = texts["other" if large else "each"]
            themes.append(replace(_theme(name, rest, proof, len(proof.sentences)), kind="other"))
        start = len(proof.sentences)
        for one, other in differences([(article, sentences_of(article)) for article in used.values()]):
            proof.state(_differing(one, other, texts), [one.sentence, other.sentence])
        if len(proof.sentences) > start:
            cited = {citation.n: citation.article_id for citation in proof.citations}
            ids = [cited[n] for sentence in proof.sentences[start:] for n in sentence.citations]
            themes.append(
                Theme(texts["differences"], tuple(dict.fromkeys(ids)), start, len(proof.sentences), "differences")
            )
        return Summary(
            article_ids=tuple(used),
            title=title,
            text=_text(themes, proof, texts),
            sentences=tuple(proof.sentences),
            citations=proof.citations,
            model=self._model.name if self._model else EXTRACTIVE,
            usage=usage,
            left_out=tuple(left_out),
            themes=tuple(themes),
        )

    def forecast(self, articles: Sequence[Article], *, topic: str | None = None) -> Usage:
        """Forecast the tokens that a digest takes, counted by tiktoken; nothing without a model."""
        if self._model is None:
            return Usage()
        language = language_of("".join(article.title for article in articles[:20]))
        lines, _, groups = self._plan(articles, topic, _TEXTS[language])
        large = [each for each in groups if len(each.members) > 1][:_MOST_THEMES]
        asked = [self._messages(each, [lines[member] for member in each.members], language) for each in large]
        read = sum(self._index.count_tokens(message.text) for messages in asked for message in messages)
        return Usage(read, len(large) * _TOKENS // 2)

    def _plan(
        self, articles: Sequence[Article], topic: str | None, texts: Mapping[str, str]
    ) -> tuple[list[_Line], list[tuple[str, str]], Sequence[Group]]:
        """The line of each article, the articles left out with the reason, and the lines by theme."""
        wanted = frozenset(self._index.lexicon.words(topic)) if topic else frozenset()
        lines: list[_Line] = []
        left_out: list[tuple[str, str]] = []
        for article in articles:
            sentences = sentences_of(article)
            if not sentences:
                left_out.append((article.id, texts["empty"]))
            elif topic and not _speaks_of(sentences, article, topic, wanted, self._words):
                left_out.append((article.id, texts["topic"]))
            elif len(lines) == MOST_ARTICLES:
                left_out.append((article.id, texts["many"]))
            else:
                _add(lines, _Line((article,), _line(article, sentences, topic or "", wanted, self._words)))
        with self._index.snapshot() as snapshot:
            groups = group(
                [line.articles[0] for line in lines], self._index.lexicon.words, Rarity(snapshot, "words").weigh
            )
        return lines, left_out, groups

    def _messages(self, theme: Group, lines: Sequence[_Line], language: Language) -> list[Message]:
        """What a model is asked of a theme."""
        prompt = self._prompts["digest", language]
        variables = {"theme": theme.name, "lines": "\n".join(line.told.text for line in lines[:_MOST_LINES])}
        return [Message("system", prompt.system.format(**variables)), Message("user", prompt.user.format(**variables))]

    def _words(self, text: str) -> frozenset[str]:
        return frozenset(self._index.lexicon.words(text))

    def _introduce(
        self,
        model: ChatModel,
        theme: Group,
        lines: Sequence[_Line],
        proof: Proof,
        pages: Mapping[str, str],
        language: Language,
    ) -> Usage:
        """Have a model say what a theme's articles tell together; show its first sentence that they bear out."""
        articles = {article.id: article for line in lines for article in line.articles}
        trial = Proof(articles, [each for article in articles.values() for each in sentences_of(article)], pages)
        stream, usage = MarkerStream(0), Usage()
        drafts = []
        for delta in model.stream(self._messages(theme, lines, language), max_tokens=_TOKENS):
            usage += delta.usage or Usage()
            drafts += stream.feed(delta.text)
        for draft in [*drafts, *stream.close()]:
            if len(words_of(draft.text)) < FEWEST_WORDS or any(
                _likeness(draft.text, line.told.text) > _REPEATED for line in lines
            ):
                continue
            shown = trial.take(draft.text)
            if shown is not None and shown.text == draft.text:
                proof.state(shown.text, trial.used)
                break
        return usage


def title_of(articles: Sequence[Article], topic: str | None) -> str:
    """Name a digest: by its topic, else by the paper and the days of its articles."""
    texts = _TEXTS[language_of((topic or "") + "".join(article.title for article in articles[:20]))]
    if topic:
        return texts["digest"].format(topic)
    papers = {article.newspaper for article in articles}
    days = sorted({article.date for article in articles if article.date})
    about = [name for name in papers if name] if len(papers) == 1 else []
    if days:
        first, last = (texts["date"].format(day) for day in (days[0], days[-1]))
        about.append(first if first == last else texts["until"].format(first, last))
    return texts["digest"].format(" ".join(about)).strip()


def _speaks_of(sentences: Sequence[Sentence], article: Article, topic: str, wanted: frozenset[str], cut: Cut) -> bool:
    """Tell whether an article prints a topic, or has its words in one sentence or in the headline."""
    if _prints(article.title + article.body, topic):
        return True
    return any(wanted <= cut(text) for text in (article.title, *(sentence.text for sentence in sentences)))


def _prints(text: str, topic: str) -> bool:
    return "".join(topic.split()).casefold() in "".join(text.split()).casefold()


def _line(article: Article, sentences: Sequence[Sentence], topic: str, wanted: frozenset[str], cut: Cut) -> Told:
    """The sentence that tells an article; of a topic, rather one that prints it, or else that has its words."""
    best: list[Sentence] = []
    if topic:
        whole = [tell(article, sentences, [sentence])[0].text for sentence in sentences]
        best = [sentence for sentence, text in zip(sentences, whole, strict=True) if _prints(text, topic)]
        best = best or [sentence for sentence in sentences if wanted <= cut(sentence.text)]
    return tell(article, sentences, choose(article, sentences, 1, best))[0]


def _add(lines: list[_Line], line: _Line) -> None:
    """Add an article's line; to another's, where both are one report that was printed twice."""
    for n, other in enumerate(lines):
        same_figures = {each.value for each in figures_of(line.told.text)} == {
            each.value for each in figures_of(other.told.text)
        }
        if same_figures and _likeness(line.told.text, other.told.text) >= _SAME:
            told = Told(other.told.text, (*other.told.support, *line.told.support))
            lines[n] = _Line((*other.articles, *line.articles), told)
            return
    lines.append(line)


def _likeness(one: str, other: str) -> float:
    """The share of words that two sentences have in common (Jaccard)."""
    left, right = words_of(one), words_of(other)
    return len(left & right) / (len(left | right) or 1)


def _theme(name: str, lines: Sequence[_Line], proof: Proof, start: int) -> Theme:
    for line in lines:
        proof.reword(line.told.text, line.told.support) or proof.quote(line.told.support[0])
    return Theme(name, tuple(article.id for line in lines for article in line.articles), start, len(proof.sentences))


def _differing(one: Stated, other: Stated, texts: Mapping[str, str]) -> str:
    first, second = sorted((one, other), key=lambda each: (str(each.article.date), each.sentence.start))
    return texts["differ"].format(
        institution=one.institution,
        measure=one.measure,
        period=_period(one.period),
        one=_source(first.article, texts),
        other=_source(second.article, texts),
        this=first.figure.text,
        that=second.figure.text,
    )


def _period(terms: Sequence[str]) -> str:
    """A period of claims in words."""
    parts = {term[1]: term[2:] for term in terms}
    named = _PARTS.get(parts.get("p", ""), "")
    if parts.get("p", "").startswith("M"):
        named = f"前{parts['p'][1:]}个月"
    words = ((parts.get("y"), "{}年"), (named, "{}"), (parts.get("m"), "{}月"), (parts.get("d"), "{}日"))
    return "".join(form.format(value) for value, form in words if value)


def _source(article: Article, texts: Mapping[str, str]) -> str:
    """Name where an article was printed; its headline, where that is not known."""
    paper = texts["paper"].format(article.newspaper) if article.newspaper else ""
    day = texts["day"].format(article.date) if article.date else ""
    return f"{paper}{day}".strip() or texts["title"].format(article.title)


def _text(themes: Sequence[Theme], proof: Proof, texts: Mapping[str, str]) -> str:
    """The digest as lines of text under the names of its themes."""
    lines: list[str] = []
    for theme in themes:
        lines.append(texts["theme"].format(theme.title))
        lines += [_shown(sentence) for sentence in proof.sentences[theme.start : theme.end]]
    return "\n".join(lines)


def _shown(sentence: CitedSentence) -> str:
    return sentence.text + "".join(f"[{n}]" for n in sentence.citations)
