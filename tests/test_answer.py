"""Whatever a model writes, what is shown is cited, checked, and says so when the archive does not have it."""

from __future__ import annotations

import pytest

from rag import Answer, Filters, JianbaoError, Library, Question, Turn
from rag.errors import InputError, ModelRefused, ModelUnreachable
from rag.fakes import FakeChatModel
from rag.types import Usage
from tests.conftest import LibraryMaker

PROFIT = "青禾银行2030年净利润是多少？"
PUMPS = "白鹭机械一季度出口了多少台水泵？"
METRO = "程砚秋建议从哪三个方面提高效率？"
NOT_THERE = "远汀银行的净利润是多少？"


def ask(library: Library, chat: FakeChatModel, question: str | Question, *replies: str) -> Answer:
    chat.replies.extend(replies)
    answer = library.ask(question)
    check(library, answer)
    return answer


def check(library: Library, answer: Answer) -> None:
    """What holds for every answer."""
    numbers = [citation.n for citation in answer.citations]
    assert numbers == list(range(1, len(numbers) + 1))
    for citation in answer.citations:
        printed = library.page_text(citation.source)[citation.start : citation.end]
        assert "".join(citation.quote.split()) in "".join(printed.split())
        assert citation.quote in library.article(citation.article_id).body
    for sentence in answer.sentences:
        assert sentence.supported
        assert sentence.text in answer.text
        assert set(sentence.citations) <= set(numbers)
        assert sentence.citations or answer.abstained
    if answer.abstained:
        assert not answer.citations
    assert {n for sentence in answer.sentences for n in sentence.citations} == set(numbers)


