"""What a reader finds before the first question: what the archive holds, questions to try, earlier conversations."""

from __future__ import annotations

from pydantic import Field

from ui.page.talk import Kept, Talk
from ui.render import escape, listed_html, printed_in
from ui.service import Service
from ui.texts import Texts, texts_for

KEPT_TALKS = 12
NEWEST = 6
EXAMPLES = 3


class Past(Kept):
    """Earlier conversations, the latest first."""

    talks: list[Talk] = Field(default_factory=list)

    def keep(self) -> dict[str, object]:
        """The conversations for the browser to keep, at most the latest ones."""
        return Past(talks=self.talks[:KEPT_TALKS]).model_dump(mode="json")

    def put(self, talk: Talk) -> None:
        """Lay a conversation on top, if anything was asked in it."""
        if talk.turns:
            self.talks.insert(0, talk)

    def take(self, turn: str) -> Talk:
        """Take out the conversation that begins with a turn of this id; an empty one, where there is none."""
        found = next((talk for talk in self.talks if talk.turns and talk.turns[0].id == turn), Talk())
        self.talks = [talk for talk in self.talks if talk is not found]
        return found


def welcome_html(texts: Texts) -> str:
    """The first words, with nothing that takes time to find."""
    return f'<section class="jb-welcome"><h2>{texts["welcome"]}</h2><p>{texts["welcome_text"]}</p></section>'


def hints_html(service: Service, past: Past, texts: Texts) -> str:
    """What may be asked, and the conversations to go back to; the page hides it once something has been asked."""
    parts: list[str] = []
    if not service.library.listing(limit=0).total:
        parts.append(f'<p class="jb-note jb-guide">{texts["welcome_empty"]}</p>')
        parts.append(f'<button type="button" class="jb-go" data-tab="1">{texts["welcome_add"]}</button>')
    elif examples := examples_in(service, texts):
        buttons = "".join(
            f'<button type="button" data-ask="{escape(each)}">{escape(each)}</button>' for each in examples
        )
        parts.append(f'<p class="jb-label">{texts["try"]}</p><div class="jb-examples">{buttons}</div>')
    if past.talks:
        lines = "".join(
            f'<li><button type="button" data-open="{escape(talk.turns[0].id)}">{escape(talk.turns[0].question)}'
            f"<span>{texts['questions_count'].format(count=len(talk.turns))}</span></button></li>"
            for talk in past.talks
            if talk.turns
        )
        parts.append(f'<p class="jb-label">{texts["past"]}</p><ul class="jb-list jb-past">{lines}</ul>')
    return "".join(parts)


def examples_in(service: Service, texts: Texts) -> list[str]:
    """Questions that the archive answers, in the reader's language; in another, where its articles are all in that."""
    examples = service.library.examples(2 * EXAMPLES)
    own = [each for each in examples if texts_for(each) is texts]
    return (own or examples)[:EXAMPLES]


def newest_html(service: Service, texts: Texts) -> str:
    """What the archive holds, and its newest articles, to be opened where sources open."""
    held = service.library.listing(limit=NEWEST, newest_first=True)
    if not held.total:
        return ""
    days = [day for day, _ in held.days]
    papers = len(service.library.newspapers())
    said = [texts.counted("count", count=held.total)]
    if papers:
        said.append(texts.counted("papers_count", count=papers))
    if days:
        said.append(texts.days(days[0], days[-1]))
    lines = "".join(listed_html(article, printed_in(article, texts), texts) for article in held.articles)
    return (
        f'<p class="jb-holds">{escape(" · ".join(said))}</p><p class="jb-label">{texts["newest"]}</p>'
        f'<ul class="jb-list">{lines}</ul>'
    )
