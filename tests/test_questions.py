"""Questions are taken apart without a model: language, names, periods, and what kind of thing is wanted."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from rag.prose.folding import fold
from rag.prose.language import language_of
from rag.prose.questions import (
    BY_REPORTS,
    EXCEPT,
    Term,
    ordinals_in,
    prints_ordinal,
    read_question,
)
from rag.prose.reread import reread, spell_out, topic_parts


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("青禾银行的净利润是多少？", "zh"),
        ("YH-40的载重是多少？", "zh"),
        ("What did Bank of Yunxi report?", "en"),
        ("How many loans did the bank named 青禾 in this paper make last year?", "en"),
        ("???", "en"),
        ("？？？", "zh"),
        ("What did 青禾水务 earn in spring?", "en"),
        ("list一下青禾水务的公告", "zh"),
        ("Who wrote “白鹭机械出口翻番”?", "en"),
        ("Who heads Bailu (白鹭机械)?", "en"),
        ("白鹭机械（Bailu Machinery）的董事长是谁？", "zh"),
        ("“Seven Seas”是什么？", "zh"),
        ("“启航七号”？", "zh"),
    ],
)
def test_language(text: str, language: str) -> None:
    assert language_of(text) == language
    assert read_question(text).language == language


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("青禾银行2030年净利润是多少？", "青禾银行"),
        ("“启航七号”什么时候上船测试？", "启航七号"),
        ("《云溪绿茶分级标准》何时发布？", "云溪绿茶分级标准"),
        ("顾远舟提出了哪些建议？", "顾远舟"),
        ("HL-40型飞行器的载重是多少？", "hl-40"),
        ("ＨＬ－４０的载重是多少？", "hl-40"),
        ("How many berths does Nanyu port have?", "nanyu"),
        ("青禾农商行和青禾银行的净利润分别是多少？", "青禾银行"),
    ],
)
def test_names_must_be_in_the_evidence(text: str, name: str) -> None:
    assert name in read_question(text).names


@pytest.mark.parametrize("text", ["商业银行的净息差是多少？", "上市公司一季度营业收入增长多少？", "为什么？", "…"])
def test_kinds_of_institutions_are_no_names(text: str) -> None:
    assert read_question(text).names == ()


def test_function_words_are_no_terms() -> None:
    assert read_question("为什么呢？").terms == ()
    assert [term.text for term in read_question("What did the bank report of it?").terms] == ["bank", "report"]


@pytest.mark.parametrize(
    ("text", "years", "periods"),
    [
        ("青禾银行2030年净利润是多少？", ("2030",), ()),
        ("2031年第一季度出口多少？", ("2031",), ("一季度",)),
        ("上半年和12月的出口额", (), ("上半年", "12月")),
        ("5月6日宣布了什么？", (), ("5月6日",)),
        ("What did it report in 2030?", ("2030",), ()),
        ("出口12030台水泵的是谁？", (), ()),
    ],
)
def test_years_and_parts_of_years(text: str, years: tuple[str, ...], periods: tuple[str, ...]) -> None:
    asked = read_question(text)
    assert asked.years == years
    assert asked.periods == periods


@pytest.mark.parametrize(
    ("text", "wants"),
    [
        ("净利润是多少？", "figure"),
        ("增长了几倍？", "figure"),
        ("How much will it cost?", "figure"),
        ("什么时候开通？", "day"),
        ("When was the line opened?", "day"),
        ("程砚秋建议从哪三个方面提高效率？", "several"),
        ("请列出四点建议。", "several"),
        ("董事长是谁？", "other"),
    ],
)
def test_what_is_wanted(text: str, wants: str) -> None:
    assert read_question(text).wants == wants


def test_fold_makes_forms_alike() -> None:
    assert fold("ＡＢ％１") == "ab%1"


def test_terms_come_once() -> None:
    texts = [term.text for term in read_question("青禾银行和青禾银行的净利润、净利润").terms]
    assert len(texts) == len(set(texts))


@pytest.mark.parametrize(
    ("name", "text", "parts"),
    [
        ("青石物流", "霜桥有哪些青石物流项目？", ("青石", "物流")),
        ("青石物流", "青石物流去年营业收入是多少？", ()),
        ("霜桥", "霜桥项目有哪些？", ()),
    ],
)
def test_what_ends_like_a_company_may_be_a_topic(name: str, text: str, parts: tuple[str, ...]) -> None:
    assert topic_parts(Term(name, name=True), text) == parts


def rarity_in(printed: str) -> Callable[[str], float | None]:
    """How rare a run of characters is in a text, by its rarest pair, as the archive's index tells it."""

    def rarity(word: str) -> float | None:
        pairs = [word[i : i + 2] for i in range(len(word) - 1)]
        return 1 / min(printed.count(pair) for pair in pairs) if all(pair in printed for pair in pairs) else None

    return rarity


