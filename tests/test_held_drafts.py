"""A draft is shown only for what was asked: its kind, its name, its period, all of a list."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag import Library
from rag.evidence import quote
from rag.evidence.quote import choose
from rag.evidence.worth import score
from rag.fakes import FakeChatModel
from rag.proof.answerable import repeated
from rag.proof.mentions import is_about, presence
from rag.prose.periods import names_period
from rag.prose.questions import Term, read_question
from rag.questions.parts import focus_of
from rag.types import Answer, Article, Sentence
from tests.conftest import LibraryMaker
from tests.scoring import one_part, printed

PAGE = """听泉集团一季度新开四条航线
本报记者 杜若溪
听泉集团4月1日公布，一季度货物吞吐量8940万吨，同比增长5.7%。集团新开4条航线，分别通往澜溪、青石、霜桥和海曙。
“三月份头茶就装船了。”听泉集团董事长葛怀川说，首船春茶3月12日离港。

青栎银行一季度末贷款增长一成
本报记者 季小满
一季度末，青栎银行绿色贷款余额为651.7亿元，较年初增长6.4%。该行行长严子陵表示，不良率保持平稳。
望岳证券银行业分析师解铭认为，青栎银行的息差已经见底。去年，该行手续费收入为12.9亿元。
"""


@pytest.fixture
def archive(make_library: LibraryMaker, tmp_path: Path, chat: FakeChatModel) -> Library:
    path = tmp_path / "溪山日报-2031-04-24-A2.txt"
    path.write_text(PAGE, encoding="utf-8")
    return make_library(path, model=chat)


def ask(archive: Library, chat: FakeChatModel, question: str, draft: str) -> Answer:
    chat.replies.append(draft)
    return archive.ask(question)


def article(archive: Library, words: str) -> Article:
    return next(each for each in archive.articles() if words in each.title)


def test_a_month_does_not_answer_on_which_day(archive: Library, chat: FakeChatModel) -> None:
    answer = ask(archive, chat, "听泉集团首船春茶哪天离港？", "听泉集团首船春茶三月份离港[1]。")
    assert "3月12日" in answer.text
    assert "三月份离港" not in answer.text


def test_a_list_is_answered_by_its_members(archive: Library, chat: FakeChatModel) -> None:
    answer = ask(archive, chat, "听泉集团一季度新开了哪几条航线？", "听泉集团一季度新开了4条航线[1]。")
    assert answer.sentences[0].text == "集团新开4条航线，分别通往澜溪、青石、霜桥和海曙。"


def test_a_list_that_a_draft_passes_over_is_added(archive: Library, chat: FakeChatModel) -> None:
    answer = ask(archive, chat, "听泉集团一季度新开了哪几条航线？", "听泉集团一季度货物吞吐量8940万吨[1]。")
    assert "分别通往澜溪、青石、霜桥和海曙" in answer.text


def test_a_draft_that_leaves_the_name_out_is_held_to_it(archive: Library, chat: FakeChatModel) -> None:
    assert ask(archive, chat, "听泉集团的行长是谁？", "行长是严子陵[1]。").abstained


def test_a_name_that_nobody_has_in_print_is_no_answer(
    make_library: LibraryMaker, tmp_path: Path, chat: FakeChatModel
) -> None:
    path = tmp_path / "溪山日报-2031-04-25-A2.txt"
    path.write_text(
        "澜溪科技的芯片上车\n本报记者 杜若溪\n“芯片已经进入十家车厂，年底前还会更多。”澜溪科技负责人如是说。\n",
        encoding="utf-8",
    )
    library = make_library(path, model=chat)
    chat.replies.append("澜溪科技的负责人姓王，名明[1]。")
    assert library.ask("澜溪科技的负责人姓什么、叫什么？").abstained


def test_an_english_answer_gives_a_bank_no_other_banks_figure(
    make_library: LibraryMaker, tmp_path: Path, chat: FakeChatModel
) -> None:
    path = tmp_path / "溪山日报-2031-04-25-A2.txt"
    path.write_text(
        "两家银行绿色贷款增长\n本报记者 杜若溪\n"
        "去年末，青栎银行绿色贷款余额为424.4亿元，同比增长41.1%；澜溪银行绿色贷款余额为45.9亿元，同比增长144.6%。\n",
        encoding="utf-8",
    )
    library = make_library(path, model=chat)
    question = "What was Qingli Bank's green loan balance at the end of last year?"
    chat.replies += ["去年末青栎银行绿色贷款余额是多少？", "Qingli Bank's green loan balance was 4.59 billion yuan[1]."]
    wrong = library.ask(question)
    assert "4.59 billion" not in wrong.text
    chat.replies += [
        "去年末青栎银行绿色贷款余额是多少？",
        "Qingli Bank's green loan balance was 42.44 billion yuan[1].",
    ]
    assert "42.44 billion" in library.ask(question).text


def test_no_other_period_is_quoted_for_a_draft_that_was_withheld(archive: Library, chat: FakeChatModel) -> None:
    answer = ask(
        archive, chat, "听泉集团2030年全年的货物吞吐量是多少？", "听泉集团2030年全年的货物吞吐量是8940万吨[1]。"
    )
    assert answer.abstained


def test_the_end_of_a_month_is_that_of_its_quarter(archive: Library, chat: FakeChatModel) -> None:
    answer = ask(archive, chat, "3月底青栎银行的绿色贷款余额是多少？", "青栎银行绿色贷款余额为651.7亿元[1]。")
    assert "651.7亿元" in answer.text
    assert names_period("3月", "一季度末贷款余额")
    assert not names_period("4月", "一季度末贷款余额")


@pytest.mark.parametrize(
    ("question", "text", "names"),
    [
        ("听泉集团的行长是谁？", "行长是严子陵。", ("听泉集团",)),
        ("听泉集团和青栎银行的利润是多少？", "青栎银行的利润是1亿元。", ("青栎银行",)),
    ],
)
def test_what_a_draft_repeats_keeps_the_one_name(question: str, text: str, names: tuple[str, ...]) -> None:
    asked = repeated(read_question(question), text)
    assert asked.names == names


def test_only_a_bank_is_the_bank() -> None:
    opinion = "望岳证券分析师解铭认为，息差已经见底。去年，该行手续费收入为12.9亿元。"
    told, fees = printed("青栎银行公布年报。", opinion)
    assert not is_about("望岳证券", told, fees)
    assert is_about("望岳银行", *printed("望岳银行公布年报。该行手续费收入为12.9亿元。"))


@pytest.mark.parametrize(
    "paragraphs",
    [
        ("望岳证券首席分析师钱望说，开年好于预期。",),
        ("开年好于预期。", "望岳证券研究员钱望这样认为。", "望岳证券统计，订单在回升。"),
    ],
)
def test_a_speakers_house_is_not_what_an_article_is_on(paragraphs: tuple[str, ...]) -> None:
    told, share = printed(*paragraphs, "线上渠道的占比为58%。")
    assert score(one_part("望岳证券的线上占比是多少？"), told, share).least_about == 0.0


def test_one_of_many_houses_in_an_opening_is_not_what_an_article_is_on() -> None:
    opening = "青禾银行、云溪银行、南浦银行、云溪银行分行、云溪银行总行均已披露年报。"
    told, growth = printed(opening, "多家银行绿色贷款增幅超过20%。")
    assert score(one_part("青禾银行的绿色贷款增幅是多少？"), told, growth).least_about < 0.5
    told, growth = printed("青禾银行披露年报。", "绿色贷款增幅超过20%。")
    assert score(one_part("青禾银行的绿色贷款增幅是多少？"), told, growth).least_about > 0.5


def test_a_house_is_nobody_whom_a_place_may_be_taken_for() -> None:
    told, made = printed("和平饭店昨日重新开门。", "缆车由霜桥重工制造，造价3亿元。")
    assert score(one_part("和平饭店的造价是多少？"), told, made).least_about > 0.5
    told, made = printed("和平重工昨日披露年报。", "缆车由霜桥重工制造，造价3亿元。")
    assert score(one_part("和平重工的造价是多少？"), told, made).least_about < 0.5


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("澜川推迟了新车的发布。", True),
        ("澜川科技推迟了新车的发布。", False),
        ("澜川市推迟了演出。", False),
        ("澜川汽车推迟了新车的发布。", True),
    ],
)
def test_a_company_may_be_called_without_its_kind(text: str, named: bool) -> None:
    assert bool(presence(Term("澜川汽车", name=True), text)) is named


@pytest.mark.parametrize(
    ("question", "about"),
    [("丽水市转移了多少人？", False), ("温州市转移了多少人？", True), ("浙江转移了多少人？", True)],
)
def test_what_one_city_counts_is_not_told_of_another(question: str, about: bool) -> None:
    told, moved = printed("浙江温州市遭遇台风，随后台风到了丽水市。", "温州市转移群众21.6万人。")
    assert (score(one_part(question), told, moved).least_about >= 0.4) is about


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("霜桥坡遗址重新测绘。", True),
        ("昨日在霜桥坡遗址开工。", True),
        ("洛阳霜桥坡遗址开工。", False),
        ("洛阳的遗址开工。", False),
    ],
)
def test_what_is_in_a_place_may_be_called_without_it(text: str, named: bool) -> None:
    assert bool(presence(Term("杭州霜桥坡遗址", name=True), text)) is named


@pytest.mark.parametrize(
    ("question", "text", "barred"),
    [
        ("青栎银行的余额增长了百分之几？", "青栎银行突破6万亿元；澜溪银行、青石银行分别增长18.7%、16.45%。", True),
        ("澜溪银行的余额增长了百分之几？", "青栎银行突破6万亿元；澜溪银行、青石银行分别增长18.7%、16.45%。", False),
        ("两名责任人叫什么名字？", "两名责任人被警告，罚款6万元。", True),
        ("有哪几家银行减少了投入？", "三家银行减少了投入，合计58.6亿元。", True),
        ("有哪几家银行减少了投入？", "减少投入的是青栎银行、澜溪银行。", False),
        ("HL-40二期的幅度是多少？", "HL-40三期的幅度为12%。", True),
        ("HL-40二期的幅度是多少？", "HL-40二期的幅度为12%。", False),
        ("青栎银行7年期债券的利率是多少？", "青栎银行3年期、5年期债券的利率为1.7%、1.8%。", True),
        ("青栎银行3年期债券的利率是多少？", "青栎银行的债券发行结束，期限3年，利率为1.9%。", False),
        ("青栎银行3年期债券的利率是多少？", "青栎银行的债券发行结束，期限为五年，利率为1.9%。", True),
        ("青栎银行3年期债券的利率是多少？", "青栎银行的债券发行结束，利率为1.9%。", False),
        ("青栎银行十年期债券的利率是多少？", "青栎银行3年期、10年期债券的利率为1.7%、1.9%。", False),
    ],
)
def test_what_cannot_answer_is_barred(question: str, text: str, barred: bool) -> None:
    assert score(one_part(question), *printed(text)).barred is barred


def test_a_judges_court_is_told_once() -> None:
    told, advice = printed("记者专访了芦浦市霜桥区人民法院副庭长季小满。", "季小满建议家长看好手机。")
    assert score(one_part("霜桥法院法官季小满建议什么？"), told, advice).least_about > 0.5
    assert score(one_part("云岭法院法官季小满建议什么？"), told, advice).least_about == 0.0


@pytest.mark.parametrize(
    ("question", "text", "about"),
    [
        ("霜桥号的首任舰长是谁？", "望海号是炮舰，也是霜桥号的姊妹舰，首任舰长为季小满。", False),
        ("望海号的首任舰长是谁？", "望海号是炮舰，也是霜桥号的姊妹舰，首任舰长为季小满。", True),
        ("霜桥号的姊妹舰叫什么？", "望海号是炮舰，也是霜桥号的姊妹舰，首任舰长为季小满。", True),
        ("周以宁生于哪一年？", "季小满是周以宁的学生，生于1950年。", False),
        ("青栎银行每股派多少元？", "昨日公布的是青栎银行的第三次分红，每股0.5元。", True),
    ],
)
def test_what_somebody_is_to_another_is_not_told_of_that_one(question: str, text: str, about: bool) -> None:
    assert (score(one_part(question), *printed(text)).least_about > 0.5) is about


def test_how_it_is_asked_is_not_what_is_asked_for() -> None:
    assert focus_of("这一单一共卖了多少？") == focus_of("这一单卖了多少？")


def test_a_translated_question_wants_a_likelier_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    offered = [printed("青栎银行的数据工厂有110名采集员。")]
    asked = read_question("青栎银行有多少个家庭使用数据中心的热能？")

    def found() -> list[Sentence]:
        return choose(asked, offered, lambda _word: 1.0, lambda _question, texts: [0.8] * len(texts), translated=True)

    assert found()
    monkeypatch.setattr(quote, "_TRANSLATED", 0.9)
    assert not found()


def test_an_english_question_names_what_an_english_article_lacks(
    make_library: LibraryMaker, tmp_path: Path, chat: FakeChatModel
) -> None:
    (tmp_path / "溪山日报-2031-04-24-A2.txt").write_text(
        "南屿卡车司机增多\n本报记者 杜若溪\n南屿有登记的卡车司机1.9万名，其中七成是个体户。\n", encoding="utf-8"
    )
    path = tmp_path / "ledger-2031-04-24-A2.txt"
    path.write_text(
        "The quiet queue at Quay Nine\nBy Ada Lindqvist\n"
        "Nanyu has about 19,000 registered truck drivers, seven in ten of them self-employed. "
        "The port has promised them an appointment system by the end of the year.\n",
        encoding="utf-8",
    )
    library = make_library(tmp_path, model=chat)
    drivers = "Nanyu has about 19,000 registered truck drivers[1]."
    chat.replies += ["", drivers]
    assert "19,000" in library.ask("How many registered truck drivers does Nanyu have?").text
    chat.replies += ["", drivers]
    assert library.ask("How many truck drivers belong to the Nanyu Hauliers' Union?").abstained


def test_what_a_question_names_beside_its_subject_is_no_other_house() -> None:
    told, share = printed("听泉集团的货场去年扩建。", "泊山铁路通车以后，水铁联运比例可以提高到12%。")
    assert score(one_part("听泉集团在泊山铁路通车后水铁联运比例能提到多少？"), told, share).least_about > 0.0
    assert score(one_part("听泉集团的水铁联运比例能提到多少？"), told, share).least_about == 0.0


def test_one_of_a_list_is_not_another_of_it() -> None:
    first = "云集、山姆仓、聚鲜等平台上月开出专场。"
    paper, sentence = printed(first, "山姆仓说，专场卖出21万件。")

    assert not is_about("云集", paper, sentence, anywhere_before=True)
    assert is_about("山姆仓", paper, sentence)
    assert score(one_part("云集卖出了多少件？"), paper, sentence).least_about == 0.0


def test_houses_in_a_list_need_no_suffix_to_answer_which() -> None:
    paper, sentence = printed("云集、山姆仓、聚鲜等平台上月开出专场。")

    assert not score(one_part("上月开出专场的是哪几家平台？"), paper, sentence).barred


@pytest.mark.parametrize(("house", "shown"), [("Qingli Bank", True), ("Qinglin Bank", False)])
def test_an_english_answer_names_no_house_that_is_not_in_print(
    archive: Library, chat: FakeChatModel, house: str, shown: bool
) -> None:
    chat.replies += ["青栎银行去年手续费收入是多少？", f"{house} earned fees of 1.29 billion yuan[1]."]
    answer = archive.ask("What fees did the bank of Yan Ziling earn last year?")
    assert (house in answer.text) is shown
    assert any(house in sentence.text for sentence in answer.withheld) is not shown
