"""How near misses fare in whole answers: ``python -m bench.near_misses [--questions 400] [--llm extractive]``.

The passages of ``bench/judged`` make a library of their own, each a page. Of their questions, three of which a passage
answers and three not, so many are drawn at random and asked as a reader would ask them. Printed are, of those that are
answered in print, how many are told with the answer and how many are refused; and of the others, how many are refused,
by why they have no answer.
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
from collections import Counter
from pathlib import Path

from rag import Library, evaluate
from rag.evaluate import Probe
from rag.settings import Settings

JUDGED = Path(__file__).parent / "judged"


def passages() -> list[tuple[str, dict[str, list[str]]]]:
    """Each passage's name and what its file says of it."""
    return [
        (f"{path.stem}-{number:03d}", json.loads(line))
        for path in sorted(JUDGED.glob("*.jsonl"))
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines())
    ]


def probes() -> list[tuple[Probe, str]]:
    """All questions, with the reason why one has no answer, which is empty for those that have one."""
    found: list[tuple[Probe, str]] = []
    for _, passage in passages():
        for question, answer in zip(passage["yes"], passage["answers"], strict=True):
            found.append((Probe(question, ((answer,),), (answer,)), ""))
        found += [(Probe(text, (), ()), why) for text, why in zip(passage["no"], passage["why_no"], strict=True)]
    return found


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--questions", type=int, default=400)
    options.add_argument("--llm", choices=["extractive", "local"], default="extractive")
    options.add_argument("--seed", type=int, default=5)
    given = options.parse_args()
    asked = probes()
    random.Random(given.seed).shuffle(asked)
    with tempfile.TemporaryDirectory(prefix="jianbao-bench-") as folder:
        pages = Path(folder) / "pages"
        pages.mkdir()
        for name, passage in passages():
            (pages / f"{name}.txt").write_text(f"{passage['title']}\n\n{passage['text']}\n", encoding="utf-8")
        settings = Settings.load(llm=given.llm, home=Path(folder) / "library")
        with Library(settings) as library:
            library.add([pages])
            rows = [(evaluate.score(library, probe), why) for probe, why in asked[: given.questions]]
    told = [row for row, _ in rows if row["answerable"]]
    print(f"answered in print {len(told)}: told {sum(row['complete'] for row in told)}", end=", ")
    print(f"refused {sum(row['abstained'] for row in told)}")
    others = [(row, why) for row, why in rows if not row["answerable"]]
    print(f"not answered in print {len(others)}: refused {sum(row['abstained'] for row, _ in others)}")
    many = Counter(why for _, why in others)
    refused = Counter(why for row, why in others if row["abstained"])
    for why, count in many.most_common(12):
        print(f"  {why}: {refused[why]} of {count}")


if __name__ == "__main__":
    main()
