"""Reports of briefs: Markdown with footnotes, CSV for a spreadsheet, and one HTML file that opens and prints anywhere.

Each is made from the briefs' JSON alone. Nothing in a report is fetched: it names no other host.
"""

from __future__ import annotations

import csv
import io
import json
import secrets
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from string import Template

from rag.errors import InputError
from ui.render import MARKER, escape, escape_lines, file_name, printed_in
from ui.schemas import Citation, Sentence, Summary
from ui.texts import Texts, texts_beside, texts_in

MEDIA_TYPES = {
    "jsonl": "application/x-ndjson",
    "md": "text/markdown",
    "csv": "text/csv",
    "html": "text/html",
}
# A cell that begins like this is a formula to a spreadsheet (OWASP, CSV injection).
_FORMULA = tuple("=+-@\t\r\n＝＋－＠")
COLUMNS = (
    "article_id",
    "title",
    "newspaper",
    "date",
    "page",
    "byline",
    "summary",
    "sources",
    "supported",
    "model",
    "prompt_tokens",
    "completion_tokens",
)
_STYLE = """
:root { color-scheme: light dark; --ink: #1d1b18; --soft: #6a645b; --line: #ddd6ca; --paper: #fffdf8; --mark: #8a2b1d; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #ece7dd; --soft: #a49c8f; --line: #45403a; --paper: #1c1a17; --mark: #f0a08f; }
}
body { margin: 0 auto; padding: 2.5rem 1.25rem 4rem; max-width: 44rem; background: var(--paper); color: var(--ink);
  font: 1.05rem/1.75 "Songti SC", "Noto Serif CJK SC", "Source Han Serif SC", SimSun, Georgia, serif; }
h1 { font-size: 1.7rem; line-height: 1.3; margin: 0 0 .25rem; }
h2 { font-size: 1.25rem; line-height: 1.4; margin: 0 0 .15rem; }
a { color: var(--mark); text-decoration: none; } a:hover, a:focus { text-decoration: underline; }
nav { border-block: 1px solid var(--line); margin: 1.5rem 0 2.5rem; padding: .75rem 0; font-size: .95rem; }
nav ol { margin: 0; padding-inline-start: 2.2rem; } nav a { color: inherit; }
.where, .about { color: var(--soft); font-size: .88rem; margin: 0 0 .6rem; }
section { border-bottom: 1px solid var(--line); padding-bottom: 1.4rem; margin-bottom: 1.8rem; }
sup { line-height: 0; font-size: .72rem; font-family: system-ui, sans-serif; } sup a { padding: 0 .12em; }
.doubt { text-decoration: underline wavy var(--mark) 1px; }
ol.sources { margin: .9rem 0 0; padding-inline-start: 1.8rem; font-size: .88rem; line-height: 1.6; color: var(--soft); }
ol.sources li { margin-bottom: .35rem; } q { color: var(--ink); quotes: "“" "”"; }
:target { background: color-mix(in srgb, var(--mark) 14%, transparent); }
footer { color: var(--soft); font-size: .82rem; }
@page { margin: 18mm 16mm; }
@media print {
  :root { color-scheme: light; --ink: #000; --soft: #444; --line: #bbb; --paper: #fff; --mark: #000; }
  body { max-width: none; padding: 0; font-size: 10.5pt; } nav { break-after: page; }
  h2 { break-after: avoid; } p, ol.sources li { break-inside: avoid; orphans: 3; widows: 3; }
}
"""
_PAGE = Template("""<!DOCTYPE html>
<html lang="$lang">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>$title</title>
<style>$style</style>
</head>
<body>
<header><h1>$title</h1><p class="about">$about</p></header>
<nav aria-label="$contents"><ol>
$index
</ol></nav>
<main>
$briefs
</main>
<footer>$note</footer>
</body>
</html>
""")
_WORDS = {
    "zh": {
        "lang": "zh-CN",
        "report": "简报",
        "contents": "目录",
        "about": "{count} 篇 · 模型 {models}",
        "note": "每句话后的编号通向报上的原句；编号旁的引文与报纸一字不差。",
        "back": "回到正文",
        "doubt": "原文中未找到依据",
        "empty": "（没有可摘要的内容）",
    },
    "en": {
        "lang": "en",
        "report": "Briefs",
        "contents": "Contents",
        "about": "{count} briefs · model {models}",
        "note": "The number after each sentence leads to the printed words, quoted to the letter.",
        "back": "Back to the text",
        "doubt": "Not found in the source",
        "empty": "(nothing to brief)",
    },
}


