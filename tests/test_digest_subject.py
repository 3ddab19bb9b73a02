"""A digest keeps to its subject: names that are true of every article, what is only mentioned apart, lines on it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from rag import Library
from rag.briefs.choose import choose
from rag.briefs.labels import read
from rag.briefs.lines import Line, add, line_of
from rag.briefs.runs import stands
from rag.briefs.subject import Subject
from rag.briefs.themes import group
from rag.fakes import FakeEmbedder, MemoryStore
from rag.proof.differences import differences
from rag.prose.sentences import sentences_of
from rag.settings import Settings
from rag.types import Article, Block, Place, Summary

PAGES = {
    "云溪日报-2031-05-06-A1": (
        "白鹭机械海外订单翻番",
        "白鹭机械5月5日披露，今年一季度海外订单为38.6亿元，同比增长102%，水泵占订单的七成。",
        "白鹭机械董事长程砚秋说，海外订单大多来自沿海的农垦公司，交货期排到了明年春天。",
    ),
    "云溪日报-2031-05-07-A2": (
        "白鹭机械扩建水泵厂",
        "白鹭机械5月6日宣布，将投资4.2亿元扩建水泵厂，建成之后年产能提高到60万台，用来赶海外订单。",
        "水泵厂的厂长顾远舟说，扩建之后车间里会多招三百名工人，夜班补贴也会提高。",
    ),
    "云溪日报-2031-05-08-A3": (
        "青禾银行向制造业放款",
        "青禾银行5月7日公布，今年前四个月制造业贷款新增120亿元，比去年同期多增三成。",
        "其中白鹭机械拿到的贷款为2.5亿元，期限五年，利率是3.1%。",
        "客户经理跑工厂的次数多了，审批的时间也比过去缩短了一半。",
        "该行表示，下半年还要把贷款投向县域的污水处理项目，并照顾储能企业。",
    ),
    "云溪日报-2031-05-09-A4": (
        "云溪市举办龙舟赛",
        "云溪市5月8日举办龙舟赛，四十支队伍参加，岸边的观众有六万人，晚上还放了焰火。",
        "赛后，主办方把奖杯交给了来自渔村的队伍，队长说明年还会再来。",
        "看台上有人举着白鹭机械的旗。",
    ),
    "云溪日报-2031-05-10-A5": (
        "云溪市开通夜间公交",
        "云溪市5月9日开通三条夜间公交线路，末班车延长到凌晨一点，票价仍是两元。",
        "司机们说，夜里乘车的多是下班的护士和夜市的摊主。",
    ),
}


def open_archive(home: Path) -> Library:
    shelf = home / "pages"
    shelf.mkdir(parents=True)
    for name, (title, *paragraphs) in PAGES.items():
        (shelf / f"{name}.txt").write_text("\n".join([title, "本报记者 林小禾", *paragraphs]), encoding="utf-8")
    library = Library(
        Settings.load(home=home / "library", llm="extractive"), embedder=FakeEmbedder(), store=MemoryStore()
    )
    library.add([shelf])
    return library


def told(summary: Summary, kind: str) -> dict[str, list[str]]:
    return {
        theme.title: [sentence.text for sentence in summary.sentences[theme.start : theme.end]]
        for theme in summary.themes
        if theme.kind == kind
    }


def test_what_only_mentions_a_topic_is_told_apart_by_the_sentence_that_does(tmp_path: Path) -> None:
    with open_archive(tmp_path) as library:
        summary = library.digest(topic="白鹭机械")
        titles = {article.id: article.title for article in library.articles()}
    mentions = told(summary, "other")["提到“白鹭机械”的其他报道"]
    assert mentions == ["其中白鹭机械拿到的贷款为2.5亿元，期限五年，利率是3.1%。"]
    on_topic = {titles[each] for theme in summary.themes[:-1] for each in theme.article_ids}
    assert on_topic == {"白鹭机械海外订单翻番", "白鹭机械扩建水泵厂"}
    reasons = {titles[each]: reason for each, reason in summary.left_out}
    assert reasons["云溪市举办龙舟赛"] == "只是顺带提到这个主题"
    # What has nothing to do with a topic is counted, not named.
    assert set(reasons) == {"云溪市举办龙舟赛"}
    assert summary.off_topic == 1


def test_a_topic_that_the_archive_lacks_is_said_to_be_lacking(tmp_path: Path) -> None:
    with open_archive(tmp_path) as library:
        summary = library.digest(topic="火星移民")
    assert summary.text == "资料库中没有关于“火星移民”的报道。"
    assert [sentence.text for sentence in summary.sentences] == [summary.text]
    assert (summary.themes, summary.citations, summary.article_ids) == ((), (), ())
    assert (summary.left_out, summary.off_topic) == ((), len(PAGES))


def test_a_topic_that_is_only_mentioned_is_not_told_as_the_subject(tmp_path: Path) -> None:
    with open_archive(tmp_path) as library:
        summary = library.digest(topic="污水处理")
    assert [theme.title for theme in summary.themes] == ["没有专门写“污水处理”的报道，以下只是提到它"]


def test_the_language_of_a_digest_is_that_of_its_topic(tmp_path: Path) -> None:
    with open_archive(tmp_path) as library:
        summary = library.digest(topic="Bailu Machinery")
    assert summary.title == "Digest: Bailu Machinery"
    assert summary.text == "The archive has no report on Bailu Machinery."


def test_a_request_for_what_was_reported_of_a_company_keeps_to_it(tmp_path: Path) -> None:
    with open_archive(tmp_path) as library:
        answer = library.ask("总结一下关于白鹭机械的报道")
    assert not answer.abstained
    assert all("白鹭机械" in sentence.text for sentence in answer.sentences)
    assert "【提到“白鹭机械”的其他报道】" in answer.text


@pytest.mark.parametrize(
    ("topic", "text", "held"),
    [
        ("绿色贷款", "青禾银行绿色贷款余额为1024.7亿元。", True),
        ("绿色贷款", "该行愿意为绿色甲醇的加注设施提供15年期的贷款。", False),
        ("不良率", "3月末，青禾银行不良贷款率为1.2%。", True),
        ("新能源汽车", "今年新能源汽车销量为9万辆。", True),
        ("云溪港", "云溪港口产业基金领投。", False),
        ("云溪港", "云溪港进口水果6.8万吨。", True),
        ("青禾银行", "青禾农商银行披露年报。", False),
        ("养老", "个人养老金账户多了。", True),
        ("白鹭机械扩建", "白鹭机械把扩建推迟到明年。", True),
        ("grain port", "The grain port will close.", True),
        ("grain port", "Grain prices rose while the port slept.", False),
    ],
)
def test_when_a_sentence_has_a_subject(topic: str, text: str, held: bool) -> None:
    assert Subject.of(topic).held_by(text) is held


def test_a_headline_says_of_whom_its_sentences_speak() -> None:
    subject = Subject.of("白鹭机械召回")
    assert subject.held_by("受召回影响，订单下滑两成。", "白鹭机械4月交付水泵")
    assert not subject.held_by("受召回影响，订单下滑两成。", "青川泵业4月交付水泵")
    assert not subject.held_by("订单下滑两成。", "白鹭机械召回水泵")


def test_a_subject_of_one_year_leaves_out_other_years() -> None:
    one = article(1, 6, "渔歌节票房破亿元", "渔歌节票房为1.2亿元，比上届多。")
    texts = [sentence.text for sentence in sentences_of(one)]
    assert Subject.of("2031年渔歌节").standing(one, texts)[0] == "told"
    assert Subject.of("2029年渔歌节").standing(one, texts)[0] == "absent"


def article(number: int, day: int, title: str, body: str) -> Article:
    place = Place(f"{number}.txt", "云溪日报", date(2031, 5, day), "A1", ())
    blocks, start = [], 0
    for paragraph in body.split("\n"):
        blocks.append(Block("paragraph", start, start + len(paragraph)))
        start += len(paragraph) + 1
    return Article(str(number), title, (), body, tuple(blocks), (), (place,))


def grouped(articles: list[Article], known: str = "") -> list[tuple[tuple[int, ...], str]]:
    return [
        (each.members, each.name)
        for each in group(articles, lambda text: [text[n : n + 2] for n in range(len(text))], lambda _: 1.0, known)
    ]


def test_no_headline_names_an_article_that_is_on_something_else() -> None:
    fined = article(1, 6, "青禾银行被罚185万元", "云溪监管局5月5日对青禾银行罚款185万元，两名责任人被警告并处罚款。")
    leaked = article(2, 7, "白鹭化工渗漏调查公布", "云溪应急局5月6日对白鹭化工罚款486万元，五名责任人被警告并处罚款。")
    assert grouped([fined, leaked]) == [((0,), "青禾银行被罚185万元"), ((1,), "白鹭化工渗漏调查公布")]


def test_a_theme_is_named_by_what_each_of_its_articles_tells_of() -> None:
    first = article(1, 6, "青川办龙舟大赛 观众六万人", "青川龙舟大赛5月5日举行，四十支队伍参赛，观众六万人。")
    second = article(2, 7, "龙舟大赛落幕：渔村队夺冠", "青川龙舟大赛5月6日落幕，渔村队夺冠，四十支队伍参赛。")
    other = article(3, 8, "小麦收购价上调", "粮食局5月7日上调小麦收购价，每公斤三元，农户排队卖粮。")
    [theme, alone] = grouped([first, second, other])
    assert theme[0] == (0, 1)
    assert all(read(each).tells_of(theme[1]) for each in (first, second))
    assert "龙舟大赛" in theme[1]
    assert alone == ((2,), "小麦收购价上调")


def test_a_city_in_common_is_no_theme() -> None:
    buses = article(1, 6, "云溪夜间公交开通", "云溪市5月5日开通夜间公交，云溪市民说方便。云溪市交通局说还会增加。")
    races = article(2, 7, "云溪龙舟赛落幕", "云溪市5月6日举办龙舟赛，云溪市民到岸边观看。云溪市体育局说明年再办。")
    assert [name for _, name in grouped([buses, races])] == ["云溪夜间公交开通", "云溪龙舟赛落幕"]


def test_what_is_chosen_by_a_topic_is_not_named_by_it() -> None:
    first = article(1, 6, "白鹭机械水泵出口增长", "白鹭机械水泵出口一季度增长三成，农垦公司订单多。")
    second = article(2, 7, "白鹭机械水泵出口再增", "白鹭机械水泵出口二季度再增四成，农垦公司订单多。")
    [(members, name)] = grouped([first, second], "白鹭机械")
    assert members == (0, 1)
    assert "水泵出口" in name


def test_a_run_that_takes_half_a_word_is_not_printed() -> None:
    assert not stands("行长", "银行长期贷款")
    assert stands("行长", "该行行长说")
    assert stands("养老", "养老金账户")
    assert not stands("port", "the report on ports")


def test_a_line_states_the_figure_of_its_subject_and_names_whose_it_is() -> None:
    one = article(
        1,
        6,
        "青禾银行去年净利润增长三成",
        "青禾银行5月5日披露年报，净利润为48.6亿元，增长三成，净息差受到关注。\n年报显示，该行净息差为1.61%，较上年收窄14个基点。",
    )
    line = line_of(one, sentences_of(one), Subject.of("净息差"))
    assert line is not None
    assert line.told.text == "年报显示，青禾银行净息差为1.61%，较上年收窄14个基点。"
    assert len(line.told.support) == 2
    assert line_of(one, sentences_of(one), Subject.of("龙舟赛")) is None


def test_a_line_is_of_whom_the_topic_names_and_not_of_a_rival() -> None:
    rival = "青麓银行去年净利润为19.6亿元，同比下降2.7%，不良率为1.62%，比青禾银行高0.25个百分点。"
    own = "去年该行净利润28.4亿元，不良率1.37%。"
    for title in ("青禾银行去年净利28.4亿 新行长到任", "青禾银行新行长到任"):
        one = article(1, 6, title, f"青禾银行日前公告，顾远舟出任行长。{own}\n{rival}")
        line = line_of(one, sentences_of(one), Subject.of("青禾银行"))
        assert line is not None
        assert "青麓" not in line.told.text
        # Of the rival it is the rival's line.
        line = line_of(one, sentences_of(one), Subject.of("青麓银行"))
        assert line is not None
        assert line.told.text == rival


def test_the_bank_behind_a_time_is_named() -> None:
    one = article(1, 6, "青禾银行去年净利28.4亿元", "青禾银行日前公告年报。去年该行净利润28.4亿元，不良率1.37%。")
    line = line_of(one, sentences_of(one), Subject.of("净利润"))
    assert line is not None
    assert line.told.text == "去年青禾银行净利润28.4亿元，不良率1.37%。"


def test_an_article_that_is_printed_again_is_told_once_whichever_line_is_chosen() -> None:
    body = "水泵厂5月5日扩建。\n厂长说要招三百人。\n夜班的补贴也会提高。"
    first, copy = article(1, 6, "水泵厂扩建", body), article(2, 7, "厂长：要招三百人", body)
    lines: list[Line] = []
    for each in (first, copy):
        line = line_of(each, sentences_of(each), None)
        assert line is not None
        add(lines, line)
    [line] = lines
    assert line.articles == (first, copy)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("截至2030年末，青禾银行信用卡贷款余额为684亿元，不良率2.87%。", "截至2030年末，青禾银行不良率为1.21%。"),
        ("青禾银行2030年绿色贷款余额为612亿元。", "青禾银行青川分行截至2030年末绿色贷款余额为61亿元。"),
    ],
)
def test_a_part_does_not_differ_from_the_whole(one: str, other: str) -> None:
    articles = [article(1, 6, "青禾银行年报", one), article(2, 7, "年报看点", other)]
    assert differences([(each, sentences_of(each)) for each in articles]) == []


@pytest.mark.parametrize(
    ("topic", "text", "headline", "held"),
    [
        # A thing that ends like a house's name is none: 新能源 is no half of 能源汽车.
        ("新能源汽车", "新能源车企白鹭汽车5月5日披露，一季度交付3.6万辆。", "", True),
        ("新能源汽车", "白鹭汽车5月5日披露，一季度交付3.6万辆。", "", False),
        ("银行不良贷款", "3月末，不良贷款率为1.35%。", "青禾银行一季度净利润增长", True),
        ("银行不良贷款", "三家城商行不良贷款率有升有降。", "", True),
        ("银行不良贷款", "行长严子陵表示，要压降成本。", "青禾银行一季度净利润增长", False),
        # A house is not told by a place and another house.
        ("石家庄银行", "石家庄的青禾银行去年净利润增长。", "", False),
    ],
)
def test_a_subject_of_several_words_is_held_by_its_words(topic: str, text: str, headline: str, held: bool) -> None:
    assert Subject.of(topic).held_by(text, headline) is held


def test_a_notice_is_told_by_what_it_puts_right() -> None:
    body = "本报5月5日A1版《白鹭机械海外订单翻番》一文中，“38.6亿元”应为“36.8亿元”。\n特此更正。"
    cut = body.index("\n")
    blocks = (Block("paragraph", 0, cut), Block("paragraph", cut + 1, len(body)))
    article = Article("a", "更正", (), body, blocks, (), (Place("p", None, None, None, ()),))
    line = line_of(article, sentences_of(article), None)
    assert line is not None
    assert "36.8亿元" in line.told.text
    assert choose(article, sentences_of(article), 2) == [sentences_of(article)[0]]
