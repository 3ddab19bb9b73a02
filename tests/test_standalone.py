"""Follow-ups are made to stand alone, with a model or without; a model may add nothing of its own."""

from __future__ import annotations

import pytest

from rag.questions.standalone import bounded, stand_alone, translate
from rag.types import Turn

HISTORY = (Turn("青禾银行2030年净利润是多少？", "青禾银行2030年净利润为48.6亿元。[1]"),)


class Writer:
    """Replies always the same and keeps what it was asked."""

    def __init__(self, reply: str) -> None:
        self.reply = reply
        self.asked: list[tuple[str, str, dict[str, str]]] = []

    def __call__(self, name: str, language: str, variables: dict[str, str]) -> str:
        self.asked.append((name, language, variables))
        return self.reply


@pytest.mark.parametrize("text", ["它的不良率呢？", "青禾银行的不良率是多少？"])
def test_without_a_conversation_nothing_changes(text: str) -> None:
    writer = Writer("别的")
    assert stand_alone(text, (), writer) == text
    assert not writer.asked


def test_a_question_that_stands_alone_needs_no_model() -> None:
    writer = Writer("别的")
    assert stand_alone("白鹭银行的不良率是多少？", HISTORY, writer) == "白鹭银行的不良率是多少？"
    assert not writer.asked


@pytest.mark.parametrize("text", ["那白鹭银行呢？", "白鹭银行呢？", "那么白鹭银行如何？"])
def test_a_new_subject_takes_the_old_ones_place(text: str) -> None:
    writer = Writer("别的")
    assert stand_alone(text, HISTORY, writer) == "白鹭银行2030年净利润是多少?"
    assert not writer.asked


@pytest.mark.parametrize(
    ("text", "alone"),
    [
        ("那白鹭银行的不良率呢？", "白鹭银行2030年的不良率是多少？"),
        ("白鹭银行的呢？", "白鹭银行2030年净利润是多少?"),
        ("那白鹭银行的董事长呢？", "白鹭银行2030年的董事长？"),
        ("What about Bailu Bank's bad loans?", "What is Bailu Bank's bad loans?"),
    ],
)
def test_a_new_subject_may_bring_what_is_asked_of_it(text: str, alone: str) -> None:
    assert stand_alone(text, HISTORY, None) == alone


@pytest.mark.parametrize(
    ("text", "alone"),
    [
        ("那白鹭那一期呢？", "白鹭银行2030年发的债利率是多少?"),
        ("那长沙呢？", "长沙2030年发的债利率是多少?"),
        ("那青行呢？", "青行2030年发的债利率是多少?"),
        ("那白鹭银行跟霜桥银行呢？", "白鹭银行跟霜桥银行2030年发的债利率分别是多少?"),
    ],
)
def test_two_characters_asked_after_a_bank_are_a_banks(text: str, alone: str) -> None:
    history = (Turn("青禾银行2030年发的债利率是多少？", "1.9%。"),)
    assert stand_alone(text, history, None) == alone


@pytest.mark.parametrize(
    ("last", "text", "alone"),
    [
        ("青禾银行一季度净利润是多少？", "去年呢？", "青禾银行去年净利润是多少?"),
        ("青禾银行一季度净利润是多少？", "去年同期呢？", "青禾银行去年一季度净利润是多少?"),
        ("青禾银行一季度净利润是多少？", "那去年全年呢？", "青禾银行去年全年净利润是多少?"),
        ("青禾银行净利润是多少？", "2029年呢？", "青禾银行2029年净利润是多少?"),
        ("青禾银行2030年一季度净利润是多少？", "二季度呢？", "青禾银行2030年二季度净利润是多少?"),
        ("青禾银行2030年末净利润是多少？", "2029年呢？", "青禾银行2029年末净利润是多少?"),
        ("潭州市3月新房均价是多少？", "2月呢？", "潭州市2月新房均价是多少?"),
        ("潭州市1月和2月新房均价是多少？", "3月呢？", "潭州市3月新房均价是多少?"),
        ("5月12日的铜价是多少？", "昨天呢？", "昨天的铜价是多少?"),
        ("How much did Bailu earn in 2030?", "What about 2029?", "how much did bailu earn in 2029?"),
    ],
)
def test_a_new_period_takes_the_old_ones_place_and_no_name_s(last: str, text: str, alone: str) -> None:
    assert stand_alone(text, (Turn(last, "…"),), None) == alone


