"""The answering chain goes into a LangChain user's own graph."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from langchain_core.callbacks import BaseCallbackHandler
from langchain_core.documents import Document
from langchain_core.messages import AIMessage, HumanMessage, SystemMessage
from langchain_core.retrievers import BaseRetriever
from langchain_core.runnables import Runnable, RunnableLambda, RunnablePassthrough

from rag import Answer, Filters, Library, Question, Turn
from rag.answers.chain import ArchiveRetriever, PortChatModel, _question
from rag.archive import snapshot as snapshot_module
from rag.archive.records import load_article
from rag.errors import InputError
from rag.fakes import FakeChatModel
from rag.ports import Delta
from rag.types import Article
from tests.conftest import LibraryMaker

PUMPS = "白鹭机械一季度出口了多少台水泵？"
REPLY = "白鹭机械一季度出口水泵1.28万台[1]。"
TEXT = "白鹭机械一季度出口水泵1.28万台。[1]"


class Recorder(BaseCallbackHandler):
    """Keeps what LangChain tells."""

    def __init__(self) -> None:
        self.tokens: list[str] = []
        self.documents: list[Document] = []
        self.models = 0
        self.chains = 0
        self.tags: set[str] = set()
        self.metadata: dict[str, Any] = {}

    def on_chain_start(self, serialized: Any, inputs: Any, *, tags: Any = None, **rest: Any) -> None:
        self.chains += 1
        self.tags |= set(tags or ())
        self.metadata |= rest.get("metadata") or {}

    def on_chat_model_start(self, serialized: Any, messages: Any, **rest: Any) -> None:
        self.models += 1

    def on_llm_new_token(self, token: Any, **rest: Any) -> None:
        self.tokens.append(token)

    def on_retriever_end(self, documents: Any, *, run_id: UUID, **rest: Any) -> None:
        self.documents += documents


def test_what_the_search_read_is_not_read_again_for_the_answer(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    reads: list[str] = []

    def load(record: str) -> Article:
        reads.append(record)
        return load_article(record)

    monkeypatch.setattr(snapshot_module, "load_article", load)
    chain = library.chain
    found = chain._retrieve({"question": Question(PUMPS), "plan": chain._plan({"question": Question(PUMPS)}, {})}, {})
    assert found
    reads.clear()
    hits = chain._hits({"documents": found})
    assert reads == []
    # Documents that LangChain has written down and read again are looked up, each article once.
    copies = [Document(**document.model_dump(exclude={"type"})) for document in found]
    assert chain._hits({"documents": copies}) == hits
    assert len(reads) == len({hit.article.id for hit in hits})


def test_it_is_a_runnable(library: Library) -> None:
    assert isinstance(library.chain, Runnable)
    assert library.chain is library.chain


@pytest.mark.parametrize(
    "asking",
    [
        PUMPS,
        Question(PUMPS),
        {"question": PUMPS},
        {"question": PUMPS, "filters": Filters(author="孟知夏"), "history": []},
        {"question": "那白鹭机械呢？", "history": [("青禾银行一季度出口了多少台水泵？", "没有。")]},
        {"question": "那白鹭机械呢？", "history": [Turn("青禾银行一季度出口了多少台水泵？", "没有。")]},
    ],
)
def test_invoke(library: Library, chat: FakeChatModel, asking: Any) -> None:
    chat.replies.append(REPLY)
    answer = library.chain.invoke(asking)
    assert isinstance(answer, Answer)
    assert answer.text == TEXT


def test_filters_and_turns_are_read_from_their_fields(library: Library, chat: FakeChatModel) -> None:
    asking: Any = {
        "question": "资料库里有哪些报道？",
        "filters": {"newspaper": "云溪日报", "since": "2031-05-07", "articles": []},
    }
    text = library.chain.invoke(asking).text
    assert "白鹭机械出口翻番" in text
    assert "青禾银行" not in text
    turn = {"question": "青禾银行一季度出口了多少台水泵？", "answer": "没有。"}
    asked = _question({"question": "那白鹭机械呢？", "history": [turn], "filters": {"since": "2031-05-07"}})
    assert asked.history == (Turn(**turn),)
    assert asked.filters == Filters(since=date(2031, 5, 7))


@pytest.mark.parametrize(
    ("asking", "said"),
    [
        ({"question": PUMPS, "filters": {"paper": "云溪日报"}}, "paper.*newspaper"),
        ({"question": PUMPS, "filters": {"since": "gestern"}}, "filters is unusable: since"),
        ({"question": PUMPS, "filters": "云溪日报"}, "as the filters is none"),
        ({"question": PUMPS, "history": [{"question": "甲？"}]}, "turn of the history is unusable: answer"),
        ({"question": PUMPS, "history": ["甲？"]}, "as a turn of the history is none"),
        ({"question": PUMPS, "history": {"question": "甲？", "answer": "乙。"}}, "no list of turns"),
        ({"question": PUMPS, "filter": {}}, '"filter"'),
        ({"filters": {}}, "no question"),
        (7, "no question"),
    ],
)
def test_what_is_no_question_is_told(library: Library, asking: Any, said: str) -> None:
    with pytest.raises(InputError, match=said):
        library.chain.invoke(asking)


def test_stream_ends_with_the_answer(library: Library, chat: FakeChatModel) -> None:
    chat.replies.append(REPLY)
    *pieces, answer = library.chain.stream(PUMPS)
    assert "".join(pieces) == TEXT
    assert isinstance(answer, Answer)
    assert answer.text == TEXT


def test_batch_keeps_the_order(library: Library, chat: FakeChatModel) -> None:
    chat.replies.append(REPLY)
    answers = library.chain.batch([PUMPS, "远汀银行的净利润是多少？"], {"max_concurrency": 1})
    assert [answer.abstained for answer in answers] == [False, True]
    assert [answer.question for answer in answers] == [PUMPS, "远汀银行的净利润是多少？"]


async def test_the_asynchronous_calls(library: Library, chat: FakeChatModel) -> None:
    chat.replies.extend([REPLY, REPLY])
    assert (await library.chain.ainvoke(PUMPS)).text == TEXT
    assert [answer.text for answer in await library.chain.abatch([PUMPS])] == [TEXT]


def test_it_pipes_into_a_graph(library: Library, chat: FakeChatModel) -> None:
    chat.replies.extend([REPLY, REPLY])
    graph = library.chain | RunnableLambda(lambda answer: len(answer.citations))
    assert graph.invoke(PUMPS) == 1
    beside = RunnablePassthrough.assign(answer=library.chain)
    assert beside.invoke({"question": PUMPS})["answer"].text == TEXT


def test_callbacks_and_config_pass_through(library: Library, chat: FakeChatModel) -> None:
    chat.replies.append(REPLY)
    recorder = Recorder()
    library.chain.invoke(PUMPS, {"callbacks": [recorder], "tags": ["mine"], "metadata": {"reader": "7"}})
    assert recorder.models == 1
    assert "".join(recorder.tokens) == REPLY
    assert any("1.28万台" in document.page_content for document in recorder.documents)
    assert recorder.chains > 3
    assert "mine" in recorder.tags
    assert recorder.metadata["reader"] == "7"


def test_with_config_binds(library: Library, chat: FakeChatModel) -> None:
    chat.replies.append(REPLY)
    recorder = Recorder()
    bound = library.chain.with_config({"callbacks": [recorder]})
    assert bound.invoke(PUMPS).text == TEXT
    assert recorder.models == 1


class TestRetriever:
    def test_documents_say_where_they_were_printed(self, library: Library) -> None:
        retriever = ArchiveRetriever(index=library.chain._answerer.index, k=2)
        assert isinstance(retriever, BaseRetriever)
        documents = retriever.invoke("白鹭机械出口水泵")
        assert len(documents) == 2
        first = documents[0]
        assert "1.28万台" in first.page_content
        article = library.article(first.metadata["article_id"])
        where = first.metadata
        assert article.body[where["start"] : where["end"]] == first.page_content
        assert (where["title"], where["byline"]) == ("白鹭机械出口翻番", ["林小禾", "孟知夏"])
        assert (where["newspaper"], where["date"], where["page"]) == ("云溪日报", "2031-05-07", "A2")
        assert where["source"].endswith("云溪日报-2031-05-07-A2.txt")
        assert first.id

    def test_filters(self, library: Library) -> None:
        retriever = ArchiveRetriever(index=library.chain._answerer.index, filters=Filters(author="周以宁"))
        assert {document.metadata["title"] for document in retriever.invoke("白鹭机械出口水泵")} == {
            "云溪市三条地铁线年底开通"
        }


class TestChatModel:
    def test_our_models_are_langchain_models(self) -> None:
        chat = FakeChatModel(["一二三四五", "六七"])
        model = PortChatModel(port=chat)
        reply = model.invoke([SystemMessage("甲"), HumanMessage("乙"), AIMessage("丙"), HumanMessage("丁")])
        assert isinstance(reply, AIMessage)
        assert reply.text == "一二三四五"
        assert reply.usage_metadata is not None
        assert (reply.usage_metadata["input_tokens"], reply.usage_metadata["output_tokens"]) == (4, 5)
        assert [message.role for message in chat.asked[0]] == ["system", "user", "assistant", "user"]
        assert "".join(chunk.text for chunk in model.stream("问")) == "六七"

    def test_the_reply_is_bounded(self) -> None:
        assert PortChatModel(port=FakeChatModel(["一二三四五"]), max_tokens=2).invoke("问").text == "一二"


def test_waiting_for_the_model_is_not_counted_as_retrieval(make_library: LibraryMaker, pages: Path) -> None:
    class Slow(FakeChatModel):
        def stream(self, *arguments: Any, **options: Any) -> Iterator[Delta]:
            time.sleep(0.5)
            yield from super().stream(*arguments, **options)

    seconds = make_library(pages, model=Slow([REPLY])).ask(PUMPS).seconds
    assert seconds.first_token is not None
    assert seconds.first_token - seconds.retrieve >= 0.499  # both are rounded to milliseconds
