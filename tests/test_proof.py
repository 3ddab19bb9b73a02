"""Nothing is shown that the source does not bear out."""

from __future__ import annotations

from datetime import date

import pytest

from rag import Library
from rag.proof.reasons import reason
from rag.proof.sheet import Proof, standing_for
from rag.prose.sentences import sentences_of
from rag.types import Article, Block, Place, Run


@pytest.fixture
def proof(library: Library) -> Proof:
    articles = {article.id: article for article in library.articles()}
    candidates = [sentence for article in articles.values() for sentence in sentences_of(article)]
    texts = {article.source: library.page_text(article.source) for article in articles.values()}
    return Proof(articles, candidates, texts)


def check_quotes(library: Library, proof: Proof) -> None:
    for number, citation in enumerate(proof.citations, 1):
        assert citation.n == number
        printed = library.page_text(citation.source)[citation.start : citation.end]
        assert "".join(printed.split()) == "".join(citation.quote.split())
        assert library.article(citation.article_id).body[citation.body_start : citation.body_end] == citation.quote


@pytest.mark.parametrize(
    "text",
    [
        "白鹭机械一季度出口水泵1.28万台，出口额为3.45亿元。",
        "青禾银行的净息差为1.72%，较上年收窄9个基点。",
        "云溪市4号线、6号线和9号线将于年底开通。",
        "该局总工程师程砚秋介绍，工程投资为312亿元。",
    ],
)
def test_a_true_sentence_is_shown_with_its_source(library: Library, proof: Proof, text: str) -> None:
    shown = proof.take(text)
    assert shown is not None
    assert shown.text == text
    assert shown.supported
    assert shown.citations
    assert not proof.withheld
    check_quotes(library, proof)


@pytest.mark.parametrize(
    "text",
    [
        "白鹭机械一季度出口水泵2.28万台。",
        "白鹭机械一季度出口水泵1.28亿台。",
        "青禾银行的净息差较上年扩大9个基点。",
        "云溪市4号线将于3月8日开通。",
        "月亮由绿色的奶酪制成。",
        "远汀银行2030年净利润同比增长10.2%。",
    ],
)
def test_a_wrong_sentence_never_stands_as_it_is(library: Library, proof: Proof, text: str) -> None:
    shown = proof.take(text)
    assert shown is None or shown.text != text
    assert [sentence.text for sentence in proof.withheld] == [text]
    assert proof.withheld[0].problems
    assert not proof.withheld[0].supported
    if shown is not None:  # the source's own words instead
        quotes = "".join(citation.quote for citation in proof.citations)
        assert shown.text.strip("。") in quotes
    check_quotes(library, proof)


def test_a_sentence_is_shown_once(proof: Proof) -> None:
    text = "云溪市4号线、6号线和9号线将于年底开通。"
    assert proof.take(text) is not None
    assert proof.take(text) is None
    assert len(proof.sentences) == 1


def test_citations_are_numbered_by_first_use_and_shared(library: Library, proof: Proof) -> None:
    first = proof.take("白鹭机械一季度出口水泵1.28万台。")
    second = proof.take("云溪市4号线、6号线和9号线将于年底开通。")
    third = proof.take("白鹭机械一季度出口额为3.45亿元。")
    assert first is not None
    assert second is not None
    assert third is not None
    assert (first.citations, second.citations, third.citations) == ((1,), (2,), (1,))
    check_quotes(library, proof)


def test_a_quoted_sentence_is_the_source_to_the_letter(library: Library, proof: Proof) -> None:
    sentence = standing_for(library.articles()[0])
    shown = proof.quote(sentence)
    assert shown is not None
    assert shown.text == sentence.text
    assert proof.citations[0].quote == sentence.text
    assert proof.used == [sentence]
    check_quotes(library, proof)


def test_a_statement_of_the_catalogue_cites_what_it_speaks_of(library: Library, proof: Proof) -> None:
    shown = proof.state("资料库共有三篇报道。", [standing_for(article) for article in library.articles()])
    assert shown is not None
    assert shown.citations == (1, 2, 3)
    check_quotes(library, proof)


def test_a_statement_of_nothing_is_not_shown(proof: Proof) -> None:
    assert proof.state("资料库没有报道。", []) is None


def test_a_sentence_is_cited_without_the_line_that_only_names_whom_it_is_on() -> None:
    body = "海川银行3月17日披露年报。该行董事长为张伟，行长为李明。该行有网点120家，员工3000人。"
    proof = Proof({"a": article_of(body)}, sentences_of(article_of(body)), {"a": body})
    assert proof.take("海川银行有网点120家，员工3000人。") is not None
    assert [citation.quote for citation in proof.citations] == ["该行有网点120家，员工3000人。"]


def test_what_ails_a_sentence_is_told_in_its_own_language(proof: Proof) -> None:
    proof.take("月亮由绿色的奶酪制成。")
    proof.withhold("Net profit was 3 billion yuan.", reason("languages"))
    proof.withhold("净利润是 3 billion yuan。", reason("languages"), reason("figure", "3", "zh"))
    told = [sentence.problems for sentence in proof.withheld]
    assert told == [
        (reason("unsupported", language="zh"),),
        (reason("languages"),),
        (reason("languages", language="zh"), reason("figure", "3", "zh")),
    ]


def article_of(body: str) -> Article:
    place = Place("a", None, date(2026, 3, 18), None, ((0, len(body)),))
    return Article(
        "a", "银行动态", (), body, (Block("paragraph", 0, len(body)),), (Run(0, len(body), "a", 0),), (place,)
    )