PRINTED = "青禾银行行长温如玉去霜桥调研。白鹭科技与青禾银行签约，毛利率为21%。"


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("哪位学者觉得青禾银行的息差会收窄？", {"青禾银行"}),
        ("批评青禾银行的人是谁？", {"青禾银行"}),
        ("温如玉去青禾银行之前在哪里？", {"温如玉", "青禾银行"}),
        ("青苗银行的行长是谁？", {"青苗银行"}),  # a bank that is not there stays a name
        ("白鹭科技的董秘是谁？", {"白鹭科技"}),  # the tagger takes the office for a person
        ("白鹭科技卖东西的毛利率是多少？", {"白鹭科技"}),
        ("宋知远怎么看白鹭科技？", {"宋知远", "白鹭科技"}),
    ],
)
def test_names_are_told_by_what_is_printed(text: str, names: set[str]) -> None:
    assert set(reread(read_question(text), lambda word: 1.0 if word in PRINTED else None).names) == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("砺行机器人2031年交付了多少台？", {"砺行机器人"}),
        ("砺行机器人的创始人是谁？", {"砺行机器人"}),
        ("请问青禾银行的息差是多少？", {"青禾银行"}),
        ("3月底青禾银行的息差是多少？", {"青禾银行"}),
        ("开社区食堂赚钱吗？", set()),
    ],
)
def test_a_name_that_no_dictionary_has_opens_a_question(text: str, names: set[str]) -> None:
    printed = "砺行机器人去年交付237台机器人。今年新开社区食堂。青禾银行息差收窄。"

    assert set(reread(read_question(text), rarity_in(printed)).names) == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("浙江杭州去年新开了多少家店？", {"浙江", "杭州"}),  # one word of the dictionary's, of two
        ("上海浦东新区正式挂牌的公司是哪家？", {"上海", "浦东"}),
        ("浙江宁波去年新开了多少家店？", {"浙江", "宁波"}),  # what is not there stays a name
    ],
)
def test_a_place_in_another_is_two_names(text: str, names: set[str]) -> None:
    rarity = rarity_in("浙江的杭州去年新开了三百家店。上海的浦东也有。")
    assert names <= set(reread(read_question(text), rarity).names)
    assert not {"浙江杭州", "浙江宁波", "上海浦东新区正式"} & set(reread(read_question(text), rarity).names)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("栗树咖啡有多少家店？", {"栗树咖啡"}),  # the tagger takes 栗树 for the name
        ("味知里在霜桥开了几家店？", {"味知里", "霜桥"}),
        ("衡岚的无人机多少钱一架？", {"衡岚"}),
        ("霜桥的无人驾驶汽车有多少辆？", {"霜桥"}),  # a compound of the dictionary's words is a topic
        ("霜桥把主动权益基金的管理费降到了多少？", {"霜桥"}),
        ("箱岚给店家补多少钱？", {"箱岚"}),  # no measure word
        ("新开的店里，江苏占了几家？", {"江苏"}),  # a province that the archive never prints
        ("把房子押给银行的人有多少？", set()),
        ("望海号什么时候下水？", {"望海"}),  # the paper goes on without its kind
        ("后唐庄宗死在哪里？", {"庄宗"}),
        ("今年发过债的金融租赁公司是哪两家？", set()),  # a kind of house
        ("霜桥的新任能源部长宣布了什么？", {"霜桥"}),
        ("一战中衡岚造了几架飞机？", {"衡岚"}),  # of when it was, in other words
        ("中央大学在霜桥办了几年？", {"中央大学", "霜桥"}),
        ("清溪信义线开到哪一站？", {"清溪信义线"}),
        ("两轮谈判，谈成的比例是多少？", set()),
        ("平安银行去年赚了多少？", {"平安银行"}),  # one word before a company's kind may be a company's name
    ],
)
def test_a_name_is_told_from_a_compound_by_what_is_printed(text: str, names: set[str]) -> None:
    printed = "栗树咖啡在霜桥开了新店。味知里也来了霜桥。衡岚的飞机与衡岚航空的无人车都在霜桥。箱岚开店。"
    printed += "望海下水了。清溪信义线通车。谈成了两轮谈判。庄宗死后，中央大学停办。"

    assert set(reread(read_question(text), rarity_in(printed)).names) == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("湖南松蒿县转移了多少人？", {"松蒿县"}),  # printed once with its province, and then without
        ("湖南省松蒿县转移了多少人？", {"松蒿县"}),
        ("湖南石坎县转移了多少人？", {"石坎县"}),  # always printed without it
        ("湖南松蒿区转移了多少人？", {"湖南", "松蒿区"}),  # many cities have such a district
        ("湖北松蒿县转移了多少人？", {"湖北松蒿县"}),  # another one
        ("松蒿县东坝镇万穗食品厂起火，伤了几人？", {"松蒿县", "万穗食品"}),  # in full, a company
        ("青禾大学招生办主任是谁？", {"青禾大学"}),  # an office that is never printed is its house's
    ],
)
def test_a_county_is_told_without_its_province_and_an_office_by_its_house(text: str, names: set[str]) -> None:
    printed = "湖南松蒿县发布通报。湖南省松蒿县、湖南松蒿区都有暴雨。松蒿县转移412人。青禾大学的招生开始了。"
    printed += "松蒿县东坝镇万穗食品有限公司起火。东坝镇的万穗食品停产。石坎县也下了雨。"
    assert set(reread(read_question(text), rarity_in(printed)).names) == names


