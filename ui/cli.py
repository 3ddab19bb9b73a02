"""The command line: one command a step of the pipeline, people's words or JSON out.

Progress, logs and warnings go to stderr, results to stdout. Exit 0 done, 1 failed with one line that says what, where
and the remedy, 2 wrong usage, 130 interrupted before it was done.
"""

from __future__ import annotations

import os
import sys
from typing import Annotated

import typer

from rag.errors import JianbaoError
from ui import terminal
from ui.commands import answers, batch, briefs, digest, pages, service
from ui.commands.options import Globals, HomeOption, JsonOption

app = typer.Typer(
    name="jianbao",
    help="Reads newspaper pages, answers questions and writes briefs, each sentence with its printed line.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _print_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        terminal.say(version("jianbao"))
        raise typer.Exit


@app.callback()
def globals_(
    home: HomeOption = None,
    as_json: JsonOption = False,
    version: Annotated[
        bool, typer.Option("--version", help="Print the version.", is_eager=True, callback=_print_version)
    ] = False,
) -> None:
    """Reads newspaper pages, answers questions and writes briefs, each sentence with its printed line."""
    del version
    Globals.home, Globals.as_json = home, as_json


app.command()(pages.parse)
app.command()(pages.add)
app.command()(pages.articles)
app.command()(pages.remove)
app.command()(answers.search)
app.command()(answers.ask)
app.command()(briefs.summarize)
app.command()(digest.digest)
app.command()(batch.batch)
app.command("eval")(answers.evaluate)
app.command()(service.doctor)
app.command()(service.serve)
app.command()(service.backup)
app.command()(service.restore)
app.command()(service.mcp)


def main() -> None:
    """Run the console script."""
    if sys.getfilesystemencoding().lower() not in ("utf-8", "utf8") and not sys.flags.utf8_mode:
        # Arguments were decoded by a locale that cannot hold Chinese; only a new interpreter can read them again.
        os.execv(sys.executable, [sys.executable, "-X", "utf8", "-m", "ui.cli", *sys.argv[1:]])  # noqa: S606
    terminal.prepare()
    try:
        app()
    except (JianbaoError, OSError) as error:
        what = str(error) if isinstance(error, JianbaoError) else terminal.fault(error)
        said = " ".join([what, *getattr(error, "__notes__", ())])
        terminal.say(f"jianbao: {' '.join(said.split())}", file=sys.stderr)
        sys.exit(1)


if __name__ == "__main__":
    main()
