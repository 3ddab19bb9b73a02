from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from rag.proof.citations import CitationList, find_pieces
from rag.types import Article, Block, Citation, Place, Run, Sentence


def article_of(parts: list[tuple[str, str]], sources: dict[str, str]) -> Article:
    """An article whose body joins parts, each (source, words to be found in the source, in order)."""
    body, runs, seen = "", [], dict.fromkeys(sources, 0)
    for source, words in parts:
        offset = sources[source].index(words, seen[source])
        seen[source] = offset + len(words)
        runs.append(Run(len(body), len(body) + len(words), source, offset))
        body += words
    places = tuple(Place(source, "青河晚报", None, str(n), ()) for n, source in enumerate(sources, 1))
    return Article("id", "标题", ("甲乙",), body, (Block("paragraph", 0, len(body)),), tuple(runs), places)


def holds(citation: Citation, article: Article, sources: dict[str, str]) -> bool:
    printed = "".join(sources[citation.source][citation.start : citation.end].split())
    return (
        citation.quote == article.body[citation.body_start : citation.body_end]
        and "".join(citation.quote.split()) in printed
    )


def test_lines_that_follow_each_other_are_one_piece() -> None:
    sources = {"p1": "青河银行去年\n　　贷款增\n\n长三成。另一句。"}
    article = article_of([("p1", "青河银行去年"), ("p1", "贷款增"), ("p1", "长三成。另一句。")], sources)
    (piece,) = find_pieces(article, 0, 13, sources)
    assert sources["p1"][piece.start : piece.end] == "青河银行去年\n　　贷款增\n\n长三成。"


def test_a_frame_inside_a_sentence_gives_two_citations() -> None:
    sources = {"p1": "青河银行去年贷\n◇广告◇\n款增长三成。"}
    article = article_of([("p1", "青河银行去年贷"), ("p1", "款增长三成。")], sources)
    citations = CitationList({"id": article}, sources)
    assert citations.cite(Sentence("id", 0, 13, article.body[:13])) == (1, 2)
    assert [citation.quote for citation in citations.citations] == ["青河银行去年贷", "款增长三成。"]
    assert all(holds(citation, article, sources) for citation in citations.citations)


def test_a_jump_to_another_page_names_both_pages() -> None:
    sources = {"p1": "青河银行去年贷\n（下转2版）", "p2": "（上接1版）\n款增长三成。"}
    article = article_of([("p1", "青河银行去年贷"), ("p2", "款增长三成。")], sources)
    citations = CitationList({"id": article}, sources)
    citations.cite(Sentence("id", 0, 13, article.body))
    assert [(citation.source, citation.page) for citation in citations.citations] == [("p1", "1"), ("p2", "2")]


def test_numbers_follow_first_use_and_stay() -> None:
    sources = {"p1": "甲句。乙句。丙句。"}
    article = article_of([("p1", "甲句。乙句。丙句。")], sources)
    first, second, third = (Sentence("id", start, start + 3, article.body[start : start + 3]) for start in (0, 3, 6))
    citations = CitationList({"id": article}, sources)
    assert citations.cite(third) == (1,)
    assert citations.cite_all([first, third, first]) == (2, 1)
    assert citations.cite(second) == (3,)
    assert [citation.n for citation in citations.citations] == [1, 2, 3]


def test_a_piece_of_punctuation_alone_is_not_cited() -> None:
    sources = {"p1": "“甲句。\n※\n”"}
    article = article_of([("p1", "“甲句。"), ("p1", "”")], sources)
    citations = CitationList({"id": article}, sources)
    assert citations.cite(Sentence("id", 0, 5, article.body)) == (1,)


@given(
    st.lists(
        st.tuples(st.text("甲乙丙1。", min_size=1, max_size=6), st.sampled_from(["\n", " \n\n", "※", ""])),
        min_size=1,
        max_size=8,
    ),
    st.data(),
)
def test_each_citation_keeps_the_contract(lines: list[tuple[str, str]], data: st.DataObject) -> None:
    text, body, runs = "", "", []
    for words, gap in lines:
        runs.append(Run(len(body), len(body) + len(words), "p", len(text)))
        text, body = text + words + gap, body + words
    article = Article("id", "t", (), body, (), tuple(runs), (Place("p", None, None, None, ()),))
    start = data.draw(st.integers(0, len(body) - 1))
    end = data.draw(st.integers(start + 1, len(body)))
    pieces = find_pieces(article, start, end, {"p": text})
    assert "".join(body[piece.body_start : piece.body_end] for piece in pieces) == body[start:end]
    citations = CitationList({"id": article}, {"p": text})
    citations.cite(Sentence("id", start, end, body[start:end]))
    assert all(holds(citation, article, {"p": text}) for citation in citations.citations)