def kind_of(path: Path) -> str:
    """The format that a report's name asks for; raises ``InputError`` for one that is not known."""
    kind = {".markdown": "md", ".htm": "html"}.get(path.suffix.lower(), path.suffix.lower().removeprefix("."))
    if kind not in MEDIA_TYPES:
        raise InputError(
            f"The report {path} has no known format.", remedy="End its name in .html, .md, .csv or .jsonl."
        )
    return kind


def report(summaries: Sequence[Summary], kind: str) -> str:
    """Make a report in one of ``MEDIA_TYPES``, in the order given."""
    return {"jsonl": as_jsonl, "md": as_markdown, "csv": as_csv, "html": as_html}[kind](summaries)


def write_report(path: Path, summaries: Sequence[Summary]) -> None:
    """Write a report, whole or not at all; the file's name says the format."""
    text = report(summaries, kind_of(path))
    unfinished = path.with_name(f".jianbao-{secrets.token_hex(8)}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with unfinished.open("x", encoding="utf-8", newline="") as file:
                file.write(text)
            unfinished.replace(path)
        finally:
            unfinished.unlink(missing_ok=True)
    except OSError as error:
        raise InputError(
            f"The report {path} cannot be written: {error.strerror}.", remedy="Give another --report."
        ) from error


def as_jsonl(summaries: Sequence[Summary]) -> str:
    """One Summary of the contract a line."""
    return "".join(json.dumps(each.model_dump(mode="json"), ensure_ascii=False) + "\n" for each in summaries)


def as_csv(summaries: Sequence[Summary]) -> str:
    """One brief a row, beginning with the mark by which spreadsheets know UTF-8; no cell is a formula."""
    out = io.StringIO()
    rows = csv.writer(out)
    rows.writerow(COLUMNS)
    for each in summaries:
        place = each.citations[0] if each.citations else None
        cells = (
            " ".join(each.article_ids),
            each.title,
            place.newspaper if place else None,
            place.date if place else None,
            place.page if place else None,
            "、".join(place.byline) if place else None,
            each.summary,
            "\n".join(f"[{citation.n}] {citation.quote}" for citation in each.citations),
            f"{sum(sentence.supported for sentence in each.sentences)}/{len(each.sentences)}",
            each.model,
            each.usage.prompt_tokens,
            each.usage.completion_tokens,
        )
        rows.writerow(["" if cell is None else _cell(str(cell)) for cell in cells])
    return "\ufeff" + out.getvalue()


def as_markdown(summaries: Sequence[Summary]) -> str:
    """A part a brief, its sources as footnotes."""
    texts = _texts(summaries)
    words = _WORDS[texts.language]
    parts = [f"# {words['report']}"]
    for at, each in enumerate(summaries, 1):
        parts.append(f"## {escape_lines(' '.join((each.title or texts['untitled']).split()))}")
        where = _where(each, texts)
        if where:
            parts.append(f"*{escape_lines(where)}*")
        known = {citation.n for citation in each.citations}
        said = [
            escape_lines(_plain(sentence))
            + ("" if sentence.supported else f" *({words['doubt']})*")
            + "".join(f"[^{at}-{n}]" for n in sentence.citations if n in known)
            for sentence in each.sentences
        ]
        for theme in each.themes:
            parts.append(f"### {escape_lines(' '.join(theme.title.split()))}")
            parts.append("\n".join(f"- {line}" for line in said[theme.start : theme.end]))
        if not each.themes:
            parts.append(_joined(each, said) or words["empty"])
        parts += [f"[^{at}-{citation.n}]: {escape_lines(_source(citation, texts))}" for citation in each.citations]
    return "\n\n".join(parts) + "\n"


def as_html(summaries: Sequence[Summary]) -> str:
    """A page for itself: contents, briefs, and under each its sources, linked both ways; nothing is fetched."""
    texts = _texts(summaries)
    words = _WORDS[texts.language]
    models = texts["list"].join(sorted({each.model for each in summaries}))
    titles = [each.title or texts["untitled"] for each in summaries]
    return _PAGE.substitute(
        lang=words["lang"],
        style=_STYLE,
        title=words["report"],
        contents=words["contents"],
        about=escape(words["about"].format(count=len(summaries), models=models)),
        index="\n".join(f'<li><a href="#b{n}">{escape(title)}</a></li>' for n, title in enumerate(titles, 1)),
        briefs="\n".join(_brief_html(n, each, texts) for n, each in enumerate(summaries, 1)),
        note=words["note"],
    )


def _brief_html(at: int, brief: Summary, texts: Texts) -> str:
    words = _WORDS[texts.language]
    known = {citation.n for citation in brief.citations}
    shown: set[int] = set()
    said = []
    for sentence in brief.sentences:
        links = []
        for n in sentence.citations:
            if n in known:
                anchor = "" if n in shown else f' id="r{at}-{n}"'
                shown.add(n)
                links.append(f'<a{anchor} href="#s{at}-{n}">[{n}]</a>')
        doubt = "" if sentence.supported else f' class="doubt" title="{escape(words["doubt"])}"'
        said.append(f"<span{doubt}>{escape(_plain(sentence))}</span><sup>{''.join(links)}</sup>")
    sources = "\n".join(
        f'<li id="s{at}-{citation.n}" value="{citation.n}"><q>{escape(citation.quote)}</q> '
        f"{escape(_place(citation, texts))} "
        + (f'<a href="#r{at}-{citation.n}" aria-label="{words["back"]}">↩</a>' if citation.n in shown else "")
        + "</li>"
        for citation in brief.citations
    )
    title = escape(brief.title or texts["untitled"])
    where = escape(_where(brief, texts))
    return (
        f'<section id="b{at}"><h2>{title}</h2>\n'
        + (f'<p class="where">{where}</p>\n' if where else "")
        + _said_html(brief, said, words["empty"])
        + (f'<ol class="sources">\n{sources}\n</ol>\n' if sources else "")
        + "</section>"
    )


def _said_html(brief: Summary, said: Sequence[str], empty: str) -> str:
    """What a brief says as a paragraph; what a digest says as a list under each theme."""
    if not brief.themes:
        return f"<p>{_joined(brief, said) or empty}</p>\n"
    return "".join(
        f"<h3>{escape(theme.title)}</h3>\n<ul>\n"
        + "".join(f"<li>{line}</li>\n" for line in said[theme.start : theme.end])
        + "</ul>\n"
        for theme in brief.themes
    )


def _joined(brief: Summary, said: Sequence[str]) -> str:
    """A brief's sentences in one paragraph, with a space where neither neighbour is Chinese, whatever the report is."""
    joined, last = "", ""
    for sentence, shown in zip(brief.sentences, said, strict=True):
        text = _plain(sentence)
        apart = last and text and not any(unicodedata.east_asian_width(sign) in "WF" for sign in (last[-1], text[0]))
        joined += f" {shown}" if apart else shown
        last = text
    return joined


def _texts(summaries: Sequence[Summary]) -> Texts:
    """The language of most of the titles."""
    chinese = sum(texts_beside(each.title).language == "zh" for each in summaries)
    return texts_in("zh" if 2 * chinese >= len(summaries) else "en")


def _plain(sentence: Sentence) -> str:
    """A sentence without its markers: the report sets its own."""
    return " ".join(MARKER.sub("", sentence.text).split())


def _where(brief: Summary, texts: Texts) -> str:
    if not brief.citations:
        return ""
    first = brief.citations[0]
    return " · ".join(filter(None, (printed_in(first, texts), texts["list"].join(first.byline))))


def _place(citation: Citation, texts: Texts) -> str:
    return " · ".join(filter(None, (printed_in(citation, texts), file_name(citation.source))))


def _source(citation: Citation, texts: Texts) -> str:
    return " ".join(f"“{citation.quote}” {_place(citation, texts)}".split())


def _cell(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text
