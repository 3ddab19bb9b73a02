"""A brief tells each figure and each saying as that of the one who has it."""

from __future__ import annotations

from pathlib import Path

from rag.briefs.choose import lacking
from rag.briefs.mates import mates_of
from rag.briefs.wording import named
from rag.prose.sentences import sentences_of
from tests.test_summarize import article_of, brief, library, texts

TITLE = "两家乳企年报冷热不一：禾谷乳业利润降一成 云湾乳业增34%"
RESULTS = (
    "5月5日，禾谷乳业披露年报。报告显示，公司去年实现营业收入132.6亿元，同比增长11.8%；净利润7.2亿元，同比下降9.5%。",
    "同日，云湾乳业也披露了年报。公司去年营业收入58.1亿元，同比增长4.7%；净利润3.9亿元，同比增长34%；毛利率为21.3%。",
)


def test_a_statement_is_told_with_the_one_that_names_its_owner(tmp_path: Path) -> None:
    told = texts(brief(library(tmp_path, TITLE, *RESULTS)))
    [line] = [text for text in told if "3.9亿元" in text]
    assert line.startswith("云湾乳业去年营业收入58.1亿元")
    assert line.endswith("净利润3.9亿元，同比增长34%。") or "21.3%" in line


def test_a_statement_that_names_its_own_owner_is_told_by_itself() -> None:
    article = article_of(
        "云湾乳业利润增34%", "年报昨日披露。", "禾谷乳业净利润7.2亿元；云湾乳业净利润3.9亿元，增长34%。"
    )
    assert [each.text for each in lacking(article, sentences_of(article), [], 1)] == [
        "云湾乳业净利润3.9亿元，增长34%。"
    ]


def test_who_is_meant_by_a_pronoun_is_named_or_it_is_not_told(tmp_path: Path) -> None:
    told = texts(
        brief(
            library(
                tmp_path,
                "云湾新房成交升两成 专家料全年房价升6%",
                "云湾市房协昨日公布，4月新房成交1862套，同比增长23%。",
                "房协会长顾远舟表示，成交上升主要由于房贷利率下调。",
                "租金方面，澜石测量所董事秦望舒却提醒，租金回报率只有3.1%，低于房贷利率。她预计全年房价涨6%。",
            ),
            3,
        )
    )
    [line] = [text for text in told if "涨6%" in text]
    assert line.startswith("秦望舒预计") or any("秦望舒却提醒" in text for text in told)


def test_a_pronoun_behind_a_quotation_means_who_is_quoted() -> None:
    article = article_of(
        "息差收窄", "研究员卞若兰认为，分化还会持续。“谁的成本低，谁就从容。”她预计，息差还将收窄8个基点。"
    )
    sentences = sentences_of(article)
    found = named(article, sentences, len(sentences) - 1)
    assert found is not None
    assert found[0] == "卞若兰预计，息差还将收窄8个基点。"


def test_this_is_told_with_what_it_means_or_not_at_all(tmp_path: Path) -> None:
    body = (
        "“五一”期间，云湾市接待游客486.5万人次，旅游收入41.8亿元。按此计算，人均花费859元，比去年少34元。"
        "市文旅局副局长尹秋实解释说，这是因为今年周边游客占比达到63%，五一住宿天数减少。",
        "夜间经济同样红火，古城把闭园时间延后到凌晨1时。",
    )
    for wanted in (1, 2, 3):
        (tmp_path / str(wanted)).mkdir()
        told = texts(brief(library(tmp_path / str(wanted), "云湾五一旅游收入41.8亿元 住宿天数减少", *body), wanted))
        assert any("859元" in text for text in told) or not any("这是因为" in text for text in told)


def test_what_stands_before_this_in_its_own_sentence_is_what_it_means() -> None:
    article = article_of(
        "早稻收购价上调", "收购价提高2元。每亩多赚62元，这意味着农户更愿意种稻。这家合作社已备好种子。"
    )
    assert [mates_of(article, sentences_of(article), n) for n in range(3)] == [(), (), ()]
    article = article_of("早稻收购价上调", "收购价提高2元。对种了26年稻子的农民来说，这意味着每亩多赚62元。")
    assert mates_of(article, sentences_of(article), 1) == (0,)


def test_a_list_is_told_whole_or_not_at_all() -> None:
    article = article_of(
        "绿色债券发行增长",
        "研究员表示，发行增长靠的是两样东西，一是政策引导。监管部门先后出台政策。二是需求旺盛。企业转型需要资金。",
    )
    sentences = sentences_of(article)
    assert [mates_of(article, sentences, n) for n in range(4)] == [(2,), (), (0,), ()]


def test_a_list_within_a_sentence_is_whole() -> None:
    article = article_of("利润下滑", "利润下滑有两个原因：一是药剂涨价；二是新厂转固。二是也指折旧增加。")
    assert mates_of(article, sentences_of(article), 0) == ()


def test_a_house_that_is_left_out_is_told_before_its_figures() -> None:
    article = article_of(
        "两家银行披露年报",
        "青禾银行净利润48.6亿元。",
        "白鹭银行则是另一番景象，存款流失。归母净利润21.3亿元，同比下降3.8%。",
    )
    assert mates_of(article, sentences_of(article), 2) == (1,)