def test_a_subject_with_a_day_in_its_name_is_no_period() -> None:
    history = (Turn("青禾银行2030年净利润是多少？", "…"),)
    assert stand_alone("那2029年成立的白鹭银行呢？", history, None) != "青禾银行2029年净利润是多少?"


def test_a_follow_up_leans_on_what_the_last_one_leant_on() -> None:
    history = (*HISTORY, Turn("不良率呢？", "0.9%。[1]"), Turn("那白鹭银行呢？", "1.2%。[1]"))
    assert stand_alone("行长是谁？", history[:2], None) == "青禾银行2030年，行长是谁？"
    assert stand_alone("行长是谁？", history, None) == "白鹭银行2030年，行长是谁？"


@pytest.mark.parametrize(
    ("question", "answer", "alone"),
    [
        ("渡轮公司的经理是谁？", "渡轮公司经理唐知远说，票价不变。[1]码头主任季小满在场。", "唐知远还说了什么？"),
        ("渡轮公司的经理是谁？", "经理唐知远和主任季小满都在场。", None),  # either may be meant
        ("唐知远怎么看票价？", "唐知远说，票价不变。", None),  # whom the question itself named
    ],
)
def test_he_is_whom_the_answer_named(question: str, answer: str, alone: str | None) -> None:
    told = stand_alone("他还说了什么？", (Turn(question, answer),), None)
    assert (told == alone) if alone else ("他还说了什么" in told)


def test_a_conversation_is_bounded_before_it_is_read() -> None:
    said = Turn("青禾银行去年净利润是多少？" * 50, "一" * 5_000)
    turns = bounded([Turn(str(number), "") for number in range(40)] + [said], 100)
    assert [len(turn.question) for turn in turns] == [2, 2, 100]
    assert [len(turn.answer) for turn in turns] == [0, 0, 100]
    assert bounded(HISTORY, 100) == HISTORY


def test_a_new_subject_in_english() -> None:
    history = (Turn("How many berths does Nanyu have?", "It has 34.[1]"),)
    assert stand_alone("What about Yunxi?", history, None) == "how many berths does Yunxi have?"


@pytest.mark.parametrize("text", ["它的不良率呢？", "不良率呢？", "该行资产总额是多少？"])
def test_without_a_model_the_last_names_and_period_are_taken_along(text: str) -> None:
    assert stand_alone(text, HISTORY, None) == f"青禾银行2030年，{text}"


@pytest.mark.parametrize("text", ["同比增长多少？", "同比呢？", "为什么下降？"])
def test_a_follow_up_without_a_measure_takes_the_last_one_along(text: str) -> None:
    assert stand_alone(text, HISTORY, None) == f"青禾银行2030年净利润，{text}"


@pytest.mark.parametrize(
    ("last", "text", "alone"),
    [
        ("青禾银行行长是谁？", "她为什么辞职？", "青禾银行行长，她为什么辞职？"),
        ("青禾银行的行长是谁？", "谁接任？", "青禾银行的行长，谁接任？"),
        ("谁是青禾银行的首席财务官？", "现在谁代理？", "青禾银行的首席财务官，现在谁代理？"),
        ("青禾银行行长是谁？", "不良率呢？", "青禾银行，不良率呢？"),  # the bank's, not his
        ("青禾银行行长是谁？", "谁是大股东？", "青禾银行，谁是大股东？"),
    ],
)
def test_an_office_is_carried_where_its_holder_is_meant(last: str, text: str, alone: str) -> None:
    assert stand_alone(text, (Turn(last, "…"),), None) == alone


def test_an_office_is_carried_over_several_turns() -> None:
    history = (Turn("青禾银行行长是谁？", "…"), Turn("她为什么辞职？", "…"))
    assert stand_alone("谁接任？", history, None) == "青禾银行行长，谁接任？"


def test_they_are_all_that_were_asked_about() -> None:
    history = (Turn("青禾银行2030年不良率是多少？", "…"), Turn("白鹭银行呢？", "…"), Turn("那霜桥银行呢？", "…"))
    for text in ("它们谁最低？", "三家里谁最低？"):
        alone = stand_alone(text, history, None)
        assert alone == "青禾银行、白鹭银行和霜桥银行2030年不良率谁最低？"
    assert "白鹭银行和" not in stand_alone("它们的行长呢？", history, None)


