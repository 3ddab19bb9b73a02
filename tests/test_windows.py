"""What goes into a prompt stays within its budget, however large the paragraphs, the sentences and the chunks are."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.archive.chunks import chunk_article
from rag.evidence.passages import Evidence, focus, select
from rag.evidence.windows import windows
from rag.fakes import FakeChatModel
from rag.prose.questions import read_question
from rag.prose.sentences import sentences_of
from rag.types import Article, Block, Hit, Place, Question, Run
from tests.conftest import LibraryMaker
from tests.shelf import count_characters

LOAN = "衡岚银行第{0}批水利贷款余额为{1}亿元，用于支持{0}号泵站建设。"
ROOM = 320
QUESTION = "衡岚银行第77批水利贷款余额是多少？"


def story(title: str, *paragraphs: str) -> Article:
    body = "\n".join(paragraphs)
    blocks, at = [], 0
    for paragraph in paragraphs:
        blocks.append(Block("paragraph", at, at + len(paragraph)))
        at += len(paragraph) + 1
    return Article(
        title, title, (), body, tuple(blocks), (Run(0, len(body), "p", 0),), (Place("p", None, None, None, ()),)
    )


def found(article: Article, size: int) -> list[Hit]:
    return [Hit(chunk, article, 1.0) for chunk in chunk_article(article, count_characters, size)]


choose = partial(select, weigh=lambda _word: 1.0, count_tokens=count_characters)

sentence = st.integers(0, 120).map(lambda n: LOAN.format(n, n + 100)) | st.integers(1, 60).map(lambda n: "泵站" * n)
paragraph = st.lists(sentence, min_size=1, max_size=12).map("".join)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(paragraph, min_size=1, max_size=4), st.integers(1, 200), st.integers(10, 120), st.sets(st.integers(0, 30))
)
def test_all_passages_are_within_the_budget_and_to_the_letter(
    paragraphs: list[str], budget: int, size: int, answers: set[int]
) -> None:
    article = story("衡岚银行水利贷款", *paragraphs)
    evidence = choose(read_question(QUESTION), found(article, size), budget=budget)
    printed = sentences_of(article)
    answering = [(article, printed[n]) for n in sorted(answers) if n < len(printed)]
    focused = focus(evidence, answering, alone=False, count_tokens=count_characters, budget=budget)
    assert evidence.passages
    for passages in (evidence.passages, focused.passages):
        assert sum(len(passage.text) for passage in passages) <= budget
        assert [passage.n for passage in passages] == list(range(1, len(passages) + 1))
        for passage in passages:
            assert all(each.start < passage.end and each.end > passage.start for each in passage.sentences)


def test_of_a_large_paragraph_what_was_found_is_offered_with_a_sentence_around_it() -> None:
    article = story("衡岚银行水利贷款", "".join(LOAN.format(n, n + 100) for n in range(200)))
    [hit] = [hit for hit in found(article, 40) if "第77批" in hit.chunk.text]
    [passage] = choose(read_question(QUESTION), [hit], budget=300).passages
    assert [each.text[4:8] for each in passage.sentences] == ["第76批", "第77批", "第78批"]
    assert passage.text == "".join(each.text for each in passage.sentences)


def test_windows_that_were_found_side_by_side_hold_no_sentence_twice() -> None:
    article = story("衡岚银行水利贷款", "".join(LOAN.format(n, n + 100) for n in range(40)))
    evidence = choose(read_question(QUESTION), found(article, 70)[3:9], budget=1000)
    held = [each for passage in evidence.passages for each in passage.sentences]
    assert len(held) == len(set(held)) > 4


def test_a_sentence_that_is_larger_than_the_budget_is_offered_in_pieces() -> None:
    body = "衡岚银行" + "、".join(f"第{n}批泵站" for n in range(100)) + "都已验收。"
    [whole] = sentences_of(story("泵站", body))
    offered = list(windows(body, [whole], (whole.start, whole.end), count_tokens=count_characters, budget=60))
    assert "".join(body[window.start : window.end] for window in offered) == body
    assert all(window.end - window.start <= 60 and window.sentences == (whole,) for window in offered)


def test_sentences_that_answer_go_before_the_passages_beside_them() -> None:
    answering = story("甲", "".join(LOAN.format(n, n + 100) for n in range(9)))
    beside = story("乙", LOAN.format(50, 60) * 3)
    evidence = choose(read_question(QUESTION), found(beside, 200), budget=120)
    assert evidence.passages
    printed = sentences_of(answering)
    rows = [(answering, printed[6]), (answering, printed[1])]
    focused = focus(evidence, rows, alone=False, count_tokens=count_characters, budget=120)
    assert [passage.article.id for passage in focused.passages] == ["甲"]
    assert printed[6].text in focused.passages[0].text
    none = focus(Evidence((), 1.0, ()), rows, alone=False, count_tokens=count_characters, budget=10)
    assert [passage.text for passage in none.passages] == [printed[6].text[: len(none.passages[0].text)]]


@pytest.mark.parametrize("end", ["。", "，"])
def test_a_page_that_is_one_paragraph_is_asked_about_in_a_prompt_of_bounded_size(
    make_library: LibraryMaker, end: str
) -> None:
    model = FakeChatModel(["衡岚银行第77批水利贷款余额为177亿元。", "没有。"])
    body = "".join(LOAN.format(n, n + 100).replace("。", end) for n in range(100)) + "。"
    library = make_library(model=model, evidence_tokens=ROOM, brief_tokens=300)
    page = f"云溪日报 2031年3月18日\n\n衡岚银行水利贷款保持增长\n\n本报记者 季小满\n\n{body}\n"
    library.add_bytes("A01.txt", page.encode())
    assert "177亿元" in library.ask(QUESTION).text
    list(library.summarize([library.articles()[0].id]))
    asked, briefed = ("".join(message.text for message in messages) for messages in model.asked)
    # The rules and the question that stand around what was printed are as long with any page.
    assert library._index.count_tokens(asked) < ROOM + 500
    assert library._index.count_tokens(briefed) < 300 + 500


def test_of_several_things_each_has_its_share_of_the_budget(make_library: LibraryMaker) -> None:
    library = make_library(evidence_tokens=ROOM)
    other = "截至上月末，{0}号水库向青川银行借得的水利贷款余额是{1}亿元。"
    for name, told in (("衡岚银行", LOAN), ("青川银行", other)):
        body = "".join(told.format(n, n + 100) for n in range(8))
        page = f"云溪日报 2031年3月18日\n\n{name}水利贷款保持增长\n\n本报记者 季小满\n\n{body}\n"
        library.add_bytes(f"{name}.txt", page.encode())
    state: dict[str, Any] = {"question": Question("衡岚银行和青川银行第7批水利贷款余额分别是多少？")}
    state["plan"] = library.chain._plan(state, {})
    assert state["plan"].each
    state["documents"] = library.chain._retrieve(state, {})
    state["hits"] = library.chain._hits(state)
    count = library._index.count_tokens
    assert all(ROOM / 2 < count(article.body) <= ROOM for article in library.articles())
    passages = library.chain._select(state).passages
    assert len({passage.article.id for passage in passages}) == 2
    assert sum(count(passage.text) for passage in passages) <= ROOM


def test_the_passages_are_those_of_the_sentences_that_answer() -> None:
    one, other = story("甲", "甲的第一段。", "甲的第二段。"), story("乙", "乙的一段。")
    empty = Evidence((), 1.0, ())
    widen = partial(focus, count_tokens=count_characters, budget=100)
    first = widen(empty, [(other, sentences_of(other)[0])], alone=False)
    both = widen(first, [(one, sentences_of(one)[1])], alone=False)
    assert [(passage.n, passage.text) for passage in both.passages] == [(1, "乙的一段。"), (2, "甲的第二段。")]
    alone = widen(both, [(one, sentences_of(one)[1])], alone=True)
    assert [(passage.n, passage.text) for passage in alone.passages] == [(1, "甲的第二段。")]
