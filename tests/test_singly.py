"""A question about several things alike is asked of each, and no draft may give one's figures to another."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag import Library
from rag.evidence.judge import Hearing
from rag.fakes import FakeChatModel
from rag.ports import Leaning
from rag.prose.questions import read_question
from rag.prose.sentences import sentences_of
from rag.questions.parts import read_parts
from rag.questions.singly import singly
from rag.types import Usage
from tests.conftest import LibraryMaker

PAGES = {
    "芦浦": """芦浦仓库起火两人受伤
3月5日，芦浦镇一座仓库起火，过火面积约40平方米，2人受伤。
""",
    "霜桥": """霜桥商铺起火五人受伤
9月18日，霜桥一间商铺起火，过火面积约260平方米，5人受伤。
""",
    "第六": """第6届茶博会在澜溪开幕
第6届茶博会在澜溪开幕，主题是“山里来的好茶”。
""",
    "第九": """第9届茶博会在海曙开幕
第9届茶博会在海曙开幕，主题是“一叶过海”。
""",
}


@pytest.fixture
def archive(make_library: LibraryMaker, tmp_path: Path, chat: FakeChatModel) -> Library:
    for name, text in PAGES.items():
        (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")
    return make_library(*sorted(tmp_path.glob("*.txt")), model=chat)


@pytest.mark.parametrize(
    ("question", "each"),
    [
        ("2031年和2032年芦浦港分别停航多少天？", ["2031年芦浦港停航多少天?", "2032年芦浦港停航多少天?"]),
        (
            "第6届、第8届和第9届茶博会的主题各是什么？",
            ["第6届茶博会的主题是什么?", "第8届茶博会的主题是什么?", "第9届茶博会的主题是什么?"],
        ),
        (
            "2031年3月芦浦的仓库火灾和2031年9月霜桥的商铺火灾，各伤了多少人？",
            ["2031年3月芦浦的仓库火灾,伤了多少人?", "2031年9月霜桥的商铺火灾,伤了多少人?"],
        ),
        (
            "镜湖市原副市长严子陵与原副部长葛怀川的刑期分别是几年？",
            ["镜湖市原副市长严子陵的刑期是几年?", "原副部长葛怀川的刑期是几年?"],
        ),
        ("青禾银行和白鹭银行两家银行，谁的息差更高？各是多少？", ["青禾银行的息差是多少?", "白鹭银行的息差是多少?"]),
        (
            "第6届和第8届茶博会的成交额分别是多少？第6届展位数和第8届观众数各是多少？",
            ["第6届茶博会的成交额是多少", "第8届茶博会的成交额是多少", "第6届展位数是多少?", "第8届观众数是多少?"],
        ),
        (
            "2031年3月、2031年6月和2032年1月三次停航分别有多久？",
            ["2031年3月停航有多久?", "2031年6月停航有多久?", "2032年1月停航有多久?"],
        ),
        (
            "对比云溪湖2030年1月和2031年1月两次调查，云溪湖水鸟总数各是多少？豆雁各有多少只？",
            [
                "对比云溪湖2030年1月调查,云溪湖水鸟总数是多少?豆雁有多少只?",
                "对比云溪湖2031年1月调查,云溪湖水鸟总数是多少?豆雁有多少只?",
            ],
        ),
        ("青禾银行和白鹭银行去年合作了多少次？", []),  # what they did together
        (
            "芦浦车队二、三季度分别卖了多少辆车，霜桥三季度交付了多少？",
            ["芦浦车队二季度卖了多少辆车", "芦浦车队三季度卖了多少辆车", "霜桥三季度交付了多少?"],
        ),
        (
            "青禾银行2030全年、2031年一季度和前三季度的息差分别是多少？",
            [
                "青禾银行2030全年的息差是多少?",
                "青禾银行2031年一季度的息差是多少?",
                "青禾银行2031年前三季度的息差是多少?",
            ],
        ),
        (
            "青禾银行的息差，去年和今年前三季度分别是多少？行里的贷款利率去年是多少？",
            [
                "青禾银行的息差,去年是多少",
                "青禾银行的息差,今年前三季度是多少",
                "青禾银行，行里的贷款利率去年是多少?",
            ],
        ),
        (
            "芦浦镇3月5日火灾的首次通报，与3月8日的通报相比，受伤人数有什么变化？",
            ["芦浦镇3月5日火灾的首次通报,受伤人数是多少?", "芦浦镇3月8日的通报,受伤人数是多少?"],
        ),
        (
            "芦浦2029年和霜桥2030年的亩产各是多少公斤？",
            ["芦浦2029年的亩产是多少公斤?", "霜桥2030年的亩产是多少公斤?"],
        ),
        (
            "芦浦港2029年全年、2030年上半年以及霜桥港2030年上半年的吞吐量分别是多少？",
            [
                "芦浦港2029年全年的吞吐量是多少?",
                "芦浦港2030年上半年的吞吐量是多少?",
                "霜桥港2030年上半年的吞吐量是多少?",
            ],
        ),
        (
            "芦浦和霜桥去年各采了多少亩茶，获奖的“听泉”为何停产？",
            ["芦浦去年采了多少亩茶", "霜桥去年采了多少亩茶", "获奖的“听泉”为何停产?"],
        ),
        (
            "棋手严子陵在芦浦站和霜桥站各打到什么名次？",
            ["棋手严子陵在芦浦站打到什么名次?", "棋手严子陵在霜桥站打到什么名次?"],
        ),
        (
            "2032年的台风“海螺”和2033年的台风“青鹭”分别袭击了芦浦市和霜桥市沿海，风力各达几级？",
            ["2032年的台风“海螺”袭击了芦浦市沿海,风力达几级?", "2033年的台风“青鹭”袭击了霜桥市沿海,风力达几级?"],
        ),
        (
            "芦浦茶会，2032年为第六届，2033年为第七届。两届的主题各是什么？",
            ["芦浦茶会,2032年第六届。主题是什么?", "芦浦茶会,2033年第七届。主题是什么?"],
        ),
        (
            "跑者严子陵请根据2032年和2033年的报道，列出她两次夺冠的成绩。",
            ["跑者严子陵请根据2032年的报道,列出她夺冠的成绩。", "跑者严子陵请根据2033年的报道,列出她夺冠的成绩。"],
        ),
        (
            "芦浦小学与霜桥中学先后停课。按芦浦方面3月8日和霜桥方面2月29日的通报，两校各报告多少例？前者判断是什么，后者查明是什么？",
            [
                "芦浦小学先后停课。按芦浦方面3月8日的通报,两校报告多少例?,判断是什么?",
                "霜桥中学先后停课。霜桥方面2月29日的通报,两校报告多少例?,查明是什么?",
            ],
        ),
        ("2021年、2022年、2023年、2024年、2025年、2026年和2027年芦浦港分别停航多少天？", []),  # of too many
        ("青禾汽车2032年和2033年两年累计卖出多少辆？", []),
        ("青禾银行去年各地开了多少家分行？", []),
        ("青禾银行的存款和贷款分别是多少？", []),  # one house
        ("去年（到3月31日）和2031年相比，青禾银行的存款分别是多少？", []),  # a bracket would be torn
        ("???", []),
    ],
)
def test_a_question_is_asked_of_each(question: str, each: list[str]) -> None:
    assert [single.text for single in singly(question, read_question(question).names)] == each


def test_a_name_that_is_cut_shorter_than_the_one_beside_it() -> None:
    found = singly("南溪轻轨5号线一期与北岭轻轨3号线一期，全长各是多少？", ("南溪轻轨5号线一期", "北岭轻轨3号线"))
    assert [single.text for single in found] == ["南溪轻轨5号线一期,全长是多少?", "北岭轻轨3号线一期,全长是多少?"]


def test_of_things_named_before_each_is_asked_of_by_itself() -> None:
    asked = read_question("芦浦银行和霜桥银行都在裁员，芦浦银行裁了多少人，霜桥银行给每人补多少钱？")
    parts = read_parts(asked, lambda word: 1.0)
    assert [part.asked.names for part in parts] == [("芦浦银行",), ("霜桥银行",)]
    assert all("霜桥" not in dict(part.units) for part in parts[:1])


def test_the_parts_of_each_keep_its_day() -> None:
    asked = read_question("2031年和2032年芦浦港分别停航多少天，检修几次？")

    parts = read_parts(asked, lambda word: 1.0)

    assert [(part.question[:5], part.asked.text[:5]) for part in parts] == [
        ("2031年", "2031年"), ("2031年", "2031年"), ("2032年", "2032年"), ("2032年", "2032年"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("question", "each"),
    [
        (
            "青禾银行、白鹭银行、霜桥银行这三家的3年期债券，谁的票息最高？",
            [
                "青禾银行的3年期债券的票息是多少?",
                "白鹭银行的3年期债券的票息是多少?",
                "霜桥银行的3年期债券的票息是多少?",
            ],
        ),
        ("青禾银行与白鹭银行相比，去年谁的存款多？", ["青禾银行,去年的存款是多少?", "白鹭银行,去年的存款是多少?"]),
        ("青禾银行和白鹭银行谁更受欢迎？", []),
        ("青禾银行和白鹭银行的营收增速谁更高？", ["青禾银行的营收增速是多少?", "白鹭银行的营收增速是多少?"]),
        ("对比青禾银行和白鹭银行的存款", ["青禾银行的存款是多少", "白鹭银行的存款是多少"]),
        (
            "青禾银行、白鹭银行这两家城农商行里，哪家的存款更多？",
            ["青禾银行的存款是多少?", "白鹭银行的存款是多少?"],
        ),
        (
            "第6届和第8届茶博会：两者的主题分别是什么？哪一届的客人更多？",
            ["第6届茶博会:的主题是什么?哪一届的客人更多?", "第8届茶博会:的主题是什么?哪一届的客人更多?"],
        ),
        (
            "青禾银行和白鹭银行的存款谁多谁少，谁增得快？",
            ["青禾银行的存款是多少,增速是多少?", "白鹭银行的存款是多少,增速是多少?"],
        ),
        ("青禾银行谁的话语权更大？", []),
        (
            "扩大开放上，青禾银行和白鹭银行的做法有什么不同？",
            ["扩大开放上,青禾银行的做法是什么?", "扩大开放上,白鹭银行的做法是什么?"],
        ),
        ("今年的做法和以前有什么不同？", []),
        (
            "请列出首届和第三届茶博会的成交额。",
            ["请列出首届茶博会的成交额。", "请列出第三届茶博会的成交额。"],
        ),
        ("首批机组和第二批机组哪天投产？", ["首批机组哪天投产?", "第二批机组哪天投产?"]),
        ("首届茶博会的成交额是多少？", []),
    ],
)
def test_what_is_compared_is_asked_of_each(question: str, each: list[str]) -> None:
    assert [single.text for single in singly(question, read_question(question).names)] == each


def test_a_second_question_is_about_what_the_first_begins_with() -> None:
    text = "大桥距离霜桥市和云溪市各有多远？它是哪年开通的？"
    assert [single.text for single in singly(text, ("霜桥市", "云溪市"))] == [
        "大桥距离霜桥市有多远?",
        "大桥距离云溪市有多远?",
        "大桥距离，是哪年开通的?",
    ]
    both = "霜桥市和云溪市的面积各有多大？它们哪年建市？"
    assert [single.text for single in singly(both, ("霜桥市", "云溪市"))] == [
        "霜桥市的面积有多大?它们哪年建市?",
        "云溪市的面积有多大?它们哪年建市?",
    ]


BANKS = {
    "青禾银行": "青禾银行5月5日公告，该行2031年3年期债券发行结束，规模30亿元，票面利率为1.9%。\n",
    "白鹭银行": "白鹭银行5月6日公告，该行2031年3年期债券发行结束，规模80亿元，票面利率为1.7%。\n",
}


@pytest.mark.parametrize(
    ("draft", "shown"),
    [
        ("青禾银行的3年期债券票面利率更高，为1.9%[1]。", True),
        ("白鹭银行的3年期债券票面利率更高，为1.7%[2]。", False),
        ("青禾银行的3年期债券票面利率更高[1]。", False),  # which nothing can be held against
    ],
)
def test_the_most_of_several_is_what_the_print_of_all_bears_out(
    make_library: LibraryMaker, tmp_path: Path, draft: str, shown: bool
) -> None:
    pages = [tmp_path / f"溪山日报-2031-05-0{day}-A2.txt" for day in (6, 7)]
    for page, (bank, text) in zip(pages, BANKS.items(), strict=True):
        page.write_text(f"{bank}债券发行结束\n本报记者 季小满\n{text}", encoding="utf-8")
    library = make_library(*pages, model=FakeChatModel([draft], leans=lambda _: 3.0))

    answer = library.ask("青禾银行和白鹭银行的3年期债券，哪家的票面利率更高？")

    assert ("更高" in answer.text) is shown
    assert "1.9%" in answer.text
    assert "1.7%" in answer.text


def test_both_are_answered_without_a_model(make_library: LibraryMaker, tmp_path: Path, chat: FakeChatModel) -> None:
    archive = make_library(*[_write(tmp_path, name) for name in PAGES])

    answer = archive.ask("芦浦的仓库火灾和霜桥的商铺火灾，过火面积分别是多少平方米？")

    assert "约40平方米" in answer.text
    assert "约260平方米" in answer.text


def test_a_draft_that_gives_one_the_others_figure_is_not_shown(archive: Library, chat: FakeChatModel) -> None:
    chat.replies += ["芦浦的仓库火灾过火面积约40平方米，2人受伤[1]。", "霜桥的商铺火灾过火面积约40平方米[2]。"]

    answer = archive.ask("芦浦的仓库火灾和霜桥的商铺火灾，过火面积分别是多少平方米？")

    assert "霜桥的商铺火灾过火面积约40平方米" not in answer.text
    assert any("霜桥" in sentence.text for sentence in answer.withheld)
    assert "约260平方米" in answer.text
    asked = [messages[-1].text.rpartition("问题：")[2].strip() for messages in chat.asked]
    assert asked == ["芦浦的仓库火灾,过火面积是多少平方米?", "霜桥的商铺火灾,过火面积是多少平方米?"]


def test_each_is_told_in_its_own_sentence(make_library: LibraryMaker, tmp_path: Path) -> None:
    path = tmp_path / "loans.txt"
    path.write_text(
        "两家银行贷款都在增长\n本报记者 季小满\n"
        "到2031年末，青禾银行、白鹭银行的贷款余额分别为30亿元和80亿元，增速分别为7%和9%。\n",
        encoding="utf-8",
    )
    drafts = ["青禾银行2031年末的贷款余额为30亿元[1]。", "白鹭银行2031年末的贷款余额为80亿元[1]。"]
    library = make_library(path, model=FakeChatModel(drafts, leans=lambda _: 3.0))

    answer = library.ask("青禾银行、白鹭银行2031年末的贷款余额各是多少？")

    assert [sentence.text for sentence in answer.sentences] == [
        "青禾银行2031年末的贷款余额为30亿元。",
        "白鹭银行2031年末的贷款余额为80亿元。",
    ]


def test_a_draft_that_gives_one_the_others_motto_is_not_shown(archive: Library, chat: FakeChatModel) -> None:
    chat.replies += ["第6届茶博会的主题是“山里来的好茶”[1]。", "第9届茶博会的主题是“山里来的好茶”[1][2]。"]

    answer = archive.ask("第6届和第9届茶博会的主题分别是什么？")

    assert "第9届茶博会的主题是“山里来的好茶”" not in answer.text
    assert "一叶过海" in answer.text


def test_a_judge_is_asked_of_each_by_itself(archive: Library) -> None:
    heard: list[tuple[str, str]] = []

    def judge(question: str, passage: str) -> Leaning:
        heard.append((question, passage))
        return Leaning(2.0 if question[:2] in passage else -2.0, Usage())

    offered = [(article, sentence) for article in archive.articles() for sentence in sentences_of(article)]
    questions = [single.text for single in singly("芦浦和霜桥的火灾分别伤了多少人？", ["芦浦", "霜桥"])]
    hearing = Hearing(judge, questions, offered)
    burnt = next(sentence for article, sentence in offered if "芦浦" in article.title)

    assert hearing.odds(burnt) == 2.0
    assert [question for question, _ in heard] == ["芦浦的火灾伤了多少人?", "霜桥的火灾伤了多少人?"]
    assert hearing.odds(burnt) == 2.0
    assert len(heard) == 2, "each sentence is heard once"


def test_of_one_of_a_kind_only_what_has_its_number_is_read(archive: Library, chat: FakeChatModel) -> None:
    chat.replies += ["第9届茶博会的主题是“一叶过海”[1]。"]
    archive.ask("第9届茶博会的主题是什么，在哪里开幕？")
    prompt = "".join(message.text for message in chat.asked[-1])
    assert "第9届茶博会在海曙开幕" in prompt
    assert "第6届" not in prompt


def _write(folder: Path, name: str) -> Path:
    path = folder / f"{name}.txt"
    path.write_text(PAGES[name], encoding="utf-8")
    return path


def test_two_sums_held_against_each_other_are_asked_for_in_their_own_words() -> None:
    for question in (
        "澄湖商城准备采购的金额，跟今年全市发的绿色债比，哪个数大？各是多少？",
        "澄湖商城准备采购的金额，与今年全市发的绿色债相比，谁更高？",
    ):
        singles = [single.text for single in singly(question, ("澄湖商城",))]
        assert singles == ["澄湖商城准备采购的金额是多少?", "今年全市发的绿色债是多少?"]
    assert len(singly("海川银行和江川银行的净利润相比，谁更高？", ("海川银行", "江川银行"))) == len(("海川", "江川"))
    assert singly("与去年相比，哪个更高？", ()) == []
