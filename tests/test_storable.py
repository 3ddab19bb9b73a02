"""File names of bytes that are no UTF-8 are stored as text, and no two of them become one."""

from __future__ import annotations

from rag.archive import ingest
from rag.prose.storable import storable
from rag.types import Page
from tests.conftest import LibraryMaker


def test_two_names_never_become_one() -> None:
    names = [storable(f"版面{mark}.txt") for mark in ("\udc80", "\udc81", "\ud800", "")]
    assert len(set(names)) == 4
    assert names[-1] == "版面.txt"
    for name in names:
        name.encode()


def test_pages_of_such_names_are_both_kept(make_library: LibraryMaker) -> None:
    library = make_library()
    stories = (
        "白鹭水厂昨日开工\n\n本报记者 季小满\n\n白鹭水厂昨日在云溪市开工，总投资8亿元，工期三年。\n",
        "青川晚稻丰收\n\n本报记者 杜若溪\n\n今年青川县的晚稻亩产比去年多了一成，农户忙着晒谷。\n",
    )
    pages = [Page(f"a{mark}.txt", text) for mark, text in zip(("\udc80", "\udc81"), stories, strict=True)]
    report = ingest.add(library._index, pages)
    assert report.added == len({article.source for article in library.articles()}) == 2
