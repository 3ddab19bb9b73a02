"""Texts that make a pattern work: what its own pieces match, repeated, behind what leads up to them.

``python -m tests.pumped`` takes ``{"all": whether to run all patterns of rag and ui, "patterns": [[name, pattern,
method], ...], "longest": {name: signs}}`` on standard input and writes a JSON line for each pattern that takes too
long. Time is the processor's, and so is the alarm: a busy machine changes nothing.
"""

from __future__ import annotations

import ast
import importlib
import json
import pkgutil
import random
import re
import signal
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from re import _constants as codes  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

Items = list[tuple[Any, Any]]
Run = Callable[[str], object]

METHODS = ("search", "match", "fullmatch", "finditer", "findall", "sub", "subn", "split")
SIGNS = "a中1 ，\n甲b2月、。-(x "
STRANGE = "\ue000"  # no pattern has it: what stands before it is read in each way that there is
MOST_UNITS = 80


@dataclass(frozen=True)
class Used:
    """A compiled pattern, where it is kept, and how its module calls it."""

    name: str
    pattern: re.Pattern[str]
    methods: frozenset[str]

    def runs(self) -> Iterator[Run]:
        if self.methods & {"search", "finditer", "findall", "sub", "subn", "split"}:
            yield lambda text: sum(1 for _ in self.pattern.finditer(text))
        if "match" in self.methods:
            yield self.pattern.match
        if "fullmatch" in self.methods:
            yield self.pattern.fullmatch


def modules() -> list[str]:
    import rag
    import ui

    return [
        found.name
        for package in (rag, ui)
        for found in pkgutil.walk_packages(package.__path__, package.__name__ + ".")
        if found.name != "rag.models.local_server"
    ]


def used_patterns(module: str) -> Iterator[Used]:
    """Every pattern that a module keeps in a name of its own, and every one that it writes where it is used."""
    loaded = importlib.import_module(module)
    source = Path(loaded.__file__ or "").read_text(encoding="utf-8")
    seen: set[tuple[str, int]] = set()
    for name, value in list(vars(loaded).items()):
        for pattern in _compiled(value):
            key = (pattern.pattern, pattern.flags)
            if key not in seen:
                seen.add(key)
                calls = frozenset(re.findall(rf"\b{name}\.({'|'.join(METHODS)})\b", source))
                yield Used(f"{module}.{name}", pattern, calls or frozenset({"search", "match", "fullmatch"}))
    functions = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.FunctionDef)]
    for function in functions:
        for node in ast.walk(function):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and isinstance(node.func.value, ast.Name)
                and (node.func.value.id, node.func.attr in METHODS) == ("re", True)
                and isinstance(node.args[0], ast.Constant)
                and isinstance(node.args[0].value, str)
            ):
                pattern = re.compile(node.args[0].value)
                yield Used(f"{module}.{function.name}()", pattern, frozenset({node.func.attr}))


def _compiled(value: object, depth: int = 0) -> Iterator[re.Pattern[str]]:
    if isinstance(value, re.Pattern):
        if isinstance(value.pattern, str):
            yield value
    elif depth < 4 and isinstance(value, tuple | list | set | frozenset):
        for each in value:
            yield from _compiled(each, depth + 1)
    elif depth < 4 and isinstance(value, dict):
        for each in [*value, *value.values()]:
            yield from _compiled(each, depth + 1)


def units(pattern: re.Pattern[str], chance: random.Random) -> list[tuple[str, str]]:
    """What to repeat, and what leads up to it: matches of each piece of a pattern, and of pieces side by side."""
    found: dict[tuple[str, str], None] = {("", sign): None for sign in SIGNS}
    repeated: dict[tuple[str, str], None] = {}
    others: dict[tuple[str, str], None] = {}
    for before, items in _sequences(list(parser.parse(pattern.pattern, pattern.flags)), "", chance):
        for start, (op, value) in enumerate(items):
            lead = before + _example(items[:start], chance)
            if op in _REPEATS and value[1] > 1:
                repeated |= {("", unit): None for unit in _examples(list(value[2]), chance)}
                repeated |= {(lead, unit): None for unit in _examples(list(value[2]), chance)[:2] if lead}
            for end in range(start + 1, min(start + 3, len(items)) + 1):
                others |= {("", unit): None for unit in _examples(items[start:end], chance)}
    for some in (repeated, others):
        kept = [each for each in some if each not in found]
        found |= dict.fromkeys(kept if len(kept) <= MOST_UNITS else chance.sample(kept, MOST_UNITS))
    return list(found)


def _examples(items: Items, chance: random.Random) -> list[str]:
    """Texts that the items match, by each of their alternatives in turn."""
    found = [_example(items, chance, turn)[:60] for turn in range(min(_alternatives(items), 24))]
    return [text for text in dict.fromkeys(found) if text]


def _alternatives(items: Items) -> int:
    """How many alternatives the widest branch of the items has."""
    most = 1
    for op, value in items:
        if op is codes.BRANCH:
            most = max(most, len(value[1]), *(_alternatives(list(branch)) for branch in value[1]))
        elif op is codes.SUBPATTERN:
            most = max(most, _alternatives(list(value[3])))
        elif op in _REPEATS:
            most = max(most, _alternatives(list(value[2])))
        elif op is codes.IN:
            most = max(most, 2)
    return most


_REPEATS = (codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT)