def test_a_conversation_of_any_length_neither_refuses_nor_lengthens_a_question(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[int] = []
    plain = library.chain._answerer._read

    def reading(text: str) -> object:
        read.append(len(text))
        return plain(text)

    monkeypatch.setattr(library.chain._answerer, "_read", reading)
    turns = tuple(Turn("青禾银行和白鹭机械的净利润" * 700, "一" * 90_000) for _ in range(50))
    library.chain._answerer.plan(Question("那行长是谁？", history=turns), None)
    assert read
    assert max(read) <= library.settings.max_question_characters


def test_a_known_marker_is_kept_and_an_unknown_one_dropped(library: Library, chat: FakeChatModel) -> None:
    answer = ask(library, chat, PUMPS, "白鹭机械一季度出口水泵1.28万台[1]，出口额为3.45亿元[99]。")
    assert answer.text == "白鹭机械一季度出口水泵1.28万台，出口额为3.45亿元。[1]"
    assert not answer.abstained
    assert "1.28万台" in answer.citations[0].quote
    assert answer.model == "fake-chat"
    assert answer.question == PUMPS


def test_a_sentence_without_a_marker_is_attributed(library: Library, chat: FakeChatModel) -> None:
    answer = ask(library, chat, PUMPS, "白鹭机械一季度出口水泵1.28万台。")
    assert answer.sentences[0].citations == (1,)
    assert answer.citations[0].title == "白鹭机械出口翻番"
    assert answer.citations[0].byline == ("林小禾", "孟知夏")
    assert answer.citations[0].page == "A2"


def test_a_marker_of_the_wrong_passage_is_corrected(library: Library, chat: FakeChatModel) -> None:
    question = "白鹭机械的出口额和青禾银行的净利润是多少？"
    reply = "白鹭机械一季度出口额为3.45亿元[{0}]。青禾银行2030年净利润为48.6亿元[{1}]。"
    for markers in ((1, 2), (2, 1)):
        answer = ask(library, chat, question, reply.format(*markers))
        quotes = {citation.n: citation.quote for citation in answer.citations}
        for sentence, figure in zip(answer.sentences[:2], ("3.45亿元", "48.6亿元"), strict=True):
            assert any(figure in quotes[n] for n in sentence.citations)


@pytest.mark.parametrize("figure", ["68.4亿元", "48.6万元", "48.7亿元"])
def test_a_wrong_figure_is_withheld_or_repaired(library: Library, chat: FakeChatModel, figure: str) -> None:
    answer = ask(library, chat, PROFIT, f"青禾银行2030年净利润为{figure}[1]。")
    assert figure not in answer.text
    assert any(figure in sentence.text and sentence.problems for sentence in answer.withheld)
    assert answer.abstained or "48.6亿元" in answer.text


def test_only_the_wrong_sentence_is_withheld(library: Library, chat: FakeChatModel) -> None:
    answer = ask(library, chat, PROFIT, "青禾银行2030年实现净利润48.6亿元[1]。月球基地昨夜由三百名潜水员建成[1]。")
    assert "48.6亿元" in answer.text
    assert "月球" not in answer.text
    assert any("月球" in sentence.text for sentence in answer.withheld)


@pytest.mark.parametrize("reply", ["资料中没有。", "资料中没有", "原文没有提到净利润。", "无法确定。", "", "\n\n"])
def test_a_model_that_finds_nothing(library: Library, chat: FakeChatModel, reply: str) -> None:
    answer = ask(library, chat, "青禾银行的行长多大年纪？", reply)
    assert answer.abstained
    assert answer.nearest
    assert "资料库中没有" in answer.text


@pytest.mark.parametrize(
    ("question", "phrase"),
    [(NOT_THERE, "资料库中没有"), ("What was the profit of “远汀银行”?", "The archive does not have it")],
)
def test_what_the_archive_never_names_is_not_asked_of_the_model(
    library: Library, chat: FakeChatModel, question: str, phrase: str
) -> None:
    answer = ask(library, chat, question, "远汀银行的净利润是多少？")  # the reply is for a translation, if one is asked
    assert answer.abstained
    assert phrase in answer.text
    assert answer.citations == ()
    assert [sentence.text for sentence in answer.sentences] == [answer.text]
    known = {article.id for article in library.articles()}
    assert answer.nearest
    assert set(answer.nearest) <= known
    assert not any("报道原文" in message.text for messages in chat.asked for message in messages)


def test_an_empty_library_says_so(make_library: LibraryMaker) -> None:
    answer = make_library(model=FakeChatModel()).ask(PROFIT)
    assert answer.abstained
    assert answer.nearest == ()


def test_what_a_model_overlooked_is_quoted_where_it_is_sure(library: Library, chat: FakeChatModel) -> None:
    answer = ask(library, chat, PROFIT, "资料中没有。")
    assert "48.6亿元" in answer.text
    assert all(sentence.supported and sentence.citations for sentence in answer.sentences)


def test_meaning_alone_does_not_overrule_a_model_that_finds_nothing(library: Library, chat: FakeChatModel) -> None:
    no_translation = "？"
    asked = "How many new pumps did Bailu (白鹭机械) lease?"
    answer = ask(library, chat, asked, no_translation, "Not in the archive")
    assert answer.abstained


def test_a_draft_that_answers_something_else_is_completed(library: Library, chat: FakeChatModel) -> None:
    answer = ask(library, chat, "白鹭机械一季度出口了多少台水泵？", "白鹭机械董事长韩知远说，订单主要来自南方三省[1]。")
    assert "1.28万台" in answer.text


def test_several_figures_are_quoted_whole(library: Library, chat: FakeChatModel) -> None:
    question = "白鹭机械一季度出口了多少台水泵，出口额是多少？"
    answer = ask(library, chat, question, "白鹭机械一季度出口水泵1.28万台[1]。")
    assert "1.28万台" in answer.text
    assert "3.45亿元" in answer.text


def test_points_that_the_model_left_out_are_added(library: Library, chat: FakeChatModel) -> None:
    answer = ask(library, chat, METRO, "程砚秋建议统一信号制式[1]。")
    assert all(point in answer.text for point in ("统一信号制式", "错峰施工", "公开招标信息"))


def test_an_answer_from_the_catalogue_needs_no_model(library: Library, chat: FakeChatModel) -> None:
    answer = ask(library, chat, "《白鹭机械出口翻番》的作者是谁？")
    assert "林小禾、孟知夏" in answer.text
    assert answer.citations[0].title == "白鹭机械出口翻番"
    assert not chat.asked
    assert answer.usage == Usage()


def test_the_catalogue_has_no_such_article(library: Library, chat: FakeChatModel) -> None:
    assert ask(library, chat, "2019年1月1日刊登了几篇报道？").abstained


def test_extractive_answers_are_the_archives_own_sentences(make_library: LibraryMaker, library: Library) -> None:
    source = library.settings.home.parent / "pages"
    extractive = make_library(source)
    for question, wanted in [(PROFIT, "48.6亿元"), (PUMPS, "1.28万台"), (METRO, "错峰施工")]:
        answer = extractive.ask(question)
        check(extractive, answer)
        assert wanted in answer.text
        assert answer.model == "extractive"
        assert answer.usage == Usage()
        bodies = [article.body for article in extractive.articles()]
        for sentence in answer.sentences:
            assert any(sentence.text in body for body in bodies)
    assert extractive.ask(NOT_THERE).abstained


def test_usage_is_summed_over_all_calls(library: Library, chat: FakeChatModel) -> None:
    reply = "白鹭机械一季度出口水泵1.28万台[1]。"
    answer = ask(library, chat, PUMPS, reply)
    [messages] = chat.asked
    assert answer.usage == Usage(sum(len(message.text) for message in messages), len(reply))
    assert answer.seconds.first_token is not None
    assert 0 <= answer.seconds.retrieve <= answer.seconds.total


def test_the_prompt_holds_passages_and_the_question_last(library: Library, chat: FakeChatModel) -> None:
    ask(library, chat, PUMPS, "白鹭机械一季度出口水泵1.28万台[1]。")
    [system, user] = chat.asked[0]
    assert (system.role, user.role) == ("system", "user")
    assert "白鹭机械一季度出口水泵1.28万台，出口额为3.45亿元" in user.text
    assert user.text.endswith(PUMPS)


class TestStreaming:
    def test_the_pieces_join_to_the_answers_text(self, library: Library, chat: FakeChatModel) -> None:
        for question, reply in [
            (PUMPS, "白鹭机械一季度出口水泵1.28万台[1]。出口额为3.45亿元[1]。白鹭机械去年亏损9亿元[1]。"),
            (METRO, "程砚秋建议：\n一是统一信号制式[1]，\n二是错峰施工[1]。"),
            (NOT_THERE, ""),
            ("资料库中有哪些报道？", ""),
        ]:
            chat.replies.append(reply)
            *pieces, answer = library.stream(question)
            chat.replies.clear()
            assert isinstance(answer, Answer)
            assert pieces
            assert "".join(str(piece) for piece in pieces) == answer.text
            check(library, answer)

    def test_a_sentence_comes_before_the_model_has_ended(self, library: Library, chat: FakeChatModel) -> None:
        later = "出口额为3.45亿元[1]。" + "公司董事长韩知远表示，今年计划在青川县新建第二工厂[1]。" * 3
        chat.replies.append("白鹭机械一季度出口水泵1.28万台[1]。" + later)
        stream = library.stream(PUMPS)
        assert next(stream) == "白鹭机械一季度出口水泵1.28万台。[1]"
        assert chat.closed == 0
        stream.close()  # type: ignore[attr-defined]
        assert chat.closed == 1

    def test_an_unread_stream_leaves_nothing_open(self, library: Library, chat: FakeChatModel) -> None:
        stream = library.stream(PUMPS)
        stream.close()  # type: ignore[attr-defined]
        assert not chat.asked

    def test_the_library_goes_on_after_a_closed_stream(self, library: Library, chat: FakeChatModel) -> None:
        chat.replies.extend(["白鹭机械一季度出口水泵1.28万台[1]。" * 9, "白鹭机械一季度出口水泵1.28万台[1]。"])
        stream = library.stream(PUMPS)
        next(stream)
        stream.close()  # type: ignore[attr-defined]
        assert "1.28万台" in library.ask(PUMPS).text


class TestErrors:
    @pytest.mark.parametrize("text", ["", " \n ", "问" * 2001])
    def test_an_empty_or_endless_question(self, library: Library, chat: FakeChatModel, text: str) -> None:
        with pytest.raises(InputError):
            library.ask(text)
        assert not chat.asked

    @pytest.mark.parametrize(
        "error", [ModelUnreachable("No server answers.", remedy="Start it."), ModelRefused("A wrong key.")]
    )
    def test_the_models_error_is_the_readers(self, library: Library, chat: FakeChatModel, error: JianbaoError) -> None:
        chat.replies.append(error)  # type: ignore[arg-type]
        with pytest.raises(type(error), match=error.what):
            library.ask(PUMPS)

    def test_a_model_that_breaks_off(self, library: Library, chat: FakeChatModel) -> None:
        chat.replies.append(("白鹭机械一季度出口水泵1.28万台[1]。出口", ModelUnreachable("It broke off.")))
        with pytest.raises(ModelUnreachable):
            library.ask(PUMPS)


class TestConversation:
    def test_a_follow_up_is_answered_of_its_subject(self, library: Library, chat: FakeChatModel) -> None:
        asked = Question("它的资产总额是多少？", history=(Turn(PROFIT, "48.6亿元。"),))
        answer = ask(
            library, chat, asked, "青禾银行的资产总额是多少？", "截至2030年末，青禾银行资产总额为5321亿元[1]。"
        )
        assert "5321亿元" in answer.text
        assert answer.question == "它的资产总额是多少？"

    def test_a_new_subject_that_the_archive_lacks(self, library: Library, chat: FakeChatModel) -> None:
        answer = ask(library, chat, Question("那远汀银行呢？", history=(Turn(PROFIT, "48.6亿元。"),)))
        assert answer.abstained


def test_an_english_question_is_translated_for_the_search(library: Library, chat: FakeChatModel) -> None:
    answer = ask(
        library,
        chat,
        "How many water pumps were exported in the first quarter?",
        "白鹭机械一季度出口了多少台水泵？",
        "白鹭机械一季度出口水泵1.28万台[1]。",
    )
    assert "1.28万台" in answer.text
    assert "water pumps" in chat.asked[0][-1].text
    assert len(chat.asked) == 2


def test_a_name_in_pinyin_is_searched_for_as_the_archive_prints_it(library: Library, chat: FakeChatModel) -> None:
    answer = ask(
        library,
        chat,
        "How much does Cheng Yanqiu say that the project costs?",
        "程彦秋说工程投资多少亿元？",
        "程砚秋介绍，工程投资为312亿元[1]。",
    )
    assert "Cheng Yanqiu (程砚秋)" in chat.asked[0][-1].text
    assert "312亿元" in answer.text


def test_filters_choose_what_is_read(library: Library, chat: FakeChatModel) -> None:
    assert ask(library, chat, Question(PUMPS, Filters(author="周以宁"))).abstained
    answer = ask(library, chat, Question(PUMPS, Filters(author="孟知夏")), "白鹭机械一季度出口水泵1.28万台[1]。")
    assert not answer.abstained
