"""The main job on the sample pages: index, ask, summarise; what ``make demo`` runs."""

from __future__ import annotations

import argparse
import shlex
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from rag import JianbaoError, Library, Settings
from ui import terminal
from ui.render import MARKER, citation_line, printed_in
from ui.texts import texts_beside

if TYPE_CHECKING:
    from rag import Citation, CitedSentence

QUESTIONS = (
    "恒岚股份海外收入占比去年是多少，今年一季度预计多少？",
    "澄江银行、远汀银行2025年末绿色贷款各是多少？",
    "澄江农商银行去年净利润是多少？",  # the archive does not have it
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the demo and return the process's exit code."""
    parser = argparse.ArgumentParser(prog="python -m ui.demo", description=__doc__)
    parser.add_argument("--home", type=Path, help="the demo library's folder (default: one in the user's cache)")
    parser.add_argument("--llm", choices=["extractive", "local", "openai"], help="which model answers")
    given = parser.parse_args(arguments)
    try:
        settings = Settings.load(llm=given.llm)
        home = (given.home or settings.cache / "demo").absolute()
        with terminal.progress() as progress, Library(Settings.load(llm=given.llm, home=home), progress=progress) as it:
            show(it)
    except JianbaoError as error:
        terminal.say(f"jianbao: {error}", file=sys.stderr)
        return 1
    command = shlex.join([str(Path(sys.executable).with_name("jianbao")), "--home", str(home), "serve"])
    terminal.say(f"\nDone. To chat with these pages, open http://127.0.0.1:7860 after\n  {command}")
    terminal.say("For a library of your own: jianbao add FOLDER, then jianbao serve (or make serve).")
    return 0


def show(library: Library) -> None:
    """Index the samples, ask each question and write a brief, saying what is done and how long it took."""
    status = library.status()
    where = "on a remote server" if status.model_remote else "on this machine"
    steps = len(QUESTIONS) + 2

    with step(1, steps, f"Index the sample pages into {status.home}"):
        with resources.as_file(resources.files("rag") / "samples") as samples:
            report = library.add([samples], progress=library.on_progress)
        terminal.say(f"{report.pages} pages ({report.added} of them new), {report.articles} articles:")
        for article in library.articles():
            texts = texts_beside(article.title)
            terminal.say(f"  · {article.title} ({printed_in(article, texts)})")
        for failure in report.failed:
            terminal.say(f"  ! {failure.error}")

    cited: list[str] = []
    for number, question in enumerate(QUESTIONS, 2):
        with step(number, steps, f"Ask {status.model}, {where}: {question}"):
            answer = library.ask(question)
            cited += [citation.article_id for citation in answer.citations]
            if answer.abstained:
                terminal.say(answer.text)
            else:
                show_sentences(answer.sentences, answer.citations)

    with step(steps, steps, "Write a brief of the article that was cited first"):
        for summary in library.summarize(cited[:1]):
            terminal.say(summary.title)
            show_sentences(summary.sentences, summary.citations)


def show_sentences(sentences: Iterable[CitedSentence], citations: Iterable[Citation]) -> None:
    """Print each sentence with the printed lines that bear it out below it."""
    by_number = {citation.n: citation for citation in citations}
    for sentence in sentences:
        cited = [by_number[n] for n in sentence.citations if n in by_number]
        doubt = "" if sentence.supported else f"  (! {'; '.join(sentence.problems) or 'not borne out'})"
        terminal.say(MARKER.sub("", sentence.text) + "".join(f"[{citation.n}]" for citation in cited) + doubt)
        for citation in cited:
            terminal.say(f"    {citation_line(citation)}")


@contextmanager
def step(number: int, of: int, what: str) -> Iterator[None]:
    """Announce a step, and say at its end how long it took."""
    from rich.console import Console

    console = Console(highlight=False, soft_wrap=True)
    console.print(f"\n{number}/{of}  {what}", style="bold cyan", markup=False)
    began = time.perf_counter()
    yield
    console.print(f"({time.perf_counter() - began:.1f} s)", style="dim", markup=False)


if __name__ == "__main__":
    terminal.prepare()
    sys.exit(main())