def _sequences(items: Items, before: str, chance: random.Random) -> Iterator[tuple[str, Items]]:
    """Each sequence of items in a pattern, with an example of what stands before it."""
    yield before, items
    for at, (op, value) in enumerate(items):
        here = before + _example(items[:at], chance)
        if op is codes.BRANCH:
            for branch in value[1]:
                yield from _sequences(list(branch), here, chance)
        elif op is codes.SUBPATTERN:
            yield from _sequences(list(value[3]), here, chance)
        elif op in _REPEATS:
            yield from _sequences(list(value[2]), here, chance)
        elif op is codes.ATOMIC_GROUP:
            yield from _sequences(list(value), here, chance)


def _example(items: Items, chance: random.Random, turn: int | None = None) -> str:
    """A text that the items match, but for what looks around; ``turn`` is the alternative that is taken."""
    out = []
    for op, value in items:
        if op is codes.LITERAL:
            out.append(chr(value))
        elif op in (codes.NOT_LITERAL, codes.ANY):
            out.append(chance.choice("a中1 "))
        elif op is codes.IN:
            out.append(_one_of(value, chance))
        elif op is codes.BRANCH:
            taken = chance.choice(value[1]) if turn is None else value[1][turn % len(value[1])]
            out.append(_example(list(taken), chance, turn))
        elif op is codes.SUBPATTERN:
            out.append(_example(list(value[3]), chance, turn))
        elif op is codes.ATOMIC_GROUP:
            out.append(_example(list(value), chance, turn))
        elif op in _REPEATS:
            least, most, each = value
            times = min(max(least, chance.choice((0, 1, 1)), most if most <= 1 and turn else 0), 30)
            out += [_example(list(each), chance, turn) for _ in range(times)]
    return "".join(out)


def _one_of(members: Items, chance: random.Random) -> str:
    if members[0][0] is codes.NEGATE:
        fits = [sign for sign in "a中1 ，\n甲" if not _has(members[1:], sign)]
        return chance.choice(fits) if fits else ""
    op, value = chance.choice(members)
    if op is codes.LITERAL:
        return chr(value)
    if op is codes.RANGE:
        return chr(chance.choice(value))
    return {codes.CATEGORY_DIGIT: "1", codes.CATEGORY_SPACE: " ", codes.CATEGORY_WORD: "a"}.get(value, "，")


def _has(members: Items, sign: str) -> bool:
    kinds: dict[Any, Callable[[str], bool]] = {
        codes.CATEGORY_DIGIT: str.isdigit,
        codes.CATEGORY_SPACE: str.isspace,
        codes.CATEGORY_WORD: lambda sign: sign.isalnum() or sign == "_",
        codes.CATEGORY_NOT_DIGIT: lambda sign: not sign.isdigit(),
        codes.CATEGORY_NOT_SPACE: lambda sign: not sign.isspace(),
        codes.CATEGORY_NOT_WORD: lambda sign: not (sign.isalnum() or sign == "_"),
    }
    return any(
        (op is codes.LITERAL and ord(sign) == value)
        or (op is codes.RANGE and value[0] <= ord(sign) <= value[1])
        or (op is codes.CATEGORY and kinds[value](sign))
        for op, value in members
    )


# A pattern that goes over its text again for each of its signs takes some tenth of a second for so many signs; one that
# goes over it again for each pair takes several seconds, one that doubles with each piece has no end.
LENGTH = 1500
LIMIT_SECONDS = 1.0


class TooLongError(Exception):
    """A pattern was still at it when its time was over."""


def _stop(*_: object) -> None:
    raise TooLongError


def seconds(run: Run, text: str, limit: float = LIMIT_SECONDS) -> float:
    """The processor's time that a run takes; infinite for one that was stopped at the limit."""
    began = time.process_time()
    signal.setitimer(signal.ITIMER_PROF, limit)
    try:
        run(text)
    except TooLongError:
        return float("inf")
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    return time.process_time() - began


def pumped(lead: str, unit: str, length: int) -> str:
    return (lead + unit * (length // len(unit) + 1))[:length] + STRANGE


def trouble(used: Used, longest: int | None) -> dict[str, str] | None:
    """What a pattern spends too long on; ``longest`` is the longest text that it is given."""
    length = min(LENGTH, longest or LENGTH)
    for lead, unit in units(used.pattern, random.Random(repr(used.pattern.pattern))):
        for run in used.runs():
            if seconds(run, pumped(lead, unit, length)) == float("inf"):
                return {"name": used.name, "lead": lead, "unit": unit}
    return None


def main() -> None:
    signal.signal(signal.SIGPROF, _stop)
    given = json.load(sys.stdin)
    longest: dict[str, int] = given["longest"]
    seen: set[tuple[str, int]] = set()
    count = 0
    found = [Used(name, re.compile(text), frozenset({method})) for name, text, method in given["patterns"]]
    for name in modules() if given["all"] else ():
        try:
            found += used_patterns(name)
        except ImportError as error:
            if not (error.name or "rag").startswith(("rag", "ui", "tests")):
                continue  # an extra that is not installed
            raise
    for used in found:
        key = (used.pattern.pattern, used.pattern.flags)
        if key not in seen:
            seen.add(key)
            count += 1
            if told := trouble(used, longest.get(used.name)):
                print(json.dumps(told), flush=True)
    print(json.dumps({"patterns": count, "seconds": round(time.process_time(), 1)}), flush=True)


if __name__ == "__main__":
    main()
