"""Why a question has no answer, in its language: nothing is there to be asked, or the archive does not have it."""

from __future__ import annotations

from typing import Literal

from rag.archive.index import Index
from rag.archive.listing import newspapers
from rag.types import Filters, Language

Reason = Literal["empty", "filtered", "absent", "unlisted"]

ABSTENTION: dict[Reason, dict[str, str]] = {
    "empty": {
        "zh": "资料库中没有任何文章，它还是空的：请先添加版面。",
        "en": "The archive does not have it; the library is empty: add pages.",
    },
    "filtered": {
        "zh": "资料库中没有符合筛选条件的文章，请放宽条件。",
        "en": "The archive does not have it; the filters let no article through: widen them.",
    },
    "absent": {"zh": "资料库中没有这个问题的答案。", "en": "The archive does not have it."},
    # Of articles that are asked for: by day, page, writer, what they mention.
    "unlisted": {"zh": "资料库中没有这样的报道。", "en": "The archive does not have such articles."},
}


# Behind it, where the paper that is chosen is none of the library's.
_PAPERS = {
    "zh": "资料库中没有“{}”；有的报纸是：{}。",
    "en": " The library has no newspaper “{}”; it has: {}.",
}
_MOST_PAPERS = 10


def papers_there(index: Index, filters: Filters, language: Language) -> str:
    """Name the papers that a library has, where a filter asks for one that it lacks; else nothing."""
    if not filters.newspaper:
        return ""
    with index.snapshot() as snapshot:
        if len(snapshot.admitted(Filters(newspaper=filters.newspaper))):
            return ""
        papers = newspapers(snapshot)
    if not papers:
        return ""
    joined = ("、" if language == "zh" else ", ").join(papers[:_MOST_PAPERS])
    more = ("等" if language == "zh" else " and others") if len(papers) > _MOST_PAPERS else ""
    return _PAPERS[language].format(filters.newspaper[:40], joined + more)


def absence(index: Index, filters: Filters) -> Reason:
    """Tell a library without articles, and filters that let none through, from an archive that lacks the answer."""
    with index.snapshot() as snapshot:
        if not snapshot.counts()[1]:
            return "empty"
        return "filtered" if filters and not len(snapshot.admitted(filters)) else "absent"
