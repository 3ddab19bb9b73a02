"""Briefs say the main thing first, in sentences that stand alone, each with its printed words."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag import Library
from rag.briefs.choose import choose, lacking
from rag.briefs.wording import leans, named, plain, trim
from rag.fakes import FakeChatModel, FakeEmbedder, MemoryStore
from rag.prose.sentences import sentences_of
from rag.settings import Settings
from rag.types import Article, Block, Sentence, Summary

BANK = (
    "天还没亮，青禾银行的会议室里已经坐满了人。",
    "5月5日晚间，青禾银行披露2030年年报。报告期内，该行实现净利润48.6亿元，同比增长10.2%。",
    "行长顾远舟在会上说：“县域贷款还要多放。”他认为，净息差会在明年二季度前后见底。",
    "截至2030年末，青禾银行资产总额为5321亿元，较上年末增长7.5%。",
    "分红方面，该行拟每10股派现2.6元。",
)
TITLE = "青禾银行去年净利润增长10.2% 拟每10股派现2.6元"


def article_of(title: str, *paragraphs: str) -> Article:
    body, blocks = "\n".join(paragraphs), []
    at = 0
    for paragraph in paragraphs:
        blocks.append(Block("paragraph", at, at + len(paragraph)))
        at += len(paragraph) + 1
    return Article("a", title, (), body, tuple(blocks), (), ())


def library(
    home: Path, title: str, *paragraphs: str, model: FakeChatModel | None = None, **settings: object
) -> Library:
    """A library that holds one article."""
    page = home / "云溪日报-2031-05-06-A1.txt"
    page.write_text("\n".join([title, "本报记者 林小禾", *paragraphs]), encoding="utf-8")
    given = Settings.load(home=home / "library", llm="extractive", **settings)
    opened = Library(given, embedder=FakeEmbedder(), store=MemoryStore(), model=model)
    opened.add([page])
    return opened


def brief(opened: Library, sentences: int | None = None) -> Summary:
    with opened:
        summary = next(iter(opened.summarize([opened.articles()[0].id], sentences=sentences)))
        pages = {citation.source: opened.page_text(citation.source) for citation in summary.citations}
    for citation in summary.citations:
        printed = pages[citation.source][citation.start : citation.end]
        assert "".join(printed.split()) == "".join(citation.quote.split())
    assert summary.sentences
    assert all(sentence.citations and sentence.supported for sentence in summary.sentences)
    return summary


def texts(summary: Summary) -> list[str]:
    return [sentence.text for sentence in summary.sentences]


def test_a_brief_begins_with_what_the_headline_says_not_with_the_scene(tmp_path: Path) -> None:
    told = texts(brief(library(tmp_path, TITLE, *BANK)))
    assert told[0].startswith("报告期内，青禾银行实现净利润48.6亿元")
    assert any("2.6元" in text for text in told)
    assert not any("会议室" in text for text in told)
    assert len(told) <= 3


def test_a_name_that_is_put_back_is_cited_with_the_sentence_that_has_it(tmp_path: Path) -> None:
    summary = brief(library(tmp_path, TITLE, *BANK))
    quotes = {citation.n: citation.quote for citation in summary.citations}
    first = [quotes[n] for n in summary.sentences[0].citations]
    assert len(first) == 2
    assert any("该行实现净利润" in quote for quote in first)
    assert any("青禾银行披露" in quote for quote in first)


@pytest.mark.parametrize("wanted", [1, 2, 3])
def test_a_brief_has_as_many_sentences_as_asked_for(tmp_path: Path, wanted: int) -> None:
    assert len(texts(brief(library(tmp_path, TITLE, *BANK), wanted))) == wanted


def test_figures_of_headline_and_opening_are_added_in_reading_order(tmp_path: Path) -> None:
    opening = "白鹭机械一季度出口水泵1.28万台，出口额为3.45亿元。其中，农垦项目占41%；其余来自渔场，占59%。"
    rest = [f"白鹭机械第{n}车间的水泵出口到南方，出口仍在增长。" for n in "一二三四五六"]
    told = texts(brief(library(tmp_path, "白鹭机械水泵出口增长", opening, *rest)))
    assert "1.28万台" in told[0]
    assert "41%" in told[1]


def test_what_is_no_part_of_the_report_is_cut() -> None:
    def cut(text: str) -> str:
        return trim(Sentence("a", 5, 5 + len(text), text)).text

    assert cut("本报讯（记者 林小禾）青禾银行昨日宣布降息。") == "青禾银行昨日宣布降息。"
    assert cut("云溪社青川5月6日电（记者林小禾）青禾银行昨日宣布降息。") == "青禾银行昨日宣布降息。"
    assert cut("据了解，此外，青禾银行昨日宣布降息。") == "青禾银行昨日宣布降息。"
    assert cut("云溪日报社昨日迎来建社五十周年。") == "云溪日报社昨日迎来建社五十周年。"
    assert cut("此外，他走了。") == "此外，他走了。"
    narrowed = trim(Sentence("a", 5, 26, "据悉，青禾银行昨日宣布下调存款利率。"))
    assert narrowed.start == 8


def test_words_that_join_go_where_nothing_is_joined() -> None:
    assert plain("不过，净息差仍在收窄。", follows=False) == "净息差仍在收窄。"
    assert plain("不过，净息差仍在收窄。", follows=True) == "不过，净息差仍在收窄。"
    assert plain("会议通过《办法》（以下简称《办法》）；", follows=False) == "会议通过《办法》。"


@pytest.mark.parametrize(
    "text", ["其中，出口占四成。", "该行拟派现。", "他认为会涨。", "报告期内，该行盈利。", "They rose."]
)
def test_sentences_that_lean(text: str) -> None:
    assert leans(text)


@pytest.mark.parametrize(
    "text", ["其他银行也降息。", "此外，出口增长。", "这家银行降息。", "青禾银行盈利。", "Rates rose."]
)
def test_sentences_that_stand_alone(text: str) -> None:
    assert not leans(text)


def test_no_name_is_put_back_in_doubt() -> None:
    def told(*paragraphs: str) -> str | None:
        article = article_of("青禾银行净利润增长", *paragraphs)
        sentences = sentences_of(article)
        found = named(article, sentences, len(sentences) - 1)
        return found[0] if found else None

    assert told("青禾银行披露年报。该行盈利48亿元。") == "青禾银行盈利48亿元。"
    assert told("白鹭银行披露年报。该行盈利48亿元。") is None
    assert told("青禾银行披露年报。公司盈利48亿元。") is None
    assert told("青禾银行披露年报。", "该行盈利48亿元。") is None
    assert told("行长顾远舟表示，利率会降。他认为，息差会见底。") == "顾远舟认为，息差会见底。"


def test_what_is_lacking_is_found_where_most_of_it_stands() -> None:
    article = article_of("出口48亿元", "出口48亿元，增长7%。进口21亿元；顺差27亿元。", "“出口48亿元、增长7%？”他问。")
    candidates = sentences_of(article)
    assert [each.text for each in lacking(article, candidates, [], 1)] == ["出口48亿元，增长7%。"]
    assert [each.text for each in lacking(article, candidates, ["出口48亿元，增长7%，进口21亿元。"], 2)] == [
        "顺差27亿元。"
    ]


def test_a_choice_is_in_reading_order_and_never_too_long() -> None:
    candidates = sentences_of(article_of(TITLE, *BANK))
    for wanted in (1, 3, 99):
        chosen = choose(article_of(TITLE, *BANK), candidates, wanted)
        assert len(chosen) == min(wanted, len(candidates))
        assert chosen == sorted(chosen, key=lambda sentence: sentence.start)
    assert choose(article_of(TITLE), (), 2) == []


def test_a_draft_that_tells_as_much_is_the_brief(tmp_path: Path) -> None:
    draft = "青禾银行2030年实现净利润48.6亿元，同比增长10.2%。青禾银行拟每10股派现2.6元，年末资产总额为5321亿元。"
    model = FakeChatModel([draft])
    summary = brief(library(tmp_path, TITLE, *BANK, model=model))
    assert "".join(texts(summary)) == draft
    assert summary.model == model.name
    assert summary.usage.completion_tokens == len(draft)


@pytest.mark.parametrize(
    "draft",
    [
        "青禾银行实现净利润84.6亿元，同比增长10.2%。",  # another figure
        "青禾银行去年净利润增长，拟派现。",  # the headline without its figures
        "标题：青禾银行去年净利润增长10.2%。",
        "该行实现净利润48.6亿元。",  # leans on nothing
        "好的。",
        "",
    ],
)
def test_a_draft_that_tells_less_or_otherwise_leaves_the_articles_own_sentences(tmp_path: Path, draft: str) -> None:
    (tmp_path / "own").mkdir()
    own = texts(brief(library(tmp_path / "own", TITLE, *BANK)))
    assert texts(brief(library(tmp_path, TITLE, *BANK, model=FakeChatModel([draft])))) == own


def test_a_model_reads_the_most_telling_of_each_part_in_a_prompt_of_bounded_size(tmp_path: Path) -> None:
    parts = []
    for name in ("春耕备肥", "夏管用水", "秋收农机", "冬藏仓储"):
        lines = [f"{name}的投入为{n}31亿元，合作社的社员说今年{name}比往年更早也更稳。" for n in range(1, 9)]
        parts += [f"{name}有新招", *lines]
    model = FakeChatModel(["没有。"])
    opened = library(
        tmp_path,
        "青川县农事全年早安排",
        "青川县全年农事安排妥当，四季各有新招。",
        *parts,
        model=model,
        brief_tokens=300,
    )
    brief(opened)
    [messages] = model.asked
    assert all(name in messages[-1].text for name in ("春耕", "夏管", "秋收", "冬藏"))
    assert len(messages[-1].text) < 900


def test_the_forecast_counts_what_is_sent(tmp_path: Path) -> None:
    with library(tmp_path, TITLE, *BANK, model=FakeChatModel()) as opened:
        usage = opened.forecast([opened.articles()[0].id])
    assert 200 < usage.prompt_tokens < 600
    assert usage.completion_tokens


def test_a_sentence_is_not_spent_on_a_report_s_coming_out_but_on_the_reason(tmp_path: Path) -> None:
    summary = brief(
        library(
            tmp_path,
            "霜桥水务一季度净利润1.42亿元 同比下降12.6%",
            "本报讯 5月5日晚间，霜桥水务披露2031年一季度报告。报告显示，公司一季度净利润1.42亿元，同比下降12.6%。",
            "公司在册员工3200人，总部设在霜桥，一季度没有变化。",
            "董事长顾远舟在会上说，利润下滑主要有两个原因：一是药剂涨价，成本增加3100万元；二是新厂转固，折旧增加1200万元。",
            "公司应收账款余额为19.4亿元，比年初有所增加，县区的欠款居多。",
        ),
    )
    told = texts(summary)
    assert told[0].startswith("报告显示，霜桥水务一季度净利润1.42亿元")
    assert not any(text.endswith("披露2031年一季度报告。") for text in told)
    assert any("两个原因" in text for text in told)


def test_a_sentence_on_the_company_that_is_just_named_keeps_its_words_and_its_one_source(tmp_path: Path) -> None:
    told = brief(
        library(
            tmp_path,
            "禾谷乳业召回两批次酸奶 退款已开始",
            "5月5日，禾谷乳业宣布召回两个批次的酸奶，共计3.2万箱，退款已经开始。",
            "禾谷乳业股价当日跌停。公司2030年酸奶收入为14.6亿元，召回的酸奶占不到1%。",
        ),
        2,
    )
    assert texts(told)[1] == "公司2030年酸奶收入为14.6亿元，召回的酸奶占不到1%。"
    [number] = told.sentences[1].citations
    assert told.citations[number - 1].quote == texts(told)[1]
