"""Links that lead on to another page, as news sites set them behind a sentence or right below a paragraph."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.prose.language import written_in

_LONGEST_LEAD, _LONGEST_CHINESE_LEAD = 32, 8
_AROUND_LEADS = " \t\n\f\xa0\u3000[【<《«|·"
_ENDED = re.compile(r"[。！？!?.…][”’」』）》】)\]\"']{0,3}$")


def ends_sentence(text: str) -> bool:
    """Whether a sentence ends with a text."""
    return _ENDED.search(text[-4:]) is not None


def without_leads(parts: list[str], links: Sequence[tuple[int, int]]) -> list[str]:
    """A line without the few linked words behind its last sentence, which lead on to another page."""
    end = cut = len(parts)
    for first, last in reversed(links):
        words, behind = "".join(parts[first:last]).strip(), "".join(parts[last:end])
        if not _leads_on(words) or any(sign.isalnum() for sign in behind) or len(behind) > _LONGEST_LEAD:
            break
        near = (part[-_LONGEST_LEAD:] for part in parts[max(0, first - 4) : first])
        if ends_sentence("".join(near).rstrip(_AROUND_LEADS)):
            cut = first
        end = first
    return parts if cut == len(parts) else ["".join(parts[:cut]).rstrip(_AROUND_LEADS)]


def _leads_on(words: str) -> bool:
    """Whether linked words are few, and neither a sentence nor a figure."""
    words = words[: _LONGEST_LEAD + 1]
    plain = words.replace("...", "").rstrip("…»> ")
    longest = _LONGEST_LEAD if written_in(plain) == "en" else _LONGEST_CHINESE_LEAD
    return len(plain) <= longest and not any(sign.isdigit() for sign in plain) and not ends_sentence(plain)


def is_lead(parts: Sequence[str], links: Sequence[tuple[int, int]]) -> bool:
    """Whether a line is a few linked words and nothing else."""
    around = [0, *(place for link in links for place in link), len(parts)]
    beside = "".join("".join(parts[first:end]) for first, end in zip(around[::2], around[1::2], strict=True))
    return (
        bool(links)
        and not any(map(str.isalnum, beside))
        and all(_leads_on("".join(parts[a:b]).strip()) for a, b in links)
    )
