"""What a question asks that no line of its answer tells: a reader is to know that it was looked for."""

from __future__ import annotations

from collections.abc import Sequence

from rag.evidence.passages import Offered
from rag.evidence.verdict import Verdict
from rag.evidence.worth import answers, score
from rag.prose.folding import fold
from rag.prose.questions import Asked
from rag.prose.words import Known
from rag.questions.parts import read_parts, unread


def unanswered(asked: Asked, shown: Sequence[Offered], known: Known, verdict: Verdict | None = None) -> tuple[str, ...]:
    """The parts of a question of several that none of the lines shown may answer, in the asker's words.

    What a judge has granted to a part answers it, in whatever words it does.
    """
    parts = read_parts(asked, known)
    if len(parts) < 2:
        return ()
    granted = verdict.by_part if verdict is not None and verdict.parts == len(parts) else ()
    lacking = []
    for number, part in enumerate(parts):
        heard = granted[number] if granted else ()
        told = any(
            sentence in heard or answers(part, score(part, article, sentence), alone=False)
            for article, sentence in shown
        )
        if not told:
            names = [name for name in part.asked.names if name not in fold(part.asked.text)]
            lacking.append("，".join([*names, part.asked.text.strip(" ，,？?")]))
    lacking += [piece.strip(" ，,？?") for piece in unread(asked, parts)]
    return tuple(dict.fromkeys(lacking))
