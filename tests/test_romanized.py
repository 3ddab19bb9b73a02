"""Names in pinyin are given the characters that the papers print, where exactly one printed name sounds so."""

from __future__ import annotations

import subprocess
import sys
import time

import pytest

from rag.prose import romanized
from rag.prose.romanized import (
    keep_printed_names,
    printed_names,
    romanized_names,
    unprinted_house,
    with_printed_names,
)

PERSON = "砚江证券首席经济学家沈砚舟认为，内需会回暖。"
HOUSE = "青沛农商行去年净利润2.1亿元。青沛农商行的网点有48个，青沛农村商业银行是它的全称。"
PLACE = "栎安市临沛区的茶园扩大了。栎安去年还修了路。"


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("Which firm is Shen Yanzhou the chief economist of?", "Shen Yanzhou"),
        ("Where does Yanzhou Shen work?", "Yanzhou Shen"),
        ("What did SHEN Yan-zhou say?", "SHEN Yan-zhou"),
        ("What is Shen Yan Zhou's view?", "Shen Yan Zhou"),
        ("Is Shěn Yànzhōu an economist?", "Shěn Yànzhōu"),
        ("Can Shen Yanzhou be right?", "Shen Yanzhou"),
    ],
)
def test_a_person_is_found_however_the_name_is_written(question: str, name: str) -> None:
    assert printed_names(question, [HOUSE, PERSON]) == {name: "沈砚舟"}


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("How much did Qingpei Rural Commercial Bank earn?", {"Qingpei Rural Commercial Bank": "青沛农商行"}),
        ("How many outlets has Qingpei?", {"Qingpei": "青沛"}),
        ("What is Qingpei University?", {"Qingpei": "青沛"}),  # no page prints such a house
        ("What grew in Li'an?", {"Li'an": "栎安"}),
        ("What grew in Lian?", {"Lian": "栎安"}),
        ("What grew in the City of Li’an?", {"City of Li’an": "栎安市"}),
        ("What grew in Linpei District?", {"Linpei District": "临沛区"}),
        (
            "Did Li'an Qingpei Rural Commercial Bank earn?",
            {"Li'an": "栎安", "Qingpei Rural Commercial Bank": "青沛农商行"},
        ),
        ("What grew in Li'an Linpei?", {"Li'an": "栎安", "Linpei": "临沛"}),
    ],
)
def test_places_and_houses_are_found_with_their_kinds(question: str, names: dict[str, str]) -> None:
    assert printed_names(question, [HOUSE, PLACE]) == names


def test_a_port_group_is_one_kind() -> None:
    assert printed_names("Who runs Qingpei Port Group?", ["青沛港务集团换了董事长。"]) == {
        "Qingpei Port Group": "青沛港务集团"
    }


@pytest.mark.parametrize(
    ("question", "text", "names"),
    [
        ("Who is Lü Yanzhou?", "记者采访了吕砚舟。", {"Lü Yanzhou": "吕砚舟"}),
        ("Who is Lyu Yanzhou?", "记者采访了吕砚舟。", {"Lyu Yanzhou": "吕砚舟"}),
        ("Who is Lv Yanzhou?", "记者采访了吕砚舟。", {"Lv Yanzhou": "吕砚舟"}),
        ("Who is Lu Yanzhou?", "记者采访了吕砚舟。", {"Lu Yanzhou": "吕砚舟"}),
        ("Who is Lü Yanzhou?", "记者采访了陆砚舟。", {}),
        ("Where is Nanyu?", "南屿县修了码头。", {"Nanyu": "南屿"}),  # no Nyu
        ("Who is Ouyang Shuo?", "行长欧阳朔表示，网点不会减少。", {"Ouyang Shuo": "欧阳朔"}),
        ("Who is Shuo Ouyang?", "行长欧阳朔表示，网点不会减少。", {"Shuo Ouyang": "欧阳朔"}),
        ("Who is Zeng Yanzhou?", "记者采访了曾砚舟。", {"Zeng Yanzhou": "曾砚舟"}),  # 曾 is read ceng elsewhere
    ],
)
def test_readings_that_are_spelled_in_several_ways(question: str, text: str, names: dict[str, str]) -> None:
    assert printed_names(question, [text]) == names


def test_two_names_of_one_sound_are_left_alone() -> None:
    question = "Who is Shen Yanzhou?"
    assert printed_names(question, [PERSON, "董事长申彦周表示，订单很多。"]) == {}
    assert printed_names("Who is Yan Shen?", ["记者采访了严深，严深说好。记者也见了申彦，申彦说不。"]) == {}


