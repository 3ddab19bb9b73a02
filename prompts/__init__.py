"""The prompts, one file a prompt and language: the system message, a line ``---``, the user's message.

Between the two, ``judge`` has examples: a user's message and the reply to it, in turn, each behind such a line.
A reader's own folder may hold files of the same names, used instead. Each prompt has a fixed set of variables; a
file that lacks one, or names another, is refused.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from string import Formatter

VARIABLES: dict[str, frozenset[str]] = {
    "answer": frozenset({"passages", "question"}),
    "standalone": frozenset({"conversation", "question"}),
    "translate": frozenset({"question"}),
    "summary": frozenset({"title", "article", "sentences"}),
    "digest": frozenset({"theme", "lines"}),
    "judge": frozenset({"question", "passage"}),
}
WITH_EXAMPLES = frozenset({"judge"})
_FEWEST_EXAMPLES = 2
LANGUAGES = ("zh", "en")
_SEPARATOR = "\n---\n"


class PromptError(ValueError):
    """A prompt file that cannot be used; the message names the file and what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """A system and a user message with ``{variables}``; ``digest`` changes whenever the wording does.

    ``examples`` are messages of a user, to the letter, with the replies to them.
    """

    name: str
    system: str
    user: str
    digest: str
    examples: tuple[tuple[str, str], ...] = ()


def load(name: str, language: str, folder: Path | None = None) -> Prompt:
    """Read a prompt, from the reader's folder where it has the file; raises ``PromptError``."""
    file_name = f"{name}.{language}.txt"
    own = folder / file_name if folder else None
    try:
        if own and own.is_file():
            text, where = own.read_text(encoding="utf-8"), str(own)
        else:
            text, where = resources.files(__name__).joinpath(file_name).read_text(encoding="utf-8"), file_name
    except (OSError, UnicodeDecodeError) as error:
        raise PromptError(f"The prompt {file_name} cannot be read: {error}.") from error
    system, separator, user = text.partition(_SEPARATOR)
    if not separator or not user.strip():
        raise PromptError(f"The prompt {where} has no line '---' between system message and user's message.")
    *told, user = user.split(_SEPARATOR) if name in WITH_EXAMPLES else [user]
    if name in WITH_EXAMPLES and (len(told) % 2 or len(told) < _FEWEST_EXAMPLES * 2):
        raise PromptError(f"The prompt {where} needs a message to say yes to, one to say no to, and a reply to each.")
    for part in (system, user):
        _check_syntax(part, where)
    used = _variables(system) | _variables(user)
    if used != VARIABLES[name]:
        wrong = [f"lacks {{{variable}}}" for variable in sorted(VARIABLES[name] - used)]
        wrong += [f"names {{{variable}}}, which nothing fills" for variable in sorted(used - VARIABLES[name])]
        raise PromptError(f"The prompt {where} {' and '.join(wrong)}.")
    told = [each.strip() for each in told]
    examples = tuple(zip(told[::2], told[1::2], strict=True))
    return Prompt(name, system.strip(), user.strip(), hashlib.sha256(text.encode()).hexdigest()[:16], examples)


def load_all(folder: Path | None = None) -> dict[tuple[str, str], Prompt]:
    """Read every prompt in every language, so that a bad one is found at the start; raises ``PromptError``."""
    return {(name, language): load(name, language, folder) for name in VARIABLES for language in LANGUAGES}


def _check_syntax(text: str, where: str) -> None:
    try:
        list(Formatter().parse(text))
    except ValueError as error:
        raise PromptError(f"The prompt {where} has a stray brace ({error}); write it twice to mean itself.") from error


def _variables(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}
