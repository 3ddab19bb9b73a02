"""A conversation as the browser keeps it, and as the page shows it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Self

from pydantic import BaseModel, Field, ValidationError

from rag import types
from ui import schemas
from ui.page.faults import error_html
from ui.render import MARKER, chip, escape, markdown, printed_in, problems_in, sentences_html
from ui.texts import Texts, texts_for

KEPT_TURNS = 40
HISTORY_TURNS = 6
LONG_WAIT = 2.0  # seconds without a word after which they are told


class Turn(BaseModel):
    """A question with what came of it: an answer, an error, or what there was when the reader stopped it."""

    id: str = Field(max_length=100)
    question: str
    answer: schemas.Answer | None = None
    partial: str = ""
    error: str = ""
    mendable: bool = False
    ended: bool = False
    articles: int = 0
    nearest: list[tuple[str, str]] = []


class Kept(BaseModel):
    """What the browser keeps."""

    @classmethod
    def read(cls, kept: object) -> Self:
        """Read what the browser kept; what an older page wrote otherwise is forgotten."""
        try:
            return cls.model_validate(kept or {})
        except ValidationError:
            return cls()


class Talk(Kept):
    """A conversation."""

    turns: list[Turn] = []

    def keep(self) -> dict[str, object]:
        """The conversation for the browser to keep, at most its last turns."""
        return Talk(turns=self.turns[-KEPT_TURNS:]).model_dump(mode="json")

    def history(self) -> tuple[types.Turn, ...]:
        """The answered turns, for a follow-up question to be understood."""
        return tuple(
            types.Turn(turn.question, turn.answer.answer) for turn in self.turns[-HISTORY_TURNS:] if turn.answer
        )

    def citation(self, turn: str, n: str) -> schemas.Citation | None:
        """The citation behind a chip."""
        for each in self.turns:
            if each.id == turn and each.answer is not None:
                return next((citation for citation in each.answer.citations if str(citation.n) == n), None)
        return None


def talk_html(talk: Talk, texts: Texts) -> str:
    """All turns, oldest first."""
    return "".join(turn_html(turn, texts) for turn in talk.turns)


def turn_html(turn: Turn, texts: Texts) -> str:
    """A question with its answer, the answer's sources, and what can be done with it."""
    parts = [f'<section class="jb-turn"><h2 class="jb-question">{escape(turn.question)}</h2>']
    copied = turn.partial
    if turn.answer is not None:
        parts.append(answer_html(turn, turn.answer, texts))
        copied = markdown(turn.answer.answer, turn.answer.sentences, turn.answer.citations, texts_for(turn.question))
    elif turn.partial:
        parts.append(
            f'<div class="jb-answer">{streamed_html(turn.partial)}</div><p class="jb-note">{texts["stopped"]}</p>'
        )
    elif not turn.error:
        parts.append(f'<p class="jb-note">{texts["stopped" if turn.ended else "broken_off"]}</p>')
    if turn.error:
        parts.append(error_html(turn.error, texts, mendable=turn.mendable))
    parts.append(f'<div class="jb-meta"><span>{escape(searched(turn, texts))}</span><span class="jb-tools">')
    if copied:
        parts.append(
            f'<button type="button" data-markdown="{escape(copied)}" data-copied="{texts["copied"]}">'
            f"{texts['copy']}</button>"
        )
    parts.append(
        f'<button type="button" data-retry="{escape(turn.id)}">{texts["retry"]}</button></span></div></section>'
    )
    return "".join(parts)


def answer_html(turn: Turn, answer: schemas.Answer, texts: Texts) -> str:
    """An answer's sentences with their verdicts, a brief's under its headings, and its sources."""
    parts: list[str] = []
    if answer.abstained:
        parts.append(f'<span class="jb-abstained">{texts["abstained"]}</span>')
        parts.append(f'<div class="jb-answer">{escape(answer.answer)}</div>')
    else:
        told = sentences_html(turn.id, answer.sentences, answer.citations, texts, answer.answer)
        parts.append(f'<div class="jb-answer">{told}</div>')
    if answer.unanswered:
        lacking = "".join(f"<li>{escape(part)}</li>" for part in answer.unanswered)
        parts.append(f'<p class="jb-label">{texts["unanswered"]}</p><ul class="jb-unanswered">{lacking}</ul>')
    if turn.nearest:
        buttons = "".join(
            f'<button type="button" data-article="{escape(article)}">{escape(title)}</button>'
            for article, title in turn.nearest
        )
        parts.append(f'<p class="jb-label">{texts["nearest"]}</p><div class="jb-nearest">{buttons}</div>')
    if answer.citations:
        parts.append(sources_html(turn.id, answer.citations, texts))
    if answer.withheld:
        lines = "".join(
            f"<li>{escape(MARKER.sub('', sentence.text))} "
            f'<span class="jb-problem">{escape(problems_in(sentence, texts))}</span></li>'
            for sentence in answer.withheld
        )
        parts.append(f'<details class="jb-withheld"><summary>{texts["withheld"]}</summary><ul>{lines}</ul></details>')
    return "".join(parts)


def sources_html(turn: str, citations: Sequence[schemas.Citation], texts: Texts) -> str:
    """The articles that an answer rests on, each once, with the printed words that are cited of it."""
    articles: dict[tuple[str, str], list[schemas.Citation]] = {}
    for citation in citations:  # one article may be cited from several pages
        articles.setdefault((citation.article_id, printed_in(citation, texts)), []).append(citation)
    parts = []
    for (_, printed), cited in articles.items():
        about = texts["comma"].join(filter(None, (texts["list"].join(cited[0].byline), printed)))
        quotes = "".join(
            f'<div class="jb-quote">{chip(turn, each, texts)}<span>{escape(each.quote)}</span></div>' for each in cited
        )
        title = escape(cited[0].title or texts["untitled"])
        parts.append(f"<li><div><b>{title}</b> {escape(about)}</div>{quotes}</li>")
    return f'<ul class="jb-sources" aria-label="{escape(texts["sources"])}">{"".join(parts)}</ul>'


def searched(turn: Turn, texts: Texts) -> str:
    """What was searched, how long it took, and who answered."""
    if turn.answer is None:
        return ""
    seconds = turn.answer.seconds
    return texts.counted(
        "searched",
        articles=turn.articles,
        total=f"{seconds.total:.1f}",
        retrieve=f"{seconds.retrieve:.1f}",
        model=texts["extractive"] if turn.answer.model == "extractive" else turn.answer.model,
    )


def live_html(turn: Turn, texts: Texts, stage: str = "searching", seconds: float = 0.0) -> str:
    """A turn while it is being answered; before its first words, what it waits for and since when."""
    if turn.partial:
        body = f'<div class="jb-answer jb-caret">{streamed_html(turn.partial)}</div>'
    else:
        since = f"<span>{texts['seconds'].format(seconds=int(seconds))}</span>" if seconds >= LONG_WAIT else ""
        body = f'<p class="jb-waiting">{texts[stage]}{since}</p>'
    question = f'<h2 class="jb-question">{escape(turn.question)}</h2>'
    return f'<section class="jb-turn" aria-busy="true">{question}{body}</section>'


def streamed_html(text: str) -> str:
    """Text as it comes, with its markers as chips that open nothing yet."""
    return MARKER.sub(r'<button type="button" class="jb-chip" disabled>\1</button>', escape(text)).replace("\n", "<br>")