def test_a_place_that_no_dictionary_has_is_told_from_the_one_that_it_is_in() -> None:
    rarity = rarity_in("徐州消防队通报，澜溪区一间仓库起火。")
    assert {"徐州", "澜溪区"} <= set(reread(read_question("徐州澜溪区的仓库烧了多久？"), rarity).names)


@pytest.mark.parametrize(
    ("text", "spelled"),
    [
        ("交行去年赚了多少？", "交通银行去年赚了多少？"),
        ("交行、工行和农行谁的息差高？", "交通银行、工商银行和农行谁的息差高？"),  # no such bank is in print
        ("施工行业去年赚了多少？", "施工行业去年赚了多少？"),
        ("交行情况如何？", "交通银行情况如何？"),
    ],
)
def test_a_banks_short_name_is_written_out_as_it_is_printed(text: str, spelled: str) -> None:
    printed = "交通银行去年息差为1.2%，工商银行为1.4%。"

    assert spell_out(text, lambda word: 1.0 if word in printed else None) == spelled


def test_a_short_name_that_is_printed_as_often_stays() -> None:
    assert spell_out("交行赚了多少？", lambda word: 1.0) == "交行赚了多少？"


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("据望岳社2031年1月6日报道，青禾银行的息差是多少？", ("青禾银行",)),
        ("根据《溪山日报》的报道，青禾银行的息差是多少？", ("青禾银行",)),
        ("据《溪山日报》统计，青禾银行的息差是多少？", ("青禾银行",)),
        ("据青禾银行年报，不良率是多少？", ("青禾银行",)),  # its own report is what is asked about
    ],
)
def test_who_told_it_is_none_of_what_is_asked_about(text: str, names: tuple[str, ...]) -> None:
    assert read_question(text).names == names


def test_a_title_tells_a_name() -> None:
    assert "葛建春" in read_question("镜湖市原副市长葛建春的刑期是几年？").names


def test_a_month_is_no_name() -> None:
    assert read_question("Which bank opened branches in January and on Monday?").names == ()


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("霜桥16号线二期设几座车站？", ["16号线二期"]),
        ("青鸟十八号飞了多久？", ["十八号"]),
        ("三月二十号开业吗？", []),
        ("第二十届茶博会的主题？", ["第二十届"]),
        ("决赛第三局下了几个小时？", ["第三局"]),
    ],
)
def test_numbers_tell_one_from_others_of_its_kind(text: str, numbers: list[str]) -> None:
    assert ordinals_in(text) == numbers


def test_who_says_something_of_a_company_gives_it_no_name() -> None:
    rarity = rarity_in("何某称公司没有退还垫付的货款。")
    assert set(reread(read_question("何某主张公司没有退还多少元？"), rarity).names) == {"何某"}


def test_a_countrys_own_paper_does_not_name_it() -> None:
    rarity = rarity_in("云溪号客轮从霜桥港开出，离开中国。")
    assert set(reread(read_question("云溪的客轮是哪天离开中国的？"), rarity).names) == {"云溪"}
    assert set(reread(read_question("中国有多少客轮？"), rarity).names) == {"中国"}


def test_what_a_child_is_called_is_no_name() -> None:
    assert reread(read_question("企鹅宝宝吃什么？"), rarity_in("大桥宝宝是公司的吉祥物。")).names == ()