def test_the_kind_tells_two_houses_of_one_sound_apart() -> None:
    texts = [HOUSE, "清培证券上月分红，清培证券的客户有3万户。"]
    assert printed_names("What did Qingpei Securities pay?", texts) == {"Qingpei Securities": "清培证券"}
    assert printed_names("What did Qingpei pay?", texts) == {}
    assert printed_names("What did Qingpei Hospital pay?", texts) == {}
    assert printed_names("What did Qingpei Bank pay?", [*texts, "青沛银行与清培银行合并。"]) == {}


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("Can She Men Wen?", "残社，残社，社门，社门。"),
        ("Women Are the majority?", "我们阿热。沃门沃门。我们市"),
        ("Change in Wen?", "常峨市修路。"),
        ("Line Nine of China?", "里讷市、尼讷市、持纳市。"),
        ("Is Shen the economist?", "沈说好。沈说不。"),
        ("what did shen yanzhou say?", PERSON),
        ("What does NANYU stand for?", "南屿县修了码头。"),
        ("Who is Greta Solberg?", PERSON),
    ],
)
def test_ordinary_words_and_lone_syllables_are_no_names(question: str, text: str) -> None:
    assert printed_names(question, [text]) == {}


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("Where is Henglan?", "永恒蓝色。永恒蓝色。永恒蓝色。"),  # across two words
        ("Where is Youxiao?", "措施有效。措施有效。措施有效。"),  # an ordinary word
        ("Where is Zheju?", "这句。这句。这句话。"),
        ("Who is Shen Yan?", PERSON),  # the beginning of somebody else's name
        ("Who is Shen Yan?", "沈砚舟来了。沈砚舟走了。"),
        ("Who is Yanzhou?", "沈砚舟表示，会回暖。沈砚舟表示，不会。"),  # the end of it
        ("Who is Ouyang Yanzhou?", "欧阳，欧阳。砚舟，砚舟。"),  # two names are not one
        ("Who is Penglai Linpei?", "蓬莱，蓬莱。临沛区。"),
        ("Who is Sha Yong?", "市长沙永明表示，路会修好。"),
        ("Where is Tushuguan?", "图书馆开了。图书馆关了。"),
        ("Who is Shen Dezhou?", "沈的舟。沈的舟。"),
        ("Where is Hengfu?", "横浦渡口。"),
        ("Where is Hengpu?", "横浦渡口。"),  # once is too seldom for two characters that no dictionary has
    ],
)
def test_characters_that_only_happen_to_follow_each_other_are_no_name(question: str, text: str) -> None:
    assert printed_names(question, [text]) == {}


@pytest.mark.parametrize(
    ("question", "text", "printed"),
    [
        ("Who is Shen Yan?", "董事长申彦表示，订单很多。", "申彦"),
        ("Who is Shen Yan?", "董事长申彦称，订单很多。", "申彦"),
        ("Who is Sha Yongming?", "市长沙永明表示，路会修好。", "沙永明"),  # no 长沙
        ("Who is Zhuge Liang?", "他们说起诸葛亮。", "诸葛亮"),
        ("Where is Penglai?", "他们看见了蓬莱。", "蓬莱"),
    ],
)
def test_a_title_or_the_dictionary_makes_characters_a_name(question: str, text: str, printed: str) -> None:
    assert list(printed_names(question, [text]).values()) == [printed]


def test_two_characters_printed_together_twice_are_a_name() -> None:
    assert printed_names("Where is Hengpu?", ["横浦渡口停航。", "到横浦渡口。"]) == {"Hengpu": "横浦"}


def test_what_stands_in_characters_already_is_not_looked_up() -> None:
    question = "How much did Qingpei Rural Commercial Bank (青沛农商行) earn, and Shen Yanzhou's (沈彦周) share?"
    assert romanized_names(question) == ()
    assert printed_names(question, [HOUSE, PERSON]) == {}


def test_what_strangers_write_is_read_up_to_a_bound() -> None:
    syllables = ["Shen", "Yan", "Zhou", "Qing", "Pei", "Lin", "Heng", "Pu", "Zeng", "Shuo", "Li", "Nan"]
    asked = ", ".join(f"{one}{other.lower()}" for one in syllables for other in syllables)
    assert len(romanized_names(asked)) == 6
    assert romanized_names("Is " + "Shenyanzhou" * 3 + " there?") == ()
    text = "".join(f"{one}{other}" for one in "沈申深神慎审" for other in "砚燕雁彦艳焰") * 3000
    began = time.monotonic()
    for question in (asked, "Is " + " ".join(syllables) + " there?", "Is Anananananananananan there?"):
        printed_names(question, [text] * 100)
    assert time.monotonic() - began < 20
    assert printed_names("Is Shenyan Zhouqing Peilin Hengpu there?", ["沈砚舟青沛林横浦来了。"]) == {
        "Shenyan Zhouqing Peilin Hengpu": "沈砚舟青沛林横浦"
    }
    assert printed_names("Is Shenyan Zhouqing Peilin Hengpu Shuo there?", ["沈砚舟青沛林横浦朔来了。"]) == {}
    assert printed_names("Who is Shen Yanzhou?", ["。" * 20_000 + PERSON]) == {}
    assert printed_names("Who is Shen Yanzhou?", ["。"] * 20 + [PERSON]) == {}