def test_a_model_rewrites_what_leans() -> None:
    writer = Writer("  青禾银行的\n不良率是多少？ ")
    assert stand_alone("它的不良率是多少？", HISTORY, writer) == "青禾银行的 不良率是多少？"
    [(name, language, variables)] = writer.asked
    assert (name, language) == ("standalone", "zh")
    assert variables["question"] == "它的不良率是多少？"
    assert HISTORY[0].question in variables["conversation"]


@pytest.mark.parametrize(
    "reply",
    ["", "白鹭银行的不良率是多少？", "青禾银行2031年的不良率是多少？", "青禾银行的不良率是3.14%吗？", "不良率是多少？"],
)
def test_a_rewrite_that_brings_something_new_or_loses_the_subject_is_not_used(reply: str) -> None:
    assert stand_alone("它的不良率是多少？", HISTORY, Writer(reply)) == "青禾银行2030年，它的不良率是多少？"


def test_only_the_last_turns_are_sent_and_bounded() -> None:
    history = tuple(Turn(f"第{n}问关于青禾银行什么？", "答" * 5000) for n in range(9))
    writer = Writer("青禾银行的不良率是多少？")
    stand_alone("它的不良率是多少？", history, writer)
    conversation = writer.asked[0][2]["conversation"]
    assert "第8问" in conversation
    assert "第2问" not in conversation
    assert len(conversation) < 1000


def test_a_translation_is_one_bounded_line_and_needs_a_model() -> None:
    assert translate("How many?", None) == ""
    assert translate("How many?", Writer(" 有多少？\n")) == "有多少？"
    assert len(translate("How many?", Writer("多" * 5000))) <= 300


def test_a_translation_has_the_names_that_the_archive_prints() -> None:
    writer = Writer("沈彦周是哪家公司的首席经济学家？")
    names = {"Shen Yanzhou": "沈砚舟"}
    translated = translate("Which firm is Shen Yanzhou the chief economist of?", writer, names)
    assert translated == "沈砚舟是哪家公司的首席经济学家？"
    [(_, _, variables)] = writer.asked
    assert variables == {"question": "Which firm is Shen Yanzhou (沈砚舟) the chief economist of?"}


def test_no_translation_is_not_made_of_names_alone() -> None:
    assert translate("Who is Shen Yanzhou?", Writer(" "), {"Shen Yanzhou": "沈砚舟"}) == ""
    assert translate("Who is Shen Yanzhou?", None, {"Shen Yanzhou": "沈砚舟"}) == ""


@pytest.mark.parametrize(
    ("question", "reply", "translation"),
    [
        ("Which firms published the January report?", "哪些公司发布了2031年1月的报告？", "哪些公司发布了1月的报告？"),
        ("What were the loans at the end of 2031?", "2031年4月的贷款是多少？", "2031年的贷款是多少？"),
        ("What were the loans in April 2031?", "2031年4月的贷款是多少？", "2031年4月的贷款是多少？"),
        ("What were the loans?", "贷款是多少？", "贷款是多少？"),
    ],
)
def test_a_translation_has_no_day_that_the_question_lacks(question: str, reply: str, translation: str) -> None:
    assert translate(question, lambda *_: reply) == translation


@pytest.mark.parametrize(
    "question",
    [
        "最近有什么新闻？",
        "谁写得最多？",
        "上周登了哪些报道？",
        "5月7日有哪些报道？",
        "What's new?",
        "Who wrote the most articles?",
    ],
)
def test_a_question_on_the_archive_itself_takes_no_name_along(question: str) -> None:
    assert stand_alone(question, HISTORY, None) == question


@pytest.mark.parametrize("question", ["有几篇报道？", "它最近有什么新闻？", "最近一年的不良率呢？"])
def test_what_may_be_of_what_was_spoken_of_takes_its_name_along(question: str) -> None:
    assert "青禾银行" in stand_alone(question, HISTORY, None)


@pytest.mark.parametrize(
    ("question", "alone"),
    [
        ("列出所有标题", "列出所有标题"),
        ("有几篇报道？", "柳川港，有几篇报道？"),
        ("为什么增长？", "柳川港一季度吞吐量，为什么增长？"),
    ],
)
def test_the_period_of_a_figure_is_none_of_printing(question: str, alone: str) -> None:
    history = (Turn("柳川港一季度集装箱吞吐量是多少？", "185.2万标箱。"),)
    assert stand_alone(question, history, None) == alone