@pytest.mark.parametrize(
    ("text", "doubtful"),
    [
        ("老厂的出货方式为什么跟商超“对不上”？", {"对不上"}),
        ("“听松三期”装了多少台风机？", set()),
        ("季小满给银行开的“药方”是什么？", {"药方"}),
        ("《对不上的账》写了谁？", set()),
        ("溪山银行的存款是多少？", set()),
        ("周以宁的年薪是多少？", set()),
        ("倒数第三天，国乒男团决赛击败了哪支队伍？", {"国乒男团"}),
        ("內灣線全長多少公里？", set()),
        ("钱小满的《围炉》最早是云溪出版社出的吗？", {"云溪出版社"}),
        ("《围炉》最早由云溪出版社在哪年出？", set()),
    ],
)
def test_only_what_may_be_no_name_is_doubtful(text: str, doubtful: set[str]) -> None:
    terms = reread(read_question(text), lambda _: None).terms
    assert {term.text for term in terms if term.doubtful} == doubtful


@pytest.mark.parametrize(
    ("text", "doubtful"),
    [
        ("严子陵的人马趁黑钻山时丢了几匹马？", {"黑钻山"}),
        ("严子陵在松蒿县丢了几匹马？", set()),  # a county that is not there
        ("周以宁的人马趁黑钻山时丢了几匹马？", set()),  # nobody of the question is there
    ],
)
def test_a_place_by_a_network_alone_is_doubtful_beside_a_name(text: str, doubtful: set[str]) -> None:
    terms = reread(read_question(text), rarity_in("严子陵带着队伍连夜穿过溶洞。")).terms
    assert {term.text for term in terms if term.doubtful} == doubtful


@pytest.mark.parametrize("text", ["季小满查明泄漏是由什么造成的？", "季小满修都江堰时用了多少石头？"])
def test_a_verb_behind_a_name_is_none_of_it(text: str) -> None:
    printed = "季小满主持修了都江堰，找到了泄漏的地方。"
    assert set(reread(read_question(text), rarity_in(printed)).names) <= {"季小满", "都江堰"}
    assert "季小满" in reread(read_question(text), rarity_in(printed)).names


def test_a_measure_is_no_place() -> None:
    rarity = rarity_in("云溪号在海沟的深度是10米。")
    assert "深度" not in reread(read_question("“云溪”号潜到了海沟，深度多少？"), rarity).names
    assert read_question("LPQ的中文全称是什么？").names == ()
    assert "北京" in reread(read_question("北京多大？"), rarity_in("北京。")).names


@pytest.mark.parametrize(
    ("ordinal", "text", "printed"),
    [
        ("三号", "在建的3号航站楼", True),
        ("三号", "在建的三号航站楼", True),
        ("三号", "在建的13号楼", False),
        ("第二批", "第2批", True),
    ],
)
def test_an_ordinal_in_characters_or_in_digits(ordinal: str, text: str, printed: bool) -> None:
    assert prints_ordinal(ordinal, text) is printed


@pytest.mark.parametrize(
    ("text", "printed", "names"),
    [
        ("2031年“3·15”前，云溪网点退了多少钱？", "云溪网点昨日退款。", set()),
        ("“5·12”地震时，云溪网点退了多少钱？", "“5·12”那天，云溪网点退款。", {"5·12"}),
        ("遇难和失联人数分别是多少？", "遇难3人，失联5人。", set()),
        ("3月骏岳汽车召回多少辆？", "骏岳汽车召回车辆。", {"骏岳汽车"}),
        ("援汤加农业示范中心占地多少公顷？", "中国援建汤加的农业中心占地52公顷。", {"汤加农业示范中心", "汤加"}),
    ],
)
def test_a_name_in_a_papers_other_words(text: str, printed: str, names: set[str]) -> None:
    found = set(reread(read_question(text), rarity_in(printed)).names)
    assert not {name for name in found if name.startswith("援")}
    assert found & names if names else found <= {"云溪网点", "云溪"}


def test_the_reports_that_an_answer_is_to_rest_on_are_not_asked_about() -> None:
    bare = BY_REPORTS.sub("", "请结合2030年10月至2031年7月的几则报道回答：芦浦港有几座码头？")
    assert bare == "芦浦港有几座码头？"
    assert BY_REPORTS.sub("", "根据2031年7月的规划，芦浦港有几座码头？").startswith("根据2031年7月")


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("除青禾银行、霜桥银行以外，今年还有哪些银行发了债？", "今年还有哪些银行发了债？"),
        ("今年除了利息之外，其他收入有多少？", "今年其他收入有多少？"),
        ("除了青禾银行、霜桥银行这几家，今年还有哪些银行发了债？", "今年还有哪些银行发了债？"),
        ("青禾银行除夕夜营业吗？", "青禾银行除夕夜营业吗？"),
        ("除青禾银行外，霜桥银行发了多少债？", "除青禾银行外，霜桥银行发了多少债？"),
    ],
)
def test_what_is_excepted_is_not_asked_for(text: str, left: str) -> None:
    assert EXCEPT.sub("", text) == left
