"""What readers see of answers and articles: text with markers, Markdown with footnotes, and escaped HTML."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from rag import types
from rag.types import Article, ListedArticle
from ui import schemas
from ui.messages import problem_in
from ui.texts import Texts, texts_beside

if TYPE_CHECKING:
    from rag.proof.corrections import Correction

Citation = types.Citation | schemas.Citation
CitedSentence = types.CitedSentence | schemas.Sentence
Imprint = types.Place | schemas.Printing | Citation | Article | ListedArticle

MARKER = re.compile(r"\[(\d{1,3})\]")
# Beyond HTML's own: braces, dollar and backtick, because Gradio's HTML component reads its value as a template.
_HTML = str.maketrans({character: f"&#{ord(character)};" for character in "&<>\"'`${}\\"})
# What means something to Markdown anywhere in a line, and what does only at its beginning: figures stay readable.
_MARKDOWN = re.compile(r"([\\`*_\[\]<>|~$&])")
_LINE_START = re.compile(r"^(\s*)(?:([#+=-])|(\d{1,9})([.)]))")


def escape(text: str) -> str:
    """Escape a text for HTML (in an element or a quoted attribute) and for the template that Gradio makes of it."""
    return text.translate(_HTML)


_FULL_STOPS = tuple("。！？.!?…”’」』")


def marked_text(text: str, sentences: Sequence[CitedSentence], citations: Sequence[Citation]) -> str:
    """An answer's text with its markers ``[n]``: its own if it has them, else one after each sentence that is cited."""
    known = {citation.n for citation in citations}
    if not known or any(int(match[1]) in known for match in MARKER.finditer(text)):
        return text
    marked, rest = "", text
    for sentence in sentences:
        before, found, after = rest.partition(sentence.text)
        if found:
            marked, rest = marked + before + found + "".join(f"[{n}]" for n in sentence.citations), after
    return marked + rest


def printed_in(citation: Citation | Article | ListedArticle, texts: Texts) -> str:
    """Where something was printed, in words: paper, day, page, and in which other paper the same copy stands."""
    others: Sequence[Imprint] = ()
    if isinstance(citation, Article):
        others = citation.printings[1:]
    elif not isinstance(citation, ListedArticle):
        others = citation.also_in
    also = [texts["also_in"].format(place=_imprint(each, texts)) for each in others]
    return texts["semicolon"].join(filter(None, (_imprint(citation, texts), *also)))


def _imprint(printed: Imprint, texts: Texts) -> str:
    day = texts.day(printed.date) if printed.date else ""
    page = texts["page_number"].format(page=printed.page) if printed.page else ""
    return texts["comma"].join(filter(None, (printed.newspaper, day, page)))


def citation_line(citation: Citation, texts: Texts | None = None) -> str:
    """A citation on one line: number, headline, byline, where printed, the printed words."""
    texts = texts or texts_beside(citation.title + citation.quote)
    byline = texts["list"].join(citation.byline)
    about = texts["comma"].join(filter(None, (byline, printed_in(citation, texts))))
    title = texts["title"].format(title=citation.title or texts["untitled"])
    about = texts["about"].format(about=about) if about else ""
    line = f"[{citation.n}] {title}{about}{texts['colon']}{citation.quote}"
    return " ".join(line.split())


def markdown(text: str, sentences: Sequence[CitedSentence], citations: Sequence[Citation], texts: Texts) -> str:
    """An answer as Markdown with footnotes."""
    parts: list[str] = []
    end = 0
    known = {citation.n for citation in citations}
    whole = marked_text(text, sentences, citations)
    for match in MARKER.finditer(whole):
        if int(match[1]) in known:
            parts += [escape_lines(whole[end : match.start()]), f"[^{match[1]}]"]
            end = match.end()
    parts.append(escape_lines(whole[end:]))
    lines = [(citation.n, citation_line(citation, texts).partition("] ")[2]) for citation in citations]
    notes = [f"[^{n}]: {escape_lines(line)}" for n, line in lines]
    return "\n\n".join(filter(None, ("".join(parts).strip(), "\n".join(notes)))) + "\n"


def _escaped_start(found: re.Match[str]) -> str:
    space, sign, number, after = found.groups()
    return f"{space}\\{sign}" if sign else f"{space}{number}\\{after}"


def escape_lines(text: str) -> str:
    """Escape Markdown line by line, keeping line ends."""
    return "\n".join(_LINE_START.sub(_escaped_start, _MARKDOWN.sub(r"\\\1", line)) for line in text.split("\n"))


def chip(turn: str, citation: Citation, texts: Texts) -> str:
    """A numbered button that opens a citation's source."""
    label = escape(f"{texts['source']} {citation.n}{texts['colon']}{citation.title}")
    return (
        f'<button type="button" class="jb-chip" data-turn="{escape(turn)}" data-n="{citation.n}" '
        f'aria-label="{label}" title="{label}">{citation.n}</button>'
    )


def problems_in(sentence: CitedSentence, texts: Texts) -> str:
    """What ails a sentence, in the reader's language."""
    return texts["semicolon"].join(problem_in(problem, texts) for problem in sentence.problems)


def _lines_before(text: str, sentences: Sequence[CitedSentence]) -> list[tuple[str, ...] | None]:
    """The lines that stand in a text before each of its sentences, as the names of a brief's themes do.

    ``None`` where a sentence begins no line.
    """
    before: list[tuple[str, ...] | None] = []
    at = 0
    for sentence in sentences:
        start = text.find(sentence.text, at)
        if start < 0:
            return [None] * len(sentences)
        gap = MARKER.sub("", text[at:start])
        before.append(tuple(filter(None, map(str.strip, gap.split("\n")))) if "\n" in gap else None)
        at = start + len(sentence.text)
    return before