def test_what_could_be_too_many_names_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(romanized, "_MOST_RUNS", 3)
    assert printed_names("Where is Shenyan?", ["沈砚市。", "甚颜，肾盐。"]) == {"Shenyan": "沈砚"}
    assert printed_names("Where is Shenyan?", ["沈砚市。", "甚颜，肾盐，深岩。"]) == {}


def test_a_question_shows_the_printed_names() -> None:
    names = {"Shen Yanzhou": "沈砚舟", "Qingpei Bank": "青沛银行"}
    question = "Does Shen Yanzhou work for Shen Yanzhou’s Qingpei Bank (青沛银行)?"
    assert with_printed_names(question, names) == (
        "Does Shen Yanzhou (沈砚舟) work for Shen Yanzhou’s Qingpei Bank (青沛银行)?"
    )
    assert with_printed_names("Is Qingpei Banking old?", names) == "Is Qingpei Banking old?"


@pytest.mark.parametrize(
    ("reply", "kept"),
    [
        ("沈砚舟是谁？", "沈砚舟是谁？"),
        ("沈彦周是谁？", "沈砚舟是谁？"),
        ("Shen Yanzhou是谁？", "沈砚舟是谁？"),
        ("shen yanzhou（沈砚舟）是谁？", "沈砚舟是谁？"),
        ("沈砚舟 (Shen Yanzhou) 是谁？", "沈砚舟 是谁？"),
        ("沈彦周（沈砚舟）是谁？", "沈砚舟是谁？"),
        ("沈彦舟和沈砚舟是谁？", "沈彦舟和沈砚舟是谁？"),  # who else is meant is not known
        ("经济学家沈建舟表示什么？", "经济学家沈砚舟表示什么？"),
        ("燕洲沈是谁？", "沈砚舟是谁？"),
        ("身边洲上有什么？", "沈砚舟，身边洲上有什么？"),
        ("这位经济学家是谁？", "沈砚舟，这位经济学家是谁？"),
        ("", "沈砚舟"),
    ],
)
def test_a_translation_has_the_printed_name(reply: str, kept: str) -> None:
    assert keep_printed_names(reply, {"Shen Yanzhou": "沈砚舟"}) == kept


@pytest.mark.parametrize(
    "reply", ["清培农村商业银行的利润？", "青沛农村商业银行的利润？", "青沛农商行的利润？", "清培农商银行的利润？"]
)
def test_a_translation_calls_a_house_as_the_papers_do(reply: str) -> None:
    assert keep_printed_names(reply, {"Qingpei Rural Commercial Bank": "青沛农商行"}) == "青沛农商行的利润？"


def test_several_lost_names_lead_the_translation() -> None:
    names = {"Shen Yanzhou": "沈砚舟", "Qingpei": "青沛"}
    assert keep_printed_names("谁赢了？", names) == "沈砚舟、青沛，谁赢了？"
    assert keep_printed_names("谁赢了？", {}) == "谁赢了？"


def test_only_a_name_that_may_be_one_loads_the_readings() -> None:
    """The tables of pypinyin are 60 MB that no other question needs."""
    program = """
import sys
from rag.prose.romanized import printed_names
import rag.questions.standalone
printed_names("Which firm rose in March, and Can She say so?", ["沈砚舟。"])
assert "pypinyin" not in sys.modules
printed_names("Who is Shen Yanzhou?", ["沈砚舟。"])
assert "pypinyin" in sys.modules
"""
    subprocess.run([sys.executable, "-W", "ignore", "-c", program], check=True)


@pytest.mark.parametrize(
    ("text", "house"),
    [
        ("Qingli Bank earned 3 billion yuan.", None),
        ("Qinglin Bank earned 3 billion yuan.", "Qinglin Bank"),
        ("Everbright Bank earned 3 billion yuan.", None),  # no pinyin: not told
        ("Yan Ziling and Hong Kong rose.", None),  # no house
    ],
)
def test_a_house_that_nobody_prints(text: str, house: str | None) -> None:
    assert unprinted_house(text, ["青栎银行行长严子陵说，去年利润为30亿元。"]) == house