def sentences_html(
    turn: str, sentences: Sequence[CitedSentence], citations: Sequence[Citation], texts: Texts, whole: str = ""
) -> str:
    """Sentences with their chips and the verifier's verdict on each, in the lines and under headings of ``whole``."""
    by_number = {citation.n: citation for citation in citations}
    before = _lines_before(whole, sentences)
    parts: list[str] = []
    for n, sentence in enumerate(sentences):
        if (lines := before[n]) is not None:
            parts += [f'<h3 class="jb-heading">{escape(line)}</h3>' for line in lines] or ["<br>"]
        elif n:
            # What ends without a full stop is an item of a list, on a line of its own.
            runs_on = all(each.text.rstrip().endswith(_FULL_STOPS) for each in sentences[n - 1 : n + 1])
            parts.append(texts["join"] if runs_on else "<br>")
        chips = "".join(chip(turn, by_number[number], texts) for number in sentence.citations if number in by_number)
        text = MARKER.sub("", sentence.text).rstrip()
        body, end = escape(text[:-2]).replace("\n", "<br>"), escape(text[-2:])
        if sentence.supported:
            mark = f'<span class="jb-mark jb-good" role="img" aria-label="{escape(texts["supported"])}">✓</span>'
            # A number alone on the next line would be nobody's.
            tail = f'<span class="jb-keep">{end}{chips}{mark}</span>'
            parts.append(f'<span class="jb-sentence" title="{escape(texts["supported"])}">{body}{tail}</span>')
        else:
            problems = problems_in(sentence, texts) or texts["unsupported"]
            parts.append(
                f'<span class="jb-sentence jb-doubt">{body}<span class="jb-keep">{end}{chips}</span>'
                f'<span class="jb-problem"><span aria-hidden="true">⚠</span> {escape(problems)}</span></span>'
            )
    return "".join(parts)


def listed_html(article: ListedArticle, about: str, texts: Texts) -> str:
    """An article in a list, as a button that opens it, with something about it below its headline."""
    return (
        f'<li><button type="button" data-article="{escape(article.id)}">'
        f"<b>{escape(article.title or texts['untitled'])}</b><span>{escape(about)}</span></button></li>"
    )


def corrections_html(corrections: Iterable[Correction], texts: Texts) -> str:
    """What notices put right in an article, each in its own words with a button that opens it."""
    parts: list[str] = []
    for each in corrections:
        said = texts_beside(each.notice.body)["join"].join(sentence.text for sentence in each.sentences)
        about = texts["comma"].join(filter(None, (each.notice.title, printed_in(each.notice, texts))))
        parts.append(
            f'<div class="jb-correction" role="note"><p><b>{texts["corrected"]}</b> {escape(said)}</p>'
            f'<button type="button" class="jb-link" data-article="{escape(each.notice.id)}">{escape(about)}</button>'
            "</div>"
        )
    return "".join(parts)


def article_html(
    article: Article,
    texts: Texts,
    cited: tuple[int, int] | None = None,
    corrections: Iterable[Correction] = (),
) -> str:
    """An article as it would be read in the paper, with the cited range of its body marked, below what corrects it."""
    parts = ['<article class="jb-article">', f'<p class="jb-where">{escape(printed_in(article, texts))}</p>']
    if article.kicker:
        parts.append(f'<p class="jb-kicker">{escape(article.kicker)}</p>')
    parts.append(f"<h3>{escape(article.title or texts['untitled'])}</h3>")
    if article.byline:
        parts.append(f'<p class="jb-byline">{escape(texts["list"].join(article.byline))}</p>')
    parts.append(corrections_html(corrections, texts))
    first = True
    for block in article.blocks:
        body, has_mark = marked_html(article.body, block.start, block.end, cited, first)
        first = first and not has_mark
        tag = "h4" if block.kind == "subhead" else "p"
        parts.append(f"<{tag}>{body}</{tag}>")
    if article.continued_to:
        parts.append(f'<p class="jb-jump">{escape(texts["continued_to"].format(page=article.continued_to))}</p>')
    parts.append(f'<p class="jb-file">{escape(file_name(article.source))}</p></article>')
    return "".join(parts)


def file_name(source: str) -> str:
    """The last part of a source: the folders of the server are not the reader's business."""
    return source.replace("\\", "/").rpartition("/")[2]


def marked_html(body: str, start: int, end: int, cited: tuple[int, int] | None, first: bool) -> tuple[str, bool]:
    """``body[start:end]`` with what of the cited range falls into it in ``<mark>``; and whether any does."""
    low, high = (max(start, cited[0]), min(end, cited[1])) if cited else (0, 0)
    if low >= high:
        return escape(body[start:end]), False
    name = ' class="jb-cited"' if first else ""
    mark = f"<mark{name}>{escape(body[low:high])}</mark>"
    return f"{escape(body[start:low])}{mark}{escape(body[high:end])}", True


def quoted_html(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """A page's text with some ranges marked: what an article took of it."""
    parts: list[str] = []
    at = 0
    for start, end in sorted(spans):
        if start >= at:
            parts += [escape(text[at:start]), f"<mark>{escape(text[start:end])}</mark>"]
            at = end
    return "".join([*parts, escape(text[at:])])
